"""A person types texts in two languages, has them checked by round trip, and takes better words in place of low ones."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QDialogButtonBox, QPushButton
from support.masks import box_mask
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor
from support.window_driver import CLIP_FRAMES, CLIP_SIZE_HW, WindowDriver

from sa2va_desktop.annotation.records import (
    Expression,
    ExpressionKind,
    ExpressionState,
    FrameState,
    ObjectFrame,
    ObjectId,
)
from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.editing.commands import new_object, put_expression, put_object, put_track
from sa2va_desktop.inference.api import AskRequest
from sa2va_desktop.operations.pipeline.text_provenance import instead_of
from sa2va_desktop.operations.pipeline.text_review import TextOrder, new_text
from sa2va_desktop.storage.session import open_project
from sa2va_desktop.ui.texts.check_dialog import CheckDialog

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
BALL_BOX, BOX_BOX = (20, 20, 60, 60), (100, 50, 140, 90)
BALL, BOX = ScriptedObject("", BALL_BOX), ScriptedObject("", BOX_BOX)
REFERRING, CAPTION = ExpressionKind.REFERRING, ExpressionKind.CAPTION
P, A = ExpressionState.PROPOSED, ExpressionState.ACCEPTED


def begin(driver: WindowDriver, *scripts: Script) -> tuple[ObjectId, ObjectId]:
    """A clip with a ball and a box, and a model that answers so."""
    driver.predictor = ScriptedPredictor(*scripts)
    window = driver.start()
    driver.open_clip()
    document = window.document
    (media_id,) = document.project.media
    found = []
    for name, box in (("ball", BALL_BOX), ("box", BOX_BOX)):
        item = new_object(document.project, media_id, name)
        rle = mask_to_rle(box_mask(CLIP_SIZE_HW, *box))
        frames = {index: ObjectFrame(rle, FrameState.TRACKED, 0.9, 5.0) for index in range(CLIP_FRAMES)}
        document.do(
            "Add", [*put_object(document.project, item), *put_track(document.project, item.object_id, frames)]
        )
        found.append(item.object_id)
    return found[0], found[1]


def add(driver: WindowDriver, text: str, *object_ids: ObjectId, state: ExpressionState = A) -> Expression:
    document = driver.window.document
    (media_id,) = document.project.media
    made = new_text(document.project, media_id, object_ids, text, kind=REFERRING, language="en")
    document.do("Add Text", put_expression(document.project, made))
    return made


def texts(driver: WindowDriver) -> list[Expression]:
    return list(driver.window.document.project.expressions.values())


def open_check(driver: WindowDriver) -> CheckDialog:
    driver.window.activateWindow()
    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_H, CTRL | SHIFT)
    return next(each for each in driver.window.findChildren(CheckDialog) if each.isVisible())


def press_check(driver: WindowDriver, dialog: CheckDialog) -> None:
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    driver.qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)
    driver.window.activateWindow()
    driver.wait(driver.window.isActiveWindow)
    driver.wait(lambda: not driver.window.runs.is_busy)


def type_text(driver: WindowDriver, words: str, tag: str, kind: ExpressionKind) -> None:
    form = driver.window.texts.panel.form
    driver.wait(form.field.hasFocus)
    form.kind.setCurrentIndex(form.kind.findData(kind))
    form.language.setEditText("")
    driver.qtbot.keyClicks(form.language.lineEdit(), tag)
    form.field.setFocus()
    composed = QInputMethodEvent()  # as an input method of Chinese does
    composed.setCommitString(words)
    QCoreApplication.sendEvent(form.field, composed)
    driver.qtbot.keyClick(form.field, Qt.Key.Key_Return)


def test_texts_are_typed_in_several_languages_about_one_object_or_two(driver: WindowDriver) -> None:
    ball, box = begin(driver)
    window, panel = driver.window, driver.window.texts.panel
    window.view_state.select(frozenset({ball}))
    window.canvas.setFocus()

    driver.key(Qt.Key.Key_J, CTRL | SHIFT)
    assert panel.form.title.text() == "New text about “ball”"
    type_text(driver, "the  red ball", "EN", REFERRING)
    driver.wait(panel.list.hasFocus)
    driver.qtbot.keyClick(panel.list, Qt.Key.Key_T)
    assert panel.form.title.text() == "“the red ball” in another language"
    type_text(driver, "红球", "zh_hans", REFERRING)
    window.view_state.select(frozenset({ball, box}))
    driver.qtbot.keyClick(panel.list, Qt.Key.Key_Insert)
    type_text(driver, "A ball beside a box.", "en", CAPTION)

    assert [(each.text, each.language, each.kind, each.object_ids, each.state) for each in texts(driver)] == [
        ("the red ball", "en", REFERRING, (ball,), A),
        ("红球", "zh-Hans", REFERRING, (ball,), A),
        ("A ball beside a box.", "en", CAPTION, (ball, box), A),
    ]
    assert window.document.undo_label == "Add Text"

    # A tag that is none is told, and nothing is added.
    driver.qtbot.keyClick(panel.list, Qt.Key.Key_Insert)
    type_text(driver, "more", "english", CAPTION)
    assert panel.form.problem.isVisible()
    assert len(texts(driver)) == 3
    driver.qtbot.keyClick(panel.form.field, Qt.Key.Key_Escape)
    assert panel.form.isHidden()

    # By language, kind and object.
    panel.filters.language.setCurrentIndex(panel.filters.language.findData("zh-Hans"))
    assert [each.text for each in panel.item_model.texts] == ["红球"]
    panel.filters.language.setCurrentIndex(0)
    panel.filters.kind.setCurrentIndex(2)
    assert [each.text for each in panel.item_model.texts] == ["A ball beside a box."]
    window.view_state.select(frozenset({ball}))
    panel.list.setFocus()
    driver.qtbot.keyClick(panel.list, Qt.Key.Key_Insert)
    type_text(driver, "the round one", "en", REFERRING)
    assert any("the filters do not show it" in text for text in window.message_bar.texts)
    driver.key(Qt.Key.Key_Z, CTRL)
    assert len(texts(driver)) == 3
    panel.filters.kind.setCurrentIndex(0)
    panel.filters.only_selected.setChecked(True)
    window.view_state.select(frozenset({box}))
    assert [each.text for each in panel.item_model.texts] == ["A ball beside a box."]
    window.view_state.select(frozenset({ball}))
    assert len(panel.item_model.texts) == 3

    # Another kind and language from the menu's verbs; deleted with a key; each a step.
    panel.list.selectAll()
    window.texts.edits.set_language("de")
    assert {each.language for each in texts(driver)} == {"de"}
    assert window.document.undo_label == "Change the Language of 3 Texts"
    driver.qtbot.keyClick(panel.list, Qt.Key.Key_Delete, SHIFT)
    assert not texts(driver)
    driver.key(Qt.Key.Key_Z, CTRL)
    driver.key(Qt.Key.Key_Z, CTRL)
    assert [each.language for each in texts(driver)] == ["en", "zh-Hans", "en"]
    driver.wait_until_stored()


def test_texts_are_checked_low_ones_rephrased_and_better_words_take_their_place(driver: WindowDriver) -> None:
    ball, box = begin(
        driver,
        Script(("Sure, it is ", BALL, ".")),  # by the first text
        Script(("Sure, it is ", BALL, ".")),  # by the second: the ball, not the box
        Script(("The blue box.",)),  # other words for the box
        Script(("Sure, it is ", BOX, ".")),  # by which it is found
    )
    window, panel = driver.window, driver.window.texts.panel
    good, low = add(driver, "the red ball", ball), add(driver, "the round thing", box)

    dialog = open_check(driver)
    assert dialog.scope.currentText() == "All without a check (2)"
    dialog.frames.setValue(6)
    press_check(driver, dialog)
    assert [each.round_trip_iou == 0.0 for each in texts(driver)] == [False, True]
    asked_before = len(driver.predictor.requests)

    # Other words are offered; what is known of the old text is not asked again.
    assert any("2 texts checked, 1 low." in text for text in window.message_bar.texts)
    offer = next(
        each for each in window.message_bar.findChildren(QPushButton) if each.text() == "Propose Other Words"
    )
    driver.qtbot.mouseClick(offer, Qt.MouseButton.LeftButton)
    driver.wait(lambda: len(texts(driver)) == 3 and not window.runs.is_busy)
    assert len(driver.predictor.requests) == asked_before + 2
    assert [each.text for each in texts(driver)] == ["the red ball", "the round thing", "the blue box"]
    after = {each.expression_id: each for each in texts(driver)}
    iou = after[good.expression_id].round_trip_iou
    assert iou is not None
    assert iou > 0.9
    assert after[low.expression_id].round_trip_iou == 0.0
    proposed = texts(driver)[2]
    assert (proposed.state, proposed.object_ids, instead_of(proposed)) == (P, (box,), low.expression_id)
    assert proposed.round_trip_iou is not None
    assert proposed.round_trip_iou > 0.9
    asked = [each for each in driver.predictor.requests if isinstance(each, AskRequest) and each.is_video]
    assert {each.frames.frame_count for each in asked if each.frames is not None} == {6}
    assert any("1 text checked, 1 low, 1 text proposed." in text for text in window.message_bar.texts)
    assert window.document.undo_label == "Check texts by round trip"

    # The worst first; the proposal is taken instead, in one step.
    window.texts.show_texts()
    panel.filters.order.setCurrentIndex(panel.filters.order.findData(TextOrder.LOWEST))
    assert panel.item_model.texts[0].expression_id == low.expression_id
    assert "IoU 0.00" in panel.delegate.facts(panel.item_model.texts[0])
    assert panel.delegate.title(proposed) == "↳ box"
    assert panel.delegate.check_facts(proposed) == (
        "Proposed in place of “the round thing”. Checked by scripted on 6 frames."
    )
    panel.go_to(proposed.expression_id)
    panel.list.setFocus()
    driver.qtbot.keyClick(panel.list, Qt.Key.Key_Return, SHIFT)
    assert [(each.text, each.state) for each in texts(driver)] == [("the red ball", A), ("the blue box", A)]
    driver.key(Qt.Key.Key_Z, CTRL)
    assert len(texts(driver)) == 3

    # Each run is one step back.
    driver.key(Qt.Key.Key_Z, CTRL)
    driver.key(Qt.Key.Key_Z, CTRL)
    assert [each.round_trip_iou for each in texts(driver)] == [None, None]
    driver.wait_until_stored()


def test_objects_are_captioned_and_the_captions_checked(driver: WindowDriver) -> None:
    ball, box = begin(
        driver,
        Script(("A red ball.",)),
        Script(("It is ", BALL, ".")),
        Script(("A blue box.",)),
        Script(("It is ", BOX, ".")),
    )
    window = driver.window
    window.view_state.select(frozenset({ball, box}))
    window.actions_by_id["text.caption"].trigger()
    driver.wait(lambda: len(texts(driver)) == 2 and not window.runs.is_busy)

    assert [(each.text, each.kind, each.state, each.object_ids) for each in texts(driver)] == [
        ("A red ball.", CAPTION, P, (ball,)),
        ("A blue box.", CAPTION, P, (box,)),
    ]
    assert all(each.round_trip_iou and each.round_trip_iou > 0.9 for each in texts(driver))


def test_a_check_can_be_stopped_and_words_typed_meanwhile_win(driver: WindowDriver) -> None:
    ball, _ = begin(driver, Script(("It is ", BALL, "."), frame_delay_s=0.01))
    window = driver.window
    first = add(driver, "the ball", ball)
    second = add(driver, "a ball", ball)
    dialog = open_check(driver)
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    driver.qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)
    window.activateWindow()
    driver.wait(lambda: window.runs.has_started)
    window.texts.edit(second.expression_id, "the old ball")

    driver.wait(lambda: not window.runs.is_busy)
    after = {each.expression_id: each for each in texts(driver)}
    assert after[first.expression_id].round_trip_iou is not None
    assert (after[second.expression_id].text, after[second.expression_id].round_trip_iou) == (
        "the old ball",
        None,
    )

    dialog = open_check(driver)
    driver.qtbot.mouseClick(
        dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton
    )
    window.activateWindow()
    driver.wait(lambda: window.runs.has_started)
    window.canvas.setFocus()
    driver.key(Qt.Key.Key_Escape)
    driver.wait(lambda: not window.runs.is_busy)
    assert any("Stopped" in text for text in window.message_bar.texts)


def test_a_text_that_is_being_typed_is_there_after_the_window_was_closed(driver: WindowDriver) -> None:
    ball, _box = begin(driver)
    window = driver.window
    window.view_state.select(frozenset({ball}))
    window.canvas.setFocus()
    driver.key(Qt.Key.Key_J, CTRL | SHIFT)
    driver.wait(window.texts.panel.form.field.hasFocus)
    driver.qtbot.keyClicks(window.texts.panel.form.field, "the ball on the left")
    path = window.document.path
    assert path is not None

    driver.close()

    with open_project(path, read_only=True) as session:
        assert "the ball on the left" in [each.text for each in session.project.expressions_about(ball)]
