"""What is lost between clips and what was read of them again, counted by comparing both; knows no format.

The definitions are those of `datasets/losses.py`, reached from the other side: nothing is predicted here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from sa2va_desktop.annotation.records import (
    AnswerState,
    AnswerTask,
    ExpressionKind,
    FrameState,
    MediaKind,
    ObjectId,
)
from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle, rle_to_mask
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_texts import captions_of_objects, referring_texts
from sa2va_desktop.datasets.holds import Holds, LossKind
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedMask, ImportedObject
from sa2va_desktop.datasets.losses import SAID_STATES, has_holes, part_count

Key = tuple[int, int]
"""Which imported clip, and which object of it."""


@dataclass
class Read:
    """All that was read about one clip: frame → object → mask."""

    clips: dict[int, ImportedClip] = field(default_factory=dict)
    frames: set[int] = field(default_factory=set)
    masks: dict[int, dict[Key, ImportedMask]] = field(default_factory=dict)
    objects: dict[Key, ImportedObject] = field(default_factory=dict)

    def texts(self, kind: ExpressionKind) -> Iterator[tuple[str, set[Key]]]:
        for number, clip in self.clips.items():
            for text in clip.expressions:
                if text.kind is kind:
                    yield text.text, {(number, place) for place in text.objects}
            for place, each in enumerate(clip.objects):
                if each.expression and kind is ExpressionKind.REFERRING:
                    yield each.expression, {(number, place)}
            for turn in clip.turns:
                named = {(number, phrase[2]) for phrase in turn.phrases if phrase[2] is not None}
                if turn.task is AnswerTask.REGION and kind is ExpressionKind.CAPTION:
                    yield turn.text, named
                elif turn.task is AnswerTask.SEGMENT or (turn.task is AnswerTask.ASK and named):
                    yield turn.instruction, named


def assigned(clips: Sequence[AnnotatedClip], imported: Sequence[ImportedClip]) -> dict[str, Read]:
    """What was read, by the name of the clip that it is about; frames as indices of the source."""
    found = {clip.name: Read() for clip in clips}
    for number, each in enumerate(imported):
        told = f"{each.name} {each.source_name} {each.media}".replace("_", " ")
        owner = next((clip for clip in clips if clip.name.replace("_", " ") in told), None)
        assert owner is not None, f"{told!r} is about no clip that was written"
        read = found[owner.name]
        read.clips[number] = each
        frames = _frames(each, owner)
        read.frames.update(frames)
        for place, thing in enumerate(each.objects):
            read.objects[number, place] = thing
            for position, mask in thing.track.items():
                read.masks.setdefault(frames[position], {})[number, place] = mask
    return found


def measure_losses(
    clips: Sequence[AnnotatedClip], imported: Sequence[ImportedClip], holds: Holds
) -> dict[LossKind, int]:
    """Losses by kind, without zeros. `holds` only tells by which name a missing mask or text is counted."""
    counts: Counter[LossKind] = Counter()
    for name, read in assigned(clips, imported).items():
        clip = next(each for each in clips if each.name == name)
        _Measure(clip, read, holds, counts).run()
    return {kind: count for kind, count in counts.items() if count}


def invented(clips: Sequence[AnnotatedClip], imported: Sequence[ImportedClip]) -> list[str]:
    """Masks that were read and are neither one mask of their frame nor several together."""
    found = []
    for name, read in assigned(clips, imported).items():
        clip = next(each for each in clips if each.name == name)
        for frame, masks in read.masks.items():
            own = [record.rle for _, record in clip.masks_on(frame)]
            for mask in masks.values():
                if not mask.rle.is_empty and mask.rle not in own and mask.rle not in _unions(own):
                    found.append(f"{name}, frame {frame}: {mask.rle.box_xywh}, {mask.rle.area} pixels")
    return found


class _Measure:
    def __init__(self, clip: AnnotatedClip, read: Read, holds: Holds, counts: Counter[LossKind]) -> None:
        self.clip, self.read, self.holds, self.counts = clip, read, holds, counts
        self.is_exact = holds.masks and holds.holes and holds.parts and holds.overlap and not holds.outline

    def run(self) -> None:
        self.counts[LossKind.FRAMES] += sum(
            frame not in self.read.frames for frame in self.clip.annotated_frames()
        )
        self._pixels()
        for each in self.clip.objects:
            self._object(each.object_id)
        self._texts()
        self._turns()
        if self.clip.item.kind is not MediaKind.IMAGE and not self._has_times():
            self.counts[LossKind.TIMES] += 1

    def _visible(self, object_id: ObjectId, frame: int) -> MaskRle:
        """The mask as a format can have it: without what lies below others, where there is one object a pixel."""
        own = self.clip.tracks[object_id][frame].rle
        if self.holds.overlap:
            return own
        above = rle_to_mask(own)
        is_above = False
        for each, record in self.clip.masks_on(frame):
            if is_above:
                above &= ~rle_to_mask(record.rle)
            is_above |= each.object_id == object_id
        return mask_to_rle(above)

    def matches(self, frame: int, rle: MaskRle) -> set[Key]:
        """Objects that have this mask on a frame; where masks change on the way, those that overlap it most."""
        masks = {key: mask.rle for key, mask in self.read.masks.get(frame, {}).items() if not mask.rle.is_empty}
        same = {key for key, other in masks.items() if other == rle}
        if same or self.is_exact or not masks or rle.is_empty:
            return same
        shares = {key: _iou(rle, other) for key, other in masks.items()}
        best = max(shares.values())
        return {key for key, share in shares.items() if share == best and share > 0}

    def _pixels(self) -> None:
        for frame in self.clip.annotated_frames():
            if frame not in self.read.frames:
                continue
            before = [record.rle for _, record in self.clip.masks_on(frame)]
            after = [mask.rle for mask in self.read.masks.get(frame, {}).values() if not mask.rle.is_empty]
            if not self.holds.overlap:
                self.counts[LossKind.OVERLAP] += sum(rle.area for rle in before) - sum(
                    rle.area for rle in after
                )
                continue
            for rle in before:
                if rle in after:
                    continue
                excused = [
                    kind
                    for kind, is_excuse in (
                        (LossKind.HOLES, not self.holds.holes and has_holes(rle)),
                        (LossKind.PARTS, not self.holds.parts and part_count(rle) > 1),
                    )
                    if is_excuse
                ]
                if not excused and not self.holds.outline:
                    excused = [LossKind.MASKS]
                for kind in excused:
                    self.counts[kind] += 1

    def _object(self, object_id: ObjectId) -> None:
        thing = next(each for each in self.clip.objects if each.object_id == object_id)
        track = self.clip.tracks.get(object_id, {})
        shown = {
            frame: self.matches(frame, self._visible(object_id, frame))
            for frame, record in track.items()
            if frame in self.read.frames and not record.rle.is_empty
        }
        named = {key for key, each in self.read.objects.items() if each.name == thing.name}
        own = set().union(*shown.values()) | named
        absent = {
            frame: {
                key
                for key in own
                if (mask := self.read.masks.get(frame, {}).get(key)) is not None and mask.rle.is_empty
            }
            for frame, record in track.items()
            if frame in self.read.frames and record.rle.is_empty
        }
        survived = {frame: keys for frame, keys in (shown | absent).items() if keys}
        if not (own if self.holds.objects else any(shown.values())):
            self.counts[LossKind.OBJECTS] += 1
            return
        self.counts[LossKind.ABSENCE] += sum(not keys for keys in absent.values())
        with_masks = [shown[frame] for frame in shown if shown[frame]]
        if len(with_masks) > 1 and not set.intersection(*with_masks):
            self.counts[LossKind.TRACKS] += 1
        for frame, keys in survived.items():
            self._record(object_id, frame, keys)
        self.counts[LossKind.NAMES] += not named
        read_values = {told for key in own for told in self._values(key)}
        self.counts[LossKind.ATTRIBUTES] += sum(
            (names_of(self.clip)[value.attribute_id], tuple((key.frame_index, key.value) for key in value.keys))
            not in read_values
            for value in self.clip.values.get(object_id, ())
        )
        if thing.category_id is not None:
            label = self.clip.category_name(thing)
            self.counts[LossKind.LABELS] += all(self.read.objects[key].category != label for key in own)

    def _values(self, key: Key) -> Iterator[tuple[str, tuple[tuple[int, object], ...]]]:
        """Name and keys of each value of an object that was read."""
        for each in self.read.objects[key].values:
            yield self.read.clips[key[0]].attributes[each.attribute].name, each.keys

    def _record(self, object_id: ObjectId, frame: int, keys: set[Key]) -> None:
        before = self.clip.tracks[object_id][frame]
        after = [self.read.masks[frame][key] for key in keys]
        if before.state is FrameState.OCCLUDED:
            self.counts[LossKind.OCCLUSION] += all(mask.state is not before.state for mask in after)
        if before.state in SAID_STATES:
            self.counts[LossKind.STATES] += all(mask.state is not before.state for mask in after)
        if before.predicted_iou is not None:
            self.counts[LossKind.SCORES] += all(
                mask.predicted_iou is None or abs(mask.predicted_iou - before.predicted_iou) > 1e-4
                for mask in after
            )

    def _texts(self) -> None:
        said = {text.strip() for text, _ in self.read.texts(ExpressionKind.CAPTION)}
        self.counts[LossKind.CAPTIONS] += sum(text.text not in said for text in captions_of_objects(self.clip))
        found: dict[str, int] = {}
        for text, keys in self.read.texts(ExpressionKind.REFERRING):
            found[text.strip()] = max(found.get(text.strip(), 0), len(keys))
        for each in referring_texts(self.clip):
            count = found.get(each.text)
            if not self.holds.expressions:
                self.counts[LossKind.EXPRESSIONS] += count is None
            elif not each.object_ids:
                self.counts[LossKind.NO_OBJECT] += count != 0
            elif len(each.object_ids) > 1 and (count is not None or not self.holds.many_objects):
                self.counts[LossKind.MANY_OBJECTS] += count != len(each.object_ids)
            else:
                self.counts[LossKind.EXPRESSIONS] += count is None

    def _turns(self) -> None:
        finished = [answer for answer in self.clip.answers if answer.state is not AnswerState.RUNNING]
        turns = [turn for clip in self.read.clips.values() for turn in clip.turns]
        for answer in finished:
            same = [turn for turn in turns if turn.text == answer.text]
            if answer.task not in (AnswerTask.SEGMENT, AnswerTask.REGION):
                self.counts[LossKind.TURNS] += not same
            spans = {(start, stop, place is None) for turn in same for start, stop, place in turn.phrases}
            self.counts[LossKind.PHRASES] += sum(
                (phrase.start, phrase.stop, phrase.object_id is None) not in spans for phrase in answer.phrases
            )

    def _has_times(self) -> bool:
        """Told, or those of the video itself, which lies in the data set."""
        media = [clip.media for clip in self.read.clips.values() if clip.media is not None]
        has_video = self.holds.times and any(path.suffix == ".mp4" for path in media)
        return has_video or any(clip.pts for clip in self.read.clips.values())


def names_of(clip: AnnotatedClip) -> dict[int, str]:
    return {each.attribute_id: each.name for each in clip.attributes}


def _frames(imported: ImportedClip, clip: AnnotatedClip) -> tuple[int, ...]:
    """The frames of the source, as the data set says or as its names count."""
    if imported.frame_indices is not None:
        return imported.frame_indices
    if clip.item.kind is MediaKind.IMAGE:
        return (0,)
    found = []
    for name in imported.frames:
        digits = re.findall(r"\d+", name)
        found.append(int(digits[-1]) if digits else 0)
    return tuple(found)


def _iou(first: MaskRle, second: MaskRle) -> float:
    a, b = rle_to_mask(first), rle_to_mask(second)
    union = np.count_nonzero(a | b)
    return float(np.count_nonzero(a & b) / union) if union else 0.0


def _unions(masks: Sequence[MaskRle]) -> list[MaskRle]:
    from sa2va_desktop.datasets.mask_union import mask_union

    chosen = [
        [rle for place, rle in enumerate(masks) if bits >> place & 1] for bits in range(1, 1 << len(masks))
    ]
    return [mask_union(some) for some in chosen if len(some) > 1]
