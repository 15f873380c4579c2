"""The protocol of a data set format, and the one way in which all of them are written.

A new format is one module in this package with a `FORMAT` object and its test; `formats()` finds it by listing.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.export_folder import check_export_folder, new_folder_content
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate


@dataclass(frozen=True)
class Loss:
    """Something that the format cannot hold, in numbers, shown before an export: "overlapping pixels", 1234."""

    what: str
    count: int


@dataclass(frozen=True)
class ExportOptions:
    """What every exporter understands. `write_images`: put the pictures beside the annotations where they belong."""

    write_images: bool = True


ProgressCallback = Callable[[int, int], None]
"""Called with (frames done, frames in all)."""


class DatasetFormat(Protocol):
    """One format. Stateless; used on any thread.

    `takes_answers`: media without objects are worth exporting if something was said about them.
    """

    format_id: str
    title: str
    takes_answers: bool

    def losses(self, clips: Sequence[AnnotatedClip]) -> list[Loss]:
        """What would be lost, without writing anything."""
        ...

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        """Write into `folder`, which exists and is empty.

        Raises:
            FormatError: the format cannot hold this document at all.
            CancelledError: between frames.
        """
        ...


@cache
def formats() -> dict[str, DatasetFormat]:
    """Every format of this package by its id."""
    found: dict[str, DatasetFormat] = {}
    package = importlib.import_module("sa2va_desktop.datasets")
    for module_info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"sa2va_desktop.datasets.{module_info.name}")
        dataset_format = getattr(module, "FORMAT", None)
        if dataset_format is not None:
            found[dataset_format.format_id] = dataset_format
    return found


def format_by_id(format_id: str) -> DatasetFormat:
    """Raises FormatError with the list of ids when there is none of that name."""
    try:
        return formats()[format_id]
    except KeyError:
        known = ", ".join(sorted(formats()))
        raise FormatError(
            translate("datasets", "no export format is called {0!r}; there are {1}").format(format_id, known)
        ) from None


def format_titles() -> dict[str, str]:
    """Titles by id, in the language of the person."""
    return {format_id: translate("datasets", each.title) for format_id, each in sorted(formats().items())}


def export_dataset(
    clips: Sequence[AnnotatedClip],
    *,
    format_id: str,
    out: Path,
    options: ExportOptions | None = None,
    overwrite: bool = False,
    extra_files: Mapping[str, bytes] | None = None,
    on_progress: ProgressCallback = lambda done, total: None,
    token: CancelToken | None = None,
) -> list[Loss]:
    """Write a data set: complete or not at all.

    Everything goes into a temporary folder first, which takes its place at the end. An `out` that is not empty is
    refused unless `overwrite`; then its content is replaced only after the new one is complete.

    Args:
        extra_files: name → content of files beside the data set, written with it.

    Returns: what the format could not hold.

    Raises:
        FormatError: unknown format, `out` cannot be used, or the document does not fit the format.
        OutputError: the disk is full or cannot be written; `out` is as it was.
        CancelledError: cancelled; nothing is left behind.
    """
    dataset_format = format_by_id(format_id)
    check_export_folder(out, overwrite=overwrite, sources=[Path(clip.item.path) for clip in clips])
    lost = dataset_format.losses(clips)
    with new_folder_content(out) as folder:
        dataset_format.write(clips, folder, options or ExportOptions(), on_progress, token or CancelToken())
        for name, content in (extra_files or {}).items():
            (folder / name).write_bytes(content)
    return lost


def safe_file_name(name: str) -> str:
    """A name that is one path component on every system; never empty, never with separators or control characters."""
    cleaned = re.sub(r'[\x00-\x1f<>:"/\\|?*]+', "_", name).strip(" .")
    return cleaned[:120] or "clip"


def unique_names(names: Sequence[str]) -> list[str]:
    """Safe file names in the same order, with " 2", " 3" … appended where two would be equal ignoring case."""
    seen: dict[str, int] = {}
    unique = []
    for name in map(safe_file_name, names):
        candidate = name
        while candidate.lower() in seen:
            seen[name.lower()] += 1
            candidate = f"{name} {seen[name.lower()]}"
        seen.setdefault(candidate.lower(), 1)
        unique.append(candidate)
    return unique
