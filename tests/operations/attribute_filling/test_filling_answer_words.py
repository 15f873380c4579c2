"""Values are read strictly, and other choices take the place of the one that a sentence names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sa2va_desktop.operations.attribute_filling.answer_words import (
    bare_forms,
    number_in,
    text_in,
    with_each_choice,
)

COLOURS = ("red", "blue", "light blue", "orange")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3.0),
        ("There are three of them.", 3.0),
        ("2, so two.", 2.0),
        ("-1.5 metres", -1.5),
        ("0,5", 0.5),
        ("Twenty", 20.0),
        ("2 or 3", None),
        ("1,000,000", None),
        ("1.2.3", None),
        ("B2", None),
        ("nothing to count", None),
        ("I cannot say, 3", None),
        ("", None),
        ("someone", None),
    ],
)
def test_a_number_is_read_only_where_there_is_exactly_one(text, number):
    assert number_in(text) == number


def test_a_number_outside_its_limits_is_none():
    assert number_in("7", low=0, high=6) is None
    assert number_in("-1", low=0) is None
    assert number_in("6", low=0, high=6) == 6.0


@given(st.floats(-1e6, 1e6).map(lambda value: round(value, 3)))
def test_a_number_that_is_written_is_the_one_that_is_read(value):
    assert number_in(f"It is {value:.3f}.") == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (" A red\n car. ", "A red car"),
        ("A. Miller.", "A. Miller."),
        ("...", ""),
        ("I don't know.", ""),
        ("Unknown", ""),
        ("x" * 201, ""),
    ],
)
def test_a_text_is_one_line_that_says_something(text, value):
    assert text_in(text) == value


def test_a_sentence_is_repeated_with_every_choice_and_its_article():
    assert with_each_choice("A red car.", COLOURS) == {
        "red": "A red car.",
        "blue": "A blue car.",
        "light blue": "A light blue car.",
        "orange": "An orange car.",
    }
    assert with_each_choice("An apple.", ("apple", "car")) == {"apple": "An apple.", "car": "A car."}
    assert with_each_choice("Red.", ("red", "orange"))["orange"] == "Orange."


def test_the_longer_of_choices_that_lie_in_each_other_is_meant():
    assert with_each_choice("It is light blue", COLOURS)["red"] == "It is red"


def test_a_sentence_with_no_choice_or_several_is_none():
    assert with_each_choice("A car.", COLOURS) == {}
    assert with_each_choice("Red and blue.", COLOURS) == {}
    assert with_each_choice("Scared.", COLOURS) == {}
    assert with_each_choice("Red, very red.", COLOURS)["blue"] == "Blue, very blue."


@given(st.lists(st.text("abc +?", min_size=1).filter(str.strip), min_size=1, max_size=4, unique_by=str.lower))
def test_signs_of_patterns_in_choices_are_characters(choices):
    for choice in choices:
        found = with_each_choice(choice, choices)
        assert not found or set(found) == set(choices)


def test_a_bare_choice_has_its_spellings_once():
    assert bare_forms("red") == ("Red.", "Red", "red")
    assert bare_forms("XL") == ("XL.", "XL")
