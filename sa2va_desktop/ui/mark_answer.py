"""What the model made of the newest marks: waits for the model, asks it, keeps its candidates and the person's choice."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.operations.click import Candidate, PreparedClick
from sa2va_desktop.ui.mask_finder import MaskFinder
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.model_controller import ModelController
from sa2va_desktop.ui.model_wish import ModelWish
from sa2va_desktop.ui.task_runner import Task

_CHANNEL = "click"
_NOTHING: tuple[Candidate, ...] = ()


class MarkAnswer(QObject):
    """Until a newer answer comes, the earlier one stays, with the marks that it is of.

    Signals:
        came(): there is an answer.
        ended(): nothing is looked for any more; after `came`, if an answer did come.
        gave_up(): there will be none, and a message has said why.
    """

    came = Signal()
    ended = Signal()
    gave_up = Signal()

    def __init__(
        self,
        model: ModelController,
        finder: MaskFinder,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._finder = finder
        self._wish = ModelWish(model, messages, self)
        self._task: Task | None = None
        self._prepared: PreparedClick | None = None
        self._candidates = _NOTHING
        self._chosen = 0

    @property
    def is_waiting(self) -> bool:
        return self.is_asked or self._wish.is_waiting

    @property
    def is_asked(self) -> bool:
        """The model has the marks, and they may be followed by others when it is done."""
        return self._task is not None

    @property
    def prepared(self) -> PreparedClick | None:
        """The marks that the answer is of; None while there is none."""
        return self._prepared

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        return self._candidates

    @property
    def chosen(self) -> int:
        """Index of the candidate that a person sees."""
        return self._chosen

    @property
    def seen(self) -> Candidate | None:
        """That candidate."""
        return self._candidates[self._chosen] if self._candidates else None

    def choose(self, index: int) -> None:
        self._chosen = index

    def ask(self, prepared: PreparedClick) -> None:
        """Ask as soon as there is a model; what was asked before is dropped."""
        no_model = self.tr("No model is chosen, so marks cannot become a mask.")
        if not self._wish.when_ready(lambda: self._send(prepared), self.gave_up.emit, no_model=no_model):
            self.gave_up.emit()

    def forget(self) -> None:
        """Drop the answer and what is still on its way."""
        self._wish.forget()
        if self._task is not None:
            self._task.supersede()
            self._task = None
        self._prepared, self._candidates, self._chosen = None, _NOTHING, 0

    def _send(self, prepared: PreparedClick) -> None:
        self._task = self._finder.find(
            prepared,
            channel=_CHANNEL,
            on_success=lambda candidates: self._take(prepared, candidates),
            on_failure=lambda _error: self.gave_up.emit(),
            on_end=self._task_ended,
        )
        if self._task is None:
            self.gave_up.emit()

    def _take(self, prepared: PreparedClick, candidates: tuple[Candidate, ...]) -> None:
        self._prepared, self._candidates, self._chosen = prepared, candidates, 0
        self.came.emit()

    def _task_ended(self, task: Task) -> None:
        if self._task is task:
            self._task = None
            self.ended.emit()
