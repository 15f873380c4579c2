"""What can be chosen about scenes: other nouns, unseen looks; and that nothing changes where nothing is chosen."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from sa2va_desktop.errors import UsageError
from sa2va_desktop.scenes.clip import Clip, Split, sample_clip, scene_rng, synth_clip
from sa2va_desktop.scenes.clip_files import describe
from sa2va_desktop.scenes.looks import Composition
from sa2va_desktop.scenes.nouns import ALL_NOUNS, HELD_OUT_PAIRS, NEW_NOUNS, NOUNS, sprite_of
from sa2va_desktop.scenes.options import SceneOptions, parse_nouns
from sa2va_desktop.scenes.scene import sample_scene

SMALL = (48, 64)
UNCHANGED = "0e6f9921c59c647f"
"""Begins the digest of what the scenes of a seed said before anything could be chosen."""


def drawn(index: int, options: SceneOptions, *, frame_count: int = 1) -> Clip:
    return synth_clip(5, index, size_hw=SMALL, frame_count=frame_count, options=options)


def test_what_a_seed_gives_has_not_changed() -> None:
    told: list[str] = []
    for index in range(12):
        clip = sample_clip(Split.SYNTH, 2026, index, size_hw=SMALL, frame_count=8)
        told += [f"{thing.colour} {thing.noun}: {thing.caption}" for thing in clip.objects]
        told += [f"{each.text} {each.object_ids}" for each in (*clip.expressions, *clip.more)]
        told += [f"{each.text} {each.answer}" for each in clip.questions]
        told += [f"{clip.description.text} {clip.description.phrases}"]

    assert hashlib.sha256("\n".join(told).encode()).hexdigest().startswith(UNCHANGED)


def test_nouns_are_chosen_by_name_and_by_group() -> None:
    assert parse_nouns("new") == tuple(NEW_NOUNS)
    assert parse_nouns("umbrella, Car,umbrella") == ("car", "umbrella")
    assert set(parse_nouns("known,kite")) == {*NOUNS, "kite"}
    assert parse_nouns("all") == tuple(ALL_NOUNS)
    with pytest.raises(UsageError, match=r"found 'spoon'.*umbrella"):
        parse_nouns("car,spoon")


def test_new_nouns_are_nowhere_unless_they_are_asked_for() -> None:
    assert not set(NEW_NOUNS) & set(NOUNS)
    seen = set()
    for index in range(200):
        composition = list(Composition)[index % len(Composition)]
        scene = sample_scene(scene_rng(Split.SYNTH, 3, index), composition=composition, aspect=1.0)
        seen |= {thing.noun for thing in scene.objects}

    assert seen == set(NOUNS)


@pytest.mark.parametrize("nouns", ["new", "umbrella", "key,bell", "umbrella,car", "key", "house,teapot"])
@pytest.mark.parametrize("composition", list(Composition))
def test_scenes_show_the_chosen_nouns_and_no_others(nouns: str, composition: Composition) -> None:
    chosen = parse_nouns(nouns)
    seen: set[str] = set()
    for index in range(25):
        rng = scene_rng(Split.SYNTH, 3, index)
        scene = sample_scene(rng, composition=composition, aspect=1.3, nouns=chosen)
        seen |= {thing.noun for thing in scene.objects}
        assert 1 <= len(scene.objects) <= 4

    assert seen <= set(chosen)
    assert len(seen) > min(len(chosen), 3) - 1


def test_texts_of_few_nouns_hold_and_name_what_is_absent() -> None:
    for nouns in ("umbrella", "key,bell"):
        for index in range(6):
            clip = drawn(index, SceneOptions(parse_nouns(nouns)))
            there = {thing.noun for thing in clip.objects}
            assert clip.expressions
            absent = [each.text.removeprefix("the ") for each in clip.more if not each.object_ids]
            assert absent
            assert not there & set(absent)
            noes = [each.text for each in clip.questions if each.answer == "No."]
            assert not any(text == f"Is there a {noun}?" for noun in there for text in noes)


def test_the_same_choice_draws_the_same_and_another_choice_something_else() -> None:
    new = SceneOptions(parse_nouns("new"))

    first, again, other = drawn(0, new), drawn(0, new), drawn(0, SceneOptions(parse_nouns("all")))

    np.testing.assert_array_equal(first.frames, again.frames)
    assert describe(first) == describe(again)
    assert describe(first) != describe(other)


def test_unseen_scenes_show_what_training_never_does_and_belong_to_no_other_split() -> None:
    clips = [drawn(index, SceneOptions(unseen=True)) for index in range(10)]

    for clip in clips:
        assert {(thing.colour, thing.noun) for thing in clip.objects} & HELD_OUT_PAIRS
        assert clip.name.startswith("unseen-")
    with pytest.raises(UsageError, match=r"nothing is held out.*expected one of.*car"):
        SceneOptions(parse_nouns("key,umbrella"), unseen=True)


@pytest.mark.parametrize("noun", list(NEW_NOUNS))
def test_new_things_are_one_clear_shape_unlike_any_other(noun: str) -> None:
    alphas = {
        name: sprite_of(name, each.natural_colour, 0).levels[-1][..., 3] > 127
        for name, each in ALL_NOUNS.items()
    }
    mine = alphas.pop(noun)

    assert 0.12 < mine.mean() < 0.75
    for name, other in alphas.items():
        shared = (mine & other).sum() / (mine | other).sum()
        assert shared < 0.86, f"the outline of {noun} is that of {name}"
