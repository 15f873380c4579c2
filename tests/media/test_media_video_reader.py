"""Frames of generated videos come back by their number, whatever the container does with time."""

from __future__ import annotations

import random
import shutil
import threading
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from media_samples import SIZE_HW, barcode_frame, read_barcode, rewrite_packets, write_video

from sa2va_desktop.errors import CancelledError, MediaError
from sa2va_desktop.media.opening import open_media
from sa2va_desktop.media.orientation import orient, oriented_size_hw
from sa2va_desktop.media.records import MediaKind, MediaSettings
from sa2va_desktop.media.video_reader import VideoReader
from sa2va_desktop.tasks import CancelToken

COUNT = 40
STEADY = list(range(COUNT))
UNEVEN = [int(time) for time in np.cumsum(random.Random(5).choices([1, 2, 3, 7, 40], k=COUNT))]
B_FRAMES = {"bf": "3", "b_strategy": "0", "preset": "veryfast"}
QUIET_265 = {"x265-params": "log-level=none:bframes=3:keyint=12", "preset": "ultrafast"}

Recipe = Callable[[Path], Path]
RECIPES: dict[str, Recipe] = {
    "steady mp4": lambda d: write_video(d / "a.mp4", STEADY, options=B_FRAMES),
    "uneven mp4": lambda d: write_video(d / "a.mp4", UNEVEN, time_base=Fraction(1, 1000), options=B_FRAMES),
    "uneven mkv": lambda d: write_video(d / "a.mkv", UNEVEN, time_base=Fraction(1, 1000), options=B_FRAMES),
    "fragmented mp4": lambda d: write_video(
        d / "a.mp4", STEADY, options=B_FRAMES, muxer_options={"movflags": "frag_keyframe+empty_moov"}
    ),
    "transport stream": lambda d: write_video(d / "a.ts", STEADY, options=B_FRAMES),
    "program stream": lambda d: write_video(d / "a.mpg", STEADY, codec="mpeg2video", options={"bf": "2"}),
    "mpeg4 avi": lambda d: write_video(d / "a.avi", STEADY, codec="mpeg4", options={"bf": "2"}),
    "h264 avi": lambda d: write_video(d / "a.avi", STEADY, options=B_FRAMES),
    "bare h264": lambda d: write_video(d / "a.h264", STEADY, container="h264", options=B_FRAMES),
    "open groups": lambda d: write_video(
        d / "a.mp4", STEADY, options={**B_FRAMES, "x264-params": "open-gop=1"}
    ),
    "open groups in a transport stream": lambda d: write_video(
        d / "a.ts", STEADY, options={**B_FRAMES, "x264-params": "open-gop=1"}
    ),
    "hevc": lambda d: write_video(d / "a.mp4", STEADY, codec="libx265", options=QUIET_265),
    "vp8": lambda d: write_video(d / "a.webm", STEADY, codec="libvpx", options={"deadline": "realtime"}),
    "vp9": lambda d: write_video(d / "a.webm", STEADY, codec="libvpx-vp9", options={"deadline": "realtime"}),
    "lossless": lambda d: write_video(d / "a.nut", STEADY, codec="ffv1"),
    "motion jpeg": lambda d: write_video(d / "a.avi", STEADY, codec="mjpeg", pixel_format="yuvj420p"),
    "late start": lambda d: write_video(d / "a.mp4", [t + 90 for t in STEADY], options=B_FRAMES),
    "one group": lambda d: write_video(d / "a.mp4", STEADY, group=1000, options=B_FRAMES),
    "interlaced": lambda d: write_video(
        d / "a.mp4", STEADY, group=1000, options={**B_FRAMES, "x264-params": "interlaced=1"}
    ),
    "gif": lambda d: write_video(
        d / "a.gif", [4 * t for t in STEADY], time_base=Fraction(1, 100), codec="gif", pixel_format="gray"
    ),
    "10 bit": lambda d: write_video(d / "a.mp4", STEADY, pixel_format="yuv420p10le", options=B_FRAMES),
    "spaces and unicode": lambda d: write_video(d / "der größte 視頻 %02d 'x'.mp4", STEADY, options=B_FRAMES),
}


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES.keys())
def test_every_frame_is_found_in_order_at_random_and_backwards(recipe: Recipe, tmp_path: Path) -> None:
    path = recipe(tmp_path)
    wanted = random.Random(1).choices(range(COUNT), k=30)

    with open_media(path) as reader:
        in_order = [read_barcode(reader.read_rgb(index)) for index in range(COUNT)]
        at_random = [read_barcode(reader.read_rgb(index)) for index in wanted]
        backwards = [read_barcode(reader.reopen().read_rgb(index)) for index in (COUNT - 1, 13, 12, 11, 0)]

        assert reader.kind is MediaKind.VIDEO
        assert reader.frame_count == COUNT
        assert reader.size_hw == SIZE_HW
    assert in_order == STEADY
    assert at_random == wanted
    assert backwards == [COUNT - 1, 13, 12, 11, 0]


@pytest.mark.parametrize("name", ["uneven mp4", "uneven mkv"])
def test_uneven_times_are_kept(name: str, tmp_path: Path) -> None:
    with open_media(RECIPES[name](tmp_path)) as reader:
        times_ms = [round(1000 * reader.index.time_s(index)) for index in range(COUNT)]

    assert times_ms == [time - UNEVEN[0] for time in UNEVEN]


@pytest.mark.parametrize(
    "name",
    [
        "uneven mp4",
        "one group",
        "interlaced",
        "open groups in a transport stream",
        "bare h264",
        "10 bit",
        "hevc",
    ],
)
def test_random_seeks_without_held_frames_equal_sequential_decoding(name: str, tmp_path: Path) -> None:
    path = RECIPES[name](tmp_path)
    with open_media(path) as reader:
        sequential = [reader.read_rgb(index) for index in range(COUNT)]

    with open_media(path, settings=MediaSettings(held_frames_bytes=0)) as reader:
        for index in random.Random(2).choices(range(COUNT), k=60):
            np.testing.assert_array_equal(reader.read_rgb(index), sequential[index])


def test_frames_cut_away_by_an_edit_list_are_no_frames(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", [time - 7 for time in STEADY], options=B_FRAMES)

    with open_media(path) as reader:
        numbers = [read_barcode(reader.read_rgb(index)) for index in range(reader.frame_count)]
        again = [read_barcode(reader.read_rgb(index)) for index in (20, 0, 4, 32, 1)]

    assert numbers == list(range(7, COUNT))
    assert again == [27, 7, 11, 39, 8]


def test_a_recording_that_begins_within_a_group_begins_at_its_first_decodable_frame(tmp_path: Path) -> None:
    whole = write_video(tmp_path / "whole.mkv", STEADY, options=B_FRAMES)
    cut = rewrite_packets(whole, tmp_path / "cut.mkv", dict.fromkeys(range(5)))

    with open_media(cut) as reader:
        numbers = [read_barcode(reader.read_rgb(index)) for index in (0, 1, 20, reader.frame_count - 1, 0)]

    assert numbers == [12, 13, 32, COUNT - 1, 12]


@pytest.mark.parametrize(("degrees", "orientation"), [(0, 1), (90, 8), (180, 3), (-90, 6)])
def test_rotation_of_the_container_is_applied(degrees: int, orientation: int, tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", STEADY, rotation=degrees)

    with open_media(path) as reader:
        shown = reader.read_rgb(17)

        assert reader.size_hw == shown.shape[:2] == oriented_size_hw(SIZE_HW, orientation)
    expected = orient(barcode_frame(17), orientation)
    assert np.abs(shown.astype(int) - expected).mean() < 8


def test_a_mirrored_container_is_mirrored(tmp_path: Path) -> None:
    one = 1 << 16
    path = write_video(tmp_path / "a.mp4", STEADY, matrix=(-one, 0, 0, 0, one, 0, 0, 0, 1 << 30))

    with open_media(path) as reader:
        shown = reader.read_rgb(5)

    assert read_barcode(shown[:, ::-1]) == 5


@pytest.mark.parametrize("size_hw", [(47, 97), (33, 51), (48, 97)])
def test_odd_sizes_keep_every_pixel(size_hw: tuple[int, int], tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.nut", STEADY, codec="ffv1", pixel_format="bgr0", size_hw=size_hw)

    with open_media(path) as reader:
        shown = reader.read_rgb(21)

    np.testing.assert_array_equal(shown, barcode_frame(21, size_hw))


def test_colours_follow_the_matrix_of_the_file(tmp_path: Path) -> None:
    colour = np.full((48, 96, 3), (200, 40, 90), np.uint8)
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w") as output:
        stream = output.add_stream("libx264", rate=30, options={"crf": "1"})
        stream.height, stream.width, stream.pix_fmt = 48, 96, "yuv420p"
        stream.codec_context.colorspace, stream.codec_context.color_range = 1, 1
        frame = av.VideoFrame.from_ndarray(colour, format="rgb24")
        frame = frame.reformat(format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG")
        frame.pts = 0
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))

    with open_media(path) as reader:
        shown = reader.read_rgb(0)

    assert np.abs(shown.astype(int) - colour).max() <= 3


def test_sound_beside_the_picture_does_not_matter(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", STEADY, options=B_FRAMES, with_sound=True)

    with open_media(path) as reader:
        numbers = [read_barcode(reader.read_rgb(index)) for index in (30, 2, 39)]

    assert numbers == [30, 2, 39]


def test_frames_of_another_size_are_scaled_to_the_first(tmp_path: Path) -> None:
    small = write_video(tmp_path / "a.ts", range(10), options=B_FRAMES)
    large = write_video(tmp_path / "b.ts", range(10, 20), first_number=10, size_hw=(96, 192), options=B_FRAMES)
    joined = tmp_path / "joined.ts"
    joined.write_bytes(small.read_bytes() + large.read_bytes())

    with open_media(joined) as reader:
        frames = [reader.read_rgb(index) for index in range(reader.frame_count)]

        assert {frame.shape for frame in frames} == {(*SIZE_HW, 3)}
    assert [read_barcode(frame) for frame in frames] == list(range(20))


def test_invisible_vp8_frames_are_not_counted(tmp_path: Path) -> None:
    visible = write_video(tmp_path / "a.webm", STEADY, codec="libvpx", options={"deadline": "realtime"})
    with av.open(str(visible)) as container:
        packets = [bytes(packet) for packet in container.demux(video=0) if packet.size]
    hidden = bytes([packets[20][0] & ~0x10]) + packets[20][1:]
    path = rewrite_packets(visible, tmp_path / "b.webm", {20: hidden})

    with open_media(path) as reader:
        numbers = [read_barcode(reader.read_rgb(index)) for index in (19, 20, 38, 0)]

        assert reader.frame_count == COUNT - 1
    assert numbers == [19, 21, 39, 0]


def test_a_damaged_frame_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    sound = write_video(tmp_path / "a.mkv", STEADY, codec="ffv1", group=1, options={"slicecrc": "1"})
    damaged = rewrite_packets(sound, tmp_path / "b.mkv", {20: b"\xff" * 40})

    with open_media(damaged) as reader:
        with pytest.raises(MediaError, match=r"^Frame 20 of '.*b\.mkv' cannot be decoded: .*\.$"):
            reader.read_rgb(20)
        with pytest.raises(MediaError, match="Frame 20 "):
            reader.read_rgb(20)
        numbers = [read_barcode(reader.read_rgb(index)) for index in (21, 19, 39, 0)]

        assert reader.frame_count == COUNT
    assert numbers == [21, 19, 39, 0]


def test_a_truncated_video_opens_with_what_is_there_and_says_so(tmp_path: Path) -> None:
    whole = write_video(tmp_path / "a.mp4", STEADY, options=B_FRAMES, muxer_options={"movflags": "+faststart"})
    content = whole.read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(content[: -len(content) // 8])

    with open_media(cut) as reader:
        numbers = [read_barcode(reader.read_rgb(index)) for index in range(5)]

        assert 5 < reader.frame_count < COUNT
        assert len(reader.index.notices) == 1
        assert "cut.mp4' is cut off" in reader.index.notices[0]
    assert numbers == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("name", ["uneven mkv", "mpeg4 avi", "vp8"])
def test_a_truncated_stream_without_a_table_says_so_too(name: str, tmp_path: Path) -> None:
    whole = RECIPES[name](tmp_path)
    content = whole.read_bytes()
    cut = tmp_path / f"cut{whole.suffix}"
    cut.write_bytes(content[: -len(content) // 3])

    with open_media(whole) as sound, open_media(cut) as reader:
        assert sound.index.notices == ()
        assert 0 < reader.frame_count < COUNT
        assert len(reader.index.notices) == 1
        assert f"'{cut}' is cut off: " in reader.index.notices[0]
        assert read_barcode(reader.read_rgb(0)) == 0


def test_a_frame_beyond_the_end_is_an_index_error(tmp_path: Path) -> None:
    with open_media(RECIPES["steady mp4"](tmp_path)) as reader:
        for index in (COUNT, -1):
            with pytest.raises(IndexError, match=f"frame {index} is outside 0..{COUNT - 1}"):
                reader.read_rgb(index)


def test_a_cancelled_read_leaves_the_reader_usable(tmp_path: Path) -> None:
    token = CancelToken()
    token.cancel()

    with open_media(RECIPES["one group"](tmp_path)) as reader:
        with pytest.raises(CancelledError):
            reader.read_rgb(30, token=token)
        assert read_barcode(reader.read_rgb(30)) == 30
        assert read_barcode(reader.read_rgb(3)) == 3


def test_frames_that_no_other_needs_are_skipped_on_the_way_to_a_far_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[int] = []
    frames = VideoReader._decoded
    monkeypatch.setattr(
        VideoReader,
        "_decoded",
        lambda *given: ((decoded.append(found[0]), found)[1] for found in frames(*given)),
    )

    with open_media(RECIPES["one group"](tmp_path)) as reader:
        assert read_barcode(reader.read_rgb(30)) == 30
        on_the_way = list(decoded)
        neighbours = [read_barcode(reader.read_rgb(index)) for index in (29, 28, 27, 26, 31, 32)]

    assert len(on_the_way) < 25
    assert set(range(26, 31)) <= set(on_the_way)
    assert neighbours == [29, 28, 27, 26, 31, 32]
    assert decoded == [*on_the_way, 31, 32]


def test_stepping_back_within_a_group_decodes_it_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts: list[int] = []
    restart = VideoReader._restart
    monkeypatch.setattr(VideoReader, "_restart", lambda self, key: (starts.append(key), restart(self, key)))

    with open_media(RECIPES["one group"](tmp_path)) as reader:
        numbers = [read_barcode(reader.read_rgb(index)) for index in range(COUNT - 1, -1, -1)]

    assert numbers == STEADY[::-1]
    assert starts == [0, 0]  # to the first wish in a hurry, then everything


def test_a_second_reader_from_the_same_index_is_independent(tmp_path: Path) -> None:
    path = RECIPES["steady mp4"](tmp_path)

    with open_media(path) as first, open_media(path, index=first.index) as second:
        numbers = []
        for index in (3, 30, 4):
            numbers += [
                read_barcode(first.read_rgb(index)),
                read_barcode(second.read_rgb(COUNT - 1 - index)),
            ]

    assert numbers == [3, 36, 30, 9, 4, 35]


def test_readers_in_two_threads_do_not_disturb_each_other(tmp_path: Path) -> None:
    path = RECIPES["uneven mp4"](tmp_path)
    numbers: dict[int, list[tuple[int, int]]] = {0: [], 1: []}
    with open_media(path) as reader:
        index = reader.index

    def read(seed: int) -> None:
        with open_media(path, index=index) as own:
            for wanted in random.Random(seed).choices(range(COUNT), k=40):
                numbers[seed].append((wanted, read_barcode(own.read_rgb(wanted))))

    threads = [threading.Thread(target=read, args=(seed,)) for seed in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for pairs in numbers.values():
        assert len(pairs) == 40
        assert all(wanted == found for wanted, found in pairs)


def test_a_file_that_changed_since_it_was_indexed_is_refused(tmp_path: Path) -> None:
    path = RECIPES["steady mp4"](tmp_path)
    with open_media(path) as reader:
        index = reader.index
    write_video(path, range(10))

    with pytest.raises(MediaError, match="has changed on disk"):
        open_media(path, index=index)


def test_a_closed_reader_lets_its_file_go(tmp_path: Path) -> None:
    path = RECIPES["steady mp4"](tmp_path)
    reader = open_media(path)
    reader.read_rgb(3)

    reader.close()
    reader.close()

    shutil.move(path, tmp_path / "moved.mp4")
    with open_media(tmp_path / "moved.mp4") as moved:
        assert read_barcode(moved.read_rgb(9)) == 9
