"""Where the picture lies on the screen's own pixels, whatever their ratio to widget pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF

from sa2va_desktop.editing.mask_window import PixelBox
from sa2va_desktop.ui.canvas.view_transform import ViewTransform


@dataclass(frozen=True)
class DevicePlane:
    """Device pixels, counted from the picture's top-left corner, which lies on a whole device pixel.

    Attributes:
        scale: device pixels per picture pixel.
        ratio: device pixels per widget pixel.
        origin: device pixel of the widget on which the picture's corner lies.
    """

    scale: float
    ratio: float
    origin: tuple[int, int]

    @classmethod
    def of(cls, view: ViewTransform, ratio: float) -> DevicePlane:
        x, y = view.offset
        return cls(view.scale * ratio, ratio, (round(x * ratio), round(y * ratio)))

    def from_picture(self, rect: QRect) -> PixelBox:
        """The device pixels that a picture rectangle touches."""
        right, bottom = rect.x() + rect.width(), rect.y() + rect.height()
        return PixelBox(
            math.floor(rect.x() * self.scale),
            math.floor(rect.y() * self.scale),
            math.ceil(right * self.scale),
            math.ceil(bottom * self.scale),
        )

    def from_widget(self, rect: QRect) -> PixelBox:
        """The device pixels that a widget rectangle touches."""
        right, bottom = rect.x() + rect.width(), rect.y() + rect.height()
        return PixelBox(
            math.floor(rect.x() * self.ratio) - self.origin[0],
            math.floor(rect.y() * self.ratio) - self.origin[1],
            math.ceil(right * self.ratio) - self.origin[0],
            math.ceil(bottom * self.ratio) - self.origin[1],
        )

    def target_of(self, rect: QRect) -> QRectF:
        """Where a picture rectangle is painted."""
        return QRectF(
            rect.x() * self.scale, rect.y() * self.scale, rect.width() * self.scale, rect.height() * self.scale
        )
