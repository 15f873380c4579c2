"""Targets of links in the conversation: written by us, read back when one is clicked. Knows nothing of Qt."""

from __future__ import annotations

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnswerId, ObjectId


def object_target(object_id: ObjectId) -> str:
    return f"object:{object_id}"


def frame_target(frame_index: int) -> str:
    return f"frame:{frame_index}"


def answer_target(answer_id: AnswerId) -> str:
    return f"answer:{answer_id}"


def target_answer(target: str) -> AnswerId | None:
    """The turn a target names, or None when it names something else."""
    kind, _, number = target.partition(":")
    return AnswerId(int(number)) if kind == "answer" else None


def target_object(target: str) -> ObjectId | None:
    """The object a target names, or None when it names something else."""
    kind, _, number = target.partition(":")
    return ObjectId(int(number)) if kind == "object" else None


def target_frame(target: str) -> int | None:
    """The frame a target names, or None when it names something else."""
    kind, _, number = target.partition(":")
    return int(number) if kind == "frame" else None


def first_mask_frame(project: Project, object_id: ObjectId) -> int | None:
    """The first frame on which the object has a mask that is not empty."""
    track = project.track(object_id)
    return min((frame for frame, record in track.items() if not record.rle.is_empty), default=None)
