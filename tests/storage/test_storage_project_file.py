from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from support.documents import clip, mask_frame, state_of, thing

from sa2va_desktop.annotation.records import MediaId, ObjectId
from sa2va_desktop.editing import commands
from sa2va_desktop.errors import ProjectError, ProjectLockedError, ProjectVersionError
from sa2va_desktop.storage import schema
from sa2va_desktop.storage.loading import load_project
from sa2va_desktop.storage.project_file import ProjectFile
from sa2va_desktop.storage.session import open_project


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A closed project with a clip, an object and two masks."""
    path = tmp_path / "Größe 猫.sa2va"
    with open_project(path, create=True) as session:
        project = session.project
        session.do("Add", commands.put_media(project, clip(1, path=(tmp_path / "clip.mp4").as_posix())))
        session.do("Add", commands.put_object(project, thing(1)))
        session.do("Track", commands.put_track(project, ObjectId(1), {0: mask_frame(3), 2: mask_frame(4)}))
        session.do("Setting", commands.set_setting(project, "fps", "25"))
    return path


def altered(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path)) as raw:
        for statement in statements:
            raw.execute(statement)
        raw.commit()
    return path


def test_a_closed_project_is_one_file(saved: Path) -> None:
    assert sorted(item.name for item in saved.parent.iterdir()) == [saved.name]


def test_a_project_is_laid_out_as_decided(saved: Path) -> None:
    with open_project(saved), closing(sqlite3.connect(saved)) as raw:
        values = [raw.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "page_size")]
        ids = [raw.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]

    assert values == ["wal", schema.PAGE_BYTES]
    assert ids == [schema.APPLICATION_ID, schema.VERSION]


def test_a_connection_is_hardened_and_waits_for_the_disk(saved: Path) -> None:
    file = ProjectFile.open(saved)

    settings = {
        name: file.connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("trusted_schema", "cell_size_check", "synchronous")
    }
    file.close()

    assert settings == {"trusted_schema": 0, "cell_size_check": 1, "synchronous": 2}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not a Sa2VA Desktop project"),
        (b"some text that is longer than a header", "is not a Sa2VA Desktop project"),
        (b"SQLite format 3\x00" + bytes(2000), "is not a Sa2VA Desktop project"),
    ],
)
def test_a_file_that_is_no_project_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "a.sa2va"
    path.write_bytes(content)

    with pytest.raises(ProjectError, match=message):
        open_project(path)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_another_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = altered(tmp_path / "a.sa2va", "CREATE TABLE t (x)")
    before = path.read_bytes()

    with pytest.raises(ProjectError, match="is not a Sa2VA Desktop project"):
        open_project(path)
    assert path.read_bytes() == before


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="No such file"):
        open_project(tmp_path / "a.sa2va")
    with pytest.raises(ProjectError, match="is a folder"):
        open_project(tmp_path)
    with pytest.raises(ProjectError, match="does not exist"):
        open_project(tmp_path / "no" / "a.sa2va", create=True)


@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_version_is_refused_in_one_sentence(saved: Path, read_only: bool) -> None:
    altered(saved, f"PRAGMA user_version = {schema.VERSION + 1}")
    told = rf"newer version of Sa2VA Desktop \(format {schema.VERSION + 1}; .* up to {schema.VERSION}\)"

    with pytest.raises(ProjectVersionError, match=told):
        open_project(saved, read_only=read_only)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON media BEGIN DELETE FROM media; END",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TABLE extra (x)",
        "CREATE INDEX i ON media (record)",
        "ALTER TABLE media ADD COLUMN more TEXT",
        "DROP TABLE setting",
        "DROP INDEX frame_mask",
    ],
)
@pytest.mark.parametrize("read_only", [False, True])
def test_a_strangers_schema_is_refused(saved: Path, statement: str, read_only: bool) -> None:
    altered(saved, statement)

    with pytest.raises(ProjectError, match="another program"):
        open_project(saved, read_only=read_only)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE media SET record = '{'", "table media, the row 1: the JSON cannot be read"),
        ("UPDATE media SET record = '{}'", "table media, the row 1: the field 'media_id' is missing"),
        ("UPDATE media SET record = x'00'", "table media, the row 1: .*text"),
        ("UPDATE object SET object_id = 7", "table object, the row 7: holds the record 1"),
        (
            "UPDATE frame SET state = 99 WHERE frame_index = 2",
            r"table frame, the row \(1, 2\): has the unknown state",
        ),
        ("UPDATE frame SET object_score = 'x' WHERE frame_index = 2", r"row \(1, 2\): has the score 'x'"),
        (
            "UPDATE frame SET mask_id = 99 WHERE frame_index = 2",
            r"row \(1, 2\): has the mask 99, which is not there",
        ),
        ("UPDATE frame SET frame_index = 50 WHERE frame_index = 2", "outside the 4 frames"),
        ("UPDATE mask SET data = x'0102'", "table mask, the row 1: a stored mask has at least"),
        ("DELETE FROM object", "an object that does not exist"),
        ("DELETE FROM media", "the media item 1, which does not exist"),
        ("UPDATE history_entry SET state = 'odd'", "table history_entry, the row 1: .*odd"),
        ("UPDATE history_entry SET is_undone = 5", "table history_entry, the row 1: has a flag"),
    ],
)
def test_a_damaged_row_is_named(saved: Path, statement: str, message: str) -> None:
    altered(saved, statement)

    with pytest.raises(ProjectError, match=message) as caught:
        open_project(saved)
    assert saved.name in str(caught.value)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE history_record SET kind = 'odd'", "table history_record, .*odd"),
        ("UPDATE history_frame SET new_state = 99", "table history_frame, .*unknown state"),
        ("UPDATE history_frame SET object_id = 'x'", "table history_frame, .*not a number"),
    ],
)
def test_a_damaged_step_is_named_when_it_is_undone(saved: Path, statement: str, message: str) -> None:
    altered(saved, statement)

    with open_project(saved) as session:
        session.fetch_history()
        with pytest.raises(ProjectError, match=message) as caught:  # noqa: PT012 (which step it is does not matter)
            while session.undo() is not None:
                pass

        assert saved.name in str(caught.value)
        left = state_of(session.project)
        assert session.storage_error is None
    with open_project(saved) as again:
        assert state_of(again.project) == left


def test_a_mask_larger_than_its_picture_is_refused(saved: Path) -> None:
    altered(saved, """UPDATE media SET record = replace(record, '"width":8', '"width":7')""")

    with pytest.raises(ProjectError, match="is 8x6 but its picture is 7x6"):
        open_project(saved)


def test_a_page_full_of_noise_gives_one_error(saved: Path) -> None:
    content = bytearray(saved.read_bytes())
    content[schema.PAGE_BYTES : 3 * schema.PAGE_BYTES] = os.urandom(2 * schema.PAGE_BYTES)
    saved.write_bytes(content)

    with pytest.raises(ProjectError, match="damaged"):
        open_project(saved)


def test_a_second_opener_gets_one_sentence_or_read_only(saved: Path) -> None:
    with open_project(saved) as first:
        first.do("Rename", commands.rename_object(first.project, ObjectId(1), "cat"))

        with pytest.raises(ProjectLockedError, match="open in another window or program"):
            open_project(saved)
        with open_project(saved, read_only=None) as second:
            assert second.is_read_only
            assert state_of(second.project) == state_of(first.project)
            assert "read-only" in second.notices[0]
            with pytest.raises(ProjectLockedError):
                second.do("Rename", commands.rename_object(second.project, ObjectId(1), "bird"))

    with open_project(saved, read_only=None) as third:
        assert not third.is_read_only


def test_a_lock_file_left_by_a_crash_locks_nobody_out(saved: Path) -> None:
    saved.with_name(saved.name + ".lock").touch()

    with open_project(saved) as session:
        assert not session.is_read_only


def test_opening_fails_without_leaving_the_lock(saved: Path) -> None:
    altered(saved, "CREATE TABLE extra (x)")
    with pytest.raises(ProjectError):
        open_project(saved)
    altered(saved, "DROP TABLE extra")

    with open_project(saved) as session:
        assert not session.is_read_only


def test_paths_of_media_move_with_the_project(tmp_path: Path, saved: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    moved = saved.rename(elsewhere / saved.name)

    with open_project(moved) as session:
        assert session.project.media[MediaId(1)].path == (elsewhere / "clip.mp4").as_posix()


def test_a_copy_elsewhere_still_finds_the_media(tmp_path: Path, saved: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    with open_project(saved) as session:
        session.save_copy(folder / "b.sa2va")
        expected = state_of(session.project)

    with open_project(folder / "b.sa2va") as copy:
        assert state_of(copy.project) == expected
        while copy.undo():
            pass
        while copy.redo():
            pass
        assert state_of(copy.project) == expected
    assert sorted(item.name for item in folder.iterdir()) == ["b.sa2va"]


def test_a_file_of_an_older_version_is_migrated_after_a_backup(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = schema.VERSION
    monkeypatch.setattr(schema, "VERSION", now + 1)

    def to_next_version(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE setting SET value = 'migrated'")

    file = ProjectFile.open(saved, migrations={now: to_next_version})
    version = file.connection.execute("PRAGMA user_version").fetchone()[0]
    value = file.connection.execute("SELECT value FROM setting").fetchone()[0]
    file.close()

    assert (version, value) == (now + 1, "migrated")
    monkeypatch.setattr(schema, "VERSION", now)
    backup = load_project(saved.with_name(saved.name + f".bak-v{now}"))
    assert backup.project.settings == {"fps": "25"}
    backup.file.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = schema.VERSION
    monkeypatch.setattr(schema, "VERSION", now + 2)

    def fails(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM setting")
        raise sqlite3.OperationalError("disk I/O error")

    with pytest.raises(ProjectError, match="no way"):
        ProjectFile.open(saved, migrations={now: fails})
    with pytest.raises(ProjectError, match="disk I/O error"):
        ProjectFile.open(saved, migrations={now: fails, now + 1: fails})
    with pytest.raises(ProjectError, match="older version"):
        ProjectFile.open_read_only(saved)

    monkeypatch.setattr(schema, "VERSION", now)
    with open_project(saved) as session:
        assert session.project.settings == {"fps": "25"}


class _WithoutSharedMemory(sqlite3.Connection):
    """A file system on which the write-ahead log does not work."""

    def execute(self, sql: str, *parameters: object) -> sqlite3.Cursor:  # type: ignore[override]
        if "journal_mode = WAL" in sql:
            raise sqlite3.OperationalError("locking protocol")
        return super().execute(sql, *parameters)  # type: ignore[arg-type]


def test_where_the_log_cannot_work_a_rollback_journal_is_used_with_a_notice(saved: Path) -> None:
    altered(saved, "PRAGMA journal_mode = DELETE")

    def connect(uri: str) -> sqlite3.Connection:
        return sqlite3.connect(uri, uri=True, isolation_level=None, factory=_WithoutSharedMemory)

    file = ProjectFile.open(saved, connect=connect)
    mode = file.connection.execute("PRAGMA journal_mode").fetchone()[0]
    file.close()

    assert mode == "delete"
    assert "longer" in file.notices[0]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs folders that refuse this user")
def test_a_project_in_a_read_only_folder_is_shown(saved: Path) -> None:
    saved.parent.chmod(0o555)
    try:
        with open_project(saved, read_only=True) as session:
            assert session.project.settings == {"fps": "25"}
    finally:
        saved.parent.chmod(0o755)


def test_reading_leaves_nothing_beside_the_project(saved: Path) -> None:
    content = saved.read_bytes()

    ProjectFile.open_read_only(saved).close()

    assert [path.name for path in saved.parent.iterdir()] == [saved.name]
    assert saved.read_bytes() == content


def test_a_reader_that_ends_leaves_the_log_of_the_writer_alone(saved: Path) -> None:
    writer = ProjectFile.open(saved)
    reader = ProjectFile.open_read_only(saved)
    writer.connection.execute("INSERT INTO setting VALUES ('after', 'the reader')")

    reader.close()

    writer.connection.execute("INSERT INTO setting VALUES ('later', 'still')")
    writer.close()
    again = ProjectFile.open_read_only(saved)
    names = again.connection.execute("SELECT name FROM setting WHERE name IN ('after', 'later')").fetchall()
    again.close()
    assert len(names) == 2


def test_a_file_that_may_only_be_read_is_shown_with_the_reason(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)

    with open_project(saved, read_only=None) as session:
        assert session.read_only_reason == (f"{saved.name} may be read but not written. It is shown read-only.")


def test_a_folder_that_takes_no_file_shows_the_project_with_the_reason(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "open", refuse)

    with open_project(saved, read_only=None) as session:
        assert session.read_only_reason == (
            f"{saved.name} cannot be opened for writing, because its folder takes no file: Read-only file system."
            " It is shown read-only."
        )


@pytest.mark.skipif(os.name == "nt", reason="Windows has another limit")
def test_a_path_that_is_too_long_is_refused_with_its_length(tmp_path: Path) -> None:
    folder = tmp_path / ("視" * 70) / ("視" * 70)
    folder.mkdir(parents=True)
    path = folder / f"{'視' * 40}.sa2va"

    with pytest.raises(ProjectError, match=f"its path takes {len(os.fsencode(path))} bytes, .* at most 500"):
        ProjectFile.create(path)

    assert list(folder.iterdir()) == []
