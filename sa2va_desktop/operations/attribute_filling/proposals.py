"""Going through what a model proposed for attributes: the least certain first; confirmed, changed or rejected."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from sa2va_desktop.annotation.attributes import AttributeId, AttributeKey, ObjectAttribute, Value
from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import MediaId, ObjectId
from sa2va_desktop.editing.attribute_keys import Keys, merged, with_key, without_key
from sa2va_desktop.editing.commands import put_value
from sa2va_desktop.operations.track_plan import FrameRange

Place: TypeAlias = tuple[ObjectId, AttributeId, int]
"""An attribute of an object from a frame on."""


@dataclass(frozen=True)
class Proposal:
    """A key that nobody has confirmed, and the frames on which its value holds."""

    media_id: MediaId
    object_id: ObjectId
    attribute_id: AttributeId
    frame_range: FrameRange
    key: AttributeKey

    @property
    def place(self) -> Place:
        return (self.object_id, self.attribute_id, self.key.frame_index)


def proposals(project: Project, media_id: MediaId | None = None) -> list[Proposal]:
    """All of the project, or of one clip, by confidence; of equals in list order. One without a confidence is last."""
    found = []
    for item in project.media.values():
        if media_id not in (None, item.media_id):
            continue
        for about in project.objects_of(item.media_id):
            for attribute_id, value in project.values_of(about.object_id).items():
                stops = [*(key.frame_index for key in value.keys[1:]), item.frame_count]
                found += [
                    Proposal(item.media_id, about.object_id, attribute_id, (key.frame_index, stop), key)
                    for key, stop in zip(value.keys, stops)
                    if not key.is_confirmed
                ]
    return sorted(found, key=lambda each: 2.0 if each.key.confidence is None else each.key.confidence)


def confirm(project: Project, places: Iterable[Place]) -> list[Change]:
    """The values are a person's from now on; the model and its confidence stay with them. Unknown places are left out."""
    return _changed(project, places, lambda keys, key: with_key(keys, replace(key, is_confirmed=True)))


def reject(project: Project, places: Iterable[Place]) -> list[Change]:
    """The keys go: what was known before them holds on, or nothing is known."""
    return _changed(project, places, lambda keys, key: without_key(keys, key.frame_index))


def correct(project: Project, place: Place, value: Value) -> list[Change]:
    """A person's value in the place of a proposal; if it is the same value, that confirms it."""

    def corrected(keys: Keys, key: AttributeKey) -> Keys:
        is_same = type(key.value) is type(value) and key.value == value
        said = replace(key, is_confirmed=True) if is_same else AttributeKey(key.frame_index, value)
        return with_key(keys, said)

    return _changed(project, [place], corrected)


def above(found: Iterable[Proposal], confidence: float) -> list[Place]:
    """Those that the model was at least so sure of."""
    return [each.place for each in found if (each.key.confidence or 0.0) >= confidence]


def _changed(
    project: Project, places: Iterable[Place], change: Callable[[Keys, AttributeKey], Keys]
) -> list[Change]:
    after: dict[tuple[ObjectId, AttributeId], Keys] = {}
    for object_id, attribute_id, frame_index in places:
        slot = (object_id, attribute_id)
        known = project.values_of(object_id).get(attribute_id)
        keys = after.get(slot, known.keys if known is not None else ())
        key = next((each for each in keys if each.frame_index == frame_index), None)
        if key is not None and not key.is_confirmed:
            after[slot] = change(keys, key)
    return [
        made
        for slot, keys in after.items()
        for made in put_value(project, ObjectAttribute(*slot, merged(keys)))
    ]
