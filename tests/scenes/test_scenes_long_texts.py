"""Textures, sizes and long texts: everything said is true of the pixels and of nothing else, by looking at all things."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from sa2va_desktop.scenes.clip import Clip, ClipObject, synth_clip
from sa2va_desktop.scenes.expressions import Expression, ExpressionKind
from sa2va_desktop.scenes.nouns import ALL_NOUNS, HELD_OUT_PAIRS, sprite_of
from sa2va_desktop.scenes.options import SceneOptions, parse_nouns
from sa2va_desktop.scenes.patterns import PATTERNS
from sa2va_desktop.scenes.textures import HELD_OUT_TEXTURES, TEXTURABLE

SIZE = (72, 96)
RICH = SceneOptions(parse_nouns("all"), textures=True, long_texts=True)
_OBJECT_WORDS = re.compile(
    r"^the (?:(big|small) )?(?:(plain|striped|dotted) )?(?:([a-z]+) )??([a-z]+)"
    r"(?: (on the left|in the middle|on the right|at the top|at the bottom))?"
    r"(?:,? (left of|right of|above|below) the (?:(plain|striped|dotted) )?(?:([a-z]+) )??([a-z]+))?"
    r"(?:,? that (moves left|moves right|moves up|moves down|does not move|leaves and returns))?$"
)


def drawn(index: int, *, frame_count: int = 1, options: SceneOptions = RICH) -> Clip:
    return synth_clip(21, index, size_hw=SIZE, frame_count=frame_count, options=options)


@pytest.fixture(scope="module")
def clips() -> list[Clip]:
    stills = [drawn(index) for index in range(26)]
    return [*stills, *(drawn(index, frame_count=28) for index in range(60, 72))]


def long_ones(clips: list[Clip]) -> list[tuple[Clip, Expression]]:
    kinds = (ExpressionKind.LONG, ExpressionKind.SIZE, ExpressionKind.TEXTURE)
    return [(clip, each) for clip in clips for each in clip.long if each.kind in kinds]


def test_every_kind_is_said(clips: list[Clip]) -> None:
    kinds = Counter(each.kind for clip in clips for each in clip.long)
    words = " ".join(each.text for clip in clips for each in clip.long)

    assert kinds[ExpressionKind.TEXTURE] > 15
    assert kinds[ExpressionKind.SIZE] > 6
    assert kinds[ExpressionKind.LONG] > 60
    assert kinds[ExpressionKind.ABSENT] > 15
    for word in ("plain", "striped", "dotted", "big", "small", "at the top", "above the", "that moves"):
        assert word in words, word


def test_what_is_said_fits_one_thing_by_its_pixels_and_no_other(clips: list[Clip]) -> None:
    tested = 0
    for clip, each in long_ones(clips):
        match = _OBJECT_WORDS.match(each.text)
        assert match, each.text
        fitting = [thing for thing in clip.objects if _fits(clip, thing, match)]
        assert [thing.object_id for thing in fitting] == list(each.object_ids), each
        tested += 1
    assert tested > 85


def test_what_is_absent_fits_no_thing(clips: list[Clip]) -> None:
    tested = 0
    for clip in clips:
        for each in clip.long:
            match = _OBJECT_WORDS.match(each.text)
            if each.kind is ExpressionKind.ABSENT and match:
                assert not [thing for thing in clip.objects if _fits(clip, thing, match)], each
                tested += 1
    assert tested > 15


def test_texts_never_say_a_pair_that_is_held_out(clips: list[Clip]) -> None:
    words = [tuple(each.text.split()) for clip in clips for each in clip.long]

    for adjective, noun in (*HELD_OUT_PAIRS, *HELD_OUT_TEXTURES):
        assert not any(pair == (adjective, noun) for each in words for pair in pairwise(each))


def test_descriptions_name_every_thing_and_their_phrases_are_names(clips: list[Clip]) -> None:
    for clip in clips:
        told = clip.long_description
        assert told is not None
        nouns = {thing.object_id: thing.noun for thing in clip.objects}
        seen = {thing.object_id for thing in clip.objects if not all(mask.is_empty for mask in thing.masks)}
        assert {object_id for *_, object_id in told.phrases} <= seen
        for start, stop, object_id in told.phrases:
            assert told.text[start:stop].endswith(nouns[object_id]), told
        starts = [phrase[0] for phrase in told.phrases]
        assert starts == sorted(starts)
        assert told.text.endswith(".")
        assert (
            told.text.count(".") == len({object_id for *_, object_id in told.phrases} | set()) or len(seen) > 0
        )


def test_textures_leave_everything_else_of_a_scene_as_it_was() -> None:
    plain = SceneOptions(parse_nouns("all"))
    for index in range(10):
        with_textures, without = drawn(index), drawn(index, options=plain)
        np.testing.assert_array_equal(with_textures.ids, without.ids)
        assert [(t.noun, t.colour, t.masks) for t in with_textures.objects] == [
            (t.noun, t.colour, t.masks) for t in without.objects
        ]
        assert not any(thing.texture for thing in without.objects)
        changed = (with_textures.frames != without.frames).any(axis=-1)
        patterned = [thing.object_id for thing in with_textures.objects if thing.texture in PATTERNS]
        mine = np.isin(with_textures.ids, patterned)
        near = mine.copy()
        for axis in (1, 2):  # pixels at the edge are covered by less than half
            near = near | np.roll(near, 1, axis) | np.roll(near, -1, axis)
        strong = np.abs(with_textures.frames.astype(int) - without.frames).max(axis=-1) > 60
        assert not (strong & ~near).any()
        assert changed.any() == bool(patterned)


@pytest.mark.parametrize("noun", TEXTURABLE)
def test_patterns_are_seen_at_small_sizes_and_keep_the_outline(noun: str) -> None:
    for colour in {ALL_NOUNS[noun].natural_colour, ALL_NOUNS[noun].tints[-1]}:
        plain = sprite_of(noun, colour, 0).level_for(64)
        for texture in PATTERNS:
            marked = sprite_of(noun, colour, 0, texture).level_for(64)
            np.testing.assert_array_equal(marked[..., 3], plain[..., 3])
            inside = plain[..., 3] > 200
            away = np.abs(marked[..., :3].astype(int) - plain[..., :3]).max(axis=-1)[inside] > 40
            assert 0.05 < away.mean() < 0.6, (noun, colour, texture, away.mean())


def test_unseen_scenes_have_textures_that_others_never_have(clips: list[Clip]) -> None:
    seen = {(thing.texture, thing.noun) for clip in clips for thing in clip.objects}
    unseen = SceneOptions(parse_nouns("kite,teapot"), textures=True, unseen=True)

    assert not seen & HELD_OUT_TEXTURES
    for index in range(4):
        shown = {(thing.texture, thing.noun) for thing in drawn(index, options=unseen).objects}
        assert shown & HELD_OUT_TEXTURES


def _fits(clip: Clip, thing: ClipObject, words: re.Match[str]) -> bool:
    """By labels and by what the masks show, with no margin: a looser sense than the one that the texts are made with."""
    size, texture, colour, noun, place, relation, anchor_texture, anchor_colour, anchor_noun, motion = (
        words.groups()
    )
    if not _looks(thing, texture, colour, noun):
        return False
    x, y = _centre(clip, thing)
    if size:
        rivals = [
            _area(clip, other) for other in clip.objects if other.noun == thing.noun and other is not thing
        ]
        bigger = [_area(clip, thing) > area for area in rivals]
        if not (all(bigger) if size == "big" else not any(bigger)):
            return False
    if (
        place
        and not {
            "on the left": x < 1 / 3,
            "in the middle": 1 / 3 < x < 2 / 3,
            "on the right": x > 2 / 3,
            "at the top": y < 1 / 3,
            "at the bottom": y > 2 / 3,
        }[place]
    ):
        return False
    if relation:
        anchors = [o for o in clip.objects if _looks(o, anchor_texture, anchor_colour, anchor_noun)]
        assert len(anchors) == 1, words.string
        if anchors[0] is thing:
            return False
        ax, ay = _centre(clip, anchors[0])
        away_x, away_y = (x - ax) * SIZE[1], (y - ay) * SIZE[0]
        sideways = abs(away_x) >= abs(away_y)
        found = ("right of" if away_x > 0 else "left of") if sideways else ("below" if away_y > 0 else "above")
        if found != relation:
            return False
    return not motion or _moves(clip, thing, motion)


def _looks(thing: ClipObject, texture: str | None, colour: str | None, noun: str) -> bool:
    if noun not in (thing.noun, "object"):
        return False
    if texture and (thing.texture or "plain") != texture:
        return False
    return not colour or (thing.colour == colour and ALL_NOUNS[thing.noun].referable_colour)


def _centre(clip: Clip, thing: ClipObject, frame: int = 0) -> tuple[float, float]:
    """Of the visible pixels, as shares of the picture's sides."""
    ys, xs = np.nonzero(clip.ids[frame] == thing.object_id)
    return float(xs.mean() + 0.5) / SIZE[1], float(ys.mean() + 0.5) / SIZE[0]


def _area(clip: Clip, thing: ClipObject) -> int:
    return int((clip.ids == thing.object_id).sum(axis=(1, 2)).max())


def _moves(clip: Clip, thing: ClipObject, motion: str) -> bool:
    visible = [not mask.is_empty for mask in thing.masks]
    if motion == "leaves and returns":
        return not all(visible) and visible[0] and visible[-1]
    if not all(visible):
        return False
    (x0, y0), (x1, y1) = _centre(clip, thing), _centre(clip, thing, -1)
    away_x, away_y = (x1 - x0) * SIZE[1], (y1 - y0) * SIZE[0]
    if motion == "does not move":
        return abs(away_x) + abs(away_y) < 0.04 * SIZE[0]
    sideways = abs(away_x) > abs(away_y)
    way = ("right" if away_x > 0 else "left") if sideways else ("down" if away_y > 0 else "up")
    return motion == f"moves {way}" and abs(away_x) + abs(away_y) > 0.1 * SIZE[0]
