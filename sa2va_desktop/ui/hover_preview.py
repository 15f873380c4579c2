"""The mask that a click would give, before the click: asked for where the pointer rests, dropped when it has gone."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.operations.click import Candidate, PreparedClick
from sa2va_desktop.settings.store import SettingsStore
from sa2va_desktop.ui.canvas.canvas_presenter import CanvasPresenter
from sa2va_desktop.ui.canvas.mask_layer import PaintedMask, ShownMask
from sa2va_desktop.ui.click_controller import ClickController
from sa2va_desktop.ui.mask_finder import MaskFinder
from sa2va_desktop.ui.task_runner import Task
from sa2va_desktop.ui.view_state import ViewState

SETTING = "canvas.hover_preview"
_REST_MS = 60
_CHANNEL = "hover"


class HoverPreview(QObject):
    """One request at a time, always for the newest place. Nothing is asked while something else uses the model,
    unless Shift is held; nothing is shown once the frame, the selection or the marks are others.

    Signals:
        changed(): another mask, or none, is to be seen.
    """

    changed = Signal()

    def __init__(
        self,
        clicks: ClickController,
        finder: MaskFinder,
        presenter: CanvasPresenter,
        view_state: ViewState,
        settings: SettingsStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._clicks = clicks
        self._finder = finder
        self._presenter = presenter
        self._view_state = view_state
        self._settings = settings
        self._at: tuple[float, float] | None = None
        self._is_wished = False  # Shift is held
        self._task: Task | None = None
        self._asked: PreparedClick | None = None
        self._shown: PaintedMask | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REST_MS)
        self._timer.timeout.connect(self._ask)
        view_state.frame_changed.connect(lambda _frame: self.clear())
        view_state.media_changed.connect(lambda _media: self.clear())
        view_state.selection_changed.connect(lambda _selection: self.clear())
        clicks.changed.connect(self._follow_marks)
        finder.freed.connect(self._ask)

    @property
    def shown(self) -> PaintedMask | None:
        return self._shown

    def point_at(self, at: tuple[float, float], modifiers: Qt.KeyboardModifier) -> None:
        """The pointer is there, without a button."""
        self._at = at
        self._is_wished = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if self._shown is not None and not self._shown.covers(int(at[0] // 1), int(at[1] // 1)):
            self._show(None)
        if self._is_wanted():
            self._timer.start()
        else:
            self._show(None)

    def clear(self) -> None:
        """The pointer has left, or a click is made: nothing is shown, and nothing that still comes."""
        self._at = self._asked = None
        self._timer.stop()
        if self._task is not None:
            self._task.supersede()
            self._task = None
        self._show(None)

    # ---- inside

    def _is_wanted(self) -> bool:
        mode = self._settings.text(SETTING)
        return mode != "off" and (self._is_wished or (mode == "always" and not self._clicks.is_active))

    def _ask(self) -> None:
        if self._at is None or self._task is not None or not self._is_wanted():
            return
        if self._view_state.is_playing or self._presenter.shown_frame != self._view_state.frame_index:
            return
        if not self._finder.is_free and not (self._is_wished and self._finder.is_ready):
            return
        prepared = self._clicks.click_at(self._at)
        if prepared is None or prepared == self._asked:
            return
        self._asked = prepared
        self._task = self._finder.find(
            prepared,
            channel=_CHANNEL,
            on_success=self._take,
            on_end=self._task_ended,
            presents_failure=False,  # it is in the log; the click itself will say it
        )

    def _take(self, candidates: tuple[Candidate, ...]) -> None:
        if self._asked is None or not candidates:
            self._show(None)
            return
        color = self._presenter.color_of(self._clicks.target)
        self._show(PaintedMask(ShownMask(ObjectId(0), candidates[0].rle, color)))

    def _task_ended(self, _task: Task) -> None:
        self._task = None
        self._ask()  # the pointer may have moved on meanwhile

    def _follow_marks(self) -> None:
        if self._clicks.is_active and not self._is_wished:
            self.clear()

    def _show(self, mask: PaintedMask | None) -> None:
        if mask is not self._shown:
            self._shown = mask
            self.changed.emit()
