"""How far work is and how fast it goes, in numbers and in words."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from sa2va_desktop.translation import translate
from sa2va_desktop.ui.byte_sizes import byte_size

BYTES = "bytes"


def duration(seconds: float) -> str:
    """A rest that people can read: "8 s", "2 min 10 s", "1 h 5 min"."""
    whole = max(0, round(seconds))
    if whole < 60:
        return translate("RunProgress", "{0} s").format(whole)
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return translate("RunProgress", "{0} min {1} s").format(minutes, rest)
    return translate("RunProgress", "{0} h {1} min").format(minutes // 60, minutes % 60)


@dataclass(frozen=True)
class RunProgress:
    """`total` is 0 while nobody knows it; speed and rest are None until they are known. `unit` is a plural noun."""

    done: int = 0
    total: int = 0
    unit: str = ""
    per_s: float | None = None
    seconds_left: float | None = None

    @property
    def amount(self) -> str:
        """ "3 / 24 frames", or "" while nobody knows."""
        if self.unit == BYTES and self.total:
            return f"{byte_size(self.done)} / {byte_size(self.total)}"
        return f"{self.done} / {self.total} {self._unit_name()}".rstrip() if self.total else ""

    @property
    def speed(self) -> str:
        """ "12.5 frames/s", or "" while nobody knows."""
        if not self.per_s or not self.total:
            return ""
        if self.unit == BYTES:
            return f"{byte_size(self.per_s)}/s"
        number = f"{self.per_s:.1f}" if self.per_s < 100 else f"{self.per_s:.0f}"
        return translate("RunProgress", "{0} {1}/s").format(number, self._unit_name())

    @property
    def rest(self) -> str:
        """ "8 s left", or "" while nobody knows."""
        return (
            ""
            if self.seconds_left is None
            else translate("RunProgress", "{0} left").format(duration(self.seconds_left))
        )

    @property
    def text(self) -> str:
        """All of it in one line; "" while nothing is known."""
        return "  ·  ".join(part for part in (self.amount, self.speed, self.rest) if part)

    def _unit_name(self) -> str:
        names = {
            "frames": translate("RunProgress", "frames"),
            "masks": translate("RunProgress", "masks"),
            "files": translate("RunProgress", "files"),
            "answers": translate("RunProgress", "answers"),
            "values": translate("RunProgress", "values"),
            "questions": translate("RunProgress", "questions"),
            "steps": translate("RunProgress", "steps"),
        }
        return names.get(self.unit, self.unit)


class Pace:
    """Measures speed from the first result on, because the time before it is preparation; pauses do not count."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._first: tuple[float, int] | None = None
        self._paused_at_s: float | None = None

    def pause(self) -> None:
        if self._paused_at_s is None:
            self._paused_at_s = self._clock()

    def resume(self) -> None:
        if self._paused_at_s is not None and self._first is not None:
            began_s, done = self._first
            self._first = (began_s + self._clock() - self._paused_at_s, done)
        self._paused_at_s = None

    def progress(self, done: int, total: int, unit: str) -> RunProgress:
        """To be called with every result."""
        now_s = self._clock() if self._paused_at_s is None else self._paused_at_s
        if self._first is None:
            self._first = (now_s, done)
        began_s, done_then = self._first
        elapsed_s, made = now_s - began_s, done - done_then
        per_s = made / elapsed_s if made > 0 and elapsed_s > 0 else None
        return RunProgress(done, total, unit, per_s, (total - done) / per_s if per_s and total else None)
