"""Parquet: nothing is lost, equal exports are equal bytes, broken tables are told in one sentence."""

from __future__ import annotations

import io
import json
import sys
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image
from support.read_back import (
    CAR,
    FRAMES,
    HEIGHT,
    WIDTH,
    check_everything,
    expression,
    full_clip,
    read,
    sentences,
    told,
    written,
)

from sa2va_desktop.annotation.records import AnswerId, AnswerState, ExpressionState, MediaKind, TextSegment
from sa2va_desktop.datasets import tar_tables
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import ExportOptions, readable_formats
from sa2va_desktop.datasets.side_file import SIDE_FILE
from sa2va_desktop.errors import FormatError

PARQUET = readable_formats()["parquet"]


def without_own_expressions(clip: AnnotatedClip) -> AnnotatedClip:
    """The expression of an object comes back as such, and not as a text."""
    return replace(clip, objects=tuple(replace(each, expression="") for each in clip.objects))


@pytest.mark.parametrize("container", ["parquet", "webdataset"])
def test_everything_comes_back(container: str, tmp_path: Path) -> None:
    clips = [
        full_clip("a", split="train"),
        full_clip("b", kind=MediaKind.IMAGE),
        full_clip("c", split="val"),
        full_clip("d", kind=MediaKind.SEQUENCE),
    ]

    out = written(clips, "parquet", tmp_path, choices={"container": container})
    back, report = read("parquet", out)

    assert PARQUET.recognises(out)
    assert report.problem_count == 0
    assert [each.name for each in back] == ["a", "b", "d", "c"]
    for clip in clips:
        [read_clip] = [each for each in back if each.name == clip.name]
        check_everything(without_own_expressions(clip), read_clip)
        assert (read_clip.pts, read_clip.time_base) == (clip.item.pts, clip.item.time_base)
        assert [each.expression for each in read_clip.objects] == [each.expression for each in clip.objects]
        [turn] = read_clip.turns
        assert turn.phrases == ((0, 7, 0), (8, 13, None))
        assert (turn.instruction, turn.text, turn.task) == (told().instruction, told().text, told().task)
        assert read_clip.expressions[0].segments == (TextSegment(0, 8, "stage 1"),)
        assert read_clip.expressions[2].language == "en"
    assert PARQUET.losses(clips, ExportOptions()) == []


def test_follow_ups_provenance_and_what_an_import_left_come_back(tmp_path: Path) -> None:
    clip = full_clip()
    follow = replace(told(), answer_id=AnswerId(2), follows=AnswerId(1), text="Why?", phrases=())
    failed = replace(told(), answer_id=AnswerId(3), state=AnswerState.FAILED, text="", phrases=())
    judged = expression(9, "wrong", (CAR,), state=ExpressionState.REJECTED)
    scored = expression(10, "the car", (CAR,), round_trip_iou=0.5, model_name="nano", prompt="What?")
    item = replace(clip.item, extras='{"coco": {"license": 3}}')
    clip = replace(clip, answers=(told(), follow, failed), expressions=(judged, scored), item=item)

    [back], _ = read("parquet", written([clip], "parquet", tmp_path))

    assert [each.is_continued for each in back.turns] == [False, True]
    assert [each.text for each in back.expressions] == ["the car"]
    assert back.expressions[0].extras == {"round_trip_iou": 0.5, "model_name": "nano", "prompt": "What?"}
    assert back.extras == {"earlier": {"coco": {"license": 3}}}
    assert [(each.what, each.count) for each in PARQUET.losses([clip], ExportOptions())] == [
        ("answers without text", 1)
    ]


def test_equal_exports_are_equal_bytes_in_small_row_groups(tmp_path: Path) -> None:
    clip = full_clip()
    record = clip.tracks[CAR][0]
    item = replace(clip.item, pts=tuple(range(250)))
    clip = replace(clip, item=item, tracks={CAR: dict.fromkeys(range(250), record)}, open_frames=None)

    one, two = (written([clip], "parquet", tmp_path / name, write_images=False) for name in ("1", "2"))

    names = [str(path.relative_to(one)) for path in sorted(one.rglob("*.*")) if path.name != SIDE_FILE]
    assert names == ["README.md", "clips/train.parquet", "frames/train-00000.parquet"]
    assert all((one / name).read_bytes() == (two / name).read_bytes() for name in names)
    metadata = pq.ParquetFile(one / "frames/train-00000.parquet").metadata
    assert [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)] == [100, 100, 50]
    assert len(read("parquet", one)[0][0].frames) == 250


def test_pictures_are_columns_that_hugging_face_knows(tmp_path: Path) -> None:
    out = written([full_clip()], "parquet", tmp_path)

    table = pq.read_table(out / "frames/train-00000.parquet")

    assert json.loads(table.schema.metadata[b"huggingface"])["info"]["features"]["image"] == {"_type": "Image"}
    rows = table.to_pylist()
    assert [row["frame_index"] for row in rows] == [0, 1, 4, 5]
    with Image.open(io.BytesIO(rows[2]["image"]["bytes"])) as picture:
        assert picture.size == (WIDTH, HEIGHT)
        assert abs(picture.getpixel((3, 3))[0] - 160) < 3  # type: ignore[index]
    assert rows[0]["objects"][0]["mask"]["size"] == [HEIGHT, WIDTH]
    assert rows[2]["time_s"] == 2.0
    assert 'path: "clips/train.parquet"' in (out / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("container", ["parquet", "webdataset"])
def test_pictures_as_files_come_along(container: str, tmp_path: Path) -> None:
    clips = [full_clip("a"), full_clip("b", kind=MediaKind.IMAGE)]

    out = written(clips, "parquet", tmp_path, choices={"pictures": "files", "container": container})
    back, _ = read("parquet", out)

    assert [each.media for each in back] == [out / "images/a", out / "images/b/00000.jpg"]
    assert back[0].frames == tuple(path.name for path in sorted((out / "images/a").iterdir()))
    assert sum(path.suffix == ".jpg" for path in out.rglob("*")) == 5


def test_one_file_of_frames_is_enough(tmp_path: Path) -> None:
    out = written([full_clip("a"), full_clip("b")], "parquet", tmp_path, write_images=False)

    back, report = read("parquet", out / "frames/train-00000.parquet")

    assert [(each.name, len(each.frames), len(each.objects)) for each in back] == [("a", 4, 2), ("b", 4, 2)]
    assert report.problem_count == 0


def changed(path: Path, change: Callable[[list[dict[str, Any]]], None]) -> None:
    table = pq.read_table(path)
    rows = table.to_pylist()
    change(rows)
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)


@pytest.mark.parametrize(
    ("table", "change", "place", "expected"),
    [
        ("frames", lambda rows: rows[0]["objects"][0]["mask"].update(counts="5"), "row 0, objects[0]", "204 pixels, found 5"),
        ("frames", lambda rows: rows[0]["objects"][0]["mask"].update(size=[1]), "row 0, objects[0]", "height and width"),
        ("frames", lambda rows: rows[0]["objects"][0].update(mask=None), "row 0, objects[0]", "size and counts"),
        ("frames", lambda rows: rows[0]["objects"][0].update(state="gone"), "row 0, objects[0]", "expected a state"),
        ("frames", lambda rows: rows[0]["objects"][0].update(key=None), "row 0, objects[0]", "a text as 'key'"),
        ("frames", lambda rows: rows[0].update(frame_index=-1), "row 0", "'frame_index', found -1"),
        ("frames", lambda rows: rows[0].update(height=3), "row 0", "expected a frame of 17x12 pixels, found 17x3"),
        ("frames", lambda rows: rows[0]["objects"][0].update(object_score=float("nan")), "row 0, objects[0]", "nan"),
        ("clips", lambda rows: rows[0].update(height=1 << 40), "row 0", "'height'"),
        ("clips", lambda rows: rows[0].update(height=1 << 20, width=1 << 20), "row 0", "at most"),
        ("clips", lambda rows: rows[0]["pts"].append(3), "row 0, pts", "ascending"),
        ("clips", lambda rows: rows[0]["objects"][0].update(color=[1, 2]), "objects[0]", "red, green and blue"),
        ("clips", lambda rows: rows[0]["expressions"][0].update(kind="song"), "expressions[0]", "'song'"),
        ("clips", lambda rows: rows[0]["expressions"][0].update(object_keys=["88"]), "expressions[0]", "'88'"),
        ("clips", lambda rows: rows[0]["expressions"][0]["segments"][0].update(stop=999), "expressions[0]", "'stop'"),
        ("clips", lambda rows: rows[0]["turns"][0].update(task="sing"), "turns[0]", "sing"),
        ("clips", lambda rows: rows[0]["turns"][0]["phrases"][0].update(stop=999), "turns[0]", "'stop', found 999"),
        ("clips", lambda rows: rows[0]["turns"][0]["phrases"][0].update(key="88"), "turns[0]", "'88'"),
    ],
)  # fmt: skip
def test_a_broken_value_is_told_with_its_row(
    table: str, change: Callable[[list[dict[str, Any]]], None], place: str, expected: str, tmp_path: Path
) -> None:
    out = written([full_clip()], "parquet", tmp_path, write_images=False)
    changed(next((out / table).glob("*.parquet")), change)

    clips, report = read("parquet", out)

    assert place in sentences(report)[0]
    assert expected in sentences(report)[0]
    assert [each.name for each in clips] == ["clip"]
    assert len(clips[0].frames) in (FRAMES - 3, FRAMES - 2)


def test_a_column_of_another_kind_is_told_with_its_rows(tmp_path: Path) -> None:
    out = written([full_clip()], "parquet", tmp_path, write_images=False)
    path = next((out / "frames").glob("*.parquet"))
    rows = [{**row, "frame_index": [row["frame_index"]]} for row in pq.read_table(path).to_pylist()]
    pq.write_table(pa.Table.from_pylist(rows), path)

    _, report = read("parquet", out)

    assert "row 0" in sentences(report)[0]
    assert "'frame_index', found [" in sentences(report)[0]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"\x00" * 100 + b"PAR1", b"\xff" * 300])
def test_what_is_no_parquet_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(content)

    with pytest.raises(FormatError, match=r"x\.parquet: expected Parquet, found [^\n]+$"):
        read("parquet", path)


def test_a_table_that_was_cut_or_has_a_flipped_byte_is_refused_or_told(tmp_path: Path) -> None:
    out = written([full_clip()], "parquet", tmp_path, write_images=False)
    path = out / "frames/train-00000.parquet"
    whole = path.read_bytes()
    for place in range(4, len(whole), 97):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :])
        told_as = ""
        try:
            _, report = read("parquet", out)
            sentences(report)
        except FormatError as error:
            told_as = str(error)
        assert "\n" not in told_as


def test_a_table_of_other_columns_names_those_that_are_wanted(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"image": [b"1"], "label": [3]}), path)

    with pytest.raises(FormatError, match=r"expected the columns clip, frame_index.*, found image, label"):
        read("parquet", path)


def test_without_its_package_the_person_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(FormatError, match=r"Parquet needs the package pyarrow.*sa2va-desktop\[parquet\]"):
        written([full_clip()], "parquet", tmp_path)


def test_shards_have_samples_of_a_picture_and_a_row(tmp_path: Path) -> None:
    one, two = (
        written([full_clip("a.b")], "parquet", tmp_path / name, choices={"container": "webdataset"})
        for name in "12"
    )

    shard = one / "frames/train-000000.tar"
    assert shard.read_bytes() == (two / "frames/train-000000.tar").read_bytes()
    with tarfile.open(shard) as tar:
        names = tar.getnames()
        assert names[:4] == ["00000000.jpg", "00000000.json", "00000001.jpg", "00000001.json"]
        assert len(names) == 8
        assert {(member.mtime, member.uid) for member in tar} == {(0, 0)}
        row = json.loads(tar.extractfile(names[1]).read())  # type: ignore[union-attr]
    assert (row["clip"], row["frame_index"], len(row["objects"])) == ("a.b", 0, 2)
    assert PARQUET.recognises(shard)
    [back], _ = read("parquet", shard)
    assert len(back.frames) == 4


def test_many_rows_are_several_shards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tar_tables, "_FILE_ROWS", 3)

    out = written([full_clip()], "parquet", tmp_path, choices={"container": "webdataset"}, write_images=False)

    assert sorted(path.name for path in (out / "frames").iterdir()) == ["train-000000.tar", "train-000001.tar"]
    assert len(read("parquet", out)[0][0].frames) == 4


def shard_of(path: Path, name: str, data: bytes, kind: bytes = tarfile.REGTYPE) -> Path:
    with tarfile.open(path, "w") as tar:
        member = tarfile.TarInfo(name)
        member.type, member.size, member.linkname = kind, len(data) if kind == tarfile.REGTYPE else 0, "x"
        tar.addfile(member, io.BytesIO(data))
    return path


@pytest.mark.parametrize(
    ("name", "data", "kind", "expected"),
    [
        ("a.json", b"{", tarfile.REGTYPE, r"a\.json: expected JSON"),
        ("a.json", b"[]", tarfile.REGTYPE, r"expected keys and values, found \[\]"),
        ("a.json", b"", tarfile.SYMTYPE, "plain files, found something else"),
        ("a.json", b"", tarfile.LNKTYPE, "plain files, found something else"),
        ("a.json", b"", tarfile.CHRTYPE, "plain files, found something else"),
    ],
)
def test_a_broken_shard_is_refused(name: str, data: bytes, kind: bytes, expected: str, tmp_path: Path) -> None:
    path = shard_of(tmp_path / "x.tar", name, data, kind)

    assert not PARQUET.recognises(path)
    with pytest.raises(FormatError, match=expected):
        read("parquet", path)


@pytest.mark.parametrize("content", [b"", b"x" * 600, b"\0" * 100])
def test_what_is_no_tar_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    path.write_bytes(content)

    with pytest.raises(FormatError, match=r"x\.tar: expected a tar archive"):
        read("parquet", path)


def test_a_row_of_a_shard_without_its_values_is_told(tmp_path: Path) -> None:
    clips, report = read("parquet", shard_of(tmp_path / "x.tar", "a.json", b'{"clip": "a"}'))

    assert clips == []
    assert "x.tar, a.json: expected a whole number" in sentences(report)[0]


def test_splits_of_any_name_stay_in_the_folder(tmp_path: Path) -> None:
    clips = [full_clip("a", split="../x{0}*"), full_clip("b", split="val")]

    for format_id, choices in (("parquet", {}), ("parquet", {"container": "webdataset"}), ("datumaro", {})):
        back, _ = read(format_id, written(clips, format_id, tmp_path, choices=choices))
        assert sorted(each.split for each in back) == ["../x{0}*", "val"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out-datumaro", "out-parquet"]
