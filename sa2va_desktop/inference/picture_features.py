"""Pictures for the InternVL families: tiles, frames and marked regions as rows of the language model's input."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from sa2va_desktop.inference.api import ShownPictures, TraceSink
from sa2va_desktop.inference.devices import translated_memory_errors
from sa2va_desktop.inference.encoded_pictures import EncodedPictures, check_shown
from sa2va_desktop.inference.memory_ladder import Stage
from sa2va_desktop.inference.picture_tiles import (
    Tiles,
    normalise_tiles,
    region_cells,
    squeeze_frames,
    tile_still,
)
from sa2va_desktop.inference.prompt import Pictures
from sa2va_desktop.modeling.internvl import InternvlNetwork
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

if TYPE_CHECKING:
    from sa2va_desktop.inference.checkpoint import Checkpoint

_KEPT_PICTURES = 4  # later turns of a conversation show the same picture again


class TileEncoder:
    """Follows the PictureEncoder protocol for the InternVL families."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        if not isinstance(checkpoint.network, InternvlNetwork):
            raise TypeError(f"expected an InternVL network, found {type(checkpoint.network).__name__}")
        self._checkpoint = checkpoint
        self._network = checkpoint.network
        self._config = checkpoint.network.config
        self._kept: OrderedDict[bytes, Tensor] = OrderedDict()

    def encode(
        self, shown: ShownPictures, cancel: CancelToken, trace: TraceSink | None = None
    ) -> EncodedPictures:
        """See `PictureEncoder.encode`."""
        check_shown(shown)
        tiles = self._tiles(shown)
        key = hashlib.blake2b(tiles.tobytes(), digest_size=16).digest() + len(tiles).to_bytes(4)
        tile_features = self.tile_features(tiles, key, cancel, trace)
        if shown.is_video:
            layout = Pictures((self._config.tile_tokens,) * len(tiles))
            return EncodedPictures(layout, tile_features.flatten(0, 1), key)
        cells = [region_cells(mask, self._config.token_grid).flatten() for mask in shown.region_masks]
        layout = Pictures(
            (self._config.tile_tokens * len(tiles),),
            tuple(int(cells_of_region.sum()) for cells_of_region in cells),
        )
        # A region's tokens are copies of the thumbnail's tokens inside it.
        regions = [
            tile_features[-1][torch.from_numpy(cells_of_region).to(tile_features.device)]
            for cells_of_region in cells
        ]
        key += b"".join(np.packbits(cells_of_region).tobytes() for cells_of_region in cells)
        return EncodedPictures(layout, torch.cat([tile_features.flatten(0, 1), *regions]), key)

    def _tiles(self, shown: ShownPictures) -> Tiles:
        tile_size = self._config.tile_size
        pictures = [shown.frames.read_rgb(frame_index) for frame_index in shown.language_frames]
        if shown.is_video:
            return squeeze_frames(pictures, tile_size=tile_size)
        return tile_still(pictures[0], tile_size=tile_size, max_tiles=self._checkpoint.max_tiles)

    def tile_features(self, tiles: Tiles, key: bytes, cancel: CancelToken, trace: TraceSink | None) -> Tensor:
        """(T, tile_tokens, D) of tiles named by `key`; with a trace everything is computed again."""
        if trace is None and key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        groups = self._checkpoint.ladder.parts(
            Stage.VISION, len(tiles), lambda start, stop: self._encode_group(tiles[start:stop], cancel)
        )
        features = torch.cat(list(groups))
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
            return self._network.encode_tiles(pixels)

    def _record(self, tiles: Tiles, features: Tensor, trace: TraceSink) -> None:
        checkpoint = self._checkpoint
        with torch.inference_mode():
            first = normalise_tiles(tiles[:1], device=checkpoint.device, dtype=checkpoint.dtype)
            patches = self._network.encode_patches(first)[0].float()
        values = features.float()
        flat = values.flatten(1)
        stats = torch.stack((flat.mean(1), flat.std(1), flat.amin(1), flat.amax(1)), dim=1)
        trace.record("vit_last_hidden_tile0_slice", patches[::32].cpu().numpy())
        trace.record("vision_features_stats", stats.cpu().numpy())
        trace.record("vision_features_mean_over_tokens", values.mean(1).cpu().numpy())
        trace.record("vision_features_slice", values[:, ::16].cpu().numpy())
        if len(tiles) == 1:
            trace.record("vision_features_full", values.cpu().numpy())
