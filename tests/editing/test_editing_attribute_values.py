"""Values and texts: what is written is read back, what does not fit is refused with one sentence, and nothing is rounded."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.properties import property_settings

from sa2va_desktop.annotation.attributes import Attribute, AttributeId, AttributeKind, Value
from sa2va_desktop.editing.attribute_values import (
    checked_value,
    converted_value,
    problem_of_value,
    text_of_value,
    value_of_text,
)
from sa2va_desktop.errors import UsageError

CHOICES = ("Red", "light green", "7", "yes")
KINDS = {
    kind: Attribute(AttributeId(1), "a", kind, choices=CHOICES if kind is AttributeKind.CHOICE else ())
    for kind in AttributeKind
}
LIMITED = Attribute(AttributeId(1), "speed", AttributeKind.NUMBER, low=-1.5, high=10.0)
anything = st.one_of(
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(CHOICES),
)
few = property_settings(share=0.5)


@given(st.sampled_from(list(AttributeKind)), anything)
@few
def test_a_value_that_fits_is_read_back_from_its_text(kind: AttributeKind, value: Value) -> None:
    attribute = KINDS[kind]
    if problem_of_value(attribute, value):
        return
    again = value_of_text(attribute, text_of_value(value))

    assert type(again) is type(checked_value(attribute, value))
    assert again == value


@given(st.sampled_from(list(AttributeKind)), anything)
@few
def test_what_is_converted_fits_and_means_the_same(kind: AttributeKind, value: Value) -> None:
    converted = converted_value(KINDS[kind], value)
    if converted is None:
        return
    assert problem_of_value(KINDS[kind], converted) == ""
    if isinstance(value, bool) and kind is AttributeKind.NUMBER:
        assert converted == float(value)
    elif kind is AttributeKind.YES_NO:
        assert text_of_value(value).strip().casefold() in ("yes", "true", "1", "no", "false", "0")
    elif kind is AttributeKind.NUMBER:
        assert float(text_of_value(value)) == converted
    else:
        assert (
            text_of_value(converted).casefold() == text_of_value(value).strip().casefold() or converted == value
        )


@pytest.mark.parametrize(
    ("attribute", "value", "sentence"),
    [
        (LIMITED, 10.5, "“speed” expects at most 10, found “10.5”."),
        (LIMITED, -2, "“speed” expects at least -1.5, found “-2”."),
        (LIMITED, math.nan, "“speed” expects a number, found “nan”."),
        (LIMITED, 10**400, f"“speed” expects a number, found “1{'0' * 59}”."),
        (LIMITED, True, "“speed” expects a number, found “yes”."),
        (LIMITED, "fast", "“speed” expects a number, found “fast”."),
        (KINDS[AttributeKind.YES_NO], 1.0, "“a” expects yes or no, found “1”."),
        (KINDS[AttributeKind.TEXT], 2.0, "“a” expects text, found “2”."),
        (KINDS[AttributeKind.CHOICE], "blue", "“a” expects one of Red, light green, 7, yes, found “blue”."),
    ],
)
def test_what_does_not_fit_is_told_in_one_sentence(attribute: Attribute, value: Value, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        checked_value(attribute, value)

    assert str(caught.value) == sentence


def test_a_text_of_book_length_is_no_value() -> None:
    assert "holds at most 10000 characters" in problem_of_value(KINDS[AttributeKind.TEXT], "x" * 10_001)


def test_choices_are_found_in_whatever_case() -> None:
    assert value_of_text(KINDS[AttributeKind.CHOICE], "LIGHT green ") == "light green"
    assert value_of_text(KINDS[AttributeKind.CHOICE], "7") == "7"
