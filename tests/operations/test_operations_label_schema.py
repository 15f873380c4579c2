"""A draft of a schema does to a project what it says it does, and nothing to what came meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.documents import clip, mask_frame, thing

from sa2va_desktop.annotation.attributes import (
    Attribute,
    AttributeId,
    AttributeKey,
    AttributeKind,
    ObjectAttribute,
    Value,
)
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import Category, CategoryId, ObjectId
from sa2va_desktop.editing import commands
from sa2va_desktop.operations.label_colors import set_color_by_label
from sa2va_desktop.operations.label_schema import (
    AttributeDraftKey,
    LabelKey,
    SchemaDraft,
    misfits,
)
from sa2va_desktop.operations.schema_changes import schema_changes
from sa2va_desktop.operations.schema_consequences import consequences

CAR, BUS = CategoryId(1), CategoryId(2)
COLOR, SEATS = AttributeId(1), AttributeId(2)


@pytest.fixture
def project() -> Project:
    """Two cars and a bus; cars have a colour over time, buses seats."""
    project = Project()
    project.apply(commands.put_media(project, clip(1)))
    for number, name in ((1, "car"), (2, "bus")):
        project.apply(
            commands.put_category(
                project, Category(CategoryId(number), name, (number, 0, 0), f"Alt+{number}", number - 1)
            )
        )
    colors = Attribute(COLOR, "colour", AttributeKind.CHOICE, (CAR,), ("red", "green"), changes_over_time=True)
    project.apply(commands.put_attribute(project, colors))
    project.apply(
        commands.put_attribute(project, Attribute(SEATS, "seats", AttributeKind.NUMBER, (BUS,), order=1))
    )
    for number, category_id in ((1, CAR), (2, CAR), (3, BUS)):
        item = replace(thing(number, name=f"thing {number}"), category_id=category_id)
        project.apply(commands.put_object(project, item))
        project.apply(commands.put_track(project, item.object_id, {0: mask_frame()}))
    give(project, 1, COLOR, (0, "red"), (2, "green"))
    give(project, 2, COLOR, (0, "red"))
    give(project, 3, SEATS, (0, 40.0))
    return project


def give(project: Project, object_id: int, attribute_id: AttributeId, *keys: tuple[int, Value]) -> None:
    value = ObjectAttribute(ObjectId(object_id), attribute_id, tuple(AttributeKey(*key) for key in keys))
    project.apply(commands.put_value(project, value))


def told(project: Project, object_id: int, attribute_id: AttributeId = COLOR) -> list[tuple[int, Value]]:
    value = project.values_of(ObjectId(object_id)).get(attribute_id)
    return [(key.frame_index, key.value) for key in value.keys] if value else []


def labels_of(project: Project) -> list[str]:
    return [
        project.categories[item.category_id].name if item.category_id else ""
        for item in project.objects_of(next(iter(project.media)))
    ]


def take(project: Project, draft: SchemaDraft) -> None:
    assert draft.problems() == []
    project.apply(schema_changes(project, draft))


def test_a_draft_that_is_not_edited_changes_nothing(project: Project) -> None:
    assert [each for each in schema_changes(project, SchemaDraft(project)) if each.old != each.new] == []


def test_names_colours_keys_and_order_are_taken_over(project: Project) -> None:
    draft = SchemaDraft(project)
    draft.put_label(replace(draft.labels[0], name="automobile", color=(9, 9, 9), hotkey="Alt+9"))
    made = draft.add_label("tram")
    draft.order_labels([made.key, LabelKey(2), LabelKey(1)])
    take(project, draft)

    assert [(each.name, each.hotkey) for each in project.schema_categories()] == [
        ("tram", "Alt+1"),
        ("bus", "Alt+2"),
        ("automobile", "Alt+9"),
    ]
    assert project.categories[CAR].color == (9, 9, 9)


def test_a_deleted_label_leaves_objects_without_and_takes_its_own_attributes(project: Project) -> None:
    draft = SchemaDraft(project)
    draft.remove_label(LabelKey(CAR))

    assert consequences(project, draft) == [
        "“car” is deleted: 2 objects will have no label.",
        "“colour” is deleted: 2 objects will lose their value of it.",
    ]
    take(project, draft)
    assert labels_of(project) == ["", "", "bus"]
    assert list(project.attributes) == [SEATS]
    assert told(project, 1) == []


def test_merged_labels_are_one_and_keep_all_values(project: Project) -> None:
    draft = SchemaDraft(project)
    draft.merge_labels(LabelKey(CAR), LabelKey(BUS))

    assert consequences(project, draft) == ["2 objects with “car” will have the label “bus”."]
    take(project, draft)
    assert labels_of(project) == ["bus", "bus", "bus"]
    assert project.attributes[COLOR].category_ids == (BUS,)
    assert told(project, 1) == [(0, "red"), (2, "green")]


def test_a_label_may_be_merged_into_one_that_was_merged_itself(project: Project) -> None:
    draft = SchemaDraft(project)
    made = draft.add_label("vehicle")
    draft.merge_labels(LabelKey(CAR), LabelKey(BUS))
    draft.merge_labels(LabelKey(BUS), made.key)
    take(project, draft)

    assert labels_of(project) == ["vehicle"] * 3


def test_a_removed_choice_is_dropped_or_becomes_what_the_person_says(project: Project) -> None:
    draft = SchemaDraft(project)
    shown = replace(draft.attributes[0], choices=("green", "crimson"))
    assert [(each.value, each.object_count, each.becomes) for each in misfits(project, shown)] == [
        ("red", 2, None)
    ]

    draft.put_attribute(replace(shown, fates={(str, "red"): "crimson"}))
    take(project, draft)
    assert told(project, 1) == [(0, "crimson"), (2, "green")]
    assert told(project, 2) == [(0, "crimson")]


def test_values_that_are_dropped_leave_the_rest(project: Project) -> None:
    draft = SchemaDraft(project)
    draft.put_attribute(replace(draft.attributes[0], choices=("green",)))

    assert consequences(project, draft) == ["“colour”: values of 2 objects do not fit and are dropped."]
    take(project, draft)
    assert told(project, 1) == [(2, "green")]
    assert told(project, 2) == []


def test_another_kind_converts_what_can_be_converted(project: Project) -> None:
    draft = SchemaDraft(project)
    give(project, 1, COLOR, (0, "red"))
    draft.put_attribute(replace(draft.attributes[0], kind=AttributeKind.TEXT))
    draft.put_attribute(replace(draft.attributes[1], kind=AttributeKind.CHOICE, choices=("40", "50")))
    take(project, draft)

    assert told(project, 1) == [(0, "red")]
    assert told(project, 3, SEATS) == [(0, "40")]
    assert project.attributes[COLOR].choices == ()


def test_an_attribute_that_changes_no_more_keeps_its_first_value(project: Project) -> None:
    draft = SchemaDraft(project)
    draft.put_attribute(replace(draft.attributes[0], changes_over_time=False))

    assert consequences(project, draft) == [
        "“colour”: of 1 object with several values over time the first is kept."
    ]
    take(project, draft)
    assert told(project, 1) == [(0, "red")]


def test_a_persons_word_is_kept_rather_than_an_earlier_proposal(project: Project) -> None:
    keys = (AttributeKey(0, "red", 0.5, is_confirmed=False), AttributeKey(2, "green"))
    project.apply(commands.put_value(project, ObjectAttribute(ObjectId(1), COLOR, keys)))
    draft = SchemaDraft(project)
    draft.put_attribute(replace(draft.attribute(AttributeDraftKey(COLOR)), changes_over_time=False))

    take(project, draft)

    assert told(project, 1) == [(0, "green")]


def test_labels_and_attributes_that_came_meanwhile_stay(project: Project) -> None:
    draft = SchemaDraft(project)
    draft.remove_label(LabelKey(CAR))
    project.apply(commands.put_category(project, Category(CategoryId(3), "van", (3, 0, 0))))
    project.apply(
        commands.put_attribute(
            project, Attribute(AttributeId(3), "new", AttributeKind.TEXT, (CAR, CategoryId(3)))
        )
    )
    take(project, draft)

    assert [each.name for each in project.categories.values()] == ["bus", "van"]
    assert project.attributes[AttributeId(3)].category_ids == (CategoryId(3),)


def test_choices_that_an_import_added_meanwhile_stay_with_their_values(project: Project) -> None:
    draft = SchemaDraft(project)
    color = draft.attribute(AttributeDraftKey(COLOR))
    draft.put_attribute(replace(color, name="paint", choices=("red", "green", "white")))
    draft.remove_label(LabelKey(BUS))
    known = project.attributes[COLOR]
    wider = replace(known, choices=(*known.choices, "mauve"), category_ids=(CAR, BUS), question="Which?")
    project.apply(commands.put_attribute(project, wider))
    give(project, 2, COLOR, (0, "mauve"))

    take(project, draft)

    after = project.attributes[COLOR]
    assert (after.name, after.choices) == ("paint", ("red", "green", "white", "mauve"))
    assert (after.category_ids, after.question) == ((CAR,), "Which?")
    assert told(project, 2) == [(0, "mauve")]


def test_objects_follow_the_colours_of_labels_where_the_project_is_set_so(project: Project) -> None:
    project.apply(set_color_by_label(project, True))
    draft = SchemaDraft(project)
    draft.put_label(replace(draft.labels[0], color=(7, 7, 7)))
    take(project, draft)

    assert [item.color for item in project.objects_of(next(iter(project.media)))] == [
        (7, 7, 7),
        (7, 7, 7),
        (2, 0, 0),
    ]
    project.apply(set_color_by_label(project, False))
    assert len({item.color for item in project.objects.values()}) == 3


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"name": " "}, "An attribute has no name."),
        ({"choices": ()}, "“colour” has no choices yet."),
        ({"choices": ("a", "a")}, "“colour” has the choice “a” twice."),
        (
            {"kind": AttributeKind.NUMBER, "low": 2.0, "high": 1.0},
            "The lowest number of “colour” is above the highest.",
        ),
        ({"name": "seats", "labels": ()}, "Two attributes of the same label are called “seats”."),
    ],
)
def test_attributes_that_cannot_be(project: Project, fields: dict[str, object], problem: str) -> None:
    draft = SchemaDraft(project)
    draft.put_attribute(replace(draft.attribute(AttributeDraftKey(COLOR)), **fields))  # type: ignore[arg-type]

    assert draft.problems() == [problem]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"name": ""}, "A label has no name."),
        ({"name": "bus"}, "Two labels are called “bus”."),
        ({"hotkey": "Alt+2"}, "“car” and “bus” have the same key, Alt+2."),
    ],
)
def test_labels_that_cannot_be(project: Project, fields: dict[str, str], problem: str) -> None:
    draft = SchemaDraft(project)
    draft.put_label(replace(draft.labels[0], **fields))  # type: ignore[arg-type]

    assert draft.problems() == [problem]


def test_the_same_name_is_allowed_for_attributes_of_different_labels(project: Project) -> None:
    draft = SchemaDraft(project)
    draft.put_attribute(replace(draft.attributes[1], name="colour"))

    assert draft.problems() == []
