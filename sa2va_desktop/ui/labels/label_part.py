"""Everything about labels and attributes in one window: the panel, the schema, and what the actions do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.ui.labels.attribute_commands import AttributeCommands
from sa2va_desktop.ui.labels.attribute_panel import AttributePanel

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
        window.document.changed.connect(self._follow_document)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """By the ids of the action table."""
        return {
            "label.properties": lambda: self._window.docks.toggle_properties(),
            "label.confirm": lambda: self.commands.settle_all(takes=True),
            "label.reject": lambda: self.commands.settle_all(takes=False),
            "label.next_key": lambda: self._go_to_key(1),
            "label.previous_key": lambda: self._go_to_key(-1),
        }

    # ---- inside

    def _follow_document(self, change: ChangeSet) -> None:
        """The panel comes with the first attribute of a project and goes with the last."""
        has_attributes = bool(self._window.document.project.attributes)
        if change.attribute_ids and has_attributes != self._had_attributes:
            self._had_attributes = has_attributes
            self._window.docks.show_properties(has_attributes)

    def _go_to_key(self, step: int) -> None:
        frame_index = self.commands.next_key(step)
        if frame_index is not None:
            self._window.view_state.set_playing(False)
            self._window.view_state.seek(frame_index)
