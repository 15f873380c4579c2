"""Sa2VA of the InternVL families: vision tower, projector and language model.

The classes are `transformers`' own; this module only joins them. It knows nothing of files, text or pictures.

Shape letters: B batch, T tiles, S tokens, P patches of a side, C channels, D language-model width, d SAM 2 width.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import Tensor, nn
from transformers import (
    InternVLVisionConfig,
    InternVLVisionModel,
    LlamaConfig,
    LlamaForCausalLM,
    Phi3Config,
    Phi3ForCausalLM,
    PreTrainedConfig,
    PreTrainedModel,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)
from transformers.models.internvl.modeling_internvl import InternVLVisionRMSNorm

from sa2va_desktop.modeling.language_model import LanguageModel
from sa2va_desktop.modeling.network import NetworkConfig, Sa2vaNetwork

LANGUAGE_CLASSES: Mapping[str, tuple[type[PreTrainedConfig], type[PreTrainedModel]]] = {
    "qwen2": (Qwen2Config, Qwen2ForCausalLM),
    "qwen3": (Qwen3Config, Qwen3ForCausalLM),
    "llama": (LlamaConfig, LlamaForCausalLM),
    "phi3": (Phi3Config, Phi3ForCausalLM),
}


@dataclass(frozen=True, kw_only=True)
class InternvlConfig(NetworkConfig):
    """Sizes of one checkpoint, in the words of its config.json.

    Attributes:
        tile_size: side of the square tiles in pixels (`force_image_size`).
        shuffle: how many tokens of a side the projector folds into one (1 / `downsample_ratio`).
        vision, language: keyword arguments of InternVLVisionConfig and of the language model's config.
        language_class: a key of `LANGUAGE_CLASSES`.
    """

    tile_size: int
    patch_size: int
    shuffle: int
    vision: Mapping[str, Any]
    language: Mapping[str, Any]
    language_class: str = "qwen2"

    @property
    def language_width(self) -> int:
        return int(self.language["hidden_size"])

    @property
    def vocabulary(self) -> int:
        return int(self.language["vocab_size"])

    @property
    def max_positions(self) -> int:
        return int(self.language["max_position_embeddings"])

    @property
    def token_grid(self) -> int:
        """Image tokens along one side of a tile; also the side of the region grid."""
        return self.tile_size // self.patch_size // self.shuffle

    @property
    def tile_tokens(self) -> int:
        return self.token_grid**2


class InternvlNetwork(Sa2vaNetwork):
    """All networks of a checkpoint under the checkpoint's own top-level names."""

    head_name = "language_model.lm_head.weight"

    def __init__(self, config: InternvlConfig) -> None:
        super().__init__(config)
        self._config = config
        self.vision_model = InternVLVisionModel(
            InternVLVisionConfig(**config.vision, use_mean_pooling=True, attn_implementation="sdpa")
        )
        for module in self.vision_model.modules():
            if isinstance(
                module, InternVLVisionRMSNorm
            ):  # the library's norms of queries and keys ignore the config
                module.variance_epsilon = float(config.vision.get("layer_norm_eps", 1e-6))
        config_class, model_class = LANGUAGE_CLASSES[config.language_class]
        self.language_model: Any = model_class(
            config_class(**config.language, tie_word_embeddings=config.tied_head, attn_implementation="sdpa")
        )
        width = config.language_width
        folded = int(config.vision["hidden_size"]) * config.shuffle**2
        self.mlp1 = nn.Sequential(
            nn.LayerNorm(folded), nn.Linear(folded, width), nn.GELU(), nn.Linear(width, width)
        )

    @property
    def config(self) -> InternvlConfig:
        return self._config

    @property
    def language(self) -> LanguageModel:
        return LanguageModel(self.language_model.model, self.language_model.lm_head)

    def encode_tiles(self, pixel_values: Tensor) -> Tensor:
        """Image tokens of normalised tiles.

        Args:
            pixel_values: (T, 3, tile_size, tile_size) in the network's dtype.

        Returns:
            (T, tile_tokens, D), row-major over the token grid.
        """
        return cast(Tensor, self.mlp1(self.fold_patches(self.encode_patches(pixel_values))))

    def encode_patches(self, pixel_values: Tensor) -> Tensor:
        """(T, 1 + P*P, C) output of the last vision layer, class token first, without a final norm."""
        return cast(Tensor, self.vision_model(pixel_values=pixel_values).last_hidden_state)

    def fold_patches(self, patches: Tensor) -> Tensor:
        """(T, 1 + P*P, C) → (T, tile_tokens, shuffle*shuffle*C): each token is a square of patches, class token left out.

        A token's channels are ordered (row in the square, column in the square, C): `ps_version` "v2".
        """
        side, fold = self.config.tile_size // self.config.patch_size, self.config.shuffle
        count, _, channels = patches.shape
        grid = patches[:, 1:].reshape(count, side // fold, fold, side // fold, fold, channels)
        grid = grid.permute(0, 1, 3, 2, 4, 5)  # (T, grid row, grid column, row in square, column in square, C)
        return grid.reshape(count, -1, fold * fold * channels)

    def finish_meta_load(self, device: torch.device) -> None:
        language = self.language_model
        with torch.device(device):
            language.model.rotary_emb = type(language.model.rotary_emb)(config=language.config)
        if self.config.tied_head:
            language.lm_head.weight = language.model.embed_tokens.weight
