"""Loading by plan: quantised, offloaded and spread blocks answer alike, and loading steps down when memory runs out."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from support.checkpoint_folders import quick_copy
from support.golden_cases import SHIPPED, load_case

from sa2va_desktop.errors import ModelError, OutOfMemoryError, UsageError
from sa2va_desktop.inference import block_placement, checkpoint, planned_loading
from sa2va_desktop.inference.api import AnswerFinished, AskRequest, FrameMasks, Notice
from sa2va_desktop.inference.checkpoint_plan import prepare_checkpoint
from sa2va_desktop.inference.memory_plan import Budget, DeviceSpace, LoadPlan
from sa2va_desktop.inference.memory_sizes import Quantisation
from sa2va_desktop.inference.predictor import Sa2vaPredictor, load_predictor
from sa2va_desktop.tasks import CancelToken

STILL = load_case(SHIPPED, "image_ref_natural").request.frames
FREE = AskRequest("Please segment the red ball.", frames=STILL, max_new_tokens=16)
FORCED = replace(FREE, forced_answer="Sure, it is [SEG].<|im_end|>")
GIB = 1 << 30
needs_quantising = pytest.mark.skipif(
    importlib.util.find_spec("bitsandbytes") is None, reason="the extra `quant` is not installed"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return quick_copy(tmp_path_factory.mktemp("models") / "quick")


def outcome(predictor: Sa2vaPredictor, request: AskRequest = FREE) -> tuple[str, list]:
    events = list(predictor.ask(request, CancelToken()))
    text = next(event.raw_text for event in events if isinstance(event, AnswerFinished))
    return text, [mask.rle for event in events if isinstance(event, FrameMasks) for mask in event.masks]


@pytest.fixture(scope="module")
def as_usual(folder: Path):
    predictor = load_predictor(folder)
    yield outcome(predictor)
    predictor.close()


def with_plan(folder: Path, **changes: object) -> Sa2vaPredictor:
    """A predictor that was loaded by a plan of the test's own."""
    plan = LoadPlan("float32", Quantisation.NONE, ("cpu",), (3,), 0, 0, 8 * GIB, True, Budget())
    prepared = prepare_checkpoint(folder)
    plan = replace(plan, **changes)
    loaded = checkpoint.load_prepared(prepared, device=torch.device("cpu"), dtype=torch.float32, plan=plan)
    return Sa2vaPredictor(loaded)


def test_blocks_in_main_memory_give_the_same_answer(folder: Path, as_usual):
    predictor = load_predictor(folder, offload="on")

    layers = predictor._opened().checkpoint.network.language.decoder.layers
    assert all(parameter.is_meta for parameter in layers.parameters()), "they come only when they are used"
    assert outcome(predictor) == as_usual
    assert all(parameter.is_meta for parameter in layers.parameters())
    assert "3 of 3 blocks of the language model in main memory" in predictor.description.placement


def test_some_blocks_in_main_memory_give_the_same_answer(folder: Path, as_usual):
    predictor = with_plan(folder, blocks=(1,), offloaded_blocks=2)

    assert outcome(predictor) == as_usual


@pytest.mark.parametrize(("blocks", "offloaded"), [((1, 2), 0), ((2, 1), 0), ((1, 1), 1)])
def test_blocks_that_are_spread_give_the_same_answer(folder: Path, as_usual, blocks, offloaded: int):
    """The second device is the CPU by another name: rows and weights go through the same hooks."""
    predictor = with_plan(folder, devices=("cpu", "cpu:1"), blocks=blocks, offloaded_blocks=offloaded)

    hooks = [
        hasattr(each, "_hf_hook") for each in predictor._opened().checkpoint.network.language.decoder.layers
    ]
    assert hooks == [True] * 3
    assert outcome(predictor) == as_usual


@needs_quantising
@pytest.mark.parametrize("bits", ["8", "4"])
def test_quantised_blocks_are_smaller_and_nothing_else_is(folder: Path, bits: str):
    whole, small = (
        load_predictor(folder, dtype="float32"),
        load_predictor(folder, quantise=bits, dtype="float32"),
    )

    network, original = (each._opened().checkpoint.network for each in (small, whole))
    per_weight = {"8": 1, "4": 0.5}[bits]
    quantised = [
        name for name, module in network.named_modules() if type(module).__module__.startswith("bitsandbytes")
    ]
    assert len(quantised) == 3 * 7  # q, k, v, o, gate, up, down
    for name in quantised:
        assert (
            network.get_submodule(name).weight.nbytes
            == original.get_submodule(name).weight.numel() * per_weight
        )
    kept = {
        name: value for name, value in network.named_parameters() if name.rpartition(".")[0] not in quantised
    }
    theirs = dict(original.named_parameters())
    assert all(torch.equal(value, theirs[name]) for name, value in kept.items())
    assert f"language model in {bits} bit" in small.description.placement
    assert small.description.memory_bytes < whole.description.memory_bytes
    assert small.description.parameter_count == whole.description.parameter_count


@needs_quantising
@pytest.mark.parametrize("bits", ["8", "4"])
def test_quantised_blocks_answer_nearly_alike(folder: Path, bits: str):
    """The same words and almost the same mask from the same state; 4 bit moves more."""
    text, masks = outcome(load_predictor(folder), FORCED)
    small_text, small_masks = outcome(load_predictor(folder, quantise=bits), FORCED)

    assert small_text == text
    ours, theirs = (mask[0].area for mask in (masks, small_masks))
    assert abs(ours - theirs) <= {"8": 0.05, "4": 0.3}[bits] * max(ours, theirs, 1)


def test_without_the_library_one_sentence_says_how_to_get_it(folder: Path, monkeypatch):
    monkeypatch.setattr(block_placement.importlib.util, "find_spec", lambda name: None)

    with pytest.raises(ModelError, match=r"8 bit need the package bitsandbytes, .* `uv sync --extra quant`"):
        load_predictor(folder, quantise="8")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"quantise": "2"}, "expected auto, none, 8, 4, found '2'"),
        ({"offload": "maybe"}, "expected auto, on, off, found 'maybe'"),
        ({"dtype": "int3"}, "no number type 'int3'"),
        ({"quantise": "8", "offload": "on"}, "8 or 4 bit stay on one device"),
    ],
)
def test_ways_that_are_not_known_are_refused(folder: Path, options, sentence: str):
    with pytest.raises(UsageError, match=sentence):
        load_predictor(folder, **options)


@needs_quantising
@pytest.mark.parametrize("failures", [1, 2, 3])
def test_loading_steps_down_when_memory_runs_out(folder: Path, monkeypatch, failures: int):
    """float32, bfloat16, 8 bit, 4 bit: each is tried once, and what was done instead is said."""
    tried: list[tuple[str, Quantisation]] = []
    fill = checkpoint.fill

    def full(prepared, *, device, dtype, plan):
        tried.append((plan.dtype, plan.quantisation))
        if len(tried) <= failures:
            raise torch.OutOfMemoryError("CUDA out of memory")
        fill(prepared, device=device, dtype=dtype, plan=plan)

    monkeypatch.setattr(checkpoint, "fill", full)
    predictor = load_predictor(folder)

    assert (
        tried
        == [
            ("float32", Quantisation.NONE),
            ("bfloat16", Quantisation.NONE),
            ("bfloat16", Quantisation.INT8),
            ("bfloat16", Quantisation.INT4),
        ][: failures + 1]
    )
    said = [report.text for report in predictor.take_reports() if isinstance(report, Notice)]
    assert len(said) == failures
    assert said[0] == "Memory ran out while the model was loaded; trying again: bfloat16, cpu."
    outcome(predictor, FORCED)


def test_loading_that_never_fits_ends_in_one_sentence(folder: Path, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(checkpoint, "fill", full)

    with pytest.raises(
        OutOfMemoryError, match=r"quick does not fit in the memory of cpu \(about .* would help\."
    ):
        load_predictor(folder)


def test_a_wish_is_not_stepped_away_from(folder: Path, monkeypatch):
    tried: list[str] = []

    def full(prepared, *, device, dtype, plan):
        tried.append(plan.dtype)
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(checkpoint, "fill", full)
    with pytest.raises(OutOfMemoryError):
        load_predictor(folder, dtype="float32", quantise="none")

    assert tried == ["float32"]


def test_weights_larger_than_main_memory_are_not_even_tried(folder: Path, monkeypatch):
    monkeypatch.setattr(planned_loading, "space_of", lambda device: DeviceSpace("cpu", 1 << 20))
    monkeypatch.setattr(checkpoint, "fill", lambda *_, **__: pytest.fail("it was tried"))

    with pytest.raises(OutOfMemoryError, match="does not fit in the memory of cpu"):
        load_predictor(folder)


def test_a_model_that_does_not_fit_the_gpu_is_loaded_to_the_cpu(folder: Path, monkeypatch):
    spaces = {"cuda": DeviceSpace("cuda:0", 1 << 20), "cpu": DeviceSpace("cpu", 8 * GIB)}
    monkeypatch.setattr(planned_loading, "space_of", lambda device: spaces[device.type])
    monkeypatch.setattr(planned_loading, "pick_devices", lambda _names: [torch.device("cuda:0")])

    predictor = load_predictor(folder, device="auto")

    assert predictor.description.device == "cpu"
    [notice] = predictor.take_reports()
    assert notice.text.startswith("The model does not fit on cuda:0 (about ")
    assert notice.text.endswith("); it is loaded on cpu instead.")
