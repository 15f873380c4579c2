"""Runs about the selected objects: track them, follow a correction, ask about one. Each is a plan for the queue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.records import AnswerId, MediaItem, ObjectId
from sa2va_desktop.operations.region_prompts import RegionKind
from sa2va_desktop.operations.review.stale import objects_with_stale_frames
from sa2va_desktop.operations.track import TrackDirection
from sa2va_desktop.operations.track_plan import TrackReach, TrackScope
from sa2va_desktop.settings.store import SettingsStore
from sa2va_desktop.ui.chat.ask_draft import ObjectsDraft, RegionDraft
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.model_run import ModelRun, RunState
from sa2va_desktop.ui.model_runs import TOPIC, ModelRuns
from sa2va_desktop.ui.object_plans import ObjectPlans, TrackWish
from sa2va_desktop.ui.run_plan import RunKind, RunPlan
from sa2va_desktop.ui.scene_cuts import SceneCuts
from sa2va_desktop.ui.track_ends import TrackEnds
from sa2va_desktop.ui.view_state import ViewState


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
        self._document = document
        self._view_state = view_state
        self._runs = runs
        self._messages = messages
        runs.changed.connect(self._tell_stop)
        self._ends = TrackEnds(runs, cuts, settings, messages, self)
        self._plans = ObjectPlans(document, self._ends, self._submit, self)
        view_state.media_changed.connect(lambda _media_id: self._ends.withdraw_offer())

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
            self._submit(self._plans.track(item, objects, self._view_state.frame_range, wish or TrackWish()))

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
        self._submit(self._plans.track(item, objects, (0, item.frame_count), TrackWish(scope=TrackScope.STALE)))

    def follow(self) -> None:
        """Compute again what follows from the mask of the selected object on this frame."""
        self._with_one(self._follow_here, self.tr("Select one object: one correction is followed at a time."))

    def describe(self) -> None:
        """Let the model say what the selected object is on this frame."""
        otherwise = self.tr("Select one object: one is described at a time.")
        self._with_one(partial(self._region_here, kind=RegionKind.DESCRIBE), otherwise)

    def find_expression(self) -> None:
        """Let the model find a phrase that singles the selected object out on this frame."""
        otherwise = self.tr("Select one object: a phrase is found for one at a time.")
        self._with_one(partial(self._region_here, kind=RegionKind.EXPRESSION), otherwise)

    def ask_about(self, about: RegionDraft, text: str, *, replaces: AnswerId | None = None) -> bool:
        """Ask about one object on one frame, in the place of an answer if one is given; False (and a message) when
        that is not possible now."""
        item, asked = self._shown(), self._document.project.objects.get(about.object_id)
        if item is None or asked is None:
            return False
        plan = self._plans.region(
            item,
            about.object_id,
            asked.name,
            kind=about.kind,
            question=text,
            frame_index=about.frame_index,
            replaces=replaces,
        )
        return self._submit(plan)

    def ask_about_objects(self, objects: ObjectsDraft, text: str, *, replaces: AnswerId | None = None) -> bool:
        """The same about several objects, or several frames."""
        item = self._shown()
        if item is None:
            return False
        plan = self._plans.question(
            item,
            objects.object_ids,
            text,
            reach=objects.reach,
            frames=objects.frames,
            expected_count=objects.expected_count,
            replaces=replaces,
        )
        return self._submit(plan)

    # ---- inside

    def _shown(self) -> MediaItem | None:
        media_id = self._view_state.media_id
        return self._document.project.media.get(media_id) if media_id is not None else None

    def _selected(self) -> list[ObjectId]:
        """In the order of the list."""
        item = self._shown()
        objects = self._document.project.objects_of(item.media_id) if item is not None else []
        return [each.object_id for each in objects if each.object_id in self._view_state.selection]

    def _follow_here(self, item: MediaItem, object_id: ObjectId, name: str) -> RunPlan:
        view = self._view_state
        return self._plans.follow(item, object_id, name, view.frame_index, view.frame_range)

    def _region_here(self, item: MediaItem, object_id: ObjectId, name: str, *, kind: RegionKind) -> RunPlan:
        frame_index = self._view_state.frame_index
        return self._plans.region(item, object_id, name, kind=kind, frame_index=frame_index)

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
        self._ends.withdraw_offer()
        is_taken = self._runs.submit(plan) is not None
        if not is_taken:
            self._ends.forget(plan)
        return is_taken

    def _tell_stop(self, run: ModelRun) -> None:
        """The conversation says it of answers; of the others nobody else does."""
        has_begun = run.writer is not None
        if run.plan.kind is not RunKind.ASK and run.state is RunState.STOPPED and has_begun:
            self._messages.inform(run.message, topic=TOPIC)
