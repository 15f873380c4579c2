"""Chat about objects: names behind "@" as chips, masks as regions or numbered outlines, frames that the answer cites."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor
from support.window_driver import WindowDriver

from sa2va_desktop.annotation.records import Answer, AnswerState, AnswerTask, ObjectId
from sa2va_desktop.inference.api import AskRequest, Capabilities
from sa2va_desktop.operations.object_question import ObjectsReach, asked_objects, reach_of
from sa2va_desktop.ui.chat.linked_text import LinkedText
from sa2va_desktop.ui.chat.object_links import frame_target, object_target
from sa2va_desktop.ui.chat.prompt_edit import PromptEdit
from sa2va_desktop.ui.chat.reach_chooser import ReachChooser
from sa2va_desktop.ui.chat.turn_widget import TurnWidget
from sa2va_desktop.ui.elided_combo_box import ElidedComboBox

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
BALL = ScriptedObject("the red ball", (20, 20, 60, 60), velocity_xy=(2, 0))
BOX = ScriptedObject("a box", (100, 50, 140, 90), frame_range=(4, 20))
MASKS = Script(("Sure, ", BALL, " and ", BOX, "."))


def says(*texts: str) -> list[Script]:
    return [Script((text,)) for text in texts]


@pytest.fixture
def chat(driver: WindowDriver) -> WindowDriver:
    """A clip with a ball on all frames and a box on frames 4 to 19; what is asked next, the model answers by script."""
    driver.predictor = ScriptedPredictor(
        MASKS, *says("Region1 is left of region 2.", "The ball of frame 12 is gone in the third picture.")
    )
    driver.start()
    driver.open_clip()
    driver.ask()
    driver.window.view_state.seek(10)
    driver.window.docks.focus_prompt()
    return driver


def prompt(driver: WindowDriver) -> PromptEdit:
    return driver.window.conversation.findChild(PromptEdit)


def answers(driver: WindowDriver) -> list[Answer]:
    return sorted(driver.window.document.project.answers.values(), key=lambda each: each.answer_id)


def requests(driver: WindowDriver) -> list[AskRequest]:
    return [each for each in driver.predictor.requests if isinstance(each, AskRequest)]


def object_ids(driver: WindowDriver) -> list[ObjectId]:
    return [each.object_id for each in driver.window.object_commands.objects()]


def turn(driver: WindowDriver, answer: Answer) -> TurnWidget:
    found = driver.window.conversation.findChildren(TurnWidget)
    return next(each for each in found if each.answer is not None and each.answer.answer_id == answer.answer_id)


def links(driver: WindowDriver, answer: Answer) -> Iterator[tuple[LinkedText, str, str]]:
    for text in turn(driver, answer).findChildren(LinkedText):
        for piece in text.pieces:
            if piece.target:
                yield text, piece.text, piece.target


def type_and_send(driver: WindowDriver, text: str, count: int) -> Answer:
    """Type key by key and press Enter; wait for the answer number `count`."""
    driver.qtbot.keyClicks(prompt(driver), text)
    driver.qtbot.keyClick(prompt(driver), Qt.Key.Key_Return)
    driver.wait(lambda: len(answers(driver)) == count and not driver.window.runs.is_busy)
    return answers(driver)[-1]


def choose_reach(driver: WindowDriver, reach: ObjectsReach) -> None:
    """With the keyboard, in the list above the prompt."""
    box = driver.window.conversation.findChild(ReachChooser).findChild(ElidedComboBox)
    box.setFocus()
    while box.currentData() is not reach:
        driver.qtbot.keyClick(box, Qt.Key.Key_Down)
    prompt(driver).setFocus()


# ---- chips in the prompt


def test_names_are_chips_that_go_whole_and_come_back_with_undo(chat: WindowDriver) -> None:
    edit = prompt(chat)
    chat.qtbot.keyClicks(edit, "Is @the red ball near @a box?")
    assert [edit.toPlainText()[each.start : each.stop] for each in edit.chips] == ["@the red ball", "@a box"]

    chat.qtbot.keyClick(edit, Qt.Key.Key_Left)  # before the question mark, behind the chip
    chat.qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    assert edit.toPlainText() == "Is @the red ball near ?"
    chat.qtbot.keyClick(edit, Qt.Key.Key_Z, CTRL)
    assert edit.toPlainText() == "Is @the red ball near @a box?"
    assert len(edit.chips) == 2

    chat.qtbot.keyClick(edit, Qt.Key.Key_Home)
    for _ in range(4):
        chat.qtbot.keyClick(edit, Qt.Key.Key_Right)
    assert edit.textCursor().position() == edit.chips[0].stop  # over the chip, not into it
    chat.qtbot.keyClick(edit, Qt.Key.Key_Left)
    assert edit.textCursor().position() == edit.chips[0].start
    chat.qtbot.keyClick(edit, Qt.Key.Key_Delete)
    assert edit.toPlainText() == "Is  near @a box?"


def test_a_chip_follows_its_object_to_another_name(chat: WindowDriver) -> None:
    chat.qtbot.keyClicks(prompt(chat), "Where is @a box now?")

    chat.window.talk.use_as_name(object_ids(chat)[1], "crate")

    assert prompt(chat).toPlainText() == "Where is @crate now?"
    assert len(prompt(chat).chips) == 1


# ---- several objects in one picture


def test_several_objects_go_in_as_regions_and_the_answer_names_them(chat: WindowDriver) -> None:
    answer = type_and_send(chat, "Is @a box right of @the red ball?", 2)

    request = requests(chat)[-1]
    assert request.text == "Is region1 right of region2?"
    assert request.language_frames == (10,)
    box, ball = (mask.copy() for mask in request.region_masks)
    assert np.array_equal(box, BOX.mask_at(10, box.shape))
    assert np.array_equal(ball, BALL.mask_at(10, ball.shape))
    ball_id, box_id = object_ids(chat)
    assert (answer.task, answer.state) == (AnswerTask.OBJECTS, AnswerState.COMPLETE)
    assert set(asked_objects(answer)) == {box_id, ball_id}
    assert answer.message == ""
    shown = [(text, target) for _, text, target in links(chat, answer) if target.startswith("object")]
    assert shown == [("Region1", object_target(box_id)), ("region 2", object_target(ball_id))]

    chat.window.document.undo()
    assert len(answers(chat)) == 1
    chat.window.document.redo()
    assert answers(chat)[-1] == answer


def test_a_model_without_regions_sees_numbered_outlines_and_the_answer_says_so(driver: WindowDriver) -> None:
    driver.predictor = ScriptedPredictor(
        MASKS,
        *says("Object 2 is the ball."),
        capabilities=Capabilities(
            "scripted", "qwen_chat", region_prompts=False, reasons={"region_prompts": "No regions here."}
        ),
    )
    driver.start()
    driver.open_clip()
    driver.ask()
    driver.window.view_state.seek(10)
    driver.window.docks.focus_prompt()

    answer = type_and_send(driver, "Is @a box right of @the red ball?", 2)

    request = requests(driver)[-1]
    assert request.text == (
        "In the picture, object 1 and object 2 are outlined and numbered. Is object 1 right of object 2?"
    )
    assert not request.region_masks
    assert request.frames is not None
    picture = request.frames.read_rgb(0)
    colors = [driver.window.document.project.objects[each].color for each in asked_objects(answer)]
    for color in colors:
        assert (picture == color).all(axis=2).sum() > 100
    assert answer.message == ("Answered from pictures with the objects outlined and numbered: No regions here.")
    assert (object_target(object_ids(driver)[0])) in [target for *_, target in links(driver, answer)]


# ---- over several frames, and frames that the answer cites


def test_an_object_is_asked_about_over_several_frames_and_the_answer_cites_them(chat: WindowDriver) -> None:
    chat.qtbot.keyClicks(prompt(chat), "@a box ")
    choose_reach(chat, ObjectsReach.TOGETHER)
    chat.predictor.requests.clear()
    chat.predictor._answered = 2  # the script's answer about frames
    answer = type_and_send(chat, "goes where?", 2)

    request = requests(chat)[-1]
    assert answer.language_frames == (4, 8, 12, 15, 19)  # spread over those that show the box
    assert (request.is_video, request.language_frames) == (True, (0, 1, 2, 3, 4))
    assert request.text == "In the pictures, object 1 is outlined and numbered. object 1 goes where?"
    assert answer.message.endswith("regions can be marked in one picture at a time.")
    assert reach_of(answer) is ObjectsReach.TOGETHER

    cited = [(text, target) for _, text, target in links(chat, answer)]
    assert ("frame 12", frame_target(12)) in cited
    assert ("third picture", frame_target(12)) in cited
    basis = next(widget for widget, text, _ in links(chat, answer) if text == "19")
    click_link(chat, basis, "19")
    assert chat.window.view_state.frame_index == 19
    said = next(widget for widget, text, _ in links(chat, answer) if text == "frame 12")
    click_link(chat, said, "frame 12")
    assert chat.window.view_state.frame_index == 12


def click_link(driver: WindowDriver, text: LinkedText, words: str) -> None:
    at = text.character_rect(text.text.index(words)).center().toPoint()
    driver.qtbot.mouseClick(text.viewport(), LEFT, pos=at)


def test_picture_by_picture_the_answer_lists_frame_by_frame(driver: WindowDriver) -> None:
    driver.predictor = ScriptedPredictor(
        MASKS, *says("It rolls.", "It stands.", "It turns.", "It jumps.", "It lies.")
    )
    driver.start()
    driver.open_clip()
    driver.ask()
    driver.window.docks.focus_prompt()
    driver.qtbot.keyClicks(prompt(driver), "What does @the red ball do?")
    choose_reach(driver, ObjectsReach.EACH)

    answer = type_and_send(driver, "", 2)

    assert answer.text.splitlines() == [
        "Frame 0: It rolls.",
        "Frame 6: It stands.",
        "Frame 12: It turns.",
        "Frame 17: It jumps.",
        "Frame 23: It lies.",
    ]
    asked = requests(driver)[-5:]
    assert [each.language_frames for each in asked] == [(0,), (6,), (12,), (17,), (23,)]
    assert all(each.text == "What does region1 do?" and len(each.region_masks) == 1 for each in asked)
    targets = [target for *_, target in links(driver, answer)]
    assert [frame_target(frame) for frame in (0, 6, 12, 17, 23)] == targets[:5]
    assert reach_of(answer) is ObjectsReach.EACH


# ---- like other turns


def test_it_is_regenerated_with_the_masks_as_they_are_and_lives_through_a_restart(chat: WindowDriver) -> None:
    answer = type_and_send(chat, "Is @a box right of @the red ball?", 2)
    ball_id, box_id = object_ids(chat)
    chat.window.talk.use_as_name(box_id, "crate")
    project = chat.window.projects
    path = chat.folder / "kept.sa2va"
    project.save_as(path)
    chat.wait(lambda: chat.window.document.session is not None and not chat.window.document.is_untitled)
    chat.wait_until_stored()
    chat.close()
    chat.predictor = ScriptedPredictor(*says("No, 1 is left of 2."))
    chat.start(path)
    chat.wait(lambda: len(answers(chat)) == 2 and chat.window.presenter.shown_frame is not None)
    assert answers(chat)[-1] == answer

    press(chat, answer, "Regenerate")
    chat.wait(lambda: answers(chat)[-1].text == "No, 1 is left of 2." and not chat.window.runs.is_busy)

    again = answers(chat)[-1]
    assert again.answer_id == answer.answer_id
    assert set(asked_objects(again)) == {box_id, ball_id}
    assert [again.text[each.start : each.stop] for each in again.phrases if each.stop] == ["1"]
    assert "@a box" in again.instruction  # what was typed stays
    assert len(requests(chat)[-1].region_masks) == 2


def press(driver: WindowDriver, answer: Answer, title: str) -> None:
    buttons = turn(driver, answer).findChildren(QPushButton)
    driver.qtbot.mouseClick(next(each for each in buttons if each.text() == title), LEFT)


def test_without_its_objects_it_says_so_in_one_sentence(chat: WindowDriver) -> None:
    answer = type_and_send(chat, "Is @a box right of @the red ball?", 2)
    chat.window.view_state.select(frozenset(object_ids(chat)[1:]))
    chat.window.object_commands.delete_selected()

    press(chat, answers(chat)[-1], "Regenerate")

    chat.wait(lambda: any("is gone" in each for each in chat.window.message_bar.texts))
    assert answers(chat)[-1].text == answer.text


def test_a_follow_up_goes_on_from_it(chat: WindowDriver) -> None:
    answer = type_and_send(chat, "Is @a box right of @the red ball?", 2)
    press(chat, answer, "Reply")
    further = type_and_send(chat, "Why?", 3)

    [told] = requests(chat)[-1].retold
    assert further.follows == answer.answer_id
    assert told.text == "Is region1 right of region2?"
    assert told.pictures is not None
    assert len(told.pictures.region_masks) == 2
