"""A project in memory with one clip, a few objects in every state and answers, for tests of panels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from PySide6.QtCore import QObject, Signal

from sa2va_desktop.annotation.changes import Change, ChangeSet, Table
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Answer,
    AnswerId,
    AnswerState,
    FrameState,
    MediaId,
    MediaItem,
    MediaKind,
    ObjectFrame,
    ObjectId,
    Phrase,
    Rgb,
)
from sa2va_desktop.annotation.rle import MaskRle, empty_rle, mask_to_rle

CLIP = MediaId(1)
HEIGHT, WIDTH = 36, 64


def clip(frame_count: int = 48, *, media_id: MediaId = CLIP, kind: MediaKind = MediaKind.VIDEO) -> MediaItem:
    """A clip of 25 frames a second."""
    return MediaItem(media_id, kind, "clips/dog.mp4", HEIGHT, WIDTH, tuple(range(frame_count)), (1, 25))


def box_mask() -> MaskRle:
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[10:20, 20:40] = True
    return mask_to_rle(mask)


def annotation_object(number: int, name: str, color: Rgb, **fields: object) -> AnnotationObject:
    return AnnotationObject(ObjectId(number), CLIP, name, color, order=number, **fields)  # type: ignore[arg-type]


def object_frame(state: FrameState, score: float | None = None) -> ObjectFrame:
    is_empty = state in (FrameState.ABSENT, FrameState.OCCLUDED)
    return ObjectFrame(empty_rle(HEIGHT, WIDTH) if is_empty else box_mask(), state, score)


def answer(number: int, instruction: str, text: str = "", **fields: object) -> Answer:
    values: dict[str, object] = {
        "prompt": "<|im_start|>user\n<image>\n" + instruction + "<|im_end|>",
        "phrases": (),
        "language_frames": (0, 12, 24, 36, 47),
        "frame_range": (0, 48),
        "grounding_mode": "consistent",
        "model_name": "sa2va-nano",
        "created_at": "2026-11-22T15:00:00Z",
        "state": AnswerState.COMPLETE,
    }
    return Answer(AnswerId(number), CLIP, instruction, text=text, **{**values, **fields})  # type: ignore[arg-type]


def phrases_in(text: str, named: Mapping[str, int]) -> tuple[Phrase, ...]:
    """Phrases by their words."""
    return tuple(
        Phrase(text.index(words), text.index(words) + len(words), ObjectId(number))
        for words, number in named.items()
    )


def put(key: object, record: object, old: object = None) -> Change:
    """A change that stores a record under its key."""
    tables = {
        MediaItem: Table.MEDIA,
        AnnotationObject: Table.OBJECT,
        ObjectFrame: Table.FRAME,
        Answer: Table.ANSWER,
    }
    return Change(tables[type(record)], key, old, record)  # type: ignore[arg-type, index]


def put_states(
    number: int, states: Mapping[int, FrameState], scores: Mapping[int, float] | None = None
) -> list[Change]:
    """Changes that give untouched frames of an object a state."""
    return [
        put((ObjectId(number), frame), object_frame(state, (scores or {}).get(frame)))
        for frame, state in states.items()
    ]


class SampleDocument(QObject):
    """The part of the window's document that panels read, without storage and undo; `labels` are those of its steps."""

    changed = Signal(object)
    is_writable = True

    def __init__(self, *changes: Change) -> None:
        super().__init__()
        self.project = project_with(*changes)
        self.labels: list[str] = []

    def do(self, label: str, changes: Iterable[Change]) -> None:
        """Make an edit."""
        self.labels.append(label)
        self.apply(*changes)

    def apply(self, *changes: Change) -> None:
        """Change the project and tell the panels."""
        self.changed.emit(self.project.apply(changes))

    def replace(self, *changes: Change) -> None:
        """Open another project in place of this one."""
        everything = {*self.project.media, *(change.key for change in changes if change.table is Table.MEDIA)}
        self.project = project_with(*changes)
        self.changed.emit(ChangeSet(media_ids=frozenset(everything), is_structural=True))  # type: ignore[arg-type]


def project_with(*changes: Change) -> Project:
    project = Project()
    project.apply(changes)
    return project
