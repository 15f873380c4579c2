from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from sa2va_desktop.app import make_application
from sa2va_desktop.errors import CancelledError, MediaError, UsageError
from sa2va_desktop.ui.messages import ERROR, INFO, Message, MessageBar, MessageCenter
from sa2va_desktop.ui.theme import Theme


@pytest.fixture
def center(qtbot: QtBot) -> MessageCenter:
    return MessageCenter()


@pytest.fixture
def bar(qtbot: QtBot, center: MessageCenter) -> MessageBar:
    bar = MessageBar(center, Theme(make_application(), "dark"))
    qtbot.addWidget(bar)
    return bar


def test_an_error_stays_until_it_is_dismissed(qtbot: QtBot, bar: MessageBar, center: MessageCenter) -> None:
    center.present_error(MediaError("clip.mp4 is cut off."))
    assert bar.texts == ["clip.mp4 is cut off."]
    assert bar.isVisible()

    close = bar.findChild(QToolButton)
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)

    assert bar.texts == []
    assert not bar.isVisible()


def test_only_what_has_failed_is_an_error(qtbot: QtBot, center: MessageCenter) -> None:
    levels: list[str] = []
    center.posted.connect(lambda message: levels.append(message.level))

    center.present_error(UsageError("There is no mask here."))
    center.present_error(MediaError("clip.mp4 is cut off."))

    assert levels == [INFO, ERROR]


def test_our_own_mistakes_are_called_so_and_a_cancel_is_no_error(
    bar: MessageBar, center: MessageCenter
) -> None:
    center.present_error(ZeroDivisionError("division by zero"))
    center.present_error(CancelledError("stopped"))

    assert bar.texts == ["Something went wrong inside the program: ZeroDivisionError: division by zero"]


def test_the_same_error_again_is_shown_once(bar: MessageBar, center: MessageCenter) -> None:
    for _ in range(3):
        center.present_error(MediaError("clip.mp4 is cut off."))

    assert bar.texts == ["clip.mp4 is cut off."]


def test_a_topic_replaces_and_withdraws(bar: MessageBar, center: MessageCenter) -> None:
    center.warn("first", topic="model")
    center.warn("second", topic="model")
    assert bar.texts == ["second"]

    center.withdraw("model")
    assert bar.texts == []


def test_an_action_runs_and_takes_its_message_away(
    qtbot: QtBot, bar: MessageBar, center: MessageCenter
) -> None:
    done: list[int] = []
    center.post(Message("no model", ERROR, "", "Choose", lambda: done.append(1)))

    qtbot.mouseClick(bar.findChild(QPushButton), Qt.MouseButton.LeftButton)

    assert done == [1]
    assert bar.texts == []


def test_text_from_a_file_is_never_read_as_markup(bar: MessageBar, center: MessageCenter) -> None:
    center.warn("<b>bold</b>.mp4")

    formats = {label.textFormat() for label in bar.findChildren(QLabel) if label.text()}
    assert formats == {Qt.TextFormat.PlainText}


def test_many_messages_never_fill_the_window(bar: MessageBar, center: MessageCenter) -> None:
    for number in range(20):
        center.warn(f"message {number}")

    assert bar.texts == [f"message {number}" for number in range(16, 20)]
