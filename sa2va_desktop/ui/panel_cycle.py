"""F6 and Shift+F6: the keyboard goes from panel to panel, and in each to where it was last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget


@dataclass(frozen=True)
class Stop:
    """A panel, and the widget in it that the keyboard goes to first; None takes the first that wants it."""

    panel: QWidget
    first: QWidget | None = None


class PanelCycle(QObject):
    """Panels that are hidden, or have nothing that takes keys, are passed over.

    Signals:
        moved(QWidget): this widget has the keys now.
    """

    moved = Signal(object)

    def __init__(self, window: QWidget, stops: Sequence[Stop]) -> None:
        super().__init__(window)
        self._window = window
        self._stops = list(stops)
        self._last: dict[int, QWidget] = {}

    def step(self, step: int) -> None:
        """Go to the next (1) or previous (-1) panel, round the ends."""
        focused = QApplication.focusWidget()
        here = self._number_of(focused)
        if here is not None and focused is not None:
            self._last[here] = focused
        start = here if here is not None else (-1 if step > 0 else 0)
        for distance in range(1, len(self._stops) + 1):
            number = (start + step * distance) % len(self._stops)
            target = self._target(number)
            if target is not None:
                target.setFocus(Qt.FocusReason.ShortcutFocusReason)
                self.moved.emit(target)
                return

    def _number_of(self, widget: QWidget | None) -> int | None:
        """The innermost panel that holds a widget."""
        while widget is not None:
            for number, stop in enumerate(self._stops):
                if stop.panel is widget:
                    return number
            widget = widget.parentWidget()
        return None

    def _target(self, number: int) -> QWidget | None:
        stop = self._stops[number]
        if not stop.panel.isVisible():
            return None
        for wanted in (self._last.get(number), stop.first):
            if wanted is not None and shiboken6.isValid(wanted) and _takes_keys(wanted):
                return wanted
        candidates = [stop.panel, *stop.panel.findChildren(QWidget)]
        inside = (widget for widget in candidates if self._number_of(widget) == number)
        return next((widget for widget in inside if _takes_keys(widget, by_tab=True)), None)


def _takes_keys(widget: QWidget, *, by_tab: bool = False) -> bool:
    policy = widget.focusPolicy()
    wanted = Qt.FocusPolicy.TabFocus if by_tab else Qt.FocusPolicy.StrongFocus
    return bool(policy & wanted) and widget.isVisible() and widget.isEnabled()
