"""Work that waits until the model is there: begun at once when it is loaded, given up when it cannot be had."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from sa2va_desktop.translation import translate
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
            offer_model(self._model, self._messages, no_model)
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


def offer_model(model: ModelController, messages: MessageCenter, sentence: str) -> None:
    """Say what cannot be done without a model, with an action that chooses one."""
    title = translate("ModelWish", "Use the embedded model")
    messages.post(Message(sentence, WARNING, "no model", title, partial(model.choose, EMBEDDED)))
