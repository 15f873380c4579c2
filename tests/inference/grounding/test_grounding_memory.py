"""Memory runs out somewhere in the grounding engine: the work goes on in smaller parts, with the same masks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.full_device import memory_runs_out
from support.grounding import ArrayFrames, disk_mask, embeddings, moving_square, tiny_model
from torch import nn

from sa2va_desktop.errors import OutOfMemoryError
from sa2va_desktop.inference.api import FrameMasks, GroundingMode, ObjectPrompt, PointPrompt, TrackDirection
from sa2va_desktop.inference.grounding import FeatureCache, GroundingModel, GroundingSession
from sa2va_desktop.tasks import CancelToken

FRAME_COUNT = 6
WHERE: dict[str, Callable[[GroundingModel], nn.Module]] = {
    "image encoder": lambda model: model.network.image_encoder.trunk,
    "decoder": lambda model: model.network.sam_mask_decoder,
    "memory encoder": lambda model: model.network.memory_encoder,
    "memory attention": lambda model: model.network.memory_attention.norm,
}


@pytest.fixture(scope="module")
def frames() -> ArrayFrames:
    return moving_square(FRAME_COUNT)


@pytest.fixture
def model() -> GroundingModel:
    return tiny_model()


def new_session(model: GroundingModel, frames: ArrayFrames) -> GroundingSession:
    return GroundingSession(model, frames, media_key="clip", cache=FeatureCache())


def ground(model: GroundingModel, frames: ArrayFrames) -> list[FrameMasks]:
    stream = new_session(model, frames).ground(
        embeddings(5),
        (1, 3),
        frame_range=(0, FRAME_COUNT),
        mode=GroundingMode.COMPATIBLE,
        token=CancelToken(),
    )
    return list(stream)


def track(model: GroundingModel, frames: ArrayFrames) -> list[FrameMasks]:
    prompts = [
        ObjectPrompt(index, 2 + index % 2, mask=disk_mask((96, 128), (40 + 9 * index, 50), 18))
        for index in range(4)
    ]
    prompts.append(ObjectPrompt(4, 2, points=(PointPrompt((60.0, 40.0)),)))
    stream = new_session(model, frames).track(
        prompts, frame_range=(0, FRAME_COUNT), direction=TrackDirection.BOTH, token=CancelToken()
    )
    return list(stream)


def shapes_of(events: list[FrameMasks]) -> list[tuple[int, list]]:
    """What must be equal: the order of frames, and every mask with its object."""
    return [(event.frame_index, [(mask.object_index, mask.rle) for mask in event.masks]) for event in events]


@pytest.mark.parametrize("call", [0, 1, 3])
@pytest.mark.parametrize("where", sorted(WHERE))
@pytest.mark.parametrize("run", [ground, track])
def test_one_failure_changes_nothing_in_the_masks(
    run: Callable[..., list[FrameMasks]], where: str, call: int, model: GroundingModel, frames: ArrayFrames
) -> None:
    undisturbed = shapes_of(run(model, frames))

    with memory_runs_out(WHERE[where](model), {call}) as failed:
        disturbed = shapes_of(run(model, frames))

    assert failed == [call]
    assert disturbed == undisturbed
    assert len(model.ladder.take_notices()) == (0 if where == "image encoder" else 1)


@pytest.mark.parametrize("where", ["decoder", "memory encoder", "memory attention"])
def test_repeated_failures_go_down_to_one_object_at_once(
    where: str, model: GroundingModel, frames: ArrayFrames
) -> None:
    undisturbed = shapes_of(track(model, frames))

    with memory_runs_out(WHERE[where](model), {0, 1}):
        disturbed = shapes_of(track(model, frames))

    assert disturbed == undisturbed
    assert model.ladder.budget.objects_at_once == 1
    assert model.ladder.take_notices()[-1].endswith("it goes on with fewer objects at once (1).")


@pytest.mark.parametrize("where", sorted(WHERE))
def test_a_device_that_stays_full_ends_in_one_sentence_and_keeps_what_came(
    where: str, model: GroundingModel, frames: ArrayFrames
) -> None:
    stream = new_session(model, frames).ground(
        embeddings(3), (0,), frame_range=(0, FRAME_COUNT), mode=GroundingMode.COMPATIBLE, token=CancelToken()
    )
    came = [next(stream), next(stream)]

    with (
        memory_runs_out(WHERE[where](model)),
        pytest.raises(OutOfMemoryError, match=r"^Memory ran out while .* would help\.$"),
    ):
        next(stream)

    assert [event.frame_index for event in came] == [0, 1]


@pytest.mark.parametrize("where", ["image encoder", "decoder"])
def test_a_click_is_tried_again(where: str, model: GroundingModel, frames: ArrayFrames) -> None:
    prompt = ObjectPrompt(0, 1, points=(PointPrompt((60.0, 40.0)),))
    undisturbed = new_session(model, frames).segment(prompt, CancelToken())

    with memory_runs_out(WHERE[where](model), {0}):
        disturbed = new_session(model, frames).segment(prompt, CancelToken())

    assert [mask.rle for mask in disturbed] == [mask.rle for mask in undisturbed]

    with memory_runs_out(WHERE[where](model)), pytest.raises(OutOfMemoryError, match="Memory ran out while"):
        new_session(model, frames).segment(prompt, CancelToken())
