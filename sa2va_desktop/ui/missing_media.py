"""What happens when the shown media item cannot be opened: an empty picture with its masks, a notice, and the way back."""

from __future__ import annotations

from pathlib import PurePosixPath

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.records import MediaItem, MediaKind
from sa2va_desktop.operations.relink import FileState
from sa2va_desktop.ui.canvas.canvas_presenter import CanvasPresenter
from sa2va_desktop.ui.canvas.missing_notice import MissingNotice
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.file_dialogs import FileDialogs
from sa2va_desktop.ui.relink_controller import RelinkController


class MissingMedia(QObject):
    """Connects canvas, notice and relinking; whoever lists media may call `find` and `search` too."""

    def __init__(
        self,
        document: Document,
        presenter: CanvasPresenter,
        relink: RelinkController,
        notice: MissingNotice,
        dialogs: FileDialogs,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._presenter = presenter
        self._relink = relink
        self._notice = notice
        self._dialogs = dialogs
        self._shown: tuple[MediaItem, str] | None = None
        presenter.blanked.connect(self._show)
        presenter.unblanked.connect(self._hide)
        relink.states_changed.connect(self._refresh)
        document.durability_changed.connect(self._refresh)
        notice.find_requested.connect(self.find)
        notice.search_requested.connect(self.search)
        notice.retry_requested.connect(self._retry)

    def find(self, item: MediaItem) -> None:
        """Let the person choose the file, or for a clip of pictures the folder, where it is now."""
        title = self.tr("Find {0}").format(PurePosixPath(item.path).name)
        if item.kind is MediaKind.SEQUENCE:
            self._dialogs.choose_folder("media", title, lambda path: self._relink.bind(item, path))
        else:
            self._dialogs.choose_file("media", title, lambda path: self._relink.bind(item, path))

    def search(self, item: MediaItem) -> None:
        """Let the person choose a folder that holds it somewhere."""
        title = self.tr("Folder in which {0} is").format(PurePosixPath(item.path).name)
        self._dialogs.choose_folder("media", title, lambda folder: self._relink.search(item, folder))

    def _show(self, item: MediaItem, error: BaseException) -> None:
        self._shown = (item, str(error))
        self._relink.look_again([item])
        self._refresh()

    def _hide(self) -> None:
        self._shown = None
        self._notice.hide()

    def _refresh(self) -> None:
        if self._shown is not None:
            item, reason = self._shown
            is_gone = self._relink.state_of(item.media_id) is FileState.MISSING
            self._notice.show_item(item, reason, is_gone=is_gone, can_bind=self._document.is_writable)

    def _retry(self) -> None:
        if self._shown is not None:
            self._relink.look_again([self._shown[0]])
            self._presenter.resume()
