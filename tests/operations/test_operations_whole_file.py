"""A file that took long to make is there whole, or as it was before."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from sa2va_desktop.errors import OutputError
from sa2va_desktop.operations.whole_file import write_whole


def test_a_full_disk_leaves_the_older_file_and_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new" / "report.json"
    write_whole(path, b"old")

    def refuse(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OutputError, match=r"report\.json cannot be written: No space left"):
        write_whole(path, b"newer and longer")

    assert path.read_bytes() == b"old"
    assert [each.name for each in path.parent.iterdir()] == ["report.json"]
