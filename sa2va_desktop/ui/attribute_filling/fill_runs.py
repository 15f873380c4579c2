"""Filling attributes in the window: a plan for the queue of runs, and what is said at its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.attributes import AttributeId
from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.operations.ask import PredictorDescription
from sa2va_desktop.operations.attribute_filling.fill_options import FillOptions
from sa2va_desktop.operations.attribute_filling.fill_plan import FillTarget, fill_targets
from sa2va_desktop.operations.attribute_filling.fill_run import fill_events
from sa2va_desktop.operations.attribute_filling.fill_writer import FillWriter
from sa2va_desktop.operations.language_check import require_language
from sa2va_desktop.operations.media_items import OpenProject, open_item
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.messages import INFO, WARNING, Message, MessageCenter
from sa2va_desktop.ui.model_run import ModelRun, RunState
from sa2va_desktop.ui.model_runs import TOPIC, ModelRuns
from sa2va_desktop.ui.run_plan import NothingToDoError, PreparedRun, RunKind, RunPlan

VALUES_TOPIC = "attributes"
"""Of messages about proposed values; whoever decides on one has seen them."""


@dataclass(frozen=True)
class FillWish:
    """What is to be filled; `object_ids` None is all of the project."""

    attribute_ids: tuple[AttributeId, ...]
    object_ids: tuple[ObjectId, ...] | None
    options: FillOptions


class FillRuns(QObject):
    """One run is one entry of the history; what is known by the time that it is cancelled stays."""

    def __init__(
        self,
        document: Document,
        runs: ModelRuns,
        messages: MessageCenter,
        show: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        """`show` brings the proposals up, for the message at the end."""
        super().__init__(parent)
        self._document = document
        self._runs = runs
        self._messages = messages
        self._show = show
        runs.changed.connect(self._follow)

    def submit(self, wish: FillWish) -> bool:
        """Put it into the queue; False (and a message) when that is not possible."""
        targets = self._targets(wish)
        if not targets:
            self._messages.inform(self._nothing_open(), topic=TOPIC)
            return False
        plan = RunPlan(
            kind=RunKind.FILL,
            key=(RunKind.FILL, wish.object_ids, wish.attribute_ids),
            item=targets[0].item,
            title=self.tr("Fill attributes"),
            prepare=lambda: self._prepared(wish),
            without_model=self.tr("No model is chosen, so nobody can be asked."),
            detail=wish.options,
        )
        return self._runs.submit(plan) is not None

    # ---- inside

    def _targets(self, wish: FillWish) -> list[FillTarget]:
        return fill_targets(
            self._document.project, wish.attribute_ids, wish.object_ids, again=wish.options.again
        )

    def _nothing_open(self) -> str:
        return self.tr("Nothing is open: these objects have a value for each of the attributes.")

    def _prepared(self, wish: FillWish) -> PreparedRun:
        targets = self._targets(wish)
        if not targets:
            raise NothingToDoError(self._nothing_open())

        def make_writer(
            session: OpenProject, description: PredictorDescription, cancel: Callable[[], None]
        ) -> FillWriter:
            require_language(description)
            return FillWriter(session, description.name, cancel=cancel)

        return PreparedRun(
            make_writer,
            lambda predictor, _frames, token: fill_events(predictor, targets, wish.options, open_item, token),
        )

    def _follow(self, run: ModelRun) -> None:
        writer = run.writer
        is_ours = run.plan.kind is RunKind.FILL and run.state.is_over
        if not is_ours or not isinstance(writer, FillWriter):
            return
        if run.state is RunState.STOPPED:
            self._messages.inform(run.message, topic=TOPIC)
        elif run.state is RunState.DONE:
            self._tell_end(writer)

    def _tell_end(self, writer: FillWriter) -> None:
        counts = writer.counts
        parts = [translate("FillRuns", "%n value(s) proposed", n=counts.proposed)]
        if counts.unknown:
            parts.append(translate("FillRuns", "%n left open: no answer was credible", n=counts.unknown))
        text = self.tr("{0}.").format(", ".join(parts))
        if writer.failures:
            text = f"{text} {writer.failures[0]}"
        tone = WARNING if writer.failures else INFO
        if counts.proposed:
            self._messages.post(Message(text, tone, VALUES_TOPIC, self.tr("Review"), self._show))
        else:
            self._messages.post(Message(text, tone, VALUES_TOPIC))
