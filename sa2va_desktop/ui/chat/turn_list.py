"""The turns about the shown picture or clip, one below the other: made, followed while they stream, kept in view."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from sa2va_desktop.annotation.records import Answer, AnswerId, AnswerState, MediaItem
from sa2va_desktop.annotation.threads import direct_followers, in_thread_order, outdated_turns
from sa2va_desktop.ui.chat.object_links import object_target, target_object
from sa2va_desktop.ui.chat.thread_place import place_of
from sa2va_desktop.ui.chat.turn_widget import TurnWidget
from sa2va_desktop.ui.conversation_commands import ConversationCommands
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.view_state import ViewState

_SHOWN_TURNS = 40
_BOTTOM_REACH_PX = 24


class TurnList(QScrollArea):
    """Shows what it is told to refresh; of many turns only the newest, until more are wanted.

    Attributes:
        turns: the widgets that there are, by their answer.

    Signals:
        made(TurnWidget): connect what a turn wants.
    """

    made = Signal(object)

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        commands: ConversationCommands,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._commands = commands
        self.turns: dict[AnswerId, TurnWidget] = {}
        self._shown_limit = _SHOWN_TURNS
        self._placed = 0
        self._follows_end = True
        self._model = ("", "")
        self._earlier = QPushButton(self.tr("Show earlier turns"))
        self._column = QVBoxLayout()
        self._lay_out()
        self._earlier.clicked.connect(self._show_earlier)
        view_state.selection_changed.connect(self._show_emphasis)
        view_state.hover_changed.connect(self._show_emphasis)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._stay_at_end)
        bar.valueChanged.connect(self._notice_scrolling)

    # -- for the conversation

    @property
    def answers(self) -> list[Answer]:
        """Turns of the shown media item, thread by thread."""
        media = self._media
        return in_thread_order(self._document.project.answers_of(media.media_id)) if media else []

    @property
    def latest(self) -> AnswerId | None:
        return max((answer.answer_id for answer in self.answers), default=None)

    def begin_anew(self) -> None:
        """Another media item is shown: its newest turns, from the end. `refresh` follows."""
        turns, self.turns = self.turns, {}
        for turn in turns.values():
            self._drop(turn)
        self._shown_limit = _SHOWN_TURNS
        self._follows_end = True

    def keep_edits(self) -> None:
        """Take over answers that are being changed."""
        for turn in list(self.turns.values()):
            turn.keep_edit()

    def show_answer(self, answer_id: AnswerId) -> TurnWidget | None:
        """Scroll a turn into view, however long ago it was."""
        turn = self._turn(answer_id)
        if turn is not None:
            self._follows_end = False
            self.ensureWidgetVisible(turn, 0, 40)
        return turn

    def show_model(self, name: str, cannot_follow: str) -> None:
        """Which model would answer now; why it cannot go on from earlier turns, or ""."""
        self._model = (name, cannot_follow)
        for turn in self.turns.values():
            turn.show_model(*self._model)

    def refresh(self, changed: frozenset[AnswerId] | None = None) -> None:
        """Make turns for the newest answers; refresh those that changed, all of them when `changed` is None."""
        media = self._media
        answers = self.answers
        wanted = {answer_id for answer_id, turn in self.turns.items() if turn.is_editing}
        # The newest ones, wherever their threads began.
        wanted |= set(sorted(answer.answer_id for answer in answers)[-self._shown_limit :])
        shown = [answer for answer in answers if answer.answer_id in wanted]
        for answer_id in self.turns.keys() - {answer.answer_id for answer in shown}:
            self._drop(self.turns.pop(answer_id))
        for position, answer in enumerate(shown):
            is_new = answer.answer_id not in self.turns
            if is_new:
                self.turns[answer.answer_id] = self._make_turn(position)
            if media is not None and (is_new or changed is None or answer.answer_id in changed):
                self.turns[answer.answer_id].show_answer(answer, media, self._document.project.objects)
        self._show_places(shown, changed)
        self._earlier.setVisible(len(answers) > len(shown))
        self._show_emphasis()

    # -- inside

    @property
    def _media(self) -> MediaItem | None:
        media_id = self._view_state.media_id
        return self._document.project.media.get(media_id) if media_id is not None else None

    def _lay_out(self) -> None:
        self._earlier.setProperty("link", True)
        self._earlier.setVisible(False)
        self._column.setContentsMargins(10, 10, 10, 4)
        self._column.setSpacing(8)
        self._column.addWidget(self._earlier)
        self._column.addStretch()
        turns = QWidget()
        turns.setLayout(self._column)
        self.setWidget(turns)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _show_places(self, shown: Sequence[Answer], changed: frozenset[AnswerId] | None) -> None:
        """Text that streams in changes no thread; what begins, ends or goes may change all of them."""
        answers = self._document.project.answers
        states = [answers[each].state for each in changed or () if each in answers]
        if states and all(state is AnswerState.RUNNING for state in states) and self._placed == len(shown):
            return
        self._placed = len(shown)
        direct, outdated = direct_followers(answers), outdated_turns(answers)
        for above, answer in zip([None, *shown], shown, strict=False):
            place = place_of(self._document.project, answer, above, direct, outdated)
            self.turns[answer.answer_id].show_place(place)

    def _turn(self, answer_id: AnswerId) -> TurnWidget | None:
        """The turn of an answer; those before the shown ones are made when they are wanted."""
        own = {answer.answer_id for answer in self.answers}
        if answer_id in own and answer_id not in self.turns:
            self._shown_limit = max(self._shown_limit, sum(each >= answer_id for each in own))
            self.refresh()
            self._column.activate()
        return self.turns.get(answer_id)

    def _make_turn(self, position: int) -> TurnWidget:
        turn = TurnWidget(self._commands, self._view_state)
        turn.link_hovered.connect(lambda target: self._view_state.hover(target_object(target)))
        turn.show_model(*self._model)
        self._column.insertWidget(position + 1, turn)  # below the "earlier" button
        self.made.emit(turn)
        return turn

    def _drop(self, turn: TurnWidget) -> None:
        turn.leave()
        self._column.removeWidget(turn)
        turn.hide()
        turn.deleteLater()

    def _show_emphasis(self) -> None:
        ids = self._view_state.selection | self._view_state.hovered_objects
        targets = frozenset(object_target(object_id) for object_id in ids)
        for turn in self.turns.values():
            turn.set_emphasis(targets)

    def _show_earlier(self) -> None:
        self._shown_limit += _SHOWN_TURNS
        self._follows_end = False
        self.refresh()

    # -- scrolling: new text stays in view unless the person reads further up

    def _notice_scrolling(self, value: int) -> None:
        self._follows_end = value >= self.verticalScrollBar().maximum() - _BOTTOM_REACH_PX

    def _stay_at_end(self, _minimum: int, maximum: int) -> None:
        if not self._follows_end:
            return
        latest, answers = self.latest, self.answers
        if answers and answers[-1].answer_id != latest and latest in self.turns:
            self.ensureWidgetVisible(self.turns[latest], 0, 0)  # a thread went on further up
            self._follows_end = True
        else:
            self.verticalScrollBar().setValue(maximum)
