"""The key of a label: recorded from a press, with a sentence about who has it already and a button that takes it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QKeySequenceEdit, QLabel, QPushButton, QVBoxLayout, QWidget

from sa2va_desktop.ui.actions.action_set import ActionSet, plain_title, shown_keys

_FIXED = frozenset("123456789")


class HotkeyField(QWidget):
    """Shows one label's key; a new one is given at once, or after the button when another holder would lose it.

    Args:
        holder: the name of another label of the schema that has a key, or "".

    Signals:
        given(str): the portable key sequence, or "".
    """

    given = Signal(str)

    def __init__(self, actions: ActionSet, holder: Callable[[str], str], parent: QWidget) -> None:
        super().__init__(parent)
        self._actions = actions
        self._holder = holder
        self._shown = ""
        self.freed: set[str] = set()  # keys that actions lose when the dialog is accepted
        self.recorder = QKeySequenceEdit(self)
        self.recorder.setMaximumSequenceLength(1)
        self.recorder.setAccessibleName(self.tr("Key of the label"))
        self.recorder.setToolTip(self.tr("Click here and press the keys"))
        self.remove = QPushButton(self.tr("No Key"), self)
        self.remove.setAutoDefault(False)
        self.take = QPushButton(self.tr("Take It"), self)
        self.take.setAutoDefault(False)
        self.note = QLabel(self)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.note.setProperty("role", "hint")
        row = QHBoxLayout()
        row.addWidget(self.recorder, 1)
        row.addWidget(self.take)
        row.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.note)
        self.recorder.keySequenceChanged.connect(lambda _sequence: self._judge())
        self.take.clicked.connect(self._take)
        self.remove.clicked.connect(self._remove)
        self._say("")

    def show_key(self, hotkey: str) -> None:
        """Show the key of another label."""
        self._shown = hotkey
        with QSignalBlocker(self.recorder):
            self.recorder.setKeySequence(QKeySequence(hotkey))
        self._say(self._action_problem(hotkey))

    def is_taken(self, hotkey: str) -> bool:
        """Whether an action of the window has a key, and keeps it."""
        return hotkey not in self.freed and (hotkey in _FIXED or self._actions.holder_of(hotkey) is not None)

    # ---- inside

    def _recorded(self) -> str:
        return self.recorder.keySequence().toString(QKeySequence.SequenceFormat.PortableText)

    def _judge(self) -> None:
        """Take a free key at once; say who has one that is not."""
        hotkey = self._recorded()
        if not hotkey or hotkey == self._shown:  # it is empty for a moment when recording begins
            self._say("")
            return
        problem = self._action_problem(hotkey) or self._label_problem(hotkey)
        if problem:
            self._say(problem, can_take=not self._is_fixed(hotkey))
        else:
            self._give(hotkey)

    def _action_problem(self, hotkey: str) -> str:
        if not hotkey or not self.is_taken(hotkey):
            return ""
        if self._is_fixed(hotkey):
            return self.tr("{0} is fixed and cannot be a label's key.").format(_shown(hotkey))
        spec = self._actions.holder_of(hotkey)
        assert spec is not None
        return self.tr("{0} is the key of “{1}”.").format(_shown(hotkey), plain_title(spec).rstrip("…"))

    def _label_problem(self, hotkey: str) -> str:
        name = self._holder(hotkey) if hotkey else ""
        return self.tr("{0} is the key of the label “{1}”.").format(_shown(hotkey), name) if name else ""

    def _is_fixed(self, hotkey: str) -> bool:
        spec = self._actions.holder_of(hotkey)
        return hotkey in _FIXED or (spec is not None and bool(spec.gesture))

    def _take(self) -> None:
        hotkey = self._recorded()
        if self._actions.holder_of(hotkey) is not None:
            self.freed.add(hotkey)
        self._give(hotkey)

    def _remove(self) -> None:
        self.show_key("")
        self._give("")

    def _give(self, hotkey: str) -> None:
        self._shown = hotkey
        self.given.emit(hotkey)
        self._say(
            self.tr("Gives this label to the selected objects; with nothing selected, to those made next.")
            if hotkey
            else ""
        )

    def _say(self, text: str, *, can_take: bool = False) -> None:
        self.note.setText(text)
        self.note.setVisible(bool(text))
        self.take.setVisible(can_take)
        self.remove.setVisible(bool(self._shown) and not can_take)


def _shown(hotkey: str) -> str:
    return shown_keys(QKeySequence(hotkey))
