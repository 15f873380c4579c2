"""A sentence that has no room ends in three dots, and is said whole by the tool tip."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from sa2va_desktop.ui.elided_label import ElidedLabel

SENTENCE = "Click a colour, drag sideways"


def test_a_narrow_label_ends_in_dots_and_its_tip_says_all(qtbot: QtBot) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.show_text(SENTENCE)
    label.resize(label.sizeHint().width() // 2, 30)
    label.show()

    assert label.shown_text().endswith("…")
    assert label.toolTip() == SENTENCE
    narrow = label.grab().toImage()
    label.resize(label.sizeHint().width() + 10, 30)
    assert label.shown_text() == SENTENCE
    assert label.grab().toImage() != narrow
