"""Events of a fine-tuning travel as lines of JSON, and come back as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from sa2va_desktop.errors import InputError
from sa2va_desktop.training.fine_tuning import events


def plan() -> events.FineTuningPlan:
    return events.FineTuningPlan(
        model="sa2va-nano",
        family="internvl_qwen2",
        method="full",
        device="cpu",
        precision="fp32",
        sources=(
            events.SourceStatement(
                "zoo.sa2va", "project", 2.0, {"referring": 40}, 36, 4, ("clip 3: the picture is missing",)
            ),
        ),
        parameters=14_000_000,
        trained=13_000_000,
        memory=events.MemoryStatement(56, 52, 104, 500, 4096),
        main_memory=0,
        steps=400,
        done_steps=0,
        samples=1600,
        seconds=None,
        measured=False,
        out=Path("out"),
        checkpoint=Path("out/checkpoint"),
        state_bytes=200,
        checkpoint_bytes=30,
        disk_free=10**9,
    )


@pytest.mark.parametrize(
    "event",
    [
        events.PlanMade(plan()),
        events.TrainingBegan(200, None, "cuda:0", "bf16"),
        events.StepsDone(10, 100, 0.1, {"total": 1.5}, {"mask_iou": 0.25}, 4e-5, 2.5, 4.0, 36.0),
        events.Validated(200, {"total": 0.5}, {}, 0.75, True),
        events.StateSaved(200),
        events.SampleLeftOut("clip 3: the picture “ä\n” is missing"),
        events.StepSkipped(7, ("zoo.sa2va, clip 1",)),
        events.Noted("words"),
        events.CheckpointWritten(Path("out/checkpoint"), 400),
        events.TrainingEnded(400, 61.5, True, None, 0, 1),
    ],
    ids=lambda event: type(event).__name__,
)
def test_an_event_comes_back_from_its_line(event: events.TrainingEvent) -> None:
    line = events.event_to_line(event)

    assert "\n" not in line
    assert events.event_from_line(line) == event


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Loading…",
        "[]",
        "{}",
        '{"type": "other"}',
        '{"type": "saved"}',
        '{"type": "saved", "step": "7"}',
        '{"type": "saved", "step": true}',
        '{"type": "skipped", "step": 1, "places": "clip 1"}',
    ],
)
def test_other_lines_are_refused_in_a_sentence(line: str) -> None:
    with pytest.raises(InputError, match="expected an event"):
        events.event_from_line(line)


def test_what_a_later_version_adds_is_left_out() -> None:
    assert events.event_from_line('{"type": "saved", "step": 7, "colour": 1}') == events.StateSaved(7)
