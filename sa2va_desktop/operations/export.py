"""Export media items of a project as a data set: a snapshot is taken here, files are written by `datasets`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from itertools import chain, count
from pathlib import Path

from sa2va_desktop.annotation.attributes import ObjectAttribute
from sa2va_desktop.annotation.model_questions import with_region_named
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import Answer, AnswerTask, MediaId, MediaItem, MediaKind, ObjectId
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip, FrameReader
from sa2va_desktop.datasets.dataset_format import (
    ExportOptions,
    ProgressCallback,
    check_choices,
    export_dataset,
    format_by_id,
    format_titles,
    unique_names,
)
from sa2va_desktop.datasets.export_folder import check_export_folder, new_folder_content
from sa2va_desktop.datasets.extras import split_of
from sa2va_desktop.datasets.losses import Loss
from sa2va_desktop.editing.shown_mask import shown_track
from sa2va_desktop.operations.instructions import sent_text
from sa2va_desktop.operations.media_items import open_item
from sa2va_desktop.operations.object_question import asked_objects
from sa2va_desktop.operations.region_caption import described_object
from sa2va_desktop.operations.region_prompts import Marking, kind_of_prompt, objects_prompt, region_prompt
from sa2va_desktop.resources import resource_path
from sa2va_desktop.tasks import CancelToken

__all__ = [
    "ExportOptions",
    "Loss",
    "annotated_clips",
    "check_export_folder",
    "check_export_options",
    "export_formats",
    "export_losses",
    "media_files",
    "suggested_folder",
    "write_export",
    "write_folder",
]


def export_formats() -> dict[str, str]:
    """Titles of the formats by their ids."""
    return format_titles()


def annotated_clips(
    project: Project, media_ids: Sequence[MediaId] | None = None, *, format_id: str = ""
) -> list[AnnotatedClip]:
    """A snapshot of media items for export, on the document's thread.

    Args:
        media_ids: None takes all that have something for the format: objects, or answers where it takes these.
            Hidden objects are exported too; hiding is a view. Masks are exported as they are seen, cleaned up.
    """
    takes_answers = bool(format_id) and format_by_id(format_id).takes_answers
    wanted = media_ids
    if wanted is None:
        wanted = [
            m for m in project.media if project.objects_of(m) or (takes_answers and project.answers_of(m))
        ]
    items = [project.media[media_id] for media_id in wanted]
    names = unique_names([Path(item.path).stem for item in items])
    return [_snapshot(project, item, name) for item, name in zip(items, names, strict=True)]


def media_files(project: Project) -> list[Path]:
    """Files of all media of a project, which no export of it may overwrite, whether they are exported or not."""
    return [Path(item.path) for item in project.media.values()]


def export_losses(
    clips: Sequence[AnnotatedClip], format_id: str, options: ExportOptions | None = None
) -> list[Loss]:
    """What the format could not hold, in numbers, without writing anything.

    Raises: FormatError for an unknown format.
    """
    return format_by_id(format_id).losses(clips, options or ExportOptions())


def check_export_options(format_id: str, options: ExportOptions) -> None:
    """What can be refused before there is anything to export. Raises: FormatError."""
    check_choices(format_by_id(format_id), options)


def suggested_folder(clips: Sequence[AnnotatedClip], format_id: str, elsewhere: Path) -> Path:
    """A folder that is not there yet, beside the media. Looks at the disk.

    Media that a data set speaks of may lie inside it, where the new folder would be found among its clips. So the media
    that are taken for this are those that no import has marked.

    Args:
        elsewhere: where it shall be if nothing can be written beside the media, or they come with the program.
    """
    name = clips[0].name if len(clips) == 1 else "dataset"
    opened = next((clip for clip in clips if not clip.item.extras), None)
    beside = elsewhere if opened is None else Path(opened.item.path).parent
    is_ours = beside.is_relative_to(resource_path(""))
    folder = elsewhere if is_ours or not os.access(beside, os.W_OK) else beside
    names = (f"{name}-{format_id}{ending}" for ending in chain([""], (f"-{n}" for n in count(2))))
    return next(folder / each for each in names if not (folder / each).exists())


def write_export(
    clips: Sequence[AnnotatedClip],
    *,
    format_id: str,
    out: Path,
    options: ExportOptions | None = None,
    overwrite: bool = False,
    sources: Sequence[Path] = (),
    extra_files: Mapping[str, bytes] | None = None,
    on_progress: ProgressCallback = lambda done, total: None,
    token: CancelToken | None = None,
) -> list[Loss]:
    """Write a snapshot, on any thread; complete or not at all. See `datasets.export_dataset`."""
    return export_dataset(
        clips,
        format_id=format_id,
        out=out,
        options=options,
        overwrite=overwrite,
        sources=sources,
        extra_files=extra_files,
        on_progress=on_progress,
        token=token,
    )


def write_folder(out: Path, files: Mapping[str, bytes], *, overwrite: bool) -> None:
    """Write files into a new folder, complete or not at all. Raises: as `datasets.export_dataset`."""
    check = partial(check_export_folder, out, overwrite=overwrite)
    check()
    with new_folder_content(out, check) as folder:
        for name, content in files.items():
            (folder / name).write_bytes(content)


def _snapshot(project: Project, item: MediaItem, name: str) -> AnnotatedClip:
    objects = tuple(project.objects_of(item.media_id))
    answers = tuple(project.answers_of(item.media_id))
    opener: Callable[[], AbstractContextManager[FrameReader]] = partial(open_item, item)
    return AnnotatedClip(
        name=name,
        item=item,
        objects=objects,
        tracks={each.object_id: shown_track(project, each.object_id) for each in objects},
        categories=dict(project.categories),
        answers=answers,
        open_frames=opener,
        model_names=_model_names(answers),
        expressions=tuple(project.expressions_of(item.media_id)),
        split=split_of(item.extras),
        attributes=tuple(sorted(project.attributes.values(), key=lambda each: (each.order, each.attribute_id))),
        values={each.object_id: _confirmed_values(project, each.object_id) for each in objects},
        questions={answer.answer_id: _question(project, answer) for answer in answers},
    )


def _confirmed_values(project: Project, object_id: ObjectId) -> tuple[ObjectAttribute, ...]:
    """What a person gave or confirmed of the attributes that the object has."""
    category_id = project.objects[object_id].category_id
    known = project.values_of(object_id)
    found = []
    for attribute in project.schema_attributes(category_id):
        value = known.get(attribute.attribute_id)
        keys = tuple(key for key in value.keys if key.is_confirmed) if value is not None else ()
        if keys:
            found.append(ObjectAttribute(object_id, attribute.attribute_id, keys))
    return tuple(found)


def _question(project: Project, answer: Answer) -> str:
    """What the model was asked, in words."""
    if answer.task is AnswerTask.OBJECTS:
        names = [project.objects[each].name for each in asked_objects(answer)]
        return objects_prompt(answer.instruction, names, Marking.REGIONS) if names else answer.instruction
    if answer.task is not AnswerTask.REGION:
        is_video = project.media[answer.media_id].kind is not MediaKind.IMAGE
        return sent_text(answer.task, answer.instruction, is_video=is_video)
    described = project.objects.get(described_object(answer) or ObjectId(0))
    question = with_region_named(answer.instruction, described.name if described is not None else "")
    return region_prompt(kind_of_prompt(answer.prompt), question, takes_regions=True)


def _model_names(answers: Sequence[Answer]) -> dict[ObjectId, str]:
    return {object_id: answer.model_name for answer in answers for object_id in answer.object_ids}
