"""A person corrects a mask by words: the difference is seen in green and red, and accepted, followed or dropped with keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from support.masks import box_mask
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor
from support.window_driver import CLIP_FRAMES, CLIP_SIZE_HW, WindowDriver, write_picture

from sa2va_desktop.annotation.records import FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle
from sa2va_desktop.editing.commands import new_object, put_object, put_track
from sa2va_desktop.operations.outlined_crop import crop_box
from sa2va_desktop.operations.word_correction import WordResult

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
SHADOW = (100, 60, 140, 80)


def rle(*box: int) -> MaskRle:
    return mask_to_rle(box_mask(CLIP_SIZE_HW, *box))


BOTH = rle(60, 20, 140, 80)
CROP = crop_box(BOTH)


def in_crop(x0: int, y0: int, x1: int, y1: int) -> ScriptedObject:
    return ScriptedObject("", (x0 - CROP.x0, y0 - CROP.y0, x1 - CROP.x0, y1 - CROP.y0))


def begin(driver: WindowDriver, *scripts: Script) -> ObjectId:
    """A clip with an object that is tracked through it, selected, on frame 10."""
    driver.predictor = ScriptedPredictor(*(scripts or (Script(("It is ", in_crop(*SHADOW), ".")),)))
    window = driver.start()
    driver.open_clip()
    document = window.document
    (media_id,) = document.project.media
    item = new_object(document.project, media_id, "car")
    frames = {index: ObjectFrame(BOTH, FrameState.TRACKED, 0.9, 5.0) for index in range(CLIP_FRAMES)}
    document.do(
        "Add", [*put_object(document.project, item), *put_track(document.project, item.object_id, frames)]
    )
    window.view_state.select(frozenset({item.object_id}))
    window.view_state.seek(10)
    driver.wait_for_frame(10)
    window.canvas.setFocus()
    return item.object_id


def say(driver: WindowDriver, words: str) -> None:
    """Open the bar with its key, type, press Enter, wait for the answer."""
    bar, controller = driver.window.words.bar, driver.window.words.controller
    driver.key(Qt.Key.Key_K, CTRL | SHIFT)
    driver.wait(bar.field.hasFocus)
    driver.qtbot.keyClicks(bar.field, words)
    driver.qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    driver.wait(lambda: controller.answer is not None and not controller.is_waiting)


def frame(driver: WindowDriver, object_id: ObjectId, index: int = 10) -> ObjectFrame:
    found = driver.window.document.project.frame(object_id, index)
    assert found is not None
    return found


def test_what_goes_is_red_and_enter_takes_it_away(driver: WindowDriver) -> None:
    car = begin(driver)
    window, bar = driver.window, driver.window.words.bar

    say(driver, "without its shadow")

    assert bar.isVisible()
    assert bar.text.text() == "−800 px (17%)"
    red, green, _blue = driver.picture_color(120.5, 70.5)
    assert red > green + 30, "what would go is red before anything is decided"
    assert frame(driver, car).rle == BOTH
    assert window.canvas.hasFocus()
    driver.qtbot.mouseClick(bar.prompt, Qt.MouseButton.LeftButton)
    (box,) = window.findChildren(QMessageBox)
    assert "Please segment the shadow of the car in this image." in box.text()
    box.close()
    window.activateWindow()
    driver.wait(window.isActiveWindow)
    window.canvas.setFocus()

    driver.key(Qt.Key.Key_Return)

    after = frame(driver, car)
    assert (after.state, after.rle.area) == (FrameState.EDITED, BOTH.area - 800)
    assert not bar.isVisible()
    assert window.document.undo_label == "Correct “car” by Words: without its shadow"
    assert window.follow_bar.isVisible(), "as after a stroke of the brush"
    assert frame(driver, car, 11).state is FrameState.TRACKED
    driver.key(Qt.Key.Key_Z, CTRL)
    assert frame(driver, car) == ObjectFrame(BOTH, FrameState.TRACKED, 0.9, 5.0)
    driver.wait_until_stored()


def test_digits_choose_another_result_and_shift_enter_lets_the_track_follow(driver: WindowDriver) -> None:
    car = begin(driver)
    window, bar = driver.window, driver.window.words.bar
    say(driver, "only the shadow")
    controller = window.words.controller
    assert [each.result for each in controller.candidates] == [WordResult.COMMON, WordResult.REST]
    assert [button.text() for button in bar.choices if button.isVisible()] == ["1  Only it", "2  Without it"]

    driver.key(Qt.Key.Key_2)
    assert controller.chosen == 1
    assert bar.text.text() == "−800 px (17%)"
    driver.key(Qt.Key.Key_Return, SHIFT)
    driver.wait(lambda: not window.runs.is_busy and frame(driver, car, 11).rle != BOTH)

    assert frame(driver, car).rle.area == BOTH.area - 800
    assert frame(driver, car, 11).rle == frame(driver, car).rle, "the track follows the corrected mask"
    driver.wait_until_stored()


def test_what_comes_is_green_and_escape_leaves_everything(driver: WindowDriver) -> None:
    car = begin(driver, Script(("It is ", ScriptedObject("", (10, 20, 40, 60)), ".")))
    window, bar = driver.window, driver.window.words.bar
    say(driver, "also the trailer")
    assert bar.text.text() == "+1,200 px (25%)"
    red, green, _blue = driver.picture_color(20.5, 50.5)
    assert green > red + 30

    driver.key(Qt.Key.Key_Escape)

    assert not bar.isVisible()
    assert not window.words.controller.is_open
    assert frame(driver, car).rle == BOTH
    red, green, _blue = driver.picture_color(20.5, 50.5)
    assert abs(red - green) < 10
    assert window.document.undo_label == "Add"


def test_the_bar_and_a_panel_of_masks_are_never_open_at_once(driver: WindowDriver) -> None:
    begin(driver)
    window, bar, panel = driver.window, driver.window.words.bar, driver.window.masks.clean_up_panel

    driver.key(Qt.Key.Key_M, CTRL | SHIFT)
    driver.wait(panel.isVisible)
    driver.key(Qt.Key.Key_K, CTRL | SHIFT)
    driver.wait(bar.isVisible)
    assert not panel.isVisible()

    window.canvas.setFocus()
    driver.key(Qt.Key.Key_M, CTRL | SHIFT)
    driver.wait(panel.isVisible)
    assert not bar.isVisible()


def test_the_field_asks_again_and_accepts_what_it_asked(driver: WindowDriver) -> None:
    car = begin(driver, Script(("There is none.",)), Script(("It is ", in_crop(*SHADOW), ".")))
    window, bar = driver.window, driver.window.words.bar
    say(driver, "without its shade")
    assert bar.text.text() == "The model finds nothing of that here; say it in other words."
    assert not bar.accept.isVisible()
    assert bar.field.hasFocus()

    bar.field.selectAll()
    driver.qtbot.keyClicks(bar.field, "without its shadow")
    driver.qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    driver.wait(lambda: window.words.controller.seen is not None)
    bar.field.setFocus()
    driver.qtbot.keyClick(bar.field, Qt.Key.Key_Return)

    assert frame(driver, car).state is FrameState.EDITED


def test_what_was_proposed_is_dropped_with_its_frame_and_only_one_mask_is_corrected(
    driver: WindowDriver,
) -> None:
    car = begin(driver)
    window, controller = driver.window, driver.window.words.controller
    say(driver, "without its shadow")
    driver.key(Qt.Key.Key_Right)
    assert not controller.is_open
    driver.wait_for_frame(11)

    say(driver, "without its shadow")
    window.document.do(
        "Edit", put_track(window.document.project, car, {11: ObjectFrame(rle(0, 0, 9, 9), FrameState.EDITED)})
    )
    assert controller.is_open
    assert controller.answer is None, "it was about another mask"

    # Nothing selected that has a mask here, or too much.
    controller.close()
    (media_id,) = window.document.project.media
    other = new_object(window.document.project, media_id, "bare")
    window.document.do("Add", put_object(window.document.project, other))
    for selection, sentence in (
        ({other.object_id}, "“bare” has no mask on this frame"),
        ({car, other.object_id}, "one mask is corrected"),
    ):
        window.view_state.select(frozenset(selection))
        window.canvas.setFocus()
        driver.key(Qt.Key.Key_K, CTRL | SHIFT)
        assert not window.words.bar.isVisible()
        assert any(sentence in text for text in window.message_bar.texts)


def test_a_still_is_corrected_without_a_track(driver: WindowDriver) -> None:
    driver.predictor = ScriptedPredictor(Script(("It is ", ScriptedObject("", (0, 0, 8, 8)), ".")))
    window = driver.start(write_picture(driver.folder / "a.png"))
    driver.wait_for_media("a.png")
    document = window.document
    (media_id,) = document.project.media
    item = new_object(document.project, media_id, "thing")
    mask = mask_to_rle(box_mask((48, 64), 0, 0, 30, 30))
    document.do(
        "Add",
        [
            *put_object(document.project, item),
            *put_track(document.project, item.object_id, {0: ObjectFrame(mask, FrameState.EDITED)}),
        ],
    )
    window.view_state.select(frozenset({item.object_id}))
    window.canvas.setFocus()
    say(driver, "without the corner")
    assert window.words.bar.accept.isVisible()
    assert not window.words.bar.track.isVisible()
    driver.qtbot.mouseClick(window.words.bar.accept, Qt.MouseButton.LeftButton)
    assert frame(driver, item.object_id, 0).rle.area == 900 - 64
