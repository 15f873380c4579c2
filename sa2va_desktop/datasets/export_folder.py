"""The way of an export onto the disk: all of it or nothing, and never over what a person would miss."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sa2va_desktop.errors import FolderNotEmptyError, FormatError, OutputError
from sa2va_desktop.translation import translate

_WORK_PREFIX = ".sa2va-export-"
_PROJECT_SUFFIX = ".sa2va"


def check_export_folder(out: Path, *, overwrite: bool, sources: Sequence[Path] = ()) -> None:
    """Everything that can be refused before minutes of work.

    Args:
        sources: files that the export is made of. Overwriting a folder around them, around any project, or around a
            person's home, would delete them.

    Raises:
        FolderNotEmptyError: it is not empty, and is not to be overwritten.
        FormatError: `out` is a file, is below one, or holds a source or a project.
        OutputError: it cannot be written.
    """
    out = out.resolve()
    existing = next(folder for folder in (out, *out.parents) if folder.exists())
    if not existing.is_dir():
        raise FormatError(
            translate("datasets", "{0}: expected a folder to export into, but {1} is a file").format(
                out, existing
            )
        )
    if not os.access(existing, os.W_OK | os.X_OK):
        raise OutputError(
            translate("datasets", "{0} cannot be written: {1} is read-only").format(out, existing)
        )
    if existing != out or not _content(out):
        return
    if not overwrite:
        raise FolderNotEmptyError(
            translate("datasets", "{0}: the folder is not empty; choose another or allow overwriting").format(
                out
            )
        )
    kept = (source for source in (*sources, Path("~").expanduser()) if _is_below(source, out))
    lost = next(kept, None) or _project_below(out)
    if lost is not None:
        raise FormatError(
            translate("datasets", "{0}: overwriting this folder would delete {1}; choose another").format(
                out, lost
            )
        )


@contextmanager
def new_folder_content(out: Path, check: Callable[[], None] = lambda: None) -> Iterator[Path]:
    """A folder to write into, which becomes `out` when the block ends well; else `out` stays as it was.

    Content of `out` is moved aside for the exchange and deleted last. A folder that exists stays the same folder, so
    that a mount point, or the folder that a shell stands in, works too.

    Args:
        check: called right before the exchange; raises if what came into `out` meanwhile must not be replaced.

    Raises:
        OutputError: the system refused to write.
    """
    out = out.resolve()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        work = (out if out.exists() else out.parent) / f"{_WORK_PREFIX}{secrets.token_hex(4)}"
        work.mkdir()
        new, old = work / "new", work / "old"
        try:
            new.mkdir()
            yield new
            check()
            if out.exists():
                old.mkdir()
                _exchange_content(new, out, old)
            else:
                new.rename(out)
            shutil.rmtree(old, ignore_errors=True)
        finally:
            # Old content that could be neither replaced nor put back stays where it is.
            shutil.rmtree(new, ignore_errors=True)
            if not old.exists() or not any(old.iterdir()):
                shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            translate("datasets", "{0} cannot be written: {1}").format(out, error.strerror or error)
        ) from error


def _content(folder: Path) -> list[Path]:
    """What a person has in a folder; the rest of an export that was killed is invisible and does not count."""
    return [path for path in folder.iterdir() if not path.name.startswith(_WORK_PREFIX)]


def _is_below(source: Path, folder: Path) -> bool:
    """Whether a file, or the link by which it is known, lies in a folder."""
    return any(
        each.is_relative_to(folder) for each in (source.resolve(), source.parent.resolve() / source.name)
    )


def _project_below(folder: Path) -> Path | None:
    """Any project at all: its work is not to be had again."""
    for root, _, files in os.walk(folder):
        found = next((name for name in files if name.endswith(_PROJECT_SUFFIX)), None)
        if found is not None:
            return Path(root, found)
    return None


def _exchange_content(new: Path, out: Path, old: Path) -> None:
    """Old content out, new content in; after an error or an interrupt everything is back where it was."""
    moved: list[tuple[Path, Path]] = []
    try:
        for path in _content(out):
            moved.append((path, old / path.name))
            path.rename(old / path.name)
        for path in list(new.iterdir()):
            moved.append((path, out / path.name))
            path.rename(out / path.name)
    except BaseException:
        for before, after in reversed(moved):
            if after.exists() and not before.exists():
                after.rename(before)
        raise
