"""Faults that are planted into tracked masks, to measure how soon a queue of places to look at shows them.

A planted fault looks as a tracker makes it: exchanged masks keep the scores of the masks that they are, a mask that
drifts gets the scores that are given, and an absence says that it is one. Knows nothing of how the queue is ranked.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sa2va_desktop.annotation.records import FrameState, ObjectFrame
from sa2va_desktop.annotation.rle import MaskRle, empty_rle, mask_to_rle, rle_to_mask

Tracks = dict[int, dict[int, ObjectFrame]]
"""By object, then by frame index."""
Truth = Mapping[int, Sequence[MaskRle]]
"""The right masks of each object, by frame index; empty ones where it cannot be seen."""
ScoreOf = Callable[[int, int, MaskRle], tuple[float, float]]
"""Predicted IoU and object score that a tracker gives on a frame to an object which it has followed as far as a mask."""

GOOD_IOU = 0.7
"""A fault is planted where the track is right so far."""
WRONG_IOU = 0.5
"""Masks that agree less with the truth are wrong."""
_LENGTHS = (5, 9)
_LEAST_AREA = 0.004


class FaultKind(enum.Enum):
    """What goes wrong with tracks."""

    SWAP = "id swap"  # two objects exchange their masks
    DRIFT = "drift"  # the mask slides off the object
    VANISHED = "vanished"  # nothing is there although the object is
    LABEL = "wrong label"  # the masks are right, the label is another's


@dataclass(frozen=True)
class PlantedFault:
    """One episode. `frames`: (object, frame index) of every mask that is wrong; () for a label, which is wrong as such."""

    kind: FaultKind
    object_ids: tuple[int, ...]
    frames: frozenset[tuple[int, int]]


def plant(
    kind: FaultKind, tracks: Tracks, truth: Truth, rng: np.random.Generator, score_of: ScoreOf
) -> tuple[Tracks, PlantedFault] | None:
    """The tracks with one more fault, or None where none of that kind can be planted. The given ones stay."""
    planters = {
        FaultKind.SWAP: _swap,
        FaultKind.DRIFT: _drift,
        FaultKind.VANISHED: _vanish,
        FaultKind.LABEL: _label,
    }
    return planters[kind](tracks, truth, rng, score_of)


def _episodes(
    tracks: Tracks, truth: Truth, object_ids: Sequence[int], rng: np.random.Generator
) -> Iterable[tuple[int, int]]:
    """Stretches, in random order, before and in which all these objects are seen and tracked well."""
    length = int(rng.integers(*_LENGTHS, endpoint=True))
    frame_count = len(truth[object_ids[0]])
    starts = rng.permutation(np.arange(4, frame_count - length + 1))
    for start in starts.tolist():
        if all(
            _is_good(tracks[each].get(index), truth[each][index])
            for each in object_ids
            for index in range(start - 2, start + length)
        ):
            yield start, start + length


def _is_good(frame: ObjectFrame | None, right: MaskRle) -> bool:
    if frame is None or frame.state is not FrameState.TRACKED:
        return False
    return right.area >= _LEAST_AREA * right.height * right.width and iou(frame.rle, right) >= GOOD_IOU


def _swap(
    tracks: Tracks, truth: Truth, rng: np.random.Generator, score_of: ScoreOf
) -> tuple[Tracks, PlantedFault] | None:
    ids = sorted(tracks)
    pairs = [(a, b) for number, a in enumerate(ids) for b in ids[number + 1 :]]
    for a, b in (pairs[each] for each in rng.permutation(len(pairs))):
        for start, stop in _episodes(tracks, truth, (a, b), rng):
            is_last = bool(rng.integers(2))  # the other half swaps back
            if is_last and len(truth[a]) - stop > 3:
                continue
            stop = len(truth[a]) if is_last else stop
            changed = {each: dict(tracks[each]) for each in tracks}
            for index in range(start, stop):
                if index in tracks[a] and index in tracks[b]:
                    changed[a][index], changed[b][index] = tracks[b][index], tracks[a][index]
            return changed, _fault(FaultKind.SWAP, (a, b), range(start, stop), changed, truth)
    return None


def _drift(
    tracks: Tracks, truth: Truth, rng: np.random.Generator, score_of: ScoreOf
) -> tuple[Tracks, PlantedFault] | None:
    for object_id in (sorted(tracks)[each] for each in rng.permutation(len(tracks))):
        for start, stop in _episodes(tracks, truth, (object_id,), rng):
            changed = {each: dict(tracks[each]) for each in tracks}
            angle = float(rng.uniform(0, 2 * np.pi))
            side = float(np.sqrt(tracks[object_id][start].rle.area))
            for number, index in enumerate(range(start, stop), start=1):
                reach = side * 0.16 * number  # a sixth of its side more on every frame
                frame = tracks[object_id][index]
                moved = _moved(frame.rle, round(reach * np.cos(angle)), round(reach * np.sin(angle)))
                if moved.is_empty:
                    break
                predicted_iou, object_score = score_of(object_id, index, moved)
                changed[object_id][index] = replace(
                    frame, rle=moved, predicted_iou=predicted_iou, object_score=object_score
                )
            return changed, _fault(FaultKind.DRIFT, (object_id,), range(start, stop), changed, truth)
    return None


def _vanish(
    tracks: Tracks, truth: Truth, rng: np.random.Generator, score_of: ScoreOf
) -> tuple[Tracks, PlantedFault] | None:
    for object_id in (sorted(tracks)[each] for each in rng.permutation(len(tracks))):
        for start, stop in _episodes(tracks, truth, (object_id,), rng):
            changed = {each: dict(tracks[each]) for each in tracks}
            for index in range(start, stop):
                nothing = empty_rle(*tracks[object_id][index].rle.size_hw)
                score = -float(rng.uniform(1.0, 4.0))
                changed[object_id][index] = ObjectFrame(nothing, FrameState.ABSENT, 0.01, score)
            return changed, _fault(FaultKind.VANISHED, (object_id,), range(start, stop), changed, truth)
    return None


def _label(
    tracks: Tracks, truth: Truth, rng: np.random.Generator, score_of: ScoreOf
) -> tuple[Tracks, PlantedFault] | None:
    for object_id in (sorted(tracks)[each] for each in rng.permutation(len(tracks))):
        if any(True for _ in _episodes(tracks, truth, (object_id,), rng)):
            return tracks, PlantedFault(FaultKind.LABEL, (object_id,), frozenset())
    return None


def _fault(
    kind: FaultKind, object_ids: tuple[int, ...], frames: Iterable[int], tracks: Tracks, truth: Truth
) -> PlantedFault:
    wrong = frozenset(
        (each, index)
        for each in object_ids
        for index in frames
        if index in tracks[each] and iou(tracks[each][index].rle, truth[each][index]) < WRONG_IOU
    )
    return PlantedFault(kind, object_ids, wrong)


def iou(left: MaskRle, right: MaskRle) -> float:
    """Intersection over union; 1.0 when both are empty."""
    if left.is_empty or right.is_empty:
        return float(left.is_empty and right.is_empty)
    first, second = rle_to_mask(left), rle_to_mask(right)
    return float(np.count_nonzero(first & second) / np.count_nonzero(first | second))


def _moved(rle: MaskRle, dx: int, dy: int) -> MaskRle:
    mask = rle_to_mask(rle)
    rows, columns = np.nonzero(mask)
    rows, columns = rows + dy, columns + dx
    inside = (rows >= 0) & (rows < rle.height) & (columns >= 0) & (columns < rle.width)
    moved = np.zeros_like(mask)
    moved[rows[inside], columns[inside]] = True
    return mask_to_rle(moved)


# ---- how soon a queue shows them


@dataclass(frozen=True)
class QueuedFrame:
    """One mask in the order of a queue. `says_label`: the queue says that its label is wrong."""

    clip: int
    object_id: int
    frame_index: int
    says_label: bool = False


@dataclass(frozen=True)
class KindRecall:
    """Of one kind of fault in the first frames of a queue.

    Attributes:
        episode_count, found_episodes: faults, and those of which at least one frame (of a label: one that says so) is there.
        frame_count, found_frames: wrong masks, and those that are there.
    """

    episode_count: int
    found_episodes: int
    frame_count: int
    found_frames: int


def recall(
    faults: Sequence[tuple[int, PlantedFault]], queue: Sequence[QueuedFrame]
) -> dict[FaultKind, KindRecall]:
    """Of each kind that was planted. `faults`: with the number of their clip; `queue`: the part that was looked at."""
    shown = {(each.clip, each.object_id, each.frame_index) for each in queue}
    labels = {(each.clip, each.object_id) for each in queue if each.says_label}
    found: dict[FaultKind, KindRecall] = {}
    for clip, fault in faults:
        hits = sum((clip, *place) in shown for place in fault.frames)
        is_found = (clip, fault.object_ids[0]) in labels if fault.kind is FaultKind.LABEL else hits > 0
        so_far = found.get(fault.kind, KindRecall(0, 0, 0, 0))
        found[fault.kind] = KindRecall(
            so_far.episode_count + 1,
            so_far.found_episodes + is_found,
            so_far.frame_count + len(fault.frames),
            so_far.found_frames + hits,
        )
    return found
