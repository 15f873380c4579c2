"""What a person has typed outlives whatever happens next: an undo, another clip or project, the end of the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor
from support.window_driver import WindowDriver

from sa2va_desktop.annotation.records import Answer
from sa2va_desktop.errors import ModelError
from sa2va_desktop.storage.session import open_project
from sa2va_desktop.ui.chat.answer_edit import AnswerEdit
from sa2va_desktop.ui.chat.ask_draft import AskDraft

SLOW = Script(
    parts=("Sure, ", ScriptedObject("the red ball", (20, 20, 60, 60)), "."),
    token_delay_s=0.01,
    frame_delay_s=0.05,
)
TYPED = " It rolls to the right."


@pytest.fixture
def asked(driver: WindowDriver) -> WindowDriver:
    """A window on the project `work.sa2va` with one clip and one answer."""
    path = driver.folder / "work.sa2va"
    driver.start()
    driver.window.projects.new_project(path)
    driver.wait(lambda: driver.window.document.path == path)
    driver.open_clip()
    driver.ask()
    driver.wait_until_stored()
    return driver


def first_answer(driver: WindowDriver) -> Answer:
    return next(iter(driver.window.document.project.answers.values()))


def type_into_answer(driver: WindowDriver, words: str = TYPED) -> AnswerEdit:
    """The answer is being changed; nothing was pressed to keep it."""
    driver.window.conversation.edit_answer(first_answer(driver).answer_id)
    edit = next(each for each in driver.window.conversation.findChildren(AnswerEdit) if each.isVisible())
    driver.qtbot.keyClicks(edit, words)
    return edit


def stored_text(driver: WindowDriver, name: str = "work.sa2va") -> str:
    with open_project(driver.folder / name, read_only=True) as session:
        return next(iter(session.project.answers.values())).text


def another_window(driver: WindowDriver) -> QWidget:
    """The person looks at something else; the window of the program is not the active one."""
    other = QWidget()
    driver.qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    driver.wait(other.isActiveWindow)
    return other


# ---- an answer that is being changed


def test_closing_the_window_keeps_an_answer_that_is_being_changed(asked: WindowDriver) -> None:
    type_into_answer(asked)

    asked.close()

    assert stored_text(asked).endswith(TYPED)


def test_another_project_gets_nothing_of_an_answer_that_is_being_changed(asked: WindowDriver) -> None:
    copy = asked.folder / "copy.sa2va"
    before = first_answer(asked).text
    asked.window.projects.save_as(copy)
    asked.wait(lambda: asked.window.document.path == copy)
    type_into_answer(asked)

    asked.window.open_paths([asked.folder / "work.sa2va"])
    asked.wait(lambda: asked.window.document.path == asked.folder / "work.sa2va")
    asked.close()

    assert stored_text(asked, "copy.sa2va").endswith(TYPED)
    assert stored_text(asked, "work.sa2va") == before


@pytest.mark.parametrize("is_active", [True, False])
def test_going_to_another_clip_keeps_an_answer_that_is_being_changed(
    asked: WindowDriver, is_active: bool
) -> None:
    type_into_answer(asked)
    if not is_active:
        another_window(asked)

    asked.open_clip("second.mp4")

    assert first_answer(asked).text.endswith(TYPED)


def test_undo_from_the_toolbar_takes_back_the_typing_which_can_be_redone(asked: WindowDriver) -> None:
    before = first_answer(asked).text
    type_into_answer(asked)
    another_window(asked)

    asked.window.actions_by_id["edit.undo"].trigger()
    undone = first_answer(asked).text
    asked.window.actions_by_id["edit.redo"].trigger()

    assert undone == before
    assert first_answer(asked).text.endswith(TYPED)


def test_an_answer_that_is_being_changed_stays_in_sight_when_many_follow(asked: WindowDriver) -> None:
    edit = type_into_answer(asked)
    another_window(asked)

    for number in range(41):
        draft = AskDraft(f"Question {number}", frames_spec="first:1", frame_range=(0, 1))
        asked.window.conversation.ask_requested.emit(draft)
        asked.wait(lambda: not asked.window.ask.is_running)

    assert edit.isVisible()
    asked.window.activateWindow()
    asked.qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert first_answer(asked).text.endswith(TYPED)


# ---- a name that is being typed


def test_closing_the_window_keeps_a_name_that_is_being_typed(asked: WindowDriver) -> None:
    asked.window.object_commands.select_number(1)
    asked.window.object_panel.edit_current_name()
    (field,) = asked.window.object_panel.list.viewport().findChildren(QLineEdit)
    asked.qtbot.keyClicks(field, "the ball of Ann")

    asked.close()

    with open_project(asked.folder / "work.sa2va", read_only=True) as session:
        assert "the ball of Ann" in [item.name for item in session.project.objects.values()]


# ---- an instruction


def test_instructions_that_were_not_answered_are_in_the_prompt_of_the_next_window(driver: WindowDriver) -> None:
    driver.predictor = ScriptedPredictor(SLOW)
    driver.start()
    driver.open_clip()
    for text in ("Segment the ball.", "Segment the box.", "Segment the dog."):
        driver.begin_asking(text)
    driver.window.conversation.set_prompt_text("And what is")
    driver.close()

    driver.start()

    assert driver.window.conversation.prompt_text() == "And what is\nSegment the box.\nSegment the dog."


def test_an_instruction_comes_back_when_the_model_cannot_be_loaded(driver: WindowDriver) -> None:
    driver.load_gate.clear()
    driver.load_error = ModelError("The folder holds no checkpoint.")
    driver.start()
    driver.open_clip()
    driver.begin_asking("Segment the ball.")
    assert driver.window.conversation.prompt_text() == ""

    driver.load_gate.set()
    driver.wait(lambda: not driver.window.ask.is_running)

    assert driver.window.conversation.prompt_text() == "Segment the ball."


def test_a_waiting_instruction_that_is_taken_back_is_in_the_prompt_again(driver: WindowDriver) -> None:
    driver.predictor = ScriptedPredictor(SLOW)
    driver.start()
    driver.open_clip()
    driver.begin_asking("Segment the ball.")
    driver.begin_asking("Segment the box.")

    driver.window.runs.cancel(driver.window.runs.unfinished[1])

    assert driver.window.conversation.prompt_text() == "Segment the box."


def test_a_very_long_instruction_is_named_in_a_few_words(driver: WindowDriver) -> None:
    driver.predictor = ScriptedPredictor(SLOW)
    driver.start()
    driver.open_clip()
    seen: list[str] = []
    driver.window.messages.posted.connect(lambda message: seen.append(message.text))

    for _ in range(2):  # the second one is told that it is being done already
        driver.begin_asking("Segment the ball.\n" + "Look closely. " * 400)

    assert len(seen) == 1
    assert len(seen[0]) < 120
    assert "\n" not in driver.window.jobs.unfinished[0].title
    assert driver.window.conversation.prompt_text().count("Look closely.") == 400
