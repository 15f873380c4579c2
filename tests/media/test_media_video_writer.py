"""What is written as video can be read back, frame by frame and at the same times."""

from __future__ import annotations

import io
import random
from pathlib import Path

import av
import numpy as np
import pytest
from media_samples import barcode_frame, read_barcode

from sa2va_desktop.errors import MediaError, OutputError
from sa2va_desktop.media.opening import open_media
from sa2va_desktop.media.video_writer import VideoWriter

UNEVEN = [int(time) for time in np.cumsum(random.Random(4).choices([1, 5, 33, 400], k=30)) + 500]


@pytest.mark.parametrize(
    ("pts", "time_base"),
    [
        (range(30), (1, 25)),
        (range(30), (1001, 30000)),
        (UNEVEN, (1, 1000)),
        ([pts * 90 - 4000 for pts in UNEVEN], (1, 90_000)),
    ],
)
def test_frames_and_times_survive(pts: list[int], time_base: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "ü out.mp4"
    with VideoWriter(path, size_hw=(48, 96), time_base=time_base, fps=25) as writer:
        for number, time in enumerate(pts):
            writer.write(barcode_frame(number), time)

    with open_media(path) as reader:
        numbers = [read_barcode(reader.read_rgb(index)) for index in range(reader.frame_count)]
        times_s = [reader.index.time_s(index) for index in range(reader.frame_count)]
    assert numbers == list(range(30))
    expected_s = [(time - pts[0]) * time_base[0] / time_base[1] for time in pts]
    assert times_s == pytest.approx(expected_s, abs=1e-9)


def test_odd_sizes_are_padded_with_their_last_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    frame = np.zeros((31, 45, 3), np.uint8)
    frame[:, -1] = frame[-1] = 200
    with VideoWriter(path, size_hw=(31, 45), time_base=(1, 25), fps=25) as writer:
        writer.write(frame, 0)

    with open_media(path) as reader:
        shown = reader.read_rgb(0)

    assert shown.shape == (32, 46, 3)
    assert np.abs(shown[:, -2:].astype(int) - 200).max() < 25
    assert shown[:28, :42].max() < 40


def test_odd_sizes_are_kept_if_they_have_to_be(tmp_path: Path) -> None:
    frame = np.zeros((31, 45, 3), np.uint8)
    frame[:, 40:] = (200, 30, 30)
    with VideoWriter(
        tmp_path / "a.mp4", size_hw=(31, 45), time_base=(1, 25), fps=25, keeps_size=True
    ) as writer:
        writer.write(frame, 0)

    with open_media(tmp_path / "a.mp4") as reader:
        shown = reader.read_rgb(0).astype(int)

    assert shown.shape == (31, 45, 3)
    assert np.abs(shown - frame).mean() < 3


def test_colours_are_tagged_and_survive(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    colour = np.full((48, 96, 3), (200, 40, 90), np.uint8)
    with VideoWriter(path, size_hw=(48, 96), time_base=(1, 25), fps=25) as writer:
        writer.write(colour, 0)

    with open_media(path) as reader:
        shown = reader.read_rgb(0)
    with av.open(str(path)) as container:
        decoded = next(container.decode(video=0))

    assert np.abs(shown.astype(int) - colour).max() <= 4
    assert (decoded.colorspace, decoded.color_primaries, decoded.color_trc, decoded.color_range) == (1, 1, 1, 1)


def test_the_table_lies_before_the_frames(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with VideoWriter(path, size_hw=(48, 96), time_base=(1, 25), fps=25) as writer:
        for number in range(5):
            writer.write(barcode_frame(number), number)

    content = path.read_bytes()
    assert 0 < content.index(b"moov") < content.index(b"mdat")


def write_all(path: Path, frames: list[tuple[np.ndarray, int]], error: Exception | None = None) -> None:
    with VideoWriter(path, size_hw=(48, 96), time_base=(1, 25), fps=25) as writer:
        for frame, pts in frames:
            writer.write(frame, pts)
        if error is not None:
            raise error


def test_an_error_leaves_the_old_file_and_no_partial_one(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"old")

    with pytest.raises(RuntimeError, match="stop"):
        write_all(path, [(barcode_frame(0), 0)], RuntimeError("stop"))

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("frames", "expected"),
    [
        ([(barcode_frame(0, (10, 24)), 0)], "takes frames of 96x48"),
        ([(barcode_frame(0), 3), (barcode_frame(1), 3)], "the time 3 does not come after 3"),
        ([], "without any frame"),
    ],
)
def test_wrong_frames_and_times_are_refused_in_one_sentence(
    frames: list[tuple[np.ndarray, int]], expected: str, tmp_path: Path
) -> None:
    with pytest.raises(MediaError, match=expected):
        write_all(tmp_path / "a.mp4", frames)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_does_not_exist_gives_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"a\.mp4' cannot be written"):
        VideoWriter(tmp_path / "missing" / "a.mp4", size_hw=(2, 2), time_base=(1, 25), fps=25)


class FullDisk(io.FileIO):
    def write(self, content: object) -> int:
        raise OSError(28, "No space left on device")


def test_a_full_disk_gives_one_sentence_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = [(barcode_frame(number), number) for number in range(100)]
    monkeypatch.setattr(Path, "open", lambda path, mode: FullDisk(path, mode))

    with pytest.raises(OutputError, match=r"a\.mp4' cannot be written: No space left"):
        write_all(tmp_path / "a.mp4", frames)

    assert list(tmp_path.iterdir()) == []
