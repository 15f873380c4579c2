"""The whole way with the real training: a drawn project, the embedded model, a few steps, and the new model answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from support.embedded_driver import EmbeddedDriver

from sa2va_desktop.cli import main
from sa2va_desktop.operations.fine_tuning import SampleTask
from sa2va_desktop.ui.fine_tuning.fine_tune_dialog import FineTuneDialog
from sa2va_desktop.ui.fine_tuning.fine_tuning_runs import Stage
from sa2va_desktop.ui.model_controller import ModelState

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def driver(qtbot: QtBot, tmp_path: Path) -> Iterator[EmbeddedDriver]:
    driver = EmbeddedDriver(qtbot, tmp_path)
    yield driver
    driver.close_all()


@pytest.mark.slow
def test_the_embedded_model_learns_from_a_project_and_the_result_is_used(driver: EmbeddedDriver) -> None:
    project = driver.folder / "zoo.sa2va"
    assert main(["synth", "--project", str(project), "--clips", "3", "--frames", "6"]) == 0
    window = driver.start(project)
    driver.wait(lambda: window.presenter.shown_frame is not None)
    window.canvas.setFocus()

    driver.key(Qt.Key.Key_Y, CTRL | SHIFT)
    (dialog,) = window.findChildren(FineTuneDialog)
    form = dialog.choices.form
    form.rehearses.setChecked(False)
    form.more.click()
    form.steps.setValue(2)
    driver.wait(dialog.start.isEnabled)
    text = dialog.choices.statement.text.text()
    assert "sa2va-nano" in text
    assert "Memory of" in text
    assert not form.tasks[SampleTask.REFERRING].text().endswith("(0)")

    driver.press(dialog.start)
    driver.wait(lambda: window.fine_tuning.runs.stage in (Stage.DONE, Stage.FAILED))
    assert window.fine_tuning.runs.failure == ""
    record = window.fine_tuning.runs.record
    assert record is not None
    assert record.before is not None
    assert record.latest is not None
    assert record.latest.step == 2

    driver.press(dialog.progress.box.yes)
    driver.wait(lambda: window.model.choice.startswith(str(driver.folder)))
    driver.wait(lambda: window.model.state in (ModelState.READY, ModelState.FAILED))
    assert window.model.failure == ""
    assert window.model.title == "zoo-model"
    assert window.model.description is not None
    assert window.model.description.capabilities.language
