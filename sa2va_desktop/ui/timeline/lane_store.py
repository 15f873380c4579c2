"""The lanes of the shown clip: built from the document when first needed, then kept up to date from change sets."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnnotationObject, FrameState, MediaId, ObjectId
from sa2va_desktop.ui.timeline.lane_model import LaneModel, next_key_frame, previous_key_frame
from sa2va_desktop.ui.timeline.lane_review import LaneReview
from sa2va_desktop.ui.timeline.score_curve import ScoreCurve

_BUILT_AT_ONCE_FRAMES = 20_000
"""A longer track (about 5 ms at 20,000 frames) is built when the event loop is idle, one lane a turn."""


class LaneStore(QObject):
    """Which objects have lanes, in which order, and what is in them.

    Signals:
        lanes_changed: objects were added, removed, renamed, recoloured or moved.
        lane_changed(ObjectId): states or scores of one lane changed.
    """

    lanes_changed = Signal()
    lane_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project: Project | None = None
        self._media_id: MediaId | None = None
        self._objects: list[AnnotationObject] = []
        self._lanes: dict[ObjectId, LaneModel] = {}
        self._curve: tuple[ObjectId, ScoreCurve] | None = None
        self._waiting: list[ObjectId] = []
        self.review: LaneReview | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._build_one)

    @property
    def objects(self) -> list[AnnotationObject]:
        """In lane order."""
        return self._objects

    def show_media(self, project: Project | None, media_id: MediaId | None) -> None:
        """Start over with another clip, or with none."""
        self._project = project
        self._media_id = media_id
        self._lanes.clear()
        self._curve = None
        self._waiting.clear()
        self._timer.stop()
        self._read_objects()

    def lane(self, object_id: ObjectId) -> LaneModel | None:
        """The lane, or None while a long one is being built; `lane_changed` tells when it is there."""
        if object_id not in self._lanes and self._project is not None:
            if len(self._project.track(object_id)) <= _BUILT_AT_ONCE_FRAMES:
                self._build(object_id)
            elif object_id not in self._waiting:
                self._waiting.append(object_id)
                self._timer.start()
        return self._lanes.get(object_id)

    def score_curve(self, object_id: ObjectId) -> ScoreCurve | None:
        """How far the review trusts the object's masks; until it has scores, SAM 2's own estimate.

        Only the last one of these is kept: one lane shows it at a time.
        """
        if self._project is None or self._media_id is None or self._media_id not in self._project.media:
            return None
        trust = self.trust_curve(object_id)
        if trust is not None:
            return trust
        if self._curve is None or self._curve[0] != object_id:
            track = self._project.track(object_id)
            scores = {frame: record.predicted_iou for frame, record in track.items()}
            frame_count = self._project.media[self._media_id].frame_count
            self._curve = (object_id, ScoreCurve(frame_count, scores))
        return self._curve[1]

    def trust_curve(self, object_id: ObjectId) -> ScoreCurve | None:
        """What the review makes of the object's masks; None while it has no scores."""
        if self.review is None or self._project is None or self._media_id not in self._project.media:
            return None
        assert self._media_id is not None
        return self.review.trust_curve(object_id, self._project.media[self._media_id].frame_count)

    def refresh_review(self, object_ids: frozenset[ObjectId]) -> None:
        """What the review says of these objects is different."""
        for item in self._objects:
            if item.object_id in object_ids:
                self.lane_changed.emit(item.object_id)

    def next_key_frame(self, object_ids: frozenset[ObjectId], frame: int) -> int | None:
        """The next key frame of these objects, or of all when there are none."""
        return next_key_frame(self._lanes_of(object_ids), frame)

    def previous_key_frame(self, object_ids: frozenset[ObjectId], frame: int) -> int | None:
        """The key frame before, of these objects or of all when there are none."""
        return previous_key_frame(self._lanes_of(object_ids), frame)

    def apply(self, change: ChangeSet) -> None:
        """Follow the document."""
        if self._project is None:
            return
        if change.object_ids or change.is_structural:
            self._read_objects()
        for object_id, frames in change.frames.items():
            self._update_lane(object_id, frames)

    def _update_lane(self, object_id: ObjectId, frames: frozenset[int]) -> None:
        assert self._project is not None
        records = {frame: self._project.frame(object_id, frame) for frame in frames}
        if object_id in self._lanes:
            states = {f: record.state if record else FrameState.UNTOUCHED for f, record in records.items()}
            self._lanes[object_id].update(states)
        if self._curve is not None and self._curve[0] == object_id:
            self._curve[1].update(
                {f: record.predicted_iou if record else None for f, record in records.items()}
            )
        if any(item.object_id == object_id for item in self._objects):
            self.lane_changed.emit(object_id)

    def _lanes_of(self, object_ids: frozenset[ObjectId]) -> list[LaneModel]:
        wanted = [item.object_id for item in self._objects if not object_ids or item.object_id in object_ids]
        for object_id in wanted:
            if object_id not in self._lanes:
                self._build(object_id)
        return [self._lanes[object_id] for object_id in wanted]

    def _read_objects(self) -> None:
        has_media = self._project is not None and self._media_id is not None
        self._objects = self._project.objects_of(self._media_id) if has_media else []  # type: ignore[union-attr, arg-type]
        shown = {item.object_id for item in self._objects}
        self._lanes = {object_id: lane for object_id, lane in self._lanes.items() if object_id in shown}
        self._waiting = [object_id for object_id in self._waiting if object_id in shown]
        if self._curve is not None and self._curve[0] not in shown:
            self._curve = None
        self.lanes_changed.emit()

    def _build(self, object_id: ObjectId) -> None:
        assert self._project is not None
        track = self._project.track(object_id)
        self._lanes[object_id] = LaneModel({frame: record.state for frame, record in track.items()})

    def _build_one(self) -> None:
        if self._waiting:
            object_id = self._waiting.pop(0)
            if object_id not in self._lanes:
                self._build(object_id)
                self.lane_changed.emit(object_id)
        if not self._waiting:
            self._timer.stop()
