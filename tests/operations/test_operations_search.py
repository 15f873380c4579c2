"""Words find what they stand in, of every kind, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.documents import answer, clip, expression, mask_frame, thing
from support.properties import property_settings

from sa2va_desktop.annotation.attributes import (
    Attribute,
    AttributeId,
    AttributeKey,
    AttributeKind,
    ObjectAttribute,
)
from sa2va_desktop.annotation.frame_review import FrameReview
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import Category, CategoryId, ObjectId, Phrase
from sa2va_desktop.editing import commands
from sa2va_desktop.operations.search import FoundKind, Query, folded, frame_of, search, sorted_found


@pytest.fixture
def project() -> Project:
    project = Project()
    project.apply(commands.put_media(project, clip(1, path="/media/Straße_01.mp4")))
    project.apply(commands.put_category(project, Category(CategoryId(1), "animal", (1, 2, 3))))
    project.apply(commands.put_category(project, Category(CategoryId(2), "cart", (1, 2, 3))))
    named = replace(thing(1, name="Café dog"), category_id=CategoryId(1))
    project.apply(commands.put_object(project, named))
    project.apply([commands.put_frame(project, ObjectId(1), 2, mask_frame(3))])
    project.apply(commands.put_expression(project, expression(1, text="the brown dog on the left")))
    said = answer(1, text="It is the dog that jumps.", phrases=(Phrase(6, 13, ObjectId(1)),))
    project.apply(commands.put_answer(project, replace(said, instruction="who jumps?")))
    coat = Attribute(AttributeId(1), "coat", AttributeKind.TEXT, changes_over_time=True)
    project.apply(commands.put_attribute(project, coat))
    keys = (AttributeKey(0, "wet"), AttributeKey(3, "dry"))
    project.apply(commands.put_value(project, ObjectAttribute(ObjectId(1), AttributeId(1), keys)))
    project.apply(commands.put_review(project, FrameReview(ObjectId(1), 3, comment="leaks into the fence")))
    return project


def found(project: Project, typed: str, *kinds: FoundKind) -> list[tuple[FoundKind, str]]:
    hits = search(project, Query.of(typed), kinds or tuple(FoundKind))
    return [(each.kind, each.title) for each in sorted_found([each for each in hits if each is not None])]


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("strasse", [FoundKind.FILE]),
        ("ANIMAL", [FoundKind.LABEL, FoundKind.OBJECT]),
        ("cafe", [FoundKind.OBJECT, FoundKind.VALUE, FoundKind.VALUE]),
        ("left brown", [FoundKind.TEXT]),
        ('"brown dog"', [FoundKind.TEXT]),
        ('"dog brown"', []),
        ("dog -brown -cafe", [FoundKind.ANSWER]),
        ("jump", [FoundKind.ANSWER]),
        ("coat dry", [FoundKind.VALUE]),
        ("fence", [FoundKind.COMMENT]),
        ("nowhere", []),
        ("", []),
        ("-dog", []),
        ('"', []),
    ],
)
def test_each_kind_is_found_by_its_words(project: Project, typed: str, kinds: list[FoundKind]) -> None:
    assert [kind for kind, _ in found(project, typed)] == kinds


def test_kinds_can_be_chosen(project: Project) -> None:
    assert found(project, "dog", FoundKind.OBJECT) == [(FoundKind.OBJECT, "Café dog")]


def test_what_is_found_knows_where_to_look(project: Project) -> None:
    places = {
        each.kind: frame_of(project, each)
        for typed in ("animal", "fence", "jump", "coat dry")
        for each in search(project, Query.of(typed))
        if each is not None
    }
    assert places == {
        FoundKind.LABEL: 2,  # the first frame with a mask
        FoundKind.OBJECT: 2,
        FoundKind.COMMENT: 3,
        FoundKind.ANSWER: 0,
        FoundKind.VALUE: 3,
    }


def test_a_whole_name_comes_before_a_beginning_and_that_before_a_middle() -> None:
    project = Project()
    project.apply(commands.put_media(project, clip(1)))
    for number, name in enumerate(("scarf", "a car", "cars", "car"), start=1):
        project.apply(commands.put_object(project, thing(number, name=name)))
    assert [title for _, title in found(project, "car")] == ["car", "cars", "a car", "scarf"]


@property_settings()
@given(st.text(max_size=30), st.text(max_size=12))
def test_a_text_is_found_by_any_stretch_of_it_and_no_query_fails(text: str, typed: str) -> None:
    Query.of(typed)  # whatever is typed can be read
    for word in folded(text).split():
        plain = word.strip('-"')
        if plain and '"' not in plain:
            assert Query.of(f'"{plain}"').fits(folded(text))
