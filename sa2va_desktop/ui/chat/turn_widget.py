"""One turn of the conversation: the instruction, the answer with its phrases, and what the answer rests on."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Answer,
    AnswerState,
    AnswerTask,
    MediaItem,
    MediaKind,
    ObjectId,
)
from sa2va_desktop.operations.sightings import read_record
from sa2va_desktop.ui.chat.answer_edit import AnswerEdit
from sa2va_desktop.ui.chat.instruction_bubble import InstructionBubble
from sa2va_desktop.ui.chat.linked_text import LinkedText, LinkPiece
from sa2va_desktop.ui.chat.object_links import frame_target
from sa2va_desktop.ui.chat.phrase_menu import PhraseMenu, stretch_at
from sa2va_desktop.ui.chat.question_edit import QuestionEdit
from sa2va_desktop.ui.chat.thread_line import ThreadEnds, ThreadLine
from sa2va_desktop.ui.chat.thread_place import ThreadPlace
from sa2va_desktop.ui.chat.turn_actions import TurnActions
from sa2va_desktop.ui.chat.turn_links import name_pieces, text_pieces
from sa2va_desktop.ui.conversation_commands import ConversationCommands
from sa2va_desktop.ui.legible_colors import legible_on
from sa2va_desktop.ui.view_state import ViewState

_PROMPT_HEIGHT_PX = 130
_FAILURE_RED = (214, 48, 48)


class TurnWidget(QWidget):
    """Shows one answer, follows it while it streams, and lets its text and phrases be changed.

    Signals:
        link_clicked(str), link_hovered(str): targets as made by `object_links`; "" when nothing is under the cursor.
        again_wanted(Answer), resend_wanted(Answer): ask the same once more, or after changing the instruction.
        reply_wanted(Answer): the next questions go on from here.
        regenerate_wanted(Answer), later_wanted(Answer): answer it anew in its place, or the turns that rest on it.
        further_wanted(Answer), object_wanted(Answer): go on with a search, or make an object of what it found.
        question_changed(Answer, str): ask this in its place.
        words_left(str): what was typed and has no place any more: a changed question when the turn is left, a changed
            answer when the turn is answered anew.
    """

    link_clicked = Signal(str)
    link_hovered = Signal(str)
    again_wanted = Signal(object)
    resend_wanted = Signal(object)
    reply_wanted = Signal(object)
    regenerate_wanted = Signal(object)
    later_wanted = Signal(object)
    further_wanted = Signal(object)
    object_wanted = Signal(object)
    question_changed = Signal(object, str)
    words_left = Signal(str)

    def __init__(
        self, commands: ConversationCommands, view_state: ViewState, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._commands = commands
        self._answer: Answer | None = None
        self._objects: Mapping[ObjectId, AnnotationObject] = {}
        self._edit: AnswerEdit | None = None
        self._question: QuestionEdit | None = None
        self._thread = ThreadLine()
        self._ends = ThreadEnds()
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
        self._actions = TurnActions(commands)
        self._menu = PhraseMenu(commands, view_state, self)
        self._lay_out()
        self._connect()

    # -- for the conversation

    @property
    def answer(self) -> Answer | None:
        return self._answer

    @property
    def is_editing(self) -> bool:
        """Its text or its question is being changed."""
        return self._edit is not None or self._question is not None

    def show_answer(
        self, answer: Answer, media: MediaItem, objects: Mapping[ObjectId, AnnotationObject]
    ) -> None:
        """Show the answer as it is now. Cheap when little has changed."""
        if self._edit is not None and self._answer is not None and self._answer.text != answer.text:
            typed = self._edit.toPlainText()
            is_lost = answer.state is AnswerState.RUNNING and typed not in ("", self._answer.text)
            self.end_edit()  # undone, or written by somebody else meanwhile
            if is_lost:  # its turn has come to be answered anew
                self.words_left.emit(typed)
        self._answer = answer
        self._objects = objects
        self._bubble.set_text(answer.instruction)
        self._text.set_pieces(text_pieces(answer, objects, media))
        self._text.setAcceptDrops(self._commands.can_edit(answer.answer_id))
        self._chips.set_pieces(name_pieces(answer, objects))
        self._chips.setVisible(bool(self._chips.pieces))
        self._basis.set_pieces(self._basis_pieces(answer, media))
        self._state.setText(self._state_text(answer))
        self._state.setVisible(bool(self._state.text()))
        self._state.setPalette(self._state_palette(answer))
        self._prompt.setPlainText(answer.prompt)
        self._prompt.setVisible(self._prompt.isVisibleTo(self) and bool(answer.prompt))
        self._actions.show_answer(answer, objects)
        self._show_text()

    def show_place(self, place: ThreadPlace) -> None:
        """Where the turn stands in its thread."""
        self._thread.show_place(place)
        self._ends.show_place(place)
        self._actions.show_later(len(place.outdated_later))
        self._column.setContentsMargins(self._thread.indent, 0, 0, 10)
        self.update()

    def show_model(self, name: str, cannot_follow: str) -> None:
        """Which model would answer now, and why it cannot go on from here, or ""."""
        self._actions.show_model(name, cannot_follow)

    def begin_question(self) -> None:
        """Let the person change what was asked; the answer is then made anew in this place."""
        answer = self._answer
        if answer is None or self._question is not None or not self._commands.can_edit(answer.answer_id):
            return
        edit = self._question = QuestionEdit(answer.instruction)
        edit.kept.connect(self._change_question)
        edit.left.connect(self._end_question)
        self._asked.insertWidget(self._asked.indexOf(self._bubble), edit, 100)
        self._bubble.hide()
        edit.show()
        edit.setFocus()

    def set_emphasis(self, targets: frozenset[str]) -> None:
        """Outline the phrases of hovered and selected objects."""
        self._text.set_emphasis(targets)
        self._chips.set_emphasis(targets)

    def begin_edit(self, character: int | None = None) -> None:
        """Let the person change the text, with the cursor at a character or at the end."""
        answer = self._answer
        if answer is None or self._edit is not None or not self._commands.can_edit(answer.answer_id):
            return
        edit = self._edit = AnswerEdit(answer, self._objects)
        edit.kept.connect(self._keep)
        edit.left.connect(self._leave)
        self._column.insertWidget(self._column.indexOf(self._text), edit)
        self._show_text()
        edit.show()
        edit.put_cursor(len(answer.text) if character is None else character)
        edit.setFocus()

    def keep_edit(self) -> None:
        """Take over the text as it is typed, if it is being changed."""
        if self._edit is not None:
            self._edit.keep()

    def leave(self) -> None:
        """The turn is no longer shown: what was typed and not kept is forgotten, a changed question is handed back."""
        self.end_edit()  # hiding it would keep the text, perhaps in another project
        words = self._question.changed_text if self._question is not None else ""
        self._end_question()
        if words:
            self.words_left.emit(words)

    def end_edit(self) -> None:
        """Show the answer again; what was typed and not kept is forgotten."""
        edit, self._edit = self._edit, None
        if edit is not None:
            edit.blockSignals(True)
            self._column.removeWidget(edit)
            edit.hide()
            edit.deleteLater()
            self._show_text()

    # -- assembly

    def _lay_out(self) -> None:
        asked = self._asked = QHBoxLayout()
        asked.setContentsMargins(28, 0, 0, 0)
        asked.addStretch(1)
        asked.addWidget(self._bubble, 100)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 10)
        column.setSpacing(1)
        column.addWidget(self._thread)
        column.addLayout(asked)
        for widget in (
            self._text,
            self._chips,
            self._state,
            self._basis,
            self._actions,
            self._ends,
            self._prompt,
        ):
            column.addWidget(widget)

    def _connect(self) -> None:
        for text in (self._text, self._chips, self._basis, self._thread.links, self._ends):
            text.link_clicked.connect(self.link_clicked)
            text.link_hovered.connect(self.link_hovered)
        self._text.double_clicked.connect(self.begin_edit)
        self._text.menu_wanted.connect(self._fill_menu)
        self._text.object_dropped.connect(self._bind_dropped)
        actions = self._actions
        actions.copy_wanted.connect(self._copy)
        actions.edit_wanted.connect(self.begin_edit)
        actions.reply_wanted.connect(lambda: self.reply_wanted.emit(self._answer))
        actions.regenerate_wanted.connect(lambda: self.regenerate_wanted.emit(self._answer))
        actions.further_wanted.connect(lambda: self.further_wanted.emit(self._answer))
        actions.object_wanted.connect(lambda: self.object_wanted.emit(self._answer))
        actions.later_wanted.connect(lambda: self.later_wanted.emit(self._answer))
        actions.question_wanted.connect(self.begin_question)
        actions.again_wanted.connect(lambda: self.again_wanted.emit(self._answer))
        actions.resend_wanted.connect(lambda: self.resend_wanted.emit(self._answer))
        actions.prompt_toggled.connect(self._prompt.setVisible)

    # -- editing

    def _change_question(self, text: str) -> None:
        self._end_question()
        self.question_changed.emit(self._answer, text)

    def _end_question(self) -> None:
        edit, self._question = self._question, None
        if edit is not None:
            edit.blockSignals(True)
            self._asked.removeWidget(edit)
            edit.hide()
            edit.deleteLater()
            self._bubble.show()

    def _keep(self, text: str, phrases: object) -> None:
        self.end_edit()
        if self._answer is not None:
            self._commands.edit_text(self._answer.answer_id, text, phrases)  # type: ignore[arg-type]

    def _leave(self) -> None:
        self.end_edit()
        self._text.setFocus()

    def _show_text(self) -> None:
        has_text = self._answer is not None and bool(self._answer.text)
        self._text.setVisible(has_text and self._edit is None)

    def _fill_menu(self, menu: QMenu, character: int) -> None:
        answer = self._answer
        if answer is None:
            return
        self._menu.fill(menu, answer, character, self._text.selected_range)
        if self._commands.can_edit(answer.answer_id):
            menu.addAction(self.tr("Edit Text"), lambda: self.begin_edit(character))

    def _bind_dropped(self, object_id: ObjectId, character: int) -> None:
        if self._answer is not None:
            stretch = stretch_at(self._answer, character, self._text.selected_range)
            if stretch is not None:
                self._commands.bind(self._answer.answer_id, stretch, object_id)

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

    # -- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._thread.indent:
            painter = QPainter(self)
            painter.fillRect(4, 0, 2, self.height(), self.palette().color(QPalette.ColorRole.Mid))

    # -- sentences

    def _state_text(self, answer: Answer) -> str:
        if answer.state is AnswerState.RUNNING:
            if answer.task is AnswerTask.FIND:
                return self.tr("Looking through the clip…")
            return "" if answer.text else self.tr("Reading the frames…")
        if answer.state is AnswerState.CANCELLED:
            return answer.message or self.tr("Stopped; what was finished is kept.")
        if answer.state is AnswerState.FAILED:
            return self.tr("Failed: {message}").format(message=answer.message)
        if answer.state is AnswerState.PARTIAL:
            return answer.message or self.tr("Cut off when the program ended; what was stored is kept.")
        return answer.message if answer.text else self.tr("The model wrote no text.")

    def _mode_name(self, grounding_mode: str) -> str:
        names = {"compatible": self.tr("compatible"), "consistent": self.tr("consistent")}
        return names.get(grounding_mode, grounding_mode)

    def _basis_pieces(self, answer: Answer, media: MediaItem) -> list[LinkPiece]:
        model = [answer.model_name, self._mode_name(answer.grounding_mode)]
        by_model = " · ".join(part for part in model if part)
        if answer.task is AnswerTask.FIND:
            record = read_record(answer.raw_text)
            looked = self.tr("{0} questions about {1} frames of {2}–{3}").format(
                record.questions, len(record.sightings), answer.frame_range[0], answer.frame_range[1] - 1
            )
            return [LinkPiece(" · ".join(part for part in (looked, by_model) if part))]
        if not answer.language_frames:
            basis = self.tr("Rests on the earlier turns") if answer.follows else self.tr("Words alone")
            return [LinkPiece(" · ".join(part for part in (basis, by_model) if part))]
        if media.kind is MediaKind.IMAGE:
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
