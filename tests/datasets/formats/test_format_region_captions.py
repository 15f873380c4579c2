"""Region captions: three forms are written and come back, and Visual Genome's boxes become rectangles to look at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
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

from sa2va_desktop.annotation.records import (
    AnswerTask,
    Expression,
    ExpressionId,
    ExpressionKind,
    FrameState,
    MediaId,
    ObjectId,
)
from sa2va_desktop.annotation.rle import mask_to_rle, rle_to_mask
from sa2va_desktop.datasets.coco_rle import rle_to_coco
from sa2va_desktop.errors import FormatError


def caption(number: int, text: str, *about: ObjectId) -> Expression:
    return Expression(ExpressionId(number), MediaId(1), about, text, ExpressionKind.CAPTION)


TEXTS = (caption(1, "A ring with a hole.", RING), caption(2, "A bar.", BAR))
BAR_AS_TURN = turn(1, "It is long.", ("It", BAR), task=AnswerTask.REGION, language_frames=(0,))


@pytest.mark.parametrize("form", ["description", "conversation", "coco"])
def test_captions_come_back_with_their_masks(tmp_path: Path, form: str) -> None:
    clip = talking_clip(BAR_AS_TURN, expressions=None)
    clip = type(clip)(**{**vars(clip), "expressions": TEXTS})

    [read] = read_well(written([clip], "region-captions", tmp_path / "out", form=form), "region-captions")

    said = {text.text: read.objects[text.objects[0]].track[0].rle for text in read.expressions}
    assert said == {
        "A ring with a hole.": mask_to_rle(ring()),
        "A bar.": mask_to_rle(bar()),
        "It is long.": mask_to_rle(bar()),
    }
    assert {text.kind for text in read.expressions} == {ExpressionKind.CAPTION}
    assert (read.frame_indices, read.source_name, len(read.objects)) == ((0,), "clip.mp4", 2)
    with Image.open(tmp_path / "out/images/clip_00000.jpg") as picture:
        assert picture.size == (WIDTH, HEIGHT)


def test_descriptions_stand_in_the_order_of_regions_and_ids_of_captions_are_those_of_pictures(
    tmp_path: Path,
) -> None:
    clip = talking_clip()
    clip = type(clip)(**{**vars(clip), "expressions": TEXTS})

    osprey = written([clip], "region-captions", tmp_path / "a") / "region_captions.json"
    [item] = json.loads(osprey.read_text(encoding="utf-8"))
    assert item["description"] == ["A ring with a hole.", "A bar."]
    assert [each["segmentation"] for each in item["annotation"]] == [
        rle_to_coco(mask_to_rle(ring())),
        rle_to_coco(mask_to_rle(bar())),
    ]
    coco = json.loads(
        (written([clip], "region-captions", tmp_path / "b", form="coco") / "region_captions.json").read_text()
    )
    assert [each["id"] for each in coco["images"]] == [each["id"] for each in coco["annotations"]] == [1, 2]


def test_what_has_no_caption_or_no_mask_is_counted() -> None:
    clip = talking_clip()
    about_both, nowhere = caption(3, "Both.", RING, BAR), caption(4, "Gone.", ObjectId(99))
    clip = type(clip)(
        **{**vars(clip), "expressions": (*TEXTS[:1], caption(2, "A dot.", DOT), about_both, nowhere)}
    )

    counts = loss_counts([clip], "region-captions")

    assert counts["captions"] == 2
    assert counts["masks"] == 3  # the bar on the first frame; ring and bar on the last
    assert counts["frames"] == 1
    assert counts["regions that are too small to be trained with"] == 1


def test_nothing_to_describe_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no description"):
        written([talking_clip()], "region-captions", tmp_path / "out")


def test_visual_genome_boxes_are_rectangles_that_want_a_look(tmp_path: Path) -> None:
    good = {"region_id": 1, "image_id": 7, "phrase": "a bar", "x": 0, "y": 10, "width": 10, "height": 8}
    outside, unsaid = {**good, "x": 500}, {**good, "phrase": 5}
    beyond = {**good, "x": -3, "width": 13}
    (tmp_path / "region_descriptions.json").write_text(
        json.dumps([{"id": 7, "regions": [good, outside, unsaid, beyond]}])
    )
    url = "https://example.org/VG_100K_2/7.jpg"
    image = {"image_id": 7, "url": url, "height": HEIGHT, "width": WIDTH, "coco_id": None}
    (tmp_path / "image_data.json").write_text(json.dumps([image]))

    [clip], report = read_back(tmp_path, "region-captions")

    assert (clip.name, clip.height, clip.width) == ("7.jpg", HEIGHT, WIDTH)
    assert [text.text for text in clip.expressions] == ["a bar", "a bar"]
    [region] = clip.objects
    assert np.array_equal(rle_to_mask(region.track[0].rle), bar())
    assert (region.track[0].state, region.extras) == (FrameState.FLAGGED, {"box": [0.0, 10.0, 10.0, 8.0]})
    assert [each.place for each in report.problems] == [
        "region_descriptions.json[0].regions[1]",
        "region_descriptions.json[0].regions[2]",
    ]


def test_caption_files_of_refcocog_have_boxes_too(tmp_path: Path) -> None:
    image = {"id": 3, "file_name": "a.jpg", "height": HEIGHT, "width": WIDTH, "caption": "the bar"}
    boxed = {"id": 3, "image_id": 3, "bbox": [0, 10, 10, 8], "area": 80, "category_id": 1}
    document = {
        "images": [image, {**image, "id": 4}],
        "annotations": [boxed, {**boxed, "id": 4, "image_id": 4, "bbox": [1]}],
    }
    (tmp_path / "finetune_refcocog_val_captions.json").write_text(json.dumps(document))

    [clip], report = read_back(tmp_path, "region-captions")

    assert np.array_equal(rle_to_mask(clip.objects[0].track[0].rle), bar())
    assert len(clip.expressions) == 1
    assert [each.place for each in report.problems] == ["finetune_refcocog_val_captions.json.annotations[1]"]


def test_answers_about_several_regions_stay_turns(tmp_path: Path) -> None:
    said = [
        {"from": "human", "value": "<image>\nHow do <region1> and <region2> differ?"},
        {"from": "gpt", "value": "One has a hole."},
        {"from": "human", "value": "What is region2?"},
        {"from": "gpt", "value": "A bar."},
        {"from": "robot", "value": "?"},
    ]
    item: dict[str, Any] = {"file_name": "a.jpg", "height": HEIGHT, "width": WIDTH, "conversations": said}
    polygon = [[0, 10, 10, 10, 10, 18, 0, 18]]
    uncompressed = {"size": [HEIGHT, WIDTH], "counts": [0, 3, HEIGHT * WIDTH - 3]}
    item["annotation"] = [{"segmentation": uncompressed}, {"segmentation": polygon}]
    (tmp_path / "osprey_conversation.json").write_text(json.dumps([item]))

    [clip], report = read_back(tmp_path / "osprey_conversation.json", "region-captions")

    assert [(turn.instruction, turn.text) for turn in clip.turns] == [
        ("How do <region1> and <region2> differ?", "One has a hole.")
    ]
    assert [(text.text, text.objects) for text in clip.expressions] == [("A bar.", (1,))]
    assert [each.place for each in report.problems] == ["osprey_conversation.json[0].conversations[4]"]
