"""A training gives the same numbers however often it is interrupted, and says what goes wrong."""

from __future__ import annotations

import contextlib
import json
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from support.golden_cases import SHIPPED
from support.scripted_training import Recorder, ScriptedGraph, ScriptedSource, scripted_config, split
from tensorboardX.proto.event_pb2 import Event

from sa2va_desktop.errors import CancelledError, CheckpointError, FolderNotEmptyError, InputError, ModelError
from sa2va_desktop.errors import OutOfMemoryError as NoMemoryError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.training.fine_tuning import events
from sa2va_desktop.training.fine_tuning.config import (
    AdaptationConfig,
    FineTuningConfig,
    OnFault,
    ScheduleConfig,
    ValidationConfig,
)
from sa2va_desktop.training.fine_tuning.export import MARKER_FILE, WRITTEN_FILES
from sa2va_desktop.training.fine_tuning.run import fine_tune
from sa2va_desktop.training.fine_tuning.sample import SampleError, SplitSource, TrainingSample

SCHEDULE = ScheduleConfig(steps=9, batch=2, accumulate=1, learning_rate=0.05)


@pytest.fixture(autouse=True)
def _exports_take_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the card is written; `test_fine_tuning_export` has the rest."""

    def export(
        graph: object, base: Path, folder: Path, *, card: str, record: Mapping[str, object], **_more: object
    ) -> None:
        folder.mkdir(exist_ok=True)
        (folder / "README.md").write_text(card, encoding="utf-8")
        fields = {**record, WRITTEN_FILES: ["README.md"]}
        (folder / MARKER_FILE).write_text(json.dumps(fields), encoding="utf-8")

    monkeypatch.setattr("sa2va_desktop.training.fine_tuning.run.export_checkpoint", export)


class KilledError(BaseException):
    """Ends a process without a word, as far as a test can."""


def sources() -> list[SplitSource]:
    held_out = ScriptedSource("held out", 3)
    return [split(ScriptedSource("zoo", 5, 2.0), held_out), split(ScriptedSource("farm", 4, 1.0))]


def train(
    config: FineTuningConfig,
    *,
    graph: ScriptedGraph | None = None,
    given: Sequence[SplitSource] | None = None,
    restart: bool = False,
    on_event: Callable[[object], None] = lambda event: None,
    token: CancelToken | None = None,
) -> tuple[ScriptedGraph, Recorder]:
    graph = graph or ScriptedGraph()
    recorder = Recorder(on_event=on_event)
    fine_tune(
        config,
        open_graph=lambda _: graph,
        open_sources=lambda _, **options: contextlib.nullcontext(sources() if given is None else given),
        restart=restart,
        on_event=recorder,
        token=token,
    )
    return graph, recorder


def losses(recorder: Recorder) -> dict[int, float]:
    return {event.step: event.losses["total"] for event in recorder.of(events.StepsDone)}


def weights(graph: ScriptedGraph) -> list[torch.Tensor]:
    return [value.clone() for value in graph.module.state_dict().values()]


@pytest.mark.parametrize("accumulate", [1, 3])
@pytest.mark.parametrize("passes", [1, 7])
def test_an_interrupted_training_goes_on_with_the_same_losses(
    accumulate: int, passes: int, tmp_path: Path
) -> None:
    schedule = ScheduleConfig(steps=7, batch=2, accumulate=accumulate, learning_rate=0.05)
    validation = ValidationConfig(every_steps=3)
    whole_graph, whole = train(scripted_config(tmp_path / "whole", schedule=schedule, validation=validation))
    config = scripted_config(tmp_path / "parts", schedule=schedule, validation=validation)
    token, interrupted = CancelToken(), ScriptedGraph()
    made: list[int] = []

    def cancel_in_the_middle(samples: Sequence[TrainingSample]) -> None:
        made.append(len(samples))
        if len(made) > passes:
            token.cancel()

    interrupted.on_pass = cancel_in_the_middle
    with pytest.raises(CancelledError, match="the same command goes on"):
        train(config, graph=interrupted, token=token)
    graph, rest = train(config)

    expected, found = losses(whole), losses(rest)
    assert sorted(expected) == [*range(1, 8)]
    assert found == {step: loss for step, loss in expected.items() if step in found}
    assert all(torch.equal(one, other) for one, other in zip(weights(whole_graph), weights(graph), strict=True))
    logged = [
        event.losses["total"]
        for line in (tmp_path / "parts" / "log.jsonl").read_text().splitlines()
        if isinstance(event := events.event_from_line(line), events.StepsDone)
    ]
    assert logged == [*expected.values()]


def test_a_killed_training_goes_on_from_its_last_save(tmp_path: Path) -> None:
    config = scripted_config(tmp_path / "killed", schedule=SCHEDULE, save_every_minutes=0.0)
    _, whole = train(scripted_config(tmp_path / "whole", schedule=SCHEDULE))

    def kill(event: object) -> None:
        if isinstance(event, events.StepsDone) and event.step == 5:
            raise KilledError

    with pytest.raises(KilledError):
        train(config, on_event=kill)
    _, rest = train(config)

    assert rest.of(events.TrainingBegan)[0].step == 4
    assert losses(rest) == {step: loss for step, loss in losses(whole).items() if step > 4}


def test_the_best_of_a_killed_training_is_called_by_its_own_step(tmp_path: Path) -> None:
    """A save of the best lies beside a state from before it; the weights and what is said of them stay together."""
    validation = ValidationConfig(every_steps=3)
    config = scripted_config(tmp_path, schedule=SCHEDULE, validation=validation, save_every_minutes=60.0)
    token = CancelToken()

    def cancel(event: object) -> None:
        if isinstance(event, events.StepsDone) and event.step == 1:
            token.cancel()

    with pytest.raises(CancelledError):
        train(config, on_event=cancel, token=token)

    def kill(event: object) -> None:
        if isinstance(event, events.Validated) and event.step == 3:
            raise KilledError

    with pytest.raises(KilledError):
        train(config, on_event=kill)
    kept = load_file(tmp_path / "best.safetensors")
    shorter = replace(SCHEDULE, steps=1)

    graph, rest = train(scripted_config(tmp_path, schedule=shorter, validation=validation))

    assert torch.equal(kept["weight.0.weight"], graph.module.state_dict()["0.weight"])
    assert rest.of(events.CheckpointWritten)[0].step == 3


def test_another_process_stops_it_by_a_file(tmp_path: Path) -> None:
    config = scripted_config(tmp_path, schedule=SCHEDULE)

    def ask(event: object) -> None:
        if isinstance(event, events.StepsDone) and event.step == 3:
            (tmp_path / events.STOP_FILE).touch()

    with pytest.raises(CancelledError, match="after step 3"):
        train(config, on_event=ask)

    assert not (tmp_path / events.STOP_FILE).exists()
    assert train(config)[1].of(events.TrainingBegan)[0].step == 3


def test_the_budget_of_a_training_may_change_and_what_it_learns_from_may_not(tmp_path: Path) -> None:
    train(scripted_config(tmp_path, schedule=SCHEDULE))

    _, longer = train(scripted_config(tmp_path, schedule=ScheduleConfig(steps=11, batch=2, accumulate=1)))
    with pytest.raises(FolderNotEmptyError, match=r"adaptation.rank = 128, found 8; choose another folder"):
        train(scripted_config(tmp_path, schedule=SCHEDULE, adaptation=AdaptationConfig(rank=8)))
    _, anew = train(
        scripted_config(tmp_path, schedule=SCHEDULE, adaptation=AdaptationConfig(rank=8)), restart=True
    )

    assert longer.of(events.TrainingBegan)[0].step == 9
    assert longer.of(events.TrainingEnded)[0].step == 11
    assert anew.of(events.TrainingBegan)[0].step == 0


def test_what_an_earlier_version_did_not_know_is_no_difference(tmp_path: Path) -> None:
    train(scripted_config(tmp_path, schedule=SCHEDULE))
    path = tmp_path / "fine_tuning.json"
    description = json.loads(path.read_text())
    del description["told"]["max_tokens"], description["told"]["sources"][0]["several"]
    path.write_text(json.dumps(description))

    _, recorder = train(scripted_config(tmp_path, schedule=SCHEDULE))

    assert recorder.of(events.TrainingBegan)[0].step == 9


def test_a_training_that_was_refused_before_its_first_step_may_be_told_otherwise(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected samples to train on"):
        train(scripted_config(tmp_path, schedule=SCHEDULE), given=[split(ScriptedSource("zoo", 0))])

    _, recorder = train(scripted_config(tmp_path, schedule=SCHEDULE, adaptation=AdaptationConfig(rank=8)))

    assert recorder.of(events.CheckpointWritten)


def test_a_finished_training_is_not_trained_again(tmp_path: Path) -> None:
    config = scripted_config(tmp_path, schedule=SCHEDULE)
    train(config)

    graph, again = train(config)

    assert not graph.seen
    assert again.of(events.CheckpointWritten)[0].folder == tmp_path / "checkpoint"


def test_the_best_state_is_what_is_exported(tmp_path: Path) -> None:
    schedule = ScheduleConfig(steps=6, batch=2, accumulate=1, learning_rate=3.0, warm_up=0.0)
    config = scripted_config(tmp_path, schedule=schedule, validation=ValidationConfig(every_steps=1))
    before = weights(ScriptedGraph())

    graph, recorder = train(config)

    validations = recorder.of(events.Validated)
    best = max(validations, key=lambda each: each.score)
    assert [each.step for each in validations] == [*range(7)]
    assert recorder.of(events.TrainingEnded)[0].best_step == best.step
    assert recorder.of(events.CheckpointWritten)[0].step == best.step
    kept = load_file(tmp_path / "best.safetensors")
    assert torch.equal(kept["weight.0.weight"], graph.module.state_dict()["0.weight"])
    assert best.step != 0 or all(torch.equal(*pair) for pair in zip(before, weights(graph), strict=True))


def test_a_loss_that_is_no_number_skips_the_step_and_names_its_samples(tmp_path: Path) -> None:
    graph = ScriptedGraph()
    config = scripted_config(tmp_path, schedule=SCHEDULE)
    graph.on_pass = lambda samples: float("nan") if samples[0].place == "farm sample 2." else None

    _, recorder = train(config, graph=graph)

    skipped = recorder.of(events.StepSkipped)
    assert skipped
    assert all("farm sample 2." in event.places for event in skipped)
    assert recorder.of(events.TrainingEnded)[0].skipped_steps == len(skipped)
    assert all(torch.isfinite(value).all() for value in weights(graph))


def test_training_stops_when_losses_stay_no_numbers(tmp_path: Path) -> None:
    graph = ScriptedGraph()
    graph.on_pass = lambda samples: float("inf")
    schedule = ScheduleConfig(steps=50, batch=2, accumulate=1)

    with pytest.raises(ModelError, match=r"10 steps in a row .* (zoo|farm) sample"):
        train(scripted_config(tmp_path, schedule=schedule), graph=graph, given=sources()[1:])


def test_a_gradient_that_is_no_number_skips_the_step_too(tmp_path: Path) -> None:
    graph = ScriptedGraph()
    graph.on_pass = lambda samples: 1e38

    with pytest.raises(ModelError, match="10 steps in a row"):
        train(scripted_config(tmp_path, schedule=ScheduleConfig(steps=20)), graph=graph, given=sources()[1:])

    assert all(torch.equal(*pair) for pair in zip(weights(ScriptedGraph()), weights(graph), strict=True))


def test_broken_samples_are_left_out_and_told_once(tmp_path: Path) -> None:
    given = [split(ScriptedSource("zoo", 5, broken=frozenset({1, 3})))]

    graph, recorder = train(scripted_config(tmp_path, schedule=SCHEDULE), given=given)

    sentences = [event.sentence for event in recorder.of(events.SampleLeftOut)]
    assert sorted(sentences) == [f"zoo sample {index}.: the picture is missing" for index in (1, 3)]
    assert len(graph.seen) == 18
    assert {"zoo sample 1.", "zoo sample 3."}.isdisjoint(graph.seen)


def test_broken_samples_are_refused_where_that_is_chosen(tmp_path: Path) -> None:
    config = scripted_config(tmp_path, schedule=SCHEDULE, on_fault=OnFault.REFUSE)

    with pytest.raises(SampleError, match="the picture is missing"):
        train(config, given=[split(ScriptedSource("zoo", 5, broken=frozenset({1})))])


def test_a_source_without_any_usable_sample_ends_training(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="zoo: 50 samples in a row cannot be used"):
        train(
            scripted_config(tmp_path, schedule=SCHEDULE),
            given=[split(ScriptedSource("zoo", 2, broken=frozenset({0, 1})))],
        )


def test_a_sample_that_does_not_fit_the_checkpoint_is_left_out_of_its_batch(tmp_path: Path) -> None:
    graph = ScriptedGraph()

    def refuse(samples: Sequence[TrainingSample]) -> None:
        for sample in samples:
            if sample.place == "zoo sample 3.":
                raise SampleError(f"{sample.place}: too long")

    graph.on_pass = refuse

    _, recorder = train(scripted_config(tmp_path, schedule=SCHEDULE), graph=graph)

    assert [event.sentence for event in recorder.of(events.SampleLeftOut)] == ["zoo sample 3.: too long"]
    assert "zoo sample 3." not in graph.seen
    assert recorder.of(events.TrainingEnded)[0].left_out == 1


def test_a_sample_whose_name_begins_the_faulty_ones_is_not_left_out_with_it(tmp_path: Path) -> None:
    graph = ScriptedGraph()

    class Clips(ScriptedSource):
        def sample(self, index: int, rng: np.random.Generator) -> TrainingSample:
            return replace(super().sample(index, rng), place=f"zoo: clip {10**index}")

    def refuse(samples: Sequence[TrainingSample]) -> None:
        if any(sample.place == "zoo: clip 10" for sample in samples):
            raise SampleError("zoo: clip 10: too long")

    graph.on_pass = refuse
    schedule = ScheduleConfig(steps=1, batch=2, accumulate=1)

    train(scripted_config(tmp_path, schedule=schedule), graph=graph, given=[split(Clips("zoo", 2))])

    assert graph.seen == ["zoo: clip 1"]


def limited_to(count: int) -> ScriptedGraph:
    graph = ScriptedGraph()

    def refuse(samples: Sequence[TrainingSample]) -> None:
        if len(samples) > count:
            raise torch.OutOfMemoryError("out of memory")

    graph.on_pass = refuse
    return graph


def test_fewer_samples_are_computed_at_a_time_when_memory_runs_out(tmp_path: Path) -> None:
    schedule = ScheduleConfig(steps=4, batch=4, accumulate=1, learning_rate=0.05)
    config = scripted_config(tmp_path, schedule=schedule)
    graph, recorder = train(config, graph=limited_to(1))

    notes = [event.text for event in recorder.of(events.Noted)]
    assert notes == [
        "Memory ran out; from now on 2 samples at a time.",
        "Memory ran out; from now on 1 sample at a time.",
    ]
    assert len([place for place in graph.seen if not place.startswith("held out")]) == 16


def test_running_out_of_memory_with_one_sample_says_what_to_lower(tmp_path: Path) -> None:
    with pytest.raises(NoMemoryError, match=r"lower max_tokens, .* schedule.checkpointing = true"):
        train(scripted_config(tmp_path, schedule=SCHEDULE), graph=limited_to(0), given=sources()[1:])


def test_prompt_vectors_that_are_equal_are_told_early(tmp_path: Path) -> None:
    class Collapsed(ScriptedGraph):
        def losses(self, samples, rng):  # type: ignore[no-untyped-def]
            parts = super().losses(samples, rng)
            object.__setattr__(parts, "figures", {"seg_spread": 0.001})
            return parts

    config = scripted_config(tmp_path, schedule=ScheduleConfig(steps=50, batch=1, accumulate=1), log_every=50)

    _, recorder = train(config, graph=Collapsed())

    assert any("masks cannot depend on" in event.text for event in recorder.of(events.Noted))


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").touch()

    with pytest.raises(FolderNotEmptyError, match="found other files"):
        train(scripted_config(tmp_path, schedule=SCHEDULE))


@pytest.mark.parametrize("inside", ["", "checkpoint"])
@pytest.mark.parametrize("restart", [False, True])
def test_the_checkpoint_that_it_starts_from_is_never_replaced(
    inside: str, restart: bool, tmp_path: Path
) -> None:
    train(scripted_config(tmp_path, schedule=SCHEDULE))
    before = (tmp_path / "checkpoint" / MARKER_FILE).read_bytes()
    model, out = tmp_path / "checkpoint", tmp_path if inside else tmp_path / "checkpoint"

    with pytest.raises(InputError, match="expected a checkpoint outside of"):
        train(scripted_config(out, schedule=SCHEDULE, model=model), restart=restart)

    assert (tmp_path / "checkpoint" / MARKER_FILE).read_bytes() == before


def test_a_finished_checkpoint_is_no_folder_to_begin_anew_in(tmp_path: Path) -> None:
    train(scripted_config(tmp_path, schedule=SCHEDULE))
    before = (tmp_path / "checkpoint" / MARKER_FILE).read_bytes()

    with pytest.raises(InputError, match="expected the description of a training"):
        train(scripted_config(tmp_path / "checkpoint", schedule=SCHEDULE), restart=True)

    assert (tmp_path / "checkpoint" / MARKER_FILE).read_bytes() == before


def test_what_somebody_put_beside_the_checkpoint_is_kept(tmp_path: Path) -> None:
    config = scripted_config(tmp_path, schedule=SCHEDULE)
    train(config)
    (tmp_path / "checkpoint" / "work.sa2va").write_text("weeks")

    with pytest.raises(FolderNotEmptyError, match="found other files"):
        train(config)

    assert (tmp_path / "checkpoint" / "work.sa2va").read_text() == "weeks"


def test_the_configuration_may_lie_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").touch()

    train(scripted_config(tmp_path, schedule=SCHEDULE))

    assert (tmp_path / "mine.toml").exists()


def test_two_trainings_do_not_share_a_folder(tmp_path: Path) -> None:
    config = scripted_config(tmp_path, schedule=SCHEDULE)
    refusals = []

    def train_there_too(event: object) -> None:
        if isinstance(event, events.TrainingBegan):
            with pytest.raises(InputError, match="another process trains there") as caught:
                train(config)
            refusals.append(caught.value)

    train(config, on_event=train_there_too)

    assert refusals


def test_damaged_state_is_told_in_a_sentence(tmp_path: Path) -> None:
    config = scripted_config(tmp_path, schedule=SCHEDULE)
    train(config)
    (tmp_path / "state.safetensors").write_bytes(b"nothing")

    with pytest.raises(CheckpointError, match="--restart begins anew"):
        train(config)


def test_state_of_other_weights_is_told_in_a_sentence(tmp_path: Path) -> None:
    config = scripted_config(tmp_path, schedule=SCHEDULE)
    train(config)
    other = ScriptedGraph()
    other.module.append(torch.nn.Linear(1, 1))

    with pytest.raises(CheckpointError, match=r"found a difference at 4\.bias"):
        train(config, graph=other)


def test_no_samples_at_all_are_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="zoo: expected samples to train on"):
        train(scripted_config(tmp_path, schedule=SCHEDULE), given=[split(ScriptedSource("zoo", 0))])


def test_curves_are_written_for_tensorboard(tmp_path: Path) -> None:
    train(scripted_config(tmp_path, schedule=SCHEDULE))

    [path] = (tmp_path / "tensorboard").iterdir()
    tags = {value.tag for event in tensorboard_events(path) for value in event.summary.value}

    assert {
        "training/loss/total",
        "training/loss/language",
        "training/seg_spread",
        "speed/learning_rate",
    } <= tags
    assert {"held_out/loss/total", "held_out/mask_iou", "held_out/score"} <= tags


def tensorboard_events(path: Path) -> list[Event]:
    """Records of a TensorBoard file: length, checksum, data, checksum."""
    data, found, place = path.read_bytes(), [], 0
    while place < len(data):
        (length,) = struct.unpack_from("<Q", data, place)
        found.append(Event.FromString(data[place + 12 : place + 12 + length]))
        place += length + 16
    return found


def test_the_card_tells_what_it_was_tuned_on(tmp_path: Path) -> None:
    train(scripted_config(tmp_path, schedule=SCHEDULE))

    card = (tmp_path / "checkpoint" / "README.md").read_text(encoding="utf-8")

    assert "base_model: checkpoint" in card
    assert "after 9 steps of fine-tuning (lora)" in card
    assert "| zoo | 5 chat | 5 | 0 | 2 |" in card
    assert "names no licence" in card
    assert "| mask_iou | 0." in card
    assert "chosen by these samples" in card
    assert not (SHIPPED / "checkpoint" / "README.md").exists()
