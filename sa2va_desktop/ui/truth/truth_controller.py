"""Compares the project with a ground truth beside the window, and keeps what came out: a queue of places to look at."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import FrameState, MediaId, ObjectId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.commands import edit_mask
from sa2va_desktop.errors import Sa2vaDesktopError
from sa2va_desktop.operations.comparing import (
    DEFAULT_LIMIT,
    BoundaryMeasure,
    ClipComparison,
    Disagreement,
    ObjectPair,
    compare_with_truth,
    disagreements,
    overall,
)
from sa2va_desktop.operations.export import annotated_clips
from sa2va_desktop.operations.import_dataset import ImportReport, ImportRequest
from sa2va_desktop.tasks import Progress
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.media_switch import MediaSwitch
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.task import Lane, Task, TaskContext
from sa2va_desktop.ui.task_runner import TaskRunner
from sa2va_desktop.ui.view_state import ViewState

TOPIC = "truth"
_STAY = (FrameState.CONFIRMED, FrameState.LOCKED)


class TruthController(QObject):
    """One per window. What it keeps is no part of the document and goes with the project.

    Signals:
        changed(): places, figures or state are different.
        shown_changed(): the truth of the shown frame is another one.
        finished(): a comparison came to its end.
    """

    changed = Signal()
    shown_changed = Signal()
    finished = Signal()

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        media_switch: MediaSwitch,
        runner: TaskRunner,
        messages: MessageCenter,
        boundary: BoundaryMeasure,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._view_state, self._media_switch = document, view_state, media_switch
        self._runner, self._messages, self._boundary = runner, messages, boundary
        self._task: Task | None = None
        self._request: ImportRequest | None = None
        self._limit = DEFAULT_LIMIT
        self._forget()
        document.replaced.connect(self.clear)
        document.changed.connect(self._follow_document)
        view_state.frame_changed.connect(self.shown_changed)
        view_state.media_changed.connect(self.shown_changed)

    # ---- what there is

    @property
    def is_running(self) -> bool:
        return self._task is not None

    @property
    def pairs(self) -> list[ObjectPair]:
        return self._pairs

    @property
    def places(self) -> list[Disagreement]:
        """Where the project disagrees, the worst first."""
        return self._places

    @property
    def figures(self) -> tuple[float, float] | None:
        """Mean (J, F) over objects, or None before there are any."""
        return overall(self._pairs) if self._pairs else None

    @property
    def unmatched(self) -> list[str]:
        """Clips of the truth that no media item of the project is meant by."""
        return self._unmatched

    @property
    def problem_count(self) -> int:
        """Items of the truth that could not be read."""
        return self._request.report.problem_count if self._request is not None else 0

    @property
    def source(self) -> Path | None:
        return self._request.source if self._request is not None else None

    @property
    def is_outdated(self) -> bool:
        """Masks were changed since the comparison."""
        return self._is_outdated

    @property
    def limit(self) -> float:
        return self._limit

    def is_settled(self, place: Disagreement) -> bool:
        return place in self._settled

    def truth_here(self) -> list[MaskRle]:
        """Masks of the truth on the shown frame."""
        return self._truths.get((self._view_state.media_id, self._view_state.frame_index), [])

    # ---- verbs

    def compare(self, source: Path, format_id: str) -> None:
        """Begin; what was compared before is forgotten."""
        self._forget()
        project = self._document.project
        request = ImportRequest(source, format_id, tuple(project.media.values()), report=ImportReport())
        self._request = request
        media_ids = [media_id for media_id in project.media if project.objects_of(media_id)]
        clips = dict(zip(media_ids, annotated_clips(project, media_ids), strict=True))
        boundary = self._boundary

        def work(context: TaskContext) -> Generator[ClipComparison]:
            for done, found in enumerate(compare_with_truth(request, clips, boundary, context.token), start=1):
                context.report(Progress(done, None, "clips", found.name))
                yield found

        self._task = self._runner.submit(
            work,
            lane=Lane.POOL,
            title=self.tr("Compare with {0}").format(source.name),
            channel="compare-truth",
            is_job=True,
            can_stop=True,
            on_partials=self._take,
            on_success=lambda _result: self.finished.emit(),
            on_end=self._end,
        )
        self.changed.emit()

    def compare_again(self) -> None:
        if self._request is not None:
            self.compare(self._request.source, self._request.format_id)

    def clear(self) -> None:
        """Forget the truth."""
        if self._task is not None:
            self._task.supersede()
            self._task = None
        self._request = None
        self._forget()
        self.changed.emit()
        self.shown_changed.emit()

    def set_limit(self, limit: float) -> None:
        """Masks with a lower J are places to look at."""
        self._limit = limit
        self._find_places()
        self.changed.emit()

    def go_to(self, place: Disagreement) -> None:
        """Show the worst frame of a place, with its object selected."""
        item = self._document.project.media.get(place.media_id)
        if item is None:
            return
        self._view_state.set_playing(False)
        if self._view_state.media_id != place.media_id:
            self._media_switch.show(item)
        self._view_state.seek(place.frame_index)
        is_there = place.object_id in self._document.project.objects
        self._view_state.select(frozenset({place.object_id}) if is_there and place.object_id else frozenset())

    def settle(self, place: Disagreement, *, is_settled: bool) -> None:
        """Note that a place was looked at."""
        (self._settled.add if is_settled else self._settled.discard)(place)
        self.changed.emit()

    def can_use_truth(self, place: Disagreement | None) -> bool:
        """Whether the object's mask can be replaced by the truth's."""
        project = self._document.project
        item = project.objects.get(place.object_id or ObjectId(0)) if place is not None else None
        return item is not None and not item.is_locked and self._document.is_writable

    def use_truth(self, place: Disagreement) -> None:
        """Make the truth's masks the object's on the frames of a place, as if they had been drawn by hand; undoable.

        What a person confirmed or locked stays.
        """
        object_id = place.object_id
        if object_id is None or not self.can_use_truth(place):
            return
        project, changes = self._document.project, []
        for frame_index, truth in self._truths_of(place).items():
            record = project.frame(object_id, frame_index)
            if record is None or record.state not in _STAY:
                changes += edit_mask(project, object_id, frame_index, truth)
        try:
            self._document.do(self.tr("Use Masks of the Ground Truth"), changes)
        except Sa2vaDesktopError as error:
            self._messages.present_error(error, topic=TOPIC)
            return
        self.settle(place, is_settled=True)

    # ---- inside

    def _truths_of(self, place: Disagreement) -> dict[int, MaskRle]:
        start, stop = place.frame_range
        return {
            frame.frame_index: frame.truth
            for pair in self._pairs
            if (pair.media_id, pair.object_id, pair.truth_name)
            == (place.media_id, place.object_id, place.truth_name)
            for frame in pair.frames
            if start <= frame.frame_index < stop
        }

    def _forget(self) -> None:
        self._pairs: list[ObjectPair] = []
        self._places: list[Disagreement] = []
        self._unmatched: list[str] = []
        self._settled: set[Disagreement] = set()
        self._truths: dict[tuple[MediaId | None, int], list[MaskRle]] = {}
        self._is_outdated = False

    def _find_places(self) -> None:
        self._places = disagreements(self._pairs, limit=self._limit)

    def _take(self, found: list[ClipComparison]) -> None:
        for comparison in found:
            if comparison.media_id is None:
                self._unmatched.append(comparison.name)
            self._pairs += comparison.pairs
            for pair in comparison.pairs:
                for frame in pair.frames:
                    if not frame.truth.is_empty:
                        self._truths.setdefault((pair.media_id, frame.frame_index), []).append(frame.truth)
        self._find_places()
        self.changed.emit()
        self.shown_changed.emit()

    def _end(self, _task: Task) -> None:
        self._task = None
        self.changed.emit()

    def _follow_document(self, change: ChangeSet) -> None:
        compared = {pair.object_id for pair in self._pairs}
        if not self._is_outdated and self._pairs and (change.is_structural or compared & change.frames.keys()):
            self._is_outdated = True
            self.changed.emit()
