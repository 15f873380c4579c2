"""Import: choose a data set; its format is recognised, its content is counted, and what becomes of clashes is chosen."""

from __future__ import annotations

import os
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import shiboken6
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.operations.import_dataset import ImportRequest, import_formats, recognised_formats
from sa2va_desktop.operations.import_modes import ImportMode
from sa2va_desktop.operations.import_preview import ImportPreview, import_previews
from sa2va_desktop.ui.dialogs.answer_buttons import deed_and_cancel
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.file_dialogs import FileDialogs
from sa2va_desktop.ui.import_controller import ImportWish
from sa2va_desktop.ui.task_runner import Lane, TaskContext, TaskRunner

_WIDTH = 640
_PAUSE_MS = 300  # after the last key press, before the disk is looked at
_KIND = "data set"


class ImportDialog(QDialog):
    """Looks on the pool; what is wanted is told by signals.

    Signals:
        wanted(ImportWish): import this.
        opened_instead(Path): the person takes it for media.
    """

    wanted = Signal(object)
    opened_instead = Signal(object)

    def __init__(
        self, document: Document, runner: TaskRunner, file_dialogs: FileDialogs, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._runner = runner
        self._file_dialogs = file_dialogs
        self._looked_at = ""
        self.setWindowTitle(self.tr("Import Annotations"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self.source_line = self._path_line(self.tr("A folder, or the main file of a data set"))
        self.pictures_line = self._path_line(self.tr("Only if the data set does not bring its pictures"))
        self.format_box = QComboBox(self)
        for format_id, title in import_formats().items():
            self.format_box.addItem(title, format_id)
        self.format_box.setCurrentIndex(-1)
        self.format_box.setPlaceholderText(self.tr("Recognised by itself"))
        self.modes = self._mode_buttons()
        self.preview = QLabel(self)
        self.preview.setTextFormat(Qt.TextFormat.PlainText)
        self.preview.setWordWrap(True)
        self.preview.setProperty("role", "hint")
        self.preview.setMinimumHeight(64)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.instead = QPushButton(self.tr("Open as Pictures or Clips Instead"), self)
        self.instead.setAutoDefault(False)
        self.instead.hide()
        self.buttons = deed_and_cancel(self.tr("Import"), self)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._lay_out()
        self._connect()
        self._show_readiness()
        self.source_line.setFocus()

    def show_source(self, path: Path, *, was_opened: bool = False) -> None:
        """Begin with a data set. `was_opened`: it was to be opened as media, which is still offered."""
        self.source_line.setText(str(path))
        self.instead.setVisible(was_opened)
        self._look()

    @property
    def mode(self) -> ImportMode:
        return next(mode for mode, button in self.modes.items() if button.isChecked())

    # ---- making

    def _path_line(self, words: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setPlaceholderText(words)
        line.setClearButtonEnabled(True)
        return line

    def _mode_buttons(self) -> dict[ImportMode, QRadioButton]:
        words = {
            ImportMode.ADD: self.tr("Add: all objects are new; nothing that is there changes"),
            ImportMode.FILL: self.tr("Fill gaps: objects that are there get masks only where they have none"),
            ImportMode.REPLACE: self.tr("Replace: objects that are there get the masks of the file"),
        }
        buttons = {mode: QRadioButton(text, self) for mode, text in words.items()}
        buttons[ImportMode.ADD].setChecked(True)
        return buttons

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.addRow(self.tr("Data set"), self._source_row())
        form.addRow(self.tr("Format"), self.format_box)
        form.addRow(self.tr("Pictures in"), self._pictures_row())
        modes = QVBoxLayout()
        modes.setSpacing(6)
        for button in self.modes.values():
            modes.addWidget(button)
        stays = QLabel(self.tr("Masks that you confirmed, locked or drew stay in any case."), self)
        stays.setProperty("role", "hint")
        modes.addWidget(stays)
        form.addRow(self.tr("Mode"), modes)
        form.addRow(self.tr("Found"), self.preview)
        bottom = QHBoxLayout()
        bottom.addWidget(self.instead)
        bottom.addStretch(1)
        bottom.addWidget(self.buttons)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 18, 20, 14)
        outer.setSpacing(14)
        outer.addLayout(form)
        outer.addStretch(1)
        outer.addLayout(bottom)

    def _source_row(self) -> QHBoxLayout:
        file, folder = self._button(self.tr("File…")), self._button(self.tr("Folder…"))
        title = self.tr("Data set to import")
        file.clicked.connect(lambda: self._file_dialogs.choose_file(_KIND, title, self._take_source))
        folder.clicked.connect(lambda: self._file_dialogs.choose_folder(_KIND, title, self._take_source))
        return self._row(self.source_line, file, folder)

    def _pictures_row(self) -> QHBoxLayout:
        folder = self._button(self.tr("Folder…"))
        title = self.tr("Folder in which the pictures are")
        folder.clicked.connect(lambda: self._file_dialogs.choose_folder("media", title, self._take_pictures))
        return self._row(self.pictures_line, folder)

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        return button

    def _row(self, line: QLineEdit, *buttons: QPushButton) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(line, 1)
        for button in buttons:
            row.addWidget(button)
        return row

    def _connect(self) -> None:
        self.source_line.textEdited.connect(lambda _text: self._pause.start())
        self.pictures_line.textEdited.connect(lambda _text: self._pause.start())
        self.source_line.textChanged.connect(lambda _text: self._show_readiness())
        self._pause.timeout.connect(self._look)
        self.format_box.activated.connect(lambda _row: self._count())
        self.format_box.currentIndexChanged.connect(lambda _row: self._show_readiness())
        self.instead.clicked.connect(self._open_instead)
        self.buttons.accepted.connect(self._start)
        self.buttons.rejected.connect(self.reject)

    # ---- looking

    def _take_source(self, path: Path) -> None:
        if shiboken6.isValid(self):
            self.show_source(path)

    def _take_pictures(self, path: Path) -> None:
        if shiboken6.isValid(self):
            self.pictures_line.setText(str(path))
            self._count()

    def _look(self) -> None:
        """Recognise what the line names, if it is another thing than before, and count what is in it."""
        text = self.source_line.text().strip()
        if text == self._looked_at:
            self._count()
            return
        self._looked_at = text
        self.format_box.setCurrentIndex(-1)
        if not text:
            self.preview.clear()
            return
        source = Path(os.path.expanduser(text))
        self.preview.setText(self.tr("Looking…"))
        self._runner.submit(
            lambda _context: recognised_formats(source) if os.path.exists(source) else None,
            lane=Lane.POOL,
            title=self.tr("Look at {0}").format(source.name),
            channel="import-format",
            on_success=self._take_formats,
            on_failure=self._tell_failure,
            presents_failure=False,
        )

    def _take_formats(self, found: list[str] | None) -> None:
        if not shiboken6.isValid(self):
            return
        if found is None:
            self.preview.setText(self.tr("There is nothing at this place."))
        elif not found:
            self.preview.setText(
                self.tr("This looks like none of the formats; choose one if you know which it is.")
            )
        else:
            self.format_box.setCurrentIndex(self.format_box.findData(found[0]))
            self._count()

    def _request(self) -> ImportRequest | None:
        text, pictures = self.source_line.text().strip(), self.pictures_line.text().strip()
        if not text or self.format_box.currentData() is None:
            return None
        return ImportRequest(
            Path(os.path.expanduser(text)),
            str(self.format_box.currentData()),
            tuple(self._document.project.media.values()),
            Path(os.path.expanduser(pictures)) if pictures else None,
        )

    def _count(self) -> None:
        request = self._request()
        if request is None:
            return
        self.preview.setText(self.tr("Counting…"))

        def work(context: TaskContext) -> Generator[ImportPreview, None, ImportPreview]:
            last = ImportPreview()
            for last in import_previews(request, context.token):
                yield replace(last)
            return last

        self._runner.submit(
            work,
            lane=Lane.POOL,
            title=self.tr("Count what is in {0}").format(request.source.name),
            channel="import-preview",
            on_partials=lambda previews: self._show_preview(previews[-1]),
            on_success=self._show_preview,
            on_failure=self._tell_failure,
            presents_failure=False,
        )

    def _show_preview(self, preview: ImportPreview) -> None:
        if shiboken6.isValid(self):
            self.preview.setText("\n".join(preview.lines()))

    def _tell_failure(self, error: BaseException) -> None:
        if shiboken6.isValid(self):
            self.preview.setText(str(error))

    def _show_readiness(self) -> None:
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(self._request() is not None)

    # ---- acting

    def _start(self) -> None:
        request = self._request()
        if request is not None:
            self.accept()
            self.wanted.emit(ImportWish(request.source, request.format_id, self.mode, request.pictures))

    def _open_instead(self) -> None:
        source = Path(os.path.expanduser(self.source_line.text().strip()))
        self.reject()
        self.opened_instead.emit(source)
