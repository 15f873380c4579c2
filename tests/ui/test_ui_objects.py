from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from support.window_driver import WindowDriver

from sa2va_desktop.annotation.records import ObjectId

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
GREY = (0, 0, 0)


@pytest.fixture
def asked(driver: WindowDriver) -> WindowDriver:
    """A clip with two objects: "the red ball" at (20..60, 20..60) and "a box" at (100..140, 50..90) on frame 0."""
    driver.start()
    driver.open_clip()
    driver.ask()
    driver.window.canvas.setFocus()
    return driver


def ids(driver: WindowDriver) -> list[ObjectId]:
    return [item.object_id for item in driver.window.object_commands.objects()]


def names(driver: WindowDriver) -> list[str]:
    return [item.name for item in driver.window.object_commands.objects()]


def row_rect(driver: WindowDriver, row: int) -> QRect:
    panel = driver.window.object_panel
    return panel.list.visualRect(panel.item_model.index(row))


def click_row(driver: WindowDriver, row: int, modifiers: Qt.KeyboardModifier | None = None) -> None:
    center = row_rect(driver, row).center()
    driver.click(driver.window.object_panel.list.viewport(), center.x(), center.y(), modifiers)


def test_clicking_a_mask_selects_its_object_everywhere(asked: WindowDriver) -> None:
    asked.click_picture(40, 40)

    assert asked.window.view_state.selection == {ids(asked)[0]}
    selected = asked.window.object_panel.list.selectionModel().selectedIndexes()
    assert [index.row() for index in selected] == [0]

    asked.click_picture(80, 10)
    assert asked.window.view_state.selection == frozenset()


def test_shift_and_click_adds_to_the_selection_and_takes_out_again(asked: WindowDriver) -> None:
    asked.click_picture(40, 40)
    asked.click_picture(120, 70, SHIFT)
    assert asked.window.view_state.selection == set(ids(asked))

    asked.click_picture(40, 40, SHIFT)
    assert asked.window.view_state.selection == {ids(asked)[1]}


def test_selecting_in_the_list_selects_on_the_canvas(asked: WindowDriver) -> None:
    click_row(asked, 1)
    assert asked.window.view_state.selection == {ids(asked)[1]}

    click_row(asked, 0, CTRL)
    assert asked.window.view_state.selection == set(ids(asked))


def test_hovering_a_mask_is_told_to_all_panels(asked: WindowDriver) -> None:
    at = asked.window.canvas.view_transform.to_widget(40, 40)

    asked.qtbot.mouseMove(asked.window.canvas, QPoint(round(at[0]), round(at[1])))

    assert asked.window.view_state.hovered == ids(asked)[0]


def test_the_eye_in_the_list_hides_the_mask_and_undo_shows_it(asked: WindowDriver) -> None:
    panel = asked.window.object_panel
    assert asked.picture_color(40, 40) != GREY

    eye = panel.delegate.hide_rect(row_rect(asked, 0)).center()
    asked.click(panel.list.viewport(), eye.x(), eye.y())
    assert asked.window.object_commands.objects()[0].is_hidden
    assert asked.picture_color(40, 40) == pytest.approx(GREY, abs=3)
    assert asked.window.view_state.selection == frozenset()

    asked.key(Qt.Key.Key_Z, CTRL)
    assert asked.picture_color(40, 40) != GREY


def test_a_double_click_renames_in_place(asked: WindowDriver) -> None:
    panel = asked.window.object_panel
    center = row_rect(asked, 1).center()
    asked.click(panel.list.viewport(), center.x(), center.y())

    asked.qtbot.mouseDClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=center)
    editor = panel.list.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    asked.qtbot.keyClicks(editor, "crate h")
    asked.qtbot.keyClick(editor, Qt.Key.Key_Return)

    asked.wait(lambda: names(asked) == ["the red ball", "crate h"])
    assert asked.window.document.undo_label == "Rename Object"


def test_the_lock_button_and_key_lock_objects(asked: WindowDriver) -> None:
    panel = asked.window.object_panel
    lock = panel.delegate.lock_rect(row_rect(asked, 0)).center()
    asked.click(panel.list.viewport(), lock.x(), lock.y())
    assert [item.is_locked for item in asked.window.object_commands.objects()] == [True, False]

    asked.click_picture(120, 70)
    asked.key(Qt.Key.Key_L)
    assert [item.is_locked for item in asked.window.object_commands.objects()] == [True, True]


def test_deleting_the_selected_objects_is_one_step(asked: WindowDriver) -> None:
    asked.key(Qt.Key.Key_A, CTRL)
    asked.key(Qt.Key.Key_Delete)
    assert names(asked) == []
    assert asked.window.document.undo_label == "Delete Objects"

    asked.key(Qt.Key.Key_Z, CTRL)
    assert names(asked) == ["the red ball", "a box"]


def test_tab_and_digits_walk_through_the_objects(asked: WindowDriver) -> None:
    view = asked.window.view_state
    first, second = ids(asked)

    asked.key(Qt.Key.Key_Tab)
    assert view.selection == {first}
    asked.key(Qt.Key.Key_Tab)
    assert view.selection == {second}
    asked.key(Qt.Key.Key_Tab)
    assert view.selection == {first}
    asked.key(Qt.Key.Key_2)
    assert view.selection == {second}
    asked.key(Qt.Key.Key_9)
    assert view.selection == {second}


def test_objects_move_in_the_list_by_keys(asked: WindowDriver) -> None:
    asked.key(Qt.Key.Key_2)
    asked.key(Qt.Key.Key_Up, CTRL)
    assert names(asked) == ["a box", "the red ball"]

    asked.key(Qt.Key.Key_Up, CTRL)
    assert names(asked) == ["a box", "the red ball"]


def test_another_colour_is_shown_at_once(asked: WindowDriver) -> None:
    asked.window.canvas.set_opacity(1.0)

    asked.window.object_commands.recolor([ids(asked)[0]], (10, 200, 30))

    assert asked.picture_color(40, 40) == (10, 200, 30)


def test_holding_h_shows_the_bare_picture_and_tapping_it_hides_the_selected(asked: WindowDriver) -> None:
    canvas = asked.window.canvas
    asked.qtbot.keyPress(canvas, Qt.Key.Key_H)
    assert not canvas.masks_visible
    asked.qtbot.wait(300)
    asked.qtbot.keyRelease(canvas, Qt.Key.Key_H)
    assert canvas.masks_visible

    asked.click_picture(40, 40)
    asked.qtbot.keyClick(canvas, Qt.Key.Key_H)
    assert [item.is_hidden for item in asked.window.object_commands.objects()] == [True, False]


def test_control_h_hides_all_masks(asked: WindowDriver) -> None:
    asked.key(Qt.Key.Key_H, CTRL)
    assert not asked.window.canvas.masks_visible
    assert not asked.window.actions_by_id["view.masks"].isChecked()

    asked.key(Qt.Key.Key_H, CTRL)
    assert asked.window.canvas.masks_visible


def test_a_right_click_opens_the_menu_of_the_object_under_the_cursor(asked: WindowDriver) -> None:
    asked.window.canvas.menu_requested.emit(ids(asked)[1], asked.window.mapToGlobal(QPoint(50, 50)))

    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert menu.actions()[0].text() == "&Rename"
    assert asked.window.view_state.selection == {ids(asked)[1]}
    menu.close()


def test_the_opacity_is_painted_while_its_slider_moves_and_stored_once_it_rests(asked: WindowDriver) -> None:
    window, stored = asked.window, []
    window.settings.on_change(stored.append)
    colors = set()

    for percent in (60, 65, 70):
        window.canvas_bar.opacity.setValue(percent)
        colors.add(asked.picture_color(40, 40))
    assert len(colors) == 3
    asked.wait(lambda: window.settings.number("canvas.overlay_opacity") == 0.7)

    assert stored == ["canvas.overlay_opacity"]


def test_opacity_is_remembered(asked: WindowDriver) -> None:
    asked.window.canvas_bar.opacity.setValue(80)
    asked.close()

    assert asked.start().canvas_bar.opacity.value() == 80
