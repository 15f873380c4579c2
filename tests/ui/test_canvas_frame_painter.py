from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from support.masks import box_mask

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.editing.mask_window import PixelBox
from sa2va_desktop.ui.canvas.device_plane import DevicePlane
from sa2va_desktop.ui.canvas.frame_painter import ShownFrame, paint_frame
from sa2va_desktop.ui.canvas.mask_layer import ShownMask
from sa2va_desktop.ui.canvas.pictures import picture_from_rgb
from sa2va_desktop.ui.canvas.view_mode import Backdrop, CanvasLook, ViewMode

GREY, RED, BLUE = (128, 128, 128), (220, 30, 30), (30, 30, 220)
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
SIZE_HW = (40, 60)
LEFT_OBJECT, RIGHT_OBJECT = ObjectId(1), ObjectId(2)
LEFT, RIGHT, NOWHERE, LEFT_EDGE = (10, 20), (45, 20), (28, 20), (5, 20)


@pytest.fixture
def frame(qapp: object) -> ShownFrame:
    """Grey, with a red object on the left (columns 5 to 20) and a blue one on the right (40 to 50)."""
    frame = ShownFrame(picture_from_rgb(np.full((*SIZE_HW, 3), 128, np.uint8)))
    left = mask_to_rle(box_mask(SIZE_HW, 5, 5, 20, 35))
    right = mask_to_rle(box_mask(SIZE_HW, 40, 5, 50, 35))
    frame.layer.show([ShownMask(LEFT_OBJECT, left, RED), ShownMask(RIGHT_OBJECT, right, BLUE)])
    return frame


def painted(frame: ShownFrame, look: CanvasLook, *, scale: float = 1.0, ratio: float = 1.0) -> QImage:
    image = QImage(round(60 * scale), round(40 * scale), QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    plane = DevicePlane(scale, ratio, (0, 0))
    paint_frame(painter, frame, look, plane, PixelBox(0, 0, image.width(), image.height()))
    painter.end()
    return image


def color(image: QImage, at: tuple[int, int]) -> tuple[int, int, int]:
    found = QColor(image.pixel(*at))
    return found.red(), found.green(), found.blue()


def test_an_overlay_tints_the_masks_only(frame: ShownFrame) -> None:
    image = painted(frame, CanvasLook(ViewMode.OVERLAY, opacity=0.5))

    assert color(image, LEFT) == pytest.approx((174, 79, 79), abs=2)
    assert color(image, NOWHERE) == GREY


def test_outlines_leave_the_inside_of_every_object_bare(frame: ShownFrame) -> None:
    image = painted(frame, CanvasLook(ViewMode.OUTLINE, outline_width_px=2))

    assert color(image, LEFT) == color(image, RIGHT) == color(image, NOWHERE) == GREY
    lighter = QColor(*RED).lighter(130)
    assert color(image, LEFT_EDGE) == (lighter.red(), lighter.green(), lighter.blue())


def test_the_outline_of_a_selected_object_has_a_dark_line_round_it(frame: ShownFrame) -> None:
    beside_the_line = (3, 20)
    plain = painted(frame, CanvasLook(ViewMode.OUTLINE, outline_width_px=2))
    selected = painted(
        frame, CanvasLook(ViewMode.OUTLINE, outline_width_px=2, selection=frozenset({LEFT_OBJECT}))
    )

    assert color(plain, beside_the_line) == GREY
    assert sum(color(selected, beside_the_line)) < sum(GREY)


def test_a_matte_is_white_on_black_for_all_objects_or_the_selected_ones(frame: ShownFrame) -> None:
    everything = painted(frame, CanvasLook(ViewMode.MATTE))
    selected = painted(frame, CanvasLook(ViewMode.MATTE, selection=frozenset({RIGHT_OBJECT})))
    elsewhere = painted(frame, CanvasLook(ViewMode.MATTE, selection=frozenset({ObjectId(9)})))

    assert [color(everything, at) for at in (LEFT, NOWHERE, RIGHT)] == [WHITE, BLACK, WHITE]
    assert [color(selected, at) for at in (LEFT, NOWHERE, RIGHT)] == [BLACK, BLACK, WHITE]
    assert elsewhere == everything


def test_a_cut_out_keeps_the_picture_inside_and_the_backdrop_outside(frame: ShownFrame) -> None:
    white = painted(frame, CanvasLook(ViewMode.CUTOUT, backdrop=Backdrop.WHITE))
    checked = painted(frame, CanvasLook(ViewMode.CUTOUT, selection=frozenset({LEFT_OBJECT})))

    assert [color(white, at) for at in (LEFT, NOWHERE, RIGHT)] == [GREY, WHITE, GREY]
    assert color(checked, LEFT) == GREY
    assert {color(checked, (x, y)) for x in range(25, 60) for y in range(40)} == {WHITE, (204, 204, 204)}


@pytest.mark.parametrize("mode", ViewMode)
def test_hidden_masks_leave_the_bare_picture_in_every_mode(frame: ShownFrame, mode: ViewMode) -> None:
    image = painted(frame, CanvasLook(mode, masks_visible=False))

    assert {color(image, at) for at in (LEFT, NOWHERE, RIGHT, LEFT_EDGE)} == {GREY}


@pytest.mark.parametrize("mode", ViewMode)
@pytest.mark.parametrize("scale", [0.5, 1.0, 2.5])
def test_painting_a_part_again_gives_what_painting_everything_gives(
    frame: ShownFrame, mode: ViewMode, scale: float
) -> None:
    look = CanvasLook(mode, selection=frozenset({LEFT_OBJECT}), hovered=frozenset({RIGHT_OBJECT}))
    whole = painted(frame, look, scale=scale)
    again = whole.copy()
    part = PixelBox(2, 3, round(30 * scale), round(25 * scale))
    painter = QPainter(again)
    painter.setClipRect(part.x0, part.y0, part.x1 - part.x0, part.y1 - part.y0)
    painter.fillRect(again.rect(), QColor(255, 0, 255))

    paint_frame(painter, frame, look, DevicePlane(scale, 1.0, (0, 0)), part)
    painter.end()

    assert again == whole


def test_outlines_are_as_wide_on_a_dense_screen(frame: ShownFrame) -> None:
    look = CanvasLook(ViewMode.OUTLINE, outline_width_px=2)

    dense = painted(frame, look, scale=2.0, ratio=2.0)

    row = [color(dense, (x, 40)) != GREY for x in range(30)]
    assert sum(row) == 4


def test_a_pixel_grid_appears_when_pixels_are_large(frame: ShownFrame) -> None:
    look = CanvasLook(masks_visible=False)

    large, small = painted(frame, look, scale=8.0), painted(frame, look, scale=7.0)

    assert color(large, (16, 4)) != GREY
    assert color(large, (20, 4)) == GREY
    assert {color(small, (x, 4)) for x in range(100)} == {GREY}
