"""How one place of the queue looks: whose it is, its frames, how doubtful it is, and why."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from sa2va_desktop.operations.review.places import PlaceState, ReviewPlace
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.item_models.place_item_model import PlaceItemModel
from sa2va_desktop.ui.plain_text import plain_tool_tip
from sa2va_desktop.ui.review.review_queue import ReviewQueue
from sa2va_desktop.ui.theme import Theme

ROW_HEIGHT = 46
_SWATCH_PX, _ICON_PX, _LEFT = 14, 16, 34
_METER = (34, 5)
_ICONS = {
    PlaceState.CONFIRMED: ("check-circle", "good"),
    PlaceState.REJECTED: ("close-circle-outline", "bad"),
}
_COMMENT_ICON = "comment-text-outline"
Index = QModelIndex | QPersistentModelIndex


class PlaceDelegate(QStyledItemDelegate):
    """Paints; the panel acts."""

    def __init__(
        self, document: Document, queue: ReviewQueue, theme: Theme, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._queue = queue
        self._theme = theme

    def title(self, place: ReviewPlace) -> str:
        """The object's name."""
        item = self._document.project.objects.get(place.object_id)
        return item.name if item is not None else ""

    def frames(self, place: ReviewPlace) -> str:
        """The frame that is shown, or the stretch that it stands for."""
        if place.stop - place.start == 1:
            return self.tr("frame {0}").format(place.frame_index)
        return self.tr("frames {0}–{1}").format(place.start, place.stop - 1)

    def told(self, place: ReviewPlace) -> str:
        """A comment before the reasons: a person's words are worth more."""
        parts = ([f"“{place.comment}”"] if place.comment else []) + self._queue.reasons(place)
        if place.state is PlaceState.CONFIRMED:
            parts = parts or [self.tr("confirmed")]
        return "  ·  ".join(parts)

    # ---- painting

    def _paint_background(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        state = option.state  # type: ignore[attr-defined]
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        if is_selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("accent_soft" if is_selected else "raised"))
            painter.drawRoundedRect(option.rect.adjusted(4, 1, -4, -1), 5, 5)  # type: ignore[attr-defined]

    def _paint_swatch(self, painter: QPainter, row: QRect, place: ReviewPlace) -> None:
        item = self._document.project.objects.get(place.object_id)
        color = QColor(*item.color) if item is not None else QColor(128, 128, 128)
        painter.setPen(QPen(color.darker(140), 1))
        painter.setBrush(color)
        painter.drawRect(row.left() + 12, row.center().y() - _SWATCH_PX // 2, _SWATCH_PX, _SWATCH_PX)

    def _paint_end(self, painter: QPainter, row: QRect, place: ReviewPlace) -> int:
        """The verdict, or a meter of the doubt; gives the left edge of what it took."""
        right = row.right() - 12
        if place.state in _ICONS:
            name, color = _ICONS[place.state]
            icon = QRect(right - _ICON_PX, row.top() + 6, _ICON_PX, _ICON_PX)
            self._theme.icon(name, color).paint(painter, icon)
            return icon.left()
        width, height = _METER
        meter = QRect(right - width, row.top() + 12, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("border"))
        painter.drawRoundedRect(meter, 2, 2)
        painter.setBrush(self._theme.color("warn" if place.score < 0.75 else "bad"))
        painter.drawRoundedRect(
            QRect(meter.left(), meter.top(), max(3, round(width * place.score)), height), 2, 2
        )
        return meter.left()

    # ---- Qt

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(160, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        place: ReviewPlace = index.data(PlaceItemModel.RECORD_ROLE)
        row: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_background(painter, option)
        self._paint_swatch(painter, row, place)
        edge = self._paint_end(painter, row, place)
        if place.comment:
            icon = QRect(edge - _ICON_PX - 6, row.top() + 6, _ICON_PX, _ICON_PX)
            self._theme.icon(_COMMENT_ICON, "text_dim").paint(painter, icon)
            edge = icon.left()
        first = QRect(row.left() + _LEFT, row.top() + 3, edge - row.left() - _LEFT - 8, 20)
        frames = self.frames(place)
        painter.setPen(self._theme.color("text_dim"))
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, frames)
        metrics = painter.fontMetrics()
        room = first.width() - metrics.horizontalAdvance(frames) - 10
        painter.setPen(self._theme.color("text"))
        title = metrics.elidedText(self.title(place), Qt.TextElideMode.ElideRight, room)
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)
        second = QRect(row.left() + _LEFT, row.top() + 22, row.right() - row.left() - _LEFT - 12, 20)
        painter.setPen(self._theme.color("text_dim"))
        told = metrics.elidedText(self.told(place), Qt.TextElideMode.ElideRight, second.width())
        painter.drawText(second, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, told)
        painter.restore()

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        place: ReviewPlace | None = index.data(PlaceItemModel.RECORD_ROLE)
        if place is None or event.type() is not QEvent.Type.ToolTip:
            return super().helpEvent(event, view, option, index)
        doubt = self.tr("doubt {0} %").format(round(100 * place.score))
        lines = [
            f"{self.title(place)}, {self.frames(place)}",
            doubt,
            place.comment,
            *self._queue.reasons(place),
        ]
        QToolTip.showText(event.globalPos(), plain_tool_tip("\n".join(line for line in lines if line)), view)
        return True
