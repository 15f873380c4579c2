"""What a person does to the conversation: each is one entry of the history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.records import AnnotationObject, AnswerId, AnswerState, ObjectId, Phrase
from sa2va_desktop.editing import commands
from sa2va_desktop.errors import ProjectError
from sa2va_desktop.operations.removal import remove_answer_and_objects
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.plain_text import shortened
from sa2va_desktop.ui.view_state import ViewState

_LABEL_LIMIT = 30


class ConversationCommands(QObject):
    """Verbs over answers of the shown media item and over what their phrases are bound to.

    Signals:
        refused(ProjectError): an edit was not made, because the project is read-only.
    """

    refused = Signal(object)

    def __init__(self, document: Document, view_state: ViewState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state

    def can_edit(self, answer_id: AnswerId) -> bool:
        """An answer that is being written belongs to the model."""
        answer = self._document.project.answers.get(answer_id)
        return self._document.is_writable and answer is not None and answer.state is not AnswerState.RUNNING

    def objects_to_bind(self, answer_id: AnswerId) -> list[AnnotationObject]:
        """Objects that a phrase may be bound to: the selected ones, those of the answer, then the others."""
        project = self._document.project
        answer = project.answers[answer_id]
        first, second = self._view_state.selection, answer.object_ids
        objects = project.objects_of(answer.media_id)
        return sorted(objects, key=lambda item: (item.object_id not in first, item.object_id not in second))

    # ---- text and phrases

    def edit_text(self, answer_id: AnswerId, text: str, phrases: tuple[Phrase, ...]) -> None:
        """Keep a text that was typed, with its phrases where they are now."""
        if self.can_edit(answer_id):
            changes = commands.edit_answer_text(self._document.project, answer_id, text, phrases)
            self._do(self.tr("Edit Answer"), changes)

    def bind(self, answer_id: AnswerId, phrase: Phrase, object_id: ObjectId) -> None:
        """Let a phrase refer to an object; a stretch that is no phrase yet becomes one."""
        project = self._document.project
        if not self.can_edit(answer_id) or object_id not in project.objects:
            return
        label = self.tr("Bind “{0}” to {1}").format(
            self._words(answer_id, phrase), shortened(project.objects[object_id].name, _LABEL_LIMIT)
        )
        if phrase in project.answers[answer_id].phrases:
            self._do(label, commands.bind_phrase(project, answer_id, phrase, object_id))
        else:
            added = replace(phrase, object_id=object_id)
            self._do(label, commands.add_phrase(project, answer_id, added))

    def unbind(self, answer_id: AnswerId, phrase: Phrase) -> None:
        """Let a phrase refer to nothing; it stays marked as a phrase."""
        if self.can_edit(answer_id):
            label = self.tr("Unbind “{0}”").format(self._words(answer_id, phrase))
            self._do(label, commands.bind_phrase(self._document.project, answer_id, phrase, None))

    def remove_phrase(self, answer_id: AnswerId, phrase: Phrase) -> None:
        """Make a phrase plain text."""
        if self.can_edit(answer_id):
            label = self.tr("Make “{0}” Plain Text").format(self._words(answer_id, phrase))
            self._do(label, commands.remove_phrase(self._document.project, answer_id, phrase))

    # ---- turns

    def remove(self, answer_id: AnswerId) -> None:
        """Delete a turn; its objects stay."""
        if self.can_edit(answer_id):
            self._do(self.tr("Delete Answer"), commands.remove_answer(self._document.project, answer_id))

    def remove_with_objects(self, answer_id: AnswerId) -> None:
        """Delete a turn and the objects that its phrases name."""
        if self.can_edit(answer_id):
            gone = self._document.project.answers[answer_id].object_ids
            changes = remove_answer_and_objects(self._document.project, answer_id)
            self._view_state.select(self._view_state.selection - gone)
            self._do(self.tr("Delete Answer and Its Objects"), changes)

    # ---- taking over what the model said of an object

    def use_as_name(self, object_id: ObjectId, name: str) -> None:
        project = self._document.project
        if object_id in project.objects:
            unique = project.unique_object_name(project.objects[object_id].media_id, name)
            self._do(self.tr("Rename Object"), commands.rename_object(project, object_id, unique))

    def use_as_expression(self, object_id: ObjectId, expression: str) -> None:
        """Keep a phrase that singles an object out."""
        project = self._document.project
        if object_id in project.objects:
            item = replace(project.objects[object_id], expression=expression)
            self._do(self.tr("Set Referring Expression"), commands.put_object(project, item))

    # ---- inside

    def _words(self, answer_id: AnswerId, phrase: Phrase) -> str:
        words = self._document.project.answers[answer_id].text[phrase.start : phrase.stop]
        return shortened(words, _LABEL_LIMIT)

    def _do(self, label: str, changes: Iterable[Change]) -> None:
        try:
            self._document.do(label, changes)
        except ProjectError as error:
            self.refused.emit(error)
