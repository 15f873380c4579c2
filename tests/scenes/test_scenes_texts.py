"""What is said of scenes holds: several things, relations, motion, absent things, questions, descriptions."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from sa2va_desktop.scenes.clip import Clip, Split, sample_clip
from sa2va_desktop.scenes.expressions import BY_LOOK_OR_PLACE, ExpressionKind
from sa2va_desktop.scenes.facts import SceneFacts, facts_of
from sa2va_desktop.scenes.more_expressions import more_expressions
from sa2va_desktop.scenes.motion import Path, still_path
from sa2va_desktop.scenes.questions import QuestionKind, questions_about
from sa2va_desktop.scenes.scene import Scene, SceneObject


@pytest.fixture(scope="module")
def stills() -> list[Clip]:
    return [sample_clip(Split.VALIDATION, 11, index, size_hw=(72, 96), frame_count=1) for index in range(60)]


@pytest.fixture(scope="module")
def clips() -> list[Clip]:
    return [sample_clip(Split.VALIDATION, 12, index, size_hw=(48, 64), frame_count=16) for index in range(30)]


def thing(number: int, noun: str, colour: str, x: float, y: float, path: Path | None = None) -> SceneObject:
    return SceneObject(
        number, noun, colour, 0, 0.2, False, path or still_path((x, y), angle_deg=0, frame_count=1)
    )


def facts(*things: SceneObject) -> SceneFacts:
    """All things visible in all frames."""
    frame_count = len(things[0].path.angle_deg)
    ids = np.zeros((frame_count, 60, 80), np.uint8)
    for place, each in enumerate(things):
        ids[:, :, place * 10 : place * 10 + 10] = each.object_id
    return facts_of(Scene(4 / 3, frame_count, 0, things), ids)


def texts(known: SceneFacts, kind: ExpressionKind) -> dict[str, tuple[int, ...]]:
    return {e.text: e.object_ids for e in more_expressions(known, np.random.default_rng(0)) if e.kind is kind}


def test_relations_are_told_where_the_noun_alone_would_not_do() -> None:
    left, right, tree = (
        thing(1, "car", "red", 0.2, 0.5),
        thing(2, "car", "red", 1.1, 0.5),
        thing(3, "tree", "green", 0.6, 0.5),
    )

    assert texts(facts(left, right, tree), ExpressionKind.RELATION) == {
        "the car left of the tree": (1,),
        "the car right of the tree": (2,),
    }
    assert texts(facts(left, tree), ExpressionKind.RELATION) == {}
    diagonal = thing(2, "car", "red", 0.65, 0.52)  # right of the tree, but hardly
    assert texts(facts(left, diagonal, tree), ExpressionKind.RELATION) == {}


def test_groups_name_all_of_a_kind_and_several_each_by_itself() -> None:
    known = facts(
        thing(1, "car", "red", 0.2, 0.5),
        thing(2, "car", "blue", 1.1, 0.5),
        thing(3, "balloon", "red", 0.6, 0.2),
    )

    assert texts(known, ExpressionKind.GROUP) == {
        "all the cars": (1, 2),
        "the two cars": (1, 2),
        "all the red objects": (1, 3),
    }
    several = texts(known, ExpressionKind.SEVERAL)
    assert several["the red car, the blue car and the balloon"] == (1, 2, 3)
    assert several["the red car and the balloon"] == (1, 3)


def test_motion_is_told_where_it_is_clear() -> None:
    frames = 12
    along = np.linspace(0, 1, frames)[:, None]
    going = Path(np.array([0.2, 0.5]) + along * np.array([0.6, 0.0]), np.zeros(frames), np.ones(frames))
    still = still_path((1.0, 0.5), angle_deg=0, frame_count=frames)
    unclear = Path(np.array([0.7, 0.5]) + along * np.array([0.15, 0.0]), np.zeros(frames), np.ones(frames))

    told = texts(
        facts(thing(1, "car", "red", 0, 0, going), thing(2, "car", "red", 0, 0, still)), ExpressionKind.MOTION
    )
    assert told == {
        "the object moving right": (1,),
        "the car moving right": (1,),
        "the object that does not move": (2,),
        "the car that does not move": (2,),
    }
    assert not texts(
        facts(thing(1, "car", "red", 0, 0, going), thing(2, "car", "red", 0, 0, unclear)), ExpressionKind.MOTION
    )


def test_questions_have_the_answers_of_the_scene() -> None:
    known = facts(
        thing(1, "car", "red", 0.1, 0.5),
        thing(2, "car", "blue", 1.2, 0.5),
        thing(3, "tree", "green", 0.66, 0.2),
    )

    told = {each.text: each.answer for each in questions_about(known, np.random.default_rng(1))}

    assert told["How many objects are there?"] == "Three."
    assert told["How many cars are there?"] == "Two."
    assert told["What colour is the tree?"] == "Green."
    assert "What colour is the car?" not in told
    assert told["Where is the red car?"] == "On the left."
    assert told["Where is the tree?"] == "In the middle."
    assert told["Is there a car?"] == "Yes."
    assert told["Is the red car left of the blue car?"] == "Yes."
    assert told["Is the red car right of the blue car?"] == "No."
    assert sum(answer == "Zero." for answer in told.values()) == 1


def test_every_kind_of_text_occurs_and_is_well_formed(stills: list[Clip], clips: list[Clip]) -> None:
    kinds = Counter(each.kind for clip in (*stills, *clips) for each in clip.more)
    when_asked_for = {ExpressionKind.TEXTURE, ExpressionKind.SIZE, ExpressionKind.LONG}
    assert set(kinds) == set(ExpressionKind) - set(BY_LOOK_OR_PLACE) - when_asked_for
    asked = Counter(each.kind for clip in stills for each in clip.questions)
    assert set(asked) == set(QuestionKind) - {QuestionKind.TEXTURE}
    answers = Counter(q.answer for clip in stills for q in clip.questions if q.kind is QuestionKind.EXISTS)
    assert answers["Yes."] == answers["No."]

    for clip in (*stills, *clips):
        known = {each.object_id for each in clip.objects}
        for each in clip.more:
            assert set(each.object_ids) <= known
            assert (each.kind is ExpressionKind.ABSENT) == (not each.object_ids)
        for start, stop, object_id in clip.description.phrases:
            phrase = clip.description.text[start:stop].lower()
            assert next(o.noun for o in clip.objects if o.object_id == object_id) in phrase


def test_absent_things_are_really_absent(stills: list[Clip]) -> None:
    for clip in stills:
        there = {thing.noun for thing in clip.objects}
        looks = {f"{thing.colour} {thing.noun}" for thing in clip.objects}
        for each in clip.more:
            if each.kind is ExpressionKind.ABSENT:
                words = each.text.removeprefix("the ")
                assert words not in there
                assert words not in looks


def test_the_same_clip_says_the_same() -> None:
    first, second = (sample_clip(Split.SYNTH, 1, 3, size_hw=(48, 64), frame_count=8) for _ in range(2))

    assert (first.more, first.questions, first.description) == (
        second.more,
        second.questions,
        second.description,
    )
