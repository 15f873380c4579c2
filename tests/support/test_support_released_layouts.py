"""The derived layouts hold together and agree with the one published export in this repository."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from safetensors import safe_open
from support.golden_cases import SHIPPED
from support.released_layouts import (
    LAYOUTS,
    NAMES,
    SHARD_BYTES,
    VARIANTS,
    Variant,
    layout,
    read_layout,
    write_fake_folder,
)


def test_there_is_a_layout_for_each_of_the_ten_released_checkpoints():
    stored = {path.stem for path in LAYOUTS.glob("*.json")} - {"grounding_encoder"}

    assert stored == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_layout_has_as_many_tensors_as_the_published_class(name: str):
    raw = read_layout(name)

    assert len(raw["tensors"]) == raw["tensor_count"]
    assert sum(key.startswith("grounding_encoder.") for key in raw["tensors"]) == 900


def test_the_names_are_those_of_a_published_export():
    """The golden checkpoint was written by the published implementation, at small sizes."""
    with safe_open(str(SHIPPED / "checkpoint" / "model.safetensors"), framework="np") as file:
        exported = {re.sub(r"\d+", "N", name) for name in file.keys()}  # noqa: SIM118 (not a dict)

    assert {re.sub(r"\d+", "N", name) for name in layout("Sa2VA-1B").tensors} == exported


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_variants_differ_by_the_head_and_by_number_types(variant: Variant):
    plain, other = layout("Sa2VA-8B"), layout("Sa2VA-8B", variant)

    head = {"language_model.output.weight"}
    assert plain.tensors.keys() - other.tensors.keys() == (head if variant.tied else set())
    types = {dtype for _, dtype in other.tensors.values()}
    assert types == ({"BF16", "F32"} if variant.dtype is None else {variant.dtype})
    assert other.config["llm_config"].get("tie_word_embeddings", False) == variant.tied
    assert ("hidden_size" in other.config["llm_config"]) == variant.sizes_in_full


@pytest.mark.skipif(sys.platform == "win32", reason="files are sparse only where the file system makes holes")
def test_a_fake_folder_has_full_size_files_that_take_no_room(tmp_path: Path):
    wanted = layout("Sa2VA-26B", Variant(dtype="F32"))

    folder = write_fake_folder(wanted, tmp_path / "fake")

    files = sorted(folder.glob("*.safetensors"))
    assert len(files) > 20
    assert sum(file.stat().st_size for file in files) > wanted.data_bytes > 100e9
    assert all(file.stat().st_size < SHARD_BYTES + 1e6 for file in files)
    assert sum(file.stat().st_blocks * 512 for file in folder.iterdir()) < 5_000_000
    with safe_open(str(files[-1]), framework="np") as file:
        assert set(file.keys()) <= wanted.tensors.keys()
