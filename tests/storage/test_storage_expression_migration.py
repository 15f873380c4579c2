"""A project of format 2 has no expressions; it gets a place for them and loses nothing."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from support.documents import clip, expression, thing

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.editing import commands
from sa2va_desktop.storage.session import open_project


def make_version_2(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        for table in ("expression", "attribute", "object_attribute", "frame_review"):
            raw.execute(f"DROP TABLE {table}")
        for table in ("media", "object"):
            raw.execute(f"UPDATE {table} SET record = json_remove(record, '$.extras', '$.clean_up')")
        raw.execute(
            "UPDATE history_record SET old_record = json_remove(old_record, '$.extras', '$.clean_up'),"
            " new_record = json_remove(new_record, '$.extras', '$.clean_up') WHERE kind IN ('media', 'object')"
        )
        raw.execute("PRAGMA user_version = 2")
        raw.commit()


def test_a_project_of_format_2_is_read_undone_and_can_hold_expressions(tmp_path: Path) -> None:
    path = tmp_path / "old.sa2va"
    with open_project(path, create=True) as session:
        session.do("Add", commands.put_media(session.project, clip(1, path=(tmp_path / "clip.mp4").as_posix())))
        session.do("Add", commands.put_object(session.project, thing(1)))
        session.do("Rename", commands.rename_object(session.project, ObjectId(1), "cat"))
    make_version_2(path)

    with open_project(path) as session:
        assert session.project.objects[ObjectId(1)].name == "cat"
        session.undo()
        assert session.project.objects[ObjectId(1)] == thing(1)
        session.do("Describe", commands.put_expression(session.project, expression(1)))
    with open_project(path) as session:
        assert list(session.project.expressions.values()) == [expression(1)]

    with closing(sqlite3.connect(path.with_name("old.sa2va.bak-v2"))) as backup:
        (record,) = backup.execute("SELECT record FROM object").fetchone()
        assert "extras" not in json.loads(record)
