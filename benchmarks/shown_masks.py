"""What a clean-up setting costs: each step by the size of the mask, and what the window does itself on a long clip.

CPU time of one thread, the least of several turns, because it suffers less from other work on the machine.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from machine import RESULTS, machine, write_result

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import (
    CleanUp,
    FrameState,
    MediaId,
    MediaItem,
    MediaKind,
    ObjectFrame,
    ObjectId,
)
from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle
from sa2va_desktop.editing.commands import new_object, put_media, put_object, put_track
from sa2va_desktop.editing.mask_cleanup import cleaned
from sa2va_desktop.editing.shown_mask import quick_rle, shown_track
from sa2va_desktop.operations.clean_up import set_clean_up

STEPS = {
    "islands": CleanUp(island_px=200),
    "holes": CleanUp(hole_px=200),
    "smooth": CleanUp(smooth_px=3),
    "margin": CleanUp(margin_px=3),
    "all": CleanUp(200, 200, 3, 3),
}
SIZES_HW = {"1080p": (1080, 1920), "4K": (2160, 3840)}
SIDES = (0.2, 0.5, 0.96)  # of the mask's box, as a share of the picture's
_MS = 1000.0


def spotted(size_hw: tuple[int, int], side: float) -> MaskRle:
    """An ellipse with many small holes, and as many islands around it."""
    height, width = size_hw
    mask = np.zeros(size_hw, np.uint8)
    axes = (int(side * width / 2), int(side * height / 2))
    cv2.ellipse(mask, (width // 2, height // 2), axes, 20, 0, 360, 1, -1)
    spots = np.random.default_rng(0).random((height // 8, width // 8)) < 0.03
    grown = cv2.resize(spots.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
    return mask_to_rle(mask ^ (grown & cv2.dilate(mask, np.ones((31, 31), np.uint8))))


def least_ms(work: Callable[[], object], turns: int) -> float:
    found = []
    for _ in range(turns):
        began = time.process_time()
        work()
        found.append((time.process_time() - began) * _MS)
    return round(min(found), 2)


def steps(turns: int) -> list[dict[str, Any]]:
    rows = []
    for name, size_hw in SIZES_HW.items():
        for side in SIDES:
            rle = spotted(size_hw, side)
            cost = {step: least_ms(lambda c=each, r=rle: cleaned(r, c), turns) for step, each in STEPS.items()}
            rows.append({"picture": name, "box_share": side, "ms": cost})
    return rows


def long_clip(frame_count: int) -> dict[str, Any]:
    """What the window's own thread does: the setting, a snapshot for an export, and one frame after the other."""
    project = Project()
    item = MediaItem(
        MediaId(1), MediaKind.VIDEO, "/clip.mp4", 1080, 1920, tuple(range(frame_count)), (1, 25), 1, "edge"
    )
    project.apply(put_media(project, item))
    thing = new_object(project, item.media_id, "thing")
    project.apply(put_object(project, thing))
    rles = [replace(spotted((1080, 1920), 0.1), x0=10 * k) for k in range(8)]
    frames = {
        index: ObjectFrame(replace(rles[index % 8]), FrameState.TRACKED, 0.9, 5.0)
        for index in range(frame_count)
    }
    project.apply(put_track(project, thing.object_id, frames))
    object_id: ObjectId = thing.object_id
    setting = least_ms(lambda: project.apply(set_clean_up(project, [object_id], STEPS["all"])), 1)
    shown = project.objects[object_id]
    played = [
        least_ms(lambda f=frame: quick_rle(shown, f), 1)
        for frame in list(project.track(object_id).values())[:200]
    ]
    return {
        "frames": frame_count,
        "set_ms": setting,
        "snapshot_ms": least_ms(lambda: shown_track(project, object_id), 3),
        "frame_ms_median": round(float(np.median(played)), 2),
        "frame_ms_worst": max(played),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--frames", type=int, default=100_000)
    parser.add_argument("--out", type=Path, default=RESULTS / "shown_masks.json")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    result = {"steps": steps(options.turns), "long_clip": long_clip(options.frames), "machine": machine()}
    write_result(options.out, result)


if __name__ == "__main__":
    main()
