"""Everything about labels and attributes in one window: the panel, the schema, and what the actions do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.errors import ProjectError
from sa2va_desktop.operations.label_colors import colors_by_label, set_color_by_label
from sa2va_desktop.ui.labels.action_button import ActionButton
from sa2va_desktop.ui.labels.attribute_commands import AttributeCommands
from sa2va_desktop.ui.labels.attribute_lanes import AttributeLanes
from sa2va_desktop.ui.labels.attribute_panel import AttributePanel
from sa2va_desktop.ui.labels.label_keys import LabelKeys
from sa2va_desktop.ui.labels.new_label_chip import NewLabelChip
from sa2va_desktop.ui.labels.schema_dialog import SchemaDialog

if TYPE_CHECKING:
    from sa2va_desktop.ui.main_window import MainWindow


class LabelPart(QObject):
    """Made by the main window once its controllers are there; the panel is put into a dock by `WindowDocks`."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._had_attributes = False
        self.commands = AttributeCommands(window.document, window.view_state, window.messages, self)
        self.panel = AttributePanel(window.document, window.view_state, self.commands, window.theme)
        self.lanes = AttributeLanes(window.document, window.view_state, self.commands, window.timeline, self)
        self.chip = NewLabelChip(window.document, window.view_state, window.theme)
        window.object_panel.add_above(self.chip)
        self.panel.schema_wanted.connect(self.edit_schema)
        window.labels.schema_wanted.connect(self.edit_schema)
        window.document.changed.connect(self._follow_document)

    def follow_keys(self) -> None:
        """Listen to the keys of labels; once the actions are there, whose keys come first."""
        window = self._window
        self.fill = ActionButton(window.actions_by_id["label.fill"], self.tr("Fill by Question…"))
        self.panel.add_button(self.fill)
        self.panel.rows_changed.connect(self._show_fill)
        self._show_fill()
        self.keys = LabelKeys(
            window.document,
            window.view_state,
            window.object_commands,
            window.actions_by_id,
            window.settings,
            window,
        )

    def handlers(self) -> Mapping[str, Callable[..., object]]:
        """By the ids of the action table."""
        return {
            "label.edit": self.edit_schema,
            "label.color": self._color_by_label,
            "label.properties": lambda: self._window.docks.toggle_properties(),
            "label.confirm": lambda: self.commands.settle_all(takes=True),
            "label.reject": lambda: self.commands.settle_all(takes=False),
            "label.next_key": lambda: self._go_to_key(1),
            "label.previous_key": lambda: self._go_to_key(-1),
        }

    def edit_schema(self) -> SchemaDialog:
        """Open the editor of labels and attributes."""
        window = self._window
        window.keep_typed()
        dialog = SchemaDialog(window.document, window.actions_by_id, window.runner, window.file_dialogs, window)
        dialog.open()
        return dialog

    # ---- inside

    def _color_by_label(self, is_wanted: bool) -> None:
        document = self._window.document
        if colors_by_label(document.project) == is_wanted:
            return
        title = self.tr("Colour Objects by Label") if is_wanted else self.tr("Colour Objects One by One")
        try:
            document.do(title, set_color_by_label(document.project, is_wanted))
        except ProjectError as error:
            self._window.messages.present_error(error)

    def _follow_document(self, change: ChangeSet) -> None:
        """The panel comes with the first attribute of a project and goes with the last."""
        if change.setting_names:
            is_on = colors_by_label(self._window.document.project)
            self._window.actions_by_id.set_checked("label.color", is_on)
        has_attributes = bool(self._window.document.project.attributes)
        if change.attribute_ids and has_attributes != self._had_attributes:
            self._had_attributes = has_attributes
            self._window.docks.show_properties(has_attributes)

    def _show_fill(self) -> None:
        """Where an attribute that is shown has a question."""
        self.fill.setVisible(any(row.attribute.question for row in self.panel.rows))

    def _go_to_key(self, step: int) -> None:
        frame_index = self.commands.next_key(step)
        if frame_index is not None:
            self._window.view_state.set_playing(False)
            self._window.view_state.seek(frame_index)
