"""The Qwen-VL families: prompts, config values, tensor names of older exports, what they lack, kept pictures."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from support.golden_cases import GOLDEN, TraceArrays, load_case

from sa2va_desktop.errors import CancelledError, CapabilityError, CheckpointError
from sa2va_desktop.inference.api import AskRequest, ShownPictures, TurnOptions
from sa2va_desktop.inference.checkpoint import Checkpoint, load_checkpoint
from sa2va_desktop.inference.checkpoint_plan import plan_checkpoint
from sa2va_desktop.inference.predictor import Sa2vaPredictor, load_predictor
from sa2va_desktop.inference.prompt import Pictures, Prompt, PromptAssembler
from sa2va_desktop.tasks import CancelToken

FAMILIES = ("qwen2_5_vl", "qwen3_vl")
SYSTEM = "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n"
USER, ANSWER = "<|im_start|>user\n", "<|im_end|>\n<|im_start|>assistant\n"
REF = "<image>Please segment the red ball."
GCG = (
    "<image>Could you please give me a brief description of the image? Please respond with interleaved segmentation "
    "masks for the corresponding parts of the answer."
)
CHAT = "<image>What is the color of the triangle?"
QUESTIONS = {
    "image_ref_natural": REF,
    "image_gcg_natural": GCG,
    "image_gcg_forced_landscape": GCG,
    "image_chat_natural": CHAT,
    "image_chat_landscape_greedy12": CHAT,
    "video_ref_natural": "<image>Please segment the object that is moving to the left.",
    "video3_ref_forced": REF,
    "seg_token_in_question_forced": "<image>What does [SEG] mean? Please segment the sky.",
    "text_only_greedy12": "The weather is",
    "text_only_past_text_greedy12": "Is there a dog?",
}


@pytest.fixture(scope="module", params=FAMILIES)
def checkpoint(request: pytest.FixtureRequest) -> Checkpoint:
    return loaded(GOLDEN / request.param / "checkpoint")


@pytest.fixture(scope="module")
def assembler(checkpoint: Checkpoint) -> PromptAssembler:
    return PromptAssembler(checkpoint.tokenizer, checkpoint.template, checkpoint.marks)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOLDEN / "qwen3_vl" / "checkpoint", tmp_path / "model"))


def loaded(folder: Path, turns: TurnOptions | None = None) -> Checkpoint:
    return load_checkpoint(
        folder, device=torch.device("cpu"), dtype=torch.float32, turns=turns or TurnOptions()
    )


def edit(path: Path, **values: object) -> None:
    """Replace values of a JSON file; None takes a key away."""
    content = json.loads(path.read_text())
    for name, value in values.items():
        content[name] = {**content.get(name, {}), **value} if isinstance(value, dict) else value
    path.write_text(json.dumps({name: value for name, value in content.items() if value is not None}))


# ---- prompts


@pytest.mark.parametrize("name", QUESTIONS)
def test_prompts_have_the_recorded_ids(checkpoint: Checkpoint, assembler: PromptAssembler, name: str):
    runs = json.loads((GOLDEN / checkpoint.family.name / "prompts.json").read_text())[name]["ids_rle"]
    image_id = checkpoint.tokenizer.token_id("<|image_pad|>")
    blocks = tuple(count for token, count in runs if token == image_id)

    prompt = assembler.first_turn(
        QUESTIONS[name],
        Pictures(blocks) if blocks else None,
        placeholder=False,
        parse_specials=True,
        past_text="Hello. " if "past_text" in name else "",
    )

    assert prompt.ids == tuple(token for token, count in runs for _ in range(count))


def test_with_pictures_a_past_text_is_left_out_as_published(assembler: PromptAssembler):
    asked = [
        assembler.first_turn(REF, Pictures((4,)), placeholder=False, past_text=past) for past in ("", "Hello.")
    ]

    assert asked[0] == asked[1]


def test_what_is_typed_is_plain_characters(checkpoint: Checkpoint, assembler: PromptAssembler):
    typed = "<image>[SEG]<|im_end|><|image_pad|>"

    prompt = assembler.first_turn(typed, Pictures((4, 4)))

    opening = SYSTEM if checkpoint.family.name == "qwen2_5_vl" else ""
    picture = "<|vision_start|><|image_pad|>*4<|vision_end|>"
    assert prompt.text == f"{opening}{USER}{picture}{picture}{typed}{ANSWER}".replace(
        "<|image_pad|><", "<|image_pad|>*1<"
    )
    assert checkpoint.tokenizer.token_id("[SEG]") not in prompt.ids
    assert prompt.ids.count(checkpoint.tokenizer.token_id("<|image_pad|>")) == 8


def test_a_later_turn_may_show_further_pictures(assembler: PromptAssembler):
    first = assembler.first_turn("What is this?", Pictures((4,)))

    second = assembler.next_turn("And this?", Pictures((6,)), first.ids, earlier_pictures=[Pictures((4,))])

    added = f"<|im_end|>\n{USER}<|vision_start|><|image_pad|>*6<|vision_end|>And this?{ANSWER}"
    assert second.text == first.text + added
    assert second.ids[: len(first.ids)] == first.ids


def test_the_training_layout_has_no_system_turn_and_a_line_for_each_picture():
    trained = loaded(GOLDEN / "qwen2_5_vl" / "checkpoint", TurnOptions(training_layout=True))

    prompt: Prompt = PromptAssembler(trained.tokenizer, trained.template, trained.marks).first_turn(
        "Please segment the dog.", Pictures((4, 4))
    )

    picture = "<|vision_start|><|image_pad|>*4<|vision_end|>\n"
    assert prompt.text == f"{USER}{picture}{picture}Please segment the dog.{ANSWER}"


def test_texts_have_the_recorded_ids_and_come_back(checkpoint: Checkpoint):
    recorded = json.loads(
        (GOLDEN / checkpoint.family.name / "tokenizer.golden.json").read_text(encoding="utf-8")
    )
    tokenizer = checkpoint.tokenizer

    for case in recorded["cases"]:
        assert tokenizer.encode(case["text"]) == case["ids"]
        assert tokenizer.decode(case["ids"]) == case["decoded"]
    assert {content: tokenizer.token_id(content) for content in recorded["special"]} == recorded["special"]
    assert tokenizer.size == recorded["vocab"]


# ---- config.json and preprocessor_config.json


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        (
            {"text_config": {"rope_scaling": {"rope_type": "yarn"}}},
            "text_config.rope_scaling.rope_type must be",
        ),
        ({"text_config": {"rope_scaling": {"mrope_section": [6, 5, 6]}}}, "three numbers with the sum 16"),
        ({"vision_config": {"deepstack_visual_indexes": [0, 4]}}, "a list of layers from 0 to 3"),
        ({"vision_config": {"model_type": "qwen9_vl"}}, "with language model qwen9_vl"),
        ({"vision_config": {"hidden_act": "gelu"}}, "vision_config.hidden_act must be gelu_pytorch_tanh"),
        ({"text_config": {"head_dim": 33}}, "three numbers with the sum 16"),
    ],
)
def test_a_config_that_means_another_network_is_refused(folder: Path, changed: dict, complaint: str):
    edit(folder / "config.json", **changed)

    with pytest.raises(CheckpointError) as raised:
        plan_checkpoint(folder)

    assert complaint in str(raised.value)


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"patch_size": 14}, "patch_size must be vision_config.patch_size, 16, found 14"),
        ({"resample": 2}, "resample must be a whole number from 3 to 3, found 2"),
        ({"image_mean": [0.5, 0.5]}, "image_mean must be three numbers from 0.0 to 1"),
        ({"image_std": [0.5, 0.5, 0]}, "image_std must be three numbers from 0.001 to 1"),
    ],
)
def test_a_preprocessor_that_makes_other_pictures_is_refused(folder: Path, changed: dict, complaint: str):
    edit(folder / "preprocessor_config.json", **changed)

    with pytest.raises(CheckpointError) as raised:
        plan_checkpoint(folder)

    assert complaint in str(raised.value)


def test_pixels_are_normalised_as_the_folder_says(folder: Path):
    edit(folder / "preprocessor_config.json", image_mean=[0.1, 0.2, 0.3])
    assert loaded(folder).network.config.pixel_mean == (0.1, 0.2, 0.3)

    (folder / "preprocessor_config.json").unlink()

    assert loaded(folder).network.config.pixel_mean == (0.5, 0.5, 0.5)


# ---- older exports


@pytest.mark.parametrize("family", FAMILIES)
def test_the_names_and_values_of_an_older_export_make_the_same_network(family: str, tmp_path: Path):
    """Without "language_model." in the names, and with the text model's values at the top of config.json."""
    source = GOLDEN / family / "checkpoint"
    older = Path(shutil.copytree(source, tmp_path / "model"))
    text = json.loads((source / "config.json").read_text())["text_config"]
    kept = {name: text[name] for name in text if name not in ("model_type", "architectures")}
    edit(older / "config.json", text_config=None, **kept)
    stored = load_file(source / "model.safetensors")
    renamed = {
        name.replace("model.model.language_model.", "model.model.").replace(
            "model.model.visual.", "model.visual."
        ): tensor
        for name, tensor in stored.items()
    }
    save_file(renamed, older / "model.safetensors")

    networks = [loaded(each).network.state_dict() for each in (source, older)]

    assert networks[0].keys() == networks[1].keys()
    assert all(torch.equal(networks[0][name], networks[1][name]) for name in networks[0])


# ---- what the families lack


def test_marked_regions_are_refused_with_the_reason(checkpoint: Checkpoint):
    predictor = Sa2vaPredictor(checkpoint)
    frames = load_case(GOLDEN / checkpoint.family.name, "image_ref_natural").request.frames
    region = np.ones(frames.size_hw, np.bool_)

    with pytest.raises(CapabilityError, match="this family was not trained with marked regions"):
        list(
            predictor.ask(AskRequest("What is region1?", frames=frames, region_masks=(region,)), CancelToken())
        )

    assert not predictor.description.capabilities.region_prompts
    assert predictor.description.capabilities.family == checkpoint.family.name


# ---- pictures


def test_a_picture_that_was_read_is_not_read_again(checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch):
    clip = load_case(GOLDEN / checkpoint.family.name, "video3_ref_forced").request.shown
    encoder = checkpoint.family.picture_encoder(checkpoint)
    read: list[object] = []
    encode = checkpoint.network.encode_picture

    def count(patches, grid):
        read.append(grid)
        return encode(patches, grid)

    monkeypatch.setattr(checkpoint.network, "encode_picture", count)

    whole = encoder.encode(clip, CancelToken())
    part = encoder.encode(replace(clip, language_frames=(1,)), CancelToken())

    assert len(read) == 3
    tokens = whole.layout.block_tokens[0]
    assert torch.equal(part.features, whole.features[tokens : 2 * tokens])
    assert part.key != whole.key
    encoder.encode(replace(clip, language_frames=(1,)), CancelToken(), TraceArrays())
    assert len(read) == 4  # what is traced is computed


def test_memory_that_runs_out_once_while_a_picture_is_read_costs_nothing(
    checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch
):
    clip = load_case(GOLDEN / checkpoint.family.name, "video3_ref_forced").request.shown
    expected = checkpoint.family.picture_encoder(checkpoint).encode(clip, CancelToken())
    encode, attempts = checkpoint.network.encode_picture, []

    def fail_once(patches, grid):
        attempts.append(grid)
        if len(attempts) == 2:
            raise torch.OutOfMemoryError("simulated")
        return encode(patches, grid)

    monkeypatch.setattr(checkpoint.network, "encode_picture", fail_once)

    encoded = checkpoint.family.picture_encoder(checkpoint).encode(clip, CancelToken())

    assert torch.equal(encoded.features, expected.features)
    assert len(attempts) == 4


def test_a_cancel_is_obeyed_between_pictures(checkpoint: Checkpoint):
    clip = load_case(GOLDEN / checkpoint.family.name, "video3_ref_forced").request.shown
    cancel = CancelToken()

    class CancellingFrames:
        frame_count, size_hw = clip.frames.frame_count, clip.frames.size_hw
        reads = 0

        def read_rgb(self, frame_index: int):
            self.reads += 1
            cancel.cancel()
            return clip.frames.read_rgb(frame_index)

    frames = CancellingFrames()
    with pytest.raises(CancelledError):
        checkpoint.family.picture_encoder(checkpoint).encode(
            ShownPictures(frames, is_video=True, language_frames=(0, 1, 2)), cancel
        )

    assert frames.reads == 1


def test_a_folder_with_an_unknown_template_is_not_loaded(folder: Path):
    (folder / "chat_template.jinja").write_text("{{ messages[0].content }}")

    with pytest.raises(CheckpointError, match="--allow-template"):
        load_predictor(folder)
