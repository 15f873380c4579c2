"""Pictures of a request as rows of the language model's input: tiles, frames and marked regions."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.api import LANGUAGE_FRAME_LIMIT, AskRequest, FrameProvider, TraceSink
from sa2va_desktop.inference.checkpoint import Checkpoint
from sa2va_desktop.inference.devices import translated_memory_errors
from sa2va_desktop.inference.picture_tiles import (
    Tiles,
    normalise_tiles,
    region_cells,
    squeeze_frames,
    tile_still,
)
from sa2va_desktop.inference.prompt import Pictures
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_TILES_AT_ONCE = 4  # bounds activations, and how long a cancel waits
_KEPT_PICTURES = 4  # later turns of a conversation show the same picture again


@dataclass(frozen=True, eq=False)
class EncodedPictures:
    """`features` (K, D) has one row per image token of `layout`, in the order of the prompt."""

    layout: Pictures
    features: Tensor


class PictureEncoder:
    """Runs the vision tower for one checkpoint and remembers the last few results by the pixels themselves."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self._checkpoint = checkpoint
        self._kept: OrderedDict[bytes, Tensor] = OrderedDict()

    def encode(
        self, request: AskRequest, frames: FrameProvider, cancel: CancelToken, trace: TraceSink | None = None
    ) -> EncodedPictures:
        """Read, cut and encode what the language model is shown.

        Raises:
            UsageError: the frames or regions do not fit the media item.
            MediaError: a frame cannot be decoded.
            CancelledError, OutOfMemoryError: between groups of tiles.
        """
        _check_frames(request, frames)
        config = self._checkpoint.config
        tiles = self._tiles(request, frames)
        tile_features = self._tile_features(tiles, cancel, trace)
        if request.is_video:
            layout = Pictures((config.tile_tokens,) * len(tiles))
            return EncodedPictures(layout, tile_features.flatten(0, 1))
        cells = [
            torch.from_numpy(region_cells(mask, config.token_grid)).flatten() for mask in request.region_masks
        ]
        layout = Pictures(
            (config.tile_tokens * len(tiles),), tuple(int(cells_of_region.sum()) for cells_of_region in cells)
        )
        # A region's tokens are copies of the thumbnail's tokens inside it.
        regions = [tile_features[-1][cells_of_region.to(tile_features.device)] for cells_of_region in cells]
        return EncodedPictures(layout, torch.cat([tile_features.flatten(0, 1), *regions]))

    def _tiles(self, request: AskRequest, frames: FrameProvider) -> Tiles:
        tile_size = self._checkpoint.config.tile_size
        pictures = [frames.read_rgb(frame_index) for frame_index in request.language_frames]
        if request.is_video:
            return squeeze_frames(pictures, tile_size=tile_size)
        return tile_still(pictures[0], tile_size=tile_size, max_tiles=self._checkpoint.max_tiles)

    def _tile_features(self, tiles: Tiles, cancel: CancelToken, trace: TraceSink | None) -> Tensor:
        """(T, tile_tokens, D); with a trace everything is computed again."""
        key = hashlib.blake2b(tiles.tobytes(), digest_size=16).digest() + len(tiles).to_bytes(4)
        if trace is None and key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        features = torch.cat([self._encode_group(group, cancel) for group in _groups(tiles)])
        if trace is not None:
            self._record(tiles, features, trace)
        self._kept[key] = features
        while len(self._kept) > _KEPT_PICTURES:
            self._kept.popitem(last=False)
        return features

    def _encode_group(self, tiles: Tiles, cancel: CancelToken) -> Tensor:
        cancel.raise_if_cancelled()
        checkpoint = self._checkpoint
        with translated_memory_errors(translate("inference", "the picture was read")), torch.inference_mode():
            pixels = normalise_tiles(tiles, device=checkpoint.device, dtype=checkpoint.dtype)
            return checkpoint.network.encode_tiles(pixels)

    def _record(self, tiles: Tiles, features: Tensor, trace: TraceSink) -> None:
        checkpoint = self._checkpoint
        with torch.inference_mode():
            first = normalise_tiles(tiles[:1], device=checkpoint.device, dtype=checkpoint.dtype)
            patches = checkpoint.network.encode_patches(first)[0].float()
        values = features.float()
        flat = values.flatten(1)
        stats = torch.stack((flat.mean(1), flat.std(1), flat.amin(1), flat.amax(1)), dim=1)
        trace.record("vit_last_hidden_tile0_slice", patches[::32].cpu().numpy())
        trace.record("vision_features_stats", stats.cpu().numpy())
        trace.record("vision_features_mean_over_tokens", values.mean(1).cpu().numpy())
        trace.record("vision_features_slice", values[:, ::16].cpu().numpy())
        if len(tiles) == 1:
            trace.record("vision_features_full", values.cpu().numpy())


def _groups(tiles: Tiles) -> list[Tiles]:
    return [tiles[start : start + _TILES_AT_ONCE] for start in range(0, len(tiles), _TILES_AT_ONCE)]


def _check_frames(request: AskRequest, frames: FrameProvider) -> None:
    shown: Sequence[int] = request.language_frames
    limit = LANGUAGE_FRAME_LIMIT if request.is_video else 1
    if not 1 <= len(shown) <= limit:
        raise UsageError(
            translate(
                "inference", "The language model is shown 1 to {0} frames of this, asked for {1}."
            ).format(limit, len(shown))
        )
    if list(shown) != sorted(set(shown)):
        raise UsageError(
            translate(
                "inference", "The language model's frames must ascend without repetition, found {0}."
            ).format(list(shown))
        )
    if shown[0] < 0 or shown[-1] >= frames.frame_count:
        raise UsageError(
            translate("inference", "Frames 0 to {0} exist, asked for {1}.").format(
                frames.frame_count - 1, list(shown)
            )
        )
    for number, mask in enumerate(request.region_masks, start=1):
        if mask.shape != tuple(frames.size_hw):
            height, width = frames.size_hw
            found = "x".join(str(length) for length in mask.shape[::-1])
            raise UsageError(
                translate("inference", "Region {0} is {1} pixels, the picture is {2}x{3}.").format(
                    number, found, width, height
                )
            )
