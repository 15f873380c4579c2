"""How quickly the window answers: painting, brushing, seeking, undoing, clicking, starting, and on a clip of 100,000 frames.

`uv run python benchmarks/ui.py`; needs no display. `--only` names parts, whose results replace those of an earlier run.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from machine import RESULTS, machine, write_result
from ui_verdicts import verdict_table

TARGETS = {
    "repaint": "4K picture with 20 masks: <= 16 ms in full and after one changed mask",
    "brush": "<= 16 ms a move on an 8K picture",
    "seek": "1920x1080: random p95 <= 150 ms, neighbour <= 16 ms",
    "track_stall": "lateness of a 10 ms timer: p99 <= 50 ms, none above 200 ms",
    "undo": "a run over 3,000 frames: <= 50 ms",
    "click": "<= 1.0 x sam2's image predictor",
    "start": "window up without a model: <= 2 s",
    "length": "100,000 frames like 300: ratios near 1",
}

_START = """
import sys, time
from sa2va_desktop.app import default_services, make_application, make_window
from PySide6.QtCore import QTimer
application = make_application()
window = make_window(application, default_services())
window.show()
application.processEvents()
window.grab()
print("up", flush=True)
assert "torch" not in sys.modules
import os
os._exit(0)
"""


def repaint() -> dict[str, Any]:
    from ui_painting import measure_repaint

    _application()
    return measure_repaint()


def brush() -> dict[str, Any]:
    from ui_painting import measure_brush

    _application()
    return measure_brush()


def seek() -> dict[str, Any]:
    """Random seeks with an empty cache, and steps at the pace of a held key, beside what PyAV alone takes for them."""
    from ui_clip import OpenClip, decoding_floor, write_clip

    group = 50
    with tempfile.TemporaryDirectory() as folder:
        path = write_clip(Path(folder) / "clip.mp4", 200, (1080, 1920), group)
        clip = OpenClip(_application(), path)
        wishes = clip.random_frames(60)
        result: dict[str, Any] = {
            "group": group,
            "random": clip.random_seeks(60, rest_ms=250),
            "random_at_once": clip.random_seeks(60),
            "step": clip.steps(60),
        }
        clip.close()
        result["pyav_random"] = decoding_floor(path, wishes, group)
        result["pyav_every_frame_cpu_ms"] = decoding_floor(path, list(range(0, 200, group)), group)["cpu"][
            "median_ms"
        ]
    return result


def undo() -> dict[str, Any]:
    """One run over 3,000 frames, undone and redone on the GUI thread, with what has to be painted then."""
    from ui_clip import OpenClip, write_long_clip

    with tempfile.TemporaryDirectory() as folder:
        clip = OpenClip(_application(), write_long_clip(Path(folder) / "clip.mp4", 3000))
        clip.run_over(clip.add_object(), range(3000))
        rows: dict[str, list[dict[str, float]]] = {"undo": [], "redo": []}
        for _ in range(7):
            rows["undo"].append(clip.timed(clip.window.document.undo))
            rows["redo"].append(clip.timed(clip.window.document.redo))
        clip.close()
    return {
        name: {
            "wall_best_ms": min(row["best_ms"] for row in found),
            "cpu_median_ms": statistics.median(row["cpu_median_ms"] for row in found),
        }
        for name, found in rows.items()
    }


def track_stall() -> dict[str, Any]:
    """The demo clip: an object is marked on its first frame and tracked through all of it by the embedded model."""
    from ui_clip import OpenClip
    from window_stalls import Lateness

    from sa2va_desktop.app import default_services

    clip = OpenClip(_application(), default_services().demo_clip().video)
    window = clip.window
    object_id = clip.add_object()
    clip.mark(object_id, 0)
    window.model.choose("embedded")
    window.model.ensure_loaded()
    clip.wait(lambda: window.model.description is not None)
    clip.rest(500)
    window.view_state.select(frozenset({object_id}))
    lateness = Lateness()
    lateness.phase = "tracking"
    window.object_runs.track()
    clip.wait(lambda: window.object_runs.is_running)
    clip.wait(lambda: not window.object_runs.is_running)
    lateness.timer.stop()
    tracked = len(window.document.project.track(object_id))
    clip.close()
    return {"frames": tracked, **lateness.summary()["tracking"]}


def click() -> dict[str, Any]:
    from ui_click import measure_click

    return measure_click()


def start() -> dict[str, Any]:
    """From the start of a process to the painted window; the first one, which may compile, is not counted."""
    spent, cpu = [], []
    for _ in range(6):
        start_s, cpu_s = time.perf_counter(), _children_cpu_s()
        with subprocess.Popen([sys.executable, "-c", _START], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == b"up"
            spent.append(time.perf_counter() - start_s)
        cpu.append(_children_cpu_s() - cpu_s)
    return {"wall_best_s": round(min(spent[1:]), 2), "cpu_median_s": round(statistics.median(cpu[1:]), 2)}


def _children_cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def length() -> dict[str, Any]:
    """The same acts on clips of 300 and of 100,000 tiny frames, and the ratio of the two."""
    from ui_length import measure_length

    return measure_length(_application())


PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    part.__name__: part for part in (repaint, brush, seek, undo, track_stall, click, start, length)
}


def _application() -> Any:
    from sa2va_desktop.app import make_application

    return make_application()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=sorted(PARTS), nargs="+", default=sorted(PARTS))
    parser.add_argument("--part", choices=sorted(PARTS), help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, default=RESULTS / "ui.json")
    options = parser.parse_args()
    if options.part is not None:
        with tempfile.TemporaryDirectory() as home:
            os.environ["SA2VA_DESKTOP_HOME"] = home
            print(json.dumps({**PARTS[options.part](), "target": TARGETS[options.part], "machine": machine()}))
        return
    result = json.loads(options.out.read_text("utf-8")) if options.out.exists() else {}
    start_s = time.perf_counter()
    for name in options.only:  # each in a process of its own: nothing is warm that would not be
        command = [sys.executable, __file__, "--part", name]
        finished = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        result[name] = json.loads(finished.stdout.splitlines()[-1])
        write_result(options.out, result)
    print(verdict_table({name: result[name] for name in options.only}))
    print(f"{time.perf_counter() - start_s:.0f} s")


if __name__ == "__main__":
    main()
