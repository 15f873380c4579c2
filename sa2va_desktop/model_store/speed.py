"""How fast bytes came during the last seconds."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

_SPAN_S = 5.0
_BETWEEN_REPORTS_S = 0.1


class SpeedMeter:
    """Told of bytes as they come; `clock` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._total = 0
        self._marks: deque[tuple[float, int]] = deque([(clock(), 0)])
        self._last_report_s = float("-inf")

    def add(self, byte_count: int) -> None:
        self._total += byte_count
        now = self._clock()
        self._marks.append((now, self._total))
        while len(self._marks) > 2 and self._marks[0][0] < now - _SPAN_S:
            self._marks.popleft()

    @property
    def bytes_per_second(self) -> float:
        """0 until something came."""
        (start_s, start), (end_s, end) = self._marks[0], self._marks[-1]
        return (end - start) / (end_s - start_s) if end_s > start_s else 0.0

    def report_is_due(self) -> bool:
        """True at most ten times a second, so that nobody is flooded."""
        now = self._clock()
        if now - self._last_report_s < _BETWEEN_REPORTS_S:
            return False
        self._last_report_s = now
        return True
