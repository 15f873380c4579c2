"""Where an instruction is written and sent: mode, frames and range, the text, Send or Stop, and why not."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from sa2va_desktop.annotation.records import MediaItem, MediaKind
from sa2va_desktop.operations.region_prompts import RegionKind
from sa2va_desktop.ui.chat.about_chip import AboutChip
from sa2va_desktop.ui.chat.ask_draft import AskDraft, RegionDraft
from sa2va_desktop.ui.chat.busy_line import BusyLine
from sa2va_desktop.ui.chat.frames_chooser import FramesChooser
from sa2va_desktop.ui.chat.prompt_edit import PromptEdit
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
        self.chooser = FramesChooser(view_state)
        self.edit = PromptEdit()
        self.about = AboutChip(document, view_state, self.edit)
        self._busy = BusyLine()
        self._reason = QLabel()
        self._model_link = QPushButton(self.tr("Choose a model to ask"))
        self._ask_mode = QToolButton()
        self._ask_mode.setText(self.tr("Ask"))
        self._segment_mode = QToolButton()
        self._segment_mode.setText(self.tr("Segment"))
        self._send = QPushButton(self.tr("Send"))
        self._lay_out()
        self._connect()
        self._refresh()

    # -- for the conversation

    @property
    def is_segment_mode(self) -> bool:
        return self._segment_mode.isChecked()

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
        self._refresh()

    def set_running(self, is_running: bool, status_text: str) -> None:
        self._is_running = is_running
        self._busy.show_text(status_text if is_running else "")
        self._refresh()

    def set_model_available(self, is_available: bool, reason: str) -> None:
        self._no_model_reason = None if is_available else reason
        self._refresh()

    def set_capabilities(self, *, image: bool, video: bool, reasons: Mapping[str, str]) -> None:
        missing: dict[MediaKind, str] = {}
        if not image:
            missing[MediaKind.IMAGE] = reasons.get("image") or self.tr(
                "This model cannot answer about pictures."
            )
        if not video:
            why = reasons.get("video") or self.tr("This model cannot answer about videos.")
            missing.update({MediaKind.VIDEO: why, MediaKind.SEQUENCE: why})
        self._capabilities = missing
        self._refresh()

    def set_segment_mode(self, is_segment_mode: bool) -> None:
        (self._segment_mode if is_segment_mode else self._ask_mode).setChecked(True)
        self._follow_mode()

    def set_draft(self, draft: AskDraft) -> None:
        """Show an instruction that was sent before, to be changed: its text, mode and frames, what it is about."""
        self.set_segment_mode(draft.is_segment_mode)
        if draft.about is None and self._media is not None and self._media.kind is not MediaKind.IMAGE:
            self._view_state.set_range(*draft.frame_range)
            self.chooser.choose_frames(draft.frames_spec)
        is_question = draft.about is not None and draft.about.kind is RegionKind.QUESTION
        self.about.choose(draft.about.object_id if draft.about is not None else None)
        self.edit.set_text(draft.text if draft.about is None or is_question else "")

    def send(self) -> None:
        """Send what is written, if that is possible now; the text then moves into the history."""
        text = self.edit.toPlainText().strip()
        if not text or not self._can_send():
            return
        object_id = self.about.object_id
        about = None if object_id is None else RegionDraft(object_id, self._view_state.frame_index)
        draft = AskDraft(
            text=text,
            is_segment_mode=self.is_segment_mode and about is None,
            frames_spec=self.chooser.frames_spec,
            frame_range=self.chooser.frame_range,
            about=about,
        )
        self.edit.history.add(text)
        self.edit.set_text("")
        self.edit.history.stop_walking()
        self.ask_requested.emit(draft)

    # -- assembly

    def _lay_out(self) -> None:
        self._reason.setTextFormat(Qt.TextFormat.PlainText)
        self._reason.setWordWrap(True)
        self._reason.setProperty("role", "hint")
        self._model_link.setProperty("link", True)
        self._model_link.setCursor(Qt.CursorShape.PointingHandCursor)
        self._send.setProperty("primary", True)
        modes = QButtonGroup(self)
        bottom = QHBoxLayout()
        bottom.setSpacing(2)
        for button in (self._ask_mode, self._segment_mode):
            button.setCheckable(True)
            modes.addButton(button)
            bottom.addWidget(button)
        self._ask_mode.setChecked(True)
        self._ask_mode.setToolTip(self.tr("The model is given the text as it is typed"))
        self._segment_mode.setToolTip(
            self.tr("Type a thing, such as “the red car”; it is put into the question the model knows best")
        )
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
        column.addWidget(self.about)
        column.addWidget(self.edit)
        column.addLayout(bottom)
        self._follow_mode()

    def _connect(self) -> None:
        self.edit.submitted.connect(self.send)
        self.edit.escaped.connect(self._cancel_if_running)
        self.edit.textChanged.connect(self._refresh_send)
        self.chooser.changed.connect(self._refresh_send)
        self.about.changed.connect(self._follow_about)
        self._segment_mode.toggled.connect(self._follow_mode)
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
        is_about = self.about.object_id is not None
        return not (self.reason or (self.chooser.problem and not is_about))

    def _follow_about(self) -> None:
        """One object on one frame: there is no range and nothing to segment."""
        is_about = self.about.object_id is not None
        self._ask_mode.setEnabled(not is_about)
        self._segment_mode.setEnabled(not is_about)
        self._follow_mode()
        self._refresh()

    def _follow_mode(self) -> None:
        if self.about.object_id is not None:
            self.edit.setPlaceholderText(self.tr("Ask about it, such as: What is it made of?"))
        elif self.is_segment_mode:
            self.edit.setPlaceholderText(self.tr("A thing to find, such as: the dog that jumps last"))
        else:
            self.edit.setPlaceholderText(self.tr("Ask, or say what to segment: “Please segment the red car.”"))

    def _refresh(self) -> None:
        reason = self.reason
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self._model_link.setVisible(self._media is not None and self._no_model_reason is not None)
        self.chooser.setVisible(self._media is not None and self.about.object_id is None)
        self.about.setVisible(self._media is not None)
        self._refresh_send()

    def _refresh_send(self) -> None:
        self._send.setText(self.tr("Stop") if self._stops else self.tr("Send"))
        can_send = self._can_send() and bool(self.edit.toPlainText().strip())
        self._send.setEnabled(self._stops or can_send)
        why_not = self.reason or self.chooser.problem
        if self._stops:
            self._send.setToolTip(self.tr("Stop; what is done stays (Esc)"))
        elif self._is_running:
            self._send.setToolTip(why_not or self.tr("Send (Enter); it is answered when its turn comes"))
        else:
            self._send.setToolTip(why_not or self.tr("Send (Enter)"))
