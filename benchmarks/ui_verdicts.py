"""What the parts of `ui.py` found beside their targets, one line for each figure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_FRAME_MS = 16.0
_NEAR = 2.0  # a ratio that is near one on a machine that does other things too
_Line = tuple[str, float, float, str]


def verdict_table(parts: dict[str, Any]) -> str:
    """Lines `part  figure  target  verdict`; a part that has not run is left out."""
    lines = []
    for name, found in parts.items():
        for what, value, target, unit in _LINES[name](found):
            verdict = "met" if value <= target else "MISSED"
            lines.append(f"{name:12} {what:44} {value:9.2f} {unit:2}  <= {target:g} {unit:2}  {verdict}")
    return "\n".join(lines)


def _repaint(found: dict[str, Any]) -> Iterator[_Line]:
    for what, row in found.items():
        if isinstance(row, dict) and "full" in row:
            for act in ("full", "one_changed_mask"):
                yield f"{what}: {act.replace('_', ' ')}, CPU", row[act]["cpu_median_ms"], _FRAME_MS, "ms"


def _brush(found: dict[str, Any]) -> Iterator[_Line]:
    for what, row in found.items():
        if isinstance(row, dict) and "cpu_median_ms" in row:
            yield f"a move, {what}, CPU", row["cpu_median_ms"], _FRAME_MS, "ms"


def _seek(found: dict[str, Any]) -> Iterator[_Line]:
    yield "random, p95", found["random"]["p95_ms"], 150, "ms"
    yield (
        "random, p95 over that of PyAV alone",
        found["random"]["p95_ms"] / found["pyav_random"]["wall"]["p95_ms"],
        1,
        "",
    )
    yield "neighbour, median", found["step"]["median_ms"], _FRAME_MS, "ms"


def _track_stall(found: dict[str, Any]) -> Iterator[_Line]:
    yield "late by, p99", found["p99_ms"], 50, "ms"
    yield "late by, at worst", found["worst_ms"], 200, "ms"


def _undo(found: dict[str, Any]) -> Iterator[_Line]:
    for act in ("undo", "redo"):
        yield f"{act} of 3,000 frames, CPU", found[act]["cpu_median_ms"], 50, "ms"


def _click(found: dict[str, Any]) -> Iterator[_Line]:
    yield "ours over sam2's", found["ours_over_sam2"], 1, ""


def _start(found: dict[str, Any]) -> Iterator[_Line]:
    yield "window up, wall, best", found["wall_best_s"], 2, "s"
    yield "window up, CPU", found["cpu_median_s"], 2, "s"


def _length(found: dict[str, Any]) -> Iterator[_Line]:
    for act, ratio in found["long_over_short"].items():
        if "cpu_median_ms" in found["long"][act]:
            ratio = found["long"][act]["cpu_median_ms"] / max(found["short"][act]["cpu_median_ms"], 0.1)
        yield f"100,000 frames over 300: {act.replace('_', ' ')}", ratio, _NEAR, ""


_LINES = {
    "repaint": _repaint,
    "brush": _brush,
    "seek": _seek,
    "track_stall": _track_stall,
    "undo": _undo,
    "click": _click,
    "start": _start,
    "length": _length,
}
