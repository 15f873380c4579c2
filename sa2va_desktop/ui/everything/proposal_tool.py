"""Proposals on the canvas: a click accepts, the right button rejects, each has its colour and its number."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.ui.canvas.mask_layer import PaintedMask, ShownMask
from sa2va_desktop.ui.canvas.tools.canvas_tool import (
    DELETE_KEYS,
    ENTER_KEYS,
    NO_MODIFIER,
    CanvasTool,
    PointXY,
)
from sa2va_desktop.ui.canvas.tools.mark_painter import paint_raster
from sa2va_desktop.ui.canvas.view_transform import ViewTransform
from sa2va_desktop.ui.everything.everything_controller import EverythingController
from sa2va_desktop.ui.everything.proposal_row import ProposalRow, RowId, Verdict
from sa2va_desktop.ui.legible_colors import text_color_on

_TINT = {Verdict.OPEN: 0.18, Verdict.ACCEPTED: 0.5, Verdict.REJECTED: 0.0}
_LINE_PX = {Verdict.OPEN: 1.2, Verdict.ACCEPTED: 2.6, Verdict.REJECTED: 1.0}
_HOVER_TINT = 0.2
_LABEL_PX = 12
_DARK = QColor(0, 0, 0, 190)


class ProposalTool(CanvasTool):
    """Has the canvas while proposals are open, whatever tool is in the hand."""

    def __init__(self, controller: EverythingController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._masks: dict[RowId, PaintedMask] = {}
        controller.changed.connect(self._follow)

    # ---- pointer

    @property
    def cursor(self) -> Qt.CursorShape:
        is_over = self._controller.is_shown and self._controller.hovered is not None
        return Qt.CursorShape.PointingHandCursor if is_over else Qt.CursorShape.ArrowCursor

    def press(self, at: PointXY, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        row_id = self._row_at(at)
        if row_id is None:
            return
        if button is Qt.MouseButton.RightButton:
            self._controller.reject(row_id)
        else:
            self._controller.toggle(row_id)

    def move(self, at: PointXY, modifiers: Qt.KeyboardModifier) -> None:
        self._controller.hover(self._row_at(at))

    def leave(self) -> None:
        self._controller.hover(None)

    # ---- keys

    def wants_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        plain = modifiers & ~Qt.KeyboardModifier.KeypadModifier
        return plain == NO_MODIFIER and (key in ENTER_KEYS or key in DELETE_KEYS)

    def press_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        if key in ENTER_KEYS:
            self._controller.add()
        elif self._controller.hovered is not None:
            self._controller.reject(self._controller.hovered)

    # ---- painting

    def paint(self, painter: QPainter, view: ViewTransform) -> None:
        if not self._controller.is_shown:
            return
        rows = [row for row in self._controller.rows if self._is_seen(row)]
        for row in rows:  # the largest first, so that what lies on it stays in sight
            extra = _HOVER_TINT if row.row_id == self._controller.hovered else 0.0
            mask = self._masks[row.row_id]
            paint_raster(painter, view, mask, tint=_TINT[row.verdict] + extra, line_px=_LINE_PX[row.verdict])
        for row in rows:
            self._paint_number(painter, view, row)

    def _paint_number(self, painter: QPainter, view: ViewTransform, row: ProposalRow) -> None:
        text = {Verdict.ACCEPTED: "✓ {0}", Verdict.REJECTED: "✕ {0}"}.get(row.verdict, "{0}").format(row.number)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(painter.font())
        font.setPixelSize(_LABEL_PX)
        font.setBold(row.verdict is Verdict.ACCEPTED)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        width, height = max(metrics.horizontalAdvance(text) + 8, 16.0), metrics.height() + 2
        middle = QPointF(*view.to_widget(*row.proposal.label_xy))
        pill = QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)
        painter.setPen(QPen(_DARK, 1.5))
        painter.setBrush(QColor(*row.color))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(QColor(*text_color_on(row.color)))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    # ---- inside

    def _is_seen(self, row: ProposalRow) -> bool:
        return row.verdict is not Verdict.REJECTED or row.row_id == self._controller.hovered

    def _row_at(self, at: PointXY) -> RowId | None:
        """The smallest one there that is not rejected."""
        if not self._controller.is_shown:
            return None
        x, y = int(at[0] // 1), int(at[1] // 1)
        hits = [
            row
            for row in self._controller.rows
            if row.verdict is not Verdict.REJECTED and self._masks[row.row_id].covers(x, y)
        ]
        return min(hits, key=lambda row: row.proposal.rle.area).row_id if hits else None

    def _follow(self) -> None:
        rows = self._controller.rows
        self._masks = {
            row.row_id: self._masks.get(row.row_id)
            or PaintedMask(ShownMask(ObjectId(0), row.proposal.rle, row.color))
            for row in rows
        }
        self.changed.emit()
