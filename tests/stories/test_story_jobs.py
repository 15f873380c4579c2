"""Work goes on while the model is busy: clicks in between, runs that wait, pause and resume, and the panel that lists them."""

from __future__ import annotations

import gc
import re
import threading
import weakref
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor
from support.window_driver import CLIP_FRAMES, WindowDriver

from sa2va_desktop.annotation.records import AnnotationObject, AnswerState
from sa2va_desktop.errors import OutOfMemoryError
from sa2va_desktop.tasks import Progress
from sa2va_desktop.ui.model_run import RunState
from sa2va_desktop.ui.task_runner import Lane, TaskContext

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
MOVING = Script(object_velocity_xy=(2, 0))
SLOW = replace(MOVING, frame_delay_s=0.05)


@pytest.fixture
def working(driver: WindowDriver) -> WindowDriver:
    """An open clip, a model that takes its time for each frame, and the point tool in the hand."""
    return begin(driver, SLOW)


def begin(driver: WindowDriver, script: Script) -> WindowDriver:
    driver.predictor = ScriptedPredictor(script)
    driver.start()
    driver.open_clip()
    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_Q)
    return driver


def click_and_accept(driver: WindowDriver, x: float, y: float) -> AnnotationObject:
    driver.click_picture(x, y)
    driver.wait(lambda: driver.window.clicks.candidates and not driver.window.clicks.is_waiting)
    driver.key(Qt.Key.Key_Return)
    return driver.window.object_commands.selected()[0]


def start_track(driver: WindowDriver, x: float = 50, y: float = 40) -> AnnotationObject:
    """A new object, its track begun, nothing selected any more."""
    item = click_and_accept(driver, x, y)
    driver.key(Qt.Key.Key_T, CTRL)
    driver.wait(lambda: driver.window.runs.has_started)
    driver.key(Qt.Key.Key_N)
    return item


def frames_of(driver: WindowDriver, item: AnnotationObject) -> list[int]:
    return driver.window.document.project.frame_indices(item.object_id)


def wait_until_tracked(driver: WindowDriver, item: AnnotationObject, count: int = 4) -> None:
    driver.wait(lambda: len(frames_of(driver, item)) >= count)


def states(driver: WindowDriver) -> list[RunState]:
    return [run.state for run in driver.window.runs.unfinished]


def test_a_click_is_answered_while_another_object_is_tracked(working: WindowDriver) -> None:
    first = start_track(working)
    wait_until_tracked(working, first)

    second = click_and_accept(working, 100, 70)

    assert states(working) == [RunState.RUNNING]
    assert len(frames_of(working, first)) < CLIP_FRAMES
    assert frames_of(working, second) == [0]
    working.wait(lambda: not working.window.runs.is_busy)
    assert frames_of(working, first) == list(range(CLIP_FRAMES))


def test_a_click_is_answered_while_an_answer_streams(driver: WindowDriver) -> None:
    answering = replace(SLOW, parts=("Sure, ", ScriptedObject("it", (20, 20, 60, 60)), "."), token_delay_s=0.05)
    working = begin(driver, answering)
    working.begin_asking("Please segment it.")
    working.wait(lambda: working.window.runs.has_started)
    working.window.canvas.setFocus()

    marked = click_and_accept(working, 100, 70)

    assert working.window.ask.is_running
    working.wait(lambda: not working.window.runs.is_busy)
    (answer,) = working.window.document.project.answers.values()
    assert answer.state is AnswerState.COMPLETE
    assert frames_of(working, marked) == [0]


def test_a_second_track_waits_for_its_turn_and_both_are_made(working: WindowDriver) -> None:
    first = start_track(working)

    second = start_track(working, 100, 70)

    assert states(working) == [RunState.RUNNING, RunState.WAITING]
    assert [job.detail for job in working.window.jobs.unfinished][1] == "Waits for its turn"
    working.wait(lambda: not working.window.runs.is_busy)
    assert frames_of(working, first) == frames_of(working, second) == list(range(CLIP_FRAMES))
    assert [job.state for job in working.window.jobs.finished[:2]] == [RunState.DONE, RunState.DONE]


def test_asking_during_a_track_waits_and_the_conversation_says_so(working: WindowDriver) -> None:
    item = start_track(working)

    working.begin_asking("What is this?")

    assert working.window.ask.is_running
    assert working.window.ask.status_text == "Waiting for its turn…"
    assert working.window.message_bar.texts == []
    working.wait(lambda: not working.window.runs.is_busy)
    assert frames_of(working, item) == list(range(CLIP_FRAMES))
    (answer,) = working.window.document.project.answers.values()
    assert answer.instruction == "What is this?"


def test_questions_asked_in_a_row_are_answered_in_a_row(driver: WindowDriver) -> None:
    working = begin(driver, replace(SLOW, parts=("Yes.",), token_delay_s=0.1))

    working.begin_asking("First?")
    working.wait(lambda: working.window.runs.has_started)
    working.begin_asking("Second?")
    text = working.window.ask.status_text
    working.wait(lambda: not working.window.ask.is_running)

    assert text.endswith("(1 more)")
    answers = working.window.document.project.answers.values()
    assert [(answer.instruction, answer.text) for answer in answers] == [
        ("First?", "Yes."),
        ("Second?", "Yes."),
    ]


def test_asking_for_the_same_track_again_while_it_waits_replaces_it(working: WindowDriver) -> None:
    start_track(working)
    second = start_track(working, 100, 70)
    working.window.view_state.select(frozenset({second.object_id}))
    working.window.view_state.set_range(0, 10)

    working.key(Qt.Key.Key_T, CTRL)

    assert states(working) == [RunState.RUNNING, RunState.WAITING]
    working.wait(lambda: not working.window.runs.is_busy)
    assert frames_of(working, second) == list(range(10))


def test_asking_for_what_is_being_made_is_not_queued_but_said(working: WindowDriver) -> None:
    item = start_track(working)
    working.window.view_state.select(frozenset({item.object_id}))

    working.key(Qt.Key.Key_T, CTRL)

    assert states(working) == [RunState.RUNNING]
    assert any("is being done already" in text for text in working.window.message_bar.texts)


def test_another_range_of_what_is_being_tracked_waits_for_its_turn(working: WindowDriver) -> None:
    working.window.view_state.set_range(0, 10)
    item = start_track(working)
    working.window.view_state.select(frozenset({item.object_id}))
    working.window.view_state.set_range(0, 15)

    working.key(Qt.Key.Key_T, CTRL)

    assert states(working) == [RunState.RUNNING, RunState.WAITING]
    working.wait(lambda: not working.window.runs.is_busy)
    assert frames_of(working, item) == list(range(15))


def test_what_waits_is_prepared_again_when_its_turn_comes(working: WindowDriver) -> None:
    first = start_track(working)
    second = start_track(working, 100, 70)
    working.window.view_state.select(frozenset({second.object_id}))

    working.key(Qt.Key.Key_Delete)
    working.wait(lambda: not working.window.runs.is_busy)

    assert frames_of(working, first) == list(range(CLIP_FRAMES))
    assert any("no longer there" in text for text in working.window.message_bar.texts)


def test_what_waits_reads_the_clip_where_it_was_found_meanwhile(working: WindowDriver) -> None:
    window = working.window
    start_track(working)
    window.runs.toggle_pause()
    working.begin_asking()
    item = window.media_switch.shown
    assert item is not None
    moved = Path(item.path).rename(working.folder / "moved.mp4")
    window.relink.bind(item, moved)
    working.wait(lambda: Path(window.document.project.media[item.media_id].path) == moved)

    window.runs.toggle_pause()
    working.wait(lambda: not window.runs.is_busy)

    (answer,) = window.document.project.answers.values()
    assert answer.state is AnswerState.COMPLETE


def test_pausing_holds_a_track_and_resuming_finishes_it(working: WindowDriver) -> None:
    item = start_track(working)
    wait_until_tracked(working, item)

    working.key(Qt.Key.Key_P, CTRL | SHIFT)
    held = working.window.runs.unfinished[0]
    other = click_and_accept(working, 100, 70)  # answered by the model, so the track is held by now
    done = held.progress.done
    again = click_and_accept(working, 120, 30)

    assert held.state is RunState.PAUSED
    assert "Paused" in working.window.status_bar.work.text()
    assert frames_of(working, other) == frames_of(working, again) == [0]
    assert held.progress.done == done
    assert len(frames_of(working, item)) < CLIP_FRAMES
    working.key(Qt.Key.Key_P, CTRL | SHIFT)
    working.wait(lambda: not working.window.runs.is_busy)
    assert frames_of(working, item) == list(range(CLIP_FRAMES))


def test_cancelling_a_paused_track_keeps_the_frames_that_are_done(working: WindowDriver) -> None:
    item = start_track(working)
    wait_until_tracked(working, item)
    working.key(Qt.Key.Key_P, CTRL | SHIFT)

    working.key(Qt.Key.Key_Escape)
    working.wait(lambda: not working.window.runs.is_busy)

    assert 4 <= len(frames_of(working, item)) < CLIP_FRAMES
    assert any("Stopped" in text for text in working.window.message_bar.texts)
    assert not working.window.status_bar.work.isVisible()


def test_pause_is_offered_only_while_there_is_something_to_pause(working: WindowDriver) -> None:
    actions = working.window.actions_by_id

    before = actions["model.pause"].isEnabled(), actions.reason("model.pause")
    start_track(working)

    assert before == (False, "No answer or track is being made")
    assert actions["model.pause"].isEnabled()


def test_esc_stops_what_is_made_and_what_waits_comes_next(working: WindowDriver) -> None:
    first = start_track(working)
    second = start_track(working, 100, 70)
    wait_until_tracked(working, first)

    working.key(Qt.Key.Key_Escape)
    working.wait(lambda: not working.window.runs.is_busy)

    assert len(frames_of(working, first)) < CLIP_FRAMES
    assert frames_of(working, second) == list(range(CLIP_FRAMES))


def test_a_description_does_not_wait_for_a_track(driver: WindowDriver) -> None:
    working = begin(driver, replace(SLOW, parts=("A square.",)))
    item = start_track(working)
    wait_until_tracked(working, item)
    working.window.view_state.select(frozenset({item.object_id}))

    working.key(Qt.Key.Key_D, CTRL)
    answers = working.window.document.project.answers
    working.wait(lambda: any(answer.state is AnswerState.COMPLETE for answer in answers.values()))

    assert states(working) == [RunState.RUNNING]
    assert len(frames_of(working, item)) < CLIP_FRAMES
    (answer,) = answers.values()
    assert answer.text == "A square."
    working.wait(lambda: not working.window.runs.is_busy)
    assert frames_of(working, item) == list(range(CLIP_FRAMES))


def test_a_description_is_made_while_a_track_is_paused(driver: WindowDriver) -> None:
    working = begin(driver, replace(SLOW, parts=("A square.",)))
    item = start_track(working)
    wait_until_tracked(working, item)
    working.key(Qt.Key.Key_P, CTRL | SHIFT)
    working.window.view_state.select(frozenset({item.object_id}))

    working.key(Qt.Key.Key_D, CTRL)
    answers = working.window.document.project.answers
    working.wait(lambda: any(answer.state is AnswerState.COMPLETE for answer in answers.values()))

    assert states(working) == [RunState.PAUSED]


def test_undoing_past_a_running_track_stops_it(working: WindowDriver) -> None:
    item = click_and_accept(working, 50, 40)
    working.key(Qt.Key.Key_T, CTRL)
    wait_until_tracked(working, item)

    working.key(Qt.Key.Key_Z, CTRL)
    working.wait(lambda: not working.window.runs.is_busy)

    assert frames_of(working, item) == [0]


def test_closing_the_window_while_a_track_is_paused_keeps_what_is_done(working: WindowDriver) -> None:
    item = start_track(working)
    start_track(working, 100, 70)
    wait_until_tracked(working, item)
    working.key(Qt.Key.Key_P, CTRL | SHIFT)
    working.window.projects.save_as(working.folder / "p.sa2va")
    working.wait(lambda: working.window.document.name == "p")

    working.close()
    working.start(working.folder / "p.sa2va")
    working.wait(lambda: len(working.window.document.project.objects) == 2)

    project = working.window.document.project
    assert 4 <= len(project.frame_indices(item.object_id)) < CLIP_FRAMES
    assert not working.window.runs.is_busy


def test_choosing_no_model_stops_what_it_does_and_forgets_what_waits(working: WindowDriver) -> None:
    item = start_track(working)
    start_track(working, 100, 70)
    wait_until_tracked(working, item)

    working.window.actions_by_id["model.none"].trigger()
    working.wait(lambda: not working.window.runs.is_busy and working.predictor.is_closed)

    assert 4 <= len(frames_of(working, item)) < CLIP_FRAMES
    assert not working.window.status_bar.work.isVisible()


def test_a_failing_track_ends_alone_and_the_next_one_is_made(driver: WindowDriver) -> None:
    working = begin(driver, replace(SLOW, fail_at_frame=3))
    first = start_track(working)
    start_track(working, 100, 70)

    working.wait(lambda: not working.window.runs.is_busy)

    outcomes = [job for job in working.window.jobs.finished if job.key[0] == "run"]
    assert [job.state for job in outcomes] == [RunState.FAILED, RunState.FAILED]
    assert "ran out of memory" in outcomes[0].message
    assert 3 <= len(frames_of(working, first)) < CLIP_FRAMES


# ---- the panel


def panel_rows(driver: WindowDriver) -> list[tuple[str, RunState]]:
    return [(job.title, job.state) for job in driver.window.jobs_panel.item_model.jobs]


def test_the_panel_says_what_would_appear_and_then_lists_what_is_made(working: WindowDriver) -> None:
    panel = working.window.jobs_panel
    assert not panel.isVisible()

    working.key(Qt.Key.Key_J, CTRL)
    working.window.jobs.forget_finished()
    hint = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    working.window.canvas.setFocus()
    start_track(working)
    start_track(working, 100, 70)

    assert "appear here" in hint[0]
    assert panel_rows(working) == [("Track “object”", RunState.RUNNING), ("Track “object 2”", RunState.WAITING)]
    working.wait(lambda: not working.window.runs.is_busy)
    assert panel_rows(working) == [("Track “object 2”", RunState.DONE), ("Track “object”", RunState.DONE)]


def test_the_panel_is_worked_by_keys(working: WindowDriver) -> None:
    item = start_track(working)
    wait_until_tracked(working, item)
    run = working.window.runs.unfinished[0]

    working.key(Qt.Key.Key_J, CTRL)
    working.key(Qt.Key.Key_Space)
    assert run.state is RunState.PAUSED
    assert not working.window.view_state.is_playing
    working.key(Qt.Key.Key_Space)
    assert run.state is RunState.RUNNING
    working.key(Qt.Key.Key_Delete)
    working.wait(lambda: run.state is RunState.STOPPED)

    assert len(working.window.object_commands.objects()) == 1  # Del meant the job, not the object
    assert run.message.startswith("Stopped")
    working.key(Qt.Key.Key_Delete)
    assert "Track “object”" not in [title for title, _state in panel_rows(working)]
    working.key(Qt.Key.Key_J, CTRL)
    assert not working.window.jobs_panel.isVisible()
    assert working.window.focusWidget() is working.window.canvas


def test_the_panel_is_worked_by_the_mouse(working: WindowDriver) -> None:
    item = start_track(working)
    wait_until_tracked(working, item)
    run = working.window.runs.unfinished[0]
    panel = working.window.jobs_panel

    working.click(working.window.status_bar.work, 5, 5)
    row = panel.list.visualRect(panel.item_model.index(0))
    pause, stop = panel.delegate.pause_rect(row).center(), panel.delegate.stop_rect(row).center()
    working.click(panel.list.viewport(), pause.x(), pause.y())
    paused = run.state
    working.click(panel.list.viewport(), stop.x(), stop.y())
    working.wait(lambda: run.state is RunState.STOPPED)

    assert panel.isVisible()
    assert paused is RunState.PAUSED
    working.click(panel.clear, 5, 5)
    assert panel_rows(working) == []


def test_a_waiting_run_is_taken_back_and_leaves_no_trace(working: WindowDriver) -> None:
    start_track(working)
    second = start_track(working, 100, 70)
    waiting = working.window.jobs.unfinished[1]
    label = working.window.document.undo_label

    working.window.jobs.stop(waiting.key)

    assert states(working) == [RunState.RUNNING]
    assert working.window.document.undo_label == label
    assert frames_of(working, second) == [0]


def test_a_row_says_how_much_how_fast_and_how_long(working: WindowDriver) -> None:
    start_track(working)
    working.wait(lambda: working.window.runs.unfinished[0].progress.seconds_left is not None)

    (job,) = working.window.jobs.unfinished

    assert re.fullmatch(r"\d+ / \d+ masks  ·  [\d.]+ masks/s  ·  \d+ s left", job.detail)
    assert working.window.status_bar.work.text().startswith("Track “object”  ·  ")


def test_an_export_is_a_job_that_can_be_stopped(working: WindowDriver) -> None:
    gate = threading.Event()

    def export(context: TaskContext) -> None:
        context.report(Progress(1, 3, "files"))
        while not gate.wait(0.01):
            context.token.raise_if_cancelled()

    working.window.runner.submit(export, lane=Lane.POOL, title="Export to masks", is_job=True, can_stop=True)
    working.wait(lambda: any(job.progress.total for job in working.window.jobs.unfinished))

    working.window.jobs.stop(working.window.jobs.unfinished[0].key)
    working.wait(lambda: not working.window.jobs.unfinished)

    assert working.window.jobs.finished[0].title == "Export to masks"
    assert working.window.jobs.finished[0].state is RunState.STOPPED


# ---- memory


def test_nothing_keeps_a_model_that_was_let_go(working: WindowDriver) -> None:
    predictor = weakref.ref(working.predictor)
    item = start_track(working)
    wait_until_tracked(working, item)
    working.key(Qt.Key.Key_J, CTRL)
    working.window.canvas.setFocus()
    click_and_accept(working, 100, 70)
    start_track(working, 20, 20)
    working.predictor = ScriptedPredictor(SLOW)

    working.window.actions_by_id["model.none"].trigger()
    working.wait(lambda: not working.window.runs.is_busy and working.window.runner.is_idle)

    gc.collect()
    assert predictor() is None


def test_a_run_that_failed_keeps_no_model_either(driver: WindowDriver) -> None:
    full = OutOfMemoryError("The device is full.")  # its own, because a raised error remembers who raised it
    working = begin(driver, replace(SLOW, fail_at_frame=3, error=full))
    predictor = weakref.ref(working.predictor)
    del full
    start_track(working)
    working.wait(lambda: not working.window.runs.is_busy)
    working.predictor = ScriptedPredictor(SLOW)

    working.window.actions_by_id["model.none"].trigger()
    working.wait(lambda: working.window.runner.is_idle)

    gc.collect()
    assert predictor() is None
