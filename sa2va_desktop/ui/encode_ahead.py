"""While a marking tool is in the hand and the model idles, it looks at the frames on which a click is likely next."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QObject, QTimer

from sa2va_desktop.annotation.records import MediaId
from sa2va_desktop.operations.expected_speed import slow_tracking
from sa2va_desktop.settings.store import SettingsStore
from sa2va_desktop.tasks import TaskState
from sa2va_desktop.ui.mask_finder import MaskFinder
from sa2va_desktop.ui.model_controller import ModelController
from sa2va_desktop.ui.model_runs import ModelRuns
from sa2va_desktop.ui.task_runner import Task
from sa2va_desktop.ui.tool_controller import ToolController
from sa2va_desktop.ui.view_state import ViewState

SETTING = "canvas.encode_ahead"
_REST_MS = 40
_REMEMBERED = 8


class EncodeAhead(QObject):
    """One frame at a time: the shown one, then those beside it, first the way the playhead went.

    A seek starts anew with the frame it leads to. No model is loaded for this, and nothing is begun while a run is
    being made or waits, or while the clip plays; a frame that is being looked at delays what comes by itself at most.
    Where one look takes seconds, only the shown frame is looked at.
    """

    def __init__(
        self,
        finder: MaskFinder,
        runs: ModelRuns,
        model: ModelController,
        tools: ToolController,
        view_state: ViewState,
        settings: SettingsStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._finder = finder
        self._runs = runs
        self._model = model
        self._tools = tools
        self._view_state = view_state
        self._settings = settings
        self._task: Task | None = None
        self._frame_index = 0
        self._direction = 1
        # Only a few, because the model's memory for them is bounded and others push them out.
        self._seen: deque[tuple[MediaId, int]] = deque(maxlen=_REMEMBERED)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REST_MS)
        self._timer.timeout.connect(self._begin_next)
        view_state.frame_changed.connect(self._follow_frame)
        view_state.media_changed.connect(lambda _media_id: self._start_anew())
        view_state.playing_changed.connect(lambda _playing: self._start_anew())
        tools.chosen.connect(lambda _name: self._start_anew())
        runs.changed.connect(lambda _run: self._start_anew())
        model.changed.connect(self._follow_model)
        settings.on_change(self._follow_setting)

    # ---- inside

    def _follow_frame(self, frame_index: int) -> None:
        if frame_index != self._frame_index:
            self._direction = 1 if frame_index > self._frame_index else -1
        self._frame_index = frame_index
        self._start_anew()

    def _follow_model(self) -> None:
        self._start_anew()
        self._seen.clear()

    def _follow_setting(self, key: str) -> None:
        if key == SETTING:
            self._start_anew()

    def _start_anew(self) -> None:
        """What waits is not wanted any more; begin when the playhead has rested for a moment."""
        if self._task is not None:
            self._task.supersede()
            self._task = None
            self._seen.pop()  # perhaps it never began; looking twice costs nothing
        self._timer.start()

    def _begin_next(self) -> None:
        media_id = self._view_state.media_id
        if media_id is None or not self._is_wanted():
            return
        frame_index = next((frame for frame in self._wanted() if (media_id, frame) not in self._seen), None)
        if frame_index is not None:
            self._seen.append((media_id, frame_index))
            self._task = self._finder.encode(media_id, frame_index, on_end=self._task_ended)

    def _is_wanted(self) -> bool:
        is_busy = self._runs.is_busy or self._view_state.is_playing or not self._finder.is_ready
        return bool(self._settings.get(SETTING)) and self._tools.is_marking and not is_busy

    def _wanted(self) -> list[int]:
        here, ahead, count = self._view_state.frame_index, self._direction, self._view_state.frame_count
        description = self._model.description
        # A look that is under way cannot be broken off, so a slow one is not begun for frames that may never be clicked.
        is_slow = description is not None and slow_tracking(description) is not None
        frames = (here + step * ahead for step in ((0,) if is_slow else (0, 1, -1, 2, -2)))
        return [frame for frame in frames if 0 <= frame < count]

    def _task_ended(self, task: Task) -> None:
        if task is self._task:
            self._task = None
            if task.state is TaskState.SUCCEEDED:
                self._begin_next()
