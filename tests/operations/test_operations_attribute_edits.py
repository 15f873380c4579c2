"""What a person does to attributes of several objects: one list of changes, locked objects refuse, proposals are settled."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.documents import clip, thing

from sa2va_desktop.annotation.attributes import (
    Attribute,
    AttributeId,
    AttributeKey,
    AttributeKind,
    ObjectAttribute,
)
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import Category, CategoryId, ObjectId
from sa2va_desktop.editing import commands
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations import attribute_edits as edits
from sa2va_desktop.operations.attribute_state import AttributeState, attribute_state

DOG, CAT = ObjectId(1), ObjectId(2)
COLOR, MOVES = AttributeId(1), AttributeId(2)
GUESS = AttributeKey(4, True, 0.7, False, "nano")


@pytest.fixture
def project() -> Project:
    project = Project()
    project.apply(commands.put_media(project, clip(1, frame_count=12)))
    project.apply(commands.put_category(project, Category(CategoryId(1), "dog", (1, 2, 3))))
    project.apply(commands.put_object(project, replace(thing(1), category_id=CategoryId(1))))
    project.apply(commands.put_object(project, thing(2, name="cat")))
    colors = Attribute(COLOR, "colour", AttributeKind.CHOICE, (CategoryId(1),), ("red", "blue"))
    project.apply(commands.put_attribute(project, colors))
    moves = Attribute(MOVES, "moves", AttributeKind.YES_NO, changes_over_time=True, order=1)
    project.apply(commands.put_attribute(project, moves))
    return project


def keys(
    project: Project, object_id: ObjectId, attribute_id: AttributeId = MOVES
) -> list[tuple[int, object, bool]]:
    found = edits.keys_of(project, object_id, attribute_id)
    return [(key.frame_index, key.value, key.is_confirmed) for key in found]


def test_objects_of_different_labels_share_what_is_for_all(project: Project) -> None:
    assert [each.name for each in edits.shared_attributes(project, [DOG])] == ["colour", "moves"]
    assert [each.name for each in edits.shared_attributes(project, [DOG, CAT])] == ["moves"]
    assert edits.shared_attributes(project, []) == []


def test_a_constant_value_has_one_key_whatever_frame_is_shown(project: Project) -> None:
    project.apply(edits.set_value(project, [DOG], COLOR, 7, "red"))
    project.apply(edits.set_value(project, [DOG], COLOR, 9, "blue"))

    assert keys(project, DOG, COLOR) == [(0, "blue", True)]


def test_a_value_in_a_range_ends_with_it(project: Project) -> None:
    project.apply(edits.set_value(project, [DOG], MOVES, 0, False))
    project.apply(edits.set_value_in(project, [DOG], MOVES, (3, 6), True))

    assert keys(project, DOG) == [(0, False, True), (3, True, True), (6, False, True)]


def test_what_is_set_for_several_is_the_same_for_all_and_nothing_where_it_was_so(project: Project) -> None:
    project.apply(edits.set_value(project, [DOG], MOVES, 2, True))
    changes = edits.set_value(project, [DOG, CAT], MOVES, 2, True)

    assert [change.key for change in changes] == [(CAT, MOVES)]


def test_keys_are_added_moved_and_removed(project: Project) -> None:
    project.apply(edits.set_value(project, [DOG], MOVES, 2, True))
    project.apply(edits.add_key(project, [DOG, CAT], MOVES, 5))
    assert keys(project, DOG) == [(2, True, True), (5, True, True)]
    assert keys(project, CAT) == []  # nothing is known there

    project.apply(edits.move_key(project, DOG, MOVES, 5, 8))
    project.apply(edits.remove_key(project, [DOG], MOVES, 2))
    assert keys(project, DOG) == [(8, True, True)]
    project.apply(edits.clear_value(project, [DOG], MOVES, 9))
    assert keys(project, DOG) == []


def test_proposals_are_confirmed_or_dropped_one_by_one_and_together(project: Project) -> None:
    later = replace(GUESS, frame_index=8, value=False)
    for object_id in (DOG, CAT):
        project.apply(commands.put_value(project, ObjectAttribute(object_id, MOVES, (GUESS, later))))
    assert len(edits.proposals_of(project, [DOG, CAT])) == 4

    project.apply(edits.confirm_value(project, [DOG], MOVES, 5))
    project.apply(edits.reject_value(project, [DOG], MOVES, 5))  # it is no proposal any more
    assert keys(project, DOG) == [(4, True, True), (8, False, False)]
    assert edits.keys_of(project, DOG, MOVES)[0].confidence == 0.7

    project.apply(edits.settle_proposals(project, [DOG], takes=False))
    project.apply(edits.settle_proposals(project, [CAT], takes=True))
    assert keys(project, DOG) == [(4, True, True)]
    assert keys(project, CAT) == [(4, True, True), (8, False, True)]


def test_a_locked_object_and_a_value_that_does_not_fit_are_refused(project: Project) -> None:
    with pytest.raises(UsageError, match="expects one of red, blue"):
        edits.set_value(project, [DOG], COLOR, 0, "green")
    project.apply(commands.put_object(project, replace(project.objects[DOG], is_locked=True)))
    with pytest.raises(UsageError, match="locked"):
        edits.set_value(project, [CAT, DOG], MOVES, 0, True)


def test_the_state_of_several_objects_tells_what_they_share(project: Project) -> None:
    moves = project.attributes[MOVES]
    assert attribute_state(project, [DOG, CAT], moves, 3) == AttributeState()
    project.apply(commands.put_value(project, ObjectAttribute(DOG, MOVES, (AttributeKey(1, False), GUESS))))
    project.apply(edits.set_value(project, [CAT], MOVES, 6, True))

    mixed = attribute_state(project, [DOG, CAT], moves, 4)
    assert (mixed.value, mixed.is_mixed, mixed.has_key_here) == (None, True, True)
    assert (mixed.previous_key, mixed.next_key, mixed.confidence) == (1, 6, 0.7)
    same = attribute_state(project, [DOG, CAT], moves, 7)
    assert (same.value, same.is_mixed, same.proposals) == (True, False, (GUESS,))
