"""A project of format 3 has no attributes and reviews; it gets places for them and loses nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from support.documents import answer, clip, mask_frame, state_of, thing

from sa2va_desktop.annotation.attributes import (
    Attribute,
    AttributeId,
    AttributeKey,
    AttributeKind,
    ObjectAttribute,
)
from sa2va_desktop.annotation.frame_review import FrameReview, Verdict
from sa2va_desktop.annotation.project import Project, ProjectIntegrityError
from sa2va_desktop.annotation.records import Category, CategoryId, CleanUp, ObjectId, PresenceSpan
from sa2va_desktop.editing import commands
from sa2va_desktop.errors import ProjectError
from sa2va_desktop.storage.session import open_project

CAR = Category(CategoryId(1), "car", (1, 2, 3), hotkey="Ctrl+Alt+1", order=4)
DOORS = Attribute(AttributeId(1), "doors", AttributeKind.NUMBER, (CategoryId(1),), low=0, high=8)
PARKED = Attribute(
    AttributeId(2), "parked", AttributeKind.YES_NO, changes_over_time=True, question="Is it parked?"
)
FOUR = ObjectAttribute(ObjectId(1), AttributeId(1), (AttributeKey(0, 4.0),))
STOPS = ObjectAttribute(
    ObjectId(1), AttributeId(2), (AttributeKey(0, False, 0.9, False, "nano"), AttributeKey(2, True))
)
WRONG = FrameReview(ObjectId(1), 2, Verdict.REJECTED, "leaks into the road", 0.25, "the red car", "nano")


def make_version_3(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        for table in ("attribute", "object_attribute", "frame_review"):
            raw.execute(f"DROP TABLE {table}")
        for kind, fields in {
            "category": ("hotkey", "order"),
            "object": ("clean_up",),
            "answer": ("spans",),
        }.items():
            gone = ", ".join(f"'$.{field}'" for field in fields)
            raw.execute(f"UPDATE {kind} SET record = json_remove(record, {gone})")
            raw.execute(
                f"UPDATE history_record SET old_record = json_remove(old_record, {gone}),"
                f" new_record = json_remove(new_record, {gone}) WHERE kind = ?",
                (kind,),
            )
        raw.execute("PRAGMA user_version = 3")
        raw.commit()


def fill(session: object) -> None:
    project, do = session.project, session.do  # type: ignore[attr-defined]
    do("Label", commands.put_category(project, CAR))
    do("Schema", commands.put_attribute(project, DOORS))
    do("Schema", commands.put_attribute(project, PARKED))
    do("Value", commands.put_value(project, FOUR))
    do("Value", commands.put_value(project, STOPS))
    do("Review", commands.put_review(project, WRONG))
    do("Clean Up", commands.put_object(project, replace(thing(1), clean_up=CleanUp(3, 4, 5, -6))))
    spans = (PresenceSpan(0, 2, 0.5), PresenceSpan(3, 4, 1.0))
    do("Find", commands.put_answer(project, replace(answer(1), spans=spans)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "clips.sa2va"
    with open_project(path, create=True) as session:
        item = clip(1, path=(tmp_path / "clip.mp4").as_posix())
        session.do("Add", commands.put_media(session.project, item))
        session.do("Add", commands.put_object(session.project, thing(1)))
        session.do("Ask", commands.put_answer(session.project, answer(1)))
    return path


def test_a_project_of_format_3_is_read_undone_and_can_hold_labels(path: Path) -> None:
    make_version_3(path)
    with open_project(path) as session:
        assert session.project.objects[ObjectId(1)] == thing(1)
        session.undo()
        assert not session.project.answers
        session.redo()
        assert session.project.answers_of(clip(1).media_id) == [answer(1)]
        fill(session)
        full = state_of(session.project)
    with open_project(path) as session:
        assert state_of(session.project) == full
    assert path.with_name("clips.sa2va.bak-v3").exists()


def test_values_and_reviews_come_back_and_are_undone_and_redone_after_a_restart(path: Path) -> None:
    with open_project(path) as session:
        empty = state_of(session.project)
        fill(session)
        full = state_of(session.project)
        session.do("Forget", commands.remove_objects(session.project, [ObjectId(1)]))
        assert not session.project.values_of(ObjectId(1))
        assert not session.project.reviews_of(ObjectId(1))
    with open_project(path) as session:
        session.undo()
        assert state_of(session.project) == full
        assert session.project.values_of(ObjectId(1)) == {AttributeId(1): FOUR, AttributeId(2): STOPS}
        assert session.project.reviews_of(ObjectId(1)) == {2: WRONG}
        for _ in range(8):
            session.undo()
        assert state_of(session.project) == empty
    with open_project(path) as session:
        while session.redo() is not None and state_of(session.project) != full:
            pass
        assert state_of(session.project) == full
        assert STOPS.key_at(1) == STOPS.keys[0]
        assert STOPS.key_at(3) == STOPS.keys[1]


def test_removing_a_label_takes_the_attributes_that_were_for_it_alone(path: Path) -> None:
    with open_project(path) as session:
        fill(session)
        session.do("Forget", commands.remove_category(session.project, CAR.category_id))
        assert list(session.project.attributes.values()) == [PARKED]
        assert session.project.values_of(ObjectId(1)) == {AttributeId(2): STOPS}


def test_what_refers_to_nothing_is_refused(path: Path) -> None:
    with open_project(path) as session:
        fill(session)
        for wrong in (replace(FOUR, object_id=ObjectId(9)), replace(FOUR, attribute_id=AttributeId(9))):
            with pytest.raises(ProjectIntegrityError):
                session.do("Value", commands.put_value(session.project, wrong))
        with pytest.raises(ProjectIntegrityError, match="outside the 4 frames"):
            session.do("Review", commands.put_review(session.project, replace(WRONG, frame_index=4)))


def test_a_run_leaves_values_alone_that_a_person_gave_meanwhile(path: Path) -> None:
    with open_project(path) as session:
        fill(session)
        run = session.begin_run("Fill")
        mine = replace(FOUR, keys=(AttributeKey(0, 5.0),))
        session.do("Value", commands.put_value(session.project, mine))
        proposed = replace(FOUR, keys=(AttributeKey(0, 2.0, 0.8, False, "nano"),))
        told = session.append(run, commands.put_value(session.project, proposed))
        assert len(told.skipped) == 1
        assert session.project.values_of(ObjectId(1))[AttributeId(1)] == mine


@pytest.mark.parametrize("table", ["object_attribute", "frame_review"])
def test_a_record_under_another_key_is_refused_by_name(path: Path, table: str) -> None:
    with open_project(path) as session:
        fill(session)
        session.do("Paint", [commands.put_frame(session.project, ObjectId(1), 0, mask_frame())])
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"UPDATE {table} SET number = 3 WHERE number = 2")
        raw.commit()
    with pytest.raises(ProjectError, match=rf"{table}.*under another key"), open_project(path):
        pass


def test_an_empty_project_has_no_values() -> None:
    assert not Project().values_of(ObjectId(1))
    assert not Project().reviews_of(ObjectId(1))
