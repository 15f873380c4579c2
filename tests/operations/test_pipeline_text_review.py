"""Reviewing texts: which are listed, what a decision changes, and where the canvas goes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from support.documents import clip, expression, mask_frame, thing

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import (
    Expression,
    ExpressionId,
    ExpressionState,
    MediaId,
    ObjectId,
    TextSegment,
)
from sa2va_desktop.editing import commands
from sa2va_desktop.operations.pipeline.text_review import (
    TextFilter,
    edit_text,
    frame_to_show,
    set_text_state,
    texts_to_review,
)

P, A, R = ExpressionState.PROPOSED, ExpressionState.ACCEPTED, ExpressionState.REJECTED


@pytest.fixture
def project() -> Project:
    made = Project()
    texts = [
        replace(expression(1, object_ids=(2,)), state=P, round_trip_iou=0.4),
        replace(expression(2, object_ids=(1,)), state=A, round_trip_iou=0.9),
        replace(expression(3, object_ids=()), state=P),
        replace(expression(4, object_ids=(1,), text="A red car. It stands."), state=R, note="wrong"),
        replace(expression(5, media_id=2, object_ids=(3,)), state=P),
    ]
    changes: list[Change] = [
        *commands.put_media(made, clip(1)),
        *commands.put_media(made, clip(2, path="/b.mp4")),
    ]
    for object_id, media_id in ((1, 1), (2, 1), (3, 2)):
        changes += commands.put_object(made, thing(object_id, media_id=media_id))
    changes += commands.put_track(made, ObjectId(1), {0: mask_frame(0), 2: mask_frame(3)})
    for text in texts:
        changes += commands.put_expression(made, text)
    made.apply(changes)
    return made


def ids(texts: list[Expression]) -> list[int]:
    return [each.expression_id for each in texts]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (TextFilter(), [2, 4, 1, 3, 5]),
        (TextFilter(state=P), [1, 3, 5]),
        (TextFilter(below_iou=0.5), [1]),
        (TextFilter(below_iou=0.95), [2, 1]),
        (TextFilter(media_id=MediaId(2)), [5]),
        (TextFilter(state=R, media_id=MediaId(2)), []),
    ],
)
def test_texts_are_listed_by_clip_and_object(project: Project, wanted: TextFilter, expected: list[int]) -> None:
    assert ids(texts_to_review(project, wanted)) == expected


def test_a_reason_is_kept_with_a_rejected_text_and_goes_when_it_is_taken_back(project: Project) -> None:
    first = ExpressionId(1)
    project.apply(set_text_state(project, [first], R, "  too short "))
    assert (project.expressions[first].state, project.expressions[first].note) == (R, "too short")

    project.apply(set_text_state(project, [first, ExpressionId(4)], P))

    assert {(each.state, each.note) for each in map(project.expressions.__getitem__, (first, 4))} == {(P, "")}


def test_edited_words_lose_their_stage_and_the_round_trip(project: Project) -> None:
    text = replace(
        project.expressions[ExpressionId(4)],
        segments=(TextSegment(0, 10, "object"), TextSegment(11, 21, "scene")),
        round_trip_iou=0.7,
    )
    project.apply(commands.put_expression(project, text))

    project.apply(edit_text(project, text.expression_id, " A blue car.\nIt stands. "))

    after = project.expressions[text.expression_id]
    assert (after.text, after.round_trip_iou) == ("A blue car. It stands.", None)
    assert [each.stage for each in after.segments] == ["object", "object", "scene"]
    assert not edit_text(project, text.expression_id, "  ")
    assert not edit_text(project, text.expression_id, after.text)


def test_the_canvas_goes_to_what_was_described_or_else_to_the_largest_box(project: Project) -> None:
    text = project.expressions[ExpressionId(2)]
    assert frame_to_show(project, text) == 2

    made = {"pipeline": {"stages": {"object": {"frames": [0]}}}}
    assert frame_to_show(project, replace(text, extras=json.dumps(made))) == 0
    assert frame_to_show(project, replace(text, extras='{"pipeline": 3}')) == 2
    assert frame_to_show(project, project.expressions[ExpressionId(3)]) is None
