"""Which clip belongs to which split: text files with one name a line, `train.txt`, `val.txt` …"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import safe_file_name
from sa2va_desktop.datasets.frame_files import files_by_name, is_plain_name, read_lines, report_file
from sa2va_desktop.datasets.imported_clip import ImportReport
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate


def split_name(clip: AnnotatedClip, default: str) -> str:
    """The clip's split as the name of a file."""
    return safe_file_name(clip.split) if clip.split else default


def write_split_lists(
    folder: Path, names: Sequence[tuple[str, str]], *, file_name: Callable[[str], str] = "{}.txt".format
) -> None:
    """Write one list a split.

    Args:
        folder: made here if need be.
        names: (split, name of the clip).
    """
    folder.mkdir(parents=True, exist_ok=True)
    for split in dict.fromkeys(split for split, _ in names):
        lines = "".join(f"{name}\n" for own, name in names if own == split)
        (folder / file_name(split)).write_bytes(os.fsencode(lines))  # as the folders themselves are called


def read_split_lists(folders: Iterable[Path], known: Iterable[str], report: ImportReport) -> dict[str, str]:
    """Name of a clip → split, from the lists in some folders; the first folder that names a clip decides.

    Names that are not `known` are reported; lists of anything but names are passed over.
    """
    known = frozenset(known)
    splits: dict[str, str] = {}
    for folder in folders:
        for split, path in files_by_name(folder, (".txt",)).items():
            try:
                lines = read_lines(path)
            except FormatError as error:
                report_file(report, path, error)
                continue
            for number, line in enumerate(lines, start=1):
                if line in known:
                    splits.setdefault(line, split)
                elif is_plain_name(line):
                    report.add(
                        translate("datasets", "{0}, line {1}").format(path, number),
                        translate(
                            "datasets", "expected the name of a clip, found {0!r}, which has no masks"
                        ).format(line),
                    )
    return splits
