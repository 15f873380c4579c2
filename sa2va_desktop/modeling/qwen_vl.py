"""Sa2VA of the Qwen2.5-VL and Qwen3-VL families: vision tower, language model and head, as in `transformers`.

The classes are the library's own; this module only joins them. It knows nothing of files, text or pictures.

Shape letters: P patches of a picture, K its image tokens, S tokens of a text, D language-model width.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from typing import Any, cast

import torch
from torch import Tensor, nn
from transformers.models.qwen2_5_vl.configuration_qwen2_5_vl import Qwen2_5_VLTextConfig, Qwen2_5_VLVisionConfig
from transformers.models.qwen2_5_vl.modeling_qwen2_5_vl import (
    Qwen2_5_VisionTransformerPretrainedModel,
    Qwen2_5_VLTextModel,
)
from transformers.models.qwen3_vl.configuration_qwen3_vl import Qwen3VLTextConfig, Qwen3VLVisionConfig
from transformers.models.qwen3_vl.modeling_qwen3_vl import Qwen3VLTextModel, Qwen3VLVisionModel

from sa2va_desktop.modeling.key_value_cache import KeyValueCache
from sa2va_desktop.modeling.language_model import LanguageModel, LanguageRows, PictureGrid
from sa2va_desktop.modeling.network import NetworkConfig, Sa2vaNetwork
from sa2va_desktop.modeling.window_attention import WindowAttention


class QwenVlKind(Enum):
    """Which generation of Qwen-VL; the value is the library's `model_type`."""

    QWEN2_5 = "qwen2_5_vl"
    QWEN3 = "qwen3_vl"


@dataclass(frozen=True, kw_only=True)
class QwenVlConfig(NetworkConfig):
    """Sizes of one checkpoint, in the words of its config.json.

    Attributes:
        vision, text: keyword arguments of the kind's vision and text config classes.
        pixel_mean, pixel_std: what pixels from 0 to 1 are normalised with, per channel.
    """

    kind: QwenVlKind
    vision: Mapping[str, Any]
    text: Mapping[str, Any]
    pixel_mean: tuple[float, float, float]
    pixel_std: tuple[float, float, float]

    @property
    def language_width(self) -> int:
        return int(self.text["hidden_size"])

    @property
    def vocabulary(self) -> int:
        return int(self.text["vocab_size"])

    @property
    def max_positions(self) -> int:
        return int(self.text["max_position_embeddings"])

    @property
    def merge(self) -> int:
        """Patches along each side of the square that becomes one image token."""
        return int(self.vision["spatial_merge_size"])


@dataclass(frozen=True, eq=False)
class PictureRows:
    """One picture for the language model: (K, D) rows, and (K, D) per level that is added after an early layer."""

    features: Tensor
    deepstack: tuple[Tensor, ...] = ()


class PatchEmbedding(nn.Module):
    """The towers' patch embedding as the matrix product that it is.

    The library uses a 3-D convolution whose stride is its kernel; the weights are the same, but the convolution takes
    three times as long on a CPU.
    """

    def __init__(self, channels: int, repeats: int, patch_size: int, width: int, *, bias: bool) -> None:
        super().__init__()
        kernel = (repeats, patch_size, patch_size)
        self.proj = nn.Conv3d(channels, width, kernel_size=kernel, stride=kernel, bias=bias)

    def forward(self, patches: Tensor) -> Tensor:
        """(P, channels * repeats * patch_size**2) → (P, width)."""
        weight = self.proj.weight
        return nn.functional.linear(patches.to(weight.dtype), weight.flatten(1), self.proj.bias)


class QwenVlNetwork(Sa2vaNetwork):
    """All networks of a checkpoint.

    `final_norm` is the language model's last norm where the `[SEG]` state is taken before it; None where it is taken
    after it, and the norm is part of `language_model` as usual.
    """

    head_name = "lm_head.weight"

    def __init__(self, config: QwenVlConfig) -> None:
        super().__init__(config)
        self._config = config
        self.visual, self.language_model = _native_parts(config)
        vision = config.vision
        self.visual.patch_embed = PatchEmbedding(
            3,
            vision["temporal_patch_size"],
            vision["patch_size"],
            vision["hidden_size"],
            bias=config.kind is QwenVlKind.QWEN3,
        )
        self.final_norm: nn.Module | None = None
        if config.kind is QwenVlKind.QWEN3:
            self.final_norm = self.language_model.norm
            self.language_model.norm = nn.Identity()
        self.lm_head = nn.Linear(config.language_width, config.vocabulary, bias=False)

    @property
    def config(self) -> QwenVlConfig:
        return self._config

    @property
    def language(self) -> QwenVlLanguageModel:
        return QwenVlLanguageModel(
            self.language_model, self.lm_head, merge=self.config.merge, final_norm=self.final_norm
        )

    def encode_picture(self, patches: Tensor, grid: PictureGrid) -> PictureRows:
        """
        Args:
            patches: (P, …) normalised patches of one picture; those of one token are neighbours.
        """
        grids = torch.tensor([grid], device=patches.device)
        output = self.visual(patches, grid_thw=grids)
        return PictureRows(output.pooler_output, tuple(getattr(output, "deepstack_features", None) or ()))

    def finish_meta_load(self, device: torch.device) -> None:
        with torch.device(device):
            self.visual.rotary_pos_emb = type(self.visual.rotary_pos_emb)(self.visual.config)
            self.language_model.rotary_emb = type(self.language_model.rotary_emb)(self.language_model.config)
        if self.config.tied_head:
            self.lm_head.weight = self.language_model.embed_tokens.weight


class QwenVlLanguageModel(LanguageModel):
    """Counts positions in three directions, and takes image features at several depths if there are any."""

    position_axes = 3

    def __init__(
        self, decoder: nn.Module, head: nn.Module, *, merge: int, final_norm: nn.Module | None = None
    ) -> None:
        """
        Args:
            final_norm: given where `decoder` ends without one: states are then those before it.
        """
        super().__init__(decoder, head)
        self._merge = merge
        self._final_norm = final_norm

    def positions(
        self, ids: Sequence[int], image_token_id: int, grids: Sequence[PictureGrid]
    ) -> tuple[Tensor | None, int]:
        positions, following = mrope_positions(ids, image_token_id, grids, merge=self._merge)
        return positions[:, None].to(self.device), following

    def logits(self, state: Tensor) -> Tensor:
        normed = state if self._final_norm is None else self._final_norm(state)
        return cast(Tensor, self.head(normed))

    def _pass(self, rows: LanguageRows, cache: KeyValueCache | None) -> Tensor:
        arguments = self._cached(cache)
        if rows.mask is not None:
            arguments["attention_mask"] = rows.mask
        if rows.deepstack:
            assert rows.image_places is not None
            arguments["visual_pos_masks"] = rows.image_places
            arguments["deepstack_visual_embeds"] = list(rows.deepstack)
        output = self.decoder(inputs_embeds=rows.embeds, position_ids=rows.positions, **arguments)
        return cast(Tensor, output.last_hidden_state)


def mrope_positions(
    ids: Sequence[int], image_token_id: int, grids: Sequence[PictureGrid], *, merge: int
) -> tuple[Tensor, int]:
    """Positions of a text with pictures: text counts on in all three directions, a picture spans a box.

    Args:
        ids: S tokens; each unbroken run of image tokens is one picture of `grids`, in order.

    Returns:
        (3, S) int64 along time, height and width, and the position of whatever follows.

    Raises:
        ValueError: the runs of image tokens are not those of `grids`.
    """
    parts: list[Tensor] = []
    following, pictures = 0, iter(grids)
    for is_picture, run in groupby(ids, key=lambda token: token == image_token_id):
        length = sum(1 for _ in run)
        if not is_picture:
            parts.append(torch.arange(following, following + length).expand(3, -1))
            following += length
            continue
        time, height, width = next(pictures, (0, 0, 0))
        sides = (time, height // merge, width // merge)
        if sides[0] * sides[1] * sides[2] != length:
            raise ValueError(f"expected {sides[0] * sides[1] * sides[2]} image tokens in a row, found {length}")
        parts.append(torch.cartesian_prod(*(torch.arange(side) for side in sides)).T + following)
        following += max(sides)
    if next(pictures, None) is not None:
        raise ValueError("expected image tokens for every picture, found fewer")
    return torch.cat(parts, dim=1) if parts else torch.zeros(3, 0, dtype=torch.long), following


def _native_parts(config: QwenVlConfig) -> tuple[Any, Any]:
    """Vision tower and decoder of the kind."""
    if config.kind is QwenVlKind.QWEN2_5:
        tower = Qwen2_5_VisionTransformerPretrainedModel(
            Qwen2_5_VLVisionConfig(**config.vision, attn_implementation="sdpa")
        )
        for index, block in enumerate(tower.blocks):
            if index not in tower.fullatt_block_indexes:
                block.attn = WindowAttention(tower.config)
        return tower, Qwen2_5_VLTextModel(Qwen2_5_VLTextConfig(**config.text, attn_implementation="sdpa"))
    return (
        Qwen3VLVisionModel(Qwen3VLVisionConfig(**config.vision, attn_implementation="sdpa")),
        Qwen3VLTextModel(Qwen3VLTextConfig(**config.text, attn_implementation="sdpa")),
    )
