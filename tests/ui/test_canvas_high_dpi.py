"""On a dense screen a picture pixel at 100 % is one screen pixel; the ratio is set for a whole process, so it gets one."""

from __future__ import annotations

import os
import subprocess
import sys

_SCRIPT = """
import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.ui.canvas.canvas_view import CanvasView
from sa2va_desktop.ui.canvas.mask_layer import ShownMask
from sa2va_desktop.ui.canvas.pictures import picture_from_rgb
from sa2va_desktop.ui.canvas.view_mode import ViewMode

application = QApplication([])
rgb = np.random.default_rng(2).integers(0, 256, (200, 300, 3), np.uint8)
mask = np.zeros((200, 300), np.bool_)
mask[40:120, 50:150] = True
canvas = CanvasView()
canvas.resize(300, 200)
canvas.show()
canvas.set_picture(picture_from_rgb(rgb))
canvas.set_masks([ShownMask(ObjectId(1), mask_to_rle(mask), (255, 0, 0))])
assert canvas.devicePixelRatioF() == 2.0
canvas.zoom_to_pixels()
assert canvas.zoom == 1.0

def grabbed():
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    assert (image.width(), image.height()) == (600, 400)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(400, image.bytesPerLine())
    return rows[:, : 4 * 600].reshape(400, 600, 4)[100:300, 150:450, 2::-1].copy()

canvas.set_masks_visible(False)
assert np.array_equal(grabbed(), rgb), "the picture"
canvas.set_masks_visible(True)
canvas.set_mode(ViewMode.MATTE)
assert np.array_equal(grabbed()[..., 0] > 0, mask), "the matte"
canvas.set_outline_width(2)
canvas.set_mode(ViewMode.OUTLINE)
changed = (grabbed() != rgb).any(axis=2)
assert changed[80].sum() == 8, "two lines of two widget pixels"
"""


def test_at_twice_the_density_pictures_and_masks_are_painted_pixel_by_pixel() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": "2"}

    finished = subprocess.run(
        [sys.executable, "-c", _SCRIPT], env=environment, capture_output=True, text=True, timeout=120
    )

    assert finished.returncode == 0, finished.stderr
