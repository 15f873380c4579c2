"""Searching in one window: opening the list, and going to what was chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from sa2va_desktop.operations.search import Found, FoundKind, frame_of
from sa2va_desktop.ui.search.search_popup import SearchPopup

if TYPE_CHECKING:
    from sa2va_desktop.ui.main_window import MainWindow


class SearchPart(QObject):
    """Made by the main window once its controllers are there."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """By the ids of the action table."""
        return {"edit.search": self.open}

    def open(self) -> SearchPopup:
        popup = SearchPopup(self._window.document, self.go, self._window)
        popup.open_over(self._window)
        return popup

    def go(self, found: Found) -> None:
        """Show the clip and the frame, select the objects, scroll to the turn."""
        window = self._window
        project = window.document.project
        if found.media_id is None or found.media_id not in project.media:
            window.messages.inform(self.tr("No object has the label “{0}” yet.").format(found.title))
            return
        window.view_state.set_playing(False)
        window.media_switch.show(project.media[found.media_id])
        if found.answer_id is not None:
            window.gestures.go_to_answer(found.answer_id)
        if found.kind is not FoundKind.FILE:
            window.view_state.select(frozenset(found.object_ids) & project.objects.keys())
            frame_index = frame_of(project, found)
            if frame_index is not None:
                window.view_state.seek(frame_index)
