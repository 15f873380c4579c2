"""What the canvas costs: painting a 4K picture with 20 masks again, and one move of the brush on an 8K picture."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from sa2va_desktop.annotation.records import ObjectId, Rgb
from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle, rle_to_mask
from sa2va_desktop.editing.brush import eraser
from sa2va_desktop.ui.canvas.canvas_view import CanvasView
from sa2va_desktop.ui.canvas.mask_layer import ShownMask
from sa2va_desktop.ui.canvas.pictures import picture_from_rgb
from sa2va_desktop.ui.canvas.view_mode import ViewMode

_CANVASES = {"canvas 1280x720": (1280, 720), "canvas 3840x2160": (3840, 2160)}
_4K_HW, _8K_HW = (2160, 3840), (4320, 7680)
_REPEATS = 15


def milliseconds(work: Callable[[], object], repeats: int = _REPEATS) -> dict[str, float]:
    """Repeated work: median CPU time of the process, which suffers less from other work on the machine, and best
    wall time. The first call, which fills caches, is not counted."""
    work()
    cpu, wall = [], []
    for _ in range(repeats):
        wall_s, cpu_s = time.perf_counter(), time.process_time()
        work()
        cpu.append((time.process_time() - cpu_s) * 1000)
        wall.append((time.perf_counter() - wall_s) * 1000)
    return {"cpu_median_ms": round(sorted(cpu)[repeats // 2], 2), "wall_best_ms": round(min(wall), 2)}


def wobbly_disk(
    size_hw: tuple[int, int], center_xy: tuple[float, float], radius_px: float, seed: int
) -> MaskRle:
    """A disk with a ragged border, as masks of real things have."""
    random = np.random.default_rng(seed)
    height, width = size_hw
    mask = np.zeros(size_hw, np.bool_)
    x0, x1 = (int(np.clip(center_xy[0] + side * 1.3 * radius_px, 0, width)) for side in (-1, 1))
    y0, y1 = (int(np.clip(center_xy[1] + side * 1.3 * radius_px, 0, height)) for side in (-1, 1))
    y, x = np.mgrid[y0:y1, x0:x1]
    dx, dy = x - center_xy[0], y - center_xy[1]
    angle = np.arctan2(dy, dx)
    phases = random.uniform(0, 6.28, 4)
    border = 1 + sum(0.06 * np.sin((3 + 4 * k) * angle + phase) for k, phase in enumerate(phases))
    mask[y0:y1, x0:x1] = np.hypot(dx, dy) + random.uniform(-1.5, 1.5, dx.shape) < radius_px * border
    return mask_to_rle(mask)


def twenty_masks() -> list[ShownMask]:
    """Twenty overlapping things on a 4K picture; together they cover about two thirds of it."""
    random = np.random.default_rng(7)
    shown = []
    for number in range(20):
        center = (random.uniform(0.05, 0.95) * _4K_HW[1], random.uniform(0.05, 0.95) * _4K_HW[0])
        color: Rgb = tuple(int(value) for value in random.integers(40, 255, 3))  # type: ignore[assignment]
        shown.append(
            ShownMask(
                ObjectId(number + 1), wobbly_disk(_4K_HW, center, random.uniform(150, 400), number), color
            )
        )
    return shown


def measure_repaint() -> dict[str, Any]:
    """For each canvas size and view mode: painting everything again, after one changed mask, and another frame."""
    picture = picture_from_rgb(np.random.default_rng(1).integers(0, 255, (*_4K_HW, 3), np.uint8))
    masks = twenty_masks()
    nudged = [ShownMask(m.object_id, mask_to_rle(np.roll(rle_to_mask(m.rle), 3, 1)), m.color) for m in masks]
    result: dict[str, Any] = {}
    for name, size in _CANVASES.items():
        for mode in ViewMode:
            result[f"{name}, {mode}"] = _repaint(size, mode, picture, masks, nudged)
    return result


def _repaint(
    size: tuple[int, int], mode: ViewMode, picture: QImage, masks: list[ShownMask], nudged: list[ShownMask]
) -> dict[str, dict[str, float]]:
    canvas, whole = _canvas(size), QRect(0, 0, *size)
    target = QImage(*size, QImage.Format.Format_RGB32)
    canvas.set_picture(picture)
    canvas.set_masks(masks)
    canvas.set_mode(mode)
    _paint_pending(canvas)
    turns = itertools.count()

    def change_one() -> None:
        canvas.set_masks([(masks, nudged)[next(turns) % 2][0], *masks[1:]])
        _paint_pending(canvas)

    def another_frame() -> None:
        canvas.set_picture(picture)
        canvas.set_masks((masks, nudged)[next(turns) % 2])
        _paint_pending(canvas)

    found = {
        "full": milliseconds(lambda: canvas.render(target, whole.topLeft(), whole)),
        "one_changed_mask": milliseconds(change_one),
        "another_frame": milliseconds(another_frame),
    }
    canvas.deleteLater()
    return found


def measure_brush() -> dict[str, Any]:
    """One move of a 40 px brush on an 8K picture: changing the mask, and painting what changed."""
    picture = QImage(_8K_HW[1], _8K_HW[0], QImage.Format.Format_RGB32)
    picture.fill(0x808080)
    start = wobbly_disk(_8K_HW, (_8K_HW[1] / 2, _8K_HW[0] / 2), 1700, 3)
    result: dict[str, Any] = {}
    for place in ("fit", "100 %"):
        for mode in (ViewMode.OVERLAY, ViewMode.OUTLINE):
            canvas = _canvas((1280, 720))
            canvas.set_mode(mode)
            canvas.set_picture(picture)
            canvas.set_masks([ShownMask(ObjectId(1), start, (230, 159, 0))])
            if place == "100 %":
                canvas.show_place(1.0, (_8K_HW[1] / 2 + 1700, _8K_HW[0] / 2))
            _paint_pending(canvas)
            state = {"rle": start, "at": (_8K_HW[1] / 2 + 1600.0, _8K_HW[0] / 2 - 200.0)}

            def step(canvas: CanvasView = canvas, state: dict[str, Any] = state) -> None:
                before = state["at"]
                state["at"] = (before[0] - 4.0, before[1] + 9.0)
                edit = eraser(state["rle"], (before, state["at"]), 40.0)
                state["rle"], box = edit.rle, edit.changed
                if box is not None:
                    changed = QRect(box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0)
                    canvas.redraw_mask(ShownMask(ObjectId(1), edit.rle, (230, 159, 0)), changed)
                _paint_pending(canvas)

            result[f"{place}, {mode}"] = milliseconds(step, 31)
            canvas.deleteLater()
    return result


def _canvas(size: tuple[int, int]) -> CanvasView:
    canvas = CanvasView()
    canvas.resize(*size)
    canvas.move(QPoint(0, 0))
    canvas.show()
    QApplication.processEvents()
    return canvas


def _paint_pending(canvas: CanvasView) -> None:
    """Let the canvas paint what it said has changed, now instead of at the next refresh of the screen."""
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.UpdateRequest))
