"""Going through texts: the list, the whole of the current one in the colours of its stages, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.annotation.records import Expression, ExpressionId, ObjectId
from sa2va_desktop.operations.pipeline.text_review import languages_of
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.item_models.text_item_model import TextItemModel
from sa2va_desktop.ui.texts.empty_texts import EmptyTexts
from sa2va_desktop.ui.texts.filter_bar import FilterBar
from sa2va_desktop.ui.texts.stage_text import StageLegend, StageText
from sa2va_desktop.ui.texts.text_delegate import TextDelegate
from sa2va_desktop.ui.texts.text_entry import TextEntry
from sa2va_desktop.ui.texts.text_form import TextForm
from sa2va_desktop.ui.texts.text_list import TextList
from sa2va_desktop.ui.theme import Theme
from sa2va_desktop.ui.view_state import ViewState


class TextPanel(QWidget):
    """Made by `TextPart`, which does what the signals ask for.

    Signals:
        chosen(Expression): a person moved to this text; what it is about is to be shown.
        accept_wanted(list[ExpressionId]), reject_wanted(list[ExpressionId], str): with the reason.
        edit_wanted(ExpressionId, str): words were typed.
        propose_wanted(list[ExpressionId]): take back what was decided.
        write_wanted(): the button of the empty panel.
        menu_wanted(QPoint): what else can be done with the selected texts, at a global position.
    """

    chosen = Signal(object)
    accept_wanted = Signal(object)
    reject_wanted = Signal(object, str)
    propose_wanted = Signal(object)
    edit_wanted = Signal(object, str)
    write_wanted = Signal()
    menu_wanted = Signal(object)

    def __init__(
        self, document: Document, view_state: ViewState, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._current: ExpressionId | None = None
        self._reasons: dict[ExpressionId, str] = {}  # typed, and not rejected yet
        self._is_following = False
        self.item_model = TextItemModel(document, self)
        self.delegate = TextDelegate(document, theme, self)
        self.filters = FilterBar(view_state, self)
        self.list = self._make_list()
        self.list.setMinimumHeight(36)  # else 75 or so: a small screen has no room for that beside the form
        self.whole = StageText(theme, self)
        self.note = QLabel(self)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.note.setProperty("role", "hint")
        self.legend = StageLegend(theme, self)
        self.entry = TextEntry(self)
        self.form = TextForm(self)
        self.accept_button = QPushButton(self.tr("Accept"), self)
        self.edit_button = QPushButton(self.tr("Edit…"), self)
        self.reject_button = QPushButton(self.tr("Reject…"), self)
        self.more_button = QToolButton(self)
        self.more_button.setText("⋯")
        self.more_button.setToolTip(self.tr("Add, translate, check and more"))
        self.empty = EmptyTexts(self)
        self.pages = QStackedWidget(self)
        self._lay_out()
        self._connect()
        self._after_reset()

    # ---- what a person does

    def accept(self) -> None:
        """Take the selected texts and go on to the next one."""
        self._decide(lambda ids: self.accept_wanted.emit(ids))

    def propose(self) -> None:
        """Take back what was decided about the selected texts."""
        ids = self._selected_ids()
        if ids:
            self.propose_wanted.emit(ids)

    def begin_edit(self) -> None:
        """Let the words of the current text be changed."""
        text = self.current_text()
        if text is not None and self._document.is_writable:
            self.entry.begin_edit(text.text)

    def begin_reject(self) -> None:
        """Ask for the reason; Enter rejects."""
        text = self.current_text()
        if text is not None and self._document.is_writable:
            self.entry.begin_reason(self._reasons.get(text.expression_id, text.note))

    def step(self, step: int) -> None:
        """Go to the next (1) or previous (-1) text, round the ends."""
        count = len(self.item_model.texts)
        if count:
            row = self.list.currentIndex().row()
            self._move_to((row + step) % count if row >= 0 else 0)

    def focus_list(self) -> None:
        """Give the keyboard to the list, on the first text unless there is a current one."""
        if not self.list.selectionModel().hasSelection() and self.item_model.texts:
            self._move_to(max(0, self.list.currentIndex().row()))
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def current_text(self) -> Expression | None:
        text: Expression | None = self.list.currentIndex().data(TextItemModel.RECORD_ROLE)
        return text

    # ---- making

    def _make_list(self) -> TextList:
        view = TextList(self)
        view.setModel(self.item_model)
        view.setItemDelegate(self.delegate)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setAccessibleName(self.tr("Texts"))
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        return view

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setContentsMargins(8, 2, 8, 8)
        buttons.setSpacing(6)
        for button in (self.accept_button, self.edit_button, self.reject_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.more_button)
        filled = QWidget(self)
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.list, 1)
        around = QVBoxLayout()
        around.setContentsMargins(8, 4, 8, 0)
        around.addWidget(self.whole)
        column.addLayout(around)
        for widget in (self.note, self.entry, self.legend):
            column.addWidget(widget)
        self.note.setContentsMargins(10, 0, 10, 0)
        column.addLayout(buttons)
        self.pages.addWidget(self.empty)
        self.pages.addWidget(filled)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.filters)
        whole.addWidget(self.pages, 1)
        whole.addWidget(self.form)

    def _connect(self) -> None:
        self.accept_button.clicked.connect(self.accept)
        self.edit_button.clicked.connect(self.begin_edit)
        self.reject_button.clicked.connect(self.begin_reject)
        self.empty.write_button.clicked.connect(self.write_wanted)
        view = self.list
        view.accept_pressed.connect(self.accept)
        view.edit_pressed.connect(self.begin_edit)
        view.reject_pressed.connect(self.begin_reject)
        view.propose_pressed.connect(self.propose)
        view.step_pressed.connect(self.step)
        self.entry.edited.connect(self._take_edit)
        self.entry.reason_given.connect(self._take_reason)
        self.entry.reason_left.connect(self._keep_reason)
        self.entry.closed.connect(self.list.setFocus)
        self.form.closed.connect(self.list.setFocus)
        view.customContextMenuRequested.connect(
            lambda at: self.menu_wanted.emit(view.viewport().mapToGlobal(at))
        )
        self.more_button.clicked.connect(
            lambda: self.menu_wanted.emit(self.more_button.mapToGlobal(self.more_button.rect().topLeft()))
        )
        self.filters.changed.connect(self._filter)
        self.item_model.modelReset.connect(self._after_reset)
        self.item_model.dataChanged.connect(lambda *_where: self._show_current())
        view.selectionModel().currentChanged.connect(self._note_current)
        self._document.replaced.connect(self._reasons.clear)
        self._view_state.media_changed.connect(lambda _media_id: self._filter())
        self._view_state.selection_changed.connect(self._follow_selection)
        self._document.durability_changed.connect(self._show_buttons)

    # ---- following

    def _filter(self) -> None:
        self.item_model.show(self.filters.wanted(), self.filters.wanted_order())

    def _after_reset(self) -> None:
        self.filters.offer_languages(languages_of(self._document.project))
        count, total = len(self.item_model.texts), self.item_model.total
        self.filters.show_counts(count, total)
        self.pages.setCurrentIndex(1 if count else 0)
        self.empty.show_why(has_texts=bool(total))
        row = self.item_model.row_of(self._current)
        if row >= 0:
            self._go_to(row)
        self._show_current()

    def _note_current(self, index: QModelIndex) -> None:
        text: Expression | None = index.data(TextItemModel.RECORD_ROLE)
        if text is not None:
            if text.expression_id != self._current:
                self.entry.keep()
            self._current = text.expression_id
            if not self._is_following:
                self._is_following = True
                self.chosen.emit(text)
                self._is_following = False
        self._show_current()

    def _show_current(self) -> None:
        text = self.current_text()
        self.whole.show_text(text)
        self.note.setText(text.note if text is not None else "")
        self.note.setVisible(bool(text is not None and text.note))
        self.legend.setVisible(bool(text is not None and text.segments))
        self._show_buttons()

    def _show_buttons(self) -> None:
        can = self.current_text() is not None and self._document.is_writable
        for button in (self.accept_button, self.edit_button, self.reject_button):
            button.setEnabled(can)

    def _follow_selection(self, selection: frozenset[ObjectId]) -> None:
        """Another object was selected elsewhere: its first text is current."""
        if self.filters.only_selected.isChecked() and not self._is_following:
            self._filter()
        text = self.current_text()
        if self._is_following or not selection or (text is not None and set(text.object_ids) & selection):
            return
        for row, each in enumerate(self.item_model.texts):
            if set(each.object_ids) & selection:
                self._go_to(row)
                return

    def _go_to(self, row: int) -> None:
        """As `_move_to`, without showing what the text is about."""
        was, self._is_following = self._is_following, True
        self._move_to(row)
        self._is_following = was

    def _move_to(self, row: int) -> None:
        """One text is current and selected, whatever keys are held down at the moment."""
        index = self.item_model.index(row)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.list.selectionModel().setCurrentIndex(index, flags)
        self.list.scrollTo(index)

    # ---- deciding

    def selected_texts(self) -> list[Expression]:
        """In the order of the list."""
        rows = sorted(index.row() for index in self.list.selectionModel().selectedIndexes())
        return [self.item_model.texts[row] for row in rows]

    def go_to(self, expression_id: ExpressionId) -> bool:
        """Make a text current; False when the filters do not show it."""
        row = self.item_model.row_of(expression_id)
        if row >= 0:
            self._go_to(row)
        return row >= 0

    def _selected_ids(self) -> list[ExpressionId]:
        return [each.expression_id for each in self.selected_texts()]

    def _decide(self, tell: Callable[[list[ExpressionId]], object]) -> None:
        """Say what is decided about the selected texts, then go on to the one after them."""
        ids = self._selected_ids()
        if not ids or not self._document.is_writable:
            return
        texts = [each.expression_id for each in self.item_model.texts]
        after = texts[texts.index(ids[-1]) + 1 :]
        tell(ids)
        following = next((row for row in map(self.item_model.row_of, after) if row >= 0), -1)
        if following >= 0:
            self._move_to(following)

    def _take_edit(self, words: str) -> None:
        if self._current is not None:
            self.edit_wanted.emit(self._current, words)

    def _keep_reason(self, reason: str) -> None:
        if self._current is not None:
            self._reasons[self._current] = reason

    def _take_reason(self, reason: str) -> None:
        if self._current is not None:
            self._reasons.pop(self._current, None)
        self._decide(lambda ids: self.reject_wanted.emit(ids, reason))
