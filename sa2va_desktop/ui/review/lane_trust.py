"""The review as the lanes of the timeline show it: how far each mask is trusted, what was asked again, what was said."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.frame_review import Verdict
from sa2va_desktop.annotation.records import FrameState, MediaId, ObjectId
from sa2va_desktop.operations.review.reasons import reasons
from sa2va_desktop.operations.review.scoring import FrameScores
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.review.review_queue import ReviewQueue
from sa2va_desktop.ui.timeline.lane_review import LaneMark, MarkKind
from sa2va_desktop.ui.timeline.score_curve import ScoreCurve


class LaneTrust(QObject):
    """Follows the protocol `LaneReview`.

    Signals:
        changed(frozenset[ObjectId]): what their lanes show of the review is different.
    """

    changed = Signal(object)

    def __init__(self, document: Document, queue: ReviewQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._queue = queue
        self._has_all_curves = False
        self._known: dict[ObjectId, FrameScores] = {}  # what lanes show by now
        self._curves: dict[ObjectId, ScoreCurve] = {}
        self._marks: dict[ObjectId, list[LaneMark]] = {}  # a lane is painted at every step of scrolling
        queue.scored.connect(self._follow_scores)
        document.changed.connect(self._follow_document)
        document.replaced.connect(self._known.clear)
        document.replaced.connect(self._curves.clear)
        document.replaced.connect(self._marks.clear)

    @property
    def has_all_curves(self) -> bool:
        return self._has_all_curves

    def set_all_curves(self, wanted: bool) -> None:
        """Show the curve on every lane; for that, masks are measured."""
        self._has_all_curves = wanted
        if wanted:
            self._queue.activate()
        self.changed.emit(frozenset(self._document.project.objects))

    def trust_curve(self, object_id: ObjectId, frame_count: int) -> ScoreCurve | None:
        known = self._curves.get(object_id)
        scores = self._queue.scores_of(object_id)
        if known is None and scores is not None:
            inside = scores.frames < frame_count
            known = ScoreCurve.of_arrays(frame_count, scores.frames[inside], 1 - scores.scores[inside])
            self._curves[object_id] = known
        return known

    def marks(self, object_id: ObjectId) -> list[LaneMark]:
        if object_id not in self._marks:
            self._marks[object_id] = self._found_marks(object_id)
        return self._marks[object_id]

    def describe(self, object_id: ObjectId, frame_index: int) -> str:
        project, said = self._document.project, []
        review = project.reviews_of(object_id).get(frame_index)
        scores = self._queue.scores_of(object_id)
        place = scores.place_of(frame_index) if scores is not None else None
        if scores is not None and place is not None:
            said.append(self.tr("doubt {0} %").format(round(100 * float(scores.scores[place]))))
            said += reasons(project, scores, frame_index)
        if review is not None and review.asked_iou is not None:
            asked = self.tr("asked for “{0}”: IoU {1}").format(review.asked_text, f"{review.asked_iou:.2f}")
            said.append(asked)
        if review is not None and review.comment:
            said.append(f"“{review.comment}”")
        return "\n".join(said)

    # ---- inside

    def _found_marks(self, object_id: ObjectId) -> list[LaneMark]:
        project, found = self._document.project, []
        scores = self._queue.scores_of(object_id)
        for index, review in project.reviews_of(object_id).items():
            standing = scores.reviews.get(index, review) if scores is not None else review
            if standing.asked_iou is not None and review.asked_iou is not None:
                found.append(LaneMark(index, MarkKind.ASKED, review.asked_iou))
            if review.comment:
                found.append(LaneMark(index, MarkKind.COMMENT))
            frame = project.frame(object_id, index)
            is_flagged = frame is not None and frame.state is FrameState.FLAGGED
            if review.verdict is Verdict.REJECTED and is_flagged:
                found.append(LaneMark(index, MarkKind.REJECTED))
        return sorted(found, key=lambda each: each.frame_index)

    def _follow_scores(self, media_id: MediaId) -> None:
        fresh = self._queue.clip_scores(media_id)
        touched = frozenset(each for each, scores in fresh.items() if self._known.get(each) is not scores)
        for object_id in touched:
            self._known[object_id] = fresh[object_id]
            self._curves.pop(object_id, None)
            self._marks.pop(object_id, None)
        self.changed.emit(touched)

    def _follow_document(self, change: ChangeSet) -> None:
        for object_id in (*change.reviews, *change.frames):
            self._marks.pop(object_id, None)
        if change.reviews:
            self.changed.emit(frozenset(change.reviews))
