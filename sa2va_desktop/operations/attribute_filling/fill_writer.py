"""Puts what a model proposes into the document: one history entry, each object's attribute as soon as it is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sa2va_desktop.annotation.attributes import Attribute, AttributeKey, ObjectAttribute
from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.editing.attribute_keys import Keys, merged, values_in
from sa2va_desktop.editing.commands import put_value
from sa2va_desktop.operations.attribute_filling.change_search import Stretch
from sa2va_desktop.operations.attribute_filling.fill_plan import covered_ranges, uncovered
from sa2va_desktop.operations.attribute_filling.fill_run import AttributeFilled, FillEvent, TargetFailed
from sa2va_desktop.operations.run_writer import RunWriter
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.translation import translate


@dataclass
class FillCounts:
    """So far: values that were proposed, and attributes of objects left open because no answer was credible."""

    proposed: int = 0
    unknown: int = 0


class FillWriter(RunWriter[FillEvent]):
    """Writes proposals as keys that nobody has confirmed. Where a person's value holds, nothing is changed.

    Attributes:
        counts: what was found so far.
        failures: sentences about objects whose clip could not be read.
    """

    def __init__(
        self, session: OpenProject, model_name: str, *, cancel: Callable[[], None] = lambda: None
    ) -> None:
        """Open the run. `cancel` is called when the user undoes it while it is running."""
        self._model_name = model_name
        self._found: list[AttributeFilled] = []
        self.counts = FillCounts()
        self.failures: list[str] = []
        super().__init__(session, translate("operations", "Fill Attributes by Question"), (), cancel)

    def _take(self, event: FillEvent) -> None:
        match event:
            case AttributeFilled(stretches=()):
                self.counts.unknown += 1
            case AttributeFilled():
                self._found.append(event)
                self.counts.proposed += len(event.stretches)
            case TargetFailed(target=target, reason=reason):
                self.failures.append(f"{target.about.name}: {reason}")

    def _collected(self) -> list[Change]:
        found, self._found = self._found, []
        project = self._session.project
        changes = []
        for event in found:
            object_id = event.target.about.object_id
            attribute = project.attributes.get(event.wanted.attribute.attribute_id)
            if attribute is None or object_id not in project.objects:
                continue  # deleted meanwhile
            known = project.values_of(object_id).get(attribute.attribute_id)
            keys = known.keys if known is not None else ()
            proposed = with_proposals(
                attribute, keys, event.stretches, event.target.item.frame_count, self._model_name
            )
            if proposed != keys:
                changes += put_value(project, ObjectAttribute(object_id, attribute.attribute_id, proposed))
        return changes

    def _kept(self) -> str:
        count = self.counts.proposed
        return translate("operations", "%n proposed value(s) kept", n=count) if count else ""


def with_proposals(
    attribute: Attribute, keys: Keys, stretches: Sequence[Stretch], frame_count: int, model_name: str
) -> Keys:
    """Keys with a model's values in place of what nobody has confirmed; what is confirmed holds where it held."""
    covered = covered_ranges(attribute, keys, frame_count)
    proposed = [_proposal(stretch, model_name) for stretch in stretches]
    if not proposed or not attribute.changes_over_time:
        return keys if covered or not proposed else (replace(proposed[0], frame_index=0),)
    first = proposed[0].frame_index
    left = [key for key in keys if key.is_confirmed or key.frame_index < first]
    for start, stop in uncovered((first, frame_count), covered):
        left += values_in(tuple(proposed), (start, stop))
    return merged(sorted(left, key=lambda key: key.frame_index))


def _proposal(stretch: Stretch, model_name: str) -> AttributeKey:
    return AttributeKey(
        stretch.start,
        stretch.value,
        confidence=round(min(1.0, max(0.0, stretch.confidence)), 4),
        is_confirmed=False,
        model_name=model_name,
    )
