"""`doctor`: what is installed, which devices and models there are, what would fail and how to mend it."""

from __future__ import annotations

import argparse
import dataclasses
import json

from sa2va_desktop import assembly
from sa2va_desktop.app import window_problem
from sa2va_desktop.operations.doctor import Finding, Health


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model", action="append", default=[], metavar="FOLDER", help="also look at this checkpoint"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(args: argparse.Namespace) -> int:
    findings = [_window(), *assembly.doctor_findings([assembly.EMBEDDED_MODEL, *args.model])]
    for finding in findings:
        print(
            json.dumps({**dataclasses.asdict(finding), "health": finding.health.value})
            if args.json
            else _line(finding)
        )
    return 1 if any(finding.health is Health.PROBLEM for finding in findings) else 0


def _window() -> Finding:
    problem = window_problem()
    if not problem:
        return Finding("window", Health.OK, "Qt's system libraries are there")
    # Commands work all the same, so this is no reason to fail.
    return Finding(
        "window", Health.WARNING, problem, "Install what is named, or use the commands without a window."
    )


def _line(finding: Finding) -> str:
    line = f"{finding.health.value:8} {finding.topic:24} {finding.detail}"
    return f"{line}\n{'':8} {'':24} → {finding.remedy}" if finding.remedy else line
