"""A list whose rows are put into an order by dragging them, or by Ctrl+Up and Ctrl+Down."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QDropEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

_KEY = Qt.ItemDataRole.UserRole
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class OrderedList(QTreeWidget):
    """Rows without children, known by a key.

    Signals:
        reordered(list): the keys in their new order.
        delete_pressed(): Del on a row.
    """

    reordered = Signal(list)
    delete_pressed = Signal()

    def __init__(self, titles: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setColumnCount(len(titles))
        self.setHeaderLabels(list(titles))
        self.setHeaderHidden(len(titles) == 1)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(1, len(titles)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)

    def show_rows(self, rows: Sequence[tuple[int, Sequence[str], QIcon | None]]) -> None:
        """Show rows of (key, texts, icon); the current one stays if it is still there, else its neighbour."""
        current, place = self.current_key, max(0, self.currentIndex().row())
        self.blockSignals(True)
        self.clear()
        for key, texts, icon in rows:
            item = QTreeWidgetItem(self, list(texts))
            item.setData(0, _KEY, key)
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
            if icon is not None:
                item.setIcon(0, icon)
            if len(texts) > 1:  # the last column counts
                right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                item.setTextAlignment(len(texts) - 1, right)
            if key == current:
                self.setCurrentItem(item)
        if self.currentItem() is None and rows:
            self.setCurrentIndex(self.model().index(min(place, len(rows) - 1), 0))
        self.blockSignals(False)

    @property
    def current_key(self) -> int | None:
        item = self.currentItem()
        return item.data(0, _KEY) if item is not None else None

    @property
    def keys(self) -> list[int]:
        items = (self.topLevelItem(row) for row in range(self.topLevelItemCount()))
        return [item.data(0, _KEY) for item in items if item is not None]

    def select_key(self, key: int) -> None:
        """Make the row of a key the current one."""
        if key in self.keys:
            self.setCurrentIndex(self.model().index(self.keys.index(key), 0))

    def move_current(self, step: int) -> None:
        """Put the current row one place up (-1) or down (1)."""
        keys, current = self.keys, self.current_key
        if current is None:
            return
        row = keys.index(current)
        if 0 <= row + step < len(keys):
            keys[row], keys[row + step] = keys[row + step], keys[row]
            self.reordered.emit(keys)

    def dropEvent(self, event: QDropEvent) -> None:
        super().dropEvent(event)
        self.reordered.emit(self.keys)

    def event(self, event: QEvent) -> bool:
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _MOVES and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.move_current(_MOVES[key])
        elif key == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)
