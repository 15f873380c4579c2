"""A small form for a new text about objects: its words, its kind, its language. Hidden until one is to be typed."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sa2va_desktop.annotation.records import ExpressionKind
from sa2va_desktop.ui.chat.growing_edit import EditInPlace
from sa2va_desktop.ui.texts.language_box import LanguageBox


class TextForm(QWidget):
    """Enter adds, Esc leaves it; words that were not added are there the next time.

    Signals:
        submitted(str, ExpressionKind, str): words, kind and language tag.
        closed(): nothing is typed any more.
    """

    submitted = Signal(str, object, str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel(self)
        self.title.setProperty("role", "hint")
        self.title.setWordWrap(True)
        self.field = EditInPlace(1, 5, self)
        self.field.setAccessibleName(self.tr("Words of the text"))
        self.kind = QComboBox(self)
        self.kind.setAccessibleName(self.tr("Kind of the text"))
        self.kind.addItem(self.tr("Referring"), ExpressionKind.REFERRING)
        self.kind.addItem(self.tr("Caption"), ExpressionKind.CAPTION)
        self.kind.setToolTip(
            self.tr("A referring text tells its objects from others; a caption says what they are or do")
        )
        self.language = LanguageBox(self)
        self.add = QPushButton(self.tr("Add"), self)
        self.problem = QLabel(self.tr("This is no BCP 47 tag; en, zh-Hans and pt-BR are some."), self)
        self.problem.setProperty("role", "hint")
        self.problem.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.kind, 1)
        row.addWidget(self.language, 1)
        row.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 2, 8, 6)
        column.setSpacing(4)
        for part in (self.title, self.field):
            column.addWidget(part)
        column.addLayout(row)
        column.addWidget(self.problem)
        self.field.submitted.connect(self._submit)
        self.field.escaped.connect(self.close_form)
        self.field.textChanged.connect(self._show_state)
        self.language.tag_changed.connect(self._show_state)
        self.add.clicked.connect(self._submit)
        self.hide()

    def begin(
        self, title: str, *, kind: ExpressionKind | None, language: str | None, used: Iterable[str]
    ) -> None:
        """Let a text be typed.

        Args:
            kind, language: None leaves what was chosen last.
            used: languages that texts have, offered first.
        """
        self.title.setText(title)
        self.language.offer(used)
        if kind is not None:
            self.kind.setCurrentIndex(self.kind.findData(kind))
        if language is not None:
            self.language.set_tag(language)
        self._show_state()
        self.show()
        self.field.setFocus()

    def keep(self) -> None:
        """Add the words that stand in the open form."""
        if not self.isHidden():
            self._submit()

    def close_form(self) -> None:
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _submit(self) -> None:
        words, tag = " ".join(self.field.toPlainText().split()), self.language.tag()
        if words and tag is not None:
            self.field.set_text("")
            self.close_form()
            self.submitted.emit(words, self.kind.currentData(), tag)

    def _show_state(self) -> None:
        is_tag = self.language.tag() is not None
        self.problem.setVisible(not is_tag)
        self.add.setEnabled(is_tag and bool(self.field.toPlainText().strip()))
