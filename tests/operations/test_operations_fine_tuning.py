"""What a person reads of a fine-tuning, and how a training of another process is stopped."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from sa2va_desktop.errors import OutputError
from sa2va_desktop.operations import fine_tuning
from sa2va_desktop.operations.fine_tuning import FineTuningPlan, MemoryStatement, SourceStatement

PLAN = FineTuningPlan(
    model="sa2va-nano",
    family="internvl_qwen2",
    method="full",
    device="cuda:0",
    precision="bf16",
    sources=(
        SourceStatement("zoo.sa2va", "project", 1.0, {"referring": 40, "region": 2}, 38, 4, ("a fault",)),
    ),
    parameters=14_000_000,
    trained=13_500_000,
    memory=MemoryStatement(2 << 30, 1 << 30, 1 << 30, 4 << 30, 16 << 30),
    main_memory=1 << 30,
    steps=400,
    done_steps=120,
    samples=1600,
    seconds=600.0,
    measured=True,
    out=Path("out"),
    checkpoint=Path("out/checkpoint"),
    state_bytes=200 << 20,
    checkpoint_bytes=30 << 20,
    disk_free=9 << 30,
    warnings=("A warning.",),
)


def test_the_statement_tells_samples_weights_time_memory_and_disk() -> None:
    text = "\n".join(fine_tuning.statement(PLAN))

    assert "13.5 M of 14.0 M weights are trained (full), on cuda:0 in bf16" in text
    assert (
        "zoo.sa2va: 40 expressions with masks, 2 region captions; 38 for training, 4 held out, weight 1" in text
    )
    assert "1 item cannot be used" in text
    assert "400 steps, samples drawn: 1600." in text
    assert "as measured here" in text
    assert "about 8.0 GiB (weights 2.0 GiB," in text
    assert "of 16.0 GiB that are free" in text
    assert "30 MiB" in text
    assert "9.0 GiB that are free on the disk" in text
    assert "Training goes on after step 120" in text
    assert text.endswith("A warning.")


def test_a_plan_by_minutes_promises_no_steps() -> None:
    text = "\n".join(
        fine_tuning.statement(dataclasses.replace(PLAN, steps=None, samples=None, seconds=None, sources=()))
    )

    assert "As many steps as the time allows." in text
    assert "told after the first steps" in text


def test_memory_fits_when_the_parts_together_do() -> None:
    assert PLAN.memory.needed == 8 << 30
    assert PLAN.memory.fits
    assert not dataclasses.replace(PLAN.memory, free=(8 << 30) - 1).fits


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (
            fine_tuning.StepsDone(10, 40, 0.25, {"total": 1.5}, {}, 1e-4, 2.0, 5.0, 90.0),
            "Step 10/40: total 1.5; 2 sam",
        ),
        (
            fine_tuning.Validated(10, {"total": 1.0}, {"mask_iou": 0.5}, 0.5, True),
            "mask_iou 0.5, the best so far",
        ),
        (fine_tuning.StepSkipped(3, ("clip 1",)), "Step 3 was skipped, its loss was not a number: clip 1"),
        (fine_tuning.TrainingBegan(0, 10, "cpu", "fp32"), "Training begins."),
        (fine_tuning.TrainingBegan(4, 10, "cpu", "fp32"), "goes on after step 4"),
        (fine_tuning.TrainingEnded(10, 1.0, True, 5, 0, 0), "the best state was that of step 5"),
        (fine_tuning.TrainingEnded(7, 1.0, False, 5, 0, 0), "Stopped after step 7"),
        (fine_tuning.CheckpointWritten(Path("out/checkpoint"), 5), "checkpoint of step 5"),
    ],
)
def test_events_are_told_in_words(event: fine_tuning.TrainingEvent, words: str) -> None:
    assert words in fine_tuning.spoken_event(event)


def test_a_training_of_another_process_is_asked_to_stop_by_a_file(tmp_path: Path) -> None:
    fine_tuning.ask_to_stop(tmp_path)

    assert (tmp_path / fine_tuning.STOP_FILE).exists()


def test_a_folder_that_is_gone_cannot_be_asked(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        fine_tuning.ask_to_stop(tmp_path / "gone")


def test_the_command_of_a_dry_run_prints_events() -> None:
    assert fine_tuning.command_line(Path("a.toml"), dry_run=True)[1:] == [
        "-m",
        "sa2va_desktop",
        "train",
        "a.toml",
        "--json",
        "--end-with-parent",
        "--dry-run",
    ]
