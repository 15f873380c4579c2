"""One turn of the conversation: the instruction, the answer with its phrases, and what the answer rests on."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Answer,
    AnswerState,
    MediaItem,
    MediaKind,
    ObjectId,
)
from sa2va_desktop.ui.chat.answer_pieces import answer_pieces, chip_objects
from sa2va_desktop.ui.chat.instruction_bubble import InstructionBubble
from sa2va_desktop.ui.chat.linked_text import LinkedText, LinkPiece
from sa2va_desktop.ui.chat.object_links import frame_target, object_target
from sa2va_desktop.ui.legible_colors import legible_on

_PROMPT_HEIGHT_PX = 130
_FAILURE_RED = (214, 48, 48)


class TurnWidget(QWidget):
    """Shows one answer and follows it while it streams.

    Signals:
        link_clicked(str), link_hovered(str): targets as made by `object_links`; "" when nothing is under the cursor.
    """

    link_clicked = Signal(str)
    link_hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer: Answer | None = None
        self._bubble = InstructionBubble()
        self._text = LinkedText()
        self._chips = LinkedText()
        self._basis = LinkedText(is_faint=True)
        self._state = QLabel()
        self._state.setTextFormat(Qt.TextFormat.PlainText)
        self._state.setWordWrap(True)
        self._state.setContentsMargins(3, 2, 0, 2)
        self._prompt = QPlainTextEdit()
        self._prompt.setReadOnly(True)
        self._prompt.setFixedHeight(_PROMPT_HEIGHT_PX)
        self._prompt.setVisible(False)
        self._copy_button = self._link_button(self.tr("Copy"), self.tr("Copy the answer's text"))
        self._prompt_button = self._link_button(
            self.tr("Exact prompt"), self.tr("Show what the model was given")
        )
        self._prompt_button.setCheckable(True)
        self._lay_out()
        self._connect()

    # -- for the conversation

    @property
    def answer(self) -> Answer | None:
        return self._answer

    def show_answer(
        self, answer: Answer, media: MediaItem, objects: Mapping[ObjectId, AnnotationObject]
    ) -> None:
        """Show the answer as it is now. Cheap when little has changed."""
        self._answer = answer
        self._bubble.set_text(answer.instruction)
        self._text.set_pieces(_text_pieces(answer, objects))
        self._text.setVisible(bool(answer.text))
        self._chips.set_pieces(_chip_pieces(answer, objects))
        self._chips.setVisible(bool(self._chips.pieces))
        self._basis.set_pieces(self._basis_pieces(answer, media))
        self._state.setText(self._state_text(answer))
        self._state.setVisible(bool(self._state.text()))
        self._state.setPalette(self._state_palette(answer))
        self._prompt.setPlainText(answer.prompt)
        self._prompt_button.setVisible(bool(answer.prompt))
        self._copy_button.setVisible(bool(answer.text))

    def set_emphasis(self, targets: frozenset[str]) -> None:
        """Outline the phrases of hovered and selected objects."""
        self._text.set_emphasis(targets)
        self._chips.set_emphasis(targets)

    # -- assembly

    def _link_button(self, text: str, tool_tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("link", True)
        button.setFlat(True)
        button.setToolTip(tool_tip)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        return button

    def _lay_out(self) -> None:
        asked = QHBoxLayout()
        asked.setContentsMargins(28, 0, 0, 0)
        asked.addStretch(1)
        asked.addWidget(self._bubble, 100)
        footer = QHBoxLayout()
        footer.setSpacing(2)
        footer.addWidget(self._copy_button)
        footer.addWidget(self._prompt_button)
        footer.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 10)
        column.setSpacing(1)
        column.addLayout(asked)
        for widget in (self._text, self._chips, self._state, self._basis):
            column.addWidget(widget)
        column.addLayout(footer)
        column.addWidget(self._prompt)

    def _connect(self) -> None:
        for text in (self._text, self._chips, self._basis):
            text.link_clicked.connect(self.link_clicked)
            text.link_hovered.connect(self.link_hovered)
        self._copy_button.clicked.connect(self._copy)
        self._prompt_button.toggled.connect(self._prompt.setVisible)

    def _copy(self) -> None:
        if self._answer is not None:
            QApplication.clipboard().setText(self._answer.text)

    def _state_palette(self, answer: Answer) -> QPalette:
        palette = QPalette(self.palette())
        if answer.state is AnswerState.FAILED:
            ground = palette.color(QPalette.ColorRole.Window)
            red = legible_on(_FAILURE_RED, (ground.red(), ground.green(), ground.blue()), 4.5)
            palette.setColor(QPalette.ColorRole.WindowText, QColor(*red))
        return palette

    # -- sentences

    def _state_text(self, answer: Answer) -> str:
        if answer.state is AnswerState.RUNNING:
            return "" if answer.text else self.tr("Reading the frames…")
        if answer.state is AnswerState.CANCELLED:
            return answer.message or self.tr("Stopped; what was finished is kept.")
        if answer.state is AnswerState.FAILED:
            return self.tr("Failed: {message}").format(message=answer.message)
        if answer.state is AnswerState.PARTIAL:
            return answer.message or self.tr("Cut off when the program ended; what was stored is kept.")
        return answer.message if answer.text else self.tr("The model wrote no text.")

    def _basis_pieces(self, answer: Answer, media: MediaItem) -> list[LinkPiece]:
        model = [answer.model_name, answer.grounding_mode]
        by_model = " · ".join(part for part in model if part)
        if media.kind is MediaKind.IMAGE or not answer.language_frames:
            return [LinkPiece(by_model)] if by_model else []
        pieces = [LinkPiece(self.tr("Rests on frames "))]
        for position, frame in enumerate(answer.language_frames):
            pieces.append(LinkPiece(", " if position else ""))
            pieces.append(LinkPiece(str(frame), frame_target(frame)))
        start, stop = answer.frame_range
        # A description grounds nothing, so it has no grounding mode and no masks of its own.
        masks = self.tr("masks for {first}–{last}").format(first=start, last=stop - 1)
        tail = [part for part in (masks if answer.grounding_mode else "", by_model) if part]
        return [piece for piece in pieces if piece.text] + [LinkPiece(" · " + part) for part in tail]


def _text_pieces(answer: Answer, objects: Mapping[ObjectId, AnnotationObject]) -> list[LinkPiece]:
    pieces = []
    for piece in answer_pieces(answer.text, answer.phrases):
        item = objects.get(piece.object_id) if piece.object_id is not None else None
        target = object_target(item.object_id) if item else ""
        pieces.append(LinkPiece(piece.text, target, item.color if item else None))
    return pieces


def _chip_pieces(answer: Answer, objects: Mapping[ObjectId, AnnotationObject]) -> list[LinkPiece]:
    """Names of objects without a phrase, each on its own chip; no-break spaces keep a short name on one line."""
    pieces: list[LinkPiece] = []
    for object_id in chip_objects(answer):
        item = objects.get(object_id)
        if item is not None:
            pieces.append(LinkPiece("   " if pieces else " "))
            name = " ".join(item.name.split()) or "?"
            pieces.append(LinkPiece(f"● {name}", object_target(object_id), item.color))
    return pieces
