"""What the person is looking at: media, frame, selection, range. Never undoable, never part of the annotations."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.annotation.records import CategoryId, MediaId, ObjectId


class ViewState(QObject):
    """One per window, shared by canvas, timeline, lists and conversation; lives on the GUI thread.

    Signals:
        media_changed(MediaId | None): another media item is shown; frame, range and selection follow.
        frame_changed(int): the playhead stands on this frame index.
        selection_changed(frozenset[ObjectId]): the selected objects; the same in all panels.
        hover_changed(frozenset[ObjectId]): the objects under the cursor anywhere (canvas, lane, phrase, answer).
        range_changed(int, int): half-open in/out range.
        solo_changed(): other objects are shown alone, or none are.
        playing_changed(bool): playback started or stopped.
        new_label_changed(CategoryId | None): objects that a person makes get this label from now on.
    """

    media_changed = Signal(object)
    frame_changed = Signal(int)
    selection_changed = Signal(object)
    hover_changed = Signal(object)
    range_changed = Signal(int, int)
    solo_changed = Signal()
    playing_changed = Signal(bool)
    new_label_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._media_id: MediaId | None = None
        self._frame_count = 0
        self._frame_index = 0
        self._selection: frozenset[ObjectId] = frozenset()
        self._hovered: frozenset[ObjectId] = frozenset()
        self._frame_range = (0, 0)
        self._solo: frozenset[ObjectId] = frozenset()
        self._muted: frozenset[ObjectId] = frozenset()
        self._is_playing = False
        self._new_label: CategoryId | None = None

    @property
    def media_id(self) -> MediaId | None:
        return self._media_id

    @property
    def frame_count(self) -> int:
        return self._frame_count

    @property
    def frame_index(self) -> int:
        return self._frame_index

    @property
    def selection(self) -> frozenset[ObjectId]:
        return self._selection

    @property
    def hovered(self) -> ObjectId | None:
        """The one object under the cursor; None when there is none or several."""
        return next(iter(self._hovered)) if len(self._hovered) == 1 else None

    @property
    def hovered_objects(self) -> frozenset[ObjectId]:
        """What is under the cursor stands for these: one object, or all of an answer."""
        return self._hovered

    @property
    def frame_range(self) -> tuple[int, int]:
        return self._frame_range

    @property
    def solo(self) -> frozenset[ObjectId]:
        """Objects that are shown alone; empty when all are shown."""
        return self._solo

    @property
    def muted(self) -> frozenset[ObjectId]:
        """Objects that are not shown, because others are shown alone."""
        return self._muted

    @property
    def is_playing(self) -> bool:
        return self._is_playing

    @property
    def new_label(self) -> CategoryId | None:
        """The label of objects that are made next, or None."""
        return self._new_label

    def set_new_label(self, category_id: CategoryId | None) -> None:
        if category_id != self._new_label:
            self._new_label = category_id
            self.new_label_changed.emit(category_id)

    def show_media(self, media_id: MediaId | None, frame_count: int = 0) -> None:
        """Switch to a media item at its first frame, with the whole clip as range and nothing selected."""
        self.set_playing(False)
        self._media_id = media_id
        self._frame_count = frame_count
        self._frame_index = 0
        self._frame_range = (0, frame_count)
        self._solo = self._muted = frozenset()
        self.media_changed.emit(media_id)
        self.solo_changed.emit()
        self.select(frozenset())
        self.range_changed.emit(*self._frame_range)
        self.frame_changed.emit(0)

    def seek(self, frame_index: int) -> None:
        """Move the playhead; clamped to the clip."""
        clamped = max(0, min(frame_index, self._frame_count - 1))
        if clamped != self._frame_index:
            self._frame_index = clamped
            self.frame_changed.emit(clamped)

    def select(self, object_ids: frozenset[ObjectId]) -> None:
        if object_ids != self._selection:
            self._selection = object_ids
            self.selection_changed.emit(object_ids)

    def hover(self, object_id: ObjectId | None) -> None:
        """One object is under the cursor, or none."""
        self.hover_several(frozenset() if object_id is None else frozenset({object_id}))

    def hover_several(self, object_ids: frozenset[ObjectId]) -> None:
        """Something that stands for these objects is under the cursor."""
        if object_ids != self._hovered:
            self._hovered = object_ids
            self.hover_changed.emit(object_ids)

    def show_alone(self, solo: frozenset[ObjectId], others: frozenset[ObjectId]) -> None:
        """Show some objects without the others; no `solo` shows all. What is neither, such as a new one, is shown."""
        muted = others - solo if solo else frozenset()
        self._solo, self._muted = solo, muted
        self.solo_changed.emit()

    def set_range(self, start: int, stop: int) -> None:
        """Set the half-open in/out range; clamped, and never empty while there are frames."""
        start = max(0, min(start, self._frame_count - 1))
        stop = max(start + 1, min(stop, self._frame_count))
        if (start, stop) != self._frame_range:
            self._frame_range = (start, stop)
            self.range_changed.emit(start, stop)

    def set_playing(self, playing: bool) -> None:
        if playing != self._is_playing:
            self._is_playing = playing
            self.playing_changed.emit(playing)
