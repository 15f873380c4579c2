from __future__ import annotations

from dataclasses import replace

import pytest
from support.scripted_predictor import ScriptedPredictor
from support.window_driver import WindowDriver

from sa2va_desktop.inference.api import PredictorDescription

GIB = 1 << 30


class OnGpu(ScriptedPredictor):
    @property
    def description(self) -> PredictorDescription:
        return replace(super().description, device="cuda:0")


def test_the_memory_of_the_gpu_is_shown_while_a_model_is_on_it(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def memory(name: str) -> tuple[int, int]:
        asked.append(name)
        return 6 * GIB, 24 * GIB

    driver.predictor = OnGpu()
    window = driver.start()
    monkeypatch.setattr(window.device_memory, "_services", replace(driver.services(), device_memory=memory))
    shown = window.status_bar.device_memory
    assert not shown.isVisible()

    driver.open_clip()
    driver.wait(lambda: shown.isVisible())
    assert shown.text() == "GPU 6.0 / 24.0 GB"
    assert asked[0] == "cuda:0"

    window.model.choose("none")
    driver.wait(lambda: not shown.isVisible())


def test_long_work_does_not_make_a_small_window_wider(driver: WindowDriver) -> None:
    window = driver.start()
    driver.open_clip()
    window.resize(1280, 720)

    window.status_bar.show_work("a very long sentence about what is going on " * 10, 3, 9)
    driver.qtbot.wait(50)

    assert (window.width(), window.height()) == (1280, 720)
    assert window.minimumSizeHint().width() <= 1280
