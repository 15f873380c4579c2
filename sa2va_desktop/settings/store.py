"""Reading and writing `settings.toml`. A bad value costs that value, never the start of the program."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sa2va_desktop.errors import InputError
from sa2va_desktop.settings.table import SETTINGS, Setting, SettingValue
from sa2va_desktop.translation import translate

SHORTCUT_SECTION = "shortcuts"


class SettingsStore:
    """The settings of one person, in memory and in one file; only what differs from its default is written.

    Keys under `shortcuts.` hold the key sequences of an action and are free; all others are those of `SETTINGS`.
    Sections that this version does not know are kept as they are.
    """

    def __init__(self, path: Path, table: Mapping[str, Setting] = SETTINGS) -> None:
        self._path = path
        self._table = table
        self._values: dict[str, SettingValue] = {}
        self._shortcuts: dict[str, tuple[str, ...]] = {}
        self._unknown: dict[str, SettingValue] = {}
        self._listeners: list[Callable[[str], None]] = []
        self._failure_listeners: list[Callable[[str], None]] = []
        self.problems: list[str] = []
        """One sentence for each value of the file that could not be used."""
        self._read()

    def get(self, key: str) -> SettingValue:
        """Raises KeyError when there is no such setting."""
        return self._values.get(key, self._table[key].default)

    def text(self, key: str) -> str:
        return str(self.get(key))

    def number(self, key: str) -> float:
        return float(self.get(key))

    def set(self, key: str, value: SettingValue) -> None:
        """Change a setting, write the file, tell the listeners.

        Raises:
            InputError: the value does not suit the setting; nothing changed.
            OSError: the file cannot be written; the value holds until the program ends.
        """
        setting = self._table[key]
        problem = setting.problem_with(value)
        if problem:
            raise InputError(translate("settings", "Setting {0} {1}.").format(key, problem))
        if isinstance(setting.default, float):
            value = float(value)
        if value == self.get(key):
            return
        if value == setting.default:
            self._values.pop(key, None)
        else:
            self._values[key] = value
        self._tell(key)

    def is_changed(self, key: str) -> bool:
        """Whether a setting differs from its default."""
        return self.get(key) != self._table[key].default

    def reset(self, key: str) -> None:
        """Go back to the default. Raises OSError as `set`."""
        self.set(key, self._table[key].default)

    def reset_all(self) -> None:
        """Every setting to its default; shortcuts stay as they are. Raises OSError as `set`."""
        for key in self._table:
            self.reset(key)

    def shortcuts(self, action_id: str) -> tuple[str, ...] | None:
        """The key sequences that the person gave an action, () for none at all, None for the default."""
        return self._shortcuts.get(action_id)

    def keep(self, key: str, value: SettingValue) -> None:
        """As `set`, for a choice that holds whether it can be remembered or not: `on_failure` hears that it cannot."""
        try:
            self.set(key, value)
        except OSError as error:
            sentence = translate(
                "settings", "It holds until the program ends; the settings file cannot be written: {0}"
            )
            for listener in list(self._failure_listeners):
                listener(sentence.format(error))

    def set_shortcuts(self, action_id: str, sequences: Sequence[str] | None) -> None:
        """Change or (None) reset the key sequences of an action, and write the file. Raises OSError as `set`."""
        if sequences is None:
            self._shortcuts.pop(action_id, None)
        else:
            self._shortcuts[action_id] = tuple(sequences)
        self._tell(f"{SHORTCUT_SECTION}.{action_id}")

    def reset_shortcuts(self) -> None:
        """Every action gets its default keys again. Raises OSError as `set`."""
        for action_id in list(self._shortcuts):
            self.set_shortcuts(action_id, None)

    def on_change(self, listener: Callable[[str], None]) -> None:
        """Call `listener(key)` after each change, on the thread that made it."""
        self._listeners.append(listener)

    def on_failure(self, listener: Callable[[str], None]) -> None:
        """Call `listener(sentence)` when `keep` could not write the file."""
        self._failure_listeners.append(listener)

    def off_change(self, listener: Callable[[str], None]) -> None:
        """Call it no more."""
        self._listeners.remove(listener)

    def _tell(self, key: str) -> None:
        for listener in list(self._listeners):
            listener(key)
        self._write()

    def _read(self) -> None:
        try:
            document = tomllib.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            self.problems.append(
                translate("settings", "The settings file {0} cannot be read, so defaults are used: {1}").format(
                    self._path, error
                )
            )
            self._keep_broken_file()
            return
        for key, value in _flatten(document):
            self._accept(key, value)

    def _accept(self, key: str, value: object) -> None:
        if key.startswith(f"{SHORTCUT_SECTION}."):
            sequences = _sequences(value)
            if sequences is not None:
                self._shortcuts[key.removeprefix(f"{SHORTCUT_SECTION}.")] = sequences
            else:
                self.problems.append(
                    translate(
                        "settings",
                        "{0}: {1} expects text or a list of texts, found {2!r}; the default is used.",
                    ).format(self._path, key, value)
                )
        elif key in self._table:
            problem = self._table[key].problem_with(value)
            if problem:
                self.problems.append(
                    translate("settings", "{0}: {1} {2}; the default is used.").format(self._path, key, problem)
                )
            elif isinstance(value, str | int | float | bool):
                self._values[key] = float(value) if isinstance(self._table[key].default, float) else value
        elif isinstance(value, str | int | float | bool):
            self._unknown[key] = value

    def _keep_broken_file(self) -> None:
        # The next write would replace what may be an afternoon of edited shortcuts with one comma too many.
        try:
            os.replace(self._path, self._path.with_suffix(".toml.bad"))
        except OSError as error:
            self.problems.append(
                translate("settings", "The unreadable settings file {0} cannot be set aside: {1}").format(
                    self._path, error
                )
            )

    def _write(self) -> None:
        sections: dict[str, list[str]] = {}
        values: dict[str, str] = {
            key: _toml_value(value) for key, value in (self._unknown | self._values).items()
        }
        for action_id, sequences in self._shortcuts.items():
            texts = ", ".join(map(_toml_value, sequences))
            values[f"{SHORTCUT_SECTION}.{action_id}"] = f"[{texts}]"
        for key, text in sorted(values.items()):
            section, _, name = key.rpartition(".")
            sections.setdefault(section, []).append(f"{_toml_key(name)} = {text}")
        document = "\n".join(
            (f"[{'.'.join(map(_toml_key, section.split('.')))}]\n" if section else "") + "\n".join(lines) + "\n"
            for section, lines in sections.items()
        )
        replace_text(self._path, document)


def replace_text(path: Path, text: str) -> None:
    """Write a small text file so that a crash leaves the old or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".new")
    temporary.write_text(text, "utf-8")
    os.replace(temporary, path)


def _flatten(document: Mapping[str, object], prefix: str = "") -> list[tuple[str, object]]:
    pairs: list[tuple[str, object]] = []
    for name, value in document.items():
        if isinstance(value, dict):
            pairs.extend(_flatten(value, f"{prefix}{name}."))
        else:
            pairs.append((prefix + name, value))
    return pairs


def _sequences(value: object) -> tuple[str, ...] | None:
    """One key sequence or a list of them, as a person may write it; None for anything else."""
    if isinstance(value, str):
        return (value,) if value else ()
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    return None


def _toml_key(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() and name.isascii() else json.dumps(name)


def _toml_value(value: SettingValue) -> str:
    if isinstance(value, str):
        # JSON's escapes are TOML's, except that TOML also wants DEL escaped and knows no surrogate pairs.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    return json.dumps(value)
