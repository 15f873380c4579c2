"""Planted faults are wrong where they say, and nowhere else; recall counts what a queue shows."""

from __future__ import annotations

import numpy as np
import pytest
from support.reviewing import FRAMES, moving

from sa2va_desktop.annotation.records import FrameState
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.evaluation.planted_faults import (
    WRONG_IOU,
    FaultKind,
    PlantedFault,
    QueuedFrame,
    Tracks,
    iou,
    plant,
    recall,
)


def tracks_and_truth() -> tuple[Tracks, dict[int, list[MaskRle]]]:
    tracks = {1: moving(30), 2: moving(90)}
    return tracks, {number: [track[index].rle for index in range(FRAMES)] for number, track in tracks.items()}


def no_score(_object_id: int, _frame_index: int, _rle: MaskRle) -> tuple[float, float]:
    return 0.5, 1.0


@pytest.mark.parametrize("kind", list(FaultKind))
@pytest.mark.parametrize("seed", range(4))
def test_exactly_the_named_masks_are_wrong(kind: FaultKind, seed: int) -> None:
    tracks, truth = tracks_and_truth()

    planted = plant(kind, tracks, truth, np.random.default_rng(seed), no_score)

    assert planted is not None
    spoiled, fault = planted
    wrong = {
        (number, index)
        for number, track in spoiled.items()
        for index, frame in track.items()
        if iou(frame.rle, truth[number][index]) < WRONG_IOU
    }
    assert fault.frames == wrong
    assert bool(wrong) == (kind is not FaultKind.LABEL)
    assert tracks == tracks_and_truth()[0]
    assert len(fault.object_ids) == (2 if kind is FaultKind.SWAP else 1)


def test_a_vanished_mask_says_that_it_is_absent_and_a_drifting_one_has_its_scores() -> None:
    tracks, truth = tracks_and_truth()
    random = np.random.default_rng(0)

    vanished = plant(FaultKind.VANISHED, tracks, truth, random, no_score)
    drifted = plant(FaultKind.DRIFT, tracks, truth, random, no_score)

    assert vanished is not None
    assert drifted is not None
    for number, index in vanished[1].frames:
        frame = vanished[0][number][index]
        assert frame.state is FrameState.ABSENT
        assert frame.object_score is not None
        assert frame.object_score < 0
    assert all(drifted[0][number][index].predicted_iou == 0.5 for number, index in drifted[1].frames)


def test_nothing_is_planted_where_the_track_is_bad() -> None:
    tracks, truth = tracks_and_truth()
    bad = {number: {} for number in tracks}

    for kind in FaultKind:
        assert plant(kind, bad, truth, np.random.default_rng(0), no_score) is None


def test_recall_counts_frames_and_episodes() -> None:
    swap = PlantedFault(FaultKind.SWAP, (1, 2), frozenset({(1, 5), (1, 6), (2, 5)}))
    label = PlantedFault(FaultKind.LABEL, (3,), frozenset())
    queue = [
        QueuedFrame(0, 1, 5),
        QueuedFrame(1, 1, 6),
        QueuedFrame(1, 3, 0),
        QueuedFrame(0, 3, 9, says_label=True),
    ]

    found = recall([(0, swap), (1, label)], queue)

    assert (found[FaultKind.SWAP].found_episodes, found[FaultKind.SWAP].episode_count) == (1, 1)
    assert (found[FaultKind.SWAP].found_frames, found[FaultKind.SWAP].frame_count) == (1, 3)
    assert (found[FaultKind.LABEL].found_episodes, found[FaultKind.LABEL].episode_count) == (0, 1)
    assert recall([(0, label)], queue)[FaultKind.LABEL].found_episodes == 1
