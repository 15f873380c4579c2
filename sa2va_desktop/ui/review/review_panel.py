"""Going through doubtful masks: the list, why the current place is in it, and what is said of it."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.operations.review.places import PlaceState, ReviewPlace
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.item_models.place_item_model import PlaceItemModel
from sa2va_desktop.ui.review.place_delegate import PlaceDelegate
from sa2va_desktop.ui.review.place_filter_bar import PlaceFilterBar
from sa2va_desktop.ui.review.review_queue import ReviewQueue
from sa2va_desktop.ui.texts.text_entry import TextEntry
from sa2va_desktop.ui.texts.text_list import TextList
from sa2va_desktop.ui.theme import Theme
from sa2va_desktop.ui.view_state import ViewState


class ReviewPanel(QWidget):
    """Made by `ReviewPart`, which does what the signals ask for. Moving in the list moves the canvas.

    Signals:
        chosen(ReviewPlace): a person moved to this place; it is to be shown.
        confirm_wanted(list[ReviewPlace]), reject_wanted(list[ReviewPlace], str): with the reason, perhaps "".
        take_back_wanted(list[ReviewPlace]): as if nobody had judged.
        comment_wanted(ObjectId, int, str): words about a mask.
        shown(): it came up, so that the queue is wanted.
    """

    chosen = Signal(object)
    confirm_wanted = Signal(object)
    reject_wanted = Signal(object, str)
    take_back_wanted = Signal(object)
    comment_wanted = Signal(object, int, str)
    shown = Signal()

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        queue: ReviewQueue,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._queue = queue
        self._current: ReviewPlace | None = None
        self._is_following = False
        self._wants_first = False  # the list was wanted before there was anything in it
        self._commented: tuple[ObjectId, int] | None = None
        self.item_model = PlaceItemModel(queue, self)
        self.delegate = PlaceDelegate(document, queue, theme, self)
        self.filters = PlaceFilterBar(document, view_state, self)
        self.list = self._make_list()
        self.why = QLabel(self)
        self.why.setTextFormat(Qt.TextFormat.PlainText)
        self.why.setWordWrap(True)
        self.why.setContentsMargins(10, 2, 10, 2)
        self.entry = TextEntry(self)
        self.confirm_button = QPushButton(self.tr("Confirm"), self)
        self.reject_button = QPushButton(self.tr("Reject…"), self)
        self.comment_button = QPushButton(self.tr("Comment…"), self)
        self.ask_button = QPushButton(self.tr("Ask Again…"), self)
        self.ask_button.setToolTip(
            self.tr("The model looks for the objects again, and what it finds is compared")
        )
        self.batch_button = QPushButton(self.tr("Confirm the Rest…"), self)
        self.hint = QLabel(self)
        self.pages = QStackedWidget(self)
        self._lay_out()
        self._connect()
        self._after_reset()

    # ---- what a person does

    def confirm(self) -> None:
        """Say that the selected places are right, and go on to the next one."""
        self._decide(lambda places: self.confirm_wanted.emit(places))

    def take_back(self) -> None:
        """Take back what was said of the selected places."""
        places = self.selected_places()
        if places:
            self.take_back_wanted.emit(places)

    def begin_reject(self) -> None:
        """Ask for the reason; Enter rejects."""
        place = self.current_place()
        if place is not None and self._document.is_writable:
            self._commented = None
            self.entry.begin_reason(place.comment)

    def begin_comment(self) -> None:
        """Let words be typed."""
        place = self.current_place()
        if place is not None and self._document.is_writable:
            self.comment_on(*place.key)

    def comment_on(self, object_id: ObjectId, frame_index: int) -> None:
        """Let words about a mask be typed, whether it is in the queue or not."""
        known = self._document.project.reviews_of(object_id).get(frame_index)
        self.pages.setCurrentIndex(1)
        self.entry.begin_edit(known.comment if known is not None else "")
        self._commented = (object_id, frame_index)

    def step(self, step: int) -> ReviewPlace | None:
        """Go to the next (1) or previous (-1) place, round the ends; the place, or None when there is none."""
        count = len(self.item_model.places)
        if not count:
            return None
        row = self.list.currentIndex().row()
        target = (row + step) % count if row >= 0 else (0 if step > 0 else count - 1)
        if target == row:
            self.chosen.emit(self.item_model.places[row])
        self._move_to(target)
        return self.item_model.places[target]

    def focus_list(self) -> None:
        """Give the keyboard to the list, on the first place unless there is a current one."""
        self._wants_first = not self.item_model.places
        if not self.list.selectionModel().hasSelection() and self.item_model.places:
            self._move_to(max(0, self.list.currentIndex().row()))
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def current_place(self) -> ReviewPlace | None:
        place: ReviewPlace | None = self.list.currentIndex().data(PlaceItemModel.RECORD_ROLE)
        return place

    def selected_places(self) -> list[ReviewPlace]:
        rows = sorted(index.row() for index in self.list.selectionModel().selectedIndexes())
        return [self.item_model.places[row] for row in rows]

    # ---- making

    def _make_list(self) -> TextList:
        view = TextList(self)
        view.setModel(self.item_model)
        view.setItemDelegate(self.delegate)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setAccessibleName(self.tr("Places to look at"))
        return view

    def _lay_out(self) -> None:
        verdicts, more = QHBoxLayout(), QHBoxLayout()
        for row, buttons in (
            (verdicts, (self.confirm_button, self.reject_button, self.comment_button)),
            (more, (self.ask_button, self.batch_button)),
        ):
            row.setContentsMargins(8, 0, 8, 0)
            row.setSpacing(6)
            for button in buttons:
                button.setProperty("tight", True)
                row.addWidget(button)
            row.addStretch(1)
        filled = QWidget(self)
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.list, 1)
        column.addWidget(self.why)
        column.addWidget(self.entry)
        column.addLayout(verdicts)
        self.hint.setProperty("role", "hint")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setWordWrap(True)
        self.hint.setContentsMargins(16, 16, 16, 16)
        self.pages.addWidget(self.hint)
        self.pages.addWidget(filled)
        more.setContentsMargins(8, 0, 8, 8)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addWidget(self.filters)
        whole.addWidget(self.pages, 1)
        whole.addLayout(more)

    def _connect(self) -> None:
        self.confirm_button.clicked.connect(self.confirm)
        self.reject_button.clicked.connect(self.begin_reject)
        self.comment_button.clicked.connect(self.begin_comment)
        view = self.list
        view.accept_pressed.connect(self.confirm)
        view.edit_pressed.connect(self.begin_comment)
        view.reject_pressed.connect(self.begin_reject)
        view.propose_pressed.connect(self.take_back)
        view.step_pressed.connect(self.step)
        self.entry.edited.connect(self._take_comment)
        self.entry.reason_given.connect(lambda words: self._decide(lambda p: self.reject_wanted.emit(p, words)))
        self.entry.reason_left.connect(self._take_comment)
        self.entry.closed.connect(self.list.setFocus)
        self.filters.changed.connect(lambda: self.item_model.show(self.filters.wanted()))
        self.item_model.modelReset.connect(self._after_reset)
        self.item_model.dataChanged.connect(lambda *_where: self._show_current())
        self._queue.changed.connect(self._show_progress)
        view.selectionModel().currentChanged.connect(self._note_current)
        self._document.changed.connect(self._follow_document)
        self._document.durability_changed.connect(self._show_buttons)
        self.item_model.show(self.filters.wanted())

    # ---- following

    def _follow_document(self, change: ChangeSet) -> None:
        if change.object_ids:
            self.filters.refresh_objects()

    def _show_progress(self) -> None:
        looked_at, total = self._queue.progress(self.filters.wanted().media_id)
        self.filters.show_progress(looked_at, total, is_complete=self._queue.is_complete)
        self._show_hint(total)

    def _after_reset(self) -> None:
        self.pages.setCurrentIndex(1 if self.item_model.places else 0)
        row = self.item_model.row_of(self._current)
        if row >= 0:
            self._go_to(row)
        elif self._wants_first and self.item_model.places:
            self._wants_first = False
            self.focus_list()
        self._show_current()
        self._show_progress()

    def _show_hint(self, total: int) -> None:
        if not self._document.project.objects:
            words = self.tr("Masks that may be wrong are listed here, the most doubtful first.")
        elif not self._queue.is_complete:
            words = self.tr("Looking for doubtful masks…")
        elif total:
            words = self.tr("No place fits the filter.")
        else:
            words = self.tr("No mask is doubtful.\n\nAsking the model again may still find something.")
        self.hint.setText(words)

    def _note_current(self, index: QModelIndex) -> None:
        place: ReviewPlace | None = index.data(PlaceItemModel.RECORD_ROLE)
        if place is not None:
            if self._current is None or place.key != self._current.key:
                self.entry.keep()
            self._current = place
            if not self._is_following:
                self.chosen.emit(place)
        self._show_current()

    def _show_current(self) -> None:
        place = self.current_place()
        self.why.setText("; ".join(self._queue.reasons(place)) if place is not None else "")
        self._show_buttons()

    def _show_buttons(self) -> None:
        can = self.current_place() is not None and self._document.is_writable
        for button in (self.confirm_button, self.reject_button, self.comment_button):
            button.setEnabled(can)
        for button in (self.ask_button, self.batch_button):
            button.setEnabled(self._document.is_writable and bool(self._document.project.objects))

    def _go_to(self, row: int) -> None:
        """As `_move_to`, without showing the place."""
        was, self._is_following = self._is_following, True
        self._move_to(row)
        self._is_following = was

    def _move_to(self, row: int) -> None:
        index = self.item_model.index(row)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.list.selectionModel().setCurrentIndex(index, flags)
        self.list.scrollTo(index)

    # ---- deciding

    def _decide(self, tell) -> None:  # type: ignore[no-untyped-def]
        """Say what is decided about the selected places, then go on to the open one after them."""
        places = self.selected_places()
        if not places or not self._document.is_writable:
            return
        keys = [each.key for each in self.item_model.places]
        at = keys.index(places[-1].key)
        following = [*self.item_model.places[at + 1 :], *self.item_model.places[:at]]
        tell(places)
        judged = {each.key for each in places}
        for place in following:
            if place.state is not PlaceState.OPEN or place.key in judged:
                continue
            row = self.item_model.row_of(place)
            if row >= 0:
                self._move_to(row)
                return

    def _take_comment(self, words: str) -> None:
        about = self._commented or (self._current.key if self._current is not None else None)
        self._commented = None
        if about is not None:
            self.comment_wanted.emit(*about, words)

    # ---- Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()
