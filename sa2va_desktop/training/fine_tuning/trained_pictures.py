"""The runtime's picture encoders with gradients: same pixels and layout, nothing remembered, trained parts learn."""

from __future__ import annotations

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


def trained_pictures(checkpoint: Checkpoint) -> PictureEncoder:
    """What turns the pictures of samples into rows, for the family of the checkpoint."""
    if isinstance(checkpoint.network, InternvlNetwork):
        return TrainedTiles(checkpoint)
    return TrainedQwenVlPictures(checkpoint)


def gradients_for(module: nn.Module) -> torch.set_grad_enabled:
    """A context in which a frozen part costs no memory for its backward pass."""
    is_trained = any(parameter.requires_grad for parameter in module.parameters())
    return torch.set_grad_enabled(is_trained and torch.is_grad_enabled())


class TrainedTiles(TileEncoder):
    """InternVL: the projector is always trained, the tower only in full."""

    def tile_features(self, tiles: Tiles, key: bytes, cancel: CancelToken, trace: TraceSink | None) -> Tensor:
        network, checkpoint = self._network, self._checkpoint
        pixels = normalise_tiles(tiles, device=checkpoint.device, dtype=checkpoint.dtype)
        with gradients_for(network.vision_model):
            patches = network.encode_patches(pixels)
        rows: Tensor = network.mlp1(network.fold_patches(patches))
        return rows


class TrainedQwenVlPictures(QwenVlPictureEncoder):
    """Qwen-VL: the tower with its projector is trained in full only."""

    def rows_of(self, picture: Tensor, grid: PictureGrid, key: bytes, *, is_traced: bool) -> PictureRows:
        checkpoint = self._checkpoint
        patches = picture_patches(picture.to(checkpoint.device), self._layout)
        with gradients_for(self._network.visual):
            return self._network.encode_picture(patches.to(checkpoint.dtype), grid)
