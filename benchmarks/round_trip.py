"""Does the round trip tell right texts from wrong ones? IoU of what the model finds, on scenes that no training has seen.

Each text about a thing is given back to the model by the same operation as *Check Texts by Round Trip…* uses: the right
ones of the scene, texts of another thing, and the right ones with one word altered. The threshold is chosen on the tuning seeds
and reported on the others.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from machine import RESULTS, machine, write_result

from sa2va_desktop.annotation.records import FrameState, MediaId, MediaItem, MediaKind, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.assembly import load_predictor
from sa2va_desktop.evaluation.scene_texts import TextFault, texts_about_things
from sa2va_desktop.evaluation.separation import balanced_accuracy, best_threshold, separation
from sa2va_desktop.media.array_frames import ArrayFrames
from sa2va_desktop.operations.pipeline.describer import ModelDescriber
from sa2va_desktop.operations.pipeline.recipe import Recipe, read_recipe, recipe_folders
from sa2va_desktop.operations.pipeline.round_trip import Meant, round_trip
from sa2va_desktop.operations.pipeline.stage_cache import StageCache
from sa2va_desktop.scenes.clip import Clip, Split, sample_clip, scene_rng
from sa2va_desktop.tasks import CancelToken

TUNING_SEEDS, REPORTED_SEEDS = (71, 72), (81, 82, 83)


@dataclass(frozen=True)
class Tried:
    """One text and how well the thing was found by it."""

    seed: int
    scene: int
    text: str
    fault: TextFault
    iou: float


def tried_texts(
    model: ModelDescriber, recipe: Recipe, seeds: Sequence[int], scenes: int, frame_count: int, most_frames: int
) -> Iterator[Tried]:
    """All texts of the first scenes of the seeds."""
    for seed in seeds:
        for index in range(scenes):
            clip = sample_clip(Split.EVALUATION, seed, index, frame_count=frame_count)
            rng = scene_rng(Split.EVALUATION, seed, index, 777)
            for told in texts_about_things(clip, rng):
                iou = _iou(model, recipe, clip, told.object_id, told.text, most_frames)
                yield Tried(seed, index, told.text, told.fault, iou)


def _iou(
    model: ModelDescriber, recipe: Recipe, clip: Clip, object_id: int, text: str, most_frames: int
) -> float:
    frame_count, height, width = clip.ids.shape
    kind = MediaKind.IMAGE if frame_count == 1 else MediaKind.SEQUENCE
    item = MediaItem(MediaId(1), kind, clip.name, height, width, tuple(range(frame_count)), (1, clip.fps))
    track = {
        frame: ObjectFrame(mask_to_rle(ids == object_id), FrameState.CONFIRMED)
        for frame, ids in enumerate(clip.ids)
    }
    meant = Meant(item, {ObjectId(object_id): track})
    with TemporaryDirectory() as folder:
        steps = round_trip(
            recipe,
            model,
            meant,
            text,
            lambda: ArrayFrames(clip.frames),
            StageCache(Path(folder)),
            most_frames=most_frames,
        )
        while True:
            try:
                next(steps)
            except StopIteration as end:
                return float(end.value)


def report(tuning: Sequence[Tried], reported: Sequence[Tried]) -> dict[str, Any]:
    """Figures of the reported seeds, with the threshold of the tuning seeds."""
    right, wrong = _values(tuning, is_right=True), _values(tuning, is_right=False)
    threshold = best_threshold(right, wrong)
    told = {
        "threshold_of_tuning_seeds": threshold,
        "tuning": asdict(separation(right, wrong, threshold)),
        "reported": asdict(
            separation(_values(reported, is_right=True), _values(reported, is_right=False), threshold)
        ),
        "accuracy_by_threshold": {
            f"{at:.2f}": round(
                balanced_accuracy(_values(reported, is_right=True), _values(reported, is_right=False), at), 3
            )
            for at in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
        },
        "by_fault": {},
    }
    for fault in TextFault:
        ious = [each.iou for each in reported if each.fault is fault]
        if ious:
            row = {"n": len(ious), **_spread(ious)}
            row["below_threshold"] = round(statistics.mean(iou < threshold for iou in ious), 3)
            if fault is not TextFault.NONE:
                row["auc"] = round(separation(_values(reported, is_right=True), ious).auc, 3)
            told["by_fault"][fault.value] = row
    return told


def _values(tried: Sequence[Tried], *, is_right: bool) -> list[float]:
    return [each.iou for each in tried if (each.fault is TextFault.NONE) is is_right]


def _spread(ious: Sequence[float]) -> dict[str, float]:
    low, median, high = np.percentile(ious, [25, 50, 75])
    return {
        "quarter": round(float(low), 3),
        "median": round(float(median), 3),
        "three_quarters": round(float(high), 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="embedded")
    parser.add_argument("--scenes", type=int, default=40, help="of each seed")
    parser.add_argument("--frames", type=int, default=1, help="of a scene; 1 is a still")
    parser.add_argument("--most-frames", type=int, default=8, help="that are looked at")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    recipe = read_recipe(recipe_folders(None)[-1:])
    predictor = load_predictor(args.model, device="cpu", dtype="float32")
    model = ModelDescriber(predictor, CancelToken(), max_new_tokens=recipe.max_new_tokens)
    started_s = time.monotonic()
    tuning, reported = (
        list(tried_texts(model, recipe, seeds, args.scenes, args.frames, args.most_frames))
        for seeds in (TUNING_SEEDS, REPORTED_SEEDS)
    )
    count = len(tuning) + len(reported)
    result = {
        "what": "round trip of right and wrong texts",
        "model": predictor.description.name,
        "scenes_a_seed": args.scenes,
        "frames": args.frames,
        "tuning_seeds": TUNING_SEEDS,
        "reported_seeds": REPORTED_SEEDS,
        "seconds_a_text": round((time.monotonic() - started_s) / count, 3),
        **report(tuning, reported),
        "machine": machine(),
    }
    name = "round_trip.json" if args.frames == 1 else f"round_trip_{args.frames}_frames.json"
    write_result(args.out or RESULTS / name, result)


if __name__ == "__main__":
    main()
