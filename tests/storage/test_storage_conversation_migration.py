"""A project of version 1, as it was written then, opened today."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from support.documents import answer, clip

from sa2va_desktop.annotation.record_json import record_to_json
from sa2va_desktop.annotation.records import Answer, AnswerId, AnswerTask
from sa2va_desktop.editing import commands
from sa2va_desktop.errors import ProjectError, StorageFullError
from sa2va_desktop.storage.project_file import ProjectFile
from sa2va_desktop.storage.session import open_project

FULL = sqlite3.OperationalError("database or disk is full")
FULL.sqlite_errorname = "SQLITE_FULL"
NEW_FIELDS = ("task", "follows", "built_on", "raw_text", "tokens", "spans")


def as_version_1(record: str | None, **changed: Any) -> str | None:
    if record is None:
        return None
    fields = {name: value for name, value in json.loads(record).items() if name not in NEW_FIELDS}
    return json.dumps({**fields, **changed})


@pytest.fixture
def old_project(tmp_path: Path) -> Path:
    path = tmp_path / "old.sa2va"
    with open_project(path, create=True) as session:
        session.do("Add", commands.put_media(session.project, clip(1, path=(tmp_path / "clip.mp4").as_posix())))
        session.do("Ask", commands.put_answer(session.project, answer(1, text="It is.")))
        session.do("Edit Answer", commands.edit_answer_text(session.project, AnswerId(1), "It is the dog."))
    with closing(sqlite3.connect(path)) as raw:
        for answer_id, record in raw.execute("SELECT answer_id, record FROM answer").fetchall():
            raw.execute("UPDATE answer SET record = ? WHERE answer_id = ?", (as_version_1(record), answer_id))
        rows = raw.execute("SELECT rowid, old_record, new_record FROM history_record WHERE kind = 'answer'")
        for rowid, *records in rows.fetchall():
            old, new = map(as_version_1, records)
            raw.execute(
                "UPDATE history_record SET old_record = ?, new_record = ? WHERE rowid = ?", (old, new, rowid)
            )
        for table in ("expression", "attribute", "object_attribute", "frame_review"):
            raw.execute(f"DROP TABLE {table}")
        raw.execute("PRAGMA user_version = 1")
        raw.commit()
    return path


def opened_answer(path: Path, **changed: Any) -> Answer:
    with closing(sqlite3.connect(path)) as raw:
        (record,) = raw.execute("SELECT record FROM answer").fetchone()
        raw.execute("UPDATE answer SET record = ?", (as_version_1(record, **changed),))
        raw.commit()
    with open_project(path) as session:
        return session.project.answers[AnswerId(1)]


def test_an_old_conversation_is_read_and_undone(old_project: Path) -> None:
    with open_project(old_project) as session:
        assert session.project.answers[AnswerId(1)] == answer(1, text="It is the dog.")
        session.undo()
        assert session.project.answers[AnswerId(1)] == answer(1, text="It is.")

    with closing(sqlite3.connect(old_project.with_name("old.sa2va.bak-v1"))) as backup:
        (record,) = backup.execute("SELECT record FROM answer").fetchone()
        assert not set(NEW_FIELDS) & json.loads(record).keys()


@pytest.mark.parametrize(
    ("changed", "task"),
    [
        ({}, AnswerTask.ASK),
        ({"grounding_mode": ""}, AnswerTask.REGION),
        ({"prompt": "<image>\nPlease segment the dog."}, AnswerTask.SEGMENT),
        (
            {"instruction": "Please segment the dog.", "prompt": "<image>\nPlease segment the dog."},
            AnswerTask.ASK,
        ),
        ({"prompt": "… interleaved     segmentation masks for …"}, AnswerTask.GROUNDED_CAPTION),
    ],
)
def test_the_task_is_told_from_what_was_sent(
    old_project: Path, changed: dict[str, Any], task: AnswerTask
) -> None:
    assert opened_answer(old_project, **changed).task is task


def test_a_record_that_cannot_be_read_is_named_after_the_migration(old_project: Path) -> None:
    with closing(sqlite3.connect(old_project)) as raw:
        raw.execute("UPDATE answer SET record = '[1'")
        raw.commit()

    with pytest.raises(ProjectError, match="answer"):
        open_project(old_project)


def test_a_disk_that_is_full_is_said_and_the_project_stays_as_it_was(old_project: Path) -> None:
    def run_full(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE answer SET record = '[]'")
        connection.execute("ROLLBACK")  # as SQLite does by itself when there is no room for the journal
        raise FULL

    with pytest.raises(StorageFullError, match="no room"):
        ProjectFile.open(old_project, migrations={1: run_full, 2: run_full, 3: run_full})

    with open_project(old_project) as session:
        assert session.project.answers[AnswerId(1)].text == "It is the dog."


def test_what_is_migrated_is_what_is_written_today() -> None:
    fields = json.loads(record_to_json(answer(1)))

    assert set(NEW_FIELDS) <= fields.keys()
