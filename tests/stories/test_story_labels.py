"""A person says what objects are like: labels by keys, attributes in the panel and over time, a schema of their own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from support.labelled_clips import COLOR, NOTE, OPEN, SPEED, begin_labelled, told
from support.window_driver import WindowDriver

from sa2va_desktop.annotation.attributes import AttributeKey, ObjectAttribute
from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.editing.commands import put_value

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier


def select(driver: WindowDriver, *object_ids: ObjectId) -> None:
    driver.window.view_state.select(frozenset(object_ids))


def press(driver: WindowDriver, widget: QWidget, *keys: Qt.Key) -> None:
    widget.setFocus()
    for key in keys:
        driver.qtbot.keyClick(driver.window.focusWidget(), key)


def test_values_of_every_kind_are_given_with_the_keyboard_and_undone_one_by_one(driver: WindowDriver) -> None:
    van, _walker = begin_labelled(driver)
    panel = driver.window.label_part.panel
    assert panel.isVisible()
    select(driver, van)
    assert [row.attribute.name for row in panel.rows] == ["colour", "speed", "door open", "note"]

    press(driver, panel.row_of("colour").field, Qt.Key.Key_2)
    press(driver, panel.row_of("door open").field, Qt.Key.Key_N)
    driver.window.view_state.seek(8)
    press(driver, panel.row_of("door open").field, Qt.Key.Key_Y)
    speed = panel.row_of("speed").field
    speed.setFocus()
    driver.qtbot.keyClicks(speed, "7.5")
    driver.qtbot.keyClick(speed, Qt.Key.Key_Return)
    note = panel.row_of("note").field
    note.setFocus()
    driver.qtbot.keyClicks(note, "a dent")
    driver.window.canvas.setFocus()  # leaving the field is enough

    assert told(driver, van, COLOR) == [(0, "green")]
    assert told(driver, van, OPEN) == [(0, False), (8, True)]
    assert told(driver, van, SPEED) == [(8, 7.5)]
    assert told(driver, van, NOTE) == [(0, "a dent")]

    driver.key(Qt.Key.Key_Z, CTRL)
    driver.key(Qt.Key.Key_Z, CTRL)
    assert told(driver, van, NOTE) == []
    assert told(driver, van, SPEED) == []
    assert told(driver, van, OPEN) == [(0, False), (8, True)]


def test_several_objects_show_that_they_differ_and_are_set_together(driver: WindowDriver) -> None:
    van, walker = begin_labelled(driver)
    panel = driver.window.label_part.panel
    select(driver, van)
    press(driver, panel.row_of("colour").field, Qt.Key.Key_1)

    select(driver, van, walker)
    assert [row.attribute.name for row in panel.rows] == ["colour", "speed", "note"]  # doors are for cars
    assert panel.row_of("colour").field.currentIndex() == -1
    press(driver, panel.row_of("colour").field, Qt.Key.Key_3)

    assert told(driver, van, COLOR) == told(driver, walker, COLOR) == [(0, "blue")]
    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_Z, CTRL)
    assert told(driver, van, COLOR) == [(0, "red")]
    assert told(driver, walker, COLOR) == []


def test_keys_are_made_removed_and_gone_to(driver: WindowDriver) -> None:
    van, _walker = begin_labelled(driver)
    panel = driver.window.label_part.panel
    select(driver, van)
    row = panel.row_of("door open")
    press(driver, row.field, Qt.Key.Key_Y)
    driver.window.view_state.seek(10)
    driver.click(row.key, 5, 5)
    assert told(driver, van, OPEN) == [(0, True), (10, True)]

    driver.click(row.previous, 5, 5)
    assert driver.window.view_state.frame_index == 0
    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_Right, ALT)
    assert driver.window.view_state.frame_index == 10
    driver.click(row.key, 5, 5)
    assert told(driver, van, OPEN) == [(0, True)]


def test_proposals_are_told_apart_and_settled(driver: WindowDriver) -> None:
    van, _walker = begin_labelled(driver)
    window, panel = driver.window, driver.window.label_part.panel
    keys = (
        AttributeKey(0, True, 0.91, False, "nano"),
        AttributeKey(6, False, 0.55, False, "nano"),
        AttributeKey(12, True, 0.8, False, "nano"),
    )
    window.document.do("Fill", put_value(window.document.project, ObjectAttribute(van, OPEN, keys)))
    select(driver, van)
    row = panel.row_of("door open")
    assert row.confirm.isVisible()
    assert panel.confirm_all.text() == "Confirm All (3)"

    driver.click(row.confirm, 5, 5)
    assert not row.confirm.isVisible()
    window.view_state.seek(6)
    driver.click(row.reject, 5, 5)
    assert told(driver, van, OPEN) == [(0, True), (12, True)]
    driver.click(panel.confirm_all, 5, 5)

    settled = window.document.project.values_of(van)[OPEN].keys
    assert settled == (AttributeKey(0, True, 0.8, True, "nano"),)
    assert not panel.confirm_all.isVisible()


def test_a_locked_object_keeps_its_values(driver: WindowDriver) -> None:
    van, _walker = begin_labelled(driver)
    panel = driver.window.label_part.panel
    select(driver, van)
    driver.key(Qt.Key.Key_L)

    assert not panel.row_of("colour").field.isEnabled()
    assert "locked" in panel.title.text()
