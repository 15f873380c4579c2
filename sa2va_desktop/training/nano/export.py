"""Writes a trained model as a checkpoint folder in the released layout: config.json, safetensors, tokenizer files."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor

from sa2va_desktop.training.nano.nano_model import NanoModel
from sa2va_desktop.training.nano.sizes import NanoSizes, grounding_dict
from sa2va_desktop.training.nano.tokenizer import END, PAD, NanoTokenizer

TOKENIZER_FILES = (
    "vocab.json",
    "merges.txt",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
)
_SAM2 = "grounding_encoder.sam2_model."


def export_checkpoint(
    model: NanoModel,
    tokenizer: NanoTokenizer,
    folder: Path,
    *,
    not_trained_for: Sequence[str] = (),
    dtype: torch.dtype = torch.float16,
) -> Path:
    """Write the checkpoint; files of an earlier export in `folder` are replaced, others (a model card) stay.

    `not_trained_for` names capabilities that the window must not offer, such as "region_prompts".
    """
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {name: value.to(dtype).contiguous().clone() for name, value in checkpoint_tensors(model).items()}
    temporary = folder / "model.safetensors.part"
    save_file(tensors, temporary, metadata={"format": "pt"})
    temporary.chmod(0o644)  # the library writes it for the owner alone
    os.replace(temporary, folder / "model.safetensors")
    for name in TOKENIZER_FILES:
        shutil.copyfile(tokenizer.folder / name, folder / name)
    _write_json(folder / "config.json", checkpoint_config(model.sizes, tokenizer, not_trained_for))
    _write_json(
        folder / "generation_config.json",
        {"eos_token_id": tokenizer.id_of(END), "pad_token_id": tokenizer.id_of(PAD), "do_sample": False},
    )
    return folder


def checkpoint_tensors(model: NanoModel) -> dict[str, Tensor]:
    """All tensors under the names of the released checkpoints; probes are left behind."""
    tensors: dict[str, Tensor] = {}
    for name, value in model.language_model.state_dict().items():
        tensors[f"language_model.{name}"] = value  # the head is written out although it is tied in training
    tensors |= {f"vision_model.{name}": value for name, value in _vision_tensors(model).items()}
    tensors |= {f"mlp1.{name}": value for name, value in model.mlp1.state_dict().items()}
    tensors |= {f"text_hidden_fcs.{name}": value for name, value in model.text_hidden_fcs.state_dict().items()}
    for name, value in model.grounding.network.state_dict().items():
        tensors[_SAM2 + _reference_name(name)] = value
    for name, value in model.grounding.tuned_decoder.state_dict().items():
        tensors[f"{_SAM2}sam_mask_decoder_modified.{name}"] = value
    return {name: value.detach() for name, value in tensors.items()}


def _reference_name(name: str) -> str:
    """The one renamed tensor: the fuser's `gamma` is called `g_weight` in checkpoints."""
    return name.replace(".gamma", ".g_weight") if name.startswith("memory_encoder.fuser.layers.") else name


def _vision_tensors(model: NanoModel) -> dict[str, Tensor]:
    """InternViT names from the library's: fused qkv, `ls1`, `norm1` and so on."""
    native = model.vision_model.state_dict()
    tensors = {
        "embeddings.class_embedding": native["embeddings.cls_token"],
        "embeddings.position_embedding": native["embeddings.position_embeddings"],
        "embeddings.patch_embedding.weight": native["embeddings.patch_embeddings.projection.weight"],
        "embeddings.patch_embedding.bias": native["embeddings.patch_embeddings.projection.bias"],
    }
    renamed = {
        "attention.projection_layer": "attn.proj",
        "layernorm_before": "norm1",
        "layernorm_after": "norm2",
        "mlp.fc1": "mlp.fc1",
        "mlp.fc2": "mlp.fc2",
    }
    for layer in range(model.sizes.vision_layers):
        old, new = f"encoder.layer.{layer}", f"encoder.layers.{layer}"
        for kind in ("weight", "bias"):
            parts = [native[f"{old}.attention.{part}_proj.{kind}"] for part in "qkv"]
            tensors[f"{new}.attn.qkv.{kind}"] = torch.cat(parts)
            for native_name, name in renamed.items():
                tensors[f"{new}.{name}.{kind}"] = native[f"{old}.{native_name}.{kind}"]
        tensors[f"{new}.ls1"] = native[f"{old}.lambda_1"]
        tensors[f"{new}.ls2"] = native[f"{old}.lambda_2"]
    return tensors


def checkpoint_config(
    sizes: NanoSizes, tokenizer: NanoTokenizer, not_trained_for: Sequence[str]
) -> dict[str, Any]:
    """config.json. `sa2va_desktop` is ours: what differs from the published preprocessing, and what was not taught."""
    return {
        "architectures": ["Sa2VAChatModel"],
        "model_type": "sa2va_chat",
        "template": "qwen_chat",
        "select_layer": -1,
        "downsample_ratio": sizes.downsample_ratio,
        "force_image_size": sizes.tile_px,
        "ps_version": "v2",
        "dynamic_image_size": True,
        "use_thumbnail": True,
        "min_dynamic_patch": 1,
        "max_dynamic_patch": 1,
        "pad2square": False,
        "use_backbone_lora": 0,
        "use_llm_lora": 0,
        "tie_word_embeddings": False,
        "torch_dtype": "float16",
        "hidden_size": sizes.llm_width,
        "llm_config": {
            "architectures": ["Qwen2ForCausalLM"],
            "model_type": "qwen2",
            "vocab_size": len(tokenizer),
            "hidden_size": sizes.llm_width,
            "intermediate_size": sizes.llm_mlp,
            "num_hidden_layers": sizes.llm_layers,
            "num_attention_heads": sizes.llm_heads,
            "num_key_value_heads": sizes.llm_kv_heads,
            "hidden_act": "silu",
            "max_position_embeddings": 4096,
            "max_window_layers": sizes.llm_layers,
            "rms_norm_eps": 1e-6,
            "rope_theta": 1000000.0,
            "rope_scaling": None,
            "use_sliding_window": False,
            "sliding_window": None,
            "attention_dropout": 0.0,
            "tie_word_embeddings": False,
            "bos_token_id": tokenizer.id_of(PAD),
            "eos_token_id": tokenizer.id_of(END),
            "torch_dtype": "float16",
        },
        "vision_config": {
            "architectures": ["InternVisionModel"],
            "model_type": "intern_vit_6b",
            "hidden_size": sizes.vision_width,
            "intermediate_size": sizes.vision_mlp,
            "num_hidden_layers": sizes.vision_layers,
            "num_attention_heads": sizes.vision_heads,
            "num_channels": 3,
            "image_size": sizes.tile_px,
            "patch_size": sizes.patch_px,
            "hidden_act": "gelu",
            "norm_type": "layer_norm",
            "layer_norm_eps": 1e-6,
            "qkv_bias": True,
            "qk_normalization": False,
            "attention_dropout": 0.0,
            "dropout": 0.0,
            "drop_path_rate": 0.0,
            "initializer_factor": 1.0,
            "initializer_range": 0.02,
            "torch_dtype": "float16",
        },
        "grounding_encoder_config": grounding_dict(sizes.grounding),
        "sa2va_desktop": {
            "name": "Sa2VA-Nano",
            "max_tiles": 1,
            "not_trained_for": list(not_trained_for),
        },
    }


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
