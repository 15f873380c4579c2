"""A clean-up is a setting of an object: seen, edited, confirmed and exported, changed and taken away at any time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from support.masks import box_mask
from support.window_driver import CLIP_SIZE_HW, WindowDriver, write_picture

from sa2va_desktop.annotation.records import CleanUp, FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle, rle_to_mask
from sa2va_desktop.editing.commands import new_object, put_object, put_track
from sa2va_desktop.operations.export import annotated_clips, write_export
from sa2va_desktop.ui import mask_cleaner

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
COUNT = 6
IN_HOLE = (56, 46)
ISLAND = (11, 11)
S = FrameState


def holey() -> BoolMask:
    """A box with a hole, and an island at the upper left."""
    mask = box_mask(CLIP_SIZE_HW, 40, 30, 80, 70)
    mask[45:48, 55:58] = False
    mask[10:13, 10:13] = True
    return mask


@pytest.fixture
def dog(driver: WindowDriver) -> ObjectId:
    """Selected; tracked on frames 0 to 5, of which frame 3 was drawn by hand."""
    window = driver.start()
    driver.open_clip()
    window.canvas.setFocus()
    document, media_id = window.document, window.view_state.media_id
    assert media_id is not None
    item = new_object(document.project, media_id, "dog")
    frames = {index: ObjectFrame(mask_to_rle(holey()), S.TRACKED, 0.9, 5.0) for index in range(COUNT)}
    frames[3] = ObjectFrame(mask_to_rle(holey()), S.EDITED)
    document.do(
        "Add", [*put_object(document.project, item), *put_track(document.project, item.object_id, frames)]
    )
    window.view_state.select(frozenset({item.object_id}))
    return item.object_id


def stored(driver: WindowDriver, object_id: ObjectId, frame_index: int) -> BoolMask:
    frame = driver.window.document.project.frame(object_id, frame_index)
    assert frame is not None
    return rle_to_mask(frame.rle)


def is_seen_clean(driver: WindowDriver) -> bool:
    """On the canvas the hole has the colour of the mask, and the island that of the picture."""
    return driver.picture_color(*IN_HOLE) == driver.picture_color(65, 35) and driver.picture_color(
        *ISLAND
    ) == driver.picture_color(100, 80)


def open_panel(driver: WindowDriver) -> None:
    driver.key(Qt.Key.Key_M, CTRL | SHIFT)
    driver.wait(driver.window.masks.clean_up_panel.isVisible)


def set_it(driver: WindowDriver) -> None:
    """Open the panel, choose to keep the clean-up as a setting, and press Enter."""
    panel = driver.window.masks.clean_up_panel
    open_panel(driver)
    panel.islands.setValue(20)
    panel.holes.setValue(20)
    panel.scope.setCurrentIndex(3)
    assert panel.apply.text() == "Keep"
    assert not panel.remove.isVisible()
    driver.qtbot.keyClick(panel.islands, Qt.Key.Key_Return)
    assert not panel.isVisible()
    driver.wait(lambda: is_seen_clean(driver))


def test_a_setting_shows_and_exports_all_unsettled_frames_clean_and_stores_nothing_of_it(
    driver: WindowDriver, dog: ObjectId, tmp_path: Path
) -> None:
    window = driver.window
    assert not is_seen_clean(driver)

    set_it(driver)

    assert window.document.project.objects[dog].clean_up == CleanUp(20, 20)
    assert all((stored(driver, dog, index) == holey()).all() for index in range(COUNT))
    for index, is_clean in ((2, True), (3, False), (5, True)):
        window.view_state.seek(index)
        driver.wait_for_frame(index)
        assert is_seen_clean(driver) is is_clean
    driver.key(Qt.Key.Key_Z, CTRL)
    driver.wait(lambda: not is_seen_clean(driver))
    assert window.document.project.objects[dog].clean_up is None
    driver.key(Qt.Key.Key_Z, CTRL | SHIFT)
    driver.wait(lambda: is_seen_clean(driver))

    # What is exported is what is seen.
    clips = annotated_clips(driver.window.document.project)
    write_export(clips, format_id="mattes", out=tmp_path / "out")

    pictures = [np.asarray(Image.open(path)) > 0 for path in sorted((tmp_path / "out").rglob("*.png"))]
    assert [bool(picture[46, 56]) for picture in pictures[:COUNT]] == [index != 3 for index in range(COUNT)]
    assert [bool(picture[11, 11]) for picture in pictures[:COUNT]] == [index == 3 for index in range(COUNT)]


def test_confirming_keeps_what_was_looked_at_and_a_stroke_goes_on_from_it(
    driver: WindowDriver, dog: ObjectId
) -> None:
    set_it(driver)
    driver.key(Qt.Key.Key_Y)
    kept = stored(driver, dog, 0)
    assert kept[46, 56]
    assert not kept[11, 11]
    open_panel(driver)
    panel = driver.window.masks.clean_up_panel
    assert (panel.islands.value(), panel.holes.value()) == (20, 20)
    assert panel.remove.isVisible()

    driver.click(panel.remove, 5, 5)

    assert driver.window.document.undo_label == "Remove the Clean-Up Setting"
    assert is_seen_clean(driver)
    driver.window.view_state.seek(1)
    driver.wait_for_frame(1)
    driver.wait(lambda: not is_seen_clean(driver))
    driver.key(Qt.Key.Key_Z, CTRL)
    driver.key(Qt.Key.Key_Z, CTRL)
    assert not stored(driver, dog, 0)[46, 56]

    # A stroke goes on from what is seen.
    driver.window.view_state.seek(0)
    driver.wait_for_frame(0)
    driver.key(Qt.Key.Key_B)

    driver.drag_picture((75, 50), (90, 50))

    mask = stored(driver, dog, 0)
    assert mask[50, 88]
    assert mask[46, 56]
    assert not mask[11, 11]
    assert driver.window.document.project.track(dog)[0].state is S.EDITED
    assert not stored(driver, dog, 1)[46, 56]


def test_applied_for_good_the_masks_are_what_was_seen_made_beside_the_window(
    driver: WindowDriver, dog: ObjectId, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_it(driver)
    monkeypatch.setattr(mask_cleaner, "QUICK_PIXELS", 0)
    open_panel(driver)
    panel, document = driver.window.masks.clean_up_panel, driver.window.document
    driver.click(panel.for_good, 5, 5)

    driver.wait(lambda: document.undo_label == "Apply the Clean-Up for Good")

    assert document.project.objects[dog].clean_up is None
    assert [bool(stored(driver, dog, index)[46, 56]) for index in range(COUNT)] == [
        index != 3 for index in range(COUNT)
    ]
    assert document.project.track(dog)[0].state is S.TRACKED
    assert is_seen_clean(driver)
    driver.key(Qt.Key.Key_Z, CTRL)
    assert not stored(driver, dog, 0)[46, 56]
    assert document.project.objects[dog].clean_up == CleanUp(20, 20)
    driver.key(Qt.Key.Key_Y, SHIFT)
    driver.wait(lambda: document.undo_label == "Confirm")
    assert stored(driver, dog, 5)[46, 56]
    assert not stored(driver, dog, 3)[46, 56]
    driver.key(Qt.Key.Key_Y, SHIFT)
    driver.wait(lambda: document.undo_label == "Take Back the Confirmation")
    assert {frame.state for frame in document.project.track(dog).values()} == {S.TRACKED, S.EDITED}


def test_the_list_marks_objects_with_a_setting_and_the_mark_opens_it(
    driver: WindowDriver, dog: ObjectId
) -> None:
    set_it(driver)
    driver.key(Qt.Key.Key_N)
    driver.click_picture(*ISLAND)
    assert driver.window.view_state.selection == frozenset()  # what is not seen is not hit
    driver.click_picture(*IN_HOLE)
    assert driver.window.view_state.selection == {dog}
    driver.key(Qt.Key.Key_N)
    objects = driver.window.object_panel
    row = objects.list.visualRect(objects.item_model.index(0))
    at = objects.delegate.clean_up_rect(row).center()

    asked = QHelpEvent(QEvent.Type.ToolTip, at, objects.list.viewport().mapToGlobal(at))
    QApplication.sendEvent(objects.list.viewport(), asked)
    assert (
        QToolTip.text()
        == "Shown and exported cleaned up: islands below 20 px dropped, holes up to 20 px filled"
    )
    driver.click(objects.list.viewport(), at.x(), at.y())

    panel = driver.window.masks.clean_up_panel
    driver.wait(panel.isVisible)
    assert driver.window.view_state.selection == {dog}
    assert panel.scope.currentText() == "As a setting of the object"
    assert panel.holes.value() == 20


def test_a_large_mask_is_cleaned_up_beside_the_window(driver: WindowDriver, tmp_path: Path) -> None:
    window = driver.start(write_picture(tmp_path / "large.png", size_wh=(900, 700)))
    driver.wait_for_media("large.png")
    document, media_id = window.document, window.view_state.media_id
    assert media_id is not None
    mask = np.zeros((700, 900), np.bool_)
    mask[50:650, 50:850] = True
    mask[300:310, 400:410] = False
    item = new_object(document.project, media_id, "wall")
    frame = ObjectFrame(mask_to_rle(mask), S.TRACKED, 0.9, 5.0)
    document.do(
        "Add", [*put_object(document.project, item), *put_track(document.project, item.object_id, {0: frame})]
    )
    window.view_state.select(frozenset({item.object_id}))
    window.canvas.setFocus()

    open_panel(driver)
    panel = window.masks.clean_up_panel
    panel.holes.setValue(200)
    panel.scope.setCurrentIndex(3)
    driver.qtbot.keyClick(panel.islands, Qt.Key.Key_Return)

    driver.wait(lambda: driver.picture_color(405, 305) == driver.picture_color(200, 200))
    driver.key(Qt.Key.Key_Y)
    driver.wait(lambda: document.undo_label == "Confirm")
    assert document.project.objects[item.object_id].clean_up == CleanUp(hole_px=200)
    assert stored(driver, item.object_id, 0)[305, 405]
