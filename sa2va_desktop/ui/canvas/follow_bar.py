"""After an edit by hand of a tracked object: an offer, over an edge of the canvas, to let the track follow."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.settings.store import SettingsStore
from sa2va_desktop.ui.canvas.canvas_overlay import CanvasOverlay
from sa2va_desktop.ui.canvas.picture_view import PictureView
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.hand_edits import HandEdits
from sa2va_desktop.ui.object_runs import ObjectRuns
from sa2va_desktop.ui.stroke_controller import StrokeController
from sa2va_desktop.ui.view_state import ViewState

_MARGIN_PX = 14  # to the edges of the canvas


class FollowBar(CanvasOverlay):
    """A child of the canvas; the picture does not move for it. With the setting, the track follows without asking."""

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        edits: HandEdits,
        strokes: StrokeController,
        object_runs: ObjectRuns,
        settings: SettingsStore,
        canvas: PictureView,
    ) -> None:
        super().__init__(canvas)
        self._document = document
        self._view_state = view_state
        self._object_runs = object_runs
        self._settings = settings
        self._about: ObjectId | None = None
        self._sentence = ""
        self.setObjectName("candidateBar")
        self.text = QLabel(self)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.follow = QPushButton(self.tr("Let the Track Follow  (Ctrl+Shift+T)"), self)
        self.follow.setProperty("primary", True)
        self.follow.setToolTip(self.tr("The tracked frames round this one are computed again from its mask"))
        self.follow.clicked.connect(self._follow)
        self.close_button = QPushButton(self.tr("Not Now"), self)
        self.close_button.clicked.connect(self.forget)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(6)
        row.addWidget(self.text)
        for button in (self.follow, self.close_button):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # keys stay with the canvas
            row.addWidget(button)
        edits.edited.connect(self.offer)
        strokes.changed.connect(
            lambda: self.hide() if strokes.is_drawing else self.setVisible(self._about is not None)
        )
        for left in (view_state.frame_changed, view_state.media_changed, view_state.selection_changed):
            left.connect(lambda _value: self.forget())
        document.changed.connect(self._follow_document)

    def forget(self) -> None:
        """The offer is taken back."""
        self._about = None
        self.hide()

    def offer(self, object_id: ObjectId, frame_index: int) -> None:
        """The mask of a tracked object was corrected on the shown frame."""
        if frame_index != self._view_state.frame_index or not self._has_track(object_id, frame_index):
            return
        if self._settings.get("track.follow_corrections"):
            self._object_runs.follow()
            return
        name = self._document.project.objects[object_id].name
        self._about = object_id
        self._sentence = self.tr("“{0}” is corrected on this frame only.").format(name)
        self.place()
        self.show()

    def place(self, *, stays: bool = False) -> None:
        """As every overlay; on a narrow canvas the sentence is cut off rather than the buttons."""
        self.text.clear()
        room = self._canvas.width() - 2 * _MARGIN_PX - self.sizeHint().width()
        self.text.setText(self.fontMetrics().elidedText(self._sentence, Qt.TextElideMode.ElideRight, room))
        self.text.setToolTip(self._sentence)
        super().place(stays=stays)

    def _has_track(self, object_id: ObjectId, frame_index: int) -> bool:
        """Whether a neighbouring frame could follow."""
        found = (self._document.project.frame(object_id, frame_index + step) for step in (-1, 1))
        return any(frame is not None and not frame.is_protected for frame in found)

    def _follow(self) -> None:
        self.forget()
        self._object_runs.follow()

    def _follow_document(self, change: ChangeSet) -> None:
        """Another change to the object, an undo among them, makes the offer a matter of the past."""
        if self._about in change.frames or self._about in change.object_ids:
            self.forget()
