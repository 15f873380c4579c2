"""A child process in the place of a training: it says the lines of a script, waits at gates, and stops when it is asked to.

    python training_child.py SCRIPT CONFIG plan|train

SCRIPT is a JSON file: `plan`, `held_plan` (wait for the file "planned"), `steps`, `gate` (a step before which it waits
for the file "gate"), `fail` (sentence), `code`. Files lie beside the script. What it was told lies in "asked.txt".
"""

from __future__ import annotations

import json
import signal
import sys
import time
from pathlib import Path
from typing import Any

from sa2va_desktop.training.fine_tuning.events import (
    CheckpointWritten,
    FineTuningPlan,
    MemoryStatement,
    Noted,
    PlanMade,
    SourceStatement,
    StateSaved,
    StepsDone,
    TrainingBegan,
    TrainingEnded,
    TrainingEvent,
    Validated,
    event_to_line,
)

GIB = 1 << 30
POLL_S = 0.01
LIMIT_S = 30.0


def scripted_plan(**changed: Any) -> FineTuningPlan:
    """Of a small model on a project of two clips; everything fits."""
    fields: dict[str, Any] = {
        "model": "Sa2VA-Nano",
        "family": "internvl",
        "method": "full",
        "device": "cpu",
        "precision": "fp32",
        "sources": (source(),),
        "parameters": 9_000_000,
        "trained": 7_000_000,
        "memory": MemoryStatement(GIB // 8, GIB // 8, GIB // 4, GIB // 2, 8 * GIB),
        "main_memory": 0,
        "steps": None,
        "done_steps": 0,
        "samples": None,
        "seconds": 2700.0,
        "measured": False,
        "out": Path("out"),
        "checkpoint": Path("out/checkpoint"),
        "state_bytes": 108_000_000,
        "checkpoint_bytes": 36_000_000,
        "disk_free": 40 * GIB,
    }
    return FineTuningPlan(**{**fields, **changed})


def source(
    *, referring: int = 48, captions: int = 6, chat: int = 0, faults: tuple[str, ...] = ()
) -> SourceStatement:
    samples = {"referring": referring, "grounded_caption": captions, "region": 24, "chat": chat}
    training = sum(samples.values())
    return SourceStatement("street", "project", 1.0, samples, training - training // 10, training // 10, faults)


def write_script(folder: Path, **script: Any) -> Path:
    """A script for `command`; `plan` is a FineTuningPlan."""
    plan = event_to_line(PlanMade(script.pop("plan", None) or scripted_plan()))
    path = folder / "script.json"
    path.write_text(json.dumps({"plan": plan, "steps": 20, **script}), "utf-8")
    return path


def command(script: Path, config: Path, is_plan: bool) -> list[str]:
    return [sys.executable, __file__, str(script), str(config), "plan" if is_plan else "train"]


def say(event: TrainingEvent) -> None:
    print(event_to_line(event), flush=True)


class StoppedError(Exception):
    pass


def stop(_number: int, _frame: object) -> None:
    raise StoppedError


def wait_for(path: Path) -> None:
    deadline_s = time.monotonic() + LIMIT_S
    while not path.exists() and time.monotonic() < deadline_s:
        time.sleep(POLL_S)


def train(script: dict[str, Any], folder: Path, config: Path) -> int:
    out = config.parent / "training"
    out.mkdir(exist_ok=True)
    kept = out / "step.txt"
    step = int(kept.read_text()) if kept.exists() else 0
    steps = int(script["steps"])
    say(TrainingBegan(step, steps, "cpu", "fp32"))
    try:
        if not step:
            say(
                Validated(0, {"total": 3.0, "mask": 1.0}, {"mask_iou": 0.41, "token_accuracy": 0.5}, 0.41, True)
            )
            say(Noted("street, car: expected a text, found nothing"))
        while step < steps:
            if step == script.get("gate"):
                wait_for(folder / "gate")
            if script.get("fail") and step == 5:
                print(f"sa2va-desktop: {script['fail']}", file=sys.stderr, flush=True)
                return int(script.get("code", 1))
            step += 1
            left_s = float(steps - step)
            losses = {"total": 3.0 * 0.95**step + 0.1 * (step * 7 % 5), "mask": 1.0}
            say(StepsDone(step, steps, step / steps, losses, {}, 1e-4, 3.5, float(step), left_s))
            if step % 10 == 0:
                share = step / steps
                figures = {"mask_iou": 0.41 + 0.4 * share, "token_accuracy": 0.5 + 0.3 * share}
                losses = {"total": 2.8 * 0.96**step, "mask": 0.5}
                say(Validated(step, losses, figures, figures["mask_iou"], True))
    except StoppedError:
        kept.write_text(str(step))
        say(StateSaved(step))
        say(TrainingEnded(step, float(step), False, None, 0, 1))
        return 130
    checkpoint = out / "checkpoint"
    checkpoint.mkdir(exist_ok=True)
    (checkpoint / "config.json").write_text('{"model_type": "sa2va_chat"}')
    (checkpoint / "model.safetensors").write_bytes(b"weights")
    say(TrainingEnded(steps, float(steps), True, steps, 0, 1))
    say(CheckpointWritten(checkpoint, steps))
    return 0


def main() -> int:
    signal.signal(signal.SIGINT, stop)
    script_path, config, what = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    folder, script = script_path.parent, json.loads(script_path.read_text("utf-8"))
    with (folder / "asked.txt").open("a", encoding="utf-8") as asked:
        asked.write(f"{what} {config}\n{config.read_text('utf-8')}\n")
    if what == "train":
        return train(script, folder, config)
    if script.get("refuse"):
        print(f"sa2va-desktop: {script['refuse']}", file=sys.stderr, flush=True)
        return 3
    print("a library says hello")
    print(script["plan"], flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
