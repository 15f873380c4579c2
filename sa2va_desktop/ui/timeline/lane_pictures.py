"""Painted lanes, kept until something in them changes, so that a moving playhead costs a copy and not a painting."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from sa2va_desktop.annotation.records import ObjectId, Rgb
from sa2va_desktop.ui.timeline.colors import TimelineColors
from sa2va_desktop.ui.timeline.lane_painter import LanePainter
from sa2va_desktop.ui.timeline.lane_store import LaneStore
from sa2va_desktop.ui.timeline.time_scale import TimeScale

LANE_HEIGHT = 26
_KEPT_PICTURES = 64  # more lanes than a tall screen shows


class LaneLook(NamedTuple):
    """All that a lane's picture depends on, besides the states of its frames."""

    scale: TimeScale
    color: Rgb
    has_curve: bool
    colors: TimelineColors
    pixel_ratio: float


class LanePictures:
    """Pictures of lanes as wide as the scale, without background."""

    def __init__(self, store: LaneStore) -> None:
        self._store = store
        self._kept: dict[ObjectId, tuple[LaneLook, QPixmap]] = {}

    def forget(self, object_id: ObjectId) -> None:
        """The frames of this lane changed."""
        self._kept.pop(object_id, None)

    def clear(self) -> None:
        self._kept.clear()

    def picture(self, object_id: ObjectId, look: LaneLook) -> QPixmap:
        kept = self._kept.get(object_id)
        if kept is not None and kept[0] == look:
            return kept[1]
        picture = self._painted(object_id, look)
        if len(self._kept) >= _KEPT_PICTURES:
            self._kept.pop(next(iter(self._kept)))
        self._kept[object_id] = (look, picture)
        return picture

    def _painted(self, object_id: ObjectId, look: LaneLook) -> QPixmap:
        width = max(1, look.scale.width_px)
        picture = QPixmap(round(width * look.pixel_ratio), round(LANE_HEIGHT * look.pixel_ratio))
        picture.setDevicePixelRatio(look.pixel_ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lane_painter = LanePainter(painter, look.scale, look.colors)
        area = QRectF(0, 0, width, LANE_HEIGHT)
        lane = self._store.lane(object_id)
        if lane is not None:
            lane_painter.paint(lane, look.color, area)
        curve = self._store.score_curve(object_id) if look.has_curve else None
        if curve is not None:
            lane_painter.paint_curve(curve.polylines(look.scale), area)
        if self._store.review is not None:
            lane_painter.paint_review(self._store.review.marks(object_id), area)
        painter.end()
        return picture
