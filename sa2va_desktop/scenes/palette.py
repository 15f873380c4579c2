"""Colour words and the tints that stand for them."""

from __future__ import annotations

import cv2
import numpy as np

Rgb = tuple[int, int, int]

TINTS: dict[str, Rgb] = {
    "red": (214, 40, 40),
    "orange": (242, 132, 30),
    "yellow": (246, 206, 50),
    "green": (66, 158, 68),
    "blue": (46, 104, 214),
    "purple": (132, 66, 178),
    "pink": (244, 132, 186),
    "white": (242, 244, 248),
    "black": (44, 46, 56),
}
"""Colour word → the middle of its tint. White and black are natural colours only; nothing is tinted with them."""

TINT_WORDS: tuple[str, ...] = ("red", "orange", "yellow", "green", "blue", "purple", "pink")


def shade(rgb: Rgb, factor: float) -> Rgb:
    """Darker (`factor` < 1) or lighter (> 1, towards white) variant of a colour."""
    if factor <= 1.0:
        return (int(rgb[0] * factor), int(rgb[1] * factor), int(rgb[2] * factor))
    share = min(factor - 1.0, 1.0)
    red, green, blue = (int(value + (255 - value) * share) for value in rgb)
    return (red, green, blue)


def jittered_tint(word: str, rng: np.random.Generator) -> Rgb:
    """A tint of this colour word, varied little enough that the word stays right."""
    hue, saturation, value = cv2.cvtColor(np.array([[TINTS[word]]], np.uint8), cv2.COLOR_RGB2HSV)[0, 0].astype(
        float
    )
    hue = (hue + rng.uniform(-2.5, 2.5)) % 180
    saturation = np.clip(saturation * rng.uniform(0.92, 1.08), 0, 255)
    value = np.clip(value * rng.uniform(0.9, 1.06), 0, 255)
    pixel = cv2.cvtColor(np.array([[[hue, saturation, value]]], np.uint8), cv2.COLOR_HSV2RGB)[0, 0]
    return (int(pixel[0]), int(pixel[1]), int(pixel[2]))
