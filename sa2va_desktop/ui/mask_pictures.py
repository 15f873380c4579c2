"""A black-and-white picture from a file as the mask of the selected object, or of a new one, on the shown frame."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle
from sa2va_desktop.operations.region_masks import read_region_masks
from sa2va_desktop.ui.file_dialogs import FileDialogs
from sa2va_desktop.ui.hand_edits import HandEdit, HandEdits
from sa2va_desktop.ui.task_runner import Lane, TaskRunner


class MaskPictures(QObject):
    def __init__(
        self, edits: HandEdits, runner: TaskRunner, dialogs: FileDialogs, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._edits = edits
        self._runner = runner
        self._dialogs = dialogs

    def choose(self) -> None:
        """Let the person choose the file."""
        self._dialogs.choose_file(
            "mask",
            self.tr("Picture of a mask"),
            self.load,
            name_filter=self.tr("Pictures") + " (*.png *.bmp *.tif *.tiff *.gif)",
        )

    def load(self, path: Path) -> None:
        """Read it in the background and make it the mask; one that does not fit is refused in a sentence."""
        edit = self._edits.begin(adds=True)
        if edit is None:
            return
        size_hw = edit.before.size_hw
        self._runner.submit(
            lambda _context: mask_to_rle(read_region_masks([path], size_hw)[0]),
            lane=Lane.POOL,
            title=self.tr("Read {0}").format(path.name),
            channel="mask picture",
            on_success=lambda rle: self._take(edit, rle),
        )

    def _take(self, edit: HandEdit, rle: MaskRle) -> None:
        self._edits.commit(edit, lambda _before: rle, self.tr("Load the mask of “{0}”"))
