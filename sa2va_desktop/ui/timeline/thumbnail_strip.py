"""Small pictures of the clip along the timeline. It asks for what is visible and never decodes by itself."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QRect, QRectF, QTimer, Signal
from PySide6.QtGui import QHideEvent, QImage, QPainter, QPixmap, QShowEvent
from PySide6.QtWidgets import QWidget

from sa2va_desktop.ui.timeline.axis import TimelineAxis
from sa2va_desktop.ui.timeline.colors import TimelineColors, qcolor
from sa2va_desktop.ui.timeline.strip import ScrubStrip
from sa2va_desktop.ui.view_state import ViewState

_HEIGHT = 40
_KEPT_PIXMAPS = 600  # 40 px high: about 10 MB in all
_ASK_DELAY_MS = 80  # zooming and scrolling pass many places nobody looks at
_SLOT_STEPS = (1, *(step for power in range(1, 40) for step in (2**power, 3 * 2 ** (power - 1))))


class ThumbnailStrip(ScrubStrip):
    """Signals:
    wanted(list[int]): frames whose pictures are visible and missing, left to right, once they stay visible.
    """

    wanted = Signal(list)

    def __init__(self, axis: TimelineAxis, view_state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(axis, view_state, parent)
        self._pixmaps: OrderedDict[int, QPixmap] = OrderedDict()
        self._aspect = 16 / 9
        self._asked: set[int] = set()
        self._timer = QTimer(self, interval=_ASK_DELAY_MS, singleShot=True)
        self._timer.timeout.connect(self._ask)
        axis.scale_changed.connect(self._ask_soon)
        self.setFixedHeight(_HEIGHT)

    def show_clip(self, height: int, width: int) -> None:
        """Forget the pictures of the clip before; the new one's pictures have this size."""
        self._pixmaps.clear()
        self._asked.clear()
        self._aspect = max(0.3, min(width / max(1, height), 4.0))
        self._ask_soon()
        self.update()

    def set_thumbnail(self, frame_index: int, image: QImage) -> None:
        """Keep a picture, scaled to the strip; the least recently shown ones go."""
        self._asked.discard(frame_index)
        if image.isNull():
            return
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap.fromImage(image.scaledToHeight(round(_HEIGHT * ratio)))
        pixmap.setDevicePixelRatio(ratio)
        self._pixmaps[frame_index] = pixmap
        while len(self._pixmaps) > _KEPT_PIXMAPS:
            self._pixmaps.popitem(last=False)
        self.update()

    def visible_slots(self) -> list[int]:
        """Frames that have a picture at this zoom. Steps are 1, 2, 3, 4, 6, 8, 12, …: small gaps between pictures, and
        zooming in goes on using many of those that are there."""
        slot_px = (_HEIGHT - 1) * self._aspect
        least = min(slot_px / self.scale.pixels_per_frame, max(1, self.scale.frame_count))
        step = next(step for step in _SLOT_STEPS if step >= least)
        start, stop = self.scale.visible_frames
        return list(range(start // step * step, stop, step))

    def _ask_soon(self) -> None:
        if self.isVisible():
            self._timer.start()

    def _ask(self) -> None:
        missing = [
            frame for frame in self.visible_slots() if frame not in self._pixmaps and frame not in self._asked
        ]
        if missing:
            self._asked = set(missing)
            self.wanted.emit(missing)

    def paint_track(self, painter: QPainter, exposed: QRect, colors: TimelineColors) -> None:
        slots = self.visible_slots()
        step = slots[1] - slots[0] if len(slots) > 1 else self.scale.frame_count
        for frame in slots:
            left = self.scale.x_of(frame)
            right = min(self.scale.x_of(frame + step), self.scale.x_of(self.scale.frame_count))
            cell = QRectF(left, 0, right - left, _HEIGHT - 1)
            if not cell.intersects(QRectF(exposed)):
                continue
            painter.fillRect(cell.adjusted(0, 0, -1, 0), qcolor(colors.lane_band))
            pixmap = self._pixmaps.get(frame)
            if pixmap is not None:
                self._pixmaps.move_to_end(frame)
                self._paint_pixmap(painter, pixmap, cell)

    def _paint_pixmap(self, painter: QPainter, pixmap: QPixmap, cell: QRectF) -> None:
        ratio = pixmap.devicePixelRatio()
        width = min(cell.width() - 1, pixmap.width() / ratio)
        painter.drawPixmap(
            QRectF(cell.left(), 0, width, cell.height()),
            pixmap,
            QRectF(0, 0, width * ratio, cell.height() * ratio),
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
