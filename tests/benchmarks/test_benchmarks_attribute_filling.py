"""The benchmark of filled attributes knows what its clips show, and counts what was said against it."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from sa2va_desktop.evaluation.calibration import Judged
from sa2va_desktop.operations.attribute_filling.change_search import Stretch

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def benchmark_module():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        import attribute_filling

        yield attribute_filling
    finally:
        sys.path.remove(str(BENCHMARKS))


def test_a_thing_that_turns_is_known_to_the_frame(benchmark_module):
    clip = benchmark_module.drawn_clip(7400, 0, 12)
    thing = next(each for each in clip.facts.things if each.object_id == clip.later.object_id)

    (asked,) = benchmark_module.asked_about(clip, thing, 1)
    target = benchmark_module.target_of(clip, thing, asked.attribute)
    right = [Stretch(0, asked.truth(0), 0.9), Stretch(clip.turn, asked.truth(clip.turn), 0.9)]
    late = [right[0], Stretch(clip.turn + 1, right[1].value, 0.9)]

    assert asked.attribute.changes_over_time
    assert asked.truth(clip.turn - 1) == asked.truth(0) != asked.truth(clip.turn)
    before, after = (clip.frames.read_rgb(frame)[clip.ids[frame] == thing.object_id] for frame in (0, 11))
    assert np.abs(before.mean(0) - after.mean(0)).max() > 5
    assert all(each.agrees for each in benchmark_module.judged(asked, target, right))
    assert sum(not each.agrees for each in benchmark_module.judged(asked, target, late)) == 1
    assert not any(each.agrees for each in benchmark_module.judged(asked, target, []))


def test_figures_are_counted(benchmark_module):
    answers = [Judged(0.9, agrees=True), Judged(0.9, agrees=False), Judged(0.3, agrees=True)]

    row = benchmark_module.row(answers, Counter({"red": 2, "blue": 1}))
    changes = benchmark_module._changes([0, -3, None], 1)

    assert (row["answers"], row["agreement"], row["always the commonest"]) == (3, 0.667, 0.667)
    assert (row["share above 0.8"], row["agreement above 0.8"]) == (0.667, 0.5)
    assert changes == {
        "planted": 3,
        "on the very frame": 1,
        "at most 2 frames off": 1,
        "median frames off": 1.5,
        "not found": 1,
        "changes that are none": 1,
    }
