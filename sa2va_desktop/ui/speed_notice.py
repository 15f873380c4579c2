"""Says when a model is ready that its clicks and tracks will be slow here, and offers the smaller SAM 2."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.operations.ask import PredictorDescription
from sa2va_desktop.operations.expected_speed import SlowTracking, slow_tracking
from sa2va_desktop.settings.session_state import SessionState
from sa2va_desktop.ui.messages import WARNING, Message, MessageCenter
from sa2va_desktop.ui.model_controller import NO_MODEL, ModelController
from sa2va_desktop.ui.services import Services
from sa2va_desktop.ui.task_runner import Lane, TaskRunner

TOPIC = "slow tracking"


class SpeedNotice(QObject):
    """Once a load; never again for a model whose notice was closed.

    Signals:
        missing(str): name of the smaller network, which is wanted and not on this machine.
    """

    missing = Signal(str)

    def __init__(
        self,
        model: ModelController,
        services: Services,
        runner: TaskRunner,
        messages: MessageCenter,
        state: SessionState,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._services = services
        self._runner = runner
        self._messages = messages
        self._state = state
        self._shown_for: PredictorDescription | None = None
        model.changed.connect(self._follow_model)

    def _follow_model(self) -> None:
        description = self._model.description
        if description is self._shown_for:
            return
        self._shown_for = description
        self._messages.withdraw(TOPIC)
        slow = None if description is None else slow_tracking(description)
        if description is None or slow is None or description.name in self._state.closed_notices:
            return
        offers = bool(slow.smaller_name)
        self._messages.post(
            Message(
                slow.sentence,
                WARNING,
                TOPIC,
                self.tr("Use the smaller one…") if offers else "",
                partial(self._look_for, slow) if offers else None,
                on_close=partial(self._state.close_notice, description.name),
            )
        )

    def _look_for(self, slow: SlowTracking) -> None:
        self._runner.submit(
            lambda _context: self._services.has_model(slow.smaller_name),
            lane=Lane.POOL,
            title=self.tr("Look for {0}").format(slow.smaller_title),
            on_success=partial(self._use, slow),
        )

    def _use(self, slow: SlowTracking, is_here: bool) -> None:
        description = self._model.description
        if not is_here:
            self.missing.emit(slow.smaller_name)
        elif self._model.choice == NO_MODEL or description is None or description.capabilities.language:
            self._model.choose_tracker(slow.smaller_name)
        else:  # the chosen model is a stand-alone SAM 2 itself
            self._model.choose(slow.smaller_name)
