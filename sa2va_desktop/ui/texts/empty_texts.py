"""What the list of texts shows while it is empty: why, and two ways to begin."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget


class EmptyTexts(QWidget):
    """The buttons are connected by whoever made it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hint = QLabel(self)
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setProperty("role", "hint")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setWordWrap(True)
        self.write_button = QPushButton(self.tr("Write Expressions…"), self)
        self.add_button = QPushButton(self.tr("Add a Text…"), self)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 12)
        column.addStretch(1)
        column.addWidget(self.hint)
        buttons = QHBoxLayout()  # beside each other: the field for a new text needs the height
        buttons.addStretch(1)
        for button in (self.write_button, self.add_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addStretch(1)

    def show_why(self, *, has_texts: bool) -> None:
        """`has_texts`: the project has some, but the filter leaves none."""
        self.write_button.setVisible(not has_texts)
        self.hint.setText(
            self.tr("No text fits the filter.")
            if has_texts
            else self.tr(
                "Texts about objects are reviewed here.\n\nHave them written by the model, stage by stage, type one, or import them."
            )
        )
