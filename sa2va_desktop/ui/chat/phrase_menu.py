"""The menu of a phrase or of selected text in an answer: what it is bound to, and what it could be bound to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from sa2va_desktop.annotation.records import AnnotationObject, Answer, ObjectId, Phrase
from sa2va_desktop.ui.color_dot import color_dot, mark_current, menu_text
from sa2va_desktop.ui.conversation_commands import ConversationCommands
from sa2va_desktop.ui.plain_text import shortened
from sa2va_desktop.ui.view_state import ViewState

_MOST_ENTRIES = 24
_WORDS_LIMIT = 28


class PhraseMenu(QObject):
    """Fills menus of one answer's text. Belongs to the turn that shows the text."""

    def __init__(self, commands: ConversationCommands, view_state: ViewState, parent: QObject) -> None:
        super().__init__(parent)
        self._commands = commands
        self._view_state = view_state

    def fill(self, menu: QMenu, answer: Answer, character: int, selected: tuple[int, int] | None) -> None:
        """Add what can be done at a character of the text, or with the selected characters [start, stop)."""
        if not self._commands.can_edit(answer.answer_id):
            return
        phrase = phrase_at(answer, character)
        if selected is not None:
            stretch = _stretch(answer, *selected)
            if stretch is not None and stretch not in answer.phrases:
                title = self.tr("New Phrase from “{0}”").format(_words(answer, stretch))
                self._add_objects(menu.addMenu(title), answer, stretch)
        if phrase is None:
            return
        words = _words(answer, phrase)
        self._add_objects(menu.addMenu(self.tr("Bind “{0}” to").format(words)), answer, phrase)
        if phrase.object_id is not None:
            menu.addAction(
                self.tr("Unbind “{0}”").format(words),
                lambda: self._commands.unbind(answer.answer_id, phrase),
            )
        menu.addAction(
            self.tr("Make “{0}” Plain Text").format(words),
            lambda: self._commands.remove_phrase(answer.answer_id, phrase),
        )

    def _add_objects(self, menu: QMenu, answer: Answer, phrase: Phrase) -> None:
        objects = self._commands.objects_to_bind(answer.answer_id)
        for item in objects[:_MOST_ENTRIES]:
            action = menu.addAction(color_dot(item.color), menu_text(item.name))
            mark_current(action, item.object_id == phrase.object_id)
            action.triggered.connect(self._binder(answer, phrase, item))
            action.hovered.connect(self._hoverer(item.object_id))
        menu.aboutToHide.connect(lambda: self._view_state.hover(None))
        rest = len(objects) - _MOST_ENTRIES
        if rest > 0:
            hint = self.tr("{0} more: select one first, or drag it here from the list").format(rest)
            menu.addAction(hint).setEnabled(False)
        if not objects:
            menu.addAction(self.tr("There are no objects yet")).setEnabled(False)

    def _binder(self, answer: Answer, phrase: Phrase, item: AnnotationObject) -> Callable[[], None]:
        return lambda: self._commands.bind(answer.answer_id, phrase, item.object_id)

    def _hoverer(self, object_id: ObjectId) -> Callable[[], None]:
        return lambda: self._view_state.hover(object_id)


def phrase_at(answer: Answer, character: int) -> Phrase | None:
    """The phrase that a character of the answer's text lies in."""
    return next((phrase for phrase in answer.phrases if phrase.start <= character < phrase.stop), None)


def stretch_at(answer: Answer, character: int, selected: tuple[int, int] | None) -> Phrase | None:
    """What something dropped there is meant for: the selection if the character is in it, else the phrase there."""
    if selected is not None and selected[0] <= character < selected[1]:
        stretch = _stretch(answer, *selected)
        if stretch is not None:
            return stretch
    return phrase_at(answer, character)


def _stretch(answer: Answer, start: int, stop: int) -> Phrase | None:
    """Selected characters without white space at the ends: the phrase that is just that, else a new one.

    None when there is nothing but space.
    """
    selected = answer.text[start:stop]
    start += len(selected) - len(selected.lstrip())
    stop = start + len(selected.strip())
    if start >= stop:
        return None
    known = (phrase for phrase in answer.phrases if (phrase.start, phrase.stop) == (start, stop))
    return next(known, Phrase(start, stop, None))


def _words(answer: Answer, phrase: Phrase) -> str:
    return menu_text(shortened(answer.text[phrase.start : phrase.stop], _WORDS_LIMIT))
