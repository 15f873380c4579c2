"""The side file: what it says of frames and masks, and how the import finds media by it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from support.documents import FRAMES, HEIGHT, WIDTH, answer, mask_frame, thing
from support.documents import clip as media_item

from sa2va_desktop.annotation.records import FrameState, ObjectId, Phrase
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import ExportOptions, export_dataset
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.provenance import frame_hash
from sa2va_desktop.datasets.side_file import SIDE_FILE, read_side_file
from sa2va_desktop.errors import FormatError


class Frames:
    def read_rgb(self, frame_index: int) -> npt.NDArray[np.uint8]:
        return np.full((HEIGHT, WIDTH, 3), frame_index, np.uint8)


@contextmanager
def open_frames() -> Iterator[Frames]:
    yield Frames()


def annotated(name: str = "walk") -> AnnotatedClip:
    said = replace(answer(phrases=(Phrase(7, 10, ObjectId(1)),)))
    track = {
        0: mask_frame(1, FrameState.PROMPTED),
        1: mask_frame(2),
        2: mask_frame(3),
        3: mask_frame(4, FrameState.EDITED),
    }
    return AnnotatedClip(
        name,
        media_item(path="/home/somebody/clip.mp4"),
        (thing(),),
        {ObjectId(1): track},
        answers=(said,),
        open_frames=open_frames,
        split="val",
    )


def records(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / SIDE_FILE).read_text(encoding="utf-8").splitlines()]


def test_it_says_where_frames_and_masks_come_from(tmp_path: Path) -> None:
    export_dataset([annotated()], format_id="davis", out=tmp_path / "out")

    dataset, clip, item = records(tmp_path / "out")

    assert dataset["format"] == "davis"
    assert {"kind": "scores", "count": 3} in dataset["losses"]  # type: ignore[operator]
    assert clip["source"]["name"] == "clip.mp4"  # type: ignore[index]
    assert (clip["frames"], clip["pts"], clip["split"]) == ([0, 1, 2, 3], [0, 512, 1024, 1536], "val")
    assert clip["frame_hashes"] == [frame_hash(Frames().read_rgb(frame)) for frame in range(FRAMES)]
    [made] = item["made_by"]  # type: ignore[misc]
    assert (made["model"], made["prompt"], made["frames"]) == ("nano", "<image>\nthe dog", [0, FRAMES])  # type: ignore[index]
    assert [(each["frames"], each["state"]) for each in item["masks"]] == [  # type: ignore[union-attr, index]
        ([0, 1], "prompted"),
        ([1, 3], "tracked"),
        ([3, 4], "edited"),
    ]
    assert item["masks"][1]["predicted_iou"] == [0.25, 0.375]  # type: ignore[index]
    assert "somebody" not in (tmp_path / "out" / SIDE_FILE).read_text(encoding="utf-8")


def test_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        export_dataset([annotated()], format_id="coco", out=tmp_path / name)

    first, second = ((tmp_path / name / SIDE_FILE).read_bytes() for name in ("a", "b"))
    assert first == second


def test_frames_are_hashed_without_their_pictures_when_that_is_wished(tmp_path: Path) -> None:
    for name, hash_frames in (("without", False), ("with", True)):
        options = ExportOptions(write_images=False, hash_frames=hash_frames)
        export_dataset([annotated()], format_id="coco", out=tmp_path / name, options=options)

    assert records(tmp_path / "without")[1]["frame_hashes"] == [None] * FRAMES
    assert records(tmp_path / "with")[1]["frame_hashes"][1] == frame_hash(Frames().read_rgb(1))  # type: ignore[index]


def test_a_choice_that_the_format_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="overlay has no choice 'holes'"):
        export_dataset(
            [annotated()],
            format_id="overlay",
            out=tmp_path / "out",
            options=ExportOptions(choices={"holes": "cut"}),
        )


@pytest.mark.parametrize(
    ("name", "frames", "expected"),
    [
        ("walk", tuple(f"{frame:05d}" for frame in range(FRAMES)), (0, 1, 2, 3)),
        ("walk", ("a", "b", "c", "d"), (0, 1, 2, 3)),
        ("walk", ("00001", "00003"), (1, 3)),
        ("walk", ("x", "y"), None),
        ("images/walk/00002.jpg", ("images/walk/00002.jpg",), (2,)),
        ("walk_00003.png", ("walk_00003.png",), (3,)),
    ],
)
def test_the_import_finds_sources_and_frames_by_it(
    tmp_path: Path, name: str, frames: tuple[str, ...], expected: tuple[int, ...] | None
) -> None:
    export_dataset([annotated()], format_id="davis", out=tmp_path / "out")
    side = read_side_file(tmp_path / "out" / "Annotations" / "480p", ImportReport())
    assert side is not None

    clip = side.completed(ImportedClip(name, HEIGHT, WIDTH, frames))

    assert (clip.source_name, clip.source_hash, clip.frame_indices) == ("clip.mp4", "edge", expected)


def test_damaged_lines_are_told_and_left_out(tmp_path: Path) -> None:
    export_dataset([annotated("a"), annotated("b")], format_id="davis", out=tmp_path / "out")
    path = tmp_path / "out" / SIDE_FILE
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace('"frames":[0', '"frames":["x"')
    path.write_text("\n".join(["[" * 5000, "7", *lines]), encoding="utf-8")
    report = ImportReport()

    side = read_side_file(tmp_path / "out", report)

    assert side is not None
    assert set(side.clips) == {"b"}
    assert [problem.place for problem in report.problems] == [f"{SIDE_FILE}:{line}" for line in (1, 2, 4)]
