"""CVAT: what is written comes back as masks and as tracks, CVAT's own files are read, broken ones are told."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.read_back import check_everything, full_clip, read, sentences, told_values, written

from sa2va_desktop.annotation.records import FrameState, MediaKind
from sa2va_desktop.annotation.rle import mask_to_rle, rle_to_mask
from sa2va_desktop.datasets import cvat_reader, xml_files
from sa2va_desktop.datasets.cvat_shapes import mask_fields
from sa2va_desktop.datasets.dataset_format import ExportOptions, readable_formats
from sa2va_desktop.datasets.imported_clip import ImportReport
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken

CVAT = readable_formats()["cvat"]


def document(*parts: str, meta: str = "") -> str:
    return f'<?xml version="1.0" encoding="utf-8"?>\n<annotations><version>1.1</version><meta>{meta}</meta>{"".join(parts)}</annotations>'


def picture(*shapes: str, fields: str = 'id="4" name="a/b.jpg" width="5" height="4"') -> str:
    return f"<image {fields}>{''.join(shapes)}</image>"


def video(*tracks: str, stop: int = 9, extra: str = "") -> str:
    task = (
        f"<task><id>7</id><name>street</name><size>{stop + 1}</size><mode>interpolation</mode><start_frame>0</start_frame>"
        f"<stop_frame>{stop}</stop_frame><frame_filter>{extra}</frame_filter>"
        "<original_size><width>20</width><height>10</height></original_size><source>street.mp4</source></task>"
    )
    return document(*tracks, meta=task)


def saved(folder: Path, text: str | bytes) -> Path:
    path = folder / "annotations.xml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("shapes", ["masks", "tracks"])
def test_everything_comes_back(shapes: str, tmp_path: Path) -> None:
    clips = [full_clip("a", split="train"), full_clip("b", kind=MediaKind.IMAGE), full_clip("c")]

    out = written(clips, "cvat", tmp_path, choices={"shapes": shapes})
    back, report = read("cvat", out)

    assert CVAT.recognises(out)
    assert CVAT.recognises(out / "annotations.xml")
    assert report.problem_count == 0
    assert [each.name for each in back] == ["a", "b", "c"]
    for clip, read_clip in zip(clips, back, strict=True):
        check_everything(clip, read_clip)
    assert back[0].media == out / "images/a"
    assert back[1].media == out / "images/b/00000.jpg"
    lost = {each.kind.value: each.count for each in CVAT.losses([clips[0]], ExportOptions())}
    assert lost == {"phrases": 2, "turns": 1, "times": 1}


def test_one_clip_is_a_task_whose_masks_name_their_objects(tmp_path: Path) -> None:
    root = ElementTree.parse(written([full_clip()], "cvat", tmp_path) / "annotations.xml").getroot()

    assert [each.text for each in root.iterfind("meta/task/labels/label/name")] == ["car; big", "object"]
    images = root.findall("image")
    assert [(each.get("id"), each.get("name")) for each in images][2] == ("4", "clip/00004.jpg")
    mask = images[2][1]
    values = {each.get("name"): each.text for each in mask}
    assert (mask.get("group_id"), mask.get("occluded"), values["track_id"]) == ("7", "1", "7")
    assert (values["state"], values["object_score"]) == ("occluded", "-3.0")
    assert values["expression"] == "the dog, in front"


def test_pictures_of_several_clips_have_ids_of_their_own(tmp_path: Path) -> None:
    clips = [full_clip("a"), full_clip("b"), full_clip("c", split="val")]
    root = ElementTree.parse(written(clips, "cvat", tmp_path, write_images=False) / "annotations.xml").getroot()

    assert [each.text for each in root.iter("subset")] == ["default", "val"]  # once each, as Datumaro needs it
    images = root.findall("image")
    assert [(each.get("id"), each.get("frame"), each.get("task_id")) for each in images][3:6] == [
        ("5", "5", "0"), ("6", "0", "1"), ("7", "1", "1"),
    ]  # fmt: skip


def test_files_that_are_called_by_their_split_are_found(tmp_path: Path) -> None:
    saved(tmp_path, document(picture())).rename(tmp_path / "train.xml")
    (tmp_path / "other.xml").write_text("<annotation/>", encoding="utf-8")

    assert CVAT.recognises(tmp_path)
    assert [each.name for each in read("cvat", tmp_path)[0]] == ["a/b.jpg"]


def test_tracks_end_where_the_object_does(tmp_path: Path) -> None:
    out = written([full_clip()], "cvat", tmp_path, choices={"shapes": "tracks"}, write_images=False)
    root = ElementTree.parse(out / "annotations.xml").getroot()

    car = next(each for each in root.iterfind("track") if each.get("group_id") == "3")
    shown = [(each.get("frame"), each.get("keyframe"), each.get("outside")) for each in car]
    assert shown == [("0", "1", "0"), ("1", "1", "1"), ("4", "1", "0"), ("5", "1", "1")]


def test_golden_masks() -> None:
    box = np.zeros((4, 5), np.bool_)
    box[1:3, 1:4] = True
    assert mask_fields(mask_to_rle(box)) == {
        "rle": "0, 6",
        "left": "1",
        "top": "1",
        "width": "3",
        "height": "2",
    }
    box[2] = [False, False, True, False, False]
    assert mask_fields(mask_to_rle(box))["rle"] == "0, 3, 1, 1, 1"


def test_control_codes_are_left_out_and_come_back(tmp_path: Path) -> None:
    clip = full_clip()
    clip = replace(clip, objects=(replace(clip.objects[0], name="a\x00b\x1f<\ufffe>\r\n"), *clip.objects[1:]))
    out = written([clip], "cvat", tmp_path, write_images=False)

    ElementTree.parse(out / "annotations.xml")
    [back], _ = read("cvat", out)

    assert back.objects[0].name == "a\x00b\x1f<\ufffe>\r\n"


def test_pictures_of_others_are_read(tmp_path: Path) -> None:
    shapes = (
        '<mask label="dog" source="auto" occluded="0" rle="0, 3, 1, 1, 1" left="1" top="1" width="3" height="2" '
        'z_order="2" group_id="5"><attribute name="colour">red</attribute><attribute name="caption">A dog.</attribute></mask>',
        '<mask label="none" rle="1" left="0" top="0" width="1" height="1"/>',
        '<polygon label="car" occluded="1" points="1.00,1.00;4.00,1.00;4.00,3.00;1.00,3.00"/>',
        '<box label="car" xtl="0" ytl="0" xbr="2" ybr="1" rotation="0.0"/>',
        '<ellipse label="car" cx="2" cy="2" rx="1" ry="1"/>',
        '<tag label="night" source="manual"/>',
    )
    (tmp_path / "images/a").mkdir(parents=True)
    (tmp_path / "images/a/b.jpg").touch()

    [clip], report = read("cvat", saved(tmp_path, document(picture(*shapes))))

    assert report.problem_count == 0
    assert [each.track[0].rle.area for each in clip.objects] == [4, 0, 6, 2, 4]
    assert rle_to_mask(clip.objects[0].track[0].rle)[2].tolist() == [False, False, True, False, False]
    states = [each.track[0].state for each in clip.objects]
    assert states[2:] == [FrameState.OCCLUDED, FrameState.FLAGGED, FrameState.CONFIRMED]
    assert clip.objects[0].extras == {"source": "auto", "group_id": "5", "z_order": "2"}
    assert told_values(clip) == {"0": {"colour": ((0, "red"),)}}
    assert [(each.text, each.objects, each.kind.value) for each in clip.expressions] == [
        ("A dog.", (0,), "caption")
    ]
    assert clip.extras["tags"] == [{"label": "night"}]
    assert (clip.name, clip.media, clip.is_clip) == ("a/b.jpg", tmp_path / "images/a/b.jpg", False)


def box(frame: int, left: int, *, keyframe: int = 1, outside: int = 0, width: int = 2) -> str:
    return (
        f'<box frame="{frame}" keyframe="{keyframe}" outside="{outside}" occluded="0" '
        f'xtl="{left}" ytl="1" xbr="{left + width}" ybr="3" z_order="0"/>'
    )


def test_boxes_move_between_key_frames_and_end_outside(tmp_path: Path) -> None:
    track = f'<track id="2" label="car">{box(1, 2)}{box(3, 6)}{box(5, 8, outside=1)}{box(8, 0)}</track>'

    [clip], _ = read("cvat", saved(tmp_path, video(track)))

    [car] = clip.objects
    places = {clip.frame_indices[at]: each.rle.x0 for at, each in car.track.items() if not each.rle.is_empty}  # type: ignore[index]
    assert places == {1: 2, 2: 4, 3: 6, 4: 7, 8: 0, 9: 0}
    absent = [clip.frame_indices[at] for at, each in car.track.items() if each.state is FrameState.ABSENT]  # type: ignore[index]
    assert absent == [5, 6, 7]
    assert (clip.name, clip.is_clip, clip.source_name, car.key, car.category) == (
        "street", True, "street.mp4", "2", "car",
    )  # fmt: skip
    assert clip.frames[0] == "frame_000001"


def test_shapes_between_key_frames_are_taken_as_they_stand_and_steps_are_kept(tmp_path: Path) -> None:
    track = f'<track id="0" label="car">{box(0, 2)}{box(2, 15, keyframe=0)}{box(6, 8)}</track>'

    [clip], _ = read("cvat", saved(tmp_path, video(track, extra="step=2", stop=8)))

    assert clip.frame_indices == (0, 2, 4, 6, 8)
    assert [each.rle.x0 for each in clip.objects[0].track.values()][:2] == [2, 15]


def test_polygons_of_different_counts_meet_half_way(tmp_path: Path) -> None:
    square = '<polygon frame="0" keyframe="1" outside="0" points="0,0;4,0;4,4;0,4"/>'
    other = '<polygon frame="2" keyframe="1" outside="0" points="8,0;10,0;12,0;12,4;8,4"/>'

    [clip], _ = read("cvat", saved(tmp_path, video(f'<track id="0" label="x">{square}{other}</track>', stop=2)))

    [thing] = clip.objects
    assert [each.rle.box_xywh for each in thing.track.values()] == [(0, 0, 4, 4), (4, 0, 4, 4), (8, 0, 4, 4)]
    assert thing.track[1].rle.area == 16


def test_masks_of_a_track_are_all_kept(tmp_path: Path) -> None:
    masks = "".join(
        f'<mask frame="{frame}" keyframe="1" outside="0" rle="0, 1" left="{frame}" top="0" width="1" height="1"/>'
        for frame in (0, 3)
    )

    [clip], _ = read("cvat", saved(tmp_path, video(f'<track id="0" label="x">{masks}</track>')))

    assert clip.frame_indices == (0, 3)


def test_pictures_of_a_video_task_are_one_clip(tmp_path: Path) -> None:
    meta = video().partition("<meta>")[2].partition("</meta>")[0]
    pictures = [
        picture(
            '<polygon label="x" points="0,0;1,0;1,1;0,1"/>',
            fields=f'id="{frame}" name="frame_{frame:06d}" width="20" height="10"',
        )
        for frame in (0, 5)
    ]

    [clip], _ = read("cvat", saved(tmp_path, document(*pictures, meta=meta)))

    assert (clip.frame_indices, clip.is_clip, clip.name) == ((0, 5), True, "street")
    assert [each.key for each in clip.objects] == ["0.0", "5.0"]


def test_a_zip_is_read_where_it_lies(tmp_path: Path) -> None:
    out = written([full_clip()], "cvat", tmp_path)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(out / "annotations.xml", "task/annotations.xml")

    assert CVAT.recognises(tmp_path / "a.zip")
    [back], report = read("cvat", tmp_path / "a.zip")

    check_everything(full_clip(), back)
    assert (back.media, report.problem_count) == (None, 0)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ('<mask rle="0, 5" left="1" top="1" width="3" height="2"/>', "mask 0: expected run lengths of 6 pixels, found 5"),
        ('<mask rle="0, 9" left="1" top="1" width="3" height="2"/>', "of 6 pixels, found 9"),
        ('<mask rle="9, -3" left="1" top="1" width="3" height="2"/>', "of 6 pixels"),
        ('<mask rle="a" left="1" top="1" width="3" height="2"/>', "expected run lengths as rle, found 'a'"),
        ('<mask left="1" top="1" width="3" height="2"/>', "expected run lengths as rle"),
        ('<mask rle="0, 6" left="3" top="1" width="3" height="2"/>', "from 1 to 2 as 'width', found 3"),
        ('<mask rle="0, 6" left="-1" top="1" width="3" height="2"/>', "'left', found -1"),
        ('<mask rle="0, 6" left="1" top="1" width="9999999999999" height="2"/>', "'width'"),
        ('<polygon points="1,2;3"/>', "at least 3 points"),
        ('<polygon points="1,2;3,nan;4,4"/>', "at least 3 points"),
        ('<box xtl="1" ytl="2" xbr="x" ybr="3"/>', "a number as 'xbr', found 'x'"),
        ('<box xtl="3" ytl="2" xbr="1" ybr="3"/>', "no negative size"),
        ('<points points="1,2"/>', "points 0: expected a mask, polygon, box or ellipse, found <points>"),
        ('<mask rle="0, 1" left="1" top="1" width="1" height="1"><attribute name="object_score">x</attribute></mask>',
         "a number as 'object_score'"),
    ],
)  # fmt: skip
def test_a_broken_shape_is_left_out_and_told(shape: str, expected: str, tmp_path: Path) -> None:
    good = '<box xtl="0" ytl="0" xbr="1" ybr="1"/>'

    [clip], report = read("cvat", saved(tmp_path, document(picture(shape, good))))

    [line] = sentences(report)
    assert "annotations.xml, image 4 (a/b.jpg), " in line
    assert expected in line
    assert len(clip.objects) == 1


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ('<image id="0" name="x"/>', "image 0 (x): expected a whole number"),
        ('<image id="0" name="x" width="999999999" height="999999999"/>', "at most"),
        ('<image id="zero" name="x" width="5" height="4"/>', "'id', found 'zero'"),
        (
            '<track id="3" label="x"><box frame="0" xtl="0" ytl="0" xbr="1" ybr="1"/></track>',
            "original_size, found none",
        ),
    ],
)
def test_a_broken_picture_or_track_is_left_out_and_told(part: str, expected: str, tmp_path: Path) -> None:
    clips, report = read("cvat", saved(tmp_path, document(part)))

    assert clips == []
    assert expected in sentences(report)[0]


def test_a_track_of_endless_length_is_refused(tmp_path: Path) -> None:
    clips, report = read(
        "cvat", saved(tmp_path, video(f'<track id="0">{box(0, 1)}{box(2000000000, 1)}</track>'))
    )

    assert "expected at most 1000000 frames" in sentences(report)[0]
    assert not any(each.objects for each in clips)


def test_many_tracks_of_great_length_are_refused_before_memory_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cvat_reader, "_FILLED_LIMIT", 25)
    tracks = [f'<track id="{number}" label="car">{box(0, 1)}</track>' for number in range(4)]

    [clip], report = read("cvat", saved(tmp_path, video(*tracks)))

    assert [each.key for each in clip.objects] == ["0", "1"]
    assert "expected at most 25 frames, found 30" in sentences(report)[0]


def test_a_box_that_stays_is_one_mask_on_all_its_frames(tmp_path: Path) -> None:
    [clip], _ = read("cvat", saved(tmp_path, video(f'<track id="0" label="car">{box(0, 1)}</track>')))

    assert len(clip.objects[0].track) == 10
    assert len({id(each) for each in clip.objects[0].track.values()}) == 1


def test_a_step_of_no_frames_is_one_of_every_frame(tmp_path: Path) -> None:
    track = f'<track id="0" label="car">{box(0, 2)}</track>'

    [clip], _ = read("cvat", saved(tmp_path, video(track, extra="step=0", stop=3)))

    assert clip.frame_indices == (0, 1, 2, 3)


BOMB = b'<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]><annotations>&c;</annotations>'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "line 1, column 1: expected XML, found no element found"),
        (b"<annotations><image></annotations>", "line 1, column 23: expected XML, found mismatched tag"),
        (b"<annotation></annotation>", "expected an XML file of <annotations>, found <annotation>"),
        (BOMB, "expected XML without definitions of its own"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><annotations/>', "expected XML without definitions"),
        (b'<?xml version="1.0" encoding="nonsense"?><annotations/>', "expected XML, found unknown encoding"),
        (b"<annotations>" + b"<a>" * 100, "at most 64 levels"),
        (b"<annotations>\xff\xff</annotations>", "not well-formed"),
    ],
)
def test_what_is_no_such_xml_is_refused(content: bytes, expected: str, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=expected) as told:
        read("cvat", saved(tmp_path, content))
    assert "\n" not in str(told.value)


def test_a_part_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_files, "PART_LIMIT", 1 << 20)
    small = picture('<box xtl="0" ytl="0" xbr="1" ybr="1"/>' + " " * 400_000)

    assert len(read("cvat", saved(tmp_path, document(small, small, small, small)))[0]) == 4
    with pytest.raises(FormatError, match="expected at most 1 MB a part, found more"):
        read("cvat", saved(tmp_path, document("<image>" + "x" * (3 << 20) + "</image>")))


def test_an_empty_folder_or_archive_is_refused(tmp_path: Path) -> None:
    zipfile.ZipFile(tmp_path / "a.zip", "w").close()

    for source in (tmp_path, tmp_path / "a.zip"):
        assert not CVAT.recognises(source)
        with pytest.raises(FormatError, match=r"expected annotations\.xml"):
            read("cvat", source)


def test_a_cut_file_gives_what_came_before(tmp_path: Path) -> None:
    text = document(picture('<box xtl="0" ytl="0" xbr="1" ybr="1"/>'), "<image id='5'")

    clips = CVAT.read(saved(tmp_path, text), ImportReport(), CancelToken())

    assert len(next(clips).objects) == 1
    with pytest.raises(FormatError, match="expected XML"):
        next(clips)
