"""All trained parts together: the language model, its vision tower, the grounding graph, and the throw-away probes."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from sa2va_desktop.training.nano.cell_probes import CellProbes
from sa2va_desktop.training.nano.grounding_graph import GroundingGraph
from sa2va_desktop.training.nano.probes import FeatureProbes
from sa2va_desktop.training.nano.region_probes import RegionProbes
from sa2va_desktop.training.nano.sizes import NanoSizes
from sa2va_desktop.training.nano.word_probes import WordProbes


class NanoModel(nn.Module):
    """Built by the trainer; parameter names are ours, `export` gives them the checkpoint's."""

    def __init__(self, sizes: NanoSizes, *, vocabulary: int, end_id: int) -> None:
        from transformers import Qwen2Config, Qwen2ForCausalLM
        from transformers.models.internvl.configuration_internvl import InternVLVisionConfig
        from transformers.models.internvl.modeling_internvl import InternVLVisionModel

        super().__init__()
        self.sizes = sizes
        self.grounding = GroundingGraph(sizes.grounding)
        self.probes = FeatureProbes(sizes.grounding.d_model)
        self.word_probes = WordProbes(sizes.grounding.d_model)
        self.region_probes = RegionProbes(
            sizes.llm_width, patches=sizes.vision_width, grounding=sizes.grounding.d_model
        )
        self.cell_probes = CellProbes(sizes.llm_width)
        self.language_model = Qwen2ForCausalLM(
            Qwen2Config(
                vocab_size=vocabulary,
                hidden_size=sizes.llm_width,
                num_hidden_layers=sizes.llm_layers,
                num_attention_heads=sizes.llm_heads,
                num_key_value_heads=sizes.llm_kv_heads,
                intermediate_size=sizes.llm_mlp,
                max_position_embeddings=4096,
                rope_parameters={"rope_type": "default", "rope_theta": 1e6},
                tie_word_embeddings=True,
                eos_token_id=end_id,
                attn_implementation="sdpa",
            )
        )
        self.vision_model = InternVLVisionModel(
            InternVLVisionConfig(
                hidden_size=sizes.vision_width,
                num_hidden_layers=sizes.vision_layers,
                num_attention_heads=sizes.vision_heads,
                intermediate_size=sizes.vision_mlp,
                image_size=[sizes.tile_px, sizes.tile_px],
                patch_size=[sizes.patch_px, sizes.patch_px],
                attention_bias=True,
                use_qk_norm=False,
                norm_type="layer_norm",
                use_mean_pooling=True,
            )
        )
        shuffled = int(sizes.vision_width / sizes.downsample_ratio**2)
        self.mlp1 = nn.Sequential(
            nn.LayerNorm(shuffled),
            nn.Linear(shuffled, sizes.llm_width),
            nn.GELU(),
            nn.Linear(sizes.llm_width, sizes.llm_width),
        )
        self.text_hidden_fcs = nn.Sequential(
            nn.Linear(sizes.llm_width, sizes.llm_width),
            nn.ReLU(inplace=True),
            nn.Linear(sizes.llm_width, sizes.grounding.d_model),
        )

    def start_tuned_decoder(self) -> None:
        """Copy the original decoder: the tuned one starts from what clicks have taught."""
        self.grounding.tuned_decoder.load_state_dict(self.grounding.network.sam_mask_decoder.state_dict())

    def vision_patches(self, tiles: Tensor) -> Tensor:
        """States of the vision tower (B, patches, C) for tiles (B, 3, S, S), normalised with ImageNet statistics."""
        return self.vision_model(pixel_values=tiles).last_hidden_state[:, 1:]

    def image_tokens(self, tiles: Tensor) -> Tensor:
        """Project tiles to language-model inputs (B, K, D)."""
        return self.project_patches(self.vision_patches(tiles))

    def project_patches(self, patches: Tensor) -> Tensor:
        """States of the vision tower (B, patches, C) to language-model inputs (B, K, D)."""
        side = self.sizes.tile_px // self.sizes.patch_px
        grid = patches.unflatten(1, (side, side))  # (B, rows, columns, C)
        ratio = self.sizes.downsample_ratio
        batch, rows, columns, width = grid.shape
        # Pixel shuffle "v2": 2 x 2 neighbours become channels, and the result is transposed back to row-major order.
        grid = grid.reshape(batch, rows, int(columns * ratio), int(width / ratio)).permute(0, 2, 1, 3)
        grid = grid.reshape(batch, int(columns * ratio), int(rows * ratio), int(width / ratio**2)).permute(
            0, 2, 1, 3
        )
        return self.mlp1(grid.flatten(1, 2))


def build_nano_model(sizes: NanoSizes, *, vocabulary: int, end_id: int, seed: int) -> NanoModel:
    """A freshly initialised model; the same seed gives the same weights."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = NanoModel(sizes, vocabulary=vocabulary, end_id=end_id)
        model.grounding.prepare_for_training()
    # Dropout of the memory attention does more harm than good at this size, and determinism is worth more.
    return model.eval()
