"""A closed line drawn by hand: the model finds the thing inside, or exactly this area is added or taken away."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QPainter

from sa2va_desktop.editing.polygon import add_polygon, subtract_polygon
from sa2va_desktop.ui.canvas.tools.canvas_tool import PointXY
from sa2va_desktop.ui.canvas.tools.freehand import Freehand
from sa2va_desktop.ui.canvas.tools.mark_painter import LINE_INSIDE, LINE_OUTSIDE, paint_line
from sa2va_desktop.ui.canvas.tools.scribble_tool import ScribbleTool
from sa2va_desktop.ui.canvas.tools.tool_options import ToolOptions
from sa2va_desktop.ui.canvas.view_transform import ViewTransform
from sa2va_desktop.ui.click_controller import ClickController
from sa2va_desktop.ui.hand_edits import HandEdit, HandEdits


class LassoTool(ScribbleTool):
    """A scribble that is closed; in the finding mode its right button is the scribble's."""

    def __init__(
        self,
        clicks: ClickController,
        edits: HandEdits,
        options: ToolOptions,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(clicks, parent)
        self._edits = edits
        self._options = options
        self._edit: HandEdit | None = None
        self._adds = True
        options.changed.connect(self._follow_options)

    @property
    def shows_marks(self) -> bool:
        return not self._options.lasso_is_exact

    def start(self, at: PointXY, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        if self._options.lasso_is_exact:
            self._adds = self._options.adds_with(button, modifiers)
            self._edit = self._edits.begin(adds=self._adds)
            if self._edit is None:
                return
        super().start(at, button, modifiers)

    def use_line(self, line: Freehand) -> None:
        edit, self._edit = self._edit, None
        if edit is not None:
            cut = add_polygon if self._adds else subtract_polygon
            verb = self.tr("Add an area to “{0}”") if self._adds else self.tr("Cut an area from “{0}”")
            self._edits.commit(edit, lambda before: cut(before, line.points).rle, verb)
        elif line.button is Qt.MouseButton.RightButton:
            super().use_line(line)
        elif not self.is_click(line.points[0], line.farthest):
            self._clicks.add_lasso(line.points)

    def drop(self) -> None:
        self._edit = None
        super().drop()

    def end(self) -> None:
        self._edit = None
        super().end()

    def paint_line(self, painter: QPainter, view: ViewTransform, line: Freehand) -> None:
        if self._edit is None and line.button is Qt.MouseButton.RightButton:
            super().paint_line(painter, view, line)
            return
        color = QColor(*self._edit.drawn.color) if self._edit is not None else LINE_INSIDE
        paint_line(
            painter, view, line.points, color if self._adds else LINE_OUTSIDE, is_filled=True, is_closed=True
        )

    def _follow_options(self) -> None:
        if not self.shows_marks and self._line is None:
            self._clicks.drop()
        self.changed.emit()
