"""Corners of a polygon are added, moved, inserted, removed, and every step is taken back."""

from __future__ import annotations

import pytest

from sa2va_desktop.ui.canvas.tools.polygon_sketch import PolygonSketch, snapped

SQUARE = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))


def square() -> PolygonSketch:
    sketch = PolygonSketch(SQUARE[0])
    for corner in SQUARE[1:]:
        sketch.add(corner)
    return sketch


def test_it_can_be_closed_from_three_corners_on() -> None:
    sketch = PolygonSketch((0, 0))
    sketch.add((10, 0))
    assert not sketch.can_close

    sketch.add((10, 10))

    assert sketch.can_close


def test_a_corner_on_the_edge_under_the_pointer_goes_between_its_ends() -> None:
    sketch = square()
    sketch.close()

    assert sketch.edge_at((0.4, 5), 1) == 4
    assert sketch.edge_at((5, 5), 1) is None
    sketch.insert(4, (0, 5))

    assert sketch.corners == (*SQUARE, (0, 5))


def test_a_closed_polygon_keeps_three_corners() -> None:
    sketch = square()
    sketch.close()

    assert sketch.remove(0)
    assert not sketch.remove(0)
    assert sketch.corners == SQUARE[1:]


def test_every_step_is_taken_back_and_a_drag_is_one() -> None:
    sketch = square()
    sketch.close()
    sketch.begin_move()
    sketch.move(2, (20, 20))
    sketch.move(2, (30, 30))

    assert sketch.take_back()
    assert (sketch.corners, sketch.is_closed) == (SQUARE, True)
    for _ in range(4):
        assert sketch.take_back()
    assert sketch.corners == SQUARE[:1]
    assert not sketch.take_back()


@pytest.mark.parametrize(
    ("at", "expected"), [((10, 1), (10, 0)), ((1, -10), (0, -10)), ((9, 11), (10, 10)), ((-8, 0.5), (-8, 0))]
)
def test_snapping_gives_the_nearest_point_in_a_direction_of_45_degrees(
    at: tuple[float, float], expected: tuple[float, float]
) -> None:
    assert snapped((0, 0), at) == pytest.approx(expected, abs=1e-9)
