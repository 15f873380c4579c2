"""The head of a dock: its title and a button that closes it; the View menu brings it back."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QToolButton, QWidget

from sa2va_desktop.ui.theme import Theme


class DockTitle(QWidget):
    """Leaves mouse presses beside the button to the dock, which is dragged by them."""

    def __init__(self, dock: QDockWidget, theme: Theme) -> None:
        super().__init__(dock)
        self._theme = theme
        self.setObjectName("dockTitle")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        title = QLabel(dock.windowTitle(), self)
        self._close = QToolButton(self)
        self._close.setIconSize(QSize(14, 14))
        self._close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._close.setToolTip(self.tr("Close; the View menu brings it back"))
        self._close.setAccessibleName(self.tr("Close the panel {0}").format(dock.windowTitle()))
        self._close.clicked.connect(dock.close)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 4, 4)
        layout.addWidget(title, 1)
        layout.addWidget(self._close)
        theme.changed.connect(self._show_icon)
        self._show_icon()

    def _show_icon(self) -> None:
        self._close.setIcon(self._theme.icon("close", "text_faint"))
