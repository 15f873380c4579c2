"""The manual says of each format what the format says of itself."""

from __future__ import annotations

from support.holds_table import MANUAL, holds_table, table_in_manual

from sa2va_desktop.datasets.dataset_format import formats


def test_the_table_of_the_manual_is_that_of_the_formats() -> None:
    assert table_in_manual() == holds_table(), "PYTHONPATH=tests python -m support.holds_table writes it anew"


def test_every_format_has_a_section() -> None:
    text = MANUAL.read_text(encoding="utf-8").partition("<!-- end -->")[2]

    assert [format_id for format_id in formats() if f"`{format_id}`" not in text] == []
