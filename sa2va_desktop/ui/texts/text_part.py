"""Everything about texts in one window: the panel, the runs that write them, and what the actions do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.records import Expression, ExpressionId, ExpressionState
from sa2va_desktop.errors import ProjectError
from sa2va_desktop.operations.pipeline.check_plan import CheckRules
from sa2va_desktop.operations.pipeline.text_review import edit_text, frame_to_show, set_text_state
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.texts.check_dialog import CheckDialog
from sa2va_desktop.ui.texts.check_runs import CheckRuns, CheckWish
from sa2va_desktop.ui.texts.expression_runs import ExpressionRuns
from sa2va_desktop.ui.texts.statistics_dialog import StatisticsDialog
from sa2va_desktop.ui.texts.text_edits import TextEdits
from sa2va_desktop.ui.texts.text_panel import TextPanel
from sa2va_desktop.ui.texts.write_dialog import WriteDialog, model_choices

if TYPE_CHECKING:
    from sa2va_desktop.ui.main_window import MainWindow


class TextPart(QObject):
    """Made by the main window once its controllers are there; the panel is put into a dock by `WindowDocks`."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.panel = TextPanel(window.document, window.view_state, window.theme)
        self.runs = ExpressionRuns(
            window.document, window.model, window.runs, window.messages, self.show_texts, self
        )
        self.checks = CheckRuns(window.document, window.runs, window.messages, self.show_texts, self)
        panel = self.panel
        panel.chosen.connect(self._show)
        panel.accept_wanted.connect(self.accept)
        panel.reject_wanted.connect(self.reject)
        panel.propose_wanted.connect(self.propose)
        panel.edit_wanted.connect(self.edit)
        panel.write_wanted.connect(self.ask_to_write)
        self.edits = TextEdits(window, panel, self._do, self.ask_to_check, self)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """By the ids of the action table."""
        return {
            "text.write": self.ask_to_write,
            "text.show": lambda: self._window.docks.toggle_texts(),
            "text.next": lambda: self._step(1),
            "text.previous": lambda: self._step(-1),
            "text.statistics": self.show_statistics,
            "text.add": self.begin_add,
            "text.check": self.ask_to_check,
            "text.caption": self.caption_and_check,
        }

    # ---- showing

    def show_texts(self) -> None:
        """Bring the panel up and give it the keyboard."""
        self._window.docks.show_texts()

    def show_statistics(self) -> None:
        window = self._window
        StatisticsDialog(window.document, window.runner, window.theme, window).show()

    def ask_to_write(self) -> WriteDialog:
        """Open the dialog; the list of models is looked at anew for the next time."""
        window = self._window
        if not window.model_jobs.rows:
            window.model_jobs.refresh()
        dialog = WriteDialog(
            window.document,
            window.view_state,
            window.runner,
            window.file_dialogs,
            submit=self.runs.submit,
            describer=window.model.title,
            checkers=model_choices(window.model_jobs.rows, window.model.choice),
            seconds_an_answer=self.runs.seconds_an_answer,
            parent=window,
        )
        dialog.open()
        return dialog

    def begin_add(self) -> None:
        """Show the texts, and let one about the selected objects be typed."""
        self.show_texts()
        self.edits.begin_add()

    def ask_to_check(self) -> CheckDialog:
        """Open the dialog of the round trip."""
        window = self._window
        dialog = CheckDialog(
            window.document,
            window.view_state,
            selected=[each.expression_id for each in self.panel.selected_texts()],
            submit=self.checks.submit,
            seconds_a_text=self.checks.seconds_a_text,
            parent=window,
        )
        dialog.open()
        return dialog

    def caption_and_check(self) -> None:
        """The model says what the selected objects are, and whether it finds them by that."""
        selected = [each.object_id for each in self._window.object_commands.selected()]
        self.checks.submit(CheckWish(CheckRules(), object_ids=tuple(selected)))

    # ---- deciding

    def accept(self, expression_ids: Iterable[ExpressionId]) -> None:
        self._set_state(expression_ids, ExpressionState.ACCEPTED)

    def propose(self, expression_ids: Iterable[ExpressionId]) -> None:
        """As if nobody had decided."""
        self._set_state(expression_ids, ExpressionState.PROPOSED)

    def reject(self, expression_ids: Iterable[ExpressionId], reason: str) -> None:
        self._set_state(expression_ids, ExpressionState.REJECTED, reason)

    def edit(self, expression_id: ExpressionId, words: str) -> None:
        project = self._window.document.project
        if expression_id in project.expressions:
            self._do(self.tr("Edit Text"), edit_text(project, expression_id, words))

    # ---- inside

    def _set_state(
        self,
        expression_ids: Iterable[ExpressionId],
        state: ExpressionState,
        note: str | None = None,
    ) -> None:
        project = self._window.document.project
        ids = [each for each in expression_ids if each in project.expressions]
        if ids:
            titles = {
                ExpressionState.ACCEPTED: translate("TextPart", "Accept %n Text(s)", n=len(ids)),
                ExpressionState.REJECTED: translate("TextPart", "Reject %n Text(s)", n=len(ids)),
                ExpressionState.PROPOSED: translate("TextPart", "Propose %n Text(s) Again", n=len(ids)),
            }
            self._do(titles[state], set_text_state(project, ids, state, note))

    def _do(self, label: str, changes: list[Change]) -> None:
        try:
            if changes:
                self._window.document.do(label, changes)
        except ProjectError as error:
            self._window.messages.present_error(error)

    def _step(self, step: int) -> None:
        self.show_texts()
        self.panel.step(step)

    def _show(self, text: Expression) -> None:
        """Bring up what a text is about: its clip, the frame on which it is largest, and select it everywhere."""
        window = self._window
        item = window.document.project.media.get(text.media_id)
        if item is None:
            return
        window.media_switch.show(item)
        frame_index = frame_to_show(window.document.project, text)
        window.view_state.set_playing(False)
        window.view_state.select(frozenset(text.object_ids))
        if frame_index is not None:
            window.view_state.seek(frame_index)
