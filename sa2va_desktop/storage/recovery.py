"""Untitled projects: stored from the first stroke in the application's data folder, until they get a name."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import platformdirs

from sa2va_desktop.errors import ProjectError
from sa2va_desktop.storage.file_lock import is_locked
from sa2va_desktop.translation import translate

_PREFIX = "untitled-"
_SUFFIX = ".sa2va"


def recovery_folder() -> Path:
    """The folder of untitled projects, made if need be.

    Raises:
        ProjectError: it cannot be made.
    """
    home = os.environ.get("SA2VA_DESKTOP_HOME")
    base = Path(home) if home else Path(platformdirs.user_data_dir("sa2va-desktop", appauthor=False))
    folder = base / "untitled"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ProjectError(
            translate("storage", "The folder {0} for untitled projects cannot be made: {1}.").format(
                folder, error
            )
        ) from error
    return folder


def new_untitled_path() -> Path:
    """A name in the recovery folder that is not taken."""
    folder = recovery_folder()
    stem = f"{_PREFIX}{datetime.now():%Y%m%d-%H%M%S}"
    candidates = (
        folder / f"{stem}{tail}{_SUFFIX}" for tail in ("", *(f"-{number}" for number in range(2, 1000)))
    )
    return next(path for path in candidates if not path.exists())


def is_untitled(path: Path) -> bool:
    """Whether a project lies in the recovery folder under a name made here."""
    return path.name.startswith(_PREFIX) and path.parent.name == "untitled"


def recoverable_projects() -> list[Path]:
    """Untitled projects that nobody has open, newest first: left behind by a crash, or kept on purpose."""
    found = [path for path in recovery_folder().glob(f"{_PREFIX}*{_SUFFIX}") if not is_locked(path)]
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)
