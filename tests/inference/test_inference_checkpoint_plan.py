"""The dry run of loading: all checks and sizes, no data."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from support.checkpoint_folders import WEIGHTS, add_second_decoder, copy_checkpoint, edit_config, edit_tensors
from support.golden_cases import SHIPPED

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference.checkpoint import fill, load_checkpoint
from sa2va_desktop.inference.checkpoint_plan import plan_checkpoint, prepare_checkpoint

LM_HEAD = "language_model.lm_head.weight"


def test_a_plan_names_the_place_of_every_stored_tensor():
    stored = load_file(SHIPPED / "checkpoint" / WEIGHTS)

    plan = plan_checkpoint(SHIPPED / "checkpoint")

    assert plan.family == "internvl_qwen2"
    assert plan.places.keys() == stored.keys()
    qkv = plan.places["vision_model.encoder.layers.0.attn.qkv.weight"]
    assert [name.rsplit(".", 2)[1] for name in qkv] == ["q_proj", "k_proj", "v_proj"]
    assert plan.stored_bytes == {"BF16": sum(tensor.nbytes for tensor in stored.values())}
    assert plan.vocabulary == stored[LM_HEAD].shape[0]


def test_the_parts_of_a_plan_are_those_of_the_loaded_network():
    network = load_checkpoint(SHIPPED / "checkpoint", device=torch.device("cpu"), dtype=torch.float32).network

    counts = plan_checkpoint(SHIPPED / "checkpoint").counts

    assert counts.total == sum(parameter.numel() for parameter in network.state_dict().values())
    language = network.language_model
    assert counts.language_blocks == sum(p.numel() for p in language.model.layers.parameters())
    assert counts.embeddings == language.lm_head.weight.numel() + language.model.embed_tokens.weight.numel()
    assert counts.grounding == sum(tensor.numel() for tensor in network.sam2.state_dict().values())
    assert counts.weight_bytes("float32") == 4 * counts.total


def test_a_tied_head_is_counted_once(tmp_path: Path):
    folder = copy_checkpoint(tmp_path / "model")
    edit_tensors(folder, lambda tensors: tensors.pop(LM_HEAD))
    edit_config(folder, lambda config: config["llm_config"].update(tie_word_embeddings=True))

    untied, tied = plan_checkpoint(SHIPPED / "checkpoint"), plan_checkpoint(folder)

    assert tied.tied_head
    assert not untied.tied_head
    assert tied.counts.embeddings == untied.counts.embeddings / 2


def test_a_second_decoder_is_counted_with_the_sam_2_part(tmp_path: Path):
    folder = copy_checkpoint(tmp_path / "model")
    add_second_decoder(folder)

    one, two = plan_checkpoint(SHIPPED / "checkpoint"), plan_checkpoint(folder)

    assert two.tuned_decoder
    assert two.counts.grounding > one.counts.grounding
    assert two.counts.vision == one.counts.vision


def test_tensors_that_carry_nothing_have_no_place(tmp_path: Path):
    folder = copy_checkpoint(tmp_path / "model")
    name = "language_model.model.layers.0.self_attn.rotary_emb.inv_freq"
    edit_tensors(folder, lambda tensors: tensors.update({name: torch.ones(16)}))

    assert plan_checkpoint(folder).places[name] == ()


def test_a_folder_that_cannot_be_loaded_has_no_plan(tmp_path: Path):
    folder = copy_checkpoint(tmp_path / "model")
    edit_tensors(folder, lambda tensors: tensors.pop("mlp1.0.weight"))

    with pytest.raises(CheckpointError, match="lacks the weights of 1 tensor"):
        plan_checkpoint(folder)


def test_filling_on_meta_gives_shapes_and_number_types_and_no_values():
    prepared = prepare_checkpoint(SHIPPED / "checkpoint")

    fill(prepared, device=torch.device("meta"), dtype=torch.bfloat16)

    state = prepared.network.state_dict()
    assert all(tensor.is_meta for tensor in state.values())
    assert state[LM_HEAD].dtype == torch.bfloat16
    assert state["sam2.memory_encoder.fuser.layers.0.gamma"].dtype == torch.float32
