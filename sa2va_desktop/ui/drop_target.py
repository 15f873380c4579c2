"""Files dragged over the window: it says that they can be dropped, and opens what is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QMainWindow


class DropTarget(QLabel):
    """The words over the middle of the window while files are held there.

    Args:
        open_paths: called with the local files and folders that were dropped.
    """

    def __init__(self, window: QMainWindow, open_paths: Callable[[Sequence[Path]], None]) -> None:
        super().__init__(window)
        self.setText(self.tr("Drop to open"))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setObjectName("dropHint")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self._target = window
        self._open_paths = open_paths
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def _offer(self, event: QDragEnterEvent) -> None:
        if _local_paths(event):
            event.acceptProposedAction()
            middle = self._target.centralWidget()
            self.setGeometry(self._target.rect() if middle is None else middle.geometry())
            self.raise_()
            self.show()

    def _take(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.hide()
        self._open_paths(_local_paths(event))

    # ---- Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent):
            self._offer(event)
        elif isinstance(event, QDragLeaveEvent):
            self.hide()
        elif isinstance(event, QDropEvent) and event.type() is QEvent.Type.Drop:
            self._take(event)
        else:
            return super().eventFilter(watched, event)
        return True


def _local_paths(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
