"""Clips: the same seed gives the same clip, masks are exact, expressions name one thing."""

from __future__ import annotations

import numpy as np
import pytest

from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.scenes.clip import Clip, ClipObject, Split, clip_of_scene, sample_clip, scene_rng
from sa2va_desktop.scenes.expressions import EXTREMES, ExpressionKind
from sa2va_desktop.scenes.nouns import HELD_OUT_PAIRS, NOUNS
from sa2va_desktop.scenes.rendering import render_frames
from sa2va_desktop.scenes.scene import Composition, Scene, sample_scene

_SIZE = (96, 128)


def _clip(index: int, composition: Composition | None = None) -> Clip:
    return sample_clip(Split.VALIDATION, 3, index, size_hw=_SIZE, frame_count=8, composition=composition)


def test_same_seed_gives_the_same_clip() -> None:
    first, second = _clip(0), _clip(0)

    np.testing.assert_array_equal(first.frames, second.frames)
    np.testing.assert_array_equal(first.ids, second.ids)
    assert first.objects == second.objects
    assert first.expressions == second.expressions


def test_splits_and_indices_give_different_clips() -> None:
    clips = [
        sample_clip(split, 3, index, size_hw=_SIZE, frame_count=2)
        for split in (Split.TRAIN, Split.VALIDATION, Split.SYNTH)
        for index in (0, 1)
    ]

    pictures = {clip.frames.tobytes() for clip in clips}

    assert len(pictures) == len(clips)


def test_masks_are_the_visible_pixels_of_their_object() -> None:
    clip = _clip(1)

    for thing in clip.objects:
        for ids, mask in zip(clip.ids, thing.masks, strict=True):
            np.testing.assert_array_equal(rle_to_mask(mask), ids == thing.object_id)


@pytest.mark.parametrize("index", range(6))
def test_removing_a_thing_changes_exactly_where_its_mask_is(index: int) -> None:
    rng = scene_rng(Split.VALIDATION, 5, index)
    scene = sample_scene(rng, composition=Composition.TINTED, aspect=4 / 3)
    front = scene.objects[-1]
    without = Scene(scene.aspect, 1, scene.background_seed, scene.objects[:-1])

    frames, ids = render_frames(scene, (120, 160))
    plain, _ = render_frames(without, (120, 160))

    changed = np.abs(frames[0].astype(int) - plain[0].astype(int)).max(axis=-1) > 60
    mask = ids[0] == front.object_id
    assert mask.any()
    assert not (changed & ~_grown(mask)).any(), "pixels outside the mask changed clearly"
    assert (np.abs(frames[0].astype(int) - plain[0]).max(axis=-1) > 0)[mask].mean() > 0.9


def test_a_scene_looks_the_same_at_another_resolution() -> None:
    rng = scene_rng(Split.VALIDATION, 6)
    scene = sample_scene(rng, composition=Composition.DISTINCT, aspect=4 / 3)

    _, small = render_frames(scene, (120, 160))
    _, large = render_frames(scene, (480, 640))

    np.testing.assert_allclose((small == 1).mean(), (large == 1).mean(), atol=0.01)
    assert (large[:, ::4, ::4] == small).mean() > 0.96


@pytest.mark.parametrize("composition", list(Composition))
def test_expressions_by_look_fit_exactly_one_thing(composition: Composition) -> None:
    for index in range(12):
        clip = _clip(index, composition)
        scene_things = clip.objects
        for expression in clip.expressions:
            words = expression.text.split()
            if expression.kind in (ExpressionKind.EXTREME, ExpressionKind.EXTREME_NOUN):
                continue
            fitting = [
                thing
                for thing in scene_things
                if (words[-1] in (thing.noun, "object"))
                and (len(words) == 2 or _may_be_called(thing, words[1]))
            ]
            assert [thing.object_id for thing in fitting] == list(expression.object_ids), expression


def test_extremes_hold_in_every_frame() -> None:
    seen = 0
    for index in range(20):
        clip = _clip(index, Composition.TWINS)
        for expression in clip.expressions:
            words = expression.text.split()
            if words[1] not in ("leftmost", "rightmost"):
                continue
            seen += 1
            sign = -1 if words[1] == "leftmost" else 1
            rivals = [t for t in clip.objects if words[2] in (t.noun, "object")]
            for frame in clip.ids:
                means = {t.object_id: sign * np.nonzero(frame == t.object_id)[1].mean() for t in rivals}
                assert max(means, key=lambda k: means[k]) == expression.object_ids[0], expression
    assert seen > 3


def test_training_scenes_never_show_a_held_out_pair() -> None:
    pairs = set()
    for index in range(300):
        rng = scene_rng(Split.TRAIN, 1, index)
        composition = list(Composition)[index % len(Composition)]
        scene = sample_scene(rng, composition=composition, aspect=1.0)
        pairs |= {(thing.colour, thing.noun) for thing in scene.objects}

    assert not pairs & HELD_OUT_PAIRS


def test_held_out_scenes_show_one() -> None:
    for index in range(20):
        rng = scene_rng(Split.VALIDATION, 1, index)
        scene = sample_scene(rng, composition=Composition.NEEDS_BOTH, aspect=1.0, held_out=True)

        assert {(thing.colour, thing.noun) for thing in scene.objects} & HELD_OUT_PAIRS


def test_needs_both_scenes_offer_such_an_expression() -> None:
    clips = [_clip(index, Composition.NEEDS_BOTH) for index in range(10)]

    offering = [c for c in clips if any(e.kind is ExpressionKind.NEEDS_BOTH for e in c.expressions)]

    assert len(offering) >= 5


def test_words_are_lower_case_and_extremes_are_known() -> None:
    clip = clip_of_scene(
        sample_scene(scene_rng(Split.VALIDATION, 9), composition=Composition.TWINS, aspect=1.5),
        _SIZE,
        name="x",
        seed=9,
        fps=12,
    )

    for expression in clip.expressions:
        assert expression.text == expression.text.lower()
        if expression.kind is ExpressionKind.EXTREME:
            assert expression.text.split()[1] in EXTREMES


def _may_be_called(thing: ClipObject, colour: str) -> bool:
    noun = NOUNS[thing.noun]
    return (noun.referable_colour and thing.colour == colour) or colour in noun.other_colours


def _grown(mask: np.ndarray) -> np.ndarray:
    padded = np.pad(mask, 2)
    height, width = mask.shape
    return np.any([padded[y : y + height, x : x + width] for y in range(5) for x in range(5)], axis=0)
