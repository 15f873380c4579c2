"""Hard cuts are found, and nothing else is taken for one: no pan, shake, zoom, flash, lamp or broken frame."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from support.shots import scenery, shot, write_shots

from sa2va_desktop.errors import CancelledError
from sa2va_desktop.media.opening import open_media
from sa2va_desktop.media.records import RgbFrame
from sa2va_desktop.media.scene_cuts import CutFinder, change_score, search_cuts, small_frame
from sa2va_desktop.tasks import CancelToken

SEEDS = range(12)


def cuts_in(frames: Sequence[RgbFrame]) -> list[int]:
    finder = CutFinder(lambda index: frames[index], len(frames))
    return [index for index in range(len(frames)) if finder.is_cut(index)]


def lit(frame: RgbFrame, gain: float, offset: float = 0) -> RgbFrame:
    return np.clip(frame * gain + offset, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_hard_cut_between_moving_shots_is_found(seed: int) -> None:
    assert cuts_in([*shot(seed, 12, step_px=6), *shot(seed + 100, 12, step_px=3)]) == [12]


def test_shots_of_four_frames_are_told_apart() -> None:
    frames = [frame for seed in range(5) for frame in shot(seed, 4)]

    assert cuts_in(frames) == [4, 8, 12, 16]


def test_a_cut_is_found_in_a_dark_clip() -> None:
    frames = [lit(frame, 0.15) for frame in (*shot(1, 8), *shot(2, 8))]

    assert cuts_in(frames) == [8]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("step_px", [1, 8, 24])
def test_a_pan_is_no_cut(seed: int, step_px: int) -> None:
    assert cuts_in(shot(seed, 20, step_px=step_px)) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_a_shaking_camera_is_no_cut(seed: int) -> None:
    picture, generator = scenery(seed), np.random.default_rng(seed)
    places = generator.integers(-12, 13, (20, 2)) + np.array([60, 200])

    assert cuts_in([picture[y : y + 96, x : x + 160] for y, x in places]) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_a_fast_zoom_is_no_cut(seed: int) -> None:
    picture = scenery(seed)
    crops = [picture[120 - h : 120 + h, 320 - 2 * h : 320 + 2 * h] for h in range(110, 30, -10)]

    assert cuts_in([cv2.resize(crop, (160, 96)) for crop in crops]) == []


@pytest.mark.parametrize("length", [1, 2])
@pytest.mark.parametrize(
    "flash", [lambda frame: lit(frame, 1, 130), np.zeros_like, lambda f: np.full_like(f, 255)]
)
def test_a_flash_or_a_broken_frame_is_no_cut(flash, length: int) -> None:  # type: ignore[no-untyped-def]
    frames = shot(3, 20)
    frames[9 : 9 + length] = [flash(frame) for frame in frames[9 : 9 + length]]

    assert cuts_in(frames) == []


@pytest.mark.parametrize("gain", [0.4, 1.5])
def test_a_lamp_that_stays_is_no_cut(gain: float) -> None:
    frames = [lit(frame, 0.6, 20) for frame in shot(4, 20)]

    assert cuts_in([*frames[:10], *(lit(frame, gain) for frame in frames[10:])]) == []


def test_a_thing_that_rushes_through_is_no_cut() -> None:
    frames = shot(5, 20)
    for number, index in enumerate(range(6, 14)):
        frames[index][:, max(0, number * 28 - 60) : number * 28] = (190, 40, 30)

    assert cuts_in(frames) == []


def test_flat_pictures_are_no_scenes() -> None:
    assert cuts_in([np.full((96, 160, 3), level, np.uint8) for level in range(0, 240, 10)]) == []


def test_a_cut_in_the_first_and_last_frames_is_found() -> None:
    assert cuts_in([*shot(6, 1), *shot(7, 9)]) == [1]
    assert cuts_in([*shot(6, 9), *shot(7, 1)]) == [9]


def test_scores_are_symmetric_shares() -> None:
    frames = [small_frame(frame) for seed in range(6) for frame in shot(seed, 2, step_px=30)]

    for before, after in pairwise(frames):
        assert 0 <= change_score(before, after) <= 1
        assert change_score(before, after) == pytest.approx(change_score(after, before))
        assert change_score(before, before) == pytest.approx(0, abs=1e-3)


def test_frames_without_a_change_are_read_once() -> None:
    frames, read = shot(8, 40), []

    def reading(index: int) -> RgbFrame:
        read.append(index)
        return frames[index]

    finder = CutFinder(reading, len(frames))
    for index in range(len(frames)):
        finder.is_cut(index)

    assert read == list(range(40))


def test_a_range_of_a_video_is_searched_and_tells_how_far(tmp_path: Path) -> None:
    path = write_shots(tmp_path / "a.mp4", [shot(1, 30), shot(2, 30), shot(3, 30)])

    with open_media(path) as reader:
        steps = list(search_cuts(reader, (10, 90), CancelToken()))

    assert [frame for _, found in steps for frame in found] == [30, 60]
    assert steps[-1][0] == 90
    assert [reached for reached, _ in steps] == sorted({reached for reached, _ in steps})


def test_a_search_can_be_cancelled(tmp_path: Path) -> None:
    token = CancelToken()
    with open_media(write_shots(tmp_path / "a.mp4", [shot(1, 60)])) as reader:
        search = search_cuts(reader, (0, 60), token)
        next(search)
        token.cancel()
        with pytest.raises(CancelledError):
            next(search)
