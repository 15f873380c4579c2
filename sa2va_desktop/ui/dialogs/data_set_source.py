"""A data set to be read: its file or folder, and its format, which is recognised by itself unless a person says otherwise."""

from __future__ import annotations

import os
from pathlib import Path

import shiboken6
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from sa2va_desktop.operations.import_dataset import import_formats, recognised_formats
from sa2va_desktop.ui.file_dialogs import FileDialogs
from sa2va_desktop.ui.task import Lane
from sa2va_desktop.ui.task_runner import TaskRunner

_PAUSE_MS = 250
"""After the last key press the path is looked at."""


class DataSetSource(QWidget):
    """Rows of a form.

    Signals:
        changed(): source or format is another one, or what is recognised became known.
    """

    changed = Signal()

    def __init__(self, runner: TaskRunner, file_dialogs: FileDialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner, self._file_dialogs = runner, file_dialogs
        self._recognised: list[str] = []
        self._looked_at = Path()
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(self.tr("A folder, or the main file of a data set"))
        self.file_button = QPushButton(self.tr("File…"), self)
        self.folder_button = QPushButton(self.tr("Folder…"), self)
        self.format_box = QComboBox(self)
        self.format_box.addItem(self.tr("Recognise by itself"), "")
        for format_id, title in import_formats().items():
            self.format_box.addItem(title, format_id)
        self.said = QLabel(self)
        self.said.setProperty("role", "hint")
        self.said.setWordWrap(True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._lay_out()
        self._pause.timeout.connect(self._look)
        self.line.textChanged.connect(lambda _text: self._pause.start())
        self.format_box.currentIndexChanged.connect(self._tell)
        self.file_button.clicked.connect(
            lambda: file_dialogs.choose_file("data set", self.tr("File of a data set"), self.set_source)
        )
        self.folder_button.clicked.connect(
            lambda: file_dialogs.choose_folder("data set", self.tr("Folder of a data set"), self.set_source)
        )

    @property
    def source(self) -> Path | None:
        """What was named, whether it exists or not."""
        text = self.line.text().strip()
        return Path(os.path.expanduser(text)) if text else None

    @property
    def format_id(self) -> str:
        """The chosen format, else the likeliest; "" when nothing is known of it."""
        return str(self.format_box.currentData()) or next(iter(self._recognised), "")

    @property
    def is_ready(self) -> bool:
        return self.source is not None and bool(self.format_id)

    def set_source(self, path: Path) -> None:
        """Name a source and look at it at once."""
        self.line.setText(str(path))
        self._pause.stop()
        self._look()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self.file_button)
        row.addWidget(self.folder_button)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(10)
        form.addRow(self.tr("Data set"), row)
        form.addRow(self.tr("Format"), self.format_box)
        form.addRow("", self.said)

    def _look(self) -> None:
        source = self.source
        self._recognised = []
        if source is None:
            self._tell()
            return
        self._looked_at = source
        self.said.setText(self.tr("Looking at it…"))
        self._runner.submit(
            lambda _context: (os.path.exists(source), recognised_formats(source)),
            lane=Lane.POOL,
            title=self.tr("Recognise the format"),
            channel="recognise-format",
            on_success=lambda found: self._note(source, *found),
        )

    def _note(self, source: Path, exists: bool, recognised: list[str]) -> None:
        if not shiboken6.isValid(self) or source != self.source:
            return  # closed, or another path meanwhile
        self._recognised = recognised
        self._tell(exists=exists)

    def _tell(self, _index: int = 0, *, exists: bool = True) -> None:
        titles = import_formats()
        if self.source is None:
            said = ""
        elif not exists:
            said = self.tr("There is nothing of that name.")
        elif self.format_box.currentData():
            said = ""
        elif self._recognised:
            said = self.tr("It looks like {0}.").format(titles[self._recognised[0]])
        else:
            said = self.tr("No format looks like this; choose one.")
        self.said.setText(said)
        self.changed.emit()
