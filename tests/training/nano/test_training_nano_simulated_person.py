"""The simulated person clicks where the mask is most wrong."""

from __future__ import annotations

import numpy as np
import pytest
from support.masks import box_mask

from sa2va_desktop.annotation.rle import BoolMask
from sa2va_desktop.training.nano.simulated_person import Click, deepest_point, iou, next_click

SIZE_HW = (40, 60)
NOTHING = np.zeros(SIZE_HW, np.bool_)


def box(x0: int, y0: int, x1: int, y1: int) -> BoolMask:
    return box_mask(SIZE_HW, x0, y0, x1, y1)


def test_the_first_click_is_deep_inside_the_object() -> None:
    assert next_click(box(10, 10, 31, 31), NOTHING) == Click((20.5, 20.5), True)


def test_the_edge_of_the_picture_ends_a_region() -> None:
    x, y = deepest_point(box(0, 0, 21, 40))
    assert x == 10.5
    assert 10 <= y <= 30


@pytest.mark.parametrize(
    ("mask", "click"),
    [
        (box(10, 10, 31, 31) & ~box(20, 15, 31, 26), Click((25.5, 20.5), True)),  # a part is missing
        (box(10, 10, 31, 31) | box(40, 5, 49, 14), Click((44.5, 9.5), False)),  # something else is in it
        (box(10, 10, 28, 31) | box(40, 5, 51, 16), Click((45.5, 10.5), False)),  # more spilled than missing
    ],
)
def test_the_next_click_is_in_the_largest_error(mask: BoolMask, click: Click) -> None:
    assert next_click(box(10, 10, 31, 31), mask) == click


def test_a_perfect_mask_needs_no_click() -> None:
    assert next_click(box(1, 1, 5, 5), box(1, 1, 5, 5)) is None
    assert iou(NOTHING, NOTHING) == 1.0
    assert iou(box(0, 0, 10, 10), box(0, 0, 10, 5)) == 0.5


def test_a_hasty_person_clicks_elsewhere_in_the_same_region() -> None:
    truth = box(10, 10, 31, 31)
    rng = np.random.default_rng(3)

    clicks = [next_click(truth, NOTHING, hasty=rng) for _ in range(40)]

    points = {click.point_xy for click in clicks if click is not None}
    assert len(points) > 5
    assert all(truth[int(y), int(x)] for x, y in points)
