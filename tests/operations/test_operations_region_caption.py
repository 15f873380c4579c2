"""A marked thing is described in a turn of the conversation that is bound to it; without region prompts by an outline."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support.scripted_predictor import OUT_OF_MEMORY, Script, ScriptedObject, ScriptedPredictor
from support.tracking import SIZE_HW, add_clip, add_track, box_rle, opener

from sa2va_desktop.annotation.records import AnswerState, FrameState, ObjectFrame, ObjectId, Phrase
from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.editing.commands import put_frame
from sa2va_desktop.errors import Sa2vaDesktopError, UsageError
from sa2va_desktop.inference.api import AskRequest, Capabilities, FrameMasks
from sa2va_desktop.operations.headless_run import run_to_end
from sa2va_desktop.operations.outlined_crop import OUTLINE_RGB, crop_box, outlined_crop
from sa2va_desktop.operations.region_caption import (
    RegionCaptionWriter,
    described_object,
    prepare_region_caption,
    region_caption_events,
)
from sa2va_desktop.operations.region_prompts import (
    OUTLINE_QUESTION,
    REGION_QUESTION,
    RegionKind,
    kind_of_prompt,
)
from sa2va_desktop.storage.session import OpenProject, open_project
from sa2va_desktop.tasks import CancelToken

COUNT = 10
WITHOUT_REGIONS = Capabilities(
    family="scripted", template="x", region_prompts=False, reasons={"region_prompts": "It was trained without."}
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[OpenProject]:
    with open_project(tmp_path / "p.sa2va", create=True) as opened:
        add_clip(opened, COUNT)
        yield opened


@pytest.fixture
def dog(session: OpenProject) -> ObjectId:
    return add_track(session, {4: FrameState.TRACKED, 5: FrameState.ABSENT})


def describe(
    session: OpenProject,
    predictor: ScriptedPredictor,
    dog: ObjectId,
    *,
    kind: RegionKind = RegionKind.DESCRIBE,
    question: str = "",
) -> tuple[RegionCaptionWriter, Sa2vaDesktopError | None]:
    prepared = prepare_region_caption(session.project, dog, 4, kind=kind, question=question)
    writer = RegionCaptionWriter(session, prepared, predictor.description)
    events = region_caption_events(predictor, prepared, opener(COUNT), CancelToken())
    return writer, run_to_end(writer, events)


def test_a_caption_is_an_answer_whose_text_is_bound_to_the_object(session: OpenProject, dog: ObjectId) -> None:
    writer, error = describe(session, ScriptedPredictor(Script((" A brown dog.",))), dog)

    assert error is None
    [answer] = session.project.answers_about(dog)
    [phrase] = answer.phrases
    assert answer.answer_id == writer.answer.answer_id
    assert answer.text[phrase.start : phrase.stop] == "A brown dog."
    assert (answer.language_frames, answer.frame_range) == ((4,), (4, 5))
    assert (answer.state, answer.message) == (AnswerState.COMPLETE, "")
    assert answer.prompt == f"<image>\n{REGION_QUESTION}"
    session.undo()
    assert not session.project.answers
    assert session.project.frame_indices(dog) == [4, 5]


def test_a_frame_of_a_clip_is_sent_as_a_still_with_the_mask(session: OpenProject, dog: ObjectId) -> None:
    predictor = ScriptedPredictor(Script(("A dog.",)))

    describe(session, predictor, dog)

    [request] = predictor.requests
    assert isinstance(request, AskRequest)
    assert (request.is_video, request.language_frames, request.frame_range) == (False, (4,), (4, 5))
    np.testing.assert_array_equal(request.region_masks[0], rle_to_mask(box_rle(10, 10, 30, 30)))


def test_a_small_object_is_shown_enlarged_and_the_answer_says_so(session: OpenProject, dog: ObjectId) -> None:
    media_id = session.project.objects[dog].media_id
    media = session.project.media[media_id]
    tiny = ObjectFrame(box_rle(13, 13, 16, 16), FrameState.EDITED)
    session.do("Edit", [put_frame(session.project, dog, 4, tiny)])
    predictor = ScriptedPredictor(Script(("A fly.",)))

    describe(session, predictor, dog)

    [request] = predictor.requests
    assert isinstance(request, AskRequest)
    assert request.frames is not None
    height, width = request.frames.size_hw
    assert height < media.height
    assert request.region_masks[0].shape == (height, width)
    assert request.region_masks[0].sum() == 9
    assert request.text == REGION_QUESTION
    [answer] = session.project.answers_about(dog)
    assert "enlarged part" in answer.message


def test_without_region_prompts_an_outlined_crop_is_sent_and_the_answer_says_so(
    session: OpenProject, dog: ObjectId
) -> None:
    predictor = ScriptedPredictor(Script(("A dog.",)), capabilities=WITHOUT_REGIONS)

    describe(session, predictor, dog)

    [request] = predictor.requests
    assert isinstance(request, AskRequest)
    assert request.frames is not None
    assert (request.text, request.region_masks) == (OUTLINE_QUESTION, ())
    rgb = request.frames.read_rgb(0)
    assert (rgb == OUTLINE_RGB).all(axis=2).any()
    [answer] = session.project.answers_about(dog)
    assert answer.message == "Described from an outlined crop of the picture: It was trained without."
    assert answer.language_frames == (4,)


def test_masks_that_the_model_answers_with_are_not_computed(session: OpenProject, dog: ObjectId) -> None:
    predictor = ScriptedPredictor(Script(("It is ", ScriptedObject("a dog"), ".")))
    prepared = prepare_region_caption(session.project, dog, 4)

    events = list(region_caption_events(predictor, prepared, opener(COUNT), CancelToken()))

    assert not [event for event in events if isinstance(event, FrameMasks)]


def test_a_question_of_ones_own_is_asked_and_shown(session: OpenProject, dog: ObjectId) -> None:
    predictor = ScriptedPredictor(Script(("Wood.",)))

    writer, _ = describe(session, predictor, dog, kind=RegionKind.QUESTION, question="What is @dog made of?")

    assert writer.answer.instruction == "What is @dog made of?"
    assert isinstance(predictor.requests[0], AskRequest)
    assert predictor.requests[0].text == "What is region1 made of?"
    assert described_object(writer.answer) == dog
    assert kind_of_prompt(writer.answer.prompt) is RegionKind.QUESTION


def test_an_expression_without_region_prompts_is_asked_of_the_whole_picture(
    session: OpenProject, dog: ObjectId
) -> None:
    predictor = ScriptedPredictor(Script(("The brown dog.",)), capabilities=WITHOUT_REGIONS)

    writer, _ = describe(session, predictor, dog, kind=RegionKind.EXPRESSION)

    [request] = predictor.requests
    assert isinstance(request, AskRequest)
    assert request.frames is not None
    assert request.frames.size_hw == SIZE_HW
    assert (request.frames.read_rgb(0) == OUTLINE_RGB).all(axis=2).any()
    assert writer.answer.message.startswith("Answered from the picture with the object outlined")
    assert kind_of_prompt(writer.answer.prompt) is RegionKind.EXPRESSION


def test_an_answer_about_an_object_that_has_no_words_yet_is_bound_to_it_all_the_same(
    session: OpenProject, dog: ObjectId
) -> None:
    writer, _ = describe(session, ScriptedPredictor(Script(("",))), dog)

    assert writer.answer.phrases == (Phrase(0, 0, dog),)
    assert described_object(writer.answer) == dog


def test_a_failed_caption_keeps_its_words_and_says_why_and_how_it_was_asked(
    session: OpenProject, dog: ObjectId
) -> None:
    script = Script(("A very brown dog.",), fail_at_token=2, error=OUT_OF_MEMORY)

    _, error = describe(session, ScriptedPredictor(script, capabilities=WITHOUT_REGIONS), dog)

    [answer] = session.project.answers_about(dog)
    assert error is OUT_OF_MEMORY
    assert (answer.state, answer.text) == (AnswerState.FAILED, "A very")
    assert str(OUT_OF_MEMORY) in answer.message
    assert "outlined crop" in answer.message


@pytest.mark.parametrize("frame_index", [3, 5])
def test_an_object_without_a_mask_on_the_frame_cannot_be_described(
    session: OpenProject, dog: ObjectId, frame_index: int
) -> None:
    with pytest.raises(UsageError, match=f"“dog” has no mask on frame {frame_index}"):
        prepare_region_caption(session.project, dog, frame_index)


@pytest.mark.parametrize("box", [(10, 10, 30, 30), (0, 0, 60, 40), (59, 39, 60, 40)])
def test_the_outline_covers_no_pixel_of_the_thing_itself(box: tuple[int, int, int, int]) -> None:
    rgb = np.full((*SIZE_HW, 3), 90, np.uint8)
    rle = box_rle(*box)

    crop = outlined_crop(rgb, rle)

    shown = crop_box(rle)
    mask = rle_to_mask(rle)[shown.y0 : shown.y1, shown.x0 : shown.x1]
    assert crop.shape == (*shown.shape, 3)
    assert (crop[mask] == 90).all()
    assert (rgb == 90).all()
    assert (crop == OUTLINE_RGB).all(axis=2).any() == (not mask.all())
