"""Correcting by words in one window: its action, the bar, and what accepting does besides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.ui.words.word_bar import WordBar
from sa2va_desktop.ui.words.word_controller import WordController

if TYPE_CHECKING:
    from sa2va_desktop.ui.main_window import MainWindow


class WordPart(QObject):
    """Made by the main window once its controllers are there."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.controller = WordController(
            window.document,
            window.view_state,
            window.presenter,
            window.canvas,
            window.model,
            window.runner,
            window.messages,
            self,
        )
        self.bar = WordBar(self.controller, window.canvas, accept=self.accept, accept_track=self.accept_track)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """By the ids of the action table."""
        return {"object.words": self.open}

    def open(self) -> None:
        """Show the bar, or give it the keyboard again."""
        if self.controller.is_open:
            self.bar.field.setFocus()
            self.bar.field.selectAll()
            return
        self._window.tools.drop()
        self._window.follow_bar.forget()
        self._window.masks.close()  # its panel lies where the bar will be
        self.controller.open()

    def take_enter(self, modifiers: Qt.KeyboardModifier) -> bool:
        """Enter on the canvas accepts what is seen, with Shift it is followed; False when nothing is seen."""
        if self.controller.seen is None:
            return False
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            self.accept_track()
        else:
            self.accept()
        return True

    def take_digit(self, number: int) -> bool:
        """A number key chooses a candidate; False when there is none."""
        if not self.controller.candidates:
            return False
        self.controller.choose(number)
        return True

    def accept(self) -> None:
        """Accept; where the object is tracked, the track is offered to follow, as after a stroke of the brush."""
        self.controller.accept(self._window.follow_bar.offer)

    def accept_track(self) -> None:
        """Accept; what is tracked beside the frame is computed again from it, else the object is tracked from it."""
        if self.controller.can_track:
            self.controller.accept(self._carry_on)
        else:
            self.controller.accept()

    def _carry_on(self, object_id: ObjectId, frame_index: int) -> None:
        project, runs = self._window.document.project, self._window.object_runs
        beside = (project.frame(object_id, frame_index + step) for step in (-1, 1))
        if any(frame is not None and not frame.is_protected for frame in beside):
            runs.follow()
        else:
            runs.track()
