from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from support.scripted_predictor import ScriptedPredictor
from support.window_driver import WindowDriver

from sa2va_desktop.annotation.records import AnswerTask
from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.operations.turn_layout import TurnOptions
from sa2va_desktop.settings.store import SettingsStore
from sa2va_desktop.ui.chat.ask_draft import AskDraft
from sa2va_desktop.ui.model_controller import ModelState


def test_the_model_is_loaded_when_the_first_media_is_shown_and_not_before(driver: WindowDriver) -> None:
    window = driver.start()
    assert window.model.state is ModelState.UNLOADED
    assert driver.loads == []

    driver.open_clip()
    driver.wait(lambda: window.model.state is ModelState.READY)

    assert driver.loads == ["embedded"]
    assert "Please segment the red car." in [button.text() for button in window.findChildren(QPushButton)]
    assert window.status_bar.model.text() == "Sa2VA-Nano  ·  CPU  ·  float32"


def test_an_instruction_typed_before_the_model_is_ready_waits_for_it(driver: WindowDriver) -> None:
    window = driver.start()
    driver.open_clip()
    window.model.unload()

    driver.ask()

    assert len(window.object_commands.objects()) == 2


def test_without_a_model_everything_else_works_and_asking_says_what_to_do(driver: WindowDriver) -> None:
    window = driver.start()
    window.actions_by_id["model.none"].trigger()
    driver.open_clip()
    assert window.status_bar.model.text() == "No model: choose one"

    driver.begin_asking("the ball")
    assert window.conversation.prompt_text() == "the ball"
    assert not window.ask.ask(AskDraft("the ball", "first:5", (0, 24)))
    assert window.message_bar.texts == ["No model is chosen, so nobody can answer."]
    assert driver.loads == []

    button = window.message_bar.findChild(QPushButton)
    assert button is not None
    button.click()
    driver.wait(lambda: window.model.state is ModelState.READY)


def test_a_model_that_cannot_be_loaded_is_named_and_the_instruction_does_not_hang(driver: WindowDriver) -> None:
    driver.load_error = CheckpointError("/models/x lacks config.json.")
    window = driver.start()
    driver.open_clip()
    driver.wait(lambda: window.model.state is ModelState.FAILED)
    assert window.message_bar.texts == ["The model cannot be used: /models/x lacks config.json."]

    assert window.ask.ask(AskDraft("the ball", "first:5", (0, 24)))
    driver.wait(lambda: not window.ask.is_running)
    assert not window.document.project.answers

    driver.load_error = None
    window.model.ensure_loaded()
    driver.ask()
    assert len(window.object_commands.objects()) == 2
    assert window.message_bar.texts == []


def test_the_choice_of_a_folder_is_remembered_and_the_old_model_is_freed(
    driver: WindowDriver, tmp_path: Path
) -> None:
    window = driver.start()
    driver.open_clip()
    driver.wait(lambda: window.model.state is ModelState.READY)
    first, driver.predictor = driver.predictor, ScriptedPredictor(name="mine")

    window.model.choose(str(tmp_path / "my-sa2va"))
    driver.wait(lambda: window.model.state is ModelState.READY)

    assert first.is_closed
    assert window.actions_by_id["model.folder"].isChecked()
    driver.close()
    assert driver.start().model.choice == str(tmp_path / "my-sa2va")
    assert driver.window.model.title == "my-sa2va"


def test_choosing_another_model_while_one_loads_keeps_the_last(driver: WindowDriver) -> None:
    window = driver.start()
    driver.open_clip()

    window.model.choose("none")
    window.model.choose("embedded")
    window.model.choose("none")
    driver.wait(lambda: window.runner.is_idle)

    assert window.model.state is ModelState.NONE
    assert window.model.predictor is None


def test_a_second_instruction_waits_until_the_first_is_done(driver: WindowDriver) -> None:
    window = driver.start()
    driver.open_clip()
    driver.begin_asking()
    window.conversation.send()
    driver.wait(lambda: not window.ask.is_running)

    assert len(driver.predictor.requests) == 1


def test_an_instruction_that_cannot_be_sent_stays_in_the_prompt(driver: WindowDriver) -> None:
    window = driver.start()
    driver.open_clip()
    draft = AskDraft("the ball", "around:90:5", (0, 24))

    window.conversation.ask_requested.emit(draft)

    assert window.conversation.prompt_text() == "the ball"
    assert "around" in window.message_bar.texts[0]
    assert not window.ask.is_running


def test_frames_and_range_of_the_draft_reach_the_model(driver: WindowDriver) -> None:
    window = driver.start()
    driver.open_clip()

    window.ask.ask(AskDraft("the ball", "0,3,9", (0, 10), task=AnswerTask.SEGMENT))
    driver.wait(lambda: not window.ask.is_running)

    (request,) = driver.predictor.requests
    assert (request.language_frames, request.frame_range) == ((0, 3, 9), (0, 10))  # type: ignore[union-attr]
    assert request.text == "Please segment the ball."  # type: ignore[union-attr]
    (answer,) = window.document.project.answers.values()
    assert (answer.instruction, answer.language_frames) == ("the ball", (0, 3, 9))


def test_a_model_is_taken_although_the_choice_cannot_be_remembered(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = driver.start()

    def refuse(_store: SettingsStore) -> None:
        raise OSError("read-only")

    monkeypatch.setattr(SettingsStore, "_write", refuse)

    window.model.choose("none")

    assert window.model.state is ModelState.NONE


def test_what_is_allowed_about_chat_templates_reaches_the_model_at_once(driver: WindowDriver) -> None:
    window = driver.start()
    driver.open_clip()
    driver.wait(lambda: window.model.state is ModelState.READY)

    window.settings.set("model.allow_unknown_template", True)
    driver.wait(lambda: len(driver.turn_loads) == 2 and window.model.state is ModelState.READY)
    window.settings.set("model.turns", "training")
    driver.wait(lambda: len(driver.turn_loads) == 3 and window.model.state is ModelState.READY)

    assert driver.turn_loads == [TurnOptions(), TurnOptions(True), TurnOptions(True, True)]
