"""Clicks and captions in the middle of a track or an answer of the same predictor: neither changes what the other says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from support.checkpoint_folders import quick_copy
from support.golden_cases import SHIPPED, load_case

from sa2va_desktop.errors import CancelledError
from sa2va_desktop.inference.api import (
    AnswerFinished,
    AskEvent,
    AskRequest,
    FrameMasks,
    ObjectMask,
    ObjectPrompt,
    PointPrompt,
    SegmentRequest,
    TrackRequest,
)
from sa2va_desktop.inference.predictor import Sa2vaPredictor, load_predictor
from sa2va_desktop.tasks import CancelToken

STILL = load_case(SHIPPED, "image_ref_natural").request.frames
CLIP = load_case(SHIPPED, "video3_ref_forced").request.frames
TRACKED = ObjectPrompt(0, 0, (PointPrompt((100.0, 90.0)),))
CLICKS = [ObjectPrompt(0, frame, (PointPrompt((150.0, 60.0)),)) for frame in (2, 0, 1)]
ANSWERED = AskRequest(
    "Please segment the red ball.",
    frames=CLIP,
    is_video=True,
    language_frames=(0, 2),
    frame_range=(0, 3),
    forced_answer="Sure, it is [SEG].<|im_end|>",
)
DESCRIBED = AskRequest("What is it?", frames=STILL, frame_range=(0, 1), max_new_tokens=4)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return quick_copy(tmp_path_factory.mktemp("models") / "quick")


@pytest.fixture(params=[512 << 20, 1], ids=["features kept", "features forgotten"])
def predictor(folder: Path, request: pytest.FixtureRequest) -> Iterator[Sa2vaPredictor]:
    loaded = load_predictor(folder, cache_bytes=request.param)
    yield loaded
    loaded.close()


def track(predictor: Sa2vaPredictor) -> Iterator[FrameMasks]:
    return iter(predictor.track(TrackRequest(CLIP, (TRACKED,), (0, 3)), CancelToken()))


def click(predictor: Sa2vaPredictor, prompt: ObjectPrompt) -> Sequence[ObjectMask]:
    return predictor.segment(SegmentRequest(CLIP, prompt), CancelToken())


def same(one: Sequence[object], other: Sequence[object]) -> bool:
    """Records compare by value, run lengths and scores included."""
    return repr(one) == repr(other) and one == other


def interleaved(events: Iterator[object], between: Callable[[int], None]) -> list[object]:
    """Drain a stream with something else done before its first event and after each one."""
    found: list[object] = []
    between(0)
    for event in events:
        found.append(event)
        between(len(found))
    return found


def test_clicks_in_the_middle_of_a_track_change_no_mask_of_either(predictor: Sa2vaPredictor) -> None:
    alone = list(track(predictor))
    clicks_alone = [click(predictor, prompt) for prompt in CLICKS]
    clicked: dict[int, list[Sequence[ObjectMask]]] = {}

    def click_everywhere(at: int) -> None:
        clicked[at] = [click(predictor, prompt) for prompt in CLICKS]

    together = interleaved(track(predictor), click_everywhere)

    assert same(together, alone)
    assert sorted(clicked) == [0, 1, 2, 3]
    assert all(same(candidates, clicks_alone) for candidates in clicked.values())
    assert np.any([mask.rle.area for mask in alone[0].masks])


def test_clicks_in_the_middle_of_an_answer_change_neither_its_words_nor_its_masks(
    predictor: Sa2vaPredictor,
) -> None:
    alone: list[AskEvent] = list(predictor.ask(ANSWERED, CancelToken()))

    together = interleaved(
        iter(predictor.ask(ANSWERED, CancelToken())), lambda _at: bool(click(predictor, CLICKS[0]))
    )

    assert same(together, alone)


def test_a_caption_in_the_middle_of_a_track_changes_neither(predictor: Sa2vaPredictor) -> None:
    track_alone = list(track(predictor))
    words_alone = list(predictor.ask(DESCRIBED, CancelToken()))
    said: list[list[AskEvent]] = []

    together = interleaved(
        track(predictor), lambda _at: said.append(list(predictor.ask(DESCRIBED, CancelToken())))
    )

    assert same(together, track_alone)
    assert all(same(words, words_alone) for words in said)
    assert any(isinstance(event, AnswerFinished) for event in words_alone)


def test_a_suspended_stream_leaves_torch_as_it_was(predictor: Sa2vaPredictor) -> None:
    streams = [track(predictor), iter(predictor.ask(ANSWERED, CancelToken()))]

    for stream in streams:
        next(stream)

        assert not torch.is_inference_mode_enabled()
        assert torch.is_grad_enabled()


def test_a_click_that_is_cancelled_leaves_the_suspended_track_alone(predictor: Sa2vaPredictor) -> None:
    alone = list(track(predictor))
    stream = track(predictor)
    begun = [next(stream)]
    token = CancelToken()
    token.cancel()

    with pytest.raises(CancelledError):
        predictor.segment(SegmentRequest(CLIP, CLICKS[0]), token)

    assert same(begun + list(stream), alone)


def test_a_click_on_a_frame_that_was_encoded_ahead_runs_no_encoder(
    predictor: Sa2vaPredictor, monkeypatch: pytest.MonkeyPatch
) -> None:
    if predictor._opened().sessions.features.limit_bytes == 1:
        pytest.skip("this predictor forgets what it has seen")
    alone = click(predictor, CLICKS[0])
    predictor._opened().sessions.features.clear()

    predictor.encode(CLIP, CLICKS[0].frame_index, CancelToken())
    monkeypatch.setattr(
        predictor._opened().grounding.network.image_encoder, "trunk", None
    )  # a second run would fail

    assert same(click(predictor, CLICKS[0]), alone)
