"""`[SEG]` vectors become mask logits as the published training computes them: every frame alone, without memory.

It is what the runtime does on key frames in its consistent mode, with gradients to the vectors and to the tuned decoder.
The image encoder and the prompt encoder stay frozen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.utils.checkpoint import checkpoint as recomputed

from sa2va_desktop.inference.api import RgbFrame
from sa2va_desktop.inference.grounding.frame_input import frame_to_pixels
from sa2va_desktop.modeling.network import Sa2vaNetwork
from sa2va_desktop.training.fine_tuning.kept_tensors import KeptTensors, picture_key

_AT_ONCE = 4  # frames through the image encoder


@dataclass(frozen=True, eq=False)
class ImageLevels:
    """Neck output of F frames, before the projections that belong to a decoder: (F, C, h, w) at three strides."""

    stride4: Tensor
    stride8: Tensor
    top: Tensor


class MaskDecoding:
    """The SAM 2 part of one checkpoint in training."""

    def __init__(
        self,
        network: Sa2vaNetwork,
        device: torch.device,
        kept: KeptTensors,
        *,
        is_recomputed: bool = False,
    ) -> None:
        """
        Args:
            kept: features of frames that were seen before.
            is_recomputed: compute a frame's decoding again in the backward pass instead of keeping it.
        """
        self._sam2: Any = network.sam2
        self._decoder: Any = network.seg_mask_decoder
        self._config = network.config.grounding
        self._device = device
        self._kept = kept
        self._is_recomputed = is_recomputed

    def levels(self, frames: Sequence[RgbFrame]) -> ImageLevels:
        """Features of (H, W, 3) frames of any sizes, without gradients."""
        keys = [picture_key(rgb) for rgb in frames]
        found = {key: kept for key in keys if (kept := self._kept.get(key)) is not None}
        missing = {key: rgb for key, rgb in zip(keys, frames, strict=True) if key not in found}
        anew = list(missing.items())
        for start in range(0, len(anew), _AT_ONCE):
            part = anew[start : start + _AT_ONCE]
            with torch.no_grad():
                pixels = torch.cat([self._pixels(rgb) for _, rgb in part])
                levels = self._sam2.image_encoder(pixels)["backbone_fpn"]
            for row, (key, _) in enumerate(part):
                found[key] = tuple(level[row : row + 1] for level in levels)
                self._kept.put(key, found[key])
        rows = [found[key] for key in keys]
        return ImageLevels(*(torch.cat(level) for level in zip(*rows, strict=True)))

    def _pixels(self, rgb: RgbFrame) -> Tensor:
        config = self._config
        return frame_to_pixels(
            rgb,
            config.image_size,
            device=self._device,
            dtype=torch.float32,
            is_exact=config.has_exact_colors,
        )

    def logits(self, levels: ImageLevels, rows: Sequence[int], embeddings: Tensor) -> Tensor:
        """Mask logits of N objects.

        Args:
            rows: frame of `levels` on which each of them is.
            embeddings: (N, C) float32 prompt vectors.

        Returns:
            (N, s, s) float32; of three candidates the one with the best predicted IoU.
        """
        if not self._is_recomputed:
            return self._decode(levels, torch.tensor(rows, device=self._device), embeddings)
        parts: list[Tensor | None] = [None] * len(rows)
        for frame in sorted(set(rows)):
            own = [place for place, row in enumerate(rows) if row == frame]
            index = torch.full((len(own),), frame, device=self._device)
            found = recomputed(self._decode, levels, index, embeddings[own], use_reentrant=False)
            for place, logits in zip(own, found, strict=True):
                parts[place] = logits
        return torch.stack([part for part in parts if part is not None])

    def _decode(self, levels: ImageLevels, rows: Tensor, embeddings: Tensor) -> Tensor:
        nowhere, unmasked, position = self._unprompted()
        sparse = torch.cat((nowhere.expand(len(rows), -1, -1), embeddings[:, None]), dim=1)
        lonely = levels.top + self._sam2.no_mem_embed.view(1, -1, 1, 1)
        logits, ious, *_ = self._decoder(
            image_embeddings=lonely[rows],
            image_pe=position,
            sparse_prompt_embeddings=sparse,
            dense_prompt_embeddings=unmasked,
            multimask_output=self._config.multimask,
            repeat_image=False,
            high_res_features=[
                self._decoder.conv_s0(levels.stride4)[rows],
                self._decoder.conv_s1(levels.stride8)[rows],
            ],
        )
        best = ious.detach().float().argmax(dim=1)
        chosen: Tensor = logits[torch.arange(len(rows), device=best.device), best]
        return chosen.float()

    def _unprompted(self) -> tuple[Tensor, Tensor, Tensor]:
        """Two "not a point" tokens (1, 2, C), the "no mask" map and the position code, both (1, C, h, w)."""
        encoder = self._sam2.sam_prompt_encoder
        nowhere = (
            torch.zeros(1, 1, 2, device=self._device),
            -torch.ones(1, 1, device=self._device),
        )
        with torch.no_grad(), torch.autocast(self._device.type, enabled=False):
            tokens, unmasked = encoder(points=nowhere, boxes=None, masks=None)
            return tokens, unmasked, encoder.get_dense_pe()
