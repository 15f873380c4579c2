"""The simulated person scribbles inside the thing and draws the lasso round it."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from support.masks import box_mask

from sa2va_desktop.editing.mask_window import PixelBox
from sa2va_desktop.editing.polygon import enclosed

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))

from mark_shapes import lasso, scribble, summary

SIZE_HW = (120, 160)
THING = box_mask(SIZE_HW, 40, 30, 110, 80)


@pytest.mark.parametrize("seed", range(5))
def test_a_scribble_stays_inside_the_thing(seed: int) -> None:
    for x, y in scribble(THING, np.random.default_rng(seed)):
        assert THING[int(y), int(x)]


@pytest.mark.parametrize("seed", range(5))
def test_a_lasso_goes_round_the_thing(seed: int) -> None:
    area = enclosed(lasso(THING, np.random.default_rng(seed)), PixelBox(0, 0, SIZE_HW[1], SIZE_HW[0]))

    assert (area & THING).sum() >= 0.98 * THING.sum()
    assert area.sum() < 3 * THING.sum()


def test_the_summary_counts_masks_that_miss() -> None:
    assert summary({"way": [0.9, 0.4, 0.8]}) == {
        "way": {"mean": 0.7, "median": 0.8, "below_half": pytest.approx(0.333)}
    }
