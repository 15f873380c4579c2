"""The recipe of a pipeline: its prompts and numbers, from editable files; whatever is wrong in them is named with its file."""

from __future__ import annotations

import enum
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from string import Formatter
from typing import Any

from sa2va_desktop.errors import InputError
from sa2va_desktop.operations.pipeline.filters import Filters
from sa2va_desktop.resources import resource_path
from sa2va_desktop.settings.paths import config_folder
from sa2va_desktop.translation import translate

FOLDER = "pipeline"
"""Of the shipped recipe below `resources/`, and of a person's own beside a project or in the settings folder."""

RECIPE_FILE = "recipe.toml"
MOST_BYTES = 64 << 10
MOST_VIDEO_FRAMES = 32
MOST_NEW_TOKENS = 2048


class Stage(enum.StrEnum):
    """What is asked, in this order. The value is the name of the prompt's file and of a text's segment."""

    OBJECT = "object"  # the object cropped, with and without its background
    CHECK = "check"  # both descriptions, to the checker
    SCENE = "scene"  # the full frame with the object outlined
    VIDEO = "video"  # frames spread over the clip with the object outlined
    SHORT = "short"  # the full frame again, for a short phrase
    ROUND_TRIP = "round_trip"  # the text back to the model, to find the object by it


TEXT_STAGES = (Stage.OBJECT, Stage.SCENE, Stage.VIDEO)
"""Stages that the segments of a long text come from."""

_ABOUT = frozenset({"name", "label"})
PLACEHOLDERS: Mapping[Stage, frozenset[str]] = {
    Stage.OBJECT: _ABOUT,
    Stage.CHECK: _ABOUT | {"text", "bare_text"},
    Stage.SCENE: _ABOUT | {"object_text"},
    Stage.VIDEO: _ABOUT | {"object_text", "scene_text", "frame_count"},
    Stage.SHORT: _ABOUT | {"object_text", "scene_text", "long_text"},
    Stage.ROUND_TRIP: frozenset({"text"}),
}
"""What a prompt may have in braces: the object's name and label, and the text as far as it is then."""


class RoundTrip(enum.Enum):
    """Which texts are given back to the model."""

    LONG = "long"
    SHORT = "short"
    BOTH = "both"
    NONE = "none"

    def has(self, length: str) -> bool:
        return self is RoundTrip.BOTH or self.value == length


@dataclass(frozen=True)
class Recipe:
    """A recipe that was read and found right.

    Attributes:
        prompts: text of each stage, with placeholders.
        keeps_unclear: a text stays when the checker says neither yes nor no.
        background: what is shown round an object without its background.
        sources: the files that were taken, for reports.
    """

    name: str
    version: int
    prompts: Mapping[Stage, str]
    video_frames: int = 8
    background: tuple[int, int, int] = (255, 255, 255)
    max_new_tokens: int = 160
    keeps_unclear: bool = False
    round_trip: RoundTrip = RoundTrip.BOTH
    filters: Filters = field(default_factory=Filters)
    sources: tuple[Path, ...] = ()

    def question(self, stage: Stage, **values: str) -> str:
        """A stage's prompt with its placeholders filled; what stands in a value is not looked at again."""
        parts = []
        for literal, name, _, _ in Formatter().parse(self.prompts[stage]):
            parts.append(literal)
            parts.append("" if name is None else values[name])
        return "".join(parts)

    def with_filters(self, filters: Filters) -> Recipe:
        return replace(self, filters=filters)


def recipe_folders(project_path: Path | None, chosen: Path | None = None) -> tuple[Path, ...]:
    """Where a recipe's files are looked for, in this order: the chosen folder, or else the one beside the project and
    the one in the settings folder; then what is shipped."""
    own = [chosen] if chosen is not None else [config_folder() / FOLDER]
    if chosen is None and project_path is not None:
        own.insert(0, project_path.parent / FOLDER)
    return (*own, resource_path(FOLDER))


def read_recipe(folders: Sequence[Path]) -> Recipe:
    """The recipe whose files are in these folders, each file from the first folder that has it. The last is complete.

    Raises:
        InputError: a file that cannot be read, a key or placeholder that there is not, a value out of its range.
    """
    shipped = folders[-1]
    prompts, sources = {}, []
    for stage in Stage:
        path = _first(folders, f"{stage.value}.txt")
        prompts[stage] = _prompt(path, stage)
        sources.append(path)
    path = _first(folders, RECIPE_FILE)
    known = _toml(shipped / RECIPE_FILE)
    given = _toml(path)
    values = _merged(path, known, given)
    return _recipe(path, values, prompts, (path, *sources))


def _first(folders: Sequence[Path], name: str) -> Path:
    return next((folder / name for folder in folders if (folder / name).is_file()), folders[-1] / name)


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise InputError(
                translate("operations", "{0}: expected at most {1} bytes").format(path, MOST_BYTES)
            )
        return data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(translate("operations", "{0} cannot be read: {1}").format(path, error)) from error


def _prompt(path: Path, stage: Stage) -> str:
    text = _read(path).strip()
    if not text:
        raise InputError(translate("operations", "{0}: expected a prompt, found an empty file").format(path))
    allowed = PLACEHOLDERS[stage]
    try:
        fields = [parts[1:] for parts in Formatter().parse(text) if parts[1] is not None]
    except ValueError as error:
        raise InputError(
            translate("operations", "{0}: a brace that is meant as it is must be doubled: {1}").format(
                path, error
            )
        ) from error
    for name, spec, conversion in fields:
        if name not in allowed or spec or conversion:
            shown = ", ".join(f"{{{each}}}" for each in sorted(allowed))
            raise InputError(
                translate("operations", "{0}: expected one of {1}, found {2}").format(
                    path, shown, f"{{{name}{':' + spec if spec else ''}}}"
                )
            )
    return text


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_read(path))
    except tomllib.TOMLDecodeError as error:
        raise InputError(translate("operations", "{0} is not TOML: {1}").format(path, error)) from error


def _merged(path: Path, known: Mapping[str, Any], given: Mapping[str, Any], at: str = "") -> dict[str, Any]:
    """What is given over what is shipped, of the same kinds."""
    merged = dict(known)
    for key, value in given.items():
        place = f"{at}{key}"
        if key not in known:
            raise InputError(
                translate("operations", "{0}: there is no key {1!r}; expected one of {2}").format(
                    path, place, ", ".join(known)
                )
            )
        if isinstance(known[key], dict):
            _check(path, place, isinstance(value, dict), translate("operations", "a table"), value)
            merged[key] = _merged(path, known[key], value, f"{place}.")
        else:
            merged[key] = value
    return merged


def _recipe(path: Path, values: dict[str, Any], prompts: dict[Stage, str], sources: tuple[Path, ...]) -> Recipe:
    pictures, filters, trip = values["pictures"], values["filters"], values["round_trip"]["of"]
    name, version, unclear = values["name"], values["version"], values["check"]["unclear"]
    _check(path, "name", isinstance(name, str) and bool(name.strip()), translate("operations", "a name"), name)
    _check(
        path,
        "version",
        _is_whole(version, 1, 1 << 30),
        translate("operations", "a whole number from 1"),
        version,
    )
    _check(
        path,
        "check.unclear",
        unclear in ("reject", "keep"),
        translate("operations", '"reject" or "keep"'),
        unclear,
    )
    trips = [each.value for each in RoundTrip]
    _check(path, "round_trip.of", trip in trips, ", ".join(trips), trip)
    shade = pictures["background"]
    is_color = isinstance(shade, list) and len(shade) == 3 and all(_is_whole(each, 0, 255) for each in shade)
    _check(path, "pictures.background", is_color, translate("operations", "three numbers from 0 to 255"), shade)
    frames, words = pictures["video_frames"], values["answers"]["max_new_tokens"]
    is_right = _is_whole(frames, 1, MOST_VIDEO_FRAMES)
    _check(
        path,
        "pictures.video_frames",
        is_right,
        translate("operations", "{0} to {1}").format(1, MOST_VIDEO_FRAMES),
        frames,
    )
    is_right = _is_whole(words, 1, MOST_NEW_TOKENS)
    _check(
        path,
        "answers.max_new_tokens",
        is_right,
        translate("operations", "{0} to {1}").format(1, MOST_NEW_TOKENS),
        words,
    )
    for key, most in (("least_area", 1.0), ("least_visible", 1.0), ("least_duration_s", 1e6)):
        value = filters[key]
        is_right = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most
        _check(
            path,
            f"filters.{key}",
            is_right,
            translate("operations", "{0} to {1}").format(0, f"{most:g}"),
            value,
        )
    return Recipe(
        name=name.strip(),
        version=version,
        prompts=prompts,
        video_frames=frames,
        background=(shade[0], shade[1], shade[2]),
        max_new_tokens=words,
        keeps_unclear=unclear == "keep",
        round_trip=RoundTrip(trip),
        filters=Filters(**{key: float(value) for key, value in filters.items()}),
        sources=sources,
    )


def _is_whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _check(path: Path, key: str, is_right: bool, expected: str, found: object) -> None:
    if not is_right:
        raise InputError(
            translate("operations", "{0}: {1}: expected {2}, found {3!r}").format(path, key, expected, found)
        )
