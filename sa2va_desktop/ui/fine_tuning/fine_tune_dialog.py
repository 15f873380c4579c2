"""Fine-tune on this project: choices and the plain statement, then the progress. Not modal; training goes on without it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from sa2va_desktop.ui.fine_tuning.choice_page import ChoicePage
from sa2va_desktop.ui.fine_tuning.fine_tuning_runs import FineTuningRuns, Stage
from sa2va_desktop.ui.fine_tuning.progress_page import ProgressPage

_SIZE = (980, 590)


class FineTuneDialog(QDialog):
    """Shows the choices while no training is known, else that training."""

    def __init__(self, runs: FineTuningRuns, parent: QWidget) -> None:
        super().__init__(parent)
        self._runs = runs
        self._shown: Stage | None = None
        self.setWindowTitle(self.tr("Fine-Tune on This Project"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self.pages = QStackedWidget(self)
        self.start = self._button(self.tr("Start"))
        self.start.setProperty("primary", True)
        self.start.setEnabled(False)
        self.stop = self._button(self.tr("Stop"))
        self.stop.setToolTip(self.tr("Ends after the present step; what was learned is kept"))
        self.new = self._button(self.tr("New Fine-Tuning…"))
        self.leave = self._button(self.tr("Close"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.new)
        row.addStretch(1)
        for button in (self.stop, self.start, self.leave):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(14)
        column.addWidget(self.pages, 1)
        column.addLayout(row)

    def put_in(self, choices: ChoicePage, progress: ProgressPage) -> None:
        """The pages, which are made with this dialog as their parent."""
        self.choices, self.progress = choices, progress
        self.pages.addWidget(choices)
        self.pages.addWidget(progress)
        choices.ready_changed.connect(self.start.setEnabled)
        self.start.clicked.connect(self._start)
        self.stop.clicked.connect(self._runs.stop)
        self.new.clicked.connect(self._begin_anew)
        self.leave.clicked.connect(self.close)
        self._runs.changed.connect(self._follow)
        self._follow()

    # ---- inside

    def _button(self, title: str) -> QPushButton:
        button = QPushButton(title, self)
        button.setAutoDefault(False)
        return button

    def _start(self) -> None:
        ready = self.choices.ready_wish()
        if ready is not None:
            self._runs.start(ready.wish, ready.title, frees_model=ready.frees_model)

    def _begin_anew(self) -> None:
        self._runs.forget()
        self.choices.look_again()

    def _follow(self) -> None:
        stage = self._runs.stage
        is_choosing = stage is Stage.NONE
        self.pages.setCurrentWidget(self.choices if is_choosing else self.progress)
        self.start.setVisible(is_choosing)
        self.stop.setVisible(stage.is_busy)
        self.stop.setEnabled(stage is Stage.RUNNING)
        self.new.setVisible(not is_choosing and not stage.is_busy)
        if stage is not self._shown:
            self._shown = stage
            self._focus_on(stage)

    def _focus_on(self, stage: Stage) -> None:
        """The button that had the keys may be gone; Qt would give them to any other part."""
        if stage is Stage.NONE:
            self.choices.form.model.setFocus()
        elif stage.is_busy:
            self.leave.setFocus()
        else:
            self.progress.box.yes.setFocus()
