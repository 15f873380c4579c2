"""NumPy arrays to QImages that own their memory. QImage keeps no reference to a foreign buffer; this module copies."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage, qRgba

from sa2va_desktop.annotation.records import Rgb
from sa2va_desktop.annotation.rle import BoolMask


def picture_from_rgb(rgb: npt.NDArray[np.uint8]) -> QImage:
    """(H, W, 3) uint8 to an RGB32 image, which paints twice as fast as RGB888. Usable on any thread."""
    pixels = np.ascontiguousarray(rgb)
    height, width = pixels.shape[:2]
    wrapped = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return wrapped.convertToFormat(QImage.Format.Format_RGB32)


def picture_from_mask(mask: BoolMask, color: Rgb) -> QImage:
    """(h, w) bool to an image that is `color` where the mask is and transparent elsewhere.

    Converted to premultiplied colours once here: painting the indexed image directly is over 20 times slower.
    """
    pixels = np.ascontiguousarray(mask).view(np.uint8)
    height, width = pixels.shape
    indexed = QImage(pixels.data, width, height, width, QImage.Format.Format_Indexed8)
    indexed.setColorTable([qRgba(0, 0, 0, 0), qRgba(*color, 255)])
    return indexed.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
