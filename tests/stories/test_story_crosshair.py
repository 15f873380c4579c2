"""Everything that the mouse marks can be marked with keys alone: a crosshair moves, Space is its button."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel
from support.scripted_predictor import Script, ScriptedPredictor
from support.window_driver import CLIP_SIZE_HW, WindowDriver

from sa2va_desktop.annotation.records import FrameState
from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.ui.actions.shortcut_sheet import ShortcutSheet

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
HEIGHT, WIDTH = CLIP_SIZE_HW
MIDDLE = (WIDTH // 2, HEIGHT // 2)


@pytest.fixture
def keys(driver: WindowDriver) -> WindowDriver:
    """An open clip and no mouse; at the picture's own size."""
    driver.predictor = ScriptedPredictor(Script(object_velocity_xy=(1, 0)))
    driver.start()
    driver.window.settings.set("canvas.hover_preview", "off")
    driver.open_clip()
    driver.window.canvas.zoom_to_pixels()
    driver.window.canvas.setFocus()
    return driver


def cross(driver: WindowDriver) -> tuple[int, int] | None:
    """The pixel under the crosshair."""
    at = driver.window.tools.crosshair.at
    return None if at is None else (int(at[0]), int(at[1]))


def go(driver: WindowDriver, *strokes: tuple[Qt.Key, int], fast: bool = False) -> None:
    for key, times in strokes:
        for _ in range(times):
            driver.key(key, SHIFT if fast else Qt.KeyboardModifier.NoModifier)


def points_of(driver: WindowDriver) -> list[tuple[int, int, int]]:
    points = driver.window.clicks.marks.points
    return [(int(p.point_xy[0]), int(p.point_xy[1]), p.label) for p in points]


def wait_for_proposal(driver: WindowDriver) -> None:
    driver.wait(lambda: driver.window.clicks.candidates and not driver.window.clicks.is_waiting)


def texts(driver: WindowDriver) -> list[str]:
    return driver.window.message_bar.texts


def test_a_thing_is_marked_and_accepted_with_keys_alone(keys: WindowDriver) -> None:
    keys.key(Qt.Key.Key_X)
    assert keys.window.tools.name == "points"
    assert cross(keys) == MIDDLE
    assert keys.window.actions_by_id["tool.crosshair"].isChecked()
    assert any("Space marks" in text for text in texts(keys))

    go(keys, (Qt.Key.Key_Left, 3), (Qt.Key.Key_Up, 2))
    assert cross(keys) == (MIDDLE[0] - 3, MIDDLE[1] - 2)
    go(keys, (Qt.Key.Key_Right, 2), (Qt.Key.Key_Down, 1), fast=True)
    here = (MIDDLE[0] + 17, MIDDLE[1] + 8)
    assert cross(keys) == here
    assert keys.window.view_state.frame_index == 0

    keys.key(Qt.Key.Key_Space)
    wait_for_proposal(keys)
    assert points_of(keys) == [(*here, 1)]
    go(keys, (Qt.Key.Key_Right, 2), fast=True)
    keys.key(Qt.Key.Key_Space, SHIFT)
    go(keys, (Qt.Key.Key_Down, 1), fast=True)
    keys.key(Qt.Key.Key_Space, ALT)
    assert points_of(keys)[1:] == [(here[0] + 20, here[1], 0), (here[0] + 20, here[1] + 10, 0)]
    assert not keys.window.view_state.is_playing

    wait_for_proposal(keys)
    keys.key(Qt.Key.Key_Return)
    (item,) = keys.window.object_commands.objects()
    frame = keys.window.document.project.frame(item.object_id, 0)
    assert frame is not None
    assert frame.state is FrameState.PROMPTED


def test_space_on_a_dot_takes_it_away_as_a_click_does(keys: WindowDriver) -> None:
    keys.key(Qt.Key.Key_X)
    keys.key(Qt.Key.Key_Space)
    wait_for_proposal(keys)

    keys.key(Qt.Key.Key_Space)

    assert points_of(keys) == []


def test_a_box_goes_from_one_space_to_the_next(keys: WindowDriver) -> None:
    keys.key(Qt.Key.Key_R)
    keys.key(Qt.Key.Key_X)
    go(keys, (Qt.Key.Key_Left, 2), (Qt.Key.Key_Up, 1), fast=True)
    keys.key(Qt.Key.Key_Space)
    go(keys, (Qt.Key.Key_Right, 4), (Qt.Key.Key_Down, 3), fast=True)
    assert keys.window.clicks.marks.box_xyxy is None

    keys.key(Qt.Key.Key_Space)

    box = keys.window.clicks.marks.box_xyxy
    assert box is not None
    x, y = MIDDLE[0] + 0.5, MIDDLE[1] + 0.5
    assert box == (x - 20, y - 10, x + 20, y + 20)
    go(keys, (Qt.Key.Key_Left, 2), (Qt.Key.Key_Up, 1), fast=True)
    keys.key(Qt.Key.Key_Space, SHIFT)
    assert points_of(keys) == [(MIDDLE[0], MIDDLE[1] + 10, 0)]


def test_the_brush_paints_from_one_space_to_the_next(keys: WindowDriver) -> None:
    keys.key(Qt.Key.Key_B)
    keys.key(Qt.Key.Key_X)
    keys.key(Qt.Key.Key_Space)
    go(keys, (Qt.Key.Key_Right, 3), fast=True)
    keys.key(Qt.Key.Key_Space)

    keys.wait(lambda: keys.window.object_commands.objects())
    (item,) = keys.window.object_commands.objects()
    frame = keys.window.document.project.frame(item.object_id, 0)
    assert frame is not None
    assert rle_to_mask(frame.rle)[MIDDLE[1], MIDDLE[0] : MIDDLE[0] + 30].all()


def test_esc_takes_back_the_corner_then_the_marks_then_the_crosshair(keys: WindowDriver) -> None:
    keys.key(Qt.Key.Key_R)
    keys.key(Qt.Key.Key_X)
    keys.key(Qt.Key.Key_Space, SHIFT)
    keys.key(Qt.Key.Key_Space)
    go(keys, (Qt.Key.Key_Right, 2), fast=True)

    keys.key(Qt.Key.Key_Escape)
    keys.key(Qt.Key.Key_Space)
    keys.key(Qt.Key.Key_Escape)
    assert keys.window.clicks.marks.box_xyxy is None
    assert keys.window.clicks.is_active
    keys.key(Qt.Key.Key_Escape)
    assert not keys.window.clicks.is_active
    assert cross(keys) is not None
    keys.key(Qt.Key.Key_Escape)
    assert cross(keys) is None
    assert not keys.window.actions_by_id["tool.crosshair"].isChecked()


def test_without_the_crosshair_the_keys_mean_what_they_always_do(keys: WindowDriver) -> None:
    keys.key(Qt.Key.Key_X)
    keys.key(Qt.Key.Key_Period)
    assert keys.window.view_state.frame_index == 1
    keys.key(Qt.Key.Key_X)

    assert cross(keys) is None
    assert not texts(keys)
    keys.key(Qt.Key.Key_Right)
    assert keys.window.view_state.frame_index == 2
    keys.key(Qt.Key.Key_Space)
    keys.wait(lambda: keys.window.view_state.is_playing)
    assert not keys.window.clicks.is_active


def test_the_crosshair_stays_in_the_picture_and_in_sight(keys: WindowDriver) -> None:
    canvas = keys.window.canvas
    for _ in range(12):
        canvas.zoom_in()
    keys.key(Qt.Key.Key_X)

    go(keys, (Qt.Key.Key_Right, 30), (Qt.Key.Key_Down, 30), fast=True)

    assert cross(keys) == (WIDTH - 1, HEIGHT - 1)
    x, y = canvas.view_transform.to_widget(WIDTH - 0.5, HEIGHT - 0.5)
    assert canvas.rect().contains(QPoint(round(x), round(y)))
    assert keys.window.status_bar.pixel.text().startswith(f"x {WIDTH - 1}  y {HEIGHT - 1}")


def test_a_space_that_is_held_marks_once(keys: WindowDriver) -> None:
    keys.key(Qt.Key.Key_X)
    for is_again in (False, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", is_again)
        QApplication.sendEvent(keys.window.canvas, event)

    assert len(points_of(keys)) == 1


def test_selecting_and_another_clip_end_it(keys: WindowDriver) -> None:
    keys.key(Qt.Key.Key_X)
    keys.key(Qt.Key.Key_V)
    assert cross(keys) is None

    keys.key(Qt.Key.Key_X)
    assert cross(keys) == MIDDLE
    keys.open_clip("other.mp4")
    assert cross(keys) is None


def test_the_sheet_names_its_keys(keys: WindowDriver) -> None:
    keys.key(Qt.Key.Key_F1)

    sheet = keys.window.findChild(ShortcutSheet)
    shown = {label.text() for label in sheet.findChildren(QLabel)}
    assert {"Keyboard Crosshair", "X", "Crosshair: does not belong to it", "Shift+Space"} <= shown
    sheet.close()
