"""Export: choose a format and a folder; the work itself goes on beside the window."""

from __future__ import annotations

from pathlib import Path

import shiboken6
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from sa2va_desktop.operations.export import (
    AnnotatedClip,
    ExportOptions,
    Loss,
    annotated_clips,
    export_formats,
    export_losses,
    suggested_folder,
    write_export,
)
from sa2va_desktop.tasks import Progress
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.task_runner import Lane, TaskContext, TaskRunner
from sa2va_desktop.ui.view_state import ViewState


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
        self.setMinimumWidth(520)
        self.format_box = QComboBox(self)
        for format_id, title in export_formats().items():
            self.format_box.addItem(title, format_id)
        self.folder_line = QLineEdit(self)
        self.folder_line.setPlaceholderText(self.tr("A new or empty folder"))
        self.only_shown = QCheckBox(self.tr("Only the shown picture or clip"), self)
        self.with_pictures = QCheckBox(self.tr("Write the pictures, too"), self)
        self.with_pictures.setChecked(True)
        self.loss = QLabel(self)
        self.loss.setWordWrap(True)
        self.loss.setProperty("role", "hint")
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        export = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        export.setText(self.tr("Export"))
        export.setProperty("primary", True)
        export.style().unpolish(export)  # the box has made it with the looks of any other button
        export.style().polish(export)
        self._lay_out()
        self.buttons.accepted.connect(self._start)
        self.buttons.rejected.connect(self.reject)
        self.folder_line.textChanged.connect(self._show_readiness)
        self.format_box.currentIndexChanged.connect(self._show_loss)
        self.only_shown.toggled.connect(self._show_loss)
        self._show_readiness()
        self._show_loss()

    def _lay_out(self) -> None:
        browse = QPushButton(self.tr("Browse…"), self)
        browse.clicked.connect(self._browse)
        folder = QHBoxLayout()
        folder.setSpacing(8)
        folder.addWidget(self.folder_line, 1)
        folder.addWidget(browse)
        layout = QFormLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setVerticalSpacing(10)
        layout.addRow(self.tr("Format"), self.format_box)
        layout.addRow(self.tr("Folder"), folder)
        layout.addRow("", self.only_shown)
        layout.addRow("", self.with_pictures)
        layout.addRow("", self.loss)
        layout.addRow(self.buttons)

    def _browse(self) -> None:
        dialog = QFileDialog(self, self.tr("Export to"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.folder_line.setText)
        dialog.open()

    def _show_readiness(self) -> None:
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(bool(self.folder_line.text().strip()))

    def _clips(self) -> list[AnnotatedClip]:
        media_id = self._view_state.media_id
        only = [media_id] if self.only_shown.isChecked() and media_id is not None else None
        return annotated_clips(self._document.project, only, format_id=self.format_box.currentData())

    def _show_loss(self) -> None:
        """What the format cannot hold is said before anything is written; counting it may take a while."""
        clips, format_id = self._clips(), str(self.format_box.currentData())
        elsewhere = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        self.loss.setText(self.tr("Checking what this format can hold…"))
        self._runner.submit(
            lambda _context: (
                export_losses(clips, format_id),
                suggested_folder(clips, format_id, elsewhere),
            ),
            lane=Lane.POOL,
            title=self.tr("Check the format"),
            channel="export-losses",
            on_success=lambda found: self._tell(*found),
        )

    def _tell(self, losses: list[Loss], folder: Path) -> None:
        if not shiboken6.isValid(self):
            return  # closed while the losses were counted
        lost = [f"{loss.what} ({loss.count})" for loss in losses if loss.count]
        self.loss.setText(
            self.tr("This format cannot hold: {0}").format(", ".join(lost))
            if lost
            else self.tr("Nothing is lost in this format.")
        )
        if self.folder_line.text() in ("", self._suggested):  # nothing of the person's own
            self._suggested = str(folder)
            self.folder_line.setText(self._suggested)
            self.folder_line.selectAll()

    def _start(self) -> None:
        clips, out = self._clips(), Path(self.folder_line.text().strip()).expanduser()
        format_id, with_pictures = self.format_box.currentData(), self.with_pictures.isChecked()

        def work(context: TaskContext) -> object:
            return write_export(
                clips,
                format_id=format_id,
                out=out,
                options=ExportOptions(write_images=with_pictures),
                on_progress=lambda done, total: context.report(Progress(done, total, "files")),
                token=context.token,
            )

        messages, text = self._messages, self.tr("Exported to {0}.").format(out)
        self._runner.submit(
            work,
            lane=Lane.POOL,
            title=self.tr("Export to {0}").format(out.name),
            is_job=True,
            can_stop=True,
            on_success=lambda _losses: messages.inform(text),
        )
        self.accept()
