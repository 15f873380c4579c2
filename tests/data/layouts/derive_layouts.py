"""Derives the tensor layouts of the released Sa2VA checkpoints from the published model code, without any weights.

Run from an environment with the library versions that code was written for, see README.md beside this file:

    python derive_layouts.py CHECKOUT [--out FOLDER]

CHECKOUT is a work tree of github.com/bytedance/Sa2VA. Its own classes are built on the meta device at full size;
what their state dict holds is written down. Nothing of this project is imported, so a mistake in our loader cannot
hide in the layouts it is tested with.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
import transformers
from torch.overrides import TorchFunctionMode

SAM2_FILE = "grounding_encoder.json"
NEW_TOKENS = 5  # [SEG] <p> </p> <vp> </vp>
INTERNVL_LIBRARY, QWEN_LIBRARY = "4.49.0", "4.57.0"  # "legacy" and "latest" of the published pyproject.toml

# Sizes of the base models as their own config.json files give them (OpenGVLab/InternVL2_5-*, OpenGVLab/InternVL3-*,
# Qwen/Qwen2.5-VL-*, Qwen/Qwen3-VL-4B-Instruct). `parameters` is the count in billions on the base model's card:
# the sizes must reproduce it, which is checked.
VIT_300M = {
    "architectures": ["InternVisionModel"],
    "model_type": "intern_vit_6b",
    "hidden_size": 1024,
    "num_hidden_layers": 24,
    "num_attention_heads": 16,
    "intermediate_size": 4096,
    "image_size": 448,
    "patch_size": 14,
    "norm_type": "layer_norm",
    "qkv_bias": True,
    "qk_normalization": False,
    "layer_norm_eps": 1e-6,
    "hidden_act": "gelu",
    "use_flash_attn": True,
}
VIT_6B = {
    **VIT_300M,
    "hidden_size": 3200,
    "num_hidden_layers": 45,
    "num_attention_heads": 25,
    "intermediate_size": 12800,
    "norm_type": "rms_norm",
    "qkv_bias": False,
    "qk_normalization": True,
}
SIZES = {
    "image_size",
    "patch_size",
    "hidden_size",
    "num_hidden_layers",
    "num_attention_heads",
    "num_key_value_heads",
    "intermediate_size",
    "max_position_embeddings",
    "rope_theta",
    "rms_norm_eps",
    "tie_word_embeddings",
}
STRETCHED = {"factor": 2.0, "type": "dynamic"}


def qwen2(width: int, layers: int, heads: int, kv_heads: int, ffn: int, **more: Any) -> dict[str, Any]:
    return {
        "architectures": ["Qwen2ForCausalLM"],
        "model_type": "qwen2",
        "hidden_size": width,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": kv_heads,
        "intermediate_size": ffn,
        "max_position_embeddings": 32768,
        "rope_theta": 1e6,
        "rms_norm_eps": 1e-6,
        "tie_word_embeddings": False,
        "vocab_size": 151674,
        **more,
    }


def internlm2(width: int, layers: int, heads: int, ffn: int) -> dict[str, Any]:
    return {
        "architectures": ["InternLM2ForCausalLM"],
        "model_type": "internlm2",
        "hidden_size": width,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": 8,
        "intermediate_size": ffn,
        "max_position_embeddings": 32768,
        "rope_theta": 1000000,
        "rope_scaling": STRETCHED,
        "rms_norm_eps": 1e-5,
        "bias": False,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "pad_token_id": 2,
        "tie_word_embeddings": False,
        "vocab_size": 92553,
    }


def internvl(language: dict[str, Any], template: str, vision: dict[str, Any] = VIT_300M) -> dict[str, Any]:
    return {
        "architectures": ["InternVLChatModel"],
        "vision_config": vision,
        "llm_config": language,
        "template": template,
        "select_layer": -1,
        "force_image_size": 448,
        "downsample_ratio": 0.5,
        "dynamic_image_size": True,
        "use_thumbnail": True,
        "ps_version": "v2",
        "min_dynamic_patch": 1,
        "max_dynamic_patch": 12,
    }


def qwen2_5_vl(width: int, layers: int, heads: int, kv_heads: int, ffn: int) -> dict[str, Any]:
    """Flat: the language model's sizes stand at the top of this family's configuration."""
    return {
        **qwen2(width, layers, heads, kv_heads, ffn, max_position_embeddings=128000, vocab_size=151665),
        "architectures": ["Qwen2_5_VLForConditionalGeneration"],
        "model_type": "qwen2_5_vl",
        "rope_scaling": {"mrope_section": [16, 24, 24], "type": "mrope"},
        "vision_config": {
            "model_type": "qwen2_5_vl",
            "depth": 32,
            "hidden_size": 1280,
            "num_heads": 16,
            "intermediate_size": 3420,
            "out_hidden_size": width,
            "patch_size": 14,
            "spatial_merge_size": 2,
            "temporal_patch_size": 2,
            "window_size": 112,
            "fullatt_block_indexes": [7, 15, 23, 31],
            "tokens_per_second": 2,
        },
        "image_token_id": 151655,
        "video_token_id": 151656,
        "vision_start_token_id": 151652,
        "vision_end_token_id": 151653,
        "bos_token_id": 151643,
        "eos_token_id": 151645,
        "template": "qwen_chat",
    }


QWEN3_VL_4B = {
    "architectures": ["Qwen3VLForConditionalGeneration"],
    "model_type": "qwen3_vl",
    "text_config": {
        "model_type": "qwen3_vl_text",
        "hidden_size": 2560,
        "num_hidden_layers": 36,
        "num_attention_heads": 32,
        "num_key_value_heads": 8,
        "head_dim": 128,
        "intermediate_size": 9728,
        "max_position_embeddings": 262144,
        "rope_theta": 5000000,
        "rope_scaling": {"mrope_interleaved": True, "mrope_section": [24, 20, 20], "rope_type": "default"},
        "rms_norm_eps": 1e-6,
        "bos_token_id": 151643,
        "eos_token_id": 151645,
        "vocab_size": 151669,
    },
    "vision_config": {
        "model_type": "qwen3_vl",
        "depth": 24,
        "hidden_size": 1024,
        "num_heads": 16,
        "intermediate_size": 4096,
        "out_hidden_size": 2560,
        "patch_size": 16,
        "spatial_merge_size": 2,
        "temporal_patch_size": 2,
        "num_position_embeddings": 2304,
        "deepstack_visual_indexes": [5, 11, 17],
    },
    "image_token_id": 151655,
    "video_token_id": 151656,
    "vision_start_token_id": 151652,
    "vision_end_token_id": 151653,
    "template": "qwen_chat",
}


@dataclass(frozen=True)
class Released:
    """One released checkpoint: its base model's configuration and what its card says about size.

    Attributes:
        package: folder of the published model code, as the published export copies it into the checkpoint.
        parameters: parameters of the base model in billions, from its card.
        base_vocabulary: rows of the base model's embedding.
        base_tied: the base model's head is its embedding, so its card counts it once.
    """

    name: str
    package: str
    config: dict[str, Any] = field(repr=False)
    parameters: float
    base_vocabulary: int
    base_tied: bool = False

    @property
    def library(self) -> str:
        return INTERNVL_LIBRARY if self.package == "models" else QWEN_LIBRARY

    @property
    def language_key(self) -> str:
        return "llm_config" if self.package == "models" else "text_config"

    @property
    def language(self) -> dict[str, Any]:
        """Sizes of the language model as the base model's configuration gives them."""
        section: dict[str, Any] = self.config.get(self.language_key, self.config)
        return section


IVL, QVL25, QVL3 = "models", "models_qwen2_5_vl", "models_qwen3vl"
IVL3 = {"rope_scaling": {**STRETCHED, "rope_type": "dynamic"}}
RELEASED = (
    Released("Sa2VA-1B", IVL, internvl(qwen2(896, 24, 14, 2, 4864), "qwen_chat"), 0.938, 151674),
    Released("Sa2VA-4B", IVL, internvl(qwen2(2048, 36, 16, 2, 11008), "phi3_chat"), 3.71, 151674),
    Released("Sa2VA-8B", IVL, internvl(internlm2(4096, 32, 32, 14336), "internlm2_chat"), 8.08, 92553),
    Released("Sa2VA-26B", IVL, internvl(internlm2(6144, 48, 48, 16384), "internlm2_chat", VIT_6B), 25.5, 92553),
    Released(
        "Sa2VA-InternVL3-2B", IVL, internvl(qwen2(1536, 28, 12, 2, 8960, **IVL3), "qwen_chat"), 2.09, 151674
    ),
    Released(
        "Sa2VA-InternVL3-8B", IVL, internvl(qwen2(3584, 28, 28, 4, 18944, **IVL3), "qwen_chat"), 7.94, 151674
    ),
    Released(
        "Sa2VA-InternVL3-14B", IVL, internvl(qwen2(5120, 48, 40, 8, 13824, **IVL3), "qwen_chat"), 15.1, 151674
    ),
    Released("Sa2VA-Qwen2_5-VL-3B", QVL25, qwen2_5_vl(2048, 36, 16, 2, 11008), 3.75, 151936, base_tied=True),
    Released("Sa2VA-Qwen2_5-VL-7B", QVL25, qwen2_5_vl(3584, 28, 28, 4, 18944), 8.29, 152064),
    Released("Sa2VA-Qwen3-VL-4B", QVL3, QWEN3_VL_4B, 4.44, 151936, base_tied=True),
)


class LinspaceOnCpu(TorchFunctionMode):
    """The published constructors read their drop-path rates back from a `linspace`, which meta tensors cannot give."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = dict(kwargs or {})
        if func is torch.linspace:
            kwargs["device"] = "cpu"
        return func(*args, **kwargs)


def build(released: Released, *, tied: bool) -> Any:
    """The published class on meta, with the configuration that the published export gives it.

    Untied is what the export writes. Tied stands for an export that leaves the language model's head tied.
    """
    package = f"projects.sa2va.hf.{released.package}"
    module, wrapper = (
        ("modeling_sa2va_chat", "") if released.package == IVL else ("modeling_sa2va_qwen", "Qwen")
    )
    config_class = getattr(
        importlib.import_module(f"{package}.configuration_sa2va_chat"), f"Sa2VAChatConfig{wrapper}"
    )
    model_class = getattr(importlib.import_module(f"{package}.{module}"), f"Sa2VAChatModel{wrapper}")
    values = config_class(**json.loads(json.dumps(released.config))).to_dict()
    values[released.language_key]["vocab_size"] = released.language["vocab_size"] + NEW_TOKENS
    values[released.language_key]["tie_word_embeddings"] = tied
    if wrapper:
        values["tie_word_embeddings"] = tied
    values["template"] = released.config["template"]
    values["auto_map"] = {
        "AutoConfig": f"configuration_sa2va_chat.{config_class.__name__}",
        "AutoModel": f"{module}.{model_class.__name__}",
        "AutoModelForCausalLM": f"{module}.{model_class.__name__}",
    }
    config = config_class(**values)
    if wrapper:
        config.text_config.tie_word_embeddings = tied
    with torch.device("meta"), LinspaceOnCpu():
        model = model_class(config, use_flash_attn=False)
    if tied:
        model.tie_weights()
    return model


def stored_tensors(model: Any) -> dict[str, torch.Tensor]:
    """What `save_pretrained` writes: the state dict; of tensors that are one and the same, all but the first name.

    With a tied head the library keeps the embedding's name and drops the head's, which is the later one.
    """
    kept: dict[str, torch.Tensor] = {}
    seen: set[int] = set()
    for name, tensor in model.state_dict(keep_vars=True).items():
        if id(tensor) not in seen:
            seen.add(id(tensor))
            kept[name] = tensor
    return kept


def exported_dtype(released: Released, name: str) -> str:
    """The published export builds the training model, whose preparation for LoRA makes the language model float32
    (in the Qwen-VL families: all of the chat model); the wrapper's own parts are float32; the vision tower of the
    InternVL families stays as it was loaded, in bfloat16."""
    return "BF16" if released.package == "models" and name.startswith("vision_model.") else "F32"


def check_parameters(released: Released, tensors: dict[str, torch.Tensor]) -> float:
    """Billions of parameters of the base model within these tensors; must be what its card says, to 1 %."""
    own = sum(
        tensor.numel()
        for name, tensor in tensors.items()
        if not name.startswith(("grounding_encoder.", "text_hidden_fcs."))
    )
    language = released.language
    own -= 2 * (language["vocab_size"] + NEW_TOKENS) * language["hidden_size"]
    own += (1 if released.base_tied else 2) * released.base_vocabulary * language["hidden_size"]
    billions = own / 1e9
    if abs(billions - released.parameters) > 0.01 * released.parameters:
        raise SystemExit(f"{released.name}: {billions:.3f} B parameters, the card says {released.parameters}")
    return billions


def grouped(tensors: dict[str, torch.Tensor], released: Released) -> dict[str, list[Any]]:
    """Names with their first number replaced by the numbers it runs through, `{0-23}`, → [shape, dtype]."""
    groups: dict[tuple[str, tuple[int, ...], str], list[int]] = {}
    for name, tensor in tensors.items():
        pattern, number = name, -1
        found = re.search(r"(?<=\.)\d+(?=\.)", name)
        if found:
            pattern, number = f"{name[: found.start()]}{{}}{name[found.end() :]}", int(found.group())
        groups.setdefault((pattern, tuple(tensor.shape), exported_dtype(released, name)), []).append(number)
    return {
        pattern.replace("{}", "{" + ranges(numbers) + "}"): [list(shape), dtype]
        for (pattern, shape, dtype), numbers in groups.items()
    }


def ranges(numbers: list[int]) -> str:
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(f"{first}-{last}" if last > first else f"{first}" for first, last in runs)


def exported_config(model: Any, tensors: dict[str, torch.Tensor], released: Released) -> dict[str, Any]:
    """config.json as the library writes it beside the weights."""
    model.config.architectures = [type(model).__name__]
    model.config.torch_dtype = {"BF16": "bfloat16", "F32": "float32"}[
        exported_dtype(released, next(iter(tensors)))
    ]
    values: dict[str, Any] = json.loads(model.config.to_json_string())
    return values


def derive(released: Released, commit: str) -> dict[str, Any]:
    model, tied_model = build(released, tied=False), build(released, tied=True)
    tensors, tied_tensors = stored_tensors(model), stored_tensors(tied_model)
    billions = check_parameters(released, tensors)
    config = exported_config(model, tensors, released)
    tied_config = exported_config(tied_model, tied_tensors, released)
    differing = {key: value for key, value in tied_config.items() if config.get(key) != value}
    given = {released.language_key: released.language, "vision_config": released.config["vision_config"]}
    return {
        "model": released.name,
        "made_from": f"bytedance/Sa2VA {commit}, projects/sa2va/hf/{released.package}",
        "libraries": {"torch": torch.__version__, "transformers": transformers.__version__},
        "base_parameters_billions": round(billions, 3),
        "config": config,
        "left_out": {section: left_out(sizes, config[section]) for section, sizes in given.items()},
        "tied_config": differing,
        "tied_config_lacks": sorted(config.keys() - tied_config.keys()),
        "absent_when_tied": sorted(tensors.keys() - tied_tensors.keys()),
        "tensor_count": len(tensors),
        "tensors": grouped(tensors, released),
    }


def left_out(given: dict[str, Any], written: dict[str, Any]) -> dict[str, Any]:
    """Sizes of one section that the library does not write, because they equal its defaults."""
    return {key: given[key] for key in sorted(SIZES & given.keys() - written.keys())}


def split_off_sam2(layout: dict[str, Any]) -> dict[str, Any]:
    """The SAM 2 part, which is the same in every checkpoint and therefore written once."""
    groups = layout["tensors"]
    names = [name for name in groups if name.startswith("grounding_encoder.")]
    layout["tensors_also_in"] = SAM2_FILE
    commit = layout["made_from"].split(",")[0]
    return {
        "made_from": f"{commit}, class SAM2 of every projects/sa2va/hf/models*/sam2.py",
        "tensors": {name: groups.pop(name) for name in names},
    }


def write_sam2(part: dict[str, Any], path: Path) -> None:
    """Written once, compared every other time."""
    if path.is_file() and json.loads(path.read_text(encoding="utf-8")) != part:
        raise SystemExit(f"{path} differs from the SAM 2 part derived now; remove it to start afresh")
    write(part, path)


def write(layout: dict[str, Any], path: Path) -> None:
    """JSON with one line a group of tensors, so that a change can be read."""
    head = {key: value for key, value in layout.items() if key != "tensors"}
    lines = [f"  {json.dumps(key)}: {json.dumps(value)}," for key, value in head.items()]
    groups = [f"    {json.dumps(name)}: {json.dumps(value)}" for name, value in layout["tensors"].items()]
    body = "\n".join(["{", *lines, '  "tensors": {', ",\n".join(groups), "  }", "}"])
    path.write_text(body + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Derive the layouts of the released checkpoints.")
    parser.add_argument("checkout", type=Path, help="work tree of github.com/bytedance/Sa2VA")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    arguments = parser.parse_args()
    sys.path.insert(0, str(arguments.checkout))
    commit = subprocess.run(
        ["git", "-C", str(arguments.checkout), "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    ).stdout.strip()
    fitting = [released for released in RELEASED if released.library == transformers.__version__]
    if not fitting:
        raise SystemExit(
            f"transformers {transformers.__version__}: expected {INTERNVL_LIBRARY} or {QWEN_LIBRARY}"
        )
    for released in fitting:
        layout = derive(released, commit)
        write_sam2(split_off_sam2(layout), arguments.out / SAM2_FILE)
        write(layout, arguments.out / f"{released.name}.json")
        print(released.name, layout["tensor_count"], "tensors", layout["base_parameters_billions"], "B (base)")


if __name__ == "__main__":
    main()
