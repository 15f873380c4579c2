"""What one attribute is of several objects on one frame, as a panel shows it. Knows no widgets."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from sa2va_desktop.annotation.attributes import Attribute, AttributeKey, Value
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.editing.attribute_keys import key_at
from sa2va_desktop.operations.attribute_edits import keys_of


@dataclass(frozen=True)
class AttributeState:
    """One attribute of the selected objects on the shown frame.

    Attributes:
        value: what all of them have, or None when nothing is known or they differ.
        is_mixed: they differ; one may have a value while another has none.
        proposals: the keys that hold here and wait for a person's word.
        has_key_here: one of them has a key on this very frame.
        previous_key, next_key: frames of the keys before and after this frame, or None.
    """

    value: Value | None = None
    is_mixed: bool = False
    proposals: tuple[AttributeKey, ...] = ()
    has_key_here: bool = False
    previous_key: int | None = None
    next_key: int | None = None

    @property
    def confidence(self) -> float | None:
        """Of the least certain proposal that holds here; None when there is none, or none says how sure it is."""
        return min((key.confidence for key in self.proposals if key.confidence is not None), default=None)


def attribute_state(
    project: Project, object_ids: Sequence[ObjectId], attribute: Attribute, frame_index: int
) -> AttributeState:
    """How it is now."""
    all_keys = [keys_of(project, each, attribute.attribute_id) for each in object_ids]
    held = [key_at(keys, frame_index) for keys in all_keys]
    told = {(type(key.value), key.value) if key is not None else None for key in held}
    is_mixed = len(told) > 1
    first = held[0] if held else None
    before: list[int] = []
    after: list[int] = []
    has_key_here = False
    for keys in all_keys if attribute.changes_over_time else ():
        place, next_place = (find(keys, frame_index, key=_frame) for find in (bisect_left, bisect_right))
        before += [key.frame_index for key in keys[max(0, place - 1) : place]]
        after += [key.frame_index for key in keys[next_place : next_place + 1]]
        has_key_here = has_key_here or place < next_place
    return AttributeState(
        value=None if is_mixed or first is None else first.value,
        is_mixed=is_mixed,
        proposals=tuple(key for key in held if key is not None and not key.is_confirmed),
        has_key_here=has_key_here,
        previous_key=max(before, default=None),
        next_key=min(after, default=None),
    )


def _frame(key: AttributeKey) -> int:
    return key.frame_index
