"""The queue of places to look at, computed on the pool and kept up to date from change sets."""

from __future__ import annotations

import time
from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import MediaId, ObjectId
from sa2va_desktop.operations.review.places import PlaceFilter, PlaceState, ReviewPlace, places_of, ranked
from sa2va_desktop.operations.review.reasons import reasons, speaks
from sa2va_desktop.operations.review.scoring import ClipScorer, ClipSnapshot, FrameScores, snapshot
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.task_runner import Lane, Task, TaskContext, TaskRunner
from sa2va_desktop.ui.view_state import ViewState

_PAUSE_MS = 300
"""How long changes are collected, so that a run is not scored for each of its frames."""
_PAUSE_SHARE = 3
_LONGEST_PAUSE_MS = 5000
"""After a look that took long one waits that many times as long, up to a limit: whoever makes the changes works too."""
_SLICE_MASKS = 20_000
"""About so many masks are looked at until what was found is shown."""
_MASKS_AN_OBJECT = 20
"""What an object costs beside its masks, in masks."""
_SLICE_CLIPS = 200
_TOLD_EVERY_S = 1.0
"""While more is to come, the list is not made anew more often."""

ClipResult = tuple[dict[ObjectId, FrameScores], list[ReviewPlace]]


class ReviewQueue(QObject):
    """Idle until `activate`: measuring masks costs time that nobody may want to spend. Lives on the GUI thread.

    Signals:
        changed(): places, or what is known of them, are different.
        scored(MediaId): the scores of that clip are new.
    """

    changed = Signal()
    scored = Signal(object)

    def __init__(
        self, document: Document, view_state: ViewState, runner: TaskRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._runner = runner
        self._is_active = False
        self._task: Task | None = None
        self._ranked: list[ReviewPlace] | None = None  # all places, until something of them changes
        self._timer = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._timer.timeout.connect(self._work_on)
        self._forget()
        document.replaced.connect(self._start_over)
        document.changed.connect(self._follow)

    # ---- what is known

    @property
    def is_active(self) -> bool:
        return self._is_active

    @property
    def is_complete(self) -> bool:
        """Whether every change is in the scores."""
        return self._is_active and self._task is None and not self._dirty

    def scores_of(self, object_id: ObjectId) -> FrameScores | None:
        """None while nothing was computed."""
        item = self._document.project.objects.get(object_id)
        return self._scores.get(item.media_id, {}).get(object_id) if item is not None else None

    def clip_scores(self, media_id: MediaId) -> dict[ObjectId, FrameScores]:
        return self._scores.get(media_id, {})

    def places(self, wanted: PlaceFilter) -> list[ReviewPlace]:
        """Those that the filter leaves, in the order of looking."""
        return [place for place in self._all_places() if self._has(wanted, place)]

    def progress(self, media_id: MediaId | None) -> tuple[int, int]:
        """(places that somebody looked at, places) of a clip, or of all."""
        states = [place.state for place in self._all_places() if media_id in (None, place.media_id)]
        return len(states) - states.count(PlaceState.OPEN), len(states)

    def reasons(self, place: ReviewPlace, frame_index: int | None = None) -> list[str]:
        """Why it is in the queue, in words; or why another frame would be."""
        scores = self.scores_of(place.object_id)
        at = place.frame_index if frame_index is None else frame_index
        return reasons(self._document.project, scores, at) if scores is not None else []

    # ---- verbs

    def activate(self) -> None:
        """Begin to score; from now on changes are followed."""
        if not self._is_active:
            self._is_active = True
            self._mark_everything()

    def note_said(self, places: Iterable[ReviewPlace], state: PlaceState) -> None:
        """A person judged them: known at once, although the scores follow a moment later."""
        self._said |= {place.key: state for place in places}
        self._ranked = None
        self.changed.emit()

    # ---- inside

    def _all_places(self) -> list[ReviewPlace]:
        """In the order of looking, with what was said of them; kept, since the list and its progress ask one after the other."""
        if self._ranked is None:
            there = self._document.project.objects
            self._ranked = ranked(
                self._as_said(place)
                for places in self._places.values()
                for place in places
                if place.object_id in there
            )
        return self._ranked

    def _as_said(self, place: ReviewPlace) -> ReviewPlace:
        state = self._said.get(place.key) if self._said else None
        if state is None or state is place.state:
            return place
        score = 0.0 if state is PlaceState.CONFIRMED else 1.0
        return ReviewPlace(
            place.media_id,
            place.object_id,
            place.start,
            place.stop,
            place.frame_index,
            score,
            state,
            place.comment,
        )

    def _has(self, wanted: PlaceFilter, place: ReviewPlace) -> bool:
        if wanted.witness is None or not wanted.has(place, (wanted.witness,)):
            return wanted.has(place, ())
        scores = self.scores_of(place.object_id)
        at = scores.place_of(place.frame_index) if scores is not None else None
        return scores is not None and at is not None and speaks(scores, at, wanted.witness)

    def _forget(self) -> None:
        self._scorers: dict[MediaId, ClipScorer] = {}
        self._scores: dict[MediaId, dict[ObjectId, FrameScores]] = {}
        self._places: dict[MediaId, list[ReviewPlace]] = {}
        self._ranked = None
        self._dirty: dict[MediaId, set[ObjectId] | None] = {}  # None: all of its objects
        self._said: dict[tuple[ObjectId, int], PlaceState] = {}
        self._pause_ms = _PAUSE_MS
        self._told_s = 0.0

    def _start_over(self) -> None:
        if self._task is not None:
            self._task.supersede()
            self._task = None
        self._forget()
        self.changed.emit()

    def _mark_everything(self) -> None:
        project = self._document.project
        self._dirty = {media_id: None for media_id in project.media if project.objects_of(media_id)}
        self.changed.emit()
        self._timer.start(0)

    def _follow(self, change: ChangeSet) -> None:
        if not self._is_active:
            return
        project = self._document.project
        if change.is_structural:
            self._ranked = None
        touched = {*change.frames, *change.reviews, *change.object_ids}
        for object_id in touched:
            item = project.objects.get(object_id)
            if item is None:
                continue
            known = self._dirty.setdefault(item.media_id, set())
            if known is not None:
                known.add(object_id)
        gone = change.is_structural or change.category_ids
        for media_id in list(self._scores) if gone else ():
            if change.category_ids or self._scores[media_id].keys() - project.objects.keys():
                self._dirty.setdefault(media_id, set())
            if media_id not in project.media:
                for kept in (self._scores, self._places, self._scorers, self._dirty):
                    kept.pop(media_id, None)  # type: ignore[attr-defined]
        # A judgement is one small step, and somebody looks at the list.
        is_judgement = bool(change.reviews) and not change.is_structural
        if self._dirty and (is_judgement or not self._timer.isActive()):
            self._timer.start(0 if is_judgement else self._pause_ms)

    def _work_on(self) -> None:
        """A slice of what is to be looked at, the shown clip first."""
        if self._task is not None or not self._dirty:
            return
        jobs = self._next_slice()
        has_more, begun_s = bool(self._dirty), time.perf_counter()

        def work(context: TaskContext) -> list[tuple[MediaId, ClipResult]]:
            found = []
            for scorer, taken in jobs:
                scores = scorer.score(taken, context.token)
                found.append((taken.media_id, (scores, places_of(taken.media_id, scores))))
            return found

        def ended(task: Task) -> None:
            if self._task is task:
                self._task = None
            now_s = time.perf_counter()
            spent_ms = round(1000 * (now_s - begun_s))
            self._pause_ms = min(max(_PAUSE_MS, _PAUSE_SHARE * spent_ms), _LONGEST_PAUSE_MS)
            if self._dirty:
                self._timer.start(0 if has_more else self._pause_ms)
            if not has_more or now_s - self._told_s > _TOLD_EVERY_S:
                self._told_s = now_s
                self.changed.emit()

        self._task = self._runner.submit(
            work,
            lane=Lane.POOL,
            title=self.tr("Look for doubtful masks"),
            on_success=self._take,
            on_end=ended,
        )

    def _next_slice(self) -> list[tuple[ClipScorer, ClipSnapshot]]:
        """Objects of a clip, or of several small ones, with about as many masks as are looked at at once; the others stay."""
        project, jobs, room = self._document.project, list[tuple[ClipScorer, ClipSnapshot]](), _SLICE_MASKS
        shown = self._view_state.media_id
        while self._dirty and room > 0 and len(jobs) < _SLICE_CLIPS:
            media_id = shown if shown in self._dirty else next(iter(self._dirty))
            assert media_id is not None
            changed = self._dirty.pop(media_id)
            if media_id not in project.media:
                continue
            if media_id not in self._scorers:
                self._scorers[media_id], changed = ClipScorer(), None
            waiting = [
                each.object_id
                for each in project.objects_of(media_id)
                if changed is None or each.object_id in changed
            ]
            wanted = set[ObjectId]()
            for object_id in waiting:
                if room > 0:
                    wanted.add(object_id)
                    room -= len(project.track(object_id)) + _MASKS_AN_OBJECT
            if left := set(waiting) - wanted:
                self._dirty[media_id] = left
            jobs.append((self._scorers[media_id], snapshot(project, media_id, frozenset(wanted))))
        return jobs

    def _take(self, results: list[tuple[MediaId, ClipResult]]) -> None:
        self._ranked = None
        for media_id, result in results:
            self._scores[media_id], self._places[media_id] = result
            settled = self._dirty.get(media_id, set())
            if settled is not None:  # judged while it was scored: still to come
                there = self._scores[media_id]
                self._said = {
                    key: state for key, state in self._said.items() if key[0] in settled or key[0] not in there
                }
            self.scored.emit(media_id)
