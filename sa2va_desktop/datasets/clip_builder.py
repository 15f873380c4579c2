"""Collects what a data set says of one clip, frame by frame and in any order, into an `ImportedClip`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.attributes import Value
from sa2va_desktop.annotation.records import Rgb
from sa2va_desktop.annotation.rle import mask_to_rle, rle_to_mask
from sa2va_desktop.datasets.imported_clip import (
    ImportedAttribute,
    ImportedClip,
    ImportedExpression,
    ImportedMask,
    ImportedObject,
    ImportedTurn,
    ImportedValues,
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
    values: dict[int, tuple[tuple[int, Value], ...]] = field(default_factory=dict)
    noted: dict[str, dict[int, Value]] = field(default_factory=dict)


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
        self._attributes: list[ImportedAttribute] = []
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

    def add_attribute(self, attribute: ImportedAttribute) -> int:
        """An attribute that the data set declares; returns its number, for `add_values`."""
        self._attributes.append(attribute)
        return len(self._attributes) - 1

    def add_values(self, key: str, attribute: int, keys: Sequence[tuple[int, Value]]) -> None:
        """What a declared attribute is of an object that is there: (frame, value). Raises: FormatError unless they ascend."""
        frames = [frame for frame, _value in keys]
        if not keys or any(first >= second for first, second in pairwise(frames)):
            raise FormatError(
                translate("datasets", "expected keys in order of time, found frames {0:.60}").format(
                    ", ".join(map(str, frames)) or "-"
                )
            )
        self._things[key].values[attribute] = tuple(keys)

    def note_value(self, key: str, frame: int, name: str, value: Value) -> None:
        """A value that stands beside a mask; what all masks say of it together is found out when the clip is built."""
        self._things[key].noted.setdefault(name, {})[frame] = value

    def _number_of_attribute(self, name: str, label: str) -> int:
        """The declared attribute of that name, or a new one of a kind that the values tell."""
        for number, each in enumerate(self._attributes):
            if each.name == name and (not each.labels or label in each.labels):
                return number
        return self.add_attribute(ImportedAttribute(name))

    def _take_noted(self) -> None:
        for thing in self._things.values():
            for name, by_frame in thing.noted.items():
                number = self._number_of_attribute(name, thing.category)
                keys: list[tuple[int, Value]] = []
                for frame, value in sorted(by_frame.items()):
                    if not keys or keys[-1][1] != value:
                        keys.append((frame, value))
                if len(keys) == 1:
                    keys = [(0, keys[0][1])]
                elif not self._attributes[number].changes_over_time:
                    self._attributes[number] = replace(self._attributes[number], changes_over_time=True)
                thing.values.setdefault(number, tuple(keys))

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
        self._take_noted()
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
                    values=tuple(ImportedValues(*each) for each in sorted(thing.values.items())),
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
            attributes=tuple(self._attributes),
        )
