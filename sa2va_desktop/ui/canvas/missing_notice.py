"""Over the empty picture of a media item that cannot be opened: what is missing, where it was, and how to find it."""

from __future__ import annotations

from pathlib import PurePosixPath

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sa2va_desktop.annotation.records import MediaItem

_MARGIN_PX = 14
_WIDTH_PX = 520


class MissingNotice(QFrame):
    """A child of the canvas at its upper edge; masks below it can still be seen and edited.

    Signals:
        find_requested(MediaItem), search_requested(MediaItem): choose the file, or a folder to look in.
        retry_requested(): look at the old place again.
    """

    find_requested = Signal(object)
    search_requested = Signal(object)
    retry_requested = Signal()

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._item: MediaItem | None = None
        self.setObjectName("missingNotice")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.title = QLabel(self)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty("role", "strong")
        self.reason = QLabel(self)
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.place = QLabel(self)
        self.place.setTextFormat(Qt.TextFormat.PlainText)
        self.place.setProperty("role", "hint")
        self.place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        for label in (self.title, self.reason, self.place):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            column.addWidget(label)
        self.find_button = self._button(self.tr("Find…"), self.tr("Choose the file where it is now"))
        self.search_button = self._button(
            self.tr("Search a Folder…"), self.tr("Look for it by its contents, in a folder and below")
        )
        self.retry_button = self._button(self.tr("Try Again"), self.tr("Look at its old place again"))
        self.find_button.setProperty("primary", True)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.find_button, self.search_button, self.retry_button):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self.find_button.clicked.connect(lambda: self.find_requested.emit(self._item))
        self.search_button.clicked.connect(lambda: self.search_requested.emit(self._item))
        self.retry_button.clicked.connect(self.retry_requested)
        canvas.installEventFilter(self)
        self.hide()

    def show_item(self, item: MediaItem, reason: str, *, is_gone: bool, can_bind: bool) -> None:
        """Say that an item cannot be shown.

        Args:
            is_gone: there is nothing at its path; else something is, which `reason` says cannot be taken for it.
            can_bind: the project is writable, so that another file may be chosen.
        """
        self._item = item
        name = PurePosixPath(item.path).name
        if is_gone:
            self.title.setText(self.tr("“{0}” is missing").format(name))
            self.reason.setText(self.tr("Its masks are kept and can be edited on an empty picture."))
        else:
            self.title.setText(self.tr("“{0}” cannot be shown").format(name))
            self.reason.setText(reason)
        self.place.setText(self.tr("It was at {0}").format(str(PurePosixPath(item.path).parent)))
        for button in (self.find_button, self.search_button):
            button.setEnabled(can_bind)
        self._place()
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _button(self, title: str, tool_tip: str) -> QPushButton:
        button = QPushButton(title, self)
        button.setToolTip(tool_tip)
        return button

    def _place(self) -> None:
        width = min(_WIDTH_PX, self._canvas.width() - 2 * _MARGIN_PX)
        self.setFixedWidth(width)
        height = self._column.heightForWidth(width)
        self.setGeometry((self._canvas.width() - width) // 2, _MARGIN_PX, width, max(height, 0))
