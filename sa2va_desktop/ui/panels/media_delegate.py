"""How one row of the media list looks: thumbnail, name, size and length, what is annotated and what is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from sa2va_desktop.annotation.records import MediaItem, MediaKind
from sa2va_desktop.operations.relink import FileState
from sa2va_desktop.ui.item_models.media_item_model import MediaItemModel
from sa2va_desktop.ui.theme import Theme

THUMBNAIL_WH = (80, 56)
ROW_HEIGHT = 72
_LINES = 4
_BREAK_REACH = 8  # characters that a line may be shorter, to break at a separator
_KIND_ICONS = {
    MediaKind.IMAGE: "image-outline",
    MediaKind.VIDEO: "movie-outline",
    MediaKind.SEQUENCE: "image-multiple-outline",
}
Index = QModelIndex | QPersistentModelIndex


class MediaDelegate(QStyledItemDelegate):
    """Paints rows of equal height, so that a list of many thousands scrolls as one of ten."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(THUMBNAIL_WH[0] + 40, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_background(painter, option)
        frame = QRect(row.left() + 9, row.top() + (ROW_HEIGHT - THUMBNAIL_WH[1]) // 2, *THUMBNAIL_WH)
        self._paint_thumbnail(painter, frame, index)
        self._paint_count(painter, frame, index)
        self._paint_text(painter, row.adjusted(THUMBNAIL_WH[0] + 17, 0, -8, 0), index)
        painter.restore()

    def _paint_background(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        state = option.state  # type: ignore[attr-defined]
        name = "accent_soft" if state & QStyle.StateFlag.State_Selected else "raised"
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color(name))
            painter.drawRoundedRect(option.rect.adjusted(4, 2, -4, -2), 6, 6)  # type: ignore[attr-defined]

    def _paint_thumbnail(self, painter: QPainter, frame: QRect, index: Index) -> None:
        painter.fillRect(frame, self._theme.color("canvas"))
        picture: QImage | None = index.data(MediaItemModel.THUMBNAIL_ROLE)
        if picture is None or picture.isNull():
            item: MediaItem = index.data(MediaItemModel.RECORD_ROLE)
            is_missing = index.data(MediaItemModel.STATE_ROLE) is FileState.MISSING
            place = QRect(0, 0, 26, 26)
            place.moveCenter(frame.center())
            name, color = (
                ("file-question-outline", "warn") if is_missing else (_KIND_ICONS[item.kind], "text_faint")
            )
            self._theme.icon(name, color).paint(painter, place)
            return
        size = picture.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(QPoint(), size)
        place.moveCenter(frame.center())
        painter.drawImage(place, picture)

    def _paint_count(self, painter: QPainter, frame: QRect, index: Index) -> None:
        """How many objects it has, on the lower right corner of the thumbnail."""
        count = index.data(MediaItemModel.COUNT_ROLE)
        if not count:
            return
        metrics = painter.fontMetrics()
        width = max(metrics.height(), metrics.horizontalAdvance(str(count)) + 10)
        badge = QRect(frame.right() - width - 2, frame.bottom() - metrics.height() - 2, width, metrics.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("accent"))
        painter.drawRoundedRect(badge, badge.height() / 2, badge.height() / 2)
        painter.setPen(self._theme.color("on_accent"))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(count))

    def _paint_text(self, painter: QPainter, area: QRect, index: Index) -> None:
        metrics = painter.fontMetrics()
        fault = index.data(MediaItemModel.FAULT_ROLE)
        details = [fault] if fault else index.data(MediaItemModel.DETAILS_ROLE)
        detail = packed(details, metrics, area.width())
        name = broken(str(index.data()), metrics, area.width(), max(1, _LINES - len(detail)))
        lines = [(line, "text") for line in name]
        lines += [(line, "warn" if fault else "text_dim") for line in detail]
        top = area.center().y() - len(lines) * (metrics.height() + 1) // 2
        for number, (text, color) in enumerate(lines):
            line = QRect(area.left(), top + number * (metrics.height() + 1), area.width(), metrics.height())
            painter.setPen(self._theme.color(color))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft, shown)


def packed(parts: Sequence[str], metrics: QFontMetrics, width: int) -> list[str]:
    """Parts on as few lines as hold them, in their order."""
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]} · {part}" if lines else part
        if lines and metrics.horizontalAdvance(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines


def broken(name: str, metrics: QFontMetrics, width: int, most: int) -> list[str]:
    """A file name on one or two lines, broken at a separator if one is near; elided in the middle, as the ends tell files of a series apart."""
    if most < 2 or metrics.horizontalAdvance(name) <= width:
        return [metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, width)]
    count = next(n for n in range(len(name), -1, -1) if metrics.horizontalAdvance(name[:n]) <= width)
    ends = [
        place.end() for place in re.finditer(r"[\s_.-]+", name) if count - _BREAK_REACH < place.end() <= count
    ]
    count = ends[-1] if ends and ends[-1] < len(name) else count
    rest = metrics.elidedText(name[count:], Qt.TextElideMode.ElideLeft, width)
    return [name[:count], rest]
