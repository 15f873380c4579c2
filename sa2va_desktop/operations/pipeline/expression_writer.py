"""Puts what a pipeline has written into the document: one history entry, one transaction or more an object."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.records import Expression, ExpressionState, TextSegment
from sa2va_desktop.operations.pipeline.candidates import (
    EXTRAS_KEY,
    Candidate,
    is_marked_edited,
    is_of_recipe,
)
from sa2va_desktop.operations.pipeline.pipeline_run import (
    ObjectDiscarded,
    ObjectFailed,
    ObjectWritten,
    PipelineEvent,
    WrittenText,
    provenance,
)
from sa2va_desktop.operations.pipeline.recipe import Recipe, Stage
from sa2va_desktop.operations.pipeline.staged_text import StagedText, one_line
from sa2va_desktop.operations.pipeline.stages import StageAnswer
from sa2va_desktop.operations.run_writer import RunWriter
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.translation import translate


class ExpressionWriter(RunWriter[PipelineEvent]):
    """Writes texts as proposed expressions and discarded descriptions as rejected ones.

    Texts that the same recipe has written before about an object give way to the new ones, unless somebody accepted
    or changed them.

    Attributes:
        written_count, discarded_count: objects so far.
        failures: sentences about objects whose clip could not be read.
    """

    def __init__(
        self, session: OpenProject, recipe: Recipe, *, cancel: Callable[[], None] = lambda: None
    ) -> None:
        self._recipe = recipe
        self._changes: list[Change] = []
        self.written_count = self.discarded_count = 0
        self.failures: list[str] = []
        super().__init__(session, translate("operations", "Write Expressions"), (), cancel)

    def _take(self, event: PipelineEvent) -> None:
        match event:
            case ObjectWritten():
                self._replace_old(event.about)
                for text in event.texts:
                    self._add(event.about, self._expression(event, text))
                self.written_count += 1
            case ObjectDiscarded():
                self._replace_old(event.about)
                self._add(event.about, self._discarded(event))
                self.discarded_count += 1
            case ObjectFailed():
                self.failures.append(f"{event.about.about.name}: {event.reason}")

    def _collected(self) -> list[Change]:
        changes, self._changes = self._changes, []
        return changes

    def _kept(self) -> str:
        count = self.written_count + self.discarded_count
        return translate("operations", "the texts of %n object(s) are kept", n=count) if count else ""

    # ---- inside

    def _add(self, about: Candidate, expression: Expression) -> None:
        if about.about.object_id in self._session.project.objects:  # else it was deleted meanwhile
            self._changes.append(Change(Table.EXPRESSION, expression.expression_id, None, expression))

    def _replace_old(self, about: Candidate) -> None:
        for each in self._session.project.expressions_about(about.about.object_id):
            is_ours = is_of_recipe(each, self._recipe.name) and each.object_ids == (about.about.object_id,)
            if is_ours and each.state is not ExpressionState.ACCEPTED and not is_edited(each):
                self._changes.append(Change(Table.EXPRESSION, each.expression_id, each, None))

    def _expression(self, event: ObjectWritten, text: WrittenText) -> Expression:
        return replace(
            self._bare(event.about, text.text, event.answers, event.model),
            length=text.length,
            prompt=text.prompt,
            round_trip_iou=text.round_trip_iou,
        )

    def _discarded(self, event: ObjectDiscarded) -> Expression:
        first = event.answers[0]
        words = one_line(first.text)
        segments = (TextSegment(0, len(words), Stage.OBJECT),) if words else ()
        return replace(
            self._bare(event.about, StagedText(words, segments), event.answers, first.model),
            state=ExpressionState.REJECTED,
            length="long",
            prompt=first.question,
            note=event.reason,
        )

    def _bare(
        self, about: Candidate, text: StagedText, answers: tuple[StageAnswer, ...], model: str
    ) -> Expression:
        made = {EXTRAS_KEY: provenance(self._recipe, answers)}
        return Expression(
            expression_id=self._session.project.allocate_expression_id(),
            media_id=about.item.media_id,
            object_ids=(about.about.object_id,),
            text=text.text,
            state=ExpressionState.PROPOSED,
            segments=text.segments,
            model_name=model,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            extras=json.dumps(made, ensure_ascii=False),
        )


def is_edited(expression: Expression) -> bool:
    """Whether a person changed a staged text: it says so, or some of its words are of no stage."""
    if is_marked_edited(expression.extras):
        return True
    covered = {index for each in expression.segments for index in range(each.start, each.stop)}
    return any(character.isalnum() for index, character in enumerate(expression.text) if index not in covered)
