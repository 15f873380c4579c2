"""Dialogs and sheets that belong to the whole window; each is open at most once and comes to the front when asked for again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog

from sa2va_desktop.annotation.records import AnnotationObject
from sa2va_desktop.ui.actions.command_palette import CommandPalette
from sa2va_desktop.ui.actions.palette_entries import (
    action_entries,
    media_entries,
    object_entries,
    setting_entries,
)
from sa2va_desktop.ui.actions.shortcut_sheet import ShortcutSheet
from sa2va_desktop.ui.dialogs.about import AboutDialog
from sa2va_desktop.ui.dialogs.import_dialog import ImportDialog
from sa2va_desktop.ui.dialogs.import_report import ImportReportDialog
from sa2va_desktop.ui.dialogs.settings_dialog import SettingsDialog
from sa2va_desktop.ui.import_controller import ImportResult
from sa2va_desktop.ui.messages import Message
from sa2va_desktop.ui.models.model_jobs import Notice
from sa2va_desktop.ui.models.models_dialog import ModelsDialog
from sa2va_desktop.ui.truth.truth_dialog import TruthDialog

if TYPE_CHECKING:
    from sa2va_desktop.ui.main_window import MainWindow

Shown = TypeVar("Shown", bound=QDialog)


class WindowDialogs(QObject):
    """Nothing here is modal, and nothing waits."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def show_settings(self) -> None:
        self._settings()

    def show_setting(self, key: str) -> None:
        self._settings().show_setting(key)

    def show_shortcuts(self) -> None:
        """Where keys are changed."""
        self._settings().show_shortcuts()

    def show_sheet(self) -> None:
        """Where keys are read (F1)."""
        self._one(ShortcutSheet, lambda: ShortcutSheet(self._window.actions_by_id, self._window))

    def show_palette(self) -> None:
        window = self._window
        entries = [
            *action_entries(window.actions_by_id),
            *setting_entries(self.show_setting),
            *media_entries(window.document.project.media.values(), window.media_switch.show),
            *object_entries(window.document.project.objects.values(), self._show_object),
        ]
        CommandPalette(entries, window).open_over(window)

    def _show_object(self, item: AnnotationObject) -> None:
        window = self._window
        window.media_switch.show(window.document.project.media[item.media_id])
        window.view_state.select(frozenset({item.object_id}))

    def show_models(self, name: str = "") -> None:
        """The model page, at one model if it is named."""
        window = self._window
        page = self._one(
            ModelsDialog,
            lambda: ModelsDialog(window.model_jobs, window.model, window.file_dialogs, window.theme, window),
        )
        if name:
            page.show_model(name)

    def tell_of_model(self, title: str, notice: Notice) -> None:
        """How a job of the model page ended, while nobody looks at the page."""
        if not any(page.isVisible() for page in self._window.findChildren(ModelsDialog)):
            text = self.tr("{0}: {1}").format(title, notice.text)
            self._window.messages.post(
                Message(text, notice.level, "models", self.tr("Show Models"), self.show_models)
            )

    def show_truth(self) -> None:
        """What the project is to be compared with."""
        window = self._window
        dialog = self._one(
            TruthDialog, lambda: TruthDialog(window.truth, window.runner, window.file_dialogs, window)
        )
        dialog.accepted.connect(window.docks.show_truth, Qt.ConnectionType.UniqueConnection)

    def show_about(self) -> None:
        self._one(AboutDialog, lambda: AboutDialog(self._window.services.version, self._window))

    def show_import(self, source: Path | None = None) -> None:
        """Import annotations; with a source, which was to be opened, of that one."""
        window = self._window
        dialog = self._one(
            ImportDialog,
            lambda: self._connected(ImportDialog(window.document, window.runner, window.file_dialogs, window)),
        )
        if source is not None:
            dialog.show_source(source, was_opened=True)

    def show_import_result(self, result: ImportResult) -> None:
        window = self._window
        ImportReportDialog(result, window.runner, window.file_dialogs, window).show()

    def _connected(self, dialog: ImportDialog) -> ImportDialog:
        dialog.wanted.connect(self._window.imports.start)
        dialog.opened_instead.connect(lambda path: self._window.projects.open_paths([path]))
        return dialog

    def _settings(self) -> SettingsDialog:
        window = self._window
        return self._one(
            SettingsDialog,
            lambda: SettingsDialog(window.settings, window.actions_by_id, window.theme, window),
        )

    def _one(self, kind: type[Shown], make: Callable[[], Shown]) -> Shown:
        dialog = next((found for found in self._window.findChildren(kind) if found.isVisible()), None) or make()
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        return dialog
