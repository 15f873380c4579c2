"""Generated media for the tests of `media`: every frame carries its number as a barcode of 12 light or dark bars."""

from __future__ import annotations

import io
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from PIL import Image

BITS = 12
SIZE_HW = (48, 96)


def barcode_frame(number: int, size_hw: tuple[int, int] = SIZE_HW) -> npt.NDArray[np.uint8]:
    """(H, W, 3) uint8 with the number's bits as vertical bars, the lowest bit at the left."""
    height, width = size_hw
    bit_of_column = np.minimum(np.arange(width) * BITS // width, BITS - 1)
    row = np.where((number >> bit_of_column) & 1, 225, 30).astype(np.uint8)
    frame = np.repeat(np.repeat(row[None, :, None], height, axis=0), 3, axis=2)
    frame[: height // 6] = (number * 7) % 200  # something that changes smoothly, for the encoder's reordering
    return frame


def read_barcode(frame: npt.NDArray[np.uint8]) -> int:
    """The number of a frame, from the middle of every bar in its lower half."""
    height, width = frame.shape[:2]
    columns = [(2 * bit + 1) * width // (2 * BITS) for bit in range(BITS)]
    values = frame[height // 2 :, columns].mean(axis=(0, 2))
    return sum(int(value > 128) << bit for bit, value in enumerate(values))


def write_video(
    path: Path,
    pts: Sequence[int],
    *,
    time_base: Fraction = Fraction(1, 30),
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    container: str | None = None,
    group: int = 12,
    size_hw: tuple[int, int] = SIZE_HW,
    first_number: int = 0,
    rotation: float | None = None,
    matrix: tuple[int, ...] | None = None,
    options: dict[str, str] | None = None,
    with_sound: bool = False,
    muxer_options: dict[str, str] | None = None,
) -> Path:
    """Encode one barcode frame for each entry of `pts`, numbered from `first_number`."""
    with av.open(str(path), "w", format=container, options=muxer_options or {}) as output:
        sound = output.add_stream("aac", rate=16000) if with_sound else None
        stream = output.add_stream(codec, rate=30, options=options or {})
        stream.height, stream.width = size_hw
        stream.pix_fmt = pixel_format
        stream.codec_context.time_base = stream.time_base = time_base
        stream.codec_context.gop_size = group
        if rotation is not None:
            stream.set_display_rotation(rotation)
        if matrix is not None:
            stream.set_display_matrix(matrix)
        for number, time in enumerate(pts, first_number):
            frame = av.VideoFrame.from_ndarray(barcode_frame(number, size_hw), format="rgb24")
            frame.pts, frame.time_base = time, time_base
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
        if sound is not None:
            _write_silence(output, sound)
    return path


def write_with_cover(path: Path, *, video_frames: int) -> Path:
    """An MP4 with sound, a cover picture, and perhaps a barcode video behind them."""
    picture = io.BytesIO()
    Image.new("RGB", (32, 32), (255, 0, 0)).save(picture, "JPEG")
    with av.open(str(path), "w") as output:
        cover = output.add_stream("mjpeg", rate=1)
        cover.width = cover.height = 32
        cover.pix_fmt = "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        sound = output.add_stream("aac", rate=16000)
        if video_frames:
            video = output.add_stream("libx264", rate=30)
            video.height, video.width = SIZE_HW
            video.pix_fmt = "yuv420p"
        output.start_encoding()
        packet = av.Packet(picture.getvalue())
        packet.stream, packet.pts, packet.dts = cover, 0, 0
        output.mux(packet)
        _write_silence(output, sound)
        for number in range(video_frames):
            frame = av.VideoFrame.from_ndarray(barcode_frame(number), format="rgb24")
            frame.pts = number
            output.mux(video.encode(frame))
        if video_frames:
            output.mux(video.encode(None))
    return path


def _write_silence(output: av.container.OutputContainer, stream: av.AudioStream) -> None:
    for position in range(20):
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        silence.sample_rate, silence.pts = 16000, position * 1024
        output.mux(stream.encode(silence))
    output.mux(stream.encode(None))


def rewrite_packets(source: Path, target: Path, change: dict[int, bytes | None]) -> Path:
    """Copy the video stream packet by packet, with new bytes for the packets whose number is in `change`."""
    with av.open(str(source)) as reading, av.open(str(target), "w") as writing:
        stream = reading.streams.video[0]
        copy = writing.add_stream_from_template(stream)
        for number, packet in enumerate(reading.demux(stream)):
            if packet.size == 0:
                continue
            if number in change:
                packet = _with_bytes(packet, change[number])
            if packet is not None:
                packet.stream = copy
                writing.mux(packet)
    return target


def _with_bytes(packet: av.Packet, content: bytes | None) -> av.Packet | None:
    if content is None:
        return None
    changed = av.Packet(content)
    changed.pts, changed.dts, changed.time_base = packet.pts, packet.dts, packet.time_base
    changed.is_keyframe = packet.is_keyframe
    return changed
