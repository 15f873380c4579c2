"""Whether the next question goes on from an earlier turn: shown as a chip until it is taken off."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import Answer, AnswerId, MediaId
from sa2va_desktop.annotation.threads import thread_of
from sa2va_desktop.ui.chat.ask_draft import FollowedThread
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.plain_text import shortened

_WORDS_LIMIT = 26


class FollowChip(QWidget):
    """A row above the prompt; empty while questions begin anew, which they do unless a person wants otherwise.

    Signals:
        changed: another turn is followed, or none.
    """

    changed = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._project = document.project
        self._thread: FollowedThread | None = None
        self._chip = QLabel()
        self._chip.setTextFormat(Qt.TextFormat.PlainText)
        self._drop = QToolButton()
        self._doubt = QLabel()
        self._doubt.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        self._drop.clicked.connect(lambda: self.follow(None))
        document.changed.connect(self._follow_document)
        self._refresh()

    @property
    def followed_thread(self) -> FollowedThread | None:
        """What the next question goes on from."""
        return self._thread

    @property
    def followed(self) -> Answer | None:
        """The turn that the next question follows, as far as that is known now."""
        answers = self._document.project.answers
        tip = self._thread.tip(answers) if self._thread is not None else None
        return answers[tip] if tip is not None else None

    @property
    def shown_media(self) -> MediaId | None:
        """What the thread has shown to the model last; None when it is about words alone."""
        followed = self.followed
        turns = thread_of(self._document.project.answers, followed.answer_id) if followed is not None else []
        return next((turn.media_id for turn in reversed(turns) if turn.language_frames), None)

    def follow(self, answer_id: AnswerId | None) -> None:
        """Let the next questions go on from a turn, or begin anew."""
        self._thread = None
        if answer_id is not None and answer_id in self._document.project.answers:
            self._thread = FollowedThread(answer_id)
        self._refresh()
        self.changed.emit()

    def set_doubt(self, sentence: str) -> None:
        """What speaks against follow-ups with this model although they are possible, or ""."""
        self._doubt.setText(sentence)
        self._refresh()

    # ---- inside

    def _lay_out(self) -> None:
        self._chip.setObjectName("followChip")
        self._chip.setProperty("chip", True)
        self._chip.setContentsMargins(7, 2, 7, 2)
        self._drop.setText("✕")
        self._drop.setToolTip(self.tr("Begin anew: the next question knows nothing of these turns"))
        self._drop.setAccessibleName(self._drop.toolTip())
        self._doubt.setWordWrap(True)
        self._doubt.setProperty("role", "hint")
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self._chip)
        row.addWidget(self._drop)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self._doubt)

    def _follow_document(self, change: ChangeSet) -> None:
        if self._thread is None or not change.answer_ids:
            return
        if self._document.project is not self._project or self.followed is None:
            self.follow(None)
        else:
            self._refresh()
            self.changed.emit()

    def _refresh(self) -> None:
        self._project = self._document.project
        followed = self.followed
        self.setVisible(followed is not None)
        self._doubt.setVisible(bool(self._doubt.text()))
        if followed is not None:
            words = shortened(" ".join(followed.instruction.split()), _WORDS_LIMIT)
            self._chip.setText(self.tr("↳ follows: {0}").format(words))
            self._chip.setToolTip(followed.instruction)
