"""What stands above and below a turn of a thread: which turn it continues, and where the thread goes on elsewhere."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from sa2va_desktop.annotation.records import Answer
from sa2va_desktop.ui.chat.linked_text import LinkedText, LinkPiece
from sa2va_desktop.ui.chat.object_links import answer_target
from sa2va_desktop.ui.chat.thread_place import ThreadPlace
from sa2va_desktop.ui.plain_text import shortened

_INDENT_PX = 14
_WORDS_LIMIT = 40


class ThreadLine(QWidget):
    """Above a turn; hidden where it begins anew.

    Attributes:
        links: where the turns before and elsewhere are clicked.
        indent: how far a follow-up stands to the right, in pixels.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.indent = 0
        self.links = LinkedText(is_faint=True)
        self._note = QLabel()
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._note.setProperty("role", "warning")
        self._note.setContentsMargins(3, 0, 0, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.links)
        column.addWidget(self._note)
        self.setVisible(False)

    def show_place(self, place: ThreadPlace) -> None:
        """Fit the words to where the turn stands."""
        self.indent = _INDENT_PX if place.is_follow_up else 0
        pieces = self._pieces(place)
        self.links.set_pieces(pieces)
        self.links.setVisible(bool(pieces))
        self._note.setText(self._sentence(place))
        self._note.setVisible(bool(self._note.text()))
        self.setVisible(bool(pieces) or bool(self._note.text()))

    def _pieces(self, place: ThreadPlace) -> list[LinkPiece]:
        pieces: list[LinkPiece] = []
        if place.parent is not None and not place.is_below_parent:
            pieces.append(LinkPiece("↳ "))
            pieces.append(LinkPiece(_words(place.parent), answer_target(place.parent.answer_id)))
            if place.parent_name:
                pieces.append(LinkPiece(f" · {place.parent_name}"))
        return pieces

    def _sentence(self, place: ThreadPlace) -> str:
        if place.is_orphan:
            return self.tr("The turn that this one followed was deleted.")
        if place.is_outdated:
            return self.tr("Built on an earlier version of the turns above it.")
        return ""


class ThreadEnds(LinkedText):
    """Below a turn: the turns on other media that follow it. Hidden where there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, is_faint=True)
        self.setVisible(False)

    def show_place(self, place: ThreadPlace) -> None:
        """Fit the links to where the thread goes on."""
        pieces: list[LinkPiece] = []
        for answer_id, name in place.elsewhere:
            pieces += [LinkPiece("   ")] if pieces else []
            pieces.append(LinkPiece(self.tr("↳ goes on at {0}").format(name), answer_target(answer_id)))
        self.set_pieces(pieces)
        self.setVisible(bool(pieces))


def _words(answer: Answer) -> str:
    return shortened(" ".join(answer.instruction.split()), _WORDS_LIMIT)
