"""A person imports annotations: drop or menu, the format is recognised, one step back, a report of what did not fit."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QPushButton
from support.scripted_format import ScriptedFormat, box
from support.window_driver import CLIP_FRAMES, CLIP_SIZE_HW, WindowDriver, write_clip, write_picture

from sa2va_desktop.annotation.records import FrameState
from sa2va_desktop.datasets import dataset_format
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedMask, ImportedObject
from sa2va_desktop.operations import format_catalog, import_dataset
from sa2va_desktop.ui import import_controller
from sa2va_desktop.ui.dialogs.import_dialog import ImportDialog
from sa2va_desktop.ui.dialogs.import_report import ImportReportDialog

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
HEIGHT, WIDTH = CLIP_SIZE_HW


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> ScriptedFormat:
    scripted = ScriptedFormat([dogs()])
    known = {**dataset_format.formats(), "scripted": scripted}
    for module in (dataset_format, import_dataset, format_catalog):
        monkeypatch.setattr(module, "formats", lambda: known)
    return scripted


def dogs(name: str = "clip", frame_count: int = CLIP_FRAMES) -> ImportedClip:
    masks = {
        frame: ImportedMask(box(HEIGHT, WIDTH, frame, 20), FrameState.TRACKED) for frame in range(frame_count)
    }
    return ImportedClip(
        name,
        HEIGHT,
        WIDTH,
        tuple(f"{frame:05d}" for frame in range(frame_count)),
        objects=(ImportedObject("1", "dog", "animal", masks), ImportedObject("2", "cat", "", masks)),
        is_clip=True,
    )


def data_set(driver: WindowDriver) -> Path:
    folder = driver.folder / "scripted"
    folder.mkdir()
    return folder


def dialog_of(driver: WindowDriver) -> ImportDialog:
    driver.wait(lambda: driver.window.findChild(ImportDialog))
    dialog = driver.window.findChild(ImportDialog)
    assert dialog is not None
    return dialog


def press_import(driver: WindowDriver, dialog: ImportDialog) -> None:
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    driver.wait(ok.isEnabled)
    driver.qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)
    driver.wait(lambda: any("Imported" in text for text in driver.window.message_bar.texts))


def drop(driver: WindowDriver, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(driver.window, QDragEnterEvent(QPoint(300, 300), copy, data, left, none))
    QApplication.sendEvent(driver.window, QDropEvent(QPointF(300, 300), copy, data, left, none))


def test_a_typed_folder_is_recognised_counted_imported_and_taken_back(
    driver: WindowDriver, scripted: ScriptedFormat
) -> None:
    window = driver.start()
    driver.open_clip()
    folder = data_set(driver)

    driver.key(Qt.Key.Key_E, CTRL | SHIFT)
    dialog = dialog_of(driver)
    driver.qtbot.keyClicks(dialog.source_line, str(folder))
    driver.wait(lambda: dialog.format_box.currentData() == "scripted")
    driver.wait(lambda: "48 masks" in dialog.preview.text())
    assert "1 of them in the project" in dialog.preview.text()
    press_import(driver, dialog)

    assert [each.name for each in window.document.project.objects.values()] == ["dog", "cat"]
    assert window.document.undo_label == "Import scripted"
    window.activateWindow()
    driver.wait(lambda: window.findChild(ImportDialog) is None and window.isActiveWindow())
    window.canvas.setFocus()
    driver.key(Qt.Key.Key_Z, CTRL)
    assert not window.document.project.objects


def test_a_dropped_data_set_is_offered_and_brings_its_pictures_into_an_empty_window(
    driver: WindowDriver, scripted: ScriptedFormat
) -> None:
    window = driver.start()
    folder = data_set(driver)
    (folder / "images").mkdir()
    own = write_picture(folder / "images" / "a.png")
    mask = ImportedMask(box(48, 64, 5, 5))
    scripted.clips = [
        ImportedClip("a.png", 48, 64, ("a.png",), own, objects=(ImportedObject("1", "ball", "", {0: mask}),))
    ]

    drop(driver, folder)
    dialog = dialog_of(driver)
    assert dialog.source_line.text() == str(folder)
    assert dialog.instead.isVisible()
    driver.wait(lambda: "1 to be added with the pictures" in dialog.preview.text())
    press_import(driver, dialog)

    driver.wait(lambda: driver.shown_media_name() == "a.png")
    assert [each.name for each in window.document.project.objects.values()] == ["ball"]


def test_a_folder_that_looks_like_a_data_set_can_be_opened_as_media(
    driver: WindowDriver, scripted: ScriptedFormat
) -> None:
    window = driver.start()
    folder = data_set(driver)
    (folder / "walk").mkdir()
    for number in range(3):
        write_picture(folder / "walk" / f"{number:05d}.png")
    window.open_paths([folder])
    dialog = dialog_of(driver)

    driver.qtbot.mouseClick(dialog.instead, Qt.MouseButton.LeftButton)

    driver.wait(lambda: driver.shown_media_name() == "walk")
    assert not window.document.project.objects


def test_pictures_with_annotations_beside_them_are_opened_and_the_import_is_offered(
    driver: WindowDriver, scripted: ScriptedFormat
) -> None:
    window = driver.start()
    folder = data_set(driver)
    write_picture(folder / "a.png")
    window.open_paths([folder])
    driver.wait(lambda: driver.shown_media_name() == "a.png")
    driver.wait(lambda: "'scripted' also holds annotations." in window.message_bar.texts)
    assert window.findChild(ImportDialog) is None

    button = next(each for each in window.message_bar.findChildren(QPushButton) if "Import" in each.text())
    driver.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    assert dialog_of(driver).source_line.text() == str(folder)


def test_pictures_are_shown_before_it_is_known_whether_there_are_annotations(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = driver.start()
    (driver.folder / "many").mkdir()
    write_picture(driver.folder / "many" / "a.png")
    is_shown = threading.Event()
    monkeypatch.setattr(import_controller, "recognised_formats", lambda path: is_shown.wait(60) and [])

    window.open_paths([driver.folder / "many"])

    driver.wait(lambda: driver.shown_media_name() == "a.png")
    is_shown.set()


def test_a_folder_of_nobody_can_be_typed(driver: WindowDriver) -> None:
    driver.start()
    driver.open_clip()
    driver.key(Qt.Key.Key_E, CTRL | SHIFT)
    dialog = dialog_of(driver)

    driver.qtbot.keyClicks(dialog.source_line, "~nobody-of-this-name/x")

    assert not dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()


def test_what_did_not_fit_is_read_in_the_report_and_kept_as_text(
    driver: WindowDriver, scripted: ScriptedFormat
) -> None:
    window = driver.start()
    driver.open_clip()
    scripted.clips = [dogs(), dogs("elsewhere"), dogs("nowhere")]
    window.actions_by_id["file.import"].trigger()
    dialog = dialog_of(driver)
    dialog.show_source(data_set(driver))
    driver.wait(lambda: "2 without a picture that fits, to be left out" in dialog.preview.text())
    press_import(driver, dialog)

    assert any("2 things could not be used" in text for text in window.message_bar.texts)
    button = next(each for each in window.message_bar.findChildren(QPushButton) if each.text() == "Show Report")
    driver.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    report = window.findChild(ImportReportDialog)
    assert report is not None
    assert "48 new masks" in report.counts.text()
    shown = [report.problems.model().index(row, 0).data() for row in range(2)]
    assert "elsewhere" in shown[0]
    target = driver.folder / "report.txt"
    report.keep(target)
    driver.wait(target.exists)
    driver.wait(lambda: shown[0] in target.read_text(encoding="utf-8"))


def test_a_stopped_import_keeps_what_came_and_undoing_a_running_one_stops_it(
    driver: WindowDriver, scripted: ScriptedFormat
) -> None:
    window = driver.start()
    driver.open_clip()
    write_clip(driver.folder / "other.mp4")
    endless = [dogs()] * 400
    scripted.clips = endless
    window.actions_by_id["file.import"].trigger()
    dialog = dialog_of(driver)
    dialog.show_source(data_set(driver))
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    driver.wait(ok.isEnabled)
    ok.click()
    driver.wait(lambda: len(window.document.project.objects) > 6)

    window.document.undo()

    driver.wait(lambda: not window.imports.is_running)
    assert not window.document.project.objects
    driver.wait(lambda: not window.runner.unfinished_tasks())
