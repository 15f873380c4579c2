"""The fields of one attribute in the schema editor: name, kind, labels, choices or limits, time, question."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QWidget,
)

from sa2va_desktop.annotation.attributes import AttributeKind, Value
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.operations.label_schema import DraftAttribute, DraftLabel, LabelKey, misfits
from sa2va_desktop.ui.color_dot import color_dot
from sa2va_desktop.ui.labels.choice_list import ChoiceList
from sa2va_desktop.ui.labels.fate_table import FateTable
from sa2va_desktop.ui.labels.value_fields import NumberField

_ROLE = Qt.ItemDataRole.UserRole
_LABELS_HEIGHT = 84
_QUESTION_HEIGHT = 52


class AttributeForm(QWidget):
    """Shows one attribute of a draft and tells what it is to be instead.

    Signals:
        edited(DraftAttribute): as it is now.
    """

    edited = Signal(object)

    def __init__(self, project: Project, parent: QWidget) -> None:
        super().__init__(parent)
        self._project = project
        self._shown: DraftAttribute | None = None
        self.name = QLineEdit(self)
        self.kind = self._make_kind()
        self.is_for_all = QCheckBox(self.tr("All objects"), self)
        self.labels = QListWidget(self)
        self.labels.setAccessibleName(self.tr("Labels that have the attribute"))
        self.labels.setMaximumHeight(_LABELS_HEIGHT)
        self.choices = ChoiceList(self)
        self.low = NumberField(None, None, self)
        self.high = NumberField(None, None, self)
        self.over_time = QCheckBox(self.tr("Changes over time"), self)
        self.over_time.setToolTip(self.tr("A value holds from its key on a frame up to the next key"))
        self.question = QPlainTextEdit(self)
        self.question.setMaximumHeight(_QUESTION_HEIGHT)
        self.question.setTabChangesFocus(True)
        self.question.setPlaceholderText(
            self.tr("What the model is asked about one object, such as: Is its door open?")
        )
        self.fates = FateTable(self)
        self._lay_out()
        self._connect()

    def show_attribute(self, attribute: DraftAttribute | None, labels: list[DraftLabel]) -> None:
        """Show one, or with None nothing."""
        self.setVisible(attribute is not None)
        is_other = self._shown is None or attribute is None or self._shown.key != attribute.key
        self._shown = attribute
        if attribute is None:
            return
        for widget in (self.name, self.kind, self.is_for_all, self.labels, self.over_time, self.question):
            widget.blockSignals(True)
        if is_other or " ".join(self.name.text().split()) != attribute.name:
            self.name.setText(attribute.name)
        self.kind.setCurrentIndex(self.kind.findData(attribute.kind))
        self.is_for_all.setChecked(not attribute.labels)
        self._show_labels(attribute, labels)
        self.over_time.setChecked(attribute.changes_over_time)
        if is_other or self.question.toPlainText().strip() != attribute.question:
            self.question.setPlainText(attribute.question)
        for widget in (self.name, self.kind, self.is_for_all, self.labels, self.over_time, self.question):
            widget.blockSignals(False)
        self.choices.show_choices(attribute.choices)
        self.low.show_value(attribute.low, is_mixed=False)
        self.high.show_value(attribute.high, is_mixed=False)
        self._show_kind(attribute)

    def focus_name(self) -> None:
        self.name.setFocus()
        self.name.selectAll()

    # ---- making

    def _make_kind(self) -> QComboBox:
        kind = QComboBox(self)
        for title, value in (
            (self.tr("Choice"), AttributeKind.CHOICE),
            (self.tr("Yes or no"), AttributeKind.YES_NO),
            (self.tr("Number"), AttributeKind.NUMBER),
            (self.tr("Text"), AttributeKind.TEXT),
        ):
            kind.addItem(title, value)
        return kind

    def _lay_out(self) -> None:
        self._form = form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("Name"), self.name)
        form.addRow(self.tr("Kind"), self.kind)
        form.addRow(self.tr("Choices"), self.choices)
        self._limits = QWidget(self)
        limits = QHBoxLayout(self._limits)
        limits.setContentsMargins(0, 0, 0, 0)
        for field, name in ((self.low, self.tr("Lowest number")), (self.high, self.tr("Highest number"))):
            field.setAccessibleName(name)
            field.setToolTip(name)
            limits.addWidget(field, 1)
        form.addRow(self.tr("From, to"), self._limits)
        form.addRow(self.tr("For"), self.is_for_all)
        form.addRow("", self.labels)
        form.addRow("", self.over_time)
        form.addRow(self.tr("Question"), self.question)
        form.addRow(self.fates)

    def _connect(self) -> None:
        self.name.textEdited.connect(lambda text: self._edit(name=" ".join(text.split())))
        self.kind.activated.connect(lambda _row: self._edit(kind=self.kind.currentData(), fates={}))
        self.is_for_all.toggled.connect(self._set_for_all)
        self.labels.itemChanged.connect(lambda _item: self._edit(labels=self._checked()))
        self.over_time.toggled.connect(lambda is_wanted: self._edit(changes_over_time=is_wanted))
        self.question.textChanged.connect(lambda: self._edit(question=self.question.toPlainText().strip()))
        self.low.given.connect(lambda value: self._edit(low=value))
        self.high.given.connect(lambda value: self._edit(high=value))
        self.choices.changed.connect(self._set_choices)
        self.fates.decided.connect(self._decide)

    # ---- showing

    def _show_labels(self, attribute: DraftAttribute, labels: list[DraftLabel]) -> None:
        self.labels.setVisible(bool(attribute.labels))
        self.is_for_all.setEnabled(bool(labels))
        self.labels.clear()
        for label in labels:
            item = QListWidgetItem(color_dot(label.color), label.name, self.labels)
            item.setData(_ROLE, label.key)
            is_on = label.key in attribute.labels
            item.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)

    def _show_kind(self, attribute: DraftAttribute) -> None:
        self._form.setRowVisible(self.choices, attribute.kind is AttributeKind.CHOICE)
        self._form.setRowVisible(self._limits, attribute.kind is AttributeKind.NUMBER)
        found = misfits(self._project, attribute)
        if attribute.attribute_id is not None:
            self.fates.show_misfits(attribute.record(attribute.attribute_id, (), 0), found)
        else:
            self.fates.hide()

    def _checked(self) -> tuple[LabelKey, ...]:
        items = (self.labels.item(row) for row in range(self.labels.count()))
        found = tuple(item.data(_ROLE) for item in items if item.checkState() == Qt.CheckState.Checked)
        shown = self._shown
        return found or (shown.labels[:1] if shown is not None else ())  # none at all would mean every label

    # ---- doing

    def _edit(self, **fields: object) -> None:
        if self._shown is not None:
            self._tell(replace(self._shown, **fields))  # type: ignore[arg-type]

    def _tell(self, attribute: DraftAttribute) -> None:
        self._shown = attribute
        self.edited.emit(attribute)

    def _set_for_all(self, is_for_all: bool) -> None:
        first = self.labels.item(0)
        if not is_for_all and first is not None:
            self._edit(labels=(first.data(_ROLE),))
        elif is_for_all:
            self._edit(labels=())

    def _set_choices(self, choices: list[str], renamed: dict[str, str]) -> None:
        shown = self._shown
        if shown is None:
            return
        fates = {key: value for key, value in shown.fates.items() if key[1] not in choices}
        for old, new in renamed.items():
            fates = {key: new if value == old else value for key, value in fates.items()}
            fates[(str, old)] = new
        self._tell(replace(shown, choices=tuple(choices), fates=fates))

    def _decide(self, value: Value, becomes: Value | None) -> None:
        shown = self._shown
        if shown is not None:
            fates = dict(shown.fates)
            fates[(type(value), value)] = becomes
            self._tell(replace(shown, fates=fates))
