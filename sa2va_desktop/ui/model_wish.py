"""Work that waits until the model is there: begun at once when it is loaded, given up when it cannot be had."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from sa2va_desktop.ui.messages import WARNING, Message, MessageCenter
from sa2va_desktop.ui.model_controller import EMBEDDED, ModelController, ModelState


class ModelWish(QObject):
    """At most one piece of work waits; a newer one replaces it."""

    def __init__(self, model: ModelController, messages: MessageCenter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._messages = messages
        self._work: Callable[[], None] | None = None
        self._give_up: Callable[[], None] | None = None
        model.changed.connect(self._follow_model)

    @property
    def is_waiting(self) -> bool:
        return self._work is not None

    def when_ready(self, work: Callable[[], None], give_up: Callable[[], None], *, no_model: str) -> bool:
        """Do work now or when the model is loaded; `give_up` is called if loading fails.

        Returns False, after the sentence `no_model` with an action that chooses one, when none is chosen.
        """
        if self._model.state is ModelState.NONE:
            choose = partial(self._model.choose, EMBEDDED)
            title = self.tr("Use the embedded model")
            self._messages.post(Message(no_model, WARNING, "no model", title, choose))
            return False
        self._work, self._give_up = work, give_up
        self._model.ensure_loaded()
        self._follow_model()
        return True

    def forget(self) -> None:
        self._work = self._give_up = None

    def _follow_model(self) -> None:
        if self._work is None or self._give_up is None:
            return
        if self._model.state is ModelState.READY:
            work = self._work
        elif self._model.state in (ModelState.FAILED, ModelState.NONE):
            work = self._give_up
        else:
            return
        self.forget()
        work()
