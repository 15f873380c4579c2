"""The proposals of a run with their verdicts, while more come and some give way to better ones. Knows no widget."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from sa2va_desktop.annotation.palette import next_color
from sa2va_desktop.annotation.records import Rgb
from sa2va_desktop.operations.proposal_sieve import Proposal
from sa2va_desktop.ui.everything.proposal_row import ProposalRow, RowId, Verdict


class ProposalRows:
    """In the order of the list: the largest first."""

    def __init__(self) -> None:
        self._rows: list[ProposalRow] = []
        self._run = 0
        self._numbered = 0
        self._used: list[Rgb] = []

    @property
    def rows(self) -> tuple[ProposalRow, ...]:
        return tuple(self._rows)

    def with_verdict(self, *verdicts: Verdict) -> list[ProposalRow]:
        return [row for row in self._rows if row.verdict in verdicts]

    def get(self, row_id: RowId | None) -> ProposalRow | None:
        return next((row for row in self._rows if row.row_id == row_id), None)

    def begin_run(self, used: Sequence[Rgb]) -> None:
        """Look anew: what was accepted stays.

        Args:
            used: colours that objects have.
        """
        self._run += 1
        self._rows = self.with_verdict(Verdict.ACCEPTED)
        self._used = [*used, *(row.color for row in self._rows)]
        self._renumber()

    def take(self, proposals: Iterable[Proposal]) -> None:
        """What a run has found so far, instead of what it had found before; accepted ones stay in any case."""
        known = {row.row_id: row for row in self._rows}
        rows = []
        for proposal in proposals:
            row_id = (self._run, *proposal.key)
            rows.append(known.pop(row_id) if row_id in known else self._new(row_id, proposal))
        rows += [row for row in known.values() if row.verdict is Verdict.ACCEPTED]
        self._rows = sorted(rows, key=lambda row: (-row.proposal.rle.area, row.row_id))

    def end_run(self) -> None:
        """Number them as they stand in the list."""
        self._renumber()

    def decide(self, row_ids: Iterable[RowId], verdict: Callable[[Verdict], Verdict]) -> None:
        """Change verdicts; `verdict` makes the new one of the old."""
        wanted = set(row_ids)
        self._rows = [
            replace(row, verdict=verdict(row.verdict)) if row.row_id in wanted else row for row in self._rows
        ]

    def clear(self) -> None:
        self._rows = []
        self._numbered = 0

    # ---- inside

    def _new(self, row_id: RowId, proposal: Proposal) -> ProposalRow:
        self._numbered += 1
        color = next_color(self._used)
        self._used.append(color)
        return ProposalRow(row_id, self._numbered, proposal, color)

    def _renumber(self) -> None:
        self._rows = [replace(row, number=number) for number, row in enumerate(self._rows, start=1)]
        self._numbered = len(self._rows)
