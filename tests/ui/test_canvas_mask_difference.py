from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot
from support.masks import box_mask

from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.editing.mask_difference import MaskDifference
from sa2va_desktop.ui.canvas.canvas_view import CanvasView
from sa2va_desktop.ui.canvas.pictures import picture_from_rgb

SIZE_HW = (60, 100)


def shown(canvas: CanvasView, x: float, y: float) -> QColor:
    at = canvas.view_transform.to_widget(x, y)
    return canvas.grab().toImage().pixelColor(round(at[0]), round(at[1]))


def test_what_comes_is_green_what_goes_red_and_what_stays_bare(qtbot: QtBot) -> None:
    canvas = CanvasView()
    qtbot.addWidget(canvas)
    canvas.resize(500, 300)
    canvas.show()
    canvas.set_picture(picture_from_rgb(np.full((*SIZE_HW, 3), 120, np.uint8)))
    before, after = box_mask(SIZE_HW, 10, 10, 50, 50), box_mask(SIZE_HW, 30, 10, 90, 50)

    canvas.set_difference(MaskDifference.between(mask_to_rle(before), mask_to_rle(after)))

    came, went, stays = shown(canvas, 70.5, 30.5), shown(canvas, 20.5, 30.5), shown(canvas, 40.5, 30.5)
    assert came.green() > came.red() + 40
    assert went.red() > went.green() + 20
    assert stays == QColor(120, 120, 120)
    rows = [shown(canvas, 20.5, 12.5 + step).red() for step in range(12)]
    assert max(rows) - min(rows) > 20, "red is hatched, for those who cannot tell it from green"

    canvas.set_masks_visible(False)
    assert shown(canvas, 70.5, 30.5) == QColor(120, 120, 120)
    canvas.set_masks_visible(True)
    canvas.set_difference(None)
    assert shown(canvas, 70.5, 30.5) == QColor(120, 120, 120)


def test_nothing_to_show_paints_nothing(qtbot: QtBot) -> None:
    canvas = CanvasView()
    qtbot.addWidget(canvas)
    canvas.resize(500, 300)
    canvas.show()
    canvas.set_picture(picture_from_rgb(np.full((*SIZE_HW, 3), 120, np.uint8)))
    mask = mask_to_rle(box_mask(SIZE_HW, 10, 10, 50, 50))
    canvas.set_difference(MaskDifference.between(mask, mask))
    assert shown(canvas, 20.5, 30.5) == QColor(120, 120, 120)
