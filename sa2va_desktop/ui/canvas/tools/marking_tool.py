"""What the tools that mark things share: marks are seen, grabbed, dragged, taken away; subclasses say how new ones are made."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPainter

from sa2va_desktop.operations.marks import Marks
from sa2va_desktop.ui.canvas.tools.canvas_tool import DELETE_KEYS, NO_MODIFIER, CanvasTool, PointXY
from sa2va_desktop.ui.canvas.tools.mark_handles import MarkHandle, handle_at, moved, without
from sa2va_desktop.ui.canvas.tools.mark_painter import DOT_RADIUS_PX, paint_marks, paint_proposal
from sa2va_desktop.ui.canvas.view_transform import ViewTransform
from sa2va_desktop.ui.click_controller import ClickController

_DRAG_START_PX = 4.0  # on the screen; less is a click that slipped


class MarkingTool(CanvasTool):
    """A drag on a dot or on the box's border moves it, a click on a dot takes it away, so do Del and Backspace."""

    def __init__(self, clicks: ClickController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clicks = clicks
        self._view = ViewTransform()
        self._hovered: MarkHandle | None = None
        self._last: MarkHandle | None = None
        self._pressed: tuple[MarkHandle, PointXY] | None = None
        self._is_dragging = False
        clicks.changed.connect(self._follow_marks)

    # ---- for subclasses

    def start(self, at: PointXY, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        """A button went down where no mark is."""

    def go_on(self, at: PointXY, modifiers: Qt.KeyboardModifier) -> None:
        """The pointer moved while no mark is dragged."""

    def finish(self, at: PointXY, button: Qt.MouseButton) -> None:
        """The button came up while no mark was grabbed."""

    def paint_draft(self, painter: QPainter, view: ViewTransform) -> None:
        """What is being drawn, over marks and proposal."""

    @property
    def shows_marks(self) -> bool:
        """Whether marks and proposal are seen and can be grabbed."""
        return True

    @property
    def is_over_mark(self) -> bool:
        """The pointer is over something that can be grabbed."""
        return self._hovered is not None

    @property
    def view(self) -> ViewTransform:
        """How the picture was painted last."""
        return self._view

    def is_click(self, start: PointXY, stop: PointXY) -> bool:
        """Whether the way between press and release is no drag."""
        return math.dist(start, stop) * self._view.scale < _DRAG_START_PX

    # ---- pointer

    @property
    def cursor(self) -> Qt.CursorShape:
        return self._hovered.cursor if self._hovered is not None else super().cursor

    def press(self, at: PointXY, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        handle = self._handle_at(at)
        if handle is None:
            self._last = None
            self.start(at, button, modifiers)
        else:
            self._pressed = (handle, at)

    def move(self, at: PointXY, modifiers: Qt.KeyboardModifier) -> None:
        if self._pressed is None:
            self._hover(self._handle_at(at))
            self.go_on(at, modifiers)
            return
        handle, start = self._pressed
        if not self._is_dragging and not self.is_click(start, at):
            self._is_dragging = self._clicks.begin_adjusting()
        if self._is_dragging:
            self._clicks.adjust(moved(self._clicks.marks, handle, at, self._view.picture_wh))

    def release(self, at: PointXY, button: Qt.MouseButton) -> None:
        if self._pressed is None:
            self.finish(at, button)
            return
        (handle, _), self._pressed = self._pressed, None
        if self._is_dragging:
            self._is_dragging = False
            self._last = handle
            self._clicks.end_adjusting()
        elif handle.point is not None:
            self._remove(handle)

    def leave(self) -> None:
        self._hover(None)

    def end(self) -> None:
        self._pressed = self._hovered = self._last = None
        if self._is_dragging:
            self._is_dragging = False
            self._clicks.end_adjusting()

    # ---- keys

    def wants_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        is_about_marks = self._clicks.is_active or self._hovered is not None
        return key in DELETE_KEYS and modifiers == NO_MODIFIER and is_about_marks

    def press_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        handle = self._hovered or self._last or _newest(self._clicks.marks)
        if handle is not None and self._pressed is None:
            self._remove(handle)

    # ---- what is begun

    @property
    def is_drawing(self) -> bool:
        return self._clicks.is_active

    @property
    def can_take_back(self) -> bool:
        return self._clicks.is_active

    def take_back(self) -> None:
        self._clicks.take_back()

    def drop(self) -> None:
        self._clicks.drop()

    # ---- painting

    def paint(self, painter: QPainter, view: ViewTransform) -> None:
        self._view = view
        if self.shows_marks:
            if self._clicks.shown is not None:
                paint_proposal(painter, view, self._clicks.shown)
            paint_marks(painter, view, self._clicks.marks, self._hovered)
        self.paint_draft(painter, view)

    # ---- inside

    def _handle_at(self, at: PointXY) -> MarkHandle | None:
        if not self.shows_marks:
            return None
        return handle_at(self._clicks.marks, at, DOT_RADIUS_PX / self._view.scale)

    def _hover(self, handle: MarkHandle | None) -> None:
        if handle != self._hovered:
            self._hovered = handle
            self.changed.emit()

    def _remove(self, handle: MarkHandle) -> None:
        self._hovered = self._last = None
        self._clicks.replace_marks(without(self._clicks.marks, handle))

    def _follow_marks(self) -> None:
        for handle in (self._hovered, self._last):
            if handle is not None and not _is_there(handle, self._clicks.marks):
                self._hovered = self._last = None
        if self._is_dragging and not self._clicks.is_active:  # dropped while the button is down
            self._pressed = None
            self._is_dragging = False
        self.changed.emit()


def _newest(marks: Marks) -> MarkHandle | None:
    if marks.points:
        return MarkHandle(point=len(marks.points) - 1)
    return MarkHandle(sides=frozenset({0})) if marks.box_xyxy is not None else None


def _is_there(handle: MarkHandle, marks: Marks) -> bool:
    return marks.box_xyxy is not None if handle.point is None else handle.point < len(marks.points)
