"""A Sa2VA, a stand-alone SAM 2, or both become one predictor that follows the consistent recipe where it can."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from support.checkpoint_folders import add_second_decoder, quick_copy
from support.golden_cases import SHIPPED, load_case
from support.grounding import tiny_network
from support.sam2_folders import MINIATURE_21, PUBLIC_21, tracker_folder, write_public_file

from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.errors import CheckpointError, ModelError
from sa2va_desktop.inference.api import (
    AskRequest,
    FrameMasks,
    GroundingMode,
    ObjectPrompt,
    PointPrompt,
    PointsRequest,
    SegmentFound,
    SegmentRequest,
    TrackRequest,
)
from sa2va_desktop.inference.config_values import ConfigValues
from sa2va_desktop.inference.families.grounding import read_grounding_config
from sa2va_desktop.inference.loading import load
from sa2va_desktop.inference.paired_predictor import PairedPredictor
from sa2va_desktop.inference.predictor import load_predictor
from sa2va_desktop.inference.sam2_checkpoint import load_decoder
from sa2va_desktop.inference.sam2_files import convert_sam2
from sa2va_desktop.inference.sam2_predictor import Sam2Predictor, load_sam2_predictor
from sa2va_desktop.modeling.sam2_variants import Sam2Variant
from sa2va_desktop.tasks import CancelToken

CLIP = load_case(SHIPPED, "video3_ref_forced").request.frames
BALL = AskRequest(
    "Please segment the red ball.",
    frames=CLIP,
    is_video=True,
    language_frames=(0, 2),
    frame_range=(0, CLIP.frame_count),
    forced_answer="Sure, it is [SEG].<|im_end|>",
)
CLICK = ObjectPrompt(0, 1, points=(PointPrompt((30.0, 30.0)),))


@pytest.fixture(scope="module")
def sa2va(tmp_path_factory) -> Path:
    return quick_copy(tmp_path_factory.mktemp("models") / "quick")


@pytest.fixture(scope="module")
def tracker(tmp_path_factory) -> Path:
    return tracker_folder(tmp_path_factory.mktemp("trackers") / "miniature", PUBLIC_21)


@pytest.fixture(scope="module")
def pair(sa2va, tracker, tmp_path_factory):
    loaded = load(sa2va, tracker=tracker, keep_in=tmp_path_factory.mktemp("kept"))
    yield loaded
    loaded.close()


def masks_of(predictor, request: AskRequest) -> list[FrameMasks]:
    return [event for event in predictor.ask(request, CancelToken()) if isinstance(event, FrameMasks)]


def test_key_frames_are_the_sa2vas_and_the_rest_is_tracked_from_their_masks(pair, sa2va, tracker, tmp_path):
    alone, other = load_predictor(sa2va), load_sam2_predictor(tracker, keep_in=tmp_path)

    events = masks_of(pair, BALL)

    own = {event.frame_index: event.masks for event in masks_of(alone, BALL)}
    keys = [event for event in events if event.masks[0].is_key]
    assert [event.frame_index for event in keys] == [0, 2]
    assert all(event.masks == own[event.frame_index] for event in keys)
    prompts = tuple(
        ObjectPrompt(mask.object_index, event.frame_index, mask=rle_to_mask(mask.rle))
        for event in keys
        for mask in event.masks
    )
    carried = list(other.track(TrackRequest(CLIP, prompts, BALL.frame_range), CancelToken()))
    assert events[2:] == [event for event in carried if not event.masks[0].is_key]
    assert [(event.done, event.total) for event in events] == [(1, 3), (2, 3), (3, 3)]


def test_the_compatible_mode_is_the_sa2vas_alone(pair, sa2va):
    request = replace(BALL, grounding_mode=GroundingMode.COMPATIBLE)

    assert masks_of(pair, request) == masks_of(load_predictor(sa2va), request)


def test_only_the_wanted_range_is_yielded(pair):
    events = masks_of(pair, replace(BALL, frame_range=(1, 3)))

    assert sorted(event.frame_index for event in events) == [1, 2]
    assert [(event.done, event.total) for event in events] == [(1, 2), (2, 2)]


def test_where_nothing_is_to_be_tracked_the_tracker_does_not_look(pair, monkeypatch):
    tracker = pair._tracker
    monkeypatch.setattr(tracker, "track", lambda *_: pytest.fail("there is nothing to track"))

    still = load_case(SHIPPED, "image_ref_natural").request.frames
    request = replace(BALL, frames=still, is_video=False, language_frames=(0,), frame_range=(0, 1))
    [event] = masks_of(pair, request)

    assert (event.done, event.total, event.masks[0].is_key) == (1, 1, True)


def test_clicks_and_tracks_are_the_trackers(pair, tracker, tmp_path):
    other = load_sam2_predictor(tracker, keep_in=tmp_path)
    track = TrackRequest(CLIP, (CLICK,), (0, 3))

    pair.encode(CLIP, 1, CancelToken())
    assert list(pair.segment(SegmentRequest(CLIP, CLICK), CancelToken())) == list(
        other.segment(SegmentRequest(CLIP, CLICK), CancelToken())
    )
    assert list(pair.track(track, CancelToken())) == list(other.track(track, CancelToken()))
    grid = PointsRequest(CLIP, 1, ((20.5, 20.5), (60.5, 50.5)))
    found = list(pair.segment_points(grid, CancelToken()))
    assert found == list(other.segment_points(grid, CancelToken()))
    assert found[-1].done == 2


def test_a_pair_says_what_it_is_made_of(pair, sa2va, tracker, tmp_path):
    language, other = load_predictor(sa2va).description, load_sam2_predictor(tracker, keep_in=tmp_path)
    description = pair.description

    assert isinstance(pair, PairedPredictor)
    assert (description.name, description.tracker) == ("quick + SAM 2.1 miniature", "SAM 2.1 miniature")
    assert description.memory_bytes == language.memory_bytes + other.description.memory_bytes
    assert description.capabilities.default_grounding_mode is GroundingMode.CONSISTENT
    assert "grounding_modes" not in description.capabilities.reasons
    assert description.capabilities.language


def test_closing_a_pair_closes_both(sa2va, tracker, tmp_path):
    pair = load(sa2va, tracker=tracker, keep_in=tmp_path)
    pair.close()

    for attempt in (
        lambda: list(pair.ask(BALL, CancelToken())),
        lambda: pair.segment(SegmentRequest(CLIP, CLICK), CancelToken()),
    ):
        with pytest.raises(ModelError, match="was closed"):
            attempt()


def _public_file_of(sa2va: Path, target: Path) -> Path:
    """A converted folder of the public network that a checkpoint was made from: its sizes, another decoder."""
    path = sa2va / "config.json"
    config = replace(
        read_grounding_config(ConfigValues(json.loads(path.read_text()), path)),
        has_solid_prompts=True,
        has_stable_single_mask=True,
        has_exact_colors=True,
    )
    file = target.with_suffix(".pt")
    torch.save({"model": tiny_network(config).state_dict()}, file)
    convert_sam2(file, target, variants=(Sam2Variant("sam2_hiera_large", "SAM 2 large", config),))
    return target


def test_the_network_it_was_made_from_lends_its_decoder_only(sa2va, tmp_path):
    public = _public_file_of(sa2va, tmp_path / "public")
    both = quick_copy(tmp_path / "both")
    add_second_decoder(both)
    expected = load_predictor(both)
    lent = load(sa2va, tracker=public, keep_in=tmp_path)

    assert not isinstance(lent, PairedPredictor)
    assert lent.description.capabilities.grounding_modes == expected.description.capabilities.grounding_modes
    assert lent.description.parameter_count == expected.description.parameter_count
    own = {event.frame_index: event.masks for event in masks_of(load_predictor(sa2va), BALL)}
    found = masks_of(lent, BALL)
    assert [event.frame_index for event in found[:2]] == [0, 2]
    assert all(event.masks == own[event.frame_index] for event in found[:2])
    public_decoder = load_decoder(public, device=torch.device("cpu")).state_dict()
    tracking = lent._opened().checkpoint.network.sam2.sam_mask_decoder.state_dict()
    assert all(torch.equal(tensor, tracking[name]) for name, tensor in public_decoder.items())


def test_a_checkpoint_with_both_decoders_is_paired_not_changed(sa2va, tmp_path):
    public = _public_file_of(sa2va, tmp_path / "public")
    both = quick_copy(tmp_path / "both")
    add_second_decoder(both)

    assert isinstance(load(both, tracker=public, keep_in=tmp_path), PairedPredictor)


@pytest.mark.parametrize("given", ["tracker", "source"])
def test_a_stand_alone_network_serves_alone(tracker, given, tmp_path):
    source, other = (None, tracker) if given == "tracker" else (tracker, None)

    predictor = load(source, tracker=other, keep_in=tmp_path)

    assert isinstance(predictor, Sam2Predictor)
    assert predictor.description.name == MINIATURE_21.title


def test_a_public_file_beside_a_sa2va_changes_nothing(tmp_path):
    folder = quick_copy(tmp_path / "both")
    write_public_file(folder / "sam2_hiera_large.pt")

    assert load(folder, keep_in=tmp_path).description.capabilities.language


def test_nothing_chosen_is_one_sentence(tmp_path):
    with pytest.raises(CheckpointError, match="Neither a model nor a tracker"):
        load(None, keep_in=tmp_path)


def test_objects_are_still_announced_in_the_text(pair):
    assert any(isinstance(event, SegmentFound) for event in pair.ask(BALL, CancelToken()))
