"""Whether a clip of 100,000 frames opens, seeks and is annotated like one of 300."""

from __future__ import annotations

import itertools
import tempfile
import time
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication
from ui_clip import OpenClip, distribution, write_long_clip

SHORT, LONG = 300, 100_000


def measure_length(application: QApplication) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        rows = {
            count: _acts(application, write_long_clip(Path(folder) / f"{count}.mp4", count), Path(folder))
            for count in (SHORT, LONG)
        }
    ratios = {
        act: round(rows[LONG][act]["median_ms"] / max(rows[SHORT][act]["median_ms"], 0.1), 2)
        for act in rows[SHORT]
        if "median_ms" in rows[SHORT][act]
    }
    return {"short": rows[SHORT], "long": rows[LONG], "frames": [SHORT, LONG], "long_over_short": ratios}


def _acts(application: QApplication, path: Path, folder: Path) -> dict[str, Any]:
    first = OpenClip(application, path)
    first.close()
    clip = OpenClip(application, path)
    acts: dict[str, Any] = {
        "open_first_time": distribution([first.opening_ms]),
        "open_again": distribution([clip.opening_ms]),
        "seek": clip.random_seeks(40),
        "step": clip.steps(40),
    }
    clip.run_over(clip.add_object(), range(clip.frame_count))
    painted = clip.add_object()
    clip.window.view_state.select(frozenset({painted}))
    clip.seek_ms(20)
    numbers = itertools.count()
    acts["stroke"] = clip.timed(lambda: _stroke(clip, next(numbers)), 9)
    axis = clip.window.timeline._axis
    acts["timeline_zoom"] = clip.timed(lambda: axis.set_scale(axis.scale.zoomed(1.3, 200)), 9)
    acts["timeline_scroll"] = clip.timed(
        lambda: axis.set_scale(axis.scale.scrolled_to(axis.scale.offset_px + 40)), 9
    )
    acts["seek_annotated"] = clip.random_seeks(40)
    acts["undo_stroke"] = clip.timed(clip.window.document.undo, 3)
    clip.wait(lambda: clip.window.document.pending_count == 0)
    project = folder / f"{path.stem}.sa2va"
    clip.window.projects.save_as(project)
    clip.wait(lambda: clip.window.document.name == project.stem)
    start_s = time.perf_counter()
    clip.close()
    acts["close"] = distribution([(time.perf_counter() - start_s) * 1000])
    again = OpenClip(application, project)
    acts["reopen_project"] = distribution([again.opening_ms])
    again.close()
    return acts


def _stroke(clip: OpenClip, number: int) -> None:
    strokes = clip.window.strokes
    strokes.begin((3 + 5 * number, 20), adds=True)
    strokes.extend((6 + 5 * number, 25))
    strokes.finish()
