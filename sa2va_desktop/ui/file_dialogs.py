"""File dialogs of the window: opened, never executed; each kind begins where it ended last, in later sessions too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from sa2va_desktop.settings.session_state import SessionState

_LATEST = "latest"
"""Where a kind begins that was never looked for."""


class FileDialogs(QObject):
    """`kind` names what is looked for, such as "media" or "project"; the folder of the latest choice is kept by it."""

    def __init__(self, window: QWidget, state: SessionState) -> None:
        super().__init__(window)
        self._window = window
        self._state = state

    def choose_files(self, kind: str, title: str, then: Callable[[list[Path]], None]) -> None:
        dialog = self._dialog(kind, title, QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
        dialog.open()

    def choose_file(
        self, kind: str, title: str, then: Callable[[Path], None], *, name_filter: str = ""
    ) -> None:
        dialog = self._dialog(kind, title, QFileDialog.FileMode.ExistingFile)
        if name_filter:
            dialog.setNameFilter(name_filter)
        dialog.fileSelected.connect(lambda name: then(Path(name)))
        dialog.open()

    def choose_folder(self, kind: str, title: str, then: Callable[[Path], None]) -> QFileDialog:
        """Returns the dialog, for who wants to hear that nothing was chosen."""
        dialog = self._dialog(kind, title, QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: then(Path(name)))
        dialog.open()
        return dialog

    def choose_new_file(
        self, kind: str, title: str, then: Callable[[Path], None], *, name_filter: str, suffix: str, name: str
    ) -> None:
        """A file to be written; `suffix` with its dot is added when none was typed."""
        dialog = self._dialog(kind, title, QFileDialog.FileMode.AnyFile)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(name_filter)
        dialog.setDefaultSuffix(suffix.removeprefix("."))
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda chosen: then(_with_suffix(Path(chosen), suffix)))
        dialog.open()

    def _dialog(self, kind: str, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        folders = self._state.folders
        dialog = QFileDialog(self._window, title, folders.get(kind) or folders.get(_LATEST) or str(Path.home()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        dialog.accepted.connect(lambda: self._keep_folder(kind, dialog))
        return dialog

    def _keep_folder(self, kind: str, dialog: QFileDialog) -> None:
        folder = dialog.directory().absolutePath()
        self._state.folders[kind] = folder
        self._state.folders[_LATEST] = folder


def _with_suffix(path: Path, suffix: str) -> Path:
    return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)
