"""The command palette (Ctrl+K): type a few letters, Enter runs what is found."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QFrame, QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from sa2va_desktop.ui.actions.palette_entries import PaletteEntry

_ROWS_LIMIT = 300
_ROLE = Qt.ItemDataRole.UserRole
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class CommandPalette(QFrame):
    """A list over the window; opened by the action, closed by Esc, by a click elsewhere or by running something.

    What cannot be done now comes last, with the reason in place of the key.
    """

    def __init__(self, entries: Sequence[PaletteEntry], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._entries = list(entries)
        self.setObjectName("palette")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._line = QLineEdit(self)
        self._line.setPlaceholderText(self.tr("Find an action, a setting, media or an object…"))
        self._list = QTreeWidget(self)
        self._list.setColumnCount(2)
        self._list.setHeaderHidden(True)
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.header().setStretchLastSection(False)
        self._list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.addWidget(self._line)
        layout.addWidget(self._list)
        self.setFocusProxy(self._line)
        self._line.installEventFilter(self)
        self._line.textChanged.connect(self._filter)
        self._list.itemClicked.connect(self._run)
        self._filter("")

    def open_over(self, window: QWidget) -> None:
        width, height = min(620, window.width() - 40), min(420, window.height() - 80)
        corner = window.mapToGlobal(window.rect().topLeft())
        self.setGeometry(corner.x() + (window.width() - width) // 2, corner.y() + 60, width, height)
        self.show()
        self._line.setFocus()

    @property
    def titles(self) -> list[str]:
        """What can be run for the text typed so far, best first."""
        return [item.text(0) for item in self._items() if not self._entry_of(item).reason]

    @property
    def reasons(self) -> dict[str, str]:
        """What else has the words, and why it cannot be run."""
        items = {item.text(0): self._entry_of(item).reason for item in self._items()}
        return {title: reason for title, reason in items.items() if reason}

    def _items(self) -> list[QTreeWidgetItem]:
        found = (self._list.topLevelItem(row) for row in range(self._list.topLevelItemCount()))
        return [item for item in found if item is not None]

    def _entry_of(self, item: QTreeWidgetItem) -> PaletteEntry:
        return self._entries[item.data(0, _ROLE)]

    def _filter(self, text: str) -> None:
        self._list.clear()
        words = text.casefold().split()
        found = [
            (bool(entry.reason), number)
            for number, entry in enumerate(self._entries)
            if (entry.is_common if not words else all(word in entry.title.casefold() for word in words))
        ]
        for _is_barred, number in sorted(found)[:_ROWS_LIMIT]:
            self._list.addTopLevelItem(self._row(number))
        for item in self._items()[:1]:
            self._list.setCurrentItem(item)

    def _row(self, number: int) -> QTreeWidgetItem:
        entry = self._entries[number]
        item = QTreeWidgetItem([entry.title, entry.reason or entry.keys])
        if entry.icon is not None:
            item.setIcon(0, entry.icon)
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setData(0, _ROLE, number)
        if entry.reason:
            dim = self.palette().brush(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
            item.setForeground(0, dim)
            item.setToolTip(0, entry.reason)
        return item

    def _run(self, item: QTreeWidgetItem | None) -> None:
        if item is None:
            return
        entry = self._entry_of(item)
        if not entry.reason:
            self.close()
            entry.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._line and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() in _LIST_KEYS:
                self._list.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self._list.currentItem())
                return True
        return super().eventFilter(watched, event)
