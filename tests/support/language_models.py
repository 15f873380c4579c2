"""The language models inside InternVL with random weights, to be put into a copy of the shipped checkpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from support.checkpoint_folders import edit_config, edit_tensors
from torch import Tensor
from transformers import (
    LlamaConfig,
    LlamaForCausalLM,
    Phi3Config,
    Phi3ForCausalLM,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)

WIDTH, VOCABULARY, THETA = 128, 721, 1e6
SIZES: dict[str, Any] = {
    "hidden_size": WIDTH,
    "intermediate_size": 96,
    "num_hidden_layers": 2,
    "num_attention_heads": 8,
    "num_key_value_heads": 2,
    "vocab_size": VOCABULARY,
    "max_position_embeddings": 64,
    "rms_norm_eps": 1e-5,
}
NATIVE: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "qwen2": (Qwen2Config, Qwen2ForCausalLM, {}),
    "qwen3": (Qwen3Config, Qwen3ForCausalLM, {"head_dim": 24}),
    "llama": (LlamaConfig, LlamaForCausalLM, {"attention_bias": True, "mlp_bias": True}),
    "phi3": (Phi3Config, Phi3ForCausalLM, {"pad_token_id": None}),
}


def random_like(shapes: dict[str, tuple[int, ...]], seed: int = 0) -> dict[str, Tensor]:
    """Weights of a size that keeps states near one; norms near one."""
    generator = torch.Generator().manual_seed(seed)
    return {
        name: torch.randn(shape, generator=generator) * (0.3 / shape[-1] ** 0.5 if len(shape) > 1 else 0.2)
        + (1.0 if "norm" in name and name.endswith("weight") else 0.0)
        for name, shape in shapes.items()
    }


def put_language(folder: Path, weights: dict[str, Tensor], config: dict[str, Any]) -> None:
    """Replace the language model of a checkpoint folder."""

    def replace(tensors: dict[str, Tensor]) -> None:
        for name in [name for name in tensors if name.startswith("language_model.")]:
            del tensors[name]
        tensors.update({f"language_model.{name}": weight for name, weight in weights.items()})

    edit_tensors(folder, replace)
    edit_config(folder, lambda values: values.update(llm_config=config))


def put_random_language(folder: Path, name: str, *, positions: int = 1024) -> None:
    """Replace it by one of `NATIVE` with random weights."""
    config_class, model_class, own = NATIVE[name]
    sizes = {**SIZES, **own, "max_position_embeddings": positions}
    native = model_class(config_class(**sizes, tie_word_embeddings=False))
    weights = random_like({key: tuple(value.shape) for key, value in native.state_dict().items()})
    put_language(folder, weights, {**sizes, "rope_theta": THETA, "architectures": [model_class.__name__]})
