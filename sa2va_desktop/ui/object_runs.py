"""Runs about the selected objects: track them, follow a correction, ask about one. Each is a plan for the queue."""

from __future__ import annotations

from collections.abc import Callable
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
from sa2va_desktop.operations.track import prepare_track, track_events
from sa2va_desktop.operations.track_writer import TrackWriter
from sa2va_desktop.ui.chat.ask_draft import RegionDraft
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.model_run import ModelRun, RunState
from sa2va_desktop.ui.model_runs import TOPIC, ModelRuns
from sa2va_desktop.ui.run_plan import NothingToDoError, PreparedRun, RunKind, RunPlan
from sa2va_desktop.ui.view_state import ViewState


class ObjectRuns(QObject):
    """Says what is wanted of the selection as it is at the moment of asking; the queue makes it."""

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        runs: ModelRuns,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._runs = runs
        self._messages = messages
        runs.changed.connect(self._tell_stop)

    @property
    def is_running(self) -> bool:
        """A run about objects is being made or waits."""
        return any(run.plan.kind is not RunKind.ASK for run in self._runs.unfinished)

    def track(self) -> None:
        """Carry the selected objects from their key frames over the in-out range, both ways."""
        objects = self._selected()
        item = self._shown()
        if item is not None and objects:
            self._submit(self._track_plan(item, objects, self._view_state.frame_range))

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

    def _track_plan(self, item: MediaItem, object_ids: list[ObjectId], frame_range: tuple[int, int]) -> RunPlan:
        def prepare() -> PreparedRun:
            project = self._document.project
            left = [object_id for object_id in object_ids if object_id in project.objects]
            if not left:
                raise UsageError(self.tr("What was to be tracked is no longer there."))
            prepared = prepare_track(project, item.media_id, left, frame_range=frame_range)
            if not prepared.total:
                raise NothingToDoError(
                    self.tr("Every frame of the range has its mask already; nothing is left to track.")
                )
            return PreparedRun(
                lambda session, _description, cancel: TrackWriter(session, prepared, cancel=cancel),
                lambda predictor, frames, token: track_events(predictor, prepared, frames, token),
            )

        names = [self._document.project.objects[object_id].name for object_id in object_ids]
        one, several = self.tr("Track “{0}”"), self.tr("Track {0} objects")
        title = one.format(names[0]) if len(names) == 1 else several.format(len(names))
        return self._plan(RunKind.TRACK, frozenset(object_ids), item, title, prepare)

    def _follow_plan(self, item: MediaItem, object_id: ObjectId, name: str) -> RunPlan:
        frame_index, frame_range = self._view_state.frame_index, self._view_state.frame_range

        def prepare() -> PreparedRun:
            self._check_there(object_id, name)
            prepared = prepare_correction(
                self._document.project, object_id, frame_index, frame_range=frame_range
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
        return self._plan(RunKind.FOLLOW, (object_id, frame_index), item, title, prepare)

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
    ) -> RunPlan:
        sentence = self.tr("No model is chosen, so this cannot be done: {0}.").format(title)
        return RunPlan(kind, (kind, item.media_id, about), item, title, prepare, sentence, is_urgent)

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
        return self._runs.submit(plan) is not None

    def _check_there(self, object_id: ObjectId, name: str) -> None:
        if object_id not in self._document.project.objects:
            raise UsageError(self.tr("“{0}” is no longer there.").format(name))

    def _tell_stop(self, run: ModelRun) -> None:
        """The conversation says it of answers; of the others nobody else does."""
        has_begun = run.writer is not None
        if run.plan.kind is not RunKind.ASK and run.state is RunState.STOPPED and has_begun:
            self._messages.inform(run.message, topic=TOPIC)
