"""The folder of one training: whose it is, what it was told, and that no two processes train in it."""

from __future__ import annotations

import dataclasses
import enum
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from sa2va_desktop import __version__
from sa2va_desktop.errors import FolderNotEmptyError, InputError, OutputError
from sa2va_desktop.training.fine_tuning.config import FineTuningConfig
from sa2va_desktop.training.fine_tuning.events import CHECKPOINT_FOLDER, STOP_FILE
from sa2va_desktop.training.fine_tuning.state import STATE_FILE
from sa2va_desktop.translation import translate

DESCRIPTION_FILE = "fine_tuning.json"
_LOCK = ".lock"
_MAY_CHANGE = {
    "": {"out", "device", "save_every_minutes", "log_every", "schedule"},
    "validation.": {"every_steps", "samples"},
}
"""What a training may be told otherwise when it goes on; all else would make its state one of something else."""


def check_folder(out: Path, config: FineTuningConfig, *, restart: bool = False) -> None:
    """
    Raises:
        FolderNotEmptyError: it holds something else, or a training that was told something else.
        InputError: its description is damaged; it holds the checkpoint to start from, which the export would replace.
    """
    path = out / DESCRIPTION_FILE
    if not path.exists():
        # The configuration itself may lie there.
        others = out.iterdir() if out.is_dir() else ([out] if out.exists() else [])
        if any(each.name not in (_LOCK, STOP_FILE) and each.suffix != ".toml" for each in others):
            raise FolderNotEmptyError(
                translate(
                    "training", "{0}: expected a new folder or one of a training, found other files"
                ).format(out)
            )
        return
    if config.model.resolve().is_relative_to(out.resolve()):
        raise InputError(
            translate(
                "training", "{0}: expected a checkpoint outside of {1}, which its training writes to"
            ).format(config.model, out)
        )
    # What was refused before it had learnt anything is not gone on with, so it may be told otherwise.
    is_anew = restart or not ((out / STATE_FILE).exists() or (out / CHECKPOINT_FOLDER).exists())
    if is_anew and not _is_of_another_kind(path):
        return
    try:
        told = json.loads(path.read_text(encoding="utf-8"))["told"]
        was = told.items()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            translate("training", "{0}: expected the description of a training ({1})").format(path, error)
        ) from error
    now = _told(config)
    for key in sorted({*now, *dict(was)}):
        if key in told and not _is_same(told[key], now.get(key)):
            raise FolderNotEmptyError(
                translate(
                    "training",
                    "{0} holds a training with {1} = {2}, found {3}; choose another folder, or begin anew with --restart",
                ).format(out, key, _shown(told.get(key)), _shown(now.get(key)))
            )


def _is_of_another_kind(path: Path) -> bool:
    """A finished checkpoint has a file of the same name. One that is damaged does not keep anybody from beginning anew."""
    try:
        return "told" not in json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError):
        return False


def describe(out: Path, config: FineTuningConfig) -> None:
    """Write down what the training is told.

    Raises:
        OutputError: the system refused to write.
    """
    path = out / DESCRIPTION_FILE
    part = path.with_name(f"{path.name}.part")
    fields = {"fine_tuning": 1, "version": __version__, "told": _told(config)}
    try:
        part.write_text(json.dumps(fields, indent=1) + "\n", encoding="utf-8")
        os.replace(part, path)
    except OSError as error:
        raise _refused(path, error) from error


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """The folder, made where it is missing, for this process alone. A request to stop an earlier training is forgotten.

    Raises:
        InputError: another process trains in it.
        OutputError: it cannot be made.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = FileLock(out / _LOCK)
        lock.acquire(timeout=0)
        (out / STOP_FILE).unlink(missing_ok=True)
    except Timeout as error:
        raise InputError(translate("training", "{0}: another process trains there").format(out)) from error
    except OSError as error:
        raise _refused(out, error) from error
    try:
        yield
    finally:
        (out / STOP_FILE).unlink(missing_ok=True)
        lock.release()


def _told(config: FineTuningConfig) -> dict[str, Any]:
    """By key with dots, what may not change."""
    return dict(_flat(config, ""))


def _flat(record: Any, where: str) -> Iterator[tuple[str, Any]]:
    for each in dataclasses.fields(record):
        if each.name in _MAY_CHANGE.get(where, ()):
            continue
        value = getattr(record, each.name)
        if dataclasses.is_dataclass(value):
            yield from _flat(value, f"{where}{each.name}.")
        else:
            yield f"{where}{each.name}", _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, Path):
        return value.absolute().as_posix()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if dataclasses.is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
    return value


def _is_same(was: Any, now: Any) -> bool:
    """What an earlier version did not know is not compared."""
    if isinstance(was, list) and isinstance(now, list):
        return len(was) == len(now) and all(_is_same(*pair) for pair in zip(was, now, strict=True))
    if isinstance(was, dict) and isinstance(now, dict):
        return all(_is_same(value, now.get(key)) for key, value in was.items())
    return bool(was == now)


def _shown(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 120 else f"{text[:117]}…"


def _refused(path: Path, error: OSError) -> OutputError:
    return OutputError(
        translate("training", "{0} cannot be written: {1}").format(path, error.strerror or error)
    )


def settings_of(config: FineTuningConfig) -> Mapping[str, Any]:
    """The whole configuration as JSON-ready values, for model cards."""
    fields: Mapping[str, Any] = _plain(config)
    return fields
