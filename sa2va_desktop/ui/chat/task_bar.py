"""What is wanted of the model: Ask, Segment and Find are ways of sending the text, the two captions need no words."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QToolButton, QWidget

from sa2va_desktop.annotation.records import AnswerTask

_TASKS: tuple[AnswerTask, ...] = (
    AnswerTask.ASK,
    AnswerTask.SEGMENT,
    AnswerTask.FIND,
    AnswerTask.DESCRIBE,
    AnswerTask.GROUNDED_CAPTION,
)
_MODES = _TASKS[:3]
_GAP_PX = 5  # between the ways of sending a text and what needs none


class _TaskButton(QToolButton):
    """Tighter than others: the narrowest panel has them all in one row. The arrows go on to the next one."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("taskButton")

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_arrow(event):
            event.accept()  # else the window would go to another frame
            return True
        return super().event(event)


class TaskBar(QWidget):
    """Signals:
    mode_changed: the text is sent in another way.
    caption_wanted(AnswerTask): describe what is shown, or caption it with masks; now.
    """

    mode_changed = Signal()
    caption_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = {task: _TaskButton() for task in _TASKS}
        self._helps = self._texts()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        modes = QButtonGroup(self)
        for task in _MODES:
            self._buttons[task].setCheckable(True)
            modes.addButton(self._buttons[task])
            row.addWidget(self._buttons[task])
        row.addSpacing(_GAP_PX)
        for task in (AnswerTask.DESCRIBE, AnswerTask.GROUNDED_CAPTION):
            row.addWidget(self._buttons[task])
            self._buttons[task].clicked.connect(
                lambda _checked=False, task=task: self.caption_wanted.emit(task)
            )
        self._buttons[AnswerTask.ASK].setChecked(True)
        modes.buttonToggled.connect(self._tell_mode)

    @property
    def mode(self) -> AnswerTask:
        """How the text is sent."""
        return next(task for task in _MODES if self._buttons[task].isChecked())

    def set_mode(self, mode: AnswerTask) -> None:
        self._buttons[mode].setChecked(True)

    def set_reasons(self, reasons: Mapping[AnswerTask, str]) -> None:
        """Disable what is not possible now; each with its reason, one sentence."""
        for task, button in self._buttons.items():
            reason = reasons.get(task, "")
            button.setEnabled(not reason)
            button.setToolTip(reason or self._helps[task])

    def _tell_mode(self, _button: QAbstractButton, is_checked: bool) -> None:
        if is_checked:
            self.mode_changed.emit()

    def _texts(self) -> dict[AnswerTask, str]:
        titles = {
            AnswerTask.ASK: self.tr("Ask"),
            AnswerTask.SEGMENT: self.tr("Segment"),
            AnswerTask.FIND: self.tr("Find"),
            AnswerTask.DESCRIBE: self.tr("Describe"),
            AnswerTask.GROUNDED_CAPTION: self.tr("Caption"),
        }
        for task, title in titles.items():
            self._buttons[task].setText(title)
        return {
            AnswerTask.ASK: self.tr("The model is given the text as it is typed"),
            AnswerTask.SEGMENT: self.tr(
                "Type a thing, such as “the red car”; it is put into the question the model knows best"
            ),
            AnswerTask.FIND: self.tr(
                "Type a thing; the clip is searched for the frames on which it is to be seen"
            ),
            AnswerTask.DESCRIBE: self.tr("A description in words of the picture, or of the range of the clip"),
            AnswerTask.GROUNDED_CAPTION: self.tr(
                "Grounded caption: a description with a mask for each thing that it names"
            ),
        }


def _is_arrow(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not event.modifiers()
