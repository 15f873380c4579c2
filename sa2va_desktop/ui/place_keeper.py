"""Brings the window back as it was: where one was in each project, the geometry, and what was typed and not sent."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QTimer
from PySide6.QtWidgets import QMainWindow

from sa2va_desktop.annotation.records import MediaId, ObjectId
from sa2va_desktop.settings.session_state import Place, SessionState
from sa2va_desktop.ui.canvas.canvas_view import CanvasView
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.frame_feed import FrameFeed
from sa2va_desktop.ui.tool_controller import TOOL_NAMES, ToolController
from sa2va_desktop.ui.view_state import ViewState

LAYOUT_VERSION = 1
_TYPING_PAUSE_MS = 700


class PlaceKeeper(QObject):
    """Writes the session state when a project or the window closes; losing it costs comfort only."""

    def __init__(
        self,
        state: SessionState,
        document: Document,
        view_state: ViewState,
        canvas: CanvasView,
        feed: FrameFeed,
        tools: ToolController,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._document = document
        self._view_state = view_state
        self._canvas = canvas
        self._tools = tools
        self._pending: Place | None = None
        self._typed = ""
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_PAUSE_MS)
        self._typing.timeout.connect(lambda: self.note_prompt(self._typed))
        feed.frame_ready.connect(self._restore_zoom)
        feed.failed.connect(self._forget_zoom)

    # ---- projects

    def note_place(self) -> None:
        """Remember where one is in the open project."""
        path = self._document.path
        if path is None:
            return
        view = self._canvas.view_transform
        self._state.remember_project(
            path,
            Place(
                media_id=self._view_state.media_id,
                frame_index=self._view_state.frame_index,
                frame_range=self._view_state.frame_range,
                selection=tuple(sorted(self._view_state.selection)),
                zoom=0.0 if view.is_fit else self._canvas.zoom,
                center_xy=view.center_xy,
                tool=self._tools.name,
            ),
        )
        self._state.keep()

    def restore_place(self, path: Path) -> None:
        """Go where one was in a project; a project that is new here shows its first media item."""
        self._state.remember_project(path)
        self._state.keep()
        place = self._state.place_in(path) or Place()
        media = self._document.project.media
        media_id = MediaId(place.media_id) if place.media_id is not None else None
        if media_id not in media:
            media_id, place = next(iter(media), None), Place()
        if media_id is None:
            self._view_state.show_media(None)
            return
        item = media[media_id]
        self._pending = place
        self._view_state.show_media(media_id, item.frame_count)
        if place.frame_range[1] > place.frame_range[0]:
            self._view_state.set_range(*place.frame_range)
        self._view_state.seek(place.frame_index)
        if place.tool in TOOL_NAMES and self._document.is_writable:
            self._tools.choose(place.tool)
        known = self._document.project.objects
        self._view_state.select(
            frozenset(ObjectId(number) for number in place.selection if ObjectId(number) in known)
        )

    # ---- the window

    def note_geometry(self, window: QMainWindow) -> None:
        self._state.geometry = bytes(window.saveGeometry().toBase64().data()).decode("ascii")
        self._state.layout = bytes(window.saveState(LAYOUT_VERSION).toBase64().data()).decode("ascii")
        self._state.keep()

    def restore_geometry(self, window: QMainWindow) -> None:
        """Size, position and docks; what does not fit this screen or version is left as it is."""
        if self._state.geometry:
            window.restoreGeometry(QByteArray.fromBase64(self._state.geometry.encode("ascii")))
        if self._state.layout:
            window.restoreState(QByteArray.fromBase64(self._state.layout.encode("ascii")), LAYOUT_VERSION)

    @property
    def prompt(self) -> str:
        """What was typed and not sent when the last window was closed, or killed."""
        return self._state.prompt

    def note_prompt_soon(self, text: str) -> None:
        """Remember what is being typed when the person pauses, in case that the program does not come to its end."""
        self._typed = text
        self._typing.start()

    def note_prompt(self, text: str) -> None:
        self._typing.stop()
        if text != self._state.prompt:
            self._state.prompt = text
            self._state.keep()

    # ---- inside

    def _restore_zoom(self, _frame_index: int, _rgb: object) -> None:
        # Only now is the size of the picture known, without which a zoom means nothing.
        place, self._pending = self._pending, None
        if place is not None:
            self._canvas.show_place(place.zoom, place.center_xy)

    def _forget_zoom(self, _item: object, _error: object) -> None:
        self._pending = None
