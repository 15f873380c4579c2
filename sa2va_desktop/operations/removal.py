"""Remove objects and media with all that is kept about them beside their masks: marks, and what was said of cuts."""

from __future__ import annotations

from collections.abc import Iterable

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnswerId, MediaId, ObjectId
from sa2va_desktop.editing import commands
from sa2va_desktop.operations.marks import forget_marks
from sa2va_desktop.operations.scene_cuts import forget_cut_edits


def remove_objects(project: Project, object_ids: Iterable[ObjectId]) -> list[Change]:
    """See `editing.commands.remove_objects`."""
    gone = list(object_ids)
    return [*commands.remove_objects(project, gone), *forget_marks(project, gone)]


def remove_answer_and_objects(project: Project, answer_id: AnswerId) -> list[Change]:
    """See `editing.commands.remove_answer_and_objects`."""
    gone = project.answers[answer_id].object_ids
    return [*commands.remove_answer_and_objects(project, answer_id), *forget_marks(project, gone)]


def remove_media(project: Project, media_id: MediaId) -> list[Change]:
    """See `editing.commands.remove_media`."""
    gone = [item.object_id for item in project.objects_of(media_id)]
    return [
        *commands.remove_media(project, media_id),
        *forget_marks(project, gone),
        *forget_cut_edits(project, media_id),
    ]
