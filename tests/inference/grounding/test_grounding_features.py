"""The feature cache is bounded in bytes and forgets what was used longest ago; cached features serve both decoders."""

from __future__ import annotations

import torch
from support.grounding import moving_square, tiny_model

from sa2va_desktop.inference.grounding.features import (
    FeatureCache,
    FeatureKey,
    FineFeatures,
    FrameEncoder,
    FrameFeatures,
)
from sa2va_desktop.inference.grounding.frame_input import frame_to_pixels
from sa2va_desktop.inference.grounding.model import DecoderRole


def features_of(byte_count: int) -> FrameFeatures:
    nothing = torch.zeros(0)
    return FrameFeatures(
        torch.zeros(byte_count, dtype=torch.uint8), {DecoderRole.TRACKING: FineFeatures(nothing, nothing)}
    )


def key(frame_index: int, media_key: str = "clip", model_key: str = "model") -> FeatureKey:
    return FeatureKey(media_key, frame_index, model_key)


def test_the_least_recently_used_leaves_first() -> None:
    cache = FeatureCache(limit_bytes=30)
    for frame in range(3):
        cache.put(key(frame), features_of(10))
    cache.get(key(0))
    cache.put(key(3), features_of(10))

    assert [frame for frame in range(4) if cache.get(key(frame)) is not None] == [0, 2, 3]
    assert cache.byte_count == 30


def test_features_larger_than_the_cache_are_not_kept() -> None:
    cache = FeatureCache(limit_bytes=30)
    cache.put(key(0), features_of(10))
    cache.put(key(1), features_of(31))
    assert (len(cache), cache.byte_count) == (1, 10)


def test_replacing_and_clearing_keep_the_count_right() -> None:
    cache = FeatureCache(limit_bytes=30)
    cache.put(key(0), features_of(10))
    cache.put(key(0), features_of(20))
    assert cache.byte_count == 20
    cache.clear()
    assert (len(cache), cache.byte_count) == (0, 0)


def test_media_and_models_do_not_share_features() -> None:
    cache = FeatureCache()
    cache.put(key(0), features_of(10))
    assert cache.get(key(0, media_key="other")) is None
    assert cache.get(key(0, model_key="other")) is None


def test_one_run_of_the_encoder_serves_both_decoders() -> None:
    model = tiny_model(has_tuned_decoder=True)
    frames = moving_square(2)
    encoder = FrameEncoder(model, frames, "clip", FeatureCache())
    features = encoder.features(1)

    assert encoder.features(1) is features
    assert encoder.run_count == 1
    with torch.inference_mode():
        pixels = frame_to_pixels(frames.read_rgb(1), 128, device=model.device, dtype=model.dtype)
        stride4, _, top = model.network.image_encoder(pixels)["backbone_fpn"]
        for role in DecoderRole:
            expected = model.decoder(role).conv_s0(stride4)
            torch.testing.assert_close(features.fine_for(role).stride4, expected)
        torch.testing.assert_close(features.top, top)
    tensors = [features.top] + [t for fine in features.fine.values() for t in (fine.stride4, fine.stride8)]
    assert features.byte_count == sum(4 * tensor.numel() for tensor in tensors)


def test_a_single_decoder_serves_both_roles() -> None:
    features = FrameEncoder(tiny_model(), moving_square(1), "clip", FeatureCache()).features(0)
    assert features.fine_for(DecoderRole.LANGUAGE) is features.fine_for(DecoderRole.TRACKING)
