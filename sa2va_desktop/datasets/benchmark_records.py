"""What a benchmark asks, what a model answers, and the figures that come out; asked by `operations`, scored by `evaluation`."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.datasets.imported_clip import ImportedClip


class SampleKind(enum.Enum):
    """What is wanted of the model; decides the prompt."""

    REFERRING = "referring"  # masks of what a text means
    INSTRUCTION = "instruction"  # the same, with nothing but the text itself, as a person types it
    CLICK = "click"  # the mask of what is under a click, carried through the clip if it is one
    GROUNDED_CAPTION = "grounded_caption"  # a caption whose phrases have masks
    REGION_CAPTION = "region_caption"  # words about a marked region
    MARKED_THING = "marked_thing"  # the same as the window asks it: a small region is shown enlarged
    CHAT = "chat"  # an answer in words; the text is sent as it is


@dataclass(frozen=True, eq=False)
class BenchmarkSample:
    """One thing to ask.

    Attributes:
        key: unique in the data set and the same whenever it is read; the journal knows the sample by it.
        text: expression or question, as the data set has it.
        clip: the picture or clip, with the names of the frames that are wanted; None: nothing is shown.
        pictures: shown in place of `clip.media`, each the bytes of a picture file.
        drawn: shown in place of both: (T, H, W, 3) uint8 RGB; one frame is a still.
        region: what is to be described, in picture coordinates.
        point_xy: of a click on the first frame, in picture pixels; pixel k covers [k, k+1).
        is_question: the text is a sentence to answer, not a phrase that names something (ReasonSeg tells).
        details: what the benchmark itself wants to know again when the sample is scored.
    """

    key: str
    kind: SampleKind
    text: str
    clip: ImportedClip | None = None
    pictures: tuple[bytes, ...] = ()
    drawn: npt.NDArray[np.uint8] | None = None
    region: MaskRle | None = None
    point_xy: tuple[float, float] = (0.0, 0.0)
    is_question: bool = False
    details: Any = None


@dataclass(frozen=True, eq=False)
class Prediction:
    """What a model answered.

    Attributes:
        text: for reading.
        phrases: the words that each object was given for, "" where the model gave none.
        objects: by object, a mask for each of the sample's frames, in order.
        spoken_phrases: all phrases of the text in order, also those without a mask.
        first_mask_s: seconds from asking to the first frame with masks; None where there was none.
        frames_per_s: frames with masks in a second after the first one; None where there were not several.
    """

    text: str
    phrases: tuple[str, ...] = ()
    objects: tuple[tuple[MaskRle, ...], ...] = ()
    spoken_phrases: tuple[str, ...] = ()
    first_mask_s: float | None = None
    frames_per_s: float | None = None


@dataclass(frozen=True)
class Scored:
    """How a prediction did.

    Attributes:
        row: JSON values from which figures are made; small, one is kept for each sample.
        quality: 0..1, by which the best and worst are shown; None: nothing to compare with.
        frame: position of the frame that is shown, and `truth` on it.
    """

    row: Mapping[str, Any]
    quality: float | None = None
    frame: int = 0
    truth: MaskRle | None = None


@dataclass(frozen=True)
class Aim:
    """A figure that is wanted: at least, or with `is_most` at most, the bound."""

    bound: float
    is_most: bool = False

    def margin(self, value: float) -> float:
        """By how much the value is better than the bound; negative where the aim is missed."""
        return self.bound - value if self.is_most else value - self.bound


@dataclass(frozen=True)
class Figure:
    """One number of a report; `value` None: not computed, and `note` says why.

    Attributes:
        unit: "%", "" for a plain number, or a unit in words.
        count: how many samples it rests on.
        chance: what would be reached without looking.
    """

    name: str
    value: float | None
    unit: str = "%"
    note: str = ""
    count: int | None = None
    chance: float | None = None
    aim: Aim | None = None


@dataclass(frozen=True)
class FigureTable:
    """Figures that belong together, under the tradition in which they were made."""

    title: str
    tradition: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class StoredPrediction:
    """A prediction as it lies on the disk, with what is needed to hand it in or to show it, without the data set.

    Attributes:
        group, name: of the sample, as the data set calls them: video and expression, or picture and sentence.
        frame_names: of the masks.
        shown_frame: index in the media item of the frame that is shown, and `shown_truth` on it.
    """

    key: str
    question: str
    prediction: Prediction
    group: str = ""
    name: str = ""
    frame_names: tuple[str, ...] = ()
    size_hw: tuple[int, int] = (0, 0)
    media: Path | None = None
    shown_position: int = 0
    shown_frame: int = 0
    shown_truth: MaskRle | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)
