import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sa2va_desktop.ui.timeline.time_scale import MAX_PIXELS_PER_FRAME, TimeScale

COUNTS = st.integers(1, 100_000)
WIDTHS = st.integers(50, 4000)


@st.composite
def scales(draw: st.DrawFn) -> TimeScale:
    fitted = TimeScale(draw(COUNTS), draw(WIDTHS)).fitted()
    zoomed = fitted.zoomed(draw(st.floats(1, 5000)), draw(st.floats(0, fitted.width_px)))
    return zoomed.scrolled_to(draw(st.floats(0, 1)) * zoomed.max_offset_px)


@given(scales(), st.floats(0, 1))
def test_the_frame_under_a_pixel_covers_it(scale: TimeScale, share: float) -> None:
    x = share * min(scale.width_px, scale.total_px - 1e-3)

    frame = scale.frame_at(x)

    assert scale.x_of(frame) - 1e-6 <= x <= scale.x_of(frame + 1) + 1e-6


@given(scales(), st.floats(0.05, 20), st.floats(0, 1))
def test_zooming_keeps_what_is_under_the_cursor_unless_the_clip_ends(
    scale: TimeScale, factor: float, share: float
) -> None:
    anchor = share * scale.width_px
    position = (anchor + scale.offset_px) / scale.pixels_per_frame

    zoomed = scale.zoomed(factor, anchor)

    assume(0 < zoomed.offset_px < zoomed.max_offset_px)
    assert zoomed.x_of(position) == pytest.approx(anchor, abs=1e-6 * zoomed.total_px + 1e-6)


@given(scales(), st.floats(-1e6, 1e9))
def test_scrolling_never_leaves_the_clip(scale: TimeScale, offset: float) -> None:
    scrolled = scale.scrolled_to(offset)

    assert 0 <= scrolled.offset_px <= scrolled.max_offset_px
    start, stop = scrolled.visible_frames
    assert 0 <= start < stop <= scale.frame_count


@given(scales(), st.data())
def test_revealing_a_frame_makes_it_visible(scale: TimeScale, data: st.DataObject) -> None:
    frame = data.draw(st.integers(0, scale.frame_count - 1))

    shown = scale.revealing(frame)

    assert shown.x_of(frame) >= -1e-6
    assert shown.x_of(frame + 1) <= max(shown.width_px, shown.pixels_per_frame) + 1e-6
    assert shown.pixels_per_frame == scale.pixels_per_frame


@given(COUNTS, WIDTHS, st.data())
def test_showing_a_range_fits_it_into_the_view(count: int, width: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, count - 1))
    stop = data.draw(st.integers(start + 1, count))

    shown = TimeScale(count, width).fitted().showing(start, stop)

    assert shown.x_of(start) >= -1e-6 * shown.total_px - 1e-6
    assert shown.x_of(stop) <= width + 1e-6 * shown.total_px + 1e-6


def test_a_fitted_view_stays_fitted_when_the_window_grows() -> None:
    scale = TimeScale(1000, 500).fitted()

    assert scale.resized(800).pixels_per_frame == pytest.approx(0.8)
    assert scale.zoomed(10, 0).resized(800).pixels_per_frame == pytest.approx(5)


def test_a_short_clip_is_not_stretched_beyond_the_largest_zoom() -> None:
    scale = TimeScale(3, 1000).fitted()

    assert scale.pixels_per_frame == MAX_PIXELS_PER_FRAME
    assert scale.frame_at(999) == 2
    assert scale.edge_at(999) == 3
    assert scale.edge_at(-5) == 0


def test_without_frames_nothing_is_visible() -> None:
    scale = TimeScale(0, 300).fitted()

    assert scale.visible_frames == (0, 0)
    assert scale.frame_at(10) == 0
