"""Export: choose a format, what goes in and a folder; the work itself goes on beside the window."""

from __future__ import annotations

import os
from pathlib import Path

import shiboken6
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.operations.export import (
    AnnotatedClip,
    Loss,
    annotated_clips,
    export_losses,
    media_files,
    suggested_folder,
)
from sa2va_desktop.operations.export_selection import confirmed_only
from sa2va_desktop.operations.format_catalog import format_catalog
from sa2va_desktop.ui.dialogs.answer_buttons import deed_and_cancel
from sa2va_desktop.ui.dialogs.export_form import ExportForm
from sa2va_desktop.ui.dialogs.format_list import FormatList
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.export_job import ExportWish, start_export
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.task_runner import Lane, TaskContext, TaskRunner
from sa2va_desktop.ui.view_state import ViewState

_SIZE = (960, 620)
_LIST_PX = 330
_FIRST = "coco"


class ExportDialog(QDialog):
    """Takes a snapshot of the document when accepted; editing may go on while it is written."""

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        runner: TaskRunner,
        messages: MessageCenter,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._runner = runner
        self._messages = messages
        self._suggested = ""
        self.setWindowTitle(self.tr("Export"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self.formats = FormatList(format_catalog(), self)
        self.form = ExportForm(self)
        self.title = QLabel(self)
        self.title.setProperty("role", "title")
        self.holds = _plain_label(self)
        self.folder_line = QLineEdit(self)
        self.folder_line.setPlaceholderText(self.tr("A new or empty folder"))
        self.folder_line.setAccessibleName(self.tr("Folder"))
        self.loss = _plain_label(self)
        self.buttons = deed_and_cancel(self.tr("Export"), self)
        self._lay_out()
        self.buttons.accepted.connect(self._start)
        self.buttons.rejected.connect(self.reject)
        self.folder_line.textChanged.connect(self._show_readiness)
        shown = self.formats.shown_ids
        self.formats.choose(_FIRST if _FIRST in shown else shown[0])
        self.form.splits.suggest(has_imported=any(clip.split for clip in self._clips()))
        self._show_format()
        self._show_readiness()
        self.formats.chosen.connect(lambda _id: self._show_format())
        self.form.changed.connect(self._show_loss)
        self.formats.search.setFocus()

    # ---- making

    def _lay_out(self) -> None:
        left = self.formats
        left.setFixedWidth(_LIST_PX)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(self.title)
        right.addWidget(self.holds)
        right.addSpacing(6)
        right.addWidget(self.form)
        right.addSpacing(6)
        right.addWidget(_heading(self.tr("What is lost"), self))
        right.addWidget(self._scrolled_loss(), 1)
        right.addLayout(self._folder_row())
        body = QHBoxLayout()
        body.setSpacing(18)
        body.addWidget(left)
        body.addLayout(right, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(18, 16, 18, 14)
        outer.setSpacing(12)
        outer.addLayout(body, 1)
        outer.addWidget(self.buttons)

    def _scrolled_loss(self) -> QScrollArea:
        self.loss.setAlignment(Qt.AlignmentFlag.AlignTop)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.loss)
        return area

    def _folder_row(self) -> QHBoxLayout:
        browse = QPushButton(self.tr("Browse…"), self)
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        label = QLabel(self.tr("Folder"), self)
        label.setBuddy(self.folder_line)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label)
        row.addWidget(self.folder_line, 1)
        row.addWidget(browse)
        return row

    def _browse(self) -> None:
        dialog = QFileDialog(self, self.tr("Export to"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.folder_line.setText)
        dialog.open()

    # ---- showing

    def _show_readiness(self) -> None:
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(bool(self.folder_line.text().strip()))

    def _show_format(self) -> None:
        row = self.formats.current
        self.title.setText(row.title)
        self.holds.setText(self.tr("Keeps: {0}.").format(row.holds or self.tr("nothing that can be read back")))
        self.form.show_format(row)
        self._show_loss()

    def _clips(self) -> list[AnnotatedClip]:
        media_id = self._view_state.media_id
        only = [media_id] if self.form.only_shown.isChecked() and media_id is not None else None
        return annotated_clips(self._document.project, only, format_id=self.formats.current.format_id)

    def _show_loss(self) -> None:
        """What the format cannot hold is said before anything is written; counting it may take a while."""
        clips, format_id, options = self._clips(), self.formats.current.format_id, self.form.options()
        is_confirmed_only = self.form.only_confirmed.isChecked()
        elsewhere = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        self.loss.setText(self.tr("Checking what this format can hold…"))

        def work(_context: TaskContext) -> tuple[int, list[Loss], Path]:
            chosen = confirmed_only(clips) if is_confirmed_only else clips
            folder = suggested_folder(clips, format_id, elsewhere)
            return len(chosen), export_losses(chosen, format_id, options), folder

        self._runner.submit(
            work,
            lane=Lane.POOL,
            title=self.tr("Check the format"),
            channel="export-losses",
            on_success=lambda found: self._tell(*found),
            on_failure=self._tell_failure,
            presents_failure=False,
        )

    def _tell(self, clip_count: int, losses: list[Loss], folder: Path) -> None:
        if not shiboken6.isValid(self):
            return  # closed while the losses were counted
        lost = "\n".join(f"{loss.count} × {loss.what}" for loss in losses if loss.count)
        if not clip_count:
            self.loss.setText(self.tr("There is nothing to export: no mask is confirmed or locked."))
        else:
            self.loss.setText(lost or self.tr("Nothing is lost in this format."))
        if self.folder_line.text() in ("", self._suggested):  # nothing of the person's own
            self._suggested = str(folder)
            self.folder_line.setText(self._suggested)

    def _tell_failure(self, error: BaseException) -> None:
        if shiboken6.isValid(self):
            self.loss.setText(str(error))

    # ---- acting

    def _start(self) -> None:
        form = self.form
        wish = ExportWish(
            clips=self._clips(),
            sources=media_files(self._document.project),
            format_id=self.formats.current.format_id,
            out=Path(os.path.expanduser(self.folder_line.text().strip())),
            options=form.options(),
            is_confirmed_only=form.only_confirmed.isChecked(),
            split_text=form.splits.text(),
            split_seed=form.splits.seed.value(),
        )
        start_export(wish, self._runner, self._messages)
        self.accept()


def _plain_label(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("role", "hint")
    return label


def _heading(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setProperty("role", "strong")
    return label
