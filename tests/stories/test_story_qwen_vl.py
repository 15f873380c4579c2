"""A model of another family in the window: objects are described from their outline, unknown templates need a tick."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from support.embedded_driver import EmbeddedDriver
from support.golden_cases import GOLDEN

from sa2va_desktop.ui.model_controller import ModelState

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def person(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddedDriver]:
    monkeypatch.chdir(tmp_path)
    driver = EmbeddedDriver(qtbot, tmp_path)
    driver.start()
    driver.window.resize(1280, 720)
    yield driver
    driver.close_all()


def use_model(driver: EmbeddedDriver, folder: Path) -> None:
    window = driver.window
    window.settings.set("canvas.hover_preview", "off")
    window.settings.set("canvas.encode_ahead", False)
    window.settings.set("model.choice", str(folder))


def test_a_marked_object_is_described_from_its_outline_and_the_answer_says_so(person: EmbeddedDriver) -> None:
    window = person.window
    use_model(person, GOLDEN / "qwen3_vl" / "checkpoint")
    window.open_paths([GOLDEN / "qwen3_vl" / "images" / "portrait.png"])
    person.wait_for_media("portrait.png")
    window.canvas.setFocus()
    person.key(Qt.Key.Key_Q)

    person.click_picture(150, 250)
    person.wait(lambda: window.clicks.candidates and not window.clicks.is_waiting)
    person.key(Qt.Key.Key_Return)
    person.key(Qt.Key.Key_D, CTRL)
    person.wait(lambda: window.document.project.answers)
    person.wait(lambda: not window.runner.unfinished_tasks())
    person.picture("qwen-vl-described")

    shown = " ".join(label.text() for label in window.conversation.findChildren(QLabel))
    assert "Described from an outlined crop of the picture: this family was not trained" in shown


def test_a_model_with_an_unknown_template_is_loaded_once_that_is_allowed(
    person: EmbeddedDriver, tmp_path: Path
) -> None:
    window = person.window
    folder = Path(shutil.copytree(GOLDEN / "qwen3_vl" / "checkpoint", tmp_path / "own"))
    template = folder / "chat_template.jinja"
    template.write_text(template.read_text() + "{# mine #}")
    use_model(person, folder)
    window.open_paths([GOLDEN / "qwen3_vl" / "images" / "portrait.png"])
    person.wait(lambda: window.model.state is ModelState.FAILED)
    person.picture("qwen-vl-refused")
    assert "Allow unknown chat templates" in " ".join(window.message_bar.texts)

    window.settings.set("model.allow_unknown_template", True)
    person.wait(lambda: window.model.state is ModelState.READY)

    assert window.model.description is not None
    assert window.model.description.capabilities.template.startswith("unknown ")
    assert not window.message_bar.texts
