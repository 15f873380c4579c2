"""The keys of labels: they label the selected objects, or those that are made next when nothing is selected."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import CategoryId
from sa2va_desktop.settings.store import SHORTCUT_SECTION, SettingsStore
from sa2va_desktop.ui.actions.action_set import ActionSet
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.object_commands import ObjectCommands
from sa2va_desktop.ui.view_state import ViewState


class LabelKeys(QObject):
    """Follows the labels of the project. A key that an action of the window has stays the action's."""

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        commands: ObjectCommands,
        actions: ActionSet,
        settings: SettingsStore,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document = document
        self._view_state = view_state
        self._commands = commands
        self._actions = actions
        self._window = window
        self._shortcuts: list[QShortcut] = []
        document.changed.connect(self._follow)
        settings.on_change(self._follow_setting)
        actions.label_with = self.label_with
        self._make()

    def press(self, category_id: CategoryId) -> None:
        """Give the label; a second press of the same key with nothing selected takes it back."""
        selected = self._commands.selected()
        if selected:
            self._commands.set_category(selected, category_id)
        else:
            view = self._view_state
            view.set_new_label(None if view.new_label == category_id else category_id)

    def label_with(self, sequence: str) -> str:
        """The name of the label that has a key, or ""."""
        categories = self._document.project.categories.values()
        return next((each.name for each in categories if sequence and each.hotkey == sequence), "")

    # ---- inside

    def _follow(self, change: ChangeSet) -> None:
        if not change.category_ids:
            return
        if self._view_state.new_label not in self._document.project.categories:
            self._view_state.set_new_label(None)
        self._make()

    def _follow_setting(self, key: str) -> None:
        if key.startswith(f"{SHORTCUT_SECTION}."):
            self._make()

    def _make(self) -> None:
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._shortcuts = []
        for category in self._document.project.schema_categories():
            hotkey = category.hotkey
            if not hotkey or self._actions.holder_of(hotkey) is not None:
                continue
            shortcut = QShortcut(QKeySequence(hotkey), self._window)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(lambda category_id=category.category_id: self.press(category_id))
            self._shortcuts.append(shortcut)
