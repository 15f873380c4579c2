"""The manual says of each format what the format says of itself."""

from __future__ import annotations

from support.holds_table import holds_table, table_in_manual


def test_the_table_of_the_manual_is_that_of_the_formats() -> None:
    assert table_in_manual() == holds_table(), "PYTHONPATH=tests python -m support.holds_table writes it anew"
