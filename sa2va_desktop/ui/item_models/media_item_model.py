"""The media items of the project as a Qt list with thumbnails, numbers of objects and the state of their files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import MediaId, MediaItem, MediaKind
from sa2va_desktop.operations.relink import FileState
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.plain_text import plain_tool_tip

_THUMBNAILS_LIMIT = 600
"""So many are kept, the latest; at 192 pixels they take some 50 MB."""

Index = QModelIndex | QPersistentModelIndex


class MediaItemModel(QAbstractListModel):
    """Follows the document by itself, in the order in which media were added; thumbnails are put in by whoever decodes them."""

    RECORD_ROLE = Qt.ItemDataRole.UserRole
    DETAILS_ROLE = Qt.ItemDataRole.UserRole + 1
    THUMBNAIL_ROLE = Qt.ItemDataRole.UserRole + 2
    STATE_ROLE = Qt.ItemDataRole.UserRole + 3
    COUNT_ROLE = Qt.ItemDataRole.UserRole + 4
    FAULT_ROLE = Qt.ItemDataRole.UserRole + 5

    def __init__(
        self, document: Document, state_of: Callable[[MediaId], FileState], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._state_of = state_of
        self._media: list[MediaItem] = []
        self._counts: Counter[MediaId] = Counter()
        self._thumbnails: dict[MediaId, tuple[str, QImage]] = {}  # with the path that it was read from
        document.changed.connect(self._follow)
        self._reload()

    @property
    def media(self) -> list[MediaItem]:
        return self._media

    def row_of(self, media_id: MediaId | None) -> int:
        """-1 when the item is not in the list."""
        return next((row for row, item in enumerate(self._media) if item.media_id == media_id), -1)

    def set_thumbnail(self, media_id: MediaId, picture: QImage) -> None:
        row = self.row_of(media_id)
        if row < 0:
            return
        self._thumbnails.pop(media_id, None)
        self._thumbnails[media_id] = (self._media[row].path, picture)
        while len(self._thumbnails) > _THUMBNAILS_LIMIT:
            del self._thumbnails[next(iter(self._thumbnails))]
        self.dataChanged.emit(self.index(row), self.index(row), [self.THUMBNAIL_ROLE])

    def has_thumbnail(self, item: MediaItem) -> bool:
        """Also when it could not be read, which is not tried again for the same path."""
        path, _picture = self._thumbnails.get(item.media_id, ("", None))
        return path == item.path

    def forget_thumbnails(self) -> None:
        """Another project was opened, whose ids mean other media."""
        self._thumbnails.clear()

    def refresh_states(self) -> None:
        """The files were looked at."""
        if self._media:
            roles = [self.STATE_ROLE, self.FAULT_ROLE, Qt.ItemDataRole.ToolTipRole]
            self.dataChanged.emit(self.index(0), self.index(len(self._media) - 1), roles)

    def _reload(self) -> None:
        self.beginResetModel()
        self._media = list(self._document.project.media.values())
        self._count()
        self.endResetModel()

    def _count(self) -> None:
        self._counts = Counter(item.media_id for item in self._document.project.objects.values())

    def _follow(self, change_set: ChangeSet) -> None:
        if change_set.media_ids:
            self._reload()
        elif change_set.object_ids and change_set.is_structural and self._media:
            self._count()
            self.dataChanged.emit(
                self.index(0), self.index(len(self._media) - 1)
            )  # any role: it may be sorted by

    # ---- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._media)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self._media):
            return None
        item = self._media[index.row()]
        if role == self.RECORD_ROLE:
            return item
        if role == self.THUMBNAIL_ROLE:
            return self._thumbnails[item.media_id][1] if self.has_thumbnail(item) else None
        if role == self.STATE_ROLE:
            return self._state_of(item.media_id)
        if role == self.COUNT_ROLE:
            return self._counts[item.media_id]
        if role == self.DETAILS_ROLE:
            return self._details(item)
        return self._text(item, role)

    def _text(self, item: MediaItem, role: int) -> str | None:
        name = PurePosixPath(item.path).name
        if role == Qt.ItemDataRole.DisplayRole:
            return name
        if role == self.FAULT_ROLE:
            return self._fault(item)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tool_tip("\n".join(filter(None, (item.path, self._fault(item)))))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (name, self._objects(item), self._fault(item))))
        return None

    def _fault(self, item: MediaItem) -> str:
        state = self._state_of(item.media_id)
        if state is FileState.MISSING:
            return self.tr("Missing")
        return self.tr("Changed since it was added") if state is FileState.CHANGED else ""

    def _objects(self, item: MediaItem) -> str:
        count = self._counts[item.media_id]
        return translate("MediaItemModel", "%n object(s)", n=count) if count else ""

    def _details(self, item: MediaItem) -> list[str]:
        size = f"{item.width} × {item.height}"
        if item.kind is MediaKind.IMAGE:
            return [size]
        frames = translate("MediaItemModel", "%n frame(s)", n=item.frame_count)
        seconds = item.time_s(item.frame_count - 1)
        return [size, frames, translate("Duration", "{0} s").format(f"{seconds:.1f}")]
