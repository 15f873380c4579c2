"""J and F against cases that can be worked out by hand, and the reading of truth folders."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from sa2va_desktop.annotation.rle import BoolMask
from sa2va_desktop.datasets.index_png import write_index_png
from sa2va_desktop.errors import FormatError
from sa2va_desktop.evaluation.segmentation import boundary_measure, region_similarity, score_clip
from sa2va_desktop.evaluation.truth import read_clip_truth


def square(x0: int, y0: int, side: int, size: int = 100) -> BoolMask:
    mask = np.zeros((size, size), np.bool_)
    mask[y0 : y0 + side, x0 : x0 + side] = True
    return mask


def test_region_similarity_of_half_overlapping_squares_is_a_third() -> None:
    assert region_similarity(square(10, 10, 20), square(20, 10, 20)) == pytest.approx(1 / 3)


def test_empty_against_empty_counts_as_right_and_empty_against_something_as_wrong() -> None:
    empty = np.zeros((100, 100), np.bool_)

    assert (region_similarity(empty, empty), boundary_measure(empty, empty)) == (1.0, 1.0)
    assert (region_similarity(empty, square(1, 1, 5)), boundary_measure(empty, square(1, 1, 5))) == (0.0, 0.0)


def test_boundary_measure_forgives_a_shift_within_the_tolerance_only() -> None:
    # 0.8 % of the diagonal of 100 x 100 pixels is 1.13, rounded up to 2 pixels.
    assert boundary_measure(square(30, 30, 20), square(31, 30, 20)) == 1.0
    assert boundary_measure(square(30, 30, 20), square(35, 30, 20)) < 0.8


def test_full_frame_masks_have_no_boundary() -> None:
    full = np.ones((100, 100), np.bool_)

    assert boundary_measure(full, full) == 1.0
    assert boundary_measure(full, square(30, 30, 20)) == 0.0


@given(st.integers(0, 79), st.integers(0, 79), st.integers(1, 20))
def test_measures_of_a_mask_against_itself_are_one(x0: int, y0: int, side: int) -> None:
    mask = square(x0, y0, side)

    assert (region_similarity(mask, mask), boundary_measure(mask, mask)) == (1.0, 1.0)


def test_score_clip_is_the_mean_over_frames() -> None:
    truth = [square(10, 10, 20), square(10, 10, 20)]

    score = score_clip([truth[0], np.zeros((100, 100), np.bool_)], truth)

    assert (score.region_j, score.boundary_f, score.j_and_f, score.frame_count) == (0.5, 0.5, 0.5, 2)


def test_score_clip_refuses_unequal_lengths() -> None:
    with pytest.raises(ValueError, match="2 frames of truth"):
        score_clip([square(1, 1, 3)], [square(1, 1, 3)] * 2)


def test_truth_finds_the_objects_that_an_instruction_names(tmp_path: Path) -> None:
    indices = np.zeros((4, 6), np.uint8)
    indices[1, 1], indices[2, 2], indices[3, 3] = 1, 2, 255
    write_index_png(tmp_path / "00000.png", indices)
    scene = {
        "expressions": [{"text": "the car", "object_ids": [1]}, {"text": "The red car", "object_ids": [2]}]
    }
    (tmp_path / "scene.json").write_text(json.dumps(scene))

    truth = read_clip_truth(tmp_path)

    assert truth.objects_for("Please segment the red car.") == (2,)
    assert truth.objects_for("the boat") is None
    assert truth.union_mask(0, (2,)).sum() == 1
    assert truth.union_mask(0, None).sum() == 2  # void does not count


def test_truth_takes_white_as_the_object_in_black_and_white_masks(tmp_path: Path) -> None:
    Image.fromarray(np.array([[0, 255], [255, 255]], np.uint8)).save(tmp_path / "00000.png")

    assert read_clip_truth(tmp_path).union_mask(0, None).sum() == 3


def test_truth_folder_without_masks_is_named(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"00000\.png, found none"):
        read_clip_truth(tmp_path)
