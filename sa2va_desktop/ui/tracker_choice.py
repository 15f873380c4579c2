"""What can be done about a stand-alone SAM 2 that is wanted and not on this machine."""

from __future__ import annotations

from PySide6.QtCore import QObject

from sa2va_desktop.ui.file_dialogs import FileDialogs
from sa2va_desktop.ui.messages import INFO, Message, MessageCenter
from sa2va_desktop.ui.model_controller import ModelController


class TrackerChoice(QObject):
    """Says how it is fetched, and takes a folder that has it."""

    def __init__(
        self,
        model: ModelController,
        messages: MessageCenter,
        dialogs: FileDialogs,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._messages = messages
        self._dialogs = dialogs

    def offer(self, title: str, name: str) -> None:
        """Say that it is not here, with a button that chooses its folder."""
        sentence = self.tr(
            "{0} is not on this machine yet. “sa2va-desktop models get {1}” fetches it, or choose a folder that has it."
        ).format(title, name)
        self._messages.post(
            Message(sentence, INFO, "tracker", self.tr("Choose its folder…"), self.choose_folder)
        )

    def choose_folder(self) -> None:
        """Take clicks and tracks from a folder with a public SAM 2 file."""
        self._dialogs.choose_folder(
            "model",
            self.tr("Folder with a public SAM 2 file"),
            lambda path: self._model.choose_tracker(str(path)),
        )
