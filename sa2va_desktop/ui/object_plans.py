"""Plans of runs about objects: track them, follow a correction, talk about one. Knows nothing of the selection."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.records import AnswerId, MediaItem, ObjectId
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.correction import correction_events, prepare_correction
from sa2va_desktop.operations.object_question import (
    ObjectAnswerWriter,
    ObjectsReach,
    object_question_events,
    objects_title,
    prepare_object_question,
)
from sa2va_desktop.operations.region_caption import (
    RegionCaptionWriter,
    prepare_region_caption,
    region_caption_events,
    region_title,
)
from sa2va_desktop.operations.region_prompts import RegionKind
from sa2va_desktop.operations.track import TrackDirection, prepare_track
from sa2va_desktop.operations.track_plan import FrameRange, TrackReach, TrackScope
from sa2va_desktop.operations.track_run import track_events
from sa2va_desktop.operations.track_writer import TrackWriter
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.run_plan import NothingToDoError, PreparedRun, RunKind, RunPlan, typed_words
from sa2va_desktop.ui.track_ends import TrackEnds


@dataclass(frozen=True)
class TrackWish:
    """What is wanted of a track, apart from the objects and the range.

    Attributes:
        start_frame: carry the masks of this frame; None carries every key frame.
        goes_across: scene cuts do not end it.
    """

    direction: TrackDirection = TrackDirection.BOTH
    reach: TrackReach = TrackReach.RANGE
    scope: TrackScope = TrackScope.NEEDED
    start_frame: int | None = None
    goes_across: bool = False


class ObjectPlans(QObject):
    """Makes the plans; what one rests on is looked up when it is prepared.

    Args:
        submit: takes the plan of going on across a cut, should the person want that.
    """

    def __init__(
        self,
        document: Document,
        ends: TrackEnds,
        submit: Callable[[RunPlan], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._ends = ends
        self._submit = submit

    def track(
        self, item: MediaItem, object_ids: list[ObjectId], frame_range: FrameRange, wish: TrackWish
    ) -> RunPlan:
        """Carry the objects over the range, as wished."""

        def across(_cuts: Sequence[int]) -> None:
            wider = replace(wish, goes_across=True)
            self._submit(self.track(item, object_ids, frame_range, wider))

        def prepare() -> PreparedRun:
            project = self._document.project
            left = [object_id for object_id in object_ids if object_id in project.objects]
            if not left:
                raise UsageError(self.tr("What was to be tracked is no longer there."))
            prepared = prepare_track(
                project,
                item.media_id,
                left,
                start_frame=wish.start_frame,
                frame_range=frame_range,
                direction=wish.direction,
                reach=wish.reach,
                scope=wish.scope,
                cuts=None if wish.goes_across else self._ends.cuts_of(item),
            )
            if not prepared.total:
                raise self._ends.nothing_left(list(prepared.ends_at), across)
            return PreparedRun(
                lambda session, _description, cancel: TrackWriter(session, prepared, cancel=cancel),
                lambda predictor, frames, token: track_events(predictor, prepared, frames, token),
            )

        title = self._track_title(object_ids)
        plan = self._plan(
            RunKind.TRACK, (frozenset(object_ids), wish), item, title, prepare, detail=frame_range
        )
        self._ends.remember(plan, across)
        return plan

    def follow(
        self,
        item: MediaItem,
        object_id: ObjectId,
        name: str,
        frame_index: int,
        frame_range: FrameRange,
        *,
        goes_across: bool = False,
    ) -> RunPlan:
        """Compute again what follows from the mask of an object on a frame."""

        def across(cuts: Sequence[int]) -> None:
            for cut in cuts:  # from the last frame that was corrected; those before it are right by now
                edge = cut - 1 if cut > frame_index else cut
                self._submit(self.follow(item, object_id, name, edge, frame_range, goes_across=True))

        def prepare() -> PreparedRun:
            self._check_there(object_id, name)
            prepared = prepare_correction(
                self._document.project,
                object_id,
                frame_index,
                frame_range=frame_range,
                cuts=None if goes_across else self._ends.cuts_of(item),
            )
            if prepared.is_empty:
                raise NothingToDoError(
                    self.tr("No tracked frame of the range lies beside this one, so nothing follows from it.")
                )
            return PreparedRun(
                lambda session, _description, cancel: TrackWriter(session, prepared, cancel=cancel),
                lambda predictor, frames, token: correction_events(predictor, prepared, frames, token),
            )

        title = self.tr("Correct the track of “{0}”").format(name)
        # Corrected again, it is followed again.
        corrected = self._document.project.frame(object_id, frame_index)
        detail = (frame_range, None if corrected is None else corrected.rle)
        plan = self._plan(RunKind.FOLLOW, (object_id, frame_index), item, title, prepare, detail=detail)
        self._ends.remember(plan, across)
        return plan

    def region(
        self,
        item: MediaItem,
        object_id: ObjectId,
        name: str,
        *,
        kind: RegionKind,
        question: str = "",
        frame_index: int,
        replaces: AnswerId | None = None,
    ) -> RunPlan:
        """Let the model talk about an object on a frame, in a new turn or in the place of one."""

        def prepare() -> PreparedRun:
            self._check_there(object_id, name)
            prepared = prepare_region_caption(
                self._document.project, object_id, frame_index, kind=kind, question=question
            )
            return PreparedRun(
                lambda session, description, cancel: RegionCaptionWriter(
                    session, prepared, description, cancel=cancel, replaces=replaces
                ),
                lambda predictor, frames, token: region_caption_events(predictor, prepared, frames, token),
            )

        key = (object_id, frame_index, kind, question, replaces)
        plan = self._plan(RunKind.DESCRIBE, key, item, region_title(kind, name), prepare, is_urgent=True)
        words = question if kind is RegionKind.QUESTION else ""
        return replace(plan, typed=typed_words(self._document.project, words, replaces))

    def question(
        self,
        item: MediaItem,
        object_ids: Sequence[ObjectId],
        question: str,
        *,
        reach: ObjectsReach,
        frames: Sequence[int],
        expected_count: int = 0,
        replaces: AnswerId | None = None,
    ) -> RunPlan:
        """Ask about objects on frames, in a new turn or in the place of one."""

        def prepare() -> PreparedRun:
            prepared = prepare_object_question(
                self._document.project,
                object_ids,
                question,
                reach=reach,
                frames=frames,
                expected_count=expected_count,
            )
            return PreparedRun(
                lambda session, description, cancel: ObjectAnswerWriter(
                    session, prepared, description, cancel=cancel, replaces=replaces
                ),
                lambda predictor, provider, token: object_question_events(predictor, prepared, provider, token),
            )

        objects = self._document.project.objects
        names = [objects[each].name for each in object_ids if each in objects]
        key = (tuple(object_ids), tuple(frames), reach, question, replaces)
        plan = self._plan(RunKind.DESCRIBE, key, item, objects_title(names), prepare, is_urgent=True)
        return replace(plan, typed=typed_words(self._document.project, question, replaces))

    # ---- inside

    def _track_title(self, object_ids: list[ObjectId]) -> str:
        names = [self._document.project.objects[object_id].name for object_id in object_ids]
        one, several = self.tr("Track “{0}”"), self.tr("Track {0} objects")
        return one.format(names[0]) if len(names) == 1 else several.format(len(names))

    def _plan(
        self,
        kind: RunKind,
        about: object,
        item: MediaItem,
        title: str,
        prepare: Callable[[], PreparedRun],
        *,
        is_urgent: bool = False,
        detail: Hashable = None,
    ) -> RunPlan:
        sentence = self.tr("No model is chosen, so this cannot be done: {0}.").format(title)
        return RunPlan(kind, (kind, item.media_id, about), item, title, prepare, sentence, is_urgent, detail)

    def _check_there(self, object_id: ObjectId, name: str) -> None:
        if object_id not in self._document.project.objects:
            raise UsageError(self.tr("“{0}” is no longer there.").format(name))
