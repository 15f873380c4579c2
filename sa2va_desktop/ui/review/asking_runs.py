"""Asking again in the window: a plan for the queue of runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.records import MediaId, MediaItem, ObjectId
from sa2va_desktop.operations.review.asking import AskingWriter, QuestionPlan, asking_events, plan_questions
from sa2va_desktop.operations.review.scoring import FrameScores
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.messages import Message, MessageCenter
from sa2va_desktop.ui.model_run import ModelRun, RunState
from sa2va_desktop.ui.model_runs import TOPIC, ModelRuns
from sa2va_desktop.ui.run_plan import NothingToDoError, PreparedRun, RunKind, RunPlan

ScoresOf = Callable[[MediaId], Mapping[ObjectId, FrameScores]]


class AskingRuns(QObject):
    """One run is one entry of the history; answers that are there by the time that it is cancelled stay."""

    def __init__(
        self,
        document: Document,
        runs: ModelRuns,
        messages: MessageCenter,
        scores_of: ScoresOf,
        show: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        """`show` brings the queue up, for the message at the end."""
        super().__init__(parent)
        self._document = document
        self._runs = runs
        self._messages = messages
        self._scores_of = scores_of
        self._show = show
        runs.changed.connect(self._follow)

    def plan(self, media_id: MediaId, object_ids: Sequence[ObjectId] | None, limit: int) -> QuestionPlan:
        """What would be asked now."""
        project = self._document.project
        return plan_questions(project, media_id, self._scores_of(media_id), object_ids=object_ids, limit=limit)

    def submit(self, item: MediaItem, object_ids: Sequence[ObjectId] | None, limit: int) -> bool:
        """Put it into the queue; False (and a message) when that is not possible."""

        def prepare() -> PreparedRun:
            plan = self.plan(item.media_id, object_ids, limit)
            if not plan.questions:
                raise NothingToDoError(self.tr("There is nothing to ask about."))
            return PreparedRun(
                lambda session, _description, cancel: AskingWriter(session, cancel=cancel),
                lambda predictor, frames, token: asking_events(predictor, plan.questions, frames, token),
            )

        wanted = None if object_ids is None else frozenset(object_ids)
        plan = RunPlan(
            kind=RunKind.REVIEW,
            key=(RunKind.REVIEW, item.media_id, wanted),
            item=item,
            title=self.tr("Check by asking again"),
            prepare=prepare,
            without_model=self.tr("No model is chosen, so nobody can be asked again."),
            detail=limit,
        )
        return self._runs.submit(plan) is not None

    def _follow(self, run: ModelRun) -> None:
        writer = run.writer
        if run.plan.kind is not RunKind.REVIEW or not isinstance(writer, AskingWriter):
            return
        if run.state is RunState.STOPPED:
            self._messages.inform(run.message, topic=TOPIC)
        elif run.state is RunState.DONE:
            asked = translate("AskingRuns", "%n question(s) asked", n=writer.asked_count)
            missed = translate("AskingRuns", "%n found something else", n=writer.missed_count)
            text = self.tr("{0}, {1}.").format(asked, missed)
            self._messages.post(Message(text, "info", TOPIC, self.tr("Review"), self._show))
