"""A project beside a ground truth: what belongs together, how well it agrees, and the places where a person should look.

Runs on a worker over snapshots; touches no document. How a boundary is measured is given from outside (see `assembly`).
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from sa2va_desktop.annotation.records import MediaId, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import BoolMask, MaskRle, empty_rle, rle_to_mask
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedObject
from sa2va_desktop.editing.mask_measures import mask_iou
from sa2va_desktop.operations.import_dataset import ClipFound, ClipLeftOut, ImportRequest, import_events
from sa2va_desktop.operations.import_media import NEW
from sa2va_desktop.tasks import CancelToken

BoundaryMeasure = Callable[[BoolMask, BoolMask], float]
"""F of two (H, W) bool masks, predicted and true, in 0..1."""

DEFAULT_LIMIT = 0.75
"""Masks that agree less (J) are places to look at, if nobody says otherwise."""
_SAME_THING = 0.05
"""Tracks that agree less than this are not taken for the same thing."""


class DisagreementKind(enum.Enum):
    """What is wrong at a place."""

    MISSING = "missing"  # the truth has something and the project nothing
    EXTRA = "extra"
    DIFFERENT = "different"


@dataclass(frozen=True)
class FramePair:
    """One object on one frame in both: `iou` is J, 1 where both are empty."""

    frame_index: int
    iou: float
    boundary: float
    kind: DisagreementKind
    truth: MaskRle


@dataclass(frozen=True)
class ObjectPair:
    """What belongs together over the frames that the truth speaks of; `object_id` or `truth_name` is missing where one
    side has nothing like it."""

    media_id: MediaId
    object_id: ObjectId | None
    truth_name: str
    frames: tuple[FramePair, ...]

    @property
    def region(self) -> float:
        """Mean J over the frames."""
        return float(np.mean([frame.iou for frame in self.frames]))

    @property
    def boundary(self) -> float:
        """Mean F over the frames."""
        return float(np.mean([frame.boundary for frame in self.frames]))


@dataclass(frozen=True)
class Disagreement:
    """Frames that follow each other with the same trouble; a person looks at the worst of them.

    Attributes:
        frame_range: half-open, first and last frame of the stretch.
        frame_index: the worst frame; `iou` and `truth` are of it.
    """

    media_id: MediaId
    object_id: ObjectId | None
    truth_name: str
    kind: DisagreementKind
    frame_range: tuple[int, int]
    frame_index: int
    iou: float
    truth: MaskRle


@dataclass(frozen=True)
class ClipComparison:
    """One media item, or a truth that no media item of the project is meant by (`media_id` None)."""

    name: str
    media_id: MediaId | None
    pairs: tuple[ObjectPair, ...] = ()


def compare_with_truth(
    request: ImportRequest,
    clips: Mapping[MediaId, AnnotatedClip],
    boundary: BoundaryMeasure,
    token: CancelToken,
) -> Iterator[ClipComparison]:
    """Read a ground truth clip by clip and compare each with the project's; memory is that of one clip.

    Args:
        request: the ground truth, and the media of the project that it may be about.
        clips: snapshots of the project by media item; those without objects may be left out.

    Raises:
        FormatError: the ground truth cannot be used.
        CancelledError: between frames.
    """
    for event in import_events(request, token):
        if isinstance(event, ClipLeftOut):
            yield ClipComparison(event.name, None)
        elif isinstance(event, ClipFound):
            if event.item.media_id == NEW:
                yield ClipComparison(event.clip.name, None)
                continue
            ours = clips.get(event.item.media_id)
            pairs = _compared(ours, event, boundary, token)
            yield ClipComparison(event.clip.name, event.item.media_id, tuple(pairs))


def disagreements(pairs: Sequence[ObjectPair], *, limit: float = DEFAULT_LIMIT) -> list[Disagreement]:
    """Places with J below `limit`, the worst and longest first."""
    found = [place for pair in pairs for place in _stretches(pair, limit)]
    found.sort(
        key=lambda each: (each.iou, each.frame_range[0] - each.frame_range[1], each.media_id, each.frame_index)
    )
    return found


def overall(pairs: Sequence[ObjectPair]) -> tuple[float, float]:
    """(J, F): the mean over objects of their means over frames; what one side lacks counts 0.

    Raises: ValueError: nothing was compared.
    """
    if not pairs:
        raise ValueError("there is nothing to average")
    return float(np.mean([pair.region for pair in pairs])), float(np.mean([pair.boundary for pair in pairs]))


def _compared(
    ours: AnnotatedClip | None, event: ClipFound, boundary: BoundaryMeasure, token: CancelToken
) -> Iterator[ObjectPair]:
    clip, media_id = event.clip, event.item.media_id
    size_hw = (event.item.height, event.item.width)
    places = dict(enumerate(event.frame_indices))
    tracks = (
        {}
        if ours is None
        else {each: ours.tracks.get(each, {}) for each in (o.object_id for o in ours.objects)}
    )
    partner = _partners(list(tracks.items()), clip, places)
    known = frozenset(places.values())
    for number, truth in enumerate(clip.objects):
        object_id = partner.get(number)
        track = tracks.get(object_id, {}) if object_id is not None else {}
        masks = {places[p]: mask.rle for p, mask in truth.track.items() if p in places}
        frames = _frame_pairs(track, masks, sorted(known), size_hw, boundary, token)
        if frames:
            yield ObjectPair(media_id, object_id, _name_of(truth), tuple(frames))
    for object_id, track in tracks.items():
        if object_id not in partner.values():
            frames = _frame_pairs(track, {}, sorted(known), size_hw, boundary, token)
            if any(frame.kind is DisagreementKind.EXTRA and frame.iou < 1 for frame in frames):
                yield ObjectPair(media_id, object_id, "", tuple(frames))


def _partners(
    ours: Sequence[tuple[ObjectId, Mapping[int, ObjectFrame]]], clip: ImportedClip, places: Mapping[int, int]
) -> dict[int, ObjectId]:
    """Position in the truth → object, so that the sum of IoU over tracks is largest (Hungarian method)."""
    if not ours or not clip.objects:
        return {}
    from scipy.optimize import (
        linear_sum_assignment,  # here, because it takes as long to import as the window to open
    )

    table = np.array([[_track_iou(track, truth, places) for _, track in ours] for truth in clip.objects])
    rows, columns = linear_sum_assignment(table, maximize=True)
    return {
        int(row): ours[column][0]
        for row, column in zip(rows, columns, strict=True)
        if table[row, column] >= _SAME_THING
    }


def _track_iou(track: Mapping[int, ObjectFrame], truth: ImportedObject, places: Mapping[int, int]) -> float:
    common = union = 0.0
    for position, frame_index in places.items():
        mask, record = truth.track.get(position), track.get(frame_index)
        areas = (mask.rle.area if mask else 0) + (record.rle.area if record else 0)
        iou = mask_iou(record.rle, mask.rle) if mask and record and areas else 0.0
        shared = areas * iou / (1 + iou)  # areas = union + shared, shared = IoU × union
        common += shared
        union += areas - shared
    return common / union if union else 0.0


def _frame_pairs(
    track: Mapping[int, ObjectFrame],
    truth: Mapping[int, MaskRle],
    frames: Sequence[int],
    size_hw: tuple[int, int],
    boundary: BoundaryMeasure,
    token: CancelToken,
) -> list[FramePair]:
    pairs = []
    nothing = empty_rle(*size_hw)
    for frame_index in frames:
        token.raise_if_cancelled()
        record = track.get(frame_index)
        ours, theirs = record.rle if record else nothing, truth.get(frame_index, nothing)
        iou, measured = _measures(ours, theirs, boundary)
        pairs.append(FramePair(frame_index, iou, measured, _kind(ours, theirs), theirs))
    return pairs


def _measures(ours: MaskRle, theirs: MaskRle, boundary: BoundaryMeasure) -> tuple[float, float]:
    if ours.is_empty or theirs.is_empty:
        both = float(ours.is_empty and theirs.is_empty)
        return both, both
    if ours == theirs:
        return 1.0, 1.0
    return mask_iou(ours, theirs), boundary(rle_to_mask(ours), rle_to_mask(theirs))


def _kind(ours: MaskRle, theirs: MaskRle) -> DisagreementKind:
    if theirs.is_empty:
        return DisagreementKind.EXTRA
    return DisagreementKind.MISSING if ours.is_empty else DisagreementKind.DIFFERENT


def _stretches(pair: ObjectPair, limit: float) -> Iterator[Disagreement]:
    """Frames that follow each other in the truth, which may skip frames of the clip."""
    for (is_bad, kind), group in groupby(pair.frames, key=lambda frame: (frame.iou < limit, frame.kind)):
        if is_bad:
            frames = list(group)
            worst = min(frames, key=lambda frame: frame.iou)
            stretch = (frames[0].frame_index, frames[-1].frame_index + 1)
            yield Disagreement(
                pair.media_id,
                pair.object_id,
                pair.truth_name,
                kind,
                stretch,
                worst.frame_index,
                worst.iou,
                worst.truth,
            )


def _name_of(truth: ImportedObject) -> str:
    return truth.name or truth.expression or truth.category or truth.key
