"""`answer.json`: what a headless `ask` leaves beside the masks."""

from __future__ import annotations

import math
from typing import Any

from sa2va_desktop import __version__
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import Answer, FrameState, ObjectId, Phrase


def answer_as_dict(project: Project, answer: Answer) -> dict[str, Any]:
    """A JSON-ready description of an answer and its objects; frames are indices of the media item."""
    item = project.media[answer.media_id]
    bound = [(phrase, phrase.object_id) for phrase in answer.phrases if phrase.object_id is not None]
    return {
        "application": f"sa2va-desktop {__version__}",
        "model": answer.model_name,
        "grounding_mode": answer.grounding_mode,
        "instruction": answer.instruction,
        "prompt": answer.prompt,
        "text": answer.text,
        "state": answer.state.value,
        "message": answer.message,
        "media": {
            "file": item.path.rsplit("/", 1)[-1],
            "width": item.width,
            "height": item.height,
            "frame_count": item.frame_count,
            "edge_hash": item.edge_hash,
        },
        "rests_on_frames": list(answer.language_frames),
        "frame_range": list(answer.frame_range),
        "objects": [
            {"index": index, **_object_as_dict(project, answer, phrase, object_id)}
            for index, (phrase, object_id) in enumerate(bound, start=1)
        ],
        "unbound_phrases": [[p.start, p.stop] for p in answer.phrases if p.object_id is None],
    }


def _object_as_dict(project: Project, answer: Answer, phrase: Phrase, object_id: ObjectId) -> dict[str, Any]:
    annotation_object = project.objects[object_id]
    track = project.track(object_id)
    return {
        "davis_index": _davis_index(project, answer, object_id),
        "name": annotation_object.name,
        "phrase": answer.text[phrase.start : phrase.stop],
        "phrase_range": [phrase.start, phrase.stop],
        "frames": [
            {
                "frame": frame_index,
                "is_key": track[frame_index].state is FrameState.PROMPTED,
                "area": track[frame_index].rle.area,
                "predicted_iou": _rounded(track[frame_index].predicted_iou),
                "object_score": _rounded(track[frame_index].object_score),
            }
            for frame_index in sorted(track)
        ],
    }


def _davis_index(project: Project, answer: Answer, object_id: ObjectId) -> int | None:
    """Pixel value of the object in DAVIS pictures, which leave out objects without any mask."""
    with_masks = [
        each.object_id
        for each in project.objects_of(answer.media_id)
        if any(not frame.rle.is_empty for frame in project.track(each.object_id).values())
    ]
    return with_masks.index(object_id) + 1 if object_id in with_masks else None


def _rounded(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, 4)
