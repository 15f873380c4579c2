"""A button that does what an action of the table does: enabled with it, and with its reason when it is not."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton


class ActionButton(QPushButton):
    """Looks like a link. The action's menu title is for menus, so the button has words of its own."""

    def __init__(self, action: QAction, title: str) -> None:
        super().__init__(title)
        self._action = action
        self.setProperty("link", True)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.setEnabled(self._action.isEnabled())
        self.setToolTip(self._action.toolTip())
