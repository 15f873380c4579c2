"""Which formats a file or folder looks like."""

from __future__ import annotations

import os
from pathlib import Path

from sa2va_desktop.datasets.dataset_format import readable_formats
from sa2va_desktop.datasets.imported_clip import ImportReport
from sa2va_desktop.datasets.side_file import read_side_file

# Where a folder looks like several formats, the one that says more about it is the better guess.
_FIRST = ("sa2va", "ref-sav", "revos", "mevis", "ref-youtube-vos", "ref-davis", "youtube-vis", "sa-v")


def recognised_formats(source: Path) -> list[str]:
    """Ids of the formats that a file or folder looks like, the likeliest first; [] where no file or folder is. Reads files."""
    if not (os.path.isfile(source) or os.path.isdir(source)):  # a pipe would keep us waiting
        return []
    known = readable_formats()
    ranked = sorted((format_id for format_id, each in known.items() if each.recognises(source)), key=_rank)
    side = read_side_file(source, ImportReport())
    said = [side.format_id] if side is not None and side.format_id in known else []
    return list(dict.fromkeys([*said, *ranked]))


def _rank(format_id: str) -> tuple[int, str]:
    return (_FIRST.index(format_id) if format_id in _FIRST else len(_FIRST), format_id)
