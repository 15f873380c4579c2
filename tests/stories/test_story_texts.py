"""A person has texts written about tracked objects, goes through them with keys, and exports what was accepted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox
from support.masks import box_mask
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor
from support.window_driver import CLIP_FRAMES, CLIP_SIZE_HW, WindowDriver

from sa2va_desktop.annotation.records import Expression, ExpressionState, FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.editing.commands import new_object, put_object, put_track
from sa2va_desktop.storage.session import open_project
from sa2va_desktop.ui.texts.statistics_dialog import StatisticsDialog
from sa2va_desktop.ui.texts.write_dialog import WriteDialog

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
BALL = ScriptedObject("", (20, 20, 60, 60))
P, A, R = ExpressionState.PROPOSED, ExpressionState.ACCEPTED, ExpressionState.REJECTED


def says(*texts: str) -> list[Script]:
    return [Script(parts=(text, BALL)) for text in texts]


def add(driver: WindowDriver, name: str, *box: int, largest: int = 7) -> ObjectId:
    document = driver.window.document
    (media_id,) = document.project.media
    item = new_object(document.project, media_id, name)
    small, large = (
        mask_to_rle(box_mask(CLIP_SIZE_HW, *box)),
        mask_to_rle(box_mask(CLIP_SIZE_HW, box[0], box[1], box[2] + 6, box[3] + 6)),
    )
    frames = {
        index: ObjectFrame(large if index == largest else small, FrameState.TRACKED, 0.9, 5.0)
        for index in range(CLIP_FRAMES)
    }
    document.do(
        "Add", [*put_object(document.project, item), *put_track(document.project, item.object_id, frames)]
    )
    return item.object_id


def begin(driver: WindowDriver, *scripts: Script) -> tuple[ObjectId, ObjectId]:
    """A window with a model that answers so, and a clip with two objects, largest on frames 7 and 11."""
    driver.predictor = ScriptedPredictor(*scripts)
    driver.start()
    driver.open_clip()
    return add(driver, "ball", 20, 20, 60, 60), add(driver, "box", 100, 50, 140, 88, largest=11)


def texts(driver: WindowDriver) -> list[Expression]:
    return list(driver.window.document.project.expressions.values())


def states(driver: WindowDriver) -> list[ExpressionState]:
    return [each.state for each in texts(driver)]


def open_dialog(driver: WindowDriver) -> WriteDialog:
    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_W, CTRL | SHIFT)
    dialog = next(each for each in driver.window.findChildren(WriteDialog) if each.isVisible())
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    driver.wait(ok.isEnabled)
    return dialog


def press_write(driver: WindowDriver, dialog: WriteDialog) -> None:
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    driver.qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)
    driver.window.activateWindow()  # as a window manager does when a dialog closes
    driver.wait(driver.window.isActiveWindow)


def write(driver: WindowDriver) -> None:
    press_write(driver, open_dialog(driver))
    driver.wait(lambda: driver.window.runs.is_busy or texts(driver))
    driver.wait(lambda: not driver.window.runs.is_busy)


def test_texts_are_written_reviewed_with_keys_and_exported(driver: WindowDriver) -> None:
    ball, box = begin(
        driver,
        *says("A red ball.", "A ball.", "A box.", "A blue box."),
        *says("Yes.", "Yes, the same."),
        *says("It is left.", "It rolls.", "the red ball", "found", "found"),
        *says("It is right.", "It stands.", "the blue box", "found", "found"),
    )
    window = driver.window

    write(driver)

    assert [(each.object_ids, each.length, each.state) for each in texts(driver)] == [
        ((ball,), "long", P),
        ((ball,), "short", P),
        ((box,), "long", P),
        ((box,), "short", P),
    ]
    assert texts(driver)[0].text == "A red ball. It is left. It rolls."
    assert window.document.undo_label == "Write Expressions"
    assert any("Texts about 2 objects were written" in text for text in window.message_bar.texts)
    iou = [each.round_trip_iou for each in texts(driver)]
    assert iou[0] is not None
    assert iou[0] > 0.9
    assert iou[2] == 0.0

    # The review: the canvas goes where the object is largest, and it is selected everywhere.
    driver.key(Qt.Key.Key_X, CTRL | SHIFT)
    panel = window.texts.panel
    driver.wait(panel.list.hasFocus)
    assert (window.view_state.frame_index, window.view_state.selection) == (7, {ball})
    assert panel.whole.toPlainText() == texts(driver)[0].text
    assert panel.legend.isVisible()
    driver.qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert states(driver) == [A, P, P, P]
    driver.qtbot.keyClick(panel.list, Qt.Key.Key_E)
    panel.entry.field.selectAll()
    driver.qtbot.keyClicks(panel.entry.field, "the crimson ball")
    driver.qtbot.keyClick(panel.entry.field, Qt.Key.Key_Return)
    assert (texts(driver)[1].text, texts(driver)[1].round_trip_iou) == ("the crimson ball", None)
    driver.wait(panel.list.hasFocus)
    driver.qtbot.keyClick(panel.list, Qt.Key.Key_A)
    assert (window.view_state.frame_index, window.view_state.selection) == (11, {box})
    driver.qtbot.keyClick(panel.list, Qt.Key.Key_R)
    driver.qtbot.keyClicks(panel.entry.field, "It is green")
    driver.qtbot.keyClick(panel.entry.field, Qt.Key.Key_Return)
    assert (states(driver), texts(driver)[2].note) == ([A, A, R, P], "It is green")

    # Every decision is a step of undo, and one more takes all the texts away.
    driver.key(Qt.Key.Key_Z, CTRL)
    assert (states(driver), texts(driver)[2].note) == ([A, A, P, P], "")
    driver.key(Qt.Key.Key_Z, CTRL | SHIFT)
    assert states(driver) == [A, A, R, P]
    driver.wait_until_stored()


def test_the_list_follows_the_selection_and_the_filters(driver: WindowDriver) -> None:
    ball, box = begin(driver, *says("Yes, a thing."))
    window = driver.window
    write(driver)
    panel = window.texts.panel
    window.docks.show_texts()

    window.view_state.select(frozenset({box}))
    current = panel.current_text()
    assert current is not None
    assert current.object_ids == (box,)
    assert window.view_state.frame_index == 7, "only who moves in the list moves the playhead"

    panel.filters.iou.setValue(0.5)
    assert {each.object_ids for each in panel.item_model.texts} == {(box,)}
    assert panel.filters.count.text() == "2 of 4"
    panel.filters.iou.setValue(0)
    panel.filters.state.setCurrentIndex(3)
    assert not panel.item_model.texts
    assert panel.empty.hint.text() == "No text fits the filter."
    panel.filters.state.setCurrentIndex(1)
    assert len(panel.item_model.texts) == 4
    panel.list.selectAll()
    driver.qtbot.keyClick(panel.list, Qt.Key.Key_A)
    assert states(driver) == [A] * 4
    assert window.document.undo_label == "Accept 4 Texts"
    assert ball in window.document.project.objects


def test_the_dialog_counts_what_passes_as_filters_change(driver: WindowDriver) -> None:
    ball, _box = begin(driver)
    dialog = open_dialog(driver)
    assert dialog.count.text().startswith("Objects that pass: 2 of 2. At most 16 answers")

    dialog.area.setValue(13.5)
    assert dialog.passing == [ball]
    dialog.checker.setCurrentIndex(1)
    assert dialog.count.text().startswith("Objects that pass: 1 of 2. At most 7 answers")
    dialog.duration.setValue(60)
    assert not dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    dialog.reject()


def test_a_run_that_is_stopped_keeps_what_is_done_and_undo_takes_it_away(driver: WindowDriver) -> None:
    begin(driver, Script(parts=("Yes, slowly said.", BALL), token_delay_s=0.02))
    window = driver.window
    dialog = open_dialog(driver)
    press_write(driver, dialog)
    driver.wait(lambda: len(texts(driver)) == 2)

    window.canvas.setFocus()
    driver.key(Qt.Key.Key_Escape)
    driver.wait(lambda: not window.runs.is_busy)

    assert len(texts(driver)) == 2
    assert window.document.undo_label == "Write Expressions"
    driver.key(Qt.Key.Key_Z, CTRL)
    assert not texts(driver)


def test_another_model_checks_in_the_place_of_the_first(driver: WindowDriver) -> None:
    begin(driver, *says("No."))
    dialog = open_dialog(driver)
    loads = len(driver.loads)
    dialog.checker.addItem("Strict", "strict")
    dialog.checker.setCurrentIndex(dialog.checker.count() - 1)

    press_write(driver, dialog)
    driver.wait(lambda: len(texts(driver)) == 2 and not driver.window.runs.is_busy)

    assert driver.loads[loads:][-2:] == ["strict", "embedded"]
    assert states(driver) == [R, R]
    assert {each.note for each in texts(driver)} == {"Not consistent: No."}


def test_statistics_are_counted_beside_the_window(driver: WindowDriver) -> None:
    begin(driver)
    driver.window.actions_by_id["text.statistics"].trigger()
    (dialog,) = driver.window.findChildren(StatisticsDialog)

    driver.wait(dialog.copy.isEnabled)

    titles = [dialog.table.topLevelItem(row).text(0) for row in range(dialog.table.topLevelItemCount())]
    assert titles[:1] == ["Counts"]
    assert "Motion" in titles
    dialog.close()


def test_an_empty_list_says_what_to_do(driver: WindowDriver) -> None:
    window = driver.start()
    driver.open_clip()

    window.docks.show_texts()

    assert window.texts.panel.empty.hint.isVisible()
    assert window.texts.panel.empty.write_button.isVisible()


def test_the_texts_take_the_place_of_the_conversation_and_give_it_back(driver: WindowDriver) -> None:
    begin(driver)
    window = driver.window
    window.resize(1280, 720)

    window.docks.show_texts()
    assert not window.conversation.isVisible()
    assert window.minimumSizeHint().height() <= 720
    window.docks.focus_prompt()

    assert window.conversation.isVisible()
    assert not window.texts.panel.isVisible()


def begin_typing(driver: WindowDriver, key: Qt.Key, words: str) -> None:
    """The first text is being changed or rejected; nothing was pressed to take the words."""
    panel = driver.window.texts.panel
    driver.window.texts.show_texts()
    driver.wait(panel.list.hasFocus)
    driver.qtbot.keyClick(panel.list, key)
    driver.qtbot.keyClicks(panel.entry.field, words)


def click_row(driver: WindowDriver, row: int) -> None:
    panel = driver.window.texts.panel
    place = panel.list.visualRect(panel.item_model.index(row)).center()
    driver.qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_what_was_typed_about_a_text_outlives_the_choice_of_another_one(driver: WindowDriver) -> None:
    begin(driver, *says("Yes, a thing."))
    write(driver)
    panel, before = driver.window.texts.panel, texts(driver)

    begin_typing(driver, Qt.Key.Key_E, " indeed")
    click_row(driver, 2)

    assert panel.entry.isHidden()
    assert [each.text for each in texts(driver)] == [
        before[0].text + " indeed",
        *(each.text for each in before[1:]),
    ]
    assert driver.window.document.undo_label == "Edit Text"

    # A reason is no decision: nothing is rejected, and the words are there the next time.
    click_row(driver, 0)
    begin_typing(driver, Qt.Key.Key_R, "too short")
    click_row(driver, 1)
    assert states(driver) == [P] * 4
    click_row(driver, 0)
    driver.qtbot.keyClick(panel.list, Qt.Key.Key_R)
    driver.qtbot.keyClick(panel.entry.field, Qt.Key.Key_Return)
    assert (texts(driver)[0].state, texts(driver)[0].note) == (R, "too short")


def test_closing_the_window_keeps_a_text_that_is_being_changed(driver: WindowDriver) -> None:
    begin(driver, *says("Yes, a thing."))
    write(driver)
    path, before = driver.window.document.path, texts(driver)[0].text
    assert path is not None

    begin_typing(driver, Qt.Key.Key_E, " indeed")
    driver.close()

    with open_project(path, read_only=True) as session:
        assert session.project.expressions[next(iter(session.project.expressions))].text == before + " indeed"
