"""The media items of the project as a Qt list with thumbnails."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import MediaId, MediaItem, MediaKind
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.document import Document

Index = QModelIndex | QPersistentModelIndex


class MediaItemModel(QAbstractListModel):
    """Follows the document by itself; thumbnails are put in by whoever decodes them."""

    RECORD_ROLE = Qt.ItemDataRole.UserRole
    DETAIL_ROLE = Qt.ItemDataRole.UserRole + 1
    THUMBNAIL_ROLE = Qt.ItemDataRole.UserRole + 2

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._media: list[MediaItem] = []
        self._thumbnails: dict[MediaId, QImage] = {}
        document.changed.connect(self._follow)
        self._reload()

    @property
    def media(self) -> list[MediaItem]:
        return self._media

    def row_of(self, media_id: MediaId | None) -> int:
        """-1 when the item is not in the list."""
        return next((row for row, item in enumerate(self._media) if item.media_id == media_id), -1)

    def set_thumbnail(self, media_id: MediaId, picture: QImage) -> None:
        self._thumbnails[media_id] = picture
        row = self.row_of(media_id)
        if row >= 0:
            self.dataChanged.emit(self.index(row), self.index(row), [self.THUMBNAIL_ROLE])

    def missing_thumbnails(self) -> list[MediaItem]:
        return [item for item in self._media if item.media_id not in self._thumbnails]

    def forget_thumbnails(self) -> None:
        """Another project was opened, whose ids mean other media."""
        self._thumbnails.clear()

    def _reload(self) -> None:
        self.beginResetModel()
        self._media = list(self._document.project.media.values())
        self.endResetModel()

    def _follow(self, change_set: ChangeSet) -> None:
        if change_set.media_ids:
            self._reload()

    # ---- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._media)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self._media):
            return None
        item = self._media[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return PurePosixPath(item.path).name
        if role == Qt.ItemDataRole.ToolTipRole:
            return item.path
        if role == self.RECORD_ROLE:
            return item
        if role == self.DETAIL_ROLE:
            return self._detail(item)
        if role == self.THUMBNAIL_ROLE:
            return self._thumbnails.get(item.media_id)
        return None

    def _detail(self, item: MediaItem) -> str:
        size = f"{item.width} × {item.height}"
        if item.kind is MediaKind.IMAGE:
            return size
        seconds = item.time_s(item.frame_count - 1)
        return (
            f"{size}  ·  "
            + translate("MediaItemModel", "%n frame(s)", n=item.frame_count)
            + "  ·  "
            + translate("Duration", "{0} s").format(f"{seconds:.1f}")
        )
