"""The page of the schema editor with the attributes: their order, and what each one is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from sa2va_desktop.annotation.attributes import AttributeKind
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.operations.label_schema import (
    AttributeDraftKey,
    DraftAttribute,
    SchemaDraft,
    value_counts,
)
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.labels.attribute_form import AttributeForm
from sa2va_desktop.ui.labels.ordered_list import OrderedList


class AttributePage(QWidget):
    """Edits the attributes of a draft.

    Signals:
        changed(): the draft is different.
    """

    changed = Signal()

    def __init__(self, draft: SchemaDraft, project: Project, parent: QWidget) -> None:
        super().__init__(parent)
        self._draft = draft
        self._counts = value_counts(project)
        self.list = OrderedList([self.tr("Attribute"), self.tr("Kind"), self.tr("Values")], self)
        self.list.setAccessibleName(self.tr("Attributes"))
        self.add = QPushButton(self.tr("Add"), self)
        self.delete = QPushButton(self.tr("Delete"), self)
        self.form = AttributeForm(project, self)
        self.note = QLabel(self)
        self._hint = QLabel(
            self.tr("Attributes say what an object is like: its colour, its speed, whether its door is open."),
            self,
        )
        self._lay_out()
        self.list.currentItemChanged.connect(lambda *_items: self._show_current())
        self.list.reordered.connect(self._reorder)
        self.list.delete_pressed.connect(self._delete)
        self.add.clicked.connect(self._add)
        self.delete.clicked.connect(self._delete)
        self.form.edited.connect(self._put)
        self.refresh()

    def refresh(self) -> None:
        """Show the draft as it is now."""
        rows = [
            (each.key, (each.name, self._kind_text(each), str(self._count(each) or "–")), None)
            for each in self._draft.attributes
        ]
        self.list.show_rows(rows)
        self._show_current()

    # ---- inside

    def _lay_out(self) -> None:
        self._hint.setWordWrap(True)
        self._hint.setProperty("role", "hint")
        buttons = QHBoxLayout()
        for button in (self.add, self.delete):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addLayout(buttons)
        self.note.setWordWrap(True)
        self.note.setProperty("role", "warning")
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(self._hint)
        column.addWidget(self.form)
        column.addWidget(self.note)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        row = QHBoxLayout(self)
        row.setSpacing(18)
        row.addLayout(left, 1)
        row.addWidget(scroll, 1)

    @property
    def current(self) -> DraftAttribute | None:
        key = self.list.current_key
        return self._draft.attribute(AttributeDraftKey(key)) if key is not None else None

    def _show_current(self) -> None:
        attribute = self.current
        self.form.show_attribute(attribute, self._draft.labels)
        self.delete.setEnabled(attribute is not None)
        self._hint.setVisible(attribute is None)
        count = self._count(attribute) if attribute is not None else 0
        self.note.setVisible(count > 0)
        self.note.setText(translate("AttributePage", "Deleting drops the values of %n object(s).", n=count))

    def _count(self, attribute: DraftAttribute) -> int:
        return self._counts[attribute.attribute_id] if attribute.attribute_id is not None else 0

    def _kind_text(self, attribute: DraftAttribute) -> str:
        kinds = {
            AttributeKind.CHOICE: self.tr("choice"),
            AttributeKind.YES_NO: self.tr("yes or no"),
            AttributeKind.NUMBER: self.tr("number"),
            AttributeKind.TEXT: self.tr("text"),
        }
        kind = kinds[attribute.kind]
        return self.tr("{0}, over time").format(kind) if attribute.changes_over_time else kind

    def _put(self, attribute: DraftAttribute) -> None:
        self._draft.put_attribute(attribute)
        self._tell()

    def _tell(self) -> None:
        self.refresh()
        self.changed.emit()

    def _add(self) -> None:
        made = self._draft.add_attribute(self.tr("attribute"))
        self._tell()
        self.list.select_key(made.key)
        self.form.focus_name()

    def _delete(self) -> None:
        attribute = self.current
        if attribute is not None:
            self._draft.remove_attribute(attribute.key)
            self._tell()

    def _reorder(self, keys: list[int]) -> None:
        self._draft.order_attributes([AttributeDraftKey(key) for key in keys])
        self._tell()
