"""Grounded captions: all four forms are read, ours comes back, and what its dictionary cannot hold is counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pycocotools import mask as coco_mask
from support.talking_clips import (
    BAR,
    DOT,
    HEIGHT,
    RING,
    WIDTH,
    bar,
    loss_counts,
    read_back,
    read_well,
    ring,
    talking_clip,
    turn,
    written,
)

from sa2va_desktop.annotation.records import AnswerTask, MediaKind
from sa2va_desktop.annotation.rle import mask_to_rle, rle_to_mask
from sa2va_desktop.datasets.coco_rle import rle_to_coco
from sa2va_desktop.errors import FormatError

CAPTION = turn(1, ' "A ring lies on a bar." ', ("A ring", RING), ("a bar", BAR))
TWICE = turn(2, "A thing and a thing.", ("thing", RING), ("thing", BAR))


def loader_sample(item: dict[str, Any]) -> tuple[str, list[np.ndarray]]:
    """What the published loaders make of an item: the caption with marks, and the masks, summed."""
    caption = item["caption"].strip('"').strip()
    found = sorted(item["groundings"].values(), key=lambda each: each["token_positives"][0])
    masks = [sum(coco_mask.decode(rle).astype(int) for rle in each["rle_masks"]) for each in found]
    for start, stop in sorted((each["token_positives"] for each in found), reverse=True):
        caption = f"{caption[:start]}<p> {caption[start:stop]} </p> [SEG]{caption[stop:]}"
    return caption, masks


def items_of(out: Path) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads((out / "gcg_train.json").read_text(encoding="utf-8"))
    return items


def test_published_loaders_find_marks_and_masks(tmp_path: Path) -> None:
    [item] = items_of(written([talking_clip(CAPTION)], "gcg", tmp_path / "out"))

    caption, masks = loader_sample(item)
    assert caption == "<p> A ring </p> [SEG] lies on <p> a bar </p> [SEG]."
    assert [np.array_equal(mask, own) for mask, own in zip(masks, (ring(), bar()), strict=True)] == [True, True]
    with Image.open(tmp_path / "out/images" / item["file_name"]) as picture:
        assert picture.size == (WIDTH, HEIGHT)


def test_captions_come_back_with_their_phrases_masks_and_frame(tmp_path: Path) -> None:
    [clip] = read_well(written([talking_clip(CAPTION)], "gcg", tmp_path / "out"), "gcg")

    [said] = clip.turns
    assert (said.text, said.task) == ("A ring lies on a bar.", AnswerTask.GROUNDED_CAPTION)
    assert [(said.text[start:stop], position) for start, stop, position in said.phrases] == [
        ("A ring", 0),
        ("a bar", 1),
    ]
    assert [each.track[0].rle for each in clip.objects] == [mask_to_rle(ring()), mask_to_rle(bar())]
    assert (clip.source_name, clip.source_hash, clip.frame_indices) == ("clip.mp4", "edge", (0,))
    assert clip.media == tmp_path / "out/images/clip_00000.jpg"


@pytest.mark.parametrize(("how", "keys"), [("number", ["thing", "thing (2)"]), ("join", ["thing"])])
def test_a_phrase_that_comes_twice_is_numbered_or_joined(tmp_path: Path, how: str, keys: list[str]) -> None:
    out = written([talking_clip(TWICE)], "gcg", tmp_path / "out", same_phrase=how)

    [item] = items_of(out)
    assert list(item["groundings"]) == keys
    assert max(mask.max() for mask in loader_sample(item)[1]) == 1
    assert loss_counts([talking_clip(TWICE)], "gcg", same_phrase=how).get("phrases", 0) == 2 - len(keys)
    [clip] = read_well(out, "gcg")
    assert len(clip.turns[0].phrases) == len(keys)


def test_what_captions_do_not_mention_is_counted() -> None:
    silent = turn(3, "Nothing here.", task=AnswerTask.DESCRIBE)

    clip = talking_clip(CAPTION, silent, turn(5, "Only a dot.", ("a dot", DOT), language_frames=(2,)))

    assert loss_counts([clip], "gcg") == {
        "masks": 2,  # ring and bar on the last frame
        "frames": 1,
        "scores": 3,
        "names": 3,
        "turns": 1,
        "times": 1,
    }


def test_pairs_to_score_with_hold_labels_in_the_order_of_their_masks(tmp_path: Path) -> None:
    still = talking_clip(CAPTION, kind=MediaKind.IMAGE)
    out = written([still], "gcg", tmp_path / "out", form="truth")

    captions = json.loads((out / "val_gcg_coco_caption_gt.json").read_text(encoding="utf-8"))
    assert captions["annotations"][0]["labels"] == ["A ring", "a bar"]
    [clip] = read_well(out, "gcg")
    assert clip.split == "val"
    assert [each.name for each in clip.objects] == ["A ring", "a bar"]
    assert clip.turns[0].phrases == ((0, 6, 0), (15, 20, 1))
    assert np.array_equal(rle_to_mask(clip.objects[0].track[0].rle), ring())


def test_nothing_to_say_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no caption whose phrases have masks"):
        written([talking_clip()], "gcg", tmp_path / "out")


def test_refcocog_form_finds_phrases_in_the_caption_and_its_size_in_the_picture(tmp_path: Path) -> None:
    Image.new("RGB", (WIDTH, HEIGHT)).save(tmp_path / "a.jpg")
    refs = [
        {"sentence": "A Bar", "segmentation": [[0, 10, 10, 10, 10, 18, 0, 18]]},
        {"sentence": "nothing", "segmentation": [[1, 1]]},
    ]
    item = {"img_file_name": "a.jpg", "caption": '"there is a bar"', "refs": refs}
    (tmp_path / "RefCOCOg_GCG_train.json").write_text(json.dumps([{"17": item}]))

    clips, report = read_back(tmp_path, "gcg")

    [clip] = clips
    assert clip.turns[0].phrases == ((9, 14, 0),)
    assert np.array_equal(rle_to_mask(clip.objects[0].track[0].rle), bar())
    assert [(each.place, "at least 3 points" in each.sentence) for each in report.problems] == [
        ("RefCOCOg_GCG_train.json[0].refs[1]", True)
    ]


def test_flickr_form_takes_spans_and_masks_of_annotations(tmp_path: Path) -> None:
    image = {"id": 5, "file_name": "a.jpg", "height": HEIGHT, "width": WIDTH, "caption": "A bar lies there"}
    good = {"id": 1, "image_id": 5, "tokens_positive": [[0, 5]], "sam_mask": rle_to_coco(mask_to_rle(bar()))}
    annotations = [good, {**good, "id": 2, "tokens_positive": [[0, 500]]}, {"id": 3}]
    document = {"images": [image], "annotations": annotations, "categories": []}
    (tmp_path / "flickr_mergedGT_GCG_train.json").write_text(json.dumps(document))

    [clip], report = read_back(tmp_path, "gcg")

    assert clip.turns[0].phrases == ((0, 5, 0),)
    assert clip.objects[0].name == "A bar"
    assert [each.place for each in report.problems] == [
        "flickr_mergedGT_GCG_train.json.annotations[2]",
        "flickr_mergedGT_GCG_train.json.annotations[1]",
    ]


def test_a_span_outside_the_caption_is_named_with_its_place(tmp_path: Path) -> None:
    mask = rle_to_coco(mask_to_rle(bar()))
    bad = {
        "a bar": {"token_positives": [3, 99], "rle_masks": [mask]},
        "ok": {"token_positives": [0, 2], "rle_masks": [mask]},
    }
    (tmp_path / "x.json").write_text(
        json.dumps([{"file_name": "a.jpg", "caption": "a bar", "groundings": bad}])
    )

    [clip], report = read_back(tmp_path / "x.json", "gcg")

    assert len(clip.turns[0].phrases) == 1
    assert [str(each.place) for each in report.problems] == ["x.json[0].groundings['a bar']"]
    assert report.problems[0].sentence == "expected a phrase within the caption's 5 characters, found [3, 99]"
