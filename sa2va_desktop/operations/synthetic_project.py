"""Annotated clips that a program draws, put into a project as an import would: media first, then masks and texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from sa2va_desktop.annotation.records import AnnotationObject, ObjectId
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.imported_clip import (
    ImportedClip,
    ImportedExpression,
    ImportedMask,
    ImportedObject,
    ImportedTurn,
    ImportReport,
)
from sa2va_desktop.operations.import_dataset import (
    ClipFound,
    ImportEvent,
    TextsFound,
    mask_events,
)
from sa2va_desktop.operations.import_media import NEW
from sa2va_desktop.operations.import_modes import ImportMode
from sa2va_desktop.operations.import_writer import ImportWriter
from sa2va_desktop.operations.media_items import OpenProject, media_item_of, probe
from sa2va_desktop.tasks import CancelToken

FORMAT_ID = "synth"
"""What the records of the project name as their source."""

MediaWriter = Callable[[AnnotatedClip], Path]
"""Writes the pictures of a clip and says where they are."""


def drawn_clips_writer(session: OpenProject, source: Path) -> ImportWriter:
    """What takes the events; see `operations.headless_run.run_to_end`."""
    return ImportWriter(session, source, format_id=FORMAT_ID, mode=ImportMode.ADD, report=ImportReport())


def drawn_clip_events(
    clips: Sequence[AnnotatedClip], write_media: MediaWriter, token: CancelToken
) -> Iterator[ImportEvent]:
    """Write the media of each clip, then send everything that is known of it; one clip is in memory at a time.

    Raises:
        CancelledError: between clips; those that were sent are whole.
        MediaError, OutputError: media cannot be written or read back.
    """
    for clip in clips:
        token.raise_if_cancelled()
        item = media_item_of(NEW, probe(write_media(clip), token=token))
        known, frame_indices = imported(clip), tuple(range(clip.item.frame_count))
        yield ClipFound(known, item, frame_indices)
        yield from mask_events(known, frame_indices, ImportReport(), token)
        yield TextsFound()


def imported(clip: AnnotatedClip) -> ImportedClip:
    """The same in the terms of an import."""
    places = {each.object_id: place for place, each in enumerate(clip.objects)}
    count = clip.item.frame_count
    return ImportedClip(
        clip.name,
        clip.item.height,
        clip.item.width,
        frames=tuple(f"{frame:05d}" for frame in range(count)),
        objects=tuple(_object(clip, each) for each in clip.objects),
        expressions=tuple(
            ImportedExpression(
                each.text,
                _known(places, each.object_ids),
                each.kind,
                each.length,
                each.language,
                each.segments,
            )
            for each in clip.expressions
        ),
        turns=tuple(
            ImportedTurn(
                each.instruction,
                each.text,
                tuple(
                    (phrase.start, phrase.stop, None if phrase.object_id is None else places[phrase.object_id])
                    for phrase in each.phrases
                ),
                each.task,
            )
            for each in clip.answers
        ),
        split=clip.split,
        is_clip=count > 1,
    )


def _object(clip: AnnotatedClip, each: AnnotationObject) -> ImportedObject:
    masks = clip.tracks[each.object_id].items()
    track = {frame: ImportedMask(record.rle, record.state) for frame, record in masks}
    return ImportedObject(
        str(each.object_id), each.name, clip.category_name(each), track, each.color, each.expression
    )


def _known(places: Mapping[ObjectId, int], object_ids: Sequence[ObjectId]) -> tuple[int, ...]:
    return tuple(places[object_id] for object_id in object_ids)
