"""The runtime's picture encoders with gradients: same pixels and layout, nothing remembered, trained parts learn."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from sa2va_desktop.inference.api import TraceSink
from sa2va_desktop.inference.checkpoint import Checkpoint
from sa2va_desktop.inference.encoded_pictures import PictureEncoder
from sa2va_desktop.inference.picture_features import TileEncoder
from sa2va_desktop.inference.picture_tiles import Tiles, normalise_tiles
from sa2va_desktop.inference.qwen_vl_features import QwenVlPictureEncoder
from sa2va_desktop.inference.qwen_vl_pictures import picture_patches
from sa2va_desktop.modeling.internvl import InternvlNetwork
from sa2va_desktop.modeling.language_model import PictureGrid
from sa2va_desktop.modeling.qwen_vl import PictureRows
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.training.fine_tuning.kept_tensors import KeptTensors


def trained_pictures(checkpoint: Checkpoint, kept: KeptTensors) -> PictureEncoder:
    """What turns the pictures of samples into rows, for the family of the checkpoint.

    Args:
        kept: what a frozen tower made of pictures that were seen before.
    """
    if isinstance(checkpoint.network, InternvlNetwork):
        return TrainedTiles(checkpoint, kept)
    return TrainedQwenVlPictures(checkpoint, kept)


def _seen(
    tower: nn.Module, key: bytes, kept: KeptTensors, look: Callable[[], tuple[Tensor, ...]]
) -> tuple[Tensor, ...]:
    """What a tower makes of a picture: with gradients where it is trained, else once."""
    if any(parameter.requires_grad for parameter in tower.parameters()):
        return look()
    found = kept.get(key)
    if found is None:
        with torch.no_grad():
            found = look()
        kept.put(key, found)
    return found


class TrainedTiles(TileEncoder):
    """InternVL: the projector is always trained, the tower only in full."""

    def __init__(self, checkpoint: Checkpoint, kept: KeptTensors) -> None:
        super().__init__(checkpoint)
        self._towers_own = kept

    def tile_features(self, tiles: Tiles, key: bytes, cancel: CancelToken, trace: TraceSink | None) -> Tensor:
        network, checkpoint = self._network, self._checkpoint

        def look() -> tuple[Tensor, ...]:
            pixels = normalise_tiles(tiles, device=checkpoint.device, dtype=checkpoint.dtype)
            return (network.encode_patches(pixels),)

        [patches] = _seen(network.vision_model, key, self._towers_own, look)
        rows: Tensor = network.mlp1(network.fold_patches(patches))
        return rows


class TrainedQwenVlPictures(QwenVlPictureEncoder):
    """Qwen-VL: the tower with its projector is trained in full only."""

    def __init__(self, checkpoint: Checkpoint, kept: KeptTensors) -> None:
        super().__init__(checkpoint)
        self._towers_own = kept

    def rows_of(self, picture: Tensor, grid: PictureGrid, key: bytes, *, is_traced: bool) -> PictureRows:
        checkpoint = self._checkpoint

        def look() -> tuple[Tensor, ...]:
            patches = picture_patches(picture.to(checkpoint.device), self._layout)
            rows = self._network.encode_picture(patches.to(checkpoint.dtype), grid)
            return (rows.features, *rows.deepstack)

        features, *deepstack = _seen(self._network.visual, key, self._towers_own, look)
        return PictureRows(features, tuple(deepstack))
