"""The one seam to the `sam2` package: builds its network modules with the sizes of a checkpoint.

Only the modules are used (Hiera, FPN neck, memory attention, memory encoder, prompt encoder, mask decoder), because
they carry the checkpoint's names and semantics. Sessions, state and batching are ours (`inference.grounding`).
Nothing else imports `sam2` (docs/decisions/0001-sam2-behind-one-seam.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode


@dataclass(frozen=True)
class GroundingConfig:
    """Sizes of the SAM 2 part. The defaults are those of the released checkpoints (SAM 2.0 Hiera-L).

    Read from `grounding_encoder_config` of a checkpoint's config.json. Lengths are in pixels of the square input
    (`image_size`) or in channels. `multimask`: take the best of three masks instead of the single one.

    The switches at the end are off in a Sa2VA and on in public SAM 2, the first two in SAM 2.1 only.

    Attributes:
        pointer_time_codes: object pointers are told how long ago they were made.
        absent_memory_code: the memory of a frame without the object carries a learned code.
        has_solid_prompts: the memory of a prompted frame is made of the mask as it was shown, without soft edges.
        has_stable_single_mask: a single mask that is not stable is replaced by the best of three.
        has_exact_colors: pictures are normalised with ImageNet's own constants, without rounding to bfloat16.
    """

    image_size: int = 1024
    embed_dim: int = 144
    num_heads: int = 2
    stages: tuple[int, ...] = (2, 6, 36, 4)
    global_att_blocks: tuple[int, ...] = (23, 33, 43)
    window_pos_embed_bkg_spatial_size: tuple[int, int] = (7, 7)
    window_spec: tuple[int, ...] = (8, 4, 16, 8)
    d_model: int = 256
    mem_dim: int = 64
    memory_attention_layers: int = 4
    dim_feedforward: int = 2048
    sam_mlp_dim: int = 2048
    iou_head_hidden_dim: int = 256
    num_maskmem: int = 7
    max_obj_ptrs: int = 16
    multimask: bool = True
    pointer_time_codes: bool = False
    absent_memory_code: bool = False
    has_solid_prompts: bool = False
    has_stable_single_mask: bool = False
    has_exact_colors: bool = False
    unknown: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any] | None) -> GroundingConfig:
        """Missing keys keep the released sizes; keys that are not known are kept in `unknown` for the caller."""
        known = {name for name in cls.__dataclass_fields__ if name != "unknown"}
        given: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in (values or {}).items()
            if key in known
        }
        return cls(**given, unknown=tuple(sorted(set(values or {}) - known)))

    @property
    def low_res_size(self) -> int:
        """Side of the decoder's mask logits in pixels."""
        return self.image_size // 4

    @property
    def feature_size(self) -> int:
        """Side of the top-level feature map (stride 16)."""
        return self.image_size // 16


def build_mask_decoder(config: GroundingConfig) -> nn.Module:
    """A `sam2` mask decoder, also used alone for a checkpoint's second decoder."""
    from sam2.modeling.sam.mask_decoder import MaskDecoder
    from sam2.modeling.sam.transformer import TwoWayTransformer

    return MaskDecoder(
        num_multimask_outputs=3,
        transformer=TwoWayTransformer(
            depth=2, embedding_dim=config.d_model, mlp_dim=config.sam_mlp_dim, num_heads=8
        ),
        transformer_dim=config.d_model,
        iou_head_depth=3,
        iou_head_hidden_dim=config.iou_head_hidden_dim,
        use_high_res_features=True,
        iou_prediction_use_sigmoid=True,
        pred_obj_scores=True,
        pred_obj_scores_mlp=True,
        use_multimask_token_for_obj_ptr=True,
        dynamic_multimask_via_stability=config.has_stable_single_mask,
        dynamic_multimask_stability_delta=0.05,
        dynamic_multimask_stability_thresh=0.98,
    )


def build_sam2_network(config: GroundingConfig) -> nn.Module:
    """A `SAM2Base` with the layout and parameter names of the checkpoints, on the current default device (also "meta").

    The two renamed tensors of the checkpoints (`memory_encoder.fuser.layers.N.g_weight`) are called `gamma` here.
    Its own bookkeeping (`track_step` and below) is not used by our sessions.
    """
    from sam2.modeling.sam2_base import SAM2Base

    class Sam2Network(SAM2Base):  # type: ignore[misc]
        """SAM2Base whose decoder has the checkpoint's own sizes."""

        def _build_sam_heads(self) -> None:
            super()._build_sam_heads()
            self.sam_mask_decoder = build_mask_decoder(config)

    network = Sam2Network(
        image_encoder=_build_image_encoder(config),
        memory_attention=_build_memory_attention(config),
        memory_encoder=_build_memory_encoder(config),
        num_maskmem=config.num_maskmem,
        image_size=config.image_size,
        sigmoid_scale_for_mem_enc=20.0,
        sigmoid_bias_for_mem_enc=-10.0,
        use_mask_input_as_output_without_sam=True,
        directly_add_no_mem_embed=True,
        use_high_res_features_in_sam=True,
        multimask_output_in_sam=config.multimask,
        iou_prediction_use_sigmoid=True,
        use_obj_ptrs_in_encoder=True,
        max_obj_ptrs_in_encoder=config.max_obj_ptrs,
        add_tpos_enc_to_obj_ptrs=config.pointer_time_codes,
        proj_tpos_enc_in_obj_ptrs=config.pointer_time_codes,
        use_signed_tpos_enc_to_obj_ptrs=config.pointer_time_codes,
        no_obj_embed_spatial=config.absent_memory_code,
        binarize_mask_from_pts_for_mem_enc=config.has_solid_prompts,
        only_obj_ptrs_in_the_past_for_eval=True,
        pred_obj_scores=True,
        pred_obj_scores_mlp=True,
        fixed_no_obj_ptr=True,
        multimask_output_for_tracking=config.multimask,
        use_multimask_token_for_obj_ptr=True,
        multimask_min_pt_num=0,
        multimask_max_pt_num=1,
        use_mlp_for_obj_ptr_proj=True,
        compile_image_encoder=False,
    )
    _compute_rotary_codes(network, config)
    return network


def _build_image_encoder(config: GroundingConfig) -> nn.Module:
    from sam2.modeling.backbones.hieradet import Hiera
    from sam2.modeling.backbones.image_encoder import FpnNeck, ImageEncoder

    with _RealLinspace():
        trunk = Hiera(
            embed_dim=config.embed_dim,
            num_heads=config.num_heads,
            stages=config.stages,
            global_att_blocks=config.global_att_blocks,
            window_pos_embed_bkg_spatial_size=config.window_pos_embed_bkg_spatial_size,
            window_spec=config.window_spec,
        )
    neck = FpnNeck(
        position_encoding=_sine_codes(config.d_model),
        d_model=config.d_model,
        backbone_channel_list=[config.embed_dim * 2**level for level in (3, 2, 1, 0)],
        fpn_top_down_levels=[2, 3],
        fpn_interp_model="nearest",
    )
    return ImageEncoder(trunk=trunk, neck=neck, scalp=1)


def _build_memory_attention(config: GroundingConfig) -> nn.Module:
    from sam2.modeling.memory_attention import MemoryAttention, MemoryAttentionLayer
    from sam2.modeling.sam.transformer import RoPEAttention

    def rope_attention(**extra: Any) -> nn.Module:
        return RoPEAttention(
            rope_theta=10000.0,
            feat_sizes=[config.feature_size, config.feature_size],
            embedding_dim=config.d_model,
            num_heads=1,
            downsample_rate=1,
            dropout=0.1,
            **extra,
        )

    return MemoryAttention(
        d_model=config.d_model,
        pos_enc_at_input=True,
        layer=MemoryAttentionLayer(
            activation="relu",
            dim_feedforward=config.dim_feedforward,
            dropout=0.1,
            pos_enc_at_attn=False,
            self_attention=rope_attention(),
            d_model=config.d_model,
            pos_enc_at_cross_attn_keys=True,
            pos_enc_at_cross_attn_queries=False,
            cross_attention=rope_attention(rope_k_repeat=True, kv_in_dim=config.mem_dim),
        ),
        num_layers=config.memory_attention_layers,
    )


def _build_memory_encoder(config: GroundingConfig) -> nn.Module:
    from sam2.modeling.memory_encoder import CXBlock, Fuser, MaskDownSampler, MemoryEncoder

    return MemoryEncoder(
        out_dim=config.mem_dim,
        in_dim=config.d_model,
        position_encoding=_sine_codes(config.mem_dim),
        mask_downsampler=MaskDownSampler(embed_dim=config.d_model, kernel_size=3, stride=2, padding=1),
        fuser=Fuser(
            CXBlock(dim=config.d_model, kernel_size=7, padding=3, layer_scale_init_value=1e-6, use_dwconv=True),
            num_layers=2,
        ),
    )


def _sine_codes(channels: int) -> nn.Module:
    from sam2.modeling.position_encoding import PositionEmbeddingSine

    return PositionEmbeddingSine(num_pos_feats=channels, normalize=True, scale=None, temperature=10000)


class _RealLinspace(TorchFunctionMode):
    """Keeps `torch.linspace` off the meta device: Hiera reads numbers out of one while it is built."""

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = dict(kwargs or {})
        if func is torch.linspace:
            kwargs.setdefault("device", "cpu")
        return func(*args, **kwargs)


def _compute_rotary_codes(network: nn.Module, config: GroundingConfig) -> None:
    """Rotary codes are no parameters, so a network built on the meta device would never get real ones."""
    with torch.device("cpu"):
        for part in network.modules():
            module: Any = part
            if hasattr(module, "freqs_cis"):
                module.freqs_cis = module.compute_cis(end_x=config.feature_size, end_y=config.feature_size)


def rename_checkpoint_key(key: str) -> str:
    """Checkpoint name below `grounding_encoder.sam2_model.` → module name: the two renamed `gamma`s."""
    return key.replace(".g_weight", ".gamma") if key.startswith("memory_encoder.fuser.layers.") else key


def parameter_count(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())
