"""CSV: no cell is a formula, every text comes back, and what is no table is refused with its line."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sa2va_desktop.datasets.csv_files import CsvWriter, csv_rows, safe_cell, text_of_cell
from sa2va_desktop.errors import FormatError

TEXTS = [
    "=1+1",
    "+x",
    "-x",
    "@x",
    "'=x",
    "''-x",
    "'x",
    "\t=x",
    "\r=x",
    "a\r\nb",
    'q"q',
    "a,b",
    "",
    " ",
    "\x00",
    "ö\u2028",
]


def test_cells_that_would_be_computed_have_an_apostrophe() -> None:
    assert [safe_cell(text) for text in ("=1", "'=1", "'1", "a=1")] == ["'=1", "''=1", "'1", "a=1"]
    assert all(safe_cell(text)[:1] not in set("=+-@\t\r") for text in TEXTS)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(), st.text("'=+-@\t\ra")))
def test_every_text_comes_back_from_its_cell(text: str) -> None:
    assert text_of_cell(safe_cell(text)) == text


def test_every_text_comes_back_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with CsvWriter(path, ("a", "b")) as table:
        for text in TEXTS:
            table.add({"a": text, "b": -1.5})

    rows = list(csv_rows(path, ("a",)))

    assert [row["a"] for _, row in rows] == TEXTS
    assert {row["b"] for _, row in rows} == {"-1.5"}
    assert rows[0][0] == f"{path}, line 2"
    with path.open(newline="", encoding="utf-8") as file:
        assert next(csv.reader(file)) == ["a", "b"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "expected the columns a, found -"),
        (b"b,c\n1,2\n", "expected the columns a, found b, c"),
        (b"a,b\n1\n", "line 2: expected 2 cells, found 1"),
        (b"a,b\n1,2\n1,2,3\n", "line 3: expected 2 cells, found 3"),
        (b"a\n\xff\n", "expected CSV in UTF-8"),
        (b'a\n"open\n', "expected CSV in UTF-8, found unexpected end of data"),
        (b"a\n" + b"x" * (1 << 26) + b"xx\n", "field larger than field limit"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    with pytest.raises(FormatError, match=expected):
        list(csv_rows(path, ("a",)))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="cannot be read"):
        list(csv_rows(tmp_path / "a.csv", ()))
