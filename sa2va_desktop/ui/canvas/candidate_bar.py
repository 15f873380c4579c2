"""What was marked and what Enter will do, over an edge of the canvas: candidates with scores, accept, drop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton

from sa2va_desktop.ui.canvas.canvas_overlay import CanvasOverlay, KeptClear
from sa2va_desktop.ui.canvas.picture_view import PictureView
from sa2va_desktop.ui.click_controller import ClickController
from sa2va_desktop.ui.document import Document

_MOST_CANDIDATES = 3


class CandidateBar(CanvasOverlay):
    """There while there are marks.

    Args:
        describe, track: run about the selected object; called after its mask was accepted.
    """

    def __init__(
        self,
        clicks: ClickController,
        document: Document,
        canvas: PictureView,
        *,
        describe: Callable[[], object],
        track: Callable[[], object],
    ) -> None:
        super().__init__(canvas)
        self._clicks = clicks
        self._document = document
        self._is_clip = False
        self.setObjectName("candidateBar")
        self.text = QLabel(self)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.choices = [self._choice(number) for number in range(1, _MOST_CANDIDATES + 1)]
        self.accept = self._button(
            self.tr("Accept"), self.tr("Put this mask into the project  (Enter)"), clicks.accept
        )
        self.accept.setProperty("primary", True)
        self.describe = self._button(
            self.tr("+ Describe"),
            self.tr("Accept, and let the model say what it is  (Ctrl+Enter)"),
            lambda: clicks.accept(describe),
        )
        self.track = self._button(
            self.tr("+ Track"),
            self.tr("Accept, and carry it through the range, both ways  (Shift+Enter)"),
            lambda: clicks.accept(track),
        )
        self.drop = self._button(self.tr("Drop"), self.tr("Forget marks and mask  (Esc)"), clicks.drop)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(6)
        row.addWidget(self.text)
        for widget in (*self.choices, self.accept, self.describe, self.track, self.drop):
            widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Enter stays with the canvas
            row.addWidget(widget)
        clicks.changed.connect(self._show_state)

    def show_clip(self, is_clip: bool) -> None:
        """A still has nothing to track."""
        self._is_clip = is_clip

    def kept_clear(self) -> KeptClear:
        """The marks, and the mask that is proposed for them."""
        clicks = self._clicks
        box, candidates = clicks.marks.box_xyxy, clicks.candidates
        corners = [] if box is None else [(x, y) for x in box[::2] for y in box[1::2]]
        mask = QRectF(*candidates[clicks.chosen].rle.box_xywh) if candidates else QRectF()
        return KeptClear([*corners, *(point.point_xy for point in clicks.marks.points)], mask)

    def _button(self, title: str, help_text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(title, self)
        button.setToolTip(help_text)
        button.clicked.connect(lambda _checked=False: act())
        return button

    def _choice(self, number: int) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(True)
        button.setToolTip(
            self.tr("Possible mask {0}, with the model's own estimate of its quality  ({0})").format(number)
        )
        button.clicked.connect(lambda: self._clicks.choose(number))
        return button

    def _show_state(self) -> None:
        clicks = self._clicks
        self.setVisible(clicks.is_active)
        if not clicks.is_active:
            return
        self.text.setText(self._sentence())
        several = len(clicks.candidates) > 1
        for index, button in enumerate(self.choices):
            button.setVisible(several and index < len(clicks.candidates))
            if index < len(clicks.candidates):
                score = clicks.candidates[index].predicted_iou
                button.setText(f"{index + 1}" if score is None else f"{index + 1}  ·  {score:.2f}")
            button.setChecked(index == clicks.chosen)
        self.accept.setVisible(bool(clicks.candidates))
        self.describe.setVisible(bool(clicks.candidates))
        self.track.setVisible(bool(clicks.candidates) and self._is_clip)
        self.place()

    def _sentence(self) -> str:
        clicks = self._clicks
        if clicks.is_waiting and not clicks.candidates:
            return self.tr("Looking for what was marked…")
        if not clicks.candidates:
            if clicks.is_answered:
                return self.tr("The model finds nothing there; mark more.")
            return self.tr("Mark the inside of the object as well.")
        item = self._document.project.objects.get(clicks.target) if clicks.target is not None else None
        if item is None:
            return self.tr("New object")
        return self.tr("Mask of “{0}” on this frame").format(item.name)
