"""The fake keeps the promises of the Predictor protocol that other tests lean on."""

from __future__ import annotations

import numpy as np
import pytest
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor

from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.errors import CancelledError, OutOfMemoryError
from sa2va_desktop.inference.api import (
    AnswerFinished,
    AskRequest,
    FrameMasks,
    ObjectPrompt,
    SegmentFound,
    TextDelta,
    TrackDirection,
    TrackRequest,
)
from sa2va_desktop.tasks import CancelToken


class GreyFrames:
    """Ten grey frames of 40x60."""

    frame_count = 10
    size_hw = (40, 60)

    def read_rgb(self, frame_index: int) -> np.ndarray:
        return np.full((40, 60, 3), 128, np.uint8)


BALL = ScriptedObject("a red ball", box_xyxy=(5, 5, 15, 15), velocity_xy=(2, 0))


def ask(script: Script, **fields) -> tuple[ScriptedPredictor, list]:
    request = AskRequest(
        "Find it.",
        frames=GreyFrames(),
        is_video=True,
        language_frames=(3,),
        frame_range=(0, 10),
        **fields,
    )
    predictor = ScriptedPredictor(script)
    return predictor, list(predictor.ask(request, CancelToken()))


def test_phrase_ranges_point_into_the_joined_text():
    _, events = ask(Script(parts=("I see ", BALL, " here.")))

    text = "".join(event.text for event in events if isinstance(event, TextDelta))
    found = [event for event in events if isinstance(event, SegmentFound)]

    assert text == "I see a red ball here."
    assert [text[event.phrase_start : event.phrase_stop] for event in found] == ["a red ball"]
    assert next(e for e in events if isinstance(e, AnswerFinished)).text == text


def test_frames_come_key_first_and_the_box_moves():
    _, events = ask(Script(parts=(BALL,)))

    frames = [event for event in events if isinstance(event, FrameMasks)]

    assert frames[0].frame_index == 3
    assert frames[0].masks[0].is_key
    assert sorted(frame.frame_index for frame in frames) == list(range(10))
    last = next(frame for frame in frames if frame.frame_index == 9)
    assert rle_to_mask(last.masks[0].rle)[5:15, 23:33].all()


def test_memory_runs_out_where_the_script_says():
    request = AskRequest("x", frames=GreyFrames(), is_video=True, frame_range=(0, 10))
    seen = []

    with pytest.raises(OutOfMemoryError):
        seen.extend(ScriptedPredictor(Script(fail_at_frame=4)).ask(request, CancelToken()))

    assert sum(isinstance(event, FrameMasks) for event in seen) == 4


def test_cancel_stops_between_frames():
    token = CancelToken()
    request = AskRequest("x", frames=GreyFrames(), is_video=True, frame_range=(0, 10))
    events = ScriptedPredictor(Script(frame_delay_s=0.001)).ask(request, token)

    first = next(event for event in events if isinstance(event, FrameMasks))
    token.cancel()

    assert first.done == 1
    with pytest.raises(CancelledError):
        next(events)


def test_a_box_is_tracked_forward_only_when_asked():
    prompt = ObjectPrompt(object_index=0, frame_index=4, box_xyxy=(0, 0, 10, 10))
    request = TrackRequest(GreyFrames(), (prompt,), (0, 10), TrackDirection.FORWARD)
    predictor = ScriptedPredictor(Script(object_velocity_xy=(1, 1)))

    frames = list(predictor.track(request, CancelToken()))

    assert [frame.frame_index for frame in frames] == [4, 5, 6, 7, 8, 9]
    assert rle_to_mask(frames[-1].masks[0].rle)[5:15, 5:15].all()
    assert predictor.requests == [request]


def test_answers_are_scored_by_the_script_and_a_cancel_is_obeyed():
    script = Script(score=lambda request, answer: -float(len(request.text) + len(answer)), confidence=0.7)
    predictor = ScriptedPredictor(script)
    request = AskRequest("What?", wants_confidence=True)

    scores = predictor.score_answers(request, ["Red.", "Blue."], CancelToken())
    finished = next(e for e in predictor.ask(request, CancelToken()) if isinstance(e, AnswerFinished))

    assert [(each.answer, each.log_probability) for each in scores] == [("Red.", -9.0), ("Blue.", -10.0)]
    assert finished.confidence is not None
    assert finished.confidence.least == 0.7
    cancelled = CancelToken()
    cancelled.cancel()
    with pytest.raises(CancelledError):
        predictor.score_answers(request, ["Red."], cancelled)
