"""What is attended to: prompted frames first and nearest, then the window behind; the rest is forgotten."""

from __future__ import annotations

import pytest
import torch

from sa2va_desktop.inference.grounding.memory_bank import (
    MAX_CONDITIONING_FRAMES,
    MemoryEntry,
    ObjectMemory,
    Pass,
    nearest_and_first,
)
from sa2va_desktop.modeling.sam2_network import GroundingConfig


def entry(frame_index: int) -> MemoryEntry:
    """Recognisable by its value."""
    return MemoryEntry(torch.full((1, 1), frame_index), torch.full((1,), frame_index))


def values(tensors: tuple[torch.Tensor, ...]) -> list[int]:
    return [int(tensor.flatten()[0]) for tensor in tensors]


def memory_of(*key_frames: int) -> ObjectMemory:
    memory = ObjectMemory(GroundingConfig())
    memory.conditioning.update({frame: entry(frame) for frame in key_frames})
    return memory


def tracked(memory: ObjectMemory, frames: range, direction: Pass) -> ObjectMemory:
    for frame in frames:
        memory.remember(frame, entry(frame), direction)
    return memory


def test_forward_all_key_frames_and_six_previous_ones_attend() -> None:
    memory = tracked(memory_of(0, 1, 2, 3, 4), range(5, 30), Pass.FORWARD)
    attended = memory.attended(30, Pass.FORWARD)

    assert values(attended.features) == [0, 1, 2, 3, 4, 24, 25, 26, 27, 28, 29]
    assert attended.slots == (6, 6, 6, 6, 6, 5, 4, 3, 2, 1, 0)
    assert values(attended.pointers) == [0, 1, 2, 3, 4, *range(29, 14, -1)]


def test_right_after_the_key_frames_only_they_attend() -> None:
    attended = memory_of(0, 1, 2).attended(3, Pass.FORWARD)
    assert (attended.slots, values(attended.pointers)) == ((6, 6, 6), [0, 1, 2])


def test_backward_the_window_lies_ahead_in_time() -> None:
    memory = tracked(memory_of(40), range(39, 20, -1), Pass.BACKWARD)
    attended = memory.attended(20, Pass.BACKWARD)

    assert values(attended.features) == [40, 26, 25, 24, 23, 22, 21]
    assert attended.slots == (6, 5, 4, 3, 2, 1, 0)
    assert values(attended.pointers) == [40, *range(21, 36)]


def test_between_key_frames_both_attend_but_only_the_one_behind_lends_its_pointer() -> None:
    memory = tracked(memory_of(10, 20), range(11, 14), Pass.FORWARD)
    attended = memory.attended(14, Pass.FORWARD)
    assert values(attended.features) == [10, 20, 11, 12, 13]
    assert values(attended.pointers) == [10, 13, 12, 11]

    memory.start_pass()
    tracked(memory, range(19, 16, -1), Pass.BACKWARD)
    attended = memory.attended(16, Pass.BACKWARD)
    assert values(attended.features) == [10, 20, 19, 18, 17]
    assert values(attended.pointers) == [20, 17, 18, 19]


@pytest.mark.parametrize("direction", list(Pass))
def test_what_is_stored_does_not_grow(direction: Pass) -> None:
    frames = range(5, 500) if direction is Pass.FORWARD else range(500, 5, -1)
    memory = tracked(memory_of(2), frames, direction)
    assert len(memory.recent_features) == 6
    assert len(memory.recent_pointers) == 15


def test_a_new_pass_starts_from_the_prompted_frames_alone() -> None:
    memory = tracked(memory_of(5), range(6, 12), Pass.FORWARD)
    memory.start_pass()
    assert values(memory.attended(4, Pass.BACKWARD).features) == [5]


def test_of_many_prompted_frames_the_first_and_the_nearest_attend() -> None:
    keys = [0, *range(100, 140), 900]
    chosen = nearest_and_first({frame: entry(frame) for frame in keys}, 120, MAX_CONDITIONING_FRAMES)
    assert list(chosen) == [0, *range(113, 128)]

    alone_ahead = nearest_and_first({frame: entry(frame) for frame in keys}, 500, MAX_CONDITIONING_FRAMES)
    assert list(alone_ahead) == [0, *range(126, 140), 900]


def test_a_prompted_frame_that_was_not_chosen_lends_its_pointer_as_a_tracked_one_would() -> None:
    memory = memory_of(0, *range(105, 120), *range(121, 136))
    attended = memory.attended(120, Pass.FORWARD)

    assert values(attended.features) == [0, *range(112, 120), *range(121, 128)]
    assert values(attended.pointers) == [0, *range(112, 120), *range(111, 104, -1)]


def test_stored_features_are_rounded_to_bfloat16() -> None:
    features = torch.tensor([[[1.001, 2.0]]]).repeat(3, 1, 1)  # (M=3, h=1, w=2)
    stored = MemoryEntry.rounded(features, torch.ones(4)).features
    assert stored.dtype == torch.bfloat16
    assert stored.float().tolist() == [[1.0, 1.0, 1.0], [2.0, 2.0, 2.0]]


@pytest.mark.parametrize(("frame_count", "reach"), [(1000, 15), (16, 15), (9, 8)])
def test_ages_of_pointers_count_in_shares_of_their_reach_or_of_a_short_clip(
    frame_count: int, reach: int
) -> None:
    memory = ObjectMemory(GroundingConfig(), frame_count)
    memory.conditioning[0] = entry(0)
    tracked(memory, range(1, 8), Pass.FORWARD)

    attended = memory.attended(8, Pass.FORWARD)

    assert values(attended.pointers) == [0, *range(7, 0, -1)]
    assert attended.pointer_ages == tuple(frames / reach for frames in (8, *range(1, 8)))
    assert memory.attended(0, Pass.BACKWARD).pointer_ages[0] == 0
