"""Changes to the document as values: what a command asks for, what a history entry keeps, what panels refresh from.

A `Change` carries both the old and the new record, so it works both ways. It knows nothing of history or files.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from sa2va_desktop.annotation.attributes import Attribute, AttributeId, ObjectAttribute
from sa2va_desktop.annotation.frame_review import FrameReview
from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Answer,
    AnswerId,
    Category,
    CategoryId,
    Expression,
    ExpressionId,
    MediaId,
    MediaItem,
    ObjectFrame,
    ObjectId,
)


class Table(enum.StrEnum):
    """The tables of the document, in the order in which records may be added (and, reversed, removed)."""

    MEDIA = "media"
    CATEGORY = "category"
    ATTRIBUTE = "attribute"
    OBJECT = "object"
    FRAME = "frame"
    VALUE = "object_attribute"
    REVIEW = "frame_review"
    ANSWER = "answer"
    EXPRESSION = "expression"
    SETTING = "setting"


FrameKey: TypeAlias = tuple[ObjectId, int]
Key: TypeAlias = int | FrameKey | str
Record: TypeAlias = (
    MediaItem
    | Category
    | Attribute
    | AnnotationObject
    | ObjectFrame
    | ObjectAttribute
    | FrameReview
    | Answer
    | Expression
    | str
)
Slot: TypeAlias = tuple[Table, Key]

PAIR_TABLES = (Table.FRAME, Table.VALUE, Table.REVIEW)
"""Tables of what belongs to one object: their keys are (object_id, number), the others' are ids or names."""


@dataclass(frozen=True, slots=True)
class Change:
    """One record put, replaced or removed.

    Attributes:
        key: the record's id; (object_id, frame_index) of a frame or a review; (object_id, attribute_id) of a value;
            the name of a setting.
        old: what is there before, None when nothing is.
        new: what is there after, None when nothing is.
    """

    table: Table
    key: Key
    old: Record | None
    new: Record | None

    @property
    def slot(self) -> Slot:
        return (self.table, self.key)

    @property
    def inverse(self) -> Change:
        return Change(self.table, self.key, self.new, self.old)


@dataclass(frozen=True)
class ChangeSet:
    """What a step touched. Panels refresh from this and from nothing else.

    Attributes:
        media_ids, category_ids, answer_ids, expression_ids: records added, changed or removed.
        object_ids: objects whose own record was added, changed or removed (name, colour, order, hidden …).
        frames: object -> frames whose mask or state changed.
        attribute_ids: attributes of the schema.
        valued_ids: objects of which a value of an attribute changed.
        reviews: object -> frames whose review changed.
        setting_names: project settings that changed.
        is_structural: a medium, category, object, answer or expression was added or removed, so that lists must be rebuilt.
        skipped: changes of a run that were not made, because a person's work on that record wins.
    """

    media_ids: frozenset[MediaId] = frozenset()
    category_ids: frozenset[CategoryId] = frozenset()
    object_ids: frozenset[ObjectId] = frozenset()
    frames: Mapping[ObjectId, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))
    answer_ids: frozenset[AnswerId] = frozenset()
    expression_ids: frozenset[ExpressionId] = frozenset()
    attribute_ids: frozenset[AttributeId] = frozenset()
    valued_ids: frozenset[ObjectId] = frozenset()
    reviews: Mapping[ObjectId, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))
    setting_names: frozenset[str] = frozenset()
    is_structural: bool = False
    skipped: tuple[Change, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True when the document is as it was; `skipped` may still tell what was not made."""
        return not (
            self.media_ids
            or self.category_ids
            or self.object_ids
            or self.frames
            or self.answer_ids
            or self.expression_ids
            or self.attribute_ids
            or self.valued_ids
            or self.reviews
            or self.setting_names
        )


def change_set_of(changes: Iterable[Change], *, skipped: Iterable[Change] = ()) -> ChangeSet:
    """Summarise changes that were made."""
    keys: dict[Table, set[Key]] = {table: set() for table in Table}
    pairs: dict[Table, dict[ObjectId, set[int]]] = {table: {} for table in PAIR_TABLES}
    is_structural = False
    for change in changes:
        if change.table in pairs:
            object_id, number = pair_key(change)
            pairs[change.table].setdefault(object_id, set()).add(number)
            continue
        keys[change.table].add(change.key)
        if change.table is not Table.SETTING and (change.old is None) != (change.new is None):
            is_structural = True
    return ChangeSet(
        media_ids=frozenset(keys[Table.MEDIA]),  # type: ignore[arg-type]
        category_ids=frozenset(keys[Table.CATEGORY]),  # type: ignore[arg-type]
        object_ids=frozenset(keys[Table.OBJECT]),  # type: ignore[arg-type]
        frames=_frozen(pairs[Table.FRAME]),
        answer_ids=frozenset(keys[Table.ANSWER]),  # type: ignore[arg-type]
        expression_ids=frozenset(keys[Table.EXPRESSION]),  # type: ignore[arg-type]
        attribute_ids=frozenset(keys[Table.ATTRIBUTE]),  # type: ignore[arg-type]
        valued_ids=frozenset(pairs[Table.VALUE]),
        reviews=_frozen(pairs[Table.REVIEW]),
        setting_names=frozenset(keys[Table.SETTING]),  # type: ignore[arg-type]
        is_structural=is_structural,
        skipped=tuple(skipped),
    )


def _frozen(found: Mapping[ObjectId, set[int]]) -> Mapping[ObjectId, frozenset[int]]:
    return MappingProxyType({object_id: frozenset(numbers) for object_id, numbers in found.items()})


def pair_key(change: Change) -> FrameKey:
    """The (object_id, number) of a change in one of the `PAIR_TABLES`: a frame index or an attribute's id."""
    assert isinstance(change.key, tuple)
    return change.key


def compress_changes(changes: Iterable[Change]) -> dict[Slot, Change]:
    """One change a record: from the first old value to the last new one. Records that end as they began are left out."""
    net: dict[Slot, Change] = {}
    for change in changes:
        earlier = net.get(change.slot)
        net[change.slot] = change if earlier is None else Change(*change.slot, earlier.old, change.new)
    return {slot: change for slot, change in net.items() if not _is_same(change.old, change.new)}


def _is_same(left: Record | None, right: Record | None) -> bool:
    return left is right or left == right
