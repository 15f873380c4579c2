"""The conversation about the shown picture or clip: turns above, the prompt below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import (
    Answer,
    AnswerId,
    AnswerTask,
    MediaId,
    MediaItem,
    MediaKind,
    ObjectId,
)
from sa2va_desktop.ui.chat.ask_draft import draft_of
from sa2va_desktop.ui.chat.object_links import (
    first_mask_frame,
    target_answer,
    target_frame,
    target_object,
)
from sa2va_desktop.ui.chat.prompt_box import PromptBox
from sa2va_desktop.ui.chat.suggestions import Suggestions
from sa2va_desktop.ui.chat.thread_place import place_of
from sa2va_desktop.ui.chat.turn_actions import add_delete_actions, has_typed_question
from sa2va_desktop.ui.chat.turn_list import TurnList
from sa2va_desktop.ui.chat.turn_widget import TurnWidget
from sa2va_desktop.ui.conversation_commands import ConversationCommands
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.view_state import ViewState

_NO_REASONS: Mapping[str, str] = MappingProxyType({})


class ConversationView(QWidget):
    """Belongs to the window and lives as long as it; writes the document through `ConversationCommands` only.

    Signals:
        ask_requested(AskDraft): an instruction was sent.
        cancel_requested: Stop, or Esc in the prompt, while an answer is being made.
        model_wanted: "Choose a model to ask" was clicked.
        answer_wanted(AnswerId): a turn on another media item was clicked.
        object_wanted(AnswerId): make an object of what a search has found.
        prompt_changed(str): what is typed in the prompt is different.
    """

    ask_requested = Signal(object)
    cancel_requested = Signal()
    model_wanted = Signal()
    answer_wanted = Signal(object)
    prompt_changed = Signal(str)
    object_wanted = Signal(object)

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
        self._is_embedded_model = False
        self._reasons = _NO_REASONS
        self._model_name = ""
        self._shown_kind: tuple[Project, MediaKind | None] = (document.project, None)
        self._prompt = PromptBox(document, view_state)
        self._suggestions = Suggestions()
        self._list = TurnList(document, view_state, commands)
        self._lay_out()
        self._connect()
        self._show_media(view_state.media_id)

    # -- for the window

    def set_running(self, is_running: bool, status_text: str = "") -> None:
        """An answer is waited for or being made; the text says how far it is."""
        self._prompt.set_running(is_running, status_text)

    def set_model_available(self, is_available: bool, reason: str = "") -> None:
        """Whether somebody can answer; if not, why, in one sentence."""
        self._prompt.set_model_available(is_available, reason)

    def set_capabilities(
        self,
        *,
        image: bool = True,
        video: bool = True,
        grounded_caption: bool = True,
        follow_up: bool = True,
        reasons: Mapping[str, str] = _NO_REASONS,
    ) -> None:
        """What the model can be asked; `reasons` is keyed as in `inference.api.Capabilities`."""
        self._reasons = reasons
        self._prompt.set_capabilities(
            image=image,
            video=video,
            grounded_caption=grounded_caption,
            follow_up=follow_up,
            reasons=reasons,
        )
        self._show_suggestions()
        self._show_model()

    def set_model_name(self, name: str) -> None:
        """Which model would answer now; "" for none."""
        self._model_name = name
        self._show_model()

    def set_embedded_model(self, is_embedded: bool) -> None:
        """Whether the chosen model is the small one that comes along, which understands a few words only."""
        self._is_embedded_model = is_embedded
        self._show_suggestions()

    @property
    def prompt_field(self) -> QWidget:
        """Where instructions are typed."""
        return self._prompt.edit

    def focus_prompt(self) -> None:
        """Let the person type an instruction."""
        self._prompt.edit.setFocus()

    def set_prompt_text(self, text: str) -> None:
        """Put a text into the prompt, undoable, and let the person go on from it."""
        self._prompt.edit.set_text(text)

    def prompt_text(self) -> str:
        return self._prompt.edit.toPlainText()

    def give_back(self, text: str) -> None:
        """Put an instruction that will not be answered below what is in the prompt."""
        typed = self.prompt_text()
        self.set_prompt_text(f"{typed}\n{text}" if typed.strip() else text)

    def keep_edits(self) -> None:
        """Take over an answer that is being changed, before what it belongs to is left or undone."""
        self._list.keep_edits()

    def send(self) -> None:
        """Send what is in the prompt, as Enter does."""
        self._prompt.send()

    def show_answer(self, answer_id: AnswerId) -> None:
        """Scroll a turn into view, however long ago it was."""
        self._list.show_answer(answer_id)

    def edit_answer(self, answer_id: AnswerId) -> None:
        """Let the person change the text of an answer."""
        turn = self._list.show_answer(answer_id)
        if turn is not None:
            turn.begin_edit()

    def segment(self) -> None:
        """Let the person type a thing to segment."""
        self._prompt.set_mode(AnswerTask.SEGMENT)
        self.focus_prompt()

    def begin_search(self) -> None:
        """Let the person type a thing to find in the clip."""
        self._prompt.set_mode(AnswerTask.FIND)
        self.focus_prompt()

    def search_further(self, answer_id: AnswerId) -> None:
        """Go on with a search in its place, from what it has seen."""
        answer = self._document.project.answers.get(answer_id)
        if answer is not None and not self._prompt.reason and self._commands.can_edit(answer_id):
            self.ask_requested.emit(replace(draft_of(answer), replaces=answer_id, goes_on=True))

    def send_caption(self, task: AnswerTask) -> str:
        """Describe what is shown, or caption it with masks; returns why that cannot be, one sentence, or ""."""
        reason = self._prompt.reason_against(task)
        if not reason:
            self._prompt.send_caption(task)
        return reason

    def follow_up(self, answer_id: AnswerId | None = None) -> str:
        """Let the next questions go on from a turn, by default the latest one here; taken off if one is followed.

        Returns: why that cannot be, one sentence, or "".
        """
        latest = self._list.latest
        if answer_id is None and self._prompt.follow.followed_thread is not None:
            self._prompt.follow.follow(None)
            return ""
        chosen = answer_id or latest
        if chosen is None:
            return self.tr("Nothing was asked about this picture or clip yet.")
        reason = self._prompt.follow_up(chosen)
        if not reason:
            self.focus_prompt()
        return reason

    def regenerate(self, answer_id: AnswerId | None = None) -> str:
        """Answer a turn anew in its place, by default the latest one here; returns why that cannot be, or ""."""
        chosen = answer_id or self._list.latest
        answer = self._document.project.answers.get(chosen) if chosen is not None else None
        if answer is None:
            return self.tr("Nothing was asked about this picture or clip yet.")
        if self._prompt.reason or not self._commands.can_edit(answer.answer_id):
            return self._prompt.reason or self.tr("This answer cannot be changed now.")
        focused = self.window().focusWidget()
        if focused is not None and self._list.isAncestorOf(focused):
            self.focus_prompt()  # the button that was pressed goes while the answer is made
        self.ask_requested.emit(replace(draft_of(answer), replaces=answer.answer_id))
        return ""

    def regenerate_later(self, answer_id: AnswerId) -> None:
        """Answer anew, in order, the turns that were built on an earlier version of this one."""
        project = self._document.project
        if answer_id in project.answers:
            for later in place_of(project, project.answers[answer_id], None).outdated_later:
                self.regenerate(later)

    def ask_about(self, object_id: ObjectId) -> None:
        """Let the next question be about an object."""
        self._prompt.about.choose(object_id)

    def show_answer_menu(self, answer_id: AnswerId, at: QPoint) -> None:
        """What can be done with an answer, as a menu at a global position."""
        answer = self._document.project.answers.get(answer_id)
        if answer is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        can_edit = self._commands.can_edit(answer_id)
        frame = min(answer.language_frames, default=answer.frame_range[0])
        menu.addAction(self.tr("Go to Frame {0}").format(frame), lambda: self._go_to(frame))
        menu.addAction(self.tr("Edit Text"), lambda: self.edit_answer(answer_id)).setEnabled(can_edit)
        menu.addAction(self.tr("Reply"), lambda: self.follow_up(answer_id)).setEnabled(
            can_edit and not self._prompt.cannot_follow
        )
        menu.addAction(self.tr("Regenerate"), lambda: self.regenerate(answer_id)).setEnabled(can_edit)
        menu.addAction(self.tr("Ask Again"), lambda: self.ask_again(answer_id)).setEnabled(can_edit)
        menu.addSeparator()
        add_delete_actions(menu, self._commands, answer, can_edit=can_edit)
        menu.popup(at)
        menu.setActiveAction(menu.actions()[0])

    def ask_again(self, answer_id: AnswerId) -> None:
        """Send the instruction of an answer once more, about the same frames."""
        answer = self._document.project.answers.get(answer_id)
        if answer is not None and not self._prompt.reason:
            self.ask_requested.emit(draft_of(answer))

    def resend(self, answer_id: AnswerId) -> None:
        """Put the instruction of an answer into the prompt, with its frames, to be changed and sent."""
        answer = self._document.project.answers.get(answer_id)
        if answer is not None:
            self._prompt.set_draft(draft_of(answer))
            self.focus_prompt()

    # -- assembly

    def _lay_out(self) -> None:
        beginning = QScrollArea()  # on a low screen the examples need more room than there is
        beginning.setWidget(self._suggestions)
        beginning.setWidgetResizable(True)
        beginning.setFrameShape(QFrame.Shape.NoFrame)
        beginning.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        pages = QWidget()
        self._pages = QStackedLayout(pages)
        self._pages.addWidget(beginning)
        self._pages.addWidget(self._list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(pages, 1)
        column.addWidget(self._prompt)

    def _connect(self) -> None:
        self._document.changed.connect(self._follow_document)
        self._view_state.media_changed.connect(self._show_media)
        self._list.made.connect(self._connect_turn)
        self._prompt.ask_requested.connect(self.ask_requested)
        self._prompt.edit.textChanged.connect(lambda: self.prompt_changed.emit(self.prompt_text()))
        self._prompt.cancel_requested.connect(self.cancel_requested)
        self._prompt.model_wanted.connect(self.model_wanted)
        self._suggestions.chosen.connect(self._take_suggestion)
        self._suggestions.caption_wanted.connect(self.send_caption)

    def _connect_turn(self, turn: TurnWidget) -> None:
        turn.again_wanted.connect(lambda answer: self.ask_again(answer.answer_id))
        turn.resend_wanted.connect(lambda answer: self.resend(answer.answer_id))
        turn.reply_wanted.connect(lambda answer: self.follow_up(answer.answer_id))
        turn.regenerate_wanted.connect(lambda answer: self.regenerate(answer.answer_id))
        turn.later_wanted.connect(lambda answer: self.regenerate_later(answer.answer_id))
        turn.further_wanted.connect(lambda answer: self.search_further(answer.answer_id))
        turn.object_wanted.connect(lambda answer: self.object_wanted.emit(answer.answer_id))
        turn.question_changed.connect(self._ask_in_place)
        turn.words_left.connect(self.give_back)
        turn.link_clicked.connect(self._follow_link)

    # -- following document and view

    @property
    def _is_clip(self) -> bool:
        media = self._media
        return media is not None and media.kind is not MediaKind.IMAGE

    @property
    def _media(self) -> MediaItem | None:
        media_id = self._view_state.media_id
        return self._document.project.media.get(media_id) if media_id is not None else None

    def _show_media(self, _media_id: MediaId | None) -> None:
        if self._shown_kind[0] is self._document.project:
            self.keep_edits()
        media = self._media
        self._shown_kind = (self._document.project, media.kind if media else None)
        self._list.begin_anew()
        self._prompt.show_media(media)
        self._show_suggestions()
        answers = self._document.project.answers_of(media.media_id) if media else []
        for answer in answers:
            if has_typed_question(answer):
                self._prompt.edit.history.add(answer.instruction)
        self._show_answers()

    def _show_suggestions(self) -> None:
        self._suggestions.show_media(
            is_open=self._media is not None,
            is_clip=self._is_clip,
            is_embedded_model=self._is_embedded_model,
            reasons=self._reasons,
        )

    def _follow_document(self, change: ChangeSet) -> None:
        media_id = self._view_state.media_id
        if media_id in change.media_ids and self._is_other_media():
            self._show_media(media_id)
        elif media_id in change.media_ids or change.answer_ids or change.object_ids:
            self._show_answers(change.answer_ids if not (change.object_ids or change.media_ids) else None)

    def _is_other_media(self) -> bool:
        """Whether the item's id now means something else; a moved file or a new hash does not."""
        project, media = self._document.project, self._media
        return (project, media.kind if media else None) != self._shown_kind

    def _show_answers(self, changed: frozenset[AnswerId] | None = None) -> None:
        self._list.refresh(changed)
        self._pages.setCurrentIndex(1 if self._list.turns else 0)

    def _show_model(self) -> None:
        self._list.show_model(self._model_name, self._prompt.cannot_follow)

    # -- doing

    def _follow_link(self, target: str) -> None:
        frame = target_frame(target)
        object_id = target_object(target)
        answer_id = target_answer(target)
        if answer_id is not None and answer_id in self._list.turns:
            self.show_answer(answer_id)
        elif answer_id is not None:
            self.answer_wanted.emit(answer_id)
        if object_id is not None:
            self._view_state.select(frozenset({object_id}))
            frame = first_mask_frame(self._document.project, object_id)
        if frame is not None:
            self._go_to(frame)

    def _go_to(self, frame: int) -> None:
        self._view_state.set_playing(False)
        self._view_state.seek(frame)

    def _ask_in_place(self, answer: Answer, text: str) -> None:
        self.ask_requested.emit(replace(draft_of(answer), text=text, replaces=answer.answer_id))

    def _take_suggestion(self, text: str) -> None:
        self._prompt.set_mode(AnswerTask.ASK)
        self.set_prompt_text(text)
        self.focus_prompt()
