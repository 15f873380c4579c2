"""The list of objects: search, select, rename, label, hide, show alone, lock, recolour, reorder, delete."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QColorDialog,
    QLabel,
    QLineEdit,
    QListView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.annotation.records import AnnotationObject, ObjectId
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.item_models.object_item_model import ObjectItemModel
from sa2va_desktop.ui.object_commands import ObjectCommands
from sa2va_desktop.ui.panels.object_delegate import ObjectDelegate
from sa2va_desktop.ui.panels.solo_bar import SoloBar
from sa2va_desktop.ui.solo import SoloController
from sa2va_desktop.ui.theme import Theme
from sa2va_desktop.ui.view_state import ViewState

_SEARCHED_FROM = 9
"""A list that is short is looked through faster than it is searched."""


class ObjectPanel(QWidget):
    """Objects of the shown media item; its selection is the view state's.

    Signals:
        clean_up_wanted(): the mark of an object with a clean-up was clicked; the object is selected by then.
        menu_requested(QPoint): right click on the list, global position; the row is selected by then.
    """

    clean_up_wanted = Signal()
    menu_requested = Signal(object)

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        commands: ObjectCommands,
        solo: SoloController,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._view_state = view_state
        self._commands = commands
        self._solo = solo
        self._is_following = False
        self.item_model = ObjectItemModel(document, self)
        self.delegate = ObjectDelegate(theme, view_state, self)
        self.search = self._make_search()
        self.solo_bar = SoloBar(view_state, self)
        self.list = self._make_list()
        self._hint = self._make_hint()
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()

    def add_above(self, widget: QWidget) -> None:
        """Put something over the list, such as what is true of objects that are made next."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(0, widget)

    def edit_current_name(self) -> None:
        """Begin typing a new name for the selected object."""
        for object_id in self._view_state.selection:
            if self.item_model.row_of(object_id) < 0:
                self.search.clear()  # it would be named out of sight
            row = self.item_model.row_of(object_id)
            if row >= 0:
                self.list.edit(self.item_model.index(row))
                return

    def keep_edit(self) -> None:
        """Take over a name that is being typed."""
        for field in self.list.viewport().findChildren(QLineEdit):
            if field.isVisible():
                self.delegate.commitData.emit(field)
                self.delegate.closeEditor.emit(field)

    def menu_place(self) -> QPoint:
        """Where a menu about the selected objects belongs when it was not asked for with the mouse; global."""
        at = self.list.visualRect(self.list.currentIndex()).bottomLeft() + QPoint(34, 0)
        return self.list.viewport().mapToGlobal(at)

    def choose_color(self, items: list[AnnotationObject]) -> None:
        """Ask for a colour without blocking; the objects get it when one was chosen."""
        if not items:
            return
        dialog = QColorDialog(QColor(*items[0].color), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("Colour of {0}").format(items[0].name))
        object_ids = [item.object_id for item in items]
        dialog.colorSelected.connect(
            lambda color: self._commands.recolor(object_ids, (color.red(), color.green(), color.blue()))
        )
        dialog.open()

    # ---- making

    def _make_search(self) -> QLineEdit:
        search = QLineEdit(self)
        search.setPlaceholderText(self.tr("Search name, label or expression"))
        search.setAccessibleName(self.tr("Search the objects"))
        search.setClearButtonEnabled(True)
        search.setVisible(False)
        search.installEventFilter(self)
        return search

    def _make_list(self) -> QListView:
        view = _ObjectList(self._commands, self)
        view.setModel(self.item_model)
        view.setItemDelegate(self.delegate)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.setAccessibleName(self.tr("Objects"))
        view.setDragEnabled(True)
        view.setAcceptDrops(True)
        view.setDropIndicatorShown(True)
        view.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        view.setDefaultDropAction(Qt.DropAction.MoveAction)
        # Tab cycles objects anywhere outside text fields; it must not wander between widgets here.
        view.setTabKeyNavigation(False)
        return view

    def _make_hint(self) -> QLabel:
        hint = QLabel(self)
        hint.setTextFormat(Qt.TextFormat.PlainText)
        hint.setProperty("role", "hint")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint.setWordWrap(True)
        hint.setContentsMargins(20, 12, 20, 12)
        return hint

    def _lay_out(self) -> None:
        self._pages.addWidget(self._hint)
        self._pages.addWidget(self.list)
        searching = QVBoxLayout()
        searching.setContentsMargins(6, 0, 6, 2)
        searching.addWidget(self.search)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(searching)
        column.addWidget(self.solo_bar)
        column.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self.item_model.rename_wanted.connect(self._commands.rename)
        self.item_model.order_wanted.connect(self._commands.reorder)
        self.item_model.modelReset.connect(self._after_reset)
        self.search.textChanged.connect(self.item_model.search)
        self.delegate.hide_clicked.connect(lambda item: self._commands.toggle_hidden([item]))
        self.delegate.lock_clicked.connect(lambda item: self._commands.toggle_locked([item]))
        self.delegate.solo_clicked.connect(self._solo.toggle_one)
        self.delegate.clean_up_clicked.connect(self._ask_for_clean_up)
        self.solo_bar.end_wanted.connect(self._solo.end)
        self.delegate.color_clicked.connect(lambda item: self.choose_color([item]))
        self.list.selectionModel().selectionChanged.connect(self._tell_selection)
        self.list.entered.connect(lambda index: self._view_state.hover(self._object_at(index)))
        self.list.viewportEntered.connect(lambda: self._view_state.hover(None))
        self.list.customContextMenuRequested.connect(self._ask_for_menu)
        view = self._view_state
        view.media_changed.connect(self._show_media)
        view.frame_changed.connect(self._show_frame)
        view.selection_changed.connect(self._show_selection)
        view.solo_changed.connect(self.list.viewport().update)
        view.hover_changed.connect(lambda _objects: self.list.viewport().update())
        self._show_media(view.media_id)

    # ---- following

    def _show_media(self, media_id: object) -> None:
        self.search.clear()
        self.delegate.set_clip(self._view_state.frame_count > 1)
        self.item_model.show_media(media_id)  # type: ignore[arg-type]

    def _show_frame(self, frame_index: int) -> None:
        self.item_model.show_frame(frame_index)
        self.list.viewport().update()

    def _object_at(self, index: QModelIndex) -> ObjectId | None:
        item = index.data(ObjectItemModel.RECORD_ROLE)
        return None if item is None else item.object_id

    def _after_reset(self) -> None:
        total = len(self.item_model.all_objects)
        self.search.setVisible(total >= _SEARCHED_FROM or bool(self.search.text()))
        self._pages.setCurrentWidget(self.list if self.item_model.objects else self._hint)
        self._hint.setText(self._hint_text(total))
        known = frozenset(item.object_id for item in self.item_model.all_objects)
        self._view_state.select(self._view_state.selection & known)
        self._view_state.hover_several(self._view_state.hovered_objects & known)
        self._show_selection(self._view_state.selection)

    def _hint_text(self, total: int) -> str:
        if total:
            return self.tr("No object fits the search. Esc shows all again.")
        if self._view_state.media_id is None:
            return self.tr("Open a picture or a video; what is found in it is listed here.")
        return self.tr("No objects yet.\n\nType what to find, or click it with the point tool (Q).")

    def _show_selection(self, selection: frozenset[ObjectId]) -> None:
        rows = sorted(row for row in map(self.item_model.row_of, selection) if row >= 0)
        chosen = QItemSelection()
        start = 0
        for place, row in enumerate(rows):  # neighbours as one range: a thousand ranges are slow
            if place + 1 == len(rows) or rows[place + 1] != row + 1:
                chosen.select(self.item_model.index(rows[start]), self.item_model.index(row))
                start = place + 1
        self._is_following = True
        model = self.list.selectionModel()
        model.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if rows:
            last = self.item_model.index(rows[-1])
            model.setCurrentIndex(last, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.list.scrollTo(last)
        self._is_following = False

    def _tell_selection(self) -> None:
        if self._is_following:
            return
        chosen = (self._object_at(index) for index in self.list.selectionModel().selectedIndexes())
        self._view_state.select(frozenset(object_id for object_id in chosen if object_id is not None))

    def _ask_for_menu(self, at: QPoint) -> None:
        if self.list.indexAt(at).isValid():
            self.menu_requested.emit(self.list.viewport().mapToGlobal(at))

    def _ask_for_clean_up(self, item: AnnotationObject) -> None:
        if item.object_id not in self._view_state.selection:
            self._view_state.select(frozenset({item.object_id}))
        self.clean_up_wanted.emit()

    # ---- Qt

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()
            elif event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
                self.search.clear()
                self.list.setFocus()
                return True
            elif event.type() is QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return):
                self.list.setFocus()
                return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def leaveEvent(self, event: object) -> None:
        self._view_state.hover(None)


class _ObjectList(QListView):
    """Digits select by position, as everywhere in the window, instead of searching a name that begins so."""

    def __init__(self, commands: ObjectCommands, parent: QWidget) -> None:
        super().__init__(parent)
        self._commands = commands

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._commands.select_number(int(key) - int(Qt.Key.Key_0))
        else:
            super().keyPressEvent(event)
