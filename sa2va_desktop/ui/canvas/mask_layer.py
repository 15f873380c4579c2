"""The masks of the shown frame, ready to paint and to be hit. Rebuilds only what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QLine, QRect
from PySide6.QtGui import QImage

from sa2va_desktop.annotation.records import ObjectId, Rgb
from sa2va_desktop.annotation.rle import BoolMask, MaskRle, rle_to_box_mask
from sa2va_desktop.ui.canvas.mask_outline import outline_segments
from sa2va_desktop.ui.canvas.pictures import picture_from_mask


@dataclass(frozen=True)
class ShownMask:
    """What the canvas is told of one object on the shown frame."""

    object_id: ObjectId
    rle: MaskRle
    color: Rgb


class PaintedMask:
    """One object's mask, decoded once; its picture and its border are made when first painted."""

    def __init__(self, shown: ShownMask, *, is_draft: bool = False) -> None:
        self.shown = shown
        self.is_draft = (
            is_draft  # changes with every move of the pointer: its border would cost more than the rest
        )
        self.rect = QRect(shown.rle.x0, shown.rle.y0, shown.rle.box_width, shown.rle.box_height)

    @property
    def object_id(self) -> ObjectId:
        return self.shown.object_id

    @cached_property
    def box_mask(self) -> BoolMask:
        return rle_to_box_mask(self.shown.rle)

    @cached_property
    def picture(self) -> QImage:
        return picture_from_mask(self.box_mask, self.shown.color)

    @cached_property
    def outline(self) -> list[QLine]:
        """Lines in picture coordinates."""
        x, y = self.rect.x(), self.rect.y()
        return [
            QLine(x0 + x, y0 + y, x1 + x, y1 + y) for x0, y0, x1, y1 in outline_segments(self.box_mask).tolist()
        ]

    def covers(self, x: int, y: int) -> bool:
        return self.rect.contains(x, y) and bool(self.box_mask[y - self.rect.y(), x - self.rect.x()])

    def is_same_as(self, shown: ShownMask) -> bool:
        return (
            not self.is_draft
            and self.shown.object_id == shown.object_id
            and self.shown.color == shown.color
            and (self.shown.rle is shown.rle or self.shown.rle == shown.rle)
        )


class MaskLayer:
    """Masks in drawing order, the topmost last."""

    def __init__(self) -> None:
        self._masks: list[PaintedMask] = []

    @property
    def masks(self) -> list[PaintedMask]:
        return self._masks

    def show(self, masks: Iterable[ShownMask]) -> list[QRect]:
        """Replace the masks; returns the picture rectangles that look different now."""
        old = {mask.object_id: mask for mask in self._masks}
        old_order = [mask.object_id for mask in self._masks]
        fresh: list[PaintedMask] = []
        changed: list[QRect] = []
        for shown in masks:
            if shown.rle.is_empty:
                continue
            earlier = old.pop(shown.object_id, None)
            if earlier is not None and earlier.is_same_as(shown):
                fresh.append(earlier)
                continue
            if earlier is not None:
                changed.append(earlier.rect)
            painted = PaintedMask(shown)
            changed.append(painted.rect)
            fresh.append(painted)
        changed += [mask.rect for mask in old.values()]
        self._masks = fresh
        kept = [object_id for object_id in old_order if object_id in {mask.object_id for mask in fresh}]
        if kept != [mask.object_id for mask in fresh if mask.object_id in set(kept)]:
            changed += [mask.rect for mask in fresh]
        return changed

    def redraw(self, shown: ShownMask) -> None:
        """Another mask of an object while it is being drawn: at its place if it has one, else on top."""
        painted = PaintedMask(shown, is_draft=True)
        places = [place for place, mask in enumerate(self._masks) if mask.object_id == shown.object_id]
        if places:
            self._masks[places[0]] = painted
        else:
            self._masks.append(painted)

    def mask_of(self, object_id: ObjectId | None) -> PaintedMask | None:
        return next((mask for mask in self._masks if mask.object_id == object_id), None)

    def object_at(self, x: float, y: float) -> ObjectId | None:
        """The smallest object whose mask covers the picture point, the topmost of equals.

        A small thing lies on a large one more often than under it, and the large one can be hit elsewhere.
        """
        hits = [mask for mask in self._masks if mask.covers(int(x // 1), int(y // 1))]
        if not hits:
            return None
        return min(reversed(hits), key=lambda mask: mask.shown.rle.area).object_id
