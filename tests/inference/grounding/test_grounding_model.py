"""The networks can be built without memory for weights, and decoders serve the roles they should."""

from __future__ import annotations

import torch
from support.grounding import TINY_CONFIG, disk_mask, embeddings, moving_square, tiny_model, tiny_network

from sa2va_desktop.inference.api import GroundingMode, ObjectPrompt, PointPrompt, TrackDirection
from sa2va_desktop.inference.grounding import DecoderRole, GroundingModel, GroundingSession
from sa2va_desktop.modeling.sam2_network import build_sam2_network
from sa2va_desktop.tasks import CancelToken


def test_a_network_built_on_the_meta_device_computes_the_same_once_it_has_weights() -> None:
    whole = tiny_network()
    with torch.device("meta"):
        hollow = build_sam2_network(TINY_CONFIG)
    assert {parameter.device.type for parameter in hollow.parameters()} == {"meta"}
    hollow.load_state_dict(whole.state_dict(), assign=True)

    outcomes = []
    for network in (whole, hollow):
        session = GroundingSession(GroundingModel(network, TINY_CONFIG), moving_square(5), media_key="clip")
        stream = session.ground(
            embeddings(1), (0,), frame_range=(0, 5), mode=GroundingMode.COMPATIBLE, token=CancelToken()
        )
        outcomes.append([event.masks for event in stream])
    assert outcomes[0] == outcomes[1]


def test_modes_follow_from_the_decoders_that_are_there() -> None:
    alone, both = tiny_model(), tiny_model(has_tuned_decoder=True)
    assert alone.modes == (GroundingMode.COMPATIBLE,)
    assert both.modes == (GroundingMode.COMPATIBLE, GroundingMode.CONSISTENT)
    assert alone.decoder(DecoderRole.LANGUAGE) is alone.decoder(DecoderRole.TRACKING)
    assert both.decoder(DecoderRole.LANGUAGE) is not both.decoder(DecoderRole.TRACKING)
    assert both.decoder(DecoderRole.TRACKING) is both.network.sam_mask_decoder


def test_half_precision_weights_compute_in_float32_on_a_cpu() -> None:
    model = GroundingModel(tiny_network().bfloat16(), TINY_CONFIG, dtype=torch.bfloat16)
    assert model.dtype == torch.float32
    assert {parameter.dtype for parameter in model.network.parameters()} == {torch.float32}


def test_computing_records_no_gradients() -> None:
    model = tiny_model()
    with model.computing():
        assert torch.is_inference_mode_enabled()
    assert not torch.is_inference_mode_enabled()


def test_autocast_comes_close_to_float32() -> None:
    """What a GPU does, played on the CPU: types that do not fit together would fail here."""
    frames = moving_square(4)
    exact, half = tiny_model(), tiny_model()
    half.dtype = torch.bfloat16
    scores = []
    for model in (exact, half):
        session = GroundingSession(model, frames, media_key="clip")
        prompts = [
            ObjectPrompt(0, 0, points=(PointPrompt((40, 40)),)),
            ObjectPrompt(1, 0, mask=disk_mask((96, 128), (60, 50), 20)),
        ]
        stream = session.track(
            prompts, frame_range=(0, 4), direction=TrackDirection.FORWARD, token=CancelToken()
        )
        scores.append([[mask.object_score for mask in event.masks] for event in stream])
    torch.testing.assert_close(torch.tensor(scores[0]), torch.tensor(scores[1]), atol=0.3, rtol=0.1)
