from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot
from support.scripted_predictor import Script, ScriptedPredictor
from support.window_driver import WAIT_MS, WindowDriver

from sa2va_desktop.app import _present_mistake
from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.ui.dialogs.export_dialog import ExportDialog
from sa2va_desktop.ui.model_controller import ModelState
from sa2va_desktop.ui.screenshot_run import ScreenshotRun


def run_screenshot(driver: WindowDriver, target: Path) -> int:
    window = driver.start()
    run = ScreenshotRun(window, target)
    with driver.qtbot.waitSignal(window.closed, timeout=WAIT_MS):
        run.start()
    return run.exit_code


def test_the_screenshot_run_answers_the_demo_and_saves_the_window(driver: WindowDriver, tmp_path: Path) -> None:
    target = tmp_path / "deep" / "window.png"

    assert run_screenshot(driver, target) == 0

    picture = QImage(str(target))
    assert picture.width() >= 1280
    assert len(driver.predictor.requests) == 1


@pytest.mark.parametrize("trouble", ["no model", "failing answer", "no folder"])
def test_a_screenshot_that_cannot_be_made_says_why_and_returns_1(
    driver: WindowDriver, tmp_path: Path, capsys: pytest.CaptureFixture[str], trouble: str
) -> None:
    target = tmp_path / "window.png"
    if trouble == "no model":
        driver.load_error = CheckpointError("the embedded model is missing.")
    elif trouble == "failing answer":
        driver.predictor = ScriptedPredictor(Script(fail_at_token=0))
    else:
        (tmp_path / "file").write_text("")
        target = tmp_path / "file" / "window.png"

    assert run_screenshot(driver, target) == 1

    assert not target.exists()
    assert capsys.readouterr().err.startswith("sa2va-desktop: no screenshot: ")


def test_a_person_without_display_libraries_reads_one_sentence() -> None:
    program = (
        "from sa2va_desktop.cli import main; import os; "
        "[os.environ.pop(name, None) for name in ('QT_QPA_PLATFORM', 'DISPLAY', 'WAYLAND_DISPLAY')]; "
        "raise SystemExit(main([]))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    if sys.platform.startswith("linux"):
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1
        assert "There is no display" in done.stderr


def test_a_mistake_of_ours_reaches_the_person_and_the_log(
    driver: WindowDriver, caplog: pytest.LogCaptureFixture
) -> None:
    window = driver.start()
    try:
        raise KeyError("lost")
    except KeyError as error:
        _present_mistake(window, KeyError, error, error.__traceback__)

    assert window.message_bar.texts == ["Something went wrong inside the program: KeyError: 'lost'"]
    assert "Uncaught in the window" in caplog.text


def test_export_writes_what_was_chosen_and_says_where(driver: WindowDriver, tmp_path: Path) -> None:
    window = driver.start()
    driver.open_clip()
    driver.ask()
    window.actions_by_id["file.export"].trigger()
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert not ok.isEnabled()

    dialog.format_box.setCurrentIndex(dialog.format_box.findData("coco"))
    dialog.folder_line.setText(str(tmp_path / "out"))
    dialog.with_pictures.setChecked(False)
    driver.wait(lambda: "Checking" not in dialog.loss.text())
    ok.click()
    driver.wait(lambda: any("Exported" in text for text in window.message_bar.texts))

    (annotations,) = (tmp_path / "out").rglob("*.json")
    assert len(json.loads(annotations.read_text())["annotations"]) == 48
    QApplication.processEvents()


def test_an_export_into_a_folder_that_is_not_empty_is_refused_in_one_sentence(
    driver: WindowDriver, tmp_path: Path
) -> None:
    window = driver.start()
    driver.open_clip()
    driver.ask()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "precious.txt").write_text("keep")
    window.actions_by_id["file.export"].trigger()
    dialog = window.findChild(ExportDialog)
    assert dialog is not None

    dialog.folder_line.setText(str(tmp_path / "out"))
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    driver.wait(lambda: window.message_bar.texts)

    assert str(tmp_path / "out") in window.message_bar.texts[0]
    assert (tmp_path / "out" / "precious.txt").read_text() == "keep"


def test_closing_with_a_failing_disk_asks_first_and_never_hangs(driver: WindowDriver, qtbot: QtBot) -> None:
    window = driver.start()
    driver.open_clip()
    driver.wait_until_stored()
    path = window.document.path
    assert path is not None
    path.unlink()  # the project's folder was taken away
    window.object_commands.select_none()
    driver.ask()
    driver.wait(lambda: window.document.storage_error is not None)
    assert "not stored" in window.status_bar.durability.text()

    with qtbot.waitSignal(window.shutdown.failed, timeout=WAIT_MS):
        window.close()
    assert window.isVisible()
    assert any("Not everything is stored" in text for text in window.message_bar.texts)

    with qtbot.waitSignal(window.closed, timeout=WAIT_MS):
        window.shutdown._give_up()
    assert window.shutdown.is_finished


def test_closing_while_a_model_loads_stores_and_hides_at_once_and_ends_with_the_loading(
    driver: WindowDriver, qtbot: QtBot
) -> None:
    driver.load_gate.clear()
    window = driver.start()
    driver.open_clip()
    driver.wait(lambda: window.model.state is ModelState.LOADING)

    window.close()
    driver.wait(lambda: not window.isVisible())
    assert not window.shutdown.is_finished
    assert window.document.session is None

    with qtbot.waitSignal(window.closed, timeout=WAIT_MS):
        driver.load_gate.set()
    assert driver.predictor.is_closed
    assert not window.shutdown.has_stuck_threads
