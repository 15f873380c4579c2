"""Everything about fine-tuning in one window: the run, its dialog, what the action does, and what is told at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from sa2va_desktop.settings.session_state import SessionState
from sa2va_desktop.ui.fine_tuning.choice_page import ChoicePage
from sa2va_desktop.ui.fine_tuning.fine_tune_dialog import FineTuneDialog
from sa2va_desktop.ui.fine_tuning.fine_tuning_runs import FineTuningRuns, Stage
from sa2va_desktop.ui.fine_tuning.progress_page import ProgressPage
from sa2va_desktop.ui.fine_tuning.training_words import result_words
from sa2va_desktop.ui.messages import ERROR, INFO, WARNING, Message

if TYPE_CHECKING:
    from sa2va_desktop.ui.main_window import MainWindow

_TOPIC = "fine-tuning"


class FineTuningPart(QObject):
    """Made by the main window once its controllers are there."""

    def __init__(self, window: MainWindow, state: SessionState) -> None:
        super().__init__(window)
        self._window = window
        self.runs = FineTuningRuns(window.document, window.model, window.runner, window.services, state, self)
        self.runs.ended.connect(self._tell_end)
        self.runs.found.connect(self._tell_found)
        self.runs.look_for_unfinished()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """By the ids of the action table."""
        return {"model.fine_tune": self.show_dialog}

    def show_dialog(self) -> None:
        """Open it, or bring it to the front."""
        window = self._window
        window.messages.withdraw(_TOPIC)
        window.keep_typed()  # what is learned is read from the file
        dialog = next((each for each in window.findChildren(FineTuneDialog) if each.isVisible()), None)
        dialog = dialog or self._made()
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def use(self) -> None:
        """Put the finished model on the list and take it."""
        record = self.runs.record
        if record is not None and record.checkpoint is not None:
            window = self._window
            window.model_jobs.add_folder(record.checkpoint, window.model.choose, window.messages.warn)

    def show_folder(self) -> None:
        record = self.runs.record
        if record is not None and record.checkpoint is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(record.checkpoint)))

    # ---- inside

    def _made(self) -> FineTuneDialog:
        window = self._window
        dialog = FineTuneDialog(self.runs, window)
        choices = ChoicePage(
            window.document,
            window.model,
            window.model_jobs,
            self.runs,
            window.file_dialogs,
            training_device(window.settings.text("model.device")),
            dialog,
        )
        progress = ProgressPage(self.runs, window.theme, dialog)
        progress.use_pressed.connect(self.use)
        progress.folder_pressed.connect(self.show_folder)
        dialog.put_in(choices, progress)
        return dialog

    def _tell_end(self) -> None:
        """How it ended, while nobody looks at the dialog."""
        record = self.runs.record
        if record is None or any(each.isVisible() for each in self._window.findChildren(FineTuneDialog)):
            return
        if self.runs.stage is Stage.DONE:
            text = self.tr("{0} has learned from the project.").format(record.model)
            self._post(" ".join([text, result_words(record)]).strip(), INFO, self.tr("Show Result"))
        elif self.runs.stage is Stage.FAILED:
            text = self.tr("The fine-tuning of {0} has failed: {1}").format(record.model, self.runs.failure)
            self._post(text, ERROR, self.tr("Show"))
        else:
            self._tell_found()

    def _tell_found(self) -> None:
        record = self.runs.record
        if record is not None:
            text = self.tr(
                "The fine-tuning of {0} was stopped after step {1}; it can go on from there."
            ).format(record.model, record.step)
            self._post(text, WARNING, self.tr("Show"))

    def _post(self, text: str, level: str, button: str) -> None:
        self._window.messages.post(Message(text, level, _TOPIC, button, self.show_dialog))


def training_device(setting: str) -> str:
    """Training computes on one device; where the model is spread over several, that is the best one."""
    return "auto" if setting == "gpus" or "," in setting else setting
