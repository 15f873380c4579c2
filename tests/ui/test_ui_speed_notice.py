"""Before anyone waits, the window says that clicks and tracks will be slow and offers the smaller SAM 2."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton
from support.scripted_predictor import ScriptedPredictor
from support.window_driver import WindowDriver

from sa2va_desktop.inference.api import ExpectedSpeed
from sa2va_desktop.ui.model_controller import ModelState
from sa2va_desktop.ui.models.models_dialog import ModelsDialog

SLOW = ExpectedSpeed("SAM 2 large", 31.0, 44.0, "SAM 2.1 tiny", "sam2.1-tiny", 5.2, 14.0)
QUICK = replace(SLOW, click_s=0.3, track_s=0.8)
SENTENCE = (
    "On this CPU, SAM 2 large takes about 30 s for the first click on a frame and 45 s for each tracked frame. "
    "Use SAM 2.1 tiny instead (about 5 s and 15 s)?"
)


def predictor_with(speed: ExpectedSpeed | None, **description: object) -> ScriptedPredictor:
    predictor = ScriptedPredictor()
    predictor._description = replace(predictor._description, speed=speed, **description)
    return predictor


def open_and_load(driver: WindowDriver) -> None:
    driver.open_clip()
    driver.wait(lambda: driver.window.model.state is ModelState.READY)


def press(driver: WindowDriver, kind: type[QPushButton] | type[QToolButton]) -> None:
    button = driver.window.message_bar.findChild(kind)
    assert button is not None
    driver.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_slow_model_is_spoken_of_when_it_is_ready(driver: WindowDriver) -> None:
    driver.predictor = predictor_with(SLOW)
    window = driver.start()
    assert window.message_bar.texts == []

    open_and_load(driver)

    assert window.message_bar.texts == [SENTENCE]
    assert not window.runs.is_busy


@pytest.mark.parametrize("speed", [QUICK, None], ids=["quick", "unknown"])
def test_nothing_is_said_of_a_quick_one(driver: WindowDriver, speed: ExpectedSpeed | None) -> None:
    driver.predictor = predictor_with(speed)
    window = driver.start()

    open_and_load(driver)

    assert window.message_bar.texts == []


def test_the_smaller_one_is_loaded_beside_the_model_when_it_is_here(driver: WindowDriver) -> None:
    driver.predictor = predictor_with(SLOW)
    driver.models_here = {"sam2.1-tiny"}
    window = driver.start()
    open_and_load(driver)
    driver.predictor = predictor_with(QUICK, tracker="SAM 2.1 tiny")

    press(driver, QPushButton)
    driver.wait(lambda: len(driver.loads) == 2 and window.model.state is ModelState.READY)

    assert driver.loads == ["embedded", "embedded"]
    assert driver.tracker_loads == ["none", "sam2.1-tiny"]
    assert window.message_bar.texts == []
    assert window.settings.text("model.tracker") == "sam2.1-tiny"
    assert window.status_bar.model.text().startswith("Sa2VA-Nano + SAM 2.1 tiny")


def test_a_smaller_one_that_is_not_here_is_shown_on_the_model_page(driver: WindowDriver) -> None:
    driver.predictor = predictor_with(SLOW)
    window = driver.start()
    open_and_load(driver)

    press(driver, QPushButton)
    driver.wait(lambda: window.findChildren(ModelsDialog))
    [page] = window.findChildren(ModelsDialog)
    driver.wait(lambda: page.tree.current_name == "sam2.1-tiny")

    assert page.details.title.text() == "SAM 2.1 tiny"
    assert page.details.download.isVisible()
    assert driver.tracker_loads == ["none"]


def test_what_was_closed_is_not_said_again_of_that_model(driver: WindowDriver) -> None:
    driver.predictor = predictor_with(SLOW)
    window = driver.start()
    open_and_load(driver)

    press(driver, QToolButton)
    window.model.unload()
    window.model.ensure_loaded()
    driver.wait(lambda: len(driver.loads) == 2 and window.model.state is ModelState.READY)
    assert window.message_bar.texts == []
    driver.close()

    driver.start()
    open_and_load(driver)
    assert driver.window.message_bar.texts == []
    driver.predictor = predictor_with(SLOW, name="another")
    driver.window.model.unload()
    driver.window.model.ensure_loaded()
    driver.wait(lambda: driver.window.message_bar.texts == [SENTENCE])


def test_a_large_tracker_alone_is_replaced_by_the_smaller_one(driver: WindowDriver) -> None:
    reasons = {"language": "SAM 2 large has no language model.", "image": "No words.", "video": "No words."}
    driver.predictor = predictor_with(SLOW, name="SAM 2 large", tracker="SAM 2 large")
    can = replace(
        driver.predictor.description.capabilities, language=False, image=False, video=False, reasons=reasons
    )
    driver.predictor._description = replace(driver.predictor.description, capabilities=can)
    driver.models_here = {"sam2.1-tiny"}
    window = driver.start()
    open_and_load(driver)

    driver.begin_asking("the ball")
    assert not window.ask.is_running
    assert window.conversation.prompt_text() == "the ball"
    driver.key(Qt.Key.Key_Escape)
    window.actions_by_id["tool.points"].trigger()
    driver.click_picture(30, 20)
    driver.wait(lambda: window.clicks.candidates)
    assert not window.actions_by_id["tool.accept_describe"].isEnabled()
    window.actions_by_id["tool.accept"].trigger()
    driver.wait(lambda: window.view_state.selection)
    describe = window.actions_by_id["object.describe"]
    assert not describe.isEnabled()
    assert "This model has no language" in describe.toolTip()
    press(driver, QPushButton)
    driver.wait(lambda: len(driver.loads) == 2)

    assert driver.loads[1] == "sam2.1-tiny"
    assert window.settings.text("model.tracker") == "none"
    driver.predictor = ScriptedPredictor()
    window.model.choose("embedded")
    driver.wait(lambda: len(driver.loads) == 3 and window.model.state is ModelState.READY)
    assert describe.isEnabled()


def test_without_anything_smaller_there_is_no_button(driver: WindowDriver) -> None:
    driver.predictor = predictor_with(ExpectedSpeed("SAM 2.1 tiny", 5.0, 130.0))
    window = driver.start()

    open_and_load(driver)

    assert window.message_bar.texts == [
        "On this CPU, SAM 2.1 tiny takes about 5 s for the first click on a frame and 2 min for each tracked frame."
    ]
    assert window.message_bar.findChild(QPushButton) is None
