"""Colours that can be seen and read: an object's colour on any background, and text on it. Knows nothing of Qt."""

from __future__ import annotations

from sa2va_desktop.annotation.records import Rgb

_BLACK: Rgb = (0, 0, 0)
_WHITE: Rgb = (255, 255, 255)


def contrast_ratio(first: Rgb, second: Rgb) -> float:
    """Between 1 (equal) and 21 (black on white).

    Source: WCAG 2.2, "contrast ratio" and "relative luminance".
    """
    lights = sorted((_luminance(first), _luminance(second)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def text_color_on(background: Rgb) -> Rgb:
    """Black or white, whichever reads better; the ratio is never below 4.5."""
    on_black = contrast_ratio(background, _BLACK)
    on_white = contrast_ratio(background, _WHITE)
    return _BLACK if on_black >= on_white else _WHITE


def legible_on(color: Rgb, background: Rgb, least_ratio: float = 3.0) -> Rgb:
    """The colour, moved towards black or white in small steps until it stands out from its background."""
    target = text_color_on(background)
    for step in range(0, 21):
        mixed = mix(color, target, step / 20)
        if contrast_ratio(mixed, background) >= least_ratio:
            return mixed
    return target


def mix(first: Rgb, second: Rgb, share: float) -> Rgb:
    """`first` with a `share` (0..1) of `second`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second))
    return (red, green, blue)


def _luminance(color: Rgb) -> float:
    red, green, blue = (_linear(channel / 255) for channel in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
