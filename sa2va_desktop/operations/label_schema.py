"""A label schema while it is being edited: labels, attributes, and what becomes of the values that are there.

The draft knows nothing of widgets and changes nothing; `operations.schema_changes` says what it does to a project.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NewType

from sa2va_desktop.annotation.attributes import (
    Attribute,
    AttributeId,
    AttributeKind,
    Value,
)
from sa2va_desktop.annotation.palette import next_color
from sa2va_desktop.annotation.project import Project, unique_name
from sa2va_desktop.annotation.records import Category, CategoryId, Rgb
from sa2va_desktop.editing.attribute_keys import merged
from sa2va_desktop.editing.attribute_values import converted_value, problem_of_value
from sa2va_desktop.translation import translate

LabelKey = NewType("LabelKey", int)
AttributeDraftKey = NewType("AttributeDraftKey", int)
Fates = Mapping[tuple[type, Value], Value | None]
"""What becomes of a value, with its type because True equals 1.0; None: it is dropped."""

DEFAULT_HOTKEYS = tuple(f"Alt+{digit}" for digit in range(1, 10))


@dataclass(frozen=True)
class DraftLabel:
    """A label; `category_id` is None for a new one."""

    key: LabelKey
    name: str
    color: Rgb
    hotkey: str = ""
    category_id: CategoryId | None = None


@dataclass(frozen=True)
class DraftAttribute:
    """An attribute for the labels in `labels`, or with () for all; `fates` are a person's decisions about old values."""

    key: AttributeDraftKey
    name: str
    kind: AttributeKind = AttributeKind.TEXT
    labels: tuple[LabelKey, ...] = ()
    choices: tuple[str, ...] = ()
    changes_over_time: bool = False
    question: str = ""
    low: float | None = None
    high: float | None = None
    attribute_id: AttributeId | None = None
    fates: Fates = field(default_factory=dict)

    def record(self, attribute_id: AttributeId, category_ids: tuple[CategoryId, ...], order: int) -> Attribute:
        """As the document holds it: choices and limits only where the kind has them."""
        is_number = self.kind is AttributeKind.NUMBER
        return Attribute(
            attribute_id,
            self.name,
            self.kind,
            tuple(sorted(category_ids)),
            self.choices if self.kind is AttributeKind.CHOICE else (),
            self.changes_over_time,
            self.question,
            self.low if is_number else None,
            self.high if is_number else None,
            order,
        )


@dataclass(frozen=True)
class Misfit:
    """A value that objects have and the draft does not take as it is.

    Attributes:
        object_count: how many objects have it on some frame.
        becomes: what it is turned into, or None when it is dropped.
    """

    value: Value
    object_count: int
    becomes: Value | None


class SchemaDraft:
    """Labels and attributes in their order. Made from a project; later changes of the project are not in it.

    Attributes:
        known_categories, known_attributes: what the project had.
        began_with: the attributes as they were.
    """

    def __init__(self, project: Project) -> None:
        self.labels = [
            DraftLabel(LabelKey(each.category_id), each.name, each.color, each.hotkey, each.category_id)
            for each in project.schema_categories()
        ]
        self.attributes = [
            DraftAttribute(
                AttributeDraftKey(each.attribute_id),
                each.name,
                each.kind,
                tuple(LabelKey(number) for number in each.category_ids),
                each.choices,
                each.changes_over_time,
                each.question,
                each.low,
                each.high,
                each.attribute_id,
            )
            for each in sorted(project.attributes.values(), key=lambda each: (each.order, each.attribute_id))
        ]
        self.known_categories = frozenset(project.categories)
        self.known_attributes = frozenset(project.attributes)
        self.began_with = dict(project.attributes)
        self.merged: dict[CategoryId, LabelKey] = {}
        self._last = 0

    # ---- labels

    def label(self, key: LabelKey) -> DraftLabel:
        return next(each for each in self.labels if each.key == key)

    def put_label(self, label: DraftLabel) -> None:
        """Instead of the one with its key."""
        self.labels = [label if each.key == label.key else each for each in self.labels]

    def add_label(
        self, name: str, color: Rgb | None = None, hotkey: str | None = None, taken: Iterable[str] = ()
    ) -> DraftLabel:
        """A new label at the end, with a free colour and the first free of the usual keys.

        Args:
            hotkey: None takes a free one.
            taken: keys that mean something else in the window.
        """
        used = {each.hotkey for each in self.labels} | set(taken)
        if hotkey is None:
            hotkey = next((key for key in DEFAULT_HOTKEYS if key not in used), "")
        made = DraftLabel(
            LabelKey(self._next()),
            unique_name(name, {each.name for each in self.labels}),
            color or next_color([each.color for each in self.labels]),
            hotkey,
        )
        self.labels.append(made)
        return made

    def remove_label(self, key: LabelKey) -> None:
        """Objects with it will have none; attributes that are for it alone go too."""
        self._forget_label(key)
        kept = []
        for each in self.attributes:
            left = tuple(label for label in each.labels if label != key)
            if left or not each.labels:
                kept.append(replace(each, labels=left))
        self.attributes = kept

    def merge_labels(self, gone: LabelKey, kept: LabelKey) -> None:
        """Objects with one label will have the other, and attributes for it are for the other."""
        category_id = self.label(gone).category_id
        if category_id is not None:
            self.merged[category_id] = kept
        self.merged = {each: kept if target == gone else target for each, target in self.merged.items()}
        self.attributes = [
            replace(
                each, labels=tuple(dict.fromkeys(kept if label == gone else label for label in each.labels))
            )
            for each in self.attributes
        ]
        self.labels = [each for each in self.labels if each.key != gone]

    def _forget_label(self, key: LabelKey) -> None:
        self.labels = [each for each in self.labels if each.key != key]
        self.merged = {each: target for each, target in self.merged.items() if target != key}

    def order_labels(self, keys: Sequence[LabelKey]) -> None:
        self.labels = [self.label(key) for key in keys]

    # ---- attributes

    def attribute(self, key: AttributeDraftKey) -> DraftAttribute:
        return next(each for each in self.attributes if each.key == key)

    def put_attribute(self, attribute: DraftAttribute) -> None:
        """Instead of the one with its key."""
        self.attributes = [attribute if each.key == attribute.key else each for each in self.attributes]

    def add_attribute(self, name: str, kind: AttributeKind = AttributeKind.CHOICE) -> DraftAttribute:
        """A new attribute for all labels, at the end."""
        names = {each.name for each in self.attributes}
        made = DraftAttribute(AttributeDraftKey(self._next()), unique_name(name, names), kind)
        self.attributes.append(made)
        return made

    def remove_attribute(self, key: AttributeDraftKey) -> None:
        """Its values go with it."""
        self.attributes = [each for each in self.attributes if each.key != key]

    def order_attributes(self, keys: Sequence[AttributeDraftKey]) -> None:
        self.attributes = [self.attribute(key) for key in keys]

    def _next(self) -> int:
        self._last -= 1  # below all ids of records
        return self._last

    # ---- judging

    def problems(self) -> list[str]:
        """Why the draft cannot be taken, one sentence each."""
        return [*_label_problems(self.labels), *_attribute_problems(self)]


def new_category(project: Project, name: str) -> Category:
    """A record for one more label, last in order, with a free colour and the first free of the usual keys."""
    used = {each.hotkey for each in project.categories.values()}
    return Category(
        project.allocate_category_id(),
        name,
        project.next_category_color(),
        next((key for key in DEFAULT_HOTKEYS if key not in used), ""),
        max((each.order + 1 for each in project.categories.values()), default=0),
    )


def object_counts(project: Project) -> Counter[CategoryId]:
    """How many objects have each label."""
    return Counter(item.category_id for item in project.objects.values() if item.category_id is not None)


def value_counts(project: Project) -> Counter[AttributeId]:
    """How many objects have a value of each attribute."""
    return Counter(
        attribute_id for object_id in project.objects for attribute_id in project.values_of(object_id)
    )


def misfits(project: Project, draft: DraftAttribute) -> list[Misfit]:
    """Values of an attribute that the draft does not take as they are, the most frequent first."""
    if draft.attribute_id is None:
        return []
    record = draft.record(draft.attribute_id, (), 0)
    found: Counter[tuple[type, Value]] = Counter()
    for object_id in project.objects:
        value = project.values_of(object_id).get(draft.attribute_id)
        if value is not None:
            found.update({(type(key.value), key.value) for key in value.keys})
    return [
        Misfit(value, count, fate_of(record, value, draft.fates))
        for (_kind, value), count in found.most_common()
        if problem_of_value(record, value) or (type(value), value) in draft.fates
    ]


def flattened_count(project: Project, draft: DraftAttribute) -> int:
    """How many objects have several values of an attribute that is to change no more."""
    if draft.attribute_id is None or draft.changes_over_time:
        return 0
    values = (project.values_of(each).get(draft.attribute_id) for each in project.objects)
    return sum(1 for each in values if each is not None and len(merged(each.keys)) > 1)


def fate_of(record: Attribute, value: Value, fates: Fates) -> Value | None:
    """What a value becomes: what a person decided, else itself or its nearest form that fits, else nothing."""
    wanted = fates.get((type(value), value), value)
    return None if wanted is None else converted_value(record, wanted)


def _label_problems(labels: Sequence[DraftLabel]) -> list[str]:
    problems = []
    if any(not each.name.strip() for each in labels):
        problems.append(translate("operations", "A label has no name."))
    for name, count in Counter(each.name.strip() for each in labels).items():
        if name and count > 1:
            problems.append(translate("operations", "Two labels are called “{0}”.").format(name))
    for hotkey, count in Counter(each.hotkey for each in labels if each.hotkey).items():
        if count > 1:
            names = [each.name for each in labels if each.hotkey == hotkey]
            sentence = translate("operations", "“{0}” and “{1}” have the same key, {2}.")
            problems.append(sentence.format(names[0], names[1], hotkey))
    return problems


def _attribute_problems(draft: SchemaDraft) -> list[str]:
    problems = []
    for place, each in enumerate(draft.attributes):
        if not each.name.strip():
            problems.append(translate("operations", "An attribute has no name."))
        elif any(_clash(each, other) for other in draft.attributes[:place]):
            sentence = translate("operations", "Two attributes of the same label are called “{0}”.")
            problems.append(sentence.format(each.name))
        if each.kind is AttributeKind.CHOICE:
            problems += _choice_problems(each)
        if each.kind is AttributeKind.NUMBER and _are_crossed(each.low, each.high):
            sentence = translate("operations", "The lowest number of “{0}” is above the highest.")
            problems.append(sentence.format(each.name))
    return problems


def _choice_problems(attribute: DraftAttribute) -> list[str]:
    if not attribute.choices:
        return [translate("operations", "“{0}” has no choices yet.").format(attribute.name)]
    if any(not choice.strip() for choice in attribute.choices):
        return [translate("operations", "A choice of “{0}” has no name.").format(attribute.name)]
    twice = [choice for choice, count in Counter(attribute.choices).items() if count > 1]
    return [
        translate("operations", "“{0}” has the choice “{1}” twice.").format(attribute.name, choice)
        for choice in twice
    ]


def _clash(first: DraftAttribute, second: DraftAttribute) -> bool:
    if first.name.strip() != second.name.strip():
        return False
    return not first.labels or not second.labels or not set(first.labels).isdisjoint(second.labels)


def _are_crossed(low: float | None, high: float | None) -> bool:
    return low is not None and high is not None and low > high
