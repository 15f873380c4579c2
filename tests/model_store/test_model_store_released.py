"""The table of released models is consistent with what is published."""

from __future__ import annotations

import math
import re

import pytest
from support.released_layouts import layout

from sa2va_desktop.model_store.download_record import is_plain_name
from sa2va_desktop.model_store.records import Ability, ModelKind, ParameterCounts, Precision, ReleasedModel
from sa2va_desktop.model_store.released import (
    FIXED_OVERHEAD_BYTES,
    RELEASED,
    released_model,
    weights_and_overhead_bytes,
)

OFFICIAL = [model for model in RELEASED if model.repo_id.startswith("ByteDance/")]


def test_the_ten_released_checkpoints_are_there_with_two_generations_of_sam_2() -> None:
    assert len(OFFICIAL) == 10
    assert len([model for model in RELEASED if model.kind is ModelKind.TRACKER]) == 8


def test_every_name_is_a_folder_name_of_its_own_and_finds_its_model() -> None:
    assert (
        len({model.name for model in RELEASED}) == len({model.repo_id for model in RELEASED}) == len(RELEASED)
    )
    for model in RELEASED:
        assert is_plain_name(model.name)
        assert model.name == model.name.lower()
        for name in (model.name, model.name.upper(), model.title, model.repo_id, f" {model.repo_id.lower()} "):
            assert released_model(name) is model


@pytest.mark.parametrize("model", OFFICIAL, ids=lambda model: model.name)
def test_parameters_are_near_the_nominal_size(model: ReleasedModel) -> None:
    nominal = float(re.search(r"([\d.]+)b$", model.name).group(1))  # type: ignore[union-attr]
    assert model.parameters is not None
    assert model.about_bytes == pytest.approx(model.parameters.total * 2e6)
    assert 0.9 * nominal < model.parameters.total / 1000 < 1.5 * nominal


@pytest.mark.parametrize("model", OFFICIAL, ids=lambda model: model.name)
def test_parameters_by_part_are_those_of_the_derived_layout(model: ReleasedModel) -> None:
    millions = {"language_blocks": 0.0, "embeddings": 0.0, "vision": 0.0, "grounding": 0.0}
    for name, (shape, _dtype) in layout(model.title).tensors.items():
        millions[part_of(name)] += math.prod(shape) / 1e6

    assert model.parameters is not None
    assert vars(model.parameters) == pytest.approx(millions, abs=0.1)


def part_of(name: str) -> str:
    if name.startswith(("grounding_encoder.", "text_hidden_fcs.")):
        return "grounding"
    if name.startswith(("vision_model.", "mlp1.")) or ".visual." in name:
        return "vision"
    return (
        "embeddings"
        if re.search(r"embed_tokens|tok_embeddings|lm_head|\.output\.", name)
        else "language_blocks"
    )


def test_qwen_vl_models_have_no_region_prompts() -> None:
    for model in OFFICIAL:
        assert (Ability.REGION_PROMPTS in model.abilities) == ("VL-" not in model.title.replace("InternVL", ""))


def test_fewer_bits_take_less_memory_and_leave_the_rest_alone() -> None:
    counts = ParameterCounts(language_blocks=1000, embeddings=100, vision=300, grounding=200)
    need = {precision: weights_and_overhead_bytes(counts, precision) for precision in Precision}

    assert need[Precision.FLOAT32] == 6_400_000_000 + FIXED_OVERHEAD_BYTES
    assert need[Precision.BFLOAT16] == 3_600_000_000 + FIXED_OVERHEAD_BYTES
    assert need[Precision.INT8] == 1_031_250_000 + 1_600_000_000 + FIXED_OVERHEAD_BYTES
    assert need[Precision.INT4] == 531_250_000 + 1_600_000_000 + FIXED_OVERHEAD_BYTES
