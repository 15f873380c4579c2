"""Sa2VA of the InternVL + Qwen2 family: vision tower, projector, language model, `[SEG]` projector, SAM 2 parts.

The classes are `transformers`' own; this module only joins them. It knows nothing of files, text or pictures.

Shape letters: B batch, T tiles, S tokens, P patches of a side, C channels, D language-model width, d SAM 2 width.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode
from transformers import InternVLVisionConfig, InternVLVisionModel, Qwen2Config, Qwen2ForCausalLM
from transformers.models.qwen2.modeling_qwen2 import Qwen2RotaryEmbedding

from sa2va_desktop.modeling.sam2_network import GroundingConfig, build_mask_decoder, build_sam2_network


@dataclass(frozen=True)
class Sa2vaConfig:
    """Sizes of one checkpoint, in the words of its config.json.

    Attributes:
        tile_size: side of the square tiles in pixels (`force_image_size`).
        shuffle: how many tokens of a side the projector folds into one (1 / `downsample_ratio`).
        tied_head: the language model's output matrix is its input embedding.
        tuned_decoder: a second mask decoder, `sam_mask_decoder_modified`, is there.
        vision, language: keyword arguments of InternVLVisionConfig and Qwen2Config.
    """

    tile_size: int
    patch_size: int
    shuffle: int
    vision: Mapping[str, Any]
    language: Mapping[str, Any]
    grounding: GroundingConfig = field(default_factory=GroundingConfig)
    tied_head: bool = False
    tuned_decoder: bool = False

    @property
    def token_grid(self) -> int:
        """Image tokens along one side of a tile; also the side of the region grid."""
        return self.tile_size // self.patch_size // self.shuffle

    @property
    def tile_tokens(self) -> int:
        return self.token_grid**2


class Sa2vaNetwork(nn.Module):
    """All networks of a checkpoint under the checkpoint's own top-level names.

    `sam2` is the SAM 2 model. With a tuned decoder, `sam2.sam_mask_decoder` is the original one (it tracks) and
    `tuned_mask_decoder` belongs to `[SEG]`; without one, the only decoder is the tuned one and does both.
    """

    def __init__(self, config: Sa2vaConfig) -> None:
        super().__init__()
        self.config = config
        self.vision_model = InternVLVisionModel(
            InternVLVisionConfig(**config.vision, use_mean_pooling=True, attn_implementation="sdpa")
        )
        self.language_model = Qwen2ForCausalLM(
            Qwen2Config(**config.language, tie_word_embeddings=config.tied_head, attn_implementation="sdpa")
        )
        width = int(config.language["hidden_size"])
        folded = int(config.vision["hidden_size"]) * config.shuffle**2
        self.mlp1 = nn.Sequential(
            nn.LayerNorm(folded), nn.Linear(folded, width), nn.GELU(), nn.Linear(width, width)
        )
        self.text_hidden_fcs = nn.Sequential(
            nn.Linear(width, width), nn.ReLU(), nn.Linear(width, config.grounding.d_model)
        )
        self.sam2 = build_sam2_network(config.grounding)
        self.tuned_mask_decoder = build_mask_decoder(config.grounding) if config.tuned_decoder else None

    @property
    def seg_mask_decoder(self) -> nn.Module:
        """The decoder that was trained with the language model."""
        return self.tuned_mask_decoder or cast(nn.Module, self.sam2.sam_mask_decoder)

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

    def project_seg(self, seg_hidden: Tensor) -> Tensor:
        """(N, D) states of `[SEG]` → (N, d) prompt embeddings for the mask decoder."""
        return cast(Tensor, self.text_hidden_fcs(seg_hidden))

    def finish_meta_load(self, device: torch.device) -> None:
        """Rebuild what is computed, not stored, after weights were assigned to a network built on meta.

        Rotary tables are not parameters and stay on meta otherwise; tied weights have to be tied again.
        """
        language = self.language_model
        with torch.device(device):
            language.model.rotary_emb = Qwen2RotaryEmbedding(config=language.config)
        if self.config.tied_head:
            language.lm_head.weight = language.model.embed_tokens.weight
        side = self.config.grounding.feature_size
        for module in self.sam2.modules():
            if isinstance(getattr(module, "freqs_cis", None), Tensor):
                module.freqs_cis = module.compute_cis(end_x=side, end_y=side).to(device)  # type: ignore[operator]


class _LinspaceOnCpu(TorchFunctionMode):
    """`sam2` reads its drop-path rates back from a `linspace` while it is built, which meta tensors cannot do."""

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = dict(kwargs or {})
        if func is torch.linspace:
            kwargs.setdefault("device", "cpu")
        return func(*args, **kwargs)


def build_on_meta(config: Sa2vaConfig) -> Sa2vaNetwork:
    """The network without memory or values; `finish_meta_load` follows once weights are assigned."""
    with torch.device("meta"), _LinspaceOnCpu():
        return Sa2vaNetwork(config)
