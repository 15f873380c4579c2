"""What an exporter is given: one media item with its objects, masks and answers, detached from the project."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.attributes import Attribute, ObjectAttribute
from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Answer,
    AnswerId,
    Category,
    CategoryId,
    Expression,
    MediaItem,
    ObjectFrame,
    ObjectId,
)


class FrameReader(Protocol):
    """Decodes frames of one media item; see `media.MediaReader`."""

    def read_rgb(self, frame_index: int) -> npt.NDArray[np.uint8]: ...


@dataclass(frozen=True)
class AnnotatedClip:
    """A snapshot for export; nothing in it changes while an exporter runs.

    Attributes:
        name: unique among the clips of one export, safe as a file name.
        tracks: object → frame index → mask and state. Frames without a record are untouched.
        open_frames: opens a reader of its own for the calling thread, or None when pictures are not available.
        model_names: object → checkpoint that made its masks, where known.
        questions: answer → what the model was asked in words, without templates and pictures.
        expressions: texts about the objects; see `clip_texts` for what exporters take.
        attributes: the schema, in its order.
        values: object → what is known of its attributes; only what a person gave or confirmed.
        split: "train", "val" …; "" lets the format choose.
    """

    name: str
    item: MediaItem
    objects: tuple[AnnotationObject, ...]
    tracks: Mapping[ObjectId, Mapping[int, ObjectFrame]]
    categories: Mapping[CategoryId, Category] = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()
    open_frames: Callable[[], AbstractContextManager[FrameReader]] | None = None
    model_names: Mapping[ObjectId, str] = field(default_factory=dict)
    questions: Mapping[AnswerId, str] = field(default_factory=dict)
    expressions: tuple[Expression, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    values: Mapping[ObjectId, tuple[ObjectAttribute, ...]] = field(default_factory=dict)
    split: str = ""

    def masks_on(self, frame_index: int) -> Iterator[tuple[AnnotationObject, ObjectFrame]]:
        """Objects with a non-empty mask on a frame, in drawing order (low first)."""
        for annotation_object in sorted(self.objects, key=lambda each: (each.order, each.object_id)):
            record = self.tracks.get(annotation_object.object_id, {}).get(frame_index)
            if record is not None and not record.rle.is_empty:
                yield annotation_object, record

    def category_name(self, annotation_object: AnnotationObject) -> str:
        """The label's name, or "object" for an object without one."""
        category = self.categories.get(annotation_object.category_id) if annotation_object.category_id else None
        return category.name if category else "object"

    def annotated_frames(self) -> list[int]:
        """Frame indices with at least one record, ascending."""
        return sorted({frame for track in self.tracks.values() for frame in track})

    def nominal_fps(self) -> float:
        """Frames a second over the whole clip; 0.0 for a picture."""
        last = self.item.frame_count - 1
        duration_s = self.item.time_s(last) if last > 0 else 0.0
        return last / duration_s if duration_s > 0 else 0.0
