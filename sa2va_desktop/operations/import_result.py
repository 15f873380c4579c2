"""What an import leaves for reading: counts, and the problems with their places, as text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sa2va_desktop.datasets.imported_clip import ImportReport, Problem
from sa2va_desktop.errors import OutputError
from sa2va_desktop.operations.import_modes import ImportSummary
from sa2va_desktop.translation import translate


def problem_line(problem: Problem) -> str:
    """The place and what is wrong there, without saying the place twice."""
    return problem.sentence if problem.place in problem.sentence else f"{problem.place}: {problem.sentence}"


def result_text(source: Path, summary: ImportSummary, report: ImportReport) -> str:
    """Everything, a line each."""
    return "\n".join([str(source), "", *summary.lines(), "", *problem_lines(report)]) + "\n"


def problem_lines(report: ImportReport) -> Iterable[str]:
    """The problems that were kept in words, and how many more there were."""
    yield from map(problem_line, report.problems)
    more = report.problem_count - len(report.problems)
    if more:
        yield translate("operations", "… and %n more", n=more)


def write_result(path: Path, text: str) -> None:
    """Raises: OutputError."""
    try:
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise OutputError(
            translate("operations", "{0} cannot be written: {1}").format(path, error.strerror or error)
        ) from error
