"""How one text looks in the list: whose it is, what became of it, how well it finds its object, and its first words."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from sa2va_desktop.annotation.records import Expression, ExpressionKind, ExpressionState
from sa2va_desktop.operations.pipeline.round_trip import GOOD_IOU
from sa2va_desktop.operations.pipeline.text_provenance import instead_of, trip_of
from sa2va_desktop.operations.pipeline.text_review import objects_of_text
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.item_models.text_item_model import TextItemModel
from sa2va_desktop.ui.plain_text import plain_tool_tip
from sa2va_desktop.ui.texts.stage_colors import colored_pieces
from sa2va_desktop.ui.theme import Theme

ROW_HEIGHT = 46
_SWATCH_PX = 14
_ICON_PX = 16
_LEFT = 34
_BAR_WIDTH_PX, _BAR_HEIGHT_PX, _NUMBER_WIDTH_PX = 36, 6, 36
_ICONS = {
    ExpressionState.PROPOSED: ("help-circle-outline", "text_dim"),
    ExpressionState.ACCEPTED: ("check-circle", "good"),
    ExpressionState.REJECTED: ("close-circle-outline", "bad"),
}
Index = QModelIndex | QPersistentModelIndex


class TextDelegate(QStyledItemDelegate):
    """Paints; the panel acts."""

    def __init__(self, document: Document, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._theme = theme

    def title(self, text: Expression) -> str:
        """Names of what it is about."""
        names = [each.name for each in objects_of_text(self._document.project, text)]
        about = ", ".join(names) if names else self.tr("nothing here")
        return f"↳ {about}" if instead_of(text) is not None else about

    def facts(self, text: Expression) -> str:
        """Kind, length, language and round trip in words."""
        iou = "" if text.round_trip_iou is None else self.tr("IoU {0:.2f}").format(text.round_trip_iou)
        return "  ·  ".join(part for part in (*self._plain_facts(text), iou) if part)

    def _plain_facts(self, text: Expression) -> list[str]:
        """Kind, length and language, as far as there is something to say."""
        kind = self.tr("caption") if text.kind is ExpressionKind.CAPTION else ""
        lengths = {"long": self.tr("long"), "short": self.tr("short")}
        return [part for part in (kind, lengths.get(text.length, ""), text.language) if part]

    def check_facts(self, text: Expression) -> str:
        """Who checked it, on how many frames, and what it is proposed for, one sentence each."""
        told, trip, old_id = [], trip_of(text), instead_of(text)
        old = self._document.project.expressions.get(old_id) if old_id is not None else None
        if old is not None:
            told.append(self.tr("Proposed in place of “{0}”.").format(old.text))
        if trip is not None:
            checked = translate("TextDelegate", "%n frame(s)", n=trip.frame_count)
            told.append(self.tr("Checked by {0} on {1}.").format(trip.model, checked))
        return " ".join(told)

    def state_name(self, text: Expression) -> str:
        return {
            ExpressionState.PROPOSED: self.tr("Proposed"),
            ExpressionState.ACCEPTED: self.tr("Accepted"),
            ExpressionState.REJECTED: self.tr("Rejected"),
        }[text.state]

    # ---- painting

    def _paint_background(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        state = option.state  # type: ignore[attr-defined]
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        if is_selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("accent_soft" if is_selected else "raised"))
            painter.drawRoundedRect(option.rect.adjusted(4, 1, -4, -1), 5, 5)  # type: ignore[attr-defined]

    def _paint_swatches(self, painter: QPainter, row: QRect, text: Expression) -> None:
        """One square in the object's colour; several objects share it."""
        things = objects_of_text(self._document.project, text)[:3]
        place = QRect(row.left() + 12, row.center().y() - _SWATCH_PX // 2, _SWATCH_PX, _SWATCH_PX)
        width = _SWATCH_PX // max(1, len(things))
        for number, thing in enumerate(things):
            color = QColor(*thing.color)
            painter.setPen(QPen(color.darker(140), 1))
            painter.setBrush(color)
            painter.drawRect(place.left() + number * width, place.top(), width, _SWATCH_PX)

    def _paint_bar(self, painter: QPainter, area: QRect, iou: float) -> None:
        """How well its object is found: red below what is good, else green."""
        bar = QRect(area.left(), area.center().y() - _BAR_HEIGHT_PX // 2, area.width(), _BAR_HEIGHT_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("border"))
        painter.drawRoundedRect(bar, 2, 2)
        bar.setWidth(max(2, round(bar.width() * iou)))
        painter.setBrush(self._theme.color("good" if iou >= GOOD_IOU else "bad"))
        painter.drawRoundedRect(bar, 2, 2)

    def _paint_words(self, painter: QPainter, area: QRect, text: Expression) -> None:
        """As much of the text as there is room for, each stage in its colour."""
        metrics, left = painter.fontMetrics(), area.left()
        for words, color in colored_pieces(text):
            flat = " ".join(words.split("\n"))
            room = area.right() - left
            if room <= 0:
                return
            painter.setPen(self._theme.color(color))
            shown = metrics.elidedText(flat, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRect(left, area.top(), room, area.height()), Qt.AlignmentFlag.AlignVCenter, shown)
            if shown != flat:
                return
            left += metrics.horizontalAdvance(flat)

    # ---- Qt

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(160, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        text: Expression = index.data(TextItemModel.RECORD_ROLE)
        row: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_background(painter, option)
        self._paint_swatches(painter, row, text)
        name, color = _ICONS[text.state]
        icon = QRect(row.right() - _ICON_PX - 12, row.top() + 6, _ICON_PX, _ICON_PX)
        self._theme.icon(name, color).paint(painter, icon)
        first = QRect(row.left() + _LEFT, row.top() + 3, icon.left() - row.left() - _LEFT - 8, 20)
        room = first.width()
        painter.setPen(self._theme.color("text_dim"))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        if text.round_trip_iou is not None:  # bar and number in columns, to be compared at a glance
            room -= _NUMBER_WIDTH_PX + _BAR_WIDTH_PX
            painter.drawText(first, right, f"{text.round_trip_iou:.2f}")
            place = QRect(first.left() + room, first.top(), _BAR_WIDTH_PX, first.height())
            self._paint_bar(painter, place, text.round_trip_iou)
            room -= 8
        facts = "  ·  ".join(self._plain_facts(text))
        painter.setPen(self._theme.color("text_dim"))
        painter.drawText(QRect(first.left(), first.top(), room, first.height()), right, facts)
        room -= painter.fontMetrics().horizontalAdvance(facts) + 10
        painter.setPen(self._theme.color("text"))
        title = painter.fontMetrics().elidedText(self.title(text), Qt.TextElideMode.ElideRight, room)
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)
        second = QRect(row.left() + _LEFT, row.top() + 22, row.right() - row.left() - _LEFT - 12, 20)
        self._paint_words(painter, second, text)
        painter.restore()

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        text: Expression | None = index.data(TextItemModel.RECORD_ROLE)
        if text is None or event.type() is not QEvent.Type.ToolTip:
            return super().helpEvent(event, view, option, index)
        lines = [
            f"{self.title(text)} — {self.state_name(text)}",
            self.facts(text),
            text.text,
            text.note,
            self.check_facts(text),
        ]
        QToolTip.showText(event.globalPos(), plain_tool_tip("\n".join(line for line in lines if line)), view)
        return True
