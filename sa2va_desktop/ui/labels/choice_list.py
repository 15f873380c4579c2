"""The choices of an attribute: typed one after the other, renamed in place, put into an order, deleted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

_OLD = Qt.ItemDataRole.UserRole
_LIST_HEIGHT = 110


class ChoiceList(QWidget):
    """A list, and a field below it whose Enter adds a choice; several with commas between them.

    Signals:
        changed(list, dict): the choices in order, and those that were renamed just now: old name to new name.
    """

    changed = Signal(list, dict)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.list = _Choices(self)
        self.list.setAccessibleName(self.tr("Choices"))
        self.list.setMaximumHeight(_LIST_HEIGHT)
        self.field = _AddField(self)
        self.field.setPlaceholderText(self.tr("Type a choice and press Enter"))
        self.field.setAccessibleName(self.tr("New choice"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.list)
        column.addWidget(self.field)
        self.list.itemChanged.connect(self._rename)
        self.list.reordered.connect(lambda: self.changed.emit(self.texts, {}))
        self.list.delete_pressed.connect(self.remove_current)
        self.field.enter_pressed.connect(self.keep)
        self.field.editingFinished.connect(self.keep)

    @property
    def texts(self) -> list[str]:
        return [self.list.item(row).text() for row in range(self.list.count())]

    def show_choices(self, choices: tuple[str, ...]) -> None:
        """Show these, if others are shown."""
        if list(choices) == self.texts:
            return
        with QSignalBlocker(self.list):
            self.list.clear()
            for choice in choices:
                item = QListWidgetItem(choice, self.list)
                item.setFlags((item.flags() | Qt.ItemFlag.ItemIsEditable) & ~Qt.ItemFlag.ItemIsDropEnabled)
                item.setData(_OLD, choice)

    def keep(self) -> None:
        """Add what was typed."""
        known = self.texts
        typed = [" ".join(part.split()) for part in self.field.text().split(",")]
        fresh = [each for each in dict.fromkeys(typed) if each and each not in known]
        self.field.clear()
        if fresh:
            self.show_choices((*known, *fresh))
            self.changed.emit(self.texts, {})

    def remove_current(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self.list.takeItem(row)
            self.changed.emit(self.texts, {})

    def _rename(self, item: QListWidgetItem) -> None:
        old, new = item.data(_OLD), " ".join(item.text().split())
        is_free = bool(new) and self.texts.count(item.text()) == 1
        with QSignalBlocker(self.list):
            item.setText(new if is_free else old)
            item.setData(_OLD, item.text())
        if is_free and new != old:
            self.changed.emit(self.texts, {old: new})


class _Choices(QListWidget):
    """Signals: reordered(), delete_pressed()."""

    reordered = Signal()
    delete_pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
        )

    def dropEvent(self, event: QDropEvent) -> None:
        super().dropEvent(event)
        self.reordered.emit()

    def event(self, event: QEvent) -> bool:
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)


class _AddField(QLineEdit):
    """Enter adds and does not close the dialog.

    Signals:
        enter_pressed(): Enter, with something typed.
    """

    enter_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text().strip():
            self.enter_pressed.emit()
        else:
            super().keyPressEvent(event)
