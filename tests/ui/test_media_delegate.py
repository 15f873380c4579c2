from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetrics
from pytestqt.qtbot import QtBot

from sa2va_desktop.ui.panels.media_delegate import broken, packed


def test_details_take_as_few_lines_as_hold_them_whole(qtbot: QtBot) -> None:
    metrics = QFontMetrics(QFont())
    parts = ["640 × 480", "54 frames", "4.4 s"]
    width = metrics.horizontalAdvance("54 frames · 4.4 s")

    assert packed(parts, metrics, width) == ["640 × 480", "54 frames · 4.4 s"]
    assert packed(parts, metrics, 10_000) == ["640 × 480 · 54 frames · 4.4 s"]
    assert packed(parts, metrics, width - 1) == parts


def test_a_long_name_goes_on_in_a_second_line_after_a_separator(qtbot: QtBot) -> None:
    metrics = QFontMetrics(QFont())
    width = metrics.horizontalAdvance("holiday clip_0")

    assert broken("holiday clip_0042.mp4", metrics, width, 2) == ["holiday clip_", "0042.mp4"]
    assert broken("short.mp4", metrics, width, 2) == ["short.mp4"]


def test_of_a_name_that_two_lines_do_not_hold_the_beginning_and_the_end_are_shown(qtbot: QtBot) -> None:
    metrics = QFontMetrics(QFont())
    width = metrics.horizontalAdvance("x" * 12)

    first, last = broken("x" * 40 + "_0042.mp4", metrics, width, 2)

    assert first == "x" * 12
    assert last.startswith("…")
    assert last.endswith("0042.mp4")
    (only,) = broken("x" * 40 + "_0042.mp4", metrics, width, 1)
    assert "…" in only
    assert only.endswith("mp4")
