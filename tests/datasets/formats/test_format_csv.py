"""CSV: what is written comes back, tables that people changed are read, broken rows are told with their lines."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from support.read_back import HEIGHT, WIDTH, check_everything, full_clip, read, sentences, written

from sa2va_desktop.annotation.records import MediaKind, TextSegment
from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.datasets.dataset_format import ExportOptions, readable_formats
from sa2va_desktop.errors import FormatError

CSV = readable_formats()["csv"]

Rows = list[dict[str, str]]


def changed(path: Path, change: Callable[[Rows], object]) -> None:
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    columns = list(rows[0])
    change(rows)
    with path.open("w", newline="", encoding="utf-8-sig") as file:  # as spreadsheets write it
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def test_everything_comes_back(tmp_path: Path) -> None:
    clips = [full_clip("a", split="train"), full_clip("b", kind=MediaKind.IMAGE), full_clip("=c")]

    out = written(clips, "csv", tmp_path)
    back, report = read("csv", out)

    assert CSV.recognises(out)
    assert CSV.recognises(out / "objects.csv")
    assert not CSV.recognises(tmp_path)
    assert report.problem_count == 0
    for clip, read_clip in zip(clips, back, strict=True):
        check_everything(clip, read_clip)
    assert back[0].media == out / "images/a"
    assert back[1].media == out / "images/b/00000.jpg"
    assert back[0].frames[2] == "00004.jpg"
    assert back[0].expressions[0].segments == (TextSegment(0, 8, "stage 1"),)
    assert [each.language for each in back[0].expressions if each.length == "long"] == ["en"]
    lost = {each.kind.value: each.count for each in CSV.losses([clips[0]], ExportOptions())}
    assert lost == {"phrases": 2, "turns": 1, "times": 1}


def test_no_text_is_a_formula(tmp_path: Path) -> None:
    out = written([full_clip("=clip")], "csv", tmp_path, write_images=False)

    for name in ("objects", "texts", "clips"):
        with (out / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            texts = [cell for row in csv.reader(file) for cell in row]
        signs = {text for text in texts if text[:1] in tuple("=+-@")}
        assert all(float(text) < 0 for text in signs)  # numbers below 0 are no formulas


def test_one_table_of_masks_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "masks.csv"
    path.write_text(
        "clip,frame,object,height,width,mask\nv,3,car,4,5,5220003\nv,4,car,4,5,d0\n", encoding="utf-8"
    )

    [clip], report = read("csv", path)

    assert report.problem_count == 0
    assert (clip.name, clip.frame_indices, clip.is_clip) == ("v", (3, 4), True)
    [car] = clip.objects
    assert rle_to_mask(car.track[0].rle)[1:3, 1:4].all()
    assert car.track[1].rle.is_empty


@pytest.mark.parametrize(
    ("table", "change", "expected"),
    [
        ("objects", lambda rows: rows[0].update(mask="5"), "objects.csv, line 2, objects[0]: expected run lengths of 204"),
        ("objects", lambda rows: rows[0].update(mask="\x7f"), "objects.csv, line 2"),
        ("objects", lambda rows: rows[0].update(frame="x"), "'frame_index', found 'x'"),
        ("objects", lambda rows: rows[0].update(frame="-1"), "'frame_index', found -1"),
        ("objects", lambda rows: rows[0].update(height="3"), "expected a frame of 17x12 pixels, found 17x3"),
        ("objects", lambda rows: rows[0].update(state="lost"), "expected a state of"),
        ("objects", lambda rows: rows[0].update(predicted_iou="nan"), "'predicted_iou', found nan"),
        ("objects", lambda rows: rows[0].update(object_score="much"), "'object_score', found 'much'"),
        ("objects", lambda rows: rows.append(rows[0] | {"clip": "other"}) or rows.append(rows[0]), "expected the rows of"),
        ("texts", lambda rows: rows[0].update(kind="song"), "texts.csv, line 3: expected a text of kind"),
        ("texts", lambda rows: rows[0].update(objects="88"), "expected the key of an object, found '88'"),
        ("texts", lambda rows: rows[0].update(segments="{"), "expected a list as segments"),
        ("texts", lambda rows: rows[0].update(segments="[[5, 2, 3]]"), "'stop', found 2"),
        ("clips", lambda rows: rows[0].update(height=""), "clips.csv, line 2: expected a whole number"),
        ("clips", lambda rows: rows[0].update(height="999999", width="999999"), "at most"),
    ],
)  # fmt: skip
def test_a_broken_row_is_left_out_and_told(
    table: str, change: Callable[[Rows], object], expected: str, tmp_path: Path
) -> None:
    out = written([full_clip()], "csv", tmp_path, write_images=False)
    changed(out / f"{table}.csv", change)

    clips, report = read("csv", out)

    assert expected in sentences(report)[0]
    assert all((each.height, each.width) == (HEIGHT, WIDTH) for each in clips)


def test_a_table_without_the_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "objects.csv"
    path.write_text("clip,frame\n", encoding="utf-8")

    assert not CSV.recognises(tmp_path)
    with pytest.raises(
        FormatError, match="expected the columns object, height, width, mask, found clip, frame"
    ):
        read("csv", tmp_path)
    with pytest.raises(FormatError, match="cannot be read"):
        read("csv", tmp_path / "nothing.csv")
