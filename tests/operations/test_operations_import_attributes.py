"""Imported values find their attribute in the schema or make one; what a person said stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from support.documents import clip, thing
from support.masks import box_mask
from support.window_driver import CLIP_SIZE_HW, write_clip

from sa2va_desktop.annotation.attributes import (
    Attribute,
    AttributeId,
    AttributeKey,
    AttributeKind,
    ObjectAttribute,
    Value,
)
from sa2va_desktop.annotation.changes import compress_changes
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import Category, CategoryId, FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.datasets.dataset_format import ExportOptions
from sa2va_desktop.datasets.imported_clip import (
    ImportedAttribute,
    ImportedClip,
    ImportedObject,
    ImportedValues,
    ImportReport,
)
from sa2va_desktop.editing import commands
from sa2va_desktop.operations.export import annotated_clips, write_export
from sa2va_desktop.operations.headless_run import run_to_end
from sa2va_desktop.operations.import_attributes import AttributeImporter
from sa2va_desktop.operations.import_dataset import ImportRequest, import_events
from sa2va_desktop.operations.import_modes import ImportMode
from sa2va_desktop.operations.import_writer import ImportWriter
from sa2va_desktop.operations.label_schema import SchemaDraft
from sa2va_desktop.operations.media_items import add_probed_media, probe
from sa2va_desktop.operations.schema_changes import schema_changes
from sa2va_desktop.operations.schema_records import Schema, SchemaAttribute, SchemaLabel, absorb
from sa2va_desktop.storage.session import OpenProject, open_project
from sa2va_desktop.tasks import CancelToken

FRAMES = (0, 1, 2, 3)
CAR, ONE = CategoryId(1), ObjectId(1)


@pytest.fixture
def project() -> Project:
    project = Project()
    project.apply(commands.put_media(project, clip(1)))
    project.apply(commands.put_category(project, Category(CAR, "car", (1, 2, 3))))
    for number in (1, 2):
        item = replace(thing(number, name=f"thing {number}"), category_id=CAR)
        project.apply(commands.put_object(project, item))
    return project


def bring(
    project: Project,
    *told: tuple[int, ImportedAttribute, tuple[tuple[int, Value], ...]],
    mode: ImportMode = ImportMode.FILL,
    frame_indices: tuple[int, ...] = FRAMES,
) -> ImportReport:
    """Import values of objects, each from a clip of its own, as one import."""
    report = ImportReport()
    importer = AttributeImporter(project, mode, report)
    for object_id, attribute, keys in told:
        wanted = ImportedObject(f"key {object_id}", "", values=(ImportedValues(0, keys),))
        part = ImportedClip(
            "c", 6, 8, tuple("0123"), Path("c"), FRAMES, objects=(wanted,), attributes=(attribute,)
        )
        changes = importer.changes_of(part, wanted, ObjectId(object_id), CAR, {"car": CAR}, frame_indices)
        project.apply(compress_changes(changes).values())  # as a run does
    project.apply(importer.refitted())
    return report


def told(project: Project, object_id: int, name: str) -> list[tuple[int, Value]]:
    attribute = next(each for each in project.attributes.values() if each.name == name)
    value = project.values_of(ObjectId(object_id)).get(attribute.attribute_id)
    return [(key.frame_index, key.value) for key in value.keys] if value is not None else []


def schema(project: Project) -> list[tuple[str, AttributeKind, tuple[str, ...], bool]]:
    return [
        (each.name, each.kind, each.choices, each.changes_over_time) for each in project.attributes.values()
    ]


def test_kinds_are_told_by_the_values(project: Project) -> None:
    for name, value in (("open", True), ("speed", 2.5), ("colour", "red"), ("note", "two\nlines")):
        bring(project, (1, ImportedAttribute(name), ((0, value),)))

    assert schema(project) == [
        ("open", AttributeKind.YES_NO, (), False),
        ("speed", AttributeKind.NUMBER, (), False),
        ("colour", AttributeKind.CHOICE, ("red",), False),
        ("note", AttributeKind.TEXT, (), False),
    ]
    assert {each.category_ids for each in project.attributes.values()} == {(CAR,)}
    assert all(key.is_confirmed for value in project.values_of(ONE).values() for key in value.keys)


def test_choices_grow_and_values_over_time_stay_keys(project: Project) -> None:
    colour = ImportedAttribute("colour")
    bring(project, (1, colour, ((0, "red"),)), (2, colour, ((0, "red"), (2, "blue"))))

    assert schema(project) == [("colour", AttributeKind.CHOICE, ("red", "blue"), True)]
    assert told(project, 2, "colour") == [(0, "red"), (2, "blue")]


def test_an_attribute_that_was_no_number_after_all_becomes_text(project: Project) -> None:
    size = ImportedAttribute("size")
    report = bring(project, (1, size, ((0, 12.0),)), (2, size, ((0, "large"),)))

    assert schema(project) == [("size", AttributeKind.TEXT, (), False)]
    assert told(project, 1, "size") == [(0, "12")]
    assert told(project, 2, "size") == [(0, "large")]
    assert report.problems == []


def test_what_the_schema_has_stays_as_it_is_and_says_what_does_not_fit(project: Project) -> None:
    limited = Attribute(AttributeId(1), "speed", AttributeKind.NUMBER, low=0.0, high=5.0)
    project.apply(commands.put_attribute(project, limited))
    speed = ImportedAttribute("speed", AttributeKind.TEXT, changes_over_time=True)
    report = bring(project, (1, speed, ((0, "4"), (2, "3"))), (2, speed, ((0, 9.0),)))

    assert project.attributes[AttributeId(1)] == limited
    assert told(project, 1, "speed") == [(0, 4.0)]
    assert [(each.place, each.sentence) for each in report.problems] == [
        ("c, key 2", "“speed” expects at most 5, found “9”.")
    ]


@pytest.mark.parametrize("mode", list(ImportMode))
def test_a_persons_value_wins_in_every_mode(project: Project, mode: ImportMode) -> None:
    project.apply(commands.put_attribute(project, Attribute(AttributeId(1), "note", AttributeKind.TEXT)))
    project.apply(commands.put_value(project, ObjectAttribute(ONE, AttributeId(1), (AttributeKey(0, "mine"),))))
    bring(project, (1, ImportedAttribute("note"), ((0, "theirs"),)), mode=mode)

    assert told(project, 1, "note") == [(0, "mine")]


@pytest.mark.parametrize(("mode", "value"), [(ImportMode.FILL, "guess"), (ImportMode.REPLACE, "theirs")])
def test_proposals_give_way_only_to_a_replacing_import(project: Project, mode: ImportMode, value: str) -> None:
    project.apply(commands.put_attribute(project, Attribute(AttributeId(1), "note", AttributeKind.TEXT)))
    guess = AttributeKey(0, "guess", 0.8, False, "nano")
    project.apply(commands.put_value(project, ObjectAttribute(ONE, AttributeId(1), (guess,))))
    bring(project, (1, ImportedAttribute("note"), ((0, "theirs"),)), mode=mode)

    assert told(project, 1, "note") == [(0, value)]


def test_a_locked_object_is_left_alone(project: Project) -> None:
    project.apply(commands.put_object(project, replace(project.objects[ONE], is_locked=True)))
    bring(project, (1, ImportedAttribute("note"), ((0, "theirs"),)))

    assert project.values_of(ONE) == {}


def test_keys_go_where_the_frames_of_the_file_are_shown(project: Project) -> None:
    """Frames 0 to 3 of the file are frames 0, 2, 4 … of what is open: here it has two only."""
    note = ImportedAttribute("note", AttributeKind.TEXT, changes_over_time=True)
    bring(project, (1, note, ((0, "a"), (1, "b"))), frame_indices=(0, 2, 3, 3))

    assert told(project, 1, "note") == [(0, "a"), (2, "b")]


# ---- through files


def annotated(session: OpenProject, path: Path) -> None:
    """A clip with a car whose colour a person gave, with keys over time, a proposal, and a label that has a key."""
    add_probed_media(session, [probe(path)])
    project = session.project
    (media_id,) = project.media
    schema = Schema(
        (SchemaLabel("car", (1, 2, 3), "Alt+1"),),
        (
            SchemaAttribute("colour", AttributeKind.CHOICE, ("car",), ("red", "blue"), question="Which?"),
            SchemaAttribute("moves", AttributeKind.YES_NO, changes_over_time=True),
            SchemaAttribute("guess", AttributeKind.TEXT),
        ),
    )
    draft = SchemaDraft(project)
    absorb(draft, schema)
    session.do("Schema", schema_changes(project, draft))
    item = commands.new_object(project, media_id, "van", category_id=min(project.categories))
    session.do("Object", commands.put_object(project, item))
    rle = mask_to_rle(box_mask(CLIP_SIZE_HW, 20, 20, 60, 60))
    frame = ObjectFrame(rle, FrameState.CONFIRMED)
    session.do("Masks", commands.put_track(project, item.object_id, {0: frame, 12: frame}))
    ids = {each.name: each.attribute_id for each in project.attributes.values()}
    for name, *keys in (
        ("colour", AttributeKey(0, "blue")),
        ("moves", AttributeKey(3, True), AttributeKey(9, False), AttributeKey(15, True, 0.6, False, "nano")),
        ("guess", AttributeKey(0, "nobody said so", 0.9, False, "nano")),
    ):
        value = ObjectAttribute(item.object_id, ids[name], tuple(keys))
        session.do("Value", commands.put_value(project, value))


@pytest.mark.parametrize("format_id", ["coco", "cvat", "csv"])
def test_what_a_person_gave_goes_through_files_into_another_project(format_id: str, tmp_path: Path) -> None:
    video = write_clip(tmp_path / "clip.mp4")
    with open_project(tmp_path / "one.sa2va", create=True) as session:
        annotated(session, video)
        out = tmp_path / "out"
        lost = write_export(
            annotated_clips(session.project, format_id=format_id),
            format_id=format_id,
            out=out,
            options=ExportOptions(write_images=False),
        )
        assert "attributes" not in {each.kind.value for each in lost}
    with open_project(tmp_path / "two.sa2va", create=True) as session:
        add_probed_media(session, [probe(video)])
        report = ImportReport()
        request = ImportRequest(out, format_id, tuple(session.project.media.values()), None, report)
        writer = ImportWriter(session, out, format_id=format_id, mode=ImportMode.ADD, report=report)
        error = run_to_end(writer, import_events(request, CancelToken()))

        assert (error, report.problems) == (None, [])
        assert writer.summary.values == 2
        project = session.project
        assert schema(project) == [
            ("colour", AttributeKind.CHOICE, ("red", "blue"), False),
            ("moves", AttributeKind.YES_NO, (), True),
        ]
        (van,) = project.objects
        assert told(project, van, "colour") == [(0, "blue")]
        assert told(project, van, "moves") == [(3, True), (9, False)]
        session.undo()
        assert not project.attributes
