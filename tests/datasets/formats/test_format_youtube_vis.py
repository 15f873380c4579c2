"""YouTube-VIS: readable by its API's rules, everything comes back, and the family's other files are read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pycocotools import mask as coco_mask
from support.read_back import CAR, DOG, check_everything, full_clip, read, sentences, tracks_of, written

from sa2va_desktop.annotation.records import FrameState, MediaKind
from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.datasets.dataset_format import ExportOptions, readable_formats
from sa2va_desktop.errors import FormatError

FORMAT = readable_formats()["youtube-vis"]
COUNTS = {"size": [4, 5], "counts": [5, 2, 2, 2, 2, 2, 5]}
TEXT = {"size": [4, 5], "counts": "5220003"}


def test_every_mask_is_read_by_the_rules_of_its_api(tmp_path: Path) -> None:
    clip = full_clip()

    document = json.loads(
        (written([clip], "youtube-vis", tmp_path) / "train/instances.json").read_text(encoding="utf-8")
    )

    [video] = document["videos"]
    assert (video["length"], video["file_names"][5]) == (6, "clip/00005.jpg")
    assert {each["object"] for each in document["annotations"]} == {str(CAR), str(DOG)}
    for each in document["annotations"]:
        track = tracks_of(clip)[each["object"]]
        for frame in range(6):
            values = [each[key][frame] for key in ("segmentations", "bboxes", "areas")]
            record = track.get(frame)
            if record is None or record.rle.is_empty:
                assert values == [None, None, None]
                continue
            rle = coco_mask.frPyObjects(values[0], video["height"], video["width"])  # fails on text
            assert np.array_equal(coco_mask.decode(rle) != 0, rle_to_mask(record.rle))
            assert coco_mask.toBbox(rle).tolist() == values[1]
            assert coco_mask.area(rle) == values[2]
        assert each["iscrowd"] == 0


def test_everything_comes_back_with_the_pictures(tmp_path: Path) -> None:
    clips = [full_clip("a", split="val"), full_clip("b", kind=MediaKind.IMAGE, split="own"), full_clip("c")]

    out = written(clips, "youtube-vis", tmp_path)
    back, report = read("youtube-vis", out)

    assert FORMAT.recognises(out)
    assert report.problem_count == 0
    by_name = {each.name: each for each in back}
    assert len(back) == 3
    for clip in clips:
        check_everything(clip, by_name[clip.name])
    assert by_name["a"].media == out / "val/JPEGImages/a"
    assert by_name["a"].frame_indices == (0, 1, 2, 3, 4, 5)
    assert by_name["b"].media == out / "own/JPEGImages/b/00000.jpg"


def test_only_every_second_frame_is_written_when_that_is_wanted(tmp_path: Path) -> None:
    options = ExportOptions(frame_step=2)
    losses = {each.kind.value: each.count for each in FORMAT.losses([full_clip()], options)}

    [back], _ = read("youtube-vis", written([full_clip()], "youtube-vis", tmp_path, frame_step=2))

    assert losses == {"frames": 2, "phrases": 2, "turns": 1, "times": 1}
    assert back.frame_indices == (0, 2, 4)


def videos(*annotations: dict[str, Any], **fields: Any) -> dict[str, Any]:
    video = {
        "id": 4,
        "width": 5,
        "height": 4,
        "length": 3,
        "file_names": ["v1/00000.jpg", "v1/00005.jpg", "v1/00010.jpg"],
        "license": 1,
    }
    return {
        "info": {},
        "videos": [{**video, **fields}],
        "annotations": list(annotations),
        "categories": [{"id": 1, "name": "person", "supercategory": "being"}],
    }


def track(number: int = 1, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "video_id": 4,
        "category_id": 1,
        "iscrowd": 0,
        "segmentations": [COUNTS, None, TEXT],
        "bboxes": [[1, 1, 3, 2], None, [1, 1, 3, 2]],
        "areas": [6, None, 6],
        **fields,
    }


def saved(folder: Path, value: Any, name: str = "train/instances.json") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def test_what_others_write_is_read(tmp_path: Path) -> None:
    (tmp_path / "train/JPEGImages/v1").mkdir(parents=True)
    polygons = track(2, segmentations=[[[1, 1, 4, 1, 4, 3, 1, 3]], None, None], occlusion=["no_occlusion"] * 3)
    hidden = track(3, occlusion=["severe_occlusion", "no_occlusion", "no_occlusion"], colour="red")

    [clip], report = read("youtube-vis", saved(tmp_path, videos(track(), polygons, hidden)))

    assert report.problem_count == 0
    assert (clip.name, clip.frames, clip.frame_indices) == ("v1", ("00000.jpg", "00005.jpg", "00010.jpg"), None)
    assert (clip.media, clip.split, clip.is_clip) == (tmp_path / "train/JPEGImages/v1", "train", True)
    assert [each.category for each in clip.objects] == ["person"] * 3
    states = [[each.track[position].state.name for position in range(3)] for each in clip.objects]
    assert states[0] == ["CONFIRMED", "ABSENT", "CONFIRMED"]
    assert states[2] == ["OCCLUDED", "ABSENT", "CONFIRMED"]
    assert [clip.objects[0].track[position].rle.area for position in range(3)] == [6, 0, 6]
    # A polygon without a mask but with a box is a place to look at.
    assert clip.objects[1].track[2].state is FrameState.FLAGGED
    assert clip.objects[2].extras["colour"] == "red"
    assert clip.extras == {"id": 4, "license": 1}


def test_results_are_predictions_with_scores(tmp_path: Path) -> None:
    results = [
        {"video_id": 2, "category_id": 1, "score": 0.5, "segmentations": [None, TEXT]},
        {"video_id": 2, "category_id": 1, "score": 0.25, "segmentations": [TEXT, None]},
        {"video_id": 3, "category_id": 1, "score": 0.25, "segmentations": [None, None]},
    ]
    path = saved(tmp_path, results, "results.json")

    [clip], report = read("youtube-vis", path)

    assert FORMAT.recognises(path)
    assert (clip.name, clip.frames) == ("2", ("00000", "00001"))
    assert [list(each.track) for each in clip.objects] == [[1], [0]]
    [mask] = clip.objects[0].track.values()
    assert (mask.state, mask.predicted_iou, mask.rle.area) == (FrameState.TRACKED, 0.5, 6)
    assert "annotation 2: expected a whole number" in sentences(report)[0]


@pytest.mark.parametrize(
    ("annotation", "expected", "left"),
    [
        (track(2, segmentations=[COUNTS]), "expected masks of 3 frames, found 1", 1),
        (track(2, bboxes=[[1, 1, 3, 2]]), "expected masks of 3 frames, found 1", 1),
        (track(2, segmentations=[], bboxes=[]), "expected masks of 3 frames, found 0", 1),
        (
            track(2, segmentations=[{"size": [4, 5], "counts": [5, 2]}, None, None]),
            "frame 0: expected run lengths",
            2,
        ),
        (
            track(2, segmentations=[{"size": [5, 4], "counts": [20]}, None, None]),
            "frame 0: expected a mask of",
            2,
        ),
        (track(2, segmentations=[[[1, 2, 3, 4]], None, None]), "frame 0: polygon 0: expected a polygon", 2),
        (track(1), "an id of its own, found '1' a second time", 1),
        (track(2, video_id=5), "the id of a video, found 5", 1),
        (track(2, video_id=None), "a number as 'video_id', found None", 1),
        (track(2, category_id=7), "the id of a category, found 7", 2),
        (track(2, segmentations="x"), "a list as 'segmentations', found 'x'", 1),
    ],
)
def test_a_broken_track_is_left_out_and_told(
    annotation: dict[str, Any], expected: str, left: int, tmp_path: Path
) -> None:
    [clip], report = read("youtube-vis", saved(tmp_path, videos(track(), annotation)))

    [line] = sentences(report)
    assert "instances.json, annotation 1: " in line
    assert expected in line
    assert len(clip.objects) == left


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"width": None}, "as 'width', found None"),
        ({"width": 1 << 20, "height": 1 << 20}, "at most"),
        ({"file_names": "x"}, "a list as 'file_names'"),
        ({"file_names": [1]}, "a text as 'file_names', found 1"),
        ({"id": []}, "a number as 'id'"),
    ],
)
def test_a_broken_video_is_left_out_and_told(fields: dict[str, Any], expected: str, tmp_path: Path) -> None:
    clips, report = read("youtube-vis", saved(tmp_path, videos(**fields)))

    [line] = sentences(report)
    assert "video 0: expected" in line
    assert expected in line
    assert clips == []


def test_what_is_something_else_is_refused(tmp_path: Path) -> None:
    saved(tmp_path, {"videos": {"a": {"expressions": {}}}}, "train/meta_expressions.json")

    assert not FORMAT.recognises(tmp_path)
    with pytest.raises(FormatError, match="expected a YouTube-VIS file"):
        read("youtube-vis", tmp_path)
    with pytest.raises(FormatError, match="expected JSON"):
        read("youtube-vis", saved(tmp_path, '{"videos": [{"id": }]}'))


def test_videos_outside_the_folder_have_no_pictures(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    document = videos(file_names=["../../x/0.jpg"])

    [clip], _ = read("youtube-vis", saved(tmp_path / "deep/set", document))

    assert clip.media is None


def test_videos_told_picture_by_picture_become_tracks(tmp_path: Path) -> None:
    def mask(number: int, image: int, **fields: Any) -> dict[str, Any]:
        return {"id": number, "image_id": image, "category_id": 1, "segmentation": COUNTS, **fields}

    images = [
        {
            "id": 10 + frame,
            "video_id": 7,
            "frame_id": frame,
            "file_name": f"a/{frame}.jpg",
            "height": 4,
            "width": 5,
        }
        for frame in (2, 0, 1)
    ]
    annotations = [
        mask(1, 10, video_id=7, instance_id=3),
        mask(2, 12, instance_id=3),  # the picture says which video it is
        mask(3, 11, video_id=7, instance_id=4),
        mask(4, 11, video_id=7, instance_id=4),  # a second one on the same picture
        mask(5, 99, video_id=7, instance_id=4),  # of no picture
        mask(6, [], video_id=7, instance_id=5),
    ]
    path = tmp_path / "ann.json"
    path.write_text(
        json.dumps(
            {
                "videos": [{"id": 7, "name": "a"}],
                "images": images,
                "annotations": annotations,
                "categories": [{"id": 1, "name": "car"}],
            }
        ),
        encoding="utf-8",
    )

    [clip], report = read("youtube-vis", tmp_path)

    assert FORMAT.recognises(tmp_path)
    assert (clip.height, clip.width, clip.frames) == (4, 5, ("0.jpg", "1.jpg", "2.jpg"))
    seen = {
        each.key: [frame for frame, mask in each.track.items() if not mask.rle.is_empty]
        for each in clip.objects
    }
    assert seen["3"] == [0, 2]
    assert seen["4"] == [1]
    assert len(sentences(report)) == 3
    assert all("expected masks of 3 frames" in line for line in sentences(report))
