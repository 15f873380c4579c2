"""Members of a large JSON object are found wherever the parts in which it is read end, and damage is said with its byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.properties import property_settings

from sa2va_desktop.datasets import json_members
from sa2va_desktop.datasets.json_members import JsonMembers
from sa2va_desktop.errors import CancelledError, FormatError
from sa2va_desktop.tasks import CancelToken

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@property_settings()
@given(
    document=st.dictionaries(st.text(max_size=6), VALUES, max_size=5),
    chunk=st.integers(1, 40),
    is_ascii=st.booleans(),
    indent=st.sampled_from([None, 2]),
)
def test_every_member_is_found_in_any_parts(
    tmp_path: Path, document: dict[str, object], chunk: int, is_ascii: bool, indent: int | None
) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(document, ensure_ascii=is_ascii, indent=indent) + "\n", "utf-8", "surrogatepass")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_members, "_CHUNK", chunk)
        members = JsonMembers(path, CancelToken())

    assert {key: members.read(key) for key in members} == document
    assert list(members) == list(document)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "byte 0: expected a JSON object, found ''"),
        (b"[]", "byte 0"),
        (b'{"a": 1', "byte 7: expected a JSON object, found the end of the file"),
        (b'{"a": "x', "byte 6"),
        (b'{"a": 1} x', "more after its end"),
        (b'{"a": 1,}', "byte 8: expected a JSON object, found no key"),
        (b"{1: 2, 3: 4}", "no key"),
        (b'{"a": 1, "a": 2}', "the key 'a' a second time"),
        (b'{"\\x": 1}', "byte 1"),
    ],
)
def test_a_file_that_is_no_object_is_one_sentence(tmp_path: Path, content: bytes, problem: str) -> None:
    (tmp_path / "a.json").write_bytes(content)

    with pytest.raises(FormatError) as error:
        JsonMembers(tmp_path / "a.json", CancelToken())

    assert problem in str(error.value)


@pytest.mark.parametrize("value", [b"nope", b"1 2", b"[}", b'1 "b": 2', b"[" * 100_000 + b"]" * 100_000])
def test_a_value_that_is_none_is_said_with_its_key(tmp_path: Path, value: bytes) -> None:
    (tmp_path / "a.json").write_bytes(b'{"good": 1, "bad": ' + value + b"}")
    members = JsonMembers(tmp_path / "a.json", CancelToken())

    assert members.read("good") == 1
    with pytest.raises(FormatError, match="'bad': expected JSON"):
        members.read("bad")


def test_finding_members_can_be_cancelled(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")
    token = CancelToken()
    token.cancel()

    with pytest.raises(CancelledError):
        JsonMembers(tmp_path / "a.json", token)
