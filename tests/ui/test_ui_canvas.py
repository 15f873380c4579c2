from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.ui.canvas.canvas_view import CanvasView
from sa2va_desktop.ui.canvas.mask_layer import MaskLayer, ShownMask
from sa2va_desktop.ui.canvas.mask_outline import outline_segments
from sa2va_desktop.ui.canvas.pictures import picture_from_mask, picture_from_rgb
from sa2va_desktop.ui.canvas.tools.canvas_tool import CanvasTool
from sa2va_desktop.ui.canvas.view_transform import MAX_SCALE, ViewTransform

LEFT = Qt.MouseButton.LeftButton
RED, BLUE = (220, 30, 30), (30, 30, 220)


def boxed(
    object_id: int, x: int, y: int, width: int, height: int, color: tuple[int, int, int] = RED
) -> ShownMask:
    mask = np.zeros((100, 200), np.bool_)
    mask[y : y + height, x : x + width] = True
    return ShownMask(ObjectId(object_id), mask_to_rle(mask), color)


@pytest.fixture
def canvas(qtbot: QtBot) -> CanvasView:
    """A grey 200 x 100 picture in a 400 x 300 widget: fitted at scale 2, 50 pixels below the top edge."""
    canvas = CanvasView()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    canvas.show()
    canvas.set_picture(picture_from_rgb(np.full((100, 200, 3), 128, np.uint8)))
    return canvas


def wheel(canvas: CanvasView, at: QPoint, delta: int, modifiers: Qt.KeyboardModifier) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(canvas.mapToGlobal(at)),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def color_at(canvas: CanvasView, x: int, y: int) -> tuple[int, int, int]:
    color = QColor(canvas.grab().toImage().pixel(x, y))
    return color.red(), color.green(), color.blue()


# ---- the transform alone


def test_zooming_keeps_the_point_under_the_cursor() -> None:
    view = ViewTransform(picture_wh=(200, 100), widget_wh=(400, 300)).fitted()
    before = view.to_picture(120, 80)

    zoomed = view.zoomed(3.0, 120, 80)

    assert zoomed.scale == pytest.approx(6.0)
    assert zoomed.to_picture(120, 80) == pytest.approx(before)


def test_a_fitted_picture_follows_the_widget_and_a_zoomed_one_keeps_its_middle() -> None:
    view = ViewTransform(picture_wh=(200, 100), widget_wh=(400, 300)).fitted()
    assert view.for_widget(800, 300).scale == pytest.approx(3.0)

    zoomed = view.scaled_to(5.0, 200, 150)
    assert zoomed.for_widget(800, 600).center_xy == pytest.approx(zoomed.center_xy)


def test_the_picture_can_not_be_lost_or_zoomed_without_end() -> None:
    view = ViewTransform(picture_wh=(200, 100), widget_wh=(400, 300)).fitted()

    far = view.panned(1e6, -1e6)
    assert far.offset[0] < 400
    assert far.offset[1] + 100 * far.scale > 0
    assert view.zoomed(1e9, 0, 0).scale == MAX_SCALE
    assert view.zoomed(1e-9, 0, 0).scale == view.min_scale


# ---- masks


def test_a_mask_becomes_an_opaque_colour_on_transparent_ground_with_rows_of_odd_length() -> None:
    mask = np.zeros((3, 5), np.bool_)
    mask[1, 2:] = True

    picture = picture_from_mask(mask, BLUE)

    solid = [[picture.pixelColor(x, y).alpha() == 255 for x in range(5)] for y in range(3)]
    assert solid == mask.tolist()
    assert picture.pixelColor(2, 1) == QColor(*BLUE)


def test_a_picture_owns_its_memory_and_keeps_odd_rows() -> None:
    rgb = np.arange(3 * 5 * 7, dtype=np.uint8).reshape(5, 7, 3)
    picture = picture_from_rgb(rgb)
    expected = rgb.copy()
    rgb[:] = 0

    read = [[QColor(picture.pixel(x, y)).getRgb()[:3] for x in range(7)] for y in range(5)]
    assert np.array_equal(np.array(read), expected)


def test_the_outline_is_the_border_of_every_pixel_edge_holes_included() -> None:
    ring = np.ones((5, 6), np.bool_)
    ring[2, 2:4] = False

    lines = outline_segments(ring).tolist()

    assert sorted(lines) == sorted(
        [
            [0, 0, 6, 0],
            [0, 5, 6, 5],
            [0, 0, 0, 5],
            [6, 0, 6, 5],
            [2, 2, 4, 2],
            [2, 3, 4, 3],
            [2, 2, 2, 3],
            [4, 2, 4, 3],
        ]
    )


def test_showing_the_same_masks_again_changes_nothing() -> None:
    layer = MaskLayer()
    layer.show([boxed(1, 10, 10, 20, 20), boxed(2, 50, 50, 10, 10)])

    changed = layer.show([boxed(1, 10, 10, 20, 20), boxed(2, 50, 50, 11, 10)])

    assert changed == [QRect(50, 50, 10, 10), QRect(50, 50, 11, 10)]


def test_a_mask_that_goes_and_a_changed_order_are_painted_again() -> None:
    layer = MaskLayer()
    one, two = boxed(1, 10, 10, 20, 20), boxed(2, 20, 20, 20, 20)
    layer.show([one, two])

    assert layer.show([two, one]) == [QRect(20, 20, 20, 20), QRect(10, 10, 20, 20)]
    assert layer.show([two]) == [QRect(10, 10, 20, 20)]


def test_the_smallest_object_under_a_point_is_hit() -> None:
    layer = MaskLayer()
    layer.show([boxed(1, 20, 20, 10, 10), boxed(2, 0, 0, 60, 60)])

    assert layer.object_at(25.5, 25.5) == 1
    assert layer.object_at(5, 5) == 2
    assert layer.object_at(-0.5, 5) is None


# ---- the widget


def test_masks_are_painted_with_opacity_and_hidden_on_demand(canvas: CanvasView) -> None:
    canvas.set_masks([boxed(1, 0, 0, 100, 100)])
    canvas.set_opacity(0.5)
    assert color_at(canvas, 50, 150) == pytest.approx((174, 79, 79), abs=2)
    assert color_at(canvas, 300, 150) == (128, 128, 128)

    canvas.set_peeking(True)
    assert color_at(canvas, 50, 150) == (128, 128, 128)
    canvas.set_peeking(False)
    canvas.set_masks_visible(False)
    assert color_at(canvas, 50, 150) == (128, 128, 128)


def test_overlapping_masks_are_both_seen(canvas: CanvasView) -> None:
    canvas.set_masks([boxed(1, 0, 0, 100, 100, RED), boxed(2, 50, 0, 100, 100, BLUE)])

    only_red, both, only_blue = (color_at(canvas, x, 150) for x in (50, 150, 250))

    assert len({only_red, both, only_blue}) == 3
    assert both[2] > both[0] > 79


def test_a_selected_object_gets_an_outline_of_its_colour(canvas: CanvasView) -> None:
    canvas.set_masks([boxed(1, 50, 25, 50, 50)])
    inside_before = color_at(canvas, 150, 150)
    edge_before = color_at(canvas, 100, 150)

    canvas.set_selection(frozenset({ObjectId(1)}))

    assert color_at(canvas, 100, 150) != edge_before
    assert color_at(canvas, 150, 150) == inside_before


def test_a_click_tells_the_object_and_a_drag_does_not(qtbot: QtBot, canvas: CanvasView) -> None:
    canvas.set_masks([boxed(7, 0, 0, 100, 100)])
    clicked: list[object] = []
    canvas.object_clicked.connect(lambda object_id, _modifiers: clicked.append(object_id))

    qtbot.mouseClick(canvas, LEFT, pos=QPoint(50, 150))
    qtbot.mouseClick(canvas, LEFT, pos=QPoint(350, 150))
    qtbot.mousePress(canvas, LEFT, pos=QPoint(50, 150))
    qtbot.mouseMove(canvas, QPoint(90, 150))
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint(90, 150))

    assert clicked == [7, None]


def test_hidden_masks_can_not_be_clicked(qtbot: QtBot, canvas: CanvasView) -> None:
    canvas.set_masks([boxed(7, 0, 0, 100, 100)])
    canvas.set_masks_visible(False)
    clicked: list[object] = []
    canvas.object_clicked.connect(lambda object_id, _modifiers: clicked.append(object_id))

    qtbot.mouseClick(canvas, LEFT, pos=QPoint(50, 150))

    assert clicked == [None]


def test_moving_the_mouse_tells_pixel_and_object(qtbot: QtBot, canvas: CanvasView) -> None:
    canvas.set_masks([boxed(7, 0, 0, 100, 100)])
    pixels: list[object] = []
    hovered: list[object] = []
    canvas.pixel_changed.connect(pixels.append)
    canvas.object_hovered.connect(hovered.append)

    qtbot.mouseMove(canvas, QPoint(51, 151))
    qtbot.mouseMove(canvas, QPoint(351, 151))
    qtbot.mouseMove(canvas, QPoint(351, 10))

    first = pixels[0]
    assert (first.x, first.y, first.rgb) == (25, 50, (128, 128, 128))  # type: ignore[attr-defined]
    assert pixels[-1] is None
    assert hovered == [7, None]


def test_control_and_wheel_zoom_at_the_cursor_while_the_wheel_alone_scrolls(canvas: CanvasView) -> None:
    at = QPoint(100, 100)
    under_cursor = canvas.view_transform.to_picture(100, 100)

    wheel(canvas, at, 120, Qt.KeyboardModifier.ControlModifier)
    assert canvas.zoom == pytest.approx(2.4)
    assert canvas.view_transform.to_picture(100, 100) == pytest.approx(under_cursor)

    y_before = canvas.view_transform.offset[1]
    wheel(canvas, at, -120, Qt.KeyboardModifier.NoModifier)
    assert canvas.zoom == pytest.approx(2.4)
    assert canvas.view_transform.offset[1] == pytest.approx(y_before - 60)


@pytest.mark.parametrize("way", ["middle button", "held key"])
def test_the_picture_can_be_dragged(qtbot: QtBot, canvas: CanvasView, way: str) -> None:
    canvas.set_pan_mode(way == "held key")
    button = LEFT if way == "held key" else Qt.MouseButton.MiddleButton
    before = canvas.view_transform.offset

    qtbot.mousePress(canvas, button, pos=QPoint(100, 100))
    qtbot.mouseMove(canvas, QPoint(130, 90))
    qtbot.mouseRelease(canvas, button, pos=QPoint(130, 90))

    assert canvas.view_transform.offset == (before[0] + 30, before[1] - 10)


def test_deep_zoom_shows_sharp_pixels(canvas: CanvasView) -> None:
    rgb = np.zeros((100, 200, 3), np.uint8)
    rgb[:, 100:] = 255
    canvas.set_picture(picture_from_rgb(rgb))

    canvas.show_place(16.0, (100.0, 50.0))

    row = canvas.grab().toImage()
    between_grid_lines = [x for x in range(400) if x % 16 != 8]
    assert {QColor(row.pixel(x, 155)).red() for x in between_grid_lines} == {0, 255}
    assert QColor(row.pixel(392, 155)).red() not in {0, 255}


def test_a_place_can_be_left_and_found_again(canvas: CanvasView) -> None:
    canvas.show_place(5.0, (150.0, 70.0))
    zoom, center = canvas.zoom, canvas.view_transform.center_xy

    canvas.zoom_to_fit()
    assert canvas.view_transform.is_fit
    canvas.show_place(zoom, center)

    assert canvas.zoom == pytest.approx(5.0)
    assert canvas.view_transform.center_xy == pytest.approx((150.0, 70.0))


def test_a_frame_of_the_same_size_keeps_the_zoom_and_another_size_is_fitted(canvas: CanvasView) -> None:
    canvas.show_place(5.0, (150.0, 70.0))
    canvas.set_picture(QImage(200, 100, QImage.Format.Format_RGB32))
    assert canvas.zoom == pytest.approx(5.0)

    canvas.set_picture(QImage(100, 100, QImage.Format.Format_RGB32))
    assert canvas.view_transform.is_fit


def test_an_arriving_mask_repaints_its_own_place_only(qtbot: QtBot, canvas: CanvasView) -> None:
    painted: list[QRect] = []
    original = canvas.paintEvent
    canvas.paintEvent = lambda event: (painted.append(event.rect()), original(event))  # type: ignore[method-assign]
    QApplication.processEvents()
    painted.clear()

    canvas.set_masks([boxed(1, 10, 10, 20, 20)])
    qtbot.waitUntil(lambda: bool(painted))

    assert max(rect.width() for rect in painted) <= 60


# ---- tools


class NotingTool(CanvasTool):
    """Remembers what it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, tuple[float, float]]] = []

    def press(self, at: tuple[float, float], button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        self.told.append((f"press {button.name}", at))

    def release(self, at: tuple[float, float], button: Qt.MouseButton) -> None:
        self.told.append((f"release {button.name}", at))


def test_a_tool_gets_both_buttons_in_picture_coordinates(canvas: CanvasView, qtbot: QtBot) -> None:
    tool = NotingTool()
    canvas.set_tool(tool)

    qtbot.mouseClick(canvas, LEFT, pos=QPoint(100, 150))
    qtbot.mouseClick(canvas, Qt.MouseButton.RightButton, pos=QPoint(200, 50))

    assert tool.told == [
        ("press LeftButton", (50.0, 50.0)),
        ("release LeftButton", (50.0, 50.0)),
        ("press RightButton", (100.0, 0.0)),
        ("release RightButton", (100.0, 0.0)),
    ]


def test_with_a_tool_nothing_is_selected_and_no_menu_opens(canvas: CanvasView, qtbot: QtBot) -> None:
    canvas.set_masks([boxed(1, 40, 40, 20, 20)])
    heard: list[object] = []
    canvas.object_clicked.connect(lambda *_: heard.append("click"))
    canvas.menu_requested.connect(lambda *_: heard.append("menu"))
    menu = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(100, 150), QPoint(100, 150))

    canvas.set_tool(NotingTool())
    qtbot.mouseClick(canvas, LEFT, pos=QPoint(100, 150))
    QApplication.sendEvent(canvas, menu)
    assert heard == []

    canvas.set_tool(None)
    qtbot.mouseClick(canvas, LEFT, pos=QPoint(100, 150))
    QApplication.sendEvent(canvas, menu)
    assert heard == ["click", "menu"]


def test_the_middle_button_still_moves_the_picture_with_a_tool(canvas: CanvasView, qtbot: QtBot) -> None:
    tool = NotingTool()
    canvas.set_tool(tool)
    before = canvas.view_transform.offset

    qtbot.mousePress(canvas, Qt.MouseButton.MiddleButton, pos=QPoint(100, 100))
    qtbot.mouseMove(canvas, QPoint(130, 110))
    qtbot.mouseRelease(canvas, Qt.MouseButton.MiddleButton, pos=QPoint(130, 110))

    assert canvas.view_transform.offset != before
    assert tool.told == []
