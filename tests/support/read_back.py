"""What tests of readable formats share: a clip with everything in it, and what came back from a file in its terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Answer,
    AnswerId,
    AnswerState,
    AnswerTask,
    Category,
    CategoryId,
    Expression,
    ExpressionId,
    ExpressionKind,
    FrameState,
    MediaId,
    MediaItem,
    MediaKind,
    ObjectFrame,
    ObjectId,
    Phrase,
    TextSegment,
)
from sa2va_desktop.annotation.rle import empty_rle, mask_to_rle
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_texts import captions_of_objects, referring_texts
from sa2va_desktop.datasets.dataset_format import ExportOptions, export_dataset, readable_formats
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.tasks import CancelToken

HEIGHT, WIDTH, FRAMES = 12, 17, 6
CAR, DOG, GHOST = ObjectId(3), ObjectId(7), ObjectId(9)


class GreyFrames:
    """Pictures of a clip, as a reader that can be opened again and again."""

    def __enter__(self) -> GreyFrames:
        return self

    def __exit__(self, *error: object) -> None:
        return

    def read_rgb(self, frame_index: int) -> np.ndarray:
        return np.full((HEIGHT, WIDTH, 3), 40 * frame_index, np.uint8)


def full_clip(name: str = "clip", *, kind: MediaKind = MediaKind.VIDEO, split: str = "") -> AnnotatedClip:
    """Holes, islands, overlap, absence, occlusion, states, scores, odd texts, an object of no frame and no label."""
    ring = np.zeros((HEIGHT, WIDTH), np.bool_)
    ring[1:9, 2:11] = True
    ring[3:6, 4:8] = False
    ring[10, 13:16] = True
    bar = np.zeros((HEIGHT, WIDTH), np.bool_)
    bar[2:4, 0:17] = True
    corner = np.zeros((HEIGHT, WIDTH), np.bool_)
    corner[0, 0] = corner[-1, -1] = True
    empty = empty_rle(HEIGHT, WIDTH)
    tracks = {
        CAR: {
            0: ObjectFrame(mask_to_rle(ring), FrameState.CONFIRMED, 0.1 + 0.2, -1.5),
            1: ObjectFrame(empty, FrameState.ABSENT),
            4: ObjectFrame(mask_to_rle(corner), FrameState.TRACKED, 0.5, 2.25),
        },
        DOG: {
            0: ObjectFrame(mask_to_rle(bar), FrameState.EDITED),
            4: ObjectFrame(mask_to_rle(ring), FrameState.OCCLUDED, None, -3.0),
            5: ObjectFrame(empty, FrameState.OCCLUDED, 0.25, -4.0),
        },
        GHOST: {},
    }
    pts = (0, 500, 1010, 1500, 2000, 2500)
    if kind is MediaKind.IMAGE:
        tracks = {
            key: {frame: record for frame, record in track.items() if frame == 0}
            for key, track in tracks.items()
        }
        pts = (0,)
    item = MediaItem(MediaId(1), kind, f"/media/{name}.mp4", HEIGHT, WIDTH, pts, (1, 1000), 10, "edgehash")
    objects = (
        AnnotationObject(CAR, MediaId(1), 'rötes <Auto> & "1"', (230, 10, 0), CategoryId(1), order=0),
        AnnotationObject(DOG, MediaId(1), "=dog", (0, 120, 255), order=1, expression="the dog, in front"),
        AnnotationObject(GHOST, MediaId(1), "ghost", (1, 2, 3), CategoryId(2), order=2),
    )
    texts = (
        expression(1, "=the car\nand the dog", (CAR, DOG), segments=(TextSegment(0, 8, "stage 1"),)),
        expression(2, "a unicorn", ()),
        expression(3, "A car that turns.", (CAR,), kind=ExpressionKind.CAPTION, length="long", language="en"),
        expression(4, "das Auto \u0007", (CAR,), length="short"),
    )
    return AnnotatedClip(
        name,
        item,
        objects,
        tracks,
        categories={
            CategoryId(1): Category(CategoryId(1), "car; big", (1, 1, 1)),
            CategoryId(2): Category(CategoryId(2), "object", (2, 2, 2)),
        },
        answers=(told(),),
        open_frames=GreyFrames,
        expressions=texts,
        split=split,
    )


def expression(number: int, text: str, meant: tuple[ObjectId, ...], **fields: Any) -> Expression:
    return replace(Expression(ExpressionId(number), MediaId(1), meant, text), **fields)


def told() -> Answer:
    """A grounded caption with a phrase."""
    return Answer(
        AnswerId(1),
        MediaId(1),
        "Describe it",
        "",
        "The car waits.",
        (Phrase(0, 7, CAR), Phrase(8, 13, None)),
        (0,),
        (0, FRAMES),
        "",
        "nano",
        "2026-11-22T12:00:00+00:00",
        AnswerState.COMPLETE,
        task=AnswerTask.GROUNDED_CAPTION,
    )


def written(clips: Iterable[AnnotatedClip], format_id: str, folder: Path, **options: Any) -> Path:
    """The folder that an export of clips gave."""
    out = folder / f"out-{format_id}"
    export_dataset(list(clips), format_id=format_id, out=out, options=ExportOptions(**options), overwrite=True)
    return out


def read(format_id: str, source: Path) -> tuple[list[ImportedClip], ImportReport]:
    """Everything that a reader gives, and what it could not use."""
    report = ImportReport()
    return list(readable_formats()[format_id].read(source, report, CancelToken())), report


def sentences(report: ImportReport) -> list[str]:
    """Place and sentence of each problem, each checked to be one line."""
    lines = [f"{each.place}: {each.sentence}" for each in report.problems]
    assert not any("\n" in line for line in lines)
    return lines


def tracks_of(clip: AnnotatedClip) -> dict[str, dict[int, ObjectFrame]]:
    """Object → frame → record."""
    return {str(each.object_id): dict(clip.tracks[each.object_id]) for each in clip.objects}


def read_tracks(clip: ImportedClip) -> dict[str, dict[int, ObjectFrame]]:
    """The same of an imported clip, by the frames of the source."""
    indices = clip.frame_indices or tuple(range(len(clip.frames)))
    return {
        each.key: {
            indices[position]: ObjectFrame(mask.rle, mask.state, mask.predicted_iou, mask.object_score)
            for position, mask in each.track.items()
        }
        for each in clip.objects
    }


def texts_of(clip: AnnotatedClip) -> list[tuple[str, str, tuple[str, ...], str]]:
    """Kind, text, objects and length of what is said, sorted."""
    return sorted(
        [
            ("referring", each.text, tuple(map(str, each.object_ids)), each.length)
            for each in referring_texts(clip)
        ]
        + [
            ("caption", each.text, tuple(map(str, each.object_ids)), each.length)
            for each in captions_of_objects(clip)
        ]
    )


def read_texts(clip: ImportedClip) -> list[tuple[str, str, tuple[str, ...], str]]:
    """The same of an imported clip."""
    keys = [each.key for each in clip.objects]
    return sorted(
        (each.kind.value, each.text, tuple(keys[number] for number in each.objects), each.length)
        for each in clip.expressions
    )


def check_everything(clip: AnnotatedClip, back: ImportedClip) -> None:
    """Masks, absences, states, scores, names, labels, colours, texts and what was annotated are as they were."""
    assert read_tracks(back) == tracks_of(clip)
    assert [each.name for each in back.objects] == [each.name for each in clip.objects]
    labels = [clip.category_name(each) if each.category_id is not None else "" for each in clip.objects]
    assert [each.category for each in back.objects] == labels
    assert [each.color for each in back.objects] == [each.color for each in clip.objects]
    assert read_texts(back) == texts_of(clip)
    assert (back.name, back.height, back.width) == (clip.name, HEIGHT, WIDTH)
    assert (back.source_name, back.source_hash) == (Path(clip.item.path).name, clip.item.edge_hash)
    assert back.split == clip.split
    assert back.is_clip == (clip.item.kind is not MediaKind.IMAGE)


def told_values(clip: ImportedClip) -> dict[str, dict[str, tuple[tuple[int, object], ...]]]:
    """Object → attribute → keys, of an imported clip; objects without values are left out."""
    return {
        each.key: {clip.attributes[value.attribute].name: value.keys for value in each.values}
        for each in clip.objects
        if each.values
    }
