"""The one road for messages to the person: a bar above the canvas, never a box that blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from sa2va_desktop.errors import CancelledError, Sa2vaDesktopError, UsageError
from sa2va_desktop.ui.theme import Theme

INFO, WARNING, ERROR = "info", "warning", "error"
_INFO_MS = 6000
_LIMIT = 4
_ICONS = {INFO: "information-outline", WARNING: "alert-outline", ERROR: "alert-circle-outline"}
_ICON_COLORS = {INFO: "accent", WARNING: "warn", ERROR: "bad"}


@dataclass(frozen=True)
class Message:
    """One sentence, and optionally what can be done about it.

    A message with a `topic` replaces an earlier one of the same topic, and `MessageCenter.withdraw` takes it back.
    `on_close` is called when the person closes it without doing what it offers.
    """

    text: str
    level: str = INFO
    topic: str = ""
    action_title: str = ""
    action: Callable[[], None] | None = None
    on_close: Callable[[], None] | None = None


class MessageCenter(QObject):
    """Collects messages from everywhere in the window; lives on the GUI thread.

    Signals:
        posted(Message), withdrawn(str): for the bar; the latter names a topic.
    """

    posted = Signal(object)
    withdrawn = Signal(str)

    def post(self, message: Message) -> None:
        self.posted.emit(message)

    def inform(self, text: str, *, topic: str = "") -> None:
        self.post(Message(text, INFO, topic))

    def warn(self, text: str, *, topic: str = "") -> None:
        self.post(Message(text, WARNING, topic))

    def withdraw(self, topic: str) -> None:
        self.withdrawn.emit(topic)

    def present_error(self, error: BaseException, *, topic: str = "") -> None:
        """The presenter of all failures: their sentence for the person; whoever caught them has logged the trace."""
        if isinstance(error, CancelledError):
            return
        if isinstance(error, Sa2vaDesktopError):
            text = str(error)
        else:
            text = self.tr("Something went wrong inside the program: {0}").format(_sentence(error))
        # What cannot be done here has changed nothing, so its sentence need not stay.
        level = INFO if isinstance(error, UsageError) else ERROR
        self.post(Message(text, level, topic or text))


def _sentence(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


class MessageBar(QWidget):
    """Shows messages one under another. Information goes by itself; what has a button, warnings and errors stay."""

    def __init__(self, center: MessageCenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._rows: list[_MessageRow] = []
        center.posted.connect(self._show)
        center.withdrawn.connect(self._withdraw)
        self.hide()

    @property
    def texts(self) -> list[str]:
        """What is shown now, oldest first."""
        return [row.message.text for row in self._rows]

    def _show(self, message: Message) -> None:
        if message.topic:
            self._withdraw(message.topic)
        row = _MessageRow(message, self._theme, self)
        row.dismissed.connect(self._remove)
        self._rows.append(row)
        self._layout.addWidget(row)
        while len(self._rows) > _LIMIT:
            self._remove(self._rows[0])
        self.show()

    def _withdraw(self, topic: str) -> None:
        for row in [row for row in self._rows if row.message.topic == topic]:
            self._remove(row)

    def _remove(self, row: _MessageRow) -> None:
        if row in self._rows:
            self._rows.remove(row)
            row.hide()
            row.deleteLater()
        self.setVisible(bool(self._rows))


class _MessageRow(QFrame):
    dismissed = Signal(object)

    def __init__(self, message: Message, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.message = message
        self.setObjectName("message")
        self.setProperty("level", message.level)
        icon = QLabel(self)
        icon.setPixmap(theme.icon(_ICONS[message.level], _ICON_COLORS[message.level]).pixmap(18, 18))
        text = QLabel(message.text, self)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QToolButton(self)
        close.setIcon(theme.icon("close", "text_dim"))
        close.setToolTip(self.tr("Dismiss"))
        close.setAccessibleName(self.tr("Dismiss this message"))
        close.clicked.connect(self._close)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.setSpacing(10)
        layout.addWidget(icon)
        layout.addWidget(text, 1)
        if message.action is not None:
            button = QPushButton(message.action_title, self)
            button.clicked.connect(self._act)
            layout.addWidget(button)
        layout.addWidget(close)
        if message.level == INFO and message.action is None:  # a button must not vanish under the cursor
            timer = QTimer(self)
            timer.setSingleShot(True)
            timer.timeout.connect(self._dismiss)
            timer.start(_INFO_MS)

    def _close(self) -> None:
        if self.message.on_close is not None:
            self.message.on_close()
        self._dismiss()

    def _dismiss(self) -> None:
        self.dismissed.emit(self)

    def _act(self) -> None:
        action = self.message.action
        self._dismiss()
        if action is not None:
            action()
