"""A person has a model learn from the project: reads what it takes, begins, looks on, stops, goes on, uses what came of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton
from support import training_child
from support.training_child import GIB, scripted_plan, source, write_script
from support.window_driver import WindowDriver

from sa2va_desktop.errors import ProjectError
from sa2va_desktop.operations.fine_tuning import MemoryStatement, OnFault, SampleTask
from sa2va_desktop.storage.session import OpenProject, open_project
from sa2va_desktop.ui.actions.table import Condition
from sa2va_desktop.ui.fine_tuning import choice_page
from sa2va_desktop.ui.fine_tuning.fine_tune_dialog import FineTuneDialog
from sa2va_desktop.ui.fine_tuning.fine_tuning_runs import Stage
from sa2va_desktop.ui.model_controller import ModelState
from sa2va_desktop.ui.model_run import RunState

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(autouse=True)
def no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice_page, "_REST_MS", 20)


def begin(driver: WindowDriver) -> Path:
    """A window on a project with an answer; returns the folder that a fine-tuning is offered."""
    driver.start()
    driver.open_clip()
    driver.ask()
    project = driver.folder / "street.sa2va"
    driver.window.projects.save_as(project)
    driver.wait(lambda: not driver.window.document.is_untitled)
    return driver.folder / "street-model"


def opened(driver: WindowDriver, *, is_ready: bool = True) -> FineTuneDialog:
    driver.window.activateWindow()
    driver.wait(driver.window.isActiveWindow)
    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_Y, CTRL | SHIFT)
    dialog = next(each for each in driver.window.findChildren(FineTuneDialog) if each.isVisible())
    if is_ready:
        driver.wait(dialog.start.isEnabled)
    return dialog


def press(driver: WindowDriver, button: QPushButton) -> None:
    driver.wait(lambda: button.isVisible() and button.isEnabled())
    driver.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def wait_for_stage(driver: WindowDriver, stage: Stage) -> None:
    driver.wait(lambda: driver.window.fine_tuning.runs.stage is stage)


def shown_text(dialog: FineTuneDialog) -> str:
    box = dialog.choices.statement
    return "\n".join(label.text() for label in (box.text, box.warning, box.problem) if label.isVisible())


def test_a_model_learns_beside_the_window_and_is_used_afterwards(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_script(driver.folder, gate=12)
    folder = begin(driver)
    window, runs = driver.window, driver.window.fine_tuning.runs
    dialog = opened(driver)

    text = shown_text(dialog)
    assert "about 45 min" in text
    assert "1.0 GiB" in text
    assert "8.0 GiB that are free" in text
    assert "you can go on editing" in text
    assert dialog.choices.form.tasks[SampleTask.REFERRING].text() == "Expressions and their masks (48)"
    assert not dialog.choices.form.tasks[SampleTask.CHAT].isEnabled()
    assert not folder.exists()  # nothing is written before the button

    press(driver, dialog.start)
    driver.wait(lambda: runs.record is not None and runs.record.step == 12)
    (job,) = [each for each in window.jobs.unfinished if each.title == "Fine-tune Sa2VA-Nano"]
    assert (job.state, job.progress.amount, job.can_stop) == (RunState.RUNNING, "12 / 20 steps", True)
    assert dialog.progress.state.text() == "Step 12 of 20"
    assert "8 s left" in dialog.progress.amount.text()
    assert dialog.progress.curve.accessibleDescription().startswith("The loss began with ")
    with open_project(folder / "street.sa2va", read_only=True) as copy:
        assert len(copy.project.objects) == 2

    driver.ask("And what else?")  # the window and its model go on meanwhile
    dialog.close()
    (driver.folder / "gate").touch()
    wait_for_stage(driver, Stage.DONE)
    said = window.message_bar.texts[-1]
    assert said.startswith(
        "Sa2VA-Nano has learned from the project. On what was held out: Mask IoU 41.0 % → 81.0 %"
    )

    dialog = opened(driver, is_ready=False)
    checkpoint = str(folder / "training" / "checkpoint")
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", shown.append)
    press(driver, dialog.progress.box.no)
    assert [url.toLocalFile() for url in shown] == [checkpoint]
    press(driver, dialog.progress.box.yes)
    driver.wait(lambda: window.model.choice == checkpoint and window.model.state is ModelState.READY)
    assert window.model.title == "street-model"
    driver.wait(
        lambda: [row.title for row in window.model_jobs.rows if row.name == checkpoint] == ["street-model"]
    )

    press(driver, dialog.new)
    driver.wait(dialog.start.isEnabled)
    assert dialog.choices.form.folder.text() == f"{folder}-2"


def test_what_was_stopped_is_kept_and_goes_on_and_so_does_what_the_end_of_the_window_stopped(
    driver: WindowDriver,
) -> None:
    write_script(driver.folder, gate=7)
    begin(driver)
    dialog = opened(driver)
    press(driver, dialog.start)
    driver.wait(lambda: driver.window.fine_tuning.runs.record.step == 7)

    press(driver, dialog.stop)
    wait_for_stage(driver, Stage.STOPPED)
    assert "kept" in dialog.progress.box.text.text()
    assert dialog.progress.box.yes.text() == "Resume"

    write_script(driver.folder, gate=14)
    press(driver, dialog.progress.box.yes)
    driver.wait(lambda: driver.window.fine_tuning.runs.record.step == 14)
    driver.close()

    write_script(driver.folder)
    window = driver.start()
    driver.wait(lambda: window.message_bar.texts)
    assert window.message_bar.texts == [
        "The fine-tuning of Sa2VA-Nano was stopped after step 14; it can go on from there."
    ]
    window.fine_tuning.show_dialog()
    (dialog,) = window.findChildren(FineTuneDialog)
    press(driver, dialog.progress.box.yes)
    wait_for_stage(driver, Stage.DONE)
    record = window.fine_tuning.runs.record
    assert [each.step for each in record.steps] == [*range(1, 21)]
    driver.close()

    window = driver.start()
    driver.wait(lambda: window.runner.is_idle)
    assert window.message_bar.texts == []  # what is done is not offered again


def test_a_training_that_fails_says_why_and_can_be_tried_again(driver: WindowDriver) -> None:
    write_script(driver.folder, fail="out of memory with 2 samples; lower schedule.batch", code=5)
    begin(driver)
    dialog = opened(driver)
    press(driver, dialog.start)
    wait_for_stage(driver, Stage.FAILED)
    assert dialog.progress.box.text.text().startswith("out of memory with 2 samples; lower schedule.batch")
    (job,) = [each for each in driver.window.jobs.finished if each.state is RunState.FAILED]
    assert job.detail == "out of memory with 2 samples; lower schedule.batch"

    write_script(driver.folder)
    press(driver, dialog.progress.box.yes)
    wait_for_stage(driver, Stage.DONE)


def test_a_project_that_cannot_be_copied_leaves_nothing_behind(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_script(driver.folder)
    folder = begin(driver)
    dialog = opened(driver)
    full = ProjectError("street.sa2va: the disk is full")
    with monkeypatch.context() as broken:
        broken.setattr(OpenProject, "save_copy", lambda _self, _target, then: then(full))
        press(driver, dialog.start)
        driver.wait(lambda: "the disk is full" in shown_text(dialog))
    assert not folder.exists()
    assert driver.window.fine_tuning.runs.stage is Stage.NONE

    press(driver, dialog.start)
    wait_for_stage(driver, Stage.DONE)


def test_faults_little_data_and_little_memory_are_told_before_anything_begins(driver: WindowDriver) -> None:
    faults = ("street, expression 4: expected a text, found nothing", "street, lost.png: there is no such file")
    memory = MemoryStatement(2 * GIB, 2 * GIB, 4 * GIB, 4 * GIB, 8 * GIB)
    few = source(referring=3, captions=0, faults=faults)
    write_script(
        driver.folder, plan=scripted_plan(sources=(few,), memory=memory, warnings=("It is too much.",))
    )
    begin(driver)
    dialog = opened(driver)
    form, box = dialog.choices.form, dialog.choices.statement

    assert [box.faults.item(row).text() for row in range(box.faults.count())] == [*faults]
    assert "It is too much." in box.warning.text()
    assert "little to learn from" in box.warning.text()
    assert form.frees_model.isChecked()

    form.more.click()
    form.faults.setCurrentIndex(form.faults.findData(OnFault.REFUSE))
    driver.wait(lambda: "Mend them" in box.problem.text())
    assert not dialog.start.isEnabled()

    form.faults.setCurrentIndex(form.faults.findData(OnFault.SKIP))
    form.steps.setValue(30)
    form.rate.setFocus()
    form.rate.selectAll()
    driver.qtbot.keyClicks(form.rate, "3e-5\t")
    form.tasks[SampleTask.REGION].setChecked(False)
    press(driver, dialog.start)
    assert driver.window.model.state is ModelState.UNLOADED
    wait_for_stage(driver, Stage.DONE)
    told = (driver.folder / "asked.txt").read_text("utf-8").rpartition("train ")[2]
    assert "steps = 30" in told
    assert "learning_rate = 3e-05" in told
    assert 'tasks = ["referring"]' in told
    assert "\nminutes" not in told


def test_what_cannot_be_planned_is_told_in_its_place(driver: WindowDriver) -> None:
    write_script(driver.folder, refuse="street.sa2va: expected masks, found none")
    begin(driver)
    dialog = opened(driver, is_ready=False)
    box = dialog.choices.statement
    driver.wait(lambda: box.problem.text() == "street.sa2va: expected masks, found none")
    assert not dialog.start.isEnabled()

    write_script(driver.folder, plan=scripted_plan(sources=(source(referring=0, captions=0),)))
    dialog.choices.form.folder.setText(str(driver.folder / "elsewhere"))
    driver.wait(dialog.start.isEnabled)
    (driver.folder / "full").mkdir()
    (driver.folder / "full" / "notes.txt").touch()
    dialog.choices.form.folder.setText(str(driver.folder / "full"))
    driver.wait(lambda: "expected a new or empty folder" in box.problem.text())
    dialog.choices.form.folder.setText(str(driver.folder / "late"))
    driver.wait(dialog.start.isEnabled)
    (driver.folder / "late").touch()  # between the statement and the button
    press(driver, dialog.start)
    driver.wait(lambda: "late: expected a new or empty folder" in box.problem.text())
    assert dialog.pages.currentWidget() is dialog.choices
    assert not dialog.start.isEnabled()

    for task_box in dialog.choices.form.tasks.values():
        task_box.setChecked(False)
    driver.wait(lambda: box.problem.text() == "Choose something to learn.")
    assert not dialog.start.isEnabled()


def test_the_action_needs_something_to_learn_from(driver: WindowDriver) -> None:
    window = driver.start()
    driver.open_clip()

    action = window.actions_by_id["model.fine_tune"]

    assert not action.isEnabled()
    spec = next(each for each in window.actions_by_id.specs if each.action_id == "model.fine_tune")
    assert spec.needs is Condition.ANNOTATED
    assert "There are no masks in the project yet" in action.toolTip()


def test_the_training_child_says_lines_of_the_real_one() -> None:
    from sa2va_desktop.operations.fine_tuning import PlanMade, event_line, read_event

    plan = training_child.scripted_plan()

    assert read_event(event_line(PlanMade(plan))) == PlanMade(plan)
