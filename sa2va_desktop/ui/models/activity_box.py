"""How far the job of one model is: what it does, bytes, speed, time left, and a button that stops it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from sa2va_desktop.operations.models import DownloadProgress
from sa2va_desktop.ui.byte_sizes import byte_size
from sa2va_desktop.ui.models.model_jobs import Activity, Doing
from sa2va_desktop.ui.run_progress import duration

_STEPS = 1000


class ActivityBox(QFrame):
    """Signals:
    stop_pressed(): the person wants it to end; what came stays.
    """

    stop_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("modelNotice")
        self.setProperty("level", "plain")
        self.title = QLabel(self)
        self.title.setProperty("role", "strong")
        self.amount = QLabel(self)
        self.amount.setProperty("role", "hint")
        self.amount.setWordWrap(True)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.stop = QPushButton(self.tr("Cancel"), self)
        self.stop.setAutoDefault(False)
        self.stop.setToolTip(self.tr("What came is kept, and the next download goes on from there"))
        self.stop.clicked.connect(self.stop_pressed)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.bar)
        column.addWidget(self.amount)
        self.hide()

    def show_activity(self, activity: Activity) -> None:
        progress = activity.progress
        titles = {
            Doing.ASKING: self.tr("Asking the hub…"),
            Doing.FETCHING: self.tr("Downloading"),
            Doing.CHECKING: self.tr("Checking"),
            Doing.REMOVING: self.tr("Removing…"),
        }
        title = titles[activity.doing] if activity.task is not None else self.tr("Waits for another model")
        if progress is not None and progress.is_checking and activity.doing is Doing.FETCHING:
            title = self.tr("Checking what is here already")
        self.title.setText(title)
        self.amount.setText(self._amount(progress) if progress is not None else "")
        self.amount.setVisible(progress is not None)
        self.stop.setVisible(activity.doing is not Doing.REMOVING)
        if progress is None or not progress.total_bytes:
            self.bar.setRange(0, 0 if activity.task is not None else 1)
        else:
            self.bar.setRange(0, _STEPS)
            self.bar.setValue(_STEPS * progress.done_bytes // progress.total_bytes)
        self.show()

    def _amount(self, progress: DownloadProgress) -> str:
        parts = [self.tr("{0} of {1}").format(byte_size(progress.done_bytes), byte_size(progress.total_bytes))]
        if progress.bytes_per_second:
            parts.append(self.tr("{0}/s").format(byte_size(progress.bytes_per_second)))
        if progress.seconds_left is not None:
            parts.append(self.tr("{0} left").format(duration(progress.seconds_left)))
        return "  ·  ".join(parts)
