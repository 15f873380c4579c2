"""Names behind "@" in a text."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.properties import property_settings

from sa2va_desktop.annotation.mentions import find_mentions, with_mentions_named

NAMES = ["car", "red car", "red", "r.d", "日本 車"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Is @car red?", ["car"]),
        ("@red car and @red", ["red car", "red"]),
        ("@cart, me@car, @@car", ["car"]),
        ("@日本 車?", ["日本 車"]),
        ("@rxd @r.d.", ["r.d"]),
        ("car", []),
    ],
)
def test_the_longest_name_is_found_where_no_word_goes_on(text: str, found: list[str]) -> None:
    mentions = find_mentions(text, NAMES)

    assert [NAMES[each.index] for each in mentions] == found
    assert all(text[each.start : each.stop] == "@" + NAMES[each.index] for each in mentions)


@property_settings()
@given(st.text("@ car red.日本車", max_size=40), st.lists(st.sampled_from(NAMES), unique=True))
def test_what_is_no_mention_stays_as_it_is(text: str, names: list[str]) -> None:
    mentions = find_mentions(text, names)

    assert all(first.stop <= second.start for first, second in itertools.pairwise(mentions))
    assert with_mentions_named(text, names, [f"@{name}" for name in names]) == text
