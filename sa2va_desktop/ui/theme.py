"""Light and dark: one style sheet filled with the colours of a theme, Qt's palette, and icons in the same colours."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache

import qtawesome
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from sa2va_desktop.resources import resource_path

_PALETTE = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "field",
    QPalette.ColorRole.AlternateBase: "panel",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "text_dim",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "bad",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Link: "link",
    QPalette.ColorRole.ToolTipBase: "panel",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Light: "raised_hover",
    QPalette.ColorRole.Midlight: "raised",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Dark: "canvas",
    QPalette.ColorRole.Shadow: "field",
}


class Theme(QObject):
    """The theme of the whole application; made once by `app`, before any widget.

    Signals:
        changed(): colours are different now; whoever made icons makes them again.
    """

    changed = Signal()

    def __init__(self, application: QApplication, choice: str = "system") -> None:
        super().__init__(application)
        self._application = application
        self._choice = choice
        self._shown = ""
        self._icons: dict[tuple[str, str, str], QIcon] = {}
        application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(lambda _scheme: self._show())
        self._show()

    @property
    def name(self) -> str:
        """What is shown: "light" or "dark"."""
        return self._shown

    def choose(self, choice: str) -> None:
        """`choice` is "system", "light" or "dark"."""
        self._choice = choice
        self._show()

    def color(self, name: str) -> QColor:
        """A colour of resources/style/themes.toml. Raises KeyError when there is none of that name."""
        return QColor(_themes()[self._shown][name])

    def icon(self, name: str, color: str = "text") -> QIcon:
        """An icon of the Material set, such as "folder-open-outline", dimmed by itself when disabled."""
        key = (name, color, self._shown)
        if key not in self._icons:  # delegates ask for every row they paint
            self._icons[key] = qtawesome.icon(
                f"mdi6.{name}", color=self.color(color), color_disabled=self.color("text_faint").name()
            )
        return self._icons[key]

    def _show(self) -> None:
        wanted = self._choice if self._choice in _themes() else self._system_choice()
        if wanted == self._shown:
            return
        self._shown = wanted
        colors = _themes()[wanted]
        self._application.setPalette(_palette(colors))
        self._application.setStyleSheet(_style_sheet(wanted, colors))
        self.changed.emit()

    def _system_choice(self) -> str:
        # A desktop that does not say gets dark: pictures are judged best on dark, neutral ground.
        is_light = self._application.styleHints().colorScheme() is Qt.ColorScheme.Light
        return "light" if is_light else "dark"


@lru_cache(maxsize=1)
def _themes() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(resource_path("style/themes.toml").read_text("utf-8"))


def _style_sheet(theme: str, colors: Mapping[str, str]) -> str:
    source = resource_path("style/sa2va.qss").read_text("utf-8").split("*/", 1)[1]
    names = {**colors, "theme": theme, "icons": resource_path("icons").as_posix()}
    return re.sub(r"@(\w+)", lambda found: names[found[1]], source)


def _palette(colors: Mapping[str, str]) -> QPalette:
    palette = QPalette()
    for role, name in _PALETTE.items():
        palette.setColor(role, QColor(colors[name]))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colors["text_faint"]))
    return palette
