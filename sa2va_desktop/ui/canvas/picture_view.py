"""The part of the canvas that shows: frame, view mode, zoom and place, a pinned frame beside it. Knows no mouse."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QWidget

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.ui.canvas.comparison import Comparison, paint_comparison, paint_divider
from sa2va_desktop.ui.canvas.device_plane import DevicePlane
from sa2va_desktop.ui.canvas.frame_painter import ShownFrame, paint_frame
from sa2va_desktop.ui.canvas.mask_layer import ShownMask
from sa2va_desktop.ui.canvas.view_mode import Backdrop, CanvasLook, ViewMode
from sa2va_desktop.ui.canvas.view_transform import ViewTransform

_BUTTON_STEP = 1.5
_SELECTION_MARGIN = 0.15
_REVEAL_MARGIN_PX = 40.0


class PictureView(QWidget):
    """Shows one frame, or two of them compared, and paints again only what changed.

    Signals:
        zoom_changed(float): screen pixels per picture pixel.
    """

    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(240, 160)
        self._frame: ShownFrame | None = None
        self._comparison: Comparison | None = None
        self._look = CanvasLook()
        self._view = ViewTransform()
        self._masks_visible = True
        self._is_peeking = False

    # ---- what is shown

    def set_picture(self, picture: QImage | None) -> None:
        """Show a picture; None empties the canvas. A picture of another size is fitted."""
        before = self._frame.picture.size() if self._frame is not None else None
        if picture is None:
            self._frame = None
        elif self._frame is None:
            self._frame = ShownFrame(picture)
        else:
            self._frame.picture = picture
        if picture is not None and picture.size() != before:
            self._set_view(self._view.for_picture(picture.width(), picture.height()))
        self.update()

    def set_masks(self, masks: list[ShownMask]) -> None:
        """Replace the masks; only rectangles that look different are painted again."""
        if self._frame is not None:
            for rect in self._frame.layer.show(masks):
                self._update_picture_rect(rect)

    def redraw_mask(self, shown: ShownMask, changed: QRect) -> None:
        """Show another mask of an object while it is being drawn; it differs in that picture rectangle only."""
        if self._frame is not None:
            self._frame.layer.redraw(shown, changed)
            self._update_picture_rect(changed)

    def set_comparison(self, comparison: Comparison | None) -> None:
        """Show a pinned frame beside the shown one; None shows one frame."""
        self._comparison = comparison
        self.update()

    def set_pinned_masks(self, masks: list[ShownMask]) -> None:
        """Replace the masks of the pinned frame."""
        if self._comparison is not None:
            for rect in self._comparison.pinned.layer.show(masks):
                self._update_picture_rect(rect)

    def set_comparison_share(self, share: float) -> None:
        """Move the divider (0 left, 1 right), or let the pinned frame shine through more."""
        if self._comparison is not None:
            before, self._comparison = self._comparison, replace(self._comparison, share=share)
            self.update(self._comparison.changed_rect(before, self.rect()))

    @property
    def comparison(self) -> Comparison | None:
        return self._comparison

    @property
    def picture(self) -> QImage | None:
        """The shown one."""
        return self._frame.picture if self._frame is not None else None

    def set_selection(self, selection: frozenset[ObjectId]) -> None:
        changed = self._look.selection ^ selection
        self._look = replace(self._look, selection=selection)
        self._update_objects(None if self._look.mode.shows_subjects_only else changed)

    def set_hovered(self, object_ids: frozenset[ObjectId]) -> None:
        changed = self._look.hovered ^ object_ids
        self._look = replace(self._look, hovered=object_ids)
        if changed and not self._look.mode.shows_subjects_only:
            self._update_objects(changed)

    def set_mode(self, mode: ViewMode) -> None:
        self._look = replace(self._look, mode=mode)
        self.update()

    def set_backdrop(self, backdrop: Backdrop) -> None:
        """What lies behind a cut-out."""
        self._look = replace(self._look, backdrop=backdrop)
        self.update()

    def set_opacity(self, opacity: float) -> None:
        """0 shows no colour, 1 covers the picture; outlines stay."""
        self._look = replace(self._look, opacity=max(0.0, min(1.0, opacity)))
        self._update_objects(None)

    def set_outline_width(self, width_px: int) -> None:
        self._look = replace(self._look, outline_width_px=width_px)
        self.update()

    def set_masks_visible(self, visible: bool) -> None:
        self._masks_visible = visible
        self._show_or_hide()

    def set_peeking(self, peeking: bool) -> None:
        """Hide the masks for as long as a key is held."""
        self._is_peeking = peeking
        self._show_or_hide()

    @property
    def masks_visible(self) -> bool:
        return self._look.masks_visible

    @property
    def mode(self) -> ViewMode:
        return self._look.mode

    @property
    def has_picture(self) -> bool:
        return self._frame is not None

    # ---- zoom and place

    @property
    def zoom(self) -> float:
        """Screen pixels per picture pixel; 1.0 is "100 %"."""
        return self._view.scale * self.devicePixelRatioF()

    @property
    def view_transform(self) -> ViewTransform:
        return self._view

    def zoom_in(self) -> None:
        self._zoom_by(_BUTTON_STEP)

    def zoom_out(self) -> None:
        self._zoom_by(1 / _BUTTON_STEP)

    def zoom_to_fit(self) -> None:
        self._set_view(self._view.fitted())

    def zoom_to_pixels(self) -> None:
        """One picture pixel per screen pixel."""
        self.show_place(1.0, self._view.center_xy)

    def toggle_fit(self, at: QPointF) -> None:
        """The whole picture, or one picture pixel per screen pixel round a widget point."""
        if self._view.is_fit:
            self._set_view(self._view.scaled_to(1.0 / self.devicePixelRatioF(), at.x(), at.y()))
        else:
            self.zoom_to_fit()

    def zoom_to_selection(self) -> None:
        """As near as the selected objects of this frame allow; the whole picture when there are none."""
        rect = self.selection_rect()
        if rect.isEmpty():
            self.zoom_to_fit()
        else:
            margin = round(_SELECTION_MARGIN * max(rect.width(), rect.height())) + 1
            rect.adjust(-margin, -margin, margin, margin)
            self._set_view(self._view.showing(rect.x(), rect.y(), rect.width(), rect.height()))

    def zoom_to_rect(self, rect: QRect) -> None:
        """Show a rectangle of the picture, in picture pixels, as large as it gets."""
        self._set_view(self._view.showing(rect.x(), rect.y(), rect.width(), rect.height()))

    def selection_rect(self) -> QRect:
        """What the selected objects of the shown frame cover together, in picture pixels; empty without any."""
        rect = QRect()
        for mask in self._frame.layer.masks if self._frame is not None else ():
            if mask.object_id in self._look.selection:
                rect = rect.united(mask.rect)
        return rect

    def reveal(self, x: float, y: float) -> None:
        """Scroll just as far as it takes to have a picture point in sight."""
        at, moves = self._view.to_widget(x, y), []
        for place, length in zip(at, (self.width(), self.height()), strict=True):
            margin = min(_REVEAL_MARGIN_PX, length / 4)
            moves.append(max(margin - place, 0) + min(length - margin - place, 0))
        if any(moves) and not self._view.is_fit:
            self._set_view(self._view.panned(*moves))

    def show_place(self, zoom: float, center_xy: tuple[float, float]) -> None:
        """Go back to a zoom and a picture point in the middle; zoom 0 means the whole picture."""
        if zoom <= 0:
            self.zoom_to_fit()
            return
        middle = self.width() / 2, self.height() / 2
        view = self._view.scaled_to(zoom / self.devicePixelRatioF(), *middle)
        self._set_view(view.centered_on(*center_xy))

    # ---- inside

    def _zoom_by(self, factor: float) -> None:
        self._set_view(self._view.zoomed(factor, self.width() / 2, self.height() / 2))

    def _set_view(self, view: ViewTransform) -> None:
        zoomed = view.scale != self._view.scale
        self._view = view
        self.update()
        if zoomed:
            self.zoom_changed.emit(self.zoom)

    def _show_or_hide(self) -> None:
        visible = self._masks_visible and not self._is_peeking
        if visible != self._look.masks_visible:
            self._look = replace(self._look, masks_visible=visible)
            self.update()

    def _update_picture_rect(self, rect: QRect) -> None:
        x0, y0 = self._view.to_widget(rect.left(), rect.top())
        x1, y1 = self._view.to_widget(rect.left() + rect.width(), rect.top() + rect.height())
        margin = self._look.outline_width_px + 2
        area = QRectF(QPointF(x0, y0), QPointF(x1, y1)).adjusted(-margin, -margin, margin, margin)
        self.update(area.toAlignedRect())

    def _update_objects(self, object_ids: Collection[ObjectId | None] | None) -> None:
        """Paint these objects again, or all."""
        frames = (self._frame, self._comparison.pinned if self._comparison is not None else None)
        for mask in (mask for frame in frames if frame is not None for mask in frame.layer.masks):
            if object_ids is None or mask.object_id in object_ids:
                self._update_picture_rect(mask.rect)

    # ---- painting

    def paint_over(self, painter: QPainter) -> None:
        """Paint what lies over the picture, in widget coordinates."""

    def _paint_frames(self, painter: QPainter, exposed: QRect) -> None:
        assert self._frame is not None
        plane = DevicePlane.of(self._view, self.devicePixelRatioF())
        painter.save()
        painter.scale(1 / plane.ratio, 1 / plane.ratio)
        painter.translate(*plane.origin)
        area = plane.from_widget(exposed)
        if self._comparison is None:
            paint_frame(painter, self._frame, self._look, plane, area)
        else:
            divider_x = plane.from_widget(self._comparison.pinned_rect(self.rect())).x1
            paint_comparison(painter, self._comparison, self._frame, self._look, plane, area, divider_x)
        painter.restore()

    # ---- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.palette().color(QPalette.ColorRole.Dark))
        if self._frame is None:
            return
        self._paint_frames(painter, event.rect())
        self.paint_over(painter)
        if self._comparison is not None:
            paint_divider(painter, self._comparison, self.rect())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Nothing looks different; QWidget would paint everything again."""

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """As `focusInEvent`."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._set_view(self._view.for_widget(event.size().width(), event.size().height()))
