"""What a person told the list of models: folders of their own, and which weights were found to be right."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock

from sa2va_desktop.model_store.download_record import write_json
from sa2va_desktop.model_store.records import Check
from sa2va_desktop.settings.paths import state_folder

_log = logging.getLogger(__name__)
_PATIENCE_S = 10.0


def added_folders() -> list[Path]:
    """In the order in which they were added; a folder may be gone by now."""
    return [Path(folder) for folder in _read()["folders"]]


def add_folder(folder: Path) -> None:
    """Remember a folder; again is nothing. Raises OSError when it cannot be kept."""
    path = str(folder.expanduser().resolve())
    with _changing() as content:
        if path not in content["folders"]:
            content["folders"].append(path)


def forget_folder(folder: Path) -> bool:
    """Take a folder off the list and leave it as it is; False when it was not on it. Raises OSError."""
    path = str(folder.expanduser().resolve())
    with _changing() as content:
        if path not in content["folders"]:
            return False
        content["folders"].remove(path)
    return True


def remember_check(folder: Path, check: Check) -> None:
    """Keep what a check of these weights found; it counts until a weights file changes. Raises OSError."""
    entry = {"weights": _weights_stamp(folder), "check": check.value}
    with _changing() as content:
        content["checked"][str(folder.resolve())] = entry


def last_check(folder: Path) -> Check:
    """What was found the last time, NONE when never or when the weights are others now."""
    entry = _read()["checked"].get(str(folder.resolve()))
    if not isinstance(entry, dict) or entry.get("weights") != _weights_stamp(folder):
        return Check.NONE
    try:
        return Check(entry.get("check"))
    except ValueError:
        return Check.NONE


def _weights_stamp(folder: Path) -> str:
    """Names, sizes and times of the weights: equal while nobody wrote to them."""
    lines = []
    for path in sorted([*folder.glob("*.safetensors"), *folder.glob("*.pt")]):
        try:
            stat = path.stat()
        except OSError:  # a link of the hub's cache whose file is gone
            continue
        lines.append(f"{path.name} {stat.st_size} {stat.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _file() -> Path:
    return state_folder() / "models.json"


@contextmanager
def _changing() -> Iterator[dict[str, Any]]:
    """What is kept, to be changed and then written, by one at a time. Raises OSError."""
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_name(f"{path.name}.lock"), timeout=_PATIENCE_S):
        try:
            content = _load()
        except ValueError as error:
            damaged = path.with_name(f"{path.name}.damaged")
            _log.warning("%s is kept as %s: %s", path, damaged, error)
            os.replace(path, damaged)
            content = _load()
        before = json.dumps(content)
        yield content
        if json.dumps(content) != before:
            write_json(path, content)


def _read() -> dict[str, Any]:
    try:
        return _load()
    except (OSError, ValueError) as error:
        _log.warning("%s is not used: %s", _file(), error)
        return {"folders": [], "checked": {}}


def _load() -> dict[str, Any]:
    """Raises OSError, or ValueError for a file that is damaged."""
    try:
        content = json.loads(_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        content = {}
    if not isinstance(content, dict):
        raise ValueError(f"expected an object, found {type(content).__name__}")
    folders, checked = content.get("folders"), content.get("checked")
    return {
        "folders": [str(folder) for folder in folders] if isinstance(folders, list) else [],
        "checked": checked if isinstance(checked, dict) else {},
    }
