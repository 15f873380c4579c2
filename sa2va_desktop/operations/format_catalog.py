"""The formats as a person chooses among them: by what they are for, with what they hold in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sa2va_desktop.datasets.dataset_format import Choice, DatasetFormat, ReadableFormat, format_titles, formats
from sa2va_desktop.datasets.holds import Holds
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

_CLIPS = QT_TRANSLATE_NOOP("operations", "Masks over clips")
_PICTURES = QT_TRANSLATE_NOOP("operations", "Objects in pictures")
_TOOLS = QT_TRANSLATE_NOOP("operations", "Other annotation tools")
_TEXTS = QT_TRANSLATE_NOOP("operations", "Texts that find objects")
_TALK = QT_TRANSLATE_NOOP("operations", "Descriptions and conversations")
_TABLES = QT_TRANSLATE_NOOP("operations", "Tables")
_LOOKS = QT_TRANSLATE_NOOP("operations", "Pictures and videos to look at")

_MEMBERS: Mapping[str, tuple[str, ...]] = {
    _PICTURES: ("coco", "coco-panoptic", "yolo", "voc"),
    _CLIPS: ("davis", "youtube-vos", "youtube-vis", "mots", "sa-v"),
    _TOOLS: ("cvat", "label-studio", "labelme", "x-anylabeling", "datumaro"),
    _TEXTS: (
        "ref-sav", "mevis", "revos", "ref-youtube-vos", "ref-davis", "refcoco", "grefcoco", "reasonseg",
    ),
    _TALK: ("sa2va", "llava", "gcg", "region-captions"),
    _TABLES: ("parquet", "csv"),
    _LOOKS: ("overlay", "gif", "mattes", "cut-outs"),
}  # fmt: skip

_WORDS: Mapping[str, str] = {
    "tracks": QT_TRANSLATE_NOOP("operations", "tracks"),
    "absence": QT_TRANSLATE_NOOP("operations", "absent frames"),
    "occlusion": QT_TRANSLATE_NOOP("operations", "occlusion"),
    "states": QT_TRANSLATE_NOOP("operations", "review states"),
    "scores": QT_TRANSLATE_NOOP("operations", "scores"),
    "labels": QT_TRANSLATE_NOOP("operations", "labels"),
    "names": QT_TRANSLATE_NOOP("operations", "names"),
    "attributes": QT_TRANSLATE_NOOP("operations", "attributes"),
    "captions": QT_TRANSLATE_NOOP("operations", "descriptions"),
    "expressions": QT_TRANSLATE_NOOP("operations", "referring expressions"),
    "phrases": QT_TRANSLATE_NOOP("operations", "phrases with masks"),
    "turns": QT_TRANSLATE_NOOP("operations", "conversations"),
    "times": QT_TRANSLATE_NOOP("operations", "presentation times"),
}


@dataclass(frozen=True)
class FormatRow:
    """One format in a list. `holds`: what survives, in words; `can_import`: it can be read, too."""

    format_id: str
    title: str
    group: str
    holds: str
    choices: tuple[Choice, ...]
    takes_answers: bool
    can_import: bool

    def matches(self, words: list[str]) -> bool:
        """Whether all words, in lower case, occur in what the row says."""
        text = f"{self.format_id} {self.title} {self.group} {self.holds}".casefold()
        return all(word in text for word in words)


def format_catalog() -> list[FormatRow]:
    """Every format, group by group, in the language of the person."""
    known, titles = formats(), format_titles()
    places = {format_id: group for group, members in _MEMBERS.items() for format_id in members}
    groups = {format_id: places.get(format_id) or _group_of(each.holds) for format_id, each in known.items()}
    order = list(_MEMBERS)
    ranked = sorted(known.values(), key=lambda each: (order.index(groups[each.format_id]), _rank(each)))
    return [
        FormatRow(
            each.format_id,
            titles[each.format_id],
            translate("operations", groups[each.format_id]),
            holds_words(each.holds),
            each.choices,
            each.takes_answers,
            isinstance(each, ReadableFormat),
        )
        for each in ranked
    ]


def holds_words(holds: Holds) -> str:
    """What survives writing and reading again, as one line."""
    words = [_mask_words(holds)]
    words += [translate("operations", text) for name, text in _WORDS.items() if getattr(holds, name)]
    return ", ".join(word for word in words if word)


def _mask_words(holds: Holds) -> str:
    if not holds.masks:
        return ""
    if holds.outline:
        return translate("operations", "outlines")
    if holds.overlap:
        return translate("operations", "exact masks that may overlap")
    return translate("operations", "masks, one object a pixel")


def _rank(each: DatasetFormat) -> tuple[int, str]:
    for members in _MEMBERS.values():
        if each.format_id in members:
            return members.index(each.format_id), each.format_id
    return len(_MEMBERS), each.format_id


def _group_of(holds: Holds) -> str:
    """For a format that the table does not know yet."""
    if holds.turns or holds.phrases:
        return _TALK
    if holds.expressions or holds.captions:
        return _TEXTS
    if not holds.masks:
        return _LOOKS
    return _CLIPS if holds.tracks else _PICTURES
