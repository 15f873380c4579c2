"""Every recorded case of every family; the recordings are in the folder named by SA2VA_GOLDEN."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from support.golden_cases import CASES, check_case, load_case, run_case

from sa2va_desktop.inference.picture_tiles import normalise_tiles, tile_still
from sa2va_desktop.inference.predictor import Sa2vaPredictor, load_predictor

pytestmark = pytest.mark.golden


@pytest.fixture(scope="module")
def recordings() -> Path:
    if "SA2VA_GOLDEN" not in os.environ:
        pytest.fail("-m golden needs SA2VA_GOLDEN, the folder with the recordings")
    return Path(os.environ["SA2VA_GOLDEN"])


@pytest.fixture(scope="module")
def predictor(recordings: Path, request: pytest.FixtureRequest):
    loaded = load_predictor(recordings / request.param / "checkpoint")
    yield loaded
    loaded.close()


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("predictor", "family", "name"),
    [(family, family, name) for family, names in CASES.items() for name in names],
    indirect=["predictor"],
)
def test_a_recorded_call_gives_the_recorded_answer_and_masks(
    predictor: Sa2vaPredictor, recordings: Path, family: str, name: str
):
    case = load_case(recordings / family, name)

    events, ours = run_case(predictor, case)

    check_case(case, events, ours)


@pytest.mark.parametrize("name", ["landscape", "portrait", "square", "wide"])
def test_tiles_are_normalised_as_recorded(recordings: Path, name: str):
    import torch
    from PIL import Image

    folder = recordings / "internvl_qwen2"
    with np.load(folder / "preprocess.npz") as file:
        recorded = dict(file)
    rgb = np.asarray(Image.open(folder / "images" / f"{name}.png").convert("RGB"))

    tiles = tile_still(rgb, tile_size=448, max_tiles=12)
    pixels = normalise_tiles(tiles, device=torch.device("cpu"), dtype=torch.float32).numpy()

    np.testing.assert_array_equal(tiles[:, ::28, ::28], recorded[f"{name}/tiles_u8_slice"])
    np.testing.assert_allclose(
        pixels[:, :, ::28, ::28], recorded[f"{name}/pixel_values_slice"], rtol=0, atol=1e-5
    )
