"""Frees the memory of a model that nobody has used for long; whoever wants it next has it loaded again."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from sa2va_desktop.settings.store import SettingsStore
from sa2va_desktop.ui.click_controller import ClickController
from sa2va_desktop.ui.model_controller import EMBEDDED, NO_MODEL, ModelController
from sa2va_desktop.ui.model_runs import ModelRuns
from sa2va_desktop.ui.task_runner import Lane, Task, TaskRunner

KEY = "model.idle_minutes"
MINUTE_MS = 60_000


class IdleUnload(QObject):
    """Counts from the last task of the model; not while a run is made or waits, nor while a mask waits to be accepted."""

    def __init__(
        self,
        model: ModelController,
        runs: ModelRuns,
        clicks: ClickController,
        runner: TaskRunner,
        settings: SettingsStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._runs = runs
        self._clicks = clicks
        self._settings = settings
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        model.changed.connect(self._count_anew)
        runner.task_changed.connect(self._follow_task)
        settings.on_change(self._follow_setting)

    @property
    def is_counting(self) -> bool:
        return self._timer.isActive()

    # ---- inside

    def _follow_task(self, task: Task) -> None:
        if task.lane is Lane.MODEL:
            self._count_anew()

    def _follow_setting(self, key: str) -> None:
        if key == KEY:
            self._count_anew()

    def _count_anew(self) -> None:
        minutes = self._settings.number(KEY)
        is_small = self._model.choice == EMBEDDED and self._model.tracker == NO_MODEL
        if self._model.predictor is None or not minutes or is_small:
            self._timer.stop()
        else:
            self._timer.start(round(minutes * MINUTE_MS))

    def _look(self) -> None:
        if self._runs.is_busy or self._clicks.is_active:
            self._count_anew()
        else:
            self._model.rest()
