"""The only reader of packaged files: `resources/` and `models/`, from a checkout or from an installed build."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

_PACKAGE = Path(__file__).resolve().parent


def _root_of(folder: str) -> Path:
    installed = _PACKAGE / "_data" / folder
    return installed if installed.is_dir() else _PACKAGE.parent / folder


def resource_path(name: str) -> Path:
    """Path of a file or folder below `resources/`; `name` is relative, with forward slashes.

    Raises:
        ValueError: `name` is absolute or leaves the folder.
        FileNotFoundError: nothing of that name is packaged.
    """
    return _packaged("resources", name)


def bundled_model_path(name: str) -> Path:
    """Path of the folder of a model that ships with the application, such as "sa2va-nano".

    Raises: as `resource_path`.
    """
    return _packaged("models", name)


def _packaged(folder: str, name: str) -> Path:
    relative = PurePosixPath(name)
    if relative.is_absolute() or ".." in relative.parts:
        raise ValueError(f"packaged names are relative and stay inside {folder}/: {name!r}")
    path = _root_of(folder) / relative
    if not path.exists():
        raise FileNotFoundError(f"{folder}/{name} is not part of this installation")
    return path
