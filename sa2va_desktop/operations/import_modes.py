"""What becomes of masks that are there already when others are imported: add, fill gaps, or replace."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sa2va_desktop.annotation.records import ObjectFrame
from sa2va_desktop.translation import translate


class ImportMode(enum.Enum):
    """Masks that a person confirmed, locked or drew stay in every mode."""

    ADD = "add"  # all objects are new ones; nothing that is there changes
    REPLACE = "replace"  # objects that are there already get the masks of the file on the frames that it covers
    FILL = "fill"  # they get masks only where they have none


@dataclass
class ImportSummary:
    """What an import did, in numbers; grows while it runs.

    Attributes:
        kept: masks of the file that were not taken because the project has one there that stays.
        clashes: objects of the file that the project had already; in `ADD` both are there now.
        left_out: clips without media.
    """

    clips: int = 0
    left_out: int = 0
    media_added: int = 0
    objects_added: int = 0
    objects_known: int = 0
    categories_added: int = 0
    masks_added: int = 0
    masks_replaced: int = 0
    masks_removed: int = 0
    kept: int = 0
    clashes: int = 0
    values: int = 0
    texts: int = 0
    turns: int = 0

    def lines(self) -> list[str]:
        """For reading; what is 0 is left out, apart from the first two."""
        told = [
            translate("operations", "%n picture(s) or clip(s) read", n=self.clips),
            translate("operations", "%n new mask(s)", n=self.masks_added),
        ]
        if self.media_added:
            told.append(
                translate("operations", "%n picture(s) or clip(s) added to the project", n=self.media_added)
            )
        if self.objects_added:
            told.append(translate("operations", "%n new object(s)", n=self.objects_added))
        if self.objects_known:
            told.append(
                translate("operations", "%n object(s) that the project had already", n=self.objects_known)
            )
        if self.clashes:
            told.append(
                translate(
                    "operations",
                    "%n object(s) that the project had already, now there again under another name",
                    n=self.clashes,
                )
            )
        if self.masks_replaced:
            told.append(translate("operations", "%n replaced mask(s)", n=self.masks_replaced))
        if self.masks_removed:
            told.append(
                translate(
                    "operations", "%n removed mask(s), which the file does not have", n=self.masks_removed
                )
            )
        if self.kept:
            told.append(
                translate(
                    "operations", "%n mask(s) of the project kept in place of those of the file", n=self.kept
                )
            )
        if self.categories_added:
            told.append(translate("operations", "%n new label(s)", n=self.categories_added))
        if self.values:
            told.append(translate("operations", "%n value(s) of attributes", n=self.values))
        if self.texts:
            told.append(translate("operations", "%n new text(s) about objects", n=self.texts))
        if self.turns:
            told.append(translate("operations", "%n new turn(s) of a conversation", n=self.turns))
        if self.left_out:
            told.append(translate("operations", "%n picture(s) or clip(s) left out", n=self.left_out))
        return told

    def as_dict(self) -> dict[str, int]:
        """For JSON."""
        return dict(vars(self))


def masks_to_put(
    mode: ImportMode,
    there: Mapping[int, ObjectFrame],
    wanted: Mapping[int, ObjectFrame],
    *,
    is_locked: bool,
) -> dict[int, ObjectFrame]:
    """Of the masks that a file has for an object of the project, those that are taken.

    Args:
        there: what the object has.
        is_locked: the whole object is locked, so that it stays as it is.
    """
    if is_locked:
        return {}
    return {frame: mask for frame, mask in wanted.items() if _is_taken(mode, there.get(frame))}


def frames_to_clear(
    there: Mapping[int, ObjectFrame], covered: Iterable[int], wanted: Iterable[int]
) -> list[int]:
    """Frames that a replacing file covers but has no mask on, and that nobody protects."""
    gone = set(covered) - set(wanted)
    return sorted(frame for frame in gone if frame in there and not there[frame].is_protected)


def _is_taken(mode: ImportMode, there: ObjectFrame | None) -> bool:
    return there is None or (mode is ImportMode.REPLACE and not there.is_protected)
