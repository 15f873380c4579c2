"""The list of jobs: how far each is, how fast, how long it will take; pause, stop, and how the last ones ended."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListView,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.ui.item_models.job_item_model import JobItemModel
from sa2va_desktop.ui.jobs import Job, JobKey, JobList
from sa2va_desktop.ui.list_keys import keeps_key
from sa2va_desktop.ui.panels.job_delegate import JobDelegate
from sa2va_desktop.ui.theme import Theme


class _JobView(QListView):
    """Keeps two keys for itself that mean something else in the rest of the window.

    Signals:
        pause_pressed(Job), stop_pressed(Job): on the current row.
    """

    pause_pressed = Signal(object)
    stop_pressed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("usesSpace", True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(self.tr("Jobs"))

    def event(self, event: QEvent) -> bool:
        return keeps_key(event, self._signal_of) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        signal, job = self._signal_of(event), self.currentIndex().data(JobItemModel.RECORD_ROLE)
        if signal is None:
            super().keyPressEvent(event)
        elif job is not None and not event.isAutoRepeat():
            signal.emit(job)

    def _signal_of(self, event: QKeyEvent) -> SignalInstance | None:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return None
        if event.key() == Qt.Key.Key_Space:
            return self.pause_pressed
        is_delete = event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        return self.stop_pressed if is_delete else None


class JobsPanel(QWidget):
    """Made by the main window. On a row, Space pauses or resumes, Del stops it or takes a finished one off the list."""

    def __init__(self, jobs: JobList, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._current: JobKey | None = None
        self.item_model = JobItemModel(jobs, self)
        self.delegate = JobDelegate(theme, self)
        self.list = _JobView(self)
        self.list.setModel(self.item_model)
        self.list.setItemDelegate(self.delegate)
        self.clear = QPushButton(self.tr("Clear finished"), self)
        self.clear.setProperty("link", True)
        self._hint = QLabel(
            self.tr("Answers, tracks, exports and\nimports appear here while\nthey are made."), self
        )
        self._hint.setProperty("role", "hint")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self._connect()
        self._after_reset()

    def focus_list(self) -> None:
        """Give the keyboard to the list, on the job that is being made."""
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.setCurrentIndex(self.item_model.index(0))

    # ---- inside

    def _lay_out(self) -> None:
        filled = QWidget(self)
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        column.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignRight)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._hint)
        self._stack.addWidget(filled)

    def _connect(self) -> None:
        self.item_model.modelReset.connect(self._after_reset)
        self.list.selectionModel().currentChanged.connect(self._note_current)
        self.list.pause_pressed.connect(self._pause)
        self.list.stop_pressed.connect(self._stop)
        self.delegate.pause_clicked.connect(self._pause)
        self.delegate.stop_clicked.connect(self._stop)
        self.clear.clicked.connect(self._jobs.forget_finished)

    def _after_reset(self) -> None:
        jobs = self.item_model.jobs
        self._stack.setCurrentIndex(1 if jobs else 0)
        self.clear.setVisible(any(job.state.is_over for job in jobs))
        row = self.item_model.row_of(self._current)
        if self.list.hasFocus() and jobs:
            self.list.setCurrentIndex(self.item_model.index(max(0, row)))
        else:
            self.list.scrollToTop()  # what is being made is there

    def _note_current(self, index: QModelIndex) -> None:
        job: Job | None = index.data(JobItemModel.RECORD_ROLE)
        if job is not None:
            self._current = job.key

    def _pause(self, job: Job) -> None:
        self._jobs.toggle_pause(job.key)

    def _stop(self, job: Job) -> None:
        if job.state.is_over:
            self._jobs.forget(job.key)
        else:
            self._jobs.stop(job.key)
