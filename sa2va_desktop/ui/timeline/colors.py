"""The timeline's colours, taken from the widget's palette so that light and dark themes both work."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette

from sa2va_desktop.annotation.records import Rgb
from sa2va_desktop.ui.legible_colors import legible_on, mix

_RED: Rgb = (226, 60, 52)
_MAGENTA: Rgb = (222, 38, 120)
_LEAST_LANE_CONTRAST = 1.7


@dataclass(frozen=True)
class TimelineColors:
    """Colours by their meaning."""

    background: Rgb
    lane_band: Rgb
    line: Rgb
    text: Rgb
    faint_text: Rgb
    accent: Rgb
    playhead: Rgb
    warning: Rgb

    @staticmethod
    def from_palette(palette: QPalette) -> TimelineColors:
        background = rgb_of(palette.color(QPalette.ColorRole.Base))
        text = rgb_of(palette.color(QPalette.ColorRole.Text))
        accent = rgb_of(palette.color(QPalette.ColorRole.Highlight))
        return TimelineColors(
            background=background,
            lane_band=mix(background, text, 0.035),
            line=mix(background, text, 0.16),
            text=text,
            faint_text=mix(text, background, 0.38),
            accent=legible_on(accent, background, 2.5),
            playhead=legible_on(_RED, background, 3.0),
            warning=legible_on(_MAGENTA, background, 3.0),
        )

    def lane_color(self, color: Rgb) -> Rgb:
        """An object's colour, moved only as far as needed to be seen on the background."""
        return legible_on(color, self.background, _LEAST_LANE_CONTRAST)


def rgb_of(color: QColor) -> Rgb:
    return (color.red(), color.green(), color.blue())


def qcolor(color: Rgb, alpha: int = 255) -> QColor:
    return QColor(*color, alpha)
