"""A person says what objects are like: labels by keys, attributes in the panel and over time, a schema of their own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QWidget
from support.labelled_clips import COLOR, NOTE, OPEN, SPEED, begin_labelled, told
from support.window_driver import WindowDriver

from sa2va_desktop.annotation.attributes import AttributeKey, AttributeKind, ObjectAttribute
from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.editing import commands
from sa2va_desktop.editing.commands import put_value
from sa2va_desktop.operations.schema_file import read_schema
from sa2va_desktop.ui.labels.schema_dialog import SchemaDialog

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
    driver.qtbot.keyClicks(speed, "6.5")
    driver.qtbot.keyClick(speed, Qt.Key.Key_Return)
    driver.qtbot.keyClick(speed, Qt.Key.Key_Up)  # the same edit goes on
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

    press(driver, row.field, Qt.Key.Key_N)  # from frame 10 on
    driver.window.view_state.set_range(5, 16)
    row.make_menu().actions()[0].trigger()
    assert told(driver, van, OPEN) == [(0, True), (5, False)]
    row.make_menu().actions()[1].trigger()
    assert told(driver, van, OPEN) == []


def test_proposals_are_told_apart_and_settled_and_a_locked_object_keeps_its_values(
    driver: WindowDriver,
) -> None:
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

    # A locked object keeps its values.
    window.canvas.setFocus()
    driver.key(Qt.Key.Key_L)

    assert not panel.row_of("colour").field.isEnabled()
    assert "locked" in panel.title.text()


# ---- the schema


def open_schema(driver: WindowDriver) -> SchemaDialog:
    driver.window.activateWindow()
    driver.wait(driver.window.isActiveWindow)
    driver.key(Qt.Key.Key_B, CTRL | Qt.KeyboardModifier.ShiftModifier)
    driver.wait(lambda: driver.window.findChildren(SchemaDialog))
    (dialog,) = driver.window.findChildren(SchemaDialog)
    return dialog


def click_on(driver: WindowDriver, widget: QWidget) -> None:
    driver.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def accept(driver: WindowDriver, dialog: SchemaDialog) -> None:
    click_on(driver, dialog.buttons.button(QDialogButtonBox.StandardButton.Ok))
    driver.wait(lambda: not driver.window.findChildren(SchemaDialog))
    driver.window.activateWindow()
    driver.wait(driver.window.isActiveWindow)
    driver.window.canvas.setFocus()


def label_names(driver: WindowDriver) -> list[str]:
    return [each.name for each in driver.window.document.project.schema_categories()]


def test_a_schema_is_made_by_hand_as_one_step_and_its_keys_label_objects(driver: WindowDriver) -> None:
    van, walker = begin_labelled(driver, with_schema=False)
    window = driver.window
    project = window.document.project
    dialog = open_schema(driver)
    assert dialog.labels.hint.isVisible()
    for name in ("car", "person"):
        click_on(driver, dialog.labels.add)
        driver.qtbot.keyClicks(dialog.labels.name, name)
    dialog.pages.setCurrentIndex(1)
    click_on(driver, dialog.attributes.add)
    form = dialog.attributes.form
    driver.qtbot.keyClicks(form.name, "colour")
    assert not dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    assert dialog.problem.text() == "“colour” has no choices yet."
    driver.qtbot.keyClicks(form.choices.field, "red, green")
    driver.qtbot.keyClick(form.choices.field, Qt.Key.Key_Return)
    accept(driver, dialog)

    assert [(each.name, each.hotkey) for each in project.schema_categories()] == [
        ("car", "Alt+1"),
        ("person", "Alt+2"),
    ]
    (attribute,) = project.attributes.values()
    assert (attribute.name, attribute.kind, attribute.choices) == (
        "colour",
        AttributeKind.CHOICE,
        ("red", "green"),
    )
    assert window.label_part.panel.isVisible()

    select(driver, van)
    driver.key(Qt.Key.Key_1, ALT)
    select(driver, van, walker)
    driver.key(Qt.Key.Key_2, ALT)
    assert [project.categories[project.objects[each].category_id].name for each in (van, walker)] == [
        "person"
    ] * 2
    driver.key(Qt.Key.Key_Z, CTRL)
    assert project.objects[walker].category_id is None
    for _ in range(2):
        driver.key(Qt.Key.Key_Z, CTRL)
    assert label_names(driver) == []
    assert not window.label_part.panel.isVisible()


def test_a_key_without_a_selection_labels_what_is_drawn_next(driver: WindowDriver) -> None:
    begin_labelled(driver)
    window = driver.window
    select(driver)
    driver.key(Qt.Key.Key_2, ALT)
    assert window.label_part.chip.isVisible()
    assert window.label_part.chip.text.text() == "New objects: person"

    driver.key(Qt.Key.Key_B)
    driver.drag_picture((20, 80), (40, 80))
    drawn = window.object_commands.objects()[-1]
    assert (drawn.name, window.document.project.categories[drawn.category_id].name) == ("person", "person")

    select(driver)
    driver.key(Qt.Key.Key_2, ALT)
    assert not window.label_part.chip.isVisible()


def test_a_key_that_something_else_has_is_named_and_taken(driver: WindowDriver) -> None:
    van, _walker = begin_labelled(driver)
    window = driver.window
    dialog = open_schema(driver)
    hotkey = dialog.labels.hotkey
    hotkey.recorder.setFocus()
    driver.qtbot.keyClick(hotkey.recorder, Qt.Key.Key_2, ALT)
    assert hotkey.note.text() == "Alt+2 is the key of the label “person”."
    driver.qtbot.keyClick(hotkey.recorder, Qt.Key.Key_1, CTRL)
    assert hotkey.note.text() == "Ctrl+1 is the key of “Actual Pixels”."
    click_on(driver, hotkey.take)
    driver.qtbot.keyClick(dialog.labels.list, Qt.Key.Key_Down, CTRL)
    accept(driver, dialog)

    assert label_names(driver) == ["person", "car"]
    assert window.actions_by_id.holder_of("Ctrl+1") is None
    assert window.actions_by_id.label_with("Ctrl+1") == "car"
    driver.key(Qt.Key.Key_2, ALT)  # the person's key is as it was
    select(driver, van)
    driver.key(Qt.Key.Key_2, ALT)
    driver.key(Qt.Key.Key_1, CTRL)
    assert window.document.project.objects[van].category_id == 1


def test_the_editor_says_what_removed_choices_and_merged_or_deleted_labels_do(driver: WindowDriver) -> None:
    van, walker = begin_labelled(driver)
    panel = driver.window.label_part.panel
    for object_id, digit in ((van, Qt.Key.Key_1), (walker, Qt.Key.Key_2)):
        select(driver, object_id)
        press(driver, panel.row_of("colour").field, digit)
    driver.window.canvas.setFocus()
    dialog = open_schema(driver)
    dialog.pages.setCurrentIndex(1)
    choices = dialog.attributes.form.choices
    choices.list.setCurrentRow(0)
    driver.qtbot.keyClick(choices.list, Qt.Key.Key_Delete)
    assert dialog.notice.text() == "“colour”: values of 1 object do not fit and are dropped."
    fate = dialog.attributes.form.fates.fields["red"]
    fate.setFocus()
    driver.qtbot.keyClick(fate, Qt.Key.Key_End)
    driver.qtbot.keyClick(fate, Qt.Key.Key_Return)
    assert not dialog.notice.isVisible()
    accept(driver, dialog)

    assert told(driver, van, COLOR) == [(0, "blue")]
    assert told(driver, walker, COLOR) == [(0, "green")]
    driver.key(Qt.Key.Key_Z, CTRL)
    assert told(driver, van, COLOR) == [(0, "red")]

    # Labels are merged and deleted.
    project = driver.window.document.project
    dialog = open_schema(driver)
    dialog.labels.merge.menu().aboutToShow.emit()
    dialog.labels.merge.menu().actions()[0].trigger()
    assert dialog.notice.text() == "1 object with “car” will have the label “person”."
    accept(driver, dialog)
    assert label_names(driver) == ["person"]
    assert project.objects[van].category_id == project.objects[walker].category_id

    dialog = open_schema(driver)
    driver.qtbot.keyClick(dialog.labels.list, Qt.Key.Key_Delete)
    assert dialog.notice.text().splitlines()[0] == "“person” is deleted: 2 objects will have no label."
    dialog.reject()
    assert label_names(driver) == ["person"]


def test_a_schema_goes_through_a_file_into_another_project(driver: WindowDriver, tmp_path: Path) -> None:
    begin_labelled(driver)
    dialog = open_schema(driver)
    path = tmp_path / "labels.json"
    dialog.save_to(path)
    driver.wait(path.exists)
    dialog.reject()
    assert [each.name for each in read_schema(path).attributes] == ["colour", "speed", "door open", "note"]

    driver.window.projects.new_project(tmp_path / "other.sa2va")
    driver.wait(lambda: driver.window.document.name == "other")
    dialog = open_schema(driver)
    dialog.add_from_file(path)
    driver.wait(lambda: len(dialog.draft.labels) == 2)
    accept(driver, dialog)
    assert label_names(driver) == ["car", "person"]

    dialog = open_schema(driver)
    (tmp_path / "broken.json").write_text('{"labels": [{"name": 3}]}', "utf-8")
    dialog.add_from_file(tmp_path / "broken.json")
    driver.wait(dialog.problem.isVisible)
    assert "the field 'name' is text, found int" in dialog.problem.text()
    dialog.reject()


def test_objects_take_the_colours_of_labels_and_get_their_own_back(driver: WindowDriver) -> None:
    van, walker = begin_labelled(driver)
    window = driver.window
    project = window.document.project
    select(driver, van)
    driver.key(Qt.Key.Key_2, ALT)
    window.actions_by_id["label.color"].trigger()
    assert project.objects[van].color == project.objects[walker].color == (86, 180, 233)

    driver.key(Qt.Key.Key_1, ALT)
    assert project.objects[van].color == (230, 159, 0)
    driver.key(Qt.Key.Key_Z, CTRL)
    driver.key(Qt.Key.Key_Z, CTRL)
    assert not window.actions_by_id["label.color"].isChecked()
    assert project.objects[van].color != project.objects[walker].color


def test_the_timeline_shows_values_and_a_key_is_dragged_to_another_frame(driver: WindowDriver) -> None:
    van, _walker = begin_labelled(driver)
    strip = driver.window.label_part.lanes.strip
    assert not strip.isVisible()
    select(driver, van)
    assert not strip.isVisible()  # nothing to show yet
    panel = driver.window.label_part.panel
    press(driver, panel.row_of("door open").field, Qt.Key.Key_Y)
    driver.window.view_state.seek(12)
    press(driver, panel.row_of("door open").field, Qt.Key.Key_N)
    driver.window.view_state.seek(3)
    assert [lane.attribute.name for lane in strip.lanes] == ["door open"]
    assert strip.isVisible()

    start, target = (strip.key_point("door open", frame).toPoint() for frame in (12, 18))
    driver.qtbot.mousePress(strip, Qt.MouseButton.LeftButton, pos=start)
    assert driver.window.view_state.frame_index == 12
    driver.qtbot.mouseMove(strip, target)
    driver.qtbot.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=target)

    assert told(driver, van, OPEN) == [(0, True), (18, False)]
    assert strip.describe(target.toPointF()) == "door open: no, from frame 18"
    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_Z, CTRL)
    assert told(driver, van, OPEN) == [(0, True), (12, False)]

    # A run puts other keys there while one is dragged.
    document = driver.window.document
    driver.qtbot.mousePress(strip, Qt.MouseButton.LeftButton, pos=start)
    driver.qtbot.mouseMove(strip, target)
    others = (AttributeKey(0, True), AttributeKey(6, False))
    document.do("Fill", put_value(document.project, ObjectAttribute(van, OPEN, others)))
    driver.qtbot.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=target)
    assert told(driver, van, OPEN) == [(0, True), (6, False)]


def test_what_is_being_typed_belongs_to_the_object_that_it_was_begun_for(driver: WindowDriver) -> None:
    van, walker = begin_labelled(driver)
    panel, view_state = driver.window.label_part.panel, driver.window.view_state

    def begin_typing(words: str) -> None:
        note = panel.row_of("note").field
        note.setFocus()
        driver.qtbot.keyClicks(note, words)

    select(driver, van)
    begin_typing("a dent")
    select(driver, walker)  # by a run that ends, say: the field still has the keyboard
    driver.qtbot.keyClick(panel.row_of("note").field, Qt.Key.Key_Return)
    assert told(driver, van, NOTE) == [(0, "a dent")]
    assert told(driver, walker, NOTE) == []

    begin_typing("in a hurry")
    view_state.select(frozenset())
    assert told(driver, walker, NOTE) == [(0, "in a hurry")]

    select(driver, walker)
    begin_typing("!")
    document = driver.window.document
    document.do("Edit Labels", commands.remove_attribute(document.project, NOTE))
    assert NOTE not in document.project.attributes
    document.undo()
    assert told(driver, walker, NOTE) == [(0, "in a hurry")]
