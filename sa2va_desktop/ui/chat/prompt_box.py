"""Where an instruction is written and sent: task, frames and range, the text, Send or Stop, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sa2va_desktop.annotation.records import AnswerId, AnswerTask, MediaItem, MediaKind, ObjectId
from sa2va_desktop.operations.frame_choice import DEFAULT_SPEC, NO_FRAMES
from sa2va_desktop.operations.object_question import ObjectsReach
from sa2va_desktop.operations.region_prompts import RegionKind
from sa2va_desktop.ui.chat.about_chip import AboutChip
from sa2va_desktop.ui.chat.ask_draft import AskDraft, ObjectsDraft, RegionDraft
from sa2va_desktop.ui.chat.busy_line import BusyLine
from sa2va_desktop.ui.chat.find_chooser import FindChooser
from sa2va_desktop.ui.chat.follow_chip import FollowChip
from sa2va_desktop.ui.chat.frames_chooser import FramesChooser
from sa2va_desktop.ui.chat.object_completer import ObjectCompleter
from sa2va_desktop.ui.chat.object_mentions import ObjectMentions
from sa2va_desktop.ui.chat.prompt_edit import PromptEdit
from sa2va_desktop.ui.chat.reach_chooser import ReachChooser
from sa2va_desktop.ui.chat.task_bar import TaskBar
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.view_state import ViewState


class PromptBox(QWidget):
    """Signals:
    ask_requested(AskDraft): send this.
    cancel_requested: stop the answer that is being made.
    model_wanted: the person asks for a model to choose.
    """

    ask_requested = Signal(object)
    cancel_requested = Signal()
    model_wanted = Signal()

    def __init__(self, document: Document, view_state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view_state = view_state
        self._media: MediaItem | None = None
        self._is_running = False
        self._no_model_reason: str | None = None
        self._capabilities: Mapping[MediaKind, str] = {}
        self._cannot: Mapping[AnswerTask, str] = {}
        self._cannot_follow = ""
        self.chooser = FramesChooser(view_state)
        self.edit = PromptEdit()
        self.completer = ObjectCompleter(document, view_state, self.edit)
        self.mentions = ObjectMentions(document, view_state, self.edit)
        self.about = AboutChip(document, view_state)
        self.reach = ReachChooser(document, view_state)
        self.finder = FindChooser(view_state)
        self.follow = FollowChip(document)
        self.tasks = TaskBar()
        self._busy = BusyLine()
        self._reason = QLabel()
        self._model_link = QPushButton(self.tr("Choose a model to ask"))
        self._send = QPushButton(self.tr("Send"))
        self._lay_out()
        self._connect()
        self._refresh()

    # -- for the conversation

    @property
    def reason(self) -> str:
        """Why nothing can be sent at the moment, one sentence, or ""."""
        if self._media is None:
            return self.tr("Open a picture or a video to ask about it.")
        if self._no_model_reason is not None:
            return self._no_model_reason
        return self._capabilities.get(self._media.kind, "")

    def show_media(self, media: MediaItem | None) -> None:
        self._media = media
        self.chooser.show_media(is_clip=media is not None and media.kind is not MediaKind.IMAGE)
        self._fit_to_thread()

    def set_running(self, is_running: bool, status_text: str) -> None:
        self._is_running = is_running
        self._busy.show_text(status_text if is_running else "")
        self._refresh()

    def set_model_available(self, is_available: bool, reason: str) -> None:
        self._no_model_reason = None if is_available else reason
        self._refresh()

    def set_capabilities(
        self, *, image: bool, video: bool, grounded_caption: bool, follow_up: bool, reasons: Mapping[str, str]
    ) -> None:
        missing: dict[MediaKind, str] = {}
        if not image:
            missing[MediaKind.IMAGE] = reasons.get("image") or self.tr(
                "This model cannot answer about pictures."
            )
        if not video:
            why = reasons.get("video") or self.tr("This model cannot answer about videos.")
            missing.update({MediaKind.VIDEO: why, MediaKind.SEQUENCE: why})
        self._capabilities = missing
        self._cannot = {AnswerTask.DESCRIBE: reasons.get("chat", "")}
        if not grounded_caption:
            self._cannot[AnswerTask.GROUNDED_CAPTION] = reasons.get("grounded_caption") or self.tr(
                "This model cannot write captions with masks."
            )
        told = reasons.get("follow_up", "")
        self._cannot_follow = "" if follow_up else told or self.tr("This model answers single questions only.")
        self.follow.set_doubt(told if follow_up else "")
        if self._cannot_follow:
            self.follow.follow(None)
        self._refresh()

    def set_mode(self, mode: AnswerTask) -> None:
        """How the text is sent: as it is typed, or as a thing to segment."""
        self.tasks.set_mode(mode)
        self._follow_mode()

    def follow_up(self, answer_id: AnswerId) -> str:
        """Let the next questions go on from a turn; returns why not, one sentence, or ""."""
        if not self._cannot_follow:
            self.about.choose(None)
            self.follow.follow(answer_id)
        return self._cannot_follow

    @property
    def cannot_follow(self) -> str:
        """Why the model cannot go on from earlier turns, one sentence, or ""."""
        return self._cannot_follow

    def reason_against(self, task: AnswerTask) -> str:
        """Why a task cannot be done now, one sentence, or ""."""
        return self.reason or self._cannot.get(task, "")

    def send_caption(self, task: AnswerTask) -> None:
        """Describe what is shown, or caption it with masks, over the chosen frames and range."""
        if self.reason_against(task):
            return
        spec = DEFAULT_SPEC if self.chooser.problem else self.chooser.frames_spec
        if spec == NO_FRAMES and self.follow.followed_thread is None:
            spec = DEFAULT_SPEC
        self.ask_requested.emit(
            AskDraft("", spec, self.chooser.frame_range, task=task, thread=self.follow.followed_thread)
        )

    def set_draft(self, draft: AskDraft) -> None:
        """Show an instruction that was sent before, to be changed: its text, mode and frames, what it is about."""
        self.set_mode(draft.task if draft.task in (AnswerTask.SEGMENT, AnswerTask.FIND) else AnswerTask.ASK)
        if (
            draft.about is None
            and draft.objects is None
            and self._media is not None
            and self._media.kind is not MediaKind.IMAGE
        ):
            self._view_state.set_range(*draft.frame_range)
            self.chooser.choose_frames(draft.frames_spec)
        is_question = draft.about is not None and draft.about.kind is RegionKind.QUESTION
        self.about.choose(draft.about.object_id if draft.about is not None else None)
        self.edit.set_text(draft.text if draft.about is None or is_question else "")
        if draft.objects is not None:
            self.reach.choose(draft.objects.reach)
            unnamed = [each for each in draft.objects.object_ids if each not in self.mentions.object_ids]
            self.about.choose(next(iter(unnamed), None))

    def send(self) -> None:
        """Send what is written, if that is possible now; the text then moves into the history."""
        text = self.edit.toPlainText().strip()
        if not text or not self._can_send():
            return
        draft = AskDraft(text=text, frames_spec=self.chooser.frames_spec, frame_range=self.chooser.frame_range)
        if self._finds:
            draft = replace(
                draft,
                task=AnswerTask.FIND,
                frame_range=self.finder.frame_range,
                questions=self.finder.questions,
            )
        elif self.asked_objects:
            draft = self._about_objects(draft)
        else:
            draft = replace(draft, task=self.tasks.mode, thread=self.follow.followed_thread)
        self.edit.history.add(text)
        self.edit.set_text("")
        self.edit.history.stop_walking()
        self.ask_requested.emit(draft)

    @property
    def asked_objects(self) -> list[ObjectId]:
        """What the next question is about, in the order of its numbers; [] for the whole picture or clip."""
        about = self.about.object_id
        return list(dict.fromkeys([*([] if about is None else [about]), *self.mentions.object_ids]))

    @property
    def _finds(self) -> bool:
        return self.tasks.mode is AnswerTask.FIND and self.about.object_id is None

    def _about_objects(self, draft: AskDraft) -> AskDraft:
        asked, reach = self.asked_objects, self.reach.reach
        if len(asked) == 1 and reach is ObjectsReach.HERE:
            return replace(draft, about=RegionDraft(asked[0], self._view_state.frame_index))
        return replace(draft, objects=ObjectsDraft(tuple(asked), self.reach.frames, reach))

    # -- assembly

    def _lay_out(self) -> None:
        self._reason.setTextFormat(Qt.TextFormat.PlainText)
        self._reason.setWordWrap(True)
        self._reason.setProperty("role", "hint")
        self._model_link.setProperty("link", True)
        self._model_link.setCursor(Qt.CursorShape.PointingHandCursor)
        self._send.setProperty("primary", True)
        bottom = QHBoxLayout()
        bottom.setSpacing(2)
        bottom.addWidget(self.tasks)
        bottom.addStretch()
        bottom.addWidget(self._send)
        notice = QHBoxLayout()
        notice.addWidget(self._reason, 1)
        notice.addWidget(self._model_link)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 10)
        column.setSpacing(6)
        column.addWidget(self._busy)
        column.addLayout(notice)
        column.addWidget(self.chooser)
        column.addWidget(self.follow)
        column.addWidget(self.about)
        column.addWidget(self.reach)
        column.addWidget(self.finder)
        column.addWidget(self.edit)
        column.addLayout(bottom)
        self._follow_mode()

    def _connect(self) -> None:
        self.edit.submitted.connect(self.send)
        self.edit.escaped.connect(self._cancel_if_running)
        self.edit.textChanged.connect(self._refresh_send)
        self.chooser.changed.connect(self._refresh_send)
        self.about.changed.connect(self._follow_about)
        self.mentions.changed.connect(self._follow_about)
        self.reach.changed.connect(self._refresh_send)
        self.finder.changed.connect(self._refresh_send)
        self.tasks.mode_changed.connect(self._refresh)
        self.follow.changed.connect(self._fit_to_thread)
        self.tasks.mode_changed.connect(self._follow_mode)
        self.tasks.caption_wanted.connect(self.send_caption)
        self._send.clicked.connect(self._send_or_stop)
        self._model_link.clicked.connect(lambda: self.model_wanted.emit())

    @property
    def _stops(self) -> bool:
        """The button stops the answer that is being made; with words in the field it sends, and they wait their turn."""
        return self._is_running and not self.edit.toPlainText().strip()

    def _send_or_stop(self) -> None:
        if self._stops:
            self.cancel_requested.emit()
        else:
            self.send()

    def _cancel_if_running(self) -> None:
        if self._is_running:
            self.cancel_requested.emit()

    # -- showing

    def _can_send(self) -> bool:
        return not (self.reason or self._problem)

    @property
    def _problem(self) -> str:
        """Why the choice of frames cannot be sent with this task, one sentence, or ""."""
        if self._finds:
            is_clip = self._media is not None and self._media.kind is not MediaKind.IMAGE
            return "" if is_clip else self.tr("A picture has no other frames to search.")
        if self.asked_objects:
            return self.reach.problem
        is_blind = self.chooser.frames_spec == NO_FRAMES
        if is_blind and self.follow.followed_thread is None and self.tasks.mode is AnswerTask.SEGMENT:
            return self.tr("With no picture shown, there is nothing to segment.")
        if is_blind and self.follow.shown_media not in (None, self._media.media_id if self._media else None):
            return self.tr("The thread is about another picture: choose which frames are shown.")
        return self.chooser.problem

    def _follow_about(self) -> None:
        """About objects there is nothing to segment, and the frames are those that show them."""
        self.reach.show_objects([] if self._finds else self.asked_objects)
        if self.asked_objects and not self._finds and self.follow.followed_thread is not None:
            self.follow.follow(None)  # a question about an object begins anew
        self._follow_mode()
        self._refresh()

    def _fit_to_thread(self) -> None:
        """A thread knows what it has shown; another picture or clip is new to it."""
        is_following = self.follow.followed_thread is not None
        is_known = self._media is not None and self.follow.shown_media == self._media.media_id
        self.chooser.show_following(is_following, is_known=is_known)
        self._follow_mode()
        self._refresh()

    def _follow_mode(self) -> None:
        if self.asked_objects:
            self.edit.setPlaceholderText(self.tr("Ask about it, such as: What is it made of?"))
        elif self.tasks.mode is AnswerTask.FIND:
            self.edit.setPlaceholderText(self.tr("What to look for in the clip, such as: the red car"))
        elif self.tasks.mode is AnswerTask.SEGMENT:
            self.edit.setPlaceholderText(self.tr("A thing to find, such as: the dog that jumps last"))
        elif self.follow.followed_thread is not None:
            self.edit.setPlaceholderText(self.tr("Go on, such as: And what is left of it?"))
        else:
            self.edit.setPlaceholderText(self.tr("Ask, or say what to segment: “Please segment the red car.”"))

    def _refresh(self) -> None:
        reason = self.reason
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self._model_link.setVisible(self._media is not None and self._no_model_reason is not None)
        is_clip = self._media is not None and self._media.kind is not MediaKind.IMAGE
        self.chooser.setVisible(self._media is not None and not self.asked_objects and not self._finds)
        self.finder.setVisible(is_clip and self._finds)
        self.reach.show_objects([] if self._finds else self.asked_objects)
        self.about.setVisible(self._media is not None)
        self.tasks.set_reasons(self._task_reasons())
        self._refresh_send()

    def _task_reasons(self) -> dict[AnswerTask, str]:
        if self.asked_objects and not self._finds:
            return dict.fromkeys(
                (AnswerTask.ASK, AnswerTask.SEGMENT, AnswerTask.FIND),
                self.tr("The next question is about objects."),
            )
        captions = (AnswerTask.DESCRIBE, AnswerTask.GROUNDED_CAPTION)
        reasons = {task: self.reason_against(task) for task in captions}
        if self._media is not None and self._media.kind is MediaKind.IMAGE:
            reasons[AnswerTask.FIND] = self.tr("A picture has no other frames to search.")
        return reasons

    def _refresh_send(self) -> None:
        self._send.setText(self.tr("Stop") if self._stops else self.tr("Send"))
        can_send = self._can_send() and bool(self.edit.toPlainText().strip())
        self._send.setEnabled(self._stops or can_send)
        why_not = self.reason or self._problem
        if self._stops:
            self._send.setToolTip(self.tr("Stop; what is done stays (Esc)"))
        elif self._is_running:
            self._send.setToolTip(why_not or self.tr("Send (Enter); it is answered when its turn comes"))
        else:
            self._send.setToolTip(why_not or self.tr("Send (Enter)"))
