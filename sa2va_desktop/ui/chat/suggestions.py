"""What the conversation shows before anything was asked: what to do, and a few instructions to start from."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget


class Suggestions(QWidget):
    """Signals:
    chosen(str): put this text into the prompt.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._text = QLabel()
        self._text.setProperty("role", "hint")
        for label in (self._title, self._text):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._buttons = [QPushButton() for _ in range(3)]
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        column.addStretch(1)
        column.addWidget(self._title)
        column.addWidget(self._text)
        for button in self._buttons:
            button.setObjectName("suggestion")
            button.clicked.connect(lambda _checked=False, button=button: self.chosen.emit(button.text()))
            column.addWidget(button)
        column.addStretch(2)
        self.show_media(is_open=False, is_clip=False)

    def show_media(self, *, is_open: bool, is_clip: bool, is_embedded_model: bool = False) -> None:
        """Fit the words to what is shown, and to what the model can understand."""
        if not is_open:
            self._title.setText(self.tr("Nothing to ask about yet"))
            self._text.setText(
                self.tr("Open a picture or a video; then say in words what you want to have marked.")
            )
        else:
            self._title.setText(
                self.tr("Ask about this clip") if is_clip else self.tr("Ask about this picture")
            )
            self._text.setText(self._advice(is_embedded_model))
        texts = self._for_drawn_things() if is_embedded_model else self._for_anything(is_clip)
        for button, text in zip(self._buttons, texts):
            button.setText(text)
            button.setVisible(is_open)

    def _advice(self, is_embedded_model: bool) -> str:
        if is_embedded_model:
            return self.tr(
                "The embedded model knows a few drawn things, such as those of the demo clip. "
                "For real pictures, choose a model folder in the Model menu."
            )
        return self.tr("Say what you want to have marked. Words of the answer get the colour of their mask.")

    def _for_drawn_things(self) -> tuple[str, str, str]:
        # The model is given these words as they are; it learnt English.
        return (
            "Please segment the red car.",
            "Where is the balloon?",
            "Please segment the tree.",
        )

    def _for_anything(self, is_clip: bool) -> tuple[str, str, str]:
        return (
            "Please segment the person on the left.",
            "Describe this and segment each thing you name.",
            "What happens here, and who does it?" if is_clip else "What is the largest thing here?",
        )
