"""J&F of tracked objects in the traditions of DAVIS 2017 and SA-V; which frames count differs, so they are never mixed.

Sources: the DAVIS 2017 evaluation (Pont-Tuset et al., "The 2017 DAVIS Challenge on Video Object Segmentation"; Caelles
et al., "The 2019 DAVIS Challenge on VOS: Unsupervised Multi-Object Segmentation"), the SA-V evaluation (Ravi et al.,
"SAM 2"), and the protocol for Ref-DAVIS17 of ReferFormer (Wu et al., CVPR 2022).
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from sa2va_desktop.annotation.rle import BoolMask
from sa2va_desktop.errors import FormatError
from sa2va_desktop.evaluation.segmentation import (
    FrameStatistics,
    boundary_measure,
    frame_statistics,
    region_similarity,
)

IndexMaps = npt.NDArray[np.uint8]  # (T, H, W) object ids, 0 background
VOID_INDEX = 255
MAX_PROPOSALS = 20
"""Of an unsupervised result; more are refused, as by the published evaluator."""


class Tradition(enum.Enum):
    """Which frames count and how objects are matched; the value is its name in reports."""

    DAVIS_SEMI_SUPERVISED = "DAVIS 2017 semi-supervised: without the first and last frame, mean over objects"
    DAVIS_UNSUPERVISED = "DAVIS 2017 unsupervised: all frames, Hungarian matching, without void pixels"
    REF_DAVIS_BY_ANNOTATOR = (
        "Ref-DAVIS17 after ReferFormer: four annotators, objects merged, DAVIS unsupervised, mean of the four"
    )
    SA_V = "SA-V: annotated frames without the first and last, counted from an object's first appearance"
    PER_EXPRESSION = "per expression: all frames, each expression by itself, mean over expressions"


@dataclass(frozen=True)
class ObjectScore:
    """One object of one sequence.

    Attributes:
        object_id: in the truth.
        matched: id in the prediction, or None where nothing was matched.
    """

    sequence: str
    object_id: int
    matched: int | None
    j: FrameStatistics
    f: FrameStatistics


@dataclass(frozen=True)
class ObjectsScore:
    """The means over all objects of all sequences, in 0..1."""

    tradition: Tradition
    j: FrameStatistics
    f: FrameStatistics
    object_count: int

    @property
    def j_and_f(self) -> float:
        return (self.j.mean + self.f.mean) / 2


def mean_over_objects(tradition: Tradition, scores: Iterable[ObjectScore]) -> ObjectsScore | None:
    """One figure for a data set: every object counts the same, however many its sequence has. None without objects."""
    found = list(scores)
    if not found:
        return None
    j, f = (
        FrameStatistics(*np.mean([[s.mean, s.recall, s.decay] for s in part], axis=0).tolist())
        for part in ([score.j for score in found], [score.f for score in found])
    )
    return ObjectsScore(tradition, j, f, len(found))


def score_semi_supervised(sequence: str, truth: IndexMaps, predicted: IndexMaps) -> list[ObjectScore]:
    """DAVIS semi-supervised: objects are those up to the highest id of the first frame; void counts as background.

    Args:
        truth, predicted: (T, H, W) object ids of the same shape; the first and last frame are left out here.

    Raises:
        FormatError: other shapes, too few frames, or an id in the prediction that the truth has not.
    """
    _check_shapes(sequence, truth, predicted, at_least=3)
    object_count = _object_count(truth)
    highest = int(predicted[1:-1].max())
    if highest > object_count:
        raise FormatError(
            f"{sequence}: expected at most {object_count} objects as in the truth, found id {highest}"
        )
    scores = []
    for object_id in range(1, object_count + 1):
        pairs = [(p == object_id, t == object_id) for p, t in zip(predicted[1:-1], truth[1:-1], strict=True)]
        j, f = _by_frame(pairs)
        scores.append(ObjectScore(sequence, object_id, object_id, frame_statistics(j), frame_statistics(f)))
    return scores


def score_unsupervised(sequence: str, truth: IndexMaps, predicted: IndexMaps) -> list[ObjectScore]:
    """DAVIS unsupervised: proposals are matched so that the sum of (J+F)/2 is largest; all frames, without void pixels.

    Raises:
        FormatError: other shapes, or more than `MAX_PROPOSALS` proposals.
    """
    _check_shapes(sequence, truth, predicted, at_least=1)
    object_count = _object_count(truth)
    proposal_count = int(predicted.max())
    if proposal_count > MAX_PROPOSALS:
        raise FormatError(f"{sequence}: expected at most {MAX_PROPOSALS} proposals, found id {proposal_count}")
    void = truth == VOID_INDEX
    slots = max(proposal_count, object_count)
    values = np.zeros((2, slots, object_count, len(truth)))
    for slot in range(slots):
        for index in range(object_count):
            pairs = [(p == slot + 1, t == index + 1) for p, t in zip(predicted, truth, strict=True)]
            values[:, slot, index] = _by_frame(pairs, void)
    chosen, meant = linear_sum_assignment(-values.mean(axis=3).mean(axis=0))
    # The reference reads row k of the matching as its k-th object; only the mean over all objects is published, and
    # that does not depend on the order.
    return [
        ObjectScore(
            sequence,
            int(index) + 1,
            int(slot) + 1 if slot < proposal_count else None,
            frame_statistics(values[0, slot, index].tolist()),
            frame_statistics(values[1, slot, index].tolist()),
        )
        for index, slot in sorted(zip(meant, chosen, strict=True))
    ]


def score_sav_object(
    sequence: str, object_id: int, truth: Sequence[BoolMask], predicted: Sequence[BoolMask]
) -> ObjectScore | None:
    """SA-V: one object on the annotated frames of its video; the first and last are left out here.

    Counting starts where truth or prediction has the object for the first time. None when the truth is empty on what
    is left; the published evaluator stops with an error there.

    Raises:
        FormatError: not as many predictions as annotated frames.
    """
    if len(truth) != len(predicted):
        raise FormatError(
            f"{sequence}, object {object_id}: expected {len(truth)} predicted frames, found {len(predicted)}"
        )
    pairs = list(zip(predicted, truth, strict=True))[1:-1]
    start = next((k for k, (p, t) in enumerate(pairs) if p.any() or t.any()), len(pairs))
    if not any(t.any() for _, t in pairs):
        return None
    j, f = _by_frame(pairs[start:])
    return ObjectScore(sequence, object_id, object_id, frame_statistics(j), frame_statistics(f))


def merge_by_first(masks: Sequence[Sequence[BoolMask]], size_hw: tuple[int, int]) -> IndexMaps:
    """(T, H, W) ids 1… of objects whose binary masks may overlap; the first one wins.

    ReferFormer takes the largest probability over a background of 0.1; with masks that are 0 or 1 this is the same.
    """
    frame_count = max((len(track) for track in masks), default=0)
    merged = np.zeros((frame_count, *size_hw), np.uint8)
    for index, track in reversed(list(enumerate(masks, start=1))):
        for frame, mask in enumerate(track):
            merged[frame][mask] = index
    return merged


def _by_frame(
    pairs: Sequence[tuple[BoolMask, BoolMask]], void: npt.NDArray[np.bool_] | None = None
) -> tuple[list[float], list[float]]:
    voids = [None] * len(pairs) if void is None else list(void)
    j = [region_similarity(p, t, v) for (p, t), v in zip(pairs, voids, strict=True)]
    f = [boundary_measure(p, t, v) for (p, t), v in zip(pairs, voids, strict=True)]
    return j, f


def _object_count(truth: IndexMaps) -> int:
    first = truth[0]
    return int(first[first != VOID_INDEX].max(initial=0))


def _check_shapes(sequence: str, truth: IndexMaps, predicted: IndexMaps, *, at_least: int) -> None:
    if truth.shape != predicted.shape or len(truth) < at_least:
        raise FormatError(
            f"{sequence}: expected predictions of shape {truth.shape} over at least {at_least} frames, "
            f"found {predicted.shape}"
        )
