"""How the magic wand is set, in the bar over the canvas: tolerance, connected or everywhere, size of the sample."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from sa2va_desktop.editing.color_region import MAX_TOLERANCE, SAMPLE_SIDES
from sa2va_desktop.ui.canvas.key_slider import KeySlider
from sa2va_desktop.ui.wand_controller import WandController

_SLIDER_MAX = 128
"""Beyond half of the range nearly everything is similar; the number beside goes on to the end."""


class WandBox(QWidget):
    """Follows the wand, and sets it."""

    def __init__(self, wand: WandController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wand = wand
        tip = self.tr(
            "How much red, green or blue may differ, 0 to 255  ([ and ], Alt+wheel, or drag sideways while pressing)"
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(QLabel(self.tr("Tolerance"), self))
        self.slider = KeySlider(self.tr("Tolerance"), tip, self)
        self.slider.setRange(0, _SLIDER_MAX)
        self.number = QSpinBox(self)
        self.number.setRange(0, MAX_TOLERANCE)
        self.number.setFixedWidth(64)
        self.number.setAccessibleName(self.tr("Tolerance"))
        self.number.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.number.setToolTip(tip)
        self.connected = QCheckBox(self.tr("Connected"), self)
        self.connected.setToolTip(
            self.tr("Only what hangs together with the pixel; else all of the frame that has the colour")
        )
        self.sample = QComboBox(self)
        self.sample.setAccessibleName(self.tr("Size of the sample"))
        self.sample.setToolTip(self.tr("The colour looked for is that of the pixel, or the mean round it"))
        self.sample.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for side in SAMPLE_SIDES:
            self.sample.addItem(self.tr("Pixel") if side == 1 else f"{side} × {side}", side)
        for widget in (self.slider, self.number, self.connected, self.sample):
            row.addWidget(widget)
        self.slider.valueChanged.connect(self._set_tolerance)
        self.number.valueChanged.connect(self._set_tolerance)
        self.connected.toggled.connect(
            lambda is_on: wand.set_settings(replace(wand.settings, is_contiguous=is_on))
        )
        self.sample.currentIndexChanged.connect(
            lambda index: wand.set_settings(
                replace(wand.settings, sample_side=int(self.sample.itemData(index)))
            )
        )
        wand.settings_changed.connect(self._show)
        self._show()

    def _set_tolerance(self, tolerance: int) -> None:
        self._wand.set_settings(replace(self._wand.settings, tolerance=tolerance))

    def _show(self) -> None:
        settings = self._wand.settings
        with QSignalBlocker(self.slider), QSignalBlocker(self.number), QSignalBlocker(self.connected):
            self.slider.setValue(settings.tolerance)
            self.number.setValue(settings.tolerance)
            self.connected.setChecked(settings.is_contiguous)
        with QSignalBlocker(self.sample):
            self.sample.setCurrentIndex(self.sample.findData(settings.sample_side))
