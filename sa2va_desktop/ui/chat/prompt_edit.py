"""The box an instruction is typed into: plain text, Enter sends, Up and Down bring earlier instructions back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QCompleter, QWidget

from sa2va_desktop.annotation.records import Rgb
from sa2va_desktop.ui.chat.growing_edit import GrowingEdit
from sa2va_desktop.ui.chat.prompt_history import PromptHistory

_LEAST_LINES = 2
_MOST_LINES = 7
_CHOOSING_KEYS = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
)


@dataclass(frozen=True)
class PromptChip:
    """UTF-16 units [start, stop) of the text that are one thing to the cursor, on a ground of that colour."""

    start: int
    stop: int
    color: Rgb


class PromptEdit(GrowingEdit):
    """A `GrowingEdit` with a memory of what was sent, and with chips in its text: the cursor steps over them, Backspace
    and Del take them away whole, and undo brings them back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_LEAST_LINES, _MOST_LINES, parent)
        self.history = PromptHistory()
        self._completer: QCompleter | None = None
        self._chips: list[PromptChip] = []
        self._cursor_was = 0
        self.cursorPositionChanged.connect(self._step_over_chip)

    def set_completer(self, completer: QCompleter) -> None:
        """Leave Enter, Tab, Esc and the arrows to a completer while it shows its list."""
        self._completer = completer

    @property
    def chips(self) -> list[PromptChip]:
        """In reading order."""
        return self._chips

    def set_chips(self, chips: Sequence[PromptChip]) -> None:
        self._chips = list(chips)
        self.viewport().update()

    def _step_over_chip(self) -> None:
        """A cursor that comes to stand inside a chip goes on to the end of it that lies in its direction."""
        cursor, was = self.textCursor(), self._cursor_was
        chip = next((each for each in self._chips if each.start < cursor.position() < each.stop), None)
        if chip is not None:
            is_nearer_start = cursor.position() - chip.start < chip.stop - cursor.position()
            goes_back = was >= chip.stop or (was > chip.start and is_nearer_start)
            keeps = (
                QTextCursor.MoveMode.KeepAnchor if cursor.hasSelection() else QTextCursor.MoveMode.MoveAnchor
            )
            cursor.setPosition(chip.start if goes_back else chip.stop, keeps)
            self._cursor_was = cursor.position()
            self.setTextCursor(cursor)
        self._cursor_was = self.textCursor().position()

    def _delete_chip(self, key: Qt.Key) -> bool:
        """Whether Backspace or Del took away a chip."""
        cursor = self.textCursor()
        if cursor.hasSelection() or key not in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            return False
        at, is_back = cursor.position(), key == Qt.Key.Key_Backspace
        chip = next((each for each in self._chips if at == (each.stop if is_back else each.start)), None)
        if chip is None:
            return False
        cursor.setPosition(chip.start)
        cursor.setPosition(chip.stop, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        return True

    def _chip_rects(self, chip: PromptChip) -> list[QRectF]:
        """One for each line it takes, in viewport coordinates."""
        block = self.document().findBlock(chip.start)
        origin = self.blockBoundingGeometry(block).translated(self.contentOffset()).topLeft()
        layout, rects = block.layout(), []
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            start = max(chip.start - block.position(), line.textStart())
            stop = min(chip.stop - block.position(), line.textStart() + line.textLength())
            if start < stop:
                left, right = (_x_of(line.cursorToX(at)) for at in (start, stop))
                rects.append(QRectF(left - 2, line.y(), right - left + 4, line.height()).translated(origin))
        return rects

    @property
    def _is_choosing(self) -> bool:
        popup = self._completer.popup() if self._completer is not None else None
        return popup is not None and popup.isVisible()

    def _walk(self, older: bool) -> bool:
        """Show an earlier or later instruction, if the keys are not needed to move the cursor in a typed text."""
        if self.toPlainText() and not self.history.is_walking:
            return False
        text = self.history.older(self.toPlainText()) if older else self.history.newer()
        if text is not None:
            self.set_text(text)
        return True

    # -- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        if self._is_choosing and key in _CHOOSING_KEYS:
            event.ignore()  # the completer takes what its widget does not
            return
        plain = modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._walk(key == Qt.Key.Key_Up):
            return
        before = self.toPlainText()
        if not self._delete_chip(Qt.Key(key)):
            super().keyPressEvent(event)
        if self.toPlainText() != before:
            self.history.stop_walking()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for chip in self._chips:
            painter.setBrush(QColor(*chip.color))
            for rect in self._chip_rects(chip):
                painter.drawRoundedRect(rect, 4, 4)
        painter.end()
        super().paintEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        # Dropped files belong to the window, which opens them; their paths are no instruction.
        return source.hasText() and not source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if self.canInsertFromMimeData(source):
            self.insertPlainText(source.text())
            self.history.stop_walking()


def _x_of(place: object) -> float:
    """Of `QTextLine.cursorToX`, which gives a pair in some versions of the binding."""
    return float(place[0] if isinstance(place, tuple) else place)  # type: ignore[arg-type]
