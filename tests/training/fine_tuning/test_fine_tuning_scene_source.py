"""Scenes that are drawn while training: exact masks, all tasks, chosen nouns, the same for the same seed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.training_sources import training_config

from sa2va_desktop.errors import InputError
from sa2va_desktop.scenes.clip import Split, sample_clip
from sa2va_desktop.scenes.expressions import ExpressionKind
from sa2va_desktop.training.fine_tuning.config import SeveralObjects, SourceConfig, SourceKind
from sa2va_desktop.training.fine_tuning.sample import SEG_MARK, SampleTask
from sa2va_desktop.training.fine_tuning.sources.clip_units import plan_units
from sa2va_desktop.training.fine_tuning.sources.opening import open_sources
from sa2va_desktop.training.fine_tuning.sources.scene_source import EPOCH, located_scene

SCENES = SourceConfig(SourceKind.SCENES)


def test_samples_are_of_all_tasks_and_every_mask_mark_has_a_mask(tmp_path: Path) -> None:
    with open_sources(training_config(tmp_path, SCENES, share=0.1)) as sources:
        (source,) = sources
        samples = [source.training.sample(0, np.random.default_rng(number)) for number in range(9)]
        again = source.training.sample(5, np.random.default_rng(3))
        held_out = source.held_out.sample(0, np.random.default_rng(3))

    assert {sample.task for sample in samples} == set(SampleTask)
    assert {sample.is_video for sample in samples} == {True, False}
    for sample in samples:
        assert sum(turn.answer.count(SEG_MARK) for turn in sample.turns) == len(sample.objects)
        assert all(rle.area for each in sample.objects for rle in each.values())
    assert (again.place, again.turns) == (samples[3].place, samples[3].turns)
    assert again.place.startswith("scenes: train-")
    assert held_out.place.startswith("scenes: validation-")
    assert (len(source.training), source.statement.training) == (EPOCH, EPOCH)


def test_an_expression_about_several_things_has_a_mask_for_each_in_the_order_of_its_words() -> None:
    drawn = (sample_clip(Split.TRAIN, 1, index, frame_count=1) for index in range(20))
    clip = next(each for each in drawn if {len(told.object_ids) for told in each.more} >= {2, 3})
    located = located_scene(clip)

    units = plan_units(located, several=SeveralObjects.EACH).units

    turns = {turn.text: turn.segments for unit in units for turn in unit.turns}
    position = {thing.object_id: place for place, thing in enumerate(clip.objects)}
    for each in clip.more:
        meant = [position[number] for number in each.object_ids]
        if each.kind is ExpressionKind.GROUP:  # no word of it is about one of them
            meant.sort(key=lambda place: clip.objects[place].masks[0].x0)
        assert turns[each.text] == tuple((place,) for place in meant), each.text


def test_only_chosen_nouns_are_shown(tmp_path: Path) -> None:
    source = replace(SCENES, nouns=("umbrella", "rocket"), tasks=(SampleTask.GROUNDED_CAPTION,))

    with open_sources(training_config(tmp_path, source)) as sources:
        answers = [sources[0].training.sample(0, np.random.default_rng(n)).turns[0].answer for n in range(3)]
    with pytest.raises(InputError, match="unicorn"):
        open_sources(training_config(tmp_path, replace(SCENES, nouns=("unicorn",))))

    assert all("umbrella" in answer or "rocket" in answer for answer in answers)
    assert not any(word in answer for answer in answers for word in ("car", "tree", "duck"))
