"""Searches of the shown clip: begin one, go on with one, go to what was found, make an object of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.records import Answer, AnswerId, AnswerTask, MediaItem, PresenceSpan
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.find_in_clip import FindWriter, find_events, prepare_find
from sa2va_desktop.operations.found_object import (
    FoundObjectWriter,
    found_object_events,
    prepare_found_object,
)
from sa2va_desktop.operations.instructions import object_name
from sa2va_desktop.ui.chat.ask_draft import AskDraft
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.model_runs import TOPIC, ModelRuns
from sa2va_desktop.ui.run_plan import PreparedRun, RunKind, RunPlan, typed_words
from sa2va_desktop.ui.view_state import ViewState


class FindPart(QObject):
    """Each search and each object made of one is a plan for the queue."""

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

    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """By the ids of the action table."""
        return {
            "talk.next_found": partial(self.step, 1),
            "talk.previous_found": partial(self.step, -1),
        }

    def search(self, draft: AskDraft) -> bool:
        """Begin a search, or go on with one; False (and a message) when that is not possible now."""
        item = self._item(draft)
        return item is not None and self._runs.submit(self._search_plan(item, draft)) is not None

    def make_object(self, answer_id: AnswerId, span: PresenceSpan | None = None) -> None:
        """Of all that a search has found, or of one stretch: masks on the frames that showed it, then tracked."""
        answer = self._document.project.answers.get(answer_id)
        if answer is not None:
            self._view_state.set_playing(False)
            self._runs.submit(self._object_plan(answer, span))

    def step(self, direction: int) -> None:
        """Go to the beginning of the next stretch that was found, of any search of the clip, or of the one before."""
        frame = self._view_state.frame_index
        starts = sorted({span.start for answer in self._searches() for span in answer.spans})
        if not starts:
            self._messages.inform(self.tr("Nothing was found in this clip yet."), topic=TOPIC)
            return
        beyond = [start for start in starts if (start > frame if direction > 0 else start < frame)]
        if beyond:
            self.go_to(beyond[0] if direction > 0 else beyond[-1])
        else:
            last, first = (
                self.tr("This is the last stretch found."),
                self.tr("This is the first stretch found."),
            )
            self._messages.inform(last if direction > 0 else first, topic=TOPIC)

    def go_to(self, frame_index: int) -> None:
        self._view_state.set_playing(False)
        self._view_state.seek(frame_index)

    # ---- inside

    def _searches(self) -> list[Answer]:
        media_id = self._view_state.media_id
        answers = [] if media_id is None else self._document.project.answers_of(media_id)
        return [answer for answer in answers if answer.task is AnswerTask.FIND]

    def _item(self, draft: AskDraft) -> MediaItem | None:
        media_id = draft.media_id or self._view_state.media_id
        return self._document.project.media.get(media_id) if media_id is not None else None

    def _search_plan(self, item: MediaItem, draft: AskDraft) -> RunPlan:
        def prepare() -> PreparedRun:
            earlier = None
            if draft.replaces is not None:
                earlier = self._document.project.answers.get(draft.replaces)
                if earlier is None:
                    raise UsageError(self.tr("The turn to be answered again is gone."))
            prepared = prepare_find(
                item,
                draft.text,
                frame_range=draft.frame_range,
                questions=draft.questions,
                goes_on_from=earlier if draft.goes_on else None,
                replaces=draft.replaces,
            )
            return PreparedRun(
                lambda session, description, cancel: FindWriter(session, prepared, description, cancel=cancel),
                lambda predictor, frames, token: find_events(predictor, prepared, frames, token),
            )

        return RunPlan(
            kind=RunKind.FIND,
            key=(RunKind.FIND, item.media_id, replace(draft, questions=0)),
            item=item,
            title=self.tr("Find “{0}”").format(object_name(draft.text)),
            prepare=prepare,
            without_model=self.tr("No model is chosen, so nobody can look."),
            typed=typed_words(self._document.project, draft.text, draft.replaces),
        )

    def _object_plan(self, answer: Answer, span: PresenceSpan | None) -> RunPlan:
        def prepare() -> PreparedRun:
            spans = None if span is None else (span,)
            prepared = prepare_found_object(self._document.project, answer.answer_id, spans)
            return PreparedRun(
                lambda session, _description, cancel: FoundObjectWriter(session, prepared, cancel=cancel),
                lambda predictor, frames, token: found_object_events(predictor, prepared, frames, token),
            )

        return RunPlan(
            kind=RunKind.TRACK,
            key=(RunKind.FIND, answer.answer_id, span),
            item=self._document.project.media[answer.media_id],
            title=self.tr("Make an object of “{0}”").format(object_name(answer.instruction)),
            prepare=prepare,
            without_model=self.tr("No model is chosen, so nobody can find the masks."),
        )
