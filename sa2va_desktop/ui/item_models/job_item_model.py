"""Jobs as a Qt list: what is being done, what waits, what has ended."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from sa2va_desktop.ui.jobs import Job, JobKey, JobList
from sa2va_desktop.ui.plain_text import plain_tool_tip

Index = QModelIndex | QPersistentModelIndex


class JobItemModel(QAbstractListModel):
    """Follows the list of jobs by itself. Rows that only say something else keep their place and selection."""

    RECORD_ROLE = Qt.ItemDataRole.UserRole

    def __init__(self, jobs: JobList, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = jobs
        self._jobs: list[Job] = []
        jobs.changed.connect(self._follow)
        self._follow()

    @property
    def jobs(self) -> list[Job]:
        return self._jobs

    def row_of(self, key: JobKey | None) -> int:
        """-1 when the job is not in the list."""
        return next((row for row, job in enumerate(self._jobs) if job.key == key), -1)

    def _follow(self) -> None:
        fresh = [*self._source.unfinished, *self._source.finished]
        before = self._jobs
        if [job.key for job in fresh] != [job.key for job in before]:
            self.beginResetModel()
            self._jobs = fresh
            self.endResetModel()
            return
        self._jobs = fresh
        for row, (old, new) in enumerate(zip(before, fresh)):
            if old.state is not new.state:
                self.layoutChanged.emit()  # rows of another state have another height
            elif old != new:
                self.dataChanged.emit(self.index(row), self.index(row))

    # ---- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._jobs)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self._jobs):
            return None
        job = self._jobs[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return job.title
        if role == self.RECORD_ROLE:
            return job
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            told = "\n".join(part for part in (job.title, job.detail, job.forecast) if part)
            return plain_tool_tip(told) if role == Qt.ItemDataRole.ToolTipRole else told
        return None
