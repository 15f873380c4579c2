"""Whatever a checkpoint's headers and config say, the answer is a network or one CheckpointError."""

from __future__ import annotations

import contextlib
import copy
import json
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors import safe_open
from safetensors.torch import save
from support.golden_cases import SHIPPED

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference.chat_templates import find_template
from sa2va_desktop.inference.config_values import ConfigValues
from sa2va_desktop.inference.families import FAMILIES, detect_family
from sa2va_desktop.inference.tensor_files import TensorFiles

CONFIG = json.loads((SHIPPED / "checkpoint" / "config.json").read_text())
with safe_open(SHIPPED / "checkpoint" / "model.safetensors", framework="pt") as _file:
    SHAPES = {name: tuple(_file.get_slice(name).get_shape()) for name in _file.keys()}  # noqa: SIM118
SMALL_FILE = save({"a": torch.arange(6.0).reshape(2, 3), "b": torch.ones(4, dtype=torch.bfloat16)})
READ_KEYS = [
    *((key,) for key in ("architectures", "template", "ps_version", "select_layer", "force_image_size")),
    *((key,) for key in ("downsample_ratio", "vision_config", "llm_config", "grounding_encoder_config")),
    *(("vision_config", key) for key in ("hidden_size", "num_attention_heads", "patch_size", "image_size")),
    *(
        ("llm_config", key)
        for key in ("hidden_size", "num_attention_heads", "num_key_value_heads", "rope_theta", "rope_scaling")
    ),
    *(
        ("llm_config", key)
        for key in ("rope_parameters", "bias", "head_dim", "sliding_window", "attention_bias")
    ),
    *(("grounding_encoder_config", key) for key in CONFIG["grounding_encoder_config"]),
]
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(SMALL_FILE) - 1), st.integers(0, 255)), max_size=4), st.data())
def test_a_damaged_file_reads_or_is_refused(tmp_path: Path, changes: list[tuple[int, int]], data):
    damaged = bytearray(SMALL_FILE)
    for position, value in changes:
        damaged[position] = value
    (tmp_path / "model.safetensors").write_bytes(damaged[: data.draw(st.integers(0, len(damaged)))])

    with contextlib.suppress(CheckpointError):
        files = TensorFiles(tmp_path)
        shapes = {name: tensor.shape for name, tensor in files.tensors.items()}
        assert {name: tuple(tensor.shape) for name, tensor in files.read_all()} == shapes


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([family.language for family in FAMILIES if family.name.startswith("internvl_")]),
    st.lists(st.tuples(st.sampled_from(READ_KEYS), JSON_VALUES), min_size=1, max_size=3),
)
def test_an_odd_config_is_read_or_refused(language, changes):
    config = copy.deepcopy(CONFIG)
    config["llm_config"] |= {"architectures": [language], "bias": False}
    for path, value in changes:
        section = config
        for key in path[:-1]:
            section = section[key] if isinstance(section.get(key), dict) else {}
        section[path[-1]] = value
    values = ConfigValues(config, Path("config.json"))

    with contextlib.suppress(CheckpointError):
        family = detect_family(values)
        find_template(values)
        family.rules_of(family.read_config(values, SHAPES))


@pytest.mark.fuzz
@settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes):
    (tmp_path / "model.safetensors").write_bytes(data)

    with contextlib.suppress(CheckpointError):
        list(TensorFiles(tmp_path).read_all())
