"""Having texts written in the window: a plan for the queue of runs, with the loaded model as the describer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.operations.ask import Predictor
from sa2va_desktop.operations.media_items import open_item
from sa2va_desktop.operations.model_exchange import ExchangeablePredictor
from sa2va_desktop.operations.pipeline.candidates import TrackSnapshot, choose, snapshots
from sa2va_desktop.operations.pipeline.describer import Describer, ModelDescriber
from sa2va_desktop.operations.pipeline.expression_writer import ExpressionWriter
from sa2va_desktop.operations.pipeline.pipeline_run import PipelineModels, pipeline_events
from sa2va_desktop.operations.pipeline.recipe import Recipe, RoundTrip
from sa2va_desktop.operations.pipeline.stage_cache import StageCache
from sa2va_desktop.operations.run_writer import OpenFrames
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.messages import Message, MessageCenter
from sa2va_desktop.ui.model_controller import NO_MODEL, ModelController
from sa2va_desktop.ui.model_run import ModelRun, RunState
from sa2va_desktop.ui.model_runs import TOPIC, ModelRuns
from sa2va_desktop.ui.run_plan import NothingToDoError, PreparedRun, RunKind, RunPlan

SAME = ""
"""The checker is the describer itself."""


@dataclass(frozen=True)
class WriteWish:
    """What is to be written.

    Attributes:
        object_ids: None is all of the project.
        checker: a model as `ModelController.choice` names it, SAME, or NO_MODEL for nobody.
        again: also about objects that have texts of the recipe.
    """

    recipe: Recipe
    object_ids: tuple[ObjectId, ...] | None
    checker: str = SAME
    again: bool = False


class ExpressionRuns(QObject):
    """One run is one entry of the history; what is done by the time that it is cancelled stays."""

    def __init__(
        self,
        document: Document,
        model: ModelController,
        runs: ModelRuns,
        messages: MessageCenter,
        show: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        """`show` brings the texts up, for the message at the end."""
        super().__init__(parent)
        self._document = document
        self._model = model
        self._runs = runs
        self._messages = messages
        self._show = show
        self.seconds_an_answer: float | None = None
        runs.changed.connect(self._follow)
        runs.progressed.connect(self._note_pace)

    def submit(self, wish: WriteWish) -> bool:
        """Put it into the queue; False (and a message) when that is not possible."""
        taken = self._snapshots(wish)
        if not taken:
            self._messages.inform(self.tr("There are no objects to write about."), topic=TOPIC)
            return False
        title = self.tr("Write expressions")
        plan = RunPlan(
            kind=RunKind.WRITE,
            key=(RunKind.WRITE, wish.object_ids, wish.recipe.name),
            item=taken[0].item,
            title=title,
            prepare=lambda: self._prepared(wish),
            without_model=self.tr("No model is chosen, so nobody can write texts."),
            detail=(wish.recipe.version, wish.checker, wish.again),
        )
        return self._runs.submit(plan) is not None

    # ---- inside

    def _snapshots(self, wish: WriteWish) -> list[TrackSnapshot]:
        project = self._document.project
        left = (
            None if wish.object_ids is None else [each for each in wish.object_ids if each in project.objects]
        )
        return snapshots(project, wish.recipe.name, left)

    def _prepared(self, wish: WriteWish) -> PreparedRun:
        taken = self._snapshots(wish)
        if not taken:
            raise NothingToDoError(self.tr("The objects to write about are gone."))
        load = None if wish.checker in (SAME, NO_MODEL) else self._model.loader(wish.checker)

        def make_events(predictor: Predictor, _frames: OpenFrames, token: CancelToken) -> Iterator[object]:
            choice = choose(taken, wish.recipe.filters, again=wish.again)
            models = _models(predictor, wish, load, token)
            yield from pipeline_events(wish.recipe, choice.candidates, models, open_item, StageCache(), token)

        return PreparedRun(
            lambda session, _description, cancel: ExpressionWriter(session, wish.recipe, cancel=cancel),
            make_events,
        )

    def _note_pace(self, run: ModelRun) -> None:
        if run.plan.kind is RunKind.WRITE and run.progress.per_s:
            self.seconds_an_answer = 1 / run.progress.per_s

    def _follow(self, run: ModelRun) -> None:
        writer = run.writer
        if (
            run.plan.kind is not RunKind.WRITE
            or not run.state.is_over
            or not isinstance(writer, ExpressionWriter)
        ):
            return
        if run.state is RunState.STOPPED:
            self._messages.inform(run.message, topic=TOPIC)
        elif run.state is RunState.DONE:
            written = translate(
                "ExpressionRuns", "Texts about %n object(s) were written", n=writer.written_count
            )
            lost = translate("ExpressionRuns", "%n discarded", n=writer.discarded_count)
            failed = translate("ExpressionRuns", "%n could not be read", n=len(writer.failures))
            parts = [
                written,
                *([lost] if writer.discarded_count else []),
                *([failed] if writer.failures else []),
            ]
            text = self.tr("{0}.").format(", ".join(parts))
            self._messages.post(Message(text, "info", TOPIC, self.tr("Review"), self._show))


def _models(
    predictor: Predictor, wish: WriteWish, load: Callable[[], Predictor] | None, token: CancelToken
) -> PipelineModels:
    words = wish.recipe.max_new_tokens
    own = ModelDescriber(predictor, token, max_new_tokens=words)

    @contextmanager
    def other() -> Iterator[Describer]:
        """The checker in the place of the describer, which is loaded again afterwards."""
        assert load is not None
        aside = predictor.set_aside() if isinstance(predictor, ExchangeablePredictor) else nullcontext()
        with aside:
            checker = load()
            try:
                yield ModelDescriber(checker, token, max_new_tokens=words)
            finally:
                checker.close()

    def same() -> AbstractContextManager[Describer]:
        return nullcontext(own)

    return PipelineModels(
        describer=lambda: nullcontext(own),
        checker=None if wish.checker == NO_MODEL else same if load is None else other,
        wants_round_trip=wish.recipe.round_trip is not RoundTrip.NONE,
    )
