"""Typed attributes of the label schema, and what they are of each object over time.

An attribute is declared once in a project, for all objects or for those with certain labels. What it is of one object
is one record with keys: a value holds from the frame of its key up to the next key. An attribute that does not change
over time has one key, on frame 0.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import NewType, TypeAlias

from sa2va_desktop.annotation.records import CategoryId, ObjectId

AttributeId = NewType("AttributeId", int)

Value: TypeAlias = str | float | bool


class AttributeKind(enum.Enum):
    """What a value is: text, a finite number, one of the choices, or True and False."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class Attribute:
    """One attribute of the schema.

    Attributes:
        category_ids: labels whose objects have it, ascending; () is every object.
        choices: what may be chosen, in order; () unless the kind is CHOICE.
        changes_over_time: False: one value for the whole track.
        question: what the model is asked to fill it in, about one object; "" when it is filled by hand only.
        low, high: limits of a number, or None.
        order: position in the schema, low first.
    """

    attribute_id: AttributeId
    name: str
    kind: AttributeKind
    category_ids: tuple[CategoryId, ...] = ()
    choices: tuple[str, ...] = ()
    changes_over_time: bool = False
    question: str = ""
    low: float | None = None
    high: float | None = None
    order: int = 0

    def applies_to(self, category_id: CategoryId | None) -> bool:
        """Whether objects with this label have it."""
        return not self.category_ids or category_id in self.category_ids


@dataclass(frozen=True)
class AttributeKey:
    """A value from a frame on.

    Attributes:
        confidence: of the model in 0..1, or None for a person's value.
        is_confirmed: a person gave or accepted it; no automatic work changes it.
        model_name: what proposed it, or "".
    """

    frame_index: int
    value: Value
    confidence: float | None = None
    is_confirmed: bool = True
    model_name: str = ""


@dataclass(frozen=True)
class ObjectAttribute:
    """What one attribute is of one object. `keys` ascend by frame and are never empty."""

    object_id: ObjectId
    attribute_id: AttributeId
    keys: tuple[AttributeKey, ...]

    @property
    def slot_key(self) -> tuple[ObjectId, AttributeId]:
        return (self.object_id, self.attribute_id)

    def key_at(self, frame_index: int) -> AttributeKey | None:
        """The key whose value holds on a frame; None before the first one."""
        found = None
        for key in self.keys:
            if key.frame_index > frame_index:
                break
            found = key
        return found
