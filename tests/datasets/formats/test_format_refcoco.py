"""RefCOCO: what the REFER reader would see, what comes back, and every kind of damage in one sentence."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pycocotools import mask as coco_mask
from support.documents import HEIGHT, WIDTH
from support.expression_clips import CAT, DOG, export, read, still, texts_of, told_clip

from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.datasets.dataset_format import ExportOptions, formats, readable_formats
from sa2va_desktop.datasets.extras import with_extras
from sa2va_desktop.datasets.holds import LossKind
from sa2va_desktop.errors import FormatError

IMAGE = {
    "id": 5,
    "file_name": "COCO_train2014_000000000005.jpg",
    "height": HEIGHT,
    "width": WIDTH,
    "license": 3,
}
ANNOTATION = {
    "id": 8,
    "image_id": 5,
    "category_id": 18,
    "iscrowd": 0,
    "segmentation": [[1, 1, 4, 1, 4, 4, 1, 4], [3, 3, 6, 3, 6, 5, 3, 5]],
    "bbox": [1, 1, 5, 4],
    "area": 15,
}
SENTENCE = {"sent_id": 70, "raw": "The Dog, left!", "sent": "the dog left", "tokens": ["the", "dog", "left"]}
REF = {
    "ref_id": 7,
    "ann_id": 8,
    "image_id": 5,
    "category_id": 18,
    "split": "testA",
    "file_name": "COCO_train2014_000000000005_8.jpg",
    "sent_ids": [70],
    "sentences": [SENTENCE],
}


def data_set(folder: Path, refs: Any, **changes: Any) -> Path:
    own = folder / "refcoco"
    own.mkdir(parents=True)
    instances = {
        "images": [IMAGE],
        "annotations": [ANNOTATION],
        "categories": [{"id": 18, "name": "dog", "supercategory": "animal"}],
        **changes,
    }
    (own / "instances.json").write_text(json.dumps(instances))
    (own / "refs(unc).json").write_text(json.dumps(refs))
    return folder


def loaded(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    clip = still("dog", split="testB")

    out = export([clip, still("cat", split="val")], "refcoco", tmp_path / "out")
    [first, second], report = read(out, "refcoco")

    assert report.problems == []
    assert (first.name, first.split, second.split) == ("dog.jpg", "testB", "val")
    assert first.media == out / "images/mscoco/images/train2014/dog.jpg"
    assert texts_of(first) == [
        ("the brown dog", ("Rex",)),
        ("the brown dog", ("Rex",)),
        ("die Katze – „Mimi“", ("Mimi",)),
    ]
    assert [(each.name, each.category) for each in first.objects] == [("Rex", "dog"), ("Mimi", "object")]
    assert [each.track[0].rle for each in first.objects] == [
        clip.tracks[DOG][0].rle,
        clip.tracks[CAT][0].rle,
    ]


def test_the_way_of_the_refer_reader_gives_the_same_masks(tmp_path: Path) -> None:
    clip = told_clip()

    out = export([clip], "refcoco", tmp_path / "out", refs="pickle", part="refcocog")

    with (out / "refcocog/refs(umd).p").open("rb") as file:
        refs = pickle.load(file)
    instances = loaded(out / "refcocog/instances.json")
    anns = {each["id"]: each for each in instances["annotations"]}
    frames = {each["id"]: each["frame_index"] for each in instances["images"]}
    assert len(refs) == 4 + 3  # one object is absent on one of four frames
    for ref in refs:
        ann = anns[ref["ann_id"]]
        rles = coco_mask.frPyObjects(ann["segmentation"], HEIGHT, WIDTH)
        summed = np.sum(coco_mask.decode(rles), axis=2).astype(np.uint8)
        thing = DOG if len(ref["sentences"]) == 2 else CAT
        assert np.array_equal(
            summed, rle_to_mask(clip.tracks[thing][frames[ref["image_id"]]].rle).astype(np.uint8)
        )
        assert ref["split"] == "train"
        assert ref["sent_ids"] == [each["sent_id"] for each in ref["sentences"]]
        assert ref["category_id"] == ann["category_id"]
    katze = refs[1]["sentences"][0]
    assert (katze["sent"], katze["tokens"]) == ("die katze mimi", ["die", "katze", "mimi"])


@pytest.mark.parametrize("suffix", [".json", ".p"])
def test_a_published_file_is_read_and_its_ids_are_written_again(tmp_path: Path, suffix: str) -> None:
    source = data_set(tmp_path / "in", [{**REF, "box_id": 4}])
    if suffix == ".p":
        (source / "refcoco/refs(unc).json").unlink()
        (source / "refcoco/refs(unc).p").write_bytes(pickle.dumps([{**REF, "box_id": 4}], protocol=2))
    [read_clip], report = read(source, "refcoco")
    [thing], [text] = read_clip.objects, read_clip.expressions
    told = still("told")

    item = replace(told.item, extras=with_extras("", "refcoco", read_clip.extras))
    dog = replace(told.objects[0], extras=with_extras("", "refcoco", thing.extras))
    own = replace(told.expressions[0], text=text.text, extras=with_extras("", "refcoco", text.extras))
    out = export(
        [replace(told, item=item, objects=(dog,), expressions=(own,), split=read_clip.split)],
        "refcoco",
        tmp_path / "out",
    )

    assert report.problems == []
    assert thing.track[0].rle.area == 3 * 3 + 3 * 2 - 1
    assert (text.text, text.key, text.extras["sent"]) == ("The Dog, left!", "70", "the dog left")
    assert loaded(out / "refcoco/refs(unc).json") == [{**REF, "box_id": 4, "file_name": "told_8.jpg"}]
    instances = loaded(out / "refcoco/instances.json")
    assert (instances["images"][0]["id"], instances["images"][0]["license"]) == (5, 3)
    assert instances["categories"] == [{"id": 18, "name": "dog", "supercategory": ""}]


def test_parts_of_one_picture_keep_their_splits(tmp_path: Path) -> None:
    other = {**REF, "ref_id": 9, "split": "train", "sentences": [{**SENTENCE, "sent_id": 71}]}

    [clip], _ = read(data_set(tmp_path, [REF, other]), "refcoco")

    assert clip.split == ""
    assert [each.extras["split"] for each in clip.expressions] == ["testA", "train"]


def test_what_is_seen_nowhere_and_what_means_several_is_counted() -> None:
    clip = still("dog")
    hidden = replace(clip, tracks={**clip.tracks, CAT: {}})

    losses = formats()["refcoco"].losses([hidden], ExportOptions())

    assert {each.kind: each.count for each in losses} == {
        LossKind.STATES: 1,
        LossKind.OBJECTS: 1,
        LossKind.EXPRESSIONS: 1,
        LossKind.MANY_OBJECTS: 1,
        LossKind.NO_OBJECT: 1,
    }


def test_its_files_and_folders_are_recognised(tmp_path: Path) -> None:
    refcoco = readable_formats()["refcoco"]
    source = data_set(tmp_path, [REF])

    assert all(
        refcoco.recognises(each) for each in (source, source / "refcoco", source / "refcoco/refs(unc).json")
    )
    assert not refcoco.recognises(source / "refcoco/instances.json")
    assert not readable_formats()["grefcoco"].recognises(source)


@pytest.mark.parametrize(
    ("changes", "ref", "problem"),
    [
        ({}, {"ann_id": 99}, "expected an annotation of the same picture, found ann_id 99"),
        ({}, {"ann_id": None}, "expected a number as 'ann_id', found None"),
        ({}, {"image_id": 6}, "expected the id of an image, found 6"),
        ({}, {"sentences": "a dog"}, "expected a list as 'sentences'"),
        ({}, {"sentences": []}, "expected sentences, found none"),
        ({}, {"sentences": None}, "expected sentences, found none"),
        ({}, {"sentences": [{"raw": " "}]}, "expected a text as 'raw' or 'sent', found none"),
        ({}, {"sentences": [5]}, "expected keys and values as sentence, found 5"),
        ({"annotations": [{**ANNOTATION, "segmentation": []}]}, {}, ""),
        ({"annotations": [{**ANNOTATION, "segmentation": [[1, 2]]}]}, {}, "expected"),
        ({"annotations": [ANNOTATION, ANNOTATION]}, {}, "expected an id of its own, found 8 a second time"),
        ({"annotations": [{**ANNOTATION, "image_id": 77}]}, {}, "expected the id of an image, found 77"),
        ({"images": [{**IMAGE, "height": -1}]}, {}, "expected a whole number from 1"),
        ({"images": [{**IMAGE, "height": 1 << 30, "width": 1 << 30}]}, {}, "expected a picture of at most"),
        ({"images": [{**IMAGE, "file_name": 3}]}, {}, "expected a text as 'file_name', found 3"),
    ],
)
def test_each_damaged_item_is_left_out_with_its_place(
    tmp_path: Path, changes: dict[str, Any], ref: dict[str, Any], problem: str
) -> None:
    _, report = read(data_set(tmp_path, [{**REF, **ref}], **changes), "refcoco")

    assert any(problem in each.sentence for each in report.problems) or not problem
    assert all("instances.json" in each.place or "refs(unc).json[0]" in each.place for each in report.problems)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("refs(unc).json", "{}", "expected a list of refs, found {}"),
        ("refs(unc).json", "[", "expected JSON"),
        ("instances.json", '{"images": [', "expected JSON"),
    ],
)
def test_a_file_that_is_none_is_one_sentence(tmp_path: Path, name: str, content: str, problem: str) -> None:
    source = data_set(tmp_path, [REF])
    (source / "refcoco" / name).write_text(content)

    with pytest.raises(FormatError) as error:
        read(source, "refcoco")

    assert name in str(error.value)
    assert problem in str(error.value)


def test_several_data_sets_in_one_folder_ask_for_a_choice(tmp_path: Path) -> None:
    source = data_set(tmp_path, [REF])
    (source / "refcoco").rename(source / "refcoco+")
    data_set(tmp_path, [REF])

    with pytest.raises(FormatError, match=r"found refcoco, refcoco\+; choose one"):
        read(source, "refcoco")
    with pytest.raises(FormatError, match=r"expected instances\.json and one of refs\(unc\)\.json"):
        read(tmp_path / "refcoco/nothing", "refcoco")


def test_a_list_of_run_lengths_and_a_picture_outside_are_met(tmp_path: Path) -> None:
    rle = {"size": [HEIGHT, WIDTH], "counts": [5, 3, 40]}
    image = {**IMAGE, "file_name": "../../secret.jpg"}
    (tmp_path / "secret.jpg").write_bytes(b"x")

    source = data_set(
        tmp_path / "set", [REF], annotations=[{**ANNOTATION, "segmentation": [rle]}], images=[image]
    )
    [clip], report = read(source, "refcoco")

    assert (clip.objects[0].track[0].rle.area, clip.media, report.problems) == (3, None, [])
