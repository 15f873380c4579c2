"""A model that nobody uses gives its memory back, and comes back when it is wanted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from support.window_driver import WindowDriver

from sa2va_desktop.ui import idle_unload
from sa2va_desktop.ui.main_window import MainWindow
from sa2va_desktop.ui.model_controller import ModelState

MINE = "/models/mine"


@pytest.fixture
def loaded(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """A window with a model that would be freed one tenth of a second after its last use."""
    monkeypatch.setattr(idle_unload, "MINUTE_MS", 100)
    window = driver.start()
    window.settings.set(idle_unload.KEY, 0)
    window.settings.set("model.choice", MINE)
    driver.open_clip()
    driver.wait(lambda: window.model.state is ModelState.READY)
    return window


def test_an_unused_model_rests_and_comes_back_with_the_next_instruction(
    driver: WindowDriver, loaded: MainWindow
) -> None:
    loaded.settings.set(idle_unload.KEY, 1)
    driver.wait(lambda: loaded.model.state is ModelState.UNLOADED)
    assert loaded.model.is_resting
    assert loaded.status_bar.model.text() == "mine, resting"
    driver.wait(lambda: driver.predictor.is_closed)

    loaded.settings.set(idle_unload.KEY, 0)
    driver.ask()

    assert len(loaded.object_commands.objects()) == 2
    assert not loaded.model.is_resting
    assert driver.loads[-2:] == [MINE, MINE]


def test_marks_that_wait_to_be_accepted_keep_the_model(driver: WindowDriver, loaded: MainWindow) -> None:
    loaded.canvas.setFocus()
    driver.key(Qt.Key.Key_Q)
    driver.click_picture(30, 20)
    driver.wait(lambda: loaded.clicks.candidates and not loaded.clicks.is_waiting)

    loaded.settings.set(idle_unload.KEY, 1)
    driver.qtbot.wait(350)
    assert loaded.model.state is ModelState.READY

    driver.key(Qt.Key.Key_Return)
    driver.wait(lambda: loaded.model.is_resting)
    assert len(loaded.object_commands.objects()) == 1


def test_zero_is_never_and_the_embedded_model_stays(driver: WindowDriver, loaded: MainWindow) -> None:
    assert not loaded.idle_unload.is_counting

    loaded.settings.set(idle_unload.KEY, 600)
    assert loaded.idle_unload.is_counting
    loaded.model.choose("embedded")
    driver.wait(lambda: loaded.model.state is ModelState.READY)
    assert not loaded.idle_unload.is_counting
