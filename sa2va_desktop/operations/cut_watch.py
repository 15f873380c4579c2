"""Looks for scene cuts in the very frames that a tracker reads, so that a track of any length needs no search first."""

from __future__ import annotations

from sa2va_desktop.inference.api import FrameProvider, IdentifiedFrames, RgbFrame, TrackDirection
from sa2va_desktop.media.scene_cuts import CutFinder
from sa2va_desktop.operations.scene_cuts import CutMap
from sa2va_desktop.operations.track_plan import FrameRange


class CutWatch:
    """A frame provider that remembers small pictures of what passes through it. Used by one worker thread.

    Attributes:
        found: cuts that nobody knew of before.
    """

    def __init__(self, frames: FrameProvider, known: CutMap) -> None:
        self._frames = frames
        self._known = known
        self._known_frames = frozenset(known.frames)
        self._finder = CutFinder(frames.read_rgb, frames.frame_count)
        self._judged: dict[int, bool] = {}
        self.found: list[int] = []

    @property
    def frame_count(self) -> int:
        return self._frames.frame_count

    @property
    def size_hw(self) -> tuple[int, int]:
        return self._frames.size_hw

    def read_rgb(self, frame_index: int) -> RgbFrame:
        frame = self._frames.read_rgb(frame_index)
        self._finder.note(frame_index, frame)
        return frame

    def is_cut(self, frame_index: int) -> bool:
        """Whether a new scene begins with the frame; what is known already is believed."""
        if self._known.knows(frame_index):
            return frame_index in self._known_frames
        if frame_index not in self._judged:
            self._judged[frame_index] = self._finder.is_cut(frame_index)
            if self._judged[frame_index]:
                self.found.append(frame_index)
        return self._judged[frame_index]

    def cut_on_the_way(self, before: int, frame_index: int) -> int | None:
        """The first cut that lies between two frames, in the order of going from the one to the other."""
        is_forward = frame_index > before
        starts = range(before + 1, frame_index + 1) if is_forward else range(before, frame_index, -1)
        return next((start for start in starts if self.is_cut(start)), None)


class _IdentifiedCutWatch(CutWatch):
    """Over frames that know what they show, so that features of frames that were seen before are found again."""

    def __init__(self, frames: IdentifiedFrames, known: CutMap) -> None:
        super().__init__(frames, known)
        self._media_key = frames.media_key

    @property
    def media_key(self) -> str:
        return self._media_key


def watch_cuts(frames: FrameProvider, known: CutMap) -> CutWatch:
    """A watch over frames; it is identified if they are."""
    return (
        _IdentifiedCutWatch(frames, known) if isinstance(frames, IdentifiedFrames) else CutWatch(frames, known)
    )


def frames_beyond(cut: int, frame_range: FrameRange, direction: TrackDirection) -> range:
    """The frames of a half-open range on the other side of a cut, for somebody who goes in a direction."""
    if direction is TrackDirection.FORWARD:
        return range(max(cut, frame_range[0]), frame_range[1])
    return range(frame_range[0], min(cut, frame_range[1]))
