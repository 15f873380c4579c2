"""What a project knows of its media, as a data set would tell it: for whoever learns from it or measures by it.

Counted are accepted expressions, the expression that an object was made by, and finished answers. A text that is proposed or
rejected is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from sa2va_desktop.annotation.model_questions import (
    EXPRESSION_QUESTION,
    OUTLINE_EXPRESSION_QUESTION,
    OUTLINE_QUESTION,
    REGION_QUESTION,
    with_region_named,
)
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import (
    Answer,
    AnswerState,
    AnswerTask,
    ExpressionState,
    FrameState,
    MediaItem,
    MediaKind,
    ObjectId,
)
from sa2va_desktop.annotation.threads import direct_followers
from sa2va_desktop.datasets.extras import split_of
from sa2va_desktop.datasets.imported_clip import (
    ImportedClip,
    ImportedExpression,
    ImportedMask,
    ImportedObject,
    ImportedTurn,
)
from sa2va_desktop.editing.shown_mask import shown_track

COUNTED = frozenset(
    {
        FrameState.PROMPTED,
        FrameState.TRACKED,
        FrameState.EDITED,
        FrameState.ABSENT,
        FrameState.OCCLUDED,
        FrameState.CONFIRMED,
        FrameState.LOCKED,
    }
)
"""States of masks that count as truth: what a person said or drew, and what was tracked from it. A mask that is stale or
flagged says nothing, neither that the thing is there nor that it is not."""


def clip_of_item(project: Project, item: MediaItem, name: str) -> ImportedClip:
    """A media item as a data set would tell it, masks as they are seen; positions of frames are frame indices."""
    objects = project.objects_of(item.media_id)
    position = {each.object_id: place for place, each in enumerate(objects)}
    return ImportedClip(
        name,
        item.height,
        item.width,
        tuple(f"{frame:05d}" for frame in range(item.frame_count)),
        Path(item.path),
        tuple(range(item.frame_count)),
        source_name=PurePosixPath(item.path).name,
        source_hash=item.edge_hash,
        objects=tuple(_object(project, each.object_id) for each in objects),
        expressions=tuple(
            ImportedExpression(
                each.text, tuple(position[o] for o in each.object_ids if o in position), each.kind
            )
            for each in project.expressions_of(item.media_id)
            if each.state is ExpressionState.ACCEPTED and set(each.object_ids) <= position.keys()
        ),
        turns=tuple(_turns(project, item, position)),
        split=split_of(item.extras),
        is_clip=item.kind is not MediaKind.IMAGE,
    )


def _object(project: Project, object_id: ObjectId) -> ImportedObject:
    each = project.objects[object_id]
    category = project.categories.get(each.category_id) if each.category_id is not None else None
    return ImportedObject(
        str(object_id),
        each.name,
        category.name if category is not None else "",
        {
            frame: ImportedMask(record.rle, record.state)
            for frame, record in sorted(shown_track(project, object_id).items())
        },
        expression=each.expression,
    )


def _turns(project: Project, item: MediaItem, position: Mapping[ObjectId, int]) -> Iterator[ImportedTurn]:
    """Finished answers, one thread after the other; of several that follow the same turn the latest goes on."""
    finished = {
        each.answer_id: each
        for each in project.answers_of(item.media_id)
        if each.state is AnswerState.COMPLETE
        and each.task
        not in (AnswerTask.OBJECTS, AnswerTask.FIND)  # no sample has several regions, or none to see
        and (each.text.strip() or each.phrases)
    }
    direct = direct_followers(finished)
    for first in finished.values():
        at = first if first.follows is None else None  # else its beginning is missing, or it comes with that
        while at is not None:
            phrases = tuple(
                (
                    phrase.start,
                    phrase.stop,
                    None if phrase.object_id is None else position.get(phrase.object_id),
                )
                for phrase in at.phrases
            )
            is_continued = at is not first
            yield ImportedTurn(_question(project, at), at.text, phrases, at.task, is_continued=is_continued)
            at = direct[at.answer_id][-1] if at.answer_id in direct else None


def _question(project: Project, answer: Answer) -> str:
    """What was asked, in words; "" for the usual question of a task."""
    if answer.task is not AnswerTask.REGION:
        return answer.instruction
    if REGION_QUESTION in answer.prompt or OUTLINE_QUESTION in answer.prompt:
        return ""
    if EXPRESSION_QUESTION in answer.prompt or OUTLINE_EXPRESSION_QUESTION in answer.prompt:
        return EXPRESSION_QUESTION
    name = next((project.objects[each].name for each in answer.object_ids if each in project.objects), "")
    return with_region_named(answer.instruction, name)
