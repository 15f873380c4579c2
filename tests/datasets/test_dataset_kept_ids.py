"""Ids survive a way through the document as far as they stay different."""

from __future__ import annotations

from sa2va_desktop.datasets.kept_ids import kept_names, kept_numbers


def test_numbers_are_kept_once_and_gaps_are_filled_from_below() -> None:
    assert kept_numbers([7, None, 7, 1, True, "2", 0, 1 << 60]) == [7, 2, 3, 1, 4, 5, 6, 8]


def test_names_are_kept_once_and_new_ones_are_free_numbers() -> None:
    assert kept_names(["1", None, "1", "walk", 5, ""]) == ["1", "0", "2", "walk", "3", "4"]
