""" "@" and names of objects in the prompt, shown as chips in the text: which objects the next question speaks of."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.mentions import Mention, find_mentions
from sa2va_desktop.annotation.records import AnnotationObject, MediaId, ObjectId
from sa2va_desktop.ui.chat.prompt_edit import PromptChip, PromptEdit
from sa2va_desktop.ui.chat.text_positions import units_before
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.legible_colors import text_color_on
from sa2va_desktop.ui.view_state import ViewState


class ObjectMentions(QObject):
    """Belongs to the prompt. What is a chip follows from the text alone, so that undo, paste and history need nothing.

    Signals:
        changed: the text speaks of other objects.
    """

    changed = Signal()

    def __init__(self, document: Document, view_state: ViewState, edit: PromptEdit) -> None:
        super().__init__(edit)
        self._document = document
        self._view_state = view_state
        self._edit = edit
        self._object_ids: list[ObjectId] = []
        self._known: list[tuple[ObjectId, str]] = []
        self._ink = _ChipInk(edit)
        edit.textChanged.connect(self._read)
        view_state.media_changed.connect(self._follow_media)
        document.changed.connect(self._follow_document)

    @property
    def object_ids(self) -> list[ObjectId]:
        """The objects that the text calls by their names, in reading order, each once."""
        return self._object_ids

    def insert(self, item: AnnotationObject) -> None:
        """Put an object's name where the cursor is, with the spaces that it needs."""
        cursor = self._edit.textCursor()
        before = self._edit.toPlainText()[: cursor.position()]
        cursor.insertText(("" if not before or before[-1].isspace() else " ") + f"@{item.name} ")

    # ---- inside

    def _objects(self) -> list[AnnotationObject]:
        media_id = self._view_state.media_id
        return [] if media_id is None else self._document.project.objects_of(media_id)

    def _follow_media(self, _media_id: MediaId | None) -> None:
        self._known = []
        self._read()

    def _follow_document(self, change: ChangeSet) -> None:
        if not change.object_ids:
            return
        text, renamed = self._edit.toPlainText(), False
        names = [name for _, name in self._known]
        for mention in reversed(find_mentions(text, names)):
            object_id, name = self._known[mention.index]
            item = self._document.project.objects.get(object_id)
            if object_id in change.object_ids and item is not None and item.name != name:
                text, renamed = text[: mention.start] + f"@{item.name}" + text[mention.stop :], True
        if renamed:
            self._edit.set_text(text)  # the chip goes on to be of the object that it was put for
        self._read()

    def _read(self) -> None:
        objects, text = self._objects(), self._edit.toPlainText()
        self._known = [(item.object_id, item.name) for item in objects]
        mentions = find_mentions(text, [item.name for item in objects])
        chips = [_chip(text, mention, objects[mention.index]) for mention in mentions]
        if chips != self._edit.chips:
            self._edit.set_chips(chips)
            self._ink.rehighlight()
        object_ids = list(dict.fromkeys(objects[mention.index].object_id for mention in mentions))
        if object_ids != self._object_ids:
            self._object_ids = object_ids
            self.changed.emit()


class _ChipInk(QSyntaxHighlighter):
    """Text on a chip in a colour that can be read there; the chips themselves are painted by the edit."""

    def __init__(self, edit: PromptEdit) -> None:
        super().__init__(edit.document())
        self._edit = edit

    def highlightBlock(self, text: str) -> None:
        begin = self.currentBlock().position()
        for chip in self._edit.chips:
            ink = QTextCharFormat()
            ink.setForeground(QColor(*text_color_on(chip.color)))
            start, stop = max(0, chip.start - begin), min(len(text), chip.stop - begin)
            if start < stop:
                self.setFormat(start, stop - start, ink)


def _chip(text: str, mention: Mention, item: AnnotationObject) -> PromptChip:
    return PromptChip(units_before(text, mention.start), units_before(text, mention.stop), item.color)
