"""`python -m sa2va_desktop.training CONFIG [--stage NAME]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sa2va_desktop.errors import Sa2vaDesktopError
from sa2va_desktop.tasks import Progress
from sa2va_desktop.training.run import train


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m sa2va_desktop.training", description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--stage", help="run only this stage")
    parser.add_argument("--restart", action="store_true", help="begin the stage anew instead of resuming it")
    options = parser.parse_args()
    try:
        folder = train(options.config, stage=options.stage, resume=not options.restart, on_progress=_report)
    except Sa2vaDesktopError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(folder)
    return 0


def _report(progress: Progress) -> None:
    print(f"{progress.message}: {progress.done} %", file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
