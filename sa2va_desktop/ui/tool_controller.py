"""Which tool the canvas has, and what is begun with it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from sa2va_desktop.ui.canvas.canvas_view import CanvasView
from sa2va_desktop.ui.canvas.tools.box_tool import BoxTool
from sa2va_desktop.ui.canvas.tools.brush_tool import BrushTool
from sa2va_desktop.ui.canvas.tools.canvas_tool import CanvasTool
from sa2va_desktop.ui.canvas.tools.crosshair import Crosshair, CrosshairTool
from sa2va_desktop.ui.canvas.tools.fill_tool import FillTool
from sa2va_desktop.ui.canvas.tools.lasso_tool import LassoTool
from sa2va_desktop.ui.canvas.tools.marking_tool import MarkingTool
from sa2va_desktop.ui.canvas.tools.point_tool import PointTool
from sa2va_desktop.ui.canvas.tools.polygon_tool import PolygonTool
from sa2va_desktop.ui.canvas.tools.scribble_tool import ScribbleTool
from sa2va_desktop.ui.canvas.tools.tool_options import ToolOptions
from sa2va_desktop.ui.canvas.tools.wand_tool import WandTool
from sa2va_desktop.ui.click_controller import ClickController
from sa2va_desktop.ui.fill_controller import FillController
from sa2va_desktop.ui.hand_edits import HandEdits
from sa2va_desktop.ui.hover_preview import HoverPreview
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.stroke_controller import StrokeController
from sa2va_desktop.ui.view_state import ViewState
from sa2va_desktop.ui.wand_controller import WandController

SELECT = "select"
TOOL_NAMES = (SELECT, "points", "box", "scribble", "lasso", "polygon", "brush", "eraser", "wand", "fill")
_TOPIC, _CROSSHAIR = "tool", "crosshair"


class ToolController(QObject):
    """Signals:
    chosen(str): one of `TOOL_NAMES`.
    drawing_changed(): `is_drawing`, `is_reshaping` or `can_take_back` is different.
    """

    chosen = Signal(str)
    drawing_changed = Signal()

    def __init__(
        self,
        canvas: CanvasView,
        view_state: ViewState,
        clicks: ClickController,
        preview: HoverPreview,
        strokes: StrokeController,
        edits: HandEdits,
        wand: WandController,
        fills: FillController,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._clicks = clicks
        self._strokes = strokes
        self._messages = messages
        self.options = ToolOptions(self)
        self._tools: dict[str, CanvasTool] = {
            "points": PointTool(clicks, preview, self),
            "box": BoxTool(clicks, self),
            "scribble": ScribbleTool(clicks, self),
            "lasso": LassoTool(clicks, edits, self.options, self),
            "polygon": PolygonTool(edits, self.options, self),
            "brush": BrushTool(strokes, adds=True, parent=self),
            "eraser": BrushTool(strokes, adds=False, parent=self),
            "wand": WandTool(wand, self.options, self),
            "fill": FillTool(fills, self),
        }
        self.crosshair = Crosshair(self)
        self._in_hand = {
            name: CrosshairTool(tool, self.crosshair, lambda: canvas.view_transform, self)
            for name, tool in self._tools.items()
        }
        self._name = SELECT
        self._was_drawing = (False, False, False)
        for tool in self._tools.values():
            tool.changed.connect(self._follow_tool)
        view_state.frame_changed.connect(self._drop_because_moved)
        view_state.media_changed.connect(lambda _media: self._end_drawing())
        view_state.media_changed.connect(lambda _media: self.crosshair.hide())
        self.crosshair.moved.connect(canvas.follow_point)
        self.crosshair.shown_changed.connect(self._follow_crosshair)

    @property
    def name(self) -> str:
        return self._name

    @property
    def is_marking(self) -> bool:
        """The tool in the hand makes marks that the model is asked about."""
        return isinstance(self._tools.get(self._name), MarkingTool | LassoTool)

    @property
    def is_drawing(self) -> bool:
        """Something is marked or drawn that is neither in the document nor dropped."""
        tool = self._tools.get(self._name)
        return tool is not None and tool.is_drawing

    @property
    def is_reshaping(self) -> bool:
        """What is drawn is complete and waits to be changed or accepted."""
        tool = self._tools.get(self._name)
        return tool is not None and tool.is_reshaping

    @property
    def can_take_back(self) -> bool:
        """The last mark or corner can be taken back before undo goes on with the document."""
        tool = self._tools.get(self._name)
        return tool is not None and tool.can_take_back

    @property
    def undo_label(self) -> str:
        """Of what `take_back` would undo; "" when there is nothing."""
        return self.tr("Last Mark") if self.can_take_back else ""

    def choose(self, name: str) -> None:
        """Take another tool; marks that were not accepted go with the tools that make them."""
        if not isinstance(self._tools.get(name), MarkingTool):
            self._clicks.drop()
        self._name = name
        self._canvas.set_tool(self._in_hand.get(name))
        if name == SELECT:
            self.crosshair.hide()
        else:
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)  # for the tool's own keys
        self.chosen.emit(name)
        self._follow_tool()

    def lend_canvas(self, tool: CanvasTool | None) -> None:
        """Another tool has the canvas for a while, whatever is in the hand; None gives it back to that."""
        self._clicks.drop()
        self._canvas.set_tool(self._in_hand.get(self._name) if tool is None else tool)

    def resize(self, steps: int) -> None:
        """The wand is more or less tolerant when it is in the hand, else the brush is larger or smaller."""
        if self._name == "wand":
            self._tools[self._name].resize(steps)
        else:
            self._strokes.resize(steps)

    def toggle_crosshair(self) -> None:
        """Let the keys point, with the tool in the hand or else with points; or no longer."""
        if self.crosshair.at is not None:
            self.crosshair.hide()
        elif self._canvas.has_picture:
            if self._name == SELECT:
                self.choose("points")
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)
            view = self._canvas.view_transform
            self.crosshair.show_at(view.center_xy, view.picture_wh)

    def take_back(self) -> bool:
        """Undo the last mark or corner; False when there is none."""
        if not self.can_take_back:
            return False
        self._tools[self._name].take_back()
        return True

    def drop(self) -> bool:
        """Forget what is marked or drawn; False when there is nothing."""
        if not self.is_drawing:
            return False
        self._tools[self._name].drop()
        return True

    def _end_drawing(self) -> None:
        if self._name in self._tools:
            self._tools[self._name].end()

    def _drop_because_moved(self, _frame_index: int) -> None:
        """Marks and strokes look after themselves; what else is begun belongs to the frame that was left."""
        tool = self._tools.get(self._name)
        if isinstance(tool, PolygonTool | LassoTool) and tool.is_drawing and not self._clicks.is_active:
            tool.drop()
            self._messages.inform(
                self.tr("The line was dropped with the frame that it was drawn on."), topic=_TOPIC
            )

    def _follow_crosshair(self, is_shown: bool) -> None:
        self._canvas.setProperty("usesSpace", is_shown)  # Space is its button, and neither plays nor pans
        if is_shown:
            self._messages.inform(
                self.tr(
                    "Arrow keys move the crosshair, with Shift by 10; Space marks, Shift+Space excludes; Enter accepts, "
                    "X ends."
                ),
                topic=_CROSSHAIR,
            )
        else:
            self._messages.withdraw(_CROSSHAIR)

    def _follow_tool(self) -> None:
        now = (self.is_drawing, self.is_reshaping, self.can_take_back)
        if now != self._was_drawing:
            self._was_drawing = now
            self.drawing_changed.emit()
