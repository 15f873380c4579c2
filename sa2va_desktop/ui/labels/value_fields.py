"""The fields in which values of attributes are given: text, number, choice, yes or no. All can say that nothing is known."""

from __future__ import annotations

from typing import TypeAlias

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QButtonGroup, QDoubleSpinBox, QHBoxLayout, QLineEdit, QToolButton, QWidget

from sa2va_desktop.annotation.attributes import Attribute, AttributeKind, Value
from sa2va_desktop.editing.attribute_values import TEXT_LIMIT, text_of_value
from sa2va_desktop.ui.elided_combo_box import ElidedComboBox

_UNBOUNDED = 1e15
_DECIMALS = 9


class TextField(QLineEdit):
    """A value is given when Enter is pressed or the field is left; an empty text says that nothing is known.

    Signals:
        given(object): the text, or None.
    """

    given = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self.setMaxLength(TEXT_LIMIT)
        self.editingFinished.connect(self.keep)

    def show_value(self, value: Value | None, *, is_mixed: bool) -> None:
        """Show what is there, unless something else is being typed."""
        self._shown = "" if value is None else text_of_value(value)
        self.setPlaceholderText(self.tr("several values") if is_mixed else self.tr("unknown"))
        if not self.isModified() or not self.hasFocus():
            self.setText(self._shown)

    def keep(self) -> None:
        """Give what was typed, if it is something else than what is there."""
        text = self.text().strip()
        is_typed = self.isModified()
        self.setModified(False)
        if is_typed and text != self._shown:
            self.given.emit(text or None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.setText(self._shown)  # as it was, and Esc does nothing else
            return
        super().keyPressEvent(event)


class NumberField(QDoubleSpinBox):
    """A number within limits, or nothing. The arrows and the wheel step by one, from the focused field only.

    Signals:
        given(object): the number, or None.
    """

    given = Signal(object)

    def __init__(self, low: float | None, high: float | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: float | None = None
        self._is_blank = True
        self.setDecimals(_DECIMALS)
        self.setRange(-_UNBOUNDED if low is None else low, _UNBOUNDED if high is None else high)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.editingFinished.connect(self.keep)

    def show_value(self, value: Value | None, *, is_mixed: bool) -> None:
        """Show what is there, unless something else is being typed."""
        self._shown = float(value) if isinstance(value, int | float) else None
        self.lineEdit().setPlaceholderText(self.tr("several values") if is_mixed else self.tr("unknown"))
        if self.lineEdit().isModified() and self.hasFocus():
            return
        with QSignalBlocker(self):
            self._is_blank = self._shown is None
            self.setValue(0.0 if self._shown is None else self._shown)
            self.lineEdit().setText(self.textFromValue(self.value()))

    def keep(self) -> None:
        """Give the number that was typed or stepped to, if it is another one than what is there."""
        self.interpretText()
        self.lineEdit().setModified(False)
        value = None if self._is_blank else self.value()
        if value != self._shown:
            self.given.emit(value)

    def stepBy(self, steps: int) -> None:
        if self._is_blank:
            self._is_blank = False
            with QSignalBlocker(self):
                self.setValue(max(self.minimum(), min(0.0, self.maximum())))
            self.lineEdit().setText(self.textFromValue(self.value()))
        else:
            super().stepBy(steps)
        self.keep()

    def textFromValue(self, value: float) -> str:
        return "" if self._is_blank else text_of_value(value)

    def valueFromText(self, text: str) -> float:
        self._is_blank = not text.strip()
        return self.value() if self._is_blank else float(text)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        if not text.strip():
            return (QValidator.State.Acceptable, text, position)
        try:
            number = float(text)
        except ValueError:
            is_begun = all(letter in "0123456789+-.eE" for letter in text)
            state = QValidator.State.Intermediate if is_begun else QValidator.State.Invalid
            return (state, text, position)
        is_inside = self.minimum() <= number <= self.maximum()
        return (
            QValidator.State.Acceptable if is_inside else QValidator.State.Intermediate,
            text,
            position,
        )

    def fixup(self, text: str) -> str:
        """What is outside the limits goes to the nearest limit, as in every number box."""
        try:
            return text_of_value(max(self.minimum(), min(float(text), self.maximum())))
        except ValueError:
            return "" if self._shown is None else text_of_value(self._shown)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()  # the panel scrolls


class ChoiceField(ElidedComboBox):
    """One of the choices, or unknown. The digits choose by position while the field has the focus, 0 is unknown.

    Signals:
        given(object): the choice, or None.
    """

    given = Signal(object)

    def __init__(self, choices: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = choices
        self.setProperty("usesDigits", True)
        self.setSizeAdjustPolicy(ElidedComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.addItem(self.tr("unknown"), None)
        for choice in choices:
            self.addItem(choice, choice)
        self.activated.connect(lambda row: self._give(row))

    def show_value(self, value: Value | None, *, is_mixed: bool) -> None:
        """Show what is there; a value that is no choice any more is shown as unknown."""
        self.setPlaceholderText(self.tr("several values"))
        row = -1 if is_mixed else 0
        if isinstance(value, str) and value in self._choices:
            row = self._choices.index(value) + 1
        with QSignalBlocker(self):
            self.setCurrentIndex(row)

    def keep(self) -> None:
        """There is nothing half chosen."""

    def _give(self, row: int) -> None:
        self.given.emit(self.itemData(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.key() - int(Qt.Key.Key_0)
        if 0 <= digit <= min(9, len(self._choices)) and not _has_modifiers(event):
            self.setCurrentIndex(digit)
            self._give(digit)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class YesNoField(QWidget):
    """Three buttons in a row: yes, no, unknown. Y or 1, N or 2, and 0 or Del choose while one has the focus.

    Signals:
        given(object): True, False or None.
    """

    given = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.buttons: dict[bool | None, QToolButton] = {}
        self._titles = {True: self.tr("Yes"), False: self.tr("No"), None: self.tr("Unknown")}
        for value, title in self._titles.items():
            self.buttons[value] = button = _ValueButton(self)
            button.setText(title if value is not None else self.tr("?"))
            button.setToolTip(title)
            button.clicked.connect(lambda _checked=False, value=value: self.given.emit(value))
            button.pressed_key.connect(self._press)
            self._group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        self.setFocusProxy(self.buttons[True])

    def show_value(self, value: Value | None, *, is_mixed: bool) -> None:
        """Show what is there; with several values no button is down."""
        self._group.setExclusive(False)
        for each, button in self.buttons.items():
            button.setChecked(not is_mixed and each is value)
        self._group.setExclusive(True)
        self.setToolTip(self.tr("several values") if is_mixed else "")

    def keep(self) -> None:
        """There is nothing half chosen."""

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        for value, button in self.buttons.items():
            button.setAccessibleName(self.tr("{0}: {1}").format(name, self._titles[value]))

    def _press(self, key: int) -> None:
        value = _YES_NO_KEYS[Qt.Key(key)]
        self.buttons[value].setFocus()
        self.buttons[value].click()


_YES_NO_KEYS: dict[Qt.Key, bool | None] = {
    Qt.Key.Key_Y: True,
    Qt.Key.Key_1: True,
    Qt.Key.Key_N: False,
    Qt.Key.Key_2: False,
    Qt.Key.Key_0: None,
    Qt.Key.Key_Delete: None,
}


class _ValueButton(QToolButton):
    """Keeps the keys of its row, which mean other things in the window.

    Signals:
        pressed_key(int): one of them.
    """

    pressed_key = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setProperty("chip", True)
        self.setProperty("usesDigits", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def event(self, event: QEvent) -> bool:
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and _is_own_key(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_own_key(event):
            self.pressed_key.emit(event.key())
        else:
            super().keyPressEvent(event)


ValueField: TypeAlias = TextField | NumberField | ChoiceField | YesNoField


def value_field(attribute: Attribute, parent: QWidget) -> ValueField:
    """The field for an attribute's kind and limits."""
    match attribute.kind:
        case AttributeKind.TEXT:
            return TextField(parent)
        case AttributeKind.NUMBER:
            return NumberField(attribute.low, attribute.high, parent)
        case AttributeKind.CHOICE:
            return ChoiceField(attribute.choices, parent)
        case AttributeKind.YES_NO:
            return YesNoField(parent)


def show_proposed(field: ValueField, is_proposed: bool) -> None:
    """Let what a field shows be told from a value that a person gave."""
    parts = list(field.buttons.values()) if isinstance(field, YesNoField) else [field]
    for part in parts:
        if bool(part.property("proposed")) != is_proposed:
            part.setProperty("proposed", is_proposed)
            part.style().unpolish(part)
            part.style().polish(part)


def _is_own_key(event: QKeyEvent) -> bool:
    return event.key() in _YES_NO_KEYS and not _has_modifiers(event)


def _has_modifiers(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)
