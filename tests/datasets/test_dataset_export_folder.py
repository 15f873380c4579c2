"""An export is there or not: full disks, interrupts, folders that cannot be replaced or must not be."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from sa2va_desktop.datasets.export_folder import check_export_folder, new_folder_content
from sa2va_desktop.errors import FolderNotEmptyError, FormatError, OutputError


def write_export(out: Path, content: str = "new") -> None:
    with new_folder_content(out) as folder:
        (folder / "a").mkdir()
        (folder / "a" / "file").write_text(content)


def everything_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_folder_that_exists_stays_the_same_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir(mode=0o750)
    inode = out.stat().st_ino

    write_export(out)

    assert (out.stat().st_ino, out.stat().st_mode & 0o777) == (inode, 0o750)
    assert everything_in(tmp_path) == ["out", "out/a", "out/a/file"]


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")

    write_export(tmp_path / "link")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "elsewhere" / "a" / "file").read_text() == "new"


def test_a_full_disk_leaves_the_older_export_and_says_so_in_one_sentence(tmp_path: Path) -> None:
    write_export(tmp_path / "out", "old")

    def fill_disk() -> None:
        with new_folder_content(tmp_path / "out") as folder:
            (folder / "half").write_text("x")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(OutputError, match=r"out cannot be written: No space left"):
        fill_disk()

    assert (tmp_path / "out/a/file").read_text() == "old"
    assert everything_in(tmp_path) == ["out", "out/a", "out/a/file"]


@pytest.mark.parametrize("failing_rename", range(4))
def test_an_exchange_that_is_interrupted_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing_rename: int
) -> None:
    out = tmp_path / "out"
    with new_folder_content(out) as folder:
        (folder / "a").write_text("old a")
        (folder / "b").write_text("old b")
    rename, calls = Path.rename, iter(range(100))

    def interrupted_rename(path: Path, target: Path) -> Path:
        if next(calls) == failing_rename:
            raise KeyboardInterrupt
        return rename(path, target)

    def replace_content() -> None:
        with new_folder_content(out) as folder:
            (folder / "a").write_text("new a")
            (folder / "c").write_text("new c")
            monkeypatch.setattr(Path, "rename", interrupted_rename)

    with pytest.raises(KeyboardInterrupt):
        replace_content()

    assert {path.name: path.read_text() for path in out.iterdir()} == {"a": "old a", "b": "old b"}


def test_the_rest_of_a_killed_export_does_not_make_a_folder_full(tmp_path: Path) -> None:
    (tmp_path / ".sa2va-export-0badf00d" / "new").mkdir(parents=True)

    check_export_folder(tmp_path, overwrite=False)

    (tmp_path / "mine.txt").write_text("1")
    with pytest.raises(FormatError, match="not empty"):
        check_export_folder(tmp_path, overwrite=False)


def test_overwriting_never_deletes_what_is_exported(tmp_path: Path) -> None:
    clip = tmp_path / "clips" / "clip.mp4"
    clip.parent.mkdir()
    clip.write_bytes(b"1")

    with pytest.raises(FormatError, match=r"would delete .*clip\.mp4"):
        check_export_folder(tmp_path, overwrite=True, sources=[clip])


def test_overwriting_never_deletes_a_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home" / "person"
    home.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))

    with pytest.raises(FormatError, match="would delete"):
        check_export_folder(tmp_path, overwrite=True)


def test_a_file_in_the_way_is_named_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("1")

    with pytest.raises(FormatError, match="file is a file"):
        check_export_folder(tmp_path / "file" / "sub", overwrite=False)


def test_a_folder_that_cannot_be_written_is_named_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not by permissions, which mean nothing to root.
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != tmp_path)

    with pytest.raises(OutputError, match="read-only"):
        check_export_folder(tmp_path / "out", overwrite=False)


def test_overwriting_never_deletes_a_project_or_a_link_that_is_a_source(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "clip.mp4"
    (out / "work").mkdir(parents=True)
    elsewhere.write_bytes(b"1")
    (out / "link.mp4").symlink_to(elsewhere)

    with pytest.raises(FormatError, match=r"would delete .*link\.mp4"):
        check_export_folder(out, overwrite=True, sources=[out / "link.mp4"])

    check_export_folder(out, overwrite=True)
    (out / "work" / "mine.sa2va").write_bytes(b"1")
    with pytest.raises(FormatError, match=r"would delete .*mine\.sa2va"):
        check_export_folder(out, overwrite=True)


@pytest.mark.parametrize("exists", [False, True])
def test_what_came_into_the_folder_while_it_was_written_is_not_replaced_unasked(
    tmp_path: Path, exists: bool
) -> None:
    out = tmp_path / "out"
    if exists:
        out.mkdir()

    def write_meanwhile() -> None:
        with new_folder_content(out, lambda: check_export_folder(out, overwrite=False)) as folder:
            (folder / "file").write_text("second")
            write_export(out, "first")  # another export into the same folder is faster

    with pytest.raises(FolderNotEmptyError):
        write_meanwhile()

    assert (out / "a/file").read_text() == "first"
    assert everything_in(tmp_path) == ["out", "out/a", "out/a/file"]
