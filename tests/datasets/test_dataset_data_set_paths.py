"""Paths that a data set names stay inside its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from sa2va_desktop.datasets.data_set_paths import path_inside, printable


def test_names_are_found_in_the_first_folder_that_has_them(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images/a.jpg").touch()

    assert path_inside(tmp_path, "a.jpg", folders=("", "images")) == tmp_path / "images/a.jpg"
    assert path_inside(tmp_path, "images\\a.jpg") == tmp_path / "images/a.jpg"
    assert path_inside(tmp_path, "b.jpg", folders=("", "images")) is None


@pytest.mark.parametrize(
    "name", ["", " ", ".", "./", "/", "..", "../x", "a/../../x", "/etc/passwd", "C:/x", "a\0b", "x" * 5000]
)
def test_names_that_lead_out_or_nowhere_are_none(name: str, tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    (tmp_path / "set").mkdir()

    assert path_inside(tmp_path / "set", name) is None


def test_links_out_of_the_folder_are_none(tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    (tmp_path / "set").mkdir()
    (tmp_path / "set/link").symlink_to(tmp_path / "x")
    (tmp_path / "set/loop").symlink_to(tmp_path / "set/loop")

    assert path_inside(tmp_path / "set", "link") is None
    assert path_inside(tmp_path / "set", "loop") is None


def test_names_in_sentences_are_one_line() -> None:
    assert (printable("a b"), printable("a\nb")) == ("a b", "'a\\nb'")
