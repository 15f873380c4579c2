"""Colours for objects and categories: distinct for common forms of colour blindness first, then as many as needed."""

from __future__ import annotations

import colorsys
import functools
from collections.abc import Collection

from sa2va_desktop.annotation.records import Rgb

# Source: Okabe and Ito, "Color Universal Design" (2008), without black; then the bright and muted schemes of
# P. Tol, "Colour Schemes" (technical note SRON/EPS/TN/09-002, 2021), those that differ from the first seven.
_BASE: tuple[Rgb, ...] = (
    (230, 159, 0),
    (86, 180, 233),
    (0, 158, 115),
    (240, 228, 66),
    (213, 94, 0),
    (204, 121, 167),
    (0, 114, 178),
    (170, 51, 119),
    (68, 170, 153),
    (221, 204, 119),
    (136, 34, 85),
    (187, 187, 187),
)
_GOLDEN_RATIO = 0.618033988749895


@functools.lru_cache(maxsize=1 << 16)  # thousands of labels are coloured one after the other
def distinct_color(index: int) -> Rgb:
    """The colour number `index` (0, 1, …) of an endless list that begins with the best distinguishable ones."""
    if index < len(_BASE):
        return _BASE[index]
    step = index - len(_BASE)
    value = (0.95, 0.7, 0.5)[step % 3]
    red, green, blue = colorsys.hsv_to_rgb((0.07 + step * _GOLDEN_RATIO) % 1.0, 0.75, value)
    return (round(red * 255), round(green * 255), round(blue * 255))


def next_color(used: Collection[Rgb]) -> Rgb:
    """The first colour of the list that is not in `used`."""
    taken = set(used)
    # len(taken) + 1 tries are not always enough, because later colours could repeat after rounding.
    for index in range(2 * len(taken) + len(_BASE)):
        color = distinct_color(index)
        if color not in taken:
            return color
    return distinct_color(len(taken))
