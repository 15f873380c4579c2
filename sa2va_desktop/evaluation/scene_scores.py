"""How an answer about a drawn scene did: one row of plain values a sample."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from math import comb
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.datasets.benchmark_records import Prediction, Scored
from sa2va_desktop.evaluation.said_words import closed_answer, named_look
from sa2va_desktop.evaluation.sample_masks import predicted_mask
from sa2va_desktop.evaluation.scene_drawing import AskedScene
from sa2va_desktop.evaluation.scene_plan import SceneTask
from sa2va_desktop.evaluation.segmentation import score_clip

RIGHT_IOU = 0.5
_LEAST_OVERLAP = 0.05
"""IoU with the object below which nothing was found."""


def score_scene(scene: AskedScene, prediction: Prediction, name: str) -> Scored:
    """Compare with the truth. The row has `right`, and what the tables need.

    Raises:
        FormatError: masks of another size.
    """
    task, quota = scene.quota.task, scene.quota
    row: dict[str, Any] = {"task": task.value, "kind": quota.kind, "held_out": quota.held_out}
    if task is SceneTask.STILL:
        row |= _still(scene, prediction, name)
    elif task in (SceneTask.CLIP, SceneTask.TRACK):
        row |= _clip(scene, prediction, name)
    elif task is SceneTask.SEVERAL:
        row |= _several(scene, prediction, name)
    elif task is SceneTask.GROUNDED:
        row |= _grounded(scene, prediction, name)
    elif task is SceneTask.CLICK:
        iou = _iou(_found(scene, prediction, name)[0], scene.clip.ids[0] == scene.meant[0])
        row |= {"IoU": iou, "right": iou >= RIGHT_IOU, "quality": iou}
    elif task is SceneTask.ABSENT:
        row |= {"right": not bool(_found(scene, prediction, name).any())}
    else:
        row |= _words(scene, prediction.text)
    truth = mask_to_rle(np.isin(scene.clip.ids[0], scene.meant)) if scene.meant else None
    return Scored(row, float(row.pop("quality", row["right"])), 0, truth)


def this_machine() -> str:
    """Processor and cores, for rows that hold times."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    name = next(iter(names), platform.processor() or platform.machine())
    return f"{name}, {os.cpu_count()} cores"


def _still(scene: AskedScene, prediction: Prediction, name: str) -> dict[str, Any]:
    ids, found = scene.clip.ids, _found(scene, prediction, name)
    truth = np.isin(ids, scene.meant)
    either = int((found | truth).sum())
    guess_both, guess_either = _guess(ids[0], scene.meant)
    iou = _iou(found, truth)
    return {
        "I": int((found & truth).sum()),
        "U": either,
        "IoU": iou,
        "guess I": guess_both,
        "guess U": guess_either,
        "things": len(scene.clip.objects),
        "object": _is_right_object(ids, found, scene.meant),
        "refused": not bool(found.any()),
        "right": iou >= RIGHT_IOU,
        "quality": iou,
        **_seconds(prediction),
    }


def _clip(scene: AskedScene, prediction: Prediction, name: str) -> dict[str, Any]:
    ids, found = scene.clip.ids, _found(scene, prediction, name)
    score = score_clip(list(found), list(ids == scene.meant[0]))
    return {
        "J": score.region_j,
        "F": score.boundary_f,
        "things": len(scene.clip.objects),
        "object": _is_right_object(ids, found, scene.meant),
        "refused": not bool(found.any()),
        "right": score.j_and_f >= RIGHT_IOU,
        "quality": score.j_and_f,
        **_seconds(prediction),
    }


def _several(scene: AskedScene, prediction: Prediction, name: str) -> dict[str, Any]:
    """Right: one mask for each thing, each over its thing by half or more, and none too many."""
    overlaps = _overlaps(scene, prediction, name)
    hits = overlaps >= RIGHT_IOU
    is_whole = hits.shape[0] == hits.shape[1]
    total, named = len(scene.clip.objects), len(scene.meant)
    return {
        "masks": len(prediction.objects),
        "named": named,
        "found": int(hits.any(axis=0).sum()),
        "in order": bool(is_whole and hits.diagonal().all()),
        "guess": 1 / comb(total, named),
        "right": bool(is_whole and hits.any(axis=0).all() and hits.any(axis=1).all()),
    }


def _grounded(scene: AskedScene, prediction: Prediction, name: str) -> dict[str, Any]:
    """A pair is right if its mask covers a true thing by half or more, and its phrase names just that thing's look."""
    overlaps = _overlaps(scene, prediction, name)
    captions = {thing.object_id: thing.caption for thing in scene.clip.objects}
    looks = [named_look(captions[object_id]) for object_id in scene.meant]
    said = [named_look(phrase) for phrase in prediction.phrases]
    hits = overlaps >= RIGHT_IOU
    # Things do not overlap, so a mask covers one of them by more than half, and several masks of one thing count once.
    right = {
        column
        for row in range(hits.shape[0])
        for column in np.flatnonzero(hits[row]).tolist()
        if row < len(said) and said[row] == looks[column]
    }
    wanted = sorted(tuple(sorted(look)) for look in looks)
    return {
        "true": len(scene.meant),
        "pairs": len(prediction.objects),
        "found": len(right),
        "masks": int(hits.any(axis=0).sum()),
        "words": sorted(tuple(sorted(look)) for look in said) == wanted,
        "right": len(right) == len(scene.meant) == len(prediction.objects),
        "quality": 2 * len(right) / max(1, len(scene.meant) + len(prediction.objects)),
    }


def _words(scene: AskedScene, text: str) -> dict[str, Any]:
    if scene.quota.task is SceneTask.QUESTION:
        said, wanted = closed_answer(text), closed_answer(scene.answer)
        return {"read": " ".join(said), "wanted": " ".join(wanted), "right": said == wanted}
    look, truth = named_look(text), named_look(scene.answer)
    thing = next(each for each in scene.clip.objects if each.object_id == scene.meant[0])
    return {
        "read": " ".join(sorted(look)),
        "wanted": " ".join(sorted(truth)),
        "noun": thing.noun in look,
        "right": look == truth,
    }


def _seconds(prediction: Prediction) -> dict[str, Any]:
    if prediction.first_mask_s is None:
        return {}
    told: dict[str, Any] = {"first_mask_s": prediction.first_mask_s, "machine": this_machine()}
    if hasattr(os, "getloadavg"):
        told["load"] = os.getloadavg()[0]
    return told if prediction.frames_per_s is None else {**told, "frames_per_s": prediction.frames_per_s}


def _found(scene: AskedScene, prediction: Prediction, name: str) -> npt.NDArray[np.bool_]:
    """(T, H, W): the union of all masks of the answer."""
    count, height, width = scene.clip.ids.shape
    return np.stack(
        [predicted_mask(prediction.objects, frame, (height, width), name) for frame in range(count)]
    )


def _overlaps(scene: AskedScene, prediction: Prediction, name: str) -> npt.NDArray[np.float64]:
    """(P, N) IoU on a still of every predicted object with everything that is meant."""
    size_hw = scene.clip.ids.shape[1:]
    found = [predicted_mask([track], 0, (size_hw[0], size_hw[1]), name) for track in prediction.objects]
    truth = [scene.clip.ids[0] == object_id for object_id in scene.meant]
    return np.array([[_iou(mask, true) for true in truth] for mask in found]).reshape(len(found), len(truth))


def _iou(first: npt.NDArray[np.bool_], second: npt.NDArray[np.bool_]) -> float:
    either = np.count_nonzero(first | second)
    return float(np.count_nonzero(first & second) / either) if either else 0.0


def _is_right_object(ids: npt.NDArray[np.uint8], found: npt.NDArray[np.bool_], meant: Sequence[int]) -> bool:
    """Whether the masks overlap what is meant more than any other thing, over all frames."""
    areas = np.bincount(ids.reshape(-1), minlength=256)
    shared = np.bincount(ids[found], minlength=256)
    overlap = shared / np.maximum(areas + int(found.sum()) - shared, 1)
    overlap[0] = 0.0
    best = int(overlap.argmax())
    return best in meant and float(overlap[best]) > _LEAST_OVERLAP


def _guess(ids: npt.NDArray[np.uint8], meant: Sequence[int]) -> tuple[float, float]:
    """Mean intersection and union of a perfect mask of one thing of the scene, whichever."""
    areas = {int(each): int((ids == each).sum()) for each in np.unique(ids) if each}
    target = sum(areas.get(each, 0) for each in meant)
    both = [area if each in meant else 0 for each, area in areas.items()]
    either = [target + area - shared for area, shared in zip(areas.values(), both, strict=True)]
    return float(np.mean(both)), float(np.mean(either))
