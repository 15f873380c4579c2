from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from sa2va_desktop.app import make_application
from sa2va_desktop.ui.legible_colors import contrast_ratio
from sa2va_desktop.ui.theme import Theme

TEXT_ON = [
    ("text", "window"),
    ("text", "panel"),
    ("text", "field"),
    ("text", "raised"),
    ("text", "accent_soft"),
    ("text", "warn_soft"),
    ("text", "bad_soft"),
    ("text", "info_soft"),
    ("text_dim", "window"),
    ("text_dim", "panel"),
    ("good", "window"),
    ("warn", "window"),
    ("bad", "window"),
]


def rgb(theme: Theme, name: str) -> tuple[int, int, int]:
    color = theme.color(name)
    return color.red(), color.green(), color.blue()


@pytest.mark.parametrize("name", ["light", "dark"])
def test_text_can_be_read_on_every_ground(qtbot: QtBot, name: str) -> None:
    theme = Theme(make_application(), name)

    faint = [pair for pair in TEXT_ON if contrast_ratio(rgb(theme, pair[0]), rgb(theme, pair[1])) < 4.5]
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
