"""Confidence is compared with agreement bin by bin."""

from __future__ import annotations

import pytest

from sa2va_desktop.evaluation.calibration import Judged, above, calibration


def test_answers_that_are_right_as_often_as_said_have_no_error():
    answers = [Judged(0.75, agrees=place != 0) for place in range(4)]

    found = calibration(answers)

    assert (found.count, found.agreement, found.confidence) == (4, 0.75, 0.75)
    assert found.error == pytest.approx(0.0)


def test_bins_do_not_make_up_for_each_other():
    answers = [Judged(0.95, agrees=False), Judged(0.05, agrees=True)]

    found = calibration(answers)

    assert found.agreement == found.confidence == 0.5
    assert found.error == pytest.approx(0.95)
    assert above(answers, 0.95) == answers[:1]


def test_full_confidence_has_a_bin_and_nothing_has_no_figures():
    assert calibration([Judged(1.0, agrees=True)]).error == 0
    assert calibration([]).agreement is None
