"""The SAM 2 computation as it is trained: batches of objects over batches of images, with short memories.

Source: SAM 2 (arXiv 2408.00714, section 4) with Sa2VA's language prompt (arXiv 2501.04001, section 3.3). Ours differs from the
package's own bookkeeping in that objects of several images and frames are computed in one batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sa2va_desktop.modeling.sam2_network import GroundingConfig, build_mask_decoder, build_sam2_network

# The released runtime rounds SAM 2's ImageNet statistics to bfloat16 before it uses them.
_MEAN = (0.484375, 0.455078125, 0.40625)
_STD = (0.228515625, 0.2236328125, 0.224609375)


@dataclass(frozen=True)
class ImageFeatures:
    """Neck output of B images, before `conv_s0` and `conv_s1` (which belong to a decoder).

    Attributes:
        stride4, stride8, stride16: (B, C, h, w) at the three scales.
        stride16_pos: (B, C, h, w) positional encoding of the coarsest.
    """

    stride4: Tensor
    stride8: Tensor
    stride16: Tensor
    stride16_pos: Tensor

    def rows(self, index: Tensor) -> ImageFeatures:
        """Features of chosen images, (N, …)."""
        return ImageFeatures(
            self.stride4[index], self.stride8[index], self.stride16[index], self.stride16_pos[index]
        )


@dataclass(frozen=True)
class SparsePrompts:
    """Clicks and boxes of N objects in pixels of the square input.

    Attributes:
        points_xy: (N, P, 2) float.
        labels: (N, P) int: 1 inside, 0 outside, 2 and 3 the corners of a box, -1 nothing.
    """

    points_xy: Tensor
    labels: Tensor


@dataclass(frozen=True)
class MaskOutput:
    """Decoder output for N objects.

    Attributes:
        logits: (N, 1, h, w) mask logits at a quarter of the input size; not gated by the object score.
        iou: (N, 1) predicted IoU.
        object_score: (N, 1) logit that the object is there at all.
        pointer: (N, C) object pointer, replaced by the learned "no object" one where the object is absent.
    """

    logits: Tensor
    iou: Tensor
    object_score: Tensor
    pointer: Tensor


@dataclass(frozen=True)
class Memory:
    """What is remembered of one frame: features (N, m, h, w), their positions alike, and the pointer (N, C)."""

    features: Tensor
    positions: Tensor
    pointer: Tensor


class GroundingGraph(nn.Module):
    """Network plus the decoder tuned for `[SEG]`; built once by the trainer."""

    network: Any  # a SAM2Base; the package has no type hints
    tuned_decoder: Any
    mean: Tensor
    std: Tensor

    def __init__(self, config: GroundingConfig) -> None:
        super().__init__()
        self.config = config
        self.network = build_sam2_network(config)
        self.tuned_decoder = build_mask_decoder(config)
        self.register_buffer("mean", torch.tensor(_MEAN).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(_STD).view(1, 3, 1, 1), persistent=False)

    def prepare_for_training(self) -> None:
        """Start values that leave the first plateau sooner than those of a large model: see docs/training.md."""
        for layer in self.network.memory_encoder.fuser.layers:
            nn.init.constant_(layer.gamma, 0.1)
        for decoder in (self.network.sam_mask_decoder, self.tuned_decoder):
            nn.init.constant_(decoder.pred_obj_score_head.layers[-1].bias, 3.0)

    def encode(self, images: Tensor) -> ImageFeatures:
        """Args: images (B, 3, S, S) float, RGB in 0..255."""
        out = self.network.image_encoder((images / 255.0 - self.mean) / self.std)
        stride4, stride8, stride16 = out["backbone_fpn"]
        return ImageFeatures(stride4, stride8, stride16, out["vision_pos_enc"][-1])

    def no_memory(self, features: ImageFeatures) -> Tensor:
        """(B, C, h, w) input of the decoder on a frame that stands alone."""
        return features.stride16 + self.network.no_mem_embed.view(1, -1, 1, 1)

    def decode(
        self,
        decoder: Any,
        features: ImageFeatures,
        conditioned: Tensor,
        rows: Tensor,
        *,
        sparse: SparsePrompts | None = None,
        mask_prompt: Tensor | None = None,
        seg_embedding: Tensor | None = None,
    ) -> MaskOutput:
        """Decode N objects.

        Args:
            features: of B images.
            conditioned: (N, C, h, w), or (B, C, h, w) that is then spread to the objects.
            rows: (N,) image of each object.
            sparse: clicks; without them one empty point stands in.
            mask_prompt: (N, 1, 4h, 4w) dense prompt in logit scale.
            seg_embedding: (N, C) appended as the last sparse token.
        """
        count = rows.shape[0]
        if sparse is None:
            sparse = SparsePrompts(torch.zeros(count, 1, 2), -torch.ones(count, 1, dtype=torch.int32))
        tokens, dense = self.network.sam_prompt_encoder(
            points=(sparse.points_xy, sparse.labels), boxes=None, masks=mask_prompt
        )
        if seg_embedding is not None:
            tokens = torch.cat((tokens, seg_embedding[:, None]), dim=1)
        if conditioned.shape[0] != count:
            conditioned = conditioned[rows]
        logits, iou, output_tokens, score = decoder(
            image_embeddings=conditioned,
            image_pe=self.network.sam_prompt_encoder.get_dense_pe(),
            sparse_prompt_embeddings=tokens,
            dense_prompt_embeddings=dense,
            multimask_output=False,
            repeat_image=False,
            high_res_features=[
                decoder.conv_s0(features.stride4)[rows],
                decoder.conv_s1(features.stride8)[rows],
            ],
        )
        pointer = self._pointer(self.network.obj_ptr_proj(output_tokens[:, 0]), score > 0)
        return MaskOutput(logits, iou, score, pointer)

    def mask_as_output(self, features: ImageFeatures, rows: Tensor, masks: Tensor) -> tuple[Tensor, Tensor]:
        """What a mask prompt becomes: itself. Returns logits (N, 1, S, S) at full size and pointers (N, C).

        Args: masks (N, 1, S, S) float 0/1; an empty one says that the object is absent.
        """
        prompt = self.network.mask_downsample(masks)
        output = self.decode(
            self.network.sam_mask_decoder, features, features.stride16, rows, mask_prompt=prompt
        )
        present = masks.flatten(1).amax(dim=1, keepdim=True) > 0
        # The runtime keeps mask prompts at the decoder's resolution like every other mask, so memories are coarse.
        side = self.config.low_res_size
        coarse = F.interpolate(masks * 20.0 - 10.0, size=(side, side), mode="bilinear", antialias=True)
        return self.full_size(coarse), self._pointer(output.pointer, present)

    def remember(self, features: ImageFeatures, rows: Tensor, full_logits: Tensor, pointer: Tensor) -> Memory:
        """Encode a frame and its masks, (N, 1, S, S) logits, into a memory; rounded as the runtime stores it."""
        encoder_input = torch.sigmoid(full_logits) * 20.0 - 10.0
        out = self.network.memory_encoder(features.stride16[rows], encoder_input, skip_mask_sigmoid=True)
        stored = out["vision_features"].to(torch.bfloat16).float()
        return Memory(stored, out["vision_pos_enc"][-1], pointer)

    def recall(
        self,
        features: ImageFeatures,
        rows: Tensor,
        *,
        conditioning: Sequence[tuple[Memory, bool]],
        tracked: Sequence[tuple[int, Memory]],
    ) -> Tensor:
        """Memory attention: (N, C, h, w) features of a frame that know what was seen before.

        Args:
            conditioning: memories of prompted frames, each with whether it lies in the past (only then is its pointer used).
            tracked: (distance in frames, memory) of earlier frames, nearest first.
        """
        slots = self.config.num_maskmem
        codes = self.network.maskmem_tpos_enc
        keys, positions, pointers = [], [], []
        for memory, is_past in conditioning:
            keys.append(_tokens(memory.features))
            positions.append(_tokens(memory.positions) + codes[slots - 1])
            if is_past:
                pointers.append(memory.pointer)
        for distance, memory in tracked:
            if distance < slots:
                keys.append(_tokens(memory.features))
                positions.append(_tokens(memory.positions) + codes[distance - 1])
            if distance < self.config.max_obj_ptrs:
                pointers.append(memory.pointer)
        pointer_tokens = 0
        if pointers:
            split = self.config.d_model // self.config.mem_dim
            stacked = torch.stack(pointers)  # (P, N, C)
            stacked = stacked.unflatten(2, (split, self.config.mem_dim)).permute(0, 2, 1, 3).flatten(0, 1)
            keys.append(stacked)
            positions.append(torch.zeros_like(stacked))
            pointer_tokens = stacked.shape[0]
        current = features.stride16[rows]
        out = self.network.memory_attention(
            curr=[_tokens(current)],
            curr_pos=[_tokens(features.stride16_pos[rows])],
            memory=torch.cat(keys),
            memory_pos=torch.cat(positions),
            num_obj_ptr_tokens=pointer_tokens,
        )
        return out.permute(1, 2, 0).reshape(current.shape)

    def full_size(self, logits: Tensor) -> Tensor:
        """(N, 1, h, w) logits to the square input size."""
        side = self.config.image_size
        return F.interpolate(logits, size=(side, side), mode="bilinear", align_corners=False)

    def _pointer(self, pointer: Tensor, present: Tensor) -> Tensor:
        here = present.float()
        return here * pointer + (1 - here) * self.network.no_obj_ptr


def _tokens(feature_map: Tensor) -> Tensor:
    """(N, C, h, w) → (h*w, N, C)"""
    return feature_map.flatten(2).permute(2, 0, 1)
