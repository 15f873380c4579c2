"""Texts by the embedded model about the demo clip, from the dialog to the review. It answers poorly; all of it is stored.

With `SA2VA_MANUAL_PICTURES=FOLDER` the pictures of the manual are made.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot
from support.embedded_driver import EmbeddedDriver

from sa2va_desktop.annotation.records import ExpressionState
from sa2va_desktop.ui.texts.write_dialog import WriteDialog

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def writer(qtbot: QtBot, tmp_path: Path) -> Iterator[EmbeddedDriver]:
    driver = EmbeddedDriver(qtbot, tmp_path)
    yield driver
    driver.close_all()


@pytest.mark.slow
def test_the_embedded_model_writes_about_the_demo_clip(writer: EmbeddedDriver) -> None:
    window = writer.start()
    window.resize(1280, 800)
    window.open_demo()
    writer.wait(lambda: window.presenter.shown_frame is not None)
    for text in ("Please segment the red car.", "Please segment the balloon."):
        writer.ask(text)
    window.canvas.setFocus()

    writer.key(Qt.Key.Key_W, CTRL | SHIFT)
    (dialog,) = window.findChildren(WriteDialog)
    write = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    writer.wait(write.isEnabled)
    dialog.checker.setCurrentIndex(1)
    writer.picture("texts-dialog")
    writer.press(write)
    writer.wait(lambda: not window.runs.is_busy)
    window.docks.show_texts()
    writer.picture("texts-review")

    found = list(window.document.project.expressions.values())
    assert {each.length for each in found} == {"long", "short"}
    assert {each.state for each in found} == {ExpressionState.PROPOSED}
    assert all(each.text and each.prompt and each.model_name for each in found)
    assert all(each.round_trip_iou is not None for each in found)
    assert window.document.undo_label == "Write Expressions"
