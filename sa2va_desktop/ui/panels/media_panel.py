"""The list of pictures and clips of the project, with thumbnails, a filter and an order."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QActionGroup, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.annotation.records import MediaId, MediaItem
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.item_models.media_filter import MediaChoice, MediaFilter, MediaOrder
from sa2va_desktop.ui.item_models.media_item_model import MediaItemModel
from sa2va_desktop.ui.panels.media_delegate import ROW_HEIGHT, MediaDelegate
from sa2va_desktop.ui.relink_controller import RelinkController
from sa2va_desktop.ui.theme import Theme
from sa2va_desktop.ui.view_state import ViewState

_SETTLE_MS = 40
_MIN_WIDTH_PX = 190


class MediaPanel(QWidget):
    """Shows which media item is open; a click opens another.

    Signals:
        media_chosen(MediaItem): a row was clicked or reached by the keyboard.
        menu_requested(MediaItem, QPoint): right click or menu key, global position.
        thumbnails_wanted(list[MediaItem]): rows in sight, or nearly so, that have none; the latest wish counts.
    """

    media_chosen = Signal(object)
    menu_requested = Signal(object, object)
    thumbnails_wanted = Signal(list)

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        relink: RelinkController,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._view_state = view_state
        self._theme = theme
        self._is_following = False
        self.setMinimumWidth(_MIN_WIDTH_PX)
        self.item_model = MediaItemModel(document, relink.state_of, self)
        self.filter = MediaFilter(self.item_model, self)
        self.list = self._make_list(theme)
        self.words = QLineEdit(self)
        self.words.setPlaceholderText(self.tr("Filter"))
        self.words.setAccessibleName(self.tr("Filter media by name"))
        self.words.setClearButtonEnabled(True)
        self.sorting = self._make_sorting()
        self.count = QLabel(self)
        self.count.setProperty("role", "hint")
        self._lay_out()
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self._wish_thumbnails)
        self._connect(relink)
        self._after_reset()

    @property
    def media(self) -> list[MediaItem]:
        """Media items that the filter leaves, in the order of the list."""
        return self.filter.media

    # ---- making

    def _make_list(self, theme: Theme) -> QListView:
        view = QListView(self)
        view.setModel(self.filter)
        view.setItemDelegate(MediaDelegate(theme, self))
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setUniformItemSizes(True)
        view.setTabKeyNavigation(False)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.setAccessibleName(self.tr("Media"))
        return view

    def _make_sorting(self) -> QToolButton:
        button = QToolButton(self)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolTip(self.tr("Order and choice of the list"))
        button.setAccessibleName(button.toolTip())
        menu = QMenu(button)
        self._add_choices(
            menu,
            {
                self.tr("As &Added"): lambda: self.filter.set_order(MediaOrder.ADDED),
                self.tr("By &Name"): lambda: self.filter.set_order(MediaOrder.NAME),
                self.tr("Most &Objects First"): lambda: self.filter.set_order(MediaOrder.OBJECTS),
            },
        )
        menu.addSeparator()
        self._add_choices(
            menu,
            {
                self.tr("A&ll"): lambda: self.filter.set_choice(MediaChoice.ALL),
                self.tr("&With Objects"): lambda: self.filter.set_choice(MediaChoice.ANNOTATED),
                self.tr("Wi&thout Objects"): lambda: self.filter.set_choice(MediaChoice.BARE),
                self.tr("&Missing Files"): lambda: self.filter.set_choice(MediaChoice.MISSING),
            },
        )
        button.setMenu(menu)
        return button

    def _add_choices(self, menu: QMenu, choices: dict[str, Callable[[], None]]) -> None:
        group = QActionGroup(menu)
        for title, choose in choices.items():
            action = menu.addAction(title)
            action.setCheckable(True)
            action.setChecked(not group.actions())
            action.triggered.connect(lambda _checked=False, choose=choose: choose())
            group.addAction(action)

    def _lay_out(self) -> None:
        self._hint = QLabel(
            self.tr(
                "Pictures and clips of the project appear here.\n\nDrop files or folders anywhere in the window."
            ),
            self,
        )
        self._hint.setProperty("role", "hint")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setWordWrap(True)
        empty = QWidget(self)
        around = QVBoxLayout(empty)
        around.setContentsMargins(14, 16, 14, 16)
        around.addWidget(self._hint)
        self._head = QWidget(self)
        row = QHBoxLayout(self._head)
        row.setContentsMargins(8, 4, 6, 4)
        row.setSpacing(4)
        row.addWidget(self.words, 1)
        row.addWidget(self.sorting)
        self.count.setContentsMargins(12, 0, 8, 4)
        filled = QWidget(self)
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self.count)
        column.addWidget(self.list, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(empty)
        self._stack.addWidget(filled)

    def _connect(self, relink: RelinkController) -> None:
        self.item_model.modelReset.connect(self._after_reset)
        relink.states_changed.connect(self.item_model.refresh_states)
        relink.states_changed.connect(self._show_count)
        self.words.textChanged.connect(self.filter.set_words)
        for signal in (self.filter.layoutChanged, self.filter.rowsInserted, self.filter.rowsRemoved):
            signal.connect(self._after_filtering)
        self.list.selectionModel().currentChanged.connect(self._tell_choice)
        self.list.customContextMenuRequested.connect(self._ask_for_menu)
        self.list.verticalScrollBar().valueChanged.connect(lambda _value: self._settling.start())
        self._view_state.media_changed.connect(self._show_current)
        self._theme.changed.connect(self._show_icon)
        self._show_icon()

    # ---- following

    def _after_reset(self) -> None:
        has_media = bool(self.item_model.media)
        self._stack.setCurrentIndex(1 if has_media else 0)
        is_long = len(self.item_model.media) > 1
        self._head.setVisible(is_long)
        self.count.setVisible(is_long)
        self._after_filtering()

    def _after_filtering(self) -> None:
        self._show_count()
        self._show_current(self._view_state.media_id)
        self._settling.start()

    def _show_count(self) -> None:
        total, shown = len(self.item_model.media), self.filter.rowCount()
        text = translate("MediaPanel", "%n media item(s)", n=total)
        if shown != total:
            text = self.tr("{0} of {1} media items").format(shown, total)
        missing = sum(1 for row in range(total) if self.item_model.index(row).data(MediaItemModel.FAULT_ROLE))
        if missing:
            text += "  ·  " + self.tr("{0} missing or changed").format(missing)
        self.count.setText(text)

    def _show_current(self, media_id: MediaId | None) -> None:
        row = self.item_model.row_of(media_id)
        index = self.filter.mapFromSource(self.item_model.index(row)) if row >= 0 else QModelIndex()
        self._is_following = True
        self.list.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._is_following = False

    def _show_icon(self) -> None:
        self.sorting.setIcon(self._theme.icon("filter-variant", "text_dim"))

    # ---- telling

    def _tell_choice(self, index: QModelIndex) -> None:
        item = index.data(MediaItemModel.RECORD_ROLE)
        is_other = item is not None and item.media_id != self._view_state.media_id
        if is_other and not self._is_following and self.list.hasFocus():
            self.media_chosen.emit(item)

    def _ask_for_menu(self, at: QPoint) -> None:
        item = self.list.indexAt(at).data(MediaItemModel.RECORD_ROLE)
        if item is not None:
            self.menu_requested.emit(item, self.list.viewport().mapToGlobal(at))

    def _wish_thumbnails(self) -> None:
        """Of the rows in sight and a page after them."""
        first = self.list.verticalScrollBar().value() // ROW_HEIGHT
        page = self.list.viewport().height() // ROW_HEIGHT + 2
        rows = range(max(0, first), min(first + 2 * page, self.filter.rowCount()))
        items = [self.filter.index(row, 0).data(MediaItemModel.RECORD_ROLE) for row in rows]
        wanted = [item for item in items if not self.item_model.has_thumbnail(item)]
        if wanted:
            self.thumbnails_wanted.emit(wanted)

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settling.start()
