"""Going through proposed values: the list, the field of the current one, and what is done with them."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.annotation.attributes import AttributeId, Value
from sa2va_desktop.operations.attribute_filling.proposals import Place, Proposal, above
from sa2va_desktop.ui.attribute_filling.proposal_editor import ProposalEditor
from sa2va_desktop.ui.attribute_filling.proposal_item_model import (
    ATTRIBUTE,
    CONFIDENCE,
    FRAMES,
    OBJECT,
    VALUE,
    ProposalItemModel,
)
from sa2va_desktop.ui.attribute_filling.proposal_list import ProposalList
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.view_state import ViewState

_SURE_PERCENT = 90


class ProposalPanel(QWidget):
    """Made by `FillPart`, which does what the signals ask for.

    Signals:
        chosen(Proposal): a person moved to it; what it is about is to be shown.
        confirm_wanted(list[Place]), reject_wanted(list[Place]).
        correct_wanted(Place, Value): another value was given.
        fill_wanted(): the button of the empty panel.
    """

    chosen = Signal(object)
    confirm_wanted = Signal(object)
    reject_wanted = Signal(object)
    correct_wanted = Signal(object, object)
    fill_wanted = Signal()

    def __init__(self, document: Document, view_state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._current: Place | None = None
        self._row = 0
        self._is_following = False
        self.item_model = ProposalItemModel(document, self)
        self.only_shown = QCheckBox(self.tr("Only this clip"), self)
        self.attribute = QComboBox(self)
        self.attribute.setAccessibleName(self.tr("Which attribute"))
        self.shown_count = QLabel(self)
        self.shown_count.setProperty("role", "hint")
        self.list = ProposalList(self)
        self.list.setModel(self.item_model)
        self.list.setAccessibleName(self.tr("Proposed values"))
        self.editor = ProposalEditor(document, self)
        self.confirm_button = QPushButton(self.tr("Confirm"), self)
        self.reject_button = QPushButton(self.tr("Reject"), self)
        self.all_button = QPushButton(self)
        self.sure = QSpinBox(self)
        self.sure.setRange(0, 100)
        self.sure.setValue(_SURE_PERCENT)
        self.sure.setSuffix(self.tr(" %"))
        self.sure.setAccessibleName(self.tr("Confirm all from this confidence up"))
        self.hint = QLabel(self)
        self.fill_button = QPushButton(self.tr("Fill by Question…"), self)
        self.pages = QStackedWidget(self)
        self._lay_out()
        self._connect()
        self._fill_attributes()
        self._after_reset()

    # ---- what a person does

    def confirm(self) -> None:
        """Confirm the selected rows and go on to the next one."""
        places = self._selected()
        if places and self._document.is_writable:
            self.confirm_wanted.emit(places)

    def reject(self) -> None:
        """Drop the selected rows and go on to the next one."""
        places = self._selected()
        if places and self._document.is_writable:
            self.reject_wanted.emit(places)

    def confirm_above(self) -> None:
        """Confirm all that are listed and sure enough."""
        places = above(self.item_model.shown, self.sure.value() / 100)
        if places and self._document.is_writable:
            self.confirm_wanted.emit(places)

    def step(self, step: int) -> None:
        """Go to the next (1) or previous (-1) row, round the ends."""
        count = len(self.item_model.shown)
        if count:
            row = self.list.currentIndex().row()
            self._move_to((row + step) % count if row >= 0 else 0)

    def focus_list(self) -> None:
        """Give the keyboard to the list, on the first row unless there is a current one."""
        if not self.list.selectionModel().hasSelection() and self.item_model.shown:
            self._move_to(max(0, self.list.currentIndex().row()))
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def current(self) -> Proposal | None:
        found: Proposal | None = self.list.currentIndex().data(ProposalItemModel.RECORD_ROLE)
        return found

    # ---- making

    def _lay_out(self) -> None:
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(36)
        for section in (OBJECT, VALUE):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Stretch)
        for section in (ATTRIBUTE, FRAMES, CONFIDENCE):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.ResizeToContents)
        filters = QHBoxLayout()
        filters.setContentsMargins(8, 6, 8, 4)
        filters.setSpacing(8)
        filters.addWidget(self.attribute, 1)
        filters.addWidget(self.only_shown)
        filters.addWidget(self.shown_count)
        buttons = QHBoxLayout()
        for button in (self.confirm_button, self.reject_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        every = QHBoxLayout()
        every.addWidget(self.all_button)
        every.addWidget(self.sure)
        every.addStretch(1)
        below = QVBoxLayout()
        below.setContentsMargins(8, 4, 8, 8)
        below.setSpacing(6)
        below.addWidget(self.editor)
        below.addLayout(buttons)
        below.addLayout(every)
        filled = QWidget(self)
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        column.addLayout(below)
        self.pages.addWidget(self._empty_page())
        self.pages.addWidget(filled)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(filters)
        whole.addWidget(self.pages, 1)

    def _empty_page(self) -> QWidget:
        page = QWidget(self)
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setProperty("role", "hint")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setWordWrap(True)
        column = QVBoxLayout(page)
        column.setContentsMargins(20, 12, 20, 12)
        column.addStretch(1)
        column.addWidget(self.hint)
        column.addWidget(self.fill_button, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(1)
        return page

    def _connect(self) -> None:
        self.confirm_button.clicked.connect(self.confirm)
        self.reject_button.clicked.connect(self.reject)
        self.all_button.clicked.connect(self.confirm_above)
        self.fill_button.clicked.connect(self.fill_wanted)
        view = self.list
        view.confirm_pressed.connect(self.confirm)
        view.edit_pressed.connect(self.editor.begin_edit)
        self.editor.given.connect(self._correct)
        view.reject_pressed.connect(self.reject)
        view.step_pressed.connect(self.step)
        view.selectionModel().currentChanged.connect(self._note_current)
        self.sure.valueChanged.connect(lambda _value: self._show_buttons())
        self.only_shown.toggled.connect(lambda _on: self._filter())
        self.attribute.currentIndexChanged.connect(lambda _row: self._filter())
        self.item_model.modelReset.connect(self._after_reset)
        self._view_state.media_changed.connect(lambda _media_id: self._filter())
        self._document.changed.connect(lambda change: self._fill_attributes() if change.attribute_ids else None)
        self._document.replaced.connect(self._forget)
        self._document.durability_changed.connect(self._show_buttons)

    # ---- following

    def _fill_attributes(self) -> None:
        """The attributes of the schema, by which the list is filtered."""
        chosen: AttributeId | None = self.attribute.currentData()
        self.attribute.blockSignals(True)
        self.attribute.clear()
        self.attribute.addItem(self.tr("All attributes"), None)
        attributes = sorted(
            self._document.project.attributes.values(), key=lambda each: (each.order, each.attribute_id)
        )
        for attribute in attributes:
            self.attribute.addItem(attribute.name, attribute.attribute_id)
        self.attribute.setCurrentIndex(max(0, self.attribute.findData(chosen)))
        self.attribute.blockSignals(False)
        self._filter()

    def _forget(self) -> None:
        """Another project: nothing of it was looked at."""
        self._current = None
        self._fill_attributes()

    def _filter(self) -> None:
        media_id = self._view_state.media_id if self.only_shown.isChecked() else None
        self.item_model.show(media_id, self.attribute.currentData())

    def _after_reset(self) -> None:
        """What was current stays so; when it is gone, what came after it is."""
        count, total = len(self.item_model.shown), self.item_model.total
        self.shown_count.setText(self.tr("{0} of {1}").format(count, total) if total else "")
        self.pages.setCurrentIndex(1 if count else 0)
        self.fill_button.setVisible(not total)
        self.hint.setText(
            self.tr("No proposed value fits the filter.")
            if total
            else self.tr(
                "Values that the model proposes wait here for a word of yours.\n\nIt is asked the questions that the attributes hold."
            )
        )
        row = self.item_model.row_of(self._current)
        if count and row < 0 and self._current is not None:
            # What was decided is gone: the person goes on with the next one, which is shown.
            self._move_to(min(self._row, count - 1))
        elif row >= 0:
            was, self._is_following = self._is_following, True
            self._move_to(row)
            self._is_following = was
        self._show_current()

    def _note_current(self, index: QModelIndex) -> None:
        found: Proposal | None = index.data(ProposalItemModel.RECORD_ROLE)
        if found is not None:
            self._row = index.row()
            if found.place != self._current or not self._is_following:
                self._current = found.place
                if not self._is_following and self.isVisible():
                    self.chosen.emit(found)
        self._show_current()

    def _show_current(self) -> None:
        found = self.current()
        self.editor.show_proposal(found)
        self._show_buttons()

    def _correct(self, place: Place, value: Value | None) -> None:
        """Unknown is as good as rejected. The keyboard goes back to the list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        if value is None:
            self.reject_wanted.emit([place])
        else:
            self.correct_wanted.emit(place, value)

    def _show_buttons(self) -> None:
        can = self.current() is not None and self._document.is_writable
        for button in (self.confirm_button, self.reject_button):
            button.setEnabled(can)
        count = len(above(self.item_model.shown, self.sure.value() / 100))
        self.all_button.setText(self.tr("Confirm {0} from").format(count))
        self.all_button.setEnabled(bool(count) and self._document.is_writable)

    def _selected(self) -> list[Place]:
        rows = sorted({index.row() for index in self.list.selectionModel().selectedRows()})
        return [self.item_model.shown[row].place for row in rows]

    def _move_to(self, row: int) -> None:
        """One row is current and selected, whatever keys are held down at the moment."""
        index = self.item_model.index(row, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.list.selectionModel().setCurrentIndex(index, flags)
        self.list.scrollTo(index)

    # ---- Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.item_model.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.item_model.watch(False)
