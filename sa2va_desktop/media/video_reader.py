"""Frame-exact random access to a video: seek to a key frame, decode until the wanted presentation time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import chain
from typing import Any

import av
import numpy as np

from sa2va_desktop.errors import MediaError
from sa2va_desktop.media.deep_picture import over_white
from sa2va_desktop.media.held_frames import HeldFrames
from sa2va_desktop.media.media_reader import MediaReader
from sa2va_desktop.media.orientation import orient
from sa2va_desktop.media.records import MediaSettings, RgbFrame, VideoIndex
from sa2va_desktop.media.video_container import close_container, fault, open_container
from sa2va_desktop.media.video_index import is_shown
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_NOWHERE = -1
_EARLIER_KEYS_TRIED = 2  # an open group's first frames need the group before
_SKIPPING_CODECS = frozenset({"h264"})
"""Codecs whose frames say for certain that no other needs them; in HEVC a higher layer may, others do not say."""
_WHOLE_BEFORE = 4  # frames before the wanted one that are decoded all the same, for steps back
_STEPS_BACK = 16  # a wish so far back or less is a walk backwards
_EVERYTHING = -1


class VideoReader(MediaReader):
    """Decodes one video stream. Frames passed on the way to the wanted one are held for steps back.

    On the way to a frame far into its group, frames that no other needs are skipped, which takes half the time or
    less. Who then walks backwards gets, and has held, every frame of the group.
    """

    index: VideoIndex

    def __init__(self, index: VideoIndex, settings: MediaSettings) -> None:
        super().__init__(index, settings)
        self._held = HeldFrames(settings.held_frames_bytes)
        self._container: Any = None
        self._decoder: Iterator[tuple[int, Any]] | None = None
        self._position = _NOWHERE  # the last frame that `_decoder` gave
        self._whole_from = _EVERYTHING  # frames before it may be skipped, and are not held
        self._undecodable: set[int] = set()
        self._open()

    def close(self) -> None:
        self._held.clear()
        self._decoder = None
        if self._container is not None:
            close_container(self._container)
            self._container = None

    def _read(self, frame_index: int, token: CancelToken | None) -> RgbFrame:
        frame = self._held.get(frame_index)
        try:
            if frame is None:
                frame = self._decode(frame_index, token)
            return self._to_rgb(frame)
        except (av.error.FFmpegError, OSError) as error:
            self._decoder = None
            raise MediaError(self._cannot_decode(frame_index, fault(error))) from error

    def _decode(self, frame_index: int, token: CancelToken | None) -> Any:
        if frame_index in self._undecodable:
            raise MediaError(self._cannot_decode(frame_index, translate("media", "it is damaged")))
        key = bisect_right(self.index.key_frames, frame_index) - 1
        # Decoding on is cheaper than seeking unless a key frame lies between.
        is_near = self._position < frame_index and self.index.key_frames[key] <= self._position + 1
        skips = self._may_skip(frame_index)
        if self._decoder is not None and is_near:
            frame = self._decode_on_to(frame_index, token, skips=skips)
            if frame is not None:
                return frame
        # Skipping is for speed only: what does not come out with it is tried without.
        for earlier, tries_skipping in ((0, True), *((back, False) for back in range(_EARLIER_KEYS_TRIED))):
            if key - earlier < 0:
                break
            if tries_skipping and not skips:
                continue
            self._restart(key - earlier)
            frame = self._decode_on_to(frame_index, token, skips=tries_skipping)
            if frame is not None:
                return frame
        self._undecodable.add(frame_index)
        raise MediaError(
            self._cannot_decode(frame_index, translate("media", "it is damaged or missing from the file"))
        )

    def _may_skip(self, frame_index: int) -> bool:
        """Whether to hurry to a frame; not if it lies shortly before the last one: more steps back may follow."""
        if self.index.counts_frames or self.index.codec not in _SKIPPING_CODECS:
            return False
        return not frame_index <= self._position <= frame_index + _STEPS_BACK

    def _decode_on_to(self, frame_index: int, token: CancelToken | None, *, skips: bool) -> Any | None:
        """Decode forward up to a frame, holding what comes by; None when it does not come out."""
        assert self._decoder is not None
        self._whole_from = frame_index - _WHOLE_BEFORE if skips else _EVERYTHING
        for index, frame in self._decoder:
            if index >= self._whole_from:
                self._held.put(index, frame)
            self._position = index
            if index == frame_index:
                return frame
            if index > frame_index:
                return None
            if token is not None:
                token.raise_if_cancelled()
        self._decoder = None
        return None

    def _restart(self, key: int) -> None:
        """Begin decoding at an entry of `key_frames`, by the first seek that does not land behind it."""
        # Frame 0 need not be a key frame (edit lists, cut recordings): it takes the very first packet.
        latest_rank = self.index.decode_ranks[self.index.key_frames[key]] if key > 0 else 0
        for seek_time in self._seek_times(key):
            try:
                self._container.seek(seek_time, stream=self._stream, backward=True)
            except av.error.FFmpegError:
                continue  # containers without an index cannot seek; the file is then read from its start
            packets = self._packets()
            first = next(packets, None)
            if first is not None and self._rank_of(first) <= latest_rank:
                self._begin(first, packets, key)
                return
        close_container(self._container)
        self._open()
        self._begin(None, self._packets(), key)

    def _seek_times(self, key: int) -> list[int]:
        if self.index.counts_frames and key == 0:
            return []  # what has no times is read from its start
        times = list(self.index.key_times[key])
        for earlier in self.index.key_times[max(0, key - _EARLIER_KEYS_TRIED) : key][::-1]:
            times.append(min(earlier))
        return times

    def _begin(self, first: Any | None, packets: Iterator[Any], key: int) -> None:
        key_frame = self.index.key_frames[key]
        self._decoder = self._decoded(first, packets, key)
        self._position = key_frame - 1

    def _decoded(self, first: Any | None, packets: Iterator[Any], key: int) -> Iterator[tuple[int, Any]]:
        """Frames with their numbers, from a key frame on; packets and frames before it are skipped."""
        key_frame = self.index.key_frames[key]
        key_rank = self.index.decode_ranks[key_frame]
        count = key_frame
        is_before_key = (
            key > 0
        )  # at the very start everything is decoded: an edit list may begin within a group
        for packet in packets if first is None else chain((first,), packets):
            if is_before_key and self._rank_of(packet) < key_rank:
                continue
            is_before_key = False
            is_needed = self._whole_from == _EVERYTHING or self._index_of(packet.pts) >= self._whole_from
            # A packet without a time is the end of the stream, or none that may be skipped.
            self._stream.codec_context.skip_frame = "DEFAULT" if is_needed or packet.pts is None else "NONREF"
            for frame in _frames_of(packet):
                if self.index.counts_frames:
                    index, count = count, count + 1
                else:
                    index = self._index_of(frame.pts)
                if key_frame <= index < self.frame_count:
                    yield index, frame

    def _packets(self) -> Iterator[Any]:
        try:
            yield from self._container.demux(self._stream)
        except av.error.FFmpegError:
            return  # the index ends where demuxing failed; what was read so far is decoded

    def _rank_of(self, packet: Any) -> int:
        """A packet's place in decoding order; before everything for packets that are no frames."""
        if packet.size == 0:
            return len(self.index.pts)
        if not is_shown(packet, self.index.codec):
            return _NOWHERE
        index = self._index_of(packet.pts)
        return self.index.decode_ranks[index] if index != _NOWHERE else _NOWHERE

    def _index_of(self, pts: int | None) -> int:
        if pts is None:
            return _NOWHERE
        index = bisect_left(self.index.pts, pts)
        return index if index < self.frame_count and self.index.pts[index] == pts else _NOWHERE

    def _open(self) -> None:
        self._container = open_container(self.index.path)
        self._stream = self._container.streams[self.index.stream_index]
        self._stream.thread_type = "AUTO"

    def _to_rgb(self, frame: Any) -> RgbFrame:
        height, width = self.index.stored_size_hw
        has_alpha = any(component.is_alpha for component in frame.format.components)
        pixels = frame.to_ndarray(format="rgba" if has_alpha else "rgb24", width=width, height=height)
        if has_alpha:
            pixels = over_white(pixels)
        return np.ascontiguousarray(orient(pixels, self.index.orientation))

    def _cannot_decode(self, frame_index: int, reason: str) -> str:
        return translate("media", "Frame {0} of '{1}' cannot be decoded: {2}.").format(
            frame_index, self.index.path, reason
        )


def _frames_of(packet: Any) -> list[Any]:
    try:
        return list(packet.decode())
    except av.error.FFmpegError:
        return []  # a damaged packet costs its own frame; whoever reads that frame is told
