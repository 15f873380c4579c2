"""Pickles give plain values and run nothing, whatever stands in them."""

from __future__ import annotations

import os
import pickle
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.properties import property_settings

from sa2va_desktop.datasets.restricted_pickle import read_plain_pickle, write_plain_pickle
from sa2va_desktop.errors import CancelledError, FormatError
from sa2va_desktop.tasks import CancelToken

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
    | st.binary(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        | st.tuples(inner, inner)
    ),
    max_leaves=10,
)


class Bomb:
    def __init__(self, marker: Path) -> None:
        self._marker = marker

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, (str(self._marker),))


def read(path: Path, data: bytes) -> Any:
    path.write_bytes(data)
    return read_plain_pickle(path, CancelToken())


@property_settings()
@given(value=PLAIN, protocol=st.integers(3, 5))
def test_plain_values_of_every_protocol_are_read(tmp_path: Path, value: Any, protocol: int) -> None:
    assert read(tmp_path / "a.p", pickle.dumps(value, protocol=protocol)) == value


@pytest.mark.parametrize("protocol", [0, 1, 2])
def test_old_protocols_are_read_and_ours_is_one(tmp_path: Path, protocol: int) -> None:
    value = [
        {"ref_id": 1, "sentences": [{"sent": "the dög", "tokens": ["the", "dög"]}], "split": "testA"},
        1 << 40,
    ]
    write_plain_pickle(tmp_path / "b.p", value)

    assert read(tmp_path / "a.p", pickle.dumps(value, protocol=protocol)) == value
    assert read_plain_pickle(tmp_path / "b.p", CancelToken()) == value


def test_byte_texts_of_the_first_python_are_texts(tmp_path: Path) -> None:
    assert read(tmp_path / "a.p", b"(lp0\nS'the dog'\np1\naU\x03cata.") == ["the dog", "cat"]


@pytest.mark.parametrize("protocol", range(6))
def test_nothing_in_it_is_run(tmp_path: Path, protocol: int) -> None:
    marker = tmp_path / "was run"

    with pytest.raises(FormatError, match=r"byte \d+: expected a pickle of plain values, found"):
        read(tmp_path / "a.p", pickle.dumps([1, Bomb(marker)], protocol=protocol))

    assert not marker.exists()


def shared_lists() -> bytes:
    value: list[Any] = []
    for _ in range(40):
        value = [value, value, value]
    return pickle.dumps(value)


def holds_itself() -> bytes:
    value: list[Any] = []
    value.append(value)
    return pickle.dumps(value)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "expected a pickle, found"),
        (b"hello", "expected a pickle"),
        (b"\x80\x04]q\x00.", ""),
        (b"(", "expected a pickle"),
        (b"]r" + struct.pack("<I", 1 << 31) + b".", "LONG_BINPUT 2147483648"),
        (b"]p-1\n.", "PUT -1"),
        (b"B\xff\xff\xff\x7fabc.", "expected a pickle, found"),
        (b"cos\nsystem\n(S'true'\ntR.", "byte 0: expected a pickle of plain values, found GLOBAL os system"),
        (b"P1\n.", "PERSID"),
        (b"\x82\x01.", "EXT1"),
        (b"]]s.", "expected a pickle"),
        (b"}]K\x01s.", "unhashable"),
        (shared_lists(), "more than 50000000 values"),
        (holds_itself(), "a list that holds itself"),
    ],
)
def test_damage_and_malice_are_one_sentence(tmp_path: Path, data: bytes, problem: str) -> None:
    if not problem:
        assert read(tmp_path / "a.p", data) == []
        return
    with pytest.raises(FormatError) as error:
        read(tmp_path / "a.p", data)

    assert problem in str(error.value)
    assert str(tmp_path / "a.p") in str(error.value)


def test_looking_through_can_be_cancelled(tmp_path: Path) -> None:
    (tmp_path / "a.p").write_bytes(pickle.dumps([[]] * 10))
    token = CancelToken()
    token.cancel()

    with pytest.raises(CancelledError):
        read_plain_pickle(tmp_path / "a.p", token)
