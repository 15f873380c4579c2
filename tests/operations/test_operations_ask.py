"""An instruction becomes one history entry whose masks, phrases and message say what happened."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.scripted_predictor import OUT_OF_MEMORY, Script, ScriptedObject, ScriptedPredictor

from sa2va_desktop.annotation.records import AnswerState, FrameState, MediaId
from sa2va_desktop.errors import CancelledError, OutOfMemoryError
from sa2va_desktop.inference.api import AskEvent, FrameMasks, TextDelta
from sa2va_desktop.operations.answer_file import answer_as_dict
from sa2va_desktop.operations.answer_writer import AnswerWriter
from sa2va_desktop.operations.ask import ask_events, prepare_ask
from sa2va_desktop.operations.headless_run import open_probed, run_to_end
from sa2va_desktop.operations.media_items import add_probed_media, probe
from sa2va_desktop.storage.session import OpenProject, open_project
from sa2va_desktop.tasks import CancelToken

FRAME_COUNT = 6

CAR = ScriptedObject("the red car", (4, 4, 14, 12), (1, 0))
DOG = ScriptedObject("a dog", (20, 10, 30, 20), frame_range=(0, 3))
TWO_OBJECTS = Script(("I see ", CAR, " and ", DOG, "."))


@pytest.fixture
def clip_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "clip"
    folder.mkdir()
    for index in range(FRAME_COUNT):
        Image.fromarray(np.full((24, 40, 3), index * 20, np.uint8)).save(folder / f"{index:03d}.png")
    return folder


class Asking:
    """A project with one clip, and a way to ask about it to the end."""

    def __init__(self, session: OpenProject, folder: Path) -> None:
        self.session = session
        self.probed = probe(folder)
        [self.media_id] = add_probed_media(session, [self.probed])
        self.token = CancelToken()
        self.events: list[AskEvent] = []

    def ask(
        self, script: Script, instruction: str = "what is there?", *, cancel_at: int | None = None
    ) -> AnswerWriter:
        item = self.session.project.media[self.media_id]
        prepared = prepare_ask(item, instruction, frames_spec="uniform:2")
        predictor = ScriptedPredictor(script)
        writer = AnswerWriter(self.session, prepared, predictor.description)

        def on_event(event: AskEvent) -> None:
            self.events.append(event)
            if isinstance(event, FrameMasks) and event.done == cancel_at:
                self.token.cancel()

        events = ask_events(predictor, prepared, partial(open_probed, self.probed), self.token)
        self.error = run_to_end(writer, events, on_event=on_event)
        return writer


@pytest.fixture
def asking(tmp_path: Path, clip_folder: Path):  # type: ignore[no-untyped-def]
    with open_project(tmp_path / "p.sa2va", create=True) as session:
        yield Asking(session, clip_folder)


def test_answer_has_text_phrases_objects_and_masks_on_every_frame(asking: Asking) -> None:
    writer = asking.ask(TWO_OBJECTS)

    project = asking.session.project
    answer = project.answers[writer.answer.answer_id]
    assert (answer.state, answer.text) == (AnswerState.COMPLETE, "I see the red car and a dog.")
    assert [answer.text[p.start : p.stop] for p in answer.phrases] == ["the red car", "a dog"]
    names = {project.objects[p.object_id].name: p.object_id for p in answer.phrases}
    assert list(names) == ["the red car", "a dog"]
    assert len({project.objects[i].color for i in names.values()}) == 2
    assert answer.language_frames == (0, 5)
    assert project.frame_indices(names["the red car"]) == list(range(FRAME_COUNT))
    assert project.track(names["the red car"])[3].rle.box_xywh == (7, 4, 10, 8)


def test_frames_know_whether_they_are_key_tracked_or_absent(asking: Asking) -> None:
    writer = asking.ask(TWO_OBJECTS)

    dog = writer.object_ids[1]
    states = {index: frame.state for index, frame in asking.session.project.track(dog).items()}
    assert states[0] is FrameState.PROMPTED
    assert states[1] is states[2] is FrameState.TRACKED
    assert states[3] is states[4] is FrameState.ABSENT


def test_cancelled_answer_keeps_what_was_done_and_says_so(asking: Asking) -> None:
    writer = asking.ask(TWO_OBJECTS, cancel_at=3)

    project = asking.session.project
    answer = project.answers[writer.answer.answer_id]
    assert isinstance(asking.error, CancelledError)
    assert answer.state is AnswerState.CANCELLED
    assert answer.message == "Stopped; 3 of 6 frames are kept."
    assert len(project.track(writer.object_ids[0])) == 3


def test_out_of_memory_keeps_finished_frames_and_names_the_reason(asking: Asking) -> None:
    writer = asking.ask(Script((CAR,), fail_at_frame=2, error=OUT_OF_MEMORY))

    answer = asking.session.project.answers[writer.answer.answer_id]
    assert isinstance(asking.error, OutOfMemoryError)
    assert answer.state is AnswerState.FAILED
    assert str(OUT_OF_MEMORY) in answer.message
    assert "2 of 6 frames are kept" in answer.message
    assert len(asking.session.project.track(writer.object_ids[0])) == 2


def test_one_undo_takes_back_the_whole_answer_and_redo_brings_it_back(asking: Asking) -> None:
    asking.ask(TWO_OBJECTS)
    before = asking.session.project.all_changes()

    asking.session.undo()

    project = asking.session.project
    assert (len(project.objects), len(project.answers)) == (0, 0)
    asking.session.redo()
    assert sorted(map(str, project.all_changes())) == sorted(map(str, before))


def test_object_without_a_phrase_is_named_after_the_instruction(asking: Asking) -> None:
    writer = asking.ask(Script(("It is ", ScriptedObject(), ".")), "Please segment the red car in this video.")
    again = asking.ask(Script(("It is ", ScriptedObject(), ".")), "the red car")

    objects = asking.session.project.objects
    assert objects[writer.object_ids[0]].name == "the red car"
    assert objects[again.object_ids[0]].name == "the red car 2"


def test_second_question_about_the_same_file_adds_no_second_media_item(
    asking: Asking, clip_folder: Path
) -> None:
    assert add_probed_media(asking.session, [probe(clip_folder)]) == [MediaId(asking.media_id)]


def test_answer_file_lists_frames_scores_and_what_the_answer_rests_on(asking: Asking) -> None:
    writer = asking.ask(TWO_OBJECTS)

    described = answer_as_dict(asking.session.project, asking.session.project.answers[writer.answer.answer_id])

    assert described["rests_on_frames"] == [0, 5]
    assert described["objects"][1]["phrase"] == "a dog"
    assert [frame["frame"] for frame in described["objects"][0]["frames"]] == list(range(FRAME_COUNT))
    assert described["objects"][0]["frames"][0]["area"] == 80
    assert any(isinstance(event, TextDelta) for event in asking.events)
