"""Searches: what is asked in which order, what is kept, and what follows from it. Against any clip one can imagine."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.properties import property_settings

from sa2va_desktop.operations.find_search import LEAST_STEP, next_frames, plan_search
from sa2va_desktop.operations.sightings import (
    FindRecord,
    Sighting,
    presence_spans,
    read_record,
    record_to_json,
)

Spans = list[tuple[int, int]]


def search(
    frame_range: tuple[int, int], questions: int, spans: Spans, known: FindRecord | None = None
) -> FindRecord:
    """With a model that sees what is there."""
    record = before = known or FindRecord()
    plan = plan_search(frame_range, questions)
    while (shown := next_frames(plan, record, before.questions)) is not None:
        assert 1 <= len(shown) <= 5
        record = record.with_seen(
            Sighting(frame, 6.0 if _is_in(frame, spans) else None, len(shown) == 1) for frame in shown
        )
    return record


def found(record: FindRecord, frame_range: tuple[int, int]) -> Spans:
    return [(span.start, span.stop) for span in presence_spans(record.sightings, frame_range)]


def _is_in(frame: int, spans: Spans) -> bool:
    return any(start <= frame < stop for start, stop in spans)


def test_a_clip_of_an_hour_costs_as_many_questions_as_were_allowed_and_borders_are_found_to_the_frame() -> None:
    spans = [(1000, 2300), (20_000, 31_017), (43_000, 43_200)]

    record = search((0, 43_200), 240, spans)

    assert record.questions == 240
    assert found(record, (0, 43_200)) == spans


def test_with_few_questions_the_borders_are_as_near_as_they_allow() -> None:
    spans = [(12_000, 31_000)]

    record = search((0, 100_000), 24, spans)

    [(start, stop)] = found(record, (0, 100_000))
    assert record.questions == 24
    assert abs(start - 12_000) < 200
    assert abs(stop - 31_000) < 200


@property_settings()
@given(
    st.integers(0, 500),
    st.integers(1, 3000),
    st.integers(1, 80),
    st.lists(st.integers(0, 3500), max_size=6),
)
def test_no_search_leaves_its_range_or_asks_more_than_it_may(
    start: int, length: int, questions: int, edges: list[int]
) -> None:
    frame_range = (start, start + length)
    bounds = sorted(edges)
    spans = list(zip(bounds[::2], bounds[1::2], strict=False))

    record = search(frame_range, questions, spans)
    stretches = presence_spans(record.sightings, frame_range)

    assert 1 <= record.questions <= questions
    assert all(start <= each.frame_index < start + length for each in record.sightings)
    assert all(span.start < span.stop and 0 < span.confidence < 1 for span in stretches)
    assert all(first.stop < second.start for first, second in itertools.pairwise(stretches))
    assert all(start <= span.start and span.stop <= start + length for span in stretches)
    for each in record.sightings:
        assert each.is_present == _is_in(each.frame_index, [(s.start, s.stop) for s in stretches])


@property_settings(share=0.5)
@given(st.integers(200, 2000), st.integers(0, 1000), st.integers(5 * LEAST_STEP, 400))
def test_a_stretch_that_is_long_enough_is_found_to_the_frame(length: int, at: int, width: int) -> None:
    start = min(at, length - 1)
    span = (start, min(length, start + width))

    record = search((0, length), 400, [span])

    if span[1] - span[0] >= 5 * LEAST_STEP:
        assert found(record, (0, length)) == [span]


def test_one_that_goes_on_asks_nothing_twice_and_knows_more() -> None:
    spans = [(5000, 5100)]
    first = search((0, 40_000), 24, spans)
    again = search((0, 40_000), 240, spans, read_record(record_to_json(first)))

    assert again.questions == 24 + 240
    assert {each.frame_index for each in first.sightings} <= {each.frame_index for each in again.sightings}


def test_a_frame_seen_alone_is_worth_more_than_one_seen_among_others() -> None:
    among, alone = Sighting(5, 6.0, False), Sighting(5, None, True)
    record = FindRecord().with_seen([among]).with_seen([alone]).with_seen([among])

    assert record.sightings == (alone,)
    assert record.questions == 3
    sure = presence_spans([Sighting(5, 6.0, True)], (0, 10))[0].confidence
    assert sure > presence_spans([among], (0, 10))[0].confidence
    assert sure > presence_spans([replace(among, score=0.1)], (0, 10))[0].confidence


@pytest.mark.parametrize(
    "text",
    ["", "x", "[]", "{}", '{"questions":1}', '{"questions":"a","seen":[[1]]}', '{"seen":3,"questions":1}'],
)
def test_a_record_that_is_none_begins_anew(text: str) -> None:
    assert read_record(text) == FindRecord()


def test_a_record_is_read_as_it_was_written() -> None:
    record = FindRecord(7, (Sighting(0, None, False), Sighting(3, -6.0, True), Sighting(9, 5.25, False)))

    assert read_record(record_to_json(record)) == record


def test_a_record_that_no_search_has_written_is_one_of_nothing() -> None:
    for text in ("", "[]", '{"questions":1,"seen":[[3,1' + "0" * 400 + ",1]]}", '{"questions":1,"seen":[[1]]}'):
        assert read_record(text) == FindRecord()
