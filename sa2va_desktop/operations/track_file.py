"""`track.json`: what a headless `track` leaves beside the masks."""

from __future__ import annotations

from typing import Any

from sa2va_desktop import __version__
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnnotationObject, FrameState, MediaId
from sa2va_desktop.editing.shown_mask import shown_track
from sa2va_desktop.inference.api import PredictorDescription
from sa2va_desktop.operations.marks import marks_of


def track_as_dict(
    project: Project, media_id: MediaId, description: PredictorDescription, message: str
) -> dict[str, Any]:
    """A JSON-ready description of the objects of a media item; `message` says why it ended early, or is ""."""
    item = project.media[media_id]
    objects = project.objects_of(media_id)
    return {
        "application": f"sa2va-desktop {__version__}",
        "model": description.name,
        "message": message,
        "media": {
            "file": item.path.rsplit("/", 1)[-1],
            "width": item.width,
            "height": item.height,
            "frame_count": item.frame_count,
            "edge_hash": item.edge_hash,
        },
        "objects": [_object_as_dict(project, each, number) for number, each in enumerate(objects, start=1)],
    }


def _object_as_dict(project: Project, tracked: AnnotationObject, number: int) -> dict[str, Any]:
    track = shown_track(project, tracked.object_id)
    return {
        "index": number,
        "name": tracked.name,
        "frames": [
            {
                "frame": frame_index,
                "state": track[frame_index].state.name.lower(),
                "is_key": track[frame_index].state is FrameState.PROMPTED,
                "is_marked": marks_of(project, tracked.object_id, frame_index) is not None,
                "area": track[frame_index].rle.area,
                "predicted_iou": _rounded(track[frame_index].predicted_iou),
                "object_score": _rounded(track[frame_index].object_score),
            }
            for frame_index in sorted(track)
        ],
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
