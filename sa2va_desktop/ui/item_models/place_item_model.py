"""The places of the review queue as a Qt list, in the order of looking."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from sa2va_desktop.operations.review.places import PlaceFilter, ReviewPlace
from sa2va_desktop.ui.review.review_queue import ReviewQueue

Index = QModelIndex | QPersistentModelIndex


class PlaceItemModel(QAbstractListModel):
    """Follows the queue by itself; a person's place is found again by object and frame."""

    RECORD_ROLE = Qt.ItemDataRole.UserRole

    def __init__(self, queue: ReviewQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self._filter = PlaceFilter()
        self._places: list[ReviewPlace] = []
        queue.changed.connect(self.refresh)

    @property
    def places(self) -> list[ReviewPlace]:
        """Those that fit the filter."""
        return self._places

    def show(self, wanted: PlaceFilter) -> None:
        self._filter = wanted
        self.refresh()

    def refresh(self) -> None:
        """Read the queue again; rows stay where they are if only what is in them is different."""
        fresh = self._queue.places(self._filter)
        if [each.key for each in fresh] == [each.key for each in self._places]:
            self._places = fresh
            if fresh:
                self.dataChanged.emit(self.index(0), self.index(len(fresh) - 1))
            return
        self.beginResetModel()
        self._places = fresh
        self.endResetModel()

    def row_of(self, place: ReviewPlace | None) -> int:
        """The row of a place, or of the one that has its frame by now; -1 when it is not in the list."""
        if place is None:
            return -1
        same = [
            row
            for row, each in enumerate(self._places)
            if each.object_id == place.object_id and each.start <= place.frame_index < each.stop
        ]
        exact = [row for row in same if self._places[row].key == place.key]
        return (exact or same or [-1])[0]

    # ---- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._places)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self._places):
            return None
        place = self._places[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(self._queue.reasons(place))
        return place if role == self.RECORD_ROLE else None
