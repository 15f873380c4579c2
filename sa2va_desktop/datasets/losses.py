"""Counts what a format cannot hold before anything is written, from `Holds` and the clips alone."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from sa2va_desktop.annotation.records import (
    AnswerState,
    AnswerTask,
    FrameState,
    MediaKind,
    ObjectFrame,
    ObjectId,
)
from sa2va_desktop.annotation.rle import MaskRle, rle_to_box_mask, rle_to_mask
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_texts import captions_of_objects, referring_texts
from sa2va_desktop.datasets.holds import Holds, LossKind
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

TITLES: Mapping[LossKind, str] = {
    LossKind.OBJECTS: QT_TRANSLATE_NOOP("datasets", "objects of which no mask is written"),
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
    LossKind.ATTRIBUTES: QT_TRANSLATE_NOOP("datasets", "values of attributes"),
    LossKind.CAPTIONS: QT_TRANSLATE_NOOP("datasets", "descriptions of objects"),
    LossKind.EXPRESSIONS: QT_TRANSLATE_NOOP("datasets", "referring expressions"),
    LossKind.MANY_OBJECTS: QT_TRANSLATE_NOOP("datasets", "expressions that mean several objects"),
    LossKind.NO_OBJECT: QT_TRANSLATE_NOOP("datasets", "expressions that mean nothing in the clip"),
    LossKind.PHRASES: QT_TRANSLATE_NOOP("datasets", "phrases that name an object"),
    LossKind.TURNS: QT_TRANSLATE_NOOP("datasets", "answers and captions"),
    LossKind.TIMES: QT_TRANSLATE_NOOP("datasets", "clips whose presentation times are left out"),
}

SAID_STATES = (FrameState.EDITED, FrameState.CONFIRMED, FrameState.LOCKED, FrameState.PROMPTED)

ObjectsOn = Callable[[AnnotatedClip, int], Container[ObjectId]]
"""The objects of which a format writes a mask on one of the frames that it takes."""


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
    objects_on: ObjectsOn | None = None,
    more: Mapping[LossKind, int] | None = None,
) -> list[Loss]:
    """What is lost of clips in a format, kinds with a count above 0, in the order of `LossKind`.

    Args:
        frames_of: the frames of a clip that the format writes. Records elsewhere count as FRAMES and nothing else.
        objects_on: the objects of which a mask is written on a frame; None: all that have one.
        more: what only the format can count; added.

    What is lost as a whole is counted once: not the scores of a mask that is left out, nor the name of its object.
    """
    counts = {kind: (more or {}).get(kind, 0) for kind in LossKind}
    for clip in clips:
        written = _Written(clip, frozenset(frames_of(clip)), objects_on, holds)
        counts[LossKind.FRAMES] += sum(frame not in written.frames for frame in clip.annotated_frames())
        _count_masks(written, holds, counts)
        _count_records(written, holds, counts)
        _count_texts(clip, holds, counts)
        if not holds.times and clip.item.kind is not MediaKind.IMAGE:
            counts[LossKind.TIMES] += 1
    return [loss(kind, count) for kind, count in counts.items() if count]


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


class _Written:
    """What of a clip stands in the files: masks, and absences where the format holds them."""

    def __init__(
        self, clip: AnnotatedClip, frames: frozenset[int], objects_on: ObjectsOn | None, holds: Holds
    ) -> None:
        self.clip, self.frames = clip, frames
        self._objects = {frame: objects_on(clip, frame) for frame in frames} if objects_on else None
        self._holds = holds

        self._covered: dict[int, set[ObjectId]] = {}

    def has_mask(self, object_id: ObjectId, frame: int) -> bool:
        """Whether the mask, which is on a written frame, is written."""
        return self._objects is None or object_id in self._objects[frame]

    def _is_seen(self, object_id: ObjectId, frame: int) -> bool:
        """Whether a pixel of the mask is left where there is one object a pixel."""
        if self._holds.overlap:
            return True
        if frame not in self._covered:
            shown = [
                (each.object_id, rle_to_mask(record.rle))
                for each, record in self.clip.masks_on(frame)
                if self.has_mask(each.object_id, frame)
            ]
            above = np.zeros((self.clip.item.height, self.clip.item.width), np.bool_)
            self._covered[frame] = set()
            for number, mask in reversed(shown):
                if not (mask & ~above).any():
                    self._covered[frame].add(number)
                above |= mask
        return object_id not in self._covered[frame]

    def records(self, object_id: ObjectId) -> list[ObjectFrame]:
        """Records of an object that are written."""
        return [
            record
            for frame, record in self.clip.tracks.get(object_id, {}).items()
            if frame in self.frames
            and (
                self._holds.absence
                if record.rle.is_empty
                else self.has_mask(object_id, frame) and self._is_seen(object_id, frame)
            )
        ]


def _count_masks(written: _Written, holds: Holds, counts: dict[LossKind, int]) -> None:
    for frame in written.clip.annotated_frames():
        if frame not in written.frames:
            continue
        shown = list(written.clip.masks_on(frame))
        masks = [record.rle for each, record in shown if written.has_mask(each.object_id, frame)]
        if not holds.masks:
            counts[LossKind.MASKS] += len(shown)
            continue
        counts[LossKind.MASKS] += len(shown) - len(masks)
        if not holds.overlap:
            counts[LossKind.OVERLAP] += overlapping_pixels(masks)
        if not holds.holes:
            counts[LossKind.HOLES] += sum(map(has_holes, masks))
        if not holds.parts:
            counts[LossKind.PARTS] += sum(part_count(rle) > 1 for rle in masks)


def _count_records(written: _Written, holds: Holds, counts: dict[LossKind, int]) -> None:
    def count(is_lost: Callable[[ObjectFrame], bool]) -> int:
        return sum(is_lost(record) for record in records)

    for each in written.clip.objects:
        records = written.records(each.object_id)
        if holds.masks and not holds.objects and all(record.rle.is_empty for record in records):
            counts[LossKind.OBJECTS] += 1
            continue
        if not holds.absence:
            track = written.clip.tracks.get(each.object_id, {})
            counts[LossKind.ABSENCE] += sum(
                track[frame].rle.is_empty for frame in track if frame in written.frames
            )
        if not holds.tracks and sum(not record.rle.is_empty for record in records) > 1:
            counts[LossKind.TRACKS] += 1
        if not holds.occlusion:
            counts[LossKind.OCCLUSION] += count(lambda record: record.state is FrameState.OCCLUDED)
        if not holds.states:
            counts[LossKind.STATES] += count(lambda record: record.state in SAID_STATES)
        if not holds.scores:
            counts[LossKind.SCORES] += count(lambda record: record.predicted_iou is not None)
        counts[LossKind.LABELS] += not holds.labels and each.category_id is not None
        counts[LossKind.NAMES] += not holds.names
        if not holds.attributes:
            counts[LossKind.ATTRIBUTES] += len(written.clip.values.get(each.object_id, ()))


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
