"""A question in its place: sentences, a button that agrees, one that does not; also a notice with one button or none."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sa2va_desktop.ui.messages import INFO


class QuestionBox(QFrame):
    """Hidden until something is asked or said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("modelNotice")
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.yes = QPushButton(self)
        self.no = QPushButton(self)
        for button in (self.yes, self.no):
            button.setAutoDefault(False)
        self._then: Callable[[], None] | None = None
        self._otherwise: Callable[[], None] | None = None
        self.yes.clicked.connect(lambda: self._call(self._then))
        self.no.clicked.connect(lambda: self._call(self._otherwise))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.yes)
        buttons.addWidget(self.no)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addWidget(self.text)
        column.addLayout(buttons)
        self.hide()

    def ask(
        self,
        text: str,
        level: str,
        yes: str = "",
        then: Callable[[], None] | None = None,
        no: str = "",
        otherwise: Callable[[], None] | None = None,
        *,
        is_primary: bool = False,
        can_agree: bool = True,
    ) -> None:
        """Show sentences with up to two buttons; one without a title is not there."""
        self._then, self._otherwise = then, otherwise
        self.text.setText(text)
        for button, title in ((self.yes, yes), (self.no, no)):
            button.setText(title)
            button.setVisible(bool(title))
        self.yes.setEnabled(can_agree)
        self.yes.setProperty("primary", is_primary)
        self.setProperty("level", level)
        for widget in (self, self.yes):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self.show()

    def drop(self) -> None:
        self._then = self._otherwise = None
        self.setProperty("level", INFO)
        self.hide()

    def _call(self, then: Callable[[], None] | None) -> None:
        if then is not None:
            then()
