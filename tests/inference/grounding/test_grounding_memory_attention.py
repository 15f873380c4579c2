"""Our order of arithmetic in memory attention gives what the package's own module gives."""

from __future__ import annotations

import pytest
import torch
from support.grounding import TINY_CONFIG, tiny_model

from sa2va_desktop.inference.grounding import memory_attention
from sa2va_desktop.inference.grounding.features import FrameFeatures
from sa2va_desktop.inference.grounding.memory_bank import AttendedMemory

SIDE = TINY_CONFIG.feature_size


def some_memories(object_count: int, slots: tuple[int, ...], pointer_count: int) -> list[AttendedMemory]:
    generator = torch.Generator().manual_seed(5)
    return [
        AttendedMemory(
            slots,
            tuple(torch.randn(SIDE * SIDE, TINY_CONFIG.mem_dim, generator=generator).bfloat16() for _ in slots),
            tuple(torch.randn(TINY_CONFIG.d_model, generator=generator) for _ in range(pointer_count)),
        )
        for _ in range(object_count)
    ]


@pytest.mark.parametrize("pointer_count", [0, 4])
@pytest.mark.parametrize("key_block", [100, 100_000])
def test_equals_the_module_of_the_package(
    pointer_count: int, key_block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory_attention, "_QUERY_BLOCK", 24)
    monkeypatch.setattr(memory_attention, "_KEY_BLOCK", key_block)
    model = tiny_model()
    slots = (6, 6, 1, 0)
    memories = some_memories(3, slots, pointer_count)
    top = torch.randn(1, TINY_CONFIG.d_model, SIDE, SIDE, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        ours = memory_attention.condition_on_memory(model, FrameFeatures(top, {}), memories)

        position = torch.cat(
            [model.memory_position[0] + model.network.maskmem_tpos_enc[slot, 0] for slot in slots]
        )
        for index, memory in enumerate(memories):
            tokens = torch.cat(
                [features.float() for features in memory.features]
                + [pointer.reshape(-1, TINY_CONFIG.mem_dim) for pointer in memory.pointers]
            )
            padded = torch.zeros_like(tokens)
            padded[: len(position)] = position
            theirs = model.network.memory_attention(
                curr=top.flatten(2).permute(2, 0, 1),
                curr_pos=model.image_position.transpose(0, 1),
                memory=tokens[:, None],
                memory_pos=padded[:, None],
                num_obj_ptr_tokens=len(tokens) - len(position),
            )
            expected = theirs[:, 0].T.unflatten(1, (SIDE, SIDE))
            torch.testing.assert_close(ours[index], expected, atol=2e-5, rtol=1e-4)
