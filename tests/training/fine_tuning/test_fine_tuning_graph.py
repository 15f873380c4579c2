"""What is trained is what the runtime computes, in every family, and a step changes what it should and nothing else."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
from support.golden_cases import TraceArrays
from support.training_samples import (
    FAMILY_NAMES,
    NANO,
    box_rle,
    chat_sample,
    clip_sample,
    family_checkpoint,
    still_sample,
    training_config,
)
from torch import Tensor

from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.inference.api import AnswerFinished, AskRequest, GroundingMode, History
from sa2va_desktop.inference.predictor import Sa2vaPredictor, load_predictor
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.training.fine_tuning.config import Method, SegTokens
from sa2va_desktop.training.fine_tuning.export import export_checkpoint
from sa2va_desktop.training.fine_tuning.graph import FineTuningGraph, open_graph
from sa2va_desktop.training.fine_tuning.mask_choice import ComparedMask
from sa2va_desktop.training.fine_tuning.sample import SampleError, TrainingSample, TrainingTurn

CLOSE = 1e-4


@dataclass(frozen=True, eq=False)
class Outputs:
    """Of one sample: tokens before each answer, states and vectors of its `[SEG]`s, logits of each on key frames."""

    prompts: Sequence[Sequence[int]]
    states: Tensor
    vectors: Tensor
    logits: Tensor  # (N, T, s, s)


def outputs(graph: FineTuningGraph, sample: TrainingSample) -> Outputs:
    with torch.no_grad():
        text = graph.read([sample])
        [encoded] = text.encoded
        chosen = [
            (0, ComparedMask(number, seg.places[0], frame, 1.0))
            for number, seg in enumerate(encoded.segs)
            for frame in sample.shown_frames
        ]
        masks = graph.decode([sample], text, chosen)
    return Outputs(
        prompts=[encoded.ids[:length] for length in encoded.prompt_lengths],
        states=text.states[0, [seg.places[0] for seg in encoded.segs]],
        vectors=masks.vectors,
        logits=masks.logits.unflatten(0, (len(encoded.segs), len(sample.shown_frames))),
    )


def check_runtime(predictor: Sa2vaPredictor, sample: TrainingSample, trained: Outputs) -> None:
    """Ask the turns of a sample one after another with their answers imposed; every number is that of the graph."""
    history, done = None, 0
    assert sample.frames is not None
    for turn, prompt in zip(sample.turns, trained.prompts, strict=True):
        trace = TraceArrays()
        request = AskRequest(
            text=turn.question,
            frames=None if history else sample.frames,
            is_video=sample.is_video,
            language_frames=sample.shown_frames,
            frame_range=(0, sample.frames.frame_count),
            region_masks=() if history else tuple(rle_to_mask(region) for region in sample.regions),
            history=history,
            forced_answer=turn.answer + predictor._opened().checkpoint.template.stop_words[0],
            grounding_mode=GroundingMode.COMPATIBLE,
        )
        events = list(predictor.ask(request, CancelToken(), trace))
        history = next(event.history for event in events if isinstance(event, AnswerFinished))
        assert isinstance(history, History)
        assert trace["prompt_ids"].tolist() == list(prompt)
        own = slice(done, done + len(turn.objects))
        np.testing.assert_allclose(trace["seg_hidden"], trained.states[own], rtol=0, atol=CLOSE)
        np.testing.assert_allclose(trace["seg_embedding"], trained.vectors[own], rtol=0, atol=CLOSE)
        if turn.objects:
            logits = trace["sam_low_res_logits"][:, list(sample.shown_frames)]
            np.testing.assert_allclose(logits, trained.logits[own], rtol=0, atol=CLOSE)
        done = own.stop


def tensors(graph: FineTuningGraph) -> dict[str, Tensor]:
    return {name: value.clone() for name, value in graph.module.state_dict().items()}


def step(graph: FineTuningGraph, samples: Sequence[TrainingSample]) -> None:
    trained = [parameter for parameter in graph.module.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=1e-3)
    graph.losses(samples, np.random.default_rng(0)).total.backward()
    optimiser.step()
    optimiser.zero_grad()


def sample_for(family: str) -> TrainingSample:
    """Two turns about a clip; for most of the families that can, about regions of a still."""
    if family.startswith("internvl") and family != "internvl_internlm2":
        turns = (
            TrainingTurn("What is in region1? Use masks.", "<p> A square </p> [SEG]", (0,)),
            TrainingTurn("And the other?", "[SEG].", (1,)),
        )
        return still_sample(*turns, regions=[box_rle(10, 10, 50, 60), box_rle(60, 70, 90, 120)])
    return clip_sample()


@pytest.fixture(scope="module", params=FAMILY_NAMES)
def trained(request, tmp_path_factory) -> tuple[str, FineTuningGraph, dict[str, Tensor]]:
    """A graph of each family after one step, and its tensors before."""
    folder = tmp_path_factory.mktemp(request.param) / "model"
    graph = open_graph(training_config(family_checkpoint(folder, request.param)))
    before = tensors(graph)
    step(graph, [sample_for(request.param), chat_sample()])
    return request.param, graph, before


def test_a_step_changes_adapters_embeddings_head_projector_and_decoder_only(trained) -> None:
    family, graph, before = trained

    after = tensors(graph)

    changed = {name for name, value in before.items() if not torch.equal(value, after[name])}
    kinds = {kind_of(name) for name in changed}
    expected = {"adapter", "embedding", "head", "text_hidden_fcs", "decoder"}
    assert kinds == expected | ({"mlp1"} if family.startswith("internvl") else set())
    layers = [name for name in before if ".layers." in name and "lora_B" in name]
    assert len(layers) == len([name for name in before if name.endswith("base_layer.weight")]) > 0
    assert set(layers) <= changed


def kind_of(name: str) -> str:
    """What a changed tensor belongs to; its own name where that is none of what is trained."""
    marks = {
        "lora_": "adapter",
        "embed_tokens.weight": "embedding",
        "lm_head.weight": "head",
        "text_hidden_fcs.": "text_hidden_fcs",
        "mlp1.": "mlp1",
        "sam2.sam_mask_decoder.": "decoder",
    }
    return next((kind for mark, kind in marks.items() if mark in name), name)


def test_after_training_and_export_the_runtime_gives_what_the_graph_gave(trained, tmp_path: Path) -> None:
    family, graph, _ = trained
    sample = sample_for(family)
    given = outputs(graph, sample)

    export_checkpoint(graph, graph.checkpoint.folder, tmp_path / "tuned", card="# Card\n", record={})

    check_runtime(load_predictor(tmp_path / "tuned"), sample, given)


def test_the_embedded_checkpoint_is_trained_in_full_but_for_what_tracks() -> None:
    graph = open_graph(training_config(NANO, method=Method.FULL))
    before = tensors(graph)
    given = outputs(graph, clip_sample())
    check_runtime(Sa2vaPredictor(graph.checkpoint), clip_sample(), given)

    step(graph, [clip_sample(), still_sample(), chat_sample()])

    after = tensors(graph)
    changed = {name for name, value in before.items() if not torch.equal(value, after[name])}
    assert {name.split(".")[0] for name in changed} == {
        "language_model",
        "mlp1",
        "text_hidden_fcs",
        "tuned_mask_decoder",
        "vision_model",
    }
    assert not outputs(graph, clip_sample()).logits.equal(given.logits)


@pytest.fixture(scope="module")
def nano() -> FineTuningGraph:
    return open_graph(training_config(NANO, method=Method.FULL))


def test_equal_draws_give_equal_losses_and_others_do_not(nano: FineTuningGraph) -> None:
    samples = [clip_sample(), still_sample()]

    first, again, other = (nano.losses(samples, np.random.default_rng(seed)) for seed in (1, 1, 2))

    assert torch.equal(first.total, again.total)
    assert first.parts == again.parts
    assert first.parts["language"] == other.parts["language"]
    assert first.parts["mask"] != other.parts["mask"]


def test_the_total_is_the_weighted_sum_and_the_figures_say_what_was_compared(nano: FineTuningGraph) -> None:
    found = nano.losses([clip_sample()], np.random.default_rng(0))

    expected = found.parts["language"] + 2.0 * found.parts["mask"] + 0.5 * found.parts["dice"]
    assert float(found.total.detach()) == pytest.approx(expected, rel=1e-5)
    assert found.masks == 3 * 4  # three [SEG]s on four frames, each decoded once
    assert 0 <= found.figures["mask_iou"] <= 1
    assert found.figures["seg_spread"] > 0


def test_a_batch_gives_the_states_that_each_of_its_samples_gives_alone(nano: FineTuningGraph) -> None:
    samples = [still_sample(), chat_sample(), clip_sample()]
    with torch.no_grad():
        together = nano.read(samples).states
        alone = [nano.read([sample]).states[0] for sample in samples]

    for row, states in enumerate(alone):
        torch.testing.assert_close(together[row, : len(states)], states, rtol=0, atol=CLOSE)


def test_samples_without_masks_give_a_gradient_of_zero_to_what_makes_masks(nano: FineTuningGraph) -> None:
    found = nano.losses([chat_sample()], np.random.default_rng(0))
    found.total.backward()

    trained = {name: p.grad for name, p in nano.module.named_parameters() if p.requires_grad}
    nano.module.zero_grad()
    assert found.masks == 0
    assert float(found.total.detach()) == pytest.approx(found.parts["language"])
    assert all(gradient is not None for gradient in trained.values())
    idle = [name for name in trained if not name.startswith("language_model")]
    assert idle
    assert all(not gradient.any() for name in idle if (gradient := trained[name]) is not None)


def test_checkpointing_gives_the_same_gradients(nano: FineTuningGraph) -> None:
    lean = open_graph(training_config(NANO, method=Method.FULL, checkpointing=True))
    lean.module.train()
    samples = [clip_sample(), still_sample()]
    for graph in (nano, lean):
        graph.module.zero_grad()
        graph.losses(samples, np.random.default_rng(0)).total.backward()

    theirs = dict(lean.module.named_parameters())
    for name, parameter in nano.module.named_parameters():
        if parameter.requires_grad:
            torch.testing.assert_close(theirs[name].grad, parameter.grad, rtol=0, atol=1e-4)
    nano.module.zero_grad()


def test_bfloat16_comes_near_float32(nano: FineTuningGraph) -> None:
    rounded = open_graph(training_config(NANO, method=Method.FULL, precision="bf16"))

    exact, near = (graph.losses([clip_sample()], np.random.default_rng(0)) for graph in (nano, rounded))

    assert all(parameter.dtype == torch.float32 for parameter in rounded.module.parameters())
    assert near.parts["language"] != exact.parts["language"]
    assert near.parts["language"] == pytest.approx(exact.parts["language"], rel=0.05)


@pytest.mark.parametrize(("seg_tokens", "per_seg"), [(SegTokens.REPEAT, 2), (SegTokens.MULTIPLE, 2)])
def test_each_shown_frame_has_a_vector_of_its_own(seg_tokens: SegTokens, per_seg: int) -> None:
    graph = open_graph(training_config(NANO, method=Method.FULL, seg_tokens=seg_tokens))
    sample = clip_sample()

    [encoded] = graph.read([sample]).encoded
    found = graph.losses([sample], np.random.default_rng(0))
    found.total.backward()

    assert [len(seg.places) for seg in encoded.segs] == [per_seg] * 3
    first, second = (encoded.ids[place] for place in encoded.segs[0].places)
    assert (first == second) is (seg_tokens is SegTokens.REPEAT)
    assert math.isfinite(float(found.total.detach()))
    assert len(graph.added_tokens) == (4 if seg_tokens is SegTokens.MULTIPLE else 0)


def test_faults_of_a_sample_name_it(nano: FineTuningGraph, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    nothing = box_rle(0, 0, 0, 0)
    for sample, what in (
        (still_sample(regions=[box_rle(0, 0, 40, 40), nothing]), "region 2 covers no image token"),
        (still_sample(TrainingTurn("Where?", "There: [SEG] [SEG]", (0,))), "2 times"),
        (still_sample(TrainingTurn(" ", "It is [SEG].", (0,))), "question of turn 1 is empty"),
        (still_sample(TrainingTurn("Where?", "It is [SEG].", (7,))), "objects [7], but there are 2"),
        (chat_sample("la " * 5000), "at most 4096 tokens"),
    ):
        with pytest.raises(SampleError, match=sample.place) as fault:
            nano.losses([sample], rng)
        assert what in str(fault.value)
