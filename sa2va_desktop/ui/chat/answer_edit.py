"""Where the text of an answer is changed in place: Enter keeps, Esc leaves; phrases move along with every key."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from sa2va_desktop.annotation.records import AnnotationObject, Answer, ObjectId, Phrase
from sa2va_desktop.editing.phrases import TextEdit, moved_phrases
from sa2va_desktop.ui.chat.growing_edit import EditInPlace
from sa2va_desktop.ui.chat.text_positions import character_at, units_before
from sa2va_desktop.ui.legible_colors import text_color_on

_LEAST_LINES = 2
_MOST_LINES = 14
_PASSING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class AnswerEdit(EditInPlace):
    """Made for one edit; whoever made it takes it away after one of its signals.

    Signals:
        kept(str, tuple[Phrase, ...]): the new text and where its phrases are now. Also when the focus goes elsewhere,
            so that nothing typed is lost; the edit can be undone.
        left(): the text shall stay as it was.
    """

    kept = Signal(str, object)
    left = Signal()

    def __init__(
        self, answer: Answer, objects: Mapping[ObjectId, AnnotationObject], parent: QWidget | None = None
    ) -> None:
        super().__init__(_LEAST_LINES, _MOST_LINES, parent)
        self._objects = objects
        self._original = answer
        self._text = answer.text
        self._phrases = answer.phrases
        self._known = {answer.text: answer.phrases}  # undoing what was typed brings phrases back
        self._is_over = False
        self.setPlainText(answer.text)
        self.setAccessibleName(self.tr("Text of the answer"))
        self.setToolTip(self.tr("Enter keeps the text, Esc leaves it as it was, Shift+Enter starts a new line"))
        self.document().contentsChange.connect(self._follow)
        self.submitted.connect(self.keep)
        self.escaped.connect(self._leave)
        self._show_phrases()

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """Where the phrases are in the text as it is typed now."""
        return self._phrases

    def put_cursor(self, character: int) -> None:
        cursor = self.textCursor()
        cursor.setPosition(units_before(self._text, character))
        self.setTextCursor(cursor)

    def keep(self) -> None:
        """Take over what was typed, as Enter does."""
        if self._is_over:
            return
        self._is_over = True
        if self._text == self._original.text:
            self.left.emit()
        else:
            self.kept.emit(self._text, self._phrases)

    def _follow(self, position: int, removed: int, added: int) -> None:
        new = self.toPlainText()
        if new == self._text:
            return
        edit = _edit_between(self._text, new, position, removed, added)
        moved = moved_phrases(self._phrases, self._text, edit)
        self._phrases = self._known.get(new, moved)
        self._known[new] = self._phrases
        self._text = new
        self._show_phrases()

    def _show_phrases(self) -> None:
        marks = []
        for phrase in self._phrases:
            item = self._objects.get(phrase.object_id) if phrase.object_id is not None else None
            mark = QTextEdit.ExtraSelection()
            mark.format = QTextCharFormat()  # type: ignore[attr-defined]
            if item is None:
                mark.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)  # type: ignore[attr-defined]
            else:
                mark.format.setBackground(QColor(*item.color))  # type: ignore[attr-defined]
                mark.format.setForeground(QColor(*text_color_on(item.color)))  # type: ignore[attr-defined]
            cursor = QTextCursor(self.document())
            cursor.setPosition(units_before(self._text, phrase.start))
            cursor.setPosition(units_before(self._text, phrase.stop), QTextCursor.MoveMode.KeepAnchor)
            mark.cursor = cursor  # type: ignore[attr-defined]
            marks.append(mark)
        self.setExtraSelections(marks)

    def _leave(self) -> None:
        if not self._is_over:
            self._is_over = True
            self.left.emit()

    # -- Qt

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _PASSING:
            self.keep()


def _edit_between(old: str, new: str, position: int, removed: int, added: int) -> TextEdit:
    """What was typed. Qt's report tells what was typed over although the same letters stand there again, but
    sometimes names much more than was touched; it is not believed where something was only put in."""
    difference = TextEdit.between(old, new)
    if difference.start == difference.stop:
        return difference
    start, stop = character_at(old, position), character_at(old, position + removed)
    reported = TextEdit(start, stop, new[start : character_at(new, position + added)])
    return reported if reported.on(old) == new else difference
