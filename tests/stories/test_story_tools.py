"""Every tool in a person's hand: marks that can be changed, previews, scribbles, lassos, polygons, brushes."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from support.masks import box_mask
from support.scripted_predictor import Script, ScriptedPredictor
from support.window_driver import CLIP_SIZE_HW, WindowDriver

from sa2va_desktop.annotation.records import AnnotationObject, FrameState, ObjectFrame
from sa2va_desktop.annotation.rle import mask_to_rle, rle_to_mask
from sa2va_desktop.editing.commands import new_object, put_object, put_track
from sa2va_desktop.inference.api import SegmentRequest
from sa2va_desktop.operations.marks import marks_of
from sa2va_desktop.ui.canvas.tools.option_bar import buttons

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
LASSO = ((40, 30), (80, 30), (80, 70), (40, 70), (40, 31))


@pytest.fixture
def tools(driver: WindowDriver) -> WindowDriver:
    """An open clip with the point tool in the hand and nothing previewed."""
    driver.predictor = ScriptedPredictor(Script(object_velocity_xy=(1, 0)))
    driver.start()
    driver.window.settings.set("canvas.hover_preview", "off")
    driver.open_clip()
    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_Q)
    return driver


@pytest.fixture
def modelless(tools: WindowDriver) -> WindowDriver:
    """As `tools`, with no model chosen."""
    tools.window.model.choose("none")
    return tools


def at(driver: WindowDriver, x: float, y: float) -> QPoint:
    """A picture point on the canvas."""
    place = driver.window.canvas.view_transform.to_widget(x, y)
    return QPoint(round(place[0]), round(place[1]))


def press(driver: WindowDriver, x: float, y: float, button: Qt.MouseButton = LEFT) -> None:
    driver.qtbot.mousePress(driver.window.canvas, button, pos=at(driver, x, y))


def move(driver: WindowDriver, x: float, y: float) -> None:
    driver.qtbot.mouseMove(driver.window.canvas, at(driver, x, y))


def rest_pointer(driver: WindowDriver, x: float, y: float) -> None:
    """Come from elsewhere, because a pointer that is there already does not move."""
    move(driver, x + 20, y + 20)
    move(driver, x, y)


def release(driver: WindowDriver, x: float, y: float, button: Qt.MouseButton = LEFT) -> None:
    driver.qtbot.mouseRelease(driver.window.canvas, button, pos=at(driver, x, y))


def drag(
    driver: WindowDriver,
    *way_xy: tuple[float, float],
    button: Qt.MouseButton = LEFT,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    driver.qtbot.mousePress(driver.window.canvas, button, modifiers, at(driver, *way_xy[0]))
    for point in way_xy[1:]:
        driver.qtbot.mouseMove(driver.window.canvas, at(driver, *point))
    driver.qtbot.mouseRelease(driver.window.canvas, button, modifiers, at(driver, *way_xy[-1]))


def turn_wheel(driver: WindowDriver, steps: int, held: Qt.MouseButton) -> None:
    canvas = driver.window.canvas
    event = QWheelEvent(
        QPointF(100, 100),
        QPointF(canvas.mapToGlobal(QPoint(100, 100))),
        QPoint(),
        QPoint(0, 120 * steps),
        held,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def wait_for_proposal(driver: WindowDriver) -> None:
    driver.wait(lambda: driver.window.clicks.candidates and not driver.window.clicks.is_waiting)


def accept(driver: WindowDriver) -> AnnotationObject:
    wait_for_proposal(driver)
    driver.key(Qt.Key.Key_Return)
    return driver.window.object_commands.selected()[0]


def points_of(driver: WindowDriver) -> list[tuple[int, int, int]]:
    return [
        (round(point.point_xy[0]), round(point.point_xy[1]), point.label)
        for point in driver.window.clicks.marks.points
    ]


def requests(driver: WindowDriver) -> list[SegmentRequest]:
    return [request for request in driver.predictor.requests if isinstance(request, SegmentRequest)]


def frame_of(driver: WindowDriver, frame_index: int = 0) -> ObjectFrame:
    (item,) = driver.window.object_commands.objects()
    frame = driver.window.document.project.frame(item.object_id, frame_index)
    assert frame is not None
    return frame


# ---- marks stay editable


def test_a_dragged_dot_moves_and_the_mask_follows(tools: WindowDriver) -> None:
    tools.click_picture(50, 40)
    wait_for_proposal(tools)

    drag(tools, (50, 40), (60, 45), (90, 60))
    wait_for_proposal(tools)

    assert points_of(tools) == [(90, 60, 1)]
    assert tools.window.clicks.candidates[0].rle.box_xywh == pytest.approx((80, 50, 20, 20), abs=1)


def test_the_mask_follows_a_dot_that_is_still_being_dragged(tools: WindowDriver) -> None:
    tools.click_picture(50, 40)
    wait_for_proposal(tools)

    press(tools, 50, 40)
    move(tools, 70, 50)
    move(tools, 90, 60)

    tools.wait(lambda: tools.window.clicks.candidates[0].rle.box_xywh[0] >= 79)
    release(tools, 90, 60)


def test_esc_drops_the_marks_also_while_one_is_dragged(tools: WindowDriver) -> None:
    tools.click_picture(50, 40)
    wait_for_proposal(tools)
    press(tools, 50, 40)
    move(tools, 70, 50)

    tools.key(Qt.Key.Key_Escape)
    move(tools, 90, 60)
    release(tools, 90, 60)

    assert not tools.window.clicks.is_active


def test_del_takes_the_dot_under_the_pointer_and_leaves_the_object(tools: WindowDriver) -> None:
    tools.click_picture(50, 40)
    item = accept(tools)
    tools.click_picture(100, 70)
    wait_for_proposal(tools)

    move(tools, 50, 40)
    tools.key(Qt.Key.Key_Delete)

    assert points_of(tools) == [(100, 70, 1)]
    assert tools.window.object_commands.objects() == [item]


def test_backspace_takes_the_last_dot_and_with_the_last_one_the_proposal(tools: WindowDriver) -> None:
    tools.click_picture(50, 40)
    tools.right_click_picture(100, 70)
    move(tools, 20, 20)

    tools.key(Qt.Key.Key_Backspace)
    assert points_of(tools) == [(50, 40, 1)]
    tools.key(Qt.Key.Key_Backspace)

    assert not tools.window.clicks.is_active


def test_del_deletes_the_object_when_no_mark_is_pending_or_under_the_pointer(tools: WindowDriver) -> None:
    tools.click_picture(50, 40)
    accept(tools)
    move(tools, 20, 20)

    tools.key(Qt.Key.Key_Delete)

    assert tools.window.object_commands.objects() == []


def test_undo_takes_back_the_last_mark_before_it_takes_back_edits(tools: WindowDriver) -> None:
    tools.click_picture(50, 40)
    accept(tools)
    tools.key(Qt.Key.Key_N)
    tools.click_picture(100, 70)
    tools.click_picture(110, 70)
    assert tools.window.actions_by_id["edit.undo"].text() == "&Undo Last Mark"

    tools.key(Qt.Key.Key_Z, CTRL)
    assert points_of(tools) == [(100, 70, 1)]
    tools.key(Qt.Key.Key_Z, CTRL)
    assert not tools.window.clicks.is_active
    assert len(tools.window.object_commands.objects()) == 1
    tools.key(Qt.Key.Key_Z, CTRL)

    assert tools.window.object_commands.objects() == []


def test_a_side_and_a_corner_of_the_box_can_be_dragged(tools: WindowDriver) -> None:
    tools.key(Qt.Key.Key_R)
    tools.drag_picture((40, 20), (60, 50), (100, 80))
    wait_for_proposal(tools)

    drag(tools, (100, 50), (110, 50), (120, 50))
    drag(tools, (40, 20), (35, 15), (30, 10))
    wait_for_proposal(tools)

    assert tools.window.clicks.marks.box_xyxy == pytest.approx((30, 10, 120, 80), abs=1)
    tools.key(Qt.Key.Key_Z, CTRL)
    assert tools.window.clicks.marks.box_xyxy == pytest.approx((40, 20, 120, 80), abs=1)


def test_marks_of_the_selected_object_are_seen_and_can_be_moved_when_its_frame_comes_back(
    tools: WindowDriver,
) -> None:
    tools.click_picture(50, 40)
    item = accept(tools)
    tools.key(Qt.Key.Key_Right)
    tools.wait_for_frame(1)
    assert points_of(tools) == []

    tools.key(Qt.Key.Key_Left)
    tools.wait_for_frame(0)
    red, green, _ = tools.picture_color(50.6, 40.6)
    assert green > red + 50
    drag(tools, (50, 40), (55, 45), (80, 60))
    accept(tools)

    marks = marks_of(tools.window.document.project, item.object_id, 0)
    assert marks is not None
    assert marks.points[0].point_xy == pytest.approx((80, 60), abs=1)
    assert len(tools.window.object_commands.objects()) == 1


def test_enter_right_after_a_click_accepts_the_mask_when_it_comes(tools: WindowDriver) -> None:
    tools.click_picture(50, 40)
    tools.key(Qt.Key.Key_Return)

    tools.wait(lambda: tools.window.object_commands.objects())
    assert frame_of(tools).state is FrameState.PROMPTED


def test_ctrl_enter_accepts_and_describes(driver: WindowDriver) -> None:
    driver.predictor = ScriptedPredictor(Script(parts=("A square.",)))
    driver.start()
    driver.open_clip()
    driver.key(Qt.Key.Key_Q)
    driver.click_picture(50, 40)
    wait_for_proposal(driver)

    driver.key(Qt.Key.Key_Return, CTRL)
    driver.wait(lambda: driver.window.document.project.answers and not driver.window.object_runs.is_running)

    (answer,) = driver.window.document.project.answers.values()
    assert answer.text == "A square."


def test_shift_enter_accepts_and_tracks(tools: WindowDriver) -> None:
    tools.click_picture(50, 40)
    wait_for_proposal(tools)

    tools.key(Qt.Key.Key_Return, SHIFT)
    tools.wait(lambda: tools.window.object_commands.objects() and not tools.window.object_runs.is_running)

    assert frame_of(tools, 9).state is FrameState.TRACKED


# ---- preview before the click


def test_the_resting_pointer_shows_what_a_click_would_give(tools: WindowDriver) -> None:
    tools.window.settings.set("canvas.hover_preview", "always")
    tools.wait(lambda: tools.window.finder.is_free)
    before = tools.picture_color(45, 45)

    rest_pointer(tools, 50, 40)
    tools.wait(lambda: tools.window.preview.shown is not None)

    assert tools.picture_color(45, 45) != before
    assert not tools.window.clicks.is_active
    QApplication.sendEvent(tools.window.canvas, _leave())
    assert tools.window.preview.shown is None
    assert tools.picture_color(45, 45) == before

    # It never stays over another frame.
    rest_pointer(tools, 50, 40)
    tools.wait(lambda: tools.window.preview.shown is not None)

    tools.key(Qt.Key.Key_Right)

    assert tools.window.preview.shown is None


def test_with_the_shift_setting_the_key_asks_for_the_preview(tools: WindowDriver) -> None:
    tools.window.settings.set("canvas.hover_preview", "shift")
    tools.wait(lambda: tools.window.finder.is_free)
    rest_pointer(tools, 50, 40)
    tools.qtbot.wait(150)
    assert requests(tools) == []

    tools.key(Qt.Key.Key_Shift)

    tools.wait(lambda: tools.window.preview.shown is not None)


def _leave() -> object:
    from PySide6.QtCore import QEvent

    return QEvent(QEvent.Type.Leave)


# ---- scribble and lasso


def test_a_scribble_becomes_marks_and_the_right_button_excludes(tools: WindowDriver) -> None:
    tools.key(Qt.Key.Key_S)

    drag(tools, (40, 40), (50, 40), (60, 40))
    wait_for_proposal(tools)
    assert points_of(tools) == [(45, 40, 1), (55, 40, 1)]
    drag(tools, (100, 60), (110, 60), (120, 60), button=RIGHT)

    assert [label for _, _, label in points_of(tools)] == [1, 1, 0, 0]
    tools.key(Qt.Key.Key_Z, CTRL)
    assert len(points_of(tools)) == 2


def test_a_lasso_finds_the_thing_inside(tools: WindowDriver) -> None:
    tools.key(Qt.Key.Key_G)

    drag(tools, *LASSO)
    accept(tools)

    assert frame_of(tools).state is FrameState.PROMPTED
    assert frame_of(tools).rle.box_xywh == pytest.approx((40, 30, 40, 40), abs=1)


def test_an_exact_lasso_needs_no_model_and_alt_or_the_right_button_cuts(modelless: WindowDriver) -> None:
    tools = modelless
    tools.key(Qt.Key.Key_G)
    tools.click(buttons(tools.window.option_bar.lasso_box)[1], 5, 5)

    drag(tools, *LASSO)
    drag(tools, (45, 35), (55, 35), (55, 45), (45, 45), button=RIGHT)
    drag(tools, (60, 50), (70, 50), (70, 60), (60, 60), modifiers=ALT)

    mask = rle_to_mask(frame_of(tools).rle)
    assert frame_of(tools).state is FrameState.EDITED
    assert mask[32, 42]
    assert not mask[40, 50]
    assert not mask[55, 65]
    assert not tools.window.message_bar.texts


# ---- polygon


def test_a_polygon_makes_a_new_object_without_a_model(modelless: WindowDriver) -> None:
    tools = modelless
    tools.key(Qt.Key.Key_P)

    for corner in ((40, 20), (100, 20), (100, 70), (40, 70)):
        tools.click_picture(*corner)
    tools.key(Qt.Key.Key_Return)
    tools.key(Qt.Key.Key_Return)

    mask = rle_to_mask(frame_of(tools).rle)
    expected = np.zeros_like(mask)
    expected[20:70, 40:100] = True
    assert (mask != expected).mean() < 0.02
    assert tools.window.document.undo_label.startswith("Add")

    # Another frame drops one that is begun, and says so.
    tools.click_picture(40, 20)
    tools.click_picture(60, 20)

    tools.key(Qt.Key.Key_Right)

    assert not tools.window.tools.is_drawing
    assert any("dropped" in text for text in tools.window.message_bar.texts)


def test_corners_of_a_closed_polygon_can_be_moved_inserted_and_deleted(modelless: WindowDriver) -> None:
    tools = modelless
    tools.key(Qt.Key.Key_P)
    for corner in ((40, 20), (100, 20), (100, 70), (40, 70), (40, 20)):  # the last click closes it
        tools.click_picture(*corner)

    drag(tools, (100, 70), (110, 75), (120, 80))
    drag(tools, (70, 20), (70, 15), (70, 5))
    move(tools, 40, 20)
    tools.key(Qt.Key.Key_Delete)
    tools.key(Qt.Key.Key_Return)

    mask = rle_to_mask(frame_of(tools).rle)
    assert mask[75, 112]
    assert mask[10, 70]
    assert not mask[22, 42]


def test_backspace_and_undo_take_corners_back_and_esc_drops_the_polygon(modelless: WindowDriver) -> None:
    tools = modelless
    tools.key(Qt.Key.Key_P)
    for corner in ((40, 20), (100, 20), (100, 70), (150, 90)):
        tools.click_picture(*corner)

    tools.key(Qt.Key.Key_Backspace)
    tools.click_picture(40, 70)
    tools.click_picture(10, 90)
    tools.key(Qt.Key.Key_Z, CTRL)
    tools.key(Qt.Key.Key_Return)
    tools.key(Qt.Key.Key_Return)
    assert frame_of(tools).rle.area == pytest.approx(3000, rel=0.05)

    tools.click_picture(10, 10)
    tools.click_picture(20, 10)
    assert tools.window.tools.is_drawing
    tools.key(Qt.Key.Key_Escape)
    assert not tools.window.tools.is_drawing


def test_a_polygon_of_the_right_button_cuts_from_the_selected_object(modelless: WindowDriver) -> None:
    tools = modelless
    tools.key(Qt.Key.Key_B)
    drag(tools, (40, 50), (120, 50))
    tools.key(Qt.Key.Key_P)

    tools.right_click_picture(70, 30)
    for corner in ((90, 30), (90, 70), (70, 70)):
        tools.click_picture(*corner)
    tools.key(Qt.Key.Key_Return)
    tools.key(Qt.Key.Key_Return)

    mask = rle_to_mask(frame_of(tools).rle)
    assert not mask[50, 80]
    assert mask[50, 50]
    assert mask[50, 110]


def test_an_object_that_was_locked_meanwhile_is_not_drawn_on(modelless: WindowDriver) -> None:
    driver = modelless
    driver.key(Qt.Key.Key_B)
    driver.drag_picture((40, 40), (60, 40))
    before = frame_of(driver)
    driver.window.tools.choose("polygon")
    for corner in ((80, 60), (120, 60), (120, 80)):
        driver.click_picture(*corner)

    driver.window.object_commands.toggle_locked(driver.window.object_commands.selected())
    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_Return)
    driver.key(Qt.Key.Key_Return)

    assert frame_of(driver) == before
    assert any("is locked" in text for text in driver.window.message_bar.texts)


# ---- brush


def test_the_brush_with_nothing_selected_makes_a_new_object_in_one_step(modelless: WindowDriver) -> None:
    tools = modelless
    tools.key(Qt.Key.Key_B)

    drag(tools, (40, 50), (60, 50), (80, 50))

    assert frame_of(tools).state is FrameState.EDITED
    assert len(tools.window.view_state.selection) == 1
    tools.key(Qt.Key.Key_Z, CTRL)
    assert tools.window.object_commands.objects() == []

    # Shift and a click draw a straight line from the last stroke.
    tools.click_picture(30, 30)

    tools.click_picture(120, 75, SHIFT)

    assert rle_to_mask(frame_of(tools).rle)[52, 75]


def test_the_wheel_with_a_button_held_changes_the_size_and_the_bar_shows_it(modelless: WindowDriver) -> None:
    tools = modelless
    tools.key(Qt.Key.Key_B)
    zoom, radius_px = tools.window.canvas.zoom, tools.window.strokes.radius_px

    press(tools, 50, 50)
    turn_wheel(tools, 1, LEFT)
    release(tools, 50, 50)

    assert tools.window.strokes.radius_px > radius_px
    assert tools.window.canvas.zoom == zoom
    assert tools.window.option_bar.number.value() == round(2 * tools.window.strokes.radius_px)

    # So does the slider, of the eraser too.
    tools.key(Qt.Key.Key_E)
    radius_px = tools.window.strokes.radius_px

    tools.window.option_bar.slider.setFocus()
    tools.qtbot.keyClick(tools.window.option_bar.slider, Qt.Key.Key_Up)

    assert tools.window.strokes.radius_px > radius_px


def test_every_tool_has_its_key(tools: WindowDriver) -> None:
    for key, name in (("S", "scribble"), ("G", "lasso"), ("P", "polygon"), ("V", "select"), ("R", "box")):
        tools.key(Qt.Key[f"Key_{key}"])
        assert tools.window.tools.name == name
        assert tools.window.actions_by_id[f"tool.{name}"].isChecked()


# ---- clean-up and masks from pictures


@pytest.fixture
def spotted(modelless: WindowDriver) -> WindowDriver:
    """A selected object with a hole and an island, tracked over frames 0 to 9; frame 3 is locked, frame 4 edited."""
    driver = modelless
    project, media_id = driver.window.document.project, driver.window.view_state.media_id
    assert media_id is not None
    mask = box_mask(CLIP_SIZE_HW, 40, 30, 80, 70)
    mask[45:48, 55:58] = False
    mask[10:12, 10:12] = True
    states = {3: FrameState.LOCKED, 4: FrameState.EDITED}
    frames = {
        index: ObjectFrame(mask_to_rle(mask), states.get(index, FrameState.TRACKED), 0.9, 5.0)
        for index in range(10)
    }
    item = new_object(project, media_id, "dog")
    driver.window.document.do("Add", [*put_object(project, item), *put_track(project, item.object_id, frames)])
    driver.window.view_state.select(frozenset({item.object_id}))
    return driver


def is_clean(driver: WindowDriver, frame_index: int) -> bool:
    mask = rle_to_mask(frame_of(driver, frame_index).rle)
    return bool(mask[46, 56]) and not mask[10, 10]


def open_clean_up(driver: WindowDriver) -> None:
    driver.window.actions_by_id["object.clean_up"].trigger()
    panel = driver.window.masks.clean_up_panel
    driver.wait(panel.isVisible)
    panel.islands.setValue(20)
    panel.holes.setValue(20)


def test_clean_up_is_seen_before_it_is_applied_and_of_all_frames_leaves_what_a_person_settled(
    spotted: WindowDriver,
) -> None:
    before = spotted.picture_color(56, 46)
    label = spotted.window.document.undo_label

    open_clean_up(spotted)
    spotted.wait(lambda: spotted.picture_color(56, 46) != before)
    assert not is_clean(spotted, 0)
    spotted.key(Qt.Key.Key_Escape)

    assert not spotted.window.masks.clean_up_panel.isVisible()
    assert spotted.window.canvas.hasFocus()
    assert spotted.picture_color(56, 46) == before
    assert spotted.window.document.undo_label == label

    open_clean_up(spotted)
    spotted.window.masks.clean_up_panel.scope.setCurrentIndex(2)
    assert "8 masks" in spotted.window.masks.clean_up_panel.summary.text()

    spotted.key(Qt.Key.Key_Return)
    spotted.wait(lambda: spotted.window.document.undo_label == "Clean up “dog”")

    assert [is_clean(spotted, index) for index in range(10)] == [index not in (3, 4) for index in range(10)]
    assert frame_of(spotted, 0).state is FrameState.TRACKED
    told = "8 masks cleaned up. Left alone, locked or settled by hand: 2 masks."
    assert told in spotted.window.message_bar.texts
    spotted.window.actions_by_id["edit.undo"].trigger()
    assert not is_clean(spotted, 0)

    spotted.window.view_state.set_range(4, 7)
    open_clean_up(spotted)
    spotted.window.masks.clean_up_panel.scope.setCurrentIndex(1)

    spotted.key(Qt.Key.Key_Return)

    told = "2 masks cleaned up. Left alone, locked or settled by hand: 1 mask."
    spotted.wait(lambda: told in spotted.window.message_bar.texts)


def test_clean_up_of_exactly_this_frame_changes_an_edited_one(spotted: WindowDriver) -> None:
    spotted.window.view_state.seek(4)
    spotted.wait_for_frame(4)
    open_clean_up(spotted)

    spotted.key(Qt.Key.Key_Return)
    spotted.wait(lambda: is_clean(spotted, 4))

    assert not is_clean(spotted, 5)
    assert frame_of(spotted, 4).state is FrameState.EDITED


def test_a_picture_becomes_the_mask_and_one_of_another_size_is_refused(
    modelless: WindowDriver,
) -> None:
    tools = modelless
    mask = box_mask(CLIP_SIZE_HW, 20, 20, 60, 50)
    Image.fromarray(mask.astype(np.uint8) * 255).save(tools.folder / "mask.png")
    Image.fromarray(np.zeros((5, 7), np.uint8)).save(tools.folder / "small.png")

    tools.window.mask_pictures.load(tools.folder / "small.png")
    tools.wait(lambda: any("7x5" in text for text in tools.window.message_bar.texts))
    tools.window.mask_pictures.load(tools.folder / "mask.png")
    tools.wait(lambda: tools.window.object_commands.objects())

    assert (rle_to_mask(frame_of(tools).rle) == mask).all()
    assert frame_of(tools).state is FrameState.EDITED
