"""What of the sources cannot be trained on: every item by its place, in a file and in one sentence."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sa2va_desktop.datasets.imported_clip import ImportReport
from sa2va_desktop.errors import InputError, OutputError
from sa2va_desktop.translation import translate

FAULTS_FILE = "faults.jsonl"
_LATE_LIMIT = 100_000
KEPT = 200
"""Faults that are kept in memory; all of them are in the file."""


@dataclass(frozen=True)
class Fault:
    """One item that cannot be used.

    Attributes:
        source: name of the source.
        place: file, index or key in it.
        sentence: what was expected and what was found.
        is_late: it was found while training, after it had been sound.
    """

    source: str
    place: str
    sentence: str
    is_late: bool = False

    @property
    def text(self) -> str:
        """The sentence with its place."""
        return self.sentence if self.place in self.sentence else f"{self.place}: {self.sentence}"


class FaultReport:
    """Grows while sources are read and drawn from; memory does not.

    Attributes:
        faults: the first `KEPT`.
        counts: source → number of all.
    """

    def __init__(self, path: Path | None = None) -> None:
        """`path`: gets a line of JSON a fault; None writes nothing. It is made anew with the first fault, so a file of an
        earlier reading is removed."""
        self.faults: list[Fault] = []
        self.counts: Counter[str] = Counter()
        self.path = path
        self._file: IO[str] | None = None
        self._known: set[tuple[str, str]] = set()
        if path is not None:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise _refused(path, error) from error

    @property
    def count(self) -> int:
        return self.counts.total()

    def add(self, source: str, place: str, sentence: str, *, is_late: bool = False) -> None:
        """Note an item. Raises: OutputError: the file cannot be written."""
        fault = Fault(source, place, sentence, is_late)
        self.counts[source] += 1
        if len(self.faults) < KEPT:
            self.faults.append(fault)
        self._write(fault)

    def add_late(self, source: str, place: str, sentence: str) -> None:
        """Note an item that broke after it had been checked, once however often it is drawn."""
        if (source, place) not in self._known and len(self._known) < _LATE_LIMIT:
            self._known.add((source, place))
            self.add(source, place, sentence, is_late=True)

    def sentences(self, source: str) -> tuple[str, ...]:
        """Of one source: those that are kept, and how many more there are."""
        told = [each.text for each in self.faults if each.source == source]
        more = self.counts[source] - len(told)
        if more:
            told.append(translate("training", "{0} more").format(more))
        return tuple(told)

    def summary(self) -> str:
        """One sentence, "" without faults."""
        if not self.count:
            return ""
        first = self.faults[0]
        said = translate("training", "%n item(s) cannot be used, the first one: {0}.", n=self.count).format(
            first.text.rstrip(".")
        )
        if self.path is None:
            return said
        return f"{said} {translate('training', 'All are listed in {0}.').format(self.path)}"

    def refuse(self) -> None:
        """Raises: InputError: there are faults."""
        if self.count:
            raise InputError(self.summary())

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _write(self, fault: Fault) -> None:
        if self.path is None:
            return
        fields = {"source": fault.source, "place": fault.place, "fault": fault.sentence, "late": fault.is_late}
        try:
            if self._file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self.path.open("a", encoding="utf-8", errors="backslashreplace")
            self._file.write(json.dumps(fields, ensure_ascii=False) + "\n")
            self._file.flush()
        except OSError as error:
            raise _refused(self.path, error) from error


class SourceReport(ImportReport):
    """What a data set's reader tells goes to the faults of its source."""

    def __init__(self, source: str, faults: FaultReport) -> None:
        super().__init__()
        self._source, self._faults = source, faults

    def add(self, place: str, sentence: str) -> None:
        self.problem_count += 1
        self._faults.add(self._source, place, sentence)


def _refused(path: Path, error: OSError) -> OutputError:
    return OutputError(
        translate("training", "{0} cannot be written: {1}").format(path, error.strerror or error)
    )
