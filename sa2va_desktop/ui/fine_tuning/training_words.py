"""What is said of a training: its state, its figures by name, and how much better the model became."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sa2va_desktop.translation import translate
from sa2va_desktop.ui.fine_tuning.fine_tuning_runs import FineTuningRuns, Stage
from sa2va_desktop.ui.fine_tuning.training_record import TrainingRecord
from sa2va_desktop.ui.run_progress import duration

_SHARES = ("mask_iou", "token_accuracy")
"""Figures that are shares of 1."""


@dataclass(frozen=True)
class FigureRow:
    """One figure of the held-out samples: of the model as it was, and of the best state; "" where it is not known."""

    title: str
    before: str
    after: str


def state_words(runs: FineTuningRuns) -> str:
    """Where the training is, in a line."""
    record = runs.record
    if record is None:
        return ""
    words = {
        Stage.PREPARING: translate("TrainingWords", "Copying the project…"),
        Stage.STOPPING: translate(
            "TrainingWords", "Ending after the present step; what was learned is written…"
        ),
        Stage.STOPPED: translate("TrainingWords", "Stopped after step {0}").format(record.step),
        Stage.FAILED: translate("TrainingWords", "Failed after step {0}").format(record.step),
        Stage.DONE: translate("TrainingWords", "Done after step {0}").format(record.step),
    }
    return words.get(runs.stage) or _running_words(record)


def amount_words(record: TrainingRecord) -> str:
    """Speed and time left; "" while nobody knows."""
    latest = record.latest
    if latest is None:
        return ""
    parts = [translate("TrainingWords", "{0} samples/s").format(f"{latest.samples_per_s:.2g}")]
    if latest.left_s is not None:
        parts.append(translate("TrainingWords", "{0} left").format(duration(latest.left_s)))
    return "  ·  ".join(parts)


def figure_rows(record: TrainingRecord) -> list[FigureRow]:
    """Figures and losses of the held-out samples, before and at the best state."""
    before, best = record.before, record.best
    old = {**before.figures, **before.losses} if before is not None else {}
    new = {**best.figures, **best.losses} if best is not None else {}
    names = [name for name in (*_SHARES, "total", "language", "mask", "dice") if name in old or name in new]
    return [FigureRow(figure_title(name), _shown(name, old), _shown(name, new)) for name in names]


def result_words(record: TrainingRecord) -> str:
    """How the figures changed, in a sentence; "" where there are none of both."""
    if record.ended is not None and record.ended.best_step == 0:
        return translate(
            "TrainingWords",
            "On what was held out no state was better than the model as it was, which is what was written.",
        )
    rows = [row for row in figure_rows(record) if row.before and row.after]
    if not rows:
        return ""
    changes = (
        translate("TrainingWords", "{0} {1} → {2}").format(row.title, row.before, row.after) for row in rows[:2]
    )
    return translate("TrainingWords", "On what was held out: {0}.").format(", ".join(changes))


def figure_title(name: str) -> str:
    """Of a figure of the training's events."""
    titles = {
        "mask_iou": translate("TrainingWords", "Mask IoU"),
        "token_accuracy": translate("TrainingWords", "Words right"),
        "total": translate("TrainingWords", "Loss"),
        "language": translate("TrainingWords", "Loss of words"),
        "mask": translate("TrainingWords", "Loss of masks"),
        "dice": translate("TrainingWords", "Loss of overlaps"),
    }
    return titles.get(name, name)


def _running_words(record: TrainingRecord) -> str:
    latest = record.latest
    if latest is None:
        return translate("TrainingWords", "The model is loaded and the samples are looked at…")
    if latest.steps is None:
        return translate("TrainingWords", "Step {0}, {1} % of the time").format(
            latest.step, round(100 * latest.fraction)
        )
    return translate("TrainingWords", "Step {0} of {1}").format(latest.step, latest.steps)


def _shown(name: str, figures: Mapping[str, float]) -> str:
    value = figures.get(name)
    if value is None:
        return ""
    return f"{100 * value:.1f} %" if name in _SHARES else f"{value:.3g}"
