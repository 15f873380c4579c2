"""The media list as the person wants to see it: only some items, in another order. Changes nothing in the project."""

from __future__ import annotations

import enum
from pathlib import PurePosixPath
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel

from sa2va_desktop.annotation.records import MediaItem
from sa2va_desktop.media.picture_names import natural_key
from sa2va_desktop.operations.relink import FileState
from sa2va_desktop.ui.item_models.media_item_model import MediaItemModel

Index = QModelIndex | QPersistentModelIndex


class MediaOrder(enum.Enum):
    ADDED = "added"
    NAME = "name"
    OBJECTS = "objects"  # most first


class MediaChoice(enum.Enum):
    ALL = "all"
    ANNOTATED = "annotated"
    BARE = "bare"
    MISSING = "missing"


class MediaFilter(QSortFilterProxyModel):
    """Items are matched by the words of their path, and by what is known about them."""

    def __init__(self, source: MediaItemModel, parent: QObject) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self._choice = MediaChoice.ALL
        self._order = MediaOrder.ADDED
        self.setSourceModel(source)
        self.setDynamicSortFilter(True)

    @property
    def media(self) -> list[MediaItem]:
        """What is left, in the order in which it is shown."""
        return [self.index(row, 0).data(MediaItemModel.RECORD_ROLE) for row in range(self.rowCount())]

    @property
    def order(self) -> MediaOrder:
        return self._order

    @property
    def choice(self) -> MediaChoice:
        return self._choice

    def set_words(self, text: str) -> None:
        self._words = text.casefold().split()
        self.invalidate()

    def set_choice(self, choice: MediaChoice) -> None:
        self._choice = choice
        self.invalidate()

    def set_order(self, order: MediaOrder) -> None:
        self._order = order
        self.invalidate()
        self.sort(-1 if order is MediaOrder.ADDED else 0)

    # ---- Qt

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        index = self.sourceModel().index(source_row, 0, source_parent)
        item = index.data(MediaItemModel.RECORD_ROLE)
        path = item.path.casefold()
        if not all(word in path for word in self._words):
            return False
        if self._choice is MediaChoice.MISSING:
            return index.data(MediaItemModel.STATE_ROLE) is FileState.MISSING
        has_objects = bool(index.data(MediaItemModel.COUNT_ROLE))
        return self._choice is MediaChoice.ALL or has_objects == (self._choice is MediaChoice.ANNOTATED)

    def lessThan(self, left: Index, right: Index) -> bool:
        return bool(self._key(left) < self._key(right))

    def _key(self, index: Index) -> Any:
        item = index.data(MediaItemModel.RECORD_ROLE)
        count = -index.data(MediaItemModel.COUNT_ROLE) if self._order is MediaOrder.OBJECTS else 0
        return count, natural_key(PurePosixPath(item.path).name), item.media_id
