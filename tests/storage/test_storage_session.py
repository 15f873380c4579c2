from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from support.documents import answer, clip, mask_frame, state_of, thing

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.journal import EntryState
from sa2va_desktop.annotation.records import AnswerId, AnswerState, FrameState, MediaId, ObjectId, Phrase
from sa2va_desktop.editing import commands
from sa2va_desktop.errors import ProjectError
from sa2va_desktop.storage.lane import InlineExecutor
from sa2va_desktop.storage.loading import create_untitled_project
from sa2va_desktop.storage.recovery import recoverable_projects, recovery_folder
from sa2va_desktop.storage.session import OpenProject, open_project, start_session


@pytest.fixture
def session(tmp_path: Path) -> OpenProject:
    """An open project with a clip and an object; some tests close it themselves."""
    session = open_project(tmp_path / "a.sa2va", create=True)
    session.do("Add clip", commands.put_media(session.project, clip(1)))
    session.do("Add dog", commands.put_object(session.project, thing(1)))
    return session


def test_listeners_hear_what_changed_and_nothing_else(session: OpenProject) -> None:
    heard: list[ChangeSet] = []
    session.on_changed.append(heard.append)

    session.do("Paint", commands.edit_mask(session.project, ObjectId(1), 2, mask_frame(3).rle))
    session.do("Nothing", commands.rename_object(session.project, ObjectId(1), "dog"))
    session.undo()

    assert [dict(change_set.frames) for change_set in heard] == [{1: frozenset({2})}] * 2
    assert not any(change_set.object_ids or change_set.is_structural for change_set in heard)
    assert session.close()


def test_undo_and_redo_survive_a_restart(session: OpenProject) -> None:
    path, states = session.path, [state_of(session.project)]
    run = session.begin_run("Track")
    session.append(run, commands.put_track(session.project, ObjectId(1), {0: mask_frame(1), 1: mask_frame(2)}))
    session.seal(run, EntryState.COMPLETE)
    states.append(state_of(session.project))
    session.do("Paint", commands.edit_mask(session.project, ObjectId(1), 0, mask_frame(3).rle))
    session.undo()
    assert session.close()

    with open_project(path) as again:
        assert (again.history.undo_label, again.history.redo_label) == ("Track", "Paint")
        assert state_of(again.project) == states[1]
        again.redo()
        frame = again.project.frame(ObjectId(1), 0)
        assert frame is not None
        assert frame.state is FrameState.EDITED
        again.undo()
        again.undo()
        assert state_of(again.project) == states[0]
        again.undo()
        again.undo()
        assert again.project.is_empty
        assert not again.history.can_undo


def test_ids_are_not_used_twice_although_their_records_are_only_in_the_history(session: OpenProject) -> None:
    path = session.path
    session.undo()
    assert session.close()

    with open_project(path) as again:
        assert again.project.allocate_object_id() == ObjectId(2)
        assert again.redo() is not None


def test_undoing_a_running_entry_cancels_it_first_and_drops_what_comes_late(session: OpenProject) -> None:
    cancelled: list[str] = []
    running = answer(1, state=AnswerState.RUNNING)
    changes = commands.put_answer(session.project, running)
    run = session.begin_run("Ask", changes, cancel=lambda: cancelled.append("asked"))
    session.append(run, commands.put_track(session.project, ObjectId(1), {0: mask_frame(1)}))

    session.undo()
    late = session.append(run, commands.put_track(session.project, ObjectId(1), {1: mask_frame(2)}))

    assert cancelled == ["asked"]
    assert not session.project.answers
    assert not session.project.track(ObjectId(1))
    assert late.is_empty
    assert len(late.skipped) == 1
    session.redo()
    assert session.project.answers[AnswerId(1)].state is AnswerState.CANCELLED
    assert session.close()


def test_closing_cancels_and_seals_what_runs(session: OpenProject) -> None:
    cancelled: list[str] = []
    path = session.path
    changes = commands.put_answer(session.project, answer(1, state=AnswerState.RUNNING))
    session.begin_run("Ask", changes, cancel=lambda: cancelled.append("asked"))

    assert session.close()

    assert cancelled == ["asked"]
    with open_project(path) as again:
        assert again.project.answers[AnswerId(1)].state is AnswerState.CANCELLED
        assert again.history.records[-1].state is EntryState.CANCELLED
        assert again.notices == []


def test_a_run_found_open_is_sealed_as_partial_with_a_notice(session: OpenProject, tmp_path: Path) -> None:
    changes = commands.put_answer(session.project, answer(1, state=AnswerState.RUNNING))
    run = session.begin_run("Ask", changes)
    session.append(run, commands.put_track(session.project, ObjectId(1), {0: mask_frame(1)}))
    session.save_copy(tmp_path / "copy.sa2va")

    with open_project(tmp_path / "copy.sa2va") as found:
        assert "“Ask” was interrupted" in found.notices[0]
        assert found.project.answers[AnswerId(1)].state is AnswerState.PARTIAL
        assert found.history.records[-1].state is EntryState.PARTIAL
        assert 0 in found.project.track(ObjectId(1))
        found.undo()
        assert not found.project.answers
    assert session.close()


def test_an_untitled_project_is_stored_at_once_and_can_be_recovered(own_home: Path) -> None:
    session = start_session(create_untitled_project(), InlineExecutor())
    session.do("Add", commands.put_media(session.project, clip(1)))
    expected = state_of(session.project)

    assert session.is_untitled
    assert session.name == ""
    assert own_home in session.path.parents
    assert recoverable_projects() == []  # it is open
    assert session.close()
    (found,) = recoverable_projects()
    with open_project(found) as again:
        assert state_of(again.project) == expected
        assert again.is_untitled


def test_naming_an_untitled_project_moves_it_with_its_history(tmp_path: Path) -> None:
    session = start_session(create_untitled_project(), InlineExecutor())
    session.do("Add", commands.put_media(session.project, clip(1, path=(tmp_path / "v.mp4").as_posix())))
    session.do("Add", commands.put_object(session.project, thing(1)))
    expected = state_of(session.project)

    session.save_as(tmp_path / "mine.sa2va")
    session.undo()
    session.redo()

    assert (session.name, session.is_untitled) == ("mine", False)
    assert list(recovery_folder().iterdir()) == []
    assert session.close()
    (tmp_path / "mine.sa2va").rename(tmp_path / "renamed.sa2va")
    with open_project(tmp_path / "renamed.sa2va") as again:
        assert state_of(again.project) == expected
        again.undo()
        again.undo()
        again.redo()
        assert again.project.media[MediaId(1)].path == (tmp_path / "v.mp4").as_posix()


def test_saving_over_another_project_replaces_it(session: OpenProject, tmp_path: Path) -> None:
    with open_project(tmp_path / "other.sa2va", create=True) as other:
        other.do("Setting", commands.set_setting(other.project, "fps", "25"))
        failed: list[ProjectError | None] = []
        session.save_as(tmp_path / "other.sa2va", failed.append)
        assert isinstance(failed[0], ProjectError)  # it is open
        assert session.name == "a"

    session.save_as(tmp_path / "other.sa2va")

    assert session.name == "other"
    assert session.close()
    with open_project(tmp_path / "other.sa2va") as again:
        assert state_of(again.project) == state_of(session.project)
    with open_project(tmp_path / "a.sa2va") as old:
        assert state_of(old.project) == state_of(session.project)


def test_history_beyond_its_limit_forgets_the_oldest_steps_with_a_notice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sa2va_desktop.editing.history.DISK_LIMIT_BYTES", 2000)
    monkeypatch.setattr("sa2va_desktop.storage.session.TIDY_COMMITS", 1)
    session = open_project(tmp_path / "a.sa2va", create=True)
    heard: list[str] = []
    session.on_notice.append(heard.append)
    session.do("Add", commands.put_media(session.project, clip(1)))
    session.do("Add", commands.put_object(session.project, thing(1)))
    for seed in range(1, 40):
        session.do("Paint", commands.edit_mask(session.project, ObjectId(1), 0, mask_frame(seed).rle))

    assert 1 < len(session.history.records) < 41
    assert session.history.disk_bytes <= 2000
    assert "can no longer be undone" in heard[0]
    expected, path = state_of(session.project), session.path
    assert session.close()
    with open_project(path) as again:
        assert state_of(again.project) == expected
        while again.undo() is not None:
            pass
        assert ObjectId(1) in again.project.objects
        while again.redo() is not None:
            pass
        assert state_of(again.project) == expected


def test_deleting_an_object_unbinds_its_phrases_and_undo_binds_them_again(session: OpenProject) -> None:
    phrase = Phrase(10, 13, ObjectId(1))
    session.do("Answer", commands.put_answer(session.project, answer(1, phrases=(phrase,))))

    session.do("Delete", commands.remove_objects(session.project, [ObjectId(1)]))

    assert session.project.answers[AnswerId(1)].phrases == ()
    assert session.project.answers[AnswerId(1)].text == "It is the dog."
    session.undo()
    assert session.project.answers[AnswerId(1)].phrases == (phrase,)
    assert session.project.answers_about(ObjectId(1)) == [session.project.answers[AnswerId(1)]]
    assert session.close()


def test_old_steps_are_left_in_the_file_and_fetched_for_undo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sa2va_desktop.editing.history.MEMORY_LIMIT_BYTES", 2000)
    monkeypatch.setattr("sa2va_desktop.storage.session.TIDY_COMMITS", 1)
    session = open_project(tmp_path / "a.sa2va", create=True)
    states = [state_of(session.project)]
    steps = [commands.put_media(session.project, clip(1)), commands.put_object(session.project, thing(1))]
    for changes in steps:
        session.do("Add", changes)
        states.append(state_of(session.project))
    for seed in range(1, 60):
        session.do("Paint", commands.edit_mask(session.project, ObjectId(1), 0, mask_frame(seed).rle))
        states.append(state_of(session.project))
    assert session.close()

    session = open_project(tmp_path / "a.sa2va")
    assert not any(entry.is_loaded for entry in session.history._done)
    session.fetch_history()
    in_memory = [entry.is_loaded for entry in session.history._done]
    assert in_memory[-1]
    assert not in_memory[0]
    for state in reversed(states[:-1]):
        session.undo()
        assert state_of(session.project) == state
    assert sum(entry.is_loaded for entry in session.history._undone) < 50
    for state in states[1:]:
        session.redo()
        assert state_of(session.project) == state
    assert session.close()


def test_an_old_step_that_cannot_be_read_is_not_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sa2va_desktop.editing.history.PREFETCH", 0)
    with open_project(tmp_path / "a.sa2va", create=True) as session:
        session.do("Setting", commands.set_setting(session.project, "fps", "25"))
    with closing(sqlite3.connect(tmp_path / "a.sa2va")) as raw:
        raw.execute("UPDATE history_record SET kind = 'odd'")
        raw.commit()

    with open_project(tmp_path / "a.sa2va") as session:
        with pytest.raises(ProjectError, match="table history_record"):
            session.undo()
        assert session.project.settings == {"fps": "25"}
        assert session.history.can_undo


def test_windows_that_start_in_the_same_second_each_get_a_project_of_their_own(tmp_path: Path) -> None:
    code = (
        "import sys; from sa2va_desktop.storage.loading import create_untitled_project as create; input();"
        " loaded = create(); print(loaded.file.path, flush=True); input(); loaded.file.close()"
    )
    environment = {**os.environ, "SA2VA_DESKTOP_HOME": str(tmp_path)}
    children = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    paths = [child.stdout.readline() for child in children if child.stdout is not None]
    for child in children:
        child.communicate("end\n", timeout=30)

    assert [child.returncode for child in children] == [0] * 4
    assert len(set(paths)) == 4
