"""What of a scribble or a lasso the model should be given: IoU of the best mask for the alternatives.

The things are those of `clicks.py`. A simulated person draws a scribble through three points deep inside the thing and
a wobbly lasso round it; the best candidate by the model's own score counts.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import torch
from clicks import SEED, Target, project_of, targets
from machine import RESULTS, machine, write_result

from sa2va_desktop.annotation.rle import BoolMask, rle_to_mask
from sa2va_desktop.assembly import load_predictor
from sa2va_desktop.editing.brush import swept_disk
from sa2va_desktop.editing.mask_window import PixelBox
from sa2va_desktop.editing.polygon import enclosed
from sa2va_desktop.inference.api import Predictor
from sa2va_desktop.operations.click import click_candidates, prepare_click
from sa2va_desktop.operations.mark_shapes import lasso_box, points_along
from sa2va_desktop.operations.marks import Marks
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.training.nano.simulated_person import deepest_point, iou

Line = list[tuple[float, float]]

POINT_COUNTS = (1, 2, 3, 5, 8, 12)
_STROKE_RADIUS_PX = 4.0


def scribble(truth: BoolMask, rng: np.random.Generator) -> Line:
    """A shaky line through three points of the thing that are not near its border, along its longer axis."""
    padded = np.pad(truth.astype(np.uint8), 1)
    depth = cv2.distanceTransform(padded, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)[1:-1, 1:-1]
    rows, columns = np.nonzero(depth > 0.35 * depth.max())
    chosen = rng.choice(rows.size, 3)
    points = np.stack((columns[chosen], rows[chosen]), axis=1) + 0.5
    axis = np.linalg.svd(points - points.mean(axis=0))[2][0]
    points = points[np.argsort(points @ axis)]
    way = np.concatenate([np.linspace(points[leg], points[leg + 1], 12) for leg in range(2)])
    return _line(way + rng.normal(0, 0.8, way.shape))


def lasso(truth: BoolMask, rng: np.random.Generator) -> Line:
    """A wobbly closed line round the thing, at a distance that grows with its size."""
    reach = max(2, round(0.12 * float(np.sqrt(np.count_nonzero(truth)))))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    around = cv2.dilate(truth.astype(np.uint8), kernel)
    pieces, _ = cv2.findContours(around, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    hull = cv2.convexHull(np.concatenate(pieces))[:, 0].astype(np.float64)
    way = np.asarray(points_along(_line(np.concatenate((hull, hull[:1]))), 60))
    outwards = way - way.mean(axis=0)
    outwards /= np.linalg.norm(outwards, axis=1, keepdims=True)
    wobble = np.convolve(np.tile(rng.normal(0, 0.35 * reach, 60), 3), np.ones(5) / 5, "same")[60:120]
    return _line(way + outwards * wobble[:, None] + 0.5)


def ways(target: Target, rng: np.random.Generator) -> Iterator[tuple[str, Marks]]:
    """The alternatives, by name."""
    size_hw = target.truth.shape[0], target.truth.shape[1]
    picture = PixelBox(0, 0, size_hw[1], size_hw[0])
    stroke = scribble(target.truth, rng)
    hint = swept_disk(stroke, _STROKE_RADIUS_PX, picture)
    for count in POINT_COUNTS:
        points = _with_points(stroke, count, size_hw)
        yield f"scribble: {count} points", points
        if count <= 3:
            yield f"scribble: {count} points and hint", points.with_drawn_mask(hint)
    yield "scribble: hint alone", Marks().with_drawn_mask(hint)
    line = lasso(target.truth, rng)
    box, area = Marks(box_xyxy=lasso_box(line, size_hw)), enclosed(line, picture)
    yield "lasso: box", box
    yield "lasso: box and inner point", box.with_point(deepest_point(area))
    yield "lasso: inner point", Marks().with_point(deepest_point(area))
    yield "lasso: box and hint", box.with_drawn_mask(area)


def masked(predictor: Predictor, target: Target, marks: Marks) -> BoolMask:
    """The mask that the window would show first; empty when there is none."""
    project, media_id = project_of(target.frames)
    prepared = prepare_click(project, media_id, 0, marks)
    found = click_candidates(predictor, prepared, lambda: nullcontext(target.frames), CancelToken())
    return rle_to_mask(found[0].rle) if found else np.zeros_like(target.truth)


def measure(model: str, *, count: int, seed: int) -> dict[str, Any]:
    predictor = load_predictor(model, device="cpu", dtype="float32")
    rng = np.random.default_rng(seed)
    ious: dict[str, list[float]] = {}
    for target in targets(count, seed):
        for name, marks in ways(target, rng):
            ious.setdefault(name, []).append(iou(masked(predictor, target, marks), target.truth))
    predictor.close()
    return {
        "what": "IoU of the mask that is shown first, for what a scribble or a lasso is turned into",
        "model": predictor.description.name,
        "objects": count,
        "seed": seed,
        "ways": summary(ious),
        "machine": machine(),
    }


def summary(ious: Mapping[str, Sequence[float]]) -> dict[str, dict[str, float]]:
    return {
        name: {
            "mean": round(statistics.mean(values), 3),
            "median": round(statistics.median(values), 3),
            "below_half": round(statistics.mean(value < 0.5 for value in values), 3),
        }
        for name, values in ious.items()
    }


def _with_points(line: Line, count: int, size_hw: tuple[int, int]) -> Marks:
    marks = Marks()
    for x, y in points_along(line, count):
        marks = marks.with_point((min(max(x, 0.0), size_hw[1] - 0.01), min(max(y, 0.0), size_hw[0] - 0.01)))
    return marks


def _line(points: npt.NDArray[np.float64]) -> Line:
    return [(float(x), float(y)) for x, y in points]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="sa2va-nano")
    parser.add_argument("--objects", type=int, default=150)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=RESULTS / "mark_shapes.json")
    options = parser.parse_args()
    torch.set_num_threads(1)
    write_result(options.out, measure(options.model, count=options.objects, seed=options.seed))


if __name__ == "__main__":
    main()
