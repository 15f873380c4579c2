"""`python -m sa2va_desktop.training.nano CONFIG [--stage NAME]`."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from sa2va_desktop.errors import Sa2vaDesktopError
from sa2va_desktop.tasks import Progress
from sa2va_desktop.training.nano.exchange import is_worker, worker_environment
from sa2va_desktop.training.nano.run import export_state, train


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m sa2va_desktop.training.nano", description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--stage", help="run only this stage")
    parser.add_argument("--restart", action="store_true", help="begin the stage anew instead of resuming it")
    parser.add_argument("--workers", type=int, default=1, help="single-threaded processes to train with")
    parser.add_argument(
        "--export", type=Path, metavar="DIR", help="only write the present state as a checkpoint"
    )
    options = parser.parse_args()
    if options.workers > 1 and not is_worker():
        return _run_workers(options.workers)
    try:
        if options.export:
            print(export_state(options.config, options.export))
            return 0
        folder = train(options.config, stage=options.stage, resume=not options.restart, on_progress=_report)
    except Sa2vaDesktopError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(folder)
    return 0


def _run_workers(count: int) -> int:
    """Start this command `count` times; they find each other through a file."""
    with tempfile.TemporaryDirectory() as folder:
        meeting = Path(folder) / "meeting"
        workers = [
            subprocess.Popen(
                [sys.executable, "-m", "sa2va_desktop.training.nano", *sys.argv[1:]],
                env=worker_environment(rank, world=count, meeting=meeting),
            )
            for rank in range(count)
        ]
        codes = [worker.wait() for worker in workers]
    return max(codes, key=abs)


def _report(progress: Progress) -> None:
    print(f"{progress.message}: {progress.done} %", file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
