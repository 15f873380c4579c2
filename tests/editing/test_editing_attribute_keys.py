"""Values over time: on every frame, what each verb says is what the frame-by-frame picture of the keys says."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from support.documents import clip, mask_frame, thing
from support.properties import property_settings

from sa2va_desktop.annotation.attributes import (
    Attribute,
    AttributeId,
    AttributeKey,
    AttributeKind,
    ObjectAttribute,
)
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import MediaId, ObjectId
from sa2va_desktop.editing import attribute_keys, commands
from sa2va_desktop.editing.attribute_keys import Keys
from sa2va_desktop.editing.attribute_tracks import copy_values, join_values, split_values, swap_values

FRAMES = 12
frames = st.integers(0, FRAMES - 1)
values = st.sampled_from(["red", "green", True, False, 1.0])
few = property_settings(share=0.25)


@st.composite
def key_lists(draw: st.DrawFn) -> Keys:
    found = draw(st.dictionaries(frames, st.tuples(values, st.booleans()), max_size=5))
    return tuple(
        AttributeKey(frame, value, None if said else 0.5, said)
        for frame, (value, said) in sorted(found.items())
    )


def told(keys: Keys) -> list[tuple[object, ...] | None]:
    """What is known on each frame."""
    held = [attribute_keys.key_at(keys, frame) for frame in range(FRAMES)]
    return [None if key is None else (type(key.value), key.value, key.is_confirmed) for key in held]


def is_ascending(keys: Keys) -> bool:
    return all(first.frame_index < second.frame_index for first, second in pairwise(keys))


@given(key_lists(), frames)
@few
def test_key_at_is_what_the_record_says(keys: Keys, frame: int) -> None:
    expected = ObjectAttribute(ObjectId(1), AttributeId(1), keys).key_at(frame)
    assert attribute_keys.key_at(keys, frame) == expected


@given(key_lists(), frames, values)
@few
def test_a_value_holds_up_to_the_next_key(keys: Keys, frame: int, value: object) -> None:
    after = attribute_keys.with_key(keys, AttributeKey(frame, value))  # type: ignore[arg-type]
    stop = min((key.frame_index for key in keys if key.frame_index > frame), default=FRAMES)

    was, now = told(keys), told(after)
    assert now[frame:stop] == [(type(value), value, True)] * (stop - frame)
    assert now[:frame] == was[:frame]
    assert now[stop:] == was[stop:]
    assert is_ascending(after)


@given(key_lists(), frames)
@few
def test_removing_a_key_lets_the_value_before_it_hold_on(keys: Keys, frame: int) -> None:
    after = attribute_keys.without_key(keys, frame)

    assert told(after) == told(tuple(key for key in keys if key.frame_index != frame))
    assert attribute_keys.without_key(attribute_keys.with_key(keys, AttributeKey(frame, "new")), frame) == after


@given(key_lists().filter(bool), frames, st.data())
@few
def test_a_moved_key_keeps_its_value(keys: Keys, to: int, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(keys))
    after = attribute_keys.moved_key(keys, key.frame_index, to)

    assert replace(key, frame_index=to) in after
    assert {k for k in after if k.frame_index != to} == {
        k for k in keys if k not in (key,) and k.frame_index != to
    }
    assert is_ascending(after)


@given(key_lists(), frames, st.integers(0, FRAMES), values)
@few
def test_a_value_in_a_range_leaves_what_is_outside(keys: Keys, start: int, stop: int, value: object) -> None:
    after = attribute_keys.with_value_in(keys, AttributeKey(3, value), (start, stop), FRAMES)  # type: ignore[arg-type]

    was, now = told(keys), told(after)
    assert now[:start] == was[:start]
    assert now[start:stop] == [(type(value), value, True)] * (stop - start)
    assert all(now[frame] == was[frame] for frame in range(max(start, stop), FRAMES) if was[frame])
    assert is_ascending(after)


@given(key_lists(), frames, st.integers(0, FRAMES))
@few
def test_values_in_a_range_are_those_that_hold_there(keys: Keys, start: int, stop: int) -> None:
    inside = attribute_keys.values_in(keys, (start, stop))

    assert told(inside)[start:stop] == told(keys)[start:stop]
    assert all(start <= key.frame_index < stop for key in inside)


@given(key_lists())
@few
def test_merging_changes_nothing_that_is_told(keys: Keys) -> None:
    merged = attribute_keys.merged(keys)

    assert told(merged) == told(keys)
    assert all(told((first,))[-1] != told((second,))[-1] for first, second in pairwise(merged))


@given(key_lists(), frames)
@few
def test_what_is_split_and_put_together_again_tells_the_same(keys: Keys, frame: int) -> None:
    before, after = attribute_keys.split_keys(keys, frame)

    assert told(before)[:frame] == told(keys)[:frame]
    assert told(after)[frame:] == told(keys)[frame:]
    assert all(key.frame_index >= frame for key in after)
    assert told((*before, *after)) == told(keys)


@given(key_lists(), key_lists(), frames)
@few
def test_a_swap_exchanges_what_is_known_from_the_frame_on(first: Keys, second: Keys, frame: int) -> None:
    swapped = attribute_keys.swapped_keys(first, second, frame)

    for own, other, now in ((first, second, swapped[0]), (second, first, swapped[1])):
        assert told(now)[:frame] == told(own)[:frame]
        expected = [b or (told(own)[frame - 1] if frame else None) for b in told(other)[frame:]]
        assert told(now)[frame:] == expected


@given(st.lists(st.tuples(key_lists(), st.frozensets(frames)), min_size=1, max_size=3))
@few
def test_joined_parts_tell_what_the_shown_part_told(parts: list[tuple[Keys, frozenset[int]]]) -> None:
    joined = attribute_keys.joined_keys(parts)

    assert is_ascending(joined)
    for frame in set().union(*(own for _keys, own in parts)):
        # Who is there before who is not, what is said before what is proposed, else the first part.
        known = [(frame not in own, held) for keys, own in parts if (held := told(keys)[frame])]
        known.sort(key=lambda each: (each[0], not each[1][2]))
        assert told(joined)[frame] == (known[0][1] if known else None)


@given(key_lists(), st.frozensets(frames))
@few
def test_one_part_alone_stays_as_it_is(keys: Keys, own: frozenset[int]) -> None:
    assert attribute_keys.joined_keys([(keys, own)]) == keys


def test_of_constant_values_the_persons_wins_over_an_earlier_proposal() -> None:
    proposed, said = (AttributeKey(0, "a", 0.9, False),), (AttributeKey(0, "b"),)

    assert attribute_keys.joined_constant([(), proposed, said]) == said
    assert attribute_keys.joined_constant([(), proposed]) == proposed
    assert attribute_keys.joined_constant([(), ()]) == ()


def test_equal_proposals_become_the_less_certain_one() -> None:
    keys = (AttributeKey(0, "a", 0.9, False), AttributeKey(4, "a", 0.6, False), AttributeKey(6, "a"))

    assert attribute_keys.merged(keys) == (AttributeKey(0, "a", 0.6, False), AttributeKey(6, "a"))


# ---- along with tracks


def project_with_values() -> Project:
    project = Project()
    project.apply(commands.put_media(project, clip(1, frame_count=FRAMES)))
    for object_id in (1, 2):
        project.apply(commands.put_object(project, thing(object_id, name=f"thing {object_id}")))
    for number, changes in ((1, True), (2, False)):
        attribute = Attribute(AttributeId(number), f"a{number}", AttributeKind.TEXT, changes_over_time=changes)
        project.apply(commands.put_attribute(project, attribute))
    put_text(project, 1, 1, (0, "red"), (6, "green"))
    put_text(project, 1, 2, (0, "car"))
    put_text(project, 2, 1, (4, "blue"))
    return project


def put_text(project: Project, object_id: int, attribute_id: int, *keys: tuple[int, str]) -> None:
    value = ObjectAttribute(
        ObjectId(object_id), AttributeId(attribute_id), tuple(AttributeKey(*key) for key in keys)
    )
    project.apply(commands.put_value(project, value))


def texts(project: Project, object_id: int) -> dict[int, list[tuple[int, object]]]:
    found = project.values_of(ObjectId(object_id))
    return {number: [(key.frame_index, key.value) for key in value.keys] for number, value in found.items()}


def test_a_split_track_takes_what_held_and_both_have_what_never_changes() -> None:
    project = project_with_values()
    project.apply(commands.put_object(project, thing(3, name="new")))
    project.apply(split_values(project, ObjectId(1), [ObjectId(3)], [3]))

    assert texts(project, 1) == {1: [(0, "red")], 2: [(0, "car")]}
    assert texts(project, 3) == {1: [(3, "red"), (6, "green")], 2: [(0, "car")]}


def test_swapped_objects_exchange_what_changes_and_keep_what_does_not() -> None:
    project = project_with_values()
    project.apply(swap_values(project, ObjectId(1), ObjectId(2), 5))

    assert texts(project, 1) == {1: [(0, "red"), (5, "blue")], 2: [(0, "car")]}
    assert texts(project, 2) == {1: [(4, "blue"), (5, "red"), (6, "green")]}


def test_joined_objects_have_what_the_one_that_is_seen_had() -> None:
    project = project_with_values()
    project.apply(commands.put_track(project, ObjectId(1), {f: mask_frame() for f in range(3)}))
    project.apply(commands.put_track(project, ObjectId(2), {f: mask_frame() for f in range(7, 10)}))
    put_text(project, 2, 2, (0, "bus"))
    project.apply(join_values(project, [ObjectId(1), ObjectId(2)]))

    assert texts(project, 1) == {1: [(0, "red"), (6, "green"), (7, "blue")], 2: [(0, "car")]}


def test_a_copy_has_the_same_values() -> None:
    project = project_with_values()
    project.apply(commands.put_object(project, thing(3, name="new")))
    project.apply(copy_values(project, ObjectId(1), ObjectId(3)))

    assert texts(project, 3) == texts(project, 1)
    assert project.objects[ObjectId(3)].media_id == MediaId(1)
