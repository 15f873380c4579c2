"""What keys, clicks and buttons do that are no actions of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from sa2va_desktop.annotation.records import AnswerId, AnswerTask, ObjectId
from sa2va_desktop.ui.chat.ask_draft import AskDraft
from sa2va_desktop.ui.run_plan import typed_words

if TYPE_CHECKING:
    from sa2va_desktop.ui.main_window import MainWindow


class WindowGestures(QObject):
    """Called by the parts, through the wiring."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def press_digit(self, number: int) -> None:
        if self._window.words.take_digit(number):
            return
        if self._window.clicks.candidates:
            self._window.clicks.choose(number)
        else:
            self._window.object_commands.select_number(number)

    def accept(self, modifiers: Qt.KeyboardModifier) -> None:
        """Enter on the canvas; Ctrl and Shift are the keys of the actions that do more."""
        if self._window.words.take_enter(modifiers):
            return
        action = {
            Qt.KeyboardModifier.ControlModifier: "tool.accept_describe",
            Qt.KeyboardModifier.ShiftModifier: "tool.accept_track",
        }.get(modifiers & ~Qt.KeyboardModifier.KeypadModifier, "tool.accept")
        self._window.actions_by_id[action].trigger()

    def hold_key(self, hold: str, active: bool) -> None:
        if hold == "pan":
            self._window.canvas.set_pan_mode(active)
        else:
            self._window.canvas.set_peeking(active)

    def tap_key(self, tap: str) -> None:
        action = "play.toggle" if tap == "play" else "view.peek"
        if self._window.actions_by_id[action].isEnabled():
            self._window.actions_by_id[action].trigger()

    def rename(self, object_id: ObjectId) -> None:
        self._window.view_state.select(frozenset({object_id}))
        self._window.object_panel.edit_current_name()

    def send(self, draft: AskDraft) -> None:
        if draft.about is not None:
            is_taken = self._window.object_runs.ask_about(draft.about, draft.text, replaces=draft.replaces)
        elif draft.task is AnswerTask.FIND:
            is_taken = self._window.finds.search(draft)
        elif draft.objects is not None:
            is_taken = self._window.object_runs.ask_about_objects(
                draft.objects, draft.text, replaces=draft.replaces
            )
        else:
            is_taken = self._window.ask.ask(draft)
        words = typed_words(self._window.document.project, draft.text, draft.replaces)
        if not is_taken and words:
            self._window.conversation.give_back(words)  # typed words are never lost

    def go_to_answer(self, answer_id: AnswerId) -> None:
        """Show the media item of a turn, and the turn."""
        project = self._window.document.project
        if answer_id in project.answers:
            self._window.media_switch.show(project.media[project.answers[answer_id].media_id])
            self._window.conversation.show_answer(answer_id)

    def stop_current_job(self) -> None:
        job = self._window.jobs.current
        if job is not None:
            self._window.jobs.stop(job.key)
