"""The derived layout of every released checkpoint is consumed exactly, at full size, without memory for it."""

from __future__ import annotations

import resource
import sys
from collections import Counter
from pathlib import Path

import pytest
import torch
from support.released_layouts import NAMES, VARIANTS, Variant, layout, write_fake_folder

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference.checkpoint import fill
from sa2va_desktop.inference.checkpoint_plan import plan_checkpoint, prepare_checkpoint
from sa2va_desktop.inference.verification import frozen_name
from sa2va_desktop.modeling.sam2_network import build_sam2_network
from sa2va_desktop.modeling.sam2_variants import SAM2_VARIANTS

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="files are sparse only where the file system makes holes"
)

ONE_A_FAMILY = [
    name for name in NAMES if name in ("Sa2VA-1B", "Sa2VA-8B", "Sa2VA-Qwen2_5-VL-3B", "Sa2VA-Qwen3-VL-4B")
]
PEAK_LIMIT_BYTES = 400_000_000
"""What preparing and filling may add to the process: module objects and headers, no weights."""


def peak_bytes() -> int:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_every_tensor_of_a_released_layout_has_its_one_place(name: str, variant: Variant, tmp_path: Path):
    wanted = layout(name, variant)
    folder = write_fake_folder(wanted, tmp_path / name)

    prepared = prepare_checkpoint(folder)

    plan = prepared.plan
    assert plan.places.keys() == wanted.tensors.keys()
    filled = Counter(target for targets in plan.places.values() for target in targets)
    assert all(targets for targets in plan.places.values())
    assert set(filled.values()) == {1}
    assert filled.keys() == prepared.wanted.keys()
    assert plan.tied_head == variant.tied
    assert plan.counts.total == wanted.parameters
    assert plan.total_bytes == wanted.data_bytes
    assert not plan.tuned_decoder


@pytest.mark.parametrize("name", NAMES)
def test_filling_a_network_of_full_size_on_meta_takes_no_memory(name: str, tmp_path: Path):
    folder = write_fake_folder(layout(name), tmp_path / name)
    before = peak_bytes()

    prepared = prepare_checkpoint(folder)
    fill(prepared, device=torch.device("meta"), dtype=torch.bfloat16)

    assert peak_bytes() - before < PEAK_LIMIT_BYTES
    state = prepared.network.state_dict()
    assert all(tensor.is_meta for tensor in state.values())
    exact = {tensor.dtype for key, tensor in state.items() if key.startswith("sam2.")}
    others = {tensor.dtype for key, tensor in state.items() if not key.startswith("sam2.")}
    assert (exact, others) == ({torch.float32}, {torch.bfloat16})


@pytest.mark.parametrize("name", ONE_A_FAMILY)
def test_a_tensor_that_a_released_layout_lacks_is_named(name: str, tmp_path: Path):
    wanted = layout(name)
    lost = sorted(wanted.tensors)[len(wanted.tensors) // 2]
    del wanted.tensors[lost]
    folder = write_fake_folder(wanted, tmp_path / name)

    with pytest.raises(CheckpointError, match=r"lacks the weights of 1 tensor"):
        plan_checkpoint(folder)


def test_the_frozen_tensors_of_a_released_layout_have_their_like_in_the_public_sam_2(tmp_path: Path):
    prepared = prepare_checkpoint(write_fake_folder(layout("Sa2VA-1B"), tmp_path / "Sa2VA-1B"))
    large = next(variant for variant in SAM2_VARIANTS if variant.name == "sam2_hiera_large")
    with torch.device("meta"):
        public = build_sam2_network(large.config).state_dict()

    frozen = {
        name: tuple(prepared.wanted[parameter].shape)
        for parameter in prepared.wanted
        if (name := frozen_name(parameter, has_original_decoder=False)) is not None
    }

    decoder = {name for name in public if name.startswith("sam_mask_decoder.")}
    assert len(decoder) == 131
    assert frozen == {name: tuple(public[name].shape) for name in public.keys() - decoder}
