"""Reads and writes the TOML file of a fine-tuning, strictly: what is wrong is told with the file and the key."""

from __future__ import annotations

import dataclasses
import enum
import json
import math
import tomllib
import types
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.json_fields import RecordError, read_bool, read_int, read_list, read_str
from sa2va_desktop.errors import InputError, OutputError
from sa2va_desktop.training.fine_tuning.config import FineTuningConfig, SourceConfig, SourceKind
from sa2va_desktop.translation import translate

MOST_BYTES = 1 << 20

_MANY = 10**9
_LIMITS: Mapping[str, tuple[float, float]] = {
    "seed": (0, 2**63 - 1),
    "save_every_minutes": (0.01, 10_000),
    "log_every": (1, _MANY),
    "max_tokens": (64, 1 << 24),
    "sources.weight": (1e-6, 1e6),
    "adaptation.rank": (1, 65536),
    "adaptation.alpha": (1, 1 << 20),
    "adaptation.dropout": (0, 0.99),
    "losses.language": (0, 1e6),
    "losses.mask": (0, 1e6),
    "losses.dice": (0, 1e6),
    "losses.objects": (1, 1000),
    "losses.frames": (1, 1000),
    "losses.points": (1, 1 << 24),
    "losses.oversample": (1, 1000),
    "losses.importance": (0, 1),
    "schedule.steps": (1, _MANY),
    "schedule.epochs": (1e-6, 1e6),
    "schedule.minutes": (1e-3, 1e7),
    "schedule.batch": (1, 65536),
    "schedule.accumulate": (1, 65536),
    "schedule.learning_rate": (1e-12, 10),
    "schedule.weight_decay": (0, 10),
    "schedule.betas": (0, 0.999999),
    "schedule.clip_norm": (1e-9, 1e9),
    "schedule.warm_up": (0, 1),
    "validation.share": (0, 0.9),
    "validation.every_steps": (1, _MANY),
    "validation.samples": (0, _MANY),
}
"""Least and greatest value by key."""

_CHOICES: Mapping[str, tuple[str, ...]] = {"schedule.precision": ("auto", "bf16", "fp32")}


def read_config(path: Path) -> FineTuningConfig:
    """The configuration in a file; relative paths in it are relative to its folder.

    Raises:
        InputError: it cannot be read, a key is unknown, missing or wrong; one sentence with file and key.
    """
    try:
        config: FineTuningConfig = _record(FineTuningConfig, _toml(path), "", path.absolute().parent)
        _check(config)
    except RecordError as error:
        raise InputError(f"{path}: {error}") from error
    return config


def write_config(config: FineTuningConfig, path: Path) -> None:
    """Write a file that `read_config` reads as the same; paths inside its folder become relative.

    Raises:
        InputError: the configuration makes no sense, or a path is no text.
        OutputError: the file cannot be written.
    """
    try:
        _check(config)
    except RecordError as error:
        raise InputError(f"{path}: {error}") from error
    text = "\n".join(_lines(config, path.absolute().parent)).strip() + "\n"
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(
            translate("training", "{0}: expected paths of readable characters, found {1!r}").format(
                path, error.object[error.start : error.end]
            )
        ) from error
    try:
        path.write_bytes(data)
    except OSError as error:
        raise OutputError(
            translate("training", "{0} cannot be written: {1}").format(path, error.strerror or error)
        ) from error


def _toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise InputError(translate("training", "{0}: expected at most {1} bytes").format(path, MOST_BYTES))
        return tomllib.loads(data.decode("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise InputError(translate("training", "{0} cannot be read: {1}").format(path, reason)) from error


class _PlacedError(RecordError):
    """One that names its key already."""


def _record(record: type[Any], value: Any, where: str, folder: Path) -> Any:
    """A dataclass from a table. `where`: the table's key with a dot, or ""."""
    if not isinstance(value, dict):
        raise RecordError(f"is a table, found {type(value).__name__}")
    hints = typing.get_type_hints(record)
    left, found = dict(value), {}
    for each in dataclasses.fields(record):
        key = f"{where}{each.name}"
        if each.name not in left:
            if each.default is dataclasses.MISSING and each.default_factory is dataclasses.MISSING:
                raise _PlacedError(f"the field {key!r} is missing")
            continue
        try:
            found[each.name] = _value(hints[each.name], left.pop(each.name), key, folder)
        except _PlacedError:
            raise
        except RecordError as error:
            raise _PlacedError(f"the field {key!r} {error}") from error
    if left:
        known = ", ".join(each.name for each in dataclasses.fields(record))
        raise _PlacedError(f"the field {where + sorted(left)[0]!r:.60} is not known; there are {known}")
    return record(**found)


def _value(hint: Any, value: Any, key: str, folder: Path) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return _value(next(each for each in arguments if each is not type(None)), value, key, folder)
    if origin is tuple:
        length = None if arguments[-1] is Ellipsis else len(arguments)
        return tuple(_value(arguments[0], each, key, folder) for each in read_list(value, length=length))
    if dataclasses.is_dataclass(hint):
        return _record(typing.cast("type[Any]", hint), value, f"{key}.", folder)
    if hint is Path:
        return folder / _text(value)
    if hint is bool:
        return read_bool(value)
    if hint is int:
        low, high = _LIMITS[key]
        return read_int(value, low=int(low), high=int(high))
    if hint is float:
        return _number(value, *_LIMITS[key])
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return hint(_one_of(value, tuple(str(each.value) for each in hint)))
    return _one_of(value, _CHOICES[key]) if key in _CHOICES else read_str(value)


def _text(value: Any) -> str:
    text = read_str(value)
    if not text.strip() or "\0" in text:
        raise RecordError(f"is the path of a file or folder, found {text!r:.40}")
    return text


def _number(value: Any, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise RecordError(f"is a number, found {value!r:.40}")
    if not low <= value <= high:
        raise RecordError(f"is between {low:g} and {high:g}, found {value!r:.40}")
    return float(value)


def _one_of(value: Any, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise RecordError(f"is one of {', '.join(allowed)}, found {value!r:.40}")
    return str(value)


def _check(config: FineTuningConfig) -> None:
    """What no single key tells."""
    if not config.sources:
        raise RecordError("expected at least one [[sources]], found none")
    for number, source in enumerate(config.sources, start=1):
        _check_source(source, number)
    schedule = config.schedule
    if schedule.steps is None and schedule.epochs is None and schedule.minutes is None:
        raise RecordError("expected a budget: one of schedule.steps, schedule.epochs and schedule.minutes")
    if not config.device.strip():
        raise RecordError("the field 'device' is such as auto, cpu or cuda:0, found nothing")


def _check_source(source: SourceConfig, number: int) -> None:
    is_scenes = source.kind is SourceKind.SCENES
    if (source.path is None) != is_scenes:
        wanted = "no 'path', because scenes are drawn" if is_scenes else "the field 'path'"
        raise RecordError(f"source {number} ({source.kind.value}): expected {wanted}")
    if source.nouns and not is_scenes:
        raise RecordError(f"source {number} ({source.kind.value}): 'nouns' is of scenes only")
    if source.kind is not SourceKind.DATA_SET and (source.format_id or source.pictures is not None):
        raise RecordError(
            f"source {number} ({source.kind.value}): 'format_id' and 'pictures' are of data sets only"
        )


def _lines(config: FineTuningConfig, folder: Path) -> Iterator[str]:
    tables: list[tuple[str, Any]] = []
    for each in dataclasses.fields(config):
        value = getattr(config, each.name)
        if each.name == "sources":
            tables += [("[[sources]]", source) for source in value]
        elif dataclasses.is_dataclass(value):
            tables.append((f"[{each.name}]", value))
        else:
            yield f"{each.name} = {_as_toml(value, folder)}"
    for title, table in tables:
        yield f"\n{title}"
        for each in dataclasses.fields(table):
            value = getattr(table, each.name)
            if value not in (None, "", ()):
                yield f"{each.name} = {_as_toml(value, folder)}"


def _as_toml(value: Any, folder: Path) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_as_toml(each, folder) for each in value)}]"
    if isinstance(value, enum.Enum):
        return _as_toml(value.value, folder)
    if isinstance(value, Path):
        absolute = value.absolute()
        inside = absolute.is_relative_to(folder)
        return _as_toml((absolute.relative_to(folder) if inside else absolute).as_posix(), folder)
    if isinstance(value, str):
        # JSON's escapes are TOML's, but for the one control character that JSON leaves.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value).lower() if isinstance(value, bool) else repr(value)
