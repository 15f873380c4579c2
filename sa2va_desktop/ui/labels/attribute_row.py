"""One attribute of the selected objects in the panel: its field, its keys, and a proposal that waits."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from sa2va_desktop.annotation.attributes import Attribute, AttributeKind
from sa2va_desktop.editing.attribute_values import text_of_value
from sa2va_desktop.operations.attribute_state import AttributeState
from sa2va_desktop.ui.labels.value_fields import show_proposed, value_field
from sa2va_desktop.ui.plain_text import plain_tool_tip
from sa2va_desktop.ui.theme import Theme

_ICON = QSize(12, 12)


class AttributeRow(QWidget):
    """Says what is wanted; the panel does it.

    Signals:
        given(object): a value, or None for unknown.
        key_wanted(bool): a key on this frame is to be made (True) or taken away.
        frame_wanted(int): go to the frame of another key.
        range_wanted(): the value that is shown shall hold on the in–out range.
        forget_wanted(): nothing shall be known of it on any frame.
        confirmed(), rejected(): of the proposal that holds on this frame.
    """

    given = Signal(object)
    key_wanted = Signal(bool)
    frame_wanted = Signal(int)
    range_wanted = Signal()
    forget_wanted = Signal()
    confirmed = Signal()
    rejected = Signal()

    def __init__(self, attribute: Attribute, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.attribute = attribute
        self._theme = theme
        self._state = AttributeState()
        self.field = value_field(attribute, self)
        self.field.setAccessibleName(attribute.name)
        self.field.given.connect(self.given)
        self._name = QLabel(self)
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setBuddy(self.field)
        self._name.setToolTip(plain_tool_tip("\n".join(self._lines())))
        self.previous = self._button(self.tr("Go to the previous key of “{0}”").format(attribute.name))
        self.key = self._button("")
        self.next = self._button(self.tr("Go to the next key of “{0}”").format(attribute.name))
        self._told = QLabel(self)
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self._told.setProperty("role", "warning")
        name = attribute.name
        self.confirm = self._button(self.tr("Confirm the proposed value of “{0}”").format(name))
        self.reject = self._button(self.tr("Reject the proposed value of “{0}”").format(name))
        self._proposal = QWidget(self)
        self._lay_out()
        self._connect()
        self.show_icons()

    @property
    def name_width(self) -> int:
        """What the name takes when it is not cut, in pixels."""
        return self._name.fontMetrics().horizontalAdvance(self.attribute.name) + 2

    def set_name_width(self, width: int) -> None:
        """Let the names of all rows take the same room; a longer one is cut, and its tooltip says it whole."""
        metrics = self._name.fontMetrics()
        self._name.setText(metrics.elidedText(self.attribute.name, Qt.TextElideMode.ElideRight, width))
        self._name.setFixedWidth(width)

    def show_state(self, state: AttributeState, *, can_edit: bool) -> None:
        """Show how it is on the shown frame."""
        self._state = state
        self.field.show_value(state.value, is_mixed=state.is_mixed)
        self.field.setEnabled(can_edit)
        show_proposed(self.field, bool(state.proposals))
        self.previous.setEnabled(state.previous_key is not None)
        self.next.setEnabled(state.next_key is not None)
        is_known = state.value is not None or state.is_mixed
        self.key.setEnabled(can_edit and (state.has_key_here or is_known))
        self.key.setToolTip(
            self.tr("Take away the key of “{0}” on this frame").format(self.attribute.name)
            if state.has_key_here
            else self.tr("Make a key of “{0}” on this frame").format(self.attribute.name)
        )
        self.key.setAccessibleName(self.key.toolTip())
        self._proposal.setVisible(bool(state.proposals))
        for button in (self.confirm, self.reject):
            button.setEnabled(can_edit)
        if state.proposals:
            self._show_proposal(state)
        self.show_icons()

    def show_icons(self) -> None:
        """After the state or the theme changed."""
        self.confirm.setIcon(self._theme.icon("check-bold", "good"))
        self.reject.setIcon(self._theme.icon("close-thick", "bad"))
        self.previous.setIcon(self._theme.icon("chevron-left"))
        self.next.setIcon(self._theme.icon("chevron-right"))
        if self._state.has_key_here:
            self.key.setIcon(self._theme.icon("rhombus", "link"))
        else:
            self.key.setIcon(self._theme.icon("rhombus-outline"))

    # ---- inside

    def _lines(self) -> list[str]:
        """What the tooltip of the name says."""
        attribute = self.attribute
        lines = [attribute.name]
        if attribute.kind is AttributeKind.NUMBER and (attribute.low, attribute.high) != (None, None):
            low, high = (
                "…" if each is None else text_of_value(each) for each in (attribute.low, attribute.high)
            )
            lines.append(self.tr("A number from {0} to {1}").format(low, high))
        if attribute.changes_over_time:
            lines.append(self.tr("Changes over time: a value holds from its key to the next one"))
        if attribute.question:
            lines.append(self.tr("Question for the model: {0}").format(attribute.question))
        return lines

    def _button(self, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setIconSize(_ICON)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setProperty("tight", True)
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout(self)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(0)
        head.addWidget(self._name)
        head.addSpacing(8)
        head.addWidget(self.field, 1)
        head.addWidget(self._proposal)
        for button in (self.previous, self.key, self.next):
            button.setVisible(self.attribute.changes_over_time)
            head.addWidget(button)
        beside = QHBoxLayout(self._proposal)
        beside.setContentsMargins(5, 0, 0, 0)
        beside.setSpacing(1)
        for widget in (self._told, self.confirm, self.reject):
            beside.addWidget(widget)
        self._proposal.hide()

    def _connect(self) -> None:
        self.key.clicked.connect(lambda: self.key_wanted.emit(not self._state.has_key_here))
        self.previous.clicked.connect(lambda: self._go_to(self._state.previous_key))
        self.next.clicked.connect(lambda: self._go_to(self._state.next_key))
        self.confirm.clicked.connect(self.confirmed)
        self.reject.clicked.connect(self.rejected)

    def make_menu(self) -> QMenu:
        """What else can be done with the value."""
        menu = QMenu(self)
        if self.attribute.changes_over_time:
            spread = menu.addAction(self.tr("Use on the In–Out Range"), self.range_wanted.emit)
            spread.setEnabled(self.field.isEnabled() and self._state.value is not None)
        forget = menu.addAction(self.tr("Unknown on All Frames"), self.forget_wanted.emit)
        is_known = self._state.value is not None or self._state.is_mixed
        has_keys = is_known or self._state.next_key is not None or self._state.previous_key is not None
        forget.setEnabled(self.field.isEnabled() and has_keys)
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.make_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    def _go_to(self, frame_index: int | None) -> None:
        if frame_index is not None:
            self.frame_wanted.emit(frame_index)

    def _show_proposal(self, state: AttributeState) -> None:
        if state.confidence is None:
            self._told.setText(self.tr("?"))
            self._told.setToolTip(self.tr("Proposed; nobody has confirmed it"))
            return
        percent = round(100 * state.confidence)
        self._told.setText(self.tr("{0} %").format(percent))
        self._told.setToolTip(
            self.tr("Proposed by the model, which is {0} % sure; nobody has confirmed it").format(percent)
        )
