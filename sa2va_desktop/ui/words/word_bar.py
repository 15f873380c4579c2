"""The bar of correcting by words, over an edge of the canvas: what is typed, what came of it in numbers, and what is taken."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.operations.word_correction import WordCandidate, WordResult
from sa2va_desktop.operations.word_wishes import ShownAs
from sa2va_desktop.ui.canvas.canvas_overlay import CanvasOverlay, KeptClear
from sa2va_desktop.ui.canvas.picture_view import PictureView
from sa2va_desktop.ui.canvas.tools.canvas_tool import ENTER_KEYS
from sa2va_desktop.ui.words.word_controller import WordController

_FIELD_PX = 300
_MOST_CANDIDATES = len(WordResult)


class WordBar(CanvasOverlay):
    """There while `WordController` is open. Enter in the field asks, or accepts when nothing was typed since.

    Args:
        accept, accept_track: take what is seen, and let the track follow.
    """

    def __init__(
        self,
        words: WordController,
        canvas: PictureView,
        *,
        accept: Callable[[], object],
        accept_track: Callable[[], object],
    ) -> None:
        super().__init__(canvas)
        self._words = words
        self._asked = ""
        self._was_answered = False
        self.setObjectName("candidateBar")
        self.field = QLineEdit(self)
        self.field.setMinimumWidth(_FIELD_PX)
        self.field.setPlaceholderText(self.tr("without its shadow, only the left one, also the trailer…"))
        self.field.setAccessibleName(self.tr("What is to be different about the mask"))
        self.field.installEventFilter(self)
        self.shown_as = QComboBox(self)
        self.shown_as.setAccessibleName(self.tr("How the mask is shown to the model"))
        self.shown_as.setToolTip(self.tr("How the model is shown the mask that is there"))
        for title, way in (
            (self.tr("Automatic"), ShownAs.AUTO),
            (self.tr("Picture cut round it"), ShownAs.CROP),
            (self.tr("Whole picture"), ShownAs.PICTURE),
            (self.tr("Outlined in red"), ShownAs.OUTLINE),
            (self.tr("Marked region"), ShownAs.REGION),
        ):
            self.shown_as.addItem(title, way)
        self.find_button = self._button(self.tr("Find"), self.tr("Ask the model  (Enter)"), self._ask)
        self.text = QLabel(self)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.choices = [self._choice(number) for number in range(1, _MOST_CANDIDATES + 1)]
        self.accept = self._button(
            self.tr("Accept"), self.tr("This becomes the mask on this frame  (Enter)"), accept
        )
        self.accept.setProperty("primary", True)
        self.track = self._button(
            self.tr("+ Track"), self.tr("Accept, and let the track follow  (Shift+Enter)"), accept_track
        )
        self.prompt = self._button(self.tr("Prompt"), self.tr("The exact text that was sent"), self.show_prompt)
        self.drop = self._button(self.tr("Close"), self.tr("Forget it  (Esc)"), words.close)
        self._accept, self._accept_track = accept, accept_track
        self._lay_out()
        words.changed.connect(self._show_state)

    def kept_clear(self) -> KeptClear:
        """The mask as it is, and what would come to it."""
        kept, candidate = super().kept_clear(), self._words.seen
        if candidate is None or candidate.difference.added.is_empty:
            return kept
        return KeptClear(mask=kept.mask.united(QRectF(*candidate.difference.added.box_xywh)))

    def show_prompt(self) -> None:
        """The exact prompt and what the model wrote, to be read and copied."""
        answer = self._words.answer
        if answer is None:
            return
        box = QMessageBox(self.window())
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(self.tr("Exact Prompt"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(answer.prompt)
        box.setInformativeText(self.tr("The model wrote: {0}").format(answer.text or "…"))
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.open()

    # ---- making

    def _lay_out(self) -> None:
        rows = [QHBoxLayout(), QHBoxLayout(), QHBoxLayout()]
        widgets_of_rows: list[list[QWidget]] = [
            [self.field, self.find_button, self.drop],
            [self.text, self.shown_as, self.prompt],
            [*self.choices, self.accept, self.track],
        ]
        for row, widgets in zip(
            rows,
            widgets_of_rows,
        ):
            row.setSpacing(6)
            for widget in widgets:
                row.addWidget(widget)
        rows[0].setStretch(0, 1)
        rows[1].setStretch(0, 1)
        rows[2].insertStretch(len(self.choices), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 8)
        column.setSpacing(4)
        for row in rows:
            column.addLayout(row)
        for button in (self.find_button, self.drop, *self.choices, self.prompt, self.accept, self.track):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Enter stays with the field and the canvas

    def _button(self, title: str, help_text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(title, self)
        button.setToolTip(help_text)
        button.clicked.connect(lambda _checked=False: act())
        return button

    def _choice(self, number: int) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(True)
        button.clicked.connect(lambda: self._words.choose(number))
        return button

    # ---- acting

    def _ask(self) -> None:
        self._asked = self.field.text()
        self._words.ask(self._asked, self.shown_as.currentData())

    def _press_enter(self, modifiers: Qt.KeyboardModifier) -> None:
        is_same = self.field.text() == self._asked
        if self._words.seen is None or not is_same:
            self._ask()
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._accept_track()
        else:
            self._accept()

    # ---- showing

    def _show_state(self) -> None:
        words = self._words
        was_open = self.isVisible()
        if not words.is_open:
            if was_open and self.isAncestorOf(self.window().focusWidget() or self.field):
                self._canvas.setFocus()
            self.setVisible(False)
            self._was_answered = False
            return
        if not was_open:
            self._asked = ""
            self.field.clear()
        self.setVisible(True)
        self.text.setText(self._sentence())
        several = len(words.candidates) > 1 or (bool(words.candidates) and words.seen is None)
        for index, button in enumerate(self.choices):
            is_there = index < len(words.candidates)
            button.setVisible(several and is_there)
            if is_there:
                title = self._title(words.candidates[index].result)
                button.setText(f"{index + 1}  {title}")
                button.setToolTip(f"{self._numbers(words.candidates[index])}  ({index + 1})")
            button.setChecked(index == words.chosen)
        self.find_button.setEnabled(not words.is_waiting)
        self.prompt.setVisible(words.answer is not None)
        self.accept.setVisible(words.seen is not None)
        self.track.setVisible(words.seen is not None and words.can_track)
        if not was_open:
            self.field.setFocus()
        elif words.answer is not None and not self._was_answered and words.candidates:
            self._canvas.setFocus()  # where digits choose and Enter accepts
        self._was_answered = words.answer is not None
        self.place(stays=was_open and self.field.hasFocus())

    def _sentence(self) -> str:
        words = self._words
        name = words.about.name if words.about is not None else ""
        if words.is_waiting:
            return self.tr("Looking for it…")
        if words.answer is None:
            return self.tr("What is to be different about the mask of “{0}”?").format(name)
        if not words.candidates:
            return self.tr("The model finds nothing of that here; say it in other words.")
        if words.seen is None:
            return self.tr("What was found changes nothing that way; choose another result or other words.")
        return self._numbers(words.seen)

    def _numbers(self, candidate: WordCandidate) -> str:
        """Pixels that come and go, and as a share of the mask that is there."""
        difference = candidate.difference
        parts = []
        if not difference.added.is_empty:
            sentence = self.tr("+{0} px ({1:.0%})")
            parts.append(sentence.format(f"{difference.added.area:,}", difference.added_share))
        if not difference.removed.is_empty:
            sentence = self.tr("−{0} px ({1:.0%})")
            parts.append(sentence.format(f"{difference.removed.area:,}", difference.removed_share))
        return "   ".join(parts)

    def _title(self, result: WordResult) -> str:
        return {
            WordResult.REST: self.tr("Without it"),
            WordResult.COMMON: self.tr("Only it"),
            WordResult.TOGETHER: self.tr("With it"),
            WordResult.FOUND: self.tr("Just that"),
        }[result]

    # ---- Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in ENTER_KEYS:
                self._press_enter(event.modifiers())
                return True
            return False
        return super().eventFilter(watched, event)
