"""Ref-DAVIS17: four texts an object in the order that its evaluators count on, and the text files as published."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.documents import expression
from support.expression_clips import export, read, told_clip

from sa2va_desktop.datasets.dataset_format import ExportOptions, formats, readable_formats
from sa2va_desktop.datasets.extras import with_extras
from sa2va_desktop.datasets.holds import LossKind
from sa2va_desktop.datasets.index_png import write_index_png
from sa2va_desktop.errors import FormatError

FILES = ("annot1", "annot1_full_video", "annot2", "annot2_full_video")


def loaded(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def published(folder: Path, texts: dict[str, bytes]) -> Path:
    """Text files beside a DAVIS of one sequence with two objects."""
    own = folder / "davis_text_annotations"
    own.mkdir(parents=True)
    for name, content in texts.items():
        (own / f"Davis17_{name}.txt").write_bytes(content)
    pictures = folder / "DAVIS/Annotations/480p/dogs-scale"
    pictures.mkdir(parents=True)
    for index in range(2):
        write_index_png(pictures / f"{index:05d}.png", np.array([[0, 1, 2]], np.uint8))
    lists = folder / "DAVIS/ImageSets/2017"
    lists.mkdir(parents=True)
    (lists / "val.txt").write_text("dogs-scale\n")
    return folder


def test_every_object_has_four_texts_in_a_row_and_what_fills_is_not_read(tmp_path: Path) -> None:
    clip = told_clip(split="val")

    out = export([clip], "ref-davis", tmp_path / "out")
    [read_clip], report = read(out, "ref-davis")

    expressions = loaded(out / "meta_expressions/valid/meta_expressions.json")["videos"]["clip"]["expressions"]
    assert list(expressions) == [str(number) for number in range(8)]
    assert [fields["obj_id"] for fields in expressions.values()] == ["1"] * 4 + ["2"] * 4
    assert [fields["exp"] for fields in expressions.values()][4:] == ["die Katze – „Mimi“"] * 4
    assert report.problems == []
    assert [(each.text, each.objects, each.key) for each in read_clip.expressions] == [
        ("the brown dog", (0,), "0"),
        ("the brown dog", (0,), "1"),
        ("die Katze – „Mimi“", (1,), "4"),
    ]
    assert read_clip.split == "val"
    assert (out / "valid/JPEGImages/clip/00003.jpg").is_file()


def test_texts_stay_with_their_annotator_and_a_fifth_is_a_loss(tmp_path: Path) -> None:
    clip = told_clip()
    kept = replace(expression(1, text="by the second"), extras=with_extras("", "ref-davis", {"exp_id": "6"}))
    texts = (kept, *(expression(number, text=f"text {number}") for number in range(2, 7)))
    clip = replace(clip, expressions=texts)

    out = export([clip], "ref-davis", tmp_path / "out")
    losses = {each.kind: each.count for each in formats()["ref-davis"].losses([clip], ExportOptions())}

    expressions = loaded(out / "meta_expressions/valid/meta_expressions.json")["videos"]["clip"]["expressions"]
    assert [each["exp"] for each in expressions.values()] == ["text 2", "text 3", "by the second", "text 4"]
    assert losses[LossKind.EXPRESSIONS] == 2


def test_objects_without_texts_come_last(tmp_path: Path) -> None:
    clip = told_clip()
    only_cat = replace(clip, expressions=clip.expressions[4:])

    out = export([only_cat], "ref-davis", tmp_path / "out")
    [read_clip], _ = read(out, "ref-davis")

    assert read_clip.expressions[0].objects == (0,)
    assert [each.category for each in read_clip.objects] == ["object", "dog"]


def test_the_published_text_files_are_read(tmp_path: Path) -> None:
    source = published(
        tmp_path,
        {
            "annot1": b'dogs-scale 2 "the right dog"\ndogs-scale 1 "the left dog"\n',
            "annot1_full_video": b'dog-scale 1 "a dog that sits"\n',
            "annot2": 'dogs-scale 1 "the dog in the café"\n'.encode("latin-1"),
            "annot2_full_video": b"\n",
        },
    )

    [clip], report = read(source, "ref-davis")

    assert report.problems == []
    assert (clip.name, clip.split, clip.frames, clip.media) == ("dogs-scale", "val", ("00000", "00001"), None)
    assert [(each.key, each.text, each.objects) for each in clip.expressions] == [
        ("0", "the left dog", (0,)),
        ("1", "a dog that sits", (0,)),
        ("2", "the dog in the café", (0,)),
        ("4", "the right dog", (1,)),
    ]
    davis = readable_formats()["ref-davis"]
    assert davis.recognises(source)
    assert davis.recognises(source / "davis_text_annotations")


def test_damaged_lines_and_missing_files_are_named(tmp_path: Path) -> None:
    source = published(
        tmp_path,
        {name: b'dogs-scale 1 "a dog"\nnonsense\ndogs-scale one "a dog"\n' for name in FILES[:3]}
        | {"annot1": b'nobody 1 "a person"\ndogs-scale 1 ""\n'},
    )

    _, report = read(source, "ref-davis")

    places = [each.place.removeprefix(f"{source}/davis_text_annotations/") for each in report.problems]
    assert places == [
        "Davis17_annot1.txt, line 2",
        "Davis17_annot1_full_video.txt, line 2",
        "Davis17_annot1_full_video.txt, line 3",
        "Davis17_annot2.txt, line 2",
        "Davis17_annot2.txt, line 3",
        "Davis17_annot2_full_video.txt",
        "davis_text_annotations, nobody",
    ]
    with pytest.raises(FormatError, match="expected meta_expressions or davis_text_annotations"):
        read(tmp_path / "DAVIS", "ref-davis")


def test_the_converted_form_is_told_apart_by_its_masks(tmp_path: Path) -> None:
    out = export([told_clip(split="val")], "ref-davis", tmp_path / "out")

    assert readable_formats()["ref-davis"].recognises(out)
    assert not readable_formats()["ref-youtube-vos"].recognises(out)
