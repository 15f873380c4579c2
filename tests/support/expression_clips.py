"""Clips with texts of every kind, for the formats of referring expressions, and what a data set gives back of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from support.documents import FRAMES, HEIGHT, WIDTH, blob_mask, clip, expression, thing

from sa2va_desktop.annotation.records import (
    Category,
    CategoryId,
    FrameState,
    MediaKind,
    ObjectFrame,
    ObjectId,
)
from sa2va_desktop.annotation.rle import empty_rle
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import ExportOptions, export_dataset, readable_formats
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedObject, ImportReport
from sa2va_desktop.tasks import CancelToken

DOG, CAT = ObjectId(1), ObjectId(2)


def record(seed: int) -> ObjectFrame:
    """A confirmed mask; seed 0 is absent."""
    state = FrameState.ABSENT if seed == 0 else FrameState.CONFIRMED
    return ObjectFrame(empty_rle(HEIGHT, WIDTH) if seed == 0 else blob_mask(seed), state)


def told_clip(name: str = "clip", *, split: str = "", frame_count: int = FRAMES) -> AnnotatedClip:
    """Two objects that overlap, one absent at times; texts for one, both, none, and one text twice."""
    texts = (
        replace(expression(1, text="the brown dog"), length="long"),
        replace(expression(2, text="the brown dog"), length="short"),
        expression(3, text="both animals", object_ids=(1, 2)),
        expression(4, text="a unicorn", object_ids=()),
        expression(5, text="die Katze – „Mimi“", object_ids=(2,)),
    )
    tracks = {
        DOG: {frame: record(frame + 1) for frame in range(frame_count)},
        CAT: {frame: record(0 if frame % 4 == 1 else frame + 7) for frame in range(frame_count)},
    }
    objects = (replace(thing(1, name="Rex"), category_id=CategoryId(1)), thing(2, name="Mimi"))
    categories = {CategoryId(1): Category(CategoryId(1), "dog", (1, 2, 3))}
    item = clip(path=f"/media/{name}.mp4", frame_count=frame_count)
    return AnnotatedClip(
        name, item, objects, tracks, categories, expressions=texts, split=split, open_frames=GreyFrames
    )


def still(name: str = "picture", *, split: str = "") -> AnnotatedClip:
    """The same on one picture."""
    clip_told = told_clip(name, split=split, frame_count=1)
    return replace(clip_told, item=replace(clip_told.item, kind=MediaKind.IMAGE, path=f"/media/{name}.png"))


class GreyFrames:
    """Pictures of the clip's size, as a reader that can be opened again and again."""

    def __enter__(self) -> GreyFrames:
        return self

    def __exit__(self, *error: object) -> None:
        return

    def read_rgb(self, frame_index: int) -> np.ndarray:
        return np.full((HEIGHT, WIDTH, 3), 10 * frame_index, np.uint8)


def export(
    clips: list[AnnotatedClip], format_id: str, out: Path, *, frame_step: int | None = None, **choices: str
) -> Path:
    """Write with pictures, over what is there."""
    options = ExportOptions(frame_step=frame_step, choices=choices)
    export_dataset(clips, format_id=format_id, out=out, options=options, overwrite=True)
    return out


def read(source: Path, format_id: str) -> tuple[list[ImportedClip], ImportReport]:
    report = ImportReport()
    return list(readable_formats()[format_id].read(source, report, CancelToken())), report


def texts_of(clip_read: ImportedClip) -> list[tuple[str, tuple[str, ...]]]:
    """Each text with the names of what it means."""
    return [
        (each.text, tuple(clip_read.objects[index].name for index in each.objects))
        for each in clip_read.expressions
    ]


def masks_of(thing_read: ImportedObject) -> dict[int, ObjectFrame]:
    """The track as the document holds it."""
    return {frame: ObjectFrame(mask.rle, mask.state) for frame, mask in thing_read.track.items()}
