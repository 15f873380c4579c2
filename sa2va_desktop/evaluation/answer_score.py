"""J and F of an answer's masks against ground truth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import Answer
from sa2va_desktop.annotation.rle import BoolMask, rle_to_mask
from sa2va_desktop.evaluation.segmentation import score_clip
from sa2va_desktop.evaluation.truth import ClipTruth


def score_answer(
    project: Project, answer: Answer, truth: ClipTruth, object_ids: Sequence[int] | None
) -> dict[str, Any]:
    """Score the union of all objects of an answer over its frame range.

    Args:
        object_ids: objects of the truth that are meant; None takes those whose expression the instruction contains,
            or all when there is none.

    Returns: "J", "F", "J&F" in 0..1, "frames", and "truth_objects" (None: all).

    Raises:
        FormatError: truth of another size or length.
    """
    item = project.media[answer.media_id]
    start, stop = answer.frame_range
    size_hw = (item.height, item.width)
    truth.check_fits(item.frame_count, size_hw)
    meant = tuple(object_ids) if object_ids else truth.objects_for(answer.instruction)
    masks = [truth.union_mask(frame_index, meant, size_hw) for frame_index in range(start, stop)]
    score = score_clip([_union(project, answer, index) for index in range(start, stop)], masks)
    return {
        "J": score.region_j,
        "F": score.boundary_f,
        "J&F": score.j_and_f,
        "frames": score.frame_count,
        "truth_objects": list(meant) if meant else None,
    }


def _union(project: Project, answer: Answer, frame_index: int) -> BoolMask:
    item = project.media[answer.media_id]
    union = np.zeros((item.height, item.width), np.bool_)
    for object_id in answer.object_ids:
        frame = project.frame(object_id, frame_index)
        if frame is not None:
            union |= rle_to_mask(frame.rle)
    return union
