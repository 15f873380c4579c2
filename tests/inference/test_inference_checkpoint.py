"""A checkpoint folder loads whole or is refused in one sentence that says what is wrong."""

from __future__ import annotations

import json
import shutil
import struct
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from support.checkpoint_folders import (
    WEIGHTS,
    add_second_decoder,
    copy_checkpoint,
    edit_config,
    edit_tensors,
    shard,
)
from support.golden_cases import SHIPPED

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference.api import GroundingMode
from sa2va_desktop.inference.checkpoint import Checkpoint, load_checkpoint, with_captured_decoding
from sa2va_desktop.inference.generation import FixedDecoding
from sa2va_desktop.inference.memory_plan import LoadPlan
from sa2va_desktop.inference.memory_sizes import Quantisation

SEG_BIAS = "text_hidden_fcs.0.bias"
LM_HEAD = "language_model.lm_head.weight"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_checkpoint(tmp_path / "model")


def load(folder: Path, dtype: torch.dtype = torch.float32) -> Checkpoint:
    return load_checkpoint(folder, device=torch.device("cpu"), dtype=dtype)


def refusal(folder: Path) -> str:
    with pytest.raises(CheckpointError) as caught:
        load(folder)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_every_stored_tensor_lands_in_the_network_unchanged():
    stored = load_file(SHIPPED / "checkpoint" / WEIGHTS)

    network = load(SHIPPED / "checkpoint").network

    own = network.state_dict()
    assert sum(tensor.numel() for tensor in own.values()) == sum(t.numel() for t in stored.values())
    qkv = stored["vision_model.encoder.layers.1.attn.qkv.weight"].float()
    thirds = [own[f"vision_model.encoder.layer.1.attention.{name}_proj.weight"] for name in "qkv"]
    assert torch.equal(torch.cat(thirds), qkv)
    fuser = "memory_encoder.fuser.layers.0"
    assert torch.equal(
        own[f"sam2.{fuser}.gamma"], stored[f"grounding_encoder.sam2_model.{fuser}.g_weight"].float()
    )
    assert {tensor.dtype for tensor in own.values()} == {torch.float32}


def test_the_language_model_takes_the_wanted_number_type_and_sam_2_stays_exact():
    network = load(SHIPPED / "checkpoint", torch.bfloat16).network

    assert network.language_model.lm_head.weight.dtype == torch.bfloat16
    assert next(network.sam2.parameters()).dtype == torch.float32


def test_shards_load_like_a_single_file(folder: Path):
    whole = load(folder).network.state_dict()
    shard(folder)

    parts = load(folder).network.state_dict()

    assert all(torch.equal(whole[name], parts[name]) for name in whole)


def test_rotary_tables_of_old_exports_are_ignored(folder: Path):
    name = "language_model.model.layers.0.self_attn.rotary_emb.inv_freq"
    edit_tensors(folder, lambda tensors: tensors.update({name: torch.ones(16)}))

    load(folder)


def test_a_tied_checkpoint_may_leave_its_head_out(folder: Path):
    edit_tensors(folder, lambda tensors: tensors.pop(LM_HEAD))
    edit_config(folder, lambda config: config["llm_config"].update(tie_word_embeddings=True))

    language = load(folder).network.language_model

    assert language.lm_head.weight is language.model.embed_tokens.weight


def test_a_stored_head_is_used_although_the_config_says_tied(folder: Path):
    edit_config(folder, lambda config: config["llm_config"].update(tie_word_embeddings=True))
    stored = load_file(folder / WEIGHTS)[LM_HEAD].float()

    language = load(folder).network.language_model

    assert torch.equal(language.lm_head.weight, stored)


def test_one_decoder_means_compatible_grounding_with_a_reason():
    capabilities = load(SHIPPED / "checkpoint").capabilities

    assert capabilities.grounding_modes == (GroundingMode.COMPATIBLE,)
    assert "one mask decoder" in capabilities.reasons["grounding_modes"]


def test_two_decoders_make_consistent_grounding_the_default(folder: Path):
    add_second_decoder(folder)

    checkpoint = load(folder)

    assert checkpoint.capabilities.default_grounding_mode is GroundingMode.CONSISTENT
    assert checkpoint.network.seg_mask_decoder is checkpoint.network.tuned_mask_decoder


def test_the_folders_own_section_limits_tiles_and_capabilities(folder: Path):
    own = {"max_tiles": 1, "not_trained_for": ["region_prompts", "chat"]}
    edit_config(folder, lambda config: config.update(sa2va_desktop=own))

    checkpoint = load(folder)

    assert checkpoint.max_tiles == 1
    assert not checkpoint.capabilities.region_prompts
    assert checkpoint.capabilities.grounded_caption
    assert set(checkpoint.capabilities.reasons) == {"region_prompts", "chat", "grounding_modes"}


def test_sizes_come_from_the_config():
    config = load(SHIPPED / "checkpoint").network.config

    assert (config.tile_size, config.token_grid, config.tile_tokens) == (448, 16, 256)


def test_a_hyphen_in_the_templates_name_is_an_underscore(folder: Path):
    edit_config(folder, lambda config: config.update(template="phi3-chat"))

    assert load(folder).template.name == "phi3_chat"


def test_refuses_a_folder_that_is_not_there(tmp_path: Path):
    assert "gone is no folder" in refusal(tmp_path / "gone")


def test_refuses_an_empty_folder(tmp_path: Path):
    assert "is empty" in refusal(tmp_path)


def test_refuses_a_folder_without_a_config(folder: Path):
    (folder / "config.json").unlink()

    assert "has no config.json" in refusal(folder)


def test_refuses_a_folder_without_weights(folder: Path):
    (folder / WEIGHTS).unlink()

    assert "has no *.safetensors" in refusal(folder)


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "model.pth", "weights.pkl"])
def test_refuses_pickled_weights_by_name(folder: Path, name: str):
    (folder / WEIGHTS).rename(folder / name)

    assert f"only as {name}, a pickle" in refusal(folder)


def test_refuses_a_folder_that_lacks_a_shard(folder: Path):
    paths = shard(folder, 3)
    paths[1].unlink()

    assert f"lacks 1 of 3 shards: {paths[1].name}" in refusal(folder)


def test_refuses_an_index_that_points_outside_the_folder(folder: Path):
    shard(folder)
    index = folder / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": {SEG_BIAS: "../other.safetensors"}}))

    assert "'../other.safetensors', which is no *.safetensors in the same folder" in refusal(folder)


def test_refuses_an_extra_tensor(folder: Path):
    edit_tensors(folder, lambda tensors: tensors.update({"audio_tower.weight": torch.ones(2)}))

    assert "has 1 tensor (audio_tower.weight) that this model family does not know" in refusal(folder)


def test_refuses_a_missing_tensor(folder: Path):
    edit_tensors(folder, lambda tensors: tensors.pop(SEG_BIAS))

    assert f"lacks the weights of 1 tensor ({SEG_BIAS})" in refusal(folder)


def test_refuses_a_missing_head_of_an_untied_model(folder: Path):
    edit_tensors(folder, lambda tensors: tensors.pop(LM_HEAD))

    assert f"lacks the weights of 1 tensor ({LM_HEAD})" in refusal(folder)


def test_refuses_half_a_second_decoder(folder: Path):
    add_second_decoder(folder)
    prefix = "grounding_encoder.sam2_model.sam_mask_decoder_modified.conv_s0."
    edit_tensors(folder, lambda tensors: [tensors.pop(prefix + kind) for kind in ("weight", "bias")])

    assert "lacks the weights of 2 tensors (tuned_mask_decoder.conv_s0.bias, " in refusal(folder)


def test_refuses_a_wrong_shape(folder: Path):
    edit_tensors(folder, lambda tensors: tensors.update({SEG_BIAS: torch.ones(64)}))

    assert f"tensor {SEG_BIAS} must have shape [128], found [64]" in refusal(folder)


def test_refuses_a_stacked_tensor_that_cannot_be_cut(folder: Path):
    name = "vision_model.encoder.layers.0.attn.qkv.bias"
    edit_tensors(folder, lambda tensors: tensors.update({name: torch.ones(64)}))

    assert f"{name} must have shape 3 stacked parts of [64], found [64]" in refusal(folder)


def test_refuses_a_tensor_that_is_stored_twice(folder: Path):
    shutil.copy(folder / WEIGHTS, folder / "copy.safetensors")

    assert "is in both copy.safetensors and model.safetensors" in refusal(folder)


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (lambda c: c.update(architectures=["LlavaModel"]), "the model family is LlavaModel with"),
        (lambda c: c.update(architectures=[]), "architectures must be a list with a class name"),
        (
            lambda c: c["llm_config"].update(architectures=["GemmaForCausalLM"]),
            "language model GemmaForCausalLM",
        ),
        (lambda c: c.pop("llm_config"), "with language model none"),
        (lambda c: c.pop("vision_config"), "vision_config must be an object, found nothing"),
        (lambda c: c.update(template="vicuna"), "template must be qwen_chat or"),
        (lambda c: c.update(ps_version="v1"), "ps_version must be v2, found 'v1'"),
        (lambda c: c.update(select_layer=-4), "select_layer must be"),
        (lambda c: c.update(force_image_size=224), "force_image_size must be vision_config.image_size, 448"),
        (lambda c: c.update(downsample_ratio=0.3), "downsample_ratio must be a divisor"),
        (lambda c: c["llm_config"].update(hidden_size=-3), "llm_config.hidden_size must be a whole number"),
        (lambda c: c["llm_config"].update(num_hidden_layers=10**9), "num_hidden_layers must be a whole number"),
        (lambda c: c["llm_config"].update(num_attention_heads=5), "must be a divisor of hidden_size 128"),
        (lambda c: c["llm_config"].update(rope_scaling={"type": "yarn"}), "type must be default or dynamic"),
        (lambda c: c["vision_config"].update(qkv_bias="yes"), "vision_config.qkv_bias must be true or false"),
        (
            lambda c: c["grounding_encoder_config"].update(depth=3),
            "grounding_encoder_config.depth must be absent",
        ),
        (lambda c: c["grounding_encoder_config"].update(stages=[]), "stages must be whole numbers"),
        (lambda c: c["grounding_encoder_config"].update(stages=[1, 2]), "does not describe a network"),
        (lambda c: c.update(sa2va_desktop={"max_tiles": 0}), "sa2va_desktop.max_tiles must be"),
        (lambda c: c.update(sa2va_desktop={"not_trained_for": 1}), "not_trained_for must be a list of names"),
    ],
)
def test_refuses_a_config_it_cannot_use(folder: Path, edit, sentence: str):
    edit_config(folder, edit)

    assert sentence in refusal(folder)


@pytest.mark.parametrize("text", ["{", "[1]", "\ufeff{}", '{"a": NaN', "[" * 100_000])
def test_refuses_broken_json(folder: Path, text: str):
    (folder / "config.json").write_text(text, encoding="utf-8")

    assert "config.json" in refusal(folder)


def write_header(folder: Path, header: bytes, *, claimed_bytes: int | None = None, data: bytes = b"") -> None:
    length = len(header) if claimed_bytes is None else claimed_bytes
    (folder / WEIGHTS).write_bytes(struct.pack("<Q", length) + header + data)


def test_refuses_a_header_above_the_limit_without_reading_it(folder: Path):
    write_header(folder, b"{}", claimed_bytes=100_000_001)

    assert "claims a header of 100000001 bytes" in refusal(folder)


def test_refuses_a_header_that_is_cut_off(folder: Path):
    write_header(folder, b"{}", claimed_bytes=500)

    assert "cut off in its header" in refusal(folder)


def test_refuses_a_tensor_that_ends_behind_the_file(folder: Path):
    entry = {"a": {"dtype": "F32", "shape": [1000], "data_offsets": [0, 4000]}}
    write_header(folder, json.dumps(entry).encode(), data=bytes(8))

    assert "tensor a ends at byte 4000 of the data, but the file has only 8" in refusal(folder)


def test_refuses_a_tensor_whose_bytes_do_not_fit_its_shape(folder: Path):
    entry = {"a": {"dtype": "F32", "shape": [10**12], "data_offsets": [0, 8]}}
    write_header(folder, json.dumps(entry).encode(), data=bytes(8))

    assert "tensor a should take bytes 0 to 4000000000000, found 0 to 8" in refusal(folder)


def test_refuses_bytes_that_belong_to_no_tensor(folder: Path):
    with (folder / WEIGHTS).open("ab") as file:
        file.write(b"more")

    assert "has 4 bytes that belong to no tensor" in refusal(folder)


@pytest.mark.parametrize(
    "entry",
    [
        {"a": 3},
        {"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}},
        {"a": {"dtype": "F8", "shape": [1], "data_offsets": [0, 1]}},
        {"a": {"dtype": "F32", "shape": [1]}},
        [1, 2],
    ],
)
def test_refuses_a_header_that_makes_no_sense(folder: Path, entry: object):
    write_header(folder, json.dumps(entry).encode(), data=bytes(4))

    assert WEIGHTS in refusal(folder)


def test_refuses_a_truncated_file(folder: Path):
    data = (folder / WEIGHTS).read_bytes()
    (folder / WEIGHTS).write_bytes(data[: len(data) // 2])

    assert "but the file has only" in refusal(folder)


def test_says_so_when_the_weights_vanish_while_they_are_read(folder: Path, monkeypatch):
    import sa2va_desktop.inference.checkpoint as module

    def remove_and_fill(*arguments, **options):
        shutil.rmtree(folder)
        original(*arguments, **options)

    original = module.fill
    monkeypatch.setattr(module, "fill", remove_and_fill)

    assert f"{WEIGHTS} can no longer be read" in refusal(folder)


def test_weights_that_are_overwritten_later_do_not_change_a_loaded_model(folder: Path):
    edit_tensors(folder, lambda tensors: tensors.update({name: t.float() for name, t in tensors.items()}))
    expected = load_file(folder / WEIGHTS)[SEG_BIAS].clone()
    network = load(folder).network

    with (folder / WEIGHTS).open("r+b") as file:  # in place, as a download over it would
        file.write(bytes((folder / WEIGHTS).stat().st_size))

    assert expected.any()
    assert torch.equal(network.state_dict()[SEG_BIAS], expected)


def test_refuses_a_folder_without_a_tokenizer(folder: Path):
    for name in ("tokenizer.json", "vocab.json"):
        (folder / name).unlink()

    assert "has no tokenizer" in refusal(folder)


def test_refuses_a_tokenizer_of_another_kind(folder: Path):
    path = folder / "tokenizer_config.json"
    path.write_text(json.dumps({"tokenizer_class": "GemmaTokenizer"}))

    assert "the tokenizer is a GemmaTokenizer" in refusal(folder)


def test_refuses_a_broken_tokenizer(folder: Path):
    (folder / "tokenizer.json").write_text('{"model": 3}')

    assert "the tokenizer cannot be loaded" in refusal(folder)


def test_refuses_a_tokenizer_with_more_tokens_than_the_embedding(folder: Path):
    embedding = "language_model.model.embed_tokens.weight"
    edit_tensors(
        folder,
        lambda tensors: tensors.update({name: tensors[name][:700].clone() for name in (embedding, LM_HEAD)}),
    )

    assert "the tokenizer has 721 tokens, the embedding 700" in refusal(folder)


def test_graphs_are_captured_only_of_plain_weights_on_one_gpu():
    checkpoint = load(SHIPPED / "checkpoint")
    on_gpu = replace(checkpoint, device=torch.device("cuda:0"))
    plan = LoadPlan("bfloat16", Quantisation.NONE, ("cuda:0",), (3,), 0, 1, 2, True)

    assert with_captured_decoding(checkpoint).fixed is FixedDecoding.OFF
    assert with_captured_decoding(on_gpu).fixed is FixedDecoding.CAPTURED
    assert with_captured_decoding(replace(on_gpu, plan=plan)).fixed is FixedDecoding.CAPTURED
    for hindrance in (
        {"quantisation": Quantisation.INT4},
        {"offloaded_blocks": 1},
        {"devices": ("cuda:0", "cuda:1")},
    ):
        hindered = replace(on_gpu, plan=replace(plan, **hindrance))
        assert with_captured_decoding(hindered).fixed is FixedDecoding.OFF
