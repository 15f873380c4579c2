"""The verbs of the document: pure functions from the project and an intention to the changes that carry it out.

Nothing is changed here; the changes go to `History.do` or, for a run, to `History.append`. Menus, shortcuts, tools
and headless commands all call the same verbs. An unknown id raises KeyError.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sa2va_desktop.annotation.attributes import Attribute, AttributeId, ObjectAttribute
from sa2va_desktop.annotation.changes import Change, Record, Table
from sa2va_desktop.annotation.frame_review import FrameReview
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Answer,
    AnswerId,
    Category,
    CategoryId,
    Expression,
    ExpressionId,
    FrameState,
    MediaId,
    MediaItem,
    ObjectFrame,
    ObjectId,
    Phrase,
    Rgb,
)
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.phrases import (
    TextEdit,
    bound_phrase,
    moved_phrases,
    with_phrase,
    without_phrase,
)
from sa2va_desktop.editing.shown_mask import with_state


def put_media(project: Project, item: MediaItem) -> list[Change]:
    """Add a media item, or replace the one of the same id (a hash became known, the file was found again)."""
    return [_put(project, Table.MEDIA, item.media_id, item)]


def remove_media(project: Project, media_id: MediaId) -> list[Change]:
    """Remove a media item with its objects, masks, conversation and expressions. The file itself is not touched."""
    changes = [_remove(project, Table.ANSWER, answer.answer_id) for answer in project.answers_of(media_id)]
    changes += [
        _remove(project, Table.EXPRESSION, each.expression_id) for each in project.expressions_of(media_id)
    ]
    for item in project.objects_of(media_id):
        changes += _remove_object_and_masks(project, item.object_id)
    return [*changes, _remove(project, Table.MEDIA, media_id)]


def put_category(project: Project, category: Category) -> list[Change]:
    """Add a category, or replace the one of the same id."""
    return [_put(project, Table.CATEGORY, category.category_id, category)]


def remove_category(project: Project, category_id: CategoryId) -> list[Change]:
    """Remove a category; objects that have it have none afterwards.

    Attributes that were for it alone go too, with all their values.
    """
    holders = [item for item in project.objects.values() if item.category_id == category_id]
    changes = [_put(project, Table.OBJECT, item.object_id, replace(item, category_id=None)) for item in holders]
    for attribute in project.attributes.values():
        if attribute.category_ids == (category_id,):
            changes += remove_attribute(project, attribute.attribute_id)
        elif category_id in attribute.category_ids:
            stay = tuple(each for each in attribute.category_ids if each != category_id)
            changes += put_attribute(project, replace(attribute, category_ids=stay))
    return [*changes, _remove(project, Table.CATEGORY, category_id)]


def put_attribute(project: Project, attribute: Attribute) -> list[Change]:
    """Add an attribute to the schema, or replace the one of the same id. Values that are there stay."""
    return [_put(project, Table.ATTRIBUTE, attribute.attribute_id, attribute)]


def remove_attribute(project: Project, attribute_id: AttributeId) -> list[Change]:
    """Remove an attribute from the schema, and its values from all objects."""
    changes = [
        _remove(project, Table.VALUE, (object_id, attribute_id))
        for object_id in project.objects
        if attribute_id in project.values_of(object_id)
    ]
    return [*changes, _remove(project, Table.ATTRIBUTE, attribute_id)]


def put_value(project: Project, value: ObjectAttribute) -> list[Change]:
    """What an attribute is of an object, instead of what is there; without keys it is unknown."""
    key = value.slot_key
    if value.keys:
        return [_put(project, Table.VALUE, key, value)]
    return [_remove(project, Table.VALUE, key)] if project.record(Table.VALUE, key) else []


def put_review(project: Project, review: FrameReview) -> list[Change]:
    """What is said of an object on a frame, instead of what is there; a review that says nothing is removed."""
    key = review.slot_key
    if review != FrameReview(*key, reviewed_at=review.reviewed_at):
        return [_put(project, Table.REVIEW, key, review)]
    return [_remove(project, Table.REVIEW, key)] if project.record(Table.REVIEW, key) else []


def new_object(
    project: Project,
    media_id: MediaId,
    name: str,
    *,
    color: Rgb | None = None,
    category_id: CategoryId | None = None,
    expression: str = "",
) -> AnnotationObject:
    """A record for one more object of a media item, last in order, with an unused name and colour.

    It is not in the project yet; pass it to `put_object`. Several made before any is put get the same place in the
    order, and colours that may repeat; put each before the next is made, or give `color`.
    """
    return AnnotationObject(
        object_id=project.allocate_object_id(),
        media_id=media_id,
        name=project.unique_object_name(media_id, name),
        color=color or project.next_object_color(media_id),
        category_id=category_id,
        order=project.next_object_order(media_id),
        expression=expression,
    )


def put_object(project: Project, item: AnnotationObject) -> list[Change]:
    """Add an object, or replace the record of the same id: its name, colour, category, order, visibility, lock."""
    return [_put(project, Table.OBJECT, item.object_id, item)]


def rename_object(project: Project, object_id: ObjectId, name: str) -> list[Change]:
    return put_object(project, replace(project.objects[object_id], name=name))


def recolor_object(project: Project, object_id: ObjectId, color: Rgb) -> list[Change]:
    return put_object(project, replace(project.objects[object_id], color=color))


def reorder_objects(project: Project, object_ids: Iterable[ObjectId]) -> list[Change]:
    """Number objects in the order given, from 0."""
    records = [replace(project.objects[object_id], order=place) for place, object_id in enumerate(object_ids)]
    return [_put(project, Table.OBJECT, item.object_id, item) for item in records]


def remove_objects(project: Project, object_ids: Iterable[ObjectId]) -> list[Change]:
    """Remove objects with all their masks.

    Answers keep their text; phrases that referred to them become plain text. Expressions go with the last thing that
    they are about.
    """
    gone = set(object_ids)
    changes = []
    for media_id in {project.objects[object_id].media_id for object_id in gone}:
        for answer in project.answers_of(media_id):
            stay = tuple(phrase for phrase in answer.phrases if phrase.object_id not in gone)
            if stay != answer.phrases:
                changes.append(_put(project, Table.ANSWER, answer.answer_id, replace(answer, phrases=stay)))
        for expression in project.expressions_of(media_id):
            left = tuple(object_id for object_id in expression.object_ids if object_id not in gone)
            if not left and expression.object_ids:
                changes.append(_remove(project, Table.EXPRESSION, expression.expression_id))
            elif left != expression.object_ids:
                changes += put_expression(project, replace(expression, object_ids=left))
    for object_id in sorted(gone):
        changes += _remove_object_and_masks(project, object_id)
    return changes


def put_frame(project: Project, object_id: ObjectId, frame_index: int, frame: ObjectFrame) -> Change:
    """One object on one frame as it should be."""
    return _put(project, Table.FRAME, (object_id, frame_index), frame)


def put_track(project: Project, object_id: ObjectId, frames: Mapping[int, ObjectFrame]) -> list[Change]:
    """One object on several frames as it should be; other frames stay."""
    return [put_frame(project, object_id, index, frame) for index, frame in frames.items()]


def edit_mask(project: Project, object_id: ObjectId, frame_index: int, rle: MaskRle) -> list[Change]:
    """Set a mask by hand: the frame is EDITED, and no longer has the scores of the model."""
    return [put_frame(project, object_id, frame_index, ObjectFrame(rle, FrameState.EDITED))]


def set_frame_states(
    project: Project, object_id: ObjectId, frame_indices: Iterable[int], state: FrameState
) -> list[Change]:
    """Confirm, lock, flag … frames that have a record, as they are seen; frames without one are passed over."""
    track, item = project.track(object_id), project.objects[object_id]
    return [
        put_frame(project, object_id, index, with_state(item, track[index], state))
        for index in frame_indices
        if index in track
    ]


def remove_masks(project: Project, object_id: ObjectId, frame_range: tuple[int, int]) -> list[Change]:
    """Make frames of a half-open range untouched, whatever their state."""
    start, stop = frame_range
    inside = (index for index in project.frame_indices(object_id) if start <= index < stop)
    return [_remove(project, Table.FRAME, (object_id, index)) for index in inside]


def put_answer(project: Project, answer: Answer) -> list[Change]:
    """Add an answer, or replace the one of the same id (more text, another state, a phrase bound to another object).

    Phrases that refer to objects that are gone are left out.
    """
    stay = tuple(p for p in answer.phrases if p.object_id is None or p.object_id in project.objects)
    return [_put(project, Table.ANSWER, answer.answer_id, replace(answer, phrases=stay))]


def edit_answer_text(
    project: Project, answer_id: AnswerId, text: str, phrases: tuple[Phrase, ...] | None = None
) -> list[Change]:
    """Change an answer's text by hand.

    Args:
        phrases: where the phrases are now, if an editor has followed each key press; else the edit is taken as one
            replaced stretch, see `editing.phrases`.
    """
    answer = project.answers[answer_id]
    if phrases is None:
        phrases = moved_phrases(answer.phrases, answer.text, TextEdit.between(answer.text, text))
    return put_answer(project, replace(answer, text=text, phrases=phrases))


def bind_phrase(
    project: Project, answer_id: AnswerId, phrase: Phrase, object_id: ObjectId | None
) -> list[Change]:
    """Let a phrase of an answer refer to another object, or with None to none."""
    answer = project.answers[answer_id]
    return put_answer(project, replace(answer, phrases=bound_phrase(answer.phrases, phrase, object_id)))


def add_phrase(project: Project, answer_id: AnswerId, phrase: Phrase) -> list[Change]:
    """Make a stretch of an answer's text a phrase; phrases that it overlaps give way."""
    answer = project.answers[answer_id]
    return put_answer(project, replace(answer, phrases=with_phrase(answer.phrases, phrase)))


def remove_phrase(project: Project, answer_id: AnswerId, phrase: Phrase) -> list[Change]:
    """Make a phrase of an answer plain text."""
    answer = project.answers[answer_id]
    return put_answer(project, replace(answer, phrases=without_phrase(answer.phrases, phrase)))


def put_expression(project: Project, expression: Expression) -> list[Change]:
    """Add an expression, or replace the one of the same id."""
    return [_put(project, Table.EXPRESSION, expression.expression_id, expression)]


def remove_expressions(project: Project, expression_ids: Iterable[ExpressionId]) -> list[Change]:
    """Remove texts; the objects that they are about stay."""
    return [_remove(project, Table.EXPRESSION, expression_id) for expression_id in expression_ids]


def remove_answer(project: Project, answer_id: AnswerId) -> list[Change]:
    """Remove one turn of the conversation; the objects that it made stay."""
    return [_remove(project, Table.ANSWER, answer_id)]


def remove_answer_and_objects(project: Project, answer_id: AnswerId) -> list[Change]:
    """Remove one turn of the conversation with the objects that its phrases name, and their masks."""
    answer = project.answers[answer_id]
    changes = remove_objects(project, answer.object_ids)
    others = [change for change in changes if change.slot != (Table.ANSWER, answer_id)]
    return [*others, *remove_answer(project, answer_id)]


def set_setting(project: Project, name: str, value: str | None) -> list[Change]:
    """Set a setting of the project, or remove it with None."""
    return [Change(Table.SETTING, name, project.settings.get(name), value)]


def _put(project: Project, table: Table, key: int | tuple[ObjectId, int], record: Record) -> Change:
    return Change(table, key, project.record(table, key), record)


def _remove(project: Project, table: Table, key: int | tuple[ObjectId, int]) -> Change:
    record = project.record(table, key)
    if record is None:
        raise KeyError(f"there is no {table} {key}")
    return Change(table, key, record, None)


def _remove_object_and_masks(project: Project, object_id: ObjectId) -> list[Change]:
    masks = [_remove(project, Table.FRAME, (object_id, index)) for index in project.track(object_id)]
    values = [_remove(project, Table.VALUE, (object_id, each)) for each in project.values_of(object_id)]
    reviews = [_remove(project, Table.REVIEW, (object_id, index)) for index in project.reviews_of(object_id)]
    return [*masks, *values, *reviews, _remove(project, Table.OBJECT, object_id)]
