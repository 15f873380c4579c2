"""Import of a data set into a project: its clips are read one by one, matched with media, and sent on in small portions.

What is here runs on a worker and touches no document; `ImportWriter` puts what it yields into the project.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from sa2va_desktop.annotation.records import MediaItem, ObjectFrame
from sa2va_desktop.datasets.dataset_format import ReadableFormat, format_titles, formats, readable_formats
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport, Problem
from sa2va_desktop.datasets.recognition import recognised_formats
from sa2va_desktop.datasets.side_file import read_side_file
from sa2va_desktop.errors import FormatError, InputError
from sa2va_desktop.operations.import_media import MediaMatcher
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

__all__ = [
    "ClipFound",
    "ClipLeftOut",
    "ImportEvent",
    "ImportReport",
    "ImportRequest",
    "MasksFound",
    "Problem",
    "StrictReport",
    "TextsFound",
    "import_events",
    "import_formats",
    "mask_events",
    "recognised_formats",
]

MASKS_AT_ONCE = 64
"""Masks of one event, so that the document's thread is never busy for long."""


class StrictReport(ImportReport):
    """Refuses the whole at the first problem."""

    def add(self, place: str, sentence: str) -> None:
        """Raises: FormatError: always."""
        raise FormatError(sentence if place in sentence else f"{place}: {sentence}")


@dataclass(frozen=True)
class ImportRequest:
    """What is to be imported.

    Attributes:
        source: the data set's folder, or its main file.
        items: media of the project as they are now.
        pictures: a folder in which the pictures are that the data set does not bring, or None.
        report: problems are told there while it runs.
    """

    source: Path
    format_id: str
    items: tuple[MediaItem, ...] = ()
    pictures: Path | None = None
    report: ImportReport = field(default_factory=ImportReport)


@dataclass(frozen=True)
class ClipFound:
    """A clip and where it goes: `item` with the id `import_media.NEW` is to be added to the project."""

    clip: ImportedClip
    item: MediaItem
    frame_indices: tuple[int, ...]


@dataclass(frozen=True)
class MasksFound:
    """Masks of the object at `place` in `ClipFound.clip.objects`, by frame index of the media item."""

    place: int
    frames: Mapping[int, ObjectFrame]


@dataclass(frozen=True)
class ClipLeftOut:
    """A clip without media; the report says why."""

    name: str


@dataclass(frozen=True)
class TextsFound:
    """All masks of the latest `ClipFound` have come; its expressions and turns can refer to its objects."""


ImportEvent = ClipFound | ClipLeftOut | MasksFound | TextsFound


def import_formats() -> dict[str, str]:
    """Titles of the formats that can be imported, by their ids, in the language of the person."""
    known = readable_formats()
    return {format_id: title for format_id, title in format_titles().items() if format_id in known}


def import_events(request: ImportRequest, token: CancelToken) -> Iterator[ImportEvent]:
    """Read, match, send; one clip is in memory at a time.

    Raises:
        FormatError: the data set cannot be used, or not from some place on.
        CancelledError: between clips and portions.
    """
    reader = _reader(request.format_id)
    if not os.path.exists(request.source):  # unlike Path.exists it never raises
        raise InputError(
            translate("operations", "{0}: expected a data set, found nothing").format(request.source)
        )
    side = read_side_file(request.source, request.report)
    matcher = MediaMatcher(request.items, request.pictures, request.report, token)
    for clip in reader.read(request.source, request.report, token):
        token.raise_if_cancelled()
        if not clip.frames:
            request.report.add(
                clip.name, translate("operations", "expected a picture or video, found words alone")
            )
            yield ClipLeftOut(clip.name)
            continue
        known = side.completed(clip) if side is not None else clip
        match = matcher.find(known)
        if match is None:
            yield ClipLeftOut(known.name)
            continue
        yield ClipFound(known, match.item, match.frame_indices)
        yield from mask_events(known, match.frame_indices, request.report, token)
        yield TextsFound()


def _reader(format_id: str) -> ReadableFormat:
    known = readable_formats()
    if format_id in known:
        return known[format_id]
    if format_id in formats():
        raise FormatError(
            translate("operations", "the format {0!r} can be exported but not imported").format(format_id)
        )
    raise FormatError(
        translate("operations", "no format that can be imported is called {0!r}; there are {1}").format(
            format_id, ", ".join(sorted(known))
        )
    )


def mask_events(
    clip: ImportedClip, frame_indices: tuple[int, ...], report: ImportReport, token: CancelToken
) -> Iterator[MasksFound]:
    """The masks of a clip after its `ClipFound`; those that do not fit are told to the report.

    Raises: CancelledError: between portions.
    """
    for place in range(len(clip.objects)):
        frames = _frames(clip, place, frame_indices, report)
        while portion := dict(islice(frames, MASKS_AT_ONCE)):
            token.raise_if_cancelled()
            yield MasksFound(place, portion)


def _frames(
    clip: ImportedClip, place: int, frame_indices: tuple[int, ...], report: ImportReport
) -> Iterator[tuple[int, ObjectFrame]]:
    each = clip.objects[place]
    for position, mask in sorted(each.track.items()):
        if not 0 <= position < len(frame_indices) or mask.rle.size_hw != (clip.height, clip.width):
            sentence = translate("operations", "a mask of {0}x{1} on frame {2} does not fit the clip")
            report.add(
                f"{clip.name}, {each.key}", sentence.format(mask.rle.size_hw[1], mask.rle.size_hw[0], position)
            )
            continue
        yield (
            frame_indices[position],
            ObjectFrame(mask.rle, mask.state, mask.predicted_iou, mask.object_score),
        )
