"""Verifying looks at every number of the weights and compares the frozen SAM 2 tensors with the public file."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from support.checkpoint_folders import WEIGHTS, add_second_decoder, copy_checkpoint, edit_tensors
from support.golden_cases import SHIPPED
from support.released_layouts import Variant, layout, write_fake_folder
from torch import Tensor

from sa2va_desktop.errors import CancelledError, CheckpointError
from sa2va_desktop.inference.verification import verify_checkpoint
from sa2va_desktop.inference.verification_report import SHOWN_PROBLEMS, VerificationReport
from sa2va_desktop.tasks import CancelToken, Progress

SAM2 = "grounding_encoder.sam2_model."
FROZEN = f"{SAM2}memory_attention.layers.0.linear1.weight"
TRAINED = f"{SAM2}sam_mask_decoder.conv_s0.weight"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_checkpoint(tmp_path / "model")


def write_public(path: Path, change: Callable[[dict[str, Tensor]], object] = lambda state: None) -> Path:
    """What the public file would be if the shipped checkpoint were trained from it."""
    stored = load_file(SHIPPED / "checkpoint" / WEIGHTS)
    state = {
        name.removeprefix(SAM2).replace("g_weight", "gamma"): tensor.float()
        for name, tensor in stored.items()
        if name.startswith(SAM2)
    }
    for name in state:
        if name.startswith("sam_mask_decoder."):
            state[name] = torch.randn_like(state[name])  # the decoder was trained since
    change(state)
    torch.save({"model": state}, path)
    return path


def verify(folder: Path, public_sam2: Path | None = None) -> VerificationReport:
    return drain(folder, public_sam2, [])


def drain(folder: Path, public_sam2: Path | None, seen: list[Progress]) -> VerificationReport:
    steps = verify_checkpoint(folder, public_sam2=public_sam2, token=CancelToken())
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            return end.value


def test_sound_weights_are_read_whole(folder: Path):
    stored = load_file(folder / WEIGHTS)
    seen: list[Progress] = []

    report = drain(folder, None, seen)

    assert report.is_sound
    assert report.tensors == len(stored)
    assert report.read_bytes == sum(tensor.nbytes for tensor in stored.values())
    assert [step.done for step in seen] == sorted(step.done for step in seen)
    assert (seen[-1].done, seen[-1].unit) == (seen[-1].total, "bytes")
    assert "were not compared" in report.sentences()[-1]


def test_the_frozen_tensors_equal_the_public_ones_and_the_trained_decoder_is_left_out(
    folder: Path, tmp_path: Path
):
    public = write_public(tmp_path / "sam2_hiera_large.pt")
    frozen = [name for name in load_file(folder / WEIGHTS) if name.startswith(SAM2)]
    frozen = [name for name in frozen if not name.startswith(f"{SAM2}sam_mask_decoder.")]

    report = verify(folder, public)

    assert report.is_sound
    assert report.frozen is not None
    assert (report.frozen.equal, report.frozen.different) == (len(frozen), 0)
    assert f"{len(frozen)} frozen SAM 2 tensors compared with sam2_hiera_large.pt" in report.sentences()[-1]


def test_the_public_file_may_be_safetensors(folder: Path, tmp_path: Path):
    from safetensors.torch import save_file

    state = torch.load(write_public(tmp_path / "public.pt"), weights_only=True)["model"]
    save_file({name: tensor.contiguous() for name, tensor in state.items()}, tmp_path / "public.safetensors")

    report = verify(folder, tmp_path / "public.safetensors")

    assert report.is_sound
    assert report.frozen is not None
    assert report.frozen.count > 100


def test_values_that_bfloat16_rounded_are_equal_in_bfloat16_and_rounded_in_float32(
    folder: Path, tmp_path: Path
):
    public_name = FROZEN.removeprefix(SAM2)
    exact = torch.linspace(-1, 1, load_file(folder / WEIGHTS)[FROZEN].numel())

    def give_exact(state: dict[str, Tensor]) -> None:
        state[public_name] = exact.reshape(state[public_name].shape).clone()

    public = write_public(tmp_path / "public.pt", give_exact)
    shape = load_file(folder / WEIGHTS)[FROZEN].shape
    edit_tensors(folder, lambda tensors: tensors.update({FROZEN: exact.reshape(shape).bfloat16()}))
    stored_rounded = verify(folder, public)
    edit_tensors(folder, lambda tensors: tensors.update({FROZEN: exact.reshape(shape).bfloat16().float()}))
    stored_wide = verify(folder, public)

    assert stored_rounded.frozen is not None
    assert stored_rounded.frozen.rounded == 0
    assert stored_wide.is_sound
    assert stored_wide.frozen is not None
    assert stored_wide.frozen.rounded == 1


def test_a_frozen_tensor_that_differs_is_named_with_the_difference(folder: Path, tmp_path: Path):
    public = write_public(tmp_path / "public.pt")

    def spoil(tensors: dict[str, Tensor]) -> None:
        tensors[FROZEN][0, 0] += 0.25
        tensors[TRAINED] += 1

    edit_tensors(folder, spoil)

    report = verify(folder, public)

    assert report.problem_count == 1
    assert report.problems[0].startswith(f"{FROZEN}: differs from the public SAM 2 file by up to 0.25")
    assert not report.is_sound


def test_of_two_decoders_the_original_is_frozen(folder: Path, tmp_path: Path):
    add_second_decoder(folder)
    public = write_public(tmp_path / "public.pt")

    report = verify(folder, public)

    assert report.frozen is not None
    assert report.frozen.different > 0
    assert all("sam_mask_decoder." in problem for problem in report.problems)


def test_another_sam_2_is_refused_with_the_shape(folder: Path, tmp_path: Path):
    public = write_public(
        tmp_path / "public.pt", lambda state: state.update({"image_encoder.trunk.pos_embed": torch.ones(1, 7)})
    )

    with pytest.raises(
        CheckpointError, match=r"not the SAM 2 of this checkpoint: image_encoder.trunk.pos_embed"
    ):
        verify(folder, public)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_numbers_that_are_not_finite_are_counted_by_tensor(folder: Path, value: float):
    def spoil(tensors: dict[str, Tensor]) -> None:
        tensors["mlp1.1.weight"][3, :2] = value

    edit_tensors(folder, spoil)

    report = verify(folder)

    assert report.problems == ("mlp1.1.weight: 2 numbers are not finite.",)


def test_a_matrix_of_zeros_is_what_an_interrupted_copy_leaves(folder: Path):
    edit_tensors(folder, lambda tensors: tensors["mlp1.1.weight"].zero_())
    edit_tensors(folder, lambda tensors: tensors["mlp1.1.bias"].zero_())

    assert verify(folder).problems == ("mlp1.1.weight: all numbers are zero.",)


def test_a_layout_that_does_not_fit_is_refused_before_anything_is_read(folder: Path):
    edit_tensors(folder, lambda tensors: tensors.update({"surprise": torch.ones(2)}))

    with pytest.raises(CheckpointError, match="surprise"):
        next(verify_checkpoint(folder, public_sam2=None, token=CancelToken()))


def test_verifying_stops_within_one_stretch_of_a_tensor(folder: Path):
    token = CancelToken()
    steps = verify_checkpoint(folder, public_sam2=None, token=token)
    next(steps)

    token.cancel()

    with pytest.raises(CancelledError):
        next(steps)


@pytest.mark.skipif(sys.platform == "win32", reason="files are sparse only where the file system makes holes")
def test_a_folder_of_full_size_is_read_in_constant_memory_and_holes_are_found(tmp_path: Path):
    wanted = layout("Sa2VA-1B", Variant(dtype="BF16", sizes_in_full=True))
    folder = write_fake_folder(wanted, tmp_path / "Sa2VA-1B")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    report = verify(folder)

    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert report.read_bytes == wanted.data_bytes > 2e9
    assert grown * (1 if sys.platform == "darwin" else 1024) < 3e8
    assert report.problem_count > SHOWN_PROBLEMS == len(report.problems)
    assert f"And {report.problem_count - SHOWN_PROBLEMS} more." in report.sentences()
