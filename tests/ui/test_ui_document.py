from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import MediaId, MediaItem, MediaKind
from sa2va_desktop.editing import commands
from sa2va_desktop.errors import ProjectError
from sa2va_desktop.operations.project_files import create_project, load_project, start_session
from sa2va_desktop.storage.session import open_project
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.task_runner import Lane, TaskRunner


def clip(media_id: int = 1) -> MediaItem:
    return MediaItem(
        MediaId(media_id), MediaKind.VIDEO, f"/clips/{media_id}.mp4", 40, 60, tuple(range(10)), (1, 25)
    )


def test_an_edit_reaches_the_panels_as_one_change_set_and_undo_takes_it_back(
    qtbot: QtBot, tmp_path: Path
) -> None:
    document = Document()
    document.replace_session(open_project(tmp_path / "a.sa2va", create=True))
    heard: list[ChangeSet] = []
    document.changed.connect(heard.append)

    document.do("Add clip", commands.put_media(document.project, clip()))
    assert [change_set.media_ids for change_set in heard] == [{1}]
    assert document.undo_label == "Add clip"

    document.undo()
    assert not document.project.media
    assert document.redo_label == "Add clip"
    document.redo()
    assert list(document.project.media) == [1]
    assert document.session is not None
    document.session.close()


def test_without_a_project_there_is_nothing_to_see_and_nothing_to_edit(qtbot: QtBot) -> None:
    document = Document()

    assert document.project.is_empty
    assert (document.name, document.path, document.is_writable, document.undo_label) == ("", None, False, "")
    with pytest.raises(ProjectError, match="No project is open"):
        document.do("Add clip", commands.put_media(document.project, clip()))


def test_exchanging_projects_tells_what_went_and_what_came(qtbot: QtBot, tmp_path: Path) -> None:
    document = Document()
    first = open_project(tmp_path / "a.sa2va", create=True)
    document.replace_session(first)
    document.do("Add clip", commands.put_media(document.project, clip(1)))
    second = open_project(tmp_path / "b.sa2va", create=True)
    second.do("Add clip", commands.put_media(second.project, clip(2)))
    heard: list[ChangeSet] = []
    document.changed.connect(heard.append)

    document.replace_session(second)
    first.do("Add clip", commands.put_media(first.project, clip(3)))

    assert [change_set.media_ids for change_set in heard] == [{1, 2}]
    assert heard[0].is_structural
    assert document.name == "b"
    assert first.close()
    assert second.close()


def test_changes_become_durable_on_the_storage_lane(qtbot: QtBot, tmp_path: Path) -> None:
    runner = TaskRunner()
    path = tmp_path / "a.sa2va"
    document = Document()
    session = start_session(create_project(path), runner.executor(Lane.STORAGE))
    document.replace_session(session)

    pending: list[int] = []
    document.durability_changed.connect(lambda: pending.append(document.pending_count))

    document.do("Add clip", commands.put_media(document.project, clip()))
    # Told when the change was queued (the worker may have been faster than the telling) and when it was stored.
    qtbot.waitUntil(lambda: len(pending) >= 2 and pending[-1] == 0)

    assert session.close()
    assert runner.close()
    again = open_project(path)
    assert list(again.project.media) == [1]
    again.close()


def test_a_second_opener_reads_only_and_is_told_why(qtbot: QtBot, tmp_path: Path) -> None:
    first = open_project(tmp_path / "a.sa2va", create=True)
    runner = TaskRunner()
    document = Document()
    told: list[str] = []
    document.noticed.connect(told.append)

    second = start_session(load_project(tmp_path / "a.sa2va"), runner.executor(Lane.STORAGE))
    document.replace_session(second)

    assert not document.is_writable
    assert len(told) == 1
    with pytest.raises(ProjectError):
        document.do("Add clip", commands.put_media(document.project, clip()))
    second.close()
    first.close()
    assert runner.close()
