"""Proposals of a model become keys that nobody has confirmed; what a person said stays, and one undo takes all back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from support.answering import AnsweringPredictor, Tell, Told
from support.tracking import GreyFrames, add_clip, add_track

from sa2va_desktop.annotation.attributes import (
    Attribute,
    AttributeId,
    AttributeKey,
    AttributeKind,
    ObjectAttribute,
    Value,
)
from sa2va_desktop.annotation.model_questions import OUTLINE_QUESTION, REGION_QUESTION
from sa2va_desktop.annotation.records import FrameState, ObjectId
from sa2va_desktop.editing.commands import put_attribute, put_object, put_value, remove_attribute
from sa2va_desktop.errors import MediaError, Sa2vaDesktopError, UsageError
from sa2va_desktop.inference.api import Capabilities
from sa2va_desktop.operations.attribute_filling.fill_options import FillOptions
from sa2va_desktop.operations.attribute_filling.fill_plan import askable_attributes, fill_targets
from sa2va_desktop.operations.attribute_filling.fill_run import AttributeAsked, AttributeFilled, fill_events
from sa2va_desktop.operations.attribute_filling.fill_writer import FillWriter
from sa2va_desktop.operations.attribute_filling.proposals import (
    above,
    confirm,
    correct,
    proposals,
    reject,
)
from sa2va_desktop.operations.headless_run import run_to_end
from sa2va_desktop.storage.session import OpenProject, open_project
from sa2va_desktop.tasks import CancelToken

COUNT = 40
DEFAULT = FillOptions()
COLOUR = Attribute(
    AttributeId(1), "colour", AttributeKind.CHOICE, choices=("red", "blue"), question="What colour is it?"
)
LIGHT = replace(
    COLOUR, attribute_id=AttributeId(2), name="light", changes_over_time=True, question="Which light?"
)
OPEN = Attribute(AttributeId(3), "open", AttributeKind.YES_NO, question="Is it open?")
WHEELS = Attribute(AttributeId(4), "wheels", AttributeKind.NUMBER, question="How many wheels?", low=0, high=8)
MAKER = Attribute(AttributeId(5), "maker", AttributeKind.TEXT, question="Who made it?")
BY_HAND = Attribute(AttributeId(6), "note", AttributeKind.TEXT)


def tell(question: str, frame_index: int) -> Told:
    light = "Red." if frame_index < 13 else "Blue."
    return {
        "What colour is it?": Told("It is red.", {"It is red.": 0.6, "It is blue.": 0.2}),
        "Which light?": Told(light, {light: 0.9, "Red.": 0.05, "Blue.": 0.05} | {light: 0.9}),
        "Is it open?": Told("Hm", {"Yes.": 0.1, "yes": 0.3, "No.": 0.1}),
        "How many wheels?": Told("Four wheels.", confidence=0.7),
        "Who made it?": Told("Acme.", confidence=0.8),
    }[question]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[OpenProject]:
    with open_project(tmp_path / "p.sa2va", create=True) as opened:
        add_clip(opened, COUNT)
        yield opened


@pytest.fixture
def car(session: OpenProject) -> ObjectId:
    return add_track(session, {frame: FrameState.TRACKED for frame in range(COUNT)}, name="car")


def declare(session: OpenProject, *attributes: Attribute) -> None:
    for attribute in attributes:
        session.do("Attribute", put_attribute(session.project, attribute))


def fill(
    session: OpenProject,
    *attributes: Attribute,
    tell: Tell = tell,
    predictor: AnsweringPredictor | None = None,
    options: FillOptions = DEFAULT,
    open_item=lambda _item: nullcontext(GreyFrames(COUNT)),
) -> tuple[AnsweringPredictor, FillWriter, Sa2vaDesktopError | None]:
    declare(session, *(each for each in attributes if each.attribute_id not in session.project.attributes))
    predictor = predictor or AnsweringPredictor(tell)
    ids = [each.attribute_id for each in attributes]
    targets = fill_targets(session.project, ids, again=options.again)
    writer = FillWriter(session, predictor.description.name)
    events = fill_events(predictor, targets, options, open_item, CancelToken())
    return predictor, writer, run_to_end(writer, events)


def keys_of(session: OpenProject, object_id: ObjectId, attribute: Attribute) -> list[tuple[int, Value]]:
    known = session.project.values_of(object_id).get(attribute.attribute_id)
    return [(key.frame_index, key.value) for key in known.keys] if known else []


def said(session: OpenProject, object_id: ObjectId, attribute: Attribute, *keys: AttributeKey) -> None:
    value = ObjectAttribute(object_id, attribute.attribute_id, keys)
    session.do("Say", put_value(session.project, value))


def test_every_kind_is_filled_and_one_undo_takes_all_back(session: OpenProject, car: ObjectId) -> None:
    declare(session, COLOUR, LIGHT, OPEN, WHEELS, MAKER, BY_HAND)

    _, writer, error = fill(session, COLOUR, LIGHT, OPEN, WHEELS, MAKER, BY_HAND)

    assert error is None
    assert keys_of(session, car, COLOUR) == [(0, "red")]
    assert keys_of(session, car, LIGHT) == [(0, "red"), (13, "blue")]
    assert keys_of(session, car, OPEN) == [(0, True)]
    assert keys_of(session, car, WHEELS) == [(0, 4.0)]
    assert keys_of(session, car, MAKER) == [(0, "Acme")]
    assert keys_of(session, car, BY_HAND) == []
    colour, opened = (session.project.values_of(car)[each.attribute_id].keys[0] for each in (COLOUR, OPEN))
    assert (colour.confidence, colour.is_confirmed, colour.model_name) == (0.75, False, "scripted")
    assert opened.confidence == pytest.approx(0.8, abs=1e-3)
    assert (writer.counts.proposed, writer.counts.unknown) == (6, 0)
    session.undo()
    assert not session.project.values_of(car)


def test_what_is_not_credible_stays_open(session: OpenProject, car: ObjectId) -> None:
    _, writer, _ = fill(session, COLOUR, WHEELS, MAKER, options=FillOptions(threshold=0.76))

    assert keys_of(session, car, COLOUR) == keys_of(session, car, WHEELS) == []
    assert keys_of(session, car, MAKER) == [(0, "Acme")]
    assert (writer.counts.proposed, writer.counts.unknown) == (1, 2)


def test_a_confirmed_value_is_neither_asked_nor_overwritten(session: OpenProject, car: ObjectId) -> None:
    declare(session, COLOUR, LIGHT)
    said(session, car, COLOUR, AttributeKey(0, "blue"))
    said(session, car, LIGHT, AttributeKey(5, "blue"), AttributeKey(9, "red", 0.2, False))

    predictor, _, _ = fill(session, COLOUR, LIGHT, options=FillOptions(again=True))

    assert keys_of(session, car, COLOUR) == [(0, "blue")]
    assert keys_of(session, car, LIGHT) == [(0, "red"), (5, "blue"), (9, "red"), (13, "blue")]
    assert [key.is_confirmed for key in session.project.values_of(car)[LIGHT.attribute_id].keys] == [
        False,
        True,
        False,
        False,
    ]
    assert {question for question, _ in predictor.asked} == {"Which light?"}
    assert not {5, 6, 7, 8} & set(predictor.frames_asked)


def test_a_value_that_is_confirmed_while_the_run_goes_on_stays(session: OpenProject, car: ObjectId) -> None:
    declare(session, COLOUR, LIGHT)
    predictor = AnsweringPredictor(tell)
    targets = fill_targets(session.project, [COLOUR.attribute_id, LIGHT.attribute_id])
    writer = FillWriter(session, "scripted")
    for event in fill_events(
        predictor, targets, FillOptions(), lambda _item: nullcontext(GreyFrames(COUNT)), CancelToken()
    ):
        if isinstance(event, AttributeAsked) and event.done == 0 and not session.project.values_of(car):
            said(session, car, COLOUR, AttributeKey(0, "blue"))
            said(session, car, LIGHT, AttributeKey(0, "blue"))
        writer.apply(event)
    writer.finish()

    assert keys_of(session, car, COLOUR) == keys_of(session, car, LIGHT) == [(0, "blue")]


def test_a_second_run_goes_on_with_what_is_open(session: OpenProject, car: ObjectId) -> None:
    boat = add_track(session, {3: FrameState.TRACKED}, name="boat")
    declare(session, COLOUR)
    predictor = AnsweringPredictor(tell)
    predictor.cancel_after = 7  # three frames, asked and scored, and one more question

    _, writer, error = fill(session, COLOUR, predictor=predictor)
    assert error is not None
    assert writer.message == "Stopped; 1 proposed value kept."
    assert (keys_of(session, car, COLOUR), keys_of(session, boat, COLOUR)) == ([(0, "red")], [])

    again, _, error = fill(session, COLOUR)
    assert error is None
    assert again.frames_asked == [3]
    assert keys_of(session, boat, COLOUR) == [(0, "red")]


def test_asking_again_replaces_proposals(session: OpenProject, car: ObjectId) -> None:
    fill(session, COLOUR)

    blue = Told("It is blue.", {"It is blue.": 0.9, "It is red.": 0.1})
    fill(session, COLOUR, tell=lambda _question, _frame: blue)
    assert keys_of(session, car, COLOUR) == [(0, "red")]
    fill(session, COLOUR, tell=lambda _question, _frame: blue, options=FillOptions(again=True))
    assert keys_of(session, car, COLOUR) == [(0, "blue")]


def test_labels_locks_and_lacking_questions_are_left_out(session: OpenProject, car: ObjectId) -> None:
    locked = add_track(session, {0: FrameState.TRACKED}, name="locked")
    session.do("Lock", put_object(session.project, replace(session.project.objects[locked], is_locked=True)))
    declare(session, COLOUR, BY_HAND, replace(MAKER, question="  "), replace(OPEN, question="Open?"))
    declare(session, replace(LIGHT, choices=("red",)))

    assert [each.name for each in askable_attributes(session.project)] == ["colour", "open"]
    targets = fill_targets(session.project, session.project.attributes)
    assert [target.about.object_id for target in targets] == [car]
    assert fill_targets(session.project, session.project.attributes, [locked]) == []


def test_a_choice_that_the_answer_does_not_name_is_looked_for_elsewhere(
    session: OpenProject, car: ObjectId
) -> None:
    listed = "What colour is it? Answer with one of these: red, blue."

    def shy(question: str, _frame: int) -> Told:
        if question == REGION_QUESTION:
            return Told("A blue car.", {"A blue car.": 0.8, "A red car.": 0.2})
        return Told("Well.", {"Red.": 0.9})

    def blunt(question: str, _frame: int) -> Told:
        if question == listed:
            return Told("blue", {"blue": 0.8, "red": 0.2})
        return Told("Well.", {"Red.": 0.9})

    def silent(question: str, _frame: int) -> Told:
        return Told("Well.", {"Blue.": 0.2, "blue": 0.3, "Red.": 0.1} if question == COLOUR.question else {})

    for told, frames in ((shy, 1), (blunt, 1), (silent, 1)):
        fill(session, COLOUR, tell=told, options=FillOptions(frames=frames, again=True))
        assert keys_of(session, car, COLOUR) == [(0, "blue")], told.__name__


def test_what_the_model_would_never_say_is_no_value(session: OpenProject, car: ObjectId) -> None:
    def told(question: str, _frame: int) -> Told:
        if question == COLOUR.question:
            return Told("Well.", {"Red.": 1e-5})
        return Told("Well.", {"Yes.": 1e-4})

    _, writer, _ = fill(session, COLOUR, OPEN, tell=told)
    assert (writer.counts.proposed, writer.counts.unknown) == (0, 2)

    def wordy(_question: str, _frame: int) -> Told:
        return Told("Yes, it is wide open.", {"Yes.": 1e-4})

    fill(session, OPEN, tell=wordy)
    assert keys_of(session, car, OPEN) == [(0, True)]


def test_without_region_prompts_the_object_is_outlined(session: OpenProject, car: ObjectId) -> None:
    without = Capabilities(
        family="scripted", template="x", region_prompts=False, reasons={"region_prompts": "No."}
    )

    def told(question: str, _frame: int) -> Told:
        if question == OUTLINE_QUESTION:
            return Told("A red car.", {"A red car.": 0.9})
        return Told("?")

    predictor = AnsweringPredictor(told, capabilities=without)
    fill(session, COLOUR, predictor=predictor)

    assert keys_of(session, car, COLOUR) == [(0, "red")]
    assert not any(request.region_masks for request in predictor.requests)
    assert predictor.asked[0][0] == f"This is about the object inside the red outline. {COLOUR.question}"


def test_a_clip_that_cannot_be_read_is_told_and_the_others_go_on(session: OpenProject, car: ObjectId) -> None:
    def broken(_item):
        raise MediaError("clip.mp4: expected a clip, found nothing.")

    _, writer, error = fill(session, COLOUR, open_item=broken)

    assert error is None
    assert writer.failures == ["car: clip.mp4: expected a clip, found nothing."]


def test_an_object_that_goes_meanwhile_is_no_error(session: OpenProject, car: ObjectId) -> None:
    declare(session, COLOUR)
    targets = fill_targets(session.project, [COLOUR.attribute_id])
    writer = FillWriter(session, "scripted")
    for event in fill_events(
        AnsweringPredictor(tell),
        targets,
        FillOptions(),
        lambda _i: nullcontext(GreyFrames(COUNT)),
        CancelToken(),
    ):
        if isinstance(event, AttributeFilled):
            session.do("Remove", remove_attribute(session.project, COLOUR.attribute_id))
        writer.apply(event)
    writer.finish()

    assert not session.project.attributes
    assert not session.project.values_of(car)


def test_proposals_are_gone_through_by_confidence(session: OpenProject, car: ObjectId) -> None:
    fill(session, COLOUR, LIGHT, WHEELS, MAKER)

    found = proposals(session.project)

    shares = [each.key.confidence for each in found]
    assert shares == sorted(shares)
    assert [
        (each.key.value, each.frame_range) for each in found if each.attribute_id == LIGHT.attribute_id
    ] == [
        ("red", (0, 13)),
        ("blue", (13, COUNT)),
    ]
    assert len(above(found, 0.75)) == 4


def test_proposals_are_confirmed_changed_and_rejected(session: OpenProject, car: ObjectId) -> None:
    fill(session, COLOUR, LIGHT, WHEELS)
    by_value = {each.key.value: each.place for each in proposals(session.project) if each.key.value != "red"}
    project = session.project

    session.do("Confirm", confirm(project, [(car, COLOUR.attribute_id, 0), (car, COLOUR.attribute_id, 7)]))
    session.do("Reject", reject(project, [by_value["blue"]]))
    session.do("Change", correct(project, by_value[4.0], 3.0))

    colour = project.values_of(car)[COLOUR.attribute_id].keys[0]
    assert (colour.value, colour.is_confirmed, colour.confidence) == ("red", True, 0.75)
    assert keys_of(session, car, LIGHT) == [(0, "red")]
    wheels = project.values_of(car)[WHEELS.attribute_id].keys[0]
    assert (wheels.value, wheels.is_confirmed, wheels.confidence, wheels.model_name) == (3.0, True, None, "")
    assert [each.key.value for each in proposals(project)] == ["red"]
    assert reject(project, [(car, COLOUR.attribute_id, 0)]) == []


def test_a_budget_of_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match="at least one frame"):
        FillOptions(frames=0)
    with pytest.raises(UsageError, match="threshold"):
        FillOptions(threshold=1.5)
