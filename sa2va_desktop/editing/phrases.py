"""Phrases of an answer under edits of its text and of what they are bound to: pure functions on offsets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sa2va_desktop.annotation.records import ObjectId, Phrase

Phrases = tuple[Phrase, ...]


@dataclass(frozen=True)
class TextEdit:
    """Characters [start, stop) of a text were replaced by `added`."""

    start: int
    stop: int
    added: str

    @classmethod
    def between(cls, old: str, new: str) -> TextEdit:
        """The one stretch between what both texts begin and end with."""
        shorter = min(len(old), len(new))
        head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
        tail = next((i for i in range(shorter - head) if old[-1 - i] != new[-1 - i]), shorter - head)
        return cls(head, len(old) - tail, new[head : len(new) - tail])

    def on(self, text: str) -> str:
        """The text after the edit."""
        return text[: self.start] + self.added + text[self.stop :]

    @property
    def shift(self) -> int:
        """How far what follows moves."""
        return len(self.added) - (self.stop - self.start)


def moved_phrases(phrases: Iterable[Phrase], text: str, edit: TextEdit) -> Phrases:
    """Phrases after an edit of the text they lie in.

    What lies before or after the edit moves along. An edit inside a phrase, or of all of it, changes the phrase's
    words; letters typed right behind its last letter join it. Of a phrase that the edit cuts, the part
    that was not touched stays; a phrase of which nothing but space is left is unbound. An object without a phrase
    (an empty stretch) is always kept.
    """
    after = edit.on(text)
    moved = (_moved(phrase, text, edit) for phrase in phrases)
    return tuple(p for p in moved if p is not None and (p.start == p.stop or after[p.start : p.stop].strip()))


def bound_phrase(phrases: Iterable[Phrase], phrase: Phrase, object_id: ObjectId | None) -> Phrases:
    """Bind one of the phrases to another object, or to none."""
    return tuple(replace(each, object_id=object_id) if each == phrase else each for each in phrases)


def with_phrase(phrases: Iterable[Phrase], added: Phrase) -> Phrases:
    """Add a phrase; of others that it overlaps, the longer part outside stays.

    An object that had no phrase until now loses the empty stretch that stood for it.
    """
    others = [_outside(phrase, added) for phrase in phrases]
    kept = [
        phrase
        for phrase in others
        if phrase is not None and not (phrase.start == phrase.stop and phrase.object_id == added.object_id)
    ]
    return tuple(sorted((*kept, added), key=lambda phrase: (phrase.start, phrase.stop)))


def without_phrase(phrases: Iterable[Phrase], removed: Phrase) -> Phrases:
    """Make a phrase plain text."""
    return tuple(phrase for phrase in phrases if phrase != removed)


def _moved(phrase: Phrase, text: str, edit: TextEdit) -> Phrase | None:
    start, stop, shift = phrase.start, phrase.stop, edit.shift
    if start == stop:
        place = start if start <= edit.start else max(edit.start, start + shift)
        return replace(phrase, start=place, stop=place)
    if edit.start == edit.stop == stop and text[stop - 1].isalnum() and edit.added[:1].isalnum():
        return replace(phrase, stop=stop + shift)
    if edit.start == edit.stop == start:
        return replace(phrase, start=start + shift, stop=stop + shift)
    if stop <= edit.start:
        return phrase
    if start >= edit.stop:
        return replace(phrase, start=start + shift, stop=stop + shift)
    if start <= edit.start and edit.stop <= stop:
        return replace(phrase, stop=stop + shift) if stop + shift > start else None
    if start < edit.start:
        return replace(phrase, stop=edit.start)
    if stop > edit.stop:
        return replace(phrase, start=edit.stop + shift, stop=stop + shift)
    return None


def _outside(phrase: Phrase, added: Phrase) -> Phrase | None:
    if phrase.stop <= added.start or phrase.start >= added.stop:
        return phrase
    before, after = added.start - phrase.start, phrase.stop - added.stop
    if before <= 0 and after <= 0:
        return None
    return replace(phrase, stop=added.start) if before >= after else replace(phrase, start=added.stop)
