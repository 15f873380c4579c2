"""`doctor`: what is installed, which devices and models there are, what would fail and how to mend it."""

from __future__ import annotations

import argparse
import dataclasses
import json

from sa2va_desktop import assembly
from sa2va_desktop.operations.doctor import Finding, Health


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model", action="append", default=[], metavar="FOLDER", help="also look at this checkpoint"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(args: argparse.Namespace) -> int:
    findings = list(assembly.doctor_findings([assembly.EMBEDDED_MODEL, *args.model]))
    for finding in findings:
        print(
            json.dumps({**dataclasses.asdict(finding), "health": finding.health.value})
            if args.json
            else _line(finding)
        )
    return 1 if any(finding.health is Health.PROBLEM for finding in findings) else 0


def _line(finding: Finding) -> str:
    line = f"{finding.health.value:8} {finding.topic:24} {finding.detail}"
    return f"{line}\n{'':8} {'':24} → {finding.remedy}" if finding.remedy else line
