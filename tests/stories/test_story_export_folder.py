"""A person exports into a folder that holds something: what cannot be had again stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QPushButton
from support.window_driver import WindowDriver

from sa2va_desktop.storage.session import open_project
from sa2va_desktop.ui.dialogs.export_dialog import ExportDialog


@pytest.fixture
def asked(driver: WindowDriver) -> WindowDriver:
    """A window on `work/work.sa2va`, with a clip elsewhere and an answer."""
    path = driver.folder / "work" / "work.sa2va"
    path.parent.mkdir()
    driver.start()
    driver.window.projects.new_project(path)
    driver.wait(lambda: driver.window.document.path == path)
    driver.open_clip()
    driver.ask()
    driver.wait_until_stored()
    return driver


def export(driver: WindowDriver, folder: Path) -> None:
    driver.window.actions_by_id["file.export"].trigger()
    dialog = driver.window.findChild(ExportDialog)
    assert dialog is not None
    dialog.formats.choose("davis")
    dialog.folder_line.setText(str(folder))
    driver.wait(lambda: "Checking" not in dialog.loss.text())
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()


def press_replace(driver: WindowDriver) -> None:
    bar = driver.window.message_bar
    driver.wait(lambda: any("is not empty" in text for text in bar.texts))
    button = next(each for each in bar.findChildren(QPushButton) if each.text() == "Replace All That Is in It")
    driver.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_replacing_a_folder_never_deletes_the_project(asked: WindowDriver) -> None:
    export(asked, asked.folder / "work")
    press_replace(asked)

    asked.wait(lambda: any("would delete" in text for text in asked.window.message_bar.texts))
    asked.close()
    with open_project(asked.folder / "work/work.sa2va", read_only=True) as session:
        assert session.project.objects


def test_replacing_a_folder_never_deletes_media_that_are_not_exported(asked: WindowDriver) -> None:
    second = asked.open_clip("second.mp4")
    folder = asked.folder / "clips"
    folder.mkdir()
    second.rename(folder / "second.mp4")
    (second).symlink_to(folder / "second.mp4")

    export(asked, folder)
    press_replace(asked)

    asked.wait(lambda: any("would delete" in text for text in asked.window.message_bar.texts))
    assert (folder / "second.mp4").exists()
