"""Correcting a mask by words: what the model is shown and asked, what may be accepted, and what accepting leaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.masks import box_mask
from support.pipeline_parts import SIZE_HW, box_rle, tracked_project
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor

from sa2va_desktop.annotation.records import FrameState, ObjectId
from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle, rle_to_mask
from sa2va_desktop.editing.commands import edit_mask, put_frame, put_object
from sa2va_desktop.errors import CapabilityError, UsageError
from sa2va_desktop.inference.api import AskRequest, Capabilities
from sa2va_desktop.media.array_frames import ArrayFrames
from sa2va_desktop.operations.outlined_crop import OUTLINE_RGB, crop_box
from sa2va_desktop.operations.word_correction import (
    WordAnswer,
    WordResult,
    accept_words,
    answer_words,
    prepare_words,
)
from sa2va_desktop.operations.word_wishes import ShownAs
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.tasks import CancelToken

PRESENT = box_rle(4, 16)  # of frame 5
FRAME = 5


@pytest.fixture
def session(tmp_path: Path) -> Iterator[OpenProject]:
    with tracked_project(tmp_path, "red car") as opened:
        yield opened


def ask(
    session: OpenProject,
    typed: str,
    *boxes: tuple[int, int, int, int],
    shown_as: ShownAs = ShownAs.AUTO,
    capabilities: Capabilities | None = None,
) -> tuple[WordAnswer, AskRequest]:
    """The model finds these boxes, in picture coordinates of what it is shown."""
    (object_id,) = session.project.objects
    predictor = ScriptedPredictor(
        Script(tuple(ScriptedObject("", box) for box in boxes) or ("Nothing.",)), capabilities=capabilities
    )
    prepared = prepare_words(session.project, object_id, FRAME, typed, shown_as=shown_as)
    frames = ArrayFrames(np.full((12, *SIZE_HW, 3), 90, np.uint8))
    answer = answer_words(predictor, prepared, lambda: nullcontext(frames), CancelToken())
    (request,) = predictor.requests
    assert isinstance(request, AskRequest)
    return answer, request


def box(x0: int, y0: int, x1: int, y1: int) -> MaskRle:
    return mask_to_rle(box_mask(SIZE_HW, x0, y0, x1, y1))


def test_the_verb_decides_what_is_proposed_first(session: OpenProject) -> None:
    crop = crop_box(PRESENT)
    found = box(4, 10, 12, 26)  # the left half
    inside = (4 - crop.x0, 10 - crop.y0, 12 - crop.x0, 26 - crop.y0)
    for typed, result, rle in (
        ("without the left half", WordResult.REST, box(12, 10, 20, 26)),
        ("only the left half", WordResult.COMMON, found),
        ("the left half", WordResult.FOUND, found),
    ):
        answer, request = ask(session, typed, inside)
        assert answer.does_what_was_said
        assert (answer.candidates[0].result, answer.candidates[0].rle) == (result, rle)
        assert answer.found == found
        assert request.frames is not None
        assert request.frames.size_hw == crop.shape, "the picture is cut round the mask"
        assert request.text == " Please segment the left half in this image."
    answer, request = ask(session, "also the trailer", (20, 10, 30, 26))
    assert (answer.candidates[0].result, answer.candidates[0].rle) == (WordResult.TOGETHER, box(4, 10, 30, 26))
    assert request.frames is not None
    assert request.frames.size_hw == SIZE_HW
    assert [each.result for each in answer.candidates] == [WordResult.TOGETHER, WordResult.FOUND]
    assert answer.candidates[0].difference.added.area == 160
    assert "Please segment the trailer" in answer.prompt


def test_several_things_count_together(session: OpenProject) -> None:
    answer, _ = ask(session, "also the wheels", (30, 10, 34, 14), (40, 10, 44, 14))
    assert answer.found == mask_to_rle(rle_to_mask(box(30, 10, 34, 14)) | rle_to_mask(box(40, 10, 44, 14)))
    assert answer.predicted_iou is None


def test_what_would_change_nothing_is_not_proposed_in_its_place(session: OpenProject) -> None:
    outside = (30, 10, 34, 14)
    answer, _ = ask(session, "without the tree", outside, shown_as=ShownAs.PICTURE)
    assert not answer.does_what_was_said
    assert [each.result for each in answer.candidates] == [WordResult.TOGETHER, WordResult.FOUND]
    nothing, _ = ask(session, "without the tree")
    assert nothing.candidates == ()
    assert nothing.found.is_empty


def test_the_mask_can_be_shown_as_a_region_or_an_outline(session: OpenProject) -> None:
    _, request = ask(session, "without the roof", shown_as=ShownAs.REGION)
    assert (request.region_masks[0] == rle_to_mask(PRESENT)).all()
    assert "of region1" in request.text
    blind = Capabilities(family="scripted", template="qwen_chat", region_prompts=False)
    for way, capabilities in ((ShownAs.OUTLINE, None), (ShownAs.REGION, blind)):
        _, request = ask(session, "without the roof", shown_as=way, capabilities=capabilities)
        assert request.region_masks == ()
        assert request.frames is not None
        assert (request.frames.read_rgb(0) == OUTLINE_RGB).all(axis=2).any()
        assert "inside the red outline" in request.text


def test_accepting_makes_a_key_frame_in_one_step(session: OpenProject) -> None:
    (object_id,) = session.project.objects
    answer, _ = ask(session, "only the left half", (4, 10, 12, 26), shown_as=ShownAs.PICTURE)
    accept_words(session, answer, answer.candidates[0])
    frame = session.project.frame(object_id, FRAME)
    assert frame is not None
    assert (frame.state, frame.rle, frame.predicted_iou) == (FrameState.EDITED, box(4, 10, 12, 26), None)
    assert session.history.undo_label == "Correct “red car” by Words: only the left half"
    session.undo()
    assert session.project.frame(object_id, FRAME) != frame

    answer, _ = ask(session, "the front half", (12, 10, 20, 26), shown_as=ShownAs.PICTURE)
    accept_words(session, answer, answer.candidates[0])
    frame = session.project.frame(object_id, FRAME)
    assert frame is not None
    assert (frame.state, frame.predicted_iou) == (FrameState.PROMPTED, 0.9), (
        "the model's own mask keeps its estimate"
    )
    assert frame.is_protected, "a person took it, so tracking again leaves it alone"


def test_a_mask_that_changed_meanwhile_or_is_locked_is_left_alone(session: OpenProject) -> None:
    (object_id,) = session.project.objects
    answer, _ = ask(session, "only the left half", (4, 10, 12, 26), shown_as=ShownAs.PICTURE)
    session.do("Edit", edit_mask(session.project, object_id, FRAME, box(0, 0, 5, 5)))
    with pytest.raises(UsageError, match="another one by now; ask again"):
        accept_words(session, answer, answer.candidates[0])
    about = session.project.objects[object_id]
    session.do("Lock", put_object(session.project, replace(about, is_locked=True)))
    with pytest.raises(UsageError, match="locked"):
        prepare_words(session.project, object_id, FRAME, "only this")


def test_nothing_named_no_mask_and_no_language_are_told(session: OpenProject) -> None:
    (object_id,) = session.project.objects
    with pytest.raises(UsageError, match="expected what to look for, such as “without its shadow”"):
        prepare_words(session.project, object_id, FRAME, "without ")
    frame = session.project.frame(object_id, FRAME)
    assert frame is not None
    empty = replace(frame, rle=mask_to_rle(np.zeros(SIZE_HW, np.bool_)))
    session.do("Empty", [put_frame(session.project, object_id, FRAME, empty)])
    with pytest.raises(UsageError, match="has no mask on frame 5 that could be corrected by words"):
        prepare_words(session.project, ObjectId(object_id), FRAME, "only the left half")
    session.undo()
    mute = Capabilities(family="sam2", template="", language=False)
    with pytest.raises(CapabilityError):
        ask(session, "only the left half", capabilities=mute)
