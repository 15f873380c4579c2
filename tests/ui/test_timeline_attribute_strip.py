"""Which keys of an attribute a row of the timeline draws, and which one is under the pointer."""

from __future__ import annotations

from sa2va_desktop.annotation.attributes import Attribute, AttributeId, AttributeKey, AttributeKind
from sa2va_desktop.ui.timeline.attribute_strip import AttributeLane
from sa2va_desktop.ui.timeline.time_scale import TimeScale

SPEED = Attribute(AttributeId(1), "speed", AttributeKind.NUMBER, changes_over_time=True)


def lane(*frames: int) -> AttributeLane:
    return AttributeLane(SPEED, tuple(AttributeKey(frame, float(frame)) for frame in frames))


def drawn(lane: AttributeLane, scale: TimeScale) -> list[tuple[int, int]]:
    return [(key.frame_index, stop) for key, stop in lane.spans(scale)]


def test_a_row_draws_what_is_in_view_and_what_holds_there() -> None:
    scale = TimeScale(frame_count=100, width_px=100).fitted().zoomed(10, 0.0).scrolled_to(300.0)

    assert drawn(lane(5, 20, 33, 38, 60), scale) == [(20, 33), (33, 38), (38, 60)]
    assert drawn(lane(), scale) == []


def test_of_keys_in_one_pixel_the_last_is_drawn_whose_value_goes_on() -> None:
    scale = TimeScale(frame_count=100_000, width_px=500).fitted()

    assert drawn(lane(0, 1, 2), scale) == [(2, 100_000)]
    dense = lane(*range(100_000))
    assert len(drawn(dense, scale)) <= 501
    assert drawn(dense, scale)[-1] == (99_999, 100_000)


def test_the_nearest_key_is_found_on_both_sides() -> None:
    row = lane(10, 20)

    found = [row.nearest(frame) for frame in (0, 14, 16, 99)]

    assert [key.frame_index for key in found if key is not None] == [10, 10, 20, 20]
    assert lane().nearest(3) is None
