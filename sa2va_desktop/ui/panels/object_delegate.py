"""How one object looks in the list: colour, name, and the buttons for visibility and lock."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from sa2va_desktop.annotation.records import AnnotationObject, ObjectId
from sa2va_desktop.ui.item_models.object_item_model import ObjectItemModel
from sa2va_desktop.ui.theme import Theme

ROW_HEIGHT = 32
_ICON_PX = 18
_BUTTON_PX = 26
_SWATCH_PX = 14
Index = QModelIndex | QPersistentModelIndex


class ObjectDelegate(QStyledItemDelegate):
    """Signals:
    hide_clicked(AnnotationObject), lock_clicked(AnnotationObject), color_clicked(AnnotationObject).
    """

    hide_clicked = Signal(object)
    lock_clicked = Signal(object)
    color_clicked = Signal(object)

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._hovered: ObjectId | None = None

    def set_hovered(self, object_id: ObjectId | None) -> None:
        """The object under the cursor anywhere in the window."""
        self._hovered = object_id

    # ---- places inside a row

    def swatch_rect(self, row: QRect) -> QRect:
        return QRect(row.left() + 10, row.center().y() - _SWATCH_PX // 2 + 1, _SWATCH_PX, _SWATCH_PX)

    def lock_rect(self, row: QRect) -> QRect:
        return QRect(row.right() - _BUTTON_PX - 6, row.top(), _BUTTON_PX, row.height())

    def hide_rect(self, row: QRect) -> QRect:
        return self.lock_rect(row).translated(-_BUTTON_PX, 0)

    def name_rect(self, row: QRect) -> QRect:
        return QRect(row.left() + 34, row.top(), self.hide_rect(row).left() - row.left() - 40, row.height())

    # ---- painting

    def _paint_background(
        self, painter: QPainter, option: QStyleOptionViewItem, item: AnnotationObject
    ) -> None:
        rect: QRect = option.rect.adjusted(4, 1, -4, -1)  # type: ignore[attr-defined]
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.setBrush(self._theme.color("accent_soft"))
            painter.drawRoundedRect(rect, 5, 5)
        elif item.object_id == self._hovered or option.state & QStyle.StateFlag.State_MouseOver:  # type: ignore[attr-defined]
            painter.setBrush(self._theme.color("raised"))
            painter.drawRoundedRect(rect, 5, 5)

    def _paint_swatch(self, painter: QPainter, rect: QRect, item: AnnotationObject) -> None:
        color = QColor(*item.color)
        painter.setPen(QPen(color.darker(140), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush if item.is_hidden else color)
        painter.drawRoundedRect(rect, 4, 4)

    def _paint_icon(self, painter: QPainter, rect: QRect, name: str, *, is_strong: bool) -> None:
        icon = self._theme.icon(name, "text" if is_strong else "text_faint")
        place = QRect(0, 0, _ICON_PX, _ICON_PX)
        place.moveCenter(rect.center())
        icon.paint(painter, place)

    # ---- Qt

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(160, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item: AnnotationObject = index.data(ObjectItemModel.RECORD_ROLE)
        row: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_background(painter, option, item)
        self._paint_swatch(painter, self.swatch_rect(row), item)
        painter.setPen(self._theme.color("text_faint" if item.is_hidden else "text"))
        name_rect = self.name_rect(row)
        name = painter.fontMetrics().elidedText(item.name, Qt.TextElideMode.ElideRight, name_rect.width())
        painter.drawText(name_rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        eye = "eye-off-outline" if item.is_hidden else "eye-outline"
        self._paint_icon(painter, self.hide_rect(row), eye, is_strong=item.is_hidden)
        lock = "lock" if item.is_locked else "lock-open-variant-outline"
        self._paint_icon(painter, self.lock_rect(row), lock, is_strong=item.is_locked)
        painter.restore()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(self.name_rect(option.rect).adjusted(-8, 2, 0, -2))  # type: ignore[attr-defined]

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        buttons = (
            QEvent.Type.MouseButtonPress,
            QEvent.Type.MouseButtonRelease,
            QEvent.Type.MouseButtonDblClick,
        )
        if not isinstance(event, QMouseEvent) or event.type() not in buttons:
            return super().editorEvent(event, model, option, index)
        row: QRect = option.rect  # type: ignore[attr-defined]
        at = event.position().toPoint()
        signals = (
            (self.hide_rect(row), self.hide_clicked),
            (self.lock_rect(row), self.lock_clicked),
            (self.swatch_rect(row).adjusted(-4, -4, 4, 4), self.color_clicked),
        )
        for rect, signal in signals:
            if rect.contains(at):
                if event.type() is QEvent.Type.MouseButtonRelease:
                    signal.emit(index.data(ObjectItemModel.RECORD_ROLE))
                return True  # a click on a button changes no selection and starts no rename
        return super().editorEvent(event, model, option, index)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        row: QRect = option.rect  # type: ignore[attr-defined]
        texts = (
            (self.hide_rect(row), self.tr("Hide or show the masks of this object")),
            (self.lock_rect(row), self.tr("Lock: automatic work leaves a locked object alone")),
            (self.swatch_rect(row), self.tr("Change the colour")),
        )
        for rect, text in texts:
            if rect.contains(event.pos()):
                QToolTip.showText(event.globalPos(), text, view)
                return True
        return super().helpEvent(event, view, option, index)
