"""Phrases under edits of their text: examples that a person would expect, and properties of every edit."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.properties import property_settings

from sa2va_desktop.annotation.records import ObjectId, Phrase
from sa2va_desktop.editing.phrases import (
    TextEdit,
    bound_phrase,
    moved_phrases,
    with_phrase,
    without_phrase,
)

TEXT = "A dog and a red cat."
DOG, CAT = Phrase(2, 5, ObjectId(1)), Phrase(12, 19, ObjectId(2))

LETTERS = st.text("ab c,é🐕\n", max_size=12)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, tuple[Phrase, ...]]:
    """A text with phrases that do not overlap, some of them empty, some touching."""
    text = draw(LETTERS)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2])
    keys = st.integers(1, 4).map(ObjectId) | st.none()
    return text, tuple(Phrase(start, stop, draw(keys)) for start, stop in pairs)


@st.composite
def edited_texts(draw: st.DrawFn) -> tuple[str, tuple[Phrase, ...], TextEdit]:
    text, phrases = draw(marked_texts())
    start, stop = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
    return text, phrases, TextEdit(start, stop, draw(LETTERS))


def words_of(text: str, phrases: tuple[Phrase, ...]) -> list[tuple[str, int | None]]:
    return [(text[phrase.start : phrase.stop], phrase.object_id) for phrase in phrases]


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("A small dog and a red cat.", [("dog", 1), ("red cat", 2)]),
        ("A dog and a dark red cat.", [("dog", 1), ("red cat", 2)]),
        ("A dog and a red fat cat.", [("dog", 1), ("red fat cat", 2)]),
        ("A dog and a red cats.", [("dog", 1), ("red cats", 2)]),
        ("A bulldog and a red cat.", [("dog", 1), ("red cat", 2)]),
        ("A fox and a red cat.", [("fox", 1), ("red cat", 2)]),
        ("A dog.", [("dog", 1)]),
        ("A dog and a red", [("dog", 1), ("red", 2)]),
        ("", []),
    ],
)
def test_a_phrase_keeps_the_words_a_person_means(new: str, expected: list[tuple[str, int]]) -> None:
    edit = TextEdit.between(TEXT, new)

    assert words_of(new, moved_phrases((DOG, CAT), TEXT, edit)) == expected


def test_letters_between_two_phrases_that_touch_join_the_left_one() -> None:
    left, right = Phrase(0, 2, ObjectId(1)), Phrase(2, 4, ObjectId(2))

    moved = moved_phrases((left, right), "abcd", TextEdit(2, 2, "x"))

    assert words_of("abxcd", moved) == [("abx", 1), ("cd", 2)]


def test_a_new_phrase_takes_its_words_from_others_and_the_place_of_an_empty_one() -> None:
    empty = Phrase(19, 19, ObjectId(3))
    added = Phrase(12, 15, ObjectId(3))

    assert with_phrase((DOG, CAT, empty), added) == (DOG, added, Phrase(15, 19, ObjectId(2)))
    assert with_phrase((DOG,), Phrase(0, 9, None)) == (Phrase(0, 9, None),)


def test_binding_and_removing_touch_one_phrase_only() -> None:
    assert bound_phrase((DOG, CAT), CAT, None) == (DOG, Phrase(12, 19, None))
    assert without_phrase((DOG, CAT), DOG) == (CAT,)


@property_settings()
@given(LETTERS, LETTERS)
def test_the_stretch_between_two_texts_leads_from_one_to_the_other(old: str, new: str) -> None:
    edit = TextEdit.between(old, new)

    assert edit.on(old) == new
    assert 0 <= edit.start <= edit.stop <= len(old)


@property_settings()
@given(edited_texts())
def test_phrases_stay_in_the_text_in_order_and_apart(case: tuple[str, tuple[Phrase, ...], TextEdit]) -> None:
    text, phrases, edit = case
    after = edit.on(text)

    moved = moved_phrases(phrases, text, edit)

    assert all(0 <= phrase.start <= phrase.stop <= len(after) for phrase in moved)
    full = [phrase for phrase in moved if phrase.start < phrase.stop]
    assert all(first.stop <= second.start for first, second in itertools.pairwise(full))


@property_settings()
@given(edited_texts())
def test_a_phrase_away_from_the_edit_keeps_its_words(
    case: tuple[str, tuple[Phrase, ...], TextEdit],
) -> None:
    text, phrases, edit = case
    away = tuple(
        phrase
        for phrase in phrases
        if (phrase.stop < edit.start or phrase.start > edit.stop) and text[phrase.start : phrase.stop].strip()
    )

    moved = moved_phrases(away, text, edit)

    assert words_of(edit.on(text), moved) == words_of(text, away)


@property_settings()
@given(edited_texts())
def test_no_binding_is_invented_and_objects_without_a_phrase_stay(
    case: tuple[str, tuple[Phrase, ...], TextEdit],
) -> None:
    text, phrases, edit = case

    moved = moved_phrases(phrases, text, edit)

    assert len(moved) <= len(phrases)
    kept = iter(phrases)
    assert all(any(old.object_id == phrase.object_id for old in kept) for phrase in moved)
    assert sum(p.start == p.stop for p in moved) == sum(p.start == p.stop for p in phrases)


@property_settings()
@given(marked_texts())
def test_an_edit_that_changes_nothing_moves_nothing(case: tuple[str, tuple[Phrase, ...]]) -> None:
    text, phrases = case
    shown = tuple(p for p in phrases if p.start == p.stop or text[p.start : p.stop].strip())

    assert moved_phrases(shown, text, TextEdit.between(text, text)) == shown


@property_settings()
@given(marked_texts(), st.data())
def test_an_added_phrase_is_there_and_overlaps_no_other(
    case: tuple[str, tuple[Phrase, ...]], data: st.DataObject
) -> None:
    text, phrases = case
    start, stop = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    added = Phrase(start, stop, ObjectId(9))

    after = with_phrase(phrases, added)

    assert added in after
    full = [phrase for phrase in after if phrase.start < phrase.stop]
    assert all(first.stop <= second.start for first, second in itertools.pairwise(full))
