"""The predictor as its callers see it: order of events, histories, modes, refusals, and closing."""

from __future__ import annotations

import shutil
import weakref
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from support.checkpoint_folders import add_second_decoder, edit_config, quick_copy
from support.golden_cases import SHIPPED, TraceArrays, load_case
from support.grounding import ArrayFrames

from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.errors import (
    CancelledError,
    CapabilityError,
    CheckpointError,
    ModelError,
    OutOfMemoryError,
    UsageError,
)
from sa2va_desktop.inference.api import (
    AnswerFinished,
    AskRequest,
    FrameMasks,
    GroundingMode,
    History,
    ObjectPrompt,
    PointPrompt,
    PromptBuilt,
    SegmentFound,
    SegmentRequest,
    ShownPictures,
    TextDelta,
    TrackRequest,
)
from sa2va_desktop.inference.predictor import Sa2vaPredictor, load_predictor
from sa2va_desktop.tasks import CancelToken

STILL = load_case(SHIPPED, "image_ref_natural").request.frames
CLIP = load_case(SHIPPED, "video3_ref_forced").request.frames
RED_BALL = AskRequest(
    "Please segment the red ball.", frames=STILL, forced_answer="Sure, it is [SEG].<|im_end|>"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return quick_copy(tmp_path_factory.mktemp("models") / "quick")


@pytest.fixture(scope="module")
def predictor(folder: Path):
    loaded = load_predictor(folder)
    yield loaded
    loaded.close()


def ask(predictor: Sa2vaPredictor, request: AskRequest, trace: TraceArrays | None = None) -> list:
    return list(predictor.ask(request, CancelToken(), trace))


def answer_of(events: list) -> AnswerFinished:
    return next(event for event in events if isinstance(event, AnswerFinished))


def test_events_come_as_prompt_text_objects_answer_masks(predictor):
    events = ask(predictor, RED_BALL)

    kinds = [type(event) for event in events]
    assert kinds[0] is PromptBuilt
    assert kinds.index(SegmentFound) < kinds.index(AnswerFinished) < kinds.index(FrameMasks)
    text = "".join(event.text for event in events if isinstance(event, TextDelta))
    assert text == answer_of(events).text == "Sure, it is."
    assert events[0].prompt.startswith("<|im_start|>user\n<img><IMG_CONTEXT>*768</img>\nPlease segment")
    assert events[-1].masks[0].rle.size_hw == STILL.size_hw


def test_a_range_of_a_clip_gets_masks_and_nothing_else_does(predictor):
    request = replace(RED_BALL, frames=CLIP, is_video=True, language_frames=(0, 2), frame_range=(1, 3))

    frames = [event for event in ask(predictor, request) if isinstance(event, FrameMasks)]

    assert sorted(frame.frame_index for frame in frames) == [1, 2]
    assert frames[0].frame_index == 2
    assert frames[0].masks[0].is_key


def test_phrases_of_a_grounded_caption_carry_their_objects(predictor):
    request = replace(RED_BALL, forced_answer="<p> A ball </p> [SEG] on <p> grass </p> [SEG].<|im_end|>")

    events = ask(predictor, request)

    text = answer_of(events).text
    found = [event for event in events if isinstance(event, SegmentFound)]
    assert [(f.seg_index, text[f.phrase_start : f.phrase_stop]) for f in found] == [(0, "A ball"), (1, "grass")]
    assert len(next(event for event in events if isinstance(event, FrameMasks)).masks) == 2


def test_phrases_without_a_mask_are_reported(predictor):
    answer = answer_of(ask(predictor, replace(RED_BALL, forced_answer="<p>a</p> and <p>b</p> [SEG]<|im_end|>")))

    assert answer.text == "a and b"
    assert answer.unbound_phrases == ((0, 1),)


def test_an_answer_is_ended_at_the_wanted_number_of_objects(predictor):
    endless = replace(RED_BALL, forced_answer="Sure, " + "[SEG] " * 5, max_segments=2)

    events = ask(predictor, endless)

    answer = answer_of(events)
    assert (answer.segment_count, answer.has_too_many_segments, answer.is_truncated) == (2, True, False)
    assert len([event for event in events if isinstance(event, SegmentFound)]) == 2
    assert len(next(event for event in events if isinstance(event, FrameMasks)).masks) == 2


def test_as_many_objects_as_wanted_are_not_too_many(predictor):
    request = replace(RED_BALL, forced_answer="[SEG] and [SEG].<|im_end|>", max_segments=2)

    answer = answer_of(ask(predictor, request))

    assert (answer.segment_count, answer.has_too_many_segments) == (2, False)


def test_a_seg_at_the_token_limit_is_no_object(predictor):
    events = ask(predictor, replace(RED_BALL, forced_answer="[SEG] [SEG]", max_new_tokens=3))

    answer = answer_of(events)
    assert (answer.segment_count, answer.is_truncated) == (1, True)
    assert sum(isinstance(event, SegmentFound) for event in events) == 1


def test_text_alone_gives_no_masks_even_for_a_seg(predictor):
    events = ask(predictor, AskRequest("Hello", forced_answer="It is [SEG].<|im_end|>"))

    assert answer_of(events).segment_count == 0
    assert not [event for event in events if isinstance(event, SegmentFound | FrameMasks)]


def test_a_second_turn_continues_the_kept_ids_and_reads_the_picture_once(predictor, monkeypatch):
    first = answer_of(ask(predictor, RED_BALL))
    network = predictor._opened().checkpoint.network
    monkeypatch.setattr(network, "encode_tiles", None)  # a second run of the vision tower would fail
    trace_free = replace(RED_BALL, text="Is there a dog?", frames=None, history=first.history)

    second = answer_of(ask(predictor, trace_free))

    assert second.history.ids[: len(first.history.ids)] == first.history.ids
    assert first.history.pictures == second.history.pictures
    assert [shown.frames for shown in second.history.pictures] == [RED_BALL.frames]


def test_a_second_turn_equals_the_same_conversation_as_past_text(predictor):
    case = load_case(SHIPPED, "image_ref_natural")
    first = answer_of(ask(predictor, case.request))
    past = (
        "<|im_start|>user\n<img>" + "<IMG_CONTEXT>" * 768 + "</img>Please segment the red ball.<|im_end|>\n"
        "<|im_start|>assistant\nSure, it is [SEG].<|im_end|>\n"
    )
    kept, spelled = TraceArrays(), TraceArrays()
    turn = replace(case.request, text="Is there a dog?", max_new_tokens=4)

    ask(predictor, replace(turn, frames=None, history=first.history), kept)
    ask(predictor, replace(turn, past_text=past), spelled)

    assert np.array_equal(kept["prompt_ids"], spelled["prompt_ids"])
    np.testing.assert_allclose(kept["step_logits"], spelled["step_logits"], rtol=0, atol=1e-5)


def test_a_region_changes_what_the_model_reads(predictor):
    region = np.zeros(STILL.size_hw, np.bool_)
    region[100:300, 50:200] = True
    trace = TraceArrays()
    request = replace(RED_BALL, region_masks=(region,), forced_answer="ok<|im_end|>")

    events = ask(predictor, request, trace)

    assert "region1<vp><IMG_CONTEXT>*" in events[0].prompt
    assert trace["seg_hidden"].shape == (0, 128)


def test_a_cancel_keeps_what_was_yielded(predictor):
    token = CancelToken()
    events = predictor.ask(RED_BALL, token)

    seen = [next(events), next(events)]
    token.cancel()

    assert isinstance(seen[1], TextDelta)
    with pytest.raises(CancelledError):
        list(events)


def test_memory_that_runs_out_in_the_vision_tower_is_said(predictor, monkeypatch):
    def fail(pixels):
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(predictor._opened().checkpoint.network, "encode_tiles", fail)
    other = ArrayFrames.read([SHIPPED / "images" / "video7" / "001.png"])

    with pytest.raises(OutOfMemoryError, match="while the picture was read"):
        ask(predictor, replace(RED_BALL, frames=other))


@pytest.mark.parametrize(
    ("change", "error", "sentence"),
    [
        ({"frame_range": (0, 2)}, UsageError, "frame range 0:2 is not inside frames 0:1"),
        ({"language_frames": (1,)}, UsageError, "Frames 0 to 0 exist"),
        ({"language_frames": ()}, UsageError, "shown 1 to 1 frames"),
        ({"is_video": True, "frames": CLIP, "language_frames": (0, 0)}, UsageError, "must ascend"),
        ({"is_video": True, "frames": CLIP, "language_frames": tuple(range(6))}, UsageError, "1 to 5 frames"),
        ({"region_masks": (np.ones((3, 4), np.bool_),)}, UsageError, "Region 1 is 4x3 pixels, the picture is 300x520"),
        (
            {"region_masks": (np.ones((180, 320), np.bool_),), "is_video": True, "frames": CLIP},
            CapabilityError,
            "on a still picture only",
        ),
        ({"grounding_mode": GroundingMode.CONSISTENT}, CapabilityError, "one mask decoder only"),
        ({"max_new_tokens": 0}, UsageError, "at least one token"),
        ({"text": "no placeholder", "image_placeholder": False}, UsageError, "must contain <image> once"),
    ],
)  # fmt: skip
def test_a_request_that_does_not_fit_is_refused_in_a_sentence(predictor, change, error, sentence):
    with pytest.raises(error, match=sentence):
        ask(predictor, replace(RED_BALL, **change))


def test_a_conversation_about_a_picture_cannot_go_on_without_it(predictor):
    first = answer_of(ask(predictor, RED_BALL))
    other = History(first.history.ids, (ShownPictures(CLIP, is_video=True),))

    with pytest.raises(UsageError, match="room for 768 image tokens but the pictures given make 0"):
        ask(predictor, AskRequest("And?", history=History(first.history.ids)))
    with pytest.raises(UsageError, match="room for 768 image tokens but the pictures given make 256"):
        ask(predictor, AskRequest("And?", history=other))


def test_clicks_and_tracks_go_through_the_same_predictor(predictor):
    prompt = ObjectPrompt(object_index=0, frame_index=1, points=(PointPrompt((100.0, 90.0)),))

    candidates = predictor.segment(SegmentRequest(CLIP, prompt), CancelToken())
    track = list(predictor.track(TrackRequest(CLIP, (prompt,), (0, 3)), CancelToken()))

    assert [mask.predicted_iou for mask in candidates] == sorted(
        (mask.predicted_iou for mask in candidates), reverse=True
    )
    assert sorted(frame.frame_index for frame in track) == [0, 1, 2]


def test_both_decoders_ground_consistently_by_default(tmp_path: Path):
    folder = quick_copy(tmp_path / "both")
    add_second_decoder(folder)
    loaded = load_predictor(folder)
    request = replace(RED_BALL, frames=CLIP, is_video=True, language_frames=(0,), frame_range=(0, 3))

    consistent = [event for event in ask(loaded, request) if isinstance(event, FrameMasks)]
    compatible = [
        event
        for event in ask(loaded, replace(request, grounding_mode=GroundingMode.COMPATIBLE))
        if isinstance(event, FrameMasks)
    ]
    loaded.close()

    assert loaded.description.capabilities.default_grounding_mode is GroundingMode.CONSISTENT
    key, tracked = [
        [rle_to_mask(run[index].masks[0].rle) for run in (consistent, compatible)] for index in (0, 2)
    ]
    assert np.array_equal(*key)
    assert not np.array_equal(*tracked)


def test_a_checkpoint_that_was_not_trained_for_regions_refuses_them(tmp_path: Path):
    folder = quick_copy(tmp_path / "small")
    edit_config(
        folder, lambda c: c.update(sa2va_desktop={"max_tiles": 1, "not_trained_for": ["region_prompts"]})
    )
    loaded = load_predictor(folder)

    with pytest.raises(CapabilityError, match="was not trained for region prompts"):
        ask(loaded, replace(RED_BALL, region_masks=(np.ones(STILL.size_hw, np.bool_),)))

    assert "*256</img>" in next(loaded.ask(RED_BALL, CancelToken())).prompt
    loaded.close()


def test_the_folder_may_vanish_while_its_model_is_used(tmp_path: Path):
    folder = quick_copy(tmp_path / "gone")
    loaded = load_predictor(folder)

    shutil.rmtree(folder)

    assert answer_of(ask(loaded, RED_BALL)).text == "Sure, it is."
    loaded.close()
    with pytest.raises(CheckpointError, match="is no folder"):
        load_predictor(folder)


def test_bfloat16_weights_answer_too(folder: Path):
    loaded = load_predictor(folder, dtype="bfloat16")

    events = ask(loaded, RED_BALL)

    assert loaded.description.dtype == "bfloat16"
    assert events[-1].masks[0].rle.area > 0
    loaded.close()


def test_closing_frees_the_networks(folder: Path):
    loaded = load_predictor(folder)
    network = weakref.ref(loaded._opened().checkpoint.network)
    ask(loaded, AskRequest("Hello", max_new_tokens=2))

    loaded.close()

    assert network() is None


def test_a_closed_predictor_says_so(folder: Path):
    loaded = load_predictor(folder)
    loaded.close()
    loaded.close()

    with pytest.raises(ModelError, match="The model quick was closed"):
        ask(loaded, RED_BALL)
    with pytest.raises(ModelError, match="was closed"):
        loaded.segment(SegmentRequest(CLIP, ObjectPrompt(0, 0, (PointPrompt((1.0, 1.0)),))), CancelToken())
