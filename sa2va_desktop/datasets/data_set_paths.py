"""Paths that a file of a data set names: they stay inside its folder, whatever they say."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath


def path_inside(root: Path, name: str, *, folders: Iterable[str] = ("",)) -> Path | None:
    """The file or folder that `name` means below `root`, or below one of its `folders`; None when there is none.

    Absolute names and names that lead out of `root`, through links too, mean nothing.
    """
    parts = PurePosixPath(name.replace("\\", "/"))
    if (
        not parts.parts
        or not name.strip()
        or parts.is_absolute()
        or ".." in parts.parts
        or "\0" in name
        or ":" in parts.parts[0]
    ):
        return None
    base = root.resolve()
    for folder in folders:
        path = root / folder / parts
        try:
            if path.exists() and path.resolve().is_relative_to(base):
                return path
        except OSError:  # a name that the system does not take is no file
            continue
    return None


def printable(name: str) -> str:
    """A name of a stranger's file as it can stand in a sentence: one line, not endless."""
    return name[:200] if name.isprintable() else repr(name[:200])
