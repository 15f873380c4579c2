"""Repair a mask with brush and eraser, and let the track follow the correction."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from support.masks import box_mask
from support.scripted_predictor import Script, ScriptedPredictor
from support.tracking import FollowingPredictor
from support.window_driver import CLIP_FRAMES, CLIP_SIZE_HW, WindowDriver

from sa2va_desktop.annotation.records import AnnotationObject, FrameState, ObjectFrame
from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle, rle_to_mask
from sa2va_desktop.editing.commands import new_object, put_object, put_track
from sa2va_desktop.inference.api import ObjectPrompt

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def as_prompted(prompt: ObjectPrompt, frame_index: int) -> BoolMask:
    assert prompt.mask is not None
    return prompt.mask


@pytest.fixture
def correcting(driver: WindowDriver) -> WindowDriver:
    """A clip with one selected object, a square that was tracked over all frames; the brush is in the hand."""
    driver.predictor = FollowingPredictor(as_prompted)
    window = driver.start()
    driver.open_clip()
    project, media_id = window.document.project, window.view_state.media_id
    assert media_id is not None
    item = new_object(project, media_id, "dog")
    window.document.do("Add", put_object(project, item))
    rle = mask_to_rle(box_mask(CLIP_SIZE_HW, 40, 30, 80, 70))
    states = [FrameState.PROMPTED] + [FrameState.TRACKED] * (CLIP_FRAMES - 1)
    frames = {index: ObjectFrame(rle, state, 0.9, 5.0) for index, state in enumerate(states)}
    window.document.do("Track", put_track(project, item.object_id, frames))
    window.view_state.select(frozenset({item.object_id}))
    window.view_state.seek(5)
    driver.wait_for_frame(5)
    window.canvas.setFocus()
    driver.key(Qt.Key.Key_B)
    return driver


def dog(driver: WindowDriver) -> AnnotationObject:
    return driver.window.object_commands.objects()[0]


def frame_of(driver: WindowDriver, frame_index: int = 5) -> ObjectFrame:
    frame = driver.window.document.project.frame(dog(driver).object_id, frame_index)
    assert frame is not None
    return frame


def states(driver: WindowDriver) -> set[FrameState]:
    return {frame.state for frame in driver.window.document.project.track(dog(driver).object_id).values()}


def test_a_brush_stroke_adds_to_the_mask_of_this_frame_only(correcting: WindowDriver) -> None:
    correcting.drag_picture((90, 50), (110, 50), (120, 50))

    mask = rle_to_mask(frame_of(correcting).rle)
    assert mask[50, 90:120].all()
    assert mask[30:70, 40:80].all()
    assert frame_of(correcting).state is FrameState.EDITED
    assert frame_of(correcting, 6).rle.area == 1600


def test_a_stroke_is_one_step_of_undo(correcting: WindowDriver) -> None:
    correcting.drag_picture((90, 50), (110, 50), (120, 50))
    assert correcting.window.document.undo_label == "Paint “dog”"

    correcting.key(Qt.Key.Key_Z, CTRL)

    assert frame_of(correcting).rle.area == 1600
    assert correcting.window.document.undo_label == "Track"


def test_a_stroke_is_seen_while_it_is_drawn_and_esc_forgets_it(correcting: WindowDriver) -> None:
    canvas = correcting.window.canvas
    at = canvas.view_transform.to_widget(110, 50)
    before = correcting.picture_color(112, 50)

    correcting.qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(at[0]), round(at[1])))
    assert correcting.picture_color(112, 50) != before
    assert frame_of(correcting).rle.area == 1600
    correcting.key(Qt.Key.Key_Escape)
    correcting.qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(at[0]), round(at[1])))

    assert correcting.picture_color(112, 50) == before
    assert frame_of(correcting).state is FrameState.TRACKED


def test_the_eraser_makes_a_hole_and_so_does_the_right_button_of_the_brush(correcting: WindowDriver) -> None:
    correcting.right_click_picture(50, 40)
    assert not rle_to_mask(frame_of(correcting).rle)[40, 50]

    correcting.key(Qt.Key.Key_E)
    correcting.click_picture(65, 55)

    mask = rle_to_mask(frame_of(correcting).rle)
    assert not mask[55, 65]
    assert mask[31, 78]


def test_brackets_and_alt_wheel_change_the_size_of_the_brush(correcting: WindowDriver) -> None:
    strokes, canvas = correcting.window.strokes, correcting.window.canvas
    zoom, size = canvas.zoom, strokes.radius_px

    correcting.key(Qt.Key.Key_BracketRight)
    assert strokes.radius_px > size
    correcting.key(Qt.Key.Key_BracketLeft)
    assert strokes.radius_px == pytest.approx(size)
    event = QWheelEvent(
        QPointF(100, 100),
        QPointF(canvas.mapToGlobal(QPoint(100, 100))),
        QPoint(),
        QPoint(-120, 0),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.AltModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)

    assert strokes.radius_px < size
    assert canvas.zoom == zoom


def test_the_circle_shows_what_the_brush_covers(correcting: WindowDriver) -> None:
    canvas, radius_px = correcting.window.canvas, correcting.window.strokes.radius_px
    before = correcting.picture_color(120 + radius_px, 50)

    at = canvas.view_transform.to_widget(120, 50)
    correcting.qtbot.mouseMove(canvas, QPoint(round(at[0]), round(at[1])))

    assert correcting.picture_color(120 + radius_px, 50) != before


def test_without_a_selected_object_the_eraser_says_what_it_needs(correcting: WindowDriver) -> None:
    correcting.key(Qt.Key.Key_E)
    correcting.window.view_state.select(frozenset())

    correcting.drag_picture((50, 50), (70, 50))

    assert frame_of(correcting).state is FrameState.TRACKED
    assert any("Select the object" in text for text in correcting.window.message_bar.texts)


def test_a_locked_object_is_not_painted(correcting: WindowDriver) -> None:
    correcting.key(Qt.Key.Key_L)

    correcting.drag_picture((90, 50), (110, 50))

    assert frame_of(correcting).rle.area == 1600
    assert any("locked" in text for text in correcting.window.message_bar.texts)


def test_an_object_without_a_mask_on_this_frame_gets_one(driver: WindowDriver) -> None:
    driver.predictor = ScriptedPredictor(Script())
    window = driver.start()
    driver.open_clip()
    project, media_id = window.document.project, window.view_state.media_id
    assert media_id is not None
    item = new_object(project, media_id, "cat")
    window.document.do("Add", put_object(project, item))
    window.view_state.select(frozenset({item.object_id}))
    window.canvas.setFocus()
    driver.key(Qt.Key.Key_B)

    driver.click_picture(60, 60)

    frame = project.frame(item.object_id, 0)
    assert frame is not None
    assert frame.state is FrameState.EDITED


def test_the_track_follows_the_correction_and_takes_no_step_more(correcting: WindowDriver) -> None:
    correcting.drag_picture((90, 50), (110, 50))
    seen: set[FrameState] = set()
    watch = correcting.window.document.changed.connect(lambda _change: seen.update(states(correcting)))

    correcting.key(Qt.Key.Key_T, CTRL | SHIFT)
    correcting.wait(lambda: not correcting.window.object_runs.is_running)
    correcting.window.document.changed.disconnect(watch)

    corrected = frame_of(correcting)
    assert corrected.state is FrameState.EDITED
    assert frame_of(correcting, CLIP_FRAMES - 1).rle == corrected.rle
    assert FrameState.STALE in seen
    assert FrameState.STALE not in states(correcting)

    correcting.key(Qt.Key.Key_Z, CTRL)
    assert frame_of(correcting, 6).rle.area == 1600
    assert frame_of(correcting).rle == corrected.rle


def test_frames_outside_the_range_do_not_follow(correcting: WindowDriver) -> None:
    correcting.window.view_state.set_range(3, 10)
    correcting.drag_picture((90, 50), (110, 50))

    correcting.key(Qt.Key.Key_T, CTRL | SHIFT)
    correcting.wait(lambda: not correcting.window.object_runs.is_running)

    assert frame_of(correcting, 9).rle == frame_of(correcting).rle
    assert frame_of(correcting, 10).rle.area == 1600


def test_a_correction_with_nothing_to_follow_says_so(correcting: WindowDriver) -> None:
    correcting.window.view_state.set_range(5, 6)

    correcting.key(Qt.Key.Key_T, CTRL | SHIFT)

    assert any("nothing follows" in text for text in correcting.window.message_bar.texts)
    assert not correcting.window.object_runs.is_running
