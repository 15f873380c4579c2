from __future__ import annotations

import pytest
from PySide6.QtGui import QPalette
from pytestqt.qtbot import QtBot

from sa2va_desktop.app import make_application
from sa2va_desktop.ui.legible_colors import contrast_ratio
from sa2va_desktop.ui.theme import Theme

GROUNDS = {
    "text": (
        "window",
        "panel",
        "field",
        "raised",
        "raised_hover",
        "accent_soft",
        "canvas",
        "warn_soft",
        "bad_soft",
        "info_soft",
    ),
    "text_dim": ("window", "panel", "field", "raised", "accent_soft", "canvas"),
    "link": ("window", "panel", "field", "canvas"),
    "on_accent": ("accent", "accent_hover"),
    "good": ("window", "panel"),
    "warn": ("window", "panel"),
    "bad": ("window", "panel", "field", "raised"),
}
"""Colours of text, and all that they are written on by the style sheet, the palette or a delegate."""


def rgb(theme: Theme, name: str) -> tuple[int, int, int]:
    color = theme.color(name)
    return color.red(), color.green(), color.blue()


@pytest.mark.parametrize("name", ["light", "dark"])
def test_text_can_be_read_on_every_ground(qtbot: QtBot, name: str) -> None:
    theme = Theme(make_application(), name)

    ratios = {
        (text, ground): contrast_ratio(rgb(theme, text), rgb(theme, ground))
        for text, grounds in GROUNDS.items()
        for ground in grounds
    }
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("name", ["light", "dark"])
def test_text_of_the_palette_can_be_read_on_its_ground(qtbot: QtBot, name: str) -> None:
    application = make_application()
    Theme(application, name)
    role = QPalette.ColorRole
    pairs = [
        (role.WindowText, role.Window),
        (role.Text, role.Base),
        (role.Text, role.AlternateBase),
        (role.PlaceholderText, role.Base),
        (role.ButtonText, role.Button),
        (role.HighlightedText, role.Highlight),
        (role.ToolTipText, role.ToolTipBase),
        (role.Link, role.Base),
        (role.Link, role.Window),
    ]

    palette = application.palette()
    faint = []
    for text, ground in pairs:
        first, second = palette.color(text), palette.color(ground)
        if contrast_ratio(first.getRgb()[:3], second.getRgb()[:3]) < 4.5:
            faint.append((text, ground))
    assert faint == []


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_colour_of_the_style_sheet_is_known(qtbot: QtBot, name: str) -> None:
    application = make_application()
    Theme(application, name)

    assert application.styleSheet()
    assert "@" not in application.styleSheet()


def test_choosing_the_same_theme_again_changes_nothing(qtbot: QtBot) -> None:
    theme = Theme(make_application(), "dark")
    told: list[int] = []
    theme.changed.connect(lambda: told.append(1))

    theme.choose("dark")
    theme.choose("light")

    assert told == [1]
