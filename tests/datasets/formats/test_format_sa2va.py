"""Sa2VA's fine-tuning data: an independent reader with the published rules finds every mask bit for bit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pycocotools import mask as coco_mask
from support.properties import property_settings
from support.talking_clips import (
    BAR,
    DOT,
    HEIGHT,
    RING,
    WIDTH,
    bar,
    dot,
    loss_counts,
    read_back,
    read_well,
    ring,
    talking_clip,
    written,
)

from sa2va_desktop.annotation.records import Expression, ExpressionId, MediaId, MediaKind
from sa2va_desktop.annotation.rle import mask_to_rle, rle_to_mask
from sa2va_desktop.datasets.polygons import flat, hole_free_pieces
from sa2va_desktop.errors import FormatError

NAMED = {RING: "the ring.", BAR: "The Bar"}


def finetune_samples(root: Path) -> list[tuple[str, list[str], list[np.ndarray]]]:
    """Picture, texts and masks as `Sa2VAFinetuneDataset` makes them: masks are sums, texts lose case and one full stop."""
    samples = []
    for item in json.loads((root / "annotations.json").read_text(encoding="utf-8")):
        with Image.open(root / "images" / item["image"]) as picture:
            width, height = picture.size
        texts, masks = [], []
        for index, polygons in enumerate(item["mask"]):
            text = item["text"][index].lower()
            texts.append(text[:-1] if text[-1] == "." else text)
            total = np.zeros((height, width), np.uint8)
            for polygon in polygons:
                assert len(polygon) >= 6
                total += coco_mask.decode(coco_mask.frPyObjects([polygon], height, width)).squeeze()
            masks.append(total)
        samples.append((item["image"], texts, masks))
    return samples


def both(number: int = 1) -> Expression:
    return Expression(ExpressionId(number), MediaId(1), (RING, BAR), f"both things {number}")


def test_the_published_reader_finds_every_mask(tmp_path: Path) -> None:
    clip = talking_clip(expressions=NAMED)

    samples = finetune_samples(written([clip], "sa2va", tmp_path / "out"))

    assert [(name, texts) for name, texts, _ in samples] == [
        ("clip_00000.jpg", ["the ring", "the bar"]),
        ("clip_00001.jpg", ["the ring"]),
        ("clip_00002.jpg", ["the ring", "the bar"]),
    ]
    assert all(np.array_equal(masks[0], ring()) for _, _, masks in samples)
    assert np.array_equal(samples[2][2][1], bar())


@property_settings()
@given(st.integers(0, 2**48 - 1))
def test_pieces_of_any_mask_add_up_to_it_once(bits: int) -> None:
    mask = np.array([bits >> place & 1 for place in range(48)], np.uint8).reshape(6, 8)

    total = np.zeros((6, 8), int)
    for piece in hole_free_pieces(mask_to_rle(mask)):
        total += coco_mask.decode(coco_mask.frPyObjects([flat(piece)], 6, 8)).squeeze()

    assert np.array_equal(total, mask)


def test_texts_and_masks_come_back(tmp_path: Path) -> None:
    clips = read_well(written([talking_clip(expressions=NAMED)], "sa2va", tmp_path / "out"), "sa2va")

    assert [(clip.name, clip.frame_indices, clip.source_name) for clip in clips] == [
        (f"clip_0000{frame}.jpg", (frame,), "clip.mp4") for frame in range(3)
    ]
    assert [text.text for text in clips[0].expressions] == ["the ring.", "The Bar"]
    assert np.array_equal(rle_to_mask(clips[0].objects[1].track[0].rle), bar())


def test_an_item_has_at_most_five_masks_and_an_expression_of_several_objects_is_their_union(
    tmp_path: Path,
) -> None:
    still = talking_clip(kind=MediaKind.IMAGE, expressions=NAMED)
    still = type(still)(**{**vars(still), "expressions": tuple(both(number) for number in range(5))})

    samples = finetune_samples(written([still], "sa2va", tmp_path / "out"))

    assert [len(texts) for _, texts, _ in samples] == [5, 2]
    assert np.array_equal(samples[0][2][0], ring() | bar())
    assert len(read_well(tmp_path / "out", "sa2va")) == 1
    assert loss_counts([still], "sa2va") == {"objects": 1, "scores": 2, "names": 2, "many_objects": 5}


def test_objects_without_an_expression_are_left_out_or_called_by_name(tmp_path: Path) -> None:
    clip = talking_clip(expressions={RING: "the ring"})

    assert loss_counts([clip], "sa2va")["masks"] == 3
    assert "masks" not in loss_counts([clip], "sa2va", unnamed="label")
    samples = finetune_samples(written([clip], "sa2va", tmp_path / "out", unnamed="label"))
    assert samples[2][1] == ["the ring", "bar", "dot"]
    assert np.array_equal(samples[2][2][2], dot())


def test_typed_signs_are_no_signs_for_a_reader_and_a_lone_full_stop_is_no_text(tmp_path: Path) -> None:
    clip = talking_clip(expressions={RING: "[SEG] me", DOT: "."})

    samples = finetune_samples(written([clip], "sa2va", tmp_path / "out"))

    assert {text for _, texts, _ in samples for text in texts} == {"[ seg ] me"}
    assert loss_counts([clip], "sa2va")["typed signs such as <image>, which are written apart"] == 1
    assert loss_counts([clip], "sa2va")["expressions"] == 1


def test_splits_have_folders_of_their_own(tmp_path: Path) -> None:
    clip = talking_clip(expressions=NAMED, split="val")

    out = written([clip], "sa2va", tmp_path / "out")

    assert finetune_samples(out / "val")
    assert {clip.split for clip in read_well(out, "sa2va")} == {"val"}


def test_nothing_with_a_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no mask with a text"):
        written([talking_clip()], "sa2va", tmp_path / "out")


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        ({"mask": [[[0, 0, 5, 0]]], "text": ["a"]}, "annotations.json[0].mask[0]", "at least 3 points"),
        ({"mask": [{"size": [3, 3], "counts": "09"}]}, "annotations.json[0].mask[0]", "a list of polygons"),
        ({"text": [""]}, "annotations.json[0].mask[0]", "expected a text"),
        ({"text": []}, "annotations.json[0].mask[0]", "expected a text"),
        ({"mask": 5}, "annotations.json[0]", "expected a list as 'mask'"),
        ({"image": "../x.jpg", "height": None}, "annotations.json[0]", "whole number"),
        ({"image": 5}, "annotations.json[0]", "expected a text as 'image'"),
        ({"mask": [[[50, 50, 60, 50, 60, 60]]]}, "annotations.json[0].mask[0]", "no pixel"),
    ],
)
def test_bad_items_are_named_and_left_out(
    tmp_path: Path, change: dict[str, Any], place: str, words: str
) -> None:
    item = {
        "image": "a.jpg",
        "mask": [[[0, 0, 5, 0, 5, 5]]],
        "text": ["a thing"],
        "height": HEIGHT,
        "width": WIDTH,
    }
    (tmp_path / "annotations.json").write_text(json.dumps([{**item, **change}, item]))

    clips, report = read_back(tmp_path, "sa2va")

    assert sum(len(clip.objects) for clip in clips) == 1
    assert {each.place for each in report.problems} == {place}
    assert any(words in each.sentence for each in report.problems)
