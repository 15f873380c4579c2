"""How one object looks in the list: colour, name, label, state on this frame, and buttons for visibility and lock."""

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
    SignalInstance,
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

from sa2va_desktop.annotation.records import AnnotationObject, Category, CleanUp, FrameState
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.item_models.object_item_model import ObjectItemModel, ObjectSituation
from sa2va_desktop.ui.legible_colors import text_color_on
from sa2va_desktop.ui.plain_text import plain_tool_tip
from sa2va_desktop.ui.theme import Theme
from sa2va_desktop.ui.timeline.state_names import state_name
from sa2va_desktop.ui.view_state import ViewState

ROW_HEIGHT = 42
_NAME_HEIGHT = 22
_LABEL_WIDTH = 90
_ICON_PX = 18
_BUTTON_PX = 26
_SWATCH_PX = 14
_MARK_PX = 16
Index = QModelIndex | QPersistentModelIndex


class ObjectDelegate(QStyledItemDelegate):
    """Signals:
    hide_clicked(AnnotationObject), lock_clicked(AnnotationObject), color_clicked(AnnotationObject),
    solo_clicked(AnnotationObject), clean_up_clicked(AnnotationObject): the mark of those with a clean-up.
    """

    hide_clicked = Signal(object)
    lock_clicked = Signal(object)
    color_clicked = Signal(object)
    solo_clicked = Signal(object)
    clean_up_clicked = Signal(object)

    def __init__(self, theme: Theme, view_state: ViewState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view_state = view_state
        self._is_clip = False

    def set_clip(self, is_clip: bool) -> None:
        """Whether objects have states over time worth telling."""
        self._is_clip = is_clip

    # ---- places inside a row

    def swatch_rect(self, row: QRect) -> QRect:
        return QRect(row.left() + 10, row.center().y() - _SWATCH_PX // 2 + 1, _SWATCH_PX, _SWATCH_PX)

    def lock_rect(self, row: QRect) -> QRect:
        return QRect(row.right() - _BUTTON_PX - 6, row.top(), _BUTTON_PX, row.height())

    def hide_rect(self, row: QRect) -> QRect:
        return self.lock_rect(row).translated(-_BUTTON_PX, 0)

    def solo_rect(self, row: QRect) -> QRect:
        return self.hide_rect(row).translated(-_BUTTON_PX, 0)

    def clean_up_rect(self, row: QRect) -> QRect:
        """Of the mark of an object with a clean-up; the name is shorter by it."""
        return QRect(self.solo_rect(row).left() - _MARK_PX - 2, row.top() + 2, _MARK_PX, _NAME_HEIGHT)

    def name_rect(self, row: QRect) -> QRect:
        """Of the name alone; the line below it has the rest."""
        width = self.solo_rect(row).left() - row.left() - 38
        return QRect(row.left() + 34, row.top() + 2, width, _NAME_HEIGHT)

    def detail_rect(self, row: QRect) -> QRect:
        return self.name_rect(row).translated(0, _NAME_HEIGHT - 4)

    # ---- painting

    def _paint_background(
        self, painter: QPainter, option: QStyleOptionViewItem, item: AnnotationObject
    ) -> None:
        rect: QRect = option.rect.adjusted(4, 1, -4, -1)  # type: ignore[attr-defined]
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.setBrush(self._theme.color("accent_soft"))
            painter.drawRoundedRect(rect, 5, 5)
        elif (
            item.object_id in self._view_state.hovered_objects
            or option.state & QStyle.StateFlag.State_MouseOver
        ):  # type: ignore[attr-defined]
            painter.setBrush(self._theme.color("raised"))
            painter.drawRoundedRect(rect, 5, 5)

    def _paint_swatch(self, painter: QPainter, rect: QRect, color: QColor, *, is_filled: bool) -> None:
        painter.setPen(QPen(color.darker(140), 1))
        painter.setBrush(color if is_filled else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, 4, 4)

    def _paint_icon(
        self, painter: QPainter, rect: QRect, name: str, *, is_strong: bool, size_px: int = _ICON_PX
    ) -> None:
        icon = self._theme.icon(name, "text" if is_strong else "text_dim")
        place = QRect(0, 0, size_px, size_px)
        place.moveCenter(rect.center())
        icon.paint(painter, place)

    def _paint_label(self, painter: QPainter, area: QRect, category: Category) -> int:
        """A pill at the right end of an area; returns the width that it takes."""
        metrics = painter.fontMetrics()
        text = metrics.elidedText(" ".join(category.name.split()), Qt.TextElideMode.ElideRight, _LABEL_WIDTH)
        width = metrics.horizontalAdvance(text) + 12
        pill = QRect(area.right() - width, area.top() + 3, width, area.height() - 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(*category.color))
        painter.drawRoundedRect(pill, 7, 7)
        painter.setPen(QColor(*text_color_on(category.color)))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        return width + 8

    def detail(self, item: AnnotationObject, situation: ObjectSituation) -> str:
        """The second line: the state on this frame, how many frames, the expression."""
        parts = []
        if self._is_clip and not situation.frame_count:
            parts.append(self.tr("no masks yet"))
        elif self._is_clip:
            parts.append(self._state_text(situation.state))
            parts.append(translate("ObjectDelegate", "%n frame(s)", n=situation.frame_count))
        if item.expression and item.expression != item.name:
            parts.append(f"“{' '.join(item.expression.split())}”")
        return "  ·  ".join(parts)

    def clean_up_text(self, clean_up: CleanUp) -> str:
        """What the mark of an object with a clean-up says."""
        parts = []
        if clean_up.island_px:
            parts.append(self.tr("islands below {0} px dropped").format(clean_up.island_px))
        if clean_up.hole_px:
            parts.append(self.tr("holes up to {0} px filled").format(clean_up.hole_px))
        if clean_up.smooth_px:
            parts.append(self.tr("edges smoothed over {0} px").format(clean_up.smooth_px))
        if clean_up.margin_px > 0:
            parts.append(self.tr("grown by {0} px").format(clean_up.margin_px))
        elif clean_up.margin_px < 0:
            parts.append(self.tr("shrunk by {0} px").format(-clean_up.margin_px))
        return self.tr("Shown and exported cleaned up: {0}").format(", ".join(parts))

    def _mark_button(self, row: QRect, index: Index) -> list[tuple[QRect, SignalInstance]]:
        item = index.data(ObjectItemModel.RECORD_ROLE)
        if item is None or item.clean_up is None:
            return []
        return [(self.clean_up_rect(row), self.clean_up_clicked)]

    def _state_text(self, state: FrameState) -> str:
        return self.tr("not on this frame") if state is FrameState.UNTOUCHED else state_name(state)

    # ---- Qt

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(160, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item: AnnotationObject = index.data(ObjectItemModel.RECORD_ROLE)
        row: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_background(painter, option, item)
        is_seen = not item.is_hidden and item.object_id not in self._view_state.muted
        self._paint_swatch(painter, self.swatch_rect(row), QColor(*item.color), is_filled=is_seen)
        situation: ObjectSituation = index.data(ObjectItemModel.SITUATION_ROLE)
        detail = self.detail(item, situation)
        has_second_line = bool(detail) or situation.category is not None
        name_rect = self.name_rect(row) if has_second_line else self.name_rect(row).translated(0, 8)
        detail_rect = self.detail_rect(row)
        if situation.category is not None:
            detail_rect.adjust(0, 0, -self._paint_label(painter, detail_rect, situation.category), 0)
        painter.setPen(self._theme.color("text_dim"))
        shown = painter.fontMetrics().elidedText(detail, Qt.TextElideMode.ElideRight, detail_rect.width())
        painter.drawText(detail_rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        is_muted = item.object_id in self._view_state.muted
        if item.clean_up is not None:
            mark = self.clean_up_rect(row).translated(0, name_rect.top() - self.name_rect(row).top())
            self._paint_icon(painter, mark, "auto-fix", is_strong=False, size_px=_MARK_PX)
            name_rect.setRight(mark.left() - 4)
        painter.setPen(self._theme.color("text_dim" if item.is_hidden or is_muted else "text"))
        name = painter.fontMetrics().elidedText(item.name, Qt.TextElideMode.ElideRight, name_rect.width())
        painter.drawText(name_rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        is_alone = item.object_id in self._view_state.solo
        solo = "alpha-s-box" if is_alone else "alpha-s-box-outline"
        self._paint_icon(painter, self.solo_rect(row), solo, is_strong=is_alone)
        eye = "eye-off-outline" if item.is_hidden else "eye-outline"
        self._paint_icon(painter, self.hide_rect(row), eye, is_strong=item.is_hidden)
        lock = "lock" if item.is_locked else "lock-open-variant-outline"
        self._paint_icon(painter, self.lock_rect(row), lock, is_strong=item.is_locked)
        painter.restore()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(self.name_rect(option.rect).adjusted(-8, 0, 0, 4))  # type: ignore[attr-defined]

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
            (self.solo_rect(row), self.solo_clicked),
            (self.swatch_rect(row).adjusted(-4, -4, 4, 4), self.color_clicked),
            *self._mark_button(row, index),
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
            (self.solo_rect(row), self.tr("Show this object alone, or all again")),
            (self.swatch_rect(row), self.tr("Change the colour")),
        )
        for rect, text in texts:
            if rect.contains(event.pos()):
                QToolTip.showText(event.globalPos(), text, view)
                return True
        item = index.data(ObjectItemModel.RECORD_ROLE)
        if item is not None and item.clean_up is not None and self.clean_up_rect(row).contains(event.pos()):
            QToolTip.showText(event.globalPos(), self.clean_up_text(item.clean_up), view)
            return True
        item, situation = index.data(ObjectItemModel.RECORD_ROLE), index.data(ObjectItemModel.SITUATION_ROLE)
        if item is None:
            return super().helpEvent(event, view, option, index)
        label = self.tr("Label: {0}").format(situation.category.name) if situation.category else ""
        lines = [item.name, label, self.detail(item, situation)]
        QToolTip.showText(event.globalPos(), plain_tool_tip("\n".join(line for line in lines if line)), view)
        return True
