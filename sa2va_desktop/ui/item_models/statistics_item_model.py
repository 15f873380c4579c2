"""Rows of statistics as a Qt table, sorted by values and not by how they are written; what is unknown counts as least."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from sa2va_desktop.operations.review.mask_statistics import Column, StatisticsRow
from sa2va_desktop.translation import translate

Index = QModelIndex | QPersistentModelIndex
_NUMBERS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class StatisticsItemModel(QAbstractTableModel):
    """Made to say only what is in sight, however many objects there are."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._rows: list[StatisticsRow] = []
        self._columns: list[Column] = []
        self._sorted_by = (0, Qt.SortOrder.AscendingOrder)

    def show(self, rows: Sequence[StatisticsRow], columns: Sequence[Column]) -> None:
        """Take other rows, sorted by their first column."""
        self.beginResetModel()
        self._rows, self._columns = list(rows), list(columns)
        self._sort(0, Qt.SortOrder.AscendingOrder)
        self.endResetModel()

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        def key(row: StatisticsRow) -> tuple[float, str]:
            cell = self._columns[column].of(row)
            if isinstance(cell, str):
                return (0.0, cell.casefold())
            return (-1.0 if cell is None else float(cell), "")

        if column < len(self._columns):
            self._rows.sort(key=key, reverse=order is Qt.SortOrder.DescendingOrder)

    # ---- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self._columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            if index.column() == 0 and not row.name:
                return translate("MaskStatisticsDialog", "(no label)")
            return column.shown(row)
        if role == Qt.ItemDataRole.TextAlignmentRole and not isinstance(column.of(row), str):
            return _NUMBERS
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return self._columns[section].title
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutAboutToBeChanged.emit()
        self._sort(column, order)
        self.layoutChanged.emit()
