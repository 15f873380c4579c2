"""What media are to the rest of the application: their kind, their index of frames, and the settings of opening them."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

RgbFrame = npt.NDArray[np.uint8]  # (H, W, 3)

MIB = 1 << 20


class MediaKind(enum.StrEnum):
    IMAGE = "image"
    VIDEO = "video"
    SEQUENCE = "sequence"  # a folder of pictures shown as a clip


@dataclass(frozen=True)
class MediaSettings:
    """What a person may change about opening media.

    Attributes:
        max_megapixels: larger pictures and video frames are refused from their header, before anything is allocated.
        sequence_fps: rate at which a folder of pictures is shown.
        held_frames_bytes: how much decoded video (not yet RGB) one reader keeps, so that a step back within a group
            of pictures costs no second decoding of that group.
    """

    max_megapixels: float = 256.0
    sequence_fps: float = 25.0
    held_frames_bytes: int = 96 * MIB


@dataclass(frozen=True)
class FileStamp:
    """Size and time of change: tells whether an index still belongs to its file."""

    size_bytes: int
    changed_ns: int


@dataclass(frozen=True, eq=False)
class MediaIndex:
    """Everything known about a media item before a frame is decoded. Immutable, shared freely between threads.

    Attributes:
        size_hw: height and width of the displayed picture, after rotation.
        pts: presentation time of each frame in units of `time_base`, ascending; `(0,)` for a picture.
        time_base: (numerator, denominator) of one unit in seconds.
        fps: nominal frames a second; 0.0 for a picture.
        key_frames: frame indices, ascending, from which decoding can start; the first is always 0.
        orientation: EXIF code 1..8 that was or will be applied to the stored pixels.
        notices: one sentence each about what the person should know, such as a file that is cut off.
    """

    path: Path
    stamp: FileStamp
    kind: MediaKind
    size_hw: tuple[int, int]
    pts: tuple[int, ...] = (0,)
    time_base: tuple[int, int] = (1, 1)
    fps: float = 0.0
    key_frames: tuple[int, ...] = (0,)
    codec: str = ""
    container: str = ""
    pixel_format: str = ""
    orientation: int = 1
    notices: tuple[str, ...] = ()

    @property
    def frame_count(self) -> int:
        return len(self.pts)

    def time_s(self, frame_index: int) -> float:
        """Presentation time of a frame in seconds since the first frame."""
        return (self.pts[frame_index] - self.pts[0]) * self.time_base[0] / self.time_base[1]


@dataclass(frozen=True, eq=False)
class VideoIndex(MediaIndex):
    """The frames of one video stream, found by reading its packets once without decoding them.

    Attributes:
        stream_index: which stream of the container.
        stored_size_hw: size of the first frame before rotation; later frames of another size are scaled to it.
        decode_ranks: for each frame, its position in decoding order.
        key_times: for each entry of `key_frames`, the (pts, dts) to seek to.
        counts_frames: the container's times do not tell the order of the frames (bare streams, joined recordings,
            H.264 in AVI), so decoded frames are numbered by counting from a key frame.
    """

    stream_index: int = 0
    stored_size_hw: tuple[int, int] = (0, 0)
    decode_ranks: tuple[int, ...] = (0,)
    key_times: tuple[tuple[int, int], ...] = ((0, 0),)
    counts_frames: bool = False


@dataclass(frozen=True, eq=False)
class SequenceIndex(MediaIndex):
    """The pictures of a folder in natural order; `stretch` is shared so that deep pictures do not flicker."""

    files: tuple[Path, ...] = ()
    stretch: tuple[float, float] | None = None


@dataclass(frozen=True, eq=False)
class MediaProbe:
    """What a project stores about a media item, with the index that spares the next opening."""

    index: MediaIndex
    size_bytes: int
    edge_hash: str

    @property
    def kind(self) -> MediaKind:
        return self.index.kind

    @property
    def size_hw(self) -> tuple[int, int]:
        return self.index.size_hw

    @property
    def pts(self) -> tuple[int, ...]:
        return self.index.pts

    @property
    def time_base(self) -> tuple[int, int]:
        return self.index.time_base
