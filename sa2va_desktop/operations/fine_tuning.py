"""Fine-tuning as the window and the command see it: the plan in words, the events of a training in another process, how it is stopped.

Training runs in a process of its own, so that neither its memory nor its end touches the window:

    arguments = command_line(config)                 # or with dry_run=True: one `PlanMade`, and nothing is written
    event = read_event(line)                         # each line of its standard output
    ask_to_stop(config.out)                          # it saves its state and ends with 130; the same command goes on

Errors of the process are one sentence on its standard error, and the exit code of `errors`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sa2va_desktop.errors import OutputError
from sa2va_desktop.operations.expected_speed import spoken_seconds
from sa2va_desktop.training.fine_tuning.config import (
    AdaptationConfig,
    FineTuningConfig,
    LossConfig,
    Method,
    OnFault,
    ScheduleConfig,
    SegTokens,
    SourceConfig,
    SourceKind,
    ValidationConfig,
)
from sa2va_desktop.training.fine_tuning.config_file import write_config
from sa2va_desktop.training.fine_tuning.events import (
    CHECKPOINT_FOLDER,
    STOP_FILE,
    CheckpointWritten,
    FineTuningPlan,
    MemoryStatement,
    Noted,
    PlanMade,
    SampleLeftOut,
    SourceStatement,
    StateSaved,
    StepsDone,
    StepSkipped,
    TrainingBegan,
    TrainingEnded,
    TrainingEvent,
    Validated,
    event_from_line,
    event_to_line,
)
from sa2va_desktop.training.fine_tuning.sample import SampleTask
from sa2va_desktop.translation import translate

__all__ = [
    "CHECKPOINT_FOLDER",
    "STOP_FILE",
    "AdaptationConfig",
    "CheckpointWritten",
    "FineTuningConfig",
    "FineTuningPlan",
    "LossConfig",
    "MemoryStatement",
    "Method",
    "Noted",
    "OnFault",
    "PlanMade",
    "SampleLeftOut",
    "SampleTask",
    "ScheduleConfig",
    "SegTokens",
    "SourceConfig",
    "SourceKind",
    "SourceStatement",
    "StateSaved",
    "StepSkipped",
    "StepsDone",
    "TrainingBegan",
    "TrainingEnded",
    "TrainingEvent",
    "Validated",
    "ValidationConfig",
    "ask_to_stop",
    "checkpoint_folder",
    "command_line",
    "event_line",
    "read_event",
    "spoken_event",
    "statement",
    "write_config",
]


def command_line(config_path: Path, *, restart: bool = False, dry_run: bool = False) -> list[str]:
    """Program and arguments of a process that trains, prints events, and does not outlive this one."""
    options = [name for name, is_wanted in (("--restart", restart), ("--dry-run", dry_run)) if is_wanted]
    always = ["--json", "--end-with-parent"]
    return [sys.executable, "-m", "sa2va_desktop", "train", str(config_path), *always, *options]


def checkpoint_folder(out: Path) -> Path:
    """Where the finished model of a training with that folder lies."""
    return out / CHECKPOINT_FOLDER


def ask_to_stop(out: Path) -> None:
    """Have a training of another process save its state and end after its present step.

    Raises:
        OutputError: the folder cannot be written.
    """
    try:
        (out / STOP_FILE).touch()
    except OSError as error:
        raise OutputError(
            translate("operations", "{0} cannot be written: {1}").format(out, error.strerror or error)
        ) from error


def event_line(event: TrainingEvent) -> str:
    """One JSON object without line breaks."""
    return event_to_line(event)


def read_event(line: str) -> TrainingEvent:
    """
    Raises:
        InputError: the line is none of `event_line`.
    """
    return event_from_line(line)


# ---- in words


def statement(plan: FineTuningPlan) -> list[str]:
    """What a person should know before training begins: a sentence a line, warnings last."""
    trained = translate("operations", "{0}: {1} M of {2} M weights are trained ({3}), on {4} in {5}.")
    lines = [
        trained.format(
            plan.model,
            _millions(plan.trained),
            _millions(plan.parameters),
            plan.method,
            _device(plan.device),
            plan.precision,
        ),
        *(_source_sentence(source) for source in plan.sources),
        _amount_sentence(plan),
        _memory_sentence(plan),
        _writing_sentence(plan),
    ]
    if plan.done_steps:
        lines.append(translate("operations", "Training goes on after step {0}.").format(plan.done_steps))
    return [*lines, *plan.warnings]


def _source_sentence(source: SourceStatement) -> str:
    tasks = ", ".join(_counted(task, count) for task, count in source.samples.items())
    tasks = tasks or translate("operations", "drawn while training")
    text = translate("operations", "{0}: {1}; {2} for training, {3} held out, weight {4}.").format(
        source.name, tasks, source.training, source.held_out, f"{source.weight:g}"
    )
    for what, count in source.left_out.items():
        text += " " + translate("operations", "Not trained on: {0} ({1}).").format(what, count)
    if source.faults:
        count = max(source.fault_count, len(source.faults))
        text += " " + translate("operations", "%n item(s) cannot be used.", n=count)
    return text


def _counted(task: str, count: int) -> str:
    match task:
        case SampleTask.REFERRING.value:
            return translate("operations", "%n expression(s) with masks", n=count)
        case SampleTask.GROUNDED_CAPTION.value:
            return translate("operations", "%n grounded caption(s)", n=count)
        case SampleTask.REGION.value:
            return translate("operations", "%n region caption(s)", n=count)
        case SampleTask.CHAT.value:
            return translate("operations", "%n conversation(s) without masks", n=count)
    return f"{count} {task}"


def _amount_sentence(plan: FineTuningPlan) -> str:
    if plan.steps is None:
        amount = translate("operations", "As many steps as the time allows.")
    else:
        amount = translate("operations", "%n step(s).", n=plan.steps)
        if plan.samples is not None:
            amount = translate("operations", "%n step(s), samples drawn: {0}.", n=plan.steps).format(
                plan.samples
            )
    if plan.seconds is None:
        return translate("operations", "{0} How long that takes is told after the first steps.").format(amount)
    sentence = (
        translate("operations", "{0} That takes about {1}, as measured here.")
        if plan.measured
        else translate("operations", "{0} That takes about {1}, as estimated.")
    )
    return sentence.format(amount, spoken_seconds(plan.seconds))


def _memory_sentence(plan: FineTuningPlan) -> str:
    memory = plan.memory
    parts = [_size(each) for each in (memory.weights, memory.gradients, memory.optimiser, memory.activations)]
    text = translate(
        "operations",
        "Memory of {0}: about {1} (weights {2}, gradients {3}, optimiser {4}, activations {5}) of {6} that are free.",
    ).format(_device(plan.device), _size(memory.needed), *parts, _size(memory.free))
    if plan.main_memory:
        text += " " + translate("operations", "Main memory: about {0}.").format(_size(plan.main_memory))
    return text


def _writing_sentence(plan: FineTuningPlan) -> str:
    return translate(
        "operations", "Written to {0}: the checkpoint, {1}, and state, {2}, of {3} that are free on the disk."
    ).format(plan.out, _size(plan.checkpoint_bytes), _size(plan.state_bytes), _size(plan.disk_free))


def spoken_event(event: TrainingEvent) -> str:
    """A line for a log that people read; "" for what only programs need."""
    match event:
        case StepsDone():
            return _steps_sentence(event)
        case Validated():
            text = (
                translate("operations", "Step {0}, held-out samples: {1}, the best so far")
                if event.is_best
                else translate("operations", "Step {0}, held-out samples: {1}")
            )
            return text.format(event.step, _listed({**event.losses, **event.figures}))
        case SampleLeftOut():
            return translate("operations", "Left out: {0}").format(event.sentence)
        case StepSkipped():
            return translate("operations", "Step {0} was skipped, its loss was not a number: {1}").format(
                event.step, ", ".join(event.places)
            )
        case Noted():
            return event.text
        case CheckpointWritten():
            return translate("operations", "{0} holds the checkpoint of step {1}.").format(
                event.folder, event.step
            )
        case TrainingBegan():
            if not event.step:
                return translate("operations", "Training begins.")
            return translate("operations", "Training goes on after step {0}.").format(event.step)
        case TrainingEnded():
            return _end_sentence(event)
    return ""


def _steps_sentence(event: StepsDone) -> str:
    done = f"{event.step}" if event.steps is None else f"{event.step}/{event.steps}"
    text = translate("operations", "Step {0}: {1}; {2} samples a second").format(
        done, _listed({**event.losses, **event.figures}), f"{event.samples_per_s:.2g}"
    )
    if event.left_s is None:
        return text
    return translate("operations", "{0}, {1} left").format(text, spoken_seconds(event.left_s))


def _end_sentence(event: TrainingEnded) -> str:
    if not event.is_complete:
        return translate("operations", "Stopped after step {0}; the same command goes on.").format(event.step)
    if event.best_step is None:
        return translate("operations", "Training is complete after step {0}.").format(event.step)
    return translate(
        "operations", "Training is complete after step {0}; the best state was that of step {1}."
    ).format(event.step, event.best_step)


def _listed(figures: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.3g}" for name, value in figures.items())


def _device(name: str) -> str:
    return "CPU" if name == "cpu" else name


def _millions(count: int) -> str:
    return f"{count / 1e6:,.1f}"


def _size(byte_count: int) -> str:
    if byte_count < (1 << 30) // 10:
        return f"{max(0, byte_count) / (1 << 20):.0f} MiB"
    return f"{byte_count / (1 << 30):.1f} GiB"
