"""Which media are kept for validation: whole clips, and none on both sides whatever sources show it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


class HeldOutMedia:
    """Decides source after source; what was decided once stays. `share`: of the media of each source."""

    def __init__(self, seed: int, share: float) -> None:
        self._seed, self._share = seed, share
        self._held_out: dict[str, bool] = {}

    def hold_out(self, group: str) -> None:
        """A data set says that these media are for validation; another source that came first may train on them."""
        self._held_out.setdefault(group, True)

    def is_held_out(self, group: str) -> bool:
        return self._held_out[group]

    def split(self, groups: Sequence[str], *, has_own: bool) -> None:
        """Decide about the media of a source. At least one is held out, and at least one is not, of two or more.

        Args:
            has_own: the source says itself what is for validation, so that nothing else is.
        """
        new = sorted({group for group in groups if group not in self._held_out}, key=self._draw)
        total = len(set(groups))
        there = sum(self._held_out[group] for group in set(groups) if group in self._held_out)
        wanted = min(max(round(self._share * total), 1), total - 1) if self._share and total > 1 else 0
        for place, group in enumerate(new):
            self._held_out[group] = not has_own and place < wanted - there

    def _draw(self, group: str) -> bytes:
        return hashlib.blake2b(f"{self._seed}\0{group}".encode("utf-8", "backslashreplace")).digest()
