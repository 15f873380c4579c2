"""Checking texts by round trip in the window: plans for the queue, with the loaded model as speaker and finder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.records import ExpressionId, ExpressionKind, MediaItem, ObjectId
from sa2va_desktop.operations.ask import Predictor
from sa2va_desktop.operations.media_items import open_item
from sa2va_desktop.operations.pipeline.check_plan import (
    CheckedText,
    CheckRules,
    prepare_captions,
    prepare_check,
)
from sa2va_desktop.operations.pipeline.check_writer import CheckWriter, summary
from sa2va_desktop.operations.pipeline.describer import ModelDescriber
from sa2va_desktop.operations.pipeline.recipe import read_recipe, recipe_folders
from sa2va_desktop.operations.pipeline.stage_cache import StageCache
from sa2va_desktop.operations.pipeline.text_check import check_events
from sa2va_desktop.operations.run_writer import OpenFrames
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.messages import Message, MessageCenter
from sa2va_desktop.ui.model_run import ModelRun, RunState
from sa2va_desktop.ui.model_runs import TOPIC, ModelRuns
from sa2va_desktop.ui.run_plan import NothingToDoError, PreparedRun, RunKind, RunPlan


@dataclass(frozen=True)
class CheckWish:
    """Texts to be checked, or objects about which texts of a kind are to be written and checked."""

    rules: CheckRules
    expression_ids: tuple[ExpressionId, ...] = ()
    object_ids: tuple[ObjectId, ...] = ()
    kind: ExpressionKind = ExpressionKind.CAPTION


class CheckRuns(QObject):
    """One run is one entry of the history; what is done by the time that it is cancelled stays."""

    def __init__(
        self,
        document: Document,
        runs: ModelRuns,
        messages: MessageCenter,
        show: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        """`show` brings the texts up, for the message at the end."""
        super().__init__(parent)
        self._document = document
        self._runs = runs
        self._messages = messages
        self._show = show
        self.seconds_a_text: float | None = None
        runs.changed.connect(self._follow)
        runs.progressed.connect(self._note_pace)

    def submit(self, wish: CheckWish) -> bool:
        """Put it into the queue; False (and a message) when that is not possible."""
        item = self._first_item(wish)
        if item is None:
            self._messages.inform(self.tr("There is no text to check."), topic=TOPIC)
            return False
        plan = RunPlan(
            kind=RunKind.CHECK,
            key=(RunKind.CHECK, wish.expression_ids, wish.object_ids, wish.kind),
            item=item,
            title=self._title(wish),
            prepare=lambda: self._prepared(wish),
            without_model=self.tr("No model is chosen, so no text can be checked."),
            detail=wish.rules,
        )
        return self._runs.submit(plan) is not None

    # ---- inside

    def _first_item(self, wish: CheckWish) -> MediaItem | None:
        """The clip of the first text that is still there; no track is looked at."""
        project = self._document.project
        places = [
            project.expressions[each].media_id for each in wish.expression_ids if each in project.expressions
        ]
        places += [project.objects[each].media_id for each in wish.object_ids if each in project.objects]
        return project.media[places[0]] if places else None

    def _title(self, wish: CheckWish) -> str:
        if wish.object_ids:
            return self.tr("Caption and check")
        return self.tr("Check texts by round trip")

    def _texts(self, wish: CheckWish) -> list[CheckedText]:
        project = self._document.project
        texts = prepare_check(project, wish.expression_ids)
        return [*texts, *prepare_captions(project, wish.object_ids, wish.kind)]

    def _prepared(self, wish: CheckWish) -> PreparedRun:
        texts: Sequence[CheckedText] = self._texts(wish)
        if not texts:
            raise NothingToDoError(self.tr("The texts to check are gone."))
        folders = recipe_folders(self._document.path)
        label = self._title(wish)

        def make_events(predictor: Predictor, _frames: OpenFrames, token: CancelToken) -> Iterator[object]:
            recipe = read_recipe(folders)
            model = ModelDescriber(predictor, token, max_new_tokens=recipe.max_new_tokens)
            yield from check_events(recipe, texts, wish.rules, model, open_item, StageCache(), token)

        return PreparedRun(
            lambda session, _description, cancel: CheckWriter(session, wish.rules, label, cancel=cancel),
            make_events,
        )

    def _note_pace(self, run: ModelRun) -> None:
        if run.plan.kind is RunKind.CHECK and run.progress.per_s:
            self.seconds_a_text = 1 / run.progress.per_s

    def _follow(self, run: ModelRun) -> None:
        writer = run.writer
        if run.plan.kind is not RunKind.CHECK or not run.state.is_over or not isinstance(writer, CheckWriter):
            return
        if run.state is RunState.STOPPED:
            self._messages.inform(run.message, topic=TOPIC)
        elif run.state is RunState.DONE:
            text = " ".join([summary(writer), *writer.failures[:1]])
            title, act = self.tr("Review"), self._show
            rules = run.plan.detail
            if writer.low_ids and isinstance(rules, CheckRules) and not rules.rephrases:
                low = CheckWish(replace(rules, rephrases=True), tuple(writer.low_ids))
                title, act = self.tr("Propose Other Words"), lambda: self._rephrase(low)
            self._messages.post(Message(text, "info", TOPIC, title, act))

    def _rephrase(self, wish: CheckWish) -> None:
        """What was found for the old texts is known, so that only other words are asked for."""
        self._show()
        self.submit(wish)
