"""Counts of masks by label, object and clip as a table that can be sorted, copied and saved."""

from __future__ import annotations

from pathlib import Path

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.operations.review.mask_statistics import (
    StatisticsBy,
    StatisticsRow,
    as_csv,
    columns_of,
    rows_of,
    statistics_of,
    write_csv,
)
from sa2va_desktop.tasks import Progress
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.file_dialogs import FileDialogs
from sa2va_desktop.ui.item_models.statistics_item_model import StatisticsItemModel
from sa2va_desktop.ui.task_runner import Lane, Task, TaskContext, TaskRunner

_CHANNEL = "mask-statistics"
_MEASURED_ROWS = 50
"""Columns are as wide as so many rows need."""


class MaskStatisticsDialog(QDialog):
    """Counts when it is opened, on a worker; what is edited meanwhile is not in it."""

    def __init__(
        self, document: Document, runner: TaskRunner, file_dialogs: FileDialogs, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._file_dialogs = file_dialogs
        self._objects = statistics_of(document.project)
        self._rows: list[StatisticsRow] = []
        self._task: Task | None = None
        self.setWindowTitle(self.tr("Statistics"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(980, 520)
        self.by = QComboBox(self)
        self.by.setAccessibleName(self.tr("What one row is about"))
        for title, by in (
            (self.tr("By label"), StatisticsBy.LABEL),
            (self.tr("By object"), StatisticsBy.OBJECT),
            (self.tr("By clip"), StatisticsBy.CLIP),
        ):
            self.by.addItem(title, by)
        self.state = QLabel(self)
        self.state.setProperty("role", "hint")
        self.item_model = StatisticsItemModel(self)
        self.table = QTreeView(self)
        self.table.setModel(self.item_model)
        self.table.header().setResizeContentsPrecision(_MEASURED_ROWS)
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setAlternatingRowColors(True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setAccessibleName(self.tr("Figures"))
        self.copy = QPushButton(self.tr("Copy"), self)
        self.save = QPushButton(self.tr("Save as CSV…"), self)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        for button in (self.copy, self.save):
            button.setAutoDefault(False)
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        top = QHBoxLayout()
        top.addWidget(self.by)
        top.addWidget(self.state, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(buttons)
        self.by.currentIndexChanged.connect(lambda _row: self._count())
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._choose_file)
        self.finished.connect(lambda _result: self._stop())
        self._count()

    # ---- inside

    def _count(self) -> None:
        objects, by = self._objects, self._wanted()
        self.state.setText(self.tr("Counting…"))
        self.copy.setEnabled(False)
        self.save.setEnabled(False)

        def work(context: TaskContext) -> list[StatisticsRow]:
            return rows_of(
                objects,
                by,
                context.token,
                lambda done, total: context.report(Progress(done, total, "rows")),
            )

        self._task = self._runner.submit(
            work,
            lane=Lane.POOL,
            title=self.tr("Statistics"),
            channel=_CHANNEL,
            is_job=True,
            can_stop=True,
            on_success=lambda rows: self._show(rows, by),
        )

    def _wanted(self) -> StatisticsBy:
        by: StatisticsBy = self.by.currentData()
        return by

    def _show(self, rows: list[StatisticsRow], by: StatisticsBy) -> None:
        if not shiboken6.isValid(self):
            return  # closed while it was counted
        self._rows = rows
        columns = columns_of(by)
        self.item_model.show(rows, columns)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        for number in range(len(columns)):
            self.table.resizeColumnToContents(number)
        self.state.setText(translate("MaskStatisticsDialog", "%n row(s)", n=len(rows)))
        self.copy.setEnabled(bool(rows))
        self.save.setEnabled(bool(rows))

    def _copy(self) -> None:
        """As a table with tabs, which spreadsheets take."""
        QGuiApplication.clipboard().setText(as_csv(self._rows, self._wanted(), delimiter="\t"))

    def _choose_file(self) -> None:
        self._file_dialogs.choose_new_file(
            "statistics",
            self.tr("Save the statistics as"),
            self.write,
            name_filter=self.tr("Tables") + " (*.csv)",
            suffix=".csv",
            name=f"statistics-{self._wanted().value}.csv",
        )

    def write(self, path: Path) -> None:
        """Save what is shown."""
        rows, by = list(self._rows), self._wanted()
        self._runner.submit(
            lambda _context: write_csv(path, rows, by), lane=Lane.POOL, title=self.tr("Save the statistics")
        )

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
