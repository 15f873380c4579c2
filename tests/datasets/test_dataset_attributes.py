"""Attributes in data sets: exact for us, visible for others, and found in what others write."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from support.read_back import CAR, DOG, full_clip, read, told_values, written

from sa2va_desktop.annotation.attributes import (
    Attribute,
    AttributeId,
    AttributeKey,
    AttributeKind,
    ObjectAttribute,
)
from sa2va_desktop.annotation.records import CategoryId
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import ExportOptions, formats

SCHEMA = (
    Attribute(
        AttributeId(1), "colour", AttributeKind.CHOICE, (CategoryId(1),), ("red", "blue"), question="Which?"
    ),
    Attribute(AttributeId(2), "moves", AttributeKind.YES_NO, changes_over_time=True, order=1),
    Attribute(AttributeId(3), "speed", AttributeKind.NUMBER, low=0.0, high=9.5, order=2),
    Attribute(AttributeId(4), "state", AttributeKind.TEXT, order=3),
)
EXACT = [
    "coco",
    "coco-panoptic",
    "csv",
    "cvat",
    "datumaro",
    "label-studio",
    "labelme",
    "parquet",
    "x-anylabeling",
    "youtube-vis",
]


def clip_with_values() -> AnnotatedClip:
    def value(object_id: Any, number: int, *keys: tuple[int, Any]) -> ObjectAttribute:
        return ObjectAttribute(object_id, AttributeId(number), tuple(AttributeKey(*key) for key in keys))

    return replace(
        full_clip(),
        attributes=SCHEMA,
        values={
            CAR: (
                value(CAR, 1, (0, "red")),
                value(CAR, 2, (0, True), (3, False)),
                value(CAR, 4, (0, "odd\n=1")),
            ),
            DOG: (value(DOG, 3, (0, 7.5)),),
        },
    )


def masks_in(value: Any, key: str) -> list[dict[str, Any]]:
    return [each["attributes"] for each in value[key]]


@pytest.mark.parametrize("format_id", EXACT)
def test_schema_and_values_come_back_exactly(format_id: str, tmp_path: Path) -> None:
    clip = clip_with_values()
    [back], report = read(format_id, written([clip], format_id, tmp_path, write_images=False))

    assert report.problem_count == 0
    assert told_values(back) == {
        str(CAR): {"colour": ((0, "red"),), "moves": ((0, True), (3, False)), "state": ((0, "odd\n=1"),)},
        str(DOG): {"speed": ((0, 7.5),)},
    }
    told = [(each.name, each.kind, each.labels, each.choices, each.question) for each in back.attributes]
    assert told[:2] == [
        ("colour", AttributeKind.CHOICE, ("car; big",), ("red", "blue"), "Which?"),
        ("moves", AttributeKind.YES_NO, (), (), ""),
    ]
    assert [each.changes_over_time for each in back.attributes] == [False, True, False, False]
    assert (back.attributes[2].low, back.attributes[2].high) == (0.0, 9.5)


@pytest.mark.parametrize("format_id", sorted(formats()))
def test_what_has_no_place_for_them_says_so(format_id: str) -> None:
    told = {
        each.kind.value: each.count
        for each in formats()[format_id].losses([clip_with_values()], ExportOptions())
    }

    assert (told.get("attributes", 0) == 0) == (format_id in EXACT) or not formats()[format_id].holds.masks


def test_coco_has_the_values_beside_each_mask(tmp_path: Path) -> None:
    out = written([clip_with_values()], "coco", tmp_path)
    document = json.loads((out / "annotations/instances.json").read_text())

    cars = [each for each in masks_in(document, "annotations") if each["object"] == str(CAR)]
    assert [(each["colour"], each["moves"], each["state"]) for each in cars] == [
        ("red", True, "confirmed"),  # the file's own meaning of "state" comes first
        ("red", False, "tracked"),
    ]


def test_cvat_declares_attributes_as_it_does_itself(tmp_path: Path) -> None:
    out = written([clip_with_values()], "cvat", tmp_path, choices={"shapes": "tracks"})
    root = ElementTree.parse(out / "annotations.xml").getroot()
    label = next(each for each in root.iter("label") if each.findtext("name") == "car; big")
    declared = {
        each.findtext("name"): (each.findtext("input_type"), each.findtext("mutable"), each.findtext("values"))
        for each in label.iterfind("attributes/attribute")
    }

    assert declared["colour"] == ("select", "False", "red\nblue")
    assert declared["moves"] == ("checkbox", "True", "false")
    assert declared["speed"] == ("number", "False", "0\n9.5\n1")
    polygon = next(each for each in root.iter("polygon"))
    told = {each.get("name"): each.text for each in polygon.iterfind("attribute")}
    assert (told["colour"], told["moves"]) == ("red", "true")


def test_x_anylabeling_and_datumaro_show_values_in_their_own_places(tmp_path: Path) -> None:
    clip = clip_with_values()
    first = next(path for path in written([clip], "x-anylabeling", tmp_path).rglob("00000.json"))
    car = next(each for each in json.loads(first.read_text())["shapes"] if each["label"] == "car; big")
    assert car["attributes"] == {"colour": "red", "moves": "true"}
    assert car["flags"]["moves"] is True

    document = json.loads(next(written([clip], "datumaro", tmp_path).rglob("default.json")).read_text())
    masks = [each for each in document["items"][0]["annotations"] if each["type"] == "mask"]
    assert (masks[0]["attributes"]["colour"], masks[0]["attributes"]["moves"]) == ("red", True)


def test_label_studio_has_a_result_for_each_value_of_a_region(tmp_path: Path) -> None:
    out = written([clip_with_values()], "label-studio", tmp_path, write_images=False)
    [path] = out.glob("*.json")
    task = json.loads(path.read_text())[0]
    results = task["annotations"][0]["result"]
    told = {each["from_name"]: each["value"] for each in results if each["id"] == f"{CAR}-0"}
    assert (told["colour"], told["moves"]) == ({"choices": ["red"]}, {"choices": ["true"]})
    config = (out / "label_config.xml").read_text()
    assert '<Choices name="colour" toName="image" perRegion="true">' in config
    assert '<Number name="speed"' in config

    del task["data"]["notes"]  # as somebody else would have written it
    path.write_text(json.dumps([task]))
    [back], report = read("label-studio", path)
    assert report.problem_count == 0
    assert sorted(map(str, told_values(back).values())) == [
        "{'colour': ((0, 'red'),), 'moves': ((0, True),)}",
        "{'speed': ((0, 7.5),)}",
    ]


TRACK = """<?xml version="1.0"?><annotations><version>1.1</version><meta><task><id>1</id><name>drive</name><size>6</size>
<mode>interpolation</mode><start_frame>0</start_frame><stop_frame>5</stop_frame><labels><label><name>car</name><attributes>
<attribute><name>parked</name><mutable>True</mutable><input_type>checkbox</input_type><values>false</values></attribute>
<attribute><name>model</name><mutable>False</mutable><input_type>select</input_type><values>T
S</values></attribute></attributes></label></labels><original_size><width>9</width><height>8</height></original_size>
</task></meta><track id="0" label="car"><attribute name="model">S</attribute>{0}</track></annotations>"""
BOX = (
    '<box frame="{0}" keyframe="1" outside="0" occluded="0" xtl="1" ytl="1" xbr="5" ybr="5">'
    '<attribute name="parked">{1}</attribute></box>'
)


def test_mutable_attributes_of_a_cvat_track_are_keys_over_time(tmp_path: Path) -> None:
    boxes = "".join(BOX.format(frame, said) for frame, said in ((0, "false"), (2, "false"), (3, "true")))
    path = tmp_path / "annotations.xml"
    path.write_text(TRACK.format(boxes))

    [clip], report = read("cvat", path)

    assert report.problem_count == 0
    assert told_values(clip) == {"0": {"parked": ((0, False), (3, True)), "model": ((0, "S"),)}}
    assert [(each.name, each.kind, each.choices, each.labels) for each in clip.attributes] == [
        ("parked", AttributeKind.YES_NO, (), ("car",)),
        ("model", AttributeKind.CHOICE, ("T", "S"), ("car",)),
    ]


def test_damaged_attributes_cost_a_sentence(tmp_path: Path) -> None:
    out = written([clip_with_values()], "csv", tmp_path)
    path = out / "attributes.csv"
    path.write_text(path.read_text().replace(",7.5,", ',"[7]",'))

    [clip], report = read("csv", out)

    assert report.problem_count == 1
    assert len(clip.objects) == 3
