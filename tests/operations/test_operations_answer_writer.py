"""Objects of an answer that is asked anew go, unless somebody has worked on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from support.documents import answer, clip, expression, mask_frame, thing

from sa2va_desktop.annotation.attributes import (
    Attribute,
    AttributeId,
    AttributeKey,
    AttributeKind,
    ObjectAttribute,
)
from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.frame_review import FrameReview, Verdict
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import CleanUp, ExpressionState, FrameState, ObjectId, Phrase
from sa2va_desktop.editing import commands
from sa2va_desktop.operations.answer_writer import objects_given_up

DOG = ObjectId(1)
COLOR = AttributeId(1)
Work = Callable[[Project], list[Change]]


def said(key: AttributeKey) -> Work:
    return lambda project: [
        *commands.put_attribute(project, Attribute(COLOR, "colour", AttributeKind.TEXT)),
        *commands.put_value(project, ObjectAttribute(DOG, COLOR, (key,))),
    ]


def reviewed(review: FrameReview) -> Work:
    return lambda project: commands.put_review(project, review)


def told_of(model_name: str, state: ExpressionState) -> Work:
    text = replace(expression(), model_name=model_name, state=state)
    return lambda project: commands.put_expression(project, text)


def cleaned_up(project: Project) -> list[Change]:
    return commands.put_object(project, replace(project.objects[DOG], clean_up=CleanUp(hole_px=3)))


def confirmed(project: Project) -> list[Change]:
    return commands.set_frame_states(project, DOG, [0], FrameState.CONFIRMED)


@pytest.mark.parametrize(
    ("work", "goes"),
    [
        (lambda _project: [], True),
        (confirmed, False),
        (cleaned_up, False),
        (said(AttributeKey(0, "red")), False),
        (said(AttributeKey(0, "red", 0.9, is_confirmed=False)), True),
        (reviewed(FrameReview(DOG, 0, Verdict.REJECTED)), False),
        (reviewed(FrameReview(DOG, 0, comment="whose is it?")), False),
        (reviewed(FrameReview(DOG, 0, asked_iou=0.4, asked_text="the dog")), True),
        (told_of("", ExpressionState.ACCEPTED), False),
        (told_of("nano", ExpressionState.REJECTED), False),
        (told_of("nano", ExpressionState.PROPOSED), True),
    ],
)
def test_what_a_person_said_or_set_keeps_an_object(work: Work, goes: bool) -> None:
    project = Project()
    project.apply(commands.put_media(project, clip()))
    project.apply(commands.put_object(project, replace(thing(), expression="dog")))
    project.apply(commands.put_track(project, DOG, {0: mask_frame()}))
    told = answer(phrases=(Phrase(7, 14, DOG),))
    project.apply(commands.put_answer(project, told))

    project.apply(work(project))

    assert objects_given_up(project, told) == ([DOG] if goes else [])
