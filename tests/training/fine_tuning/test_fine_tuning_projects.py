"""A project as a source: what of it counts, and that others can go on working on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.pipeline_parts import FRAMES, add_object, tracked_project
from support.training_sources import training_config

from sa2va_desktop.annotation.model_questions import EXPRESSION_QUESTION
from sa2va_desktop.annotation.records import (
    Answer,
    AnswerState,
    AnswerTask,
    Expression,
    ExpressionKind,
    ExpressionState,
    FrameState,
    MediaId,
    ObjectFrame,
    ObjectId,
    Phrase,
)
from sa2va_desktop.editing.commands import put_answer, put_expression, put_track
from sa2va_desktop.errors import InputError
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.training.fine_tuning.config import SourceConfig, SourceKind
from sa2va_desktop.training.fine_tuning.sample import SampleTask, TrainingSample
from sa2va_desktop.training.fine_tuning.sources.opening import open_sources

MEDIA = MediaId(1)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[OpenProject]:
    """A clip with two tracked things; it stays open for writing while it is trained on."""
    with tracked_project(tmp_path, "red car", "object 2") as opened:
        yield opened


def say(session: OpenProject, text: str, *objects: int, **more: Any) -> None:
    project = session.project
    record = Expression(project.allocate_expression_id(), MEDIA, tuple(map(ObjectId, objects)), text, **more)
    session.do("Say", put_expression(project, record))


def answer(session: OpenProject, question: str, text: str, *objects: int, **more: Any) -> Answer:
    """An answer whose last words are bound to the objects, one each."""
    project = session.project
    words = text.split(" ")[-max(len(objects), 1) :]
    phrases = [
        Phrase(text.rindex(word), text.rindex(word) + len(word), ObjectId(each))
        for word, each in zip(words, objects)
    ]
    given: dict[str, Any] = {"prompt": "", "state": AnswerState.COMPLETE, **more}
    record = Answer(
        answer_id=project.allocate_answer_id(),
        media_id=MEDIA,
        instruction=question,
        text=text,
        phrases=tuple(phrases),
        language_frames=(0,),
        frame_range=(0, FRAMES),
        grounding_mode="",
        model_name="nano",
        created_at="",
        **given,
    )
    session.do("Ask", put_answer(project, record))
    return record


def samples(session: OpenProject, folder: Path, **more: Any) -> tuple[list[TrainingSample], dict[str, int]]:
    config = training_config(folder, SourceConfig(SourceKind.PROJECT, session.path, **more))
    with open_sources(config) as sources:
        assert not sources.faults.count, sources.faults.faults
        found = [
            sources[0].training.sample(n, np.random.default_rng(n)) for n in range(len(sources[0].training))
        ]
        return found, dict(sources[0].statement.left_out)


def test_accepted_expressions_and_clear_names_ask_for_tracked_masks(
    session: OpenProject, tmp_path: Path
) -> None:
    say(session, "The thing on the right.", 2)
    say(session, "both of them", 1, 2)
    say(session, "the moon")
    say(session, "a guess", 1, state=ExpressionState.PROPOSED)
    say(session, "a mistake", 2, state=ExpressionState.REJECTED)

    (sample,), left_out = samples(session, tmp_path)

    def turn_about(words: str) -> Any:
        (found,) = (turn for turn in sample.turns if words in turn.question)
        return found

    track = session.project.track
    assert left_out == {}
    assert sample.is_video
    assert len(sample.turns) == 4
    for words, meant in (("the thing on the right", [2]), ("both of them", [1, 2]), ("red car", [1])):
        for number, object_id in zip(turn_about(words).objects, meant, strict=True):
            for frame in sample.mask_frames:
                assert sample.objects[number][frame] == track(ObjectId(object_id))[frame].rle
    assert turn_about("the moon").objects == ()
    assert turn_about("the moon").answer == "There is no moon here."


def test_only_masks_that_count_are_compared(session: OpenProject, tmp_path: Path) -> None:
    """Stale and flagged ones say nothing; absent ones say that the thing is not there."""
    project = session.project
    mask = project.track(ObjectId(1))[0].rle
    states = [FrameState.STALE, FrameState.FLAGGED, FrameState.ABSENT, FrameState.EDITED, FrameState.CONFIRMED]
    frames = {index: ObjectFrame(mask, state) for index, state in enumerate(states)}
    frames |= {index: ObjectFrame(mask, FrameState.STALE) for index in range(len(states), FRAMES)}
    say(session, "the far thing", 2)
    session.do("Edit", put_track(project, ObjectId(1), frames))
    gone = add_object(session, "blue boat", x=40)
    stale = {index: ObjectFrame(mask, FrameState.STALE) for index in range(FRAMES)}
    session.do("Edit", put_track(project, gone, stale))
    say(session, "the boat", int(gone))

    (sample,), left_out = samples(session, tmp_path)

    asked = {turn.question: turn for turn in sample.turns}
    (number,) = next(turn for question, turn in asked.items() if "red car" in question).objects
    assert sample.mask_frames == (2, 3, 4)
    assert {frame: rle == mask for frame, rle in sample.objects[number].items()} == {3: True, 4: True}
    assert len(sample.shown_frames) == 5
    assert len(asked) == 2
    assert sum(left_out.values()) == 1


def test_conversations_follow_their_threads(session: OpenProject, tmp_path: Path) -> None:
    first = answer(session, "What is this?", "Two things on a road.")
    answer(session, "How many?", "Two.", follows=first.answer_id)
    answer(session, "What else?", "Nothing.", state=AnswerState.FAILED)
    answer(session, "", "I see a car and another.", 1, task=AnswerTask.GROUNDED_CAPTION)
    answer(session, "the moon", "It is nowhere.", task=AnswerTask.SEGMENT)

    found, left_out = samples(session, tmp_path, tasks=(SampleTask.CHAT, SampleTask.GROUNDED_CAPTION))

    chat, caption = sorted(found, key=lambda each: each.task.value)
    assert [(turn.question, turn.answer) for turn in chat.turns] == [
        ("What is this?", "Two things on a road."),
        ("How many?", "Two."),
    ]
    assert caption.turns[0].answer == "I see a car and <p> another. </p> [SEG]"
    assert caption.turns[0].question
    assert len(caption.objects) == 1
    assert list(left_out.values()) == [1]


def test_questions_about_marked_things(session: OpenProject, tmp_path: Path) -> None:
    say(session, "A small car.", 1, kind=ExpressionKind.CAPTION)
    answer(session, "Is @red car fast?", "Yes", 1, task=AnswerTask.REGION)
    answer(session, "", "that car", 1, task=AnswerTask.REGION, prompt=EXPRESSION_QUESTION)

    found, _ = samples(session, tmp_path, tasks=(SampleTask.REGION,))

    largest = session.project.track(ObjectId(1))[5].rle  # frame 5 shows most of it
    assert [sample.regions for sample in found] == [(largest,)] * 3
    assert [sample.shown_frames for sample in found] == [(5,)] * 3
    assert {sample.turns[0].answer for sample in found} == {"A small car.", "Yes", "that car"}
    assert {"Is region1 fast?", EXPRESSION_QUESTION} <= {sample.turns[0].question for sample in found}


def test_a_project_that_is_not_there_or_has_nothing_is_refused(session: OpenProject, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected a project"):
        open_sources(training_config(tmp_path, SourceConfig(SourceKind.PROJECT, tmp_path / "no.sa2va")))
    with pytest.raises(InputError, match="found none"):
        samples(session, tmp_path, tasks=(SampleTask.CHAT,))


def test_a_picture_that_is_gone_is_a_fault(session: OpenProject, tmp_path: Path) -> None:
    (tmp_path / "clip").rename(tmp_path / "elsewhere")

    with pytest.raises(InputError, match="clip"):
        samples(session, tmp_path)


def test_single_questions_about_one_clip_are_asked_in_one_conversation(
    session: OpenProject, tmp_path: Path
) -> None:
    for number in range(7):
        answer(session, f"Is it {number}?", "Yes." if number % 2 else "No.")

    found, _ = samples(session, tmp_path, tasks=(SampleTask.CHAT,))

    assert [len(sample.turns) for sample in found] == [5, 2]
    assert {turn.question for sample in found for turn in sample.turns} == {f"Is it {n}?" for n in range(7)}


def test_a_damaged_mask_is_a_fault_of_its_object(session: OpenProject, tmp_path: Path) -> None:
    path = session.path
    session.close()
    with closing(sqlite3.connect(path)) as connection:
        (number, data), *_ = connection.execute("SELECT mask_id, data FROM mask ORDER BY mask_id").fetchall()
        connection.execute("UPDATE mask SET data = ? WHERE mask_id = ?", (data[:-6], number))
        connection.commit()

    with open_sources(training_config(tmp_path, SourceConfig(SourceKind.PROJECT, path))) as sources:
        told = sources[0].statement.faults
        sample = sources[0].training.sample(0, np.random.default_rng(0))

    assert told
    assert all("red car" in fault and "damaged" in fault for fault in told)
    assert sample.objects
