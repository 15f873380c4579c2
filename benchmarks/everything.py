"""Segment everything on unseen drawn pictures: what of the objects is proposed, how much besides, and how long it takes
(CPU time of one thread, which suffers less from other work on the machine).

Every picture goes through `prepare_everything` and `everything_events` as in the window, with each density and each
quality that the window offers. An object that covers less than 0.3 % of the picture is left out of the count. A
proposal that is no object is not wrong (the ground is a thing to look at, too); it costs a glance.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import torch
from clicks import project_of
from machine import RESULTS, machine, write_result

from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle
from sa2va_desktop.assembly import load_predictor
from sa2va_desktop.editing.mask_measures import mask_iou
from sa2va_desktop.inference.api import Predictor
from sa2va_desktop.media.array_frames import ArrayFrames
from sa2va_desktop.operations.proposal_sieve import SieveOptions
from sa2va_desktop.operations.segment_everything import (
    Density,
    EverythingOptions,
    Quality,
    everything_events,
    prepare_everything,
)
from sa2va_desktop.scenes.clip import Split, sample_clip
from sa2va_desktop.tasks import CancelToken

SEED = 4100
SMALLEST_SHARE = 0.003
FOUND_IOU = 0.75


def pictures(count: int, seed: int) -> list[tuple[ArrayFrames, list[MaskRle]]]:
    """Pictures with the masks of their objects."""
    made = []
    for index in range(count):
        clip = sample_clip(Split.SYNTH, seed, index, frame_count=1)
        truths = [clip.ids[0] == thing.object_id for thing in clip.objects]
        large = [truth for truth in truths if np.count_nonzero(truth) >= SMALLEST_SHARE * truth.size]
        made.append((ArrayFrames(clip.frames), [mask_to_rle(truth) for truth in large]))
    return made


def row(
    predictor: Predictor, shown: list[tuple[ArrayFrames, list[MaskRle]]], options: EverythingOptions
) -> dict[str, Any]:
    """Averages over the pictures."""
    ious, counts, seconds = [], [], []
    for frames, truths in shown:
        project, media_id = project_of(frames)
        prepared = prepare_everything(project, media_id, 0, options)
        predictor.encode(frames, 0, CancelToken())  # in the window the shown frame is encoded ahead
        began_s = time.process_time()
        *_, last = everything_events(
            predictor, prepared, lambda frames=frames: nullcontext(frames), CancelToken()
        )
        seconds.append(time.process_time() - began_s)
        counts.append(len(last.proposals))
        ious += [max((mask_iou(truth, each.rle) for each in last.proposals), default=0.0) for truth in truths]
    return {
        "objects": len(ious),
        "found_share": round(statistics.mean(iou >= FOUND_IOU for iou in ious), 3),
        "best_iou_mean": round(statistics.mean(ious), 3),
        "proposals_a_picture": round(statistics.mean(counts), 2),
        "points": last.total,
        "cpu_seconds_a_picture": round(statistics.median(seconds), 3),
    }


def measure(model: str, *, count: int, seed: int) -> dict[str, Any]:
    predictor = load_predictor(model, device="cpu", dtype="float32")
    shown = pictures(count, seed)
    ways = [(density, Quality.NORMAL, False) for density in Density]
    ways += [(Density.NORMAL, quality, False) for quality in Quality if quality is not Quality.NORMAL]
    ways.append((Density.NORMAL, Quality.NORMAL, True))
    rows = {}
    for density, quality, keeps_parts in ways:
        options = EverythingOptions.of(density, quality, SieveOptions(keeps_parts=keeps_parts))
        name = f"{density.name.lower()}, {quality.name.lower()}{', parts' if keeps_parts else ''}"
        rows[name] = row(predictor, shown, options)
        print(f"{name}: {rows[name]}", file=sys.stderr, flush=True)
    predictor.close()
    return {
        "what": f"segment everything on unseen drawn pictures; found: a proposal of IoU {FOUND_IOU} or more",
        "model": predictor.description.name,
        "pictures": len(shown),
        "seed": seed,
        "rows": rows,
        "machine": machine(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="sa2va-nano")
    parser.add_argument("--pictures", type=int, default=40)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=RESULTS / "everything.json")
    options = parser.parse_args()
    torch.set_num_threads(1)
    write_result(options.out, measure(options.model, count=options.pictures, seed=options.seed))


if __name__ == "__main__":
    main()
