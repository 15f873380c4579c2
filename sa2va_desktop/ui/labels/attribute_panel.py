"""The panel of properties: the label and the attributes of the selected objects on the shown frame."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.annotation.attributes import Attribute
from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.operations.attribute_edits import proposals_of, shared_attributes
from sa2va_desktop.operations.attribute_state import attribute_state
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.labels.attribute_commands import AttributeCommands
from sa2va_desktop.ui.labels.attribute_row import AttributeRow
from sa2va_desktop.ui.theme import Theme
from sa2va_desktop.ui.view_state import ViewState

_NAME_PX = 100
"""The most that names take beside their fields."""
_PLAYED = 20
"""So many selected objects are followed from frame to frame."""


class AttributePanel(QWidget):
    """Follows the selection, the frame and the document; what is typed is kept when something else is shown.

    Signals:
        schema_wanted(): labels and attributes are to be edited.
        rows_changed(): other attributes are shown.
    """

    schema_wanted = Signal()
    rows_changed = Signal()

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        commands: AttributeCommands,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._commands = commands
        self._theme = theme
        self.rows: list[AttributeRow] = []
        self._shown: list[Attribute] = []
        self._about: list[ObjectId] = []
        self._can_edit = False
        self.title = QLabel(self)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty("role", "strong")
        self.confirm_all = QPushButton(self)
        self.reject_all = QPushButton(self.tr("Reject All"), self)
        self.edit_schema = QPushButton(self.tr("Edit Labels…"), self)
        self._hint = QLabel(self)
        self._more = QHBoxLayout()
        self._lay_out()
        self._connect()
        self._rebuild()

    def add_button(self, button: QPushButton) -> None:
        """Put a button into the row below the attributes, which is there while objects with attributes are selected."""
        self._more.insertWidget(0, button)

    def focus_first(self) -> None:
        """Give the first field the keyboard."""
        target = self.rows[0].field if self.rows else self.edit_schema
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keep_edit(self) -> None:
        """Take over a value that is being typed."""
        for row in self.rows:
            row.field.keep()

    def row_of(self, name: str) -> AttributeRow:
        """The row of an attribute. Raises KeyError when it is not shown."""
        for row in self.rows:
            if row.attribute.name == name:
                return row
        raise KeyError(name)

    # ---- making

    def _lay_out(self) -> None:
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setProperty("role", "hint")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setWordWrap(True)
        empty = QWidget(self)
        empty_column = QVBoxLayout(empty)
        empty_column.setContentsMargins(20, 4, 20, 4)
        empty_column.addStretch(1)
        empty_column.addWidget(self._hint)
        empty_column.addWidget(self.edit_schema, 0, Qt.AlignmentFlag.AlignCenter)
        empty_column.addStretch(1)
        body = QWidget(self)
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(12, 2, 12, 6)
        self._column.setSpacing(5)
        self._column.addWidget(self.title)
        self._column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        filled = QWidget(self)
        filled_column = QVBoxLayout(filled)
        filled_column.setContentsMargins(0, 0, 0, 0)
        filled_column.setSpacing(0)
        filled_column.addWidget(scroll, 1)
        self._more.setContentsMargins(12, 0, 12, 2)
        self._more.setSpacing(6)
        self._more.addStretch(1)
        for button in (self.confirm_all, self.reject_all):
            button.setProperty("link", True)
            self._more.addWidget(button)
        filled_column.addLayout(self._more)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(empty)
        self._pages.addWidget(filled)

    def _connect(self) -> None:
        self.confirm_all.clicked.connect(lambda: self._commands.settle_all(takes=True))
        self.reject_all.clicked.connect(lambda: self._commands.settle_all(takes=False))
        self.edit_schema.clicked.connect(self.schema_wanted)
        self._document.changed.connect(self._follow_document)
        self._view_state.selection_changed.connect(lambda _selection: self._rebuild())
        self._view_state.media_changed.connect(lambda _media_id: self._rebuild())
        self._view_state.frame_changed.connect(lambda _frame: self._follow_frame())
        self._view_state.playing_changed.connect(lambda _is_playing: self._show_states())
        self._theme.changed.connect(self._refresh)

    # ---- following

    def _follow_document(self, change: ChangeSet) -> None:
        selection = self._view_state.selection
        if change.attribute_ids or change.category_ids or change.object_ids & selection or change.is_structural:
            self._rebuild()
        elif change.valued_ids & selection:
            self._refresh()

    def _rebuild(self) -> None:
        """Other rows, if other attributes are to be shown."""
        project = self._document.project
        selected = self._commands.selected()
        attributes = shared_attributes(project, selected)
        if selected != self._about:
            self.keep_edit()
            self._about = selected
        if attributes != self._shown:
            self._replace_rows(attributes)
        self._pages.setCurrentIndex(1 if attributes else 0)
        self._hint.setText(self._hint_text(len(selected)))
        self.edit_schema.setVisible(
            self._document.session is not None and (bool(selected) or not project.attributes)
        )
        self.title.setText(self._title_text(len(selected)))
        self._refresh()

    def _replace_rows(self, attributes: list[Attribute]) -> None:
        self.keep_edit()
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._shown = attributes
        self.rows = [self._row(attribute) for attribute in attributes]
        width = min(_NAME_PX, max((row.name_width for row in self.rows), default=0))
        for place, row in enumerate(self.rows):
            row.set_name_width(width)
            self._column.insertWidget(place + 1, row)
        self.rows_changed.emit()

    def _row(self, attribute: Attribute) -> AttributeRow:
        row = AttributeRow(attribute, self._theme, self)
        row.given.connect(lambda value: self._commands.set_value(attribute, value, self._about))
        row.key_wanted.connect(lambda is_wanted: self._commands.set_key(attribute, is_wanted))
        row.frame_wanted.connect(self._go_to)
        row.range_wanted.connect(lambda: self._commands.use_on_range(attribute))
        row.forget_wanted.connect(lambda: self._commands.forget(attribute))
        row.confirmed.connect(lambda: self._commands.confirm(attribute))
        row.rejected.connect(lambda: self._commands.reject(attribute))
        return row

    def _go_to(self, frame_index: int) -> None:
        self._view_state.set_playing(False)
        self._view_state.seek(frame_index)

    def _follow_frame(self) -> None:
        """While a clip plays, many objects wait until it stands: their keys are looked through one by one."""
        if not self._view_state.is_playing or len(self._view_state.selection) <= _PLAYED:
            self._show_states()

    def _show_states(self) -> None:
        project, frame_index = self._document.project, self._view_state.frame_index
        selected = self._commands.selected()
        self._can_edit = self._document.is_writable and not any(
            project.objects[each].is_locked for each in selected
        )
        for row in self.rows:
            state = attribute_state(project, selected, row.attribute, frame_index)
            row.show_state(state, can_edit=self._can_edit)

    def _refresh(self) -> None:
        self._show_states()
        can_edit = self._can_edit
        count = len(proposals_of(self._document.project, self._commands.selected()))
        self.confirm_all.setText(translate("AttributePanel", "Confirm All (%n)", n=count))
        for button in (self.confirm_all, self.reject_all):
            button.setVisible(count > 0)
            button.setEnabled(can_edit)

    def _title_text(self, count: int) -> str:
        project = self._document.project
        items = [project.objects[each] for each in self._commands.selected()]
        names = {
            project.categories[item.category_id].name if item.category_id is not None else "" for item in items
        }
        label = names.pop() if len(names) == 1 else self.tr("several labels")
        what = items[0].name if count == 1 else translate("AttributePanel", "%n object(s)", n=count)
        locked = any(item.is_locked for item in items)
        text = self.tr("{0} · {1}").format(what, label) if label else what
        return self.tr("{0} (locked)").format(text) if locked else text

    def _hint_text(self, count: int) -> str:
        project = self._document.project
        if not project.attributes:
            return self.tr("Attributes say what an object is like: its colour, whether a door is open.")
        if not count:
            return self.tr("Select an object to see its attributes.")
        if count > 1:
            return self.tr("The selected objects have no attribute in common.")
        return self.tr("Objects with this label have no attributes.")
