"""Figures of the project's texts and tracks as a table: lengths, motion, occlusion, disappearance."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.operations.media_items import open_item
from sa2va_desktop.operations.pipeline.text_statistics import (
    FigureGroup,
    statistics_snapshot,
    text_statistics,
)
from sa2va_desktop.tasks import Progress
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.task_runner import Lane, TaskContext, TaskRunner
from sa2va_desktop.ui.theme import Theme

_CHANNEL = "text-statistics"


class StatisticsDialog(QDialog):
    """Counts when it is opened, on a worker; what is edited meanwhile is not in it."""

    def __init__(self, document: Document, runner: TaskRunner, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._groups: list[FigureGroup] = []
        self.setWindowTitle(self.tr("Statistics of Texts and Tracks"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(620, 620)
        self.table = QTreeWidget(self)
        self.table.setHeaderLabels([self.tr("Figure"), self.tr("Value")])
        self.table.setRootIsDecorated(False)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setAccessibleName(self.tr("Figures"))
        header = self.table.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.state = QLabel(self.tr("Counting…"), self)
        self.state.setProperty("role", "hint")
        self.copy = QPushButton(self.tr("Copy"), self)
        self.copy.setEnabled(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        self.copy.clicked.connect(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.addWidget(self.table, 1)
        column.addWidget(self.state)
        column.addWidget(buttons)
        self._count(document, runner)

    def _count(self, document: Document, runner: TaskRunner) -> None:
        clips = statistics_snapshot(document.project)

        def work(context: TaskContext) -> list[FigureGroup]:
            return text_statistics(
                clips,
                open_item=open_item,
                token=context.token,
                on_progress=lambda done, total: context.report(Progress(done, total, "clips")),
            )

        task = runner.submit(
            work,
            lane=Lane.POOL,
            title=self.tr("Statistics"),
            channel=_CHANNEL,
            is_job=True,
            can_stop=True,
            on_success=self._show,
        )
        self.finished.connect(lambda _result: task.cancel())

    def _show(self, groups: list[FigureGroup]) -> None:
        if not shiboken6.isValid(self):
            return  # closed while it was counted
        self._groups = groups
        for group in groups:
            top = QTreeWidgetItem(self.table, [group.title])
            top.setFirstColumnSpanned(True)
            font = top.font(0)
            font.setBold(True)
            top.setFont(0, font)
            for figure in group.figures:
                row = QTreeWidgetItem(top, [figure.title, figure.shown])
                row.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.table.expandAll()
        self.state.setText(self.tr("Rejected texts are counted as such and nowhere else."))
        self.copy.setEnabled(True)

    def _copy(self) -> None:
        """As a table with tabs, which spreadsheets take."""
        lines = [
            f"{group.title}\t{figure.title}\t{figure.shown}"
            for group in self._groups
            for figure in group.figures
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))
