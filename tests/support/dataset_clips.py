"""Clips for tests of data set formats: two overlapping objects, pictures in numbers, and the way back from an import."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from support.sample_masks import HEIGHT, WIDTH, bar, ring

from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Category,
    CategoryId,
    FrameState,
    MediaId,
    MediaItem,
    MediaKind,
    ObjectFrame,
    ObjectId,
)
from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle, rle_to_mask
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import ExportOptions, export_dataset, readable_formats
from sa2va_desktop.datasets.extras import with_extras
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedObject, ImportReport
from sa2va_desktop.tasks import CancelToken

RING, BAR = ObjectId(7), ObjectId(9)
CATEGORIES = {CategoryId(1): Category(CategoryId(1), "thing", (9, 9, 9))}


def nothing() -> BoolMask:
    return np.zeros((HEIGHT, WIDTH), np.bool_)


def record(mask: BoolMask, state: FrameState = FrameState.CONFIRMED) -> ObjectFrame:
    return ObjectFrame(mask_to_rle(mask), state)


class PlainFrames:
    """Grey frames, lighter with time, as a reader that can be opened again and again."""

    def __enter__(self) -> PlainFrames:
        return self

    def __exit__(self, *error: object) -> None:
        return

    def read_rgb(self, frame_index: int) -> npt.NDArray[np.uint8]:
        return np.full((HEIGHT, WIDTH, 3), 60 + frame_index % 100, np.uint8)


def make_clip(
    name: str = "clip",
    *,
    frame_count: int = 3,
    fps: int = 25,
    split: str = "",
    kind: MediaKind = MediaKind.VIDEO,
    has_pictures: bool = True,
) -> AnnotatedClip:
    """A ring on every frame, and a bar above it on the last one, known to be absent on the first; both are labelled."""
    pts = tuple(range(frame_count))
    item = MediaItem(MediaId(1), kind, f"/media/{name}.mp4", HEIGHT, WIDTH, pts, (1, fps))
    objects = tuple(
        AnnotationObject(key, MediaId(1), title, color, category_id=CategoryId(1), order=order)
        for order, (key, title, color) in enumerate([(RING, "ring", (255, 0, 0)), (BAR, "bar", (0, 255, 0))])
    )
    tracks = {
        RING: {frame: record(ring()) for frame in range(frame_count)},
        BAR: {0: record(nothing(), FrameState.ABSENT), frame_count - 1: record(bar())},
    }
    opener = PlainFrames if has_pictures else None
    return AnnotatedClip(name, item, objects, tracks, dict(CATEGORIES), open_frames=opener, split=split)


def write(
    clips: Iterable[AnnotatedClip], format_id: str, out: Path, options: ExportOptions | None = None
) -> Path:
    export_dataset(list(clips), format_id=format_id, out=out, options=options)
    return out


def read(format_id: str, source: Path) -> tuple[list[ImportedClip], ImportReport]:
    """All clips of a data set, and what could not be used."""
    report = ImportReport()
    return list(readable_formats()[format_id].read(source, report, CancelToken())), report


def masks_of(annotation_object: ImportedObject) -> dict[int, BoolMask]:
    """Position → mask."""
    return {position: rle_to_mask(mask.rle) for position, mask in annotation_object.track.items()}


def as_annotated(clip: ImportedClip, format_id: str, *, frame_count: int, fps: int) -> AnnotatedClip:
    """What an export would be given after the clip was imported for a video of that length."""
    frames = clip.frame_indices or tuple(range(len(clip.frames)))
    item = MediaItem(
        MediaId(1),
        MediaKind.VIDEO,
        f"/media/{clip.name}.mp4",
        clip.height,
        clip.width,
        tuple(range(frame_count)),
        (1, fps),
        extras=with_extras("", format_id, clip.extras),
    )
    objects, tracks = [], {}
    for number, each in enumerate(clip.objects, start=1):
        key = ObjectId(number)
        extras = with_extras("", format_id, each.extras)
        objects.append(AnnotationObject(key, MediaId(1), each.name, (0, 0, 0), order=number, extras=extras))
        tracks[key] = {frames[place]: ObjectFrame(mask.rle, mask.state) for place, mask in each.track.items()}
    return AnnotatedClip(clip.name, item, tuple(objects), tracks, split=clip.split)
