"""The plain statement before a training: what it would take, write and learn from, and which items cannot be used."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QScrollArea, QVBoxLayout, QWidget

_FAULTS_PX = 110


class StatementBox(QWidget):
    """Sentences, then warnings, then a problem that keeps training from beginning, then the faults as a list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel(self.tr("What it takes"), self)
        self.title.setProperty("role", "strong")
        self.text = _label(self, "")
        self.warning = _label(self, "warning")
        self.problem = _label(self, "problem")
        self.faults_title = QLabel(self)
        self.faults_title.setProperty("role", "strong")
        self.faults = QListWidget(self)
        self.faults.setWordWrap(True)
        self.faults.setFixedHeight(_FAULTS_PX)
        self.faults.setAccessibleName(self.tr("Items that cannot be used"))
        inner = QWidget(self)
        sentences = QVBoxLayout(inner)
        sentences.setContentsMargins(0, 0, 6, 0)
        sentences.setSpacing(10)
        for label in (self.problem, self.warning, self.text):
            sentences.addWidget(label)
        sentences.addStretch(1)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(area, 1)
        column.addWidget(self.faults_title)
        column.addWidget(self.faults)
        self.show_sentences([])

    def show_sentences(
        self,
        sentences: Sequence[str],
        *,
        warnings: Sequence[str] = (),
        problem: str = "",
        faults: Sequence[str] = (),
    ) -> None:
        """Replace everything that is said."""
        for label, text in (
            (self.text, "\n\n".join(sentences)),
            (self.warning, "\n\n".join(warnings)),
            (self.problem, problem),
        ):
            label.setText(text)
            label.setVisible(bool(text))
        self.faults_title.setText(self.tr("Cannot be used: {0}").format(len(faults)))
        if [self.faults.item(row).text() for row in range(self.faults.count())] != [*faults]:
            self.faults.clear()
            self.faults.addItems([*faults])
        for widget in (self.faults_title, self.faults):
            widget.setVisible(bool(faults))


def _label(parent: QWidget, role: str) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setWordWrap(True)
    label.setProperty("role", role)
    return label
