"""Where the question of a turn is changed in place: Enter asks it anew, Esc leaves it as it was."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sa2va_desktop.ui.chat.growing_edit import EditInPlace

_LEAST_LINES = 1
_MOST_LINES = 7


class QuestionEdit(EditInPlace):
    """Made for one edit; whoever made it takes it away after one of its signals.

    Signals:
        kept(str): ask this instead.
        left(): the question shall stay as it was.
    """

    kept = Signal(str)
    left = Signal()

    def __init__(self, question: str, parent: QWidget | None = None) -> None:
        super().__init__(_LEAST_LINES, _MOST_LINES, parent)
        self._question = question
        self.set_text(question)
        self.setAccessibleName(self.tr("Question of this turn"))
        self.setToolTip(self.tr("Enter asks it again in this place, Esc leaves it as it was"))
        self.submitted.connect(self._keep)
        self.escaped.connect(self.left)

    @property
    def changed_text(self) -> str:
        """What is typed, or "" while it asks for nothing else than before."""
        text = self.toPlainText().strip()
        return text if text != self._question else ""

    def _keep(self) -> None:
        text = self.changed_text
        if text:
            self.kept.emit(text)
        else:
            self.left.emit()
