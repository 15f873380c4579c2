"""The strip above the canvas: transport and rate of a clip, view mode, comparing, mask opacity, zoom."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget

from sa2va_desktop.ui.canvas.key_slider import KeySlider
from sa2va_desktop.ui.canvas.mode_button import ModeButton
from sa2va_desktop.ui.playback import RATES, Playback


class _SparedLabel(QLabel):
    """Is there as a whole or not at all, so that three panels beside each other fit a small screen."""

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.width() >= self.sizeHint().width():
            super().paintEvent(event)


class CanvasBar(QWidget):
    """Signals:
    opacity_changed(float): 0 to 1, while the slider moves.
    opacity_settled(float): 0 to 1, once it came to rest.
    share_changed(float): 0 to 1, of two compared frames, while the slider moves.
    """

    opacity_changed = Signal(float)
    opacity_settled = Signal(float)
    share_changed = Signal(float)

    def __init__(
        self,
        transport: list[QAction],
        view: list[QAction],
        mode: ModeButton,
        playback: Playback,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("canvasBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._transport = QWidget(self)
        row = QHBoxLayout(self._transport)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        for action in transport:
            row.addWidget(self._button(action))
        row.addSpacing(6)
        row.addWidget(self._rate_box(playback))
        self.opacity = KeySlider(
            self.tr("Mask opacity"), self.tr("How strongly masks colour the picture"), self
        )
        self.share = KeySlider(
            self.tr("Divider"), self.tr("Where the pinned frame ends, or how strongly it shines through"), self
        )
        self.share.valueChanged.connect(lambda percent: self.share_changed.emit(percent / 100))
        self.share.hide()
        self.mode = mode
        self.opacity.valueChanged.connect(lambda percent: self.opacity_changed.emit(percent / 100))
        self.opacity.settled.connect(lambda percent: self.opacity_settled.emit(percent / 100))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 3, 10, 3)
        layout.setSpacing(6)
        layout.addWidget(self._transport)
        layout.addStretch(1)
        layout.addWidget(self.share)
        layout.addWidget(mode)
        layout.addWidget(_SparedLabel(self.tr("Masks"), self))
        layout.addWidget(self.opacity)
        layout.addSpacing(4)
        for action in view:
            layout.addWidget(self._button(action))

    def show_clip(self, is_clip: bool) -> None:
        """A still has nothing to play."""
        self._transport.setVisible(is_clip)

    def set_opacity(self, opacity: float) -> None:
        self.opacity.blockSignals(True)  # the setting may be finer than the slider's steps
        self.opacity.setValue(round(opacity * 100))
        self.opacity.blockSignals(False)

    def show_share(self, share: float, *, is_comparing: bool) -> None:
        """Follow the divider; the slider is there only while frames are compared."""
        self.share.setVisible(is_comparing)
        self.share.blockSignals(True)  # a dragged divider is finer than the slider's steps
        self.share.setValue(round(share * 100))
        self.share.blockSignals(False)

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    def _rate_box(self, playback: Playback) -> QComboBox:
        box = QComboBox(self)
        box.setToolTip(self.tr("Playback rate (there is no sound)"))
        box.setAccessibleName(self.tr("Playback rate"))
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for rate in RATES:
            box.addItem(f"{rate:g} ×", rate)
        box.setCurrentIndex(RATES.index(playback.rate))
        box.currentIndexChanged.connect(lambda row: playback.set_rate(RATES[row]))
        playback.rate_changed.connect(lambda rate: box.setCurrentIndex(RATES.index(rate)))
        return box
