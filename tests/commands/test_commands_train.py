"""`train` chooses by the file, prints a plan or events, and ends with the codes of the manual."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sa2va_desktop import assembly
from sa2va_desktop.assembly import training
from sa2va_desktop.cli import main
from sa2va_desktop.errors import CancelledError, CheckpointError
from sa2va_desktop.operations.fine_tuning import (
    CheckpointWritten,
    FineTuningConfig,
    FineTuningPlan,
    MemoryStatement,
    Noted,
    PlanMade,
    SourceStatement,
    StepsDone,
    TrainingBegan,
    TrainingEvent,
    read_event,
)
from sa2va_desktop.tasks import CancelToken

STEP = StepsDone(5, 10, 0.5, {"total": 1.25}, {"mask_iou": 0.5}, 1e-4, 2.0, 5.0, 5.0)
FINE_TUNING = 'model = "sa2va-nano"\nout = "tuned"\n[[sources]]\nkind = "scenes"\n[schedule]\nsteps = 10\n'
PLAN = FineTuningPlan(
    model="sa2va-nano",
    family="internvl_qwen2",
    method="lora",
    device="cpu",
    precision="fp32",
    sources=(SourceStatement("scenes", "scenes", 1.0, {}, 1000, 64),),
    parameters=6_400_000,
    trained=1_000_000,
    memory=MemoryStatement(1, 2, 3, 4, 100),
    main_memory=0,
    steps=10,
    done_steps=0,
    samples=80,
    seconds=60.0,
    measured=True,
    out=Path("tuned"),
    checkpoint=Path("tuned/checkpoint"),
    state_bytes=1,
    checkpoint_bytes=1,
    disk_free=1 << 30,
)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "tune.toml"
    path.write_text(FINE_TUNING, encoding="utf-8")
    return path


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[tuple[FineTuningConfig, bool]]:
    """Every fine-tuning that was wanted, with `restart`; it takes no time."""
    wanted: list[tuple[FineTuningConfig, bool]] = []

    def fine_tune(
        config: FineTuningConfig,
        *,
        restart: bool,
        on_event: Callable[[TrainingEvent], None],
        token: CancelToken,
    ) -> Path:
        wanted.append((config, restart))
        for event in (
            TrainingBegan(0, 10, "cpu", "fp32"),
            STEP,
            Noted("A word."),
            CheckpointWritten(Path("c"), 10),
        ):
            on_event(event)
        token.raise_if_cancelled()
        return config.out / "checkpoint"

    monkeypatch.setattr(training, "fine_tune", fine_tune)
    monkeypatch.setattr(training, "plan_fine_tuning", lambda config: replace(PLAN, out=config.out))
    return wanted


def test_the_embedded_model_goes_by_its_name(config: Path, trained, capsys) -> None:
    assert main(["train", str(config)]) == 0

    [(given, restart)] = trained
    assert given.model == assembly.model_folder("sa2va-nano")
    assert given.out == config.parent / "tuned"
    assert not restart
    printed = capsys.readouterr()
    assert printed.out == f"{config.parent / 'tuned' / 'checkpoint'}\n"
    assert "Training begins." in printed.err
    assert "Step 5/10: total 1.25" in printed.err
    assert "A word." in printed.err


def test_events_are_lines_of_json_for_other_programs(config: Path, trained, capsys) -> None:
    assert main(["train", str(config), "--json", "--restart"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["type"] for line in lines] == ["began", "steps", "note", "checkpoint"]
    assert read_event(lines[1]) == STEP
    assert trained[0][1]


def test_a_dry_run_prints_the_plan_and_trains_nothing(config: Path, trained, capsys) -> None:
    assert main(["train", str(config), "--dry-run"]) == 0
    assert main(["train", str(config), "--dry-run", "--json"]) == 0

    *sentences, line = capsys.readouterr().out.splitlines()
    assert "scenes: drawn while training; 1000 for training, 64 held out, weight 1." in sentences
    assert read_event(line) == PlanMade(replace(PLAN, out=config.parent / "tuned"))
    assert not trained


@pytest.mark.parametrize(
    ("error", "code"), [(CancelledError("Stopped."), 130), (CheckpointError("Broken."), 4)]
)
def test_errors_are_a_sentence_and_an_exit_code(config: Path, error, code: int, monkeypatch, capsys) -> None:
    def fail(*args: object, **options: object) -> Path:
        raise error

    monkeypatch.setattr(training, "fine_tune", fail)

    assert main(["train", str(config)]) == code
    assert capsys.readouterr().err == f"sa2va-desktop: {error}\n"


@pytest.mark.parametrize(
    ("text", "options", "code", "words"),
    [
        (FINE_TUNING, ["--stage", "words"], 2, "--stage: expected a file with [[stages]]"),
        (FINE_TUNING, ["--workers", "2"], 2, "--workers: expected a file with [[stages]]"),
        (FINE_TUNING, ["--export", "there"], 2, "--export: expected a file with [[stages]]"),
        ("[[stages]]\n", ["--dry-run"], 2, "--dry-run: expected a file without [[stages]]"),
        ("[[stages]]\n", ["--json"], 2, "--json: expected a file without [[stages]]"),
        ("model = ", [], 3, "cannot be read"),
        (FINE_TUNING + "paces = 1\n", [], 3, "paces"),
        (FINE_TUNING.replace("sa2va-nano", "sa2va-giga"), [], 4, "sa2va-giga: expected a model"),
        (None, [], 2, "found no file"),
    ],
)
def test_what_makes_no_sense_is_told(
    text: str | None, options: list[str], code: int, words: str, config: Path, trained, capsys
) -> None:
    if text is None:
        config.unlink()
    else:
        config.write_text(text, encoding="utf-8")

    assert main(["train", str(config), *options]) == code
    assert words in capsys.readouterr().err
    assert not trained


def test_a_file_with_stages_is_a_recipe(config: Path, monkeypatch, capsys) -> None:
    config.write_text("[[stages]]\n", encoding="utf-8")
    calls: list[tuple[object, ...]] = []

    def train(path: Path, *, stage: str | None, resume: bool, on_progress: object) -> Path:
        calls.append((path, stage, resume))
        return Path("work")

    monkeypatch.setattr(training, "train", train)
    monkeypatch.setattr(training, "train_in_processes", lambda count, given: calls.append((count, *given)) or 7)
    monkeypatch.setattr(training, "export_training", lambda path, folder: folder)

    assert main(["train", str(config), "--stage", "words", "--restart"]) == 0
    assert main(["train", str(config), "--workers", "2", "--stage", "words"]) == 7
    assert main(["train", str(config), "--export", "there"]) == 0

    assert calls[0] == (config, "words", False)
    assert calls[1] == (2, "-m", "sa2va_desktop", "train", str(config), "--workers", "2", "--stage", "words")
    assert capsys.readouterr().out == "work\nthere\n"
