"""Names of objects offered while "@" and the beginning of one is typed into the prompt."""

from __future__ import annotations

import re

from PySide6.QtCore import QObject, QStringListModel, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QCompleter, QListView

from sa2va_desktop.annotation.records import AnnotationObject
from sa2va_desktop.ui.chat.prompt_edit import PromptEdit
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.view_state import ViewState

_NAME_BEGUN = re.compile(r"(?:^|(?<=\s))@([^@\n]{0,60})$")
_POPUP_WIDTH_PX = 240


class ObjectCompleter(QObject):
    """Belongs to the prompt; what a name in it means is `ObjectMentions`' business."""

    def __init__(self, document: Document, view_state: ViewState, edit: PromptEdit) -> None:
        super().__init__(edit)
        self._document = document
        self._view_state = view_state
        self._edit = edit
        self._names = QStringListModel(self)
        self._completer = QCompleter(self._names, self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setWidget(edit)
        self._popup = QListView()
        self._completer.setPopup(self._popup)
        self._completer.activated.connect(self._take)
        edit.set_completer(self._completer)
        edit.textChanged.connect(self._offer)

    def _objects(self) -> list[AnnotationObject]:
        media_id = self._view_state.media_id
        return [] if media_id is None else self._document.project.objects_of(media_id)

    def _begun(self) -> str | None:
        """What follows the last "@" before the cursor, or None when no name is being typed."""
        cursor = self._edit.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        found = _NAME_BEGUN.search(before)
        return found[1] if found and self._edit.hasFocus() else None

    def _offer(self) -> None:
        begun = self._begun()
        names = [] if begun is None else [item.name for item in self._objects()]
        folded = (begun or "").casefold()
        is_named = folded.endswith(" ") and folded.rstrip() in (name.casefold() for name in names)
        fitting = [
            name
            for name in names
            if name.casefold().startswith(folded) and name.casefold() != folded and not is_named
        ]
        if not fitting:
            self._popup.hide()
            return
        self._names.setStringList(fitting)
        self._completer.setCompletionPrefix(begun or "")
        self._popup.setCurrentIndex(self._completer.completionModel().index(0, 0))
        place = self._edit.cursorRect()
        place.setWidth(_POPUP_WIDTH_PX)
        self._completer.complete(place)

    def _take(self, name: str) -> None:
        begun = self._begun()
        item = next((item for item in self._objects() if item.name == name), None)
        if begun is None or item is None:
            return
        cursor = self._edit.textCursor()
        cursor.movePosition(
            QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(begun.encode("utf-16-le")) // 2
        )
        cursor.insertText(name + " ")
        self._edit.setTextCursor(cursor)
