"""The list of pictures and clips of the project, with thumbnails."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListView,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from sa2va_desktop.annotation.records import MediaId, MediaItem, MediaKind
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.item_models.media_item_model import MediaItemModel
from sa2va_desktop.ui.theme import Theme
from sa2va_desktop.ui.view_state import ViewState

THUMBNAIL_WH = (92, 58)
_ROW_HEIGHT = 72
_KIND_ICONS = {
    MediaKind.IMAGE: "image-outline",
    MediaKind.VIDEO: "movie-outline",
    MediaKind.SEQUENCE: "image-multiple-outline",
}
Index = QModelIndex | QPersistentModelIndex


class MediaPanel(QWidget):
    """Shows which media item is open; a click opens another.

    Signals:
        media_chosen(MediaItem): a row was clicked or reached by the keyboard.
        menu_requested(MediaItem, QPoint): right click, global position.
    """

    media_chosen = Signal(object)
    menu_requested = Signal(object, object)

    def __init__(
        self, document: Document, view_state: ViewState, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._view_state = view_state
        self._is_following = False
        self.item_model = MediaItemModel(document, self)
        self.list = QListView(self)
        self.list.setModel(self.item_model)
        self.list.setItemDelegate(_MediaDelegate(theme, self))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setUniformItemSizes(True)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.setAccessibleName(self.tr("Media"))
        self._hint = QLabel(self.tr("Pictures and clips\nof the project appear here."), self)
        self._hint.setProperty("role", "hint")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setWordWrap(True)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._hint)
        self._stack.addWidget(self.list)
        self.item_model.modelReset.connect(self._after_reset)
        self.list.selectionModel().currentChanged.connect(self._tell_choice)
        self.list.customContextMenuRequested.connect(self._ask_for_menu)
        view_state.media_changed.connect(self._show_current)
        self._after_reset()

    @property
    def media(self) -> list[MediaItem]:
        """Media items in the order of the list."""
        return self.item_model.media

    def _after_reset(self) -> None:
        self._stack.setCurrentWidget(self.list if self.media else self._hint)
        self._show_current(self._view_state.media_id)

    def _show_current(self, media_id: MediaId | None) -> None:
        row = self.item_model.row_of(media_id)
        self._is_following = True
        self.list.setCurrentIndex(self.item_model.index(row) if row >= 0 else QModelIndex())
        self._is_following = False

    def _tell_choice(self, index: QModelIndex) -> None:
        item = index.data(MediaItemModel.RECORD_ROLE)
        if item is not None and not self._is_following:
            self.media_chosen.emit(item)

    def _ask_for_menu(self, at: QPoint) -> None:
        item = self.list.indexAt(at).data(MediaItemModel.RECORD_ROLE)
        if item is not None:
            self.menu_requested.emit(item, self.list.viewport().mapToGlobal(at))


class _MediaDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(180, _ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_background(painter, option)
        frame = QRect(row.left() + 10, row.top() + (_ROW_HEIGHT - THUMBNAIL_WH[1]) // 2, *THUMBNAIL_WH)
        self._paint_thumbnail(painter, frame, index)
        self._paint_text(painter, row.adjusted(THUMBNAIL_WH[0] + 20, 0, -8, 0), index)
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
            place = QRect(0, 0, 26, 26)
            place.moveCenter(frame.center())
            self._theme.icon(_KIND_ICONS[item.kind], "text_faint").paint(painter, place)
            return
        size = picture.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(QPoint(), size)
        place.moveCenter(frame.center())
        painter.drawImage(place, picture)

    def _paint_text(self, painter: QPainter, area: QRect, index: Index) -> None:
        metrics = painter.fontMetrics()
        lines = [(str(index.data()), "text")]
        lines += [(line, "text_dim") for line in str(index.data(MediaItemModel.DETAIL_ROLE)).split("  ·  ", 1)]
        top = area.center().y() - len(lines) * (metrics.height() + 1) // 2
        for number, (text, color) in enumerate(lines):
            line = QRect(area.left(), top + number * (metrics.height() + 1), area.width(), metrics.height())
            painter.setPen(self._theme.color(color))
            mode = Qt.TextElideMode.ElideMiddle if number == 0 else Qt.TextElideMode.ElideRight
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft, metrics.elidedText(text, mode, area.width()))
