"""Every language model inside InternVL, and the 6B vision tower, computes what its definition says.

The checkpoints are the recorded one with another language model or vision tower of random weights put in.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from pathlib import Path

import pytest
import torch
from support.checkpoint_folders import copy_checkpoint, edit_config, edit_tensors
from support.golden_cases import GOLDEN
from support.language_models import NATIVE, SIZES, THETA, VOCABULARY, WIDTH, put_language, random_like
from torch import Tensor
from torch.nn import functional

from sa2va_desktop.errors import CapabilityError, CheckpointError
from sa2va_desktop.inference.api import AnswerFinished, AskRequest
from sa2va_desktop.inference.checkpoint import Checkpoint, load_checkpoint
from sa2va_desktop.inference.predictor import load_predictor
from sa2va_desktop.modeling.language_model import LanguageRows
from sa2va_desktop.tasks import CancelToken


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_checkpoint(tmp_path / "model")


def load(folder: Path) -> Checkpoint:
    return load_checkpoint(folder, device=torch.device("cpu"), dtype=torch.float32)


@torch.inference_mode()
def ours(checkpoint: Checkpoint, ids: list[int], *, at_once: int) -> tuple[Tensor, Tensor]:
    """States (S, D) and logits (S, V), read in passes of `at_once` tokens."""
    language = checkpoint.network.language
    cache = language.new_cache()
    states = torch.cat(
        [
            language.read(LanguageRows(language.embed(ids[start : start + at_once])[None]), cache)
            for start in range(0, len(ids), at_once)
        ]
    )
    return states, language.logits(states)


IDS = [5, 77, 700, 3, 12, 9, 600, 44, 44, 1, 350]


DYNAMIC = {"type": "dynamic", "factor": 2.0}


@pytest.mark.parametrize(
    ("name", "scaling"),
    [*((name, None) for name in NATIVE), *((name, DYNAMIC) for name in NATIVE if name != "phi3")],
)
def test_a_language_model_computes_what_the_librarys_own_class_computes(folder, name: str, scaling):
    config_class, model_class, own = NATIVE[name]
    rope = {"rope_type": (scaling or {}).get("type", "default"), "rope_theta": THETA, **(scaling or {})}
    native = model_class(
        config_class(
            **SIZES, **own, rope_parameters=rope, tie_word_embeddings=False, attn_implementation="eager"
        )
    ).eval()
    weights = random_like({key: tuple(value.shape) for key, value in native.state_dict().items()})
    native.load_state_dict(weights)
    config = {**SIZES, **own, "rope_theta": THETA, "rope_scaling": scaling}
    put_language(folder, weights, {**config, "architectures": [model_class.__name__]})

    checkpoint = load(folder)

    assert checkpoint.family.name == f"internvl_{name}"
    with torch.inference_mode():
        theirs = native(input_ids=torch.tensor([IDS]), output_hidden_states=True)
    for at_once in (len(IDS), 4, 1):
        states, logits = ours(checkpoint, IDS, at_once=at_once)
        torch.testing.assert_close(states, theirs.hidden_states[-1][0], rtol=0, atol=1e-5)
        torch.testing.assert_close(logits, theirs.logits[0], rtol=0, atol=1e-5)


def internlm2_weights(heads: int, key_value_heads: int, head_width: int) -> dict[str, Tensor]:
    layer = {
        "attention.wqkv.weight": ((heads + 2 * key_value_heads) * head_width, WIDTH),
        "attention.wo.weight": (WIDTH, heads * head_width),
        "feed_forward.w1.weight": (96, WIDTH),
        "feed_forward.w3.weight": (96, WIDTH),
        "feed_forward.w2.weight": (WIDTH, 96),
        "attention_norm.weight": (WIDTH,),
        "ffn_norm.weight": (WIDTH,),
    }
    return random_like(
        {
            "model.tok_embeddings.weight": (VOCABULARY, WIDTH),
            **{f"model.layers.{index}.{name}": shape for index in range(2) for name, shape in layer.items()},
            "model.norm.weight": (WIDTH,),
            "output.weight": (VOCABULARY, WIDTH),
        }
    )


def rms(states: Tensor, weight: Tensor, eps: float) -> Tensor:
    return states / (states.pow(2).mean(-1, keepdim=True) + eps).sqrt() * weight


def internlm2_by_definition(
    weights: dict[str, Tensor], ids: list[int], *, heads: int, key_value_heads: int
) -> tuple[Tensor, Tensor]:
    """InternLM2 written out: grouped queries, rotation by halves, gated feed-forward."""
    group, head_width, count = heads // key_value_heads, WIDTH // heads, len(ids)
    angles = torch.arange(count)[:, None] / THETA ** (torch.arange(0, head_width, 2) / head_width)
    cosines, sines = angles.cos().repeat(1, 2), angles.sin().repeat(1, 2)

    def rotated(rows: Tensor) -> Tensor:  # (S, H, w)
        first, second = rows.chunk(2, dim=-1)
        return rows * cosines[:, None] + torch.cat((-second, first), dim=-1) * sines[:, None]

    states = weights["model.tok_embeddings.weight"][ids]
    for index in range(2):
        own = {
            name.split(f"layers.{index}.")[1]: w for name, w in weights.items() if f"layers.{index}." in name
        }
        rows = rms(states, own["attention_norm.weight"], 1e-5) @ own["attention.wqkv.weight"].T
        rows = rows.reshape(count, key_value_heads, group + 2, head_width)
        query = rotated(rows[:, :, :group].reshape(count, heads, head_width))
        key = rotated(rows[:, :, -2]).repeat_interleave(group, dim=1)
        value = rows[:, :, -1].repeat_interleave(group, dim=1)
        scores = torch.einsum("shw,thw->hst", query, key) / head_width**0.5
        scores = scores.masked_fill(torch.ones(count, count).triu(1).bool(), -torch.inf).softmax(-1)
        mixed = torch.einsum("hst,thw->shw", scores, value).reshape(count, WIDTH)
        states = states + mixed @ own["attention.wo.weight"].T
        rows = rms(states, own["ffn_norm.weight"], 1e-5)
        gated = functional.silu(rows @ own["feed_forward.w1.weight"].T) * (
            rows @ own["feed_forward.w3.weight"].T
        )
        states = states + gated @ own["feed_forward.w2.weight"].T
    states = rms(states, weights["model.norm.weight"], 1e-5)
    return states, states @ weights["output.weight"].T


@pytest.mark.parametrize("key_value_heads", [2, 8, 1])
def test_internlm2_computes_what_its_definition_says(folder: Path, key_value_heads: int):
    weights = internlm2_weights(8, key_value_heads, WIDTH // 8)
    config = {**SIZES, "num_key_value_heads": key_value_heads, "bias": False, "rope_theta": THETA}
    config |= {"rope_scaling": {"type": "dynamic", "factor": 2.0}, "architectures": ["InternLM2ForCausalLM"]}
    put_language(folder, weights, config)

    checkpoint = load(folder)

    assert checkpoint.family.name == "internvl_internlm2"
    theirs = internlm2_by_definition(weights, IDS, heads=8, key_value_heads=key_value_heads)
    for at_once in (len(IDS), 3):
        for mine, wanted in zip(ours(checkpoint, IDS, at_once=at_once), theirs, strict=True):
            torch.testing.assert_close(mine, wanted, rtol=0, atol=1e-5)


def test_internlm2_with_a_head_that_is_its_embedding(folder: Path):
    weights = internlm2_weights(8, 2, WIDTH // 8)
    del weights["output.weight"]
    config = {**SIZES, "bias": False, "architectures": ["InternLM2ForCausalLM"], "tie_word_embeddings": True}
    put_language(folder, weights, config)

    model = load(folder).network.language_model

    assert model.lm_head.weight is model.model.embed_tokens.weight
    assert torch.equal(model.lm_head.weight, weights["model.tok_embeddings.weight"])


def test_a_stretched_context_is_read_up_to_where_it_would_be_stretched(tmp_path: Path):
    folder = tmp_path / "model"
    shutil.copytree(GOLDEN / "internvl_internlm2" / "checkpoint", folder)
    edit_config(folder, lambda values: values["llm_config"].update(max_position_embeddings=32))
    assert json.loads((folder / "config.json").read_text())["llm_config"]["rope_scaling"]["type"] == "dynamic"

    with contextlib.closing(load_predictor(folder)) as predictor:
        events = list(predictor.ask(AskRequest("Hi", max_new_tokens=99), CancelToken()))
        answer = next(event for event in events if isinstance(event, AnswerFinished))
        with pytest.raises(CapabilityError, match="the model reads at most 31"):
            list(predictor.ask(AskRequest("Hi " * 40), CancelToken()))

    assert answer.is_truncated
    assert len(answer.history.ids) == 32


@pytest.mark.parametrize(
    ("architecture", "change", "sentence"),
    [
        ("InternLM2ForCausalLM", {"bias": True}, "llm_config.bias must be false, found True"),
        ("InternLM2ForCausalLM", {"bias": None}, "llm_config.bias must be true or false"),
        ("InternLM2ForCausalLM", {"num_key_value_heads": 3}, "attention.wqkv.weight must have shape 3 stacked"),
        ("Phi3ForCausalLM", {"sliding_window": 32}, "llm_config.sliding_window must be a whole number from 64"),
        (
            "Phi3ForCausalLM",
            {"rope_scaling": {"type": "longrope"}},
            "rope_scaling.type must be default or dynamic",
        ),
        (
            "Phi3ForCausalLM",
            {"partial_rotary_factor": 0.75},
            "partial_rotary_factor must be a number from 1.0 to 1.0",
        ),
        (
            "LlamaForCausalLM",
            {"num_key_value_heads": 9},
            "num_key_value_heads must be a whole number from 1 to 8",
        ),
        ("LlamaForCausalLM", {"head_dim": 0}, "llm_config.head_dim must be a whole number"),
        (
            "MistralForCausalLM",
            {},
            "with language model MistralForCausalLM; Sa2VAChatModel with Qwen2ForCausalLM or",
        ),
    ],
)
def test_refuses_a_language_model_it_cannot_compute(folder: Path, architecture: str, change, sentence: str):
    config = {**SIZES, "bias": False, "architectures": [architecture], **change}
    put_language(folder, internlm2_weights(8, 2, WIDTH // 8), config)

    with pytest.raises(CheckpointError) as caught:
        load(folder)

    assert sentence in str(caught.value)


def vision_by_definition(weights: dict[str, Tensor], pixels: Tensor, *, heads: int, eps: float) -> Tensor:
    """The 6B vision tower written out: RMS norms, no query-key-value biases, queries and keys normed over all heads."""
    name = "vision_model.embeddings."
    patches = functional.conv2d(
        pixels, weights[f"{name}patch_embedding.weight"], weights[f"{name}patch_embedding.bias"], stride=14
    )
    states = patches.flatten(2).transpose(1, 2)[0]  # (P*P, C)
    states = torch.cat((weights[f"{name}class_embedding"][0], states)) + weights[f"{name}position_embedding"][0]
    count, width = states.shape
    for index in range(2):
        prefix = f"vision_model.encoder.layers.{index}."
        own = {key.removeprefix(prefix): weight for key, weight in weights.items() if key.startswith(prefix)}
        query, key, value = (rms(states, own["norm1.weight"], eps) @ own["attn.qkv.weight"].T).chunk(3, dim=-1)
        query, key = rms(query, own["attn.q_norm.weight"], eps), rms(key, own["attn.k_norm.weight"], eps)
        query, key, value = (part.reshape(count, heads, -1).transpose(0, 1) for part in (query, key, value))
        scores = (query @ key.transpose(1, 2) / (width // heads) ** 0.5).softmax(-1)
        mixed = (scores @ value).transpose(0, 1).reshape(count, width)
        states = states + own["ls1"] * (mixed @ own["attn.proj.weight"].T + own["attn.proj.bias"])
        rows = rms(states, own["norm2.weight"], eps)
        rows = functional.gelu(rows @ own["mlp.fc1.weight"].T + own["mlp.fc1.bias"])
        states = states + own["ls2"] * (rows @ own["mlp.fc2.weight"].T + own["mlp.fc2.bias"])
    return states


@pytest.mark.parametrize("eps", [1e-6, 1e-2])
def test_the_6b_vision_tower_computes_what_its_definition_says(folder: Path, eps: float):
    layer = {
        **{"norm1.weight": (64,), "norm2.weight": (64,), "ls1": (64,), "ls2": (64,)},
        **{"attn.qkv.weight": (192, 64), "attn.q_norm.weight": (64,), "attn.k_norm.weight": (64,)},
        **{"attn.proj.weight": (64, 64), "attn.proj.bias": (64,), "mlp.fc1.weight": (96, 64)},
        **{"mlp.fc1.bias": (96,), "mlp.fc2.weight": (64, 96), "mlp.fc2.bias": (64,)},
    }
    weights = random_like(
        {
            f"vision_model.encoder.layers.{index}.{name}": shape
            for index in range(2)
            for name, shape in layer.items()
        }
    )

    def replace(tensors: dict[str, Tensor]) -> None:
        for name in [name for name in tensors if name.startswith("vision_model.encoder.")]:
            del tensors[name]
        tensors.update(weights)
        weights.update(
            {name: w.float() for name, w in tensors.items() if name.startswith("vision_model.embeddings.")}
        )

    edit_tensors(folder, replace)
    # What an export leaves out because it equals the published class's defaults is this very variant.
    vision = {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 96}
    vision |= {"image_size": 448, "layer_norm_eps": eps}
    edit_config(folder, lambda values: values.update(vision_config=vision))
    pixels = torch.randn(1, 3, 448, 448, generator=torch.Generator().manual_seed(1))

    with torch.inference_mode():
        states = load(folder).network.encode_patches(pixels)[0]

    torch.testing.assert_close(
        states, vision_by_definition(weights, pixels, heads=4, eps=eps), rtol=0, atol=2e-5
    )
