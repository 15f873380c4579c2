"""How the tools are set that can be set: whether a lasso finds or is exact, whether drawn areas add or subtract."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal


class ToolOptions(QObject):
    """One per window; kept while it is open.

    Signals:
        changed(): an option is another.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lasso_is_exact = False
        self._subtracts = False

    @property
    def lasso_is_exact(self) -> bool:
        """What the lasso encloses is the mask itself; else the model finds the thing in it."""
        return self._lasso_is_exact

    def set_lasso_exact(self, is_exact: bool) -> None:
        if is_exact != self._lasso_is_exact:
            self._lasso_is_exact = is_exact
            self.changed.emit()

    @property
    def subtracts(self) -> bool:
        """Exact lassos and polygons are taken away from the mask."""
        return self._subtracts

    def set_subtracts(self, subtracts: bool) -> None:
        if subtracts != self._subtracts:
            self._subtracts = subtracts
            self.changed.emit()

    def adds_with(self, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> bool:
        """Whether an area drawn like this is added; the right button or Alt does the opposite of what is set."""
        is_opposite = button is Qt.MouseButton.RightButton or bool(modifiers & Qt.KeyboardModifier.AltModifier)
        return self._subtracts is is_opposite
