"""Some frames as a clip of their own: what a question shows is then all that there is."""

from __future__ import annotations

from dataclasses import dataclass

from sa2va_desktop.inference.api import FrameProvider, RgbFrame


@dataclass(frozen=True, eq=False)
class ShownFrames:
    """Pictures in memory, all of one size, as a provider of frames."""

    pictures: tuple[RgbFrame, ...]

    @property
    def frame_count(self) -> int:
        return len(self.pictures)

    @property
    def size_hw(self) -> tuple[int, int]:
        return (self.pictures[0].shape[0], self.pictures[0].shape[1])

    def read_rgb(self, frame_index: int) -> RgbFrame:
        return self.pictures[_checked(frame_index, self.frame_count)]


@dataclass(frozen=True, eq=False)
class PickedFrames:
    """Frames of a clip, in the order of `picked`; decoded when they are looked at."""

    frames: FrameProvider
    picked: tuple[int, ...]

    @property
    def frame_count(self) -> int:
        return len(self.picked)

    @property
    def size_hw(self) -> tuple[int, int]:
        return self.frames.size_hw

    def read_rgb(self, frame_index: int) -> RgbFrame:
        return self.frames.read_rgb(self.picked[_checked(frame_index, self.frame_count)])


def _checked(frame_index: int, frame_count: int) -> int:
    if not 0 <= frame_index < frame_count:
        raise IndexError(f"frame {frame_index} is outside 0..{frame_count - 1}")
    return frame_index
