"""The masks of the shown frame, ready to paint and to be hit. Rebuilds only what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLine, QPoint, QRect
from PySide6.QtGui import QImage, QPainter

from sa2va_desktop.annotation.records import ObjectId, Rgb
from sa2va_desktop.annotation.rle import BoolMask, MaskRle, rle_to_box_mask
from sa2va_desktop.editing.mask_window import PixelBox
from sa2va_desktop.ui.canvas.device_plane import DevicePlane
from sa2va_desktop.ui.canvas.mask_outline import outline_segments
from sa2va_desktop.ui.canvas.mask_raster import MaskRaster, RasterStyle
from sa2va_desktop.ui.canvas.pictures import picture_from_mask

_ROOM_PX = 256
"""Rendered beyond what is exposed, so that a small move of the picture needs nothing new."""


@dataclass(frozen=True)
class ShownMask:
    """What the canvas is told of one object on the shown frame."""

    object_id: ObjectId
    rle: MaskRle
    color: Rgb


class PaintedMask:
    """One object's mask; everything that is made of it is made when first needed."""

    def __init__(self, shown: ShownMask) -> None:
        self.shown = shown
        self.rect = QRect(shown.rle.x0, shown.rle.y0, shown.rle.box_width, shown.rle.box_height)
        self._rasters: dict[bool, MaskRaster] = {}
        self._needs_room = False

    @property
    def object_id(self) -> ObjectId:
        return self.shown.object_id

    def redrawn(self, shown: ShownMask, changed: QRect) -> PaintedMask:
        """The same object with a mask that differs in a picture rectangle only; takes over what was rendered."""
        mask = PaintedMask(shown)
        mask._rasters, self._rasters = self._rasters, {}
        mask._needs_room = True  # it may grow with every move of the pointer
        for raster in mask._rasters.values():
            plane = DevicePlane(raster.scale, 1.0, (0, 0))
            raster.patch(shown.rle, plane.from_picture(changed))
        return mask

    def paint(self, painter: QPainter, plane: DevicePlane, style: RasterStyle, exposed: PixelBox) -> None:
        """Paint the part inside a box of device pixels; the painter's origin is the picture's corner."""
        reach = plane.from_picture(self.rect).grown(style.reach_px)
        wanted = reach.common(exposed)
        if wanted.is_empty:
            return
        raster = self._rasters.get(style.outline_px > 0)
        if raster is None or raster.style != style:
            raster = self._rasters[style.outline_px > 0] = MaskRaster(style)
        near = exposed.grown(_ROOM_PX)
        image, x, y = raster.picture(
            self.shown.rle, plane.scale, wanted, near if self._needs_room else near.common(reach)
        )
        part = QRect(wanted.x0 - x, wanted.y0 - y, wanted.x1 - wanted.x0, wanted.y1 - wanted.y0)
        painter.drawImage(QPoint(wanted.x0, wanted.y0), image, part)

    @cached_property
    def picture(self) -> QImage:
        """The whole mask in picture pixels."""
        return picture_from_mask(self._box_mask, self.shown.color)

    @cached_property
    def outline(self) -> list[QLine]:
        """Lines in picture coordinates."""
        x, y = self.rect.x(), self.rect.y()
        return [
            QLine(x0 + x, y0 + y, x1 + x, y1 + y)
            for x0, y0, x1, y1 in outline_segments(self._box_mask).tolist()
        ]

    @cached_property
    def _box_mask(self) -> BoolMask:
        return rle_to_box_mask(self.shown.rle)

    @cached_property
    def _run_ends(self) -> npt.NDArray[np.int64]:
        return np.cumsum(self.shown.rle.runs, dtype=np.int64)

    def covers(self, x: int, y: int) -> bool:
        if not self.rect.contains(x, y):
            return False
        position = (y - self.rect.y()) * self.rect.width() + x - self.rect.x()
        return int(np.searchsorted(self._run_ends, position, "right")) % 2 == 1

    def is_same_as(self, shown: ShownMask) -> bool:
        return (
            self.shown.object_id == shown.object_id
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

    def redraw(self, shown: ShownMask, changed: QRect) -> None:
        """Another mask of an object, at its place if it has one, else on top; it differs in that rectangle only."""
        for place, mask in enumerate(self._masks):
            if mask.object_id == shown.object_id:
                self._masks[place] = mask.redrawn(shown, changed)
                return
        self._masks.append(PaintedMask(shown))

    def object_at(self, x: float, y: float) -> ObjectId | None:
        """The smallest object whose mask covers the picture point, the topmost of equals.

        A small thing lies on a large one more often than under it, and the large one can be hit elsewhere.
        """
        hits = [mask for mask in self._masks if mask.covers(int(x // 1), int(y // 1))]
        if not hits:
            return None
        return min(reversed(hits), key=lambda mask: mask.shown.rle.area).object_id
