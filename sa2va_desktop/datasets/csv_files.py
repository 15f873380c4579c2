"""CSV files as people open them in a spreadsheet: no cell is taken for a formula, and every cell comes back as it was."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO

from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

CELL_LIMIT = 1 << 26
"""Characters of one cell that are read."""

# Apostrophes before such a sign are part of the text; one more is put before all of them.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_PREFIXED = re.compile(r"'+[=+\-@\t\r]")

csv.field_size_limit(CELL_LIMIT)


def safe_cell(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would compute."""
    return f"'{text}" if _FORMULA.match(text) else text


def text_of_cell(cell: str) -> str:
    """What `safe_cell` was given."""
    return cell[1:] if _PREFIXED.match(cell) else cell


class CsvWriter:
    """Writes rows of the same columns as UTF-8 with CR LF, as RFC 4180 says. Texts are made safe, numbers are not touched.

    Single surrogates, as in odd file names, are written as escapes.
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._file: IO[str] = path.open("w", encoding="utf-8", errors="backslashreplace", newline="")
        self._columns = columns
        self._writer = csv.writer(self._file)
        self._writer.writerow(columns)

    def __enter__(self) -> CsvWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, row: dict[str, str | int | float | None]) -> None:
        """Cells by column; what is missing or None is empty."""
        cells = [row.get(column) for column in self._columns]
        self._writer.writerow([safe_cell(cell) if isinstance(cell, str) else _number(cell) for cell in cells])


def csv_rows(path: Path, needed: Iterable[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """(place, text by column) of each row, one in memory at a time; empty lines are left out.

    Raises:
        FormatError: missing, no UTF-8, a column of `needed` is not there, a row of another length, or a cell that is
            too long.
    """
    place = str(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            columns = next(reader, [])
            if missing := [column for column in needed if column not in columns]:
                raise FormatError(
                    translate("datasets", "{0}: expected the columns {1}, found {2}").format(
                        path, ", ".join(missing), ", ".join(columns)[:200] or "-"
                    )
                )
            for cells in reader:
                place = translate("datasets", "{0}, line {1}").format(path, reader.line_num)
                if not cells:
                    continue
                if len(cells) != len(columns):
                    raise FormatError(
                        translate("datasets", "{0}: expected {1} cells, found {2}").format(
                            place, len(columns), len(cells)
                        )
                    )
                yield place, dict(zip(columns, map(text_of_cell, cells), strict=True))
    except OSError as error:
        raise FormatError(
            translate("datasets", "{0} cannot be read: {1}").format(path, error.strerror or error)
        ) from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise FormatError(
            translate("datasets", "{0}: expected CSV in UTF-8, found {1}").format(place, error)
        ) from error


def _number(value: float | None) -> str:
    return "" if value is None else repr(value)
