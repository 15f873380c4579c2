"""From a configuration to a checkpoint: what the runtime then computes is what training computed, and the plan foretells it."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from support.checkpoint_folders import WEIGHTS, edit_tensors
from support.scripted_training import ScriptedSource, split
from support.training_samples import family_checkpoint, training_config
from test_fine_tuning_graph import check_runtime, outputs, sample_for

from sa2va_desktop.errors import FolderNotEmptyError
from sa2va_desktop.inference.checkpoint_plan import prepare_checkpoint
from sa2va_desktop.inference.predictor import load_predictor
from sa2va_desktop.training.fine_tuning import events
from sa2va_desktop.training.fine_tuning.config import FineTuningConfig, ScheduleConfig
from sa2va_desktop.training.fine_tuning.estimates import activation_bytes, sizes_of_samples
from sa2va_desktop.training.fine_tuning.graph import FineTuningGraph, open_graph
from sa2va_desktop.training.fine_tuning.plan import plan_fine_tuning
from sa2va_desktop.training.fine_tuning.run import fine_tune
from sa2va_desktop.training.fine_tuning.sample import SplitSource, TrainingSample

SCHEDULE = ScheduleConfig(steps=2, batch=1, accumulate=1, learning_rate=1e-3, precision="fp32")


@dataclass
class OneSample(ScriptedSource):
    """Gives the same one each time."""

    given: TrainingSample | None = None

    def sample(self, index: int, rng: np.random.Generator) -> TrainingSample:
        assert self.given is not None
        return self.given


def sources_of(family: str) -> list[SplitSource]:
    return [split(OneSample(length=3, given=sample_for(family)), OneSample(length=1, given=sample_for(family)))]


@pytest.mark.parametrize("family", ["internvl_internlm2", "qwen3_vl"])
def test_the_exported_checkpoint_computes_what_training_computed(family: str, tmp_path: Path) -> None:
    base = family_checkpoint(tmp_path / "base", family)
    # Stored in halves, the exported weights would be rounded.
    edit_tensors(base, lambda tensors: tensors.update({name: value.float() for name, value in tensors.items()}))
    config = replace(training_config(base), schedule=SCHEDULE, log_every=1)
    graphs: list[FineTuningGraph] = []

    def open_and_keep(config: FineTuningConfig) -> FineTuningGraph:
        graphs.append(open_graph(config))
        return graphs[-1]

    def open_sources(
        config: FineTuningConfig, **options: object
    ) -> contextlib.nullcontext[Sequence[SplitSource]]:
        # Nothing is held out: the last state is exported, even if it is worse.
        return contextlib.nullcontext([split(OneSample(length=3, given=sample_for(family)))])

    folder = fine_tune(config, open_graph=open_and_keep, open_sources=open_sources)

    stored, found = load_file(base / WEIGHTS), load_file(folder / WEIGHTS)
    changed = {name for name, value in stored.items() if not torch.equal(value, found[name])}
    assert any("layers" in name for name in changed)
    assert not any("image_encoder" in name for name in changed)
    graphs[0].module.eval()
    sample = sample_for(family)
    with contextlib.closing(load_predictor(folder, device="cpu")) as predictor:
        check_runtime(predictor, sample, outputs(graphs[0], sample))


def planned(config: FineTuningConfig) -> events.FineTuningPlan:
    return plan_fine_tuning(
        config,
        open_graph=open_graph,
        open_sources=lambda config, **options: contextlib.nullcontext(sources_of("internvl_qwen2")),
    )


def test_the_plan_counts_what_the_graph_trains_and_writes_nothing(tmp_path: Path) -> None:
    base = family_checkpoint(tmp_path / "base", "internvl_qwen2")
    config = replace(training_config(base), schedule=replace(SCHEDULE, steps=40, batch=2, accumulate=3))
    before = sorted(tmp_path.rglob("*"))

    plan = planned(config)

    parameters = [*open_graph(config).module.parameters()]
    trained = sum(each.numel() for each in parameters if each.requires_grad)
    assert plan.trained == trained
    assert plan.memory.weights == 4 * sum(each.numel() for each in parameters)
    assert (plan.memory.gradients, plan.memory.optimiser) == (4 * trained, 8 * trained)
    assert plan.memory.activations > 0
    assert (plan.steps, plan.samples, plan.done_steps) == (40, 240, 0)
    assert plan.measured
    assert plan.seconds is not None
    assert plan.seconds > 0
    assert (plan.family, plan.method, plan.precision) == ("internvl_qwen2", "lora", "fp32")
    assert plan.warnings == ("3 samples are few: it will know these, and little beyond them.",)
    assert sorted(tmp_path.rglob("*")) == before


def test_the_plan_warns_of_what_does_not_fit_and_is_never_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = family_checkpoint(tmp_path / "base", "internvl_qwen2")
    monkeypatch.setattr("sa2va_desktop.training.fine_tuning.plan.usable_bytes", lambda device: 1 << 20)
    monkeypatch.setattr("sa2va_desktop.training.fine_tuning.plan._disk_free", lambda out: 1 << 20)
    source = OneSample(length=30, given=sample_for("internvl_qwen2"))

    plan = plan_fine_tuning(
        replace(training_config(base), schedule=ScheduleConfig(minutes=3)),
        open_graph=open_graph,
        open_sources=lambda config, **options: contextlib.nullcontext([split(source)]),
    )

    assert not plan.memory.fits
    assert not plan.measured
    assert (plan.steps, plan.samples, plan.seconds) == (None, None, 180.0)
    text = "\n".join(plan.warnings)
    assert "It will probably not fit" in text
    assert "The disk has too little room" in text
    assert "Nothing is held out" in text


def test_a_plan_into_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    base = family_checkpoint(tmp_path / "base", "internvl_qwen2")
    config = replace(training_config(base), out=base)

    with pytest.raises(FolderNotEmptyError, match="found other files"):
        planned(config)


def test_memory_of_the_plan_grows_with_what_is_computed_together(tmp_path: Path) -> None:
    prepared = prepare_checkpoint(family_checkpoint(tmp_path / "base", "qwen3_vl"))
    config = replace(training_config(prepared.folder), schedule=SCHEDULE)
    sizes = sizes_of_samples([sample_for("qwen3_vl")], prepared, config)

    def activations(at_once: int, *, checkpointing: bool = False) -> int:
        wanted = replace(config, schedule=replace(SCHEDULE, checkpointing=checkpointing))
        return activation_bytes(prepared, sizes, wanted, torch.device("cpu"), at_once=at_once)

    assert sizes.masks == 12
    assert activations(4) > activations(1) > activations(1, checkpointing=True)
