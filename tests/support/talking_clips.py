"""A small clip with objects, masks of every awkward shape, texts and answers, as exporters are given it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from support.sample_masks import HEIGHT, WIDTH, bar, ring

from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Answer,
    AnswerId,
    AnswerState,
    AnswerTask,
    FrameState,
    MediaId,
    MediaItem,
    MediaKind,
    ObjectFrame,
    ObjectId,
    Phrase,
)
from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import ExportOptions, export_dataset, readable_formats
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.tasks import CancelToken

FRAMES = 3
RING, BAR, DOT = ObjectId(7), ObjectId(9), ObjectId(11)


def dot() -> BoolMask:
    mask = np.zeros((HEIGHT, WIDTH), np.bool_)
    mask[2, 2] = True
    return mask


class PlainFrames:
    """Grey frames, as a reader that can be opened again and again."""

    def __enter__(self) -> PlainFrames:
        return self

    def __exit__(self, *error: object) -> None:
        return

    def read_rgb(self, frame_index: int) -> np.ndarray:
        return np.full((HEIGHT, WIDTH, 3), 100, np.uint8)


def record(mask: BoolMask, state: FrameState = FrameState.TRACKED) -> ObjectFrame:
    return ObjectFrame(mask_to_rle(mask), state, predicted_iou=0.9, object_score=3.0)


def turn(number: int, text: str, *named: tuple[str, ObjectId], **fields: Any) -> Answer:
    """An answer with a phrase for each of the words named, in reading order."""
    phrases, at = [], 0
    for words, object_id in named:
        start = text.index(words, at)
        at = start + len(words)
        phrases.append(Phrase(start, at, object_id))
    given = {"task": AnswerTask.GROUNDED_CAPTION, "language_frames": (0, 2), **fields}
    return Answer(
        answer_id=AnswerId(number),
        media_id=MediaId(1),
        instruction=f"question {number}",
        prompt="",
        text=text,
        phrases=tuple(phrases),
        frame_range=(0, FRAMES),
        grounding_mode="",
        model_name="nano",
        created_at="2026-11-22T12:00:00+00:00",
        state=AnswerState.COMPLETE,
        **given,
    )


def talking_clip(
    *answers: Answer,
    kind: MediaKind = MediaKind.VIDEO,
    expressions: Mapping[ObjectId, str] | None = None,
    **more: Any,
) -> AnnotatedClip:
    """A ring on every frame, a bar on the first and the last, a dot on the last; or a picture with ring and bar."""
    told = expressions or {}
    count = 1 if kind is MediaKind.IMAGE else FRAMES
    name = "clip.png" if kind is MediaKind.IMAGE else "clip.mp4"
    item = MediaItem(
        MediaId(1), kind, f"/media/{name}", HEIGHT, WIDTH, tuple(range(count)), (1, 25), 1000, "edge"
    )
    objects = tuple(
        AnnotationObject(number, MediaId(1), called, color, order=order, expression=told.get(number, ""))
        for order, (number, called, color) in enumerate(
            [(RING, "ring", (255, 0, 0)), (BAR, "bar", (0, 255, 0)), (DOT, "dot", (0, 0, 255))]
        )
    )
    tracks = {
        RING: {frame: record(ring()) for frame in range(count)},
        BAR: {frame: record(bar()) for frame in (0, 2) if frame < count},
        DOT: {frame: record(dot()) for frame in (2,) if frame < count},
    }
    given: dict[str, Any] = {"answers": answers, "open_frames": PlainFrames, **more}
    return AnnotatedClip("clip", item, objects, tracks, **given)


def written(clips: list[AnnotatedClip], format_id: str, out: Path, **choices: str) -> Path:
    export_dataset(clips, format_id=format_id, out=out, options=ExportOptions(choices=choices))
    return out


def read_back(source: Path, format_id: str) -> tuple[list[ImportedClip], ImportReport]:
    report = ImportReport()
    return list(readable_formats()[format_id].read(source, report, CancelToken())), report


def read_well(source: Path, format_id: str) -> list[ImportedClip]:
    """What is read of a data set that has nothing to complain about, and that its format recognises."""
    assert readable_formats()[format_id].recognises(source)
    clips, report = read_back(source, format_id)
    assert report.problems == []
    return clips


def loss_counts(clips: list[AnnotatedClip], format_id: str, **choices: str) -> dict[str, int]:
    """Losses by kind; those of a kind of their own by their words."""
    losses = readable_formats()[format_id].losses(clips, ExportOptions(choices=choices))
    return {str(loss.kind) if loss.kind.value != "other" else loss.what: loss.count for loss in losses}
