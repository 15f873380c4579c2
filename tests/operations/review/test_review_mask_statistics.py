"""Counts by label, object and clip, and the table that they become."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

from support.reviewing import SIZE_HW, disc, frame, gone, moving, project_of

from sa2va_desktop.annotation.attributes import (
    Attribute,
    AttributeId,
    AttributeKey,
    AttributeKind,
    ObjectAttribute,
)
from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.frame_review import FrameReview, Verdict
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import Category, CategoryId, FrameState, ObjectId
from sa2va_desktop.operations.review.mask_statistics import (
    StatisticsBy,
    as_csv,
    columns_of,
    rows_of,
    statistics_of,
    write_csv,
)

ONE, TWO = ObjectId(1), ObjectId(2)


def spoiled() -> Project:
    """Two things; the first vanishes for three frames, is confirmed once, rejected once, commented on once."""
    first = moving(frames=20)
    for index in (8, 9, 10):
        first[index] = frame(gone())
    first[3] = replace(first[3], state=FrameState.CONFIRMED)
    first[4] = replace(first[4], state=FrameState.FLAGGED)
    first[15] = frame(disc(90, 30), iou=0.2)
    project = project_of(first, moving(90, frames=10))
    label = Category(CategoryId(1), "=cat", (1, 1, 1))
    mood = Attribute(AttributeId(1), "mood", AttributeKind.TEXT)
    value = ObjectAttribute(ONE, AttributeId(1), (AttributeKey(0, "calm"), AttributeKey(9, "cross")))
    changes = [
        Change(Table.CATEGORY, CategoryId(1), None, label),
        Change(
            Table.OBJECT, ONE, project.objects[ONE], replace(project.objects[ONE], category_id=CategoryId(1))
        ),
        Change(Table.ATTRIBUTE, AttributeId(1), None, mood),
        Change(Table.VALUE, (ONE, AttributeId(1)), None, value),
        Change(Table.REVIEW, (ONE, 4), None, FrameReview(ONE, 4, Verdict.REJECTED, "no")),
    ]
    project.apply(changes)
    return project


def test_an_object_is_counted() -> None:
    row = rows_of(statistics_of(spoiled()), StatisticsBy.OBJECT)[0]

    assert (row.name, row.label, row.clip) == ("thing 1", "=cat", "clip")
    assert (row.frame_count, row.seen_count, row.gap_count) == (20, 17, 1)
    assert (row.flagged_count, row.rejected_count, row.comment_count) == (1, 1, 1)
    assert row.confirmed_share == 1 / 20
    assert row.lowest_iou == 0.2
    assert row.mean_area_px is not None
    assert abs(row.mean_area_px - disc(60, 60).area) < 10
    assert row.mean_area_share is not None
    assert abs(row.mean_area_share - row.mean_area_px / (SIZE_HW[0] * SIZE_HW[1])) < 1e-9
    assert row.states[FrameState.ABSENT] == 3
    assert row.values == "mood: calm, cross"


def test_labels_and_clips_add_their_objects_up() -> None:
    objects = statistics_of(spoiled())

    labels = {row.name: row for row in rows_of(objects, StatisticsBy.LABEL)}
    [clip] = rows_of(objects, StatisticsBy.CLIP)

    assert {name: row.frame_count for name, row in labels.items()} == {"=cat": 20, "": 10}
    assert (clip.object_count, clip.frame_count, clip.seen_count) == (2, 30, 27)
    assert clip.values == "mood: calm 1, cross 1"


def test_nothing_gives_no_row_and_an_empty_object_no_figures() -> None:
    assert rows_of([], StatisticsBy.CLIP) == []
    [row] = rows_of(statistics_of(project_of({})), StatisticsBy.OBJECT)

    assert row.mean_area_px is row.mean_iou is row.confirmed_share is None
    assert {column.shown(row) for column in columns_of(StatisticsBy.OBJECT)} >= {"—", "0"}


def test_the_table_is_safe_for_spreadsheets(tmp_path: Path) -> None:
    rows = rows_of(statistics_of(spoiled()), StatisticsBy.LABEL)

    write_csv(tmp_path / "t.csv", rows, StatisticsBy.LABEL)

    lines = list(csv.DictReader(io.StringIO((tmp_path / "t.csv").read_text(encoding="utf-8"))))
    assert [line["label"] for line in lines] == ["'=cat", ""]
    assert lines[0]["frames"] == "20"
    assert lines[0]["lowest_iou"] == "0.2"
    assert as_csv(rows, StatisticsBy.LABEL, delimiter="\t").splitlines()[0].split("\t")[0] == "label"
