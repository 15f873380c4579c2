"""What a training step is given: pictures, turns about them, and the masks that the `[SEG]`s of the answers stand for.

Sources make samples, the graph turns them into losses; neither knows the other.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.errors import InputError
from sa2va_desktop.inference.api import FrameProvider
from sa2va_desktop.training.fine_tuning.events import SourceStatement

SEG_MARK = "[SEG]"
"""How an answer spells a mask, one for each object, whatever `seg_tokens` makes of it later."""


class SampleTask(enum.Enum):
    """What a sample teaches; the groups of the paper's data mix."""

    REFERRING = "referring"  # an expression, and the masks that it means
    GROUNDED_CAPTION = "grounded_caption"  # a caption with phrases that have masks
    REGION = "region"  # what lies under a given mask
    CHAT = "chat"  # words alone


@dataclass(frozen=True)
class TrainingTurn:
    """A question and its answer.

    Attributes:
        question: as a person would type it, without pictures and template.
        answer: with `[SEG]` spelled once for every mask and phrases in `<p> … </p>`.
        objects: position in `TrainingSample.objects` of each `[SEG]` of the answer, in order.
    """

    question: str
    answer: str
    objects: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class TrainingSample:
    """One conversation about one picture or clip.

    Attributes:
        place: where it comes from (source, file, item), for reports.
        frames: the picture or clip, or None for words alone.
        shown_frames: frames that the language model sees; one for a still.
        mask_frames: frames on which masks are compared; a subset of what is annotated.
        turns: the first one carries the pictures.
        objects: for each object, frame → mask in pixels of the picture; a frame of `mask_frames` that is left out is empty.
        regions: masks on `shown_frames[0]` that the first question speaks about as region1, region2, …; stills only.
    """

    place: str
    task: SampleTask
    frames: FrameProvider | None
    is_video: bool
    shown_frames: tuple[int, ...]
    mask_frames: tuple[int, ...]
    turns: tuple[TrainingTurn, ...]
    objects: tuple[Mapping[int, MaskRle], ...] = ()
    regions: tuple[MaskRle, ...] = ()


class SampleError(InputError):
    """One item of a source cannot be trained on. The sentence names the item, what was expected and what was found."""


class SampleSource(Protocol):
    """Samples of one origin, by index.

    Attributes:
        name: for reports.
        weight: how often it is drawn from, relative to the other sources.
    """

    @property
    def name(self) -> str: ...

    @property
    def weight(self) -> float: ...

    def __len__(self) -> int: ...

    def sample(self, index: int, rng: np.random.Generator) -> TrainingSample:
        """One sample; `rng` chooses among expressions, frames and phrasings, so that equal seeds give equal samples.

        Raises:
            SampleError: this item is broken; the others are not.
        """
        ...


@dataclass(frozen=True, eq=False)
class SplitSource:
    """One source of a configuration, whose media items are dealt to training and validation.

    `sources.opening.open_sources(config)` gives a sequence of them, in the order of the configuration.

    Attributes:
        held_out: by which the best state is chosen; may be empty.
        statement: what is told of it before training begins.
    """

    training: SampleSource
    held_out: SampleSource
    statement: SourceStatement
