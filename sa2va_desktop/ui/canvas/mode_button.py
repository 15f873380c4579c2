"""The button above the canvas that shows the view mode and opens the list of modes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from sa2va_desktop.ui.actions.action_set import without_mnemonic


class ModeButton(QToolButton):
    """Follows checkable actions of which one is checked; the rest of the menu may be any actions."""

    def __init__(
        self, modes: Sequence[QAction], others: Sequence[QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("viewMode")
        self._modes = modes
        menu = QMenu(self)
        menu.addActions(list(modes))
        menu.addSeparator()
        menu.addActions(list(others))
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(self.tr("How masks are shown"))
        self.setAccessibleName(self.tr("View mode"))
        for action in modes:
            action.changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Show the checked mode."""
        for action in self._modes:
            if action.isChecked():
                self.setText(without_mnemonic(action.text()))
                self.setIcon(action.icon())
                self.setEnabled(action.isEnabled())
