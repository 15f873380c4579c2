"""Split, join, swap, duplicate, copy, extend: values of attributes, reviews and the clean-up go along, and undo restores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from support.documents import HEIGHT, WIDTH, blob_mask, clip, state_of, thing
from support.properties import property_settings

from sa2va_desktop.annotation.attributes import (
    Attribute,
    AttributeId,
    AttributeKey,
    AttributeKind,
    ObjectAttribute,
)
from sa2va_desktop.annotation.changes import Change, Slot, Table
from sa2va_desktop.annotation.frame_review import FrameReview, Verdict
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import CleanUp, FrameState, MediaId, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle, empty_rle
from sa2va_desktop.editing import commands
from sa2va_desktop.editing.history import History
from sa2va_desktop.editing.mask_cleanup import cleaned
from sa2va_desktop.editing.shown_mask import shown_rle
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.clean_up import keep_for_good, set_clean_up
from sa2va_desktop.operations.extending import extend_backward, extend_forward, extend_to
from sa2va_desktop.operations.identity import (
    gaps_of,
    split_all_at,
    split_at,
    split_object,
    swap_objects,
)
from sa2va_desktop.operations.joining import join_objects
from sa2va_desktop.operations.marks import Marks, marks_of, put_marks
from sa2va_desktop.operations.mask_clipboard import copy_masks, duplicate_objects, paste_masks
from sa2va_desktop.operations.region_caption import prepare_region_caption

S = FrameState
COUNT = 8
DOG, CAT = ObjectId(1), ObjectId(2)
CLIP = MediaId(1)
COLOR, KIND = AttributeId(1), AttributeId(2)  # the first changes over time
GROWN = CleanUp(margin_px=1)
Texts = dict[AttributeId, tuple[AttributeKey, ...]]

states = st.sampled_from([each for each in S if each is not S.UNTOUCHED])
frames = st.builds(
    lambda seed, state, score: ObjectFrame(blob_mask(seed), state, score, score),
    st.integers(0, 40),
    states,
    st.sampled_from((None, 0.5)),
)
tracks = st.dictionaries(st.integers(0, COUNT - 1), frames, max_size=COUNT)
reviews = st.dictionaries(st.integers(0, COUNT - 1), st.sampled_from(("good", "bad")), max_size=3)
clean_ups = st.sampled_from((None, GROWN, CleanUp(island_px=3)))


def empty_project() -> Project:
    project = Project()
    project.apply(commands.put_media(project, clip(frame_count=COUNT)))
    for number, changes in ((COLOR, True), (KIND, False)):
        attribute = Attribute(number, f"a{number}", AttributeKind.TEXT, changes_over_time=changes)
        project.apply(commands.put_attribute(project, attribute))
    return project


def add(
    project: Project, object_id: ObjectId, track: dict[int, ObjectFrame], clean_up: CleanUp | None = None
) -> None:
    item = replace(thing(object_id, name=f"thing {object_id}"), clean_up=clean_up, order=object_id)
    project.apply(commands.put_object(project, item))
    project.apply(commands.put_track(project, object_id, track))


def say(project: Project, object_id: ObjectId, attribute_id: AttributeId, *keys: tuple[int, str]) -> None:
    value = ObjectAttribute(object_id, attribute_id, tuple(AttributeKey(*key) for key in keys))
    project.apply(commands.put_value(project, value))


def review(project: Project, object_id: ObjectId, comments: dict[int, str]) -> None:
    for frame_index, comment in comments.items():
        project.apply(commands.put_review(project, FrameReview(object_id, frame_index, comment=comment)))


def comments(project: Project, object_id: ObjectId) -> dict[int, str]:
    return {index: each.comment for index, each in project.reviews_of(object_id).items()}


def told(project: Project, object_id: ObjectId) -> dict[AttributeId, list[object]]:
    """What holds on each frame, whatever the keys."""
    return {
        attribute_id: [key.value if (key := value.key_at(index)) else None for index in range(COUNT)]
        for attribute_id, value in project.values_of(object_id).items()
    }


def seen(project: Project, object_id: ObjectId) -> dict[int, MaskRle]:
    item = project.objects[object_id]
    return {index: shown_rle(item, frame) for index, frame in project.track(object_id).items()}


@st.composite
def pairs(draw: st.DrawFn) -> Project:
    """Two objects with tracks, marks, reviews and values that are known from the first frame on."""
    project = empty_project()
    for object_id in (DOG, CAT):
        track = draw(tracks)
        add(project, object_id, track, draw(clean_ups))
        review(project, object_id, draw(reviews))
        change = draw(st.integers(1, COUNT - 1))
        say(project, object_id, COLOR, (0, f"red {object_id}"), (change, f"blue {object_id}"))
        say(project, object_id, KIND, (0, f"kind {object_id}"))
        for frame_index in [index for index in track if draw(st.booleans())]:
            project.apply(put_marks(project, object_id, frame_index, Marks().with_point((1.0, 1.0))))
    return project


def but_values(project: Project) -> dict[Slot, object]:
    return {slot: record for slot, record in state_of(project).items() if slot[0] is not Table.VALUE}


@given(pairs(), st.lists(st.integers(1, COUNT - 1), min_size=1, max_size=3))
@property_settings(share=0.3)
def test_split_and_joined_again_the_document_says_what_it_said(project: Project, starts: list[int]) -> None:
    before, values, known = but_values(project), told(project, DOG), project.frame_indices(DOG)
    assume(any(known[0] < start <= known[-1] for start in starts if known))
    changes, fresh = split_at(project, DOG, starts)
    project.apply(changes)

    parts = [DOG, *(each.object_id for each in fresh)]
    stretches = [project.frame_indices(each) for each in parts]
    assert [index for stretch in stretches for index in stretch] == known
    assert all(stretches)
    assert {project.objects[each].clean_up for each in parts} == {project.objects[DOG].clean_up}
    for part, stretch in zip(parts, stretches, strict=True):
        assert told(project, part)[KIND] == values[KIND]
        assert [told(project, part)[COLOR][index] for index in stretch] == [values[COLOR][i] for i in stretch]

    project.apply(join_objects(project, parts))
    assert but_values(project) == before
    assert told(project, DOG)[KIND] == values[KIND]
    assert [told(project, DOG)[COLOR][index] for index in known] == [values[COLOR][index] for index in known]


@given(pairs(), st.integers(0, COUNT - 1), st.none() | st.integers(1, COUNT))
@property_settings(share=0.3)
def test_swapped_twice_nothing_is_different(project: Project, start: int, stop: int | None) -> None:
    assume(stop is None or start < stop)
    before = state_of(project)
    masks, values, said = seen(project, DOG), told(project, DOG), comments(project, DOG)
    try:
        project.apply(swap_objects(project, DOG, CAT, start, stop))
    except UsageError:
        assume(False)
    inside = range(start, COUNT if stop is None else stop)

    for index in range(COUNT):
        swapped = index in inside
        assert comments(project, CAT if swapped else DOG).get(index) == said.get(index)
        assert told(project, CAT if swapped else DOG)[COLOR][index] == values[COLOR][index]
    outside = {index: mask for index, mask in masks.items() if index not in inside}
    assert {i: m for i, m in seen(project, DOG).items() if i not in inside} == outside

    project.apply(swap_objects(project, CAT, DOG, start, stop))
    assert state_of(project) == before


@given(pairs())
@property_settings(share=0.3)
def test_a_duplicate_is_seen_and_says_what_the_first_does(project: Project) -> None:
    pasted = duplicate_objects(project, [DOG])
    project.apply(pasted.changes)
    (copy,) = pasted.object_ids

    assert seen(project, copy) == seen(project, DOG)
    assert dict(project.track(copy)) == dict(project.track(DOG))
    assert told(project, copy) == told(project, DOG)
    assert comments(project, copy) == comments(project, DOG)
    assert project.objects[copy].clean_up == project.objects[DOG].clean_up


@given(pairs())
@property_settings(share=0.3)
def test_joined_objects_are_seen_where_one_was_as_it_was(project: Project) -> None:
    before = {each: seen(project, each) for each in (DOG, CAT)}
    locked = {index for index, frame in project.track(DOG).items() if frame.state is S.LOCKED}
    mine, theirs = comments(project, DOG), comments(project, CAT)
    kept = {
        index: "; ".join(dict.fromkeys(each[index] for each in (mine, theirs) if index in each))
        for index in mine | theirs
    }

    project.apply(join_objects(project, [DOG, CAT]))

    after = seen(project, DOG)
    for index, mask in after.items():
        parts = [each[index] for each in before.values() if index in each and not each[index].is_empty]
        if index in locked:
            assert mask == before[DOG][index]
        elif len(parts) == 1:
            assert mask == parts[0]
        elif not parts:
            assert mask.is_empty
    assert comments(project, DOG) == kept
    assert CAT not in project.objects


@given(pairs())
@property_settings(share=0.3)
def test_a_setting_that_is_applied_for_good_or_undone_changes_nothing_that_is_seen(project: Project) -> None:
    history = History(project, lambda _: None)
    before, state = seen(project, DOG), state_of(project)

    history.do("Keep", keep_for_good(project, [DOG]))
    assert project.objects[DOG].clean_up is None
    assert seen(project, DOG) == before == {i: frame.rle for i, frame in project.track(DOG).items()}
    if history.can_undo:
        history.undo()
    assert state_of(project) == state
    history.do("Set", set_clean_up(project, [DOG, CAT], CleanUp(hole_px=4)))
    if history.can_undo:
        history.undo()
    assert seen(project, DOG) == before


# ---- examples


def tracked(seed: int = 1, state: FrameState = S.TRACKED) -> ObjectFrame:
    return ObjectFrame(blob_mask(seed), state, 0.5, 0.5)


def test_a_track_is_split_into_many_at_once_and_frames_outside_it_count_for_nothing() -> None:
    project = empty_project()
    add(project, DOG, {index: tracked(index + 1) for index in range(1, 7)}, GROWN)
    say(project, DOG, COLOR, (0, "red"), (4, "blue"))
    review(project, DOG, {2: "early", 5: "late"})

    changes, fresh = split_at(project, DOG, [0, 1, 3, 5, 5, 7])
    project.apply(changes)

    assert [each.name for each in fresh] == ["thing 2", "thing 3"]
    assert len({each.color for each in (project.objects[DOG], *fresh)}) == 3
    assert [project.frame_indices(each.object_id) for each in fresh] == [[3, 4], [5, 6]]
    texts = [
        [(key.frame_index, key.value) for key in project.values_of(each)[COLOR].keys]
        for each in (DOG, *(each.object_id for each in fresh))
    ]
    assert texts == [[(0, "red")], [(3, "red"), (4, "blue")], [(5, "blue")]]
    assert [comments(project, each.object_id) for each in fresh] == [{}, {5: "late"}]
    assert [each.clean_up for each in fresh] == [GROWN, GROWN]


def test_several_tracks_are_split_at_their_gaps_with_names_of_their_own() -> None:
    project = empty_project()
    nothing = ObjectFrame(empty_rle(HEIGHT, WIDTH), S.ABSENT, 0.1, -3.0)
    add(project, DOG, {0: tracked(), 1: tracked(), 2: nothing, 3: tracked(), 6: tracked()})
    add(project, CAT, {0: tracked(), 1: tracked()})

    assert gaps_of(project, DOG) == [3, 6]
    changes, fresh = split_all_at(project, {each: gaps_of(project, each) for each in (DOG, CAT)})
    project.apply(changes)

    assert [project.frame_indices(each.object_id) for each in fresh] == [[3], [6]]
    assert project.frame_indices(DOG) == [0, 1, 2]
    assert len({item.name for item in project.objects.values()}) == 4


def test_a_split_outside_the_track_says_so() -> None:
    project = empty_project()
    add(project, DOG, {2: tracked()})

    with pytest.raises(UsageError, match="frame 2 is not inside its track"):
        split_object(project, DOG, 2)


def test_objects_that_are_cleaned_up_differently_become_what_was_seen() -> None:
    project = empty_project()
    add(project, DOG, {0: tracked(3)}, GROWN)
    add(project, CAT, {1: tracked(5)})
    before = seen(project, DOG) | seen(project, CAT)

    project.apply(join_objects(project, [DOG, CAT]))

    assert project.objects[DOG].clean_up is None
    assert seen(project, DOG) == before
    assert project.track(DOG)[0].rle == cleaned(blob_mask(3), GROWN)


def test_a_pasted_object_has_the_values_of_the_frame_that_was_copied() -> None:
    project = empty_project()
    add(project, DOG, {2: tracked(3), 5: tracked(4)}, GROWN)
    say(project, DOG, COLOR, (0, "red"), (4, "blue"))
    say(project, DOG, KIND, (0, "terrier"))
    copied = copy_masks(project, [DOG], 2)

    pasted = paste_masks(project, CLIP, 6, copied, as_new=True)
    project.apply(pasted.changes)

    (made,) = pasted.object_ids
    found = {each: value.keys for each, value in project.values_of(made).items()}
    assert found == {COLOR: (AttributeKey(6, "red"),), KIND: (AttributeKey(0, "terrier"),)}
    frame = project.frame(made, 6)
    assert frame is not None
    assert (frame.rle, frame.state) == (cleaned(blob_mask(3), GROWN), S.EDITED)
    assert project.objects[made].clean_up == GROWN


def test_a_review_goes_with_the_mask_in_a_swapped_range() -> None:
    project = empty_project()
    add(project, DOG, {index: tracked(1) for index in range(COUNT)})
    add(project, CAT, {index: tracked(2) for index in range(COUNT)})
    verdict = FrameReview(DOG, 3, Verdict.REJECTED, "other dog", 0.2, "the dog", "nano", "2026-01-01T00:00:00")
    project.apply(commands.put_review(project, verdict))
    project.apply(put_marks(project, CAT, 4, Marks().with_point((1.0, 1.0))))

    project.apply(swap_objects(project, DOG, CAT, 3, 5))

    assert project.reviews_of(CAT) == {3: replace(verdict, object_id=CAT)}
    assert project.reviews_of(DOG) == {}
    assert marks_of(project, DOG, 4) is not None
    assert [project.track(DOG)[i].rle == blob_mask(2) for i in range(COUNT)] == [
        i in (3, 4) for i in range(COUNT)
    ]


# ---- extending

Extending = Callable[[Project, Sequence[ObjectId]], list[Change]]


@pytest.mark.parametrize(
    ("extend", "filled"),
    [
        (lambda project, ids: extend_to(project, ids, 5), {4: 3, 5: 3}),
        (lambda project, ids: extend_to(project, ids, 0), {0: 2, 1: 2}),
        (lambda project, ids: extend_forward(project, ids, (0, 8)), {7: 6}),
        (lambda project, ids: extend_forward(project, ids, (0, 5)), {4: 3}),
        (lambda project, ids: extend_backward(project, ids, (1, 8)), {1: 2}),
        (lambda project, ids: extend_backward(project, ids, (4, 8)), {4: 6}),
    ],
)
def test_what_is_seen_is_carried_over_frames_that_have_nothing(
    extend: Extending, filled: dict[int, int]
) -> None:
    project = empty_project()
    nothing = ObjectFrame(empty_rle(HEIGHT, WIDTH), S.ABSENT)
    track = {2: tracked(2), 3: tracked(3), 5: nothing, 6: tracked(6)}
    if 5 in filled:
        del track[5]
    add(project, DOG, track, GROWN)

    project.apply(extend(project, [DOG]))

    made = {index: frame for index, frame in project.track(DOG).items() if index not in track}
    assert made == {
        index: ObjectFrame(cleaned(blob_mask(source), GROWN), S.EDITED) for index, source in filled.items()
    }
    assert {index: project.track(DOG)[index] for index in track} == track


@pytest.mark.parametrize("is_locked", [False, True])
def test_nothing_is_extended_where_nothing_is_or_may_be(is_locked: bool) -> None:
    project = empty_project()
    add(project, DOG, {index: tracked() for index in range(0, COUNT, 2 if is_locked else 1)})
    project.apply(commands.put_object(project, replace(project.objects[DOG], is_locked=is_locked)))

    with pytest.raises(UsageError, match="locked" if is_locked else "nothing to extend"):
        extend_forward(project, [DOG], (0, COUNT))


def test_what_a_clean_up_leaves_nothing_of_is_not_copied_described_or_extended() -> None:
    project = empty_project()
    add(project, DOG, {2: tracked()}, CleanUp(island_px=HEIGHT * WIDTH + 1))

    assert copy_masks(project, [DOG], 2) == []
    with pytest.raises(UsageError, match="has no mask on frame 2"):
        prepare_region_caption(project, DOG, 2)
    with pytest.raises(UsageError, match="nothing to extend"):
        extend_forward(project, [DOG], (0, COUNT))
