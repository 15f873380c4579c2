"""What the conversation shows before anything was asked: what to do, and a few instructions to start from."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from sa2va_desktop.annotation.records import AnswerTask

_Example: TypeAlias = tuple[str, str | AnswerTask]
_NO_REASONS: Mapping[str, str] = MappingProxyType({})


class Suggestions(QWidget):
    """Signals:
    chosen(str): put this text into the prompt.
    caption_wanted(AnswerTask): describe what is shown, or caption it with masks.
    """

    chosen = Signal(str)
    caption_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._text = QLabel()
        self._limits = QLabel()
        self._limits.setProperty("role", "hint")
        self._text.setProperty("role", "hint")
        for label in (self._title, self._text, self._limits):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._buttons = [QPushButton() for _ in range(3)]
        self._texts: dict[QPushButton, str | AnswerTask] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        column.addStretch(1)
        column.addWidget(self._title)
        column.addWidget(self._text)
        for button in self._buttons:
            button.setObjectName("suggestion")
            # never wider than the panel
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _checked=False, button=button: self._send(self._texts[button]))
            column.addWidget(button)
        column.addWidget(self._limits)
        column.addStretch(2)
        self.show_media(is_open=False, is_clip=False)

    def show_media(
        self,
        *,
        is_open: bool,
        is_clip: bool,
        is_embedded_model: bool = False,
        reasons: Mapping[str, str] = _NO_REASONS,
    ) -> None:
        """Fit the words to what is shown, and to what the model can understand.

        Args:
            reasons: why the model cannot do something, keyed as in `inference.api.Capabilities`.
        """
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
        if "language" in reasons:
            self._title.setText(self.tr("Marks instead of words"))
            self._text.setText(
                self.tr(
                    "This model knows no words. Mark a thing with the point tool (Q), a box or a lasso: it becomes a mask that can be tracked."
                )
            )
            examples: tuple[_Example, ...] = ()
        elif is_embedded_model:
            examples = self._for_drawn_things()
        else:
            examples = self._for_anything(is_clip, can_caption="grounded_caption" not in reasons)
        for button in self._buttons[len(examples) :]:
            button.hide()
        for button, (shown, sent) in zip(self._buttons, examples):
            button.setText(shown)
            button.setToolTip(shown)
            button.setVisible(is_open)
            self._texts[button] = sent
        self._limits.setText("\n".join(self._limit_sentences(reasons)))
        self._limits.setVisible(is_open and bool(self._limits.text()))

    def _send(self, chosen: str | AnswerTask) -> None:
        if isinstance(chosen, AnswerTask):
            self.caption_wanted.emit(chosen)
        else:
            self.chosen.emit(chosen)

    def _limit_sentences(self, reasons: Mapping[str, str]) -> list[str]:
        """What is not possible, or done another way, and why."""
        if "language" in reasons:
            return []
        named = {
            "grounded_caption": self.tr("No captions with a mask for each thing: {0}"),
            "region_prompts": self.tr("Objects are described from a drawn outline: {0}"),
            "grounding_modes": self.tr("One way of tracking only: {0}"),
        }
        return [sentence.format(reasons[key]) for key, sentence in named.items() if key in reasons]

    def _advice(self, is_embedded_model: bool) -> str:
        if is_embedded_model:
            return self.tr(
                "The embedded model knows a few drawn things, such as those of the demo clip. "
                "For real pictures, get a released Sa2VA (Ctrl+M)."
            )
        return self.tr("Say what you want to have marked. Words of the answer get the colour of their mask.")

    # Examples are sent as they are, and models learnt English; each is what is shown and what is sent.

    def _for_drawn_things(self) -> tuple[_Example, ...]:
        texts = ("Please segment the red car.", "Where is the balloon?", "Please segment the tree.")
        return tuple((text, text) for text in texts)

    def _for_anything(self, is_clip: bool, *, can_caption: bool) -> tuple[_Example, ...]:
        person = "Please segment the person on the left."
        question = "What happens here, and who does it?" if is_clip else "What is the largest thing here?"
        last = "Please segment the largest thing."
        if can_caption:
            return (
                (person, person),
                (self.tr("Describe this and mark each thing."), AnswerTask.GROUNDED_CAPTION),
                (question, question),
            )
        return ((person, person), (question, question), (last, last))
