"""Pictures as rows of the language model's input, and what makes them: one encoder a family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from torch import Tensor

from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.api import ShownPictures, TraceSink
from sa2va_desktop.inference.prompt import Pictures
from sa2va_desktop.modeling.language_model import PictureGrid
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate


@dataclass(frozen=True, eq=False)
class EncodedPictures:
    """What one turn shows.

    Attributes:
        layout: how many image tokens stand where in the prompt.
        features: (K, D), one row per image token of `layout`, in the order of the prompt.
        key: equal for equal pixels and regions, and for nothing else.
        deepstack: for families that have it, further (K, D) features for the first layers.
        grids: for families that count positions in pictures, patches of each picture.
    """

    layout: Pictures
    features: Tensor
    key: bytes
    deepstack: tuple[Tensor, ...] = ()
    grids: tuple[PictureGrid, ...] = ()


class PictureEncoder(Protocol):
    """Runs the vision tower of one checkpoint and remembers the last few results by the pixels themselves."""

    def encode(
        self, shown: ShownPictures, cancel: CancelToken, trace: TraceSink | None = None
    ) -> EncodedPictures:
        """Read, cut and encode what the language model is shown.

        Raises:
            UsageError: the frames or regions do not fit the media item.
            MediaError: a frame cannot be decoded.
            CancelledError, OutOfMemoryError: between groups of tiles.
        """
        ...


def check_shown(shown: ShownPictures) -> None:
    """
    Raises:
        UsageError: frames that are not there, or regions of another size than the picture.
    """
    frames, chosen = shown.frames, shown.language_frames
    limit = shown.language_frame_limit if shown.is_video else 1
    if not 1 <= len(chosen) <= limit:
        raise UsageError(
            translate(
                "inference", "The language model is shown 1 to {0} frames of this, asked for {1}."
            ).format(limit, len(chosen))
        )
    if list(chosen) != sorted(set(chosen)):
        raise UsageError(
            translate(
                "inference", "The language model's frames must ascend without repetition, found {0}."
            ).format(list(chosen))
        )
    if chosen[0] < 0 or chosen[-1] >= frames.frame_count:
        raise UsageError(
            translate("inference", "Frames 0 to {0} exist, asked for {1}.").format(
                frames.frame_count - 1, list(chosen)
            )
        )
    _check_regions(shown)


def _check_regions(shown: ShownPictures) -> None:
    for number, mask in enumerate(shown.region_masks, start=1):
        if mask.shape != tuple(shown.frames.size_hw):
            height, width = shown.frames.size_hw
            found = "x".join(str(length) for length in mask.shape[::-1])
            raise UsageError(
                translate("inference", "Region {0} is {1} pixels, the picture is {2}x{3}.").format(
                    number, found, width, height
                )
            )


def all_grids(pictures: Sequence[EncodedPictures]) -> list[PictureGrid]:
    """Grids of every picture of a conversation, in the order of the prompt."""
    return [grid for encoded in pictures for grid in encoded.grids]
