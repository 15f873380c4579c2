"""Every setting, declared once: key, type, default, label and help. Dialog, file and defaults read this table."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

CONTEXT = "settings"

SettingValue = str | int | float | bool


class Section(enum.Enum):
    """Groups of settings in the order of the dialog; the name is the section of the file, the value its title."""

    APPEARANCE = QT_TRANSLATE_NOOP("settings", "Appearance")
    CANVAS = QT_TRANSLATE_NOOP("settings", "Canvas")
    PLAYBACK = QT_TRANSLATE_NOOP("settings", "Playback")
    MODEL = QT_TRANSLATE_NOOP("settings", "Model")
    TRACK = QT_TRANSLATE_NOOP("settings", "Tracking")
    REVIEW = QT_TRANSLATE_NOOP("settings", "Review")
    PROMPT = QT_TRANSLATE_NOOP("settings", "Answers")


@dataclass(frozen=True)
class Setting:
    """One setting.

    Attributes:
        key: dotted, "section.name"; the section becomes a table of the TOML file.
        default: its type is the type of the setting.
        label, help: for the dialog; source text that the interface translates.
        choices: the only values allowed, or () for any.
        choice_labels: what the person reads for each choice; () shows the values themselves.
        minimum, maximum: inclusive bounds of a number, or None.
        step: what an arrow of the dialog adds to a number.
        unit: of a number, such as "px".
        is_folder: a text that may name a folder, for which the dialog offers a button.
    """

    key: str
    default: SettingValue
    label: str
    help: str = ""
    choices: tuple[str, ...] = ()
    choice_labels: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    step: float = 1.0
    unit: str = ""
    is_folder: bool = False

    @property
    def section(self) -> Section:
        """Raises KeyError when the key names no section."""
        return Section[self.key.partition(".")[0].upper()]

    def problem_with(self, value: object) -> str:
        """What is wrong with a value, as the end of a sentence, or ""."""
        expected = type(self.default)
        if expected is float and type(value) is int:
            value = float(value)
        if type(value) is not expected:
            return translate("settings", "expects {0}, found {1!r}").format(
                translate("settings", _TYPE_NAMES[expected]), value
            )
        if self.choices and value not in self.choices:
            return translate("settings", "expects one of {0}, found {1!r}").format(
                ", ".join(self.choices), value
            )
        if isinstance(value, int | float) and not isinstance(value, bool):
            if self.minimum is not None and value < self.minimum:
                return translate("settings", "expects at least {0:g}, found {1!r}").format(self.minimum, value)
            if self.maximum is not None and value > self.maximum:
                return translate("settings", "expects at most {0:g}, found {1!r}").format(self.maximum, value)
        return ""


_TYPE_NAMES: Mapping[type, str] = {
    str: QT_TRANSLATE_NOOP("settings", "text"),
    int: QT_TRANSLATE_NOOP("settings", "a whole number"),
    float: QT_TRANSLATE_NOOP("settings", "a number"),
    bool: QT_TRANSLATE_NOOP("settings", "true or false"),
}

# fmt: off
_TABLE = (
    Setting("appearance.theme", "system",
            QT_TRANSLATE_NOOP("settings", "Theme"),
            QT_TRANSLATE_NOOP("settings", "Colours of the window. “Like the system” follows the desktop."),
            choices=("system", "light", "dark"),
            choice_labels=(QT_TRANSLATE_NOOP("settings", "Like the system"), QT_TRANSLATE_NOOP("settings", "Light"),
                           QT_TRANSLATE_NOOP("settings", "Dark"))),
    Setting("appearance.language", "system",
            QT_TRANSLATE_NOOP("settings", "Language"),
            QT_TRANSLATE_NOOP("settings", "Used from the next start on. “Like the system” follows the desktop."),
            choices=("system", "en", "zh_CN"),
            choice_labels=(QT_TRANSLATE_NOOP("settings", "Like the system"), "English", "简体中文")),
    Setting("canvas.overlay_opacity", 0.5,
            QT_TRANSLATE_NOOP("settings", "Mask opacity"),
            QT_TRANSLATE_NOOP("settings", "How strongly masks colour the picture: 0 not at all, 1 covers it."),
            minimum=0.0, maximum=1.0, step=0.05),
    Setting("canvas.hover_preview", "always",
            QT_TRANSLATE_NOOP("settings", "Preview before a click"),
            QT_TRANSLATE_NOOP("settings", "The mask that a click of the point tool would give, while the model has nothing else to do."),
            choices=("always", "shift", "off"),
            choice_labels=(QT_TRANSLATE_NOOP("settings", "Where the pointer rests"),
                           QT_TRANSLATE_NOOP("settings", "While Shift is held"), QT_TRANSLATE_NOOP("settings", "Never"))),
    Setting("canvas.encode_ahead", True,
            QT_TRANSLATE_NOOP("settings", "Look at frames before the click"),
            QT_TRANSLATE_NOOP("settings", "While a marking tool is in the hand and the model has nothing to do, it looks at the shown frame and its neighbours, so that a click is answered at once.")),
    Setting("canvas.view_mode", "overlay",
            QT_TRANSLATE_NOOP("settings", "View mode"),
            QT_TRANSLATE_NOOP("settings", "How masks are shown."),
            choices=("overlay", "outline", "matte", "cutout"),
            choice_labels=(QT_TRANSLATE_NOOP("settings", "Overlay"), QT_TRANSLATE_NOOP("settings", "Outlines"),
                           QT_TRANSLATE_NOOP("settings", "Matte"), QT_TRANSLATE_NOOP("settings", "Cut-out"))),
    Setting("canvas.cutout_backdrop", "checkerboard",
            QT_TRANSLATE_NOOP("settings", "Behind a cut-out"),
            QT_TRANSLATE_NOOP("settings", "What the cut-out view shows where no object is."),
            choices=("checkerboard", "black", "white", "green"),
            choice_labels=(QT_TRANSLATE_NOOP("settings", "Checkerboard"), QT_TRANSLATE_NOOP("settings", "Black"),
                           QT_TRANSLATE_NOOP("settings", "White"), QT_TRANSLATE_NOOP("settings", "Green"))),
    Setting("canvas.outline_width_px", 2,
            QT_TRANSLATE_NOOP("settings", "Outline width"),
            QT_TRANSLATE_NOOP("settings", "Width of the line round selected objects, in pixels of the screen."),
            minimum=1, maximum=8, unit="px"),
    Setting("playback.frame_cache_mib", 512,
            QT_TRANSLATE_NOOP("settings", "Memory for decoded frames"),
            QT_TRANSLATE_NOOP("settings", "More memory makes going back and forth smoother."),
            minimum=32, maximum=65536, step=64, unit="MiB"),
    Setting("playback.loop", False,
            QT_TRANSLATE_NOOP("settings", "Repeat the range"),
            QT_TRANSLATE_NOOP("settings", "Playback starts again at the in point.")),
    Setting("model.choice", "embedded",
            QT_TRANSLATE_NOOP("settings", "Model"),
            QT_TRANSLATE_NOOP("settings", "“embedded” is the small model that comes along, “none” uses no model; anything else is the folder of a checkpoint."),
            is_folder=True),
    Setting("model.tracker", "none",
            QT_TRANSLATE_NOOP("settings", "SAM 2 for clicks and tracks"),
            QT_TRANSLATE_NOOP("settings", "“none” leaves clicks and tracks to the model itself; anything else is a stand-alone SAM 2: a name from the model list, a folder, or a public file. With the model “none” it serves alone."),
            is_folder=True),
    Setting("model.device", "auto",
            QT_TRANSLATE_NOOP("settings", "Device"),
            QT_TRANSLATE_NOOP("settings", "Where the model runs. “Automatic” takes a GPU if there is one."),
            choices=("auto", "cpu", "cuda", "gpus", "mps"),
            choice_labels=(QT_TRANSLATE_NOOP("settings", "Automatic"), QT_TRANSLATE_NOOP("settings", "CPU"),
                           QT_TRANSLATE_NOOP("settings", "GPU (CUDA)"), QT_TRANSLATE_NOOP("settings", "All GPUs together (CUDA)"),
                           QT_TRANSLATE_NOOP("settings", "Apple GPU (MPS)"))),
    Setting("model.dtype", "auto",
            QT_TRANSLATE_NOOP("settings", "Precision"),
            QT_TRANSLATE_NOOP("settings", "“Automatic” takes what suits the device."),
            choices=("auto", "float32", "bfloat16", "float16"),
            choice_labels=(QT_TRANSLATE_NOOP("settings", "Automatic"), "float32", "bfloat16", "float16")),
    Setting("model.turns", "published",
            QT_TRANSLATE_NOOP("settings", "Layout of turns"),
            QT_TRANSLATE_NOOP("settings", "For models that ship a chat template (Qwen-VL): as the published runtime writes turns, or as they were in training, without a system turn and with a line for each picture."),
            choices=("published", "training"),
            choice_labels=(QT_TRANSLATE_NOOP("settings", "As published"), QT_TRANSLATE_NOOP("settings", "As in training"))),
    Setting("model.allow_unknown_template", False,
            QT_TRANSLATE_NOOP("settings", "Allow unknown chat templates"),
            QT_TRANSLATE_NOOP("settings", "A chat template that is not known here is a small program that came with the model. It is run once while the model is loaded, in a sandbox.")),
    Setting("model.quantise", "auto",
            QT_TRANSLATE_NOOP("settings", "Weights of the language model"),
            QT_TRANSLATE_NOOP("settings", "8 or 4 bit take half or a quarter of the memory, and answers may differ a little. “Automatic” does that only where the model does not fit otherwise. Needs the package bitsandbytes."),
            choices=("auto", "none", "8", "4"),
            choice_labels=(QT_TRANSLATE_NOOP("settings", "Automatic"), QT_TRANSLATE_NOOP("settings", "As they are"),
                           QT_TRANSLATE_NOOP("settings", "8 bit"), QT_TRANSLATE_NOOP("settings", "4 bit"))),
    Setting("model.offload", "auto",
            QT_TRANSLATE_NOOP("settings", "Language model in main memory"),
            QT_TRANSLATE_NOOP("settings", "What does not fit on the GPU waits in main memory until it is needed, which is slow. “Automatic” does that only where nothing else fits."),
            choices=("auto", "on", "off"),
            choice_labels=(QT_TRANSLATE_NOOP("settings", "Automatic"), QT_TRANSLATE_NOOP("settings", "Always"),
                           QT_TRANSLATE_NOOP("settings", "Never"))),
    Setting("model.capture", "off",
            QT_TRANSLATE_NOOP("settings", "Captured graphs"),
            QT_TRANSLATE_NOOP("settings", "On a CUDA GPU, the steps of a token are recorded once and replayed, which should make longer answers several times faster. Not yet measured, so it is off until you try it."),
            choices=("off", "on"),
            choice_labels=(QT_TRANSLATE_NOOP("settings", "Off"), QT_TRANSLATE_NOOP("settings", "On"))),
    Setting("model.idle_minutes", 30,
            QT_TRANSLATE_NOOP("settings", "Free an unused model after"),
            QT_TRANSLATE_NOOP("settings", "Its memory is freed when it was not used for this long; it is loaded again when needed. 0 means never. The embedded model is small and stays."),
            minimum=0, maximum=1440, step=5, unit=QT_TRANSLATE_NOOP("settings", "min")),
    Setting("track.scene_cuts", "stop",
            QT_TRANSLATE_NOOP("settings", "At a scene cut"),
            QT_TRANSLATE_NOOP("settings", "What tracks and corrections do where a new scene begins. Answers to instructions always go on."),
            choices=("stop", "cross"),
            choice_labels=(QT_TRANSLATE_NOOP("settings", "Stop and say so"),
                           QT_TRANSLATE_NOOP("settings", "Track across it"))),
    Setting("track.follow_corrections", False,
            QT_TRANSLATE_NOOP("settings", "Follow corrections by themselves"),
            QT_TRANSLATE_NOOP("settings", "After a brush stroke on a tracked object, its track follows at once.")),
    Setting("review.zoom", True,
            QT_TRANSLATE_NOOP("settings", "Zoom in on the places of the queue"),
            QT_TRANSLATE_NOOP("settings", "A doubtful mask is shown with something round it; else the zoom stays as it is.")),
    Setting("review.all_curves", False,
            QT_TRANSLATE_NOOP("settings", "Doubt curves on all lanes"),
            QT_TRANSLATE_NOOP("settings", "Else on the lane of the selected object, once the queue was opened; masks are measured in the background.")),
    Setting("review.questions", 60,
            QT_TRANSLATE_NOOP("settings", "Questions a clip"),
            QT_TRANSLATE_NOOP("settings", "At most so many when the model is asked again; the longer the clip, the further apart they are."),
            minimum=1, maximum=5000),
    Setting("prompt.max_new_tokens", 512,
            QT_TRANSLATE_NOOP("settings", "Longest answer"),
            QT_TRANSLATE_NOOP("settings", "The model stops there."),
            minimum=1, maximum=8192, step=64, unit=QT_TRANSLATE_NOOP("settings", "tokens")),
)
# fmt: on

SETTINGS: Mapping[str, Setting] = MappingProxyType({setting.key: setting for setting in _TABLE})
