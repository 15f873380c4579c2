"""From a typed instruction to a run of the model, and how the answers are: for the conversation."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.annotation.records import AnswerId, MediaItem, MediaKind
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.answer_writer import AnswerWriter
from sa2va_desktop.operations.ask import (
    PredictorDescription,
    ask_events,
    parse_grounding_mode,
    prepare_ask,
)
from sa2va_desktop.operations.conversation import Conversation, conversation_up_to
from sa2va_desktop.operations.instructions import TYPED_TASKS, shown_instruction
from sa2va_desktop.operations.media_items import OpenProject
from sa2va_desktop.settings.store import SettingsStore
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.chat.ask_draft import AskDraft
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.model_controller import ModelController, ModelState
from sa2va_desktop.ui.model_run import ModelRun, RunState
from sa2va_desktop.ui.model_runs import ModelRuns
from sa2va_desktop.ui.plain_text import shortened
from sa2va_desktop.ui.run_plan import PreparedRun, RunKind, RunPlan, typed_words
from sa2va_desktop.ui.view_state import ViewState

_TITLE_LIMIT = 60


class AskController(QObject):
    """Instructions are answered one after the other; one that comes before the model is ready waits for it.

    Signals:
        running_changed(bool): an instruction is waiting or being answered, or none is any more.
        progressed(): `status_text` is different.
        finished(AnswerId | None): one ended, however; None when it never began.
    """

    running_changed = Signal(bool)
    progressed = Signal()
    finished = Signal(object)

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        model: ModelController,
        runs: ModelRuns,
        settings: SettingsStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._model = model
        self._runs = runs
        self._settings = settings
        self._was_running = False
        runs.changed.connect(self._follow)
        runs.progressed.connect(self._follow_progress)

    @property
    def is_running(self) -> bool:
        return bool(self._unfinished())

    @property
    def status_text(self) -> str:
        """How the first of the instructions is, in a few words; "" when there is none."""
        asks = self._unfinished()
        if not asks:
            return ""
        return " ".join(part for part in (self._text_of(asks[0]), self._more(len(asks) - 1)) if part)

    def ask(self, draft: AskDraft) -> bool:
        """Send an instruction, about the shown media item if it names none; False (and a message) when that is not
        possible now."""
        media_id = draft.media_id or self._view_state.media_id
        item = self._document.project.media.get(media_id) if media_id is not None else None
        return item is not None and self._runs.submit(self._plan(item, draft)) is not None

    def cancel(self) -> None:
        """Stop the answer that is being made, or take back the last instruction that waits; what is done stays."""
        asks = self._unfinished()
        if asks:
            self._runs.cancel(asks[0] if asks[0].is_started else asks[-1])

    # ---- inside

    def _plan(self, item: MediaItem, draft: AskDraft) -> RunPlan:
        max_new_tokens = int(self._settings.number("prompt.max_new_tokens"))

        def prepare() -> PreparedRun:
            prepared = prepare_ask(
                item,
                draft.text,
                frames_spec=draft.frames_spec,
                frame_range=draft.frame_range,
                task=draft.task,
                conversation=self._conversation(draft),
                replaces=self._replaced(draft),
                grounding_mode=parse_grounding_mode(None),
                max_new_tokens=max_new_tokens,
            )

            def make_writer(
                session: OpenProject, description: PredictorDescription, cancel: Callable[[], None]
            ) -> AnswerWriter:
                writer = AnswerWriter(session, prepared, description, cancel=cancel)
                if draft.thread is not None:
                    draft.thread.went_on(writer.answer.answer_id)
                return writer

            return PreparedRun(
                make_writer, lambda predictor, frames, token: ask_events(predictor, prepared, frames, token)
            )

        return RunPlan(
            kind=RunKind.ASK,
            key=(RunKind.ASK, item.media_id, draft),
            item=item,
            title=self._title(item, draft),
            prepare=prepare,
            without_model=self.tr("No model is chosen, so nobody can answer."),
            typed=typed_words(self._document.project, draft.text, draft.replaces),
        )

    def _title(self, item: MediaItem, draft: AskDraft) -> str:
        if draft.task in TYPED_TASKS:
            return self.tr("Answer “{0}”").format(shortened(draft.text, _TITLE_LIMIT))
        is_video = item.kind is not MediaKind.IMAGE
        return shown_instruction(draft.task, "", is_video=is_video, frame_range=draft.frame_range)

    def _conversation(self, draft: AskDraft) -> Conversation | None:
        """What the instruction follows, as it is when its turn comes."""
        project = self._document.project
        if draft.thread is None:
            return None if draft.follows is None else conversation_up_to(project, draft.follows)
        tip = draft.thread.tip(project.answers)
        if tip is None:
            raise UsageError(self.tr("The turn that “{0}” follows is gone.").format(draft.text))
        return conversation_up_to(project, tip)

    def _replaced(self, draft: AskDraft) -> AnswerId | None:
        if draft.replaces is not None and draft.replaces not in self._document.project.answers:
            raise UsageError(self.tr("The turn to be answered again is gone."))
        return draft.replaces

    def _unfinished(self) -> list[ModelRun]:
        return [run for run in self._runs.unfinished if run.plan.kind is RunKind.ASK]

    def _follow(self, run: ModelRun) -> None:
        if run.plan.kind is not RunKind.ASK:
            if self._was_running:
                self.progressed.emit()  # it may have been waited for
            return
        is_running = self.is_running
        if is_running != self._was_running:
            self._was_running = is_running
            self.running_changed.emit(is_running)
        self.progressed.emit()
        if run.state.is_over:
            self.finished.emit(run.writer.answer.answer_id if isinstance(run.writer, AnswerWriter) else None)

    def _follow_progress(self, run: ModelRun) -> None:
        if run.plan.kind is RunKind.ASK:
            self.progressed.emit()

    def _text_of(self, run: ModelRun) -> str:
        if run.state is RunState.WAITING:
            if self._model.state is not ModelState.READY:
                return self.tr("Waiting for the model…")
            return self.tr("Waiting for its turn…")
        progress = run.progress
        if run.state is RunState.PAUSED:
            return "  ·  ".join(part for part in (self.tr("Paused"), progress.amount) if part)
        if not progress.total:
            return self.tr("Reading and answering…")
        return self.tr("Answering {0}").format(progress.text)

    def _more(self, count: int) -> str:
        return translate("AskController", "(%n more)", n=count) if count else ""
