"""The right half of the model page: one model, what is known of it, what goes on with it, what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.operations.model_fit import ModelFit
from sa2va_desktop.operations.models import ModelRow
from sa2va_desktop.ui.models.activity_box import ActivityBox
from sa2va_desktop.ui.models.model_facts import ModelFacts
from sa2va_desktop.ui.models.model_words import AbilityWords, abilities_of, subtitle
from sa2va_desktop.ui.models.question_box import QuestionBox

_CHIPS_A_ROW = 3


class ModelDetails(QWidget):
    """Only shows; the page decides which buttons there are and what they do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel(self)
        self.title.setProperty("role", "title")
        self.subtitle = QLabel(self)
        self.subtitle.setProperty("role", "hint")
        for label in (self.title, self.subtitle):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._shown_chips: list[QLabel] = []
        self._shown: tuple[ModelRow, ModelFit | None] | None = None
        self._chip_rows = [QHBoxLayout(), QHBoxLayout()]
        for line in self._chip_rows:
            line.setSpacing(6)
            line.addStretch(1)
        self.facts = ModelFacts(self)
        self.activity = ActivityBox(self)
        self.question = QuestionBox(self)
        self.use = self._button(self.tr("Use"))
        self.download = self._button(self.tr("Download…"))
        for button in (self.use, self.download):
            button.setProperty("primary", True)
        self.unload = self._button(self.tr("Unload Now"))
        self.unload.setToolTip(self.tr("Free its memory; it is loaded again when it is needed"))
        self.verify = self._button(self.tr("Verify"))
        self.verify.setToolTip(self.tr("Read every byte and every tensor, and say whether they are right"))
        self.check = self._button(self.tr("Check Files"))
        self.check.setToolTip(self.tr("Compare the files with the checksums that the hub names"))
        self.open_folder = self._button(self.tr("Open Folder"))
        self.remove = self._button(self.tr("Remove…"))
        self._lay_out()

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        return (
            *(self.use, self.download, self.unload),
            *(self.verify, self.check, self.open_folder, self.remove),
        )

    @property
    def primary(self) -> QPushButton | None:
        """What Enter does on a row: agree to what is asked, else use it, else get it."""
        found = (self.question.yes, self.use, self.download)
        return next((button for button in found if button.isVisible() and button.isEnabled()), None)

    def show_row(self, row: ModelRow, fit: ModelFit | None) -> None:
        """What is shown already stays, with what the person has selected in it."""
        if self._shown == (row, fit):
            return
        self._shown = row, fit
        self.title.setText(row.title)
        self.subtitle.setText(subtitle(row))
        self._show_chips(abilities_of(row))
        self.facts.show_row(row, fit)

    # ---- inside

    def _button(self, title: str) -> QPushButton:
        button = QPushButton(title, self)
        button.setAutoDefault(False)
        return button

    def _show_chips(self, abilities: list[AbilityWords]) -> None:
        for chip in self._shown_chips:
            chip.hide()
            chip.deleteLater()
        self._shown_chips = []
        for number, words in enumerate(abilities):
            chip = QLabel(words.title, self)
            chip.setProperty("chip", True)
            chip.setToolTip(words.help)
            self._shown_chips.append(chip)
            line = self._chip_rows[number // _CHIPS_A_ROW]
            line.insertWidget(line.count() - 1, chip)

    def _lay_out(self) -> None:
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(18, 4, 14, 4)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addWidget(self.subtitle)
        for line in self._chip_rows:
            column.addLayout(line)
        column.addWidget(self.facts)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addWidget(scroll, 1)
        below = QVBoxLayout()
        below.setContentsMargins(18, 0, 0, 0)
        below.setSpacing(8)
        below.addWidget(self.activity)
        below.addWidget(self.question)
        for row in (self.buttons[:3], self.buttons[3:]):
            line = QHBoxLayout()
            line.setSpacing(8)
            for button in row:
                line.addWidget(button)
            line.addStretch(1)
            below.addLayout(line)
        outer.addLayout(below)
