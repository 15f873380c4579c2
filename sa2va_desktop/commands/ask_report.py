"""What `ask` says while it runs: JSON lines, or text on stdout and progress on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sa2va_desktop.commands.progress_line import ProgressLine, counted
from sa2va_desktop.operations.event_lines import describe_event


class Report:
    """Says what happens: JSON lines, or text on stdout and progress on stderr."""

    def __init__(self, line: ProgressLine, *, as_json: bool) -> None:
        self._line = line
        self._as_json = as_json
        self._is_mid_line = False

    def event(self, event: Any) -> None:
        described = describe_event(event)
        if self._as_json:
            self._print(described)
        elif described["event"] == "prompt":
            self._end_line()
        elif described["event"] == "text":
            print(described["text"], end="", flush=True)
            self._is_mid_line = True
        elif described["event"] == "notice":
            self._end_line()
            print(described["text"], file=sys.stderr)
        elif described["event"] == "frame":
            self._end_line()
            self._line.show(described["done"], described["total"])

    def turn(self, described: dict[str, Any]) -> None:
        """One turn of several is over; the last one is told by `answer`."""
        if self._as_json:
            self._print({"event": "turn", **described})
            return
        self._end_line()
        self._line.end()

    def answer(self, described: dict[str, Any], out: Path, lost: Sequence[str]) -> None:
        if self._as_json:
            self._print({"event": "answer", "out": str(out), "lost": list(lost), **described})
            return
        self._end_line()
        self._line.end()
        for sentence in lost:
            print(sentence, file=sys.stderr)
        frames = ", ".join(map(str, described["rests_on_frames"]))
        basis = f"rests on frames {frames}" if frames else "no picture was shown with it"
        print(f"{counted(len(described['objects']), 'object')}; {basis}; written to {out}")

    def score(self, described: dict[str, Any]) -> None:
        if self._as_json:
            self._print({"event": "score", **described})
        else:
            which = described["truth_objects"] or "all objects"
            print(f"J {described['J']:.4f}  F {described['F']:.4f}  J&F {described['J&F']:.4f}", end="  ")
            print(f"({described['frames']} frames, truth: {which})")

    def _end_line(self) -> None:
        if self._is_mid_line:
            print(flush=True)
        self._is_mid_line = False

    def _print(self, described: dict[str, Any]) -> None:
        print(json.dumps(described, ensure_ascii=False), flush=True)
