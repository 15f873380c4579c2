"""Objects of which something is out of date."""

from __future__ import annotations

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import FrameState, MediaId, ObjectId


def objects_with_stale_frames(project: Project, media_id: MediaId) -> list[ObjectId]:
    """Objects of a clip, in list order, that have something to compute again and may be changed."""
    return [
        item.object_id
        for item in project.objects_of(media_id)
        if not item.is_locked
        and any(frame.state is FrameState.STALE for frame in project.track(item.object_id).values())
    ]
