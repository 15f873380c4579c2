"""JSON from strangers: the place of what is wrong is named, and a large file is taken an item at a time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sa2va_desktop.datasets.json_input import read_json, stream_fields, stream_items
from sa2va_desktop.errors import FormatError


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "line 1, column 1"),
        (b'{"a": 1,\n "b": }', "line 2, column 7"),
        (b"[NaN]", "NaN, which is not a number"),
        (b"[1e999]", "too large"),
        (b"[" * 100_000, "expected JSON"),
        (b'"\xff"', "byte 1: expected text in utf-8"),
    ],
)
def test_a_file_that_is_no_json_is_refused_with_its_place(tmp_path: Path, data: bytes, sentence: str) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(data)

    with pytest.raises(FormatError, match=sentence):
        read_json(path)


def test_a_missing_or_too_large_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"a\.json cannot be read"):
        read_json(tmp_path / "a.json")
    (tmp_path / "a.json").write_text("[" + " " * 2_000_000 + "]", encoding="utf-8")
    with pytest.raises(FormatError, match="at most 1 MB of JSON, found 1"):
        read_json(tmp_path / "a.json", limit=1 << 20)


def test_an_old_encoding_is_taken_where_it_is_known(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes('"café"'.encode("cp1252"))

    assert read_json(tmp_path / "a.json", encodings=("utf-8-sig", "cp1252")) == "café"


def test_items_and_fields_come_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"images": [{"id": 1}, {"id": 2.5}], "videos": {"x": [1], "y": {}}}', encoding="utf-8")

    assert list(stream_items(path, "images.item")) == [(0, {"id": 1}), (1, {"id": 2.5})]
    assert list(stream_fields(path, "videos")) == [("x", [1]), ("y", {})]
    assert list(stream_items(path, "nothing.item")) == []


@pytest.mark.parametrize(
    "data", [b'{"images": [{"id": 1},', b'{"images": [{"id": nope}]}', b'{"images": ["\xff"]}']
)
def test_a_stream_that_breaks_off_names_the_file(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.json").write_bytes(data)

    with pytest.raises(FormatError, match=r"a\.json: expected JSON"):
        list(stream_items(tmp_path / "a.json", "images.item"))


def test_of_a_file_with_constants_all_is_read_but_what_they_stand_in(tmp_path: Path) -> None:
    """Each value once, and texts as they are, wherever the file is cut into portions."""
    padding = 'x "NaN" \\ ' * 13_000
    values = [{"text": f"{padding} NaN {number}", "value": number} for number in range(3)]
    values[1]["value"] = float("nan")
    values.append({"text": "-Infinity", "value": [float("-inf"), 2.5]})
    path = tmp_path / "some.json"
    path.write_text(json.dumps(values), encoding="utf-8")

    read = list(stream_items(path, "item"))

    assert [index for index, _ in read] == [0, 1, 2, 3]
    assert [value["text"] for _, value in read] == [value["text"] for value in values]
    assert [value["value"] for _, value in read] == [
        0,
        {"not a number": "NaN"},
        2,
        [{"not a number": "-Infinity"}, 2.5],
    ]
