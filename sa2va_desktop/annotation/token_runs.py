"""Token ids of a conversation with runs folded: a picture is hundreds of times the same token.

Ids are kept and not the text, because encoding a text again does not give the ids that the model wrote.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

TokenRuns = tuple[tuple[int, int], ...]
"""(token id, how many times in a row), in order."""

TOKEN_LIMIT = 4_000_000
"""More than any model reads. A few bytes of runs could otherwise claim any number."""


def fold_tokens(ids: Iterable[int]) -> TokenRuns:
    """Runs of equal ids as one pair each."""
    return tuple((token_id, sum(1 for _ in run)) for token_id, run in groupby(ids))


def unfold_tokens(runs: TokenRuns) -> tuple[int, ...]:
    """The ids one by one; the opposite of `fold_tokens`."""
    return tuple(token_id for token_id, count in runs for _ in range(count))
