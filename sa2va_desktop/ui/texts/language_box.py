"""A choice of languages by their BCP 47 tags; any other tag may be typed."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from sa2va_desktop.annotation.language_tags import COMMON_TAGS, language_tag


class LanguageBox(QComboBox):
    """Signals:
    tag_changed(): another tag, or something that is none.
    """

    tag_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(self.tr("Language"))
        self.setToolTip(self.tr("The language of the text as a BCP 47 tag, such as en, zh-Hans or pt-BR"))
        edit = self.lineEdit()
        assert edit is not None
        edit.setPlaceholderText(self.tr("language"))
        self.editTextChanged.connect(lambda _text: self.tag_changed.emit())

    def offer(self, used: Iterable[str]) -> None:
        """List the languages that texts have first; what is typed stays."""
        typed = self.currentText()
        self.clear()
        for tag in [*(each for each in used if each), *(each for each in COMMON_TAGS if each not in set(used))]:
            self.addItem(tag, tag)
            self.setItemData(self.count() - 1, language_name(tag), Qt.ItemDataRole.ToolTipRole)
        self.setEditText(typed)

    def tag(self) -> str | None:
        """The tag in its usual spelling, "" for none, None for what is no tag."""
        return language_tag(self.currentText())

    def set_tag(self, tag: str) -> None:
        self.setEditText(tag)


def language_name(tag: str) -> str:
    """What the language calls itself, with its tag; the tag alone where nobody knows."""
    name = QLocale(tag).nativeLanguageName() if tag else ""
    return f"{tag} — {name}" if name else tag
