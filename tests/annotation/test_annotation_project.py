from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from support.documents import answer, clip, mask_frame, state_of, thing

from sa2va_desktop.annotation.changes import Change, Table, change_set_of, compress_changes
from sa2va_desktop.annotation.palette import distinct_color, next_color
from sa2va_desktop.annotation.project import Project, ProjectIntegrityError, unique_name
from sa2va_desktop.annotation.records import FrameState, MediaId, ObjectFrame, ObjectId, Phrase
from sa2va_desktop.annotation.rle import mask_to_rle


def put(table: Table, key: object, record: object, old: object = None) -> Change:
    return Change(table, key, old, record)  # type: ignore[arg-type]


@pytest.fixture
def project() -> Project:
    project = Project()
    project.apply(
        [
            # In an order that only works because `apply` sorts it.
            put(Table.FRAME, (1, 2), mask_frame(3)),
            put(Table.ANSWER, 1, answer(1, phrases=(Phrase(0, 2, ObjectId(1)),))),
            put(Table.OBJECT, 1, thing(1)),
            put(Table.MEDIA, 1, clip(1)),
        ]
    )
    return project


WRONG = [
    ("another old value", [put(Table.OBJECT, 1, thing(1, name="x"), thing(1, name="y"))]),
    ("already there", [put(Table.MEDIA, 1, clip(1, path="/x"))]),
    ("not there", [put(Table.SETTING, "fps", None, "25")]),
    ("mask without object", [put(Table.FRAME, (9, 0), mask_frame(1))]),
    ("frame beyond the clip", [put(Table.FRAME, (1, 4), mask_frame(1))]),
    ("negative frame", [put(Table.FRAME, (1, -1), mask_frame(1))]),
    (
        "mask of another size",
        [put(Table.FRAME, (1, 0), ObjectFrame(mask_to_rle(np.ones((5, 5))), FrameState.TRACKED))],
    ),
    ("object without media", [put(Table.OBJECT, 2, thing(2, media_id=9))]),
    ("object with unknown category", [put(Table.OBJECT, 2, replace(thing(2), category_id=9))]),
    ("answer without media", [put(Table.ANSWER, 2, answer(2, media_id=9))]),
    ("phrase about nothing", [put(Table.ANSWER, 2, answer(2, phrases=(Phrase(0, 1, ObjectId(9)),)))]),
    ("media with objects removed", [put(Table.MEDIA, 1, None, clip(1))]),
    ("object with masks removed", [put(Table.OBJECT, 1, None, thing(1))]),
    (
        "object with phrases removed",
        [put(Table.FRAME, (1, 2), None, mask_frame(3)), put(Table.OBJECT, 1, None, thing(1))],
    ),
    ("media shortened under masks", [put(Table.MEDIA, 1, clip(1, frame_count=2), clip(1))]),
    ("the second of two", [put(Table.SETTING, "fps", "25"), put(Table.FRAME, (9, 0), mask_frame(1))]),
]


@pytest.mark.parametrize("changes", [changes for _, changes in WRONG], ids=[name for name, _ in WRONG])
def test_changes_that_do_not_fit_are_refused_and_leave_everything_as_it_was(
    project: Project, changes: list[Change]
) -> None:
    before = state_of(project)

    with pytest.raises(ProjectIntegrityError):
        project.apply(changes)

    assert state_of(project) == before
    assert project.objects_of(MediaId(1)) == [thing(1)]


def test_everything_names_what_all_changes_change(project: Project) -> None:
    assert project.everything() == change_set_of(project.all_changes())
    assert Project().everything() == change_set_of(())


def test_all_changes_and_their_inverses_lead_there_and_back(project: Project) -> None:
    copy = Project()

    copy.apply(project.all_changes())
    assert state_of(copy) == state_of(project)
    copy.apply([change.inverse for change in project.all_changes()])

    assert copy.is_empty
    assert copy.answers_of(MediaId(1)) == []


def test_a_change_set_names_what_was_touched() -> None:
    changes = [
        put(Table.FRAME, (1, 2), mask_frame(3)),
        put(Table.FRAME, (1, 3), mask_frame(3)),
        put(Table.OBJECT, 2, thing(2, name="x"), thing(2)),
    ]

    summary = change_set_of(changes)

    assert summary.frames == {1: {2, 3}}
    assert summary.object_ids == {2}
    assert not summary.is_structural
    assert change_set_of([put(Table.OBJECT, 3, thing(3))]).is_structural
    assert change_set_of([]).is_empty


def test_net_changes_go_from_the_first_old_value_to_the_last_new_one() -> None:
    steps = [
        put(Table.SETTING, "a", "1"),
        put(Table.SETTING, "a", "2", "1"),
        put(Table.SETTING, "b", "1"),
        put(Table.SETTING, "b", None, "1"),
    ]

    assert list(compress_changes(steps).values()) == [put(Table.SETTING, "a", "2")]


def test_ids_are_never_given_out_twice(project: Project) -> None:
    first = project.allocate_object_id()
    project.reserve_id(Table.OBJECT, 40)

    assert (first, project.allocate_object_id()) == (2, 41)


def test_views_of_the_project_cannot_be_written(project: Project) -> None:
    with pytest.raises(TypeError):
        project.objects[ObjectId(1)] = thing(1)  # type: ignore[index]
    with pytest.raises(TypeError):
        project.track(ObjectId(1))[0] = mask_frame(1)  # type: ignore[index]


def test_a_hundred_objects_get_a_hundred_colours() -> None:
    colors: list[tuple[int, int, int]] = []
    for _ in range(100):
        colors.append(next_color(colors))

    assert len(set(colors)) == 100
    assert colors[0] == distinct_color(0)


@pytest.mark.parametrize(
    ("wanted", "taken", "expected"),
    [
        ("dog", [], "dog"),
        ("dog", ["dog"], "dog 2"),
        ("dog", ["dog", "dog 2"], "dog 3"),
        ("dog 2", ["dog", "dog 2"], "dog 3"),
        ("dog 9", ["dog 9", "dog 10"], "dog 11"),
        ("race 2024", ["race 2024"], "race 2024 2"),
        ("7", ["7"], "7 2"),
        (" 7", [" 7"], " 7 2"),
        ("dog \u00b2", ["dog \u00b2"], "dog \u00b2 2"),
    ],
)
def test_a_taken_name_gets_a_number_or_the_next_one(wanted: str, taken: list[str], expected: str) -> None:
    assert unique_name(wanted, taken) == expected
