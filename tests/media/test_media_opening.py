"""Bad input gives one sentence that names the file; good input is recognised by its content, not its name."""

from __future__ import annotations

import hashlib
import os
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from media_samples import barcode_frame, read_barcode, write_video, write_with_cover
from PIL import Image

from sa2va_desktop.errors import CancelledError, MediaError
from sa2va_desktop.media import opening
from sa2va_desktop.media.opening import hash_media, index_media, media_kind, open_media, probe_media
from sa2va_desktop.media.records import MIB, MediaKind, MediaSettings
from sa2va_desktop.media.video_container import open_container
from sa2va_desktop.tasks import CancelToken


def png_with_header(width: int, height: int) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 10)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


BAD_FILES = {
    "text.mp4": (b"not a video\n" * 50, "is a text file"),
    "empty.mp4": (b"", "is empty (0 bytes)"),
    "empty.png": (b"", "is empty (0 bytes)"),
    "huge.png": (png_with_header(60_000, 60_000), "has 60000x60000 pixels (3600 megapixels), more than the limit of 256"),
    "flat.png": (png_with_header(10, 0), "is damaged"),
    "list.m3u8": (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n", "is an HLS playlist"),
    "list.mp4": (b"\xef\xbb\xbf#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n", "is an HLS playlist"),
    "list.txt": (b"ffconcat version 1.0\nfile other.mp4\n", "is a concat list"),
    "cast.sdp": (b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n", "is an SDP session description"),
    "dash.mpd": (b'<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"/>', "is a DASH manifest"),
    "drawing.svg": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "is an SVG drawing"),
    "phone.heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "is a HEIC picture"),
    "noise.mkv": (bytes(np.random.default_rng(3).integers(0, 256, 20_000, dtype=np.uint8)), "is not a video"),
    "zeros.mp4": (b"\0" * 5000, "is not a video"),
    "broken.jpg": (b"\xff\xd8\xff\xe0" + b"\7" * 90, "is damaged or no picture"),
    "broken.gif": (b"GIF89a\1", "is damaged or no picture"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_gives_one_sentence_that_names_it(name: str, tmp_path: Path) -> None:
    content, expected = BAD_FILES[name]
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(MediaError) as caught:
        open_media(path)

    message = str(caught.value)
    assert message.startswith(f"'{path}' ")
    assert expected in message
    assert message.endswith(".")
    assert "\n" not in message


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("missing.mp4", "does not exist"),
        ("", "is a folder without pictures"),
        ("nul\0.mp4", "cannot be read"),
        ("long" * 2000, "cannot be read"),
    ],
)
def test_a_path_without_media_gives_one_sentence(name: str, expected: str, tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=expected):
        open_media(tmp_path / name)


def test_a_file_in_the_place_of_a_folder_gives_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")

    with pytest.raises(MediaError, match="cannot be read"):
        open_media(tmp_path / "file" / "clip.mp4")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_gives_one_sentence_instead_of_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")

    with pytest.raises(MediaError, match=r"pipe\.mp4' is not a regular file"):
        open_media(tmp_path / "pipe.mp4")


@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root may read everything")
def test_a_file_without_permission_gives_one_sentence(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", range(3))
    path.chmod(0)

    with pytest.raises(MediaError, match="Permission denied"):
        open_media(path)


def test_a_video_cut_before_its_table_gives_one_sentence(tmp_path: Path) -> None:
    whole = write_video(tmp_path / "a.mp4", range(30)).read_bytes()
    path = tmp_path / "cut.mp4"
    path.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(MediaError, match=r"cut\.mp4' is not a video that can be read, or is damaged"):
        open_media(path)


PLAYLISTS = {
    "list.m3u8": "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{url}\n#EXT-X-ENDLIST\n",
    "list.ffconcat": "ffconcat version 1.0\nfile {url}\n",
    "cast.sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n"
    "a=rtpmap:96 H264/90000\n",
}


@pytest.mark.parametrize("name", PLAYLISTS)
def test_the_decoder_library_is_not_let_near_playlists_either(name: str, tmp_path: Path) -> None:
    other = write_video(tmp_path / "other.ts", range(5))
    path = tmp_path / name
    path.write_text(PLAYLISTS[name].format(url=f"file://{other}"))

    with pytest.raises(MediaError, match="is not a video that can be read") as caught:
        open_container(path)

    # EINVAL is what the library says about a container that is not on the list; it has opened nothing yet.
    assert isinstance(caught.value.__cause__, av.error.ArgumentError)


def test_cover_art_is_not_taken_for_the_video(tmp_path: Path) -> None:
    with open_media(write_with_cover(tmp_path / "a.mp4", video_frames=8)) as reader:
        numbers = [read_barcode(reader.read_rgb(index)) for index in (5, 0, 7)]

        assert reader.frame_count == 8
        assert reader.size_hw == (48, 96)
    assert numbers == [5, 0, 7]


def test_sound_with_cover_art_has_no_video(tmp_path: Path) -> None:
    path = write_with_cover(tmp_path / "song.mp4", video_frames=0)

    with pytest.raises(MediaError, match=r"song\.mp4' has no video stream \(found: audio, video\)"):
        open_media(path)


def test_a_huge_video_is_refused_from_its_header(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", range(3), size_hw=(480, 640))

    with pytest.raises(MediaError, match="has 640x480 pixels"):
        open_media(path, settings=MediaSettings(max_megapixels=0.1))


def test_the_limit_of_pixels_can_be_raised(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", (400, 300)).save(path)

    with pytest.raises(MediaError, match=r"more than the limit of 0\.1; raise the limit"):
        open_media(path, settings=MediaSettings(max_megapixels=0.1))
    assert open_media(path, settings=MediaSettings(max_megapixels=0.2)).size_hw == (300, 400)


def test_content_decides_not_the_name(tmp_path: Path) -> None:
    video = write_video(tmp_path / "a.mp4", range(5)).rename(tmp_path / "clip.png")
    Image.fromarray(barcode_frame(9)).save(tmp_path / "still.png")
    still = (tmp_path / "still.png").rename(tmp_path / "still.mp4")

    assert media_kind(video) is MediaKind.VIDEO
    assert media_kind(still) is MediaKind.IMAGE
    assert media_kind(tmp_path) is MediaKind.SEQUENCE
    with open_media(still) as reader:
        assert read_barcode(reader.read_rgb(0)) == 9


def test_a_gif_is_a_clip_only_when_it_moves(tmp_path: Path) -> None:
    Image.fromarray(barcode_frame(1)).save(tmp_path / "still.gif")
    frames = [Image.fromarray(barcode_frame(number)) for number in (3, 4, 5)]
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:], duration=[100, 300, 100])

    with open_media(tmp_path / "still.gif") as still, open_media(tmp_path / "moving.gif") as moving:
        numbers = [read_barcode(moving.read_rgb(index)) for index in (2, 0, 1)]

        assert still.kind is MediaKind.IMAGE
        assert moving.kind is MediaKind.VIDEO
        assert [round(moving.index.time_s(index), 2) for index in range(3)] == [0.0, 0.1, 0.4]
    assert numbers == [5, 3, 4]


def test_an_index_of_another_file_is_refused(tmp_path: Path) -> None:
    first = write_video(tmp_path / "a.mp4", range(3))
    second = write_video(tmp_path / "b.mp4", range(3))

    with pytest.raises(MediaError, match=re.escape(f"'{second}' was opened with the index of '{first}'")):
        open_media(second, index=index_media(first))


def test_indexing_can_be_cancelled(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", range(3))
    token = CancelToken()
    token.cancel()

    with pytest.raises(CancelledError):
        open_media(path, token=token)


def test_a_probe_tells_what_a_project_stores(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", range(6))

    probe = probe_media(path)

    assert probe.kind is MediaKind.VIDEO
    assert probe.size_hw == (48, 96)
    assert len(probe.pts) == 6
    assert probe.pts[1] * probe.time_base[0] / probe.time_base[1] == pytest.approx(1 / 30)
    assert probe.size_bytes == path.stat().st_size
    assert hash_media(probe.index, CancelToken()) == hashlib.sha256(path.read_bytes()).hexdigest()


def _grown(content: bytes) -> bytes:
    return content + b"\0"


def _other_start(content: bytes) -> bytes:
    return b"P6\n" + content[3:9] + bytes([content[9] ^ 1]) + content[10:]


def _other_end(content: bytes) -> bytes:
    return content[:-1] + bytes([content[-1] ^ 1])


@pytest.mark.parametrize("change", [_grown, _other_start, _other_end])
def test_the_edge_hash_sees_size_start_and_end(change: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / "a.ppm"
    path.write_bytes(b"P6\n1000 1000\n255\n" + bytes(3 * MIB))
    before = probe_media(path).edge_hash
    moved = path.rename(tmp_path / "renamed.ppm")
    after_moving = probe_media(moved).edge_hash

    moved.write_bytes(change(moved.read_bytes()))

    assert after_moving == before
    assert probe_media(moved).edge_hash != before


def test_a_video_is_indexed_once_until_its_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = tmp_path / "clip.mp4", tmp_path / "other.mp4"
    write_video(path, range(5))
    write_video(other, range(7))
    counted: list[Path] = []
    original = opening.index_video

    def count(path: Path, *arguments: object) -> object:
        counted.append(path)
        return original(path, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(opening, "index_video", count)

    first, again = index_media(path), index_media(path)
    assert first is again
    assert counted == [path]

    os.replace(other, path)
    assert index_media(path).frame_count == 7
    assert counted == [path, path]
