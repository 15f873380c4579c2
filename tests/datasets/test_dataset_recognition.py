"""Looking at what somebody opens: whatever lies there, it is told within a moment whether it is a data set."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

from sa2va_desktop.operations.import_dataset import recognised_formats


class StillWaiting(BaseException):
    """A file was opened that never ends."""


@pytest.fixture
def impatience() -> Iterator[None]:
    def give_up(number: int, frame: FrameType | None) -> None:
        raise StillWaiting

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(5)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name are of Unix")
@pytest.mark.usefixtures("impatience")
def test_a_pipe_that_is_called_like_a_data_set_is_none(tmp_path: Path) -> None:
    for name in ("objects.csv", "annotations.xml", "a.json", "annotations/instances.json", "p.png", "gt.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        os.mkfifo(path)

    assert recognised_formats(tmp_path) == []
    assert recognised_formats(tmp_path / "a.json") == []


@pytest.mark.parametrize("name", ["x" * 300, "a\0b", "missing"])
def test_names_that_no_file_can_have_are_no_data_set(name: str, tmp_path: Path) -> None:
    assert recognised_formats(tmp_path / name) == []
