"""Which texts of a clip mean which of its objects: expressions, and names where nothing else is said of an object."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from sa2va_desktop.annotation.records import ExpressionKind
from sa2va_desktop.datasets.imported_clip import ImportedClip
from sa2va_desktop.datasets.model_marks import plain


def referring_texts(clip: ImportedClip) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Texts with the positions of the objects that they mean, each pair once. Texts of which nobody says what they mean are left out."""
    said: set[tuple[str, tuple[int, ...]]] = set()
    told = [
        (each.text, each.objects)
        for each in clip.expressions
        if each.kind is ExpressionKind.REFERRING and each.is_told
    ]
    told += [(thing.expression, (place,)) for place, thing in enumerate(clip.objects)]
    for text, objects in told:
        words = plain(text).strip()
        key = (words.casefold(), tuple(sorted(objects)))
        if words and key not in said:
            said.add(key)
            yield words, objects
    spoken_of = spoken_of_objects(clip)
    for place, name in unambiguous_names(clip):
        if place not in spoken_of:
            yield name, (place,)


def spoken_of_objects(clip: ImportedClip) -> set[int]:
    """Objects that some text is about; what they are called may come from it, and is then no expression of its own."""
    alone = {each.objects[0] for each in clip.expressions if len(each.objects) == 1}
    named = {place for turn in clip.turns for _, _, place in turn.phrases if place is not None}
    return alone | named | {place for place, each in enumerate(clip.objects) if each.expression.strip()}


_GENERIC = re.compile(
    r"(?:object|thing|instance|mask|region|segment|item|area|polygon|shape|annotation|label|track|unknown)?"
    r"[\s_#.:-]*\d*",
    re.IGNORECASE,
)


def unambiguous_names(clip: ImportedClip) -> Iterator[tuple[int, str]]:
    """An object's name, else its label, where it says something and no other object of the clip is called so."""
    names = [plain(each.name).strip() for each in clip.objects]
    labels = [plain(each.category).strip() for each in clip.objects]
    uses = Counter(
        text.casefold()
        for pair in zip(names, labels, strict=True)
        for text in {text.casefold() for text in pair}
    )
    for place, pair in enumerate(zip(names, labels, strict=True)):
        for text in pair:
            # A number at the end is what tells things apart that are called the same.
            if uses[text.casefold()] == 1 and not _GENERIC.fullmatch(text) and not text[-1].isdecimal():
                yield place, text.replace("_", " ")
                break
