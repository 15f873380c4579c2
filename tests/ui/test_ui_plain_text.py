from PySide6.QtGui import QTextDocument

from sa2va_desktop.ui.plain_text import plain_tool_tip, shortened


def test_markup_in_a_tooltip_is_shown_as_it_is() -> None:
    text = "<b>red</b> & <img src='file:///x'>\nsecond line"
    document = QTextDocument()

    document.setHtml(plain_tool_tip(text))

    assert document.toPlainText() == text


def test_no_text_makes_no_tooltip() -> None:
    assert plain_tool_tip("") == ""


def test_a_long_text_becomes_one_short_line() -> None:
    assert shortened("the  red\ncar", 11) == "the red car"
    assert shortened("the red car", 8) == "the red…"
