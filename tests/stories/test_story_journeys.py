"""The three journeys as a newcomer takes them: the bundled clip, the embedded model, mouse and keys.

With `SA2VA_MANUAL_PICTURES=FOLDER` every step leaves a picture there; the manual's are made so.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from support.embedded_driver import EmbeddedDriver, demo_truth, mean_j

from sa2va_desktop.annotation.records import FrameState
from sa2va_desktop.evaluation.segmentation import region_similarity
from sa2va_desktop.ui.dialogs.export_dialog import ExportDialog

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
BALLOON, RED_CAR = 2, 3
WINDOW_SIZE = (1280, 720)


@pytest.fixture
def newcomer(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddedDriver]:
    monkeypatch.chdir(tmp_path)
    driver = EmbeddedDriver(qtbot, tmp_path)
    driver.start()
    driver.window.resize(*WINDOW_SIZE)
    yield driver
    driver.close_all()


def open_demo(driver: EmbeddedDriver) -> None:
    buttons = driver.window.empty_state.findChildren(QPushButton)
    driver.press(next(button for button in buttons if "demo" in button.text().lower()))
    driver.wait_for_media("video.mp4")


def test_a_referring_expression_becomes_masks_over_the_clip(newcomer: EmbeddedDriver) -> None:
    window = newcomer.window
    newcomer.picture("start")
    open_demo(newcomer)
    newcomer.picture("demo-opened")

    newcomer.key(Qt.Key.Key_L, CTRL)
    newcomer.key(Qt.Key.Key_A, CTRL)
    newcomer.type("the red car")
    newcomer.picture("text-1-typed")
    newcomer.key(Qt.Key.Key_Return)
    newcomer.wait(lambda: len(window.object_commands.objects()) == 1)
    (car,) = window.object_commands.objects()
    frames = window.document.project.frame_indices
    newcomer.wait(lambda: len(frames(car.object_id)) >= 12)
    newcomer.picture("text-2-masks-stream")
    newcomer.wait(lambda: not window.ask.is_running)
    newcomer.picture("text-3-answered")

    assert len(frames(car.object_id)) == window.view_state.frame_count
    assert mean_j(newcomer, car.object_id, RED_CAR) > 0.7
    newcomer.wait_until_stored()


def test_a_click_becomes_a_mask_and_the_model_says_what_it_is(newcomer: EmbeddedDriver) -> None:
    window = newcomer.window
    open_demo(newcomer)
    window.canvas.setFocus()
    newcomer.key(Qt.Key.Key_Q)
    newcomer.hover_picture(*middle_of(0, BALLOON))
    newcomer.wait(lambda: window.preview.shown)
    newcomer.picture("click-0-preview")
    newcomer.click_picture(*middle_of(0, BALLOON))
    newcomer.wait(lambda: window.clicks.candidates and not window.clicks.is_waiting)
    newcomer.picture("click-1-proposed")
    newcomer.key(Qt.Key.Key_Return)
    (balloon,) = window.object_commands.objects()

    assert region_similarity(newcomer.mask(balloon.object_id, 0), demo_truth(0, BALLOON)) > 0.75
    newcomer.key(Qt.Key.Key_D, CTRL)
    newcomer.wait(lambda: window.document.project.answers)
    newcomer.wait(lambda: not window.runner.unfinished_tasks())
    newcomer.picture("click-2-described")

    (answer,) = window.document.project.answers.values()
    assert "balloon" in answer.text.lower()
    assert [phrase.object_id for phrase in answer.phrases] == [balloon.object_id]


def test_a_corrected_mask_is_followed_and_exported(newcomer: EmbeddedDriver) -> None:
    window = newcomer.window
    open_demo(newcomer)
    window.canvas.setFocus()
    newcomer.key(Qt.Key.Key_Q)
    newcomer.click_picture(*middle_of(0, RED_CAR))
    newcomer.wait(lambda: window.clicks.candidates and not window.clicks.is_waiting)
    newcomer.key(Qt.Key.Key_Return)
    newcomer.key(Qt.Key.Key_T, CTRL)
    (car,) = window.object_commands.objects()
    newcomer.wait(lambda: not window.runner.unfinished_tasks())
    newcomer.picture("correct-1-tracked")

    frame = 20
    window.view_state.seek(frame)
    newcomer.wait_for_frame(frame)
    newcomer.key(Qt.Key.Key_E)
    x, y = middle_of(frame, RED_CAR)
    newcomer.drag_picture((x - 60, y - 60), (x, y - 50), (x + 60, y - 60))
    newcomer.key(Qt.Key.Key_B)
    newcomer.drag_picture((x - 30, y), (x, y), (x + 30, y))
    newcomer.picture("correct-2-painted")
    newcomer.key(Qt.Key.Key_T, CTRL | SHIFT)
    newcomer.wait(lambda: not window.runner.unfinished_tasks())
    newcomer.picture("correct-3-followed")
    edited = window.document.project.frame(car.object_id, frame)
    assert edited is not None
    assert edited.state is FrameState.EDITED

    newcomer.key(Qt.Key.Key_E, CTRL)
    newcomer.wait(lambda: window.findChildren(ExportDialog))
    (dialog,) = window.findChildren(ExportDialog)
    line = dialog.folder_line
    newcomer.wait(line.text)
    newcomer.qtbot.keyClick(line, Qt.Key.Key_A, CTRL)
    newcomer.qtbot.keyClicks(line, "cars")
    newcomer.picture("export-1-dialog")
    newcomer.qtbot.keyClick(line, Qt.Key.Key_Return)
    newcomer.wait(lambda: any("Exported" in text for text in window.message_bar.texts))
    newcomer.picture("export-2-done")

    assert list((newcomer.folder / "cars").rglob("*.json"))


def middle_of(frame_index: int, object_id: int) -> tuple[float, float]:
    """A point well inside a thing: its centre of mass, in picture coordinates."""
    mask = demo_truth(frame_index, object_id)
    ys, xs = mask.nonzero()
    return float(xs.mean()) + 0.5, float(ys.mean()) + 0.5
