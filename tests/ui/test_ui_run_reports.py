"""What a run takes of the memory stands with its job, and a step that was taken is said once and kept with the answer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from support.scripted_predictor import ScriptedPredictor
from support.window_driver import WindowDriver

from sa2va_desktop.inference.api import MemoryForecast, Notice

STEP = Notice("Memory ran out while objects were tracked; it goes on with fewer objects at once (1).")


def ask_with(driver: WindowDriver, *reports: Notice | MemoryForecast) -> None:
    driver.predictor = ScriptedPredictor()
    driver.start()
    driver.open_clip()
    driver.wait(lambda: driver.window.model.predictor is not None)
    driver.predictor.reports = list(reports)
    driver.ask("Please segment the ball.")


def test_a_step_down_is_said_and_stays_with_the_answer(driver: WindowDriver) -> None:
    ask_with(driver, STEP)

    (answer,) = driver.window.document.project.answers.values()
    assert answer.message == STEP.text
    assert driver.window.message_bar.texts.count(STEP.text) == 1


def test_what_a_run_takes_stands_in_the_tooltip_of_its_job(driver: WindowDriver) -> None:
    ask_with(driver, MemoryForecast("about 9.3 GiB of 11.0 GiB; language model in 8 bit", True))

    panel = driver.window.jobs_panel.item_model
    tooltips = [panel.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row in range(panel.rowCount())]
    assert any("Takes about 9.3 GiB of 11.0 GiB; language model in 8 bit" in tip for tip in tooltips)
    assert driver.window.message_bar.texts == []


def test_a_run_that_may_not_fit_is_announced(driver: WindowDriver) -> None:
    ask_with(driver, MemoryForecast("about 12.0 GiB of 11.0 GiB", False))

    assert any("may run out of memory" in text for text in driver.window.message_bar.texts)


def test_a_model_that_was_loaded_in_another_way_says_so(driver: WindowDriver) -> None:
    driver.predictor = ScriptedPredictor()
    driver.predictor.reports = [Notice("The model does not fit on cuda:0; it is loaded on cpu instead.")]
    driver.start()
    driver.open_clip()

    driver.wait(lambda: driver.window.model.predictor is not None)

    assert driver.window.message_bar.texts == ["The model does not fit on cuda:0; it is loaded on cpu instead."]
