"""The main job: open a clip, type an instruction, masks stream in; stop keeps, undo removes, reopening brings back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor
from support.window_driver import CLIP_FRAMES, TWO_OBJECTS, WindowDriver, write_picture

from sa2va_desktop.annotation.records import AnswerState

SLOW = Script(
    parts=("Sure, ", ScriptedObject("the red ball", (20, 20, 60, 60), velocity_xy=(2, 0)), "."),
    token_delay_s=0.01,
    frame_delay_s=0.05,
)


def masked_frames(driver: WindowDriver, row: int = 0) -> list[int]:
    item = driver.window.object_commands.objects()[row]
    return driver.window.document.project.frame_indices(item.object_id)


def count_color(widget: QWidget, color: tuple[int, int, int]) -> int:
    """How many pixels of a widget have exactly this colour."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = rows[:, : 3 * image.width()].reshape(-1, 3)
    return int((pixels == color).all(axis=1).sum())


def test_masks_and_text_stream_in_while_the_window_stays_usable(driver: WindowDriver) -> None:
    driver.predictor = ScriptedPredictor(SLOW)
    driver.start()
    driver.open_clip()
    seen_counts: set[int] = set()
    driver.window.document.changed.connect(
        lambda change: seen_counts.update(len(frames) for frames in change.frames.values())
    )

    driver.begin_asking("Please segment the ball.")
    driver.wait(lambda: driver.window.object_commands.objects())
    driver.wait(lambda: masked_frames(driver))
    driver.window.view_state.seek(5)
    driver.wait_for_frame(5)
    assert driver.window.ask.is_running
    assert "frames" in driver.window.status_bar.work.text()
    driver.wait(lambda: not driver.window.ask.is_running)

    (answer,) = driver.window.document.project.answers.values()
    assert (answer.text, answer.state) == ("Sure, the red ball.", AnswerState.COMPLETE)
    (phrase,) = answer.phrases
    assert answer.text[phrase.start : phrase.stop] == "the red ball"
    assert masked_frames(driver) == list(range(CLIP_FRAMES))
    assert max(seen_counts) < CLIP_FRAMES


def test_the_shown_masks_have_the_colour_of_their_object(driver: WindowDriver) -> None:
    driver.start()
    driver.open_clip()
    driver.window.canvas.set_opacity(1.0)

    driver.ask()

    ball, box = driver.window.object_commands.objects()
    assert (ball.name, box.name) == ("the red ball", "a box")
    assert driver.picture_color(40, 40) == ball.color
    assert driver.picture_color(120, 70) == box.color
    driver.window.view_state.seek(10)
    driver.wait_for_frame(10)
    assert driver.picture_color(70, 40) == ball.color
    assert driver.picture_color(25, 40) != ball.color
    for item in (ball, box):
        assert count_color(driver.window.conversation, item.color) > 50
        assert count_color(driver.window.timeline, item.color) > 50


def test_stopping_keeps_the_frames_that_are_done(driver: WindowDriver) -> None:
    driver.predictor = ScriptedPredictor(SLOW)
    driver.start()
    driver.open_clip()

    driver.begin_asking()
    driver.wait(lambda: driver.window.object_commands.objects() and len(masked_frames(driver)) >= 3)
    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_Escape)
    driver.wait(lambda: not driver.window.ask.is_running)

    (answer,) = driver.window.document.project.answers.values()
    assert answer.state is AnswerState.CANCELLED
    assert "kept" in answer.message
    assert 3 <= len(masked_frames(driver)) < CLIP_FRAMES
    assert driver.window.message_bar.texts == []


def test_undo_removes_the_whole_run_and_redo_brings_it_back(driver: WindowDriver) -> None:
    driver.start()
    driver.open_clip()
    driver.ask()
    driver.window.canvas.setFocus()

    driver.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert driver.window.object_commands.objects() == []
    assert not driver.window.document.project.answers

    driver.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert len(driver.window.object_commands.objects()) == 2
    assert masked_frames(driver) == list(range(CLIP_FRAMES))


def test_undoing_a_run_that_goes_on_stops_the_model(driver: WindowDriver) -> None:
    driver.predictor = ScriptedPredictor(SLOW)
    driver.start()
    driver.open_clip()
    driver.begin_asking()
    driver.wait(lambda: driver.window.object_commands.objects())
    driver.window.canvas.setFocus()

    driver.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    driver.wait(lambda: not driver.window.ask.is_running)

    assert driver.window.object_commands.objects() == []
    assert driver.window.document.redo_label


def test_closing_in_the_middle_and_reopening_brings_everything_back(
    driver: WindowDriver, tmp_path: Path
) -> None:
    driver.predictor = ScriptedPredictor(TWO_OBJECTS, SLOW)
    driver.start()
    driver.open_clip()
    driver.window.projects.save_as(tmp_path / "p.sa2va")
    driver.wait(lambda: driver.window.document.name == "p")
    driver.ask("Please segment the ball and the box.")
    driver.begin_asking("Again, please.")
    driver.wait(lambda: len(driver.window.object_commands.objects()) == 3)
    driver.wait(lambda: masked_frames(driver, 2))
    driver.close()

    driver.start(tmp_path / "p.sa2va")
    driver.wait_for_media("clip.mp4")

    names = [item.name for item in driver.window.object_commands.objects()]
    answers = list(driver.window.document.project.answers.values())
    assert names == ["the red ball", "a box", "the red ball 2"]
    assert [answer.state for answer in answers] == [AnswerState.COMPLETE, AnswerState.CANCELLED]
    assert masked_frames(driver, 0) == list(range(CLIP_FRAMES))
    assert 0 < len(masked_frames(driver, 2)) < CLIP_FRAMES
    assert driver.window.document.undo_label.startswith("Ask")


@pytest.mark.parametrize("where", ["token", "frame"])
def test_a_failure_keeps_what_is_done_and_is_said_once(driver: WindowDriver, where: str) -> None:
    at = {"fail_at_token": 1} if where == "token" else {"fail_at_frame": 4}
    driver.predictor = ScriptedPredictor(Script(parts=TWO_OBJECTS.parts, **at))  # type: ignore[arg-type]
    driver.start()
    driver.open_clip()

    driver.ask()

    (answer,) = driver.window.document.project.answers.values()
    assert answer.state is AnswerState.FAILED
    assert len(driver.window.message_bar.texts) == 1
    assert "ran out of memory" in driver.window.message_bar.texts[0]
    if where == "frame":
        assert len(masked_frames(driver)) == 4


def test_a_still_picture_is_answered_too(driver: WindowDriver, tmp_path: Path) -> None:
    driver.start(write_picture(tmp_path / "a.png", size_wh=(160, 96)))
    driver.wait_for_media("a.png")

    driver.ask()

    (request,) = driver.predictor.requests
    assert not request.is_video  # type: ignore[union-attr]
    assert masked_frames(driver) == [0]
