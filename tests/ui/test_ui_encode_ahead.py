"""Frames are looked at before a click: which, when, and when not."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from support.scripted_predictor import Script, ScriptedPredictor
from support.window_driver import WindowDriver

from sa2va_desktop.inference.api import ExpectedSpeed, SegmentRequest
from sa2va_desktop.ui.task_runner import Lane

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def looking(driver: WindowDriver) -> WindowDriver:
    """An open clip, a loaded model, and no marking tool in the hand."""
    driver.predictor = ScriptedPredictor(Script(object_velocity_xy=(2, 0), frame_delay_s=0.02))
    driver.start()
    driver.open_clip()
    driver.window.canvas.setFocus()
    driver.wait(lambda: driver.window.model.predictor is not None)
    return driver


def take_points(driver: WindowDriver) -> None:
    driver.window.settings.set("canvas.hover_preview", "off")
    driver.key(Qt.Key.Key_Q)


def test_the_shown_frame_and_its_neighbours_are_encoded_nearest_first(looking: WindowDriver) -> None:
    looking.window.view_state.seek(10)
    looking.wait_for_frame(10)

    take_points(looking)
    looking.wait(lambda: len(looking.predictor.encoded) == 5)

    assert looking.predictor.encoded == [10, 11, 9, 12, 8]
    assert not [request for request in looking.predictor.requests if isinstance(request, SegmentRequest)]


def test_where_a_look_takes_seconds_only_the_shown_frame_is_looked_at(looking: WindowDriver) -> None:
    predictor = looking.predictor  # what the model controller has is exchangeable and tells this one
    slow = ExpectedSpeed("SAM 2 large", 30.0, 40.0)
    predictor._description = replace(predictor.description, speed=slow)
    looking.window.view_state.seek(10)
    looking.wait_for_frame(10)

    take_points(looking)
    looking.wait(lambda: looking.predictor.encoded and looking.window.runner.is_idle)
    looking.window.view_state.seek(12)
    looking.wait(lambda: len(looking.predictor.encoded) == 2 and looking.window.runner.is_idle)

    assert looking.predictor.encoded == [10, 12]


def test_seeking_encodes_the_frame_and_a_click_after_it_finds_it(looking: WindowDriver) -> None:
    take_points(looking)
    looking.wait(lambda: len(looking.predictor.encoded) >= 3)

    looking.window.view_state.seek(20)
    looking.wait_for_frame(20)
    looking.wait(lambda: 20 in looking.predictor.encoded)
    before = list(looking.predictor.encoded)
    looking.click_picture(50, 40)
    looking.wait(lambda: looking.window.clicks.candidates)

    assert 20 in before
    assert looking.predictor.encoded.count(20) == 1


def test_going_back_looks_at_the_frames_before_first(looking: WindowDriver) -> None:
    looking.window.view_state.seek(15)
    looking.window.view_state.seek(14)
    looking.wait_for_frame(14)

    take_points(looking)
    looking.wait(lambda: len(looking.predictor.encoded) == 5)

    assert looking.predictor.encoded == [14, 13, 15, 12, 16]


def test_at_the_ends_of_the_clip_only_frames_that_exist_are_encoded(looking: WindowDriver) -> None:
    take_points(looking)

    looking.wait(lambda: len(looking.predictor.encoded) == 3 and looking.window.runner.is_idle)

    assert looking.predictor.encoded == [0, 1, 2]


def test_no_model_is_loaded_for_it(driver: WindowDriver) -> None:
    driver.predictor = ScriptedPredictor(Script())
    driver.load_gate.clear()
    driver.start()
    driver.open_clip()
    driver.window.model.unload()
    loads = len(driver.loads)

    take_points(driver)
    driver.window.view_state.seek(5)
    driver.wait_for_frame(5)
    driver.qtbot.wait(100)
    driver.load_gate.set()

    assert len(driver.loads) == loads
    assert driver.predictor.encoded == []


@pytest.mark.parametrize("how", ["select tool", "setting"])
def test_it_is_off_without_a_marking_tool_and_by_a_setting(looking: WindowDriver, how: str) -> None:
    if how == "setting":
        looking.window.settings.set("canvas.encode_ahead", False)
        take_points(looking)

    looking.window.view_state.seek(5)
    looking.wait_for_frame(5)
    looking.qtbot.wait(150)

    assert looking.predictor.encoded == []


def test_another_model_looks_again_although_the_one_before_was_at_it(looking: WindowDriver) -> None:
    take_points(looking)
    looking.wait(lambda: looking.predictor.encoded)
    before = looking.predictor
    gate = threading.Event()
    looking.window.runner.submit(lambda _context: gate.wait(5), lane=Lane.MODEL, title="busy")
    looking.window.view_state.seek(20)
    looking.wait(lambda: [task for task in looking.window.runner.unfinished_tasks() if task.is_idle_work])

    looking.predictor = ScriptedPredictor(Script())
    looking.window.model.unload()
    looking.window.model.ensure_loaded()
    gate.set()
    looking.wait(lambda: 20 in looking.predictor.encoded)

    assert before.is_closed
    assert 20 not in before.encoded


def test_a_run_comes_first_and_looking_goes_on_after_it(looking: WindowDriver) -> None:
    take_points(looking)
    looking.click_picture(50, 40)
    looking.wait(lambda: looking.window.clicks.candidates)
    looking.key(Qt.Key.Key_Return)
    looking.key(Qt.Key.Key_T, CTRL)
    looking.wait(lambda: looking.window.runs.has_started)

    looking.window.view_state.seek(20)
    looking.wait_for_frame(20)
    during = list(looking.predictor.encoded)
    is_running = looking.window.runs.is_busy
    looking.wait(lambda: not looking.window.runs.is_busy)
    looking.wait(lambda: 22 in looking.predictor.encoded)

    assert is_running
    assert 20 not in during


def test_the_model_is_still_free_for_a_preview_while_it_looks_ahead(looking: WindowDriver) -> None:
    gate = threading.Event()
    looking.window.runner.submit(
        lambda _context: gate.wait(5), lane=Lane.MODEL, title="encoding", is_idle_work=True
    )

    is_free = looking.window.finder.is_free
    gate.set()

    assert is_free
