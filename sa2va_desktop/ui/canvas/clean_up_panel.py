"""The small panel over the canvas that sets a clean-up: islands, holes, margin, and which frames."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSpinBox

from sa2va_desktop.annotation.records import CleanUp
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.canvas.canvas_overlay import PANEL_PLACES, CanvasOverlay
from sa2va_desktop.ui.canvas.key_slider import KeySlider
from sa2va_desktop.ui.canvas.picture_view import PictureView
from sa2va_desktop.ui.canvas.tools.canvas_tool import ENTER_KEYS
from sa2va_desktop.ui.clean_up_controller import CleanUpController, Scope

_AREAS_PX = (0, 5, 10, 20, 40, 70, 100, 150, 250, 400, 700, 1000, 1500, 2500, 4000, 7000, 10000, 20000, 50000)
_MOST_PX = 1_000_000
_MARGIN_PX = 30
_WIDTH_PX = 330


class CleanUpPanel(CanvasOverlay):
    """Not modal: the frame, the selection and the zoom may change while it is open. Enter applies; Esc is an action of the window."""

    def __init__(self, controller: CleanUpController, canvas: PictureView) -> None:
        super().__init__(canvas, PANEL_PLACES)
        self._controller = controller
        self.setObjectName("cleanUpPanel")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(14, 12, 14, 12)
        self._grid.setHorizontalSpacing(8)
        self._grid.setColumnMinimumWidth(1, 110)
        title = QLabel(self.tr("Clean Up Masks"), self)
        title.setProperty("role", "strong")
        self._grid.addWidget(title, 0, 0, 1, 3)
        self.islands = self._row(
            1,
            self.tr("Drop islands"),
            self.tr("Separate pieces with fewer pixels go; 0 keeps all"),
            0,
            _MOST_PX,
        )
        self.holes = self._row(
            2,
            self.tr("Fill holes"),
            self.tr("Holes with up to so many pixels are filled; 0 fills none"),
            0,
            _MOST_PX,
        )
        self.margin = self._row(
            3,
            self.tr("Grow or shrink"),
            self.tr("By so many pixels; below 0 shrinks"),
            -_MARGIN_PX,
            _MARGIN_PX,
        )
        self.scope = QComboBox(self)
        self.scope.setAccessibleName(self.tr("Which frames"))
        self.scope.addItem(self.tr("On this frame"), Scope.FRAME)
        self.scope.addItem(self.tr("In the in–out range"), Scope.RANGE)
        self.scope.addItem(self.tr("On all frames"), Scope.ALL)
        self.scope.currentIndexChanged.connect(lambda row: controller.set_scope(self.scope.itemData(row)))
        self._grid.addWidget(self.scope, 4, 0, 1, 3)
        self.summary = QLabel(self)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setProperty("role", "hint")
        self.summary.setWordWrap(True)
        self._grid.addWidget(self.summary, 5, 0, 1, 3)
        self._grid.addLayout(self._buttons(), 6, 0, 1, 3)
        self.setFixedWidth(_WIDTH_PX)
        controller.changed.connect(self._show_state)

    # ---- making

    def _row(self, row: int, title: str, tip: str, least: int, most: int) -> QSpinBox:
        """A slider for the hand and a number for exactness; areas have a slider with uneven steps."""
        is_area = least == 0
        slider = KeySlider(title, tip, self)
        slider.setRange(*((0, len(_AREAS_PX) - 1) if is_area else (least, most)))
        number = QSpinBox(self)
        number.setRange(least, most)
        number.setSuffix(self.tr(" px"))
        number.setAccessibleName(title)
        number.setToolTip(tip)
        number.setFixedWidth(96)

        def follow_slider(step: int) -> None:
            number.setValue(_AREAS_PX[step] if is_area else step)

        def follow_number(value: int) -> None:
            steps = sum(area <= value for area in _AREAS_PX) - 1
            with QSignalBlocker(slider):
                slider.setValue(steps if is_area else value)
            self._set_clean_up()

        slider.valueChanged.connect(follow_slider)
        number.valueChanged.connect(follow_number)
        label = QLabel(title, self)
        label.setToolTip(tip)
        for column, widget in enumerate((label, slider, number)):
            self._grid.addWidget(widget, row, column)
        return number

    def _buttons(self) -> QHBoxLayout:
        self.apply = QPushButton(self.tr("Apply"), self)
        self.apply.setProperty("primary", True)
        self.apply.setToolTip(self.tr("Change the masks, one step of undo  (Enter)"))
        self.apply.clicked.connect(self._controller.apply)
        self.cancel = QPushButton(self.tr("Close"), self)
        self.cancel.setToolTip(self.tr("Leave the masks as they are  (Esc)"))
        self.cancel.clicked.connect(self._controller.close)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.apply)
        row.addWidget(self.cancel)
        return row

    # ---- following

    def _set_clean_up(self) -> None:
        self._controller.set_clean_up(
            CleanUp(self.islands.value(), self.holes.value(), margin_px=self.margin.value())
        )

    def _show_state(self) -> None:
        was_visible = self.isVisible()
        if not self._controller.is_open and self.isAncestorOf(self.window().focusWidget()):
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)  # not to what comes next
        self.setVisible(self._controller.is_open)
        if not self._controller.is_open:
            return
        prepared = self._controller.prepared()
        self.summary.setText(self._summary(len(prepared.masks), prepared.kept))
        self.apply.setEnabled(bool(prepared.masks) and not self._controller.clean_up.is_nothing)
        self.place(stays=was_visible)
        if not was_visible:
            self.islands.setFocus(Qt.FocusReason.OtherFocusReason)

    def _summary(self, count: int, kept: int) -> str:
        if not self._controller.object_ids:
            return self.tr("Select the objects whose masks are to be cleaned up.")
        text = translate("CleanUpPanel", "%n mask(s)", n=count)
        if kept:
            return self.tr("{0}  ·  locked or settled by hand, left alone: {1}").format(text, kept)
        return text

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER_KEYS:
            if self.apply.isEnabled():
                self._controller.apply()
        else:
            super().keyPressEvent(event)
