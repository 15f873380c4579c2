"""Tracking: in which order frames are visited, and one batched step for all objects of a frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from torch import Tensor

from sa2va_desktop.inference.api import TrackDirection
from sa2va_desktop.inference.grounding.decoding import DecodedObjects, decode, encode_memory, untold_tokens
from sa2va_desktop.inference.grounding.features import FrameFeatures
from sa2va_desktop.inference.grounding.memory_attention import condition_on_memory
from sa2va_desktop.inference.grounding.memory_bank import AttendedMemory, MemoryEntry, ObjectMemory, Pass
from sa2va_desktop.inference.grounding.model import DecoderRole, GroundingModel
from sa2va_desktop.inference.grounding.trace import GroundingTrace
from sa2va_desktop.inference.memory_ladder import Stage


@dataclass(frozen=True)
class TrackStep:
    """One frame of one pass and the rows of the objects that are tracked on it."""

    frame_index: int
    direction: Pass
    rows: tuple[int, ...]


def plan_steps(
    key_frames: Sequence[Sequence[int]], frame_range: tuple[int, int], direction: TrackDirection
) -> Iterator[TrackStep]:
    """Visit the frames outwards from the key frames.

    Forward: everything after an object's first key frame, frames between key frames included, as SAM 2 does; they
    also attend to the key frames ahead. Backward: everything before its first key frame, or, when only backward is
    asked for, before its last one. Frames outside the range are visited when the way leads over them.

    Args:
        key_frames: for each object its key frames in ascending order, at least one.
        frame_range: half-open; nothing beyond its far end is visited.
    """
    start, stop = frame_range
    if direction is not TrackDirection.BACKWARD:
        for frame in range(min(keys[0] for keys in key_frames) + 1, stop):
            rows = [row for row, keys in enumerate(key_frames) if keys[0] < frame and frame not in keys]
            if rows:
                yield TrackStep(frame, Pass.FORWARD, tuple(rows))
    if direction is not TrackDirection.FORWARD:
        origins = [keys[0 if direction is TrackDirection.BOTH else -1] for keys in key_frames]
        for frame in range(max(origins) - 1, start - 1, -1):
            rows = [row for row, keys in enumerate(key_frames) if frame < origins[row] and frame not in keys]
            if rows:
                yield TrackStep(frame, Pass.BACKWARD, tuple(rows))


@dataclass(frozen=True, eq=False)
class _TrackedBatch:
    """Some objects of one step; `traced` is what they saw and what is to be remembered, for a trace."""

    rows: list[int]
    decoded: DecodedObjects
    entries: list[MemoryEntry]
    traced: tuple[Tensor, Tensor] | None


def track_frame(
    model: GroundingModel,
    role: DecoderRole,
    features: FrameFeatures,
    memories: Sequence[ObjectMemory],
    step: TrackStep,
    *,
    is_gated: bool,
    trace: GroundingTrace | None = None,
) -> DecodedObjects:
    """Decode every object of the step from its memory and remember the outcome.

    Args:
        memories: of all objects of the request, by row.

    Returns:
        N in the order of `step.rows`.
    """
    attended = {row: memories[row].attended(step.frame_index, step.direction) for row in step.rows}
    found: dict[int, DecodedObjects] = {}

    def part(rows: list[int], start: int, stop: int) -> _TrackedBatch:
        batch = rows[start:stop]
        conditioned = condition_on_memory(model, features, [attended[row] for row in batch])
        decoded = decode(
            model,
            role,
            features,
            conditioned,
            untold_tokens(model, len(batch)),
            multimask=model.config.multimask,
            is_gated=is_gated,
        )
        encoded = encode_memory(
            model, features, decoded.low_res_logits, decoded.object_scores, is_prompted=False
        )
        entries = [MemoryEntry.rounded(*pair) for pair in zip(encoded, decoded.pointers)]
        is_traced = trace is not None and step.rows[0] in batch
        return _TrackedBatch(batch, decoded, entries, (conditioned, encoded) if is_traced else None)

    for rows in _like_groups(attended):
        for done in model.computed_parts(Stage.TRACK, len(rows), partial(part, rows)):
            if trace is not None and done.traced is not None:
                trace.conditioned(step.frame_index, done.traced[0])
                trace.memory_encoded(step.frame_index, done.traced[1])
            # Only now: remembering drops what an attempt that has to be repeated would still attend to.
            for position, (row, entry) in enumerate(zip(done.rows, done.entries)):
                memories[row].remember(step.frame_index, entry, step.direction)
                found[row] = done.decoded.only(position)
    return DecodedObjects.joined([found[row] for row in step.rows])


def _like_groups(attended: dict[int, AttendedMemory]) -> list[list[int]]:
    """Rows whose memories have the same layout, which can be computed in one batch."""
    groups: dict[tuple[tuple[int, ...], int], list[int]] = {}
    for row, memory in attended.items():
        groups.setdefault(memory.layout, []).append(row)
    return list(groups.values())
