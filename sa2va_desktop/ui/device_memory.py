"""How full the memory of the GPU is while a model is on it; asked on the pool, because a driver may take its time."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from sa2va_desktop.ui.model_controller import ModelController
from sa2va_desktop.ui.services import Services
from sa2va_desktop.ui.task_runner import Lane, TaskRunner

_INTERVAL_MS = 2000
_CPU = "cpu"


class DeviceMemory(QObject):
    """Looks every two seconds, and only while a model is loaded on something other than the CPU.

    Signals:
        changed(tuple[int, int] | None): (used, total) bytes; None when there is nothing to show.
    """

    changed = Signal(object)

    def __init__(
        self, model: ModelController, services: Services, runner: TaskRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._services = services
        self._runner = runner
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self._look)
        model.changed.connect(self._follow_model)

    def _follow_model(self) -> None:
        description = self._model.description
        if description is not None and description.device != _CPU:
            self._timer.start()
            self._look()
        else:
            self._timer.stop()
            self.changed.emit(None)

    def _look(self) -> None:
        description = self._model.description
        if description is None:
            return
        name = description.device
        self._runner.submit(
            lambda _context: self._services.device_memory(name),
            lane=Lane.POOL,
            title=self.tr("Look at the memory of {0}").format(name),
            channel="device-memory",
            on_success=self.changed.emit,
        )
