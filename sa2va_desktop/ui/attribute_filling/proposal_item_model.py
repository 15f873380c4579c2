"""What a model proposed for attributes as a Qt table, the least certain first."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from sa2va_desktop.annotation.attributes import AttributeId
from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import MediaId
from sa2va_desktop.editing.attribute_values import text_of_value
from sa2va_desktop.operations.attribute_filling.proposals import Place, Proposal, proposals
from sa2va_desktop.ui.color_dot import color_dot
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.plain_text import plain_tool_tip

Index = QModelIndex | QPersistentModelIndex
OBJECT, ATTRIBUTE, VALUE, FRAMES, CONFIDENCE = range(5)


class ProposalItemModel(QAbstractTableModel):
    """Follows the document by itself while somebody looks at it: a run changes it ten times a second."""

    RECORD_ROLE = Qt.ItemDataRole.UserRole

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._media_id: MediaId | None = None
        self._attribute_id: AttributeId | None = None
        self._all: list[Proposal] = []
        self._shown: list[Proposal] = []
        self._rows: dict[Place, int] = {}
        self._is_watched = self._is_outdated = False
        document.changed.connect(self._follow)
        document.replaced.connect(self._note_change)

    @property
    def shown(self) -> list[Proposal]:
        """Those that fit the filter."""
        return self._shown

    @property
    def total(self) -> int:
        """All of the project."""
        return len(self._all)

    def show(self, media_id: MediaId | None, attribute_id: AttributeId | None) -> None:
        """Only of one clip or one attribute; None is all."""
        self._media_id, self._attribute_id = media_id, attribute_id
        self.reload()

    def watch(self, is_watched: bool) -> None:
        """Whether it is seen; what happened meanwhile is caught up with."""
        self._is_watched = is_watched
        if is_watched and self._is_outdated:
            self.reload()

    def row_of(self, place: Place | None) -> int:
        """-1 when it is not in the list."""
        return self._rows.get(place, -1) if place is not None else -1

    def reload(self) -> None:
        self.beginResetModel()
        self._is_outdated = False
        self._all = proposals(self._document.project)
        self._shown = [
            each
            for each in self._all
            if self._media_id in (None, each.media_id) and self._attribute_id in (None, each.attribute_id)
        ]
        self._rows = {each.place: row for row, each in enumerate(self._shown)}
        self.endResetModel()

    # ---- inside

    def _follow(self, change: ChangeSet) -> None:
        is_touched = change.valued_ids or change.attribute_ids
        if is_touched or change.object_ids or change.media_ids:
            self._note_change()

    def _note_change(self) -> None:
        if self._is_watched:
            self.reload()
        elif not self._is_outdated:  # rows of what may be gone are shown to nobody
            self.beginResetModel()
            self._is_outdated = True
            self._all, self._shown, self._rows = [], [], {}
            self.endResetModel()

    def _text(self, each: Proposal, column: int) -> str:
        project = self._document.project
        if column == OBJECT:
            return project.objects[each.object_id].name
        if column == ATTRIBUTE:
            return project.attributes[each.attribute_id].name
        if column == VALUE:
            return text_of_value(each.key.value)
        if column == FRAMES:
            start, stop = each.frame_range
            if (start, stop) == (0, project.media[each.media_id].frame_count):
                return self.tr("all")
            return f"{start}" if stop - start == 1 else f"{start}\N{EN DASH}{stop - 1}"
        confidence = each.key.confidence
        return "" if confidence is None else f"{round(100 * confidence)} %"

    # ---- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else 5

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = (
            self.tr("Object"),
            self.tr("Attribute"),
            self.tr("Value"),
            self.tr("Frames"),
            self.tr("Sure"),
        )
        return titles[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self._shown):
            return None
        each = self._shown[index.row()]
        if role == self.RECORD_ROLE:
            return each
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(each, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == CONFIDENCE:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.DecorationRole and index.column() == OBJECT:
            return color_dot(self._document.project.objects[each.object_id].color)
        if role == Qt.ItemDataRole.ToolTipRole:
            project = self._document.project
            question = project.attributes[each.attribute_id].question
            parts = (self._text(each, index.column()), question, each.key.model_name)
            return plain_tool_tip("\n".join(part for part in parts if part))
        return None
