"""The fields of an SA-V file that follow from its masks and its video, computed as the published files have them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sa2va_desktop.annotation.records import AnnotationObject, FrameState, ObjectFrame
from sa2va_desktop.annotation.rle import empty_rle
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.coco_rle import rle_to_coco
from sa2va_desktop.datasets.extras import extras_of

FORMAT_ID = "sa-v"
STEP = 4
"""Every 4th frame is annotated: 6 of the 24 a second that the published videos have."""
FPS = 24.0
_SMALL, _MEDIUM = 32**2, 96**2
_DIGITS = 10

VIDEO_KEYS = (
    "video_id",
    "video_duration",
    "video_frame_count",
    "video_height",
    "video_width",
    "video_resolution",
)
MASKLET_KEYS = (
    "masklet",
    "masklet_id",
    "masklet_size_rel",
    "masklet_size_abs",
    "masklet_size_bucket",
    "masklet_visibility_changes",
    "masklet_first_appeared_frame",
    "masklet_frame_count",
    "masklet_edited_frame_count",
    "masklet_type",
    "masklet_stability_score",
    "masklet_num",
)
"""Fields that are made anew; everything else of a file is kept as it was."""


@dataclass(frozen=True)
class Masklet:
    """What follows from the areas of one object over the annotated frames, at least one of them above 0."""

    areas: Sequence[int]

    @property
    def size_abs(self) -> float:
        """Mean area in pixels over the frames on which it is visible."""
        return float(np.mean([area for area in self.areas if area]))

    @property
    def size_bucket(self) -> str:
        return "small" if self.size_abs < _SMALL else "medium" if self.size_abs < _MEDIUM else "large"

    @property
    def first_appeared(self) -> int:
        """Index among the annotated frames."""
        return next(place for place, area in enumerate(self.areas) if area)

    @property
    def visibility_changes(self) -> int:
        """How often it goes or comes back after it first appeared."""
        seen = [area > 0 for area in self.areas[self.first_appeared :]]
        return sum(before != after for before, after in itertools.pairwise(seen))


def sav_document(
    clip: AnnotatedClip,
    objects: Sequence[AnnotationObject],
    frames: range,
    masklet_type: str,
    each_frame: Callable[[range], Any],
) -> dict[str, Any]:
    """A whole file.

    Args:
        objects: each with a mask on one of `frames`.
        masklet_type: "manual" or "auto"; published files of the two kinds differ in rounding.
        each_frame: goes through `frames`, for progress and cancelling.
    """
    tracks = [clip.tracks[each.object_id] for each in objects]
    nothing = rle_to_coco(empty_rle(clip.item.height, clip.item.width))
    masks = [
        [rle_to_coco(track[frame].rle) if frame in track else nothing for track in tracks]
        for frame in each_frame(frames)
    ]
    masklets = [
        Masklet([track[frame].rle.area if frame in track else 0 for frame in frames]) for track in tracks
    ]
    is_auto = masklet_type == "auto"
    pixels = clip.item.height * clip.item.width
    first = [each.first_appeared for each in masklets]
    extras = [extras_of(each.extras, FORMAT_ID) for each in objects]
    return {
        **_video_fields(clip),
        "masklet": masks,
        "masklet_id": list(range(len(objects))),
        "masklet_size_rel": [_rounded(each.size_abs / pixels, is_auto) for each in masklets],
        "masklet_size_abs": [_rounded(each.size_abs, is_auto) for each in masklets],
        "masklet_size_bucket": [each.size_bucket for each in masklets],
        "masklet_visibility_changes": [each.visibility_changes for each in masklets],
        "masklet_first_appeared_frame": first if is_auto else [float(each) for each in first],
        "masklet_frame_count": [len(frames)] * len(objects),
        "masklet_edited_frame_count": [
            _edited_frames(clip, each, frames, known) for each, known in zip(objects, extras, strict=True)
        ],
        "masklet_type": [masklet_type] * len(objects),
        "masklet_stability_score": (
            _stability(clip, objects, frames, extras) if is_auto else [None] * len(objects)
        ),
        "masklet_num": len(objects),
        **_kept_lists(extras),
    }


def masklet_type_of(annotation_object: AnnotationObject) -> str:
    """As the file said that it came from; else "manual", as everything that a person has looked at."""
    return "auto" if extras_of(annotation_object.extras, FORMAT_ID).get("masklet_type") == "auto" else "manual"


def _video_fields(clip: AnnotatedClip) -> dict[str, Any]:
    item = clip.item
    known = {key: value for key, value in extras_of(item.extras, FORMAT_ID).items() if key not in MASKLET_KEYS}
    split = clip.split or str(known.get("video_split") or "train")
    duration_s = item.frame_count / (clip.nominal_fps() or FPS)
    same_video = known.get("video_frame_count") == item.frame_count
    return {
        "video_id": clip.name,
        "video_duration": known.get("video_duration", duration_s) if same_video else round(duration_s, 6),
        "video_frame_count": float(item.frame_count),
        "video_height": float(item.height),
        "video_width": float(item.width),
        "video_resolution": float(item.height * item.width),
        "video_environment": known.get("video_environment", ""),
        "video_split": split,
        **{
            key: value
            for key, value in known.items()
            if key not in (*VIDEO_KEYS, "video_environment", "video_split")
        },
    }


def _rounded(value: float, is_auto: bool) -> float:
    return value if is_auto else round(value, _DIGITS)


def _edited_frames(
    clip: AnnotatedClip, annotation_object: AnnotationObject, frames: range, extras: Mapping[str, Any]
) -> int:
    """Those that the file counted, and those that were drawn since."""
    before = extras.get("masklet_edited_frame_count")
    count = before if isinstance(before, int) and not isinstance(before, bool) and before > 0 else 0
    track = clip.tracks[annotation_object.object_id]
    drawn = sum(frame in track and track[frame].state is FrameState.EDITED for frame in frames)
    return min(count + drawn, len(frames))


def _stability(
    clip: AnnotatedClip, objects: Sequence[AnnotationObject], frames: range, extras: Sequence[Mapping[str, Any]]
) -> list[list[float]]:
    """Frames × objects: as the file had it, else SAM 2's own estimate, which is the nearest that there is."""
    columns = []
    for each, known in zip(objects, extras, strict=True):
        scores = known.get("masklet_stability_score")
        if not isinstance(scores, list) or len(scores) != len(frames):
            track = clip.tracks[each.object_id]
            scores = [_score(track.get(frame)) for frame in frames]
        columns.append(scores)
    return [list(row) for row in zip(*columns, strict=True)]


def _score(record: ObjectFrame | None) -> float:
    value = record.predicted_iou if record is not None else None
    return value if value is not None and math.isfinite(value) else 0.0


def _kept_lists(extras: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Fields with one value an object that we do not know."""
    unknown = {key: None for known in extras for key in known if key not in MASKLET_KEYS}
    return {key: [known.get(key) for known in extras] for key in unknown}
