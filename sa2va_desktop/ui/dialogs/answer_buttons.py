"""The two buttons at the end of a dialog that does something: the deed, which looks so, and Cancel."""

from __future__ import annotations

from PySide6.QtWidgets import QDialogButtonBox, QWidget


def deed_and_cancel(title: str, parent: QWidget) -> QDialogButtonBox:
    """A box with the standard buttons Ok, called as what it does, and Cancel."""
    kinds = QDialogButtonBox.StandardButton
    box = QDialogButtonBox(kinds.Ok | kinds.Cancel, parent)
    deed = box.button(kinds.Ok)
    deed.setText(title)
    deed.setProperty("primary", True)
    deed.style().unpolish(deed)  # the box has made it with the looks of any other button
    deed.style().polish(deed)
    return box
