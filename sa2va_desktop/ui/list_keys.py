"""Keys that a list has for itself while it has the keyboard, whatever they mean in the rest of the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, SignalInstance
from PySide6.QtGui import QKeyEvent

Meaning = SignalInstance | int | None
"""What a key does: a signal to be emitted, a step in the list, or nothing of the list's own."""


def keeps_key(event: QEvent, meaning_of: Callable[[QKeyEvent], Meaning]) -> bool:
    """Whether an event asks if a key is the list's own, and it is; the event is accepted then."""
    is_override = event.type() is QEvent.Type.ShortcutOverride
    if is_override and isinstance(event, QKeyEvent) and meaning_of(event) is not None:
        event.accept()
        return True
    return False


def does_key(event: QKeyEvent, meaning: Meaning, step: SignalInstance) -> bool:
    """Do what a pressed key means; only steps repeat while it is held. False: it means nothing of the list's own."""
    if isinstance(meaning, int):
        step.emit(meaning)
    elif meaning is not None and not event.isAutoRepeat():
        meaning.emit()
    return meaning is not None
