"""Texts for exporters: stored ones as they are, others only where nothing says the same."""

from __future__ import annotations

from dataclasses import replace

from support.documents import clip, expression, thing

from sa2va_desktop.annotation.records import ExpressionState, ObjectId
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_texts import referring_texts


def test_the_same_text_may_be_stored_twice_but_is_not_added_again() -> None:
    dog = replace(thing(), expression="the brown dog")
    stored = (
        replace(expression(1), extras='{"mevis": {"exp_id": "4"}}'),
        expression(2),
        replace(expression(3, text="a cat"), state=ExpressionState.REJECTED),
        expression(4, text="a unicorn", object_ids=()),
    )

    texts = referring_texts(AnnotatedClip("clip", clip(), (dog,), {ObjectId(1): {}}, expressions=stored))

    assert [(each.text, each.object_ids, each.extras) for each in texts] == [
        ("the brown dog", (1,), '{"mevis": {"exp_id": "4"}}'),
        ("the brown dog", (1,), ""),
        ("a unicorn", (), ""),
    ]
