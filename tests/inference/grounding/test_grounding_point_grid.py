"""Many clicks decoded together are what each is alone, scored, filtered, and stopped between parts."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from support.grounding import moving_square, tiny_model

from sa2va_desktop.errors import CancelledError, InputError
from sa2va_desktop.inference.api import ObjectPrompt, PointPrompt, PointsRequest
from sa2va_desktop.inference.grounding import GroundingSession
from sa2va_desktop.inference.grounding.point_grid import stability
from sa2va_desktop.inference.memory_ladder import MemoryLadder
from sa2va_desktop.inference.memory_plan import Budget
from sa2va_desktop.tasks import CancelToken

POINTS = tuple((x + 0.5, y + 0.5) for y in (10, 40, 70) for x in (5, 50, 90))


def session_of(frames, points_at_once: int) -> GroundingSession:  # type: ignore[no-untyped-def]
    model = tiny_model()
    model.ladder = MemoryLadder(Budget(points_at_once=points_at_once))
    return GroundingSession(model, frames, media_key="clip")


def test_points_together_give_what_each_gives_alone_from_one_look_at_the_frame() -> None:
    frames = moving_square(2)
    session = session_of(frames, 4)

    found = list(session.segment_points(PointsRequest(frames, 1, POINTS), CancelToken()))

    assert [(part.done, part.total) for part in found] == [(4, 9), (8, 9), (9, 9)]
    assert session.encoder.run_count == 1
    together = [each.mask for part in found for each in part.masks]
    for index, point in enumerate(POINTS):
        alone = session.segment(ObjectPrompt(index, 1, (PointPrompt(point),)), CancelToken())
        alone = [mask for mask in alone if not mask.rle.is_empty]
        mine = [mask for mask in together if mask.object_index == index]
        assert [mask.predicted_iou for mask in mine] == pytest.approx(
            [m.predicted_iou for m in alone], abs=1e-4
        )
        for one, other in zip(mine, alone, strict=True):
            assert abs(one.rle.area - other.rle.area) <= 2


def test_what_is_below_a_limit_is_left_out() -> None:
    frames = moving_square(1)
    session = session_of(frames, 16)
    (every,) = session.segment_points(PointsRequest(frames, 0, POINTS), CancelToken())
    iou = float(np.median([each.mask.predicted_iou for each in every.masks]))
    steady = float(np.median([each.stability for each in every.masks]))

    limited = PointsRequest(frames, 0, POINTS, min_predicted_iou=iou, min_stability=steady)
    (few,) = session.segment_points(limited, CancelToken())

    wanted = [each for each in every.masks if each.mask.predicted_iou >= iou and each.stability >= steady]
    assert few.masks == tuple(wanted)
    assert 0 < len(few.masks) < len(every.masks)


def test_stability_is_the_iou_of_a_narrow_and_a_wide_mask() -> None:
    logits = torch.full((1, 3, 4, 4), -9.0)
    logits[0, 0, :2] = 5.0  # sharp
    logits[0, 1, :2] = 5.0
    logits[0, 1, 2:] = -0.5  # half of it depends on the threshold
    assert stability(logits, 1.0).tolist() == [[1.0, 0.5, 0.0]]


def test_a_cancel_is_heard_before_the_next_part() -> None:
    frames, token = moving_square(1), CancelToken()
    stream = session_of(frames, 2).segment_points(PointsRequest(frames, 0, POINTS), token)
    assert next(stream).done == 2
    token.cancel()

    with pytest.raises(CancelledError):
        next(stream)


@pytest.mark.parametrize(
    ("request_of", "sentence"),
    [
        ((2, ((1.0, 1.0),)), "Points are given on frame 2 but the clip has frames 0 to 0."),
        ((0, ((1.0, 1.0), (-3.0, 5.0))), "Point 1: expected a place in the"),
        ((0, ((float("nan"), 5.0),)), "Point 0: expected a place in the"),
    ],
)
def test_points_that_are_nowhere_are_refused(request_of, sentence: str) -> None:  # type: ignore[no-untyped-def]
    frames = moving_square(1)
    frame_index, points = request_of

    with pytest.raises(InputError, match=sentence):
        list(session_of(frames, 4).segment_points(PointsRequest(frames, frame_index, points), CancelToken()))


def test_no_points_give_nothing() -> None:
    frames = moving_square(1)

    assert list(session_of(frames, 4).segment_points(PointsRequest(frames, 0, ()), CancelToken())) == []
