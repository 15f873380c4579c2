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
from sa2va_desktop.operations.attribute_edits import keys_of, proposals_of, set_value
from sa2va_desktop.operations.identity import unlocked_objects
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
        object_ids = [each.object_id for each in project.objects_of(item.media_id)]
        for object_id, attribute_id, key in proposals_of(project, object_ids):
            later = (each.frame_index for each in keys_of(project, object_id, attribute_id))
            stop = min((frame for frame in later if frame > key.frame_index), default=item.frame_count)
            found.append(Proposal(item.media_id, object_id, attribute_id, (key.frame_index, stop), key))
    return sorted(found, key=lambda each: 2.0 if each.key.confidence is None else each.key.confidence)


def above(found: Iterable[Proposal], confidence: float) -> list[Place]:
    """Those of which the model was at least so sure."""
    return [each.place for each in found if (each.key.confidence or 0.0) >= confidence]


def confirm(project: Project, places: Iterable[Place]) -> list[Change]:
    """The values are a person's from now on; the model and its confidence stay with them. Unknown places are left out.

    Raises:
        UsageError: an object is locked.
    """
    return _changed(project, places, lambda keys, key: with_key(keys, replace(key, is_confirmed=True)))


def reject(project: Project, places: Iterable[Place]) -> list[Change]:
    """The keys go: what was known before them holds on, or nothing is known.

    Raises:
        UsageError: an object is locked.
    """
    return _changed(project, places, lambda keys, key: without_key(keys, key.frame_index))


def correct(project: Project, place: Place, value: Value) -> list[Change]:
    """A person's value in the place of a proposal; if it is the same value, that confirms it.

    Raises:
        UsageError: the object is locked, or the value does not fit the attribute.
    """
    object_id, attribute_id, frame_index = place
    key = _key_on(keys_of(project, object_id, attribute_id), frame_index)
    if key is not None and type(key.value) is type(value) and key.value == value:
        return confirm(project, [place])
    return set_value(project, [object_id], attribute_id, frame_index, value)


def frame_to_show(project: Project, proposal: Proposal) -> int:
    """The frame of its range on which the object is largest. Fast: boxes are compared, no mask is unpacked."""
    start, stop = proposal.frame_range
    sizes = {
        index: frame.rle.box_width * frame.rle.box_height
        for index, frame in project.track(proposal.object_id).items()
        if start <= index < stop
    }
    return max(sizes, key=lambda index: (sizes[index], -index), default=start)


def _changed(
    project: Project, places: Iterable[Place], change: Callable[[Keys, AttributeKey], Keys]
) -> list[Change]:
    after: dict[tuple[ObjectId, AttributeId], Keys] = {}
    for object_id, attribute_id, frame_index in places:
        if object_id not in project.objects:
            continue
        keys = after.get((object_id, attribute_id), keys_of(project, object_id, attribute_id))
        key = _key_on(keys, frame_index)
        if key is not None and not key.is_confirmed:
            after[object_id, attribute_id] = change(keys, key)
    unlocked_objects(project, list(dict.fromkeys(object_id for object_id, _ in after)))
    return [
        made
        for slot, keys in after.items()
        for made in put_value(project, ObjectAttribute(*slot, merged(keys)))
    ]


def _key_on(keys: Keys, frame_index: int) -> AttributeKey | None:
    return next((each for each in keys if each.frame_index == frame_index), None)
