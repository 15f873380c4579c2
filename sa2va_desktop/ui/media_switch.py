"""Which media item is shown: the chosen one, the one just added, or a neighbour when the shown one goes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import MediaId, MediaItem
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.view_state import ViewState


class MediaSwitch(QObject):
    """Remembers frame and range of each item while the project is open, so that going back goes back."""

    def __init__(self, document: Document, view_state: ViewState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._listed: Callable[[], list[MediaItem]] = lambda: list(document.project.media.values())
        self._left: dict[MediaId, tuple[int, tuple[int, int]]] = {}
        document.replaced.connect(self._forget)
        document.changed.connect(self._follow_document)

    def follow_order_of(self, listed: Callable[[], list[MediaItem]]) -> None:
        """Step through what this gives: the media as they are listed, filtered and sorted."""
        self._listed = listed

    @property
    def shown(self) -> MediaItem | None:
        media_id = self._view_state.media_id
        return self._document.project.media.get(media_id) if media_id is not None else None

    def show(self, item: MediaItem | None) -> None:
        before = self.shown
        if before is not None:
            if item is not None and item.media_id == before.media_id:
                return
            self._left[before.media_id] = (self._view_state.frame_index, self._view_state.frame_range)
        if item is None:
            self._view_state.show_media(None)
            return
        frame_index, frame_range = self._left.get(item.media_id, (0, (0, item.frame_count)))
        self._view_state.show_media(item.media_id, item.frame_count)
        self._view_state.set_range(*frame_range)
        self._view_state.seek(frame_index)

    def show_something(self) -> None:
        """The first media item, when none is shown."""
        if self.shown is None:
            self.show_first_of(list(self._document.project.media))

    def step(self, step: int) -> None:
        """Show the next (1) or previous (-1) item of the list, round the ends."""
        media = self._listed()
        if not media:
            return
        rows = [row for row, item in enumerate(media) if item.media_id == self._view_state.media_id]
        self.show(media[((rows[0] if rows else -1) + step) % len(media)])

    def show_first_of(self, media_ids: list[MediaId]) -> None:
        if media_ids:
            self.show(self._document.project.media[media_ids[0]])

    def _forget(self) -> None:
        self._left.clear()
        self._view_state.show_media(None)

    def _follow_document(self, change_set: ChangeSet) -> None:
        media_id = self._view_state.media_id
        if media_id in change_set.media_ids and media_id not in self._document.project.media:
            self.show(next(iter(self._document.project.media.values()), None))
