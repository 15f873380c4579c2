from __future__ import annotations

from dataclasses import replace

import pytest
from support.documents import answer, clip, expression, mask_frame, state_of, thing

from sa2va_desktop.annotation.attributes import (
    Attribute,
    AttributeId,
    AttributeKey,
    AttributeKind,
    ObjectAttribute,
)
from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.journal import EntryState, Transaction
from sa2va_desktop.annotation.project import Project, ProjectIntegrityError
from sa2va_desktop.annotation.records import (
    AnswerId,
    AnswerState,
    Category,
    CategoryId,
    FrameState,
    ObjectId,
    Phrase,
)
from sa2va_desktop.editing import commands
from sa2va_desktop.editing.history import History, RunHandle

DOG = ObjectId(1)


class Editing:
    """A history over a clip with one object, and a run that may be open."""

    def __init__(self) -> None:
        self.project = Project()
        self.transactions: list[Transaction] = []
        self.cancelled: list[RunHandle] = []
        self.history = History(self.project, self.transactions.append, cancel_run=self.cancelled.append)
        self.history.do("Add clip", commands.put_media(self.project, clip(1)))
        self.history.do("Add dog", commands.put_object(self.project, thing(1)))

    def track(self, run: RunHandle, *indices: int, seed: int = 50) -> set[int]:
        """Let a run write masks of the dog; returns the frames that were skipped."""
        frames = {index: mask_frame(seed + index) for index in indices}
        made = self.history.append(run, commands.put_track(self.project, DOG, frames))
        return {change.key[1] for change in made.skipped if isinstance(change.key, tuple)}


@pytest.fixture
def editing() -> Editing:
    return Editing()


def test_a_run_is_one_entry_however_many_transactions_it_takes(editing: Editing) -> None:
    before = state_of(editing.project)
    run = editing.history.begin_run("Track")
    for index in range(4):
        editing.track(run, index)
    editing.history.seal(run, EntryState.COMPLETE)

    assert [record.label for record in editing.history.records] == ["Add clip", "Add dog", "Track"]
    assert sum(bool(transaction.document) for transaction in editing.transactions) == 6
    editing.history.undo()
    assert state_of(editing.project) == before


@pytest.mark.parametrize("state", [FrameState.EDITED, FrameState.CONFIRMED, FrameState.LOCKED])
def test_a_run_leaves_protected_frames_alone(editing: Editing, state: FrameState) -> None:
    editing.history.do("Mark", commands.put_track(editing.project, DOG, {1: mask_frame(1, state)}))
    run = editing.history.begin_run("Track")

    skipped = editing.track(run, 0, 1, 2)

    assert skipped == {1}
    assert editing.project.frame(DOG, 1) == mask_frame(1, state)


@pytest.mark.parametrize("state", [FrameState.PROMPTED, FrameState.ABSENT, FrameState.OCCLUDED])
def test_a_run_leaves_alone_what_a_person_said_of_a_mask_drawn_by_hand(
    editing: Editing, state: FrameState
) -> None:
    history, project = editing.history, editing.project
    history.do("Paint", commands.edit_mask(project, DOG, 1, mask_frame(1).rle))
    history.do("Say", commands.set_frame_states(project, DOG, [1], state))
    said = project.frame(DOG, 1)
    run = history.begin_run("Track")

    skipped = editing.track(run, 0, 1, 2)

    assert skipped == {1}
    assert project.frame(DOG, 1) == said


@pytest.mark.parametrize("state", [FrameState.PROMPTED, FrameState.ABSENT, FrameState.OCCLUDED])
def test_a_run_goes_over_what_the_model_said(editing: Editing, state: FrameState) -> None:
    model_said = commands.put_track(editing.project, DOG, {1: mask_frame(1, state)})
    editing.history.do("An earlier track", model_said)
    run = editing.history.begin_run("Track")

    assert editing.track(run, 0, 1, 2) == set()
    assert editing.project.frame(DOG, 1) == mask_frame(51)


def test_a_run_leaves_locked_objects_alone(editing: Editing) -> None:
    item = editing.project.objects[DOG]
    editing.history.do("Lock", commands.put_object(editing.project, replace(item, is_locked=True)))
    run = editing.history.begin_run("Track")

    assert editing.track(run, 0, 1) == {0, 1}


@pytest.mark.parametrize("is_undone", [False, True])
def test_a_frame_that_a_person_touched_since_the_start_is_left_alone(editing: Editing, is_undone: bool) -> None:
    run = editing.history.begin_run("Track")
    editing.track(run, 0, 1)
    editing.history.do("Erase", commands.remove_masks(editing.project, DOG, (1, 2)))
    if is_undone:
        editing.history.undo()
    before = editing.project.frame(DOG, 1)

    skipped = editing.track(run, 0, 1, 2, seed=80)

    assert skipped == {1}
    assert editing.project.frame(DOG, 1) == before
    assert editing.project.frame(DOG, 0) == mask_frame(80)


def test_results_for_an_object_deleted_meanwhile_are_dropped_also_once_that_is_undone(editing: Editing) -> None:
    run = editing.history.begin_run("Track")
    editing.track(run, 0)
    editing.history.do("Delete", commands.remove_objects(editing.project, [DOG]))

    assert editing.track(run, 1) == {1}
    editing.history.undo()
    assert editing.track(run, 2) == {2}
    editing.history.redo()
    assert not editing.project.objects


def test_a_run_goes_on_below_an_edit_of_the_same_answer(editing: Editing) -> None:
    phrase = Phrase(0, 3, DOG)
    running = answer(1, text="", phrases=(), state=AnswerState.RUNNING)
    run = editing.history.begin_run("Ask", commands.put_answer(editing.project, running))
    first = replace(running, text="dog", phrases=(phrase,))
    editing.history.append(run, [Change(Table.ANSWER, 1, running, first)])
    editing.history.do("Delete", commands.remove_objects(editing.project, [DOG]))
    # The run does not know of the deletion: it compares with what it wrote itself.
    editing.history.append(run, [Change(Table.ANSWER, 1, first, replace(first, text="dog runs"))])
    editing.history.seal(run, EntryState.COMPLETE)

    assert editing.project.answers[AnswerId(1)] == replace(
        first, text="dog runs", phrases=(), state=AnswerState.COMPLETE
    )
    editing.history.undo()
    assert editing.project.answers[AnswerId(1)] == replace(first, text="dog runs", state=AnswerState.COMPLETE)
    editing.history.undo()
    assert not editing.project.answers


def test_what_a_run_makes_and_removes_again_can_be_undone_and_redone(editing: Editing) -> None:
    before = state_of(editing.project)
    run = editing.history.begin_run("Import")
    editing.track(run, 0, 1)
    made = editing.project.track(DOG)[0]
    editing.history.append(run, [Change(Table.FRAME, (DOG, 0), made, None)])
    editing.history.seal(run, EntryState.COMPLETE)
    after = state_of(editing.project)

    editing.history.undo()
    assert state_of(editing.project) == before
    editing.history.redo()
    assert state_of(editing.project) == after


def test_a_field_that_a_person_changed_meanwhile_stays_as_they_left_it(editing: Editing) -> None:
    run = editing.history.begin_run("Track")
    item = editing.project.objects[DOG]
    editing.history.do("Rename", commands.rename_object(editing.project, DOG, "Rex"))

    editing.history.append(
        run, [Change(Table.OBJECT, 1, item, replace(item, name="wolf", expression="the wolf"))]
    )

    assert (editing.project.objects[DOG].name, editing.project.objects[DOG].expression) == ("Rex", "the wolf")
    editing.history.undo()
    assert editing.project.objects[DOG].name == "wolf"
    editing.history.undo()
    assert editing.project.objects[DOG] == item


def test_edits_made_during_a_run_are_undone_before_it_and_then_it_is_cancelled(editing: Editing) -> None:
    run = editing.history.begin_run("Track")
    editing.track(run, 0)
    editing.history.do("Rename", commands.rename_object(editing.project, DOG, "Rex"))

    editing.history.undo()
    assert editing.history.is_open(run)
    assert editing.cancelled == []
    editing.history.undo()

    assert editing.cancelled == [run]
    assert not editing.history.is_open(run)
    assert not editing.project.track(DOG)
    assert editing.track(run, 3) == {3}
    editing.history.redo()
    assert editing.project.frame_indices(DOG) == [0]


def test_a_run_that_changed_nothing_leaves_no_entry(editing: Editing) -> None:
    run = editing.history.begin_run("Track")

    editing.history.seal(run, EntryState.FAILED)

    assert editing.history.undo_label == "Add dog"
    assert editing.transactions[-1].dropped_entries == (run.entry_id,)


def test_sealing_ends_the_answers_that_still_run_and_gives_the_reason(editing: Editing) -> None:
    running = answer(1, state=AnswerState.RUNNING)
    run = editing.history.begin_run("Ask", commands.put_answer(editing.project, running))

    editing.history.seal(run, EntryState.FAILED, "The device ran out of memory.")
    editing.history.seal(run, EntryState.COMPLETE)

    ended = editing.project.answers[AnswerId(1)]
    assert (ended.state, ended.message) == (AnswerState.FAILED, "The device ran out of memory.")
    with pytest.raises(ValueError, match="sealed as"):
        editing.history.seal(run, EntryState.OPEN)


def test_strokes_with_one_key_are_one_entry_until_something_ends_it(editing: Editing) -> None:
    def stroke(seed: int) -> None:
        changes = commands.edit_mask(editing.project, DOG, 0, mask_frame(seed).rle)
        editing.history.do("Stroke", changes, merge_key="stroke 1")

    stroke(1)
    stroke(2)
    assert len(editing.history.records) == 3
    editing.history.end_merging()
    stroke(3)
    assert len(editing.history.records) == 4
    editing.history.undo()
    stroke(4)
    assert len(editing.history.records) == 4
    editing.history.undo()
    editing.history.undo()
    assert not editing.project.track(DOG)


def test_an_edit_after_undo_drops_what_could_be_redone(editing: Editing) -> None:
    editing.history.undo()

    editing.history.do("Setting", commands.set_setting(editing.project, "fps", "25"))

    assert not editing.history.can_redo
    assert editing.transactions[-1].dropped_entries == (2,)


def test_an_edit_that_does_not_fit_makes_no_entry_and_keeps_redo(editing: Editing) -> None:
    editing.history.undo()
    count = len(editing.transactions)

    with pytest.raises(ProjectIntegrityError):
        editing.history.do("Track", [Change(Table.FRAME, (DOG, 0), None, mask_frame(1))])

    assert editing.history.can_redo
    assert len(editing.transactions) == count


def test_a_run_does_not_use_a_category_that_undo_would_take_away(editing: Editing) -> None:
    run = editing.history.begin_run("Ask")
    category = Category(CategoryId(1), "animal", (1, 2, 3))
    editing.history.do("Add category", commands.put_category(editing.project, category))
    item = replace(thing(2), category_id=CategoryId(1))

    editing.history.append(run, commands.put_object(editing.project, item))

    assert editing.project.objects[ObjectId(2)].category_id is None
    editing.history.undo()
    assert not editing.project.categories


def begin_anew(editing: Editing) -> RunHandle:
    """The answer about the dog gives way to one that is being made."""
    old = answer(1, text="A dog.", phrases=(Phrase(2, 5, DOG),))
    editing.history.do("Ask", commands.put_answer(editing.project, old))
    running = replace(old, text="", phrases=(), state=AnswerState.RUNNING)
    gone = [change for change in commands.remove_objects(editing.project, [DOG]) if change.key == DOG]
    put = Change(Table.ANSWER, old.answer_id, old, running)
    return editing.history.begin_run("Ask", [*gone, put])


@pytest.mark.parametrize("state", [EntryState.CANCELLED, EntryState.FAILED, EntryState.PARTIAL])
def test_an_answer_that_ends_before_it_is_told_leaves_the_one_before(
    editing: Editing, state: EntryState
) -> None:
    run = begin_anew(editing)
    running = editing.project.answers[AnswerId(1)]
    editing.history.append(run, [Change(Table.ANSWER, running.answer_id, running, replace(running, text="A"))])

    made = editing.history.seal(run, state)

    assert (made.answer_ids, made.object_ids) == ({1}, {DOG})
    assert editing.project.answers[AnswerId(1)].text == "A dog."
    assert DOG in editing.project.objects
    assert [record.label for record in editing.history.records] == ["Add clip", "Add dog", "Ask"]


def test_undoing_an_answer_that_is_being_made_anew_tells_what_is_back(editing: Editing) -> None:
    begin_anew(editing)

    made = editing.history.undo()

    assert made is not None
    assert made.answer_ids == {1}
    assert editing.project.answers[AnswerId(1)].text == "A dog."
    assert not editing.history.can_redo


def test_an_answer_that_is_told_stays_although_its_masks_end_early(editing: Editing) -> None:
    run = begin_anew(editing)
    running = editing.project.answers[AnswerId(1)]
    told = replace(running, text="Nothing.", raw_text="Nothing.")
    editing.history.append(run, [Change(Table.ANSWER, running.answer_id, running, told)])

    editing.history.seal(run, EntryState.CANCELLED)

    assert editing.project.answers[AnswerId(1)].text == "Nothing."
    editing.history.undo()
    assert editing.project.answers[AnswerId(1)].text == "A dog."


def test_what_a_person_made_of_an_answer_stays_although_it_ends_early(editing: Editing) -> None:
    run = begin_anew(editing)
    cat = thing(2, name="cat")
    editing.history.append(run, [Change(Table.OBJECT, cat.object_id, None, cat)])
    paint = commands.edit_mask(editing.project, cat.object_id, 0, mask_frame(3).rle)
    editing.history.do("Paint", paint)

    editing.history.seal(run, EntryState.FAILED)

    assert editing.project.frame(cat.object_id, 0) is not None
    assert editing.project.answers[AnswerId(1)].state is AnswerState.FAILED


def test_a_text_about_an_object_of_an_answer_that_ends_early_stays(editing: Editing) -> None:
    run = begin_anew(editing)
    cat = thing(2, name="cat")
    editing.history.append(run, [Change(Table.OBJECT, cat.object_id, None, cat)])
    editing.history.do("Text", commands.put_expression(editing.project, expression(1, object_ids=(2,))))

    editing.history.seal(run, EntryState.CANCELLED)

    assert [each.text for each in editing.project.expressions_about(cat.object_id)] == ["the brown dog"]
    assert editing.project.answers[AnswerId(1)].state is AnswerState.CANCELLED


SPEED = Attribute(AttributeId(1), "speed", AttributeKind.TEXT)


def fill(editing: Editing, run: RunHandle, value: str) -> bool:
    """Let a run propose a speed of the dog; whether it was taken."""
    proposed = ObjectAttribute(DOG, SPEED.attribute_id, (AttributeKey(0, value, 0.5, is_confirmed=False),))
    return not editing.history.append(run, commands.put_value(editing.project, proposed)).skipped


@pytest.mark.parametrize("is_undone", [False, True])
def test_a_run_proposes_no_value_that_an_edited_attribute_does_not_have(
    editing: Editing, is_undone: bool
) -> None:
    editing.history.do("Add", commands.put_attribute(editing.project, SPEED))
    run = editing.history.begin_run("Fill")
    choice = replace(SPEED, kind=AttributeKind.CHOICE, choices=("slow", "fast"))
    editing.history.do("Edit Labels", commands.put_attribute(editing.project, choice))
    if is_undone:
        editing.history.undo()  # to be redone, perhaps

    assert not fill(editing, run, "about 30")
    assert fill(editing, run, "slow")
    if is_undone:
        editing.history.redo()
    assert editing.project.values_of(DOG)[SPEED.attribute_id].keys[0].value == "slow"


def test_a_renamed_attribute_takes_what_a_run_proposes(editing: Editing) -> None:
    editing.history.do("Add", commands.put_attribute(editing.project, SPEED))
    run = editing.history.begin_run("Fill")
    editing.history.do("Edit", commands.put_attribute(editing.project, replace(SPEED, name="pace")))

    assert fill(editing, run, "about 30")
