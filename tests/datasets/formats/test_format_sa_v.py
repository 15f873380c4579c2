"""SA-V: its real files give the same numbers when they are written again, folders of val and test, broken files."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.dataset_clips import (
    BAR,
    HEIGHT,
    RING,
    WIDTH,
    as_annotated,
    bar,
    make_clip,
    masks_of,
    nothing,
    read,
    record,
    ring,
    write,
)

from sa2va_desktop.annotation.records import AnnotationObject, FrameState, MediaId, ObjectId
from sa2va_desktop.datasets.dataset_format import ExportOptions, format_by_id, readable_formats
from sa2va_desktop.datasets.holds import LossKind
from sa2va_desktop.datasets.index_png import write_index_png
from sa2va_desktop.datasets.sav_fields import Masklet
from sa2va_desktop.errors import FormatError
from sa2va_desktop.media.opening import open_media

IN_FOLDERS = ExportOptions(choices={"layout": "folders"})
ONE_PIXEL = {"size": [2, 2], "counts": [0, 1, 3]}


def losses_of(clip: Any, options: ExportOptions | None = None) -> dict[LossKind, int]:
    return {loss.kind: loss.count for loss in format_by_id("sa-v").losses([clip], options or ExportOptions())}


def masklet_file(path: Path, **fields: object) -> Path:
    """A file of one object on one frame, and what is to be different in it."""
    value = {
        "video_height": 2.0,
        "video_width": 2.0,
        "video_frame_count": 1.0,
        "masklet": [[ONE_PIXEL]],
    }
    path.write_text(json.dumps(value | fields))
    return path


def test_what_is_written_is_read_again_with_overlaps_and_absences(tmp_path: Path) -> None:
    write([make_clip(frame_count=9, fps=24, split="val")], "sa-v", tmp_path / "out")

    [clip], report = read("sa-v", tmp_path / "out")

    assert report.problem_count == 0
    assert (clip.name, clip.split, clip.frame_indices) == ("clip", "val", (0, 4, 8))
    assert clip.media == tmp_path / "out/clip.mp4"
    ring_masks, bar_masks = map(masks_of, clip.objects)
    assert all(np.array_equal(mask, ring()) for mask in ring_masks.values())
    assert np.array_equal(bar_masks[0], nothing())
    assert np.array_equal(bar_masks[2], bar())
    with open_media(tmp_path / "out/clip.mp4") as reader:
        assert (reader.frame_count, reader.size_hw) == (9, (HEIGHT, WIDTH))  # an odd width, as the masks have
        assert reader.index.time_s(8) == pytest.approx(8 / 24)


def test_fields_are_those_of_the_published_files(tmp_path: Path) -> None:
    write([make_clip(frame_count=9, fps=24)], "sa-v", tmp_path / "out", ExportOptions(write_images=False))

    fields = json.loads((tmp_path / "out/clip_manual.json").read_text())

    masklet = fields.pop("masklet")
    assert [len(row) for row in masklet] == [2, 2, 2]
    assert masklet[0][1] == {"size": [24, 31], "counts": "Xg0"}
    assert fields == {
        "video_id": "clip",
        "video_duration": 0.375,
        "video_frame_count": 9.0,
        "video_height": 24.0,
        "video_width": 31.0,
        "video_resolution": 744.0,
        "video_environment": "",
        "video_split": "train",
        "masklet_id": [0, 1],
        "masklet_size_rel": [round(ring().sum() / 744, 10), round(bar().sum() / 744, 10)],
        "masklet_size_abs": [float(ring().sum()), float(bar().sum())],
        "masklet_size_bucket": ["small", "small"],
        "masklet_visibility_changes": [0, 0],
        "masklet_first_appeared_frame": [0.0, 2.0],
        "masklet_frame_count": [3, 3],
        "masklet_edited_frame_count": [0, 0],
        "masklet_type": ["manual", "manual"],
        "masklet_stability_score": [None, None],
        "masklet_num": 2,
    }


@pytest.mark.parametrize(
    ("areas", "bucket", "first", "changes"),
    [
        ([0, 1023, 0], "small", 1, 1),
        ([1024, 1024], "medium", 0, 0),
        ([0, 0, 9215, 9216, 0, 9216, 9216], "medium", 2, 2),
        ([9216], "large", 0, 0),
    ],
)
def test_numbers_about_a_masklet(areas: list[int], bucket: str, first: int, changes: int) -> None:
    masklet = Masklet(areas)

    assert (masklet.size_bucket, masklet.first_appeared, masklet.visibility_changes) == (bucket, first, changes)


def test_losses_name_frames_between_and_frames_that_become_absent() -> None:
    clip = make_clip(frame_count=9, fps=24)
    never = AnnotationObject(ObjectId(3), MediaId(1), "never", (0, 0, 0))
    tracks = {**clip.tracks, never.object_id: {0: record(nothing()), 4: record(nothing())}}

    losses = losses_of(replace(clip, objects=(*clip.objects, never), tracks=tracks))

    assert losses[LossKind.FRAMES] == 9 - 3
    assert losses[LossKind.OBJECTS] == 1  # the one without a mask
    assert losses[LossKind.OTHER] == 1  # nothing is known of the bar on frame 4
    assert LossKind.TIMES not in losses
    assert LossKind.OVERLAP not in losses
    assert losses_of(replace(clip, open_frames=None))[LossKind.TIMES] == 1


def test_frames_drawn_by_hand_are_counted_and_objects_never_seen_are_left_out(tmp_path: Path) -> None:
    clip = make_clip(frame_count=5, fps=24)
    tracks = {RING: {0: record(ring(), FrameState.EDITED), 4: record(ring())}, BAR: {0: record(nothing())}}

    write([replace(clip, tracks=tracks)], "sa-v", tmp_path / "out", ExportOptions(write_images=False))

    fields = json.loads((tmp_path / "out/clip_manual.json").read_text())
    assert (fields["masklet_num"], fields["masklet_edited_frame_count"]) == (1, [1])


def test_folders_of_val_are_written_and_read(tmp_path: Path) -> None:
    write([make_clip(frame_count=9, fps=24, split="test")], "sa-v", tmp_path / "out", IN_FOLDERS)

    [clip], report = read("sa-v", tmp_path / "out")

    home = tmp_path / "out/sav_test"
    assert (home / "sav_test.txt").read_text() == "clip\n"
    assert sorted(path.stem for path in (home / "Annotations_6fps/clip/001").iterdir()) == [
        "00000",
        "00004",
        "00008",
    ]
    assert (clip.name, clip.split, report.problem_count) == ("clip", "test", 0)
    assert (clip.media, len(clip.frames)) == (home / "JPEGImages_24fps/clip", 9)
    ring_masks, bar_masks = map(masks_of, clip.objects)
    assert np.array_equal(ring_masks[8], ring())
    assert list(bar_masks) == [0, 4, 8]
    assert losses_of(make_clip(frame_count=5, fps=24), IN_FOLDERS)[LossKind.OTHER] == 2


def test_index_pngs_of_val_have_an_object_255_and_files_of_several_values_are_left_out(tmp_path: Path) -> None:
    indices = np.array([[0, 1, 255]], np.uint8)
    for path in ("a/00000.png", "b/000/00000.png", "b/001/00000.png"):
        (tmp_path / "Annotations_6fps" / path).parent.mkdir(parents=True, exist_ok=True)
        write_index_png(tmp_path / "Annotations_6fps" / path, indices * np.uint8(path != "b/001/00000.png"))

    [davis_like, folders], report = read("sa-v", tmp_path)

    assert [each.key for each in davis_like.objects] == ["1", "255"]
    assert [(each.key, each.track[0].rle.is_empty) for each in folders.objects] == [("001", True)]
    [problem] = report.problems
    assert problem.sentence == "expected a mask of one object, found the values 0, 1, 255"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"masklet": 3}, "expected a list as 'masklet', found 3"),
        ({"video_height": "tall"}, "expected a whole number from 1 to 65536 as 'video_height', found 'tall'"),
        ({"video_width": 0}, "expected a whole number from 1 to 65536 as 'video_width', found 0"),
        ({"video_frame_count": -1}, "as 'video_frame_count', found -1"),
    ],
)
def test_a_file_with_a_broken_field_is_refused(
    fields: dict[str, object], sentence: str, tmp_path: Path
) -> None:
    path = masklet_file(tmp_path / "a_manual.json", **fields)

    with pytest.raises(FormatError) as caught:
        read("sa-v", path)

    assert str(caught.value).startswith(f"{path}: ")
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("fields", "place", "sentence"),
    [
        ({"masklet": [[None]]}, "masklet[0][0]", "expected run lengths with size and counts, found None"),
        ({"masklet": [3]}, "masklet[0]", "expected a list, found 3"),
        ({"masklet": [[{"size": [9, 9], "counts": [81]}]]}, "masklet[0][0]", "expected a mask of 2x2"),
        ({"masklet": [[{"size": [2, 2], "counts": [3]}]]}, "masklet[0][0]", "run lengths of 4 pixels, found 3"),
        ({"video_frame_count": 9}, "a_manual.json", "expected 3 annotated frames, found 1"),
    ],
)
def test_broken_masks_are_reported_with_their_place(
    fields: dict[str, object], place: str, sentence: str, tmp_path: Path
) -> None:
    masklet_file(tmp_path / "a_manual.json", **fields)

    _, report = read("sa-v", tmp_path)

    [problem] = report.problems
    assert problem.place.endswith(place)
    assert sentence in problem.sentence


def test_files_that_are_no_json_or_do_not_go_together_are_reported(tmp_path: Path) -> None:
    masklet_file(tmp_path / "a_manual.json")
    masklet_file(tmp_path / "a_auto.json", masklet=[[ONE_PIXEL], [ONE_PIXEL]], video_frame_count=5)
    (tmp_path / "b_manual.json").write_text('{"masklet": [')

    [clip], report = read("sa-v", tmp_path)

    assert [each.key for each in clip.objects] == ["manual 0"]
    assert [Path(problem.place).name for problem in report.problems] == ["a_auto.json", "b_manual.json"]
    assert report.problems[0].sentence == "expected 1 frames of 2x2, as the other file has, found 2 of 2x2"


def test_it_is_told_from_other_json(tmp_path: Path) -> None:
    sa_v = readable_formats()["sa-v"]
    (tmp_path / "instances_auto.json").write_text('{"images": []}')

    assert not sa_v.recognises(tmp_path)
    assert not sa_v.recognises(tmp_path / "instances_auto.json")
    assert sa_v.recognises(masklet_file(tmp_path / "a_manual.json"))
    with pytest.raises(FormatError, match=r"expected VIDEO_manual\.json"):
        read("sa-v", tmp_path / "missing")


@pytest.mark.skipif("SA2VA_EXAMPLES" not in os.environ, reason="SA2VA_EXAMPLES is not set")
def test_published_files_give_the_same_fields_again(tmp_path: Path) -> None:
    source = Path(os.environ["SA2VA_EXAMPLES"]) / "sav"

    [clip], report = read("sa-v", source)

    assert report.problem_count == 0
    assert (clip.name, clip.height, clip.width, len(clip.frames), clip.split) == (
        "sav_000001",
        848,
        480,
        121,
        "train",
    )
    visible = [sum(not mask.rle.is_empty for mask in each.track.values()) for each in clip.objects]
    assert visible == [120, 121, 110, 8, 121, 70, 121, 121, 121, 121, 121, 110, 59, 108]

    again = as_annotated(clip, "sa-v", frame_count=483, fps=24)
    write([again], "sa-v", tmp_path / "out", ExportOptions(write_images=False))

    for kind in ("manual", "auto"):
        written = json.loads((tmp_path / f"out/sav_000001_{kind}.json").read_text())
        published = json.loads((source / f"sav_000001_{kind}.json").read_text())
        assert list(written) == list(published)
        for key, value in published.items():
            assert written[key] == value, key
            assert type(written[key]) is type(value), key
