"""Small documents for tests: records with little to type, and the whole state of a project as one comparable value."""

from __future__ import annotations

import numpy as np

from sa2va_desktop.annotation.changes import Record, Slot
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.record_json import record_to_json
from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Answer,
    AnswerId,
    AnswerState,
    Expression,
    ExpressionId,
    FrameState,
    MediaId,
    MediaItem,
    MediaKind,
    ObjectFrame,
    ObjectId,
    Phrase,
)
from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle, rle_to_bytes

HEIGHT, WIDTH, FRAMES = 6, 8, 4


def clip(media_id: int = 1, *, path: str = "/media/clip.mp4", frame_count: int = FRAMES) -> MediaItem:
    """A clip of 8x6 pixels at 25 frames a second."""
    pts = tuple(range(0, 512 * frame_count, 512))
    return MediaItem(MediaId(media_id), MediaKind.VIDEO, path, HEIGHT, WIDTH, pts, (1, 12800), 1000, "edge")


def thing(object_id: int = 1, *, media_id: int = 1, name: str = "dog") -> AnnotationObject:
    return AnnotationObject(ObjectId(object_id), MediaId(media_id), name, (230, 159, 0))


def blob_mask(seed: int) -> MaskRle:
    """One of many different masks; seed 0 is empty."""
    bits = np.unpackbits(np.frombuffer(np.uint64(seed * 2654435761 % 2**48).tobytes(), np.uint8))
    return mask_to_rle(np.resize(bits, (HEIGHT, WIDTH)))


def mask_frame(seed: int = 1, state: FrameState = FrameState.TRACKED) -> ObjectFrame:
    score = None if state is FrameState.EDITED else seed / 8
    return ObjectFrame(blob_mask(seed), state, score, score)


def answer(
    answer_id: int = 1,
    *,
    media_id: int = 1,
    text: str = "It is the dog.",
    phrases: tuple[Phrase, ...] = (),
    state: AnswerState = AnswerState.COMPLETE,
) -> Answer:
    return Answer(
        answer_id=AnswerId(answer_id),
        media_id=MediaId(media_id),
        instruction="the dog",
        prompt="<image>\nthe dog",
        text=text,
        phrases=phrases,
        language_frames=(0, 3),
        frame_range=(0, FRAMES),
        grounding_mode="consistent",
        model_name="nano",
        created_at="2026-11-22T12:00:00+00:00",
        state=state,
    )


def expression(
    expression_id: int = 1,
    *,
    media_id: int = 1,
    object_ids: tuple[int, ...] = (1,),
    text: str = "the brown dog",
) -> Expression:
    meant = tuple(map(ObjectId, object_ids))
    return Expression(ExpressionId(expression_id), MediaId(media_id), meant, text)


def state_of(project: Project) -> dict[Slot, Record]:
    """Everything in the project."""
    return {change.slot: change.new for change in project.all_changes() if change.new is not None}


def bytes_of(project: Project) -> bytes:
    """Everything in the project as the store writes it: equal documents are equal bit for bit."""
    lines = [f"{table} {key} ".encode() + _stored(record) for (table, key), record in state_of(project).items()]
    return b"\n".join(sorted(lines))


def _stored(record: Record) -> bytes:
    if isinstance(record, ObjectFrame):
        scores = repr((int(record.state), record.predicted_iou, record.object_score))
        return scores.encode() + rle_to_bytes(record.rle)
    return (record if isinstance(record, str) else record_to_json(record)).encode()
