"""Looking at masks in other ways: outlines, a matte, a cut-out, two frames compared; by key, and as it was next time."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor
from support.window_driver import GREY_STEP, WindowDriver

from sa2va_desktop.ui.canvas.view_mode import ViewMode

BALL, BOX, NOTHING = (40, 40), (120, 70), (80, 85)
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def answered(driver: WindowDriver) -> WindowDriver:
    """A clip with two objects; the ball moves to the right. The canvas has the focus."""
    driver.start()
    driver.open_clip()
    driver.ask()
    driver.window.canvas.setFocus()
    return driver


def near(color: tuple[int, int, int], grey: int) -> bool:
    """The clip's frames are grey, but went through a codec."""
    return all(abs(channel - grey) <= 3 for channel in color)


def go_to(driver: WindowDriver, frame_index: int) -> None:
    driver.window.view_state.seek(frame_index)
    driver.wait_for_frame(frame_index)


def test_function_keys_choose_the_view_mode(answered: WindowDriver) -> None:
    driver = answered
    actions, mode_button = driver.window.actions_by_id, driver.window.canvas_bar.mode
    go_to(driver, 0)

    driver.key(Qt.Key.Key_F5)
    assert near(driver.picture_color(*BALL), 0)
    assert actions["view.outline"].isChecked()
    assert not actions["view.overlay"].isChecked()
    assert mode_button.text() == "Outlines"

    driver.key(Qt.Key.Key_F7)
    assert [driver.picture_color(*at) for at in (BALL, BOX, NOTHING)] == [WHITE, WHITE, BLACK]

    driver.key(Qt.Key.Key_F8)
    assert near(driver.picture_color(*BALL), 0)
    assert driver.picture_color(*NOTHING) in (WHITE, (204, 204, 204))

    driver.key(Qt.Key.Key_F4)
    assert not near(driver.picture_color(*BALL), 0)
    driver.key(Qt.Key.Key_F4)
    assert actions["view.overlay"].isChecked()


def test_a_matte_follows_the_selection(answered: WindowDriver) -> None:
    driver = answered
    ball, box = driver.window.object_commands.objects()
    driver.key(Qt.Key.Key_F7)

    driver.window.view_state.select(frozenset({box.object_id}))
    assert [driver.picture_color(*at) for at in (BALL, BOX)] == [BLACK, WHITE]
    driver.window.view_state.select(frozenset({ball.object_id}))
    assert [driver.picture_color(*at) for at in (BALL, BOX)] == [WHITE, BLACK]
    driver.window.view_state.select(frozenset())
    assert [driver.picture_color(*at) for at in (BALL, BOX)] == [WHITE, WHITE]


def test_the_view_mode_is_as_it_was_the_next_time(answered: WindowDriver) -> None:
    driver = answered
    driver.key(Qt.Key.Key_F8)
    driver.close()

    driver.start()

    assert driver.window.canvas.mode is ViewMode.CUTOUT
    assert driver.window.actions_by_id["view.cutout"].isChecked()


def test_a_pinned_frame_is_compared_with_another_at_a_divider_that_can_be_dragged(
    answered: WindowDriver,
) -> None:
    driver, canvas = answered, answered.window.canvas
    driver.key(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    go_to(driver, 2)
    driver.key(Qt.Key.Key_F9)
    go_to(driver, 20)

    assert near(driver.picture_color(20, 90), 2 * GREY_STEP)
    assert near(driver.picture_color(140, 90), 20 * GREY_STEP)
    assert driver.window.canvas_bar.share.isVisible()

    middle = QPoint(canvas.width() // 2, canvas.height() // 2)
    to = QPoint(round(canvas.view_transform.to_widget(140, 0)[0]), middle.y())
    driver.qtbot.mousePress(canvas, LEFT, pos=middle)
    driver.qtbot.mouseMove(canvas, to)
    driver.qtbot.mouseRelease(canvas, LEFT, pos=to)
    assert near(driver.picture_color(100, 90), 2 * GREY_STEP)
    assert near(driver.picture_color(155, 90), 20 * GREY_STEP)

    driver.key(Qt.Key.Key_F9)
    assert near(driver.picture_color(20, 90), 20 * GREY_STEP)
    assert not driver.window.canvas_bar.share.isVisible()


def test_each_side_shows_its_own_masks_and_keeps_up_with_the_document(answered: WindowDriver) -> None:
    driver = answered
    ball = driver.window.object_commands.objects()[0]
    driver.key(Qt.Key.Key_F7)
    go_to(driver, 0)
    driver.key(Qt.Key.Key_F9)
    go_to(
        driver, 20
    )  # the ball has moved from 20..60 to 60..100: left of the divider only its pinned mask is seen

    assert driver.picture_color(30, 40) == WHITE
    assert driver.picture_color(70, 40) == BLACK
    assert driver.picture_color(90, 40) == WHITE

    driver.window.view_state.select(frozenset({ball.object_id}))
    driver.key(Qt.Key.Key_Delete)
    assert driver.picture_color(30, 40) == BLACK
    assert driver.picture_color(90, 40) == BLACK


def test_a_click_on_the_pinned_side_selects_what_is_seen_there(answered: WindowDriver) -> None:
    driver = answered
    ball = driver.window.object_commands.objects()[0]
    go_to(driver, 0)
    driver.key(Qt.Key.Key_F9)
    go_to(driver, 23)

    driver.click_picture(25, 40)
    assert driver.window.view_state.selection == {ball.object_id}
    driver.click_picture(105, 25)
    assert driver.window.view_state.selection == {ball.object_id}
    driver.click_picture(30, 85)
    assert driver.window.view_state.selection == frozenset()


def test_the_brush_leaves_the_side_of_the_pinned_frame_alone(answered: WindowDriver) -> None:
    driver = answered
    ball = driver.window.object_commands.objects()[0]
    go_to(driver, 0)
    driver.key(Qt.Key.Key_F9)
    go_to(driver, 20)
    driver.window.view_state.select(frozenset({ball.object_id}))
    driver.key(Qt.Key.Key_B)
    before = driver.window.document.project.frame(ball.object_id, 20)

    driver.drag_picture((20, 80), (30, 80))
    assert driver.window.document.project.frame(ball.object_id, 20) == before

    driver.drag_picture((120, 20), (130, 20))
    assert driver.window.document.project.frame(ball.object_id, 20) != before


def test_blending_mixes_both_frames_as_the_slider_says(answered: WindowDriver) -> None:
    driver = answered
    driver.key(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    go_to(driver, 0)
    driver.key(Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
    go_to(driver, 20)

    assert near(driver.picture_color(80, 90), 10 * GREY_STEP)
    driver.window.canvas_bar.share.setFocus()
    driver.key(Qt.Key.Key_Home)
    assert near(driver.picture_color(80, 90), 20 * GREY_STEP)
    driver.key(Qt.Key.Key_End)
    assert near(driver.picture_color(80, 90), 0)

    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_F9)
    assert not driver.window.actions_by_id["view.blend"].isChecked()


def test_another_clip_ends_comparing(answered: WindowDriver) -> None:
    driver = answered
    driver.key(Qt.Key.Key_F9)

    driver.open_clip("second.mp4")

    assert not driver.window.actions_by_id["view.compare"].isChecked()
    assert driver.window.canvas.comparison is None


def test_the_selection_fills_the_view_and_a_double_click_shows_all_again(answered: WindowDriver) -> None:
    driver, canvas = answered, answered.window.canvas
    box = driver.window.object_commands.objects()[1]
    driver.window.view_state.select(frozenset({box.object_id}))

    driver.key(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    corners = [canvas.view_transform.to_widget(*xy) for xy in ((100, 50), (140, 90))]
    assert all(0 <= x <= canvas.width() and 0 <= y <= canvas.height() for x, y in corners)
    assert corners[1][1] - corners[0][1] > canvas.height() / 2

    middle = QPoint(canvas.width() // 2, canvas.height() // 2)
    driver.qtbot.mouseDClick(canvas, LEFT, pos=middle)
    assert canvas.view_transform.is_fit
    driver.qtbot.mouseDClick(canvas, LEFT, pos=middle)
    assert canvas.zoom == pytest.approx(1.0)


@pytest.mark.parametrize("key", [Qt.Key.Key_F4, Qt.Key.Key_F5, Qt.Key.Key_F7, Qt.Key.Key_F8])
def test_a_mask_that_arrives_while_tracking_repaints_its_own_place_in_every_mode(
    driver: WindowDriver, key: Qt.Key
) -> None:
    driver.predictor = ScriptedPredictor(Script(parts=(ScriptedObject("the red ball", (20, 20, 40, 40)),)))
    driver.start()
    driver.open_clip()
    driver.window.canvas.setFocus()
    driver.key(key)
    QApplication.processEvents()
    canvas = driver.window.canvas
    driver.qtbot.wait(50)  # what opening and the key still have to paint
    notes = PaintNotes(canvas)

    driver.ask()
    driver.wait(lambda: notes.rects)

    assert all(rect.width() < canvas.width() / 2 for rect in notes.rects), (notes.rects, canvas.size())


def test_a_brush_stroke_repaints_its_surroundings_in_outline_mode(
    answered: WindowDriver,
) -> None:
    driver = answered
    ball = driver.window.object_commands.objects()[0]
    driver.window.view_state.select(frozenset({ball.object_id}))
    driver.key(Qt.Key.Key_F5)
    driver.key(Qt.Key.Key_B)
    QApplication.processEvents()
    canvas = driver.window.canvas
    way = [QPoint(*(round(value) for value in canvas.view_transform.to_widget(x, 80))) for x in (60, 64, 68)]
    driver.qtbot.mousePress(canvas, LEFT, pos=way[0])
    QApplication.processEvents()
    notes = PaintNotes(canvas)

    for point in way[1:]:
        driver.qtbot.mouseMove(canvas, point)
        QApplication.processEvents()
    during = list(notes.rects)
    driver.qtbot.mouseRelease(canvas, LEFT, pos=way[-1])

    assert during
    assert all(rect.width() < canvas.width() / 3 for rect in during), (during, canvas.size())


class PaintNotes(QObject):
    """The rectangles that a widget painted, but for what another size of it makes necessary."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.rects: list[QRect] = []
        self._is_resized = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._is_resized = True
        elif isinstance(event, QPaintEvent):
            self.rects += [] if self._is_resized else [event.rect()]
            self._is_resized = False
        return False
