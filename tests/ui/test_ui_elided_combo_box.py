from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from sa2va_desktop.annotation.records import MediaId
from sa2va_desktop.ui.chat.frames_chooser import FramesChooser
from sa2va_desktop.ui.elided_combo_box import ElidedComboBox
from sa2va_desktop.ui.view_state import ViewState


def test_choices_of_frames_that_are_cut_off_say_so_and_the_tool_tip_has_all(qtbot: QtBot) -> None:
    view = ViewState()
    view.show_media(MediaId(1), 54)
    chooser = FramesChooser(view)
    chooser.show_media(is_clip=True)
    qtbot.addWidget(chooser)
    chooser.resize(420, 120)
    chooser.show()
    frames, _range = chooser.findChildren(ElidedComboBox)
    assert frames.shown_text() == "Spread over range"
    whole = frames.grab().toImage()

    chooser.resize(200, 120)
    QApplication.processEvents()

    assert frames.shown_text().endswith("…")
    assert frames.shown_text()[:-1] in "Spread over range"
    assert frames.grab().toImage() != whole
    at = frames.rect().center()
    QApplication.sendEvent(frames, QHelpEvent(QEvent.Type.ToolTip, at, frames.mapToGlobal(QPoint(at))))
    assert QToolTip.text() == "Spread over range\nWhich frames the language model sees"
    QToolTip.hideText()
