"""Masks at full resolution equal the published two-step resize, although only a part of it is computed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
import torch
import torch.nn.functional as F

from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.inference.grounding.mask_output import MaskUpscaler

LOW_RES, IMAGE = 64, 256


def blobs(count: int, seed: int) -> torch.Tensor:
    """(64, 64) smooth logits with `count` positive blobs, some of them at the border."""
    generator = torch.Generator().manual_seed(seed)
    rows, columns = torch.meshgrid(torch.arange(LOW_RES), torch.arange(LOW_RES), indexing="ij")
    logits = torch.full((LOW_RES, LOW_RES), -4.0)
    for row, column, size in (
        torch.rand(count, 3, generator=generator) * torch.tensor([64.0, 64.0, 30.0])
    ).tolist():
        logits += 8 * torch.exp(-((rows - row) ** 2 + (columns - column) ** 2) / (2 + size))
    return logits


def two_step(logits: torch.Tensor, size_hw: tuple[int, int]) -> npt.NDArray[np.float32]:
    middle = F.interpolate(logits[None, None], size=(IMAGE, IMAGE), mode="bilinear", align_corners=False)
    return F.interpolate(middle, size=size_hw, mode="bilinear", align_corners=False)[0, 0].numpy()


@pytest.mark.parametrize("size_hw", [(480, 640), (97, 55), (256, 256), (31, 700)])
@pytest.mark.parametrize("count", [1, 4])
def test_equals_the_two_step_resize(size_hw: tuple[int, int], count: int) -> None:
    upscaler = MaskUpscaler(LOW_RES, IMAGE, size_hw)
    for seed in range(5):
        logits = blobs(count, seed)
        expected = two_step(logits, size_hw)
        np.testing.assert_allclose(upscaler.logits(logits).numpy(), expected, atol=1e-4)
        decided = np.abs(expected) > 1e-4
        assert expected.max() > 0
        np.testing.assert_array_equal(rle_to_mask(upscaler.to_rle(logits))[decided], (expected > 0)[decided])


def test_a_whole_picture_of_noise_equals_the_two_step_resize() -> None:
    logits = torch.randn(LOW_RES, LOW_RES, generator=torch.Generator().manual_seed(1))
    expected = two_step(logits, (120, 200))
    decided = np.abs(expected) > 1e-4
    found = rle_to_mask(MaskUpscaler(LOW_RES, IMAGE, (120, 200)).to_rle(logits))
    np.testing.assert_array_equal(found[decided], (expected > 0)[decided])


@pytest.mark.parametrize("value", [-1.0, 0.0, float("nan")])
def test_nothing_positive_is_an_empty_mask(value: float) -> None:
    rle = MaskUpscaler(LOW_RES, IMAGE, (480, 640)).to_rle(torch.full((LOW_RES, LOW_RES), value))
    assert rle.is_empty
    assert rle.size_hw == (480, 640)


def test_a_positive_speck_that_vanishes_in_a_small_picture_is_empty() -> None:
    logits = torch.full((LOW_RES, LOW_RES), -1000.0)
    logits[30, 30] = 0.01
    assert MaskUpscaler(LOW_RES, IMAGE, (16, 16)).to_rle(logits).is_empty
