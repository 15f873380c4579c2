"""gRefCOCO: texts about several things and about nothing, as its own reader takes them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from support.documents import HEIGHT, WIDTH
from support.expression_clips import export, read, still, texts_of, told_clip

from sa2va_desktop.datasets.dataset_format import ExportOptions, formats
from sa2va_desktop.datasets.holds import LossKind


def loaded(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    clip = still("dog", split="testA")

    out = export([clip], "grefcoco", tmp_path / "out")
    [read_clip], report = read(out, "grefcoco")

    assert report.problems == []
    assert texts_of(read_clip) == [
        ("the brown dog", ("Rex",)),
        ("the brown dog", ("Rex",)),
        ("both animals", ("Rex", "Mimi")),
        ("a unicorn", ()),
        ("die Katze – „Mimi“", ("Mimi",)),
    ]
    assert all(each.is_told for each in read_clip.expressions)
    assert read_clip.media == out / "images/train2014/dog.jpg"
    losses = formats()["grefcoco"].losses([clip], ExportOptions())
    assert [each.kind for each in losses] == [LossKind.STATES]


def test_ids_are_lists_and_nothing_is_minus_one(tmp_path: Path) -> None:
    out = export([still("dog")], "grefcoco", tmp_path / "out")

    refs = loaded(out / "grefcoco/grefs(unc).json")

    assert [(each["ann_id"], each["no_target"]) for each in refs] == [
        ([1], False),
        ([1, 2], False),
        ([-1], True),
        ([2], False),
    ]
    assert [each["category_id"] for each in refs] == [[1], [1, 2], [-1], [2]]


def test_a_text_means_what_is_seen_on_the_frame(tmp_path: Path) -> None:
    clip = told_clip()  # the cat is absent on frame 1
    out = export([replace(clip, expressions=clip.expressions[2:3])], "grefcoco", tmp_path / "out")

    clips, _ = read(out, "grefcoco")

    assert [texts_of(each)[0][1] for each in clips] == [
        ("Rex", "Mimi"),
        ("Rex",),
        ("Rex", "Mimi"),
        ("Rex", "Mimi"),
    ]
    assert [(each.frame_indices, each.is_clip, each.source_name) for each in clips] == [
        ((frame,), True, "clip.mp4") for frame in range(4)
    ]


def test_a_crowd_is_an_object_but_not_meant(tmp_path: Path) -> None:
    out = export([still("dog")], "grefcoco", tmp_path / "out")
    instances = loaded(out / "grefcoco/instances.json")
    instances["annotations"][1] |= {
        "iscrowd": 1,
        "segmentation": {"size": [HEIGHT, WIDTH], "counts": [5, 3, 40]},
    }
    (out / "grefcoco/instances.json").write_text(json.dumps(instances))

    [clip], _ = read(out, "grefcoco")

    assert dict(texts_of(clip))["both animals"] == ("Rex",)
    assert [each.extras.get("iscrowd") for each in clip.objects] == [None, 1]
