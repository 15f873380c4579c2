"""Reports of a predictor reach the writer between the events; memory that stays full leaves finished frames in the document."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.checkpoint_folders import quick_copy
from support.full_device import memory_runs_out
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor

from sa2va_desktop.annotation.records import AnswerState
from sa2va_desktop.errors import OutOfMemoryError
from sa2va_desktop.inference.api import MemoryForecast, Notice
from sa2va_desktop.inference.predictor import load_predictor
from sa2va_desktop.operations.answer_writer import AnswerWriter
from sa2va_desktop.operations.ask import ask_events, prepare_ask
from sa2va_desktop.operations.headless_run import open_probed, run_to_end
from sa2va_desktop.operations.media_items import add_probed_media, probe
from sa2va_desktop.operations.run_reports import with_reports
from sa2va_desktop.storage.session import open_project
from sa2va_desktop.tasks import CancelToken

STEP = Notice("Memory ran out while objects were tracked; it goes on with fewer objects at once (1).")
FORECAST = MemoryForecast("about 1.0 GiB of 2.0 GiB", True)
FRAME_COUNT = 4


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    folder = tmp_path / "clip"
    folder.mkdir()
    for index in range(FRAME_COUNT):
        picture = np.full((48, 64, 3), 40, np.uint8)
        picture[10:30, 10 + 4 * index : 30 + 4 * index] = (220, 60, 50)
        Image.fromarray(picture).save(folder / f"{index:03d}.png")
    return folder


@pytest.fixture
def session(tmp_path: Path):
    with open_project(tmp_path / "p.sa2va", create=True) as opened:
        yield opened


def prepared_clip(session, clip: Path):
    probed = probe(clip)
    [media_id] = add_probed_media(session, [probed])
    item = session.project.media[media_id]
    return prepare_ask(item, "the ball", frames_spec="first:1"), partial(open_probed, probed)


def test_a_step_down_stands_in_the_message_of_the_answer(session, clip: Path):
    prepared, frames = prepared_clip(session, clip)
    predictor = ScriptedPredictor(Script(("It is ", ScriptedObject("it"), ".")))
    predictor.reports = [FORECAST, STEP]
    writer = AnswerWriter(session, prepared, predictor.description)

    events = with_reports(predictor, ask_events(predictor, prepared, frames, CancelToken()))
    seen: list[object] = []
    error = run_to_end(writer, events, on_event=seen.append)

    assert error is None
    assert seen[:2] == [FORECAST, STEP]
    assert writer.forecast == FORECAST.text
    answer = session.project.answers[writer.answer.answer_id]
    assert (answer.state, answer.message) == (AnswerState.COMPLETE, STEP.text)


def test_reports_come_before_the_event_during_which_they_arose(session, clip: Path):
    predictor = ScriptedPredictor()

    def events():
        yield 1
        predictor.reports = [STEP]
        yield 2
        predictor.reports = [FORECAST]

    assert list(with_reports(predictor, events())) == [1, STEP, 2, FORECAST]


def test_reports_of_a_step_that_failed_do_not_reach_the_next_run():
    predictor = ScriptedPredictor()

    def events():
        yield 1
        predictor.reports = [STEP]
        raise OutOfMemoryError("full")

    with pytest.raises(OutOfMemoryError):
        list(with_reports(predictor, events()))
    assert predictor.take_reports() == []


@pytest.mark.parametrize("kept", [1, 2, 3])
def test_frames_that_were_finished_stay_when_memory_stays_full(session, clip: Path, tmp_path: Path, kept: int):
    """A real model: from the frame after `kept` on, nothing fits any more."""
    prepared, frames = prepared_clip(session, clip)
    predictor = load_predictor(quick_copy(tmp_path / "quick"))
    prepared = replace_answer(prepared, "It is [SEG].<|im_end|>")
    writer = AnswerWriter(session, prepared, predictor.description)
    trunk = predictor._opened().checkpoint.network.sam2.image_encoder.trunk

    with memory_runs_out(trunk, range(kept, 1000)):
        events = with_reports(predictor, ask_events(predictor, prepared, frames, CancelToken()))
        error = run_to_end(writer, events)

    assert isinstance(error, OutOfMemoryError)
    answer = session.project.answers[writer.answer.answer_id]
    assert answer.state is AnswerState.FAILED
    assert answer.message.startswith("Memory ran out while a frame was looked at, ")
    assert f"{kept} of {FRAME_COUNT} frames are kept" in answer.message
    assert len(session.project.track(writer.object_ids[0])) == kept
    predictor.close()


def replace_answer(prepared, answer: str):
    return replace(prepared, request=replace(prepared.request, forced_answer=answer))
