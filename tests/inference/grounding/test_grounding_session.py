"""The session streams, batches, keeps objects independent, obeys cancel and forgets what it no longer needs."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from support.grounding import (
    TINY_CONFIG,
    ArrayFrames,
    RecordedTrace,
    disk_mask,
    embeddings,
    masks_by_frame,
    moving_square,
    tiny_model,
)

from sa2va_desktop.annotation.rle import mask_to_rle, rle_to_mask
from sa2va_desktop.errors import CancelledError, CapabilityError, InputError, MediaError, OutOfMemoryError
from sa2va_desktop.inference.api import (
    FrameMasks,
    GroundingMode,
    ObjectPrompt,
    PointPrompt,
    TrackDirection,
)
from sa2va_desktop.inference.grounding import GroundingSession
from sa2va_desktop.inference.grounding import stream as stream_module
from sa2va_desktop.inference.grounding.stream import MaskStream
from sa2va_desktop.inference.memory_plan import Budget
from sa2va_desktop.tasks import CancelToken

COMPATIBLE, CONSISTENT = GroundingMode.COMPATIBLE, GroundingMode.CONSISTENT
FRAME_COUNT = 14


@pytest.fixture
def frames() -> ArrayFrames:
    return moving_square(FRAME_COUNT)


@pytest.fixture
def session(frames: ArrayFrames) -> GroundingSession:
    return GroundingSession(tiny_model(), frames, media_key="clip")


@pytest.fixture
def consistent_session(frames: ArrayFrames) -> GroundingSession:
    return GroundingSession(tiny_model(has_tuned_decoder=True), frames, media_key="clip")


def ground(
    session: GroundingSession,
    tokens: torch.Tensor,
    key_frames: tuple[int, ...] = (0, 1),
    frame_range: tuple[int, int] = (0, FRAME_COUNT),
    mode: GroundingMode = COMPATIBLE,
    token: CancelToken | None = None,
) -> list[FrameMasks]:
    return list(
        session.ground(tokens, key_frames, frame_range=frame_range, mode=mode, token=token or CancelToken())
    )


def track(
    session: GroundingSession,
    *prompts: ObjectPrompt,
    direction: TrackDirection = TrackDirection.BOTH,
    frame_range: tuple[int, int] = (0, FRAME_COUNT),
) -> list[FrameMasks]:
    return list(session.track(prompts, frame_range=frame_range, direction=direction, token=CancelToken()))


def disk(object_index: int, frame_index: int, x: float = 60, y: float = 50) -> ObjectPrompt:
    return ObjectPrompt(object_index, frame_index, mask=disk_mask((96, 128), (x, y), 20))


def disagreement(events: list[FrameMasks], others: list[FrameMasks], one: int, other: int) -> float:
    """Largest share of pixels of a frame in which an object of one run differs from an object of another."""
    mine, theirs = masks_by_frame(events, one), masks_by_frame(others, other)
    assert mine.keys() == theirs.keys()
    return max(float(np.mean(rle_to_mask(mine[f]) != rle_to_mask(theirs[f]))) for f in mine)


def test_key_frames_come_first_then_forward_then_backward(session: GroundingSession) -> None:
    events = ground(session, embeddings(2), key_frames=(5, 8))

    assert [event.frame_index for event in events] == [5, 8, 6, 7, 9, 10, 11, 12, 13, 4, 3, 2, 1, 0]
    assert [event.done for event in events] == list(range(1, FRAME_COUNT + 1))
    assert {event.total for event in events} == {FRAME_COUNT}
    assert [event.masks[0].is_key for event in events] == [True] * 2 + [False] * 12
    assert all([mask.object_index for mask in event.masks] == [0, 1] for event in events)


def test_masks_have_the_size_of_the_picture(session: GroundingSession) -> None:
    for event in ground(session, embeddings(1), frame_range=(0, 3)):
        assert event.masks[0].rle.size_hw == (96, 128)
        assert 0 <= event.masks[0].predicted_iou <= 1


def test_a_batch_of_objects_equals_each_object_alone(session: GroundingSession) -> None:
    tokens = embeddings(3)
    together = ground(session, tokens)
    assert disagreement(together, together, 0, 1) > 1e-2, "the objects must differ for this to mean anything"

    for index in range(3):
        alone = ground(session, tokens[index : index + 1])
        assert disagreement(together, alone, index, 0) <= 1e-3


def test_more_objects_than_a_batch_are_all_computed(frames: ArrayFrames, session: GroundingSession) -> None:
    tokens = embeddings(5)
    together = ground(session, tokens)
    by_twos = tiny_model()
    by_twos.ladder.budget = Budget(objects_at_once=2)
    in_parts = ground(GroundingSession(by_twos, frames, media_key="clip"), tokens)

    assert max(disagreement(together, in_parts, index, index) for index in range(5)) <= 1e-3


def test_objects_with_different_key_frames_do_not_disturb_each_other(session: GroundingSession) -> None:
    early, late = disk(4, 2), disk(9, 10, x=30)
    together = track(session, early, late)

    assert disagreement(together, track(session, early), 4, 4) <= 1e-3
    assert disagreement(together, track(session, late), 9, 9) <= 1e-3
    assert {mask.object_index for mask in together[0].masks} == {4}
    assert together[-1].done == together[-1].total == len(together)


def test_backward_on_a_clip_is_forward_on_the_reversed_clip(
    session: GroundingSession, frames: ArrayFrames
) -> None:
    turned = ArrayFrames([frames.read_rgb(index) for index in reversed(range(FRAME_COUNT))])
    turned_session = GroundingSession(tiny_model(), turned, media_key="turned")

    backward = track(session, disk(0, 11), direction=TrackDirection.BACKWARD)
    forward = track(turned_session, disk(0, FRAME_COUNT - 1 - 11), direction=TrackDirection.FORWARD)

    assert [event.frame_index for event in backward] == list(range(11, -1, -1))
    assert [event.masks[0].rle for event in backward] == [event.masks[0].rle for event in forward]


def test_only_backward_starts_at_the_last_key_frame(session: GroundingSession) -> None:
    events = track(session, disk(0, 3), disk(0, 6), direction=TrackDirection.BACKWARD)
    assert [event.frame_index for event in events] == [3, 6, 5, 4, 2, 1, 0]


def test_a_range_away_from_the_key_frame_is_reached_through_the_frames_between(
    session: GroundingSession,
) -> None:
    whole = masks_by_frame(track(session, disk(0, 2)))
    events = track(session, disk(0, 2), frame_range=(6, 9))

    assert masks_by_frame(events) == {frame: whole[frame] for frame in (6, 7, 8)}
    assert events[-1].done == events[-1].total == 3


def test_every_frame_is_encoded_once_for_all_objects(session: GroundingSession, frames: ArrayFrames) -> None:
    ground(session, embeddings(3))
    assert session.encoder.run_count == FRAME_COUNT
    assert frames.reads == [1] * FRAME_COUNT

    track(session, disk(0, 4))
    session.segment(ObjectPrompt(0, 5, points=(PointPrompt((40, 40)),)), CancelToken())
    assert session.encoder.run_count == FRAME_COUNT, "clicks and re-tracks use the cached features"


def test_stored_memories_do_not_grow_with_the_clip(monkeypatch: pytest.MonkeyPatch) -> None:
    counts: list[int] = []

    class Watched(MaskStream):
        def _is_wanted(self, frame_index: int) -> bool:
            counts.append(max(memory.entry_count for memory in self.memories))
            return super()._is_wanted(frame_index)

    monkeypatch.setattr(stream_module, "MaskStream", Watched)
    monkeypatch.setattr("sa2va_desktop.inference.grounding.session.MaskStream", Watched)
    session = GroundingSession(tiny_model(), moving_square(40), media_key="long")
    ground(session, embeddings(2), key_frames=(18, 20), frame_range=(0, 40))

    assert max(counts) == 2 + TINY_CONFIG.num_maskmem - 1


def test_cancel_stops_between_frames_and_keeps_what_came(session: GroundingSession) -> None:
    token = CancelToken()
    events = []
    stream = session.ground(embeddings(1), (0,), frame_range=(0, FRAME_COUNT), mode=COMPATIBLE, token=token)
    with pytest.raises(CancelledError):  # noqa: PT012 — the events before the cancel are part of the test
        for event in stream:
            events.append(event)
            if len(events) == 3:
                token.cancel()

    assert [event.frame_index for event in events] == [0, 1, 2]
    assert session.encoder.run_count == 3


def test_consistent_key_frames_come_from_the_tuned_decoder_and_tracking_from_their_masks(
    consistent_session: GroundingSession,
) -> None:
    tokens = embeddings(2)
    keys = (0, 6)
    consistent = ground(consistent_session, tokens, keys, mode=CONSISTENT)
    compatible = ground(consistent_session, tokens, keys, mode=COMPATIBLE)
    assert consistent[:2] == compatible[:2]

    as_prompts = [
        ObjectPrompt(mask.object_index, event.frame_index, mask=rle_to_mask(mask.rle))
        for event in consistent[:2]
        for mask in event.masks
    ]
    tracked = track(consistent_session, *as_prompts)
    for index in range(2):
        assert masks_by_frame(consistent, index) == masks_by_frame(tracked, index)
        assert masks_by_frame(consistent, index) != masks_by_frame(compatible, index)


def test_consistent_grounding_needs_both_decoders(session: GroundingSession) -> None:
    with pytest.raises(CapabilityError, match="original SAM 2 mask decoder"):
        ground(session, embeddings(1), mode=CONSISTENT)


def test_tracking_empties_the_mask_of_an_absent_object_and_compatible_grounding_does_not(
    session: GroundingSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = session._model.network
    last = network.sam_mask_decoder.pred_obj_score_head.layers[-1]
    monkeypatch.setattr(last, "bias", torch.nn.Parameter(torch.full_like(last.bias, -50.0)))

    tracked = track(session, disk(0, 0), direction=TrackDirection.FORWARD)
    assert all(event.masks[0].rle.is_empty and event.masks[0].object_score < 0 for event in tracked[1:])

    grounded = ground(session, embeddings(1))
    assert not any(event.masks[0].rle.is_empty for event in grounded)
    assert all(event.masks[0].object_score < 0 for event in grounded)


def test_a_mask_prompt_is_returned_exactly_as_drawn(session: GroundingSession) -> None:
    prompt = disk(3, 4)
    first = track(session, prompt)[0]
    assert prompt.mask is not None
    assert (first.frame_index, first.masks[0].rle, first.masks[0].is_key) == (4, mask_to_rle(prompt.mask), True)


def test_a_click_gives_three_candidates_best_first_and_a_box_gives_one(session: GroundingSession) -> None:
    click = ObjectPrompt(1, 3, points=(PointPrompt((40.5, 30.5)),))
    candidates = session.segment(click, CancelToken())
    assert [one.object_index for one in candidates] == [1, 1, 1]
    assert [one.predicted_iou for one in candidates] == sorted(
        (one.predicted_iou for one in candidates), reverse=True
    )
    assert all(one.rle.size_hw == (96, 128) and one.is_key for one in candidates)

    assert len(session.segment(ObjectPrompt(1, 3, box_xyxy=(10, 10, 60, 60)), CancelToken())) == 1


def test_points_and_a_rough_mask_change_the_outcome(session: GroundingSession) -> None:
    point = PointPrompt((40.5, 30.5))
    outcomes = [
        session.segment(prompt, CancelToken())[0].rle
        for prompt in (
            ObjectPrompt(0, 3, points=(point, PointPrompt((90, 80), 0))),
            ObjectPrompt(0, 3, points=(point, PointPrompt((90, 80), 1))),
            ObjectPrompt(0, 3, points=(point, PointPrompt((90, 80), 1)), box_xyxy=(20, 10, 110, 90)),
            ObjectPrompt(0, 3, mask=disk_mask((96, 128), (60, 50), 20)),
        )
    ]
    assert len(set(outcomes)) == len(outcomes)


def test_many_prompted_frames_are_accepted(session: GroundingSession) -> None:
    prompts = [disk(0, frame, x=30 + 4 * frame) for frame in range(0, 13)]
    events = track(session, *prompts)
    assert [event.frame_index for event in events] == list(range(FRAME_COUNT))


@pytest.mark.parametrize(
    ("prompt", "message"),
    [
        (ObjectPrompt(0, 99, points=(PointPrompt((1, 1)),)), "frames 0 to 13"),
        (ObjectPrompt(0, 1), "neither points nor a box nor a mask"),
        (ObjectPrompt(0, 1, mask=np.zeros((4, 5), np.bool_)), "5x4 mask but the picture is 128x96"),
    ],
)
def test_a_senseless_prompt_is_refused_at_once(
    session: GroundingSession, prompt: ObjectPrompt, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        session.track([prompt], frame_range=(0, 14), direction=TrackDirection.BOTH, token=CancelToken())
    assert session.encoder.run_count == 0


def test_two_prompts_for_one_object_and_frame_are_refused(session: GroundingSession) -> None:
    with pytest.raises(InputError, match="given twice"):
        track(session, disk(0, 1), disk(0, 1))


@pytest.mark.parametrize("frame_range", [(0, 15), (3, 3), (-1, 4)])
def test_a_range_outside_the_clip_is_refused(session: GroundingSession, frame_range: tuple[int, int]) -> None:
    with pytest.raises(InputError, match="frame range"):
        ground(session, embeddings(1), frame_range=frame_range)


def test_no_embedding_means_no_masks(session: GroundingSession) -> None:
    assert ground(session, embeddings(0)) == []
    assert session.encoder.run_count == 0


def test_a_frame_of_another_size_is_reported_with_its_index() -> None:
    odd = ArrayFrames([np.zeros((96, 128, 3), np.uint8), np.zeros((90, 128, 3), np.uint8)])
    session = GroundingSession(tiny_model(), odd, media_key="odd")
    with pytest.raises(MediaError, match="Frame 1 is 128x90 pixels but its clip is 128x96"):
        ground(session, embeddings(1), (0,), (0, 2))


@pytest.mark.parametrize(
    "failure",
    [
        torch.OutOfMemoryError("CUDA out of memory."),
        RuntimeError(
            "[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"
        ),
    ],
)
def test_running_out_of_memory_keeps_what_came(
    session: GroundingSession, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    stream = session.ground(
        embeddings(1), (0,), frame_range=(0, FRAME_COUNT), mode=COMPATIBLE, token=CancelToken()
    )
    assert next(stream).frame_index == 0

    def full(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(session._model.network.memory_encoder, "forward", full)
    with pytest.raises(OutOfMemoryError, match="what was finished is kept"):
        next(stream)


def test_another_failure_is_not_called_a_lack_of_memory(
    session: GroundingSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("shapes do not match")

    monkeypatch.setattr(session._model.network.image_encoder.trunk, "forward", broken)
    with pytest.raises(RuntimeError, match="shapes do not match"):
        ground(session, embeddings(1))


def test_the_trace_has_one_row_per_object_and_frame(session: GroundingSession) -> None:
    trace = RecordedTrace()
    list(
        session.ground(
            embeddings(2), (3, 4), frame_range=(0, 7), mode=COMPATIBLE, token=CancelToken(), trace=trace
        )
    )
    side = TINY_CONFIG.low_res_size
    assert trace["sam_low_res_logits"].shape == (2, 7, side, side)
    assert trace["sam_ious"].shape == (2, 7, 3)
    assert trace["sam_obj_score_logits"].shape == (2, 7, 1)
    assert trace["final_masks"].shape == (2, 7, 96, 128)
    assert trace["memory_conditioned_frame_idx"].tolist() == [0, 1, 2, 5, 6]


@pytest.mark.parametrize("size_hw", [(1, 1), (1, 300), (100, 20_000)])
def test_pictures_of_any_shape_are_clicked_and_tracked(size_hw: tuple[int, int]) -> None:
    height, width = size_hw
    odd = GroundingSession(
        tiny_model(), ArrayFrames([np.full((*size_hw, 3), 90, np.uint8)] * 2), media_key="odd"
    )
    click = ObjectPrompt(0, 0, points=(PointPrompt((width / 2, height / 2)),))

    candidates = odd.segment(click, CancelToken())
    events = track(odd, click, frame_range=(0, 2))

    assert {mask.rle.size_hw for mask in candidates} == {size_hw}
    assert [event.frame_index for event in events] == [0, 1]
    assert {mask.rle.size_hw for event in events for mask in event.masks} == {size_hw}
