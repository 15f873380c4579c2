"""Every family's checkpoint is exported in its own layout: names, number types, shards, files beside the weights."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from support.checkpoint_folders import WEIGHTS, copy_checkpoint, edit_tensors
from support.golden_cases import CASES, GOLDEN, SHIPPED
from support.scripted_training import ScriptedGraph
from torch import Tensor

from sa2va_desktop.errors import CheckpointError, FolderNotEmptyError, ModelError
from sa2va_desktop.inference.checkpoint import load_checkpoint
from sa2va_desktop.inference.checkpoint_plan import plan_checkpoint
from sa2va_desktop.inference.tokenizer_kinds import load_tokenizer
from sa2va_desktop.training.fine_tuning.config import SegTokens
from sa2va_desktop.training.fine_tuning.export import MARKER_FILE, export_checkpoint

CPU = torch.device("cpu")


class Trained(ScriptedGraph):
    """Gives these tensors as what it trained."""

    def __init__(self, tensors: Mapping[str, Tensor], added_tokens: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.tensors, self.added_tokens = tensors, added_tokens

    def trained_tensors(self) -> Mapping[str, Tensor]:
        return self.tensors


def export(graph: ScriptedGraph, base: Path, folder: Path, *, shard_bytes: int = 1 << 40) -> Path:
    export_checkpoint(graph, base, folder, card="# Card\n", record={"step": 1}, shard_bytes=shard_bytes)
    return folder


def all_weights(folder: Path) -> dict[str, Tensor]:
    network = load_checkpoint(folder, device=CPU, dtype=torch.float32).network
    return {name: value.clone() for name, value in network.state_dict().items()}


@pytest.mark.parametrize("family", sorted(CASES))
def test_a_checkpoint_that_was_loaded_is_exported_tensor_for_tensor(family: str, tmp_path: Path) -> None:
    base = GOLDEN / family / "checkpoint"

    folder = export(Trained(all_weights(base)), base, tmp_path / "out")

    stored, found = load_file(base / WEIGHTS), load_file(folder / WEIGHTS)
    assert stored.keys() == found.keys()
    for name, value in stored.items():
        assert value.dtype == found[name].dtype
        assert torch.equal(value, found[name]), name
    names = {path.name for path in base.iterdir()}
    assert {path.name for path in folder.iterdir()} == names | {MARKER_FILE, "README.md"}
    assert json.loads((folder / "config.json").read_text()) == json.loads((base / "config.json").read_text())


def test_half_precision_stays_half_and_only_what_was_trained_changes(tmp_path: Path) -> None:
    base = copy_checkpoint(tmp_path / "base")
    edit_tensors(
        base, lambda tensors: tensors.update({name: value.bfloat16() for name, value in tensors.items()})
    )
    name = "vision_model.encoder.layer.0.attention.k_proj.weight"
    trained = {name: all_weights(base)[name] + 1.0}

    folder = export(Trained(trained), base, tmp_path / "out")

    stored, found = load_file(base / WEIGHTS), load_file(folder / WEIGHTS)
    fused = "vision_model.encoder.layers.0.attn.qkv.weight"
    query, key, value = found[fused].chunk(3)
    assert {each.dtype for each in found.values()} == {torch.bfloat16}
    assert torch.equal(key, trained[name].bfloat16())
    assert torch.equal(torch.cat((query, value)), torch.cat(stored[fused].chunk(3)[::2]))
    assert [each for each in stored if not torch.equal(stored[each], found[each])] == [fused]


def test_large_checkpoints_are_cut_into_shards_with_an_index(tmp_path: Path) -> None:
    base = GOLDEN / "qwen3_vl" / "checkpoint"
    size = (base / WEIGHTS).stat().st_size

    folder = export(Trained({}), base, tmp_path / "out", shard_bytes=size // 3)

    shards = sorted(path.name for path in folder.glob("*.safetensors"))
    index = json.loads((folder / "model.safetensors.index.json").read_text())
    found = {name: value for shard in shards for name, value in load_file(folder / shard).items()}
    assert shards[0] == f"model-00001-of-{len(shards):05}.safetensors"
    assert len(shards) > 2
    assert index["weight_map"].keys() == found.keys()
    assert index["metadata"]["total_size"] == sum(value.nbytes for value in found.values())
    assert all(torch.equal(value, found[name]) for name, value in load_file(base / WEIGHTS).items())
    assert load_checkpoint(folder, device=CPU, dtype=torch.float32).network


@pytest.mark.parametrize("family", ["internvl_internlm2", "qwen3_vl"])
def test_added_tokens_lengthen_vocabulary_and_tokenizer(family: str, tmp_path: Path) -> None:
    base = GOLDEN / family / "checkpoint"
    weights = all_weights(base)
    tokenizer = load_tokenizer(base)
    vocabulary = next(len(value) for name, value in weights.items() if name.endswith("embed_tokens.weight"))
    longer = {
        name: torch.cat((value, value[:2]))
        for name, value in weights.items()
        if name.endswith(("embed_tokens.weight", "lm_head.weight"))
    }

    folder = export(Trained(longer, ("[SEG1]", "[SEG2]")), base, tmp_path / "out")

    read = load_tokenizer(folder)
    assert read.size == tokenizer.size + 2
    assert read.token_id("[SEG2]") == tokenizer.size + 1
    network = load_checkpoint(folder, device=CPU, dtype=torch.float32).network
    assert network.config.vocabulary == vocabulary + 2
    config = json.loads((folder / "config.json").read_text())
    sections = [config, config.get("llm_config", {}), config.get("text_config", {})]
    assert {each["vocab_size"] for each in sections if "vocab_size" in each} == {vocabulary + 2}


def test_a_weight_that_outgrew_its_number_type_is_refused(tmp_path: Path) -> None:
    base = copy_checkpoint(tmp_path / "base")
    edit_tensors(base, lambda tensors: tensors.update({name: value.half() for name, value in tensors.items()}))
    name = "text_hidden_fcs.0.bias"
    trained = {name: torch.full_like(all_weights(base)[name], 1e6)}

    with pytest.raises(ModelError, match=r"text_hidden_fcs.0.bias: expected numbers that fit F16"):
        export(Trained(trained), base, tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_an_export_of_ours_is_replaced_as_a_whole(tmp_path: Path) -> None:
    base = GOLDEN / "internvl_qwen2" / "checkpoint"
    folder = export(Trained({}), base, tmp_path / "out")
    save_file({"old": torch.zeros(1)}, folder / "old.safetensors")
    record = json.loads((folder / MARKER_FILE).read_text())
    (folder / MARKER_FILE).write_text(json.dumps({**record, "files": [*record["files"], "old.safetensors"]}))

    export(Trained({}), base, folder)

    assert not (folder / "old.safetensors").exists()


@pytest.mark.parametrize("name", ["work.sa2va", "state.safetensors"])
def test_what_an_export_did_not_write_is_never_replaced(name: str, tmp_path: Path) -> None:
    """Somebody's file beside an export, and the state of a training, whose description has the marker's name."""
    base = GOLDEN / "internvl_qwen2" / "checkpoint"
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / name).write_text("weeks")
    (folder / MARKER_FILE).write_text('{"fine_tuning": 1, "told": {}}')

    with pytest.raises(FolderNotEmptyError, match="found other files"):
        export(Trained({}), base, folder)

    assert (folder / name).read_text() == "weeks"


def test_a_folder_of_somebody_else_is_never_written(tmp_path: Path) -> None:
    base = copy_checkpoint(tmp_path / "base")

    with pytest.raises(FolderNotEmptyError, match="expected a new folder or a checkpoint of a training"):
        export(Trained({}), base, base)

    assert not (base / "README.md").exists()


@pytest.mark.parametrize("seg_tokens", [SegTokens.REPEAT, SegTokens.MULTIPLE])
def test_vectors_of_their_own_for_frames_are_exported_but_not_loaded(seg_tokens, tmp_path: Path) -> None:
    base, folder = SHIPPED / "checkpoint", tmp_path / "out"

    export_checkpoint(Trained({}), base, folder, card="# Card\n", record={}, seg_tokens=seg_tokens)

    assert plan_checkpoint(folder).family == SHIPPED.name
    with pytest.raises(CheckpointError, match=rf"config\.json: .*seg_tokens is '{seg_tokens.value}'"):
        load_checkpoint(folder, device=CPU, dtype=torch.float32)
