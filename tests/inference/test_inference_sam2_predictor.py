"""A stand-alone SAM 2 serves clicks and tracks, and says why it can do nothing else."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from support.grounding import disk_mask, moving_square
from support.sam2_folders import tracker_folder

from sa2va_desktop.errors import CapabilityError, ModelError
from sa2va_desktop.inference.api import (
    AskRequest,
    ObjectPrompt,
    PointPrompt,
    PointsRequest,
    SegmentRequest,
    TrackRequest,
)
from sa2va_desktop.inference.grounding import GroundingModel, GroundingSession
from sa2va_desktop.inference.sam2_checkpoint import load_sam2
from sa2va_desktop.inference.sam2_predictor import load_sam2_predictor
from sa2va_desktop.tasks import CancelToken


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tracker_folder(tmp_path_factory.mktemp("trackers") / "miniature")


@pytest.fixture
def predictor(folder, tmp_path):
    loaded = load_sam2_predictor(folder, keep_in=tmp_path)
    yield loaded
    loaded.close()


def test_clicks_and_tracks_are_those_of_a_session_over_the_same_network(predictor, folder):
    frames = moving_square(5)
    click = ObjectPrompt(0, 2, points=(PointPrompt((60.0, 50.0)),))
    drawn = ObjectPrompt(1, 2, mask=disk_mask(frames.size_hw, (50, 50), 20))
    checkpoint = load_sam2(folder, device=torch.device("cpu"))
    session = GroundingSession(GroundingModel(checkpoint.network, checkpoint.config), frames, media_key="clip")

    candidates = predictor.segment(SegmentRequest(frames, click), CancelToken())
    tracked = list(predictor.track(TrackRequest(frames, (click, drawn), (0, 5)), CancelToken()))

    assert list(candidates) == list(session.segment(click, CancelToken()))
    assert len(candidates) == 3
    assert sorted(event.frame_index for event in tracked) == [0, 1, 2, 3, 4]
    assert tracked[0].masks[1].rle.area == np.count_nonzero(drawn.mask)


def test_a_frame_is_looked_at_once(predictor):
    frames = moving_square(2)
    click = ObjectPrompt(0, 1, points=(PointPrompt((60.0, 50.0)),))

    predictor.encode(frames, 1, CancelToken())
    predictor.segment(SegmentRequest(frames, click), CancelToken())

    assert frames.reads == [0, 1]


def test_a_grid_of_points_is_that_of_a_session_over_the_same_network(predictor, folder):
    frames = moving_square(1)
    request = PointsRequest(frames, 0, ((20.5, 20.5), (60.5, 50.5)))
    checkpoint = load_sam2(folder, device=torch.device("cpu"))
    session = GroundingSession(GroundingModel(checkpoint.network, checkpoint.config), frames, media_key="clip")

    found = list(predictor.segment_points(request, CancelToken()))

    assert found == list(session.segment_points(request, CancelToken()))
    assert found[-1].masks


def test_what_it_cannot_do_is_said_with_the_reason(predictor):
    can = predictor.description.capabilities

    assert not (can.language)
    assert not (can.image)
    assert not (can.video)
    assert not (can.region_prompts)
    assert not (can.grounded_caption)
    for name in ("language", "image", "video", "region_prompts", "grounded_caption", "grounding_modes"):
        assert can.reasons[name].startswith("SAM 2.1 miniature has no language model")
    with pytest.raises(CapabilityError, match="no language model"):
        list(predictor.ask(AskRequest("Where is it?", frames=moving_square(1)), CancelToken()))


def test_the_description_names_the_network_and_its_speed(predictor):
    description = predictor.description

    assert description.name == description.tracker == "SAM 2.1 miniature"
    assert description.parameter_count > 1e4
    assert description.memory_bytes >= 4 * description.parameter_count
    assert description.speed is not None
    assert description.speed.smaller_name == ""


def test_after_closing_a_request_is_one_sentence(folder, tmp_path):
    predictor = load_sam2_predictor(folder, keep_in=tmp_path)
    predictor.close()
    predictor.close()

    with pytest.raises(ModelError, match="miniature was closed"):
        predictor.encode(moving_square(1), 0, CancelToken())
