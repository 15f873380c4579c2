"""Folders of pictures: order, what belongs to a clip, and what is found in a folder."""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from media_samples import barcode_frame, read_barcode, write_video
from PIL import Image

from sa2va_desktop.errors import MediaError
from sa2va_desktop.media.media_search import find_media
from sa2va_desktop.media.opening import hash_media, open_media, probe_media
from sa2va_desktop.media.picture_names import is_sequence, natural_key
from sa2va_desktop.media.records import MediaKind, MediaSettings
from sa2va_desktop.tasks import CancelToken


def save_frame(path: Path, number: int, size_hw: tuple[int, int] = (48, 96)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(barcode_frame(number, size_hw)).save(path)
    return path


def test_a_folder_of_pictures_is_a_clip_in_natural_order(tmp_path: Path) -> None:
    for number in (1, 2, 10, 11, 100):
        save_frame(tmp_path / f"frame {number}.png", number)
    (tmp_path / "notes.txt").write_text("not a frame")
    save_frame(tmp_path / ".hidden.png", 5)
    (tmp_path / "masks.png").mkdir()

    with open_media(tmp_path) as reader:
        numbers = [read_barcode(reader.read_rgb(index)) for index in range(reader.frame_count)]

        assert reader.kind is MediaKind.SEQUENCE
        assert reader.fps == 25
        assert reader.index.time_s(4) == pytest.approx(4 / 25)
    assert numbers == [1, 2, 10, 11, 100]


def test_the_rate_of_a_sequence_can_be_chosen_and_is_kept_exactly(tmp_path: Path) -> None:
    save_frame(tmp_path / "0.png", 0)

    with open_media(tmp_path, settings=MediaSettings(sequence_fps=30000 / 1001)) as reader:
        assert reader.time_base == (1001, 30000)
    with pytest.raises(MediaError, match="cannot be shown at 0 frames a second"):
        open_media(tmp_path, settings=MediaSettings(sequence_fps=0))


def test_pictures_of_differing_size_are_no_sequence(tmp_path: Path) -> None:
    save_frame(tmp_path / "0.png", 0)
    odd = save_frame(tmp_path / "1.png", 1, (50, 96))

    with pytest.raises(MediaError, match=rf"^'{odd}' is 96x50 but the first picture of its folder is 96x48;"):
        open_media(tmp_path)


def test_a_damaged_picture_in_a_sequence_is_named(tmp_path: Path) -> None:
    for number in range(3):
        save_frame(tmp_path / f"{number}.png", number)
    content = (tmp_path / "1.png").read_bytes()
    (tmp_path / "1.png").write_bytes(content[:60])

    with open_media(tmp_path) as reader:
        with pytest.raises(MediaError, match=r"1\.png' is damaged"):
            reader.read_rgb(1)
        assert read_barcode(reader.read_rgb(2)) == 2


def test_a_picture_that_changed_its_size_after_opening_is_refused(tmp_path: Path) -> None:
    save_frame(tmp_path / "0.png", 0)
    with open_media(tmp_path) as reader:
        save_frame(tmp_path / "0.png", 0, (10, 20))

        with pytest.raises(MediaError, match=r"Frame 0 \('.*0\.png'\) has become 20x10, expected 96x48"):
            reader.read_rgb(0)


def test_deep_sequences_share_one_stretch(tmp_path: Path) -> None:
    ramp = np.linspace(0, 1000, 64, dtype=np.uint16).reshape(8, 8)
    for number, factor in enumerate((1, 4, 2)):
        cv2.imwrite(str(tmp_path / f"{number}.png"), ramp * factor)

    with open_media(tmp_path) as reader:
        brightest = [int(reader.read_rgb(index).max()) for index in range(3)]

    assert brightest[1] == 255
    assert abs(brightest[0] - 64) < 4
    assert abs(brightest[2] - 128) < 4


def test_the_identity_of_a_sequence_sees_names_and_every_byte(tmp_path: Path) -> None:
    for number in range(4):
        save_frame(tmp_path / f"{number}.png", number)
    before = probe_media(tmp_path)
    total_bytes = sum(file.stat().st_size for file in tmp_path.iterdir())
    full_before = hash_media(before.index, CancelToken())

    save_frame(tmp_path / "1.png", 7)
    full_after = hash_media(probe_media(tmp_path).index, CancelToken())
    (tmp_path / "3.png").rename(tmp_path / "4.png")

    assert before.size_bytes == total_bytes
    assert full_after != full_before
    assert probe_media(tmp_path).edge_hash != before.edge_hash


@given(st.lists(st.integers(0, 10**6), min_size=2, unique=True), st.sampled_from(["", "clip-", "a b "]))
def test_natural_order_is_the_order_of_the_numbers(numbers: list[int], prefix: str) -> None:
    names = sorted((f"{prefix}{number}.png" for number in numbers), key=natural_key)

    assert names == [f"{prefix}{number}.png" for number in sorted(numbers)]


@given(st.lists(st.text(min_size=1), max_size=8))
def test_natural_order_never_fails_and_never_loses_names(names: list[str]) -> None:
    assert sorted(sorted(names, key=natural_key)) == sorted(names)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("00000.jpg 00001.jpg 00002.jpg", True),
        ("00000.jpg 00005.jpg 00010.jpg 00015.jpg", True),
        ("frame1.png frame2.png frame10.png", False),
        ("shot_9.png shot_10.png shot_11.png", True),
        ("000000000139.jpg 000000000285.jpg 000000000632.jpg", False),
        ("IMG_0001.jpg IMG_0002.jpg IMG_0003.jpg", False),
        ("DSC00001.jpg DSC00002.jpg", False),
        ("a1.png b2.png", False),
        ("0.png 1.jpg", False),
        ("0.png 0.PNG", False),
        ("cat.png dog.png", False),
        ("0.png", False),
        ("", False),
    ],
)
def test_names_tell_sequences_from_sets_of_pictures(names: str, expected: bool) -> None:
    assert is_sequence([Path(name) for name in names.split()]) is expected


def test_a_folder_of_numbered_frames_is_found_as_one_clip(tmp_path: Path) -> None:
    for number in range(3):
        save_frame(tmp_path / f"{number:05}.jpg", number)

    assert find_media(tmp_path) == [tmp_path]


def test_a_mixed_folder_is_found_item_by_item(tmp_path: Path) -> None:
    for name in ("cat 10.png", "cat 2.PNG", "dog.jpeg"):
        save_frame(tmp_path / name, 0)
    write_video(tmp_path / "clip.MP4", range(2))
    for number in range(3):
        save_frame(tmp_path / "run" / f"{number:05}.jpg", number)
    save_frame(tmp_path / "pets" / "cat.png", 0)
    save_frame(tmp_path / ".thumbs" / "0.png", 0)
    (tmp_path / "readme.md").write_text("")

    found = find_media(tmp_path)

    assert [path.name for path in found] == ["cat 2.PNG", "cat 10.png", "clip.MP4", "dog.jpeg", "run"]


def test_numbered_frames_beside_a_video_are_pictures(tmp_path: Path) -> None:
    write_video(tmp_path / "0.mp4", range(2))
    for number in (1, 2):
        save_frame(tmp_path / f"{number}.png", number)

    assert [path.name for path in find_media(tmp_path)] == ["0.mp4", "1.png", "2.png"]


def test_searching_what_is_no_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="is not a folder"):
        find_media(tmp_path / "missing")


@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root may list everything")
def test_a_subfolder_without_permission_is_passed_over(tmp_path: Path) -> None:
    save_frame(tmp_path / "closed" / "0.png", 0)
    (tmp_path / "closed").chmod(0)
    try:
        assert find_media(tmp_path) == []
    finally:
        (tmp_path / "closed").chmod(0o700)
