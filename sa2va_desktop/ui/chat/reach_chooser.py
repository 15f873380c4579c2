"""About which pictures a question about objects is asked: this frame, or several together or one by one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.operations.object_question import ObjectsReach, object_frames
from sa2va_desktop.ui.chat.answer_pieces import frame_list
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.elided_combo_box import ElidedComboBox
from sa2va_desktop.ui.plain_text import shortened
from sa2va_desktop.ui.view_state import ViewState

_NAME_LIMIT = 24


class ReachChooser(QWidget):
    """Shown while the question is about objects of a clip; follows the playhead and the in/out range.

    Signals:
        changed: the choice, or what it means, is another one.
    """

    changed = Signal()

    def __init__(self, document: Document, view_state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._object_ids: tuple[ObjectId, ...] = ()
        self._range_frames: tuple[int, ...] | None = None  # kept, because tracks may be long
        self._choice = ElidedComboBox()
        self._choice.addItem(self.tr("This frame"), ObjectsReach.HERE)
        self._choice.addItem(self.tr("Frames of the range, together"), ObjectsReach.TOGETHER)
        self._choice.addItem(self.tr("Frames of the range, one by one"), ObjectsReach.EACH)
        self._choice.setToolTip(self.tr("In which frames the model sees the objects"))
        self._choice.setAccessibleName(self._choice.toolTip())
        self._sentence = QLabel()
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.setProperty("role", "hint")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._choice)
        column.addWidget(self._sentence)
        self._choice.currentIndexChanged.connect(self._refresh)
        view_state.frame_changed.connect(self._follow_frame)
        view_state.range_changed.connect(self._look_again)
        document.changed.connect(self._follow_document)

    @property
    def reach(self) -> ObjectsReach:
        """A picture is all there is of it."""
        chosen: ObjectsReach = self._choice.currentData()
        return chosen if self._view_state.frame_count > 1 else ObjectsReach.HERE

    @property
    def frames(self) -> tuple[int, ...]:
        """What the model would be shown now."""
        if self.reach is ObjectsReach.HERE:
            return (self._view_state.frame_index,)
        if self._range_frames is None:
            project, frame_range = self._document.project, self._view_state.frame_range
            self._range_frames = object_frames(project, self._object_ids, frame_range)
        return self._range_frames

    @property
    def problem(self) -> str:
        """Why nothing can be asked about these frames, one sentence, or ""."""
        if not self._object_ids:
            return ""
        if self.reach is ObjectsReach.HERE:
            return self._missing_here()
        if self.frames:
            return ""
        return self.tr("None of the objects has a mask in the in–out range.")

    def choose(self, reach: ObjectsReach) -> None:
        self._choice.setCurrentIndex(self._choice.findData(reach))

    def show_objects(self, object_ids: Sequence[ObjectId]) -> None:
        """Which objects the question is about; the choice is there while there are any."""
        self._object_ids = tuple(object_ids)
        self.setVisible(bool(object_ids) and self._view_state.frame_count > 1)
        self._look_again()

    def _follow_frame(self) -> None:
        if self.reach is ObjectsReach.HERE:
            self._refresh()

    def _follow_document(self, change: ChangeSet) -> None:
        if any(each in change.frames or each in change.object_ids for each in self._object_ids):
            self._look_again()

    def _look_again(self) -> None:
        """Other objects, frames or masks are meant."""
        self._range_frames = None
        self._refresh()

    def _refresh(self) -> None:
        self._object_ids = tuple(each for each in self._object_ids if each in self._document.project.objects)
        if self._object_ids:
            self._sentence.setText(self.problem or self._meaning())
            self.changed.emit()

    def _missing_here(self) -> str:
        project, frame_index = self._document.project, self._view_state.frame_index
        for object_id in self._object_ids:
            frame = project.frame(object_id, frame_index)
            if frame is None or frame.rle.is_empty:
                name = shortened(project.objects[object_id].name, _NAME_LIMIT)
                return self.tr("“{0}” has no mask on this frame.").format(name)
        return ""

    def _meaning(self) -> str:
        frames = frame_list(self.frames)
        if self.reach is ObjectsReach.HERE:
            return self.tr("The model sees frame {0}, with the objects marked.").format(frames)
        if self.reach is ObjectsReach.TOGETHER:
            return self.tr("The model sees frames {0}, with the objects outlined and numbered.").format(frames)
        return self.tr("It is asked once about each of the frames {0}.").format(frames)
