"""Brush strokes on the mask of the selected object: shown while they are drawn, one history entry when they end."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QRect, Signal

from sa2va_desktop.annotation.records import AnnotationObject, FrameState, ObjectId
from sa2va_desktop.annotation.rle import MaskRle, empty_rle
from sa2va_desktop.editing.brush import brush, eraser
from sa2va_desktop.editing.commands import edit_mask
from sa2va_desktop.errors import ProjectError
from sa2va_desktop.ui.canvas.canvas_presenter import CanvasPresenter
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.view_state import ViewState

_TOPIC = "brush"
_STEP = 1.25
_MIN_RADIUS_PX, _MAX_RADIUS_PX = 0.5, 1000.0


@dataclass
class _Stroke:
    object_id: ObjectId
    name: str
    frame_index: int
    adds: bool
    before: MaskRle
    rle: MaskRle
    last_xy: tuple[float, float]


class StrokeController(QObject):
    """Signals:
    changed(): a stroke began or ended.
    radius_changed(): the brush is larger or smaller.
    """

    changed = Signal()
    radius_changed = Signal()

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        presenter: CanvasPresenter,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._presenter = presenter
        self._messages = messages
        self._radius_px = 10.0
        self._stroke: _Stroke | None = None
        view_state.frame_changed.connect(lambda _frame: self.finish())
        view_state.media_changed.connect(lambda _media: self.finish())

    @property
    def radius_px(self) -> float:
        """In picture pixels; the same for brush and eraser."""
        return self._radius_px

    @property
    def is_drawing(self) -> bool:
        return self._stroke is not None

    def resize(self, steps: int) -> None:
        self._radius_px = max(_MIN_RADIUS_PX, min(_MAX_RADIUS_PX, self._radius_px * _STEP**steps))
        self.radius_changed.emit()

    def begin(self, at: tuple[float, float], *, adds: bool) -> None:
        """Start a stroke on the shown frame, or say why there can be none."""
        self.finish()
        frame_index, item = self._presenter.shown_frame, self._target()
        if frame_index is None or item is None:
            return
        self._view_state.set_playing(False)
        self._view_state.seek(frame_index)
        frame = self._document.project.frame(item.object_id, frame_index)
        if item.is_locked or (frame is not None and frame.state is FrameState.LOCKED):
            self._messages.warn(self.tr("“{0}” is locked; unlock it to paint.").format(item.name), topic=_TOPIC)
            return
        media = self._document.project.media[item.media_id]
        before = frame.rle if frame is not None else empty_rle(media.height, media.width)
        self._stroke = _Stroke(item.object_id, item.name, frame_index, adds, before, before, at)
        self._messages.withdraw(_TOPIC)
        self.extend(at)
        self.changed.emit()

    def extend(self, at: tuple[float, float]) -> None:
        """Go on to a point; nothing when no stroke was begun."""
        stroke = self._stroke
        if stroke is None:
            return
        tool = brush if stroke.adds else eraser
        edit = tool(stroke.rle, (stroke.last_xy, at), self._radius_px)
        stroke.last_xy = at
        if edit.changed is not None:
            stroke.rle = edit.rle
            box = edit.changed
            changed = QRect(box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0)
            self._presenter.show_draft(stroke.object_id, stroke.rle, changed)

    def finish(self) -> None:
        """Put the stroke into the document, if there is one that changed something."""
        stroke, self._stroke = self._stroke, None
        if stroke is None:
            return
        project = self._document.project
        if stroke.rle != stroke.before and stroke.object_id in project.objects:
            verb = self.tr("Paint “{0}”") if stroke.adds else self.tr("Erase from “{0}”")
            changes = edit_mask(project, stroke.object_id, stroke.frame_index, stroke.rle)
            try:
                self._document.do(verb.format(stroke.name), changes)
            except ProjectError as error:
                self._messages.present_error(error, topic=_TOPIC)
        self._presenter.hide_draft()
        self.changed.emit()

    def cancel(self) -> None:
        """Forget the stroke that is being drawn."""
        self._stroke = None
        self._presenter.hide_draft()
        self.changed.emit()

    def _target(self) -> AnnotationObject | None:
        """The one selected object, or None after a sentence that says what is missing."""
        session = self._document.session
        if session is None or session.is_read_only:
            return None
        selection = self._view_state.selection
        if len(selection) != 1:
            text = self.tr("Select one object first: the brush changes its mask on this frame.")
            self._messages.warn(text, topic=_TOPIC)
            return None
        return self._document.project.objects.get(next(iter(selection)))
