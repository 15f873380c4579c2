from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.documents import answer, clip, expression, thing
from support.properties import property_settings

from sa2va_desktop.annotation.attributes import (
    Attribute,
    AttributeId,
    AttributeKey,
    AttributeKind,
    ObjectAttribute,
)
from sa2va_desktop.annotation.frame_review import FrameReview, Verdict
from sa2va_desktop.annotation.json_fields import RecordError
from sa2va_desktop.annotation.label_json import attribute_from_json, review_from_json, value_from_json
from sa2va_desktop.annotation.record_json import (
    PTS_LIMIT,
    answer_from_json,
    category_from_json,
    expression_from_json,
    media_from_json,
    object_from_json,
    record_to_json,
)
from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Answer,
    AnswerState,
    AnswerTask,
    Category,
    CleanUp,
    Expression,
    ExpressionKind,
    ExpressionState,
    MediaItem,
    MediaKind,
    ObjectId,
    Phrase,
    PresenceSpan,
    TextSegment,
)
from sa2va_desktop.annotation.token_runs import TOKEN_LIMIT, fold_tokens, unfold_tokens

# No lone surrogates: they are not text that can be stored.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
IDS = st.integers(1, 2**40)
COLORS = st.tuples(*[st.integers(0, 255)] * 3)
PTS = st.one_of(
    st.lists(st.integers(-(2**40), 2**40), min_size=1, max_size=8).map(tuple),
    st.integers(1, 200).map(lambda count: tuple(range(0, 512 * count, 512))),
)

MEDIA = st.builds(
    MediaItem,
    IDS,
    st.sampled_from(MediaKind),
    TEXT,
    st.integers(1, 10**6),
    st.integers(1, 10**6),
    PTS,
    st.tuples(IDS, IDS),
    st.integers(0, 2**40),
    TEXT,
    TEXT,
    TEXT,
)
OBJECTS = st.builds(
    AnnotationObject,
    IDS,
    IDS,
    TEXT,
    COLORS,
    st.none() | IDS,
    st.integers(),
    st.booleans(),
    st.booleans(),
    TEXT,
    TEXT,
    st.none() | st.builds(CleanUp, IDS, IDS, st.integers(0, 1000), st.integers(-1000, 1000)),
).filter(lambda item: abs(item.order) < 2**62)
PHRASES = st.builds(
    lambda start, length, key: Phrase(start, start + length, key), IDS, st.integers(0, 9), IDS | st.none()
)
ANSWERS = st.builds(
    Answer,
    IDS,
    IDS,
    TEXT,
    TEXT,
    TEXT,
    st.lists(PHRASES, max_size=4).map(tuple),
    st.lists(st.integers(0, 10**6), max_size=5).map(tuple),
    st.tuples(st.integers(0, 9), st.integers(9, 99)),
    TEXT,
    TEXT,
    TEXT,
    st.sampled_from(AnswerState),
    TEXT,
    st.sampled_from(AnswerTask),
    st.none() | IDS,
    TEXT,
    TEXT,
    st.lists(st.integers(0, 2**31 - 1), max_size=9).map(fold_tokens),
    st.lists(st.integers(0, 99), max_size=6, unique=True).map(
        lambda edges: tuple(PresenceSpan(*pair, 0.5) for pair in zip(sorted(edges)[::2], sorted(edges)[1::2]))
    ),
)
SEGMENTS = st.builds(lambda start, length, stage: TextSegment(start, start + length, stage), IDS, IDS, TEXT)
EXPRESSIONS = st.builds(
    Expression,
    IDS,
    IDS,
    st.sets(IDS, max_size=3).map(lambda ids: tuple(sorted(ids))),
    TEXT,
    st.sampled_from(ExpressionKind),
    st.sampled_from(ExpressionState),
    TEXT,
    TEXT,
    st.lists(SEGMENTS, max_size=3).map(tuple),
    st.none() | st.floats(0, 1),
    TEXT,
    TEXT,
    TEXT,
    TEXT,
    TEXT,
)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
KEYS = st.lists(
    st.builds(
        AttributeKey,
        st.integers(0, 999),
        TEXT | st.booleans() | FLOATS,
        st.none() | st.floats(0, 1),
        st.booleans(),
        TEXT,
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda key: key.frame_index,
).map(lambda keys: tuple(sorted(keys, key=lambda key: key.frame_index)))
ATTRIBUTES = st.builds(
    Attribute,
    IDS,
    TEXT,
    st.sampled_from(AttributeKind),
    st.sets(IDS, max_size=3).map(lambda ids: tuple(sorted(ids))),
    st.lists(TEXT, max_size=3).map(tuple),
    st.booleans(),
    TEXT,
    st.none() | FLOATS,
    st.none() | FLOATS,
    st.integers(-(2**62), 2**62),
)
REVIEWS = st.builds(
    FrameReview, IDS, IDS, st.sampled_from(Verdict), TEXT, st.none() | st.floats(0, 1), TEXT, TEXT, TEXT
)
READERS: dict[type, Any] = {
    MediaItem: media_from_json,
    Category: category_from_json,
    AnnotationObject: object_from_json,
    Answer: answer_from_json,
    Expression: expression_from_json,
    Attribute: attribute_from_json,
    ObjectAttribute: value_from_json,
    FrameReview: review_from_json,
}
CATEGORIES = st.builds(Category, IDS, TEXT, COLORS, TEXT, IDS)
VALUES = st.builds(ObjectAttribute, IDS, IDS, KEYS)
RECORDS = st.one_of(MEDIA, OBJECTS, ANSWERS, EXPRESSIONS, CATEGORIES, ATTRIBUTES, VALUES, REVIEWS)


@property_settings()
@given(RECORDS)
def test_any_record_survives_writing_and_reading(record: Any) -> None:
    assert READERS[type(record)](record_to_json(record)) == record


@property_settings()
@given(st.sampled_from([clip(), thing(), answer(), expression()]), st.data())
def test_a_missing_extra_or_wrong_field_is_refused_by_name(record: Any, data: st.DataObject) -> None:
    fields = json.loads(record_to_json(record))
    name = data.draw(st.sampled_from(sorted(fields)))
    way = data.draw(st.sampled_from(["missing", "extra", "wrong"]))
    if way == "missing":
        del fields[name]
    elif way == "extra":
        name = "surprise"
        fields[name] = 1
    else:
        fields[name] = {"not": "expected"}

    with pytest.raises(RecordError, match=name):
        READERS[type(record)](json.dumps(fields))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("media_id", True, "whole number, found bool"),
        ("media_id", 1.0, "whole number, found float"),
        ("media_id", 0, "between 1 and"),
        ("height", 2**31, "between 1 and"),
        ("kind", "film", "one of image, video, sequence"),
        ("pts", [], "at least one frame"),
        ("pts", [0, [1, 0]], "between 1 and"),
        ("pts", [0, [1, PTS_LIMIT]], f"more than {PTS_LIMIT}"),
        ("pts", [0, [1]], "list of 2"),
        ("time_base", [1, 0], "between 1 and"),
        ("path", None, "is text"),
    ],
)
def test_a_media_item_with_an_impossible_value_is_refused(name: str, value: Any, message: str) -> None:
    fields = json.loads(record_to_json(clip())) | {name: value}

    with pytest.raises(RecordError, match=message):
        media_from_json(json.dumps(fields))


@pytest.mark.parametrize(
    "text", ["", "nul", "[]", "1", '{"a":1,"a":2}', "NaN", "[" * 100_000, '{"media_id":NaN}']
)
def test_text_that_is_no_record_gives_one_error(text: str) -> None:
    with pytest.raises(RecordError):
        media_from_json(text)


def test_a_whole_number_that_no_float_can_hold_is_refused() -> None:
    key = AttributeKey(0, 1.5, 0.5, is_confirmed=False)
    text = record_to_json(ObjectAttribute(ObjectId(1), AttributeId(1), (key,)))

    for number in ("1.5", "0.5"):  # the value, and the confidence in it
        with pytest.raises(RecordError, match="'keys' is a"):
            value_from_json(text.replace(number, f"1{'0' * 400}"))


@property_settings()
@given(
    st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3))
)
def test_any_other_json_gives_one_error(value: Any) -> None:
    for read in READERS.values():
        with pytest.raises(RecordError):
            read(json.dumps(value))


def test_a_long_clip_of_constant_rate_takes_few_bytes() -> None:
    record = clip(frame_count=100_000)

    text = record_to_json(record)

    assert len(text) < 400
    assert media_from_json(text) == record


def test_runs_of_tokens_are_folded_and_take_little_room() -> None:
    ids = (7, *[151667] * 1280, 8, 8, 9)
    record = replace(answer(), tokens=fold_tokens(ids))

    text = record_to_json(record)

    assert unfold_tokens(answer_from_json(text).tokens) == ids
    assert '"tokens":[7,[151667,1280],[8,2],9]' in text


@pytest.mark.parametrize(
    ("tokens", "message"),
    [
        ([[1, TOKEN_LIMIT], 2], "more than"),
        ([[1, 0]], "between 1"),
        ([[1]], "list of 2"),
        ([-1], "between 0"),
    ],
)
def test_tokens_that_no_model_reads_are_refused(tokens: list[Any], message: str) -> None:
    fields = {**json.loads(record_to_json(answer())), "tokens": tokens}

    with pytest.raises(RecordError, match=message):
        answer_from_json(json.dumps(fields))
