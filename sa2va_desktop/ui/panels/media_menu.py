"""The menu of one item of the media list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from sa2va_desktop.annotation.records import MediaItem
from sa2va_desktop.ui.theme import Theme


@dataclass(frozen=True)
class MediaVerbs:
    """What can be done with an item, each called with it."""

    find: Callable[[MediaItem], None]
    search: Callable[[MediaItem], None]
    remove: Callable[[MediaItem], None]


class MediaMenu(QMenu):
    """Shown once with `popup`; deletes itself."""

    def __init__(
        self, item: MediaItem, verbs: MediaVerbs, theme: Theme, parent: QWidget, *, is_writable: bool
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setToolTipsVisible(True)
        reason = "" if is_writable else self.tr("The project is read-only")
        self._add(
            "folder-open-outline", self.tr("Show in File &Manager"), lambda: show_in_file_manager(item), theme
        )
        self._add("content-copy", self.tr("&Copy Path"), lambda: copy_path(item), theme)
        self.addSeparator()
        find = self._add("file-find-outline", self.tr("&Find the File…"), lambda: verbs.find(item), theme)
        find.setToolTip(self.tr("Choose where it is now, if it was moved or renamed"))
        search = self._add(
            "folder-search-outline", self.tr("&Search a Folder…"), lambda: verbs.search(item), theme
        )
        search.setToolTip(self.tr("Look for it by its contents, in a folder and below"))
        self.addSeparator()
        remove = self._add("close", self.tr("&Remove from Project"), lambda: verbs.remove(item), theme)
        remove.setToolTip(self.tr("The file stays where it is; this can be undone"))
        for action in (find, search, remove):
            action.setEnabled(is_writable)
            if reason:
                action.setToolTip(reason)

    def _add(self, icon: str, title: str, run: Callable[[], None], theme: Theme) -> QAction:
        action = self.addAction(theme.icon(icon), title)
        action.triggered.connect(lambda _checked=False: run())
        return action


def show_in_file_manager(item: MediaItem) -> None:
    """Open the folder that the item lies in with the program of the desktop."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(item.path).parent)))


def copy_path(item: MediaItem) -> None:
    QGuiApplication.clipboard().setText(str(Path(item.path)))
