"""A fine-tuning as its TOML file describes it: the checkpoint, the sources, what is trained, how long.

Defaults are those of the published training (Sa2VA, arXiv 2501.04001, and its released configurations).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from pathlib import Path

from sa2va_desktop.training.fine_tuning.sample import SampleTask


class Method(enum.Enum):
    """What is trained of the language model and the towers."""

    LORA = "lora"  # as published: LoRA, embeddings, head, mlp1 (InternVL), text_hidden_fcs, mask decoder
    FULL = "full"  # everything; for the embedded checkpoint


class SegTokens(enum.Enum):
    """How the frames of a clip get their prompt vectors: the paper's ablation."""

    SINGLE = "single"  # one `[SEG]` an object, the same vector for all frames
    REPEAT = "repeat"  # `[SEG]` once for every frame
    MULTIPLE = "multiple"  # a token of its own for every frame


class OnFault(enum.Enum):
    """What happens to an item of a source that cannot be used."""

    SKIP = "skip"  # it is reported and left out
    REFUSE = "refuse"  # training does not begin


class SeveralObjects(enum.Enum):
    """How an expression about several objects is answered."""

    UNION = "union"  # one `[SEG]` for all of them, as in the published data
    EACH = "each"  # one `[SEG]` for each, in the order of the words, else from left to right


class SourceKind(enum.Enum):
    """Where samples come from."""

    DATA_SET = "data_set"  # a folder or file in any format that can be imported
    PROJECT = "project"  # a .sa2va file
    SCENES = "scenes"  # drawn while training


@dataclass(frozen=True)
class SourceConfig:
    """One source.

    Attributes:
        path: of the data set or project; None for scenes.
        format_id: of a data set; "" for the one that recognises it.
        pictures: a folder in which the pictures of a data set are that does not bring them, at any depth; or None.
        split: only this part. "" takes all: what the data set calls val is kept for validation, what it calls test is
            left out.
        tasks: what is taken from it; () for all that it has.
        several: how an expression about several objects is answered. None is the way of its kind: `UNION` for data sets, as
            published, and `EACH` for projects, whose objects are things by themselves. Scenes always have `EACH`.
        weight: how often it is drawn from, relative to the others.
        nouns: of scenes only; () for the usual ones.
    """

    kind: SourceKind
    path: Path | None = None
    format_id: str = ""
    pictures: Path | None = None
    split: str = ""
    tasks: tuple[SampleTask, ...] = ()
    several: SeveralObjects | None = None
    weight: float = 1.0
    nouns: tuple[str, ...] = ()


@dataclass(frozen=True)
class AdaptationConfig:
    """What is trained. `rank`, `alpha` and `dropout` belong to LoRA."""

    method: Method = Method.LORA
    rank: int = 128
    alpha: int = 256
    dropout: float = 0.05
    seg_tokens: SegTokens = SegTokens.SINGLE


@dataclass(frozen=True)
class LossConfig:
    """Weights of the losses, and what a sample gives to them.

    Attributes:
        objects, frames: masks compared in a sample; more are subsampled, fewer repeated.
        points: per mask, of which `importance` lie where the prediction is least certain, out of `oversample` times as many.
    """

    language: float = 1.0
    mask: float = 2.0
    dice: float = 0.5
    objects: int = 5
    frames: int = 5
    points: int = 12544
    oversample: float = 3.0
    importance: float = 0.75


@dataclass(frozen=True)
class ScheduleConfig:
    """How long and how fast. Training ends at whichever budget is used up first; at least one is given.

    Attributes:
        steps: optimiser steps.
        epochs: passes over the sources, in samples.
        minutes: of wall clock.
        batch: samples of a device at a time; `accumulate` batches make a step.
        warm_up: share of the training in which the rate rises; then it falls along a cosine to 0.
        precision: "auto", "bf16" or "fp32"; auto is bf16 where the device is fast at it.
        checkpointing: compute activations again in the backward pass, which takes less memory and more time.
    """

    steps: int | None = None
    epochs: float | None = None
    minutes: float | None = None
    batch: int = 2
    accumulate: int = 4
    learning_rate: float = 4e-5
    weight_decay: float = 0.05
    betas: tuple[float, float] = (0.9, 0.999)
    clip_norm: float = 1.0
    warm_up: float = 0.05
    precision: str = "auto"
    checkpointing: bool = False


@dataclass(frozen=True)
class ValidationConfig:
    """Held-out samples by which the best state is chosen.

    Attributes:
        share: of each source's media items, kept out of training; whole clips, never frames of one.
        every_steps: between two validations.
        samples: at most so many are looked at.
    """

    share: float = 0.1
    every_steps: int = 200
    samples: int = 64


@dataclass(frozen=True)
class FineTuningConfig:
    """The whole file.

    Attributes:
        model: folder of the checkpoint to start from.
        out: gets state, logs, TensorBoard files and the finished `checkpoint` folder.
        save_every_minutes: between two saves of the state.
        device: as for the runtime: "auto", "cpu", "cuda:0", ….
    """

    model: Path
    out: Path
    sources: tuple[SourceConfig, ...]
    seed: int = 0
    device: str = "auto"
    on_fault: OnFault = OnFault.SKIP
    save_every_minutes: float = 5.0
    log_every: int = 10
    max_tokens: int = 8192
    adaptation: AdaptationConfig = field(default_factory=AdaptationConfig)
    losses: LossConfig = field(default_factory=LossConfig)
    schedule: ScheduleConfig = field(default_factory=ScheduleConfig)
    validation: ValidationConfig = field(default_factory=ValidationConfig)
