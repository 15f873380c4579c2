"""Which actions are enabled, which are ticked, and what undo and redo are called, as the parts of the window are now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from sa2va_desktop.ui.actions.table import Condition
from sa2va_desktop.ui.model_controller import EMBEDDED, NO_MODEL, is_path
from sa2va_desktop.ui.tool_controller import TOOL_NAMES

if TYPE_CHECKING:
    from sa2va_desktop.ui.main_window import MainWindow


class ActionState(QObject):
    """Looks at the parts when it is told to; changes none of them."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def refresh(self) -> None:
        """Enable what can be done now, and say what undo and redo would do."""
        window = self._window
        window.actions_by_id.refresh(self._conditions())
        for action_id, title, label in (
            ("edit.undo", self.tr("&Undo"), window.tools.undo_label or window.document.undo_label),
            ("edit.redo", self.tr("&Redo"), window.document.redo_label),
        ):
            window.actions_by_id[action_id].setText(f"{title} {label}".strip().replace("&&", "&"))

    def show_model_choice(self) -> None:
        """Tick the chosen model in the menu."""
        choice = self._window.model.choice
        self._window.actions_by_id.set_checked("model.embedded", choice == EMBEDDED)
        self._window.actions_by_id.set_checked("model.none", choice == NO_MODEL)
        self._window.actions_by_id.set_checked("model.folder", is_path(choice))

    def show_tool(self, shown: str) -> None:
        """Tick the tool in hand."""
        for name in TOOL_NAMES:
            self._window.actions_by_id.set_checked(f"tool.{name}", name == shown)

    def show_theme(self, chosen: str) -> None:
        """Tick the chosen theme in the menu."""
        for name in ("system", "light", "dark"):
            self._window.actions_by_id.set_checked(f"view.theme_{name}", name == chosen)

    def show_playing(self, playing: bool) -> None:
        """One button plays and pauses."""
        self._window.actions_by_id["play.toggle"].setIcon(
            self._window.theme.icon("pause" if playing else "play")
        )

    def _conditions(self) -> Condition:
        window = self._window
        item = window.media_switch.shown
        objects = window.object_commands.objects()
        met = {
            Condition.MEDIA: item is not None,
            Condition.CLIP: item is not None and item.frame_count > 1,
            Condition.WRITABLE: window.document.is_writable,
            Condition.SELECTION: bool(window.view_state.selection),
            Condition.OBJECTS: bool(objects),
            Condition.COPIED: window.identity_commands.has_copied,
            Condition.ANNOTATED: bool(window.document.project.objects or window.document.project.answers),
            Condition.UNDO: window.document.is_writable
            and (window.tools.can_take_back or bool(window.document.undo_label)),
            Condition.REDO: window.document.is_writable and bool(window.document.redo_label),
            Condition.ASKING: window.runs.is_busy
            or window.tools.is_drawing
            or window.words.controller.is_open
            or window.masks.is_open
            or window.everything.controller.is_open,
            Condition.PAUSABLE: window.runs.pausable is not None,
            Condition.MARKED: bool(window.clicks.candidates) or window.clicks.is_waiting,
            Condition.PROJECT: window.document.session is not None,
            Condition.LANGUAGE: window.model.has_language,
            Condition.SEVERAL_MEDIA: len(window.document.project.media) > 1,
        }
        conditions = Condition.ALWAYS
        for condition, is_met in met.items():
            if is_met:
                conditions |= condition
        return conditions
