"""Talking on: follow-ups, threads over several media, answering anew, captions. Keys and clicks, a scripted model."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QToolButton
from support.menus import choose
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor
from support.window_driver import WindowDriver, write_picture

from sa2va_desktop.annotation.records import Answer, AnswerId, AnswerState, AnswerTask, FrameState, ObjectId
from sa2va_desktop.annotation.threads import is_outdated
from sa2va_desktop.annotation.token_runs import unfold_tokens
from sa2va_desktop.inference.answer_reader import AnswerReader
from sa2va_desktop.inference.api import (
    AnswerFinished,
    AskEvent,
    AskRequest,
    History,
    PromptBuilt,
    TextDelta,
    TraceSink,
)
from sa2va_desktop.inference.tokenizer_kinds import load_tokenizer
from sa2va_desktop.operations.instructions import DESCRIBE_CLIP_QUESTION, GROUNDED_CAPTION_QUESTION
from sa2va_desktop.settings.paths import state_folder
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.ui.chat.answer_edit import AnswerEdit
from sa2va_desktop.ui.chat.ask_draft import draft_of
from sa2va_desktop.ui.chat.question_edit import QuestionEdit
from sa2va_desktop.ui.chat.turn_widget import TurnWidget

NANO = Path(__file__).parents[2] / "models" / "sa2va-nano"
LEFT = Qt.MouseButton.LeftButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
BALL = ScriptedObject("the red ball", (20, 20, 60, 60))


def said(*words: str) -> tuple[Script, ...]:
    return tuple(Script((each,)) for each in words)


@pytest.fixture
def talking(driver: WindowDriver) -> WindowDriver:
    """A clip about which one question was answered; then the model says one letter after the other."""
    driver.predictor = ScriptedPredictor(Script(("It is ", BALL, ".")), *said("B", "C", "D", "E", "F"))
    driver.start()
    driver.open_clip()
    driver.ask("What is this?")
    return driver


def answers(driver: WindowDriver) -> list[Answer]:
    return sorted(driver.window.document.project.answers.values(), key=lambda each: each.answer_id)


def requests(driver: WindowDriver) -> list[AskRequest]:
    return [request for request in driver.predictor.requests if isinstance(request, AskRequest)]


def turn(driver: WindowDriver, answer_id: int) -> TurnWidget:
    found = driver.window.conversation.findChildren(TurnWidget)
    return next(each for each in found if each.answer is not None and each.answer.answer_id == answer_id)


def press(driver: WindowDriver, answer_id: int, title: str) -> None:
    buttons = turn(driver, answer_id).findChildren(QPushButton)
    driver.qtbot.mouseClick(next(each for each in buttons if each.text() == title), LEFT)


def more(driver: WindowDriver, answer_id: int, *path: str) -> None:
    buttons = turn(driver, answer_id).findChildren(QToolButton)
    opener = next(each for each in buttons if each.text() == "⋯")
    QTimer.singleShot(0, lambda: choose(driver.qtbot, opener.menu(), *path))
    driver.qtbot.mouseClick(opener, LEFT)


def labels(driver: WindowDriver) -> list[str]:
    found = driver.window.conversation.findChildren(QLabel)
    return [each.text() for each in found if each.isVisible() and each.text()]


def box_button(driver: WindowDriver, title: str) -> QPushButton | QToolButton:
    prompt = driver.window.conversation
    found = [*prompt.findChildren(QToolButton), *prompt.findChildren(QPushButton)]
    return next(each for each in found if each.text() == title and each.isVisible())


def wait_idle(driver: WindowDriver) -> None:
    driver.wait(lambda: not driver.window.runs.is_busy)


def ids_of(answer: Answer) -> tuple[int, ...]:
    return unfold_tokens(answer.tokens)


# ---- following


def test_a_fresh_question_knows_nothing_of_the_ones_before(talking: WindowDriver) -> None:
    talking.ask("And this?")

    assert requests(talking)[-1].history is None
    assert answers(talking)[-1].follows is None


def test_reply_goes_on_until_it_is_taken_off(talking: WindowDriver) -> None:
    press(talking, 1, "Reply")
    assert "↳ follows: What is this?" in labels(talking)
    assert "The model goes on from what the thread showed it." in labels(talking)
    talking.ask("Of what colour?")
    talking.ask("And how large?")

    first, second, third = answers(talking)
    assert (second.follows, third.follows) == (first.answer_id, second.answer_id)
    assert ids_of(third)[: len(ids_of(second))] == ids_of(second)
    request = requests(talking)[-1]
    assert request.frames is None
    assert request.history is not None
    assert request.history.ids == ids_of(second)
    [shown] = request.history.pictures
    assert (shown.is_video, shown.language_frames) == (True, first.language_frames)
    assert third.language_frames == ()

    talking.qtbot.mouseClick(box_button(talking, "✕"), LEFT)
    talking.ask("Something else?")
    assert requests(talking)[-1].history is None
    assert requests(talking)[-1].frames is not None


def test_questions_that_wait_follow_each_other(talking: WindowDriver) -> None:
    talking.key(Qt.Key.Key_R, CTRL | SHIFT)
    talking.begin_asking("One?")
    talking.begin_asking("Two?")
    wait_idle(talking)

    assert [each.follows for each in answers(talking)] == [None, 1, 2]


def test_a_mask_asked_for_in_a_follow_up_is_found_in_what_was_shown(driver: WindowDriver) -> None:
    driver.predictor = ScriptedPredictor(*said("A ball."), Script(("It is ", BALL, ".")))
    driver.start()
    driver.open_clip()
    driver.ask("What is there?")
    press(driver, 1, "Reply")
    driver.qtbot.mouseClick(box_button(driver, "Segment"), LEFT)
    driver.ask("it")

    follow_up = answers(driver)[1]
    assert follow_up.task is AnswerTask.SEGMENT
    assert requests(driver)[-1].text == "Please segment it."
    assert len(follow_up.object_ids) == 1
    [object_id] = follow_up.object_ids
    assert len(driver.window.document.project.track(object_id)) == 24


def test_a_thread_goes_on_to_another_picture(talking: WindowDriver) -> None:
    press(talking, 1, "Reply")
    talking.window.open_paths([write_picture(talking.folder / "car.png")])
    talking.wait_for_media("car.png")
    assert "↳ follows: What is this?" in labels(talking)
    talking.ask("Is it here, too?")

    second = answers(talking)[1]
    assert second.follows == 1
    request = requests(talking)[-1]
    assert request.frames is not None
    assert not request.is_video
    assert request.history is not None
    assert [shown.is_video for shown in request.history.pictures] == [True]

    links = turn(talking, 2)._thread.links
    assert links.toPlainText() == "↳ What is this? · clip.mp4"
    at = links.character_rect(4).center().toPoint()
    talking.qtbot.mouseClick(links.viewport(), LEFT, pos=at)
    talking.wait_for_media("clip.mp4")
    assert "goes on at car.png" in turn(talking, 1)._ends.toPlainText()


def test_turns_of_a_thread_stand_together(talking: WindowDriver) -> None:
    talking.ask("Another thing?")
    press(talking, 1, "Reply")
    talking.ask("Of what colour?")

    view = talking.window.conversation
    talking.wait(lambda: len(view._list.turns) == 3)
    turns = sorted(view.findChildren(TurnWidget), key=lambda each: each.y())
    assert [each.answer.answer_id for each in turns if each.answer] == [1, 3, 2]
    assert [each._thread.indent > 0 for each in turns] == [False, True, False]


def test_a_question_in_words_alone_shows_no_picture(talking: WindowDriver) -> None:
    boxes = talking.window.conversation.findChildren(QComboBox)
    chooser = next(box for box in boxes if "language model sees" in box.toolTip())
    for _ in range(chooser.count()):
        talking.qtbot.keyClick(chooser, Qt.Key.Key_Down)
    talking.ask("What is a ball?")

    assert requests(talking)[-1].frames is None
    second = answers(talking)[1]
    assert (second.language_frames, second.grounding_mode) == ((), "")
    strip = talking.window.timeline._captions
    assert strip.answer_rect(AnswerId(1)) is not None
    assert strip.answer_rect(second.answer_id) is None


def test_another_model_reads_the_words_and_the_answer_says_so(talking: WindowDriver) -> None:
    talking.predictor = ScriptedPredictor(*said("B"), name="another")
    talking.window.model.choose(str(talking.folder))
    talking.wait(lambda: talking.window.model.description is not None)
    press(talking, 1, "Reply")
    talking.ask("Of what colour?")

    request = requests(talking)[-1]
    assert request.history is None
    assert [(told.text, told.answer) for told in request.retold] == [
        ("What is this?", "It is <p> the red ball </p> [SEG].")
    ]
    assert "scripted" in answers(talking)[1].message
    assert "as text" in answers(talking)[1].message


def test_a_description_of_an_object_is_followed(talking: WindowDriver) -> None:
    talking.click_picture(40, 40)
    talking.key(Qt.Key.Key_D, CTRL)
    wait_idle(talking)
    press(talking, 2, "Reply")
    talking.ask("What is it made of?")

    request = requests(talking)[-1]
    [told] = request.retold
    assert told.pictures is not None
    assert len(told.pictures.region_masks) == 1
    assert answers(talking)[2].follows == 2


def test_follow_ups_that_a_model_cannot_do_are_disabled_with_the_reason(driver: WindowDriver) -> None:
    plain = ScriptedPredictor().description.capabilities
    why = "It answers single questions."
    cannot = replace(plain, follow_up=False, reasons={"follow_up": why})
    driver.predictor = ScriptedPredictor(*said("A"), capabilities=cannot)
    driver.start()
    driver.open_clip()
    driver.ask("What?")

    buttons = turn(driver, 1).findChildren(QPushButton)
    reply = next(each for each in buttons if each.text() == "Reply")
    assert not reply.isEnabled()
    assert reply.toolTip() == why
    driver.key(Qt.Key.Key_R, CTRL | SHIFT)
    assert driver.window.conversation._prompt.follow.followed_thread is None


def test_follow_ups_that_a_model_was_not_trained_for_are_doubted(driver: WindowDriver) -> None:
    plain = ScriptedPredictor().description.capabilities
    why = "This checkpoint was not trained for follow-up questions."
    driver.predictor = ScriptedPredictor(*said("A"), capabilities=replace(plain, reasons={"follow_up": why}))
    driver.start()
    driver.open_clip()
    driver.ask("What?")
    assert why not in labels(driver)

    press(driver, 1, "Reply")

    assert why in labels(driver)


# ---- answering anew


def test_regenerating_replaces_the_answer_and_is_one_step(talking: WindowDriver) -> None:
    before = answers(talking)[0]
    [ball] = before.object_ids
    press(talking, 1, "Regenerate")
    wait_idle(talking)

    [after] = answers(talking)
    assert (after.answer_id, after.text) == (before.answer_id, "B")
    assert requests(talking)[-1].language_frames == before.language_frames
    assert ball not in talking.window.document.project.objects

    talking.window.canvas.setFocus()
    talking.key(Qt.Key.Key_Z, CTRL)
    assert answers(talking) == [before]
    assert len(talking.window.document.project.track(ball)) == 24
    talking.key(Qt.Key.Key_Z, CTRL | SHIFT)
    assert answers(talking) == [after]


def test_objects_that_a_person_worked_on_stay_when_the_answer_is_made_anew(talking: WindowDriver) -> None:
    [ball] = answers(talking)[0].object_ids
    talking.click_picture(40, 40)
    talking.key(Qt.Key.Key_Y)
    frame = talking.window.document.project.frame(ball, 0)
    assert frame is not None
    assert frame.state is FrameState.CONFIRMED

    press(talking, 1, "Regenerate")
    wait_idle(talking)

    assert talking.window.document.project.frame(ball, 0) == frame
    assert answers(talking)[0].object_ids == frozenset[ObjectId]()


def test_a_changed_question_outdates_what_was_built_on_it(talking: WindowDriver) -> None:
    press(talking, 1, "Reply")
    talking.ask("Of what colour?")
    talking.ask("And how large?")
    more(talking, 1, "Change the Question")
    edit = talking.window.conversation.findChild(QuestionEdit)
    talking.qtbot.keyClicks(edit, " Really")
    talking.qtbot.keyClick(edit, Qt.Key.Key_Return)
    wait_idle(talking)

    first = answers(talking)[0]
    assert first.instruction == "What is this? Really"
    assert labels(talking).count("Built on an earlier version of the turns above it.") == 2

    more(talking, 1, "Regenerate 2 Later Turns")
    wait_idle(talking)

    project = talking.window.document.project
    assert not any(is_outdated(project.answers, each) for each in answers(talking))
    assert [each.text for each in answers(talking)] == ["D", "E", "F"]
    assert "Built on an earlier version of the turns above it." not in labels(talking)


def test_esc_leaves_the_question_as_it_was(talking: WindowDriver) -> None:
    more(talking, 1, "Change the Question")
    edit = talking.window.conversation.findChild(QuestionEdit)
    talking.qtbot.keyClicks(edit, " Really")
    talking.qtbot.keyClick(edit, Qt.Key.Key_Escape)

    assert (
        talking.window.conversation.findChildren(
            QuestionEdit, options=Qt.FindChildOption.FindDirectChildrenOnly
        )
        == []
    )
    assert len(requests(talking)) == 1
    assert answers(talking)[0].instruction == "What is this?"


def test_turns_after_a_deleted_one_stay_and_say_so(talking: WindowDriver) -> None:
    press(talking, 1, "Reply")
    talking.ask("Of what colour?")
    more(talking, 1, "Delete Answer, Keep Its Objects")

    [left] = answers(talking)
    assert left.follows == 1
    assert "The turn that this one followed was deleted." in labels(talking)
    talking.window.activateWindow()
    talking.wait(talking.window.isActiveWindow)
    talking.window.canvas.setFocus()
    talking.key(Qt.Key.Key_Z, CTRL)
    assert "The turn that this one followed was deleted." not in labels(talking)


def test_a_thread_survives_a_restart_and_goes_on(talking: WindowDriver) -> None:
    press(talking, 1, "Reply")
    talking.ask("Of what colour?")
    talking.wait_until_stored()
    before = answers(talking)
    talking.close()
    talking.start()
    talking.window.reopen_last_project()
    talking.wait(lambda: answers(talking) == before)
    talking.wait_for_media("clip.mp4")

    press(talking, 2, "Reply")
    talking.ask("And how large?")

    request = requests(talking)[-1]
    assert request.history is not None
    assert request.history.ids == ids_of(before[1])


@pytest.mark.parametrize(
    "second",
    [
        Script(("One two three",), fail_at_token=0),
        Script(("One two three",), fail_at_token=2),
        Script(("It is ", BALL, "."), fail_at_frame=0),
    ],
)
def test_an_answer_that_cannot_be_made_anew_stays_with_its_objects(
    driver: WindowDriver, second: Script
) -> None:
    driver.predictor = ScriptedPredictor(Script(("It is ", BALL, ".")), second)
    driver.start()
    driver.open_clip()
    driver.ask("What?")
    project = driver.window.document.project
    before, label = list(project.all_changes()), driver.window.document.undo_label
    press(driver, 1, "Regenerate")
    wait_idle(driver)

    assert list(project.all_changes()) == before
    assert driver.window.document.undo_label == label
    assert any("The answer stays as it was." in each for each in driver.window.message_bar.texts)


def test_an_answer_made_anew_that_is_stopped_before_it_is_told_stays(driver: WindowDriver) -> None:
    slow = Script(("One two three four five six seven eight",), token_delay_s=0.3)
    driver.predictor = ScriptedPredictor(*said("A"), slow)
    driver.start()
    driver.open_clip()
    driver.ask("What?")
    before = answers(driver)
    press(driver, 1, "Regenerate")
    driver.wait(lambda: answers(driver)[0].text.startswith("One"))
    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_Escape)
    wait_idle(driver)

    assert answers(driver) == before


def test_masks_of_an_answer_made_anew_are_kept_when_memory_ends(driver: WindowDriver) -> None:
    driver.predictor = ScriptedPredictor(*said("A"), Script(("It is ", BALL, "."), fail_at_frame=3))
    driver.start()
    driver.open_clip()
    driver.ask("What?")
    before = answers(driver)
    press(driver, 1, "Regenerate")
    wait_idle(driver)

    [kept] = answers(driver)
    assert kept.state is AnswerState.FAILED
    [ball] = kept.object_ids
    assert len(driver.window.document.project.track(ball)) == 3
    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_Z, CTRL)
    assert answers(driver) == before


def test_an_answer_that_is_made_anew_when_the_window_closes_is_there_again(talking: WindowDriver) -> None:
    before = answers(talking)
    talking.predictor._scripts.append(Script(("One two three four five",), token_delay_s=0.3))
    talking.predictor._scripts[1:-1] = []
    press(talking, 1, "Regenerate")
    talking.wait(lambda: answers(talking)[0].text.startswith("One"))
    talking.close()
    talking.start()
    talking.window.reopen_last_project()
    talking.wait(lambda: answers(talking) == before)


# ---- words that were typed


def change_question(driver: WindowDriver, words: str) -> QuestionEdit:
    more(driver, 1, "Change the Question")
    edit = driver.window.conversation.findChild(QuestionEdit)
    driver.qtbot.keyClicks(edit, words)
    return edit


def test_a_changed_question_is_in_the_prompt_when_another_picture_is_shown(talking: WindowDriver) -> None:
    change_question(talking, " Really")
    talking.window.open_paths([write_picture(talking.folder / "car.png")])
    talking.wait_for_media("car.png")

    assert talking.window.conversation.prompt_text() == "What is this? Really"


def test_a_question_that_was_not_changed_is_not_handed_back(talking: WindowDriver) -> None:
    change_question(talking, "")
    talking.window.open_paths([write_picture(talking.folder / "car.png")])
    talking.wait_for_media("car.png")

    assert talking.window.conversation.prompt_text() == ""


def test_a_changed_question_is_there_after_a_restart(talking: WindowDriver) -> None:
    change_question(talking, " Really")
    talking.close()
    talking.start()

    assert talking.window.conversation.prompt_text() == "What is this? Really"


def test_what_is_typed_is_stored_before_the_window_closes(talking: WindowDriver) -> None:
    stored = state_folder() / "session.json"
    talking.qtbot.keyClicks(talking.window.conversation.prompt_field, "half a thought")
    talking.wait(lambda: json.loads(stored.read_text("utf-8"))["prompt"] == "half a thought")

    talking.qtbot.keyClick(talking.window.conversation.prompt_field, Qt.Key.Key_Return)
    talking.wait(lambda: json.loads(stored.read_text("utf-8"))["prompt"] == "")


def test_a_changed_question_that_nobody_can_answer_is_handed_back(talking: WindowDriver) -> None:
    edit = change_question(talking, " Really")
    talking.window.model.choose("none")
    talking.qtbot.keyClick(edit, Qt.Key.Key_Return)

    assert answers(talking)[0].instruction == "What is this?"
    assert talking.window.conversation.prompt_text() == "What is this? Really"


def test_a_changed_question_whose_answer_fails_is_handed_back(driver: WindowDriver) -> None:
    driver.predictor = ScriptedPredictor(*said("A"), Script(("B",), fail_at_token=0))
    driver.start()
    driver.open_clip()
    driver.ask("What?")
    edit = change_question(driver, " Really")
    driver.qtbot.keyClick(edit, Qt.Key.Key_Return)
    wait_idle(driver)

    assert (answers(driver)[0].instruction, answers(driver)[0].text) == ("What?", "A")
    assert driver.window.conversation.prompt_text() == "What? Really"


def test_asking_again_in_vain_leaves_what_is_being_typed(talking: WindowDriver) -> None:
    talking.window.conversation.set_prompt_text("half a thought")
    talking.window.model.choose("none")
    talking.window.conversation.ask_again(AnswerId(1))

    assert talking.window.conversation.prompt_text().startswith("half a thought")


def test_a_text_that_is_being_changed_is_handed_back_when_its_turn_is_answered_anew(
    talking: WindowDriver,
) -> None:
    turn(talking, 1).begin_edit()
    edit = talking.window.conversation.findChild(AnswerEdit)
    talking.qtbot.keyClicks(edit, " By hand.")
    asked = replace(draft_of(answers(talking)[0]), replaces=AnswerId(1))
    talking.window.ask.ask(asked)  # as one that has waited for its turn
    wait_idle(talking)

    assert answers(talking)[0].text == "B"
    assert talking.window.conversation.prompt_text() == "It is the red ball. By hand."


# ---- captions


def test_a_range_is_described_in_words(talking: WindowDriver) -> None:
    talking.window.view_state.set_range(6, 19)
    talking.window.canvas.setFocus()
    talking.key(Qt.Key.Key_B, CTRL)
    wait_idle(talking)

    request, answer = requests(talking)[-1], answers(talking)[-1]
    assert request.text == DESCRIBE_CLIP_QUESTION
    assert request.language_frames == (6, 9, 12, 15, 18)
    assert (answer.task, answer.frame_range) == (AnswerTask.DESCRIBE, (6, 19))
    assert answer.instruction == "Describe frames 6–18"
    assert answer.object_ids == frozenset[ObjectId]()
    assert talking.window.document.undo_label == "Describe frames 6–18"
    strip = talking.window.timeline._captions
    assert strip.answer_rect(answer.answer_id).width() < strip.track_width


def test_a_grounded_caption_has_a_mask_for_each_thing(driver: WindowDriver) -> None:
    parts = (ScriptedObject("A ball", (0, 0, 9, 9)), " on ", ScriptedObject("the grass", (20, 20, 60, 60)), ".")
    driver.predictor = ScriptedPredictor(Script(parts))
    driver.start()
    driver.window.open_paths([write_picture(driver.folder / "ball.png")])
    driver.wait_for_media("ball.png")
    driver.qtbot.mouseClick(box_button(driver, "Caption"), LEFT)
    driver.wait(lambda: answers(driver) and not driver.window.runs.is_busy)

    assert requests(driver)[-1].text == GROUNDED_CAPTION_QUESTION
    [answer] = answers(driver)
    assert answer.text == "A ball on the grass."
    assert [answer.text[p.start : p.stop] for p in answer.phrases] == ["A ball", "the grass"]
    names = [each.name for each in driver.window.document.project.objects_of(answer.media_id)]
    assert names == ["A ball", "the grass"]
    assert answer.raw_text.count("[SEG]") == 2


def test_a_caption_of_the_model_that_has_none_is_refused_with_the_reason(driver: WindowDriver) -> None:
    plain = ScriptedPredictor().description.capabilities
    why = "This checkpoint was not trained for grounded captions."
    cannot = replace(plain, grounded_caption=False, reasons={"grounded_caption": why})
    driver.predictor = ScriptedPredictor(*said("A"), capabilities=cannot)
    driver.start()
    driver.open_clip()
    driver.wait(lambda: driver.window.model.description is not None)
    driver.window.canvas.setFocus()

    driver.key(Qt.Key.Key_G, CTRL)

    assert answers(driver) == []
    assert why in driver.window.message_bar.texts


# ---- streaming

MANY_BYTES = "狗在跑 🐕‍🦺 schön, ça va — 走吧"


class SpellingPredictor(ScriptedPredictor):
    """Says a text token by token as the runtime does: most letters come in several tokens."""

    def __init__(self, text: str, *, token_delay_s: float = 0.0) -> None:
        super().__init__()
        self._tokenizer = load_tokenizer(NANO)
        self._said = text
        self._token_delay_s = token_delay_s

    def ask(
        self, request: AskRequest, token: CancelToken, trace: TraceSink | None = None
    ) -> Iterator[AskEvent]:
        self.requests.append(request)
        reader, text = AnswerReader(self._tokenizer, ("<|im_end|>",)), ""
        ids = self._tokenizer.encode_plain(self._said)
        assert len(ids) > len(self._said)
        yield PromptBuilt(request.text, 1)
        for token_id in ids:
            token.raise_if_cancelled()
            time.sleep(self._token_delay_s)
            shown, _ = reader.read(token_id)
            if shown:
                text += shown
                yield TextDelta(shown)
        rest = reader.finish()
        if rest:
            yield TextDelta(rest)
        yield AnswerFinished(text + rest, self._said, History(tuple(ids)), 0, False)


def test_letters_of_many_tokens_stream_whole(driver: WindowDriver) -> None:
    driver.predictor = SpellingPredictor(MANY_BYTES, token_delay_s=0.03)
    driver.start()
    driver.open_clip()
    seen: set[str] = set()
    driver.window.document.changed.connect(lambda _change: seen.update(each.text for each in answers(driver)))
    driver.ask("What?")

    assert answers(driver)[0].text == MANY_BYTES
    assert len(seen) > 3
    assert all(MANY_BYTES.startswith(text) for text in seen)


def test_stopping_between_two_tokens_keeps_whole_letters(driver: WindowDriver) -> None:
    driver.predictor = SpellingPredictor(MANY_BYTES * 9, token_delay_s=0.03)
    driver.start()
    driver.open_clip()
    driver.begin_asking("What?")
    driver.wait(lambda: answers(driver) and "🐕" in answers(driver)[0].text)
    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_Escape)
    wait_idle(driver)

    [stopped] = answers(driver)
    assert stopped.state is AnswerState.CANCELLED
    assert (MANY_BYTES * 9).startswith(stopped.text)
    driver.wait_until_stored()
    driver.close()
    driver.start()
    driver.window.reopen_last_project()
    driver.wait(lambda: answers(driver) == [stopped])


def test_a_stopped_answer_is_gone_on_from_in_words(driver: WindowDriver) -> None:
    slow = Script(("One two three four five six seven eight",), token_delay_s=0.2)
    driver.predictor = ScriptedPredictor(slow, *said("B"))
    driver.start()
    driver.open_clip()
    driver.begin_asking("What?")
    driver.wait(lambda: answers(driver) and answers(driver)[0].text.startswith("One"))
    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_Escape)
    wait_idle(driver)
    press(driver, 1, "Reply")
    driver.ask("And then?")

    [told] = requests(driver)[-1].retold
    assert told.answer == answers(driver)[0].text
    assert answers(driver)[1].message == ""
