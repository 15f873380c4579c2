"""Figures of texts and tracks against values worked out by hand, and the command that prints them."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path

import pytest
from support.pipeline_parts import FRAMES, SIZE_HW, box_rle, tracked_project
from support.shots import shot, write_shots

from sa2va_desktop.annotation.records import (
    Expression,
    ExpressionId,
    ExpressionState,
    FrameState,
    ObjectFrame,
    ObjectId,
)
from sa2va_desktop.annotation.rle import empty_rle
from sa2va_desktop.cli import main
from sa2va_desktop.editing.commands import put_expression, put_track
from sa2va_desktop.operations.media_items import add_probed_media, open_item, probe
from sa2va_desktop.operations.pipeline.camera_motion import camera_motion
from sa2va_desktop.operations.pipeline.text_statistics import (
    statistics_snapshot,
    text_statistics,
    word_count,
)
from sa2va_desktop.storage.session import OpenProject, open_project


def figures(session: OpenProject, **options: object) -> dict[str, float | None]:
    groups = text_statistics(statistics_snapshot(session.project), **options)  # type: ignore[arg-type]
    return {each.key: each.value for group in groups for each in group.figures}


def put_text(session: OpenProject, number: int, text: str, **fields: object) -> None:
    (media_id,) = session.project.media
    made = Expression(ExpressionId(number), media_id, (ObjectId(1),), text, **fields)  # type: ignore[arg-type]
    session.do("Put", put_expression(session.project, made))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("A red-hot car, isn't it?", 5),
        ("", 0),
        ("...", 0),
        ("左边的红色汽车", 7),
        ("红色 car 2", 4),
        ("Größe Ünter", 2),
    ],
)
def test_words_are_counted(text: str, count: int) -> None:
    assert word_count(text) == count


def test_lengths_and_states(tmp_path: Path) -> None:
    with tracked_project(tmp_path, "dog", "cat") as session:
        put_text(session, 1, "one two three", length="long", round_trip_iou=0.6)
        put_text(session, 2, "one two three four five", length="long", state=ExpressionState.PROPOSED)
        put_text(session, 3, "one", length="short", round_trip_iou=0.2)
        put_text(session, 4, "one two", length="long", state=ExpressionState.REJECTED)
        put_text(session, 5, "one two")
        found = figures(session)

    assert (found["clips"], found["objects"], found["described_objects"], found["texts"]) == (1, 2, 1, 4)
    assert (found["accepted_texts"], found["proposed_texts"], found["rejected_texts"]) == (3, 1, 1)
    assert (found["long_words_mean"], found["long_words_median"], found["long_words_max"]) == (4, 4, 5)
    assert (found["long_words_from_1"], found["long_words_from_5"], found["short_texts"]) == (1, 1, 1)
    assert found["other_words_mean"] == 2
    assert (found["round_trips"], found["round_trip_over_half"]) == (2, 0.5)
    assert found["round_trip_iou_mean"] == pytest.approx(0.4)
    assert found["camera_motion_mean"] is None


def test_motion_occlusion_and_reappearance(tmp_path: Path) -> None:
    with tracked_project(tmp_path, "mover", "away") as session:
        # Two pixels a frame; covered on frame 4, gone on frame 6, there again from frame 7 on.
        frames = {}
        for index in range(FRAMES):
            state = {4: FrameState.OCCLUDED, 6: FrameState.ABSENT}.get(index, FrameState.TRACKED)
            rle = empty_rle(*SIZE_HW) if index == 6 else box_rle(2 * index, 10)
            frames[index] = ObjectFrame(rle, state, 0.9, 5.0)
        session.do("Put", put_track(session.project, ObjectId(1), frames))
        (item,) = session.project.media.values()
        found = figures(session)

    fps = 1 / (item.time_s(1) - item.time_s(0))
    assert found["object_motion_mean"] == pytest.approx(2 * fps / math.hypot(*SIZE_HW) / 2), (
        "the other one stands"
    )
    assert (found["occluded_objects"], found["occluded_frames"]) == (0.5, 1 / 24)
    assert (found["disappearing_objects"], found["reappearing_objects"]) == (1.0, 0.5)


def test_the_camera_s_motion_is_the_shift_of_the_picture(tmp_path: Path) -> None:
    moving = write_shots(tmp_path / "moving.mp4", [shot(1, 12, step_px=4)])
    still = write_shots(tmp_path / "still.mp4", [shot(1, 12, step_px=0)])
    with open_project(tmp_path / "p.sa2va", create=True) as session:
        add_probed_media(session, [probe(moving), probe(still)])
        speeds = []
        for item in session.project.media.values():
            with open_item(item) as frames:
                speeds.append(camera_motion(item, frames))

    assert speeds[0] == pytest.approx(4 * 25 / math.hypot(96, 160), rel=0.05)
    assert speeds[1] == pytest.approx(0, abs=0.02)


def test_the_command_prints_a_table_json_or_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with tracked_project(tmp_path, "dog") as session:
        put_text(session, 1, "one two three", length="long")
        path = str(session.path)

    assert main(["statistics", path]) == 0
    assert "Words of long texts" in capsys.readouterr().out
    assert main(["statistics", path, "--json", "--no-camera"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["objects"], told["long_words_mean"], told["camera_motion_mean"]) == (1, 3, None)
    assert main(["statistics", path, "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["key"]: row["value"] for row in rows}["long_words_mean"] == "3.0"
