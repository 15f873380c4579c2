"""The protocol of a data set format, and the safe way onto the disk that all exporters share.

A new format is one module in this package with a `FORMAT` object and its test; `formats()` finds it by listing.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken


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
    """One format. Stateless; used on any thread."""

    format_id: str
    title: str

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
        raise FormatError(f"no export format is called {format_id!r}; there are {known}") from None


def export_dataset(
    clips: Sequence[AnnotatedClip],
    *,
    format_id: str,
    out: Path,
    options: ExportOptions | None = None,
    overwrite: bool = False,
    on_progress: ProgressCallback = lambda done, total: None,
    token: CancelToken | None = None,
) -> list[Loss]:
    """Write a data set: complete or not at all.

    Everything goes into a temporary folder beside `out`, which is renamed at the end. An `out` that is not empty is
    refused unless `overwrite`; then it is replaced only after the new one is complete.

    Returns: what the format could not hold.

    Raises:
        FormatError: unknown format, `out` is not empty, or the document does not fit the format.
        CancelledError: cancelled; nothing is left behind.
    """
    dataset_format = format_by_id(format_id)
    out = out.absolute()
    if out.exists() and not out.is_dir():
        raise FormatError(f"{out}: expected a folder to export into, found a file")
    if out.is_dir() and any(out.iterdir()) and not overwrite:
        raise FormatError(f"{out}: the folder is not empty; choose another or allow overwriting")
    lost = dataset_format.losses(clips)
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        dataset_format.write(clips, partial, options or ExportOptions(), on_progress, token or CancelToken())
        partial.chmod(0o755)
        _replace_folder(partial, out)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return lost


def _replace_folder(new: Path, old: Path) -> None:
    if not old.exists():
        new.rename(old)
        return
    retired = Path(tempfile.mkdtemp(prefix=f".{old.name}.old.", dir=old.parent))
    old.rename(retired / old.name)
    new.rename(old)
    shutil.rmtree(retired)


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
