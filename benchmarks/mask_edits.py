"""How good are masks between key frames, and what do edits of masks cost on a 4K picture? No model is asked.

Good: every n-th mask of the things in drawn clips is taken for a key frame; the masks between are interpolated and compared
with those that were drawn. Beside it the same with outlines blended in place, and with the nearer key frame kept.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from machine import RESULTS, machine, write_result

from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle
from sa2va_desktop.editing.mask_booleans import exclude, intersect, subtract, unite
from sa2va_desktop.editing.mask_cleanup import drop_islands, fill_holes, grow, shrink, smooth
from sa2va_desktop.editing.mask_measures import blend_masks, mask_iou
from sa2va_desktop.editing.mask_parts import split_parts
from sa2va_desktop.editing.shape_path import ShapePath
from sa2va_desktop.scenes.clip import Split, sample_clip

SEEDS = (91, 92, 93)
STEPS = (4, 8, 16)
SIZE_4K_HW = (2160, 3840)


def gaps(clips: int, step: int) -> Iterator[Sequence[MaskRle]]:
    """Masks from one key frame to the next, both included, of things that are seen on both."""
    for seed in SEEDS:
        for index in range(clips):
            for thing in sample_clip(Split.EVALUATION, seed, index, frame_count=33).objects:
                for start in range(0, len(thing.masks) - step, step):
                    masks = thing.masks[start : start + step + 1]
                    if not (masks[0].is_empty or masks[-1].is_empty):
                        yield masks


def ious(clips: int, step: int) -> dict[str, Any]:
    """Mean IoU with the drawn masks of all frames between key frames, and how often there is no overlap at all."""
    found: dict[str, list[float]] = {"aligned": [], "in_place": [], "nearest": []}
    for masks in gaps(clips, step):
        path = ShapePath(masks[0], masks[-1])
        for place in range(1, step):
            weight = place / step
            for way, mask in (
                ("aligned", path.at(weight)),
                ("in_place", blend_masks(masks[0], masks[-1], weight)),
                ("nearest", masks[-1] if weight >= 0.5 else masks[0]),
            ):
                found[way].append(mask_iou(mask, masks[place]))
    return {
        "key_frame_every": step,
        "masks": len(found["aligned"]),
        **{way: round(statistics.mean(values), 3) for way, values in found.items()},
        **{f"{way}_lost": sum(value == 0 for value in values) for way, values in found.items()},
    }


def costs(repeats: int) -> dict[str, float]:
    """Median milliseconds of each edit on masks that fill about a tenth and a third of a 4K picture, with ragged edges."""
    small, large = _ragged(1300, 1000, 520, 0), _ragged(2100, 1100, 900, 1)
    path = ShapePath(small, large)
    edits: dict[str, Callable[[], object]] = {
        "unite": lambda: unite(small, large),
        "subtract": lambda: subtract(large, small),
        "intersect": lambda: intersect(small, large),
        "exclude": lambda: exclude(small, large),
        "split into parts": lambda: split_parts(large, 20),
        "fill holes": lambda: fill_holes(large),
        "drop islands": lambda: drop_islands(large, 50),
        "grow by 3": lambda: grow(large, 3),
        "shrink by 3": lambda: shrink(large, 3),
        "smooth over 5": lambda: smooth(large, 5),
        "interpolate, a pair of key frames": lambda: ShapePath(small, large),
        "interpolate, a frame between": lambda: path.at(0.4),
    }
    return {name: round(_median_ms(edit, repeats), 1) for name, edit in edits.items()}


def _ragged(x: int, y: int, radius: int, seed: int) -> MaskRle:
    """A disc whose edge is noise, with islands round it and holes in it."""
    rows, columns = np.mgrid[: SIZE_4K_HW[0], : SIZE_4K_HW[1]]
    noise = np.random.default_rng(seed).normal(0, 6, SIZE_4K_HW)
    return mask_to_rle(np.hypot(columns - x, rows - y) + noise <= radius)


def _median_ms(edit: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        start_s = time.perf_counter()
        edit()
        times.append(1e3 * (time.perf_counter() - start_s))
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=6, help="of each seed")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--out", type=Path, default=RESULTS / "mask_edits.json")
    arguments = parser.parse_args()
    result = {
        "machine": machine(),
        "interpolation": [ious(arguments.clips, step) for step in STEPS],
        "milliseconds_4k": costs(arguments.repeats),
    }
    write_result(arguments.out, result)


if __name__ == "__main__":
    main()
