"""Tracking marked objects gives what the `sam2` package's own video predictor gives with the same weights."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from support.grounding import TINY_CONFIG, disk_mask, moving_square, tiny_model, tiny_network

from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.errors import InputError
from sa2va_desktop.inference.api import ObjectPrompt, PointPrompt, TrackDirection
from sa2va_desktop.inference.grounding import GroundingModel, GroundingSession
from sa2va_desktop.modeling.sam2_network import GroundingConfig, build_sam2_network, parameter_count
from sa2va_desktop.modeling.sam2_variants import SAM2_VARIANTS, variant_named
from sa2va_desktop.tasks import CancelToken

BENCHMARKS = Path(__file__).resolve().parents[3] / "benchmarks"
SIZE_HW = (128, 128)  # the network's own input size, so that both sides resize logits only once
PROMPTS = (
    ObjectPrompt(0, 5, points=(PointPrompt((60.0, 50.0)),)),
    ObjectPrompt(
        1, 5, points=(PointPrompt((30.0, 20.0)), PointPrompt((90.0, 20.0), 0)), box_xyxy=(10, 10, 70, 60)
    ),
    ObjectPrompt(2, 5, mask=disk_mask(SIZE_HW, (70, 70), 25)),
    ObjectPrompt(0, 9, mask=disk_mask(SIZE_HW, (40, 70), 25)),
)
PUBLIC = replace(TINY_CONFIG, has_solid_prompts=True, has_stable_single_mask=True, has_exact_colors=True)
CONFIGS = {
    "of a Sa2VA": TINY_CONFIG,
    "SAM 2.0": PUBLIC,
    "SAM 2.1": replace(PUBLIC, pointer_time_codes=True, absent_memory_code=True),
}


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
@pytest.mark.parametrize("direction", [TrackDirection.FORWARD, TrackDirection.BACKWARD])
def test_points_boxes_and_masks_track_as_in_sam2(
    direction: TrackDirection, config: GroundingConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    sys.modules.pop("sam2_baseline", None)
    from sam2_baseline import add_prompt, propagate, sam2_predictor, start_state

    model, frames = tiny_model(config), moving_square(14, size_hw=SIZE_HW)
    prompts = PROMPTS if direction is TrackDirection.FORWARD else PROMPTS[:3]
    session = GroundingSession(model, frames, media_key="clip")
    ours = list(session.track(prompts, frame_range=(0, 14), direction=direction, token=CancelToken()))

    predictor = sam2_predictor(model.network)
    state = start_state(predictor, frames, is_exact=config.has_exact_colors)
    for prompt in prompts:
        add_prompt(predictor, state, prompt)
    reverse = direction is TrackDirection.BACKWARD
    theirs = {
        frame: (logits > 0)[:, 0].numpy() for frame, _, logits in propagate(predictor, state, reverse=reverse)
    }

    tracked = [(event.frame_index, mask) for event in ours for mask in event.masks if not mask.is_key]
    assert len(tracked) >= 3 * 5
    assert any(not mask.rle.is_empty for _, mask in tracked)
    for frame, mask in tracked:
        assert np.mean(rle_to_mask(mask.rle) != theirs[frame][mask.object_index]) <= 2e-4


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_further_points_go_on_from_the_mask_before_as_in_sam2(
    config: GroundingConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    sys.modules.pop("sam2_baseline", None)
    from sam2_baseline import add_prompt, sam2_predictor, start_state

    model, frames = tiny_model(config), moving_square(2, size_hw=SIZE_HW)
    session = GroundingSession(model, frames, media_key="clip")
    predictor = sam2_predictor(model.network)
    state = start_state(predictor, frames, is_exact=config.has_exact_colors)
    points = (PointPrompt((60.0, 50.0)), PointPrompt((90.0, 20.0), 0), PointPrompt((30.0, 80.0)))
    refines, from_points_alone = None, None

    for count in (1, 2, 3):
        prompt = ObjectPrompt(0, 1, points=points[:count])
        ours = session.segment(prompt, CancelToken(), refines=refines)[0]
        theirs = add_prompt(predictor, state, prompt)
        assert np.mean(rle_to_mask(ours.rle) != (theirs[0, 0] > 0).numpy()) <= 2e-4
        refines = ours.low_res_logits
        from_points_alone = session.segment(prompt, CancelToken())[0]
    assert ours.rle != from_points_alone.rle


def test_logits_of_another_decoder_are_refused() -> None:
    session = GroundingSession(tiny_model(), moving_square(1), media_key="clip")
    prompt = ObjectPrompt(0, 0, points=(PointPrompt((60.0, 50.0)),))

    with pytest.raises(InputError, match="5x7 logits but the decoder makes 32x32"):
        session.segment(prompt, CancelToken(), refines=np.zeros((5, 7), np.float32))


@pytest.mark.parametrize(
    ("name", "direction"),
    [
        ("sam2_hiera_tiny", TrackDirection.FORWARD),
        # Only 2.1 tells before from after.
        pytest.param("sam2_hiera_tiny", TrackDirection.BACKWARD, marks=pytest.mark.slow),
        ("sam2.1_hiera_tiny", TrackDirection.FORWARD),
        ("sam2.1_hiera_tiny", TrackDirection.BACKWARD),
    ],
)
def test_public_sizes_track_through_absence_as_in_sam2(
    name: str, direction: TrackDirection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    sys.modules.pop("sam2_baseline", None)
    from sam2_baseline import add_prompt, propagate, sam2_predictor, start_state

    variant = variant_named(name)
    assert variant is not None
    config = replace(variant.config, image_size=256)
    model, frames = GroundingModel(tiny_network(config), config), moving_square(6, size_hw=(256, 256))
    start = 0 if direction is TrackDirection.FORWARD else 5
    prompts = (
        ObjectPrompt(0, start, box_xyxy=(10, 10, 120, 90)),
        ObjectPrompt(1, start, mask=np.zeros((256, 256), bool)),  # absent: its memory says so
        ObjectPrompt(2, start, mask=disk_mask((256, 256), (100, 100), 60)),
    )

    session = GroundingSession(model, frames, media_key="clip")
    ours = list(session.track(prompts, frame_range=(0, 6), direction=direction, token=CancelToken()))
    predictor = sam2_predictor(model.network)
    state = start_state(predictor, frames, is_exact=True)
    for prompt in prompts:
        add_prompt(predictor, state, prompt)
    reverse = direction is TrackDirection.BACKWARD
    for frame, _, logits in propagate(predictor, state, reverse=reverse):
        [event] = [event for event in ours if event.frame_index == frame]
        for mask in event.masks if not event.masks[0].is_key else ():  # a drawn mask stays as it was drawn
            expected = (logits[mask.object_index, 0] > 0).numpy()
            # Random weights draw speckles whose thousands of edges lie at 0; a code left out costs 3e-3 or more.
            tolerance = 1e-3 if mask.object_index == 1 else 5e-4
            assert np.mean(rle_to_mask(mask.rle) != expected) <= tolerance
    assert len(ours) == 6


def test_eight_variants_have_the_parameters_of_the_public_files() -> None:
    millions = {"tiny": 38.9, "small": 46.0, "base_plus": 80.8, "large": 224.4}

    for variant in SAM2_VARIANTS:
        with torch.device("meta"):
            network = build_sam2_network(variant.config)
        size = variant.name.split("hiera_")[1]
        assert parameter_count(network) / 1e6 == pytest.approx(millions[size], abs=0.1)
        assert ("no_obj_embed_spatial" in network.state_dict()) == variant.name.startswith("sam2.1")
