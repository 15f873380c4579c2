"""Places to look at: neighbouring doubtful frames of one object are one, with its worst frame, the worst place first."""

from __future__ import annotations

import enum
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from sa2va_desktop.annotation.frame_review import FrameReview, Verdict
from sa2va_desktop.annotation.records import MediaId, ObjectId
from sa2va_desktop.operations.review.scoring import FrameScores
from sa2va_desktop.operations.review.witness import Witness

LIMIT = 0.12
"""Frames with a higher score are doubtful."""
_BRIDGED = 2
"""Doubtful frames with so many others between them are still one place."""
_LONGEST = 60
"""Frames of one place: what is longer is looked at more than once."""


class PlaceState(enum.Enum):
    """Whether somebody looked at a place."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"  # and not corrected yet


@dataclass(frozen=True)
class ReviewPlace:
    """Frames [start, stop) of one object.

    Attributes:
        frame_index: the worst of them, which is looked at.
        score: of that frame, 0..1.
        comment: a reviewer's words about one of the frames, or "".
    """

    media_id: MediaId
    object_id: ObjectId
    start: int
    stop: int
    frame_index: int
    score: float
    state: PlaceState
    comment: str = ""

    @property
    def key(self) -> tuple[ObjectId, int]:
        """Names the place in a list, also after its score changed."""
        return (self.object_id, self.frame_index)


@dataclass(frozen=True)
class PlaceFilter:
    """Which places are shown.

    Attributes:
        states: those of them; object_id, witness, media_id: None is all.
    """

    states: frozenset[PlaceState] = frozenset({PlaceState.OPEN, PlaceState.REJECTED})
    object_id: ObjectId | None = None
    witness: Witness | None = None
    media_id: MediaId | None = None

    def has(self, place: ReviewPlace, witnesses: Iterable[Witness]) -> bool:
        """`witnesses`: who speaks against the place's worst frame."""
        return (
            place.state in self.states
            and self.object_id in (None, place.object_id)
            and self.media_id in (None, place.media_id)
            and (self.witness is None or self.witness in witnesses)
        )


def places_of(
    media_id: MediaId, scores: Mapping[ObjectId, FrameScores], limit: float = LIMIT
) -> list[ReviewPlace]:
    """All places of a clip, in no particular order."""
    found: list[ReviewPlace] = []
    for each in scores.values():
        comments = _Comments(each.reviews)
        found += _doubtful(media_id, each, comments, limit)
        found += _confirmed(media_id, each, comments)
    return found


def ranked(places: Iterable[ReviewPlace]) -> list[ReviewPlace]:
    """In the order of looking: rejected ones that wait for a correction and flagged ones, then by score."""
    return sorted(places, key=lambda each: (-round(each.score, 3), each.media_id, each.start, each.object_id))


def _doubtful(media_id: MediaId, scores: FrameScores, comments: _Comments, limit: float) -> list[ReviewPlace]:
    doubtful = np.flatnonzero(scores.scores > limit)
    places = []
    for group in _stretches(scores, doubtful):
        worst = group[int(np.argmax(scores.scores[group]))]
        is_rejected = bool(scores.is_rejected[group].any())
        frames = scores.frames[group]
        places.append(
            ReviewPlace(
                media_id,
                scores.object_id,
                int(frames[0]),
                int(frames[-1]) + 1,
                int(scores.frames[worst]),
                float(scores.scores[worst]),
                PlaceState.REJECTED if is_rejected else PlaceState.OPEN,
                comments.first_in(int(frames[0]), int(frames[-1]) + 1),
            )
        )
    return places


def _stretches(scores: FrameScores, doubtful: np.ndarray) -> Iterable[np.ndarray]:
    """Positions that are one place: near each other, not rejected beside open, and not too many."""
    if not doubtful.size:
        return
    steps = np.diff(scores.frames[doubtful])
    another = scores.is_rejected[doubtful][1:] != scores.is_rejected[doubtful][:-1]
    for group in np.split(doubtful, np.flatnonzero((steps > _BRIDGED + 1) | another) + 1):
        yield from np.array_split(group, -(-group.size // _LONGEST))


def _confirmed(media_id: MediaId, scores: FrameScores, comments: _Comments) -> list[ReviewPlace]:
    """What was confirmed in the queue and still is."""
    kept = [
        index
        for index, review in scores.reviews.items()
        if review.verdict is Verdict.CONFIRMED and _is_confirmed(scores, index)
    ]
    places, run = [], list[int]()
    for index in [*sorted(kept), None]:
        if run and (index is None or index - run[-1] > _BRIDGED + 1):
            start, stop = run[0], run[-1] + 1
            comment = comments.first_in(start, stop)
            middle = run[len(run) // 2]
            places.append(
                ReviewPlace(media_id, scores.object_id, start, stop, middle, 0.0, PlaceState.CONFIRMED, comment)
            )
            run = []
        if index is not None:
            run.append(index)
    return places


def _is_confirmed(scores: FrameScores, frame_index: int) -> bool:
    place = scores.place_of(frame_index)
    return place is not None and bool(scores.columns.is_settled[place])


class _Comments:
    """What was said of an object's frames; there may be many reviews, and few words."""

    def __init__(self, reviews: Mapping[int, FrameReview]) -> None:
        said = sorted((index, review.comment) for index, review in reviews.items() if review.comment)
        self._frames, self._words = [index for index, _ in said], [words for _, words in said]

    def first_in(self, start: int, stop: int) -> str:
        """The first words about frames [start, stop), or ""."""
        at = bisect_left(self._frames, start)
        return self._words[at] if at < len(self._frames) and self._frames[at] < stop else ""
