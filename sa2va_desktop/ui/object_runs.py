"""Runs about the selected objects: track them, follow a correction, ask about one. Each is a plan for the queue."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.records import MediaItem, ObjectId
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.correction import correction_events, prepare_correction
from sa2va_desktop.operations.region_caption import (
    RegionCaptionWriter,
    prepare_region_caption,
    region_caption_events,
    region_title,
)
from sa2va_desktop.operations.region_prompts import RegionKind
from sa2va_desktop.operations.review import objects_with_stale_frames
from sa2va_desktop.operations.scene_cuts import CutMap
from sa2va_desktop.operations.track import TrackDirection, prepare_track
from sa2va_desktop.operations.track_plan import FrameRange, TrackReach, TrackScope
from sa2va_desktop.operations.track_run import track_events
from sa2va_desktop.operations.track_writer import TrackWriter
from sa2va_desktop.settings.store import SettingsStore
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.chat.ask_draft import RegionDraft
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.messages import INFO, Message, MessageCenter
from sa2va_desktop.ui.model_run import ModelRun, RunState
from sa2va_desktop.ui.model_runs import TOPIC, ModelRuns
from sa2va_desktop.ui.run_plan import NothingToDoError, PreparedRun, RunKind, RunPlan
from sa2va_desktop.ui.scene_cuts import SceneCuts
from sa2va_desktop.ui.view_state import ViewState

CUT_TOPIC = "track ends at a cut"


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


class ObjectRuns(QObject):
    """Says what is wanted of the selection as it is at the moment of asking; the queue makes it."""

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        runs: ModelRuns,
        cuts: SceneCuts,
        settings: SettingsStore,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._cuts = cuts
        self._settings = settings
        self._go_across: dict[RunPlan, Callable[[list[int]], None]] = {}
        self._document = document
        self._view_state = view_state
        self._runs = runs
        self._messages = messages
        runs.changed.connect(self._tell_stop)
        runs.changed.connect(self._tell_cuts)
        view_state.media_changed.connect(lambda _media_id: messages.withdraw(CUT_TOPIC))

    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """By the ids of the action table."""
        forward, backward, both = TrackDirection.FORWARD, TrackDirection.BACKWARD, TrackDirection.BOTH
        return {
            "object.track": self.track,
            "track.forward": partial(self.track_from_here, TrackWish(forward)),
            "track.backward": partial(self.track_from_here, TrackWish(backward)),
            "track.next_key": partial(self.track_from_here, TrackWish(both, TrackReach.NEXT_KEY)),
            "track.next_confirmed": partial(self.track_from_here, TrackWish(both, TrackReach.NEXT_CONFIRMED)),
            "track.again": partial(self.track, TrackWish(scope=TrackScope.ALL)),
            "track.stale": self.track_stale,
            "object.follow": self.follow,
            "object.describe": self.describe,
            "object.expression": self.find_expression,
        }

    @property
    def is_running(self) -> bool:
        """A run about objects is being made or waits."""
        return any(run.plan.kind is not RunKind.ASK for run in self._runs.unfinished)

    def track(self, wish: TrackWish | None = None) -> None:
        """Carry the selected objects from their key frames over the in-out range, both ways unless told otherwise."""
        objects, item = self._selected(), self._shown()
        if item is not None and objects:
            self._submit(self._track_plan(item, objects, self._view_state.frame_range, wish or TrackWish()))

    def track_from_here(self, wish: TrackWish) -> None:
        """Carry the masks of the shown frame; where an object has none there, its key frames."""
        project, frame_index = self._document.project, self._view_state.frame_index
        frames = [project.frame(object_id, frame_index) for object_id in self._selected()]
        if frames and all(frame is not None and not frame.rle.is_empty for frame in frames):
            wish = replace(wish, start_frame=frame_index)
        self.track(wish)

    def track_stale(self) -> None:
        """Compute again whatever is out of date in the clip, of all objects that may be changed."""
        item = self._shown()
        if item is None:
            return
        objects = objects_with_stale_frames(self._document.project, item.media_id)
        if not objects:
            self._messages.inform(self.tr("No mask of this clip is out of date."), topic=TOPIC)
            return
        self._submit(self._track_plan(item, objects, (0, item.frame_count), TrackWish(scope=TrackScope.STALE)))

    def follow(self) -> None:
        """Compute again what follows from the mask of the selected object on this frame."""
        self._with_one(self._follow_plan, self.tr("Select one object: one correction is followed at a time."))

    def describe(self) -> None:
        """Let the model say what the selected object is on this frame."""
        otherwise = self.tr("Select one object: one is described at a time.")
        self._with_one(partial(self._region_plan, kind=RegionKind.DESCRIBE), otherwise)

    def find_expression(self) -> None:
        """Let the model find a phrase that singles the selected object out on this frame."""
        otherwise = self.tr("Select one object: a phrase is found for one at a time.")
        self._with_one(partial(self._region_plan, kind=RegionKind.EXPRESSION), otherwise)

    def ask_about(self, about: RegionDraft, text: str) -> bool:
        """Ask about one object on one frame; False (and a message) when that is not possible now."""
        item, asked = self._shown(), self._document.project.objects.get(about.object_id)
        if item is None or asked is None:
            return False
        plan = self._region_plan(
            item, about.object_id, asked.name, kind=about.kind, question=text, frame_index=about.frame_index
        )
        return self._submit(plan)

    # ---- plans

    def _track_plan(
        self, item: MediaItem, object_ids: list[ObjectId], frame_range: FrameRange, wish: TrackWish
    ) -> RunPlan:
        def across(_cuts: Sequence[int]) -> None:
            wider = replace(wish, goes_across=True)
            self._submit(self._track_plan(item, object_ids, frame_range, wider))

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
                cuts=None if wish.goes_across else self._cuts_for(item),
            )
            if not prepared.total:
                raise self._nothing_to_track(list(prepared.ends_at), across)
            return PreparedRun(
                lambda session, _description, cancel: TrackWriter(session, prepared, cancel=cancel),
                lambda predictor, frames, token: track_events(predictor, prepared, frames, token),
            )

        title = self._track_title(object_ids)
        plan = self._plan(
            RunKind.TRACK, (frozenset(object_ids), wish), item, title, prepare, detail=frame_range
        )
        self._go_across[plan] = across
        return plan

    def _nothing_to_track(self, cuts: list[int], across: Callable[[list[int]], None]) -> NothingToDoError:
        if not cuts:
            return NothingToDoError(
                self.tr("Every frame of the range has its mask already; nothing is left to track.")
            )
        return NothingToDoError(
            translate(
                "ObjectRuns",
                "Every frame up to the scene cut(s) on frame(s) {0} has its mask already.",
                n=len(cuts),
            ).format(_listed(cuts)),
            self.tr("Track Across the Cut"),
            lambda: across(cuts),
        )

    def _track_title(self, object_ids: list[ObjectId]) -> str:
        names = [self._document.project.objects[object_id].name for object_id in object_ids]
        one, several = self.tr("Track “{0}”"), self.tr("Track {0} objects")
        return one.format(names[0]) if len(names) == 1 else several.format(len(names))

    def _follow_plan(self, item: MediaItem, object_id: ObjectId, name: str) -> RunPlan:
        view = self._view_state
        return self._follow_from(item, object_id, name, view.frame_index, view.frame_range)

    def _follow_from(
        self,
        item: MediaItem,
        object_id: ObjectId,
        name: str,
        frame_index: int,
        frame_range: FrameRange,
        *,
        goes_across: bool = False,
    ) -> RunPlan:
        def across(cuts: Sequence[int]) -> None:
            for cut in cuts:  # from the last frame that was corrected; those before it are right by now
                edge = cut - 1 if cut > frame_index else cut
                self._submit(self._follow_from(item, object_id, name, edge, frame_range, goes_across=True))

        def prepare() -> PreparedRun:
            self._check_there(object_id, name)
            prepared = prepare_correction(
                self._document.project,
                object_id,
                frame_index,
                frame_range=frame_range,
                cuts=None if goes_across else self._cuts_for(item),
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
        corrected = self._document.project.frame(
            object_id, frame_index
        )  # corrected again, it is followed again
        detail = (frame_range, None if corrected is None else corrected.rle)
        plan = self._plan(RunKind.FOLLOW, (object_id, frame_index), item, title, prepare, detail=detail)
        self._go_across[plan] = across
        return plan

    def _region_plan(
        self,
        item: MediaItem,
        object_id: ObjectId,
        name: str,
        *,
        kind: RegionKind,
        question: str = "",
        frame_index: int | None = None,
    ) -> RunPlan:
        index = self._view_state.frame_index if frame_index is None else frame_index

        def prepare() -> PreparedRun:
            self._check_there(object_id, name)
            prepared = prepare_region_caption(
                self._document.project, object_id, index, kind=kind, question=question
            )
            return PreparedRun(
                lambda session, description, cancel: RegionCaptionWriter(
                    session, prepared, description, cancel=cancel
                ),
                lambda predictor, frames, token: region_caption_events(predictor, prepared, frames, token),
            )

        key = (object_id, index, kind, question)
        return self._plan(RunKind.DESCRIBE, key, item, region_title(kind, name), prepare, is_urgent=True)

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

    # ---- inside

    def _shown(self) -> MediaItem | None:
        media_id = self._view_state.media_id
        return self._document.project.media.get(media_id) if media_id is not None else None

    def _selected(self) -> list[ObjectId]:
        """In the order of the list."""
        item = self._shown()
        objects = self._document.project.objects_of(item.media_id) if item is not None else []
        return [each.object_id for each in objects if each.object_id in self._view_state.selection]

    def _with_one(self, make_plan: Callable[[MediaItem, ObjectId, str], RunPlan], otherwise: str) -> None:
        item, selected = self._shown(), self._selected()
        if item is None:
            return
        if len(selected) != 1:
            self._messages.warn(otherwise, topic=TOPIC)
            return
        name = self._document.project.objects[selected[0]].name
        self._submit(make_plan(item, selected[0], name))

    def _submit(self, plan: RunPlan) -> bool:
        self._view_state.set_playing(False)
        self._messages.withdraw(CUT_TOPIC)
        is_taken = self._runs.submit(plan) is not None
        if not is_taken:
            self._go_across.pop(plan, None)
        return is_taken

    def _cuts_for(self, item: MediaItem) -> CutMap | None:
        """What is known of the cuts that end tracks; None when the person wants tracks to go across all of them."""
        crosses = self._settings.text("track.scene_cuts") == "cross"
        return None if crosses else self._cuts.map_of(item.media_id)

    def _check_there(self, object_id: ObjectId, name: str) -> None:
        if object_id not in self._document.project.objects:
            raise UsageError(self.tr("“{0}” is no longer there.").format(name))

    def _tell_stop(self, run: ModelRun) -> None:
        """The conversation says it of answers; of the others nobody else does."""
        has_begun = run.writer is not None
        if run.plan.kind is not RunKind.ASK and run.state is RunState.STOPPED and has_begun:
            self._messages.inform(run.message, topic=TOPIC)

    def _tell_cuts(self, run: ModelRun) -> None:
        """A track that ended at a cut says so, with a way on; what it found on its way is kept."""
        if not run.state.is_over:
            return
        across = self._go_across.pop(run.plan, None)
        if across is None or not isinstance(run.writer, TrackWriter):
            return
        for cut in run.writer.cuts_found:
            self._cuts.note(run.plan.item.media_id, cut)
        cuts = run.writer.cuts_met
        if run.state is RunState.DONE and cuts:
            text = translate(
                "ObjectRuns", "{0}: ended at the scene cut(s) on frame(s) {1}.", n=len(cuts)
            ).format(run.plan.title, _listed(cuts))
            title = self.tr("Track Across the Cut")
            self._messages.post(Message(text, INFO, CUT_TOPIC, title, lambda: across(cuts)))


def _listed(cuts: Sequence[int]) -> str:
    return ", ".join(str(cut) for cut in cuts)
