"""Clicks that a simulated person needs to get a mask of IoU 0.85, through the same operations as the window.

Every object of unseen synthetic pictures that is large enough is clicked as `training.simulated_person` says, with
`prepare_click` and `click_candidates`, until its mask is good or the cap is reached. Each further point goes on from
the candidate that was shown, as in the window; `points alone` is the same without that. `oracle` takes the best of the
candidates instead of the one that the model rates highest.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from machine import RESULTS, machine, write_result

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import MediaId, MediaItem, MediaKind
from sa2va_desktop.annotation.rle import BoolMask, rle_to_mask
from sa2va_desktop.assembly import load_predictor
from sa2va_desktop.editing.commands import put_media
from sa2va_desktop.inference.api import Predictor
from sa2va_desktop.inference.grounding.mask_output import MaskUpscaler
from sa2va_desktop.media.array_frames import ArrayFrames
from sa2va_desktop.operations.click import Candidate, click_candidates, prepare_click
from sa2va_desktop.operations.marks import Marks
from sa2va_desktop.scenes.clip import Split, sample_clip
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.training.nano.simulated_person import iou, next_click

SEED = 4100
SMALLEST_SHARE = 0.005
"""Objects that cover less of the picture than this are left out: most of them are all but hidden."""
WITHIN = (1, 3, 5, 20)

Choose = Callable[[Sequence[Candidate], BoolMask], Candidate]


@dataclass(frozen=True, eq=False)
class Target:
    """One object on one picture."""

    name: str
    frames: ArrayFrames
    truth: BoolMask


@dataclass(frozen=True)
class Way:
    """How the person and the program work together."""

    name: str
    choose: Choose
    refines: bool = True


def by_own_score(candidates: Sequence[Candidate], truth: BoolMask) -> Candidate:
    """What the window shows first."""
    return candidates[0]


def by_oracle(candidates: Sequence[Candidate], truth: BoolMask) -> Candidate:
    return max(candidates, key=lambda each: iou(rle_to_mask(each.rle), truth))


WAYS = (
    Way("window", by_own_score),
    Way("points alone", by_own_score, refines=False),
    Way("oracle", by_oracle),
)


def targets(count: int, seed: int) -> list[Target]:
    """The first objects of the seed's pictures, none chosen by hand."""
    found: list[Target] = []
    index = 0
    while len(found) < count:
        clip = sample_clip(Split.SYNTH, seed, index, frame_count=1)
        frames = ArrayFrames(clip.frames)
        for thing in clip.objects:
            truth = clip.ids[0] == thing.object_id
            if np.count_nonzero(truth) >= SMALLEST_SHARE * truth.size:
                found.append(Target(f"{clip.name} {thing.colour} {thing.noun}", frames, truth))
        index += 1
    return found[:count]


def project_of(frames: ArrayFrames) -> tuple[Project, MediaId]:
    """A document with the picture as its only media item."""
    height, width = frames.size_hw
    item = MediaItem(MediaId(1), MediaKind.IMAGE, "picture.png", height, width, pts=(0,), time_base=(1, 1))
    project = Project()
    project.apply(put_media(project, item))
    return project, item.media_id


def clicked_ious(predictor: Predictor, target: Target, way: Way, *, cap: int, goal: float) -> list[float]:
    """IoU after each click, until the goal or the cap."""
    project, media_id = project_of(target.frames)
    marks, mask, shown = Marks(), np.zeros_like(target.truth), None
    ious: list[float] = []
    while len(ious) < cap and (not ious or ious[-1] < goal):
        click = next_click(target.truth, mask)
        assert click is not None  # a mask without any error has reached the goal
        marks = marks.with_point(click.point_xy, is_inside=click.is_inside)
        prepared = prepare_click(project, media_id, 0, marks, refines=shown if way.refines else None)
        candidates = click_candidates(predictor, prepared, lambda: nullcontext(target.frames), CancelToken())
        shown = way.choose(candidates, target.truth) if candidates else None
        mask = np.zeros_like(mask) if shown is None else rle_to_mask(shown.rle)
        ious.append(iou(mask, target.truth))
    return ious


def summary(runs: Sequence[list[float]], *, cap: int, goal: float) -> dict[str, Any]:
    """Clicks as in the literature: an object that never gets there counts as the cap."""
    clicks = [len(ious) if ious[-1] >= goal else cap for ious in runs]
    reached = [ious[-1] >= goal for ious in runs]
    return {
        "clicks_mean": round(statistics.mean(clicks), 2),
        "clicks_median": statistics.median(clicks),
        "share_within": {
            str(most): round(statistics.mean(ok and n <= most for ok, n in zip(reached, clicks)), 2)
            for most in WITHIN
        },
        "failures": reached.count(False),
        "iou_after": {
            # An object that is done keeps the mask that it was left with.
            str(count): round(statistics.mean(ious[min(count, len(ious)) - 1] for ious in runs), 3)
            for count in (1, 2, 3, 5, 10, 20)
            if count <= cap
        },
    }


def grid_bound(truth: BoolMask, grid_px: int) -> float:
    """IoU of the truth with itself after it was put on the decoder's grid and resized back."""
    solid = torch.from_numpy(truth).float()[None, None] * 2 - 1
    coarse = F.interpolate(solid, size=(grid_px, grid_px), mode="bilinear", antialias=True)
    upscaler = MaskUpscaler(grid_px, 4 * grid_px, (truth.shape[0], truth.shape[1]))
    return iou(rle_to_mask(upscaler.to_rle(coarse[0, 0])), truth)


def grid_of(predictor: Predictor, target: Target) -> int:
    """Side of the decoder's masks."""
    project, media_id = project_of(target.frames)
    prepared = prepare_click(project, media_id, 0, Marks().with_point((1.0, 1.0)))
    [first, *_] = click_candidates(predictor, prepared, lambda: nullcontext(target.frames), CancelToken())
    assert first.low_res_logits is not None
    return int(first.low_res_logits.shape[0])


def worst(named: Iterator[tuple[str, list[float]]], goal: float) -> list[dict[str, Any]]:
    """Objects that never got there: IoU after the first click, the best and the last one."""
    return [
        {"object": name, "first": round(ious[0], 3), "best": round(max(ious), 3), "last": round(ious[-1], 3)}
        for name, ious in named
        if ious[-1] < goal
    ]


def measure(model: str, *, count: int, seed: int, cap: int, goal: float) -> dict[str, Any]:
    predictor = load_predictor(model, device="cpu", dtype="float32")
    chosen = targets(count, seed)
    grid_px = grid_of(predictor, chosen[0])
    bounds = {target.name: grid_bound(target.truth, grid_px) for target in chosen}
    rows: dict[str, Any] = {}
    failed: list[dict[str, Any]] = []
    for way in WAYS:
        runs = [clicked_ious(predictor, target, way, cap=cap, goal=goal) for target in chosen]
        rows[way.name] = summary(runs, cap=cap, goal=goal)
        print(f"{way.name}: {rows[way.name]}", file=sys.stderr, flush=True)
        if way.name == "window":
            failed = worst(((target.name, ious) for target, ious in zip(chosen, runs)), goal)
    predictor.close()
    return {
        "what": f"clicks to IoU {goal} on unseen synthetic objects, at most {cap}; failures count as {cap}",
        "model": predictor.description.name,
        "objects": len(chosen),
        "seed": seed,
        "ways": rows,
        "failed_in_window": failed,
        "mask_grid": {
            "side": grid_px,
            "iou_mean": round(statistics.mean(bounds.values()), 3),
            "iou_lowest": round(min(bounds.values()), 3),
            "objects_below_goal": [name for name, bound in bounds.items() if bound < goal],
        },
        "machine": machine(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="sa2va-nano")
    parser.add_argument("--objects", type=int, default=50)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--cap", type=int, default=20)
    parser.add_argument("--goal", type=float, default=0.85, metavar="IOU")
    parser.add_argument("--out", type=Path, default=RESULTS / "clicks.json")
    options = parser.parse_args()
    torch.set_num_threads(1)
    write_result(
        options.out,
        measure(options.model, count=options.objects, seed=options.seed, cap=options.cap, goal=options.goal),
    )


if __name__ == "__main__":
    main()
