"""The narrow bar over the canvas: which tool is in the hand, how it is set, and what its buttons and keys do."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QWidget,
)

from sa2va_desktop.settings.store import SettingsStore
from sa2va_desktop.ui.canvas.key_slider import KeySlider
from sa2va_desktop.ui.canvas.tools.tool_options import ToolOptions
from sa2va_desktop.ui.canvas.tools.wand_box import WandBox
from sa2va_desktop.ui.elided_label import ElidedLabel
from sa2va_desktop.ui.hover_preview import SETTING as PREVIEW_SETTING
from sa2va_desktop.ui.stroke_controller import MAX_RADIUS_PX, MIN_RADIUS_PX, StrokeController
from sa2va_desktop.ui.wand_controller import WandController

_SLIDER_STEPS = 200
_RATIO = MAX_RADIUS_PX / MIN_RADIUS_PX


class OptionBar(QWidget):
    """Always there, so that the picture stays where it is when another tool is taken."""

    def __init__(
        self,
        options: ToolOptions,
        strokes: StrokeController,
        wand: WandController,
        settings: SettingsStore,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("optionBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._options = options
        self._strokes = strokes
        self._settings = settings
        self._tool = ""
        self._is_reshaping = False
        self.hint = ElidedLabel(self)
        self.hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.size_box = self._size_box()
        self.wand_box = WandBox(wand, self)
        self.area_box = self._pair(
            self.tr("Add"),
            self.tr("What is drawn is added to the mask; the right button or Alt subtracts"),
            self.tr("Subtract"),
            self.tr("What is drawn is taken from the mask; the right button or Alt adds"),
        )
        self.lasso_box = self._pair(
            self.tr("Find inside"),
            self.tr("The model finds the thing that the line goes round"),
            self.tr("Exactly this"),
            self.tr("The area that the line encloses is the mask; needs no model"),
        )
        self.preview_box = self._preview_choice()
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 10, 2)
        row.setSpacing(10)
        for widget in (self.size_box, self.wand_box, self.lasso_box, self.area_box, self.preview_box):
            row.addWidget(widget)
        row.addWidget(self.hint, 1)
        self.setFixedHeight(34)
        buttons(self.lasso_box)[1].toggled.connect(options.set_lasso_exact)
        buttons(self.area_box)[1].toggled.connect(options.set_subtracts)
        options.changed.connect(self._show)
        strokes.radius_changed.connect(self._show_size)
        self._show_size()
        self.show_tool("select")

    def show_tool(self, name: str) -> None:
        self._tool = name
        self._show()

    def show_reshaping(self, is_reshaping: bool) -> None:
        """What is drawn waits to be changed or accepted."""
        self._is_reshaping = is_reshaping
        self._show()

    # ---- making

    def _size_box(self) -> QWidget:
        box = QWidget(self)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(QLabel(self.tr("Size"), box))
        tip = self.tr(
            "Diameter of the brush in picture pixels  ([ and ], Alt+wheel, or the wheel while drawing)"
        )
        self.slider = KeySlider(self.tr("Brush size"), tip, box)
        self.slider.setRange(0, _SLIDER_STEPS)
        self.number = QSpinBox(box)
        self.number.setRange(round(2 * MIN_RADIUS_PX), round(2 * MAX_RADIUS_PX))
        self.number.setSuffix(self.tr(" px"))
        self.number.setFixedWidth(90)
        self.number.setAccessibleName(self.tr("Brush size in picture pixels"))
        self.number.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.number.setToolTip(tip)
        row.addWidget(self.slider)
        row.addWidget(self.number)
        self.slider.valueChanged.connect(
            lambda step: self._strokes.set_radius(MIN_RADIUS_PX * _RATIO ** (step / _SLIDER_STEPS))
        )
        self.number.valueChanged.connect(lambda diameter: self._strokes.set_radius(diameter / 2))
        return box

    def _pair(self, first: str, first_help: str, second: str, second_help: str) -> QWidget:
        """Two buttons of which one is down; the first one to begin with."""
        box = QWidget(self)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        group = QButtonGroup(box)
        for title, help_text in ((first, first_help), (second, second_help)):
            button = QToolButton(box)
            button.setText(title)
            button.setToolTip(help_text)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            group.addButton(button)
            row.addWidget(button)
        group.buttons()[0].setChecked(True)
        return box

    def _preview_choice(self) -> QComboBox:
        box = QComboBox(self)
        box.addItem(self.tr("Preview where the pointer rests"), "always")
        box.addItem(self.tr("Preview while Shift is held"), "shift")
        box.addItem(self.tr("No preview"), "off")
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        box.setAccessibleName(self.tr("Preview before the click"))
        box.setToolTip(
            self.tr(
                "The mask that a click would give, shown before the click while the model has nothing else to do"
            )
        )
        box.setCurrentIndex(box.findData(self._settings.text(PREVIEW_SETTING)))
        box.currentIndexChanged.connect(lambda row: self._settings.keep(PREVIEW_SETTING, box.itemData(row)))
        return box

    # ---- showing

    def _show(self) -> None:
        is_exact = self._options.lasso_is_exact
        self.size_box.setVisible(self._tool in ("brush", "eraser"))
        self.lasso_box.setVisible(self._tool == "lasso")
        self.wand_box.setVisible(self._tool == "wand")
        self.area_box.setVisible(self._tool in ("polygon", "wand") or (self._tool == "lasso" and is_exact))
        self.preview_box.setVisible(self._tool == "points")
        buttons(self.lasso_box)[int(is_exact)].setChecked(True)
        buttons(self.area_box)[int(self._options.subtracts)].setChecked(True)
        self.hint.show_text(self._hint())

    def _show_size(self) -> None:
        radius_px = self._strokes.radius_px
        with QSignalBlocker(self.slider), QSignalBlocker(self.number):
            self.slider.setValue(round(_SLIDER_STEPS * math.log(radius_px / MIN_RADIUS_PX, _RATIO)))
            self.number.setValue(round(2 * radius_px))

    def _hint(self) -> str:
        if self._is_reshaping:
            return self.tr("Drag corners · click an edge for one more · Del: one less · Enter accepts")
        if self._tool == "lasso" and self._options.lasso_is_exact:
            return self.tr("Draw round an area · Alt or right button: the opposite")
        return {
            "select": self.tr("Click a mask to select its object; right click for its menu"),
            "points": self.tr("Left: belongs to it · right: does not · drag a dot to move it · Del removes it"),
            "box": self.tr("Drag round a thing; drag its sides to change it · right click excludes"),
            "scribble": self.tr("Draw over the thing; with the right button over what does not belong to it"),
            "lasso": self.tr("Draw round a thing; with the right button over what does not belong to it"),
            "polygon": self.tr(
                "Click corners · Backspace: last one back · Enter: close, then accept · Shift: 45°"
            ),
            "brush": self.tr("Paint; the right button erases · Shift+click: straight line"),
            "eraser": self.tr("Erase; the right button paints · Shift+click: straight line"),
            "wand": self.tr(
                "Click a colour · drag sideways: tolerance · right button: opposite · Shift: keep only this colour"
            ),
            "everything": self.tr(
                "Click: accept · right click: reject · Enter adds what was accepted · Esc leaves"
            ),
            "fill": self.tr("Click what the mask encloses to fill it; the right button empties a piece"),
        }[self._tool]


def buttons(pair: QWidget) -> list[QToolButton]:
    """The two buttons of a choice in the bar, in their order."""
    return pair.findChildren(QToolButton)
