"""The question and the field of the proposed value that a person looks at."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from sa2va_desktop.annotation.attributes import Value
from sa2va_desktop.operations.attribute_filling.proposals import Proposal
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.labels.value_fields import ValueField, show_proposed, value_field


class ProposalEditor(QWidget):
    """Signals:
    given(Place, object): another value, or None for unknown.
    """

    given = Signal(object, object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._field: ValueField | None = None
        self.about = QLabel(self)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.about.setWordWrap(True)
        self.about.setProperty("role", "hint")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.about)

    def show_proposal(self, found: Proposal | None) -> None:
        """Every attribute has a field of its own kind; None empties the place."""
        if self._field is not None:
            self._column.removeWidget(self._field)
            self._field.hide()
            self._field.deleteLater()
            self._field = None
        self.about.setVisible(found is not None)
        if found is None:
            return
        attribute = self._document.project.attributes[found.attribute_id]
        self.about.setText(attribute.question or attribute.name)
        self._field = field = value_field(attribute, self)
        field.setAccessibleName(attribute.name)
        field.show_value(found.key.value, is_mixed=False)
        show_proposed(field, True)
        field.setEnabled(self._document.is_writable)
        field.given.connect(lambda value, place=found.place: self._give(place, value))
        self._column.addWidget(field)
        field.show()  # at once, because it may be given the keyboard before the layout is made

    def begin_edit(self) -> None:
        """Give the keyboard to the field."""
        if self._field is not None and self._document.is_writable:
            self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _give(self, place: object, value: Value | None) -> None:
        self.given.emit(place, value)
