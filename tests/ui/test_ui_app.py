from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QtMsgType
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from support.scripted_predictor import Script, ScriptedPredictor
from support.window_driver import WAIT_MS, WindowDriver

from sa2va_desktop.app import _home_of_its_own, _log_qt_message, _present_mistake
from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.settings.paths import HOME_VARIABLE
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
    driver.wait(dialog.folder_line.text)
    assert dialog.folder_line.text() == str(driver.folder / "clip-coco")
    assert ok.isEnabled()

    dialog.formats.choose("coco")
    dialog.folder_line.setText(str(tmp_path / "out"))
    dialog.form.with_pictures.setChecked(False)
    driver.wait(lambda: "Checking" not in dialog.loss.text())
    ok.click()
    driver.wait(lambda: any("Exported" in text for text in window.message_bar.texts))

    (annotations,) = (tmp_path / "out").rglob("*.json")
    assert len(json.loads(annotations.read_text())["annotations"]) == 48
    QApplication.processEvents()


def test_the_suggested_folder_is_a_new_one_of_the_format_until_a_person_writes_another(
    driver: WindowDriver,
) -> None:
    window = driver.start()
    driver.open_clip()
    driver.ask()
    (driver.folder / "clip-coco").mkdir()
    window.actions_by_id["file.export"].trigger()
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    line = dialog.folder_line
    driver.wait(lambda: line.text() == str(driver.folder / "clip-coco-2"))

    dialog.formats.choose("davis")
    driver.wait(lambda: line.text() == str(driver.folder / "clip-davis"))
    line.setText("mine")
    dialog.formats.choose("coco")
    driver.wait(lambda: "Checking" not in dialog.loss.text())

    assert line.text() == "mine"


def test_formats_are_found_by_their_words_and_options_change_what_is_lost(
    driver: WindowDriver, tmp_path: Path
) -> None:
    window = driver.start()
    driver.open_clip()
    driver.ask()
    window.actions_by_id["file.export"].trigger()
    dialog = window.findChild(ExportDialog)
    assert dialog is not None

    driver.qtbot.keyClicks(dialog.formats.search, "davis index")
    driver.wait(lambda: "pixels where objects overlap" in dialog.loss.text())
    assert dialog.formats.shown_ids == ["davis"]
    assert "DAVIS" in dialog.title.text()
    driver.qtbot.keyClick(dialog.formats.search, Qt.Key.Key_Return)
    assert dialog.isVisible()  # Enter goes to the list, and exports nothing
    dialog.form.only_confirmed.click()
    driver.wait(lambda: "nothing to export" in dialog.loss.text())
    dialog.form.only_confirmed.click()
    driver.wait(lambda: "pixels where objects overlap" in dialog.loss.text())
    dialog.form.splits.kind.setCurrentIndex(2)
    dialog.folder_line.setText(str(tmp_path / "out"))
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    driver.wait(lambda: any("Exported" in text for text in window.message_bar.texts))

    assert '"split":"train"' in (tmp_path / "out" / "sa2va-provenance.jsonl").read_text(encoding="utf-8")


def test_an_export_replaces_what_a_folder_holds_only_when_the_person_says_so(
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
    button = next(each for each in window.message_bar.findChildren(QPushButton) if "Replace" in each.text())
    driver.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    driver.wait(lambda: any("Exported" in text for text in window.message_bar.texts))
    assert not (tmp_path / "out" / "precious.txt").exists()


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


def untitled_projects() -> list[Path]:
    return sorted(Path(os.environ[HOME_VARIABLE]).rglob("*.sa2va"))


def test_a_demo_in_which_nothing_was_done_leaves_no_project_behind(driver: WindowDriver) -> None:
    driver.start().open_demo()
    driver.wait_for_media("demo.mp4")
    driver.wait_until_stored()
    assert len(untitled_projects()) == 1

    driver.close()

    assert untitled_projects() == []


def test_an_answered_demo_and_a_clip_of_ones_own_are_kept(driver: WindowDriver) -> None:
    window = driver.start()
    window.open_demo()
    driver.wait_for_media("demo.mp4")
    driver.ask()
    driver.close()
    assert len(untitled_projects()) == 1

    driver.start().projects.new_untitled()
    driver.open_clip()
    driver.wait_until_stored()
    driver.close()
    assert len(untitled_projects()) == 2


def test_a_screenshot_has_a_home_of_its_own_that_is_gone_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(HOME_VARIABLE)

    with _home_of_its_own():
        home = Path(os.environ[HOME_VARIABLE])
        (home / "state").mkdir()

    assert not home.exists()
    assert HOME_VARIABLE not in os.environ


def test_what_qt_prints_goes_to_the_log_without_the_limits_of_an_offscreen_window(
    caplog: pytest.LogCaptureFixture,
) -> None:
    _log_qt_message(QtMsgType.QtWarningMsg, None, "QPainter::begin: Paint device returned engine == 0")
    _log_qt_message(QtMsgType.QtWarningMsg, None, "This plugin does not support raise()")

    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "QPainter" in caplog.text


def test_saving_suggests_the_name_of_the_clip_in_the_folder_chosen_before(
    driver: WindowDriver, tmp_path: Path
) -> None:
    window = driver.start()
    driver.open_clip("walk.mp4")
    (tmp_path / "work").mkdir()

    window.actions_by_id["file.save_as"].trigger()
    first = shown_dialog(window)
    assert [Path(name).name for name in first.selectedFiles()] == ["walk.sa2va"]
    first.setDirectory(str(tmp_path / "work"))
    first.accept()
    driver.wait(lambda: (tmp_path / "work" / "walk.sa2va").exists())

    window.actions_by_id["file.open"].trigger()
    assert Path(shown_dialog(window).directory().absolutePath()) == tmp_path / "work"
    shown_dialog(window).reject()


def shown_dialog(window: QWidget) -> QFileDialog:
    return next(dialog for dialog in window.findChildren(QFileDialog) if dialog.isVisible())
