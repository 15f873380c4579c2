"""Chooses the ground truth that the project is compared with."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from sa2va_desktop.ui.dialogs.data_set_source import DataSetSource
from sa2va_desktop.ui.file_dialogs import FileDialogs
from sa2va_desktop.ui.task_runner import TaskRunner
from sa2va_desktop.ui.truth.truth_controller import TruthController


class TruthDialog(QDialog):
    """Not modal; the comparison is a job."""

    def __init__(
        self, truth: TruthController, runner: TaskRunner, file_dialogs: FileDialogs, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._truth = truth
        self.setWindowTitle(self.tr("Compare with Ground Truth"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(560)
        about = QLabel(
            self.tr(
                "Reads another annotation of the same pictures, changes nothing, and lists the frames on which masks disagree."
            ),
            self,
        )
        about.setWordWrap(True)
        self.source = DataSetSource(runner, file_dialogs, self)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText(self.tr("Compare"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        for widget in (about, self.source, self.buttons):
            column.addWidget(widget)
        self.buttons.accepted.connect(self._start)
        self.buttons.rejected.connect(self.reject)
        self.source.changed.connect(self._show_readiness)
        self._show_readiness()
        if truth.source is not None:
            self.source.set_source(truth.source)

    def set_source(self, path: Path) -> None:
        self.source.set_source(path)

    def _show_readiness(self) -> None:
        self.ok.setEnabled(self.source.is_ready)

    def _start(self) -> None:
        source = self.source.source
        if source is not None and self.source.is_ready:
            self._truth.compare(source, self.source.format_id)
            self.accept()
