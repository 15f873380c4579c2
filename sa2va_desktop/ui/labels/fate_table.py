"""What becomes of values that an attribute no longer takes: each is turned into another one, or dropped."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from sa2va_desktop.annotation.attributes import Attribute, AttributeKind, Value
from sa2va_desktop.editing.attribute_values import converted_value, text_of_value
from sa2va_desktop.operations.label_schema import Misfit
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.elided_combo_box import ElidedComboBox
from sa2va_desktop.ui.plain_text import shortened

_SHOWN = 50
"""Rows; rarer values are dropped unless they fit by themselves."""
_MOST_PX = 130


class FateTable(QWidget):
    """A row for each value; hidden while all values fit.

    Signals:
        decided(object, object): a value, and what it becomes; None drops it.
    """

    decided = Signal(object, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = QLabel(self.tr("Values that no longer fit:"), self)
        self._title.setProperty("role", "warning")
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addWidget(self._scroll)
        self.fields: dict[str, QComboBox] = {}
        self._shown: tuple[Attribute, list[Value]] | None = None
        self.hide()

    def show_misfits(self, record: Attribute, found: Sequence[Misfit]) -> None:
        """Show these, with what they may become."""
        self.setVisible(bool(found))
        shown = (record, [each.value for each in found])
        if shown == self._shown:
            return  # what they become was chosen here
        self._shown = shown
        self.fields = {}
        body = QWidget(self)
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(2, 1)
        for row, misfit in enumerate(found[:_SHOWN]):
            text = text_of_value(misfit.value)
            value = QLabel(self.tr("“{0}”").format(shortened(text, 24)), body)
            value.setTextFormat(value.textFormat().PlainText)
            count = QLabel(translate("FateTable", "%n object(s)", n=misfit.object_count), body)
            count.setProperty("role", "hint")
            self.fields[text] = field = self._field(record, misfit, body)
            field.setAccessibleName(self.tr("What “{0}” becomes").format(text))
            for place, widget in enumerate((value, count, field)):
                grid.addWidget(widget, row, place)
        grid.setRowStretch(len(found), 1)
        old = self._scroll.takeWidget()
        if old is not None:
            old.deleteLater()  # one of its fields may be what told of the change
        self._scroll.setWidget(body)
        self._scroll.setFixedHeight(min(_MOST_PX, body.sizeHint().height()))

    def _field(self, record: Attribute, misfit: Misfit, parent: QWidget) -> QComboBox:
        field = ElidedComboBox(parent)
        field.addItem(self.tr("is dropped"), None)
        for value in _possible(record, misfit.value):
            field.addItem(self.tr("becomes “{0}”").format(shortened(text_of_value(value), 40)), value)
        rows = range(1, field.count())
        row = next((row for row in rows if _is_same(field.itemData(row), misfit.becomes)), 0)
        field.setCurrentIndex(row)
        field.activated.connect(lambda row: self.decided.emit(misfit.value, field.itemData(row)))
        return field


def _possible(record: Attribute, value: Value) -> list[Value]:
    if record.kind is AttributeKind.CHOICE:
        return list(record.choices)
    if record.kind is AttributeKind.YES_NO:
        return [True, False]
    converted = converted_value(record, value)
    found = [] if converted is None else [converted]
    if record.kind is AttributeKind.NUMBER:
        found += [each for each in (record.low, record.high) if each is not None and each not in found]
    return found


def _is_same(first: Value, second: Value | None) -> bool:
    return type(first) is type(second) and first == second
