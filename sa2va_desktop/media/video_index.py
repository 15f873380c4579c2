"""Finding the frames of a video: every packet is read once, none is decoded but the first frame's.

A frame's number is its rank among the presentation times. Packets that an edit list discards, and invisible VP8
packets, are no frames. Where the container's times do not give the order of the frames, they are numbered by counting.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from sa2va_desktop.errors import MediaError
from sa2va_desktop.media.declared_size import declared_bytes
from sa2va_desktop.media.file_identity import stamp_of
from sa2va_desktop.media.orientation import orientation_of_matrix, oriented_size_hw
from sa2va_desktop.media.picture_header import refuse_huge
from sa2va_desktop.media.records import MediaKind, MediaSettings, VideoIndex
from sa2va_desktop.media.video_container import fault, opened_container, video_stream
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_FALLBACK_FPS = 25
_REORDERING_CODECS = ("h264", "hevc", "vvc", "av1")
_FIRST_FRAME_TRIES = 500  # packets to decode before a stream is given up as undecodable


@dataclass(frozen=True)
class _FirstFrame:
    """What only decoding tells: size, turning, and the time of the first frame that comes out."""

    size_hw: tuple[int, int]
    orientation: int
    pixel_format: str
    pts: int | None


@dataclass
class _Packets:
    """What the packets of one stream said, in decoding order, and the first frame that came out of them."""

    pts: list[int | None] = field(default_factory=list)
    dts: list[int | None] = field(default_factory=list)
    is_key: list[bool] = field(default_factory=list)
    hidden_count: int = 0
    fault: str = ""
    ends_corrupt: bool = False
    first_frame: _FirstFrame | None = None
    decoding_fault: str = ""
    decoded_count: int = 0

    @property
    def because(self) -> str:
        """The decoder library's reason, to be put before a full stop."""
        reason = self.fault or self.decoding_fault
        return f": {reason}" if reason else ""

    def look_for_first_frame(self, packet: Any) -> None:
        """Decode until one frame has come out; the flushing packet at the end is welcome, too."""
        if self.first_frame is not None or self.decoded_count > _FIRST_FRAME_TRIES:
            return
        self.decoded_count += 1
        try:
            frames = packet.decode()
        except av.error.FFmpegError as error:
            self.decoding_fault = fault(error)
            return
        if frames:
            self.first_frame = _describe_first_frame(frames[0])

    def count_instead_of_times(self) -> None:
        """Number the frames as they come; only the first can be sought, by beginning again."""
        self.pts = list(range(len(self.pts)))
        self.dts = list(self.pts)
        self.is_key = [number == 0 for number in range(len(self.pts))]


def index_video(path: Path, settings: MediaSettings, token: CancelToken | None = None) -> VideoIndex:
    """Read the packets of a video file once.

    Raises:
        MediaError: not a video, no decodable frame, or frames too large.
        CancelledError: `token` was cancelled.
    """
    with opened_container(path) as container:
        stream = video_stream(path, container)
        context = stream.codec_context
        refuse_huge(path, (max(context.height, 1), max(context.width, 1)), settings.max_megapixels)
        packets = _read_packets(container, stream, token)
        first = packets.first_frame
        codec, format_name = str(context.name), str(container.format.name)
        promised = int(stream.frames or 0)
        stream_index = int(stream.index)
        fps = _rate(stream.average_rate) or _rate(stream.guessed_rate)
        time_base = Fraction(stream.time_base or Fraction(1, 1000))
    if not packets.pts:
        raise MediaError(
            translate("media", "'{0}' has a video stream without any frame{1}.").format(path, packets.because)
        )
    if first is None:
        raise MediaError(
            translate("media", "'{0}' has a video stream of which no frame can be decoded{1}.").format(
                path, packets.because
            )
        )
    refuse_huge(path, first.size_hw, settings.max_megapixels)
    is_timeless = None in packets.pts or _time_runs_back(packets)
    counts_frames = is_timeless or (format_name == "avi" and codec in _REORDERING_CODECS)
    if is_timeless:
        time_base = 1 / (fps or Fraction(_FALLBACK_FPS))
        packets.count_instead_of_times()
    table = _Table.of(packets, None if counts_frames else first.pts)
    return VideoIndex(
        path=path,
        stamp=stamp_of((path,)),
        kind=MediaKind.VIDEO,
        size_hw=oriented_size_hw(first.size_hw, first.orientation),
        pts=table.pts,
        time_base=(time_base.numerator, time_base.denominator),
        fps=float(fps or table.mean_rate(time_base)),
        key_frames=table.key_frames,
        codec=codec,
        container=format_name,
        pixel_format=first.pixel_format,
        orientation=first.orientation,
        notices=_notices(path, packets, promised, float(1 / time_base) if is_timeless else None),
        stream_index=stream_index,
        stored_size_hw=first.size_hw,
        decode_ranks=table.decode_ranks,
        key_times=table.key_times,
        counts_frames=counts_frames,
    )


def is_shown(packet: Any, codec: str) -> bool:
    """Whether a packet becomes a frame: not cut away by an edit list, and not one of VP8's invisible references."""
    if packet.is_discard:
        return False
    return codec != "vp8" or bool(bytes(memoryview(packet)[:1])[0] & 0x10)


def _read_packets(container: Any, stream: Any, token: CancelToken | None) -> _Packets:
    packets = _Packets()
    codec = stream.codec_context.name
    try:
        for packet in container.demux(stream):
            if token is not None and len(packets.pts) % 64 == 0:
                token.raise_if_cancelled()
            packets.look_for_first_frame(packet)
            if packet.size == 0:
                continue
            if not is_shown(packet, codec):
                packets.hidden_count += 1
                continue
            packets.pts.append(packet.pts)
            packets.dts.append(packet.dts)
            packets.is_key.append(bool(packet.is_keyframe))
            packets.ends_corrupt = bool(packet.is_corrupt)
    except av.error.FFmpegError as error:
        packets.fault = fault(error)
    if packets.ends_corrupt and len(packets.pts) > 1:
        # The end of a file that was cut in the middle of a packet: half a frame is no frame.
        for column in (packets.pts, packets.dts, packets.is_key):
            column.pop()
    return packets


def _describe_first_frame(frame: Any) -> _FirstFrame:
    matrix = frame.side_data.get("DISPLAYMATRIX")
    return _FirstFrame(
        size_hw=(frame.height, frame.width),
        orientation=orientation_of_matrix(bytes(matrix)) if matrix is not None else 1,
        pixel_format=frame.format.name,
        pts=frame.pts,
    )


@dataclass(frozen=True)
class _Table:
    """Packets put into presentation order."""

    pts: tuple[int, ...]
    decode_ranks: tuple[int, ...]
    key_frames: tuple[int, ...]
    key_times: tuple[tuple[int, int], ...]

    @staticmethod
    def of(packets: _Packets, first_pts: int | None) -> _Table:
        """`first_pts` is the time of the first frame that decodes, None when times are only counted."""
        rank_of: dict[int, int] = {}
        for rank, pts in enumerate(packets.pts):
            if pts is not None:
                rank_of.setdefault(pts, rank)
        times = sorted(rank_of)
        if first_pts is not None:
            times = _without_undecodable_start(times, rank_of, packets.is_key, first_pts)
        ranks = tuple(rank_of[pts] for pts in times)
        keys = [0] + [index for index, rank in enumerate(ranks) if index and packets.is_key[rank]]
        key_times = []
        for index in keys:
            dts = packets.dts[ranks[index]]
            key_times.append((times[index], times[index] if dts is None else dts))
        return _Table(tuple(times), ranks, tuple(keys), tuple(key_times))

    def mean_rate(self, time_base: Fraction) -> Fraction:
        span = (self.pts[-1] - self.pts[0]) * time_base
        return Fraction(len(self.pts) - 1) / span if span > 0 else Fraction(_FALLBACK_FPS)


def _time_runs_back(packets: _Packets) -> bool:
    """Whether a key frame is earlier than a packet before it, as where recordings were joined."""
    latest: int | None = None
    for pts, is_key in zip(packets.pts, packets.is_key):
        if pts is None:
            continue
        if is_key and latest is not None and pts < latest:
            return True
        latest = pts if latest is None else max(latest, pts)
    return False


def _without_undecodable_start(
    times: list[int], rank_of: dict[int, int], is_key: list[bool], first_pts: int
) -> list[int]:
    """Drop what precedes both the first key frame and the first frame that came out of the decoder.

    A recording that was cut in the middle of a group begins with frames whose references are missing. A damaged key
    frame is kept: it is a frame, and reading it says so.
    """
    key_times = [pts for pts in times if is_key[rank_of[pts]]]
    start = min(first_pts, key_times[0]) if key_times else first_pts
    return [pts for pts in times if pts >= start] or times


def _rate(rate: Any) -> Fraction | None:
    return Fraction(rate) if rate and 0 < rate < 100_000 else None


def _notices(path: Path, packets: _Packets, promised: int, counted_fps: float | None) -> tuple[str, ...]:
    notices = []
    if counted_fps is not None:
        notices.append(
            translate(
                "media",
                "'{0}' has no usable frame times: its frames are counted at {1:g} a second, and a step back decodes from the start.",
            ).format(path, counted_fps)
        )
    found = len(packets.pts)
    if packets.fault:
        notices.append(
            translate("media", "'{0}' is damaged after frame {1}: {2}.").format(path, found - 1, packets.fault)
        )
    elif packets.ends_corrupt:
        notices.append(
            translate(
                "media", "'{0}' is cut off: it ends in the middle of a frame, after {1} whole ones."
            ).format(path, found)
        )
    elif (missing_bytes := declared_bytes(path) - path.stat().st_size) > 0:
        notices.append(
            translate("media", "'{0}' is cut off: {1} bytes are missing, {2} frames are there.").format(
                path, missing_bytes, found
            )
        )
    elif promised > found + packets.hidden_count:
        notices.append(
            translate("media", "'{0}' is cut off: its header promises {1} frames, {2} are there.").format(
                path, promised, found
            )
        )
    return tuple(notices)
