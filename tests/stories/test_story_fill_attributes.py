"""A person has attributes filled by question, goes through what was proposed with keys, and confirms what is sure."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot
from support.answering import AnsweringPredictor, Tell, Told
from support.embedded_driver import EmbeddedDriver
from support.masks import box_mask
from support.window_driver import CLIP_FRAMES, CLIP_SIZE_HW, WindowDriver

from sa2va_desktop.annotation.attributes import Attribute, AttributeId, AttributeKind, Value
from sa2va_desktop.annotation.records import FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.editing.commands import new_object, put_attribute, put_object, put_track
from sa2va_desktop.operations.attribute_filling.proposals import proposals
from sa2va_desktop.scenes.nouns import NOUNS
from sa2va_desktop.scenes.palette import TINTS
from sa2va_desktop.storage.session import open_project
from sa2va_desktop.ui.attribute_filling.fill_dialog import FillDialog
from sa2va_desktop.ui.labels.value_fields import ChoiceField

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
COLOUR = Attribute(
    AttributeId(1), "colour", AttributeKind.CHOICE, choices=("red", "blue"), question="What colour is it?"
)
LIGHT = Attribute(
    AttributeId(2),
    "light",
    AttributeKind.YES_NO,
    question="Is its light on?",
    changes_over_time=True,
    order=1,
)
TURN = 9


def tell(question: str, frame_index: int) -> Told:
    if question == COLOUR.question:
        return Told("Red.", {"Red.": 0.6, "Blue.": 0.4})
    is_on = frame_index >= TURN
    return Told("", {"Yes.": 0.95 if is_on else 0.05, "No.": 0.05 if is_on else 0.95})


def add(driver: WindowDriver, name: str, *box: int) -> ObjectId:
    document = driver.window.document
    (media_id,) = document.project.media
    item = new_object(document.project, media_id, name)
    rle = mask_to_rle(box_mask(CLIP_SIZE_HW, *box))
    frames = {index: ObjectFrame(rle, FrameState.TRACKED, 0.9, 5.0) for index in range(CLIP_FRAMES)}
    document.do(
        "Add", [*put_object(document.project, item), *put_track(document.project, item.object_id, frames)]
    )
    return item.object_id


def begin(driver: WindowDriver, told: Tell = tell) -> tuple[ObjectId, ObjectId]:
    """A window with a clip of two objects, a schema with two questions, and a model that knows the answers."""
    driver.predictor = AnsweringPredictor(told)
    driver.start()
    driver.open_clip()
    made = add(driver, "ball", 20, 20, 70, 60), add(driver, "box", 90, 30, 150, 88)
    document = driver.window.document
    for attribute in (COLOUR, LIGHT):
        document.do("Attribute", put_attribute(document.project, attribute))
    return made


def open_dialog(driver: WindowDriver) -> FillDialog:
    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_I, CTRL | ALT)
    return next(each for each in driver.window.findChildren(FillDialog) if each.isVisible())


def press_fill(driver: WindowDriver, dialog: FillDialog) -> None:
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    driver.qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)
    driver.window.activateWindow()  # as a window manager does when a dialog closes
    driver.wait(driver.window.isActiveWindow)


def fill(driver: WindowDriver) -> None:
    press_fill(driver, open_dialog(driver))
    runs = driver.window.runs
    driver.wait(lambda: runs.is_busy or waiting(driver))
    driver.wait(lambda: not runs.is_busy)


def waiting(driver: WindowDriver) -> list[tuple[ObjectId, str, int, Value]]:
    project = driver.window.document.project
    return [
        (each.object_id, project.attributes[each.attribute_id].name, each.key.frame_index, each.key.value)
        for each in proposals(project)
    ]


def test_values_are_proposed_reviewed_with_keys_and_stored(driver: WindowDriver) -> None:
    ball, box = begin(driver)
    window = driver.window

    dialog = open_dialog(driver)
    assert dialog.count.text() == (
        "Asks about 2 objects, on at most 54 frames in all. What was confirmed is not asked and stays."
    )
    press_fill(driver, dialog)
    driver.wait(lambda: len(waiting(driver)) == 6)
    driver.wait(lambda: not window.runs.is_busy)

    assert waiting(driver) == [
        (ball, "colour", 0, "red"),
        (box, "colour", 0, "red"),
        (ball, "light", 0, False),
        (ball, "light", TURN, True),
        (box, "light", 0, False),
        (box, "light", TURN, True),
    ]
    assert window.document.undo_label == "Fill Attributes by Question"
    assert any("6 values proposed" in text for text in window.message_bar.texts)

    # The review begins with the least certain; what is decided goes, and the next one is shown.
    driver.key(Qt.Key.Key_J, CTRL | ALT)
    panel = window.filling.panel
    driver.wait(panel.list.hasFocus)
    assert window.view_state.selection == {ball}
    driver.qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert window.document.undo_label == "Confirm 1 Value"
    assert not any("values proposed" in text for text in window.message_bar.texts)  # seen by now
    assert window.view_state.selection == {box}
    driver.qtbot.keyClick(panel.list, Qt.Key.Key_E)
    field = next(each for each in panel.findChildren(ChoiceField) if each.isVisible())
    driver.wait(field.hasFocus)
    driver.qtbot.keyClick(field, Qt.Key.Key_2)
    driver.wait(panel.list.hasFocus)
    values = window.document.project.values_of(box)[COLOUR.attribute_id].keys
    assert [(key.value, key.is_confirmed, key.confidence) for key in values] == [("blue", True, None)]
    driver.qtbot.keyClick(panel.list, Qt.Key.Key_N)
    assert (window.view_state.selection, window.view_state.frame_index) == ({ball}, TURN)
    driver.qtbot.keyClick(panel.list, Qt.Key.Key_R)
    assert (ball, "light", TURN, True) not in waiting(driver)
    driver.qtbot.mouseClick(panel.all_button, Qt.MouseButton.LeftButton)
    assert waiting(driver) == []
    assert panel.hint.isVisible()
    assert panel.fill_button.isVisible()

    # Every decision is a step, and the whole run is one.
    for _ in range(4):
        driver.key(Qt.Key.Key_Z, CTRL)
    assert len(waiting(driver)) == 6
    driver.key(Qt.Key.Key_Z, CTRL)
    assert waiting(driver) == []
    for _ in range(5):
        driver.key(Qt.Key.Key_Z, CTRL | SHIFT)
    driver.wait_until_stored()
    path = window.document.path
    driver.close()
    with open_project(path) as stored:
        light = stored.project.values_of(box)[LIGHT.attribute_id].keys
        assert [(key.frame_index, key.value, key.is_confirmed) for key in light] == [
            (0, False, True),
            (TURN, True, True),
        ]


def test_the_list_is_filtered_and_follows_what_happens_elsewhere(driver: WindowDriver) -> None:
    ball, box = begin(driver)
    window = driver.window
    fill(driver)
    window.filling.show_proposals()
    panel = window.filling.panel

    panel.attribute.setCurrentIndex(panel.attribute.findText("light"))
    assert (len(panel.item_model.shown), panel.shown_count.text()) == (4, "4 of 6")
    panel.sure.setValue(96)
    assert not panel.all_button.isEnabled()
    panel.attribute.setCurrentIndex(0)
    panel.only_shown.setChecked(True)
    window.view_state.select(frozenset({ball}))
    window.label_part.commands.settle_all(takes=False)  # as in the panel of attributes
    assert {each.object_id for each in panel.item_model.shown} == {box}


def test_a_second_fill_has_nothing_to_do_and_says_so(driver: WindowDriver) -> None:
    begin(driver)
    fill(driver)

    dialog = open_dialog(driver)
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert not ok.isEnabled()
    assert dialog.count.text().startswith("Nothing is open")
    dialog.again.setChecked(True)
    assert ok.isEnabled()
    dialog.attributes.item(0).setCheckState(Qt.CheckState.Unchecked)
    dialog.attributes.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert not ok.isEnabled()
    dialog.reject()


def test_a_fill_that_is_stopped_keeps_what_it_found_and_the_next_goes_on(driver: WindowDriver) -> None:
    def slowly(question: str, frame_index: int) -> Told:
        time.sleep(0.02)
        return tell(question, frame_index)

    ball, box = begin(driver, slowly)
    window = driver.window
    press_fill(driver, open_dialog(driver))
    driver.wait(lambda: waiting(driver))
    window.canvas.setFocus()
    driver.key(Qt.Key.Key_Escape)
    driver.wait(lambda: not window.runs.is_busy)
    kept = waiting(driver)
    assert (ball, "colour", 0, "red") in kept
    assert not [each for each in kept if each[:2] == (box, "light")]
    assert any(text.startswith("Stopped; ") for text in window.message_bar.texts)

    fill(driver)
    assert len(waiting(driver)) == 6
    driver.key(Qt.Key.Key_Z, CTRL)
    assert waiting(driver) == kept


def test_without_a_question_the_dialog_says_what_is_missing(driver: WindowDriver) -> None:
    driver.predictor = AnsweringPredictor(tell)
    driver.start()
    driver.open_clip()
    add(driver, "ball", 20, 20, 70, 60)

    dialog = open_dialog(driver)

    assert "No attribute of the project has a question" in dialog.count.text()
    assert not dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    dialog.reject()


@pytest.mark.slow
def test_the_embedded_model_fills_colours_and_kinds_of_the_demo_clip(qtbot: QtBot, tmp_path: Path) -> None:
    driver = EmbeddedDriver(qtbot, tmp_path)
    window = driver.start()
    window.resize(1280, 720)
    window.open_demo()
    driver.wait(lambda: window.presenter.shown_frame is not None)
    for text in ("Please segment the red car.", "Please segment the balloon."):
        driver.ask(text)
    document = window.document
    for attribute in (
        replace(COLOUR, choices=tuple(TINTS)),
        replace(COLOUR, attribute_id=AttributeId(3), name="kind", choices=tuple(NOUNS), question="What is it?"),
    ):
        document.do("Attribute", put_attribute(document.project, attribute))
    window.canvas.setFocus()
    driver.key(Qt.Key.Key_I, CTRL | ALT)
    dialog = next(each for each in window.findChildren(FillDialog) if each.isVisible())
    driver.picture("fill-dialog")

    driver.press(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok))
    driver.wait(lambda: window.runs.is_busy)
    driver.wait(lambda: not window.runs.is_busy)
    window.filling.show_proposals()
    driver.picture("fill-review")

    car, balloon = document.project.objects
    told = {(each.object_id, each.attribute_id): each.key for each in proposals(document.project)}
    assert told[car, COLOUR.attribute_id].value == "red"
    assert told[car, AttributeId(3)].value == "car"
    assert told[balloon, AttributeId(3)].value == "balloon"
    assert all(0.5 <= (key.confidence or 0) <= 1 and key.model_name for key in told.values())
    driver.close_all()
