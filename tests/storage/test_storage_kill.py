"""A process that edits and runs is killed at random moments; what it acknowledged is there when the project is opened.

`pytest -n 0 -m kill tests/storage` kills 100 times, in one project that lives through all of it.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from storage_random_work import Worker, digest_of

from sa2va_desktop.annotation.journal import EntryState
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnswerState
from sa2va_desktop.editing.entry import Entry
from sa2va_desktop.editing.history import History
from sa2va_desktop.storage.loading import load_project
from sa2va_desktop.storage.project_reader import ProjectReader
from sa2va_desktop.storage.session import open_project

CHILD = Path(__file__).with_name("storage_random_work.py")
KILLS_A_PROJECT = 10


def killed_child(path: Path, seed: int, rng: random.Random) -> list[str]:
    """Run the child, kill it at a random moment, and return the digests that it acknowledged."""
    with subprocess.Popen(
        [sys.executable, str(CHILD), str(path), str(seed)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        # Mostly in the midst of the work, sometimes while it opens or makes the project.
        first = child.stdout.readline() if rng.random() < 0.8 else ""
        time.sleep(rng.uniform(0.0, 0.3 if first else 0.8))
        child.kill()
        said = first + child.stdout.read()
    assert child.returncode == -9, "the child ended by itself"
    return [line.strip() for line in said.splitlines(keepends=True) if line.endswith("\n")]


def replayed(path: Path, seed: int, count: int) -> list[str]:
    """Digests of the first `count` steps of a seed on a closed project, done in memory only."""
    project, entries = Project(), []
    if path.exists():
        loaded = load_project(path, read_only=True)
        project, entries = loaded.project, loaded.entries
        reader = ProjectReader(loaded.file.connection, path, loaded.masks)
        for entry in entries:  # none can be fetched once the file is closed
            entry.provide(reader.read_entry_changes(entry.record.entry_id))
        loaded.file.close()
    editor = _MemoryEditor(project, entries)
    worker = Worker(editor, seed)
    digests = [digest_of(project)]
    for _ in range(count):
        worker.step()
        digests.append(digest_of(project))
    return digests


class _MemoryEditor(History):
    """A history that stores nothing."""

    def __init__(self, project: Project, entries: Sequence[Entry]) -> None:
        super().__init__(project, lambda transaction: None, entries=entries)
        self.project = project


def kill_once(path: Path, seed: int, rng: random.Random) -> tuple[int, bool]:
    """One kill, and everything that must hold afterwards. Returns commits acknowledged and whether a run was cut off."""
    with tempfile.TemporaryDirectory() as folder:
        before = Path(folder) / "before.sa2va"
        if path.exists():
            shutil.copy(path, before)
        acknowledged = killed_child(path, seed, rng)
        expected = replayed(before, seed, len(acknowledged) + 1)
    assert acknowledged == expected[: len(acknowledged)]
    if not path.exists():
        assert not acknowledged
        return 0, False
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        cut_off = [row[0] for row in raw.execute("SELECT entry_id FROM history_entry WHERE state = 'open'")]
    with open_project(path) as session:
        # A step may be on the disk that the child had no time to acknowledge, but not two.
        last = max(len(acknowledged) - 1, 0)
        assert digest_of(session.project) in expected[last : last + 2]
        states = {record.entry_id: record.state for record in session.history.records}
        assert EntryState.OPEN not in states.values()
        # A run that had changed nothing leaves no entry.
        assert all(states.get(entry_id, EntryState.PARTIAL) is EntryState.PARTIAL for entry_id in cut_off)
        assert all(item.state is not AnswerState.RUNNING for item in session.project.answers.values())
    return len(acknowledged), bool(cut_off)


def check_undo_and_redo(path: Path) -> None:
    """The whole history leads back to nothing and forth again."""
    with open_project(path) as session:
        before, steps = digest_of(session.project), 0
        while session.undo() is not None:
            steps += 1
        assert session.project.is_empty
        for _ in range(steps):
            session.redo()
        assert digest_of(session.project) == before


def kill_series(path: Path, seed: int, kills: int) -> tuple[int, int]:
    rng = random.Random(seed)
    results = [kill_once(path, seed * 1000 + number, rng) for number in range(kills)]
    if path.exists():
        check_undo_and_redo(path)
    return sum(commits for commits, _ in results), sum(was_cut for _, was_cut in results)


def test_nothing_acknowledged_is_lost_in_five_kills(tmp_path: Path) -> None:
    commits, _ = kill_series(tmp_path / "a.sa2va", 1, 5)

    assert commits > 0


@pytest.mark.kill
@pytest.mark.parametrize("series", range(10))
def test_nothing_acknowledged_is_lost_in_a_hundred_kills(series: int, tmp_path: Path) -> None:
    commits, cut_off = kill_series(tmp_path / "a.sa2va", 100 + series, KILLS_A_PROJECT)

    print(f"series {series}: {KILLS_A_PROJECT} kills, {commits} steps acknowledged, {cut_off} runs cut off")
    assert commits > 0
