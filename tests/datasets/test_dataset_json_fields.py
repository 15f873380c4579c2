"""Fields of strangers' JSON: the right kind of value, or one sentence about what was found."""

from __future__ import annotations

import math
from typing import Any

import pytest

from sa2va_desktop.datasets.json_fields import (
    as_object,
    list_field,
    number_field,
    score_field,
    text_field,
    whole_field,
)
from sa2va_desktop.errors import FormatError


def test_values_of_the_right_kind_are_given() -> None:
    assert text_field({"a": "x"}, "a") == "x"
    assert (text_field({}, "a"), list_field({"a": None}, "a"), whole_field({}, "a", 3)) == ("", [], 3)
    assert (whole_field({"a": 2.0}, "a"), number_field({"a": 2}, "a"), score_field({"a": None}, "a")) == (
        2,
        2.0,
        None,
    )
    assert as_object({"a": 1}, "x") == {"a": 1}


@pytest.mark.parametrize("value", [True, "1", None, [], 1.5, -1, 1 << 40, math.inf, math.nan, 10**400])
def test_what_is_no_whole_number_is_refused(value: Any) -> None:
    with pytest.raises(FormatError, match="expected a whole number from 0 to"):
        whole_field({"a": value}, "a")


@pytest.mark.parametrize("value", [True, "1", None, [], math.inf, -math.inf, math.nan, 10**400, -(10**400)])
def test_what_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises(FormatError, match="expected a number as 'a', found "):
        number_field({"a": value}, "a")


def test_other_kinds_are_refused() -> None:
    with pytest.raises(FormatError, match="expected a text as 'a', found 3"):
        text_field({"a": 3}, "a")
    with pytest.raises(FormatError, match="expected a text as 'a', found None"):
        text_field({}, "a", None)
    with pytest.raises(FormatError, match="expected a list as 'a'"):
        list_field({"a": {}}, "a")
    with pytest.raises(FormatError, match="expected keys and values as x, found"):
        as_object([], "x")
