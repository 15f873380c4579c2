from __future__ import annotations

import pytest
from support.documents import answer, clip, expression, mask_frame, state_of, thing

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import (
    AnswerId,
    Category,
    CategoryId,
    ExpressionId,
    FrameState,
    MediaId,
    ObjectId,
    Phrase,
)
from sa2va_desktop.editing import commands


@pytest.fixture
def project() -> Project:
    """A clip with two objects, three masks, a category and an answer about both objects."""
    project = Project()
    project.apply(commands.put_media(project, clip(1)))
    project.apply(commands.put_category(project, Category(CategoryId(1), "animal", (1, 2, 3))))
    for number, name in ((1, "dog"), (2, "cat")):
        project.apply(commands.put_object(project, thing(number, name=name)))
    project.apply(commands.put_track(project, ObjectId(1), {0: mask_frame(1), 2: mask_frame(2)}))
    project.apply(commands.put_track(project, ObjectId(2), {2: mask_frame(3)}))
    phrases = (Phrase(0, 3, ObjectId(1)), Phrase(8, 11, ObjectId(2)))
    project.apply(commands.put_answer(project, answer(1, text="dog and cat.", phrases=phrases)))
    return project


def test_commands_change_nothing_by_themselves(project: Project) -> None:
    before = state_of(project)

    commands.remove_media(project, MediaId(1))
    commands.remove_objects(project, [ObjectId(1)])
    commands.edit_mask(project, ObjectId(1), 0, mask_frame(9).rle)

    assert state_of(project) == before


def test_removing_a_media_item_takes_everything_of_it_along(project: Project) -> None:
    project.apply(commands.put_expression(project, expression(1)))
    project.apply(commands.remove_media(project, MediaId(1)))

    assert list(state_of(project)) == [("category", 1)]


def test_an_expression_goes_with_the_last_thing_that_it_is_about(project: Project) -> None:
    about_both = expression(1, object_ids=(1, 2), text="the two animals")
    for each in (about_both, expression(2, object_ids=(1,)), expression(3, object_ids=())):
        project.apply(commands.put_expression(project, each))

    project.apply(commands.remove_objects(project, [ObjectId(1)]))
    assert {key: each.object_ids for key, each in project.expressions.items()} == {1: (2,), 3: ()}

    project.apply(commands.remove_objects(project, [ObjectId(2)]))
    assert list(project.expressions) == [3]
    project.apply(commands.remove_expressions(project, [ExpressionId(3)]))
    assert not project.expressions


def test_removing_a_category_leaves_its_objects_without_one(project: Project) -> None:
    item = commands.new_object(project, MediaId(1), "bird", category_id=CategoryId(1))
    project.apply(commands.put_object(project, item))

    project.apply(commands.remove_category(project, CategoryId(1)))

    assert project.objects[item.object_id].category_id is None


def test_a_new_object_gets_an_unused_name_colour_and_the_last_place(project: Project) -> None:
    first = commands.new_object(project, MediaId(1), "dog")
    project.apply(commands.put_object(project, first))
    second = commands.new_object(project, MediaId(1), "dog")

    assert (first.name, second.name) == ("dog 2", "dog 3")
    assert first.color not in {(230, 159, 0), second.color}
    assert second.order == first.order + 1
    assert second.object_id == first.object_id + 1


def test_an_edited_mask_has_no_scores_and_is_marked_as_edited(project: Project) -> None:
    project.apply(commands.edit_mask(project, ObjectId(1), 0, mask_frame(9).rle))

    frame = project.frame(ObjectId(1), 0)
    assert frame is not None
    assert (frame.state, frame.predicted_iou, frame.object_score) == (FrameState.EDITED, None, None)
    assert frame.rle == mask_frame(9).rle


def test_masks_are_removed_in_a_half_open_range(project: Project) -> None:
    project.apply(commands.put_track(project, ObjectId(1), {1: mask_frame(4), 3: mask_frame(5)}))

    project.apply(commands.remove_masks(project, ObjectId(1), (1, 3)))

    assert project.frame_indices(ObjectId(1)) == [0, 3]


def test_states_are_set_where_there_is_a_record_and_nowhere_else(project: Project) -> None:
    project.apply(commands.set_frame_states(project, ObjectId(1), range(4), FrameState.CONFIRMED))

    assert project.frame_indices(ObjectId(1)) == [0, 2]
    assert {frame.state for frame in project.track(ObjectId(1)).values()} == {FrameState.CONFIRMED}


def test_objects_are_listed_and_drawn_in_the_order_given(project: Project) -> None:
    project.apply(commands.reorder_objects(project, [ObjectId(2), ObjectId(1)]))

    assert [item.object_id for item in project.objects_of(MediaId(1))] == [2, 1]
    assert [item.object_id for item, _ in project.masks_on(MediaId(1), 2)] == [2, 1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a dog and cat.", [(2, 5, 1), (10, 13, 2)]),
        ("dog and big cat.", [(0, 3, 1), (12, 15, 2)]),
        ("dog and bat.", [(0, 3, 1), (8, 11, 2)]),
        ("dog and.", [(0, 3, 1)]),
        ("dog and cat!", [(0, 3, 1), (8, 11, 2)]),
        ("", []),
        ("dog and cat.", [(0, 3, 1), (8, 11, 2)]),
    ],
)
def test_phrases_move_with_the_text_around_an_edit(
    project: Project, text: str, expected: list[tuple[int, ...]]
) -> None:
    project.apply(commands.edit_answer_text(project, AnswerId(1), text))

    phrases = project.answers[AnswerId(1)].phrases
    assert [(phrase.start, phrase.stop, phrase.object_id) for phrase in phrases] == expected


def test_a_phrase_can_be_bound_to_another_object(project: Project) -> None:
    project.apply(commands.bind_phrase(project, AnswerId(1), Phrase(8, 11, ObjectId(2)), ObjectId(1)))

    assert project.answers_about(ObjectId(2)) == []
    assert [phrase.object_id for phrase in project.answers[AnswerId(1)].phrases] == [1, 1]


def test_a_phrase_can_be_unbound_removed_and_added(project: Project) -> None:
    cat = Phrase(8, 11, ObjectId(2))

    project.apply(commands.bind_phrase(project, AnswerId(1), cat, None))
    assert project.answers[AnswerId(1)].phrases[1] == Phrase(8, 11, None)

    project.apply(commands.remove_phrase(project, AnswerId(1), Phrase(8, 11, None)))
    project.apply(commands.add_phrase(project, AnswerId(1), Phrase(4, 11, ObjectId(2))))
    assert project.answers[AnswerId(1)].phrases == (Phrase(0, 3, ObjectId(1)), Phrase(4, 11, ObjectId(2)))


def test_a_turn_is_removed_with_the_objects_that_it_names(project: Project) -> None:
    project.apply(commands.put_answer(project, answer(2, phrases=(Phrase(0, 3, ObjectId(1)),))))

    project.apply(commands.remove_answer_and_objects(project, AnswerId(1)))

    assert list(project.answers) == [2]
    assert project.answers[AnswerId(2)].phrases == ()
    assert not project.objects.keys() & {1, 2}


def test_an_answer_is_put_without_phrases_about_objects_that_are_gone(project: Project) -> None:
    phrases = (Phrase(0, 3, ObjectId(1)), Phrase(4, 7, ObjectId(99)))

    project.apply(commands.put_answer(project, answer(2, phrases=phrases)))

    assert project.answers[AnswerId(2)].phrases == phrases[:1]


def test_a_setting_is_set_and_removed(project: Project) -> None:
    project.apply(commands.set_setting(project, "fps", "25"))
    assert project.settings == {"fps": "25"}

    project.apply(commands.set_setting(project, "fps", None))
    assert project.settings == {}


def test_an_unknown_id_is_an_error(project: Project) -> None:
    for call in (
        lambda: commands.remove_media(project, MediaId(9)),
        lambda: commands.remove_answer(project, AnswerId(9)),
        lambda: commands.rename_object(project, ObjectId(9), "x"),
    ):
        with pytest.raises(KeyError):
            call()
