"""The training itself: step after step until the budget is used up, saved so that it goes on as if nothing had happened."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from sa2va_desktop.errors import CancelledError, ModelError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.training.fine_tuning.config import FineTuningConfig, OnFault
from sa2va_desktop.training.fine_tuning.draws import DrawOrder, draw_sample
from sa2va_desktop.training.fine_tuning.events import (
    Noted,
    SampleLeftOut,
    StateSaved,
    StepsDone,
    StepSkipped,
    TrainingBegan,
    TrainingEnded,
    TrainingEvent,
    Validated,
)
from sa2va_desktop.training.fine_tuning.loss_parts import TrainingGraph
from sa2va_desktop.training.fine_tuning.means import Means, values_of
from sa2va_desktop.training.fine_tuning.processes import Processes
from sa2va_desktop.training.fine_tuning.sample import SampleError, SplitSource
from sa2va_desktop.training.fine_tuning.schedule import Schedule, epoch_samples, schedule_of
from sa2va_desktop.training.fine_tuning.state import Best, StateFolder, TrainingProgress
from sa2va_desktop.training.fine_tuning.step import Gradients, accumulate
from sa2va_desktop.training.fine_tuning.validation import choose_places, is_better, score_of, validate
from sa2va_desktop.translation import translate

MOST_BAD_STEPS = 10
"""Steps in a row whose loss is no number, after which training stops."""
SMALL_SPREAD = 0.01
"""A standard deviation of prompt vectors below which the masks cannot depend on the words."""
_SPREAD_STEPS = 50
_KEPT_PLACES = 1000

OnEvent = Callable[[TrainingEvent], None]


class _StopError(Exception):
    """Somebody asked for the end in the middle of a step, which is then not made."""


@dataclass(frozen=True)
class Surroundings:
    """Where a training runs: its processes, its folder, who listens, and who may stop it.

    Attributes:
        precision: what is computed in, after "auto" was decided.
        stop_file: its being there asks for the end, too.
    """

    processes: Processes
    precision: str
    folder: Path
    on_event: OnEvent
    token: CancelToken
    stop_file: Path

    @property
    def is_stopped(self) -> bool:
        return self.token.is_cancelled or self.stop_file.exists()


class TrainingLoop:
    """One training of a graph on sources. `run` is called once."""

    def __init__(
        self,
        graph: TrainingGraph,
        sources: Sequence[SplitSource],
        config: FineTuningConfig,
        around: Surroundings,
    ) -> None:
        """
        Raises:
            CheckpointError: state is there, but does not fit.
        """
        self._graph, self._config, self._around = graph, config, around
        self._training = [source.training for source in sources]
        self._held_out = [source.held_out for source in sources]
        weights = [source.training.weight for source in sources]
        lengths = [len(source) for source in self._training]
        self._order = DrawOrder(lengths, weights, config.seed)
        self._places = choose_places(
            [len(source) for source in self._held_out], weights, config.validation.samples, config.seed
        )
        self.schedule: Schedule = schedule_of(
            config.schedule, samples=epoch_samples(sources), processes=around.processes.count
        )
        self._trained = {
            name: parameter for name, parameter in graph.module.named_parameters() if parameter.requires_grad
        }
        self._optimizer = torch.optim.AdamW(
            list(self._trained.values()),
            lr=config.schedule.learning_rate,
            betas=config.schedule.betas,
            weight_decay=config.schedule.weight_decay,
        )
        self._state = StateFolder(around.folder)
        self.progress = TrainingProgress(drawn=[0] * len(sources), at_once=config.schedule.batch)
        if self._state.has_state:
            self.progress = self._state.load(self._trained, self._optimizer)
            self.progress.best = self._state.read_best()
            self._order.counts = self.progress.drawn
            self.progress.at_once = min(self.progress.at_once, config.schedule.batch)
        self._means = Means()
        self._samples = 0

    def run(self) -> None:
        """Until a budget is used up; then the best weights are in place.

        Raises:
            CancelledError: it was stopped; the state is saved.
            OutOfMemoryError: even for one sample.
            ModelError: losses stayed no numbers.
            InputError: a sample is broken and the configuration refuses that, or a source has none that is not.
        """
        progress, config = self.progress, self._config
        self._begun = self._logged = self._saved = time.monotonic()
        self._seconds_before, self._fraction_before = progress.seconds, self._fraction
        self._emit(
            TrainingBegan(
                progress.step, self.schedule.steps, str(self._around.processes.device), self._around.precision
            )
        )
        self._graph.module.train()
        try:
            self._validate_if_due()
            while self._fraction < 1.0:
                self._step()
                self._log_if_due()
                self._validate_if_due()
                if time.monotonic() - self._saved > config.save_every_minutes * 60:
                    self._save()
        except _StopError as stop:
            self._save()
            self._emit(self._ended(is_complete=False))
            raise CancelledError(
                translate("training", "Training stopped after step {0}; the same command goes on.").format(
                    progress.step
                )
            ) from stop
        self._save()
        if progress.best is not None:
            self._state.load_best(self._trained)
        self._emit(self._ended(is_complete=True))

    @property
    def exported_step(self) -> int:
        """Whose weights are in place after `run`."""
        best = self.progress.best
        return self.progress.step if best is None else best.step

    # ---- a step

    def _step(self) -> None:
        progress, processes, config = self.progress, self._around.processes, self._config
        self._stop_if_asked()
        own = config.schedule.batch * config.schedule.accumulate
        draws = self._order.take(own * processes.count)[processes.rank * own : (processes.rank + 1) * own]
        try:
            samples = [draw_sample(draw, self._training, config.seed, self._leave_out) for draw in draws]
            gradients = accumulate(
                self._graph,
                samples,
                at_once=progress.at_once,
                seed=[config.seed, 6, progress.step, processes.rank],
                device=processes.device,
                on_fault=self._leave_out,
                on_shrink=self._note_shrink,
                check=self._check_alone,
            )
        except _StopError:
            self._order.counts = progress.drawn
            raise
        progress.at_once = gradients.at_once
        self._apply(gradients, [sample.place for sample in samples])
        progress.step += 1
        progress.drawn = list(self._order.counts)
        progress.seconds = processes.largest(self._seconds)  # all have to end at the same step
        self._samples += own * processes.count
        self._means.merge([gradients.means])
        if progress.bad_steps >= MOST_BAD_STEPS:
            self._save()
            raise ModelError(
                translate(
                    "training",
                    "{0} steps in a row had a loss that is not a number, the last one with {1}; lower"
                    " schedule.learning_rate, or look at these samples.",
                ).format(progress.bad_steps, ", ".join(gradients.bad_places or [samples[0].place]))
            )

    def _apply(self, gradients: Gradients, places: Sequence[str]) -> None:
        """Make the step, unless a process found no number."""
        progress, processes, config = self.progress, self._around.processes, self._config
        parameters = list(self._trained.values())
        (is_bad,) = processes.any(bool(gradients.bad_places))
        bad_places = gradients.bad_places
        if not is_bad:
            processes.average_gradients(parameters)
            norm = float(nn.utils.clip_grad_norm_(parameters, config.schedule.clip_norm))
            is_bad, bad_places = not _is_number(norm), tuple(places)
        if is_bad:
            progress.bad_steps += 1
            progress.skipped_steps += 1
            self._emit(StepSkipped(progress.step, bad_places))
            return
        progress.bad_steps = 0
        self._means.add_figure("gradient_norm", norm)
        for group in self._optimizer.param_groups:
            group["lr"] = self._rate
        self._optimizer.step()

    def _leave_out(self, error: SampleError) -> None:
        """
        Raises:
            SampleError: the configuration refuses broken samples.
        """
        if self._config.on_fault is OnFault.REFUSE:
            raise error
        sentence = str(error)
        if sentence not in self.progress.left_out[-_KEPT_PLACES:]:
            self.progress.left_out.append(sentence)
            self._emit(SampleLeftOut(sentence))

    def _note_shrink(self, at_once: int) -> None:
        self._emit(
            Noted(translate("training", "Memory ran out; from now on %n sample(s) at a time.", n=at_once))
        )

    # ---- stopping

    def _stop_if_asked(self) -> None:
        """All processes together, between steps."""
        (is_stopped,) = self._around.processes.any(self._around.is_stopped)
        if is_stopped:
            raise _StopError

    def _check_alone(self) -> None:
        """In the middle of a step only a process that is alone may stop: others would wait for it."""
        if self._around.processes.count == 1 and self._around.is_stopped:
            raise _StopError

    # ---- validating

    def _validate_if_due(self) -> None:
        progress = self.progress
        is_due = progress.step % self._config.validation.every_steps == 0 or self._fraction >= 1.0
        if not is_due or not self._places or progress.validated_step == progress.step:
            return
        processes = self._around.processes
        mine = self._places[processes.rank :: processes.count]
        means = validate(
            self._graph,
            self._held_out,
            mine,
            self._config.seed,
            on_fault=self._leave_out,
            check=self._check_alone,
        )
        gathered = Means()
        gathered.merge(processes.gather(means))
        losses, figures = values_of(gathered.losses), values_of(gathered.figures)
        progress.validated_step = progress.step
        if "total" not in losses:  # none of the samples can be used, which was told
            return
        score = score_of(figures)
        is_best = is_better(score, losses["total"], progress.best)
        if is_best:
            progress.best = Best(progress.step, score, losses["total"])
            if processes.is_first:
                self._state.save_best(self._trained, progress)
        self._emit(Validated(progress.step, losses, figures, score, is_best))
        progress.seconds = processes.largest(self._seconds)

    # ---- telling and saving

    def _log_if_due(self) -> None:
        progress = self.progress
        if progress.step % self._config.log_every and self._fraction < 1.0:
            return
        gathered = Means()
        gathered.merge(self._around.processes.gather(self._means))
        now = time.monotonic()
        losses, figures = values_of(gathered.losses), values_of(gathered.figures)
        self._emit(
            StepsDone(
                step=progress.step,
                steps=self.schedule.steps,
                fraction=self._fraction,
                losses=losses,
                figures=figures,
                learning_rate=self._optimizer.param_groups[0]["lr"],
                samples_per_s=self._samples / max(now - self._logged, 1e-9),
                seconds=self._seconds,
                left_s=self._left_s,
            )
        )
        spread = figures.get("seg_spread")
        if spread is not None and spread < SMALL_SPREAD and progress.step >= _SPREAD_STEPS:
            self._emit(
                Noted(
                    translate(
                        "training",
                        "The prompt vectors of different expressions are nearly equal (spread {0}): masks cannot depend on"
                        " the words.",
                    ).format(f"{spread:.2g}")
                )
            )
        self._means, self._samples, self._logged = Means(), 0, now

    def _save(self) -> None:
        if self._around.processes.is_first:
            self._state.save(self._trained, self._optimizer, self.progress)
            self._emit(StateSaved(self.progress.step))
        self._saved = time.monotonic()

    def _emit(self, event: TrainingEvent) -> None:
        if self._around.processes.is_first:
            self._around.on_event(event)

    def _ended(self, *, is_complete: bool) -> TrainingEnded:
        progress = self.progress
        return TrainingEnded(
            step=progress.step,
            seconds=progress.seconds,
            is_complete=is_complete,
            best_step=progress.best.step if progress.best is not None else None,
            skipped_steps=progress.skipped_steps,
            left_out=len(progress.left_out),
        )

    # ---- time

    @property
    def _seconds(self) -> float:
        return self._seconds_before + time.monotonic() - self._begun

    @property
    def _fraction(self) -> float:
        return self.schedule.fraction(self.progress.step, self.progress.seconds)

    @property
    def _rate(self) -> float:
        factor = self.schedule.rate(self.progress.step, self.progress.seconds)
        return self._config.schedule.learning_rate * factor

    @property
    def _left_s(self) -> float | None:
        """By how long this sitting took for its share."""
        done = self._fraction - self._fraction_before
        if done <= 0:
            return None
        return (time.monotonic() - self._begun) * (1 - self._fraction) / done


def _is_number(value: float) -> bool:
    return value - value == 0
