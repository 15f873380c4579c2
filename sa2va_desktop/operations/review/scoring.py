"""One score a frame from all witnesses: the chance that its mask, or what it is called, is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.frame_review import FrameReview, Verdict
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import FrameState, MediaId, ObjectFrame, ObjectId
from sa2va_desktop.operations.review.asked_mask import standing_reviews
from sa2va_desktop.operations.review.doubts import asked_again, doubts_of
from sa2va_desktop.operations.review.extents import Extent, extent_of, joined, meet
from sa2va_desktop.operations.review.swaps import swaps_of
from sa2va_desktop.operations.review.track_measures import TrackColumns, TrackMeasurer
from sa2va_desktop.operations.review.witness import BIAS, WEIGHTS, WITNESSES, Witness
from sa2va_desktop.tasks import CancelToken

STALE_SCORE = 0.3
"""What is only out of date comes after what is doubtful."""


@dataclass(frozen=True)
class ReviewedObject:
    """What scoring has to know of an object besides its track; `label` is "" without one."""

    object_id: ObjectId
    label: str = ""


@dataclass(frozen=True, eq=False)
class ClipSnapshot:
    """What changed of a clip since the last look, taken on the document's thread.

    Attributes:
        objects: all that the clip has now, in list order.
        tracks, reviews: of those that changed; the others are as they were.
    """

    media_id: MediaId
    objects: tuple[ReviewedObject, ...]
    tracks: Mapping[ObjectId, Mapping[int, ObjectFrame]]
    reviews: Mapping[ObjectId, Mapping[int, FrameReview]]


def snapshot(project: Project, media_id: MediaId, changed: frozenset[ObjectId] | None = None) -> ClipSnapshot:
    """Copy what changed of a clip; None is everything. A track of a hundred thousand frames takes a few milliseconds."""
    items = project.objects_of(media_id)
    wanted = [each.object_id for each in items if changed is None or each.object_id in changed]

    def label(category_id: object) -> str:
        return project.categories[category_id].name if category_id is not None else ""  # type: ignore[index]

    return ClipSnapshot(
        media_id,
        tuple(ReviewedObject(each.object_id, label(each.category_id)) for each in items),
        {object_id: project.track_as_it_is(object_id) for object_id in wanted},
        {object_id: dict(project.reviews_of(object_id)) for object_id in wanted},
    )


@dataclass(frozen=True, eq=False)
class FrameScores:
    """One object's frames, ascending.

    Attributes:
        frames: (T,) int64 frame indices; scores: (T,) float32 in 0..1.
        doubts: (T, W) float32, a column for each of `WITNESSES`.
        columns: what was measured; swapped_with: (T,) ids of objects, 0 for none.
        states: (T,) of `FrameState`; is_rejected: (T,) a person rejected it and it was not corrected yet.
        reviews: what was said, by frame index.
    """

    object_id: ObjectId
    label: str
    frames: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float32]
    doubts: npt.NDArray[np.float32]
    columns: TrackColumns
    swapped_with: npt.NDArray[np.int64]
    states: npt.NDArray[np.int64]
    is_rejected: npt.NDArray[np.bool_]
    reviews: Mapping[int, FrameReview] = field(default_factory=dict)

    def place_of(self, frame_index: int) -> int | None:
        """The position of a frame in the columns, or None where nothing is recorded."""
        place = int(np.searchsorted(self.frames, frame_index))
        return place if place < self.frames.size and self.frames[place] == frame_index else None


@dataclass(frozen=True, eq=False)
class _Touched:
    """Where masks came, went or changed, and on which frames (ascending)."""

    extent: Extent
    frames: npt.NDArray[np.int64]


class ClipScorer:
    """Keeps what was measured and scored of one clip, so that a change costs what it touches. Used by one worker at a time."""

    def __init__(self, witnesses: frozenset[Witness] = frozenset(WITNESSES)) -> None:
        """`witnesses`: the others are not heard."""
        self._weights = np.array([WEIGHTS[each] if each in witnesses else 0.0 for each in WITNESSES])
        self._measurers: dict[ObjectId, TrackMeasurer] = {}
        self._tracks: dict[ObjectId, Mapping[int, ObjectFrame]] = {}
        self._reviews: dict[ObjectId, Mapping[int, FrameReview]] = {}
        self._columns: dict[ObjectId, TrackColumns] = {}
        self._extents: dict[ObjectId, Extent] = {}
        self._known: dict[ObjectId, FrameScores] = {}

    def score(self, taken: ClipSnapshot, token: CancelToken | None = None) -> dict[ObjectId, FrameScores]:
        """The scores of the objects of the clip whose tracks were given by now, in list order.

        Raises: CancelledError; what was measured by then is kept.
        """
        self._tracks |= taken.tracks
        self._reviews |= taken.reviews
        try:
            self._look_again(taken, token)
        except BaseException:
            self._known.clear()  # nobody knows any more what of it still holds
            raise
        return {each.object_id: self._known[each.object_id] for each in taken.objects if self._is_known(each)}

    def _look_again(self, taken: ClipSnapshot, token: CancelToken | None) -> None:
        changed = self._forget(self._tracks.keys() - {each.object_id for each in taken.objects})
        left_over = self._tracks.keys() - self._columns.keys() - taken.tracks.keys()
        for object_id in (*taken.tracks, *left_over):
            self._known.pop(object_id, None)
            changed.append((object_id, self._measure(object_id, token)))
        for object_id in self._met(changed):
            self._known.pop(object_id, None)
        for each in taken.objects:
            if each.object_id in self._columns and not self._is_known(each):
                if token is not None:
                    token.raise_if_cancelled()
                self._known[each.object_id] = self._scores(each)

    def _is_known(self, about: ReviewedObject) -> bool:
        known = self._known.get(about.object_id)
        return known is not None and known.label == about.label

    def _forget(self, gone: Set[ObjectId]) -> list[tuple[ObjectId, _Touched]]:
        touched = [
            (each, _Touched(self._extents[each], self._columns[each].frames))
            for each in gone & self._columns.keys()
        ]
        for kept in (self._measurers, self._tracks, self._reviews, self._columns, self._extents, self._known):
            for object_id in gone:
                kept.pop(object_id, None)  # type: ignore[attr-defined]
        return touched

    def _measure(self, object_id: ObjectId, token: CancelToken | None) -> _Touched:
        measurer = self._measurers.setdefault(object_id, TrackMeasurer())
        before = self._columns.pop(object_id, None)  # when this is cancelled, it is measured the next time
        after = self._columns[object_id] = measurer.measure(self._tracks[object_id], token)
        self._extents[object_id] = extent_of(after)
        if before is None:
            return _Touched(self._extents[object_id], after.frames)
        near = [extent_of(each, measurer.changed) for each in (before, after)]
        return _Touched(joined(*near), measurer.changed)

    def _met(self, changed: Sequence[tuple[ObjectId, _Touched]]) -> set[ObjectId]:
        """Objects that have been where, and when, others changed: what is said of them may be different."""
        ids = list(self._columns)
        extents = np.array([self._extents[each] for each in ids], np.int64).reshape(-1, 6)
        found = set[ObjectId]()
        for object_id, touched in changed:
            for place in np.flatnonzero(meet(touched.extent, extents)).tolist():
                other_id = ids[place]
                if other_id != object_id and other_id in self._known and other_id not in found:
                    near = extent_of(self._columns[other_id], touched.frames)
                    if meet(touched.extent, near[None])[0]:
                        found.add(other_id)
        return found

    def _near(self, object_id: ObjectId) -> dict[ObjectId, TrackColumns]:
        """The object and those that can have met it; in one order, since of two that fit alike the first counts."""
        ids = sorted(self._columns)
        extents = np.array([self._extents[each] for each in ids], np.int64).reshape(-1, 6)
        met = np.flatnonzero(meet(self._extents[object_id], extents)).tolist()
        return {object_id: self._columns[object_id]} | {ids[each]: self._columns[ids[each]] for each in met}

    def _scores(self, about: ReviewedObject) -> FrameScores:
        object_id = about.object_id
        columns, near = self._columns[object_id], self._near(object_id)
        reviews = standing_reviews(self._reviews[object_id], self._tracks[object_id])
        swaps = swaps_of(object_id, near, self._tracks)
        others = [each for other_id, each in near.items() if other_id != object_id]
        doubts = doubts_of(columns, swaps, asked_again(reviews, about.label), others)
        rejected = [index for index, review in reviews.items() if review.verdict is Verdict.REJECTED]
        is_flagged = columns.states == int(FrameState.FLAGGED)
        is_rejected = np.isin(columns.frames, rejected) & is_flagged
        scores = combined(doubts, self._weights)
        scores[columns.is_settled] = 0.0
        is_stale = columns.states == int(FrameState.STALE)
        scores[is_stale] = np.maximum(scores[is_stale], STALE_SCORE)
        scores[is_flagged | columns.is_damaged] = 1.0
        return FrameScores(
            object_id,
            about.label,
            columns.frames,
            scores,
            doubts,
            columns,
            swaps.other_ids,
            columns.states,
            is_rejected,
            reviews,
        )


def combined(
    doubts: npt.NDArray[np.float32], weights: Sequence[float] | npt.NDArray[np.float64]
) -> npt.NDArray[np.float32]:
    """(T,) float32 in 0..1: the logistic function of the weighted sum of doubts."""
    total = BIAS + doubts.astype(np.float64) @ np.asarray(weights)
    return (1.0 / (1.0 + np.exp(-total))).astype(np.float32)
