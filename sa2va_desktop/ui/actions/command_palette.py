"""The command palette (Ctrl+K): type a few letters, Enter runs the action."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from sa2va_desktop.ui.actions.action_set import ActionSet, plain_title, translated, without_mnemonic

_ROLE = Qt.ItemDataRole.UserRole
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class CommandPalette(QFrame):
    """A list over the window; opened by the action, closed by Esc, by a click elsewhere or by running something."""

    def __init__(self, actions: ActionSet, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._actions = actions
        self.setObjectName("palette")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._line = QLineEdit(self)
        self._line.setPlaceholderText(self.tr("Find an action…"))
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
        """What is offered for the text typed so far, best first."""
        return [item.text(0) for item in self._items()]

    def _items(self) -> list[QTreeWidgetItem]:
        found = (self._list.topLevelItem(row) for row in range(self._list.topLevelItemCount()))
        return [item for item in found if item is not None]

    def _filter(self, text: str) -> None:
        self._list.clear()
        words = text.casefold().split()
        for spec in self._actions.specs:
            action = self._actions[spec.action_id]
            title = f"{without_mnemonic(translated(spec.menu.value))}: {plain_title(spec)}"
            if not action.isEnabled() or not all(word in title.casefold() for word in words):
                continue
            keys = self._actions.keys_of(spec)
            item = QTreeWidgetItem([title, keys[0] if keys else ""])
            item.setIcon(0, action.icon())
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setData(0, _ROLE, spec.action_id)
            self._list.addTopLevelItem(item)
        for item in self._items()[:1]:
            self._list.setCurrentItem(item)

    def _run(self, item: QTreeWidgetItem | None) -> None:
        if item is None:
            return
        action = self._actions[item.data(0, _ROLE)]
        self.close()
        action.trigger()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._line and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() in _LIST_KEYS:
                self._list.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self._list.currentItem())
                return True
        return super().eventFilter(watched, event)
