"""Schemas as files: what is written is read back, what does not belong is named, and a draft takes what it lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from sa2va_desktop.annotation.attributes import AttributeKind
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.errors import InputError
from sa2va_desktop.operations.label_schema import SchemaDraft
from sa2va_desktop.operations.schema_changes import schema_changes
from sa2va_desktop.operations.schema_file import read_schema, write_schema
from sa2va_desktop.operations.schema_records import (
    Schema,
    SchemaAttribute,
    SchemaLabel,
    absorb,
    project_schema,
    schema_of,
)
from sa2va_desktop.storage.lane import InlineExecutor
from sa2va_desktop.storage.loading import create_project
from sa2va_desktop.storage.session import open_project, start_session

SCHEMA = Schema(
    (SchemaLabel("车", (230, 159, 0), "Alt+1"), SchemaLabel("person", (1, 2, 3))),
    (
        SchemaAttribute(
            "colour", AttributeKind.CHOICE, ("车",), ("red", "light green"), question="Which colour?"
        ),
        SchemaAttribute("speed", AttributeKind.NUMBER, (), (), True, "", 0.0, 9.5),
        SchemaAttribute("door open", AttributeKind.YES_NO, ("车", "person"), changes_over_time=True),
        SchemaAttribute("note", AttributeKind.TEXT),
    ),
)

TOML = """
[[labels]]
name = "car"
color = "#E69F00"

[[attributes]]
name = "speed"
kind = "number"
labels = ["car"]
low = 0
"""


def schema_in(project: Project) -> Schema:
    return schema_of(SchemaDraft(project))


def project_with(schema: Schema) -> Project:
    project = Project()
    draft = SchemaDraft(project)
    assert absorb(draft, schema) == []
    project.apply(schema_changes(project, draft))
    return project


def test_a_schema_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "labels.json"
    write_schema(path, SCHEMA)

    assert read_schema(path) == SCHEMA
    assert len(path.read_text("utf-8").splitlines()) == 12  # one label or attribute a line


def test_half_a_surrogate_pair_from_a_strangers_file_can_be_written_again(tmp_path: Path) -> None:
    strange = Schema((SchemaLabel("a\ud800b 😀"),), ())
    write_schema(tmp_path / "labels.json", strange)

    assert read_schema(tmp_path / "labels.json") == strange


def test_a_project_has_the_schema_that_was_added_to_it() -> None:
    assert schema_in(project_with(SCHEMA)) == SCHEMA


def test_toml_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "labels.toml"
    path.write_text(TOML, "utf-8")

    assert read_schema(path) == Schema(
        (SchemaLabel("car", (230, 159, 0)),),
        (SchemaAttribute("speed", AttributeKind.NUMBER, ("car",), low=0.0),),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", "a record is a JSON object, found list"),
        ('{"labels": [', "the JSON cannot be read"),
        ("{}", "found neither"),
        ('{"labels": [{"color": "#000000"}]}', "the field 'labels' at 0: the field 'name' is missing"),
        ('{"labels": [{"name": "a", "colour": 1}]}', "at 0: the field 'colour' is not known"),
        ('{"labels": [{"name": "a", "color": "red"}]}', "a colour such as #e69f00, found 'red'"),
        ('{"labels": [{"name": "a"}, {"name": "a"}]}', "the label 'a' is there twice"),
        ('{"labels": [3]}', "has objects, found int at 0"),
        ('{"attributes": [{"name": "a", "kind": "colour"}]}', "is one of text, number, choice, yes_no"),
        ('{"attributes": [{"name": "a", "kind": "choice"}]}', "'choice' has choices"),
        ('{"attributes": [{"name": "a", "kind": "text", "low": 1}]}', "'text' has no limits"),
        ('{"attributes": [{"name": "a", "kind": "number", "low": 2, "high": 1}]}', "is at most 1.0, found 2.0"),
        (
            '{"attributes": [{"name": "a", "kind": "text", "labels": ["b"]}]}',
            "for the label 'b', which is not there",
        ),
        ('{"attributes": [{"name": "a", "kind": "text", "question": 1}]}', "'question' is text, found int"),
        (
            f'{{"attributes": [{{"name": "a", "kind": "number", "low": 1{"0" * 400}}}]}}',
            "'low' is a finite number",
        ),
        (
            f'{{"attributes": [{{"name": "a", "kind": "choice", "choices": {[*range(4000)]}}}]}}',
            "'choices' has at most 3000 entries, found 4000",
        ),
    ],
)
def test_what_does_not_belong_is_named(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "labels.json"
    path.write_text(text, "utf-8")

    with pytest.raises(InputError, match=r"labels\.json") as caught:
        read_schema(path)
    assert told in str(caught.value)


def test_a_draft_takes_what_it_lacks_and_keeps_its_own() -> None:
    project = project_with(
        Schema(
            (SchemaLabel("person", (9, 9, 9), "Alt+1"),),
            (
                SchemaAttribute("colour", AttributeKind.CHOICE, (), ("blue",)),
                SchemaAttribute("note", AttributeKind.NUMBER),
            ),
        )
    )
    draft = SchemaDraft(project)
    notices = absorb(draft, SCHEMA)

    schema = schema_of(draft)
    assert schema.labels == (SchemaLabel("person", (9, 9, 9), "Alt+1"), SchemaLabel("车", (230, 159, 0)))
    assert schema.attributes[0] == SchemaAttribute(
        "colour", AttributeKind.CHOICE, (), ("blue", "red", "light green"), question="Which colour?"
    )
    assert notices == [
        "Alt+1 is taken here, so “车” comes without a key.",
        "“note” stays as it is: it is of another kind there.",
    ]


def test_the_schema_of_another_project_is_read_while_it_is_open(tmp_path: Path) -> None:
    path = tmp_path / "other.sa2va"
    with start_session(create_project(path), InlineExecutor()) as session:
        draft = SchemaDraft(session.project)
        absorb(draft, SCHEMA)
        session.do("Labels", schema_changes(session.project, draft))

        assert project_schema(path) == SCHEMA
    with open_project(path) as session:
        assert schema_in(session.project) == SCHEMA
