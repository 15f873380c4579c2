"""The estimate of a frame's time follows from the network's real number of operations."""

from __future__ import annotations

import pytest
import torch
from support.grounding import TINY_CONFIG
from torch.utils.flop_counter import FlopCounterMode

from sa2va_desktop.inference import expected_speed as module
from sa2va_desktop.inference.expected_speed import encoder_operations, expected_speed
from sa2va_desktop.modeling.sam2_network import GroundingConfig, build_sam2_network
from sa2va_desktop.modeling.sam2_variants import variant_named

TINY, LARGE = variant_named("sam2.1_hiera_tiny").config, variant_named("sam2.1_hiera_large").config


@pytest.mark.parametrize("name", ["sam2_hiera_tiny", "sam2_hiera_small", "sam2_hiera_base_plus"])
def test_operations_of_the_encoder_are_those_that_torch_counts(name):
    config = variant_named(name).config
    with torch.device("meta"):
        encoder = build_sam2_network(config).image_encoder
    with FlopCounterMode(display=False) as counter, torch.device("meta"):
        encoder(torch.empty(1, 3, config.image_size, config.image_size))

    assert encoder_operations(config) == pytest.approx(counter.get_total_flops(), rel=1e-6)


def test_the_large_network_is_slow_and_the_smallest_is_offered(monkeypatch):
    monkeypatch.setattr(module, "product_rate", lambda: 60e9)

    speed = expected_speed("SAM 2 large", LARGE, torch.device("cpu"))

    assert speed.click_s > 20
    assert speed.track_s > speed.click_s
    assert (speed.smaller_title, speed.smaller_name) == ("SAM 2.1 tiny", "sam2.1-tiny")
    assert speed.smaller_click_s < speed.click_s / 5
    assert speed.smaller_track_s < speed.track_s / 2


def test_a_faster_machine_is_faster_in_proportion(monkeypatch):
    seconds = []
    for rate in (50e9, 100e9):
        monkeypatch.setattr(module, "product_rate", lambda rate=rate: rate)
        seconds.append(expected_speed("any", LARGE, torch.device("cpu")).track_s)

    assert seconds[0] == pytest.approx(2 * seconds[1])


@pytest.mark.parametrize("config", [TINY, TINY_CONFIG], ids=["tiny", "smaller than tiny"])
def test_nothing_smaller_is_offered_where_there_is_nothing(config):
    assert expected_speed("any", config, torch.device("cpu")).smaller_name == ""


def test_nothing_is_said_of_a_gpu():
    assert expected_speed("any", GroundingConfig(), torch.device("cuda")) is None


def test_the_machine_is_measured_once():
    module.product_rate.cache_clear()

    assert module.product_rate() == module.product_rate() > 1e6
