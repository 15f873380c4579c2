"""Texts checked by round trip: what is asked, on which frames, what is stored, what is proposed, and whose words win."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.pipeline_parts import FRAMES, ScriptedWriter, add_object, box_rle, tracked_project

from sa2va_desktop.annotation.records import Expression, ExpressionKind, ExpressionState, ObjectId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.commands import put_expression, remove_objects
from sa2va_desktop.errors import CancelledError, MediaError, OutOfMemoryError
from sa2va_desktop.inference.api import FrameProvider
from sa2va_desktop.operations.media_items import open_item
from sa2va_desktop.operations.pipeline.check_plan import (
    CheckedText,
    CheckRules,
    CheckScope,
    prepare_captions,
    prepare_check,
    texts_in_scope,
)
from sa2va_desktop.operations.pipeline.check_writer import CheckWriter, summary
from sa2va_desktop.operations.pipeline.describer import Said
from sa2va_desktop.operations.pipeline.pipeline_run import StageDone
from sa2va_desktop.operations.pipeline.recipe import read_recipe, recipe_folders
from sa2va_desktop.operations.pipeline.rephrasing import as_phrase, attempts
from sa2va_desktop.operations.pipeline.stage_cache import StageCache
from sa2va_desktop.operations.pipeline.text_check import TextChecked, check_events
from sa2va_desktop.operations.pipeline.text_provenance import instead_of, trip_of
from sa2va_desktop.operations.pipeline.text_review import (
    TextFilter,
    TextOrder,
    change_texts,
    edit_text,
    new_text,
    take_instead,
    texts_to_review,
)
from sa2va_desktop.operations.region_caption import PreparedRegionCaption
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.tasks import CancelToken

RECIPE = read_recipe(recipe_folders(None))
REFERRING, CAPTION = ExpressionKind.REFERRING, ExpressionKind.CAPTION
P, A, R = ExpressionState.PROPOSED, ExpressionState.ACCEPTED, ExpressionState.REJECTED


class Checker(ScriptedWriter):
    """Finds the dog (x 4) by any text with "dog", the cat (x 16) with "cat", both with both; says what it is told to."""

    def __init__(self, *said: str) -> None:
        super().__init__(lambda _question: "", "checker")
        self.said = list(said)
        self.asked_about: list[PreparedRegionCaption] = []
        self.shown: list[tuple[int, bool, int]] = []

    def say(self, about: PreparedRegionCaption, frames: FrameProvider) -> Said:
        self.asked_about.append(about)
        return Said(self.said.pop(0) if self.said else "", f"<prompt {len(self.asked_about)}>")

    def find(
        self, frames: FrameProvider, question: str, *, is_video: bool, count: int = 1
    ) -> Iterator[tuple[int, tuple[MaskRle, ...]]]:
        self.found.append(question)
        self.shown.append((frames.frame_count, is_video, count))
        places = [x for word, x in (("dog", 4), ("cat", 16)) if word in question]
        for index in range(frames.frame_count):
            yield index, tuple(box_rle(x, 12) for x in places)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[OpenProject]:
    with tracked_project(tmp_path, "dog", "cat") as opened:
        yield opened


def objects(session: OpenProject) -> list[ObjectId]:
    return list(session.project.objects)


def add(
    session: OpenProject,
    text: str,
    *object_ids: ObjectId,
    kind: ExpressionKind = REFERRING,
    language: str = "",
    state: ExpressionState = A,
) -> Expression:
    (media_id,) = session.project.media
    made = new_text(session.project, media_id, object_ids, text, kind=kind, language=language)
    made = replace(made, state=state)
    session.do("Add Text", put_expression(session.project, made))
    return made


def check(
    session: OpenProject,
    texts: list[CheckedText],
    model: Checker,
    rules: CheckRules = CheckRules(),  # noqa: B008 - frozen
    *,
    on_event: Callable[[object], None] = lambda _event: None,
    token: CancelToken | None = None,
) -> CheckWriter:
    writer = CheckWriter(session, rules, "Check")
    try:
        for event in check_events(RECIPE, texts, rules, model, open_item, StageCache(), token or CancelToken()):
            writer.apply(event)
            on_event(event)
            writer.flush()
    except (OutOfMemoryError, CancelledError) as error:
        writer.fail(error)
    else:
        writer.finish()
    return writer


def checked(session: OpenProject, model: Checker, rules: CheckRules = CheckRules()) -> CheckWriter:  # noqa: B008
    return check(session, prepare_check(session.project, session.project.expressions), model, rules)


def now(session: OpenProject, text: Expression) -> Expression:
    return session.project.expressions[text.expression_id]


def test_every_text_keeps_how_well_its_object_is_found_and_by_whom(session: OpenProject) -> None:
    dog, cat = objects(session)
    right, wrong = add(session, "the dog", dog), add(session, "the dog", cat)
    both, nothing = add(session, "the dog and the cat", dog, cat), add(session, "the bird")
    model = Checker()

    writer = checked(session, model)

    ious = [now(session, each).round_trip_iou for each in (right, wrong, both, nothing)]
    assert ious[0] is not None
    assert ious[2] is not None
    assert ious[0] > 0.9
    assert (ious[1], ious[3]) == (0.0, 1.0)
    assert ious[2] > 0.9
    assert model.found[0] == "Please segment the object according to the description: the dog"
    assert [each[2] for each in model.shown] == [1, 1, 2, 1]
    facts = trip_of(now(session, right))
    assert facts is not None
    assert (facts.model, facts.question, facts.frame_count) == ("checker", model.found[0], FRAMES)
    assert (writer.checked_count, writer.low_ids) == (4, [wrong.expression_id])
    assert summary(writer) == "4 texts checked, 1 low."
    assert session.project.expressions[right.expression_id].state is A, "a check decides nothing"

    # One entry of the history.
    session.undo()
    assert [now(session, each).round_trip_iou for each in (right, wrong, both, nothing)] == [None] * 4


@pytest.mark.parametrize(
    ("most", "shown"), [(1, (1, False)), (4, (4, True)), (None, (FRAMES, True)), (99, (FRAMES, True))]
)
def test_a_budget_says_how_many_frames_are_looked_at(
    session: OpenProject, most: int | None, shown: tuple[int, bool]
) -> None:
    dog, _ = objects(session)
    text = add(session, "the dog", dog)
    model = Checker()

    checked(session, model, CheckRules(most_frames=most))

    assert model.shown[0][:2] == shown
    iou = now(session, text).round_trip_iou
    assert iou is not None
    assert iou > 0.5


def test_what_was_found_before_is_not_asked_again_unless_masks_or_words_changed(session: OpenProject) -> None:
    dog, _ = objects(session)
    text = add(session, "the dog", dog)
    model = Checker()
    checked(session, model)
    checked(session, model)
    assert len(model.found) == 1
    session.do("Edit", edit_text(session.project, text.expression_id, "the old dog"))
    assert (now(session, text).round_trip_iou, now(session, text).extras) == (None, "")
    checked(session, model)
    assert len(model.found) == 2


def test_low_texts_get_other_words_beside_them_that_were_checked_themselves(session: OpenProject) -> None:
    dog, cat = objects(session)
    low = add(session, "the bird", cat, language="en", state=P)
    good = add(session, "the dog", dog)
    model = Checker("The thing.", "the bird", "The cat.", "never asked")

    writer = checked(session, model, CheckRules(rephrases=True))

    fresh = [
        each
        for each in session.project.expressions.values()
        if each.expression_id not in (low.expression_id, good.expression_id)
    ]
    (proposed,) = fresh
    assert (proposed.text, proposed.state, proposed.object_ids) == ("the cat", P, (cat,))
    assert (proposed.kind, proposed.language, proposed.model_name) == (REFERRING, "en", "checker")
    assert proposed.round_trip_iou is not None
    assert proposed.round_trip_iou > 0.9
    assert proposed.prompt == "<prompt 3>"
    assert instead_of(proposed) == low.expression_id
    assert now(session, low).text == "the bird", "nobody's words are overwritten"
    assert (now(session, low).state, now(session, low).round_trip_iou) == (P, 0.0)
    assert [each.frame_index for each in model.asked_about] == [5, 0, 5], "largest first, then another frame"
    assert writer.proposed_count == 1

    # It stands beside the text that it is for, and may take its place: one step.
    assert [each.expression_id for each in texts_to_review(session.project, TextFilter())] == [
        good.expression_id,
        low.expression_id,
        proposed.expression_id,
    ]
    session.do("Use Instead", take_instead(session.project, [proposed.expression_id]))
    assert low.expression_id not in session.project.expressions
    assert (now(session, proposed).state, instead_of(now(session, proposed))) == (A, None)
    session.undo()
    assert now(session, low).text == "the bird"


def test_nothing_is_proposed_that_is_not_better(session: OpenProject) -> None:
    dog, cat = objects(session)
    add(session, "the bird", cat)
    add(session, "the bird", dog, cat)
    model = Checker("the fish", "a stone", "the bird", "", "the fish.")
    writer = checked(session, model, CheckRules(rephrases=True, attempts=5))
    assert len(session.project.expressions) == 2
    assert len(model.asked_about) == 5, "a text about several objects is not rephrased"
    assert not writer.failures


def test_captions_are_written_checked_and_proposed(session: OpenProject) -> None:
    dog, cat = objects(session)
    add_object(session, "nowhere")
    model = Checker("A dog.", "Nothing much.", "A cat.")
    texts = prepare_captions(session.project, [dog, cat, ObjectId(99)], CAPTION)

    writer = check(session, texts, model)

    found = list(session.project.expressions.values())
    assert [(each.text, each.kind, each.state, each.object_ids) for each in found] == [
        ("A dog.", CAPTION, P, (dog,)),
        ("A cat.", CAPTION, P, (cat,)),
    ]
    assert all(each.round_trip_iou is not None and each.round_trip_iou > 0.9 for each in found)
    assert all(trip_of(each) is not None and instead_of(each) is None for each in found)
    assert summary(writer) == "2 texts proposed."


def test_texts_changed_meanwhile_win(session: OpenProject) -> None:
    dog, cat = objects(session)
    edited, gone, accepted = (
        add(session, "the dog", dog),
        add(session, "the cat", cat),
        add(session, "a dog", dog, state=P),
    )
    texts = prepare_check(session.project, session.project.expressions)

    def meddle(event: object) -> None:
        if isinstance(event, TextChecked) and event.text.before == edited:
            session.do("Edit", edit_text(session.project, edited.expression_id, "the black dog"))
            session.do("Remove", remove_objects(session.project, [cat]))
            session.do("Accept", put_expression(session.project, replace(accepted, state=A)))

    # The event is applied after the person has changed what it is about.
    rules = CheckRules()
    writer = CheckWriter(session, rules, "Check")
    for event in check_events(RECIPE, texts, rules, Checker(), open_item, StageCache(), CancelToken()):
        meddle(event)
        writer.apply(event)
    writer.finish()

    assert (now(session, edited).text, now(session, edited).round_trip_iou) == ("the black dog", None)
    assert gone.expression_id not in session.project.expressions
    assert now(session, accepted).state is A
    assert now(session, accepted).round_trip_iou is not None, "accepting changes no words"
    assert (writer.checked_count, writer.passed_over) == (1, 2)


def test_a_cancelled_check_keeps_what_is_done_and_a_lost_clip_costs_its_own_texts(session: OpenProject) -> None:
    dog, _ = objects(session)
    first, second = add(session, "the dog", dog), add(session, "a dog", dog)
    token = CancelToken()
    texts = prepare_check(session.project, session.project.expressions)
    writer = check(
        session,
        texts,
        Checker(),
        on_event=lambda event: token.cancel() if isinstance(event, StageDone) else None,
        token=token,
    )
    assert now(session, first).round_trip_iou is not None
    assert now(session, second).round_trip_iou is None
    assert writer.message == "Stopped; 1 check kept."

    def broken(_item: object) -> FrameProvider:
        raise MediaError("the clip is gone")

    lost = CheckWriter(session, CheckRules(), "Check")
    for event in check_events(RECIPE, texts[1:], CheckRules(), Checker(), broken, StageCache(), CancelToken()):  # type: ignore[arg-type]
        lost.apply(event)
    lost.finish()
    assert lost.failures == ["a dog: the clip is gone"]
    assert summary(lost) == "1 could not be checked."


def test_a_text_about_something_without_a_mask_is_told(session: OpenProject) -> None:
    (media_id,) = session.project.media
    empty = add_object(session, "away")
    text = add(session, "the dog", empty)
    meant = prepare_check(session.project, [text.expression_id])[0].meant
    assert meant.item.media_id == media_id
    bare = replace(
        prepare_check(session.project, [text.expression_id])[0], meant=replace(meant, tracks={empty: {}})
    )
    writer = check(session, [bare], Checker())
    assert writer.failures == ["the dog: What it is about has no mask."]


def test_scopes_name_their_texts(session: OpenProject) -> None:
    dog, cat = objects(session)
    first = add(session, "the dog", dog)
    second = add(session, "the cat", cat, state=P)
    third = add(session, "a cat", cat, state=R)
    session.do("IoU", put_expression(session.project, replace(first, round_trip_iou=0.3)))
    (media_id,) = session.project.media

    def ids(scope: CheckScope, **given: object) -> list[int]:
        return [each.expression_id for each in texts_in_scope(session.project, scope, **given)]  # type: ignore[arg-type]

    one, two, three = (each.expression_id for each in (first, second, third))
    assert ids(CheckScope.SELECTED, selected=[one, three]) == [one, three]
    assert ids(CheckScope.OBJECTS, object_ids=[cat]) == [two]
    assert ids(CheckScope.PROPOSED) == [two]
    assert ids(CheckScope.UNCHECKED) == [two]
    assert ids(CheckScope.LOW) == [one]
    assert ids(CheckScope.CLIP, media_id=media_id) == [one, two]
    assert ids(CheckScope.CLIP) == []
    assert ids(CheckScope.PROJECT) == [one, two]


def test_attempts_vary_wordings_and_frames() -> None:
    tried = attempts(REFERRING, (0, 5, 9), 5, 6)
    assert len(set(tried)) == 6
    assert {frame for _, frame in tried} == {0, 5, 9}
    assert len({wording for wording, _ in tried}) >= 3
    assert attempts(CAPTION, (3,), 3, 10) == [(each, 3) for each, _ in attempts(CAPTION, (3,), 3, 10)]
    assert [as_phrase(each) for each in ("A red car.", "The car", "Volvo.", "")] == [
        "a red car",
        "the car",
        "Volvo",
        "",
    ]


def test_texts_get_another_kind_language_or_objects(session: OpenProject) -> None:
    dog, cat = objects(session)
    text = add(session, "the dog", dog, language="en")
    checked(session, Checker())
    changes = change_texts(session.project, [text.expression_id], kind=CAPTION, language="zh-Hans")
    session.do("Change", changes)
    after = now(session, text)
    assert (after.kind, after.language) == (CAPTION, "zh-Hans")
    assert after.round_trip_iou is not None
    session.do("Change", change_texts(session.project, [text.expression_id], object_ids=[cat, dog]))
    assert (now(session, text).object_ids, now(session, text).round_trip_iou) == ((dog, cat), None)
    assert change_texts(session.project, [text.expression_id], kind=CAPTION) == []


def test_the_list_is_filtered_by_kind_language_and_object_and_sorted_by_iou(session: OpenProject) -> None:
    dog, cat = objects(session)
    a = add(session, "the dog", dog, language="en")
    b = add(session, "狗", dog, language="zh-Hans")
    c = add(session, "A cat.", cat, kind=CAPTION)
    for text, iou in ((a, 0.5), (b, 0.9)):
        session.do("IoU", put_expression(session.project, replace(text, round_trip_iou=iou)))

    def listed(order: TextOrder = TextOrder.OBJECT, **wanted: object) -> list[str]:
        return [each.text for each in texts_to_review(session.project, TextFilter(**wanted), order)]  # type: ignore[arg-type]

    assert listed(kind=CAPTION) == [c.text]
    assert listed(language="zh") == [b.text]
    assert listed(language="") == [c.text]
    assert listed(object_ids=frozenset({dog})) == [a.text, b.text]
    assert listed(TextOrder.LOWEST) == [a.text, b.text, c.text]
    assert listed(TextOrder.HIGHEST) == [b.text, a.text, c.text]
