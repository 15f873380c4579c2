"""The page of the schema editor with the labels: their order, names, colours and keys; merging and deleting them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QColorDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.operations.label_schema import (
    DEFAULT_HOTKEYS,
    DraftLabel,
    LabelKey,
    SchemaDraft,
    object_counts,
)
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.actions.action_set import ActionSet
from sa2va_desktop.ui.color_dot import color_dot, menu_text
from sa2va_desktop.ui.labels.hotkey_field import HotkeyField
from sa2va_desktop.ui.labels.ordered_list import OrderedList


class LabelPage(QWidget):
    """Edits the labels of a draft.

    Signals:
        changed(): the draft is different.
    """

    changed = Signal()

    def __init__(self, draft: SchemaDraft, project: Project, actions: ActionSet, parent: QWidget) -> None:
        super().__init__(parent)
        self._draft = draft
        self._project = project
        self._counts = object_counts(project)
        self.list = OrderedList([self.tr("Label"), self.tr("Key"), self.tr("Objects")], self)
        self.list.setAccessibleName(self.tr("Labels"))
        self.add = QPushButton(self.tr("Add"), self)
        self.merge = QPushButton(self.tr("Merge Into"), self)
        self.delete = QPushButton(self.tr("Delete"), self)
        self.name = QLineEdit(self)
        self.color = QPushButton(self.tr("Change…"), self)
        self.hotkey = HotkeyField(actions, self._holder_of, self)
        self.note = QLabel(self)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.hint = QLabel(
            self.tr("A label says what an object is: car, person. Its key gives it to the selected objects."),
            self,
        )
        self._form = QWidget(self)
        self._lay_out()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show the draft as it is now."""
        rows = [
            (each.key, (each.name, each.hotkey, self._count_text(each)), color_dot(each.color))
            for each in self._draft.labels
        ]
        self.list.show_rows(rows)
        self._show_current()

    # ---- making

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        for button in (self.add, self.merge, self.delete):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addLayout(buttons)
        form = QFormLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.color.setAutoDefault(False)
        form.addRow(self.tr("Name"), self.name)
        form.addRow(self.tr("Colour"), self.color)
        form.addRow(self.tr("Key"), self.hotkey)
        self.note.setWordWrap(True)
        self.note.setProperty("role", "warning")
        form.addRow(self.note)
        right = QVBoxLayout()
        self.hint.setWordWrap(True)
        self.hint.setProperty("role", "hint")
        right.addWidget(self.hint)
        right.addWidget(self._form)
        right.addStretch(1)
        row = QHBoxLayout(self)
        row.setSpacing(18)
        row.addLayout(left, 3)
        row.addLayout(right, 2)

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(lambda *_items: self._show_current())
        self.list.reordered.connect(self._reorder)
        self.list.delete_pressed.connect(self._delete)
        self.add.clicked.connect(self._add)
        self.delete.clicked.connect(self._delete)
        self.merge.setMenu(QMenu(self))
        self.merge.menu().aboutToShow.connect(self._fill_merge_menu)
        self.name.textEdited.connect(lambda text: self._put(name=" ".join(text.split())))
        self.color.clicked.connect(self._choose_color)
        self.hotkey.given.connect(self._give_key)

    # ---- showing

    @property
    def current(self) -> DraftLabel | None:
        key = self.list.current_key
        return self._draft.label(LabelKey(key)) if key is not None else None

    def _show_current(self) -> None:
        label = self.current
        self._form.setVisible(label is not None)
        self.hint.setVisible(label is None)
        self.merge.setEnabled(label is not None and len(self._draft.labels) > 1)
        self.delete.setEnabled(label is not None)
        if label is None:
            return
        if " ".join(self.name.text().split()) != label.name:
            with QSignalBlocker(self.name):
                self.name.setText(label.name)
        self.color.setIcon(color_dot(label.color))
        self.hotkey.show_key(label.hotkey)
        self.note.setText(self._consequence(label))

    def _consequence(self, label: DraftLabel) -> str:
        """What deleting it would do, or "" when nothing."""
        count, alone = self._object_count(label), self._only_for(label)
        if count and alone:
            sentence = translate(
                "LabelPage",
                "Deleting takes the label from %n object(s), and deletes the attributes that are for it alone: {0}.",
                n=count,
            )
            return sentence.format(", ".join(alone))
        if count:
            return translate("LabelPage", "Deleting takes the label from %n object(s).", n=count)
        if alone:
            return self.tr("Deleting deletes the attributes that are for it alone: {0}.").format(
                ", ".join(alone)
            )
        return ""

    def _only_for(self, label: DraftLabel) -> list[str]:
        return [each.name for each in self._draft.attributes if each.labels == (label.key,)]

    def _object_count(self, label: DraftLabel) -> int:
        """With those of the labels that were merged into it."""
        own = self._counts[label.category_id] if label.category_id is not None else 0
        return own + sum(
            self._counts[category_id] for category_id, key in self._draft.merged.items() if key == label.key
        )

    def _count_text(self, label: DraftLabel) -> str:
        return str(self._object_count(label) or "–")

    def _holder_of(self, hotkey: str) -> str:
        current = self.list.current_key
        found = (each.name for each in self._draft.labels if each.hotkey == hotkey and each.key != current)
        return next(found, "")

    # ---- doing

    def _put(self, **fields: object) -> None:
        label = self.current
        if label is not None:
            self._draft.put_label(replace(label, **fields))  # type: ignore[arg-type]
            self._tell()

    def _tell(self) -> None:
        self.refresh()
        self.changed.emit()

    def _add(self) -> None:
        taken = [key for key in DEFAULT_HOTKEYS if self.hotkey.is_taken(key)]
        made = self._draft.add_label(self.tr("label"), taken=taken)
        self._tell()
        self.list.select_key(made.key)
        self.name.setFocus()
        self.name.selectAll()

    def _delete(self) -> None:
        label = self.current
        if label is not None:
            self._draft.remove_label(label.key)
            self._tell()

    def _fill_merge_menu(self) -> None:
        menu, label = self.merge.menu(), self.current
        menu.clear()
        for other in self._draft.labels:
            if label is not None and other.key != label.key:
                action = menu.addAction(color_dot(other.color), menu_text(other.name))
                action.triggered.connect(lambda _checked=False, other=other: self._merge(other.key))

    def _merge(self, kept: LabelKey) -> None:
        label = self.current
        if label is not None:
            self._draft.merge_labels(label.key, kept)
            self._tell()
            self.list.select_key(kept)

    def _reorder(self, keys: list[int]) -> None:
        self._draft.order_labels([LabelKey(key) for key in keys])
        self._tell()

    def _give_key(self, hotkey: str) -> None:
        for other in self._draft.labels:
            if hotkey and other.hotkey == hotkey:
                self._draft.put_label(replace(other, hotkey=""))
        label = self.current
        if label is not None:
            self._draft.put_label(replace(label, hotkey=hotkey))
            note = self.hotkey.note.text()
            self._tell()
            self.hotkey.note.setText(note)
            self.hotkey.note.setVisible(bool(note))

    def _choose_color(self) -> None:
        label = self.current
        if label is None:
            return
        dialog = QColorDialog(QColor(*label.color), self)
        dialog.setWindowTitle(self.tr("Colour of {0}").format(label.name))
        dialog.colorSelected.connect(lambda color: self._put(color=(color.red(), color.green(), color.blue())))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
