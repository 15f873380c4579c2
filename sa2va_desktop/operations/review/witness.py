"""Who says that a mask may be wrong, and how much each of them weighs."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from types import MappingProxyType


class Witness(enum.Enum):
    """What doubts a mask; the order is that of the columns of `FrameScores.doubts`."""

    UNSURE = "unsure"  # SAM 2's own estimate of the mask is low
    WAVERING = "wavering"  # SAM 2 hardly knows whether the object is there
    AREA = "area"  # another size than on the frames before
    BLIP = "blip"  # another size than on the frames before and after
    JUMP = "jump"  # it is not where its motion leads
    SHAPE = "shape"  # another outline than on the frame before
    PARTS = "parts"  # it fell into pieces
    BORDER = "border"  # it has just begun to touch the picture's border
    GONE = "gone"  # it is suddenly not there, away from the border
    APPEARED = "appeared"  # it is suddenly there, away from the border
    SWAPPED = "swapped"  # it is where another object has been
    AFTER_BREAK = "after_break"  # no frame that somebody vouches for is connected with this one
    BEFORE_BREAK = "before_break"  # the track jumps back soon after: it may have slid off before that
    ASKED = "asked"  # asked again, the model finds something else
    LABEL = "label"  # asked again, it looks like something of another label


WITNESSES: tuple[Witness, ...] = tuple(Witness)

SCORES = frozenset({Witness.UNSURE, Witness.WAVERING})
ASKING = frozenset({Witness.ASKED, Witness.LABEL})
GEOMETRY = frozenset(WITNESSES) - SCORES - ASKING

BIAS = -4.4
WEIGHTS: Mapping[Witness, float] = MappingProxyType(
    {
        Witness.UNSURE: 2.0,
        Witness.WAVERING: 1.0,
        Witness.AREA: 0.5,
        Witness.BLIP: 3.0,
        Witness.JUMP: 1.0,
        Witness.SHAPE: 0.5,
        Witness.PARTS: 0.5,
        Witness.BORDER: 0.5,
        Witness.GONE: 8.0,
        Witness.APPEARED: 0.5,
        Witness.SWAPPED: 1.5,
        Witness.AFTER_BREAK: 4.0,
        Witness.BEFORE_BREAK: 2.5,
        Witness.ASKED: 2.4,
        Witness.LABEL: 6.0,
    }
)
"""From a logistic regression on faults planted into tracked scenes (seed 1 of `evaluate review`), rounded, and raised for
witnesses of faults that are not planted there. How well they do on other scenes stands in docs/manual/review.md."""
