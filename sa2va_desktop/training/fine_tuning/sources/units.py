"""What becomes one sample, before it is worded and its frames are drawn."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from sa2va_desktop.training.fine_tuning.sample import SampleTask
from sa2va_desktop.training.fine_tuning.sources.located_clip import LocatedClip
from sa2va_desktop.translation import QT_TRANSLATE_NOOP

TURNS_AT_ONCE = 5
"""Expressions of one picture or clip that are asked in one conversation, as published."""


class Asks(enum.Enum):
    """How the question of a turn is put, and who wrote the answer."""

    EXPRESSION = "expression"  # wrapped into a request; the answer is worded anew each time
    REGION = "region"  # about a marked thing, worded anew
    GROUNDED = "grounded"  # a caption with masks, worded anew
    DESCRIBE = "describe"  # a caption without, worded anew
    VERBATIM = "verbatim"  # as it stands in the source


class LeftOut(enum.Enum):
    """Why something that a source says is not trained on, though it is no fault."""

    MASKS = QT_TRANSLATE_NOOP("training", "texts about objects that have no mask that counts")
    UNTOLD = QT_TRANSLATE_NOOP("training", "expressions of which the data set does not tell what they mean")
    UNFOUND = QT_TRANSLATE_NOOP("training", "requests that the model did not answer with a mask")
    AFTER_REGION = QT_TRANSLATE_NOOP("training", "turns that go on from one about a marked thing")


@dataclass(frozen=True)
class UnitTurn:
    """One turn before it is worded.

    Attributes:
        text: an expression or question; "" where it is worded anew.
        answer: with its marks; "" where it is worded anew.
        segments: for each `[SEG]` of the answer, positions of the objects that it stands for, as one mask.
        region: which of the unit's regions is meant, from 1; 0 for none.
    """

    asks: Asks
    text: str = ""
    answer: str = ""
    segments: tuple[tuple[int, ...], ...] = ()
    region: int = 0

    @property
    def objects(self) -> frozenset[int]:
        return frozenset(place for segment in self.segments for place in segment)


@dataclass(frozen=True)
class Unit:
    """What becomes one sample.

    Attributes:
        known: frames of the media on which all that is meant is known, seen or absent; () where nothing has a mask.
        regions: positions of the objects that are marked on the only frame of `known`.
    """

    task: SampleTask
    turns: tuple[UnitTurn, ...]
    known: tuple[int, ...] = ()
    regions: tuple[int, ...] = ()


def known_frames(located: LocatedClip, objects: Iterable[int]) -> frozenset[int]:
    """Frames on which every one of these objects is known; all frames for none."""
    tracks = [located.tracks[place].keys() for place in objects]
    return frozenset(tracks[0]).intersection(*tracks[1:]) if tracks else frozenset(located.frames)


def is_seen(located: LocatedClip, objects: Iterable[int], frames: Iterable[int]) -> bool:
    """Whether any of the objects has a mask on any of the frames."""
    within = set(frames)
    return any(
        frame in within and not rle.is_empty
        for place in objects
        for frame, rle in located.tracks[place].items()
    )


def largest_frame(located: LocatedClip, place: int) -> int | None:
    """The frame on which most of an object is seen, or None."""
    track = located.tracks[place]
    seen = [frame for frame in sorted(track) if not track[frame].is_empty]
    return max(seen, key=lambda frame: track[frame].area, default=None)
