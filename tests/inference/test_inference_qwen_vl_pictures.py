"""Pictures for the Qwen-VL towers: sizes and patches as recorded, to the byte."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.qwen_vl_pictures import (
    PatchLayout,
    fitted_size,
    picture_patches,
    processed_size,
    resized_picture,
)

GOLDEN = Path(__file__).resolve().parents[1] / "data" / "golden"
CLIP = ((0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711))
HALF = ((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
LAYOUTS = {"qwen2_5_vl": PatchLayout(14, 2, 2, *CLIP), "qwen3_vl": PatchLayout(16, 2, 2, *HALF)}


@pytest.mark.parametrize("family", LAYOUTS)
def test_every_recorded_size_gets_its_two_sizes(family: str):
    recorded = json.loads((GOLDEN / family / "resize_grid.json").read_text())["grid"]
    unit = LAYOUTS[family].unit

    ours = [[*row[:2], *sum(processed_size(row[0], row[1], unit=unit), ())] for row in recorded]

    assert len(recorded) > 100
    assert ours == recorded


@pytest.mark.parametrize("family", LAYOUTS)
def test_patches_are_the_recorded_rows(family: str):
    layout = LAYOUTS[family]
    with np.load(GOLDEN / family / "preprocess.npz") as file:
        recorded = {name.removeprefix("portrait/"): file[name] for name in file}
    rgb = np.asarray(Image.open(GOLDEN / family / "images" / "portrait.png").convert("RGB"))

    picture = resized_picture(rgb, layout)
    patches = picture_patches(picture, layout).numpy()

    assert [list(layout.grid(picture))] == recorded["image_grid_thw"].tolist()
    assert layout.token_count(layout.grid(picture)) * layout.merge**2 == len(patches)
    rows = patches[recorded["pixel_values_rows"]]
    np.testing.assert_allclose(rows, recorded["pixel_values_at_rows"], rtol=0, atol=1e-6)
    statistics = [patches.mean(), patches.std(), patches.min(), patches.max()]
    np.testing.assert_allclose(statistics, recorded["pixel_values_stats"], rtol=0, atol=1e-4)


def test_patches_of_one_token_are_neighbours_and_stills_are_repeated():
    layout = PatchLayout(patch_size=1, merge=2, repeats=2, mean=(0.0, 0.0, 0.0), std=(1 / 255,) * 3)
    picture = torch.arange(8, dtype=torch.uint8).view(1, 2, 4).repeat(3, 1, 1)

    patches = picture_patches(picture, layout)

    assert patches.shape == (8, 6)
    assert patches[:, 0].tolist() == [0, 1, 4, 5, 2, 3, 6, 7]
    assert bool((patches == patches[:, :1]).all())


def test_a_strip_is_refused_in_one_sentence():
    with pytest.raises(UsageError, match=r"4001x20 pixels; .* at most 200 times"):
        fitted_size(4001, 20, unit=28, pixels=(1, 10**9))
