"""GIF: frames at their times with the masks' colours, and what is said before about size, length and rate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.dataset_clips import make_clip, write

from sa2va_desktop.annotation.records import MediaKind
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import ExportOptions, format_by_id
from sa2va_desktop.datasets.formats.gif import shown_frames
from sa2va_desktop.datasets.holds import LossKind
from sa2va_desktop.errors import FormatError


def with_pts(clip: AnnotatedClip, pts: list[int], per_second: int) -> AnnotatedClip:
    return replace(clip, item=replace(clip.item, pts=tuple(pts), time_base=(1, per_second)))


def test_frames_have_their_times_and_the_colours_of_the_masks(tmp_path: Path) -> None:
    clip = with_pts(make_clip(), [0, 10, 14], 100)

    write([clip], "gif", tmp_path / "out")

    with Image.open(tmp_path / "out/clip.gif") as picture:
        durations = []
        for index in range(3):
            picture.seek(index)
            durations.append(picture.info["duration"])
            shown = np.array(picture.convert("RGB")).astype(int)
        assert (picture.n_frames, picture.size, picture.info["loop"]) == (3, (31, 24), 0)
    assert durations[:2] == [100, 40]
    red, green = shown[5:7, 6:16].mean(axis=(0, 1)), shown[14:17, 1:4].mean(axis=(0, 1))
    assert red[0] > red[1] + 40
    assert green[1] > green[0] + 40


@pytest.mark.parametrize(
    ("per_second", "step", "expected"),
    [
        (60, None, {0: 0, 1: 2, 3: 5, 4: 7, 6: 10, 7: 12}),
        (50, None, {0: 0, 1: 2, 2: 4, 3: 6, 4: 8, 5: 10, 6: 12, 7: 14}),
        (30, 3, {0: 0, 3: 10, 6: 20}),
    ],
)
def test_frames_are_at_least_twenty_milliseconds_apart(
    per_second: int, step: int | None, expected: dict[int, int]
) -> None:
    clip = make_clip(frame_count=8, fps=per_second)

    assert shown_frames(clip, ExportOptions(frame_step=step)) == expected


def test_what_is_left_out_and_what_becomes_large_is_said() -> None:
    clip = make_clip(frame_count=8, fps=60)
    item = replace(clip.item, height=700, width=1400, pts=(*range(7), 700))
    losses = format_by_id("gif").losses([replace(clip, item=item, tracks={})], ExportOptions())
    full = format_by_id("gif").losses(
        [replace(clip, item=item, tracks={})], ExportOptions(choices={"size": "full"})
    )

    assert [(loss.what, loss.count) for loss in losses if loss.kind is LossKind.OTHER] == [
        ("frames left out, because a GIF shows 50 a second at most", 2),
        ("clips made smaller, to 640 pixels", 1),
        ("clips of more than 10 seconds, whose files become large", 1),
    ]
    assert "clips of more than 640 pixels, whose files become large" in [loss.what for loss in full]


def test_masks_are_counted_as_lost() -> None:
    losses = {loss.kind: loss.count for loss in format_by_id("gif").losses([make_clip()], ExportOptions())}

    assert losses[LossKind.MASKS] == 4
    assert LossKind.TIMES not in losses


class LargeFrames:
    def __enter__(self) -> LargeFrames:
        return self

    def __exit__(self, *error: object) -> None:
        return

    def read_rgb(self, frame_index: int) -> np.ndarray:
        return np.full((40, 1280, 3), 90, np.uint8)


@pytest.mark.parametrize(("size", "expected"), [("small", (640, 20)), ("full", (1280, 40))])
def test_large_pictures_are_made_smaller_unless_the_full_size_is_chosen(
    size: str, expected: tuple[int, int], tmp_path: Path
) -> None:
    clip = make_clip(kind=MediaKind.IMAGE, frame_count=1)
    clip = replace(clip, item=replace(clip.item, height=40, width=1280), tracks={}, open_frames=LargeFrames)

    write([clip], "gif", tmp_path / "out", ExportOptions(choices={"size": size}))

    with Image.open(tmp_path / "out/clip.gif") as picture:
        assert (picture.size, picture.n_frames) == (expected, 1)


def test_clips_without_pictures_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="clip: an overlay needs the pictures"):
        write([make_clip(has_pictures=False)], "gif", tmp_path / "out")
