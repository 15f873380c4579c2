"""Memory runs out at some stage of a request: the answer and its masks are those of an undisturbed run, and it is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from support.checkpoint_folders import quick_copy
from support.full_device import memory_runs_out
from support.golden_cases import SHIPPED, load_case
from support.grounding import disk_mask
from torch import nn

from sa2va_desktop.errors import OutOfMemoryError
from sa2va_desktop.inference.api import (
    AnswerFinished,
    AskRequest,
    FrameMasks,
    Notice,
    ObjectPrompt,
    PointPrompt,
    SegmentRequest,
    TrackRequest,
)
from sa2va_desktop.inference.memory_plan import Budget
from sa2va_desktop.inference.predictor import Sa2vaPredictor, load_predictor
from sa2va_desktop.tasks import CancelToken

CLIP = load_case(SHIPPED, "video3_ref_forced").request.frames
STILL = load_case(SHIPPED, "image_ref_natural").request.frames
TWO_OBJECTS = "It is [SEG] and [SEG].<|im_end|>"
ASK_CLIP = AskRequest(
    "Please segment the red ball.",
    frames=CLIP,
    is_video=True,
    language_frames=(0, 1),
    frame_range=(0, 3),
    forced_answer=TWO_OBJECTS,
)
REGION = AskRequest(
    "Describe this.",
    frames=STILL,
    region_masks=(disk_mask(STILL.size_hw, (STILL.size_hw[1] / 2, STILL.size_hw[0] / 2), 40),),
    max_new_tokens=12,
)

STAGES: dict[str, Callable[[Sa2vaPredictor], nn.Module]] = {
    "vision": lambda predictor: network(predictor).vision_model,
    "prefill": lambda predictor: network(predictor).language.decoder.layers[-1],
    "head": lambda predictor: network(predictor).language.head,
    "image encoder": lambda predictor: network(predictor).sam2.image_encoder.trunk,
    "key frame": lambda predictor: network(predictor).sam2.sam_mask_decoder,
    "tracking": lambda predictor: network(predictor).sam2.memory_attention.norm,
    "memory": lambda predictor: network(predictor).sam2.memory_encoder,
}


def network(predictor: Sa2vaPredictor):
    return predictor._opened().checkpoint.network


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return quick_copy(tmp_path_factory.mktemp("models") / "quick")


@pytest.fixture(scope="module")
def shared(folder: Path):
    loaded = load_predictor(folder)
    yield loaded
    loaded.close()


@pytest.fixture
def predictor(shared: Sa2vaPredictor) -> Sa2vaPredictor:
    """As if it were new: nothing kept, the whole budget."""
    shared._opened().sessions.features.clear()
    shared._conversations.clear()
    shared._opened().pictures._kept.clear()
    shared._opened().checkpoint.ladder.limit(Budget())
    shared.take_reports()
    return shared


def outcome(events: list) -> tuple[str, list]:
    """Text, and every mask by frame and object."""
    text = "".join(event.text for event in events if isinstance(event, AnswerFinished))
    frames = [event for event in events if isinstance(event, FrameMasks)]
    return text, [
        (event.frame_index, [(mask.object_index, mask.rle) for mask in event.masks]) for event in frames
    ]


def notices(predictor: Sa2vaPredictor) -> list[str]:
    return [report.text for report in predictor.take_reports() if isinstance(report, Notice)]


@pytest.fixture(scope="module")
def undisturbed(shared: Sa2vaPredictor):
    return outcome(list(shared.ask(ASK_CLIP, CancelToken())))


@pytest.mark.parametrize("call", [0, 1])
@pytest.mark.parametrize("stage", [*STAGES])
def test_an_answer_about_a_clip_survives_any_stage(
    undisturbed, predictor: Sa2vaPredictor, stage: str, call: int
):
    if stage == "vision" and call == 1:
        predictor._opened().checkpoint.ladder.limit(Budget(tiles_at_once=1))  # so that there is a second call
    with memory_runs_out(STAGES[stage](predictor), {call}) as failed:
        disturbed = outcome(list(predictor.ask(ASK_CLIP, CancelToken())))

    assert failed == [call]
    assert disturbed == undisturbed


def test_the_steps_are_said(predictor: Sa2vaPredictor):
    with (
        memory_runs_out(STAGES["vision"](predictor), {0}),
        memory_runs_out(STAGES["tracking"](predictor), {0}),
    ):
        list(predictor.ask(ASK_CLIP, CancelToken()))

    assert notices(predictor) == [
        "Memory ran out while the picture was read; it goes on with fewer tiles at once (1).",
        "Memory ran out while objects were tracked; it goes on with fewer objects at once (1).",
    ]


def test_a_prompt_is_read_in_smaller_pieces(predictor: Sa2vaPredictor):
    request = replace(ASK_CLIP, frame_range=(0, 1))
    text, masks = outcome(list(predictor.ask(request, CancelToken())))
    predictor._conversations.clear()

    with memory_runs_out(STAGES["prefill"](predictor), {0, 1}):
        disturbed = outcome(list(predictor.ask(request, CancelToken())))

    assert disturbed == (text, masks)
    assert predictor._opened().checkpoint.ladder.budget.prefill_chunk < 100
    assert "fewer tokens at once" in notices(predictor)[-1]


@pytest.mark.parametrize("stage", ["vision", "prefill", "head"])
@pytest.mark.parametrize("call", [0, 2])
def test_a_region_caption_survives(predictor: Sa2vaPredictor, stage: str, call: int):
    text, _ = outcome(list(predictor.ask(REGION, CancelToken())))
    predictor._conversations.clear()
    predictor._opened().pictures._kept.clear()

    with memory_runs_out(STAGES[stage](predictor), {call}):
        disturbed, _ = outcome(list(predictor.ask(REGION, CancelToken())))

    assert disturbed == text


@pytest.mark.parametrize("stage", ["image encoder", "key frame", "tracking", "memory"])
def test_a_track_of_marks_survives(predictor: Sa2vaPredictor, stage: str):
    height, width = CLIP.size_hw
    prompts = tuple(
        ObjectPrompt(index, 0, mask=disk_mask((height, width), (width / 2 + 30 * index, height / 2), 25))
        for index in range(3)
    )
    request = TrackRequest(CLIP, prompts, (0, 3))
    whole = outcome(list(predictor.track(request, CancelToken())))
    predictor._opened().sessions.features.clear()

    with memory_runs_out(STAGES[stage](predictor), {0}) as failed:
        assert outcome(list(predictor.track(request, CancelToken()))) == whole

    assert failed


@pytest.mark.parametrize("stage", ["image encoder", "key frame"])
def test_a_click_survives(predictor: Sa2vaPredictor, stage: str):
    height, width = CLIP.size_hw
    request = SegmentRequest(CLIP, ObjectPrompt(0, 1, points=(PointPrompt((width / 2, height / 2)),)))
    whole = [mask.rle for mask in predictor.segment(request, CancelToken())]
    predictor._opened().sessions.features.clear()

    with memory_runs_out(STAGES[stage](predictor), {0}):
        assert [mask.rle for mask in predictor.segment(request, CancelToken())] == whole


def test_features_of_earlier_frames_are_given_up_for_the_next_one(predictor: Sa2vaPredictor):
    predictor.encode(CLIP, 0, CancelToken())
    limit = predictor._opened().sessions.features.limit_bytes

    with memory_runs_out(STAGES["image encoder"](predictor), {0}):
        predictor.encode(CLIP, 1, CancelToken())

    assert len(predictor._opened().sessions.features) == 1
    assert predictor._opened().sessions.features.limit_bytes == limit // 2
    assert notices(predictor) == [
        "Memory ran out while a frame was looked at; the image features of earlier frames were given up."
    ]


@pytest.mark.parametrize("stage", [*STAGES])
def test_a_device_that_stays_full_ends_in_one_sentence(predictor: Sa2vaPredictor, stage: str):
    with (
        memory_runs_out(STAGES[stage](predictor)),
        pytest.raises(OutOfMemoryError, match=r"^Memory ran out while .*; what was finished is kept, .*\.$"),
    ):
        list(predictor.ask(ASK_CLIP, CancelToken()))
