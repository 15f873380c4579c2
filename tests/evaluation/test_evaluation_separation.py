"""Right and wrong texts of drawn scenes, and how well a number tells them apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.properties import property_settings

from sa2va_desktop.evaluation.scene_texts import TextFault, texts_about_things
from sa2va_desktop.evaluation.separation import (
    area_under_curve,
    balanced_accuracy,
    best_threshold,
    separation,
)
from sa2va_desktop.scenes.clip import Split, sample_clip

VALUES = st.lists(st.integers(0, 10).map(lambda value: value / 10), min_size=1, max_size=12)


@property_settings(share=0.3)
@given(right=VALUES, wrong=VALUES)
def test_the_area_is_the_share_of_pairs_in_the_right_order(right: list[float], wrong: list[float]) -> None:
    pairs = [1.0 if r > w else 0.5 if r == w else 0.0 for r in right for w in wrong]
    assert area_under_curve(right, wrong) == pytest.approx(sum(pairs) / len(pairs))


@property_settings(share=0.3)
@given(right=VALUES, wrong=VALUES)
def test_no_other_step_has_a_better_threshold(right: list[float], wrong: list[float]) -> None:
    chosen = balanced_accuracy(right, wrong, best_threshold(right, wrong))
    assert all(chosen >= balanced_accuracy(right, wrong, step * 0.05) for step in range(1, 20))


def test_groups_apart_are_told_apart_in_the_middle_of_the_gap() -> None:
    found = separation([0.8, 0.9], [0.0, 0.2])
    assert (found.auc, found.accuracy) == (1.0, 1.0)
    assert 0.4 <= found.threshold <= 0.6
    with pytest.raises(ValueError, match="found none of one"):
        separation([], [0.1])


def test_wrong_texts_are_never_true_of_the_thing() -> None:
    seen = set()
    for index in range(7):
        clip = sample_clip(Split.VALIDATION, 3, index, frame_count=1)
        true = {(each.text, each.object_ids) for each in clip.all_expressions}
        for told in texts_about_things(clip, np.random.default_rng(index)):
            is_true = (told.text, (told.object_id,)) in true
            assert is_true is (told.fault is TextFault.NONE), told
            seen.add(told.fault)
    assert seen == set(TextFault)
