"""Tracks are put right by keys and menus: shown alone, extended, split at cuts and gaps, swapped in a range, put in order."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QColorDialog
from support.dragging import drop_on
from support.masks import box_mask
from support.window_driver import CLIP_SIZE_HW, WindowDriver

from sa2va_desktop.annotation.attributes import (
    Attribute,
    AttributeId,
    AttributeKey,
    AttributeKind,
    ObjectAttribute,
)
from sa2va_desktop.annotation.frame_review import FrameReview
from sa2va_desktop.annotation.records import AnnotationObject, FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle
from sa2va_desktop.editing.commands import (
    new_object,
    put_attribute,
    put_object,
    put_review,
    put_track,
    put_value,
)
from sa2va_desktop.operations.scene_cuts import add_cut

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
S = FrameState
COLOR = AttributeId(1)
Pair = tuple[ObjectId, ObjectId]


def rle(*box: int) -> MaskRle:
    return mask_to_rle(box_mask(CLIP_SIZE_HW, *box))


LEFT, RIGHT = rle(20, 30, 60, 70), rle(90, 30, 130, 70)


def add(driver: WindowDriver, name: str, mask: MaskRle, frames: range) -> ObjectId:
    document, media_id = driver.window.document, driver.window.view_state.media_id
    assert media_id is not None
    item = new_object(document.project, media_id, name)
    track = {index: ObjectFrame(mask, S.TRACKED, 0.9, 5.0) for index in frames}
    document.do(
        "Add", [*put_object(document.project, item), *put_track(document.project, item.object_id, track)]
    )
    return item.object_id


@pytest.fixture
def pair(driver: WindowDriver) -> Pair:
    """Two objects over frames 4 to 15 of 24, of which the first is selected; it was red and turned blue on frame 8."""
    window = driver.start()
    driver.open_clip()
    ids = add(driver, "cat", LEFT, range(4, 16)), add(driver, "dog", RIGHT, range(4, 16))
    document = window.document
    attribute = Attribute(COLOR, "colour", AttributeKind.TEXT, changes_over_time=True)
    document.do("Schema", put_attribute(document.project, attribute))
    for object_id, keys in zip(ids, (((0, "red"), (8, "blue")), ((0, "brown"),)), strict=True):
        value = ObjectAttribute(object_id, COLOR, tuple(AttributeKey(*key) for key in keys))
        document.do("Say", put_value(document.project, value))
    document.do("Review", put_review(document.project, FrameReview(ids[0], 12, comment="drifts")))
    window.canvas.setFocus()
    window.view_state.select(frozenset(ids[:1]))
    return ids


def objects(driver: WindowDriver) -> list[AnnotationObject]:
    return list(driver.window.object_commands.objects())


def run(driver: WindowDriver, action_id: str) -> None:
    action = driver.window.actions_by_id[action_id]
    assert action.isEnabled()
    action.trigger()


def seek(driver: WindowDriver, frame_index: int) -> None:
    driver.window.view_state.seek(frame_index)
    driver.wait_for_frame(frame_index)


def color_on(driver: WindowDriver, object_id: ObjectId, frame_index: int) -> object:
    key = driver.window.document.project.values_of(object_id)[COLOR].key_at(frame_index)
    return None if key is None else key.value


def comments(driver: WindowDriver, object_id: ObjectId) -> dict[int, str]:
    return {index: each.comment for index, each in driver.window.document.project.reviews_of(object_id).items()}


# ---- shown alone


def test_shift_s_shows_the_selected_object_alone_and_all_again(driver: WindowDriver, pair: Pair) -> None:
    window = driver.window
    seek(driver, 5)
    bare = driver.picture_color(75, 10)
    label = window.document.undo_label

    driver.key(Qt.Key.Key_S, SHIFT)

    assert driver.picture_color(110, 50) == bare != driver.picture_color(40, 50)
    assert window.actions_by_id["object.solo"].isChecked()
    bar = window.object_panel.solo_bar
    assert (bar.isVisible(), bar.text.text()) == (True, "Shown alone: 1 of 2")
    driver.click_picture(110, 50)
    assert window.view_state.selection == frozenset()
    driver.key(Qt.Key.Key_S, SHIFT)
    assert driver.picture_color(110, 50) != bare
    assert not bar.isVisible()
    driver.key(Qt.Key.Key_S, SHIFT)
    assert "Select the objects that are to be shown alone." in window.message_bar.texts
    assert not window.actions_by_id["object.solo"].isChecked()
    assert window.document.undo_label == label


def test_the_list_shows_alone_by_its_buttons_and_what_is_made_meanwhile_is_seen(
    driver: WindowDriver, pair: Pair
) -> None:
    window, panel = driver.window, driver.window.object_panel
    seek(driver, 5)
    bare = driver.picture_color(75, 10)

    def press(row: int) -> None:
        at = panel.delegate.solo_rect(panel.list.visualRect(panel.item_model.index(row))).center()
        driver.click(panel.list.viewport(), at.x(), at.y())

    press(1)
    assert (window.view_state.solo, window.view_state.muted) == ({pair[1]}, {pair[0]})
    assert window.view_state.selection == frozenset()
    driver.key(Qt.Key.Key_A, CTRL)
    assert window.view_state.selection == {pair[1]}
    add(driver, "bird", rle(70, 75, 90, 90), range(4, 8))
    assert driver.picture_color(80, 80) != bare
    assert driver.picture_color(40, 50) == bare
    press(0)
    assert driver.picture_color(40, 50) != bare
    driver.click(panel.solo_bar.show_all, 5, 5)
    assert (window.view_state.solo, window.view_state.muted) == (frozenset(), frozenset())


def test_it_ends_with_the_object_that_is_shown_alone_and_with_the_clip(
    driver: WindowDriver, pair: Pair
) -> None:
    window = driver.window
    seek(driver, 5)
    bare = driver.picture_color(75, 10)
    driver.key(Qt.Key.Key_S, SHIFT)

    driver.key(Qt.Key.Key_Delete)

    assert window.view_state.muted == frozenset()
    assert driver.picture_color(110, 50) != bare
    window.view_state.select(frozenset(pair[1:]))
    driver.key(Qt.Key.Key_S, SHIFT)
    driver.open_clip("other.mp4")
    assert window.view_state.solo == frozenset()


# ---- extending


def test_the_last_mask_is_carried_here_and_to_the_ends_of_the_range(driver: WindowDriver, pair: Pair) -> None:
    document = driver.window.document
    seek(driver, 18)

    driver.key(Qt.Key.Key_E, SHIFT)
    assert document.project.frame_indices(pair[0]) == list(range(4, 19))
    assert document.project.track(pair[0])[18] == ObjectFrame(LEFT, S.EDITED)
    driver.window.view_state.set_range(2, 22)
    run(driver, "track.extend_out")
    run(driver, "track.extend_in")
    assert document.project.frame_indices(pair[0]) == list(range(2, 22))
    assert document.project.frame_indices(pair[1]) == list(range(4, 16))
    run(driver, "track.extend_in")
    assert any("nothing to extend" in text for text in driver.window.message_bar.texts)
    for _ in range(3):
        driver.key(Qt.Key.Key_Z, CTRL)
    assert document.project.frame_indices(pair[0]) == list(range(4, 16))


# ---- splitting and joining


def test_split_at_cuts_and_joined_again_it_is_the_track_that_it_was(driver: WindowDriver, pair: Pair) -> None:
    window, document = driver.window, driver.window.document
    media_id = window.view_state.media_id
    assert media_id is not None
    run(driver, "object.split_cuts")
    assert any("No scene cut inside the track" in text for text in window.message_bar.texts)
    for cut in (8, 12, 20):
        document.do("Cut", add_cut(document.project, media_id, cut))

    run(driver, "object.split_cuts")

    parts = [item.object_id for item in objects(driver) if item.object_id != pair[1]]
    assert [document.project.frame_indices(each) for each in parts] == [
        [4, 5, 6, 7],
        [8, 9, 10, 11],
        [12, 13, 14, 15],
    ]
    assert [color_on(driver, each, 14) for each in parts] == ["red", "blue", "blue"]
    assert [comments(driver, each) for each in parts] == [{}, {}, {12: "drifts"}]
    assert window.view_state.selection == frozenset(parts)
    assert document.undo_label == "Split at Scene Cuts"
    driver.key(Qt.Key.Key_M)
    driver.wait(lambda: len(objects(driver)) == 2)
    assert document.project.frame_indices(pair[0]) == list(range(4, 16))
    assert [color_on(driver, pair[0], index) for index in (4, 7, 8, 15)] == ["red", "red", "blue", "blue"]
    assert comments(driver, pair[0]) == {12: "drifts"}
    driver.key(Qt.Key.Key_Z, CTRL)
    driver.key(Qt.Key.Key_Z, CTRL)
    assert [item.object_id for item in objects(driver)] == list(pair)


def test_every_stretch_becomes_an_object_of_its_own(driver: WindowDriver, pair: Pair) -> None:
    driver.window.view_state.set_range(7, 9)
    driver.key(Qt.Key.Key_Delete, CTRL | SHIFT)
    driver.window.view_state.set_range(11, 13)
    driver.key(Qt.Key.Key_Delete, CTRL | SHIFT)

    run(driver, "object.split_gaps")

    project = driver.window.document.project
    assert [item.name for item in objects(driver)] == ["cat", "dog", "cat 2", "cat 3"]
    assert [project.frame_indices(item.object_id) for item in objects(driver)[2:]] == [[9, 10], [13, 14, 15]]
    run(driver, "object.split_gaps")
    assert any("has no gap" in text for text in driver.window.message_bar.texts)


# ---- swapping


def test_two_objects_are_swapped_in_the_range_with_what_was_said_of_them(
    driver: WindowDriver, pair: Pair
) -> None:
    document = driver.window.document
    driver.key(Qt.Key.Key_A, CTRL)
    driver.window.view_state.set_range(10, 14)

    run(driver, "object.swap_range")

    track = document.project.track(pair[0])
    assert [index for index in track if track[index].rle == RIGHT] == [10, 11, 12, 13]
    assert [color_on(driver, pair[0], index) for index in (9, 10, 13, 14)] == ["blue", "brown", "brown", "blue"]
    assert [color_on(driver, pair[1], index) for index in (9, 10, 13, 14)] == ["brown", "blue", "blue", "brown"]
    assert (comments(driver, pair[0]), comments(driver, pair[1])) == ({}, {12: "drifts"})
    driver.key(Qt.Key.Key_Z, CTRL)
    assert track[12].rle == LEFT
    assert comments(driver, pair[0]) == {12: "drifts"}


# ---- the list


def test_objects_are_put_in_order_by_dragging_in_one_step(driver: WindowDriver, pair: Pair) -> None:
    bird = add(driver, "bird", rle(70, 75, 90, 90), range(4, 8))
    panel = driver.window.object_panel
    model = panel.item_model
    first = panel.list.visualRect(model.index(0))

    assert drop_on(panel.list.viewport(), model.mimeData([model.index(2)]), first.topLeft() + QPoint(60, 1))

    assert [item.object_id for item in objects(driver)] == [bird, *pair]
    assert driver.window.document.undo_label == "Reorder Objects"
    driver.key(Qt.Key.Key_Z, CTRL)
    assert [item.object_id for item in objects(driver)] == [*pair, bird]


def test_several_get_one_colour_and_one_lock_by_keys(driver: WindowDriver, pair: Pair) -> None:
    window = driver.window
    driver.key(Qt.Key.Key_A, CTRL)
    window.object_panel.choose_color(window.object_commands.selected())
    dialog = window.object_panel.findChild(QColorDialog)
    assert dialog is not None
    dialog.setCurrentColor(Qt.GlobalColor.magenta)
    dialog.accept()

    assert {item.color for item in objects(driver)} == {(255, 0, 255)}
    assert window.document.undo_label == "Change Colour"
    driver.key(Qt.Key.Key_L)
    assert all(item.is_locked for item in objects(driver))
    driver.key(Qt.Key.Key_Z, CTRL)
    driver.key(Qt.Key.Key_Z, CTRL)
    assert len({item.color for item in objects(driver)}) == 2
