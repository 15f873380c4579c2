"""Seconds a frame of our grounding engine against `sam2`'s own video predictor: same weights, same frames, same marks.

Both run side by side in one process and take turns frame by frame, so that a busy machine slows both alike. The
first frames, on which the memory window still fills, are tracked but not timed. Both sides end with boolean or
run-length masks at the picture's resolution in main memory.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from machine import RESULTS, machine, write_result
from sam2_baseline import add_prompt, propagate, sam2_predictor, start_state
from synthetic_clip import NETWORKS, SyntheticClip, random_network
from torch import nn

from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.inference.api import FrameMasks, ObjectPrompt, PointPrompt, TrackDirection
from sa2va_desktop.inference.grounding import FeatureCache, GroundingModel, GroundingSession
from sa2va_desktop.modeling.sam2_network import GroundingConfig, parameter_count
from sa2va_desktop.tasks import CancelToken

TARGETS = {
    "frame_over_parts": "<= 1.1",
    "speedup_1_object": ">= 0.95 (at least equal)",
    "speedup_8_objects": ">= 1.2",
}

Sample = dict[str, float]


@dataclass(frozen=True)
class Agreement:
    """Largest share of pixels of an object on a frame on which the two sides differ; share that a mask covers."""

    worst_difference: float
    mask_share: float


def timed(step: Callable[[], Any]) -> tuple[Any, Sample]:
    wall, cpu = time.perf_counter(), time.process_time()
    outcome = step()
    return outcome, {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def summary(samples: list[Sample]) -> dict[str, Any]:
    """Median and spread in seconds, of wall time and of the process's CPU time."""
    found: dict[str, Any] = {}
    for clock in ("cpu", "wall"):
        values = [sample[clock] for sample in samples]
        found[f"{clock}_median_s"] = round(statistics.median(values), 4)
        found[f"{clock}_spread_s"] = [round(min(values), 4), round(max(values), 4)]
    return found


def ratio(numerator: list[Sample], denominator: list[Sample]) -> dict[str, Any]:
    """Median and spread of the ratios of the interleaved pairs."""
    found: dict[str, Any] = {}
    for clock in ("cpu", "wall"):
        values = [one[clock] / other[clock] for one, other in zip(numerator, denominator)]
        found[f"{clock}_median"] = round(statistics.median(values), 3)
        found[f"{clock}_spread"] = [round(min(values), 3), round(max(values), 3)]
    return found


def marks(clip: SyntheticClip, object_count: int) -> list[ObjectPrompt]:
    return [ObjectPrompt(index, 0, mask=clip.mask(index, 0)) for index in range(object_count)]


def our_stream(model: GroundingModel, clip: SyntheticClip, prompts: list[ObjectPrompt]) -> Iterator[FrameMasks]:
    session = GroundingSession(model, clip, media_key="clip", cache=FeatureCache(0))
    return session.track(
        prompts,
        frame_range=(0, clip.frame_count),
        direction=TrackDirection.FORWARD,
        token=CancelToken(),
    )


def their_stream(
    network: nn.Module, clip: SyntheticClip, prompts: list[ObjectPrompt]
) -> Iterator[npt.NDArray[np.bool_]]:
    predictor = sam2_predictor(network)
    state = start_state(predictor, clip)
    for prompt in prompts:
        add_prompt(predictor, state, prompt)
    for _, _, logits in propagate(predictor, state):
        yield (logits > 0)[:, 0].numpy()


def race(
    model: GroundingModel, clip: SyntheticClip, object_count: int, warm_frames: int
) -> tuple[list[Sample], list[Sample], list[Sample], Agreement]:
    """Per frame: ours, theirs, our encoder alone; and how far the masks agree."""
    prompts = marks(clip, object_count)
    ours, theirs = our_stream(model, clip, prompts), their_stream(model.network, clip, prompts)
    encoder = GroundingSession(model, clip, media_key="clip", cache=FeatureCache(0)).encoder
    our_samples, their_samples, encoder_samples = [], [], []
    worst = area = 0.0
    next(ours), next(theirs)
    for frame_index in range(1, clip.frame_count):
        if frame_index % 2:
            event, mine = timed(lambda: next(ours))
            masks, other = timed(lambda: next(theirs))
        else:
            masks, other = timed(lambda: next(theirs))
            event, mine = timed(lambda: next(ours))
        difference = np.stack([rle_to_mask(mask.rle) for mask in event.masks]) != masks
        worst = max(worst, float(difference.mean(axis=(1, 2)).max()))
        area = float(masks.mean())
        if frame_index > warm_frames:
            our_samples.append(mine)
            their_samples.append(other)
            encoder_samples.append(timed(partial(encoder.features, frame_index))[1])
    return our_samples, their_samples, encoder_samples, Agreement(worst, area)


def first_mask(model: GroundingModel, clip: SyntheticClip, repeats: int) -> dict[str, Any]:
    """From an opened clip and a click to the first mask. `sam2` first wants every frame of the clip."""
    click = [ObjectPrompt(0, 0, points=(PointPrompt(clip.center_xy(0, 0)),))]
    mine = [timed(lambda: next(our_stream(model, clip, click)))[1] for _ in range(repeats)]
    other = [timed(lambda: next(their_stream(model.network, clip, click)))[1] for _ in range(repeats)]
    return {"clip_frames": clip.frame_count, "ours": summary(mine), "sam2": summary(other)}


def measure(
    config: GroundingConfig, network_name: str, object_counts: list[int], repeats: int
) -> dict[str, Any]:
    network = random_network(config)
    model = GroundingModel(network, config)
    warm_frames = config.num_maskmem
    side = config.image_size  # pictures of the network's own size: then both sides resize logits the same way
    clip = SyntheticClip(1 + warm_frames + repeats, (side, side))
    rows: dict[str, Any] = {}
    medians: dict[int, float] = {}
    encoder_s = 0.0
    for object_count in object_counts:
        ours, theirs, encoder, agreement = race(model, clip, object_count, warm_frames)
        print(f"{object_count} objects: sam2 / ours = {ratio(theirs, ours)}", file=sys.stderr, flush=True)
        medians[object_count] = statistics.median(sample["cpu"] for sample in ours)
        if object_count == object_counts[0]:
            encoder_s = statistics.median(sample["cpu"] for sample in encoder)
        rows[str(object_count)] = {
            "ours_per_frame": summary(ours),
            "sam2_per_frame": summary(theirs),
            "our_encoder": summary(encoder),
            "speedup": ratio(theirs, ours),
            "masks": asdict(agreement),
        }
    fewest = object_counts[0]
    per_object_s = (medians[fewest] - encoder_s) / fewest
    parts = {
        str(count): round(seconds / (encoder_s + count * per_object_s), 3) for count, seconds in medians.items()
    }
    return {
        "what": "seconds a frame while tracking with a full memory window; parts are process CPU time; "
        "ours include drawing and resizing the frame, sam2's were prepared before the clock started",
        "network": f"{network_name}, random weights, {config.image_size} px input",
        "parameters": parameter_count(network),
        "timed_frames": repeats,
        "objects": rows,
        "encoder_s": round(encoder_s, 4),
        "per_object_s": round(per_object_s, 4),
        "frame_over_encoder_plus_objects": parts,
        "first_mask": first_mask(model, clip, min(repeats, 3)),
        "targets": TARGETS,
        "machine": machine(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", choices=sorted(NETWORKS), default="hiera-tiny")
    parser.add_argument("--objects", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--repeats", type=int, default=7, help="timed frames")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, default=RESULTS / "tracking.json")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    write_result(
        options.out, measure(NETWORKS[options.network], options.network, options.objects, options.repeats)
    )


if __name__ == "__main__":
    main()
