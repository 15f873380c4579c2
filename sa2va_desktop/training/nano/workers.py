"""Starts one training in several single-threaded processes, which find each other through a file."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sa2va_desktop.training.nano.exchange import worker_environment


def run_workers(count: int, arguments: Sequence[str]) -> int:
    """Run `python ARGUMENTS` so many times at once, and return the worst exit code."""
    with tempfile.TemporaryDirectory() as folder:
        meeting = Path(folder) / "meeting"
        workers = [
            subprocess.Popen(
                [sys.executable, *arguments],
                env=worker_environment(rank, world=count, meeting=meeting),
            )
            for rank in range(count)
        ]
        codes = [worker.wait() for worker in workers]
    return max(codes, key=abs)
