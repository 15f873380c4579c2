"""How late a 10 ms timer of the GUI thread fires while the demo is opened, answered by the embedded model, and closed.

`uv run python benchmarks/window_stalls.py`; needs no display. Targets on two cores: p99 at most 50 ms, none above 200 ms.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from machine import RESULTS, machine, write_result
from PySide6.QtCore import QTimer

from sa2va_desktop.app import default_services, make_application, make_window
from sa2va_desktop.ui.model_controller import ModelState

_TICK_MS = 10


class Lateness:
    """Collects, per phase, how many milliseconds late each tick came."""

    def __init__(self) -> None:
        self.phase = "opening"
        self.late_ms: dict[str, list[float]] = {}
        self._expected_s = time.perf_counter() + _TICK_MS / 1000
        self.timer = QTimer()
        self.timer.setInterval(_TICK_MS)
        self.timer.timeout.connect(self._tick)
        self.timer.start()

    def _tick(self) -> None:
        now_s = time.perf_counter()
        self.late_ms.setdefault(self.phase, []).append(max(0.0, (now_s - self._expected_s) * 1000))
        self._expected_s = now_s + _TICK_MS / 1000

    def summary(self) -> dict[str, dict[str, float]]:
        return {phase: _summary(sorted(values)) for phase, values in self.late_ms.items()}


def _summary(late_ms: list[float]) -> dict[str, float]:
    return {
        "ticks": len(late_ms),
        "p50_ms": round(late_ms[len(late_ms) // 2], 1),
        "p99_ms": round(late_ms[min(len(late_ms) - 1, int(len(late_ms) * 0.99))], 1),
        "worst_ms": round(late_ms[-1], 1),
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ["SA2VA_DESKTOP_HOME"] = home
        application = make_application()
        window = make_window(application, default_services())
        window.closed.connect(application.quit)
        window.resize(1280, 720)
        window.show()
        lateness = Lateness()

        def follow_model() -> None:
            lateness.phase = "answering" if window.model.state is ModelState.READY else "loading the model"

        def send(_index: object) -> None:
            window.model.changed.connect(follow_model)
            lateness.phase = "loading the model"
            window.conversation.send()

        def close(_answer_id: object) -> None:
            lateness.phase = "closing"
            window.close()

        window.feed.opened.connect(send)
        window.ask.finished.connect(close)
        window.open_demo()
        application.exec()
        lateness.timer.stop()
        result = {
            "what": "lateness of a 10 ms timer on the GUI thread, milliseconds",
            "phases": lateness.summary(),
            "targets": {"p99_ms": "<= 50", "worst_ms": "<= 200"},
            "machine": machine(),
        }
    write_result(Path(RESULTS) / "window_stalls.json", result)


if __name__ == "__main__":
    main()
