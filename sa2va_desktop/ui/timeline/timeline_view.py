"""The timeline: assembles the strips and the scroll bars; hides itself when no clip is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias, TypeVar

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGridLayout, QScrollBar, QSizePolicy, QVBoxLayout, QWidget

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import MediaId, MediaItem, MediaKind, ObjectId
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.timeline.axis import ZOOM_STEP, TimelineAxis
from sa2va_desktop.ui.timeline.caption_strip import CaptionStrip
from sa2va_desktop.ui.timeline.lane_pictures import LANE_HEIGHT
from sa2va_desktop.ui.timeline.lane_review import LaneReview
from sa2va_desktop.ui.timeline.lane_store import LaneStore
from sa2va_desktop.ui.timeline.lanes_strip import LanesStrip
from sa2va_desktop.ui.timeline.presence_strip import PresenceStrip
from sa2va_desktop.ui.timeline.ruler_strip import RulerStrip
from sa2va_desktop.ui.timeline.strip import Strip
from sa2va_desktop.ui.timeline.thumbnail_strip import ThumbnailStrip
from sa2va_desktop.ui.timeline.zoom_buttons import ZoomButtons
from sa2va_desktop.ui.view_state import ViewState

_Pictures: TypeAlias = tuple[MediaKind, tuple[int, ...], int, int]
AnyStrip = TypeVar("AnyStrip", bound=Strip)


class TimelineView(QWidget):
    """Shows the clip of the view state; belongs to the window and lives as long as it.

    Signals:
        object_activated(ObjectId): a double click on an object's name, or Enter on its lane.
        lane_menu_requested(QPoint): a right click on a lane; the object is selected, the playhead on the frame.
        answer_activated(AnswerId): a click on an answer's span.
        answer_edit_wanted(AnswerId): a double click on it, or Enter.
        answer_menu_wanted(AnswerId, QPoint): a right click on it, the menu key or Del; global position.
        found_menu_wanted(AnswerId, PresenceSpan | None, QPoint): a right click on what a search has found.
        thumbnails_wanted(list[int]): frames whose pictures are visible and missing; answered by `set_thumbnail`.
    """

    object_activated = Signal(object)
    lane_menu_requested = Signal(object)
    answer_activated = Signal(object)
    answer_edit_wanted = Signal(object)
    answer_menu_wanted = Signal(object, QPoint)
    found_menu_wanted = Signal(object, object, QPoint)
    thumbnails_wanted = Signal(list)

    def __init__(self, document: Document, view_state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._shown: tuple[Project, _Pictures | None] = (document.project, None)
        self._axis = TimelineAxis(self)
        self._store = LaneStore(self)
        self._ruler = RulerStrip(self._axis, view_state)
        self._thumbnails = ThumbnailStrip(self._axis, view_state)
        self._captions = CaptionStrip(self._axis, view_state)
        self._presence = PresenceStrip(self._axis, view_state)
        self._lanes = LanesStrip(self._axis, view_state, self._store)
        self._horizontal_bar = QScrollBar(Qt.Orientation.Horizontal)
        self._vertical_bar = QScrollBar(Qt.Orientation.Vertical)
        self._extra = QVBoxLayout()
        self._lay_out()
        self._connect()
        self._show_media(view_state.media_id)

    # -- for the window

    @property
    def lanes(self) -> QWidget:
        """What takes the keys of the timeline."""
        return self._lanes

    def add_strip(self, make: Callable[[TimelineAxis, ViewState], AnyStrip]) -> AnyStrip:
        """Put a strip of another part over the lanes; it shares zoom, scroll and playhead, and hides itself when empty."""
        strip = make(self._axis, self._view_state)
        self._extra.addWidget(strip)
        return strip

    def zoom_to_fit(self) -> None:
        """Show the whole clip."""
        self._axis.set_scale(self._axis.scale.fitted())

    def zoom_to_range(self) -> None:
        """Show the in/out range over the full width."""
        self._axis.set_scale(self._axis.scale.showing(*self._view_state.frame_range))

    def zoom_by(self, steps: float) -> None:
        """Zoom in (positive) or out around the playhead, or around the middle when it is out of view."""
        scale = self._axis.scale
        x = scale.x_of(self._view_state.frame_index + 0.5)
        anchor = x if 0 <= x <= scale.width_px else scale.width_px / 2
        self._axis.set_scale(scale.zoomed(ZOOM_STEP**steps, anchor))

    def set_thumbnail(self, frame_index: int, image: QImage) -> None:
        """Give a picture of the shown clip; a null image says that there is none."""
        self._thumbnails.set_thumbnail(frame_index, image)

    def set_running_frame(self, frame_index: int | None) -> None:
        """Show where a run is at work; None when none is."""
        self._axis.set_running_frame(frame_index)

    def set_review(self, review: LaneReview) -> None:
        """Show on the lanes what the review makes of their masks."""
        self._store.review = review

    def refresh_review(self, object_ids: frozenset[ObjectId]) -> None:
        """What the review says of these objects is different."""
        self._store.refresh_review(object_ids)

    def set_cut_marks(self, frames: Sequence[int]) -> None:
        """Show scene cuts: the first frames of new scenes."""
        self._axis.set_cut_frames(frames)

    def next_key_frame(self, frame: int) -> int | None:
        """The next key frame of the selected objects, or of all when nothing is selected."""
        return self._store.next_key_frame(self._view_state.selection, frame)

    def previous_key_frame(self, frame: int) -> int | None:
        """The key frame before, of the selected objects or of all."""
        return self._store.previous_key_frame(self._view_state.selection, frame)

    # -- assembly

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        buttons = ZoomButtons()
        buttons.fit_requested.connect(self.zoom_to_fit)
        buttons.range_requested.connect(self.zoom_to_range)
        buttons.step_requested.connect(self.zoom_by)
        self._vertical_bar.setSizePolicy(_keeping_its_room(self._vertical_bar.sizePolicy()))
        bottom = QGridLayout()
        bottom.setSpacing(0)
        bottom.addWidget(buttons, 0, 0)
        bottom.addWidget(self._horizontal_bar, 0, 1)
        for row, strip in enumerate((self._ruler, self._thumbnails, self._captions, self._presence)):
            grid.addWidget(strip, row, 0)
        self._extra.setContentsMargins(0, 0, 0, 0)
        self._extra.setSpacing(0)
        grid.addLayout(self._extra, 4, 0)
        grid.addWidget(self._lanes, 5, 0)
        grid.addWidget(self._vertical_bar, 5, 1)
        grid.addLayout(bottom, 6, 0)

    def _connect(self) -> None:
        self._document.changed.connect(self._follow_document)
        self._view_state.media_changed.connect(self._show_media)
        self._view_state.frame_changed.connect(self._reveal_frame)
        self._thumbnails.wanted.connect(self.thumbnails_wanted)
        self._lanes.object_activated.connect(self.object_activated)
        self._lanes.menu_requested.connect(self.lane_menu_requested)
        self._captions.answer_activated.connect(self.answer_activated)
        self._captions.edit_wanted.connect(self.answer_edit_wanted)
        self._captions.menu_wanted.connect(self.answer_menu_wanted)
        self._presence.answer_activated.connect(self.answer_activated)
        self._presence.menu_wanted.connect(self.found_menu_wanted)
        self._axis.scale_changed.connect(self._follow_scale)
        self._horizontal_bar.valueChanged.connect(self._scroll_to)
        self._lanes.rows_changed.connect(self._follow_rows)
        self._lanes.first_row_px_changed.connect(self._vertical_bar.setValue)
        self._vertical_bar.valueChanged.connect(self._lanes.set_scroll_px)

    # -- following document and view

    def _show_media(self, media_id: MediaId | None) -> None:
        media = self._document.project.media.get(media_id) if media_id is not None else None
        is_clip = media is not None and media.kind is not MediaKind.IMAGE and media.frame_count > 1
        shown = media if is_clip else None
        self._shown = (self._document.project, _pictures(media))
        self._axis.show_media(shown)
        self._store.show_media(self._document.project, shown.media_id if shown else None)
        if shown is not None:
            self._thumbnails.show_clip(shown.height, shown.width)
        self._read_answers()
        self.setVisible(is_clip)

    def _follow_document(self, change: ChangeSet) -> None:
        media_id = self._view_state.media_id
        if media_id in change.media_ids and self._is_other_clip(media_id):
            self._show_media(media_id)
            return
        self._store.apply(change)
        if change.answer_ids or change.object_ids or change.is_structural:
            self._read_answers()

    def _is_other_clip(self, media_id: MediaId | None) -> bool:
        """Whether the id now means other pictures; a moved file or a new hash keeps zoom and thumbnails."""
        media = self._document.project.media.get(media_id) if media_id is not None else None
        return self._shown != (self._document.project, _pictures(media))

    def _read_answers(self) -> None:
        media_id = self._view_state.media_id
        answers = self._document.project.answers_of(media_id) if media_id is not None else []
        colors = {item.object_id: item.color for item in self._store.objects}
        self._captions.set_answers(answers, colors)
        self._presence.set_answers(answers)

    def _reveal_frame(self, frame: int) -> None:
        self._axis.set_scale(self._axis.scale.revealing(frame))

    def _follow_scale(self) -> None:
        scale = self._axis.scale
        self._horizontal_bar.blockSignals(True)
        self._horizontal_bar.setRange(0, round(scale.max_offset_px))
        self._horizontal_bar.setPageStep(max(1, scale.width_px))
        self._horizontal_bar.setSingleStep(max(1, scale.width_px // 10))
        self._horizontal_bar.setValue(round(scale.offset_px))
        self._horizontal_bar.blockSignals(False)

    def _scroll_to(self, offset_px: int) -> None:
        self._axis.set_scale(self._axis.scale.scrolled_to(offset_px))

    def _follow_rows(self) -> None:
        self._vertical_bar.setRange(0, self._lanes.max_scroll_px)
        self._vertical_bar.setPageStep(max(1, self._lanes.height()))
        self._vertical_bar.setSingleStep(LANE_HEIGHT)
        self._vertical_bar.setValue(self._lanes.scroll_px)
        self._vertical_bar.setVisible(self._lanes.max_scroll_px > 0)

    # -- Qt

    def sizeHint(self) -> QSize:
        return QSize(900, 240)


def _pictures(media: MediaItem | None) -> _Pictures | None:
    return (media.kind, media.pts, media.height, media.width) if media else None


def _keeping_its_room(policy: QSizePolicy) -> QSizePolicy:
    """The lanes stay as wide as the other strips whether or not the scroll bar is shown."""
    kept = QSizePolicy(policy)
    kept.setRetainSizeWhenHidden(True)
    return kept
