"""Puts checks of texts into the document: one history entry, one transaction or more a text; newer edits win."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.language_tags import is_of_language
from sa2va_desktop.annotation.records import AnnotationObject, Expression, ExpressionId, ExpressionState
from sa2va_desktop.operations.pipeline.check_plan import CheckRules
from sa2va_desktop.operations.pipeline.text_check import CheckEvent, TextChecked, TextLeft, TextProposed
from sa2va_desktop.operations.pipeline.text_provenance import TripFacts, with_instead_of, with_trip
from sa2va_desktop.operations.run_writer import RunWriter
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.translation import translate


class CheckWriter(RunWriter[CheckEvent]):
    """Stores the IoU with each text, and better words as proposed texts beside it. A text that a person wrote or decided
    about is never changed otherwise.

    Attributes:
        checked_count: texts that were checked.
        low_ids: those of them that are below the rules' IoU.
        proposed_count: texts that were written.
        unimproved_count: low texts for which the model had no better words.
        passed_over: texts that were changed or deleted while they were checked; what the person made stays.
        failures: sentences about texts that could not be checked.
    """

    def __init__(
        self, session: OpenProject, rules: CheckRules, label: str, *, cancel: Callable[[], None] = lambda: None
    ) -> None:
        self._rules = rules
        self._pending: list[TextChecked | TextProposed] = []
        self.checked_count = self.proposed_count = self.passed_over = 0
        self.unimproved_count = 0
        self.low_ids: list[ExpressionId] = []
        self.failures: list[str] = []
        super().__init__(session, label, (), cancel)

    def _take(self, event: CheckEvent) -> None:
        match event:
            case TextChecked() | TextProposed():
                self._pending.append(event)
            case TextLeft(is_failure=True):
                self.failures.append(f"{event.text.title}: {event.reason}")
            case TextLeft():
                self.unimproved_count += 1

    def _collected(self) -> list[Change]:
        """Of texts that are still those that were checked: a person may have gone on meanwhile."""
        pending, self._pending = self._pending, []
        made = (
            self._checked(each) if isinstance(each, TextChecked) else self._proposed(each) for each in pending
        )
        return [change for change in made if change is not None]

    def _kept(self) -> str:
        self.flush()  # what is on its way counts
        count = self.checked_count + self.proposed_count
        return translate("operations", "%n check(s) kept", n=count) if count else ""

    # ---- inside

    def _current(self, before: Expression) -> Expression | None:
        """A text as it is now; None if it is no longer the one that was checked."""
        now = self._session.project.expressions.get(before.expression_id)
        return (
            now if now is not None and (now.text, now.object_ids) == (before.text, before.object_ids) else None
        )

    def _checked(self, event: TextChecked) -> Change | None:
        before = event.text.before
        now = None if before is None else self._current(before)
        if now is None:
            self.passed_over += 1
            return None
        self.checked_count += 1
        if event.iou < self._rules.good_iou:
            self.low_ids.append(now.expression_id)
        facts = TripFacts(event.model, event.question, event.frame_count)
        after = replace(now, round_trip_iou=event.iou, extras=with_trip(now.extras, facts))
        return Change(Table.EXPRESSION, now.expression_id, now, after)

    def _proposed(self, event: TextProposed) -> Change | None:
        about, before = event.text.about, event.text.before
        now = None if before is None else self._current(before)
        is_outdated = before is not None and now is None
        if about is None or about.object_id not in self._session.project.objects or is_outdated:
            self.passed_over += 1
            return None
        self.proposed_count += 1
        fresh = self._expression(event, about, now)
        return Change(Table.EXPRESSION, fresh.expression_id, None, fresh)

    def _expression(self, event: TextProposed, about: AnnotationObject, old: Expression | None) -> Expression:
        facts = TripFacts(event.model, event.question, event.frame_count)
        language = "" if old is None else old.language
        return Expression(
            expression_id=self._session.project.allocate_expression_id(),
            media_id=about.media_id,
            object_ids=(about.object_id,),
            text=event.suggestion.text,
            kind=event.text.kind,
            state=ExpressionState.PROPOSED,
            length="" if old is None else old.length,
            language=language if is_of_language(language, "en") else "",  # it is asked for in English
            round_trip_iou=event.iou,
            model_name=event.model,
            prompt=event.suggestion.prompt,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            extras=with_instead_of(with_trip("", facts), None if old is None else old.expression_id),
        )


def summary(writer: CheckWriter) -> str:
    """What a finished run did, one sentence."""
    parts = [
        (translate("operations", "%n text(s) checked", n=writer.checked_count), writer.checked_count),
        (translate("operations", "%n low", n=len(writer.low_ids)), len(writer.low_ids)),
        (translate("operations", "%n text(s) proposed", n=writer.proposed_count), writer.proposed_count),
        (
            translate("operations", "no better words for %n", n=writer.unimproved_count),
            writer.unimproved_count,
        ),
        (translate("operations", "%n changed meanwhile", n=writer.passed_over), writer.passed_over),
        (translate("operations", "%n could not be checked", n=len(writer.failures)), len(writer.failures)),
    ]
    told = [words for words, count in parts if count]
    if not told:
        return translate("operations", "There was no text to check.")
    return translate("operations", "{0}.").format(", ".join(told))
