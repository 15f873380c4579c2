from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from support.documents import clip, mask_frame, state_of, thing
from support.executors import ManualExecutor, ThreadExecutor

from sa2va_desktop.annotation.changes import Change, Slot, Table
from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.editing import commands
from sa2va_desktop.errors import ProjectError, StorageFullError
from sa2va_desktop.storage.lane import Executor, InlineExecutor
from sa2va_desktop.storage.loading import LoadedProject, load_project
from sa2va_desktop.storage.project_file import ProjectFile, connect
from sa2va_desktop.storage.project_writer import ProjectWriter
from sa2va_desktop.storage.session import OpenProject, open_project, start_session


class FaultyConnection(sqlite3.Connection):
    """Fails as told, at the moment of writing."""

    error_name = ""

    def execute(self, sql: str, *parameters: object) -> sqlite3.Cursor:  # type: ignore[override]
        if self.error_name and sql == "COMMIT":
            error = sqlite3.OperationalError("injected")
            error.sqlite_errorname = self.error_name
            raise error
        return super().execute(sql, *parameters)  # type: ignore[arg-type]


def faulty_connect(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(
        uri, uri=True, isolation_level=None, check_same_thread=False, factory=FaultyConnection
    )


def started(path: Path, executor: Executor, connector=connect) -> tuple[OpenProject, ProjectFile]:
    """A session on a new project with a clip and an object, and the file under it."""
    with open_project(path, create=True) as session:
        session.do("Add", commands.put_media(session.project, clip(1)))
        session.do("Add", commands.put_object(session.project, thing(1)))
    loaded = load_project(path)
    loaded.file.close()
    file = ProjectFile.open(path, connect=connector)
    session = start_session(LoadedProject(file, loaded.project, loaded.entries, loaded.masks), executor)
    session.fetch_history()
    return session, file


def paint(session: OpenProject, index: int, seed: int) -> None:
    session.do("Paint", commands.edit_mask(session.project, ObjectId(1), index, mask_frame(seed).rle))


def stored(path: Path) -> dict[Slot, object]:
    """The document on the disk at this moment, read by another opener."""
    with open_project(path, read_only=True) as other:
        return state_of(other.project)


def test_nothing_counts_as_stored_before_the_worker_has_written_it(tmp_path: Path) -> None:
    executor = ManualExecutor()
    session, file = started(tmp_path / "a.sa2va", executor)
    before = state_of(session.project)

    paint(session, 0, 1)
    paint(session, 1, 2)

    assert session.pending_count == 2
    assert stored(file.path) == before
    executor.run_all()
    assert session.pending_count == 0
    assert stored(file.path) == state_of(session.project)
    file.close()


def test_after_a_crash_the_file_holds_what_was_acknowledged(tmp_path: Path) -> None:
    executor = ManualExecutor()
    session, file = started(tmp_path / "a.sa2va", executor)
    acknowledged = []
    (tmp_path / "c").mkdir()

    for seed in range(1, 6):
        paint(session, seed % 4, seed)
        if seed % 2:
            executor.run_all()
            acknowledged.append(state_of(session.project))
    paint(session, 0, 99)
    for suffix in ("", "-wal"):
        shutil.copy(f"{file.path}{suffix}", tmp_path / "c" / f"a.sa2va{suffix}")

    # A clip of the copy lies elsewhere, because its path is relative; the masks are what this is about.
    masks = {
        slot: record for slot, record in stored(tmp_path / "c" / "a.sa2va").items() if slot[0] is Table.FRAME
    }
    assert masks == {slot: record for slot, record in acknowledged[-1].items() if slot[0] is Table.FRAME}
    executor.run_all()
    assert session.close(0.0) is False
    executor.run_all()


def test_a_lane_that_lags_commits_many_transactions_as_one_and_acknowledges_each(tmp_path: Path) -> None:
    executor = ManualExecutor()
    session, file = started(tmp_path / "a.sa2va", executor)
    pending: list[int] = []
    session.on_durability_changed.append(lambda: pending.append(session.pending_count))
    commits: list[str] = []
    file.connection.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)

    for seed in range(1, 31):
        paint(session, seed % 4, seed)
    executor.run_all()

    assert len(commits) == 1
    assert pending[-1] == 0
    assert max(pending) == 30
    assert stored(file.path) == state_of(session.project)


def test_a_full_disk_keeps_the_queue_and_loses_nothing(tmp_path: Path) -> None:
    session, file = started(tmp_path / "a.sa2va", InlineExecutor())
    errors: list[ProjectError] = []
    session.on_storage_error.append(errors.append)
    pages = file.connection.execute("PRAGMA page_count").fetchone()[0]
    file.connection.execute(f"PRAGMA max_page_count = {pages}").fetchall()
    long_name = "x" * 100_000

    session.do("Rename", commands.rename_object(session.project, ObjectId(1), long_name))
    paint(session, 0, 1)

    assert session.pending_count == 2
    assert [type(error) for error in errors] == [StorageFullError, StorageFullError]
    assert "no room" in str(session.storage_error)
    assert not session.close(1.0)
    file.connection.execute("PRAGMA max_page_count = 1000000").fetchall()
    session.retry_writing()
    assert (session.pending_count, session.storage_error) == (0, None)
    assert stored(file.path) == state_of(session.project)
    assert session.close()


@pytest.mark.parametrize("name", ["SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_READONLY", "SQLITE_BUSY"])
def test_a_failing_disk_is_reported_and_a_later_write_stores_everything(tmp_path: Path, name: str) -> None:
    session, file = started(tmp_path / "a.sa2va", InlineExecutor(), faulty_connect)
    errors: list[ProjectError] = []
    session.on_storage_error.append(errors.append)
    assert isinstance(file.connection, FaultyConnection)

    file.connection.error_name = name
    paint(session, 0, 1)
    session.undo()
    session.redo()
    file.connection.error_name = ""
    paint(session, 1, 2)

    assert len(errors) == 3
    assert all(file.path.name in str(error) for error in errors)
    assert (session.pending_count, session.storage_error) == (0, None)
    expected = state_of(session.project)
    assert session.close()
    with open_project(file.path) as again:
        assert state_of(again.project) == expected
        assert [record.label for record in again.history.records] == ["Add", "Add", "Paint", "Paint"]


def test_a_file_deleted_under_us_is_noticed_and_saved_under_a_new_name(tmp_path: Path) -> None:
    session, file = started(tmp_path / "a.sa2va", InlineExecutor())
    paint(session, 0, 1)
    file.path.unlink()

    paint(session, 1, 2)

    assert "moved, replaced or deleted" in str(session.storage_error)
    assert session.pending_count == 1
    results: list[ProjectError | None] = []
    session.save_as(tmp_path / "b.sa2va", results.append)
    assert results == [None]
    assert (session.pending_count, session.storage_error) == (0, None)
    assert session.name == "b"
    expected = state_of(session.project)
    assert session.close()
    with open_project(tmp_path / "b.sa2va") as again:
        assert state_of(again.project) == expected


def test_a_copy_to_an_impossible_place_fails_and_the_project_goes_on(tmp_path: Path) -> None:
    session, file = started(tmp_path / "a.sa2va", InlineExecutor())
    results: list[ProjectError | None] = []

    session.save_copy(tmp_path / "none" / "b.sa2va", results.append)
    session.save_as(tmp_path / "none" / "b.sa2va", results.append)
    session.save_copy(file.path, results.append)

    assert all(isinstance(result, ProjectError) for result in results)
    assert len(results) == 3
    paint(session, 0, 1)
    assert stored(file.path) == state_of(session.project)
    assert session.close()


def test_a_checkpoint_with_unwritten_changes_fails_with_the_reason(tmp_path: Path) -> None:
    session, file = started(tmp_path / "a.sa2va", InlineExecutor(), faulty_connect)
    assert isinstance(file.connection, FaultyConnection)
    results: list[ProjectError | None] = []
    file.connection.error_name = "SQLITE_IOERR"
    paint(session, 0, 1)

    session.checkpoint(results.append)
    file.connection.error_name = ""
    session.checkpoint(results.append)

    assert isinstance(results[0], ProjectError)
    assert results[1] is None
    assert file.path.with_name("a.sa2va-wal").stat().st_size == 0
    assert session.close()


def test_closing_gives_up_in_time_and_the_project_stays_usable(tmp_path: Path) -> None:
    executor = ManualExecutor()
    session, file = started(tmp_path / "a.sa2va", executor)
    paint(session, 0, 1)

    assert session.close(0.0) is False
    executor.run_all()
    paint(session, 1, 2)
    executor.run_all()

    assert stored(file.path) == state_of(session.project)


def test_abandoning_closes_with_changes_unwritten(tmp_path: Path) -> None:
    session, file = started(tmp_path / "a.sa2va", InlineExecutor(), faulty_connect)
    assert isinstance(file.connection, FaultyConnection)
    before = state_of(session.project)
    file.connection.error_name = "SQLITE_FULL"
    paint(session, 0, 1)

    session.abandon()

    with open_project(file.path) as again:
        assert state_of(again.project) == before
    with pytest.raises(ProjectError, match="closed"):
        paint(session, 0, 2)


def test_a_with_block_raises_when_something_could_not_be_stored(tmp_path: Path) -> None:
    session, file = started(tmp_path / "a.sa2va", InlineExecutor(), faulty_connect)
    assert isinstance(file.connection, FaultyConnection)

    def work() -> None:
        with session:
            paint(session, 0, 1)

    file.connection.error_name = "SQLITE_FULL"
    with pytest.raises(StorageFullError):
        work()


def test_a_worker_thread_stores_everything_in_order(tmp_path: Path) -> None:
    with ThreadExecutor() as executor:
        session, file = started(tmp_path / "a.sa2va", executor)
        for seed in range(1, 200):
            paint(session, seed % 4, seed)
            if seed % 7 == 0:
                session.undo()
            executor.pump()
        executor.pump_until(lambda: session.pending_count == 0)
        assert stored(file.path) == state_of(session.project)
        assert session.close()
    with open_project(file.path) as again:
        assert state_of(again.project) == state_of(session.project)
        assert again.history.records[-1].label == "Paint"


def test_masks_are_stored_once_and_go_with_their_last_holder(tmp_path: Path) -> None:
    session, file = started(tmp_path / "a.sa2va", InlineExecutor())

    def mask_count() -> int:
        return int(file.connection.execute("SELECT count(*) FROM mask").fetchone()[0])

    frame = mask_frame(7)
    session.do("Track", commands.put_track(session.project, ObjectId(1), dict.fromkeys(range(4), frame)))
    assert mask_count() == 1
    session.undo()
    session.redo()
    assert mask_count() == 1
    session.undo()
    paint(session, 0, 8)  # what was undone can no longer be redone
    assert mask_count() == 1
    for seed in range(10, 20):
        change = Change(Table.FRAME, (ObjectId(1), 1), session.project.frame(ObjectId(1), 1), mask_frame(seed))
        session.do("Stroke", [change], merge_key="stroke")
    assert mask_count() == 2
    assert session.close()


def test_text_with_half_a_character_does_not_stop_the_lane(tmp_path: Path) -> None:
    with open_project(tmp_path / "a.sa2va", create=True) as session:
        session.do("Remove caf\udce9.mp4", [Change(Table.SETTING, "note", None, "half \ud83d")])
        session.do("After", [Change(Table.SETTING, "other", None, "stored")])
        assert session.pending_count == 0

    with open_project(tmp_path / "a.sa2va", read_only=True) as session:
        assert session.project.settings == {"note": "half ?", "other": "stored"}
        assert [record.label for record in session.history.records] == ["Remove caf?.mp4", "After"]


def test_a_mistake_of_our_own_while_writing_is_reported_and_the_lane_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = open_project(tmp_path / "a.sa2va", create=True)
    errors: list[ProjectError] = []
    session.on_storage_error.append(errors.append)
    with monkeypatch.context() as broken:
        broken.setattr(ProjectWriter, "commit", lambda *_: 1 / 0)
        session.do("First", [Change(Table.SETTING, "a", None, "1")])
    assert [str(error) for error in errors] == ["a.sa2va cannot be read or written: division by zero."]

    session.do("Second", [Change(Table.SETTING, "b", None, "2")])

    assert session.pending_count == 0
    assert session.close()
