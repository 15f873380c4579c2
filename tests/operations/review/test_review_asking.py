"""What is asked again, on which frames, and what becomes of the answers."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from itertools import pairwise

import numpy as np
from support.reviewing import CLIP, FRAMES, SIZE_HW, disc, frame, gone, moving, project_of, scores_of
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor
from support.tracking import GreyFrames

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import (
    Category,
    CategoryId,
    Expression,
    ExpressionId,
    FrameState,
    ObjectFrame,
    ObjectId,
)
from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.operations.review.asking import (
    FrameAsked,
    ReviewQuestion,
    asking_events,
    plan_questions,
    text_about,
)
from sa2va_desktop.tasks import CancelToken

ONE, TWO = ObjectId(1), ObjectId(2)


def labelled(project: Project, object_id: ObjectId, name: str, number: int) -> None:
    label = Category(CategoryId(number), name, (number, 0, 0))
    known = project.objects[object_id]
    named = replace(known, category_id=label.category_id)
    changes = [Change(Table.OBJECT, object_id, known, named)]
    if label.category_id not in project.categories:
        changes.append(Change(Table.CATEGORY, label.category_id, None, label))
    project.apply(changes)


def ask(questions: list[ReviewQuestion], *scripts: Script) -> list[FrameAsked]:
    frames = GreyFrames(FRAMES, SIZE_HW)
    predictor = ScriptedPredictor(*scripts)
    return list(asking_events(predictor, questions, lambda: nullcontext(frames), CancelToken()))


def finds(x: int, y: int, text: str = "it is ") -> Script:
    return Script(parts=(text, ScriptedObject("", (x, y, x + 28, y + 28))))


def test_every_stretch_is_asked_on_its_most_doubtful_frame() -> None:
    track = moving()
    track[20] = frame(disc(110, 30, radius=26))
    project = project_of(track, expression="the ball")

    plan = plan_questions(project, CLIP, scores_of(project))

    asked = [each.frame_index for each in plan.questions]
    assert plan.step == 6
    assert 20 in asked
    assert all(after - before <= 2 * plan.step for before, after in pairwise(asked))
    assert {each.text for each in plan.questions} == {"the ball"}


def test_a_clip_costs_no_more_than_is_allowed() -> None:
    project = project_of(moving(), moving(90), expression="the ball")
    for object_id in (ONE, TWO):
        labelled(project, object_id, "ball", 1)
    scores = scores_of(project)

    for limit in (1, 2, 5, 9, 14, 60):
        assert 0 < len(plan_questions(project, CLIP, scores, limit=limit).questions) <= limit
    only = plan_questions(project, CLIP, scores, object_ids=[TWO])
    assert {each.object_id for each in only.questions} == {TWO}


def test_more_objects_than_questions_are_asked_where_they_are_doubted_over_the_whole_clip() -> None:
    tracks = [moving(20 + 10 * number) for number in range(4)]
    tracks[3][30] = frame(disc(110, 30, radius=26))
    project = project_of(*tracks, expression="the ball")
    for object_id in project.objects:
        labelled(project, object_id, "ball", 1)

    plan = plan_questions(project, CLIP, scores_of(project), limit=3)

    assert len(plan.questions) == 3
    assert (ObjectId(4), 30) in {(each.object_id, each.frame_index) for each in plan.questions}
    assert plan.step >= FRAMES - 1


def test_what_a_person_settled_is_not_asked_again() -> None:
    track = {index: replace(each, state=FrameState.CONFIRMED) for index, each in moving().items()}

    project = project_of(track, expression="the ball")

    assert plan_questions(project, CLIP, scores_of(project)).questions == ()


def test_the_text_is_the_best_that_is_known() -> None:
    project = project_of(moving(), moving(90))
    item = project.objects[ONE]
    assert text_about(project, replace(item, name="object 3")) == ""
    labelled(project, ONE, "cat", 1)
    assert text_about(project, replace(project.objects[ONE], name="object")) == "the cat"
    assert text_about(project, item) == "thing"
    assert text_about(project, replace(item, expression="the left one")) == "the left one"
    for number, (text, iou) in enumerate((("a thing", 0.2), ("the thing on the left", 0.9)), start=1):
        text_record = Expression(ExpressionId(number), CLIP, (ONE,), text, round_trip_iou=iou)
        project.apply([Change(Table.EXPRESSION, ExpressionId(number), None, text_record)])
    assert text_about(project, item) == "the thing on the left"


def test_answers_are_compared_with_the_mask() -> None:
    here = mask_to_rle(np.pad(np.ones((28, 28), np.bool_), ((10, 82), (20, 192))))
    right = ReviewQuestion(ONE, 0, "the ball", here)
    empty = ReviewQuestion(ONE, 1, "the ball", gone())

    asked = ask(
        [right, right, right, empty, empty],
        finds(20, 10),
        finds(150, 60),
        Script(parts=("No.",)),
        finds(20, 10),
        Script(parts=("No.",)),
    )

    assert [each.iou for each in asked] == [1.0, 0.0, 0.0, 0.0, 1.0]
    assert [(each.done, each.total) for each in asked] == [(n, 5) for n in range(1, 6)]


def test_a_label_is_right_when_it_is_named_and_wrong_when_another_is() -> None:
    about = ReviewQuestion(ONE, 0, "cat", disc(60, 60), "cat", ("dog", "hot dog"))

    named, plural, other, neither, part = ask(
        [about] * 5,
        Script(parts=("A black cat.",)),
        Script(parts=("Two Cats!",)),
        Script(parts=("A hot dog, on a plate",)),
        Script(parts=("A thing.",)),
        Script(parts=("It is far away.",)),  # the label asked for, which finds nothing
    )[:5]

    assert (named.iou, plural.iou, other.iou, neither.iou) == (1.0, 1.0, 0.0, 0.0)
    assert part.iou == 0.0


def test_another_thing_of_the_same_label_says_nothing_against_it() -> None:
    alike = mask_to_rle(np.pad(np.ones((28, 28), np.bool_), ((60, 32), (150, 62))))
    about = ReviewQuestion(ONE, 0, "cat", disc(60, 30), "cat", ("dog",), (alike,))

    [asked] = ask([about], Script(parts=("Something.",)), finds(150, 60))

    assert asked.iou == 1.0


def test_labels_are_asked_where_the_object_is_large() -> None:
    project = project_of(moving())
    labelled(project, ONE, "cat", 1)
    track = dict(project.track(ONE))
    large = ObjectFrame(disc(80, 60, 30), FrameState.TRACKED, 0.9, 5.0)
    project.apply([Change(Table.FRAME, (ONE, 11), track[11], large)])

    plan = plan_questions(project, CLIP, scores_of(project))

    labels = [each for each in plan.questions if each.label]
    assert 0 < len(labels) <= 2
    assert {each.text for each in labels} == {"cat"}
    assert all(each.stored.area for each in labels)
