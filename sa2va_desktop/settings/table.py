"""Every setting, declared once: key, type, default, label and help. Dialog, file and defaults read this table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

SettingValue = str | int | float | bool


@dataclass(frozen=True)
class Setting:
    """One setting.

    Attributes:
        key: dotted, "section.name"; the section becomes a table of the TOML file.
        default: its type is the type of the setting.
        label, help: for the dialog; source text that the interface translates.
        choices: the only values allowed, or () for any.
        minimum, maximum: inclusive bounds of a number, or None.
    """

    key: str
    default: SettingValue
    label: str
    help: str = ""
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    def problem_with(self, value: object) -> str:
        """What is wrong with a value, as the end of a sentence, or ""."""
        expected = type(self.default)
        if expected is float and type(value) is int:
            value = float(value)
        if type(value) is not expected:
            return f"expects {_TYPE_NAMES[expected]}, found {value!r}"
        if self.choices and value not in self.choices:
            return f"expects one of {', '.join(self.choices)}, found {value!r}"
        if isinstance(value, int | float) and not isinstance(value, bool):
            if self.minimum is not None and value < self.minimum:
                return f"expects at least {self.minimum:g}, found {value!r}"
            if self.maximum is not None and value > self.maximum:
                return f"expects at most {self.maximum:g}, found {value!r}"
        return ""


_TYPE_NAMES: Mapping[type, str] = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}

_TABLE = (
    Setting(
        "appearance.theme",
        "system",
        "Theme",
        "Colours of the window; 'system' follows the desktop.",
        choices=("system", "light", "dark"),
    ),
    Setting(
        "canvas.overlay_opacity",
        0.5,
        "Mask opacity",
        "How strongly masks colour the picture, from 0 to 1.",
        minimum=0.0,
        maximum=1.0,
    ),
    Setting("canvas.outline_width_px", 2, "Outline width", "In screen pixels.", minimum=1, maximum=8),
    Setting(
        "playback.frame_cache_mib",
        512,
        "Memory for decoded frames",
        "In MiB. More memory makes going back and forth smoother.",
        minimum=32,
        maximum=65536,
    ),
    Setting("playback.loop", False, "Repeat the range", "Playback starts again at the in point."),
    Setting(
        "model.choice",
        "embedded",
        "Model",
        "'embedded', 'none', or the folder of a checkpoint.",
    ),
    Setting(
        "model.device",
        "auto",
        "Device",
        "Where the model runs; 'auto' takes a GPU if there is one.",
        choices=("auto", "cpu", "cuda"),
    ),
    Setting(
        "model.dtype",
        "auto",
        "Precision",
        "'auto' takes what suits the device.",
        choices=("auto", "float32", "bfloat16", "float16"),
    ),
    Setting(
        "prompt.max_new_tokens",
        512,
        "Longest answer",
        "In tokens; the model stops there.",
        minimum=1,
        maximum=8192,
    ),
)

SETTINGS: Mapping[str, Setting] = MappingProxyType({setting.key: setting for setting in _TABLE})
