"""What correcting by words makes of a mask, on scenes that no training has seen, by each way of showing the mask.

A mask covers two things of a still: "only X" and "without Y" must leave X. A mask covers X: "also Y" must make it both. X and Y are
named by expressions of the scene that fit one thing. The same operation as in the window; the candidate of the verb is taken,
or the mask as it was where there is none.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from machine import RESULTS, machine, write_result

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import FrameState, MediaId, MediaItem, MediaKind, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle
from sa2va_desktop.assembly import load_predictor
from sa2va_desktop.editing.commands import new_object, put_media, put_object, put_track
from sa2va_desktop.editing.mask_measures import mask_iou
from sa2va_desktop.inference.api import Predictor
from sa2va_desktop.media.array_frames import ArrayFrames
from sa2va_desktop.operations.word_correction import answer_words, prepare_words
from sa2va_desktop.operations.word_wishes import ShownAs
from sa2va_desktop.scenes.clip import Clip, Split, sample_clip, scene_rng
from sa2va_desktop.scenes.expressions import ExpressionKind
from sa2va_desktop.tasks import CancelToken

SEEDS = (91, 92)
WAYS = (ShownAs.AUTO, ShownAs.CROP, ShownAs.PICTURE, ShownAs.OUTLINE, ShownAs.REGION)
_KINDS = (ExpressionKind.NOUN, ExpressionKind.COLOUR_NOUN, ExpressionKind.NEEDS_BOTH, ExpressionKind.COLOUR)
_LEAST_SHARE = 0.004
GOOD_IOU = 0.8


@dataclass(frozen=True, eq=False)
class Case:
    """A mask, what is said of it, and what it must become."""

    clip: Clip
    typed: str
    before: BoolMask
    wanted: BoolMask


def cases(scenes: int) -> Iterator[Case]:
    """Of the first scenes with two clear things that can be named."""
    for seed in SEEDS:
        index = found = 0
        while found < scenes:
            clip = sample_clip(Split.EVALUATION, seed, index, frame_count=1)
            named = _named(clip)
            if len(named) >= 2:
                order = scene_rng(Split.EVALUATION, seed, index, 888).permutation(sorted(named))
                x, y = int(order[0]), int(order[1])
                one, other = clip.ids[0] == x, clip.ids[0] == y
                yield Case(clip, f"only {named[x]}", one | other, one)
                yield Case(clip, f"without {named[y]}", one | other, one)
                yield Case(clip, f"also {named[y]}", one, one | other)
                found += 1
            index += 1


def _named(clip: Clip) -> dict[int, str]:
    clear = {each.object_id for each in clip.objects if (clip.ids[0] == each.object_id).mean() >= _LEAST_SHARE}
    told: dict[int, str] = {}
    for each in clip.expressions:
        if each.kind in _KINDS and each.object_ids[0] in clear:
            told.setdefault(each.object_ids[0], each.text)
    return told


def corrected_iou(predictor: Predictor, case: Case, way: ShownAs) -> float:
    """IoU of the mask that would be accepted with the wanted one."""
    project, object_id = _project(case)
    prepared = prepare_words(project, object_id, 0, case.typed, shown_as=way)
    frames = ArrayFrames(case.clip.frames)
    answer = answer_words(predictor, prepared, lambda: nullcontext(frames), CancelToken())
    taken = answer.candidates[0].rle if answer.does_what_was_said else prepared.present
    return mask_iou(taken, mask_to_rle(case.wanted))


def _project(case: Case) -> tuple[Project, ObjectId]:
    height, width = case.before.shape
    item = MediaItem(MediaId(1), MediaKind.IMAGE, "picture.png", height, width, pts=(0,), time_base=(1, 1))
    project = Project()
    project.apply(put_media(project, item))
    about = new_object(project, item.media_id, "object")
    frame = ObjectFrame(mask_to_rle(case.before), FrameState.TRACKED, 0.9, 5.0)
    project.apply([*put_object(project, about), *put_track(project, about.object_id, {0: frame})])
    return project, about.object_id


def report(ious: Sequence[float]) -> dict[str, Any]:
    return {
        "n": len(ious),
        "mean": round(statistics.mean(ious), 3),
        "median": round(statistics.median(ious), 3),
        f"share_from_{GOOD_IOU}": round(statistics.mean(iou >= GOOD_IOU for iou in ious), 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="embedded")
    parser.add_argument("--scenes", type=int, default=40, help="of each seed")
    parser.add_argument("--out", type=Path, default=RESULTS / "correct_by_words.json")
    args = parser.parse_args()
    predictor = load_predictor(args.model, device="cpu", dtype="float32")
    asked = list(cases(args.scenes))
    told: dict[str, Any] = {}
    for verb in ("only", "without", "also"):
        of_verb = [case for case in asked if case.typed.startswith(verb)]
        told[verb] = {
            "before": report([mask_iou(mask_to_rle(each.before), mask_to_rle(each.wanted)) for each in of_verb])
        }
        for way in WAYS:
            told[verb][way.value] = report([corrected_iou(predictor, each, way) for each in of_verb])
    result = {
        "what": "IoU with what is wanted, after correcting by words",
        "model": predictor.description.name,
        "scenes_a_seed": args.scenes,
        "seeds": SEEDS,
        "by_verb": told,
        "machine": machine(),
    }
    write_result(args.out, result)


if __name__ == "__main__":
    main()
