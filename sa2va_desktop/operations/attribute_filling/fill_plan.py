"""What is asked of which objects: a snapshot of the document, from which a run is made on another thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sa2va_desktop.annotation.attributes import Attribute, AttributeId, AttributeKey
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnnotationObject, MediaItem, ObjectFrame, ObjectId
from sa2va_desktop.editing.shown_mask import shown_track
from sa2va_desktop.operations.track_plan import FrameRange


@dataclass(frozen=True)
class WantedAttribute:
    """An attribute that is open for one object; `covered` are the frames on which a confirmed value holds."""

    attribute: Attribute
    covered: tuple[FrameRange, ...] = ()

    def is_open(self, frame_index: int) -> bool:
        return not any(start <= frame_index < stop for start, stop in self.covered)


@dataclass(frozen=True, eq=False)
class FillTarget:
    """One object as it was when it was asked for; `track` are its masks as they are seen."""

    item: MediaItem
    about: AnnotationObject
    track: Mapping[int, ObjectFrame] = field(repr=False)
    wanted: tuple[WantedAttribute, ...]


def askable_attributes(project: Project) -> list[Attribute]:
    """Attributes of the schema that have a question, in its order; a choice needs something to choose from."""
    found = [each for each in project.attributes.values() if is_askable(each)]
    return sorted(found, key=lambda each: (each.order, each.attribute_id))


def is_askable(attribute: Attribute) -> bool:
    """Whether a model can be asked for it."""
    is_choice = attribute.kind.value == "choice"
    return bool(attribute.question.strip()) and (not is_choice or len(attribute.choices) > 1)


def fill_targets(
    project: Project,
    attribute_ids: Iterable[AttributeId],
    object_ids: Iterable[ObjectId] | None = None,
    *,
    again: bool = False,
) -> list[FillTarget]:
    """What is open, clip by clip in list order. Fast: masks stay packed.

    Locked objects, objects without any frame, attributes of other labels and what a person confirmed are left out,
    and without `again` also what has a proposal.

    Args:
        object_ids: None is all of the project; unknown ones are left out.
    """
    chosen = set(attribute_ids)
    attributes = [each for each in askable_attributes(project) if each.attribute_id in chosen]
    wanted_ids = None if object_ids is None else set(object_ids)
    found = []
    for item in project.media.values():
        for about in project.objects_of(item.media_id):
            if about.is_locked or (wanted_ids is not None and about.object_id not in wanted_ids):
                continue
            has_frames = bool(project.track(about.object_id))
            wanted = tuple(_wanted(project, item, about, attributes, again=again)) if has_frames else ()
            if wanted:
                found.append(FillTarget(item, about, shown_track(project, about.object_id), wanted))
    return found


def _wanted(
    project: Project,
    item: MediaItem,
    about: AnnotationObject,
    attributes: Sequence[Attribute],
    *,
    again: bool,
) -> list[WantedAttribute]:
    found = []
    values = project.values_of(about.object_id)
    for attribute in attributes:
        if not attribute.applies_to(about.category_id):
            continue
        known = values.get(attribute.attribute_id)
        keys = known.keys if known is not None else ()
        covered = covered_ranges(attribute, keys, item.frame_count)
        has_proposal = any(not key.is_confirmed for key in keys)
        is_full = not uncovered((0, item.frame_count), covered)
        if not is_full and (again or not has_proposal):
            found.append(WantedAttribute(attribute, covered))
    return found


def covered_ranges(
    attribute: Attribute, keys: Sequence[AttributeKey], frame_count: int
) -> tuple[FrameRange, ...]:
    """Frames on which a confirmed value holds: up to the next key, and everywhere where it does not change."""
    if not attribute.changes_over_time:
        return ((0, frame_count),) if any(key.is_confirmed for key in keys) else ()
    stops = [*(key.frame_index for key in keys[1:]), frame_count]
    return tuple((key.frame_index, stop) for key, stop in zip(keys, stops) if key.is_confirmed)


def uncovered(frame_range: FrameRange, covered: Sequence[FrameRange]) -> list[FrameRange]:
    """The parts of a range that lie in none of the others, which ascend and do not overlap."""
    start, stop = frame_range
    parts = []
    for other_start, other_stop in covered:
        if start < min(stop, other_start):
            parts.append((start, min(stop, other_start)))
        start = max(start, other_stop)
    return [*parts, (start, stop)] if start < stop else parts
