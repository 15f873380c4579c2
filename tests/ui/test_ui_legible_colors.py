import pytest
from hypothesis import given
from hypothesis import strategies as st

from sa2va_desktop.annotation.records import Rgb
from sa2va_desktop.ui.legible_colors import contrast_ratio, legible_on, mix, text_color_on

COLORS = st.tuples(*[st.integers(0, 255)] * 3)


def test_contrast_runs_from_one_to_twenty_one() -> None:
    assert contrast_ratio((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast_ratio((12, 34, 56), (12, 34, 56)) == pytest.approx(1)


@given(COLORS)
def test_text_on_any_color_can_be_read(color: Rgb) -> None:
    assert contrast_ratio(text_color_on(color), color) >= 4.5


@given(COLORS, COLORS)
def test_a_color_is_moved_until_it_stands_out(color: Rgb, background: Rgb) -> None:
    assert contrast_ratio(legible_on(color, background), background) >= 3.0


def test_a_color_that_stands_out_is_kept() -> None:
    assert legible_on((200, 0, 0), (255, 255, 255)) == (200, 0, 0)
    assert mix((0, 0, 0), (100, 200, 50), 0.5) == (50, 100, 25)
