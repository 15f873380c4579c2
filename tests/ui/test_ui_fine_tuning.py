"""Parts of the fine-tuning dialog by themselves: the curve, the field for a rate, what events add up to."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sa2va_desktop.app import make_application
from sa2va_desktop.operations.fine_tuning import StepsDone, TrainingBegan, TrainingEnded, Validated
from sa2va_desktop.settings.session_state import SessionState
from sa2va_desktop.ui.fine_tuning.fine_tuning_part import training_device
from sa2va_desktop.ui.fine_tuning.loss_curve import LossCurve
from sa2va_desktop.ui.fine_tuning.rate_spin import RateSpin
from sa2va_desktop.ui.fine_tuning.training_record import TrainingRecord
from sa2va_desktop.ui.fine_tuning.training_words import figure_rows, result_words
from sa2va_desktop.ui.theme import Theme


@pytest.fixture
def theme(qtbot: QtBot) -> Theme:
    application = make_application()
    assert isinstance(application, QApplication)
    return Theme(application, "dark")


def done(step: int, total: float) -> StepsDone:
    return StepsDone(step, None, step / 100, {"total": total}, {}, 1e-4, 2.0, float(step))


def test_the_curve_falls_from_left_to_right_and_says_so_in_words(qtbot: QtBot, theme: Theme) -> None:
    curve = LossCurve(theme)
    qtbot.addWidget(curve)
    curve.resize(420, 200)
    accent = theme.color("accent")

    curve.show_points([(1, 3.0), (50, 2.0), (100, 1.0), (101, float("nan"))], [(0, 2.9)])

    picture = curve.grab().toImage()
    rows = {
        x: next((y for y in range(10, 176) if picture.pixelColor(QPoint(x, y)) == accent), None)
        for x in (100, 230, 380)
    }
    assert None not in rows.values()
    assert rows[100] < rows[230] < rows[380]
    assert curve.words == "The loss began with 3, is 1 now, and was 1 at its lowest."
    assert curve.accessibleDescription() == curve.words


def test_a_curve_without_points_or_with_equal_ones_is_painted(qtbot: QtBot, theme: Theme) -> None:
    curve = LossCurve(theme)
    qtbot.addWidget(curve)
    for points in ([], [(1, 0.0)], [(1, 2.0), (2, 2.0)], [(0, 0.0), (0, 0.0)]):
        curve.show_points(points, [])
        assert not curve.grab().isNull()
    curve.show_points([], [])
    assert curve.words == ""


def test_many_noisy_steps_are_smoothed(qtbot: QtBot, theme: Theme) -> None:
    curve = LossCurve(theme)
    qtbot.addWidget(curve)

    curve.show_points([(step, 2.0 + (-1.0) ** step) for step in range(400)], [])

    assert curve.words == "The loss began with 3, is 2 now, and was 2 at its lowest."


def test_a_rate_is_shown_and_typed_with_its_power_of_ten(qtbot: QtBot) -> None:
    spin = RateSpin()
    qtbot.addWidget(spin)
    spin.setValue(4e-5)
    assert spin.text() == "4e-5"

    spin.selectAll()
    qtbot.keyClicks(spin, "x2.5e-4\t")
    assert spin.value() == pytest.approx(2.5e-4)
    spin.stepUp()
    assert spin.value() == pytest.approx(3.125e-4)


def test_what_is_done_again_after_a_stop_stands_in_the_record_once() -> None:
    record = TrainingRecord(Path("out"), "Sa2VA-Nano")
    before = Validated(0, {"total": 3.0}, {"mask_iou": 0.2}, 0.2, True)
    record.note([TrainingBegan(0, None, "cpu", "fp32"), before, done(5, 2.0), done(10, 1.5)])
    assert result_words(record) == ""

    later = Validated(10, {"total": 1.0}, {"mask_iou": 0.5}, 0.5, True)
    worse = Validated(20, {"total": 1.4}, {"mask_iou": 0.4}, 0.4, False)
    record.note([TrainingBegan(5, None, "cpu", "fp32"), done(10, 1.4), later, worse])

    assert [each.losses["total"] for each in record.steps] == [2.0, 1.4]
    assert [row.title for row in figure_rows(record)] == ["Mask IoU", "Loss"]
    assert result_words(record) == "On what was held out: Mask IoU 20.0 % → 50.0 %, Loss 3 → 1."


def test_a_training_that_made_nothing_better_says_so() -> None:
    record = TrainingRecord(Path("out"), "Sa2VA-Nano")
    before = Validated(0, {"total": 1.0}, {"mask_iou": 0.6}, 0.6, True)
    after = Validated(5, {"total": 1.2}, {"mask_iou": 0.5}, 0.5, False)

    record.note([before, after, TrainingEnded(5, 10.0, True, 0, 0, 0)])

    assert result_words(record).startswith("On what was held out no state was better")


def test_of_very_many_steps_a_selection_from_first_to_last_is_kept() -> None:
    record = TrainingRecord(Path("out"), "Sa2VA-Nano")

    record.note([done(step, 1.0) for step in range(1, 5001)])

    steps = [each.step for each in record.steps]
    assert len(steps) <= 1000
    assert (steps[0], steps[-1]) == (1, 5000)
    assert steps == sorted({*steps})
    assert max(after - before for before, after in itertools.pairwise(steps)) <= 16


def test_training_computes_on_one_device() -> None:
    assert [training_device(each) for each in ("auto", "cpu", "cuda:1", "gpus", "cuda:0,cuda:1")] == [
        "auto",
        "cpu",
        "cuda:1",
        "auto",
        "auto",
    ]


def test_the_session_remembers_what_has_not_come_to_its_end(tmp_path: Path) -> None:
    state = SessionState(tmp_path / "session.json")
    state.fine_tuning = ("/models/street", "Sa2VA-Nano")
    state.save()
    assert SessionState.load(state.path).fine_tuning == ("/models/street", "Sa2VA-Nano")

    state.path.write_text('{"fine_tuning": ["only one"]}')
    assert SessionState.load(state.path).fine_tuning is None
