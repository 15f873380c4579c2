"""What an import did, and everything that it could not use, with its place; can be kept as text."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.operations.import_result import problem_lines, result_text, write_result
from sa2va_desktop.ui.file_dialogs import FileDialogs
from sa2va_desktop.ui.import_controller import ImportResult
from sa2va_desktop.ui.task_runner import Lane, TaskRunner

_SIZE = (700, 460)


class ImportReportDialog(QDialog):
    """For reading; not modal."""

    def __init__(
        self,
        result: ImportResult,
        runner: TaskRunner,
        file_dialogs: FileDialogs,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._result = result
        self._runner = runner
        self._file_dialogs = file_dialogs
        self.setWindowTitle(self.tr("Import of {0}").format(result.source.name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        done = "\n".join([*([result.message] if result.message else []), *result.summary.lines()])
        self.counts = QLabel(done, self)
        self.counts.setTextFormat(Qt.TextFormat.PlainText)
        self.counts.setWordWrap(True)
        lines = list(problem_lines(result.report))
        heading = QLabel(self.tr("What could not be used") if lines else self.tr("Everything was used."), self)
        heading.setProperty("role", "strong")
        self.problems = QListView(self)
        self.problems.setModel(QStringListModel(lines, self.problems))
        self.problems.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.problems.setWordWrap(True)
        self.problems.setAccessibleName(heading.text())
        self.problems.setVisible(bool(lines))
        self.save = QPushButton(self.tr("Save as Text…"), self)
        self.save.setAutoDefault(False)
        self.save.clicked.connect(self._choose_file)
        close = QPushButton(self.tr("Close"), self)
        close.clicked.connect(self.close)
        bottom = QHBoxLayout()
        bottom.addWidget(self.save)
        bottom.addStretch(1)
        bottom.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addWidget(self.counts)
        layout.addWidget(heading)
        layout.addWidget(self.problems, 1)
        if not lines:
            layout.addStretch(1)
        layout.addLayout(bottom)

    def keep(self, path: Path) -> None:
        """Write everything there."""
        text = result_text(self._result.source, self._result.summary, self._result.report)
        self._runner.submit(
            lambda _context: write_result(path, text),
            lane=Lane.POOL,
            title=self.tr("Write {0}").format(path.name),
        )

    def _choose_file(self) -> None:
        self._file_dialogs.choose_new_file(
            "report",
            self.tr("Save the report"),
            self.keep,
            name_filter=self.tr("Text") + " (*.txt)",
            suffix=".txt",
            name=f"{self._result.source.stem}-import.txt",
        )
