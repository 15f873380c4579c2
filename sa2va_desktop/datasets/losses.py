"""Counts what a format cannot hold before anything is written, from `Holds` and the clips alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from sa2va_desktop.annotation.records import AnswerState, AnswerTask, FrameState, MediaKind, ObjectFrame
from sa2va_desktop.annotation.rle import MaskRle, rle_to_box_mask, rle_to_mask
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_texts import captions_of_objects, referring_texts
from sa2va_desktop.datasets.holds import Holds, LossKind
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

TITLES: Mapping[LossKind, str] = {
    LossKind.MASKS: QT_TRANSLATE_NOOP("datasets", "masks, which are not in it"),
    LossKind.HOLES: QT_TRANSLATE_NOOP("datasets", "masks with holes, which are filled"),
    LossKind.PARTS: QT_TRANSLATE_NOOP("datasets", "masks of several parts, which become objects of their own"),
    LossKind.OVERLAP: QT_TRANSLATE_NOOP("datasets", "pixels where objects overlap (the upper one is kept)"),
    LossKind.OUTLINE: QT_TRANSLATE_NOOP("datasets", "pixels that change because outlines are stored"),
    LossKind.TRACKS: QT_TRANSLATE_NOOP("datasets", "tracks, which fall apart into single frames"),
    LossKind.FIRST_FRAME: QT_TRANSLATE_NOOP(
        "datasets", "objects absent in the first frame (evaluators of this format ignore them)"
    ),
    LossKind.FRAMES: QT_TRANSLATE_NOOP("datasets", "annotated frames that are not written"),
    LossKind.ABSENCE: QT_TRANSLATE_NOOP("datasets", "frames on which an object is known to be absent"),
    LossKind.OCCLUSION: QT_TRANSLATE_NOOP("datasets", "frames marked as occluded"),
    LossKind.STATES: QT_TRANSLATE_NOOP("datasets", "frames marked as drawn, confirmed or locked"),
    LossKind.SCORES: QT_TRANSLATE_NOOP("datasets", "frames with scores of the model"),
    LossKind.LABELS: QT_TRANSLATE_NOOP("datasets", "objects with a label"),
    LossKind.NAMES: QT_TRANSLATE_NOOP("datasets", "names of objects"),
    LossKind.CAPTIONS: QT_TRANSLATE_NOOP("datasets", "descriptions of objects"),
    LossKind.EXPRESSIONS: QT_TRANSLATE_NOOP("datasets", "referring expressions"),
    LossKind.MANY_OBJECTS: QT_TRANSLATE_NOOP("datasets", "expressions that mean several objects"),
    LossKind.NO_OBJECT: QT_TRANSLATE_NOOP("datasets", "expressions that mean nothing in the clip"),
    LossKind.PHRASES: QT_TRANSLATE_NOOP("datasets", "phrases that name an object"),
    LossKind.TURNS: QT_TRANSLATE_NOOP("datasets", "answers and captions"),
    LossKind.TIMES: QT_TRANSLATE_NOOP("datasets", "clips whose presentation times are left out"),
}

_SAID_STATES = (FrameState.EDITED, FrameState.CONFIRMED, FrameState.LOCKED, FrameState.PROMPTED)


@dataclass(frozen=True)
class Loss:
    """Something that the format cannot hold, in numbers, shown before an export: "overlapping pixels", 1234."""

    what: str
    count: int
    kind: LossKind = LossKind.OTHER


def loss(kind: LossKind, count: int) -> Loss:
    """A loss in the words that all formats share."""
    return Loss(translate("datasets", TITLES[kind]), count, kind)


def losses_of(
    clips: Sequence[AnnotatedClip],
    holds: Holds,
    frames_of: Callable[[AnnotatedClip], Sequence[int]],
    *,
    more: Mapping[LossKind, int] | None = None,
) -> list[Loss]:
    """What is lost of clips in a format, kinds with a count above 0, in the order of `LossKind`.

    Args:
        frames_of: the frames of a clip that the format writes. Records elsewhere count as FRAMES and nothing else.
        more: what only the format can count, such as masks that it leaves out; added.
    """
    counts = {kind: (more or {}).get(kind, 0) for kind in LossKind}
    for clip in clips:
        written = frozenset(frames_of(clip))
        counts[LossKind.FRAMES] += sum(frame not in written for frame in clip.annotated_frames())
        _count_masks(clip, written, holds, counts)
        _count_records(clip, written, holds, counts)
        _count_texts(clip, holds, counts)
        if not holds.times and clip.item.kind is not MediaKind.IMAGE:
            counts[LossKind.TIMES] += 1
    return [loss(kind, count) for kind, count in counts.items() if count]


def added(losses: Sequence[Loss], more: Mapping[LossKind, int]) -> list[Loss]:
    """Losses with what only one format counts added to them, in the order of `LossKind`."""
    counts = {each.kind: each.count for each in losses}
    return [
        loss(kind, count)
        for kind in LossKind
        if kind in TITLES and (count := counts.get(kind, 0) + more.get(kind, 0))
    ]


def overlapping_pixels(masks: Sequence[MaskRle]) -> int:
    """Pixels of masks, low to high, that lie below a later one; all of one picture."""
    if len(masks) < 2:
        return 0
    union = np.zeros(masks[0].size_hw, np.bool_)
    for rle in masks:
        union |= rle_to_mask(rle)
    return sum(rle.area for rle in masks) - int(np.count_nonzero(union))


def has_holes(rle: MaskRle) -> bool:
    """Whether background is enclosed by the mask (seen through edges, not corners)."""
    if rle.is_empty:
        return False
    outside = np.pad(~rle_to_box_mask(rle), 1, constant_values=True).astype(np.uint8)
    count, _ = cv2.connectedComponents(outside, connectivity=4)
    return count > 2


def part_count(rle: MaskRle) -> int:
    """Parts of a mask that touch at most at corners."""
    if rle.is_empty:
        return 0
    count, _ = cv2.connectedComponents(rle_to_box_mask(rle).astype(np.uint8), connectivity=4)
    return count - 1


def _count_masks(
    clip: AnnotatedClip, written: frozenset[int], holds: Holds, counts: dict[LossKind, int]
) -> None:
    for frame in clip.annotated_frames():
        if frame not in written:
            continue
        masks = [record.rle for _, record in clip.masks_on(frame)]
        if not holds.masks:
            counts[LossKind.MASKS] += len(masks)
            continue
        if not holds.overlap:
            counts[LossKind.OVERLAP] += overlapping_pixels(masks)
        if not holds.holes:
            counts[LossKind.HOLES] += sum(map(has_holes, masks))
        if not holds.parts:
            counts[LossKind.PARTS] += sum(part_count(rle) > 1 for rle in masks)


def _count_records(
    clip: AnnotatedClip, written: frozenset[int], holds: Holds, counts: dict[LossKind, int]
) -> None:
    def count(is_lost: Callable[[ObjectFrame], bool]) -> int:
        return sum(is_lost(record) for record in records)

    for each in clip.objects:
        track = clip.tracks.get(each.object_id, {})
        records = [record for frame, record in track.items() if frame in written]
        if not holds.tracks and sum(not record.rle.is_empty for record in records) > 1:
            counts[LossKind.TRACKS] += 1
        if not holds.absence:
            counts[LossKind.ABSENCE] += count(lambda record: record.rle.is_empty)
        if not holds.occlusion:
            counts[LossKind.OCCLUSION] += count(lambda record: record.state is FrameState.OCCLUDED)
        if not holds.states:
            counts[LossKind.STATES] += count(lambda record: record.state in _SAID_STATES)
        if not holds.scores:
            counts[LossKind.SCORES] += count(lambda record: record.predicted_iou is not None)
        counts[LossKind.LABELS] += not holds.labels and each.category_id is not None
        counts[LossKind.NAMES] += not holds.names


def _count_texts(clip: AnnotatedClip, holds: Holds, counts: dict[LossKind, int]) -> None:
    if not holds.captions:
        counts[LossKind.CAPTIONS] += len(captions_of_objects(clip))
    texts = referring_texts(clip)
    if not holds.expressions:
        counts[LossKind.EXPRESSIONS] += len(texts)
    else:
        counts[LossKind.MANY_OBJECTS] += sum(
            not holds.many_objects and len(each.object_ids) > 1 for each in texts
        )
        counts[LossKind.NO_OBJECT] += sum(not holds.no_object and not each.object_ids for each in texts)
    finished = [answer for answer in clip.answers if answer.state is not AnswerState.RUNNING]
    if not holds.phrases:
        counts[LossKind.PHRASES] += sum(len(answer.phrases) for answer in finished)
    if not holds.turns:
        # What is kept as an expression or as a caption of an object is not lost.
        counts[LossKind.TURNS] += sum(
            answer.task not in (AnswerTask.SEGMENT, AnswerTask.REGION) for answer in finished
        )
