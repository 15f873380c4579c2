"""What every tool of the canvas is asked. The canvas forwards pointer and keys in picture coordinates and nothing else."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPainter

from sa2va_desktop.ui.canvas.view_transform import ViewTransform

PointXY = tuple[float, float]

DELETE_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
NO_MODIFIER = Qt.KeyboardModifier.NoModifier


class CanvasTool(QObject):
    """A tool that does nothing yet; the real ones override what they need.

    Signals:
        changed(): `paint` would paint something else now, or the cursor is another.
        touched(QRect): the same, inside a picture rectangle only.
    """

    changed = Signal()
    touched = Signal(object)

    @property
    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.CrossCursor

    def press(self, at: PointXY, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        """The left or right button went down; `at` may lie outside the picture."""

    def move(self, at: PointXY, modifiers: Qt.KeyboardModifier) -> None:
        """The pointer moved, with or without a button."""

    def release(self, at: PointXY, button: Qt.MouseButton) -> None:
        """The button came up."""

    def leave(self) -> None:
        """The pointer left the canvas."""

    def resize(self, steps: int) -> None:
        """Larger or smaller, for tools that have a size."""

    def drags(self, button: Qt.MouseButton) -> bool:
        """Whether what happens between press and release of a button counts, or a click is all it is for."""
        return False

    def wants_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Whether `press_key` is to get a key that may be the shortcut of an action otherwise."""
        return False

    def press_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        """A key that the tool wants, pressed while the canvas has the focus."""

    @property
    def is_drawing(self) -> bool:
        """Something is begun that `drop` would forget."""
        return False

    @property
    def is_reshaping(self) -> bool:
        """What is drawn is complete and waits to be changed or accepted."""
        return False

    @property
    def can_take_back(self) -> bool:
        """The last step of what is begun can be undone before it is in the document."""
        return False

    def take_back(self) -> None:
        """Undo that step."""

    def drop(self) -> None:
        """Forget what is begun."""

    def end(self) -> None:
        """Another tool was chosen, or the picture went."""

    def paint(self, painter: QPainter, view: ViewTransform) -> None:
        """Paint over picture and masks, in widget coordinates."""
