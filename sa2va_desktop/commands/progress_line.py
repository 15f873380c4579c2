"""One line on stderr that counts up in place."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self


class ProgressLine:
    """A context manager: when it ends, by an error too, what follows begins on a line of its own."""

    def __init__(self) -> None:
        self._is_open = False

    def show(self, done: int, total: int) -> None:
        print(f"\r{done}/{total} frames", end="", file=sys.stderr, flush=True)
        self._is_open = True

    def end(self) -> None:
        if self._is_open:
            print(file=sys.stderr)
        self._is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.end()
