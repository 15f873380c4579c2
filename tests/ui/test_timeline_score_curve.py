import pytest

from sa2va_desktop.ui.timeline.score_curve import ScoreCurve
from sa2va_desktop.ui.timeline.time_scale import TimeScale


def test_the_curve_breaks_where_scores_are_missing() -> None:
    curve = ScoreCurve(6, {0: 0.9, 1: 0.8, 2: None, 4: 0.5, 5: 0.7})

    lines = curve.polylines(TimeScale(6, 60).fitted())

    assert [[score for _, score in line] for line in lines] == [
        pytest.approx([0.9, 0.8]),
        pytest.approx([0.5, 0.7]),
    ]
    assert [x for x, _ in lines[0]] == pytest.approx([5, 15])


def test_a_dip_of_one_frame_is_visible_when_many_frames_share_a_pixel() -> None:
    curve = ScoreCurve(100_000, dict.fromkeys(range(100_000), 0.95))
    curve.update({54_321: 0.1})

    (line,) = curve.polylines(TimeScale(100_000, 800).fitted())

    assert len(line) <= 800
    assert min(score for _, score in line) == pytest.approx(0.1)


def test_only_visible_frames_give_points() -> None:
    curve = ScoreCurve(1000, dict.fromkeys(range(1000), 0.5))
    scale = TimeScale(1000, 100).fitted().zoomed(100, 0)

    (line,) = curve.polylines(scale.scrolled_to(5000))

    assert len(line) <= 12
    assert -10 <= line[0][0] <= 10


def test_a_score_can_be_taken_away() -> None:
    curve = ScoreCurve(3, {1: 0.5})

    curve.update({1: None})

    assert curve.score_at(1) is None
    assert curve.polylines(TimeScale(3, 30).fitted()) == []
