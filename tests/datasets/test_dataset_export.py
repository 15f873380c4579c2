"""Export to DAVIS and COCO: bit-exact where the format allows, losses counted, all or nothing on disk."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pycocotools.coco import COCO
from support.sample_masks import HEIGHT, WIDTH, bar, ring

from sa2va_desktop.annotation.records import (
    AnnotationObject,
    FrameState,
    MediaId,
    MediaItem,
    MediaKind,
    ObjectFrame,
    ObjectId,
)
from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import ExportOptions, export_dataset, formats, unique_names
from sa2va_desktop.datasets.holds import LossKind
from sa2va_desktop.datasets.losses import Loss
from sa2va_desktop.errors import CancelledError, FormatError
from sa2va_desktop.media.opening import open_media
from sa2va_desktop.tasks import CancelToken

FRAMES = 3


def record(mask: BoolMask) -> ObjectFrame:
    return ObjectFrame(mask_to_rle(mask), FrameState.TRACKED, predicted_iou=0.9, object_score=3.0)


def make_clip(name: str = "clip") -> AnnotatedClip:
    item = MediaItem(MediaId(1), MediaKind.VIDEO, "clip.mp4", HEIGHT, WIDTH, tuple(range(FRAMES)), (1, 25))
    objects = (
        AnnotationObject(ObjectId(7), MediaId(1), "ring", (255, 0, 0), order=0, expression="the ring"),
        AnnotationObject(ObjectId(9), MediaId(1), "bar", (0, 255, 0), order=1),
    )
    tracks = {
        ObjectId(7): {frame: record(ring()) for frame in range(FRAMES)},
        ObjectId(9): {0: record(np.zeros((HEIGHT, WIDTH), np.bool_)), 2: record(bar())},
    }
    return AnnotatedClip(name, item, objects, tracks)


def test_export_coco_keeps_holes_islands_and_overlaps(tmp_path: Path) -> None:
    export_dataset([make_clip()], format_id="coco", out=tmp_path / "out")

    coco = COCO(str(tmp_path / "out/annotations/instances.json"))

    masks = {(a["image_id"], a["attributes"]["name"]): coco.annToMask(a) for a in coco.anns.values()}
    assert sorted(masks) == [(1, "ring"), (2, "ring"), (3, "bar"), (3, "ring")]
    assert np.array_equal(masks[3, "ring"], ring())
    assert np.array_equal(masks[3, "bar"], bar())
    ring_annotation = next(a for a in coco.anns.values() if a["attributes"]["name"] == "ring")
    assert ring_annotation["area"] == ring().sum()
    assert ring_annotation["iscrowd"] == 0
    assert ring_annotation["bbox"] == [5.0, 0.0, 26.0, 21.0]
    assert ring_annotation["caption"] == "the ring"


def test_export_davis_writes_eight_bit_index_pngs_with_the_upper_object_on_top(tmp_path: Path) -> None:
    export_dataset([make_clip("köln 1")], format_id="davis", out=tmp_path / "out")

    path = tmp_path / "out/Annotations/480p/köln 1/00002.png"
    with Image.open(path) as picture:
        indices = np.array(picture)
        assert (picture.mode, len(picture.getpalette() or [])) == ("P", 768)
        assert (picture.getpalette() or [])[3:12] == [128, 0, 0, 0, 128, 0, 128, 128, 0]
    expected = np.where(bar(), 2, np.where(ring(), 1, 0))
    assert np.array_equal(indices, expected)
    assert (tmp_path / "out/ImageSets/2017/val.txt").read_text(encoding="utf-8") == "köln 1\n"


def test_losses_of_davis_are_counted_before_writing() -> None:
    losses = formats()["davis"].losses([make_clip()], ExportOptions())

    counts = {loss.kind: loss.count for loss in losses}
    assert counts[LossKind.OVERLAP] == int((ring() & bar()).sum())
    assert counts[LossKind.FIRST_FRAME] == 1
    assert counts[LossKind.ABSENCE] == 1
    assert all(isinstance(loss, Loss) for loss in losses)


def test_export_refuses_a_folder_that_is_not_empty_and_leaves_it_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "precious.txt").write_text("mine")

    with pytest.raises(FormatError, match="not empty"):
        export_dataset([make_clip()], format_id="coco", out=out)

    assert [path.name for path in tmp_path.rglob("*.*")] == ["precious.txt"]


def test_cancelled_export_leaves_nothing_and_keeps_the_older_one(tmp_path: Path) -> None:
    out = tmp_path / "out"
    export_dataset([make_clip()], format_id="coco", out=out)
    before = (out / "annotations/instances.json").read_bytes()
    token = CancelToken()
    token.cancel()

    with pytest.raises(CancelledError):
        export_dataset([make_clip()], format_id="davis", out=out, overwrite=True, token=token)

    assert (out / "annotations/instances.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_export_with_overwrite_replaces_the_whole_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    export_dataset([make_clip()], format_id="coco", out=out)

    export_dataset([make_clip()], format_id="davis", out=out, overwrite=True)

    assert not (out / "annotations").exists()
    assert (out / "Annotations").is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_unknown_format_names_those_that_exist(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"'tiff'.*coco.*davis"):
        export_dataset([make_clip()], format_id="tiff", out=tmp_path / "out")


def test_coco_document_has_no_nan_and_stable_track_ids(tmp_path: Path) -> None:
    export_dataset([make_clip("a"), make_clip("b")], format_id="coco", out=tmp_path / "out")

    document = json.loads((tmp_path / "out/annotations/instances.json").read_text(encoding="utf-8"))

    tracks = {
        (a["image_id"] > 3, a["attributes"]["name"]): a["attributes"]["track_id"]
        for a in document["annotations"]
    }
    assert sorted(tracks.values()) == [1, 2, 3, 4]
    assert document["images"][1]["time_s"] == 0.04


def test_unique_names_differ_ignoring_case_and_never_leave_their_folder() -> None:
    names = unique_names(["a/b", "A_b", "..", "", "a\x00b", "con:1"])

    assert len({name.lower() for name in names}) == len(names)
    assert not any(set(name) & set("/\\:\x00") or name in (".", "..", "") for name in names)


class PlainFrames:
    """Grey frames, as a reader that can be opened again and again."""

    def __enter__(self) -> PlainFrames:
        return self

    def __exit__(self, *error: object) -> None:
        return

    def read_rgb(self, frame_index: int) -> np.ndarray:
        return np.full((HEIGHT, WIDTH, 3), 100, np.uint8)


def test_overlay_video_has_every_frame_with_its_own_time_and_the_masks_colour(tmp_path: Path) -> None:
    clip = dataclasses.replace(make_clip(), open_frames=PlainFrames)

    export_dataset([clip], format_id="overlay", out=tmp_path / "out")

    with open_media(tmp_path / "out/clip.mp4") as reader:
        assert [reader.index.time_s(index) for index in range(reader.frame_count)] == [0.0, 0.04, 0.08]
        frame = reader.read_rgb(2).astype(int)
    assert reader.size_hw == (HEIGHT, WIDTH + 1)  # H.264 needs even sizes
    red, green = frame[5:7, 6:16].mean(axis=(0, 1)), frame[14:17, 1:4].mean(axis=(0, 1))
    assert red[0] > red[1] + 40
    assert green[1] > green[0] + 40


def test_overlay_without_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="needs the pictures"):
        export_dataset([make_clip()], format_id="overlay", out=tmp_path / "out")


def test_davis_numbers_have_no_gap_for_objects_without_masks(tmp_path: Path) -> None:
    clip = make_clip()
    empty = AnnotationObject(ObjectId(3), MediaId(1), "never seen", (0, 0, 255), order=0)
    clip = dataclasses.replace(clip, objects=(empty, *clip.objects))

    export_dataset([clip], format_id="davis", out=tmp_path / "out")

    with Image.open(tmp_path / "out/Annotations/480p/clip/00002.png") as picture:
        assert np.array_equal(np.array(picture), np.where(bar(), 2, np.where(ring(), 1, 0)))


def test_scores_that_are_no_numbers_are_left_out_of_coco(tmp_path: Path) -> None:
    broken = dataclasses.replace(record(bar()), predicted_iou=float("nan"), object_score=float("inf"))
    clip = dataclasses.replace(make_clip(), tracks={ObjectId(9): {0: broken}})

    export_dataset([clip], format_id="coco", out=tmp_path / "out")

    document = json.loads((tmp_path / "out/annotations/instances.json").read_text(encoding="utf-8"))
    assert {"predicted_iou", "object_score"}.isdisjoint(document["annotations"][0]["attributes"])
