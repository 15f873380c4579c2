"""One proposal as it is shown, and what a person chose about the whole."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from sa2va_desktop.annotation.records import Rgb
from sa2va_desktop.operations.proposal_sieve import Proposal, SieveOptions
from sa2va_desktop.operations.segment_everything import Density, EverythingOptions, Quality

RowId = tuple[int, int, int]  # number of the run, and the proposal's key


class Verdict(enum.Enum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


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
        sieve = SieveOptions(leaves_out_known=self.leaves_out_known, keeps_parts=self.keeps_parts)
        return EverythingOptions.of(self.density, self.quality, sieve)


@dataclass(frozen=True)
class ProposalRow:
    """A proposal with its number and colour, and what was decided about it."""

    row_id: RowId
    number: int
    proposal: Proposal
    color: Rgb
    verdict: Verdict = Verdict.OPEN
