"""What is remembered of one object, and which part of it is attended to on a frame. Bounded by the window, not the clip.

Every prompted ("conditioning") frame leaves a memory that lasts. Of the tracked frames only those of the running pass
inside the window are kept: features of the last `num_maskmem` - 1 frames, pointers of the last `max_obj_ptrs` - 1.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor

from sa2va_desktop.modeling.sam2_network import GroundingConfig

MAX_CONDITIONING_FRAMES = 16
"""How many prompted frames attend at most: the first one and the nearest."""


MAX_POINTER_CLIP = 1 << 30
"""A clip that is longer than any reach, for memories whose clip does not matter."""


class Pass(enum.Enum):
    """Which way time runs while tracking; the value is the step to the next frame."""

    FORWARD = 1
    BACKWARD = -1


@dataclass(frozen=True, eq=False)
class MemoryEntry:
    """One object on one frame.

    Attributes:
        features: (h*w, M) bfloat16, whatever the compute type: the released models were run that way.
        pointer: (C,) object pointer.
    """

    features: Tensor
    pointer: Tensor

    @classmethod
    def rounded(cls, features: Tensor, pointer: Tensor) -> MemoryEntry:
        """Store memory encoder output, (M, h, w), and the object's pointer."""
        tokens = features.flatten(1).T.to(torch.bfloat16).contiguous()
        return cls(tokens, pointer.clone())


@dataclass(frozen=True, eq=False)
class AttendedMemory:
    """What one object attends to on one frame.

    Attributes:
        slots: temporal code of each spatial memory: its distance - 1, or the last code for prompted frames.
        features: for each slot (h*w, M).
        pointers: each (C,).
        pointer_ages: of each pointer, how long ago it was made: 0 on this frame, 1 for the oldest in reach. Prompted
            frames may be older.
    """

    slots: tuple[int, ...]
    features: tuple[Tensor, ...]
    pointers: tuple[Tensor, ...]
    pointer_ages: tuple[float, ...] = ()

    @property
    def layout(self) -> tuple[tuple[int, ...], int]:
        """Objects with equal layouts can be computed in one batch."""
        return (self.slots, len(self.pointers))


@dataclass(eq=False)
class ObjectMemory:
    """The memory of one object. `conditioning` is keyed by frame index; `recent` too, for the running pass.

    `frame_count`: frames of the clip; in a short one SAM 2.1 counts time in shares of the clip.
    """

    config: GroundingConfig
    frame_count: int = MAX_POINTER_CLIP
    conditioning: dict[int, MemoryEntry] = field(default_factory=dict)
    recent_features: dict[int, Tensor] = field(default_factory=dict)
    recent_pointers: dict[int, Tensor] = field(default_factory=dict)

    @property
    def entry_count(self) -> int:
        """Stored spatial memories, for tests and measurements."""
        return len(self.conditioning) + len(self.recent_features)

    def start_pass(self) -> None:
        """Forget tracked frames: a pass starts from the prompted ones."""
        self.recent_features.clear()
        self.recent_pointers.clear()

    def remember(self, frame_index: int, entry: MemoryEntry, direction: Pass) -> None:
        """Add a tracked frame and drop what no later frame of this pass can reach."""
        self.recent_features[frame_index] = entry.features
        self.recent_pointers[frame_index] = entry.pointer
        next_frame = frame_index + direction.value
        _drop_beyond(self.recent_features, next_frame, self.config.num_maskmem - 1)
        _drop_beyond(self.recent_pointers, next_frame, self.config.max_obj_ptrs - 1)

    def attended(self, frame_index: int, direction: Pass) -> AttendedMemory:
        """Select as SAM 2 does: prompted frames, then the previous frames of this pass, each kind with its pointers.

        Prompted frames attend from both sides in time. Of their pointers only those that lie behind in the
        direction of the pass do, as in the released models.
        """
        chosen = nearest_and_first(self.conditioning, frame_index, MAX_CONDITIONING_FRAMES)
        others = {frame: entry for frame, entry in self.conditioning.items() if frame not in chosen}
        slots = [self.config.num_maskmem - 1] * len(chosen)
        features = [entry.features for entry in chosen.values()]
        for distance in range(self.config.num_maskmem - 1, 0, -1):
            frame = frame_index - distance * direction.value
            recent = self.recent_features.get(frame)
            if recent is None and frame in others:
                recent = others[frame].features
            if recent is not None:
                slots.append(distance - 1)
                features.append(recent)
        pointers = self._pointers(frame_index, direction, chosen, others)
        reach = max(1, min(self.frame_count, self.config.max_obj_ptrs) - 1)
        return AttendedMemory(
            tuple(slots),
            tuple(features),
            tuple(pointer for _, pointer in pointers),
            tuple(distance / reach for distance, _ in pointers),
        )

    def _pointers(
        self,
        frame_index: int,
        direction: Pass,
        chosen: Mapping[int, MemoryEntry],
        others: Mapping[int, MemoryEntry],
    ) -> list[tuple[int, Tensor]]:
        """Pointers with their distances in frames."""
        distances = {frame: (frame_index - frame) * direction.value for frame in chosen}
        pointers = [
            (distances[frame], entry.pointer) for frame, entry in chosen.items() if distances[frame] >= 0
        ]
        for distance in range(1, self.config.max_obj_ptrs):
            frame = frame_index - distance * direction.value
            if frame in self.recent_pointers:
                pointers.append((distance, self.recent_pointers[frame]))
            elif frame in others:
                pointers.append((distance, others[frame].pointer))
        return pointers


def nearest_and_first(
    conditioning: Mapping[int, MemoryEntry], frame_index: int, limit: int
) -> dict[int, MemoryEntry]:
    """At most `limit` prompted frames in ascending order: the first, the nearest on either side, then by distance."""
    frames = sorted(conditioning)
    if len(frames) > limit:
        before = [frame for frame in frames if frame < frame_index][-1:]
        after = [frame for frame in frames if frame >= frame_index][:1]
        by_distance = sorted(frames, key=lambda frame: abs(frame - frame_index))
        wanted = dict.fromkeys([*frames[:1], *before, *after, *by_distance])
        frames = sorted(list(wanted)[:limit])
    return {frame: conditioning[frame] for frame in frames}


def _drop_beyond(recent: dict[int, Tensor], frame_index: int, reach: int) -> None:
    for frame in [frame for frame in recent if abs(frame - frame_index) > reach]:
        del recent[frame]
