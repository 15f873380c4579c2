"""One proposal as it is shown, and what a person chose about the whole."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from sa2va_desktop.annotation.records import Rgb
from sa2va_desktop.operations.proposal_sieve import Proposal, SieveOptions
from sa2va_desktop.operations.segment_everything import EverythingOptions

RowId = tuple[int, int, int]  # number of the run, and the proposal's key


class Verdict(enum.Enum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Density(enum.Enum):
    """The value is the number of points along the longer side."""

    FEW = 10
    NORMAL = 16
    MANY = 32
    MOST = 48


class Quality(enum.Enum):
    """The value is the least predicted IoU and the least stability.

    Measured with the embedded model on drawn scenes, see the manual.
    """

    SURE = (0.8, 0.85)
    NORMAL = (0.6, 0.8)
    DOUBTFUL = (0.5, 0.6)


@dataclass(frozen=True)
class Choices:
    """What a person chose; kept while the window is open."""

    density: Density = Density.NORMAL
    quality: Quality = Quality.NORMAL
    leaves_out_known: bool = True
    keeps_parts: bool = False
    names_by_model: bool = False

    @property
    def options(self) -> EverythingOptions:
        min_iou, min_stability = self.quality.value
        return EverythingOptions(
            self.density.value,
            min_iou,
            min_stability,
            SieveOptions(leaves_out_known=self.leaves_out_known, keeps_parts=self.keeps_parts),
        )


@dataclass(frozen=True)
class ProposalRow:
    """A proposal with its number and colour, and what was decided about it."""

    row_id: RowId
    number: int
    proposal: Proposal
    color: Rgb
    verdict: Verdict = Verdict.OPEN
