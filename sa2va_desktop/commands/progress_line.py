"""One line on stderr that counts up in place; in a log file, only where it ends. And counted nouns."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self


class ProgressLine:
    """A context manager: when it ends, by an error too, what follows begins on a line of its own."""

    def __init__(self) -> None:
        self._shown = ""

    def show(self, done: int, total: int) -> None:
        self.show_text(f"{done}/{total} frames")

    def show_text(self, text: str) -> None:
        """Other words; what of the words before is longer is wiped out."""
        if sys.stderr.isatty():
            print(f"\r{text:{len(self._shown)}}", end="", file=sys.stderr, flush=True)
        self._shown = text

    def end(self) -> None:
        if self._shown:
            print("" if sys.stderr.isatty() else self._shown, file=sys.stderr)
        self._shown = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.end()


def counted(count: int, noun: str) -> str:
    """ "1 object", "2 objects"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
