"""The list of objects: select, rename, hide, lock, recolour, reorder, delete."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QColorDialog, QLabel, QListView, QStackedLayout, QWidget

from sa2va_desktop.annotation.records import AnnotationObject, ObjectId
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.item_models.object_item_model import ObjectItemModel
from sa2va_desktop.ui.object_commands import ObjectCommands
from sa2va_desktop.ui.panels.object_delegate import ObjectDelegate
from sa2va_desktop.ui.theme import Theme
from sa2va_desktop.ui.view_state import ViewState


class ObjectPanel(QWidget):
    """Objects of the shown media item; its selection is the view state's.

    Signals:
        menu_requested(QPoint): right click on the list, global position; the row is selected by then.
    """

    menu_requested = Signal(object)

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        commands: ObjectCommands,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._view_state = view_state
        self._commands = commands
        self._is_following = False
        self.item_model = ObjectItemModel(document, self)
        self.delegate = ObjectDelegate(theme, self)
        self.list = self._make_list()
        self._hint = QLabel(
            self.tr("No objects yet.\n\nType what to find, or click it with the point tool (Q)."), self
        )
        self._hint.setProperty("role", "hint")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setWordWrap(True)
        self._hint.setContentsMargins(20, 20, 20, 20)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._hint)
        self._stack.addWidget(self.list)
        self._connect()

    def edit_current_name(self) -> None:
        """Begin typing a new name for the selected object."""
        for object_id in self._view_state.selection:
            row = self.item_model.row_of(object_id)
            if row >= 0:
                self.list.edit(self.item_model.index(row))
                return

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

    # ---- inside

    def _make_list(self) -> QListView:
        view = QListView(self)
        view.setModel(self.item_model)
        view.setItemDelegate(self.delegate)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.setAccessibleName(self.tr("Objects"))
        # Tab cycles objects anywhere outside text fields; it must not wander between widgets here.
        view.setTabKeyNavigation(False)
        return view

    def _connect(self) -> None:
        self.item_model.rename_wanted.connect(self._commands.rename)
        self.item_model.modelReset.connect(self._after_reset)
        self.delegate.hide_clicked.connect(lambda item: self._commands.toggle_hidden([item]))
        self.delegate.lock_clicked.connect(lambda item: self._commands.toggle_locked([item]))
        self.delegate.color_clicked.connect(lambda item: self.choose_color([item]))
        self.list.selectionModel().selectionChanged.connect(self._tell_selection)
        self.list.entered.connect(lambda index: self._view_state.hover(self._object_at(index)))
        self.list.viewportEntered.connect(lambda: self._view_state.hover(None))
        self.list.customContextMenuRequested.connect(self._ask_for_menu)
        self._view_state.media_changed.connect(self.item_model.show_media)
        self._view_state.selection_changed.connect(self._show_selection)
        self._view_state.hover_changed.connect(self._show_hover)
        self.item_model.show_media(self._view_state.media_id)

    def _object_at(self, index: QModelIndex) -> ObjectId | None:
        item = index.data(ObjectItemModel.RECORD_ROLE)
        return None if item is None else item.object_id

    def _after_reset(self) -> None:
        self._stack.setCurrentWidget(self.list if self.item_model.objects else self._hint)
        known = frozenset(item.object_id for item in self.item_model.objects)
        self._view_state.select(self._view_state.selection & known)
        if self._view_state.hovered not in known:
            self._view_state.hover(None)
        self._show_selection(self._view_state.selection)

    def _show_selection(self, selection: frozenset[ObjectId]) -> None:
        rows = QItemSelection()
        last = QModelIndex()
        for row, item in enumerate(self.item_model.objects):
            if item.object_id in selection:
                last = self.item_model.index(row)
                rows.select(last, last)
        self._is_following = True
        model = self.list.selectionModel()
        model.select(rows, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if last.isValid():
            model.setCurrentIndex(last, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.list.scrollTo(last)
        self._is_following = False

    def _tell_selection(self) -> None:
        if self._is_following:
            return
        chosen = (self._object_at(index) for index in self.list.selectionModel().selectedIndexes())
        self._view_state.select(frozenset(object_id for object_id in chosen if object_id is not None))

    def _show_hover(self, object_id: ObjectId | None) -> None:
        self.delegate.set_hovered(object_id)
        self.list.viewport().update()

    def _ask_for_menu(self, at: QPoint) -> None:
        if self.list.indexAt(at).isValid():
            self.menu_requested.emit(self.list.viewport().mapToGlobal(at))

    # ---- Qt

    def leaveEvent(self, event: object) -> None:
        self._view_state.hover(None)
