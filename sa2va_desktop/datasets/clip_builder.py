"""Collects what a data set says of one clip, frame by frame and in any order, into an `ImportedClip`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.records import Rgb
from sa2va_desktop.annotation.rle import mask_to_rle, rle_to_mask
from sa2va_desktop.datasets.imported_clip import (
    ImportedClip,
    ImportedExpression,
    ImportedMask,
    ImportedObject,
    ImportedTurn,
)
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

PIXEL_LIMIT = 1 << 28
"""Pixels of a picture whose masks are read; more is refused before anything is allocated."""


def check_picture_size(height: int, width: int) -> None:
    """Raises: FormatError for a size that no picture has, or that is too large to be read."""
    if height <= 0 or width <= 0 or height * width > PIXEL_LIMIT:
        raise FormatError(
            translate("datasets", "expected a picture of at most {0} pixels, found {1}x{2}").format(
                PIXEL_LIMIT, width, height
            )
        )


@dataclass
class _Thing:
    name: str = ""
    category: str = ""
    color: Rgb | None = None
    expression: str = ""
    extras: dict[str, Any] = field(default_factory=dict)
    masks: dict[int, ImportedMask] = field(default_factory=dict)


class ClipBuilder:
    """One clip while it is read. Objects are called by their keys, frames by their indices in the source.

    Raises:
        FormatError: from the constructor, for a size that cannot be.
    """

    def __init__(self, name: str, height: int, width: int) -> None:
        check_picture_size(height, width)
        self.name = name
        self.size_hw = (height, width)
        self.extras: dict[str, Any] = {}
        self._frames: dict[int, str] = {}
        self._things: dict[str, _Thing] = {}
        self._texts: list[tuple[ImportedExpression, tuple[str, ...]]] = []

    def add_frame(self, index: int, name: str) -> None:
        self._frames[index] = name

    def add_object(
        self,
        key: str,
        *,
        name: str = "",
        category: str = "",
        color: Rgb | None = None,
        expression: str = "",
        extras: Mapping[str, Any] | None = None,
    ) -> None:
        """An object, or more about one that is there already: what was said first stays."""
        thing = self._things.setdefault(key, _Thing())
        thing.name = thing.name or name
        thing.category = thing.category or category
        thing.color = thing.color or color
        thing.expression = thing.expression or expression
        thing.extras = {**(extras or {}), **thing.extras}

    def has_object(self, key: str) -> bool:
        return key in self._things

    def add_mask(self, key: str, frame: int, mask: ImportedMask) -> None:
        """A mask of an object that is there; a second one on the same frame is another part of it.

        Raises: FormatError for what is no frame.
        """
        if not isinstance(frame, int) or frame < 0:
            raise FormatError(
                translate("datasets", "expected a frame's index, found {0:.60}").format(repr(frame))
            )
        masks = self._things[key].masks
        before = masks.get(frame)
        if before is not None and not before.rle.is_empty:
            union = rle_to_mask(before.rle) | rle_to_mask(mask.rle)
            mask = ImportedMask(mask_to_rle(union), before.state, before.predicted_iou, before.object_score)
        masks[frame] = mask

    def add_text(self, text: ImportedExpression, keys: Iterable[str]) -> None:
        """A text about the objects with these keys, which may come later; its own `objects` do not count."""
        self._texts.append((text, tuple(keys)))

    def build(
        self,
        *,
        media: Path | None = None,
        source_name: str = "",
        source_hash: str = "",
        split: str = "",
        is_clip: bool = False,
        turns: tuple[ImportedTurn, ...] = (),
        pts: tuple[int, ...] = (),
        time_base: tuple[int, int] = (1, 1),
    ) -> ImportedClip:
        """What was collected. Texts about objects that never came are about the others only."""
        for thing in self._things.values():
            for index in thing.masks:
                self._frames.setdefault(index, f"{index:05d}")
        indices = sorted(self._frames)
        position = {index: number for number, index in enumerate(indices)}
        number_of = {key: number for number, key in enumerate(self._things)}
        return ImportedClip(
            name=self.name,
            height=self.size_hw[0],
            width=self.size_hw[1],
            frames=tuple(self._frames[index] for index in indices),
            media=media,
            frame_indices=tuple(indices),
            source_name=source_name,
            source_hash=source_hash,
            objects=tuple(
                ImportedObject(
                    key=key,
                    name=thing.name,
                    category=thing.category,
                    track={position[index]: thing.masks[index] for index in sorted(thing.masks)},
                    color=thing.color,
                    expression=thing.expression,
                    extras=thing.extras,
                )
                for key, thing in self._things.items()
            ),
            expressions=tuple(
                replace(text, objects=tuple(sorted({number_of[key] for key in keys if key in number_of})))
                for text, keys in self._texts
            ),
            turns=turns,
            split=split,
            is_clip=is_clip,
            pts=pts,
            time_base=time_base,
            extras=self.extras,
        )
