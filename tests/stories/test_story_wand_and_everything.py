"""Selecting by colour, filling, and everything in the frame at once: real clicks, drags, wheel and keys."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel
from support.masks import box_mask
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor
from support.window_driver import CLIP_SIZE_HW, WindowDriver

from sa2va_desktop.annotation.records import FrameState, ObjectId
from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle, rle_to_mask
from sa2va_desktop.editing.commands import edit_mask, new_object, put_object
from sa2va_desktop.inference.api import PointsRequest
from sa2va_desktop.operations.segment_everything import Density
from sa2va_desktop.ui.everything.everything_panel import EverythingPanel
from sa2va_desktop.ui.everything.proposal_row import Choices, Verdict
from sa2va_desktop.ui.messages import INFO

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
SIZE_HW = (96, 160)
LEFT_SQUARE, RIGHT_SQUARE = box_mask(SIZE_HW, 20, 20, 60, 60), box_mask(SIZE_HW, 100, 20, 140, 60)
DARK_PART = box_mask(SIZE_HW, 20, 20, 40, 60)


@pytest.fixture
def picture(driver: WindowDriver) -> WindowDriver:
    """Two squares on blue: the right one red, the left one half a darker red."""
    rgb = np.full((*SIZE_HW, 3), (30, 60, 160), np.uint8)
    rgb[LEFT_SQUARE | RIGHT_SQUARE] = (200, 40, 30)
    rgb[DARK_PART] = (160, 40, 30)
    Image.fromarray(rgb).save(driver.folder / "squares.png")
    driver.predictor = ScriptedPredictor()
    driver.start(driver.folder / "squares.png")
    driver.wait_for_media("squares.png")
    driver.window.canvas.setFocus()
    return driver


def at(driver: WindowDriver, x: float, y: float) -> QPoint:
    place = driver.window.canvas.view_transform.to_widget(x, y)
    return QPoint(round(place[0]), round(place[1]))


def mask_of(driver: WindowDriver) -> BoolMask:
    (item,) = driver.window.object_commands.objects()
    frame = driver.window.document.project.frame(item.object_id, 0)
    assert frame is not None
    return rle_to_mask(frame.rle)


def step(driver: WindowDriver) -> str:
    return driver.window.document.undo_label


def wait_for_step(driver: WindowDriver, label: str) -> None:
    driver.wait(lambda: step(driver) == label)


def add_object(driver: WindowDriver, name: str, mask: BoolMask) -> ObjectId:
    """An object that is there already, not selected."""
    project, media_id = driver.window.document.project, driver.window.view_state.media_id
    assert media_id is not None
    item = new_object(project, media_id, name)
    frame = edit_mask(project, item.object_id, 0, mask_to_rle(mask))
    driver.window.document.do("Add", [*put_object(project, item), *frame])
    return item.object_id


# ---- the magic wand


def test_a_click_takes_the_connected_pixels_of_a_color_in_one_step(picture: WindowDriver) -> None:
    picture.window.model.choose("none")
    picture.key(Qt.Key.Key_W)
    picture.click_picture(50, 40)
    wait_for_step(picture, "Add “object”")

    assert (mask_of(picture) == (LEFT_SQUARE & ~DARK_PART)).all()
    (item,) = picture.window.object_commands.objects()
    frame = picture.window.document.project.frame(item.object_id, 0)
    assert frame is not None
    assert frame.state is FrameState.EDITED

    picture.click_picture(30, 40)  # the same object goes on
    wait_for_step(picture, "Add a colour to “object”")
    assert (mask_of(picture) == LEFT_SQUARE).all()
    picture.key(Qt.Key.Key_Z, CTRL)
    assert (mask_of(picture) == (LEFT_SQUARE & ~DARK_PART)).all()
    assert not picture.window.message_bar.texts

    # All of the frame that has the colour.
    box = picture.window.option_bar.wand_box
    picture.qtbot.mouseClick(box.connected, LEFT, pos=QPoint(8, box.connected.height() // 2))
    assert not box.connected.isChecked()
    picture.click_picture(50, 40)
    wait_for_step(picture, "Add a colour to “object”")
    assert (mask_of(picture) == ((LEFT_SQUARE | RIGHT_SQUARE) & ~DARK_PART)).all()


def test_pointer_and_drag_show_what_a_click_would_take_and_the_drag_sets_the_tolerance(
    picture: WindowDriver,
) -> None:
    picture.key(Qt.Key.Key_W)
    before = picture.picture_color(55, 30)

    picture.qtbot.mouseMove(picture.window.canvas, at(picture, 80, 80))
    picture.qtbot.mouseMove(picture.window.canvas, at(picture, 45, 45))
    picture.wait(lambda: picture.picture_color(55, 30) != before)

    preview = picture.window.wand.preview
    assert preview is not None
    assert preview.shown.rle == mask_to_rle(LEFT_SQUARE & ~DARK_PART)
    assert picture.window.object_commands.objects() == []

    window, canvas = picture.window, picture.window.canvas
    before = picture.picture_color(30, 40)
    start = at(picture, 50, 40)

    picture.qtbot.mousePress(canvas, LEFT, pos=start)
    picture.qtbot.mouseMove(canvas, start + QPoint(90, 0))
    picture.wait(lambda: picture.picture_color(30, 40) != before)
    assert window.object_commands.objects() == []
    picture.qtbot.mouseRelease(canvas, LEFT, pos=start + QPoint(90, 0))
    wait_for_step(picture, "Add “object”")

    assert (mask_of(picture) == LEFT_SQUARE).all()
    assert window.option_bar.wand_box.number.value() == 24 + 30


def test_the_right_button_alt_and_shift_take_away_or_keep(picture: WindowDriver) -> None:
    picture.window.view_state.select(frozenset({add_object(picture, "dog", LEFT_SQUARE | RIGHT_SQUARE)}))
    picture.key(Qt.Key.Key_W)

    picture.right_click_picture(30, 40)
    wait_for_step(picture, "Cut a colour from “dog”")
    assert (mask_of(picture) == ((LEFT_SQUARE | RIGHT_SQUARE) & ~DARK_PART)).all()
    picture.click_picture(120, 40, SHIFT)
    wait_for_step(picture, "Keep one colour of “dog”")
    assert (mask_of(picture) == RIGHT_SQUARE).all()
    picture.click_picture(50, 40, ALT)
    told = "Nothing of the mask has this colour."
    picture.wait(lambda: told in picture.window.message_bar.texts)

    assert step(picture) == "Keep one colour of “dog”"
    picture.click_picture(5, 5, SHIFT)  # keeps nothing, so it does nothing
    picture.wait(lambda: not picture.window.wand.is_pressed)
    assert (mask_of(picture) == RIGHT_SQUARE).all()


def test_keys_and_the_wheel_set_the_tolerance_and_esc_forgets_a_press(picture: WindowDriver) -> None:
    picture.key(Qt.Key.Key_W)
    window, canvas = picture.window, picture.window.canvas
    radius_px = window.strokes.radius_px

    picture.key(Qt.Key.Key_BracketRight)
    assert window.wand.settings.tolerance == 26
    picture.key(Qt.Key.Key_BracketLeft)
    assert window.wand.settings.tolerance == 24
    assert window.strokes.radius_px == radius_px

    picture.qtbot.mousePress(canvas, LEFT, pos=at(picture, 50, 40))
    event = QWheelEvent(
        QPointF(100, 100),
        QPointF(canvas.mapToGlobal(QPoint(100, 100))),
        QPoint(),
        QPoint(0, 120),
        LEFT,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)
    assert window.wand.settings.tolerance == 26
    picture.key(Qt.Key.Key_Escape)
    picture.qtbot.mouseRelease(canvas, LEFT, pos=at(picture, 50, 40))
    picture.wait(lambda: window.runner.is_idle)

    assert window.object_commands.objects() == []


# ---- the bucket


def test_a_click_fills_the_hole_and_the_right_button_empties_an_island(picture: WindowDriver) -> None:
    ring = LEFT_SQUARE & ~box_mask(SIZE_HW, 30, 30, 50, 50)
    island = box_mask(SIZE_HW, 36, 36, 40, 40)
    add_object(picture, "ring", ring | island | RIGHT_SQUARE)
    picture.key(Qt.Key.Key_J)

    picture.click_picture(33, 33)  # with nothing selected, the object whose hole it is
    wait_for_step(picture, "Fill an area of “ring”")
    assert (mask_of(picture) == (LEFT_SQUARE | RIGHT_SQUARE)).all()
    assert len(picture.window.view_state.selection) == 1

    picture.right_click_picture(120, 40)
    wait_for_step(picture, "Empty a piece of “ring”")
    assert (mask_of(picture) == LEFT_SQUARE).all()
    picture.key(Qt.Key.Key_Z, CTRL)
    picture.key(Qt.Key.Key_Z, CTRL)
    assert (mask_of(picture) == (ring | island | RIGHT_SQUARE)).all()


def test_what_cannot_be_done_is_said_in_one_sentence(picture: WindowDriver) -> None:
    texts = picture.window.message_bar.texts
    picture.key(Qt.Key.Key_W)
    picture.right_click_picture(50, 40)
    assert picture.window.message_bar.texts == [*texts, "Select the object whose mask is to be cut."]

    picture.key(Qt.Key.Key_J)
    picture.click_picture(40, 40)
    assert "There is no mask on this frame that could enclose an area." in picture.window.message_bar.texts

    add_object(picture, "ring", LEFT_SQUARE & ~box_mask(SIZE_HW, 30, 30, 70, 50))
    label = step(picture)
    picture.click_picture(40, 40)
    told = "Nothing encloses this area, so nothing was filled: close the outline first, or click inside it."
    picture.wait(lambda: told in picture.window.message_bar.texts)

    rows = picture.window.message_bar.findChildren(QFrame, "message")
    (row,) = [row for row in rows if any(label.text() == told for label in row.findChildren(QLabel))]
    assert row.property("level") == INFO  # it goes by itself
    assert step(picture) == label


# ---- segment everything

THINGS = (
    ScriptedObject(box_xyxy=(10, 10, 70, 70)),
    ScriptedObject(box_xyxy=(100, 20, 140, 60)),
    ScriptedObject(box_xyxy=(30, 30, 50, 50)),  # lies on the first
)
BOXES = [thing.mask_at(0, CLIP_SIZE_HW) for thing in THINGS]


@pytest.fixture
def clip(driver: WindowDriver) -> WindowDriver:
    """An open clip, a model that knows three things, and parts wanted: one of them lies on another."""
    return with_clip(driver, Script(parts=("A red ball.",), things=THINGS))


def with_clip(driver: WindowDriver, script: Script) -> WindowDriver:
    driver.predictor = ScriptedPredictor(script)
    driver.start()
    driver.open_clip()
    driver.window.everything.controller.set_choices(Choices(keeps_parts=True))
    driver.window.canvas.setFocus()
    return driver


def open_everything(driver: WindowDriver) -> EverythingPanel:
    """Shift+Q, until all points are looked at."""
    driver.key(Qt.Key.Key_Q, SHIFT)
    everything = driver.window.everything
    driver.wait(lambda: everything.controller.rows and not everything.controller.is_running)
    return everything.panel


def verdicts(driver: WindowDriver) -> list[Verdict]:
    return [row.verdict for row in driver.window.everything.controller.rows]


def names_and_masks(driver: WindowDriver) -> dict[str, BoolMask]:
    project, found = driver.window.document.project, {}
    for item in driver.window.object_commands.objects():
        frame = project.frame(item.object_id, 0)
        assert frame is not None
        assert frame.state is FrameState.PROMPTED
        found[item.name] = rle_to_mask(frame.rle)
    return found


def test_proposals_are_accepted_by_clicks_and_added_in_one_step(clip: WindowDriver) -> None:
    before = clip.picture_color(120, 40)
    label = step(clip)
    panel = open_everything(clip)
    assert panel.isVisible()
    assert clip.window.option_bar.hint.text().startswith("Click: accept")
    assert panel.list.count() == 3
    assert clip.picture_color(120, 40) != before
    assert clip.window.object_commands.objects() == []

    clip.click_picture(40, 40)  # the smallest there
    clip.click_picture(120, 40)
    clip.right_click_picture(15, 60)

    assert verdicts(clip) == [Verdict.REJECTED, Verdict.ACCEPTED, Verdict.ACCEPTED]
    assert panel.add.text() == "Add 2 Objects"
    clip.key(Qt.Key.Key_Return)

    masks = names_and_masks(clip)
    assert list(masks) == ["object 1", "object 2"]
    assert (masks["object 1"] == BOXES[1]).all()
    assert (masks["object 2"] == BOXES[2]).all()
    assert not panel.isVisible()
    assert clip.window.option_bar.hint.text().startswith("Click a mask")
    assert clip.window.conversation.isVisible()
    assert len(clip.window.view_state.selection) == 2
    assert step(clip) == "Add 2 objects"
    clip.key(Qt.Key.Key_Z, CTRL)
    assert clip.window.object_commands.objects() == []
    assert step(clip) == label


def test_a_row_lights_its_mask_up_under_the_pointer_and_the_list_decides_with_keys_alone(
    clip: WindowDriver,
) -> None:
    panel = open_everything(clip)
    before = clip.picture_color(110, 55)
    place = panel.list.visualItemRect(panel.list.item(1)).center()

    clip.qtbot.mouseMove(panel.list.viewport(), place + QPoint(3, 1))
    clip.qtbot.mouseMove(panel.list.viewport(), place)

    clip.wait(lambda: clip.picture_color(110, 55) != before)
    clip.qtbot.mouseMove(clip.window.canvas, at(clip, 15, 15))
    clip.wait(
        lambda: clip.window.everything.controller.hovered == clip.window.everything.controller.rows[0].row_id
    )

    assert panel.list.hasFocus()

    clip.key(Qt.Key.Key_Space)  # accepts, and goes to the next
    clip.key(Qt.Key.Key_Delete)
    clip.key(Qt.Key.Key_Space)
    assert verdicts(clip) == [Verdict.ACCEPTED, Verdict.REJECTED, Verdict.ACCEPTED]
    assert not clip.window.view_state.is_playing
    clip.key(Qt.Key.Key_Up)
    clip.key(Qt.Key.Key_Up)
    clip.key(Qt.Key.Key_Space)
    clip.key(Qt.Key.Key_Return)

    assert len(clip.window.object_commands.objects()) == 1


def test_accept_all_leaves_what_was_rejected_and_reject_all_and_esc_leave_nothing(clip: WindowDriver) -> None:
    before, label = clip.picture_color(120, 40), step(clip)
    panel = open_everything(clip)
    clip.right_click_picture(40, 40)
    clip.click(panel.accept_all, 5, 5)
    assert verdicts(clip) == [Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.REJECTED]

    clip.click(panel.reject_all, 5, 5)

    assert set(verdicts(clip)) == {Verdict.REJECTED}
    assert not panel.add.isEnabled()

    clip.click(panel.accept_all, 5, 5)
    clip.key(Qt.Key.Key_Escape)

    assert not panel.isVisible()
    assert clip.window.object_commands.objects() == []
    assert clip.picture_color(120, 40) == before
    assert step(clip) == label
    clip.key(Qt.Key.Key_B)
    assert clip.window.tools.name == "brush"


def test_proposals_come_while_it_looks_and_stop_keeps_them(driver: WindowDriver) -> None:
    clip = with_clip(driver, Script(things=THINGS, frame_delay_s=0.15))
    clip.key(Qt.Key.Key_Q, SHIFT)
    controller, panel = clip.window.everything.controller, clip.window.everything.panel
    clip.wait(lambda: controller.rows and controller.is_running)
    clip.click_picture(15, 15)

    clip.click(panel.stop, 5, 5)
    clip.wait(lambda: clip.window.runner.is_idle)

    assert verdicts(clip)[0] is Verdict.ACCEPTED
    assert 0 < controller.progress.done < (controller.progress.total or 0)
    clip.click(panel.add, 5, 5)
    assert len(clip.window.object_commands.objects()) == 1


def test_what_objects_cover_and_parts_of_things_are_there_only_if_they_are_wanted(clip: WindowDriver) -> None:
    add_object(clip, "ball", BOXES[1])
    panel = open_everything(clip)
    assert panel.list.count() == 2

    clip.click(panel.leaves_out, 8, panel.leaves_out.height() / 2)
    clip.wait(lambda: panel.list.count() == 3)

    assert not panel.leaves_out.isChecked()
    clip.click(panel.parts, 8, panel.parts.height() / 2)
    clip.wait(lambda: panel.list.count() == 2)
    assert not panel.parts.isChecked()


def test_another_density_looks_again_and_keeps_what_was_accepted(clip: WindowDriver) -> None:
    panel = open_everything(clip)
    clip.click_picture(120, 40)

    panel.density.setFocus()
    clip.qtbot.keyClick(panel.density, Qt.Key.Key_Down)
    clip.wait(lambda: len(clip.window.everything.controller.rows) == 3)
    clip.wait(lambda: not clip.window.everything.controller.is_running)

    requests = [each for each in clip.predictor.requests if isinstance(each, PointsRequest)]
    assert clip.window.everything.controller.choices.density is Density.MANY
    assert len(requests[-1].points_xy) > 3 * len(requests[0].points_xy)
    assert verdicts(clip) == [Verdict.OPEN, Verdict.ACCEPTED, Verdict.OPEN]


def test_the_model_names_them_if_that_is_wanted(clip: WindowDriver) -> None:
    panel = open_everything(clip)
    clip.click(panel.names, 8, panel.names.height() / 2)
    clip.click_picture(120, 40)
    clip.click_picture(40, 40)

    clip.click(panel.add, 5, 5)
    wait_for_step(clip, "Add 2 objects")

    assert list(names_and_masks(clip)) == ["red ball", "red ball 2"]


def test_another_frame_hides_them_another_picture_drops_them_and_without_a_model_nothing_opens(
    clip: WindowDriver,
) -> None:
    panel = open_everything(clip)
    clip.window.canvas.setFocus()
    clip.key(Qt.Key.Key_Right)
    clip.wait_for_frame(1)
    clip.click_picture(120, 40)
    assert set(verdicts(clip)) == {Verdict.OPEN}

    clip.click(panel.go_to, 5, 5)
    clip.wait_for_frame(0)
    clip.click_picture(120, 40)

    assert Verdict.ACCEPTED in verdicts(clip)
    assert not panel.go_to.isVisible()

    clip.open_clip("other.mp4")
    assert not clip.window.everything.controller.is_open
    assert any("dropped" in text for text in clip.window.message_bar.texts)

    clip.window.model.choose("none")
    clip.window.canvas.setFocus()
    clip.key(Qt.Key.Key_Q, SHIFT)
    assert "No model is chosen, so nothing can be looked for." in clip.window.message_bar.texts
    assert not panel.isVisible()


def test_a_window_that_was_closed_over_proposals_opens_without_them(clip: WindowDriver) -> None:
    open_everything(clip)
    clip.close()

    window = clip.start()

    clip.wait(lambda: not window.everything.panel.isVisible())
    clip.open_clip("next.mp4")
    clip.wait(window.conversation.isVisible)
