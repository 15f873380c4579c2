"""Archives of strangers: names, links, sizes and damage are seen before anything is read."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest

from sa2va_desktop.datasets import zip_input
from sa2va_desktop.datasets.zip_input import ZipInput
from sa2va_desktop.errors import FormatError


def archive(path: Path, *names: str, mode: int = 0, data: bytes = b"content") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(info, data)
    return path


def test_files_are_read_by_name(tmp_path: Path) -> None:
    with ZipInput(archive(tmp_path / "a.zip", "b/c.txt", "a.txt", "b/")) as found:
        assert found.names == ["a.txt", "b/c.txt"]
        with found.open("b/c.txt") as file:
            assert file.read() == b"content"


@pytest.mark.parametrize("name", ["../a", "/a", "a/../../b", "C:/a", "..\\a"])
def test_names_that_lead_out_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="leads out of it"):
        ZipInput(archive(tmp_path / "a.zip", name))


def test_links_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="found a link"):
        ZipInput(archive(tmp_path / "a.zip", "a", mode=stat.S_IFLNK | 0o777))


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ("MEMBER_LIMIT", "at most 1 files"),
        ("SIZE_LIMIT", "at most 0 MB in the archive"),
        ("FILE_LIMIT", "at most 0 MB"),
    ],
)
def test_too_many_or_too_large_files_are_refused(
    limit: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zip_input, limit, 1)

    with pytest.raises(FormatError, match=expected):
        ZipInput(archive(tmp_path / "a.zip", "a", "b"))


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"no archive")

    with pytest.raises(FormatError, match=r"a\.zip: expected a zip archive"):
        ZipInput(tmp_path / "a.zip")
    with pytest.raises(FormatError, match="cannot be read"):
        ZipInput(tmp_path / "b.zip")


def test_a_damaged_member_is_told_when_it_is_read(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", "a", data=bytes(range(256)) * 10)
    data = bytearray(path.read_bytes())
    data[40] ^= 255
    path.write_bytes(data)

    with (
        ZipInput(path) as found,
        pytest.raises(FormatError, match="a: expected a zip archive"),
        found.open("a") as file,
    ):
        file.read()
