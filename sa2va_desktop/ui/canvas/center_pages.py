"""What stands in the middle of the window: the picture, what to do while there is none, or the welcome."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from sa2va_desktop.settings.session_state import SessionState
from sa2va_desktop.ui.key_gestures import is_text_field


class CenterPages(QStackedWidget):
    """The welcome comes by itself in the first empty window of a person, later only when it is asked for."""

    def __init__(self, empty: QWidget, viewer: QWidget, welcome: QWidget, state: SessionState) -> None:
        super().__init__()
        self._empty = empty
        self._viewer = viewer
        self._welcome = welcome
        self._state = state
        self._has_media = False
        for page in (empty, viewer, welcome):
            self.addWidget(page)

    def show_media(self, has_media: bool) -> None:
        """Follow what is open; opening something ends the welcome."""
        self._has_media = has_media
        if has_media:
            self._state.is_welcomed = True
            self._show_viewer()
        else:
            self._turn_to(self._empty if self._state.is_welcomed else self._welcome)

    def _show_viewer(self) -> None:
        if self.currentWidget() is not self._viewer:
            self._turn_to(self._viewer)

    def _turn_to(self, page: QWidget) -> None:
        is_typing = is_text_field(self.window().focusWidget())
        self.setCurrentWidget(page)
        if not is_typing:  # else the keys go to what comes after the page that is left, or to the status line
            page.setFocus()

    def show_welcome(self) -> None:
        self.setCurrentWidget(self._welcome)
        self._welcome.setFocus()

    def leave_welcome(self) -> None:
        self._state.is_welcomed = True
        self.show_media(self._has_media)
