"""A batch recipe: a TOML file that says what is asked of every clip, what is kept, and how it is written."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.json_fields import (
    Fields,
    RecordError,
    read_bool,
    read_int,
    read_list,
    read_str,
    read_unit_float,
)
from sa2va_desktop.annotation.records import AnswerTask, Rgb
from sa2va_desktop.errors import FormatError, InputError
from sa2va_desktop.operations.ask import GROUNDING_MODES
from sa2va_desktop.operations.export import ExportOptions, check_export_options, export_formats
from sa2va_desktop.operations.frame_choice import DEFAULT_SPEC
from sa2va_desktop.operations.instructions import TYPED_TASKS
from sa2va_desktop.translation import translate

_ONE_CLIP_ONLY = (AnswerTask.REGION, AnswerTask.OBJECTS, AnswerTask.FIND)
TASKS = {task.value.replace("_", "-"): task for task in AnswerTask if task not in _ONE_CLIP_ONLY}
FILE_LIMIT = 64 << 20
"""Bytes of a recipe or of a list of instructions."""


@dataclass(frozen=True)
class Instruction:
    """One question to a clip. `label`: of the objects that come back, "" for none."""

    text: str
    task: AnswerTask = AnswerTask.SEGMENT
    label: str = ""


@dataclass(frozen=True)
class ModelChoice:
    """Which checkpoint answers, where, and how it is asked; as the options of `ask`.

    `threads`: of a worker on a CPU, 0 for as many as the machine has cores less one. The last bits of scores depend
    on it, so that runs that shall be equal name it.
    """

    checkpoint: str = "sa2va-nano"
    tracker: str = "none"
    device: str = "auto"
    dtype: str = "auto"
    quantise: str = "auto"
    offload: str = "auto"
    grounding: str = ""
    frames: str = DEFAULT_SPEC
    max_new_tokens: int = 512
    threads: int = 0


@dataclass(frozen=True)
class Thresholds:
    """When an object is left out (drop) or its frames are marked for review (flag). None: never.

    The predicted IoU is SAM 2's own estimate in 0..1, the mean over frames where the object is; area is the mean share of
    the picture; frames are those with a mask.
    """

    flag_below_iou: float | None = None
    drop_below_iou: float | None = None
    drop_below_area: float | None = None
    drop_below_frames: int = 0


@dataclass(frozen=True)
class ExportChoice:
    """How results are written at the end; see `ExportOptions`."""

    format_id: str = "davis"
    images: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Recipe:
    """All of it.

    Attributes:
        instructions: asked of every clip, in this order, each anew.
        own_instructions: file name of a source, without folder → questions to this one beside those.
        labels: names and colours of the labels, in order.
        text: the file as it was read.
    """

    model: ModelChoice
    instructions: tuple[Instruction, ...]
    own_instructions: Mapping[str, tuple[Instruction, ...]]
    labels: Mapping[str, Rgb | None]
    thresholds: Thresholds
    export: ExportChoice
    text: str

    def instructions_of(self, source: Path) -> tuple[Instruction, ...]:
        return (*self.instructions, *self.own_instructions.get(source.name, ()))

    @property
    def asked(self) -> str:
        """Hexadecimal digest of all that results depend on, which is everything but how they are written at the end."""
        parts = (self.model, self.instructions, self.own_instructions, self.labels, self.thresholds)
        return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()


def read_recipe(path: Path) -> Recipe:
    """Read and check everything before any work.

    Raises:
        InputError: missing, no TOML, or a key that is unknown, missing or misshapen, with its place.
    """
    text = _read_text(path)
    try:
        table = Fields(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            translate("operations", "{0}: expected TOML, found {1}").format(path, error)
        ) from error
    model = _section(path, table, "model", _model)
    instructions = _entries(path, table, "instructions", _instruction)
    listed = _section(path, table, "instruction_list", lambda fields: fields.take_str("file"))
    own = _read_list(path.parent / listed) if listed is not None else {}
    labels = dict(_entries(path, table, "labels", _label))
    recipe = Recipe(
        model or ModelChoice(),
        tuple(instructions),
        own,
        labels,
        _section(path, table, "thresholds", _thresholds) or Thresholds(),
        _section(path, table, "export", _export) or ExportChoice(),
        text if not own else f"{text}\n# {own!r}",
    )
    with _named(path, "recipe"):
        table.finish()
    _check(path, recipe)
    return recipe


def _check(path: Path, recipe: Recipe) -> None:
    if not recipe.instructions and not recipe.own_instructions:
        raise InputError(
            translate("operations", "{0}: expected at least one of [[instructions]], found none").format(path)
        )
    asked = [*recipe.instructions, *(each for own in recipe.own_instructions.values() for each in own)]
    for instruction in asked:
        if recipe.labels and instruction.label and instruction.label not in recipe.labels:
            raise InputError(
                translate(
                    "operations", "{0}: the instruction {1!r} has the label {2!r}, which is not in [[labels]]"
                ).format(path, instruction.text, instruction.label)
            )
    if recipe.export.format_id not in export_formats():
        known = ", ".join(export_formats())
        raise InputError(
            translate("operations", "{0}: export.format: expected one of {1}, found {2!r}").format(
                path, known, recipe.export.format_id
            )
        )
    try:
        check_export_options(recipe.export.format_id, ExportOptions(choices=recipe.export.choices))
    except FormatError as error:
        raise InputError(translate("operations", "{0}, export: {1}").format(path, error)) from error


def _model(fields: Fields) -> ModelChoice:
    default = ModelChoice()
    texts = ("checkpoint", "tracker", "device", "dtype", "quantise", "offload", "grounding", "frames")
    values: dict[str, Any] = {
        name: fields.take_optional(name, read_str, getattr(default, name)) for name in texts
    }
    if values["grounding"] and values["grounding"] not in GROUNDING_MODES:
        raise RecordError(
            f"the field 'grounding' is one of {', '.join(GROUNDING_MODES)}, found {values['grounding']!r}"
        )
    values["max_new_tokens"] = fields.take_optional(
        "max_new_tokens", lambda v: read_int(v, low=1, high=1 << 20), 512
    )
    values["threads"] = fields.take_optional("threads", lambda v: read_int(v, high=1024), 0)
    return ModelChoice(**values)


def _instruction(fields: Fields) -> Instruction:
    task_name = fields.take_optional("task", read_str, "segment")
    if task_name not in TASKS:
        raise RecordError(f"the field 'task' is one of {', '.join(TASKS)}, found {task_name!r:.40}")
    task = TASKS[task_name]
    text = fields.take_optional("text", read_str, "").strip()
    if (task in TYPED_TASKS) != bool(text):
        raise RecordError(
            f"the field 'text' is needed for ask and segment and for no other task, found {text!r:.40}"
        )
    return Instruction(text, task, fields.take_optional("label", read_str, ""))


def _label(fields: Fields) -> tuple[str, Rgb | None]:
    return fields.take_str("name"), fields.take_optional("color", _color, None)


def _thresholds(fields: Fields) -> Thresholds:
    shares = ("flag_below_iou", "drop_below_iou", "drop_below_area")
    values = {name: fields.take_optional(name, read_unit_float, None) for name in shares}
    return Thresholds(**values, drop_below_frames=fields.take_optional("drop_below_frames", read_int, 0))


def _export(fields: Fields) -> ExportChoice:
    return ExportChoice(
        fields.take_optional("format", read_str, "davis"),
        fields.take_optional("images", read_bool, False),
        fields.take_optional("choices", _texts, {}),
    )


def _texts(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        raise RecordError("is a table of texts")
    return value


def _color(value: Any) -> Rgb:
    red, green, blue = (read_int(part, high=255) for part in read_list(value, length=3))
    return (red, green, blue)


def _section(path: Path, table: Fields, name: str, read: Callable[[Fields], Any]) -> Any:
    """What a table of the recipe says, or None when it has none of that name."""
    with _named(path, name):
        values = table.take_optional(name, _table, None)
        if values is None:
            return None
        fields = Fields(values)
        value = read(fields)
        fields.finish()
    return value


def _entries(path: Path, table: Fields, name: str, read: Callable[[Fields], Any]) -> list[Any]:
    with _named(path, name):
        entries = table.take_optional(name, read_list, [])
    values = []
    for number, entry in enumerate(entries, start=1):
        with _named(path, f"{name} {number}"):
            fields = Fields(_table(entry))
            values.append(read(fields))
            fields.finish()
    return values


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RecordError(f"is a table, found {type(value).__name__}")
    return dict(value)


def _read_list(path: Path) -> dict[str, tuple[Instruction, ...]]:
    """A CSV with the columns source, text and, if wanted, task and label; a line for each question."""
    found: dict[str, list[Instruction]] = {}
    rows = csv.DictReader(_read_text(path).splitlines())
    missing = {"source", "text"} - set(rows.fieldnames or ())
    if missing:
        raise InputError(
            translate("operations", "{0}, line 1: expected the columns source and text, found no {1}").format(
                path, ", ".join(sorted(missing))
            )
        )
    for row in rows:
        given = {name: value for name, value in row.items() if name in ("text", "task", "label") and value}
        with _named(path, f"line {rows.line_num}"):
            found.setdefault(Path(row["source"] or "").name, []).append(_instruction(Fields(given)))
    return {name: tuple(each) for name, each in found.items()}


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > FILE_LIMIT:
            raise InputError(
                translate("operations", "{0}: expected at most {1} MB, found more").format(
                    path, FILE_LIMIT >> 20
                )
            )
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(
            translate("operations", "{0} cannot be read: {1}").format(path, error.strerror or error)
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(
            translate("operations", "{0}, byte {1}: expected text in UTF-8").format(path, error.start)
        ) from error


class _named:  # noqa: N801  (reads as a statement)
    """Turns what is wrong with a table into a sentence that names file and table."""

    def __init__(self, path: Path, place: str) -> None:
        self._path, self._place = path, place

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, RecordError):
            raise InputError(f"{self._path}, {self._place}: {error}") from error
