"""Track and correct as people expect it: cuts end a track, directions, a person's word, identities, review."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from support.masks import box_mask
from support.shots import SIZE_HW, shot, write_shots
from support.tracking import FollowingPredictor
from support.window_driver import WindowDriver

from sa2va_desktop.annotation.records import AnnotationObject, FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import BoolMask, MaskRle, mask_to_rle
from sa2va_desktop.editing.commands import new_object, put_object, put_track
from sa2va_desktop.inference.api import ObjectPrompt
from sa2va_desktop.ui import scene_cuts
from sa2va_desktop.ui.timeline.lanes_strip import LanesStrip
from sa2va_desktop.ui.timeline.strip import LABEL_WIDTH

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
CUT, COUNT = 12, 24
S = FrameState
LEFT, RIGHT = (20, 30, 60, 70), (90, 30, 130, 70)


def as_prompted(prompt: ObjectPrompt, frame_index: int) -> BoolMask:
    assert prompt.mask is not None
    return prompt.mask


def rle(box: tuple[int, int, int, int]) -> MaskRle:
    return mask_to_rle(box_mask(SIZE_HW, *box))


@pytest.fixture
def tracking(driver: WindowDriver, tmp_path: Path) -> WindowDriver:
    """A clip of two shots is open; tracking leaves things where they are."""
    driver.predictor = FollowingPredictor(as_prompted)
    open_shots(driver, tmp_path)
    return driver


def open_shots(driver: WindowDriver, folder: Path) -> None:
    path = write_shots(folder / "shots.mp4", [shot(1, CUT), shot(2, COUNT - CUT)])
    driver.start(path)
    driver.wait_for_frame(0)
    driver.window.canvas.setFocus()


def searched(driver: WindowDriver) -> None:
    """Wait until the background has looked through the clip."""
    media_id = driver.window.view_state.media_id
    assert media_id is not None
    driver.wait(lambda: not driver.window.scene_cuts.map_of(media_id).unsearched((0, COUNT)))


def add(
    driver: WindowDriver,
    states: dict[int, FrameState],
    name: str = "dog",
    box: tuple[int, int, int, int] = LEFT,
) -> ObjectId:
    window = driver.window
    project, media_id = window.document.project, window.view_state.media_id
    assert media_id is not None
    item = new_object(project, media_id, name)
    frames = {index: ObjectFrame(rle(box), state, 0.9, 5.0) for index, state in states.items()}
    window.document.do("Add", [*put_object(project, item), *put_track(project, item.object_id, frames)])
    window.view_state.select(frozenset({item.object_id}))
    return item.object_id


def states(driver: WindowDriver, object_id: ObjectId) -> dict[int, FrameState]:
    return {index: frame.state for index, frame in driver.window.document.project.track(object_id).items()}


def objects(driver: WindowDriver) -> list[AnnotationObject]:
    return driver.window.object_commands.objects()


def run_to_end(driver: WindowDriver) -> None:
    driver.wait(lambda: not driver.window.runs.is_busy)


def press_in_message(driver: WindowDriver, title: str) -> None:
    buttons = driver.window.message_bar.findChildren(QPushButton)
    (button,) = [button for button in buttons if button.text() == title and button.isVisible()]
    button.click()


def tells(driver: WindowDriver, part: str) -> bool:
    return any(part in text for text in driver.window.message_bar.texts)


# ---- scene cuts


def test_cuts_of_an_opened_clip_are_found_in_the_background_and_kept(
    tracking: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[list[int]] = []
    tracking.window.scene_cuts.changed.connect(shown.append)
    searched(tracking)
    assert shown[-1] == [CUT]
    tracking.wait(lambda: tracking.window.runner.is_idle)
    path = Path(next(iter(tracking.window.document.project.media.values())).path)
    tracking.close()

    searches: list[object] = []
    monkeypatch.setattr(scene_cuts, "_searching", lambda *given: searches.append(given))
    window = tracking.start(path)
    tracking.wait_for_frame(0)
    media_id = window.view_state.media_id
    assert media_id is not None
    tracking.wait(lambda: window.scene_cuts.map_of(media_id).frames == (CUT,))
    assert searches == []


def test_a_track_stops_at_the_cut_and_goes_across_when_told_to(tracking: WindowDriver) -> None:
    searched(tracking)
    dog = add(tracking, {3: S.PROMPTED})

    tracking.key(Qt.Key.Key_T, CTRL)
    run_to_end(tracking)

    assert set(states(tracking, dog)) == set(range(CUT))
    assert tells(tracking, f"ended at the scene cut on frame {CUT}")

    press_in_message(tracking, "Track Across the Cut")
    run_to_end(tracking)

    assert set(states(tracking, dog)) == set(range(COUNT))
    tracking.key(Qt.Key.Key_Z, CTRL)
    assert set(states(tracking, dog)) == set(range(CUT))


def test_a_track_finds_a_cut_on_its_way_when_nobody_looked_before(
    tracking: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracking.window.scene_cuts._stop()
    dog = add(tracking, {3: S.PROMPTED})

    tracking.key(Qt.Key.Key_T, CTRL)
    run_to_end(tracking)

    assert set(states(tracking, dog)) == set(range(CUT))
    assert tells(tracking, f"ended at the scene cut on frame {CUT}")
    media_id = tracking.window.view_state.media_id
    assert media_id is not None
    assert tracking.window.scene_cuts.map_of(media_id).frames == (CUT,)


def test_tracking_again_at_the_cut_says_why_nothing_is_left(tracking: WindowDriver) -> None:
    searched(tracking)
    dog = add(tracking, {index: S.PROMPTED if index == 3 else S.TRACKED for index in range(CUT)})

    tracking.key(Qt.Key.Key_T, CTRL)
    assert tells(tracking, f"up to the scene cut on frame {CUT}")
    press_in_message(tracking, "Track Across the Cut")
    run_to_end(tracking)

    assert set(states(tracking, dog)) == set(range(COUNT))


def test_with_the_setting_tracks_go_across_without_asking(tracking: WindowDriver) -> None:
    searched(tracking)
    tracking.window.settings.set("track.scene_cuts", "cross")
    dog = add(tracking, {3: S.PROMPTED})

    tracking.key(Qt.Key.Key_T, CTRL)
    run_to_end(tracking)

    assert set(states(tracking, dog)) == set(range(COUNT))
    assert not tells(tracking, "scene cut")


def test_a_person_removes_and_adds_cuts_and_tracks_obey(tracking: WindowDriver) -> None:
    searched(tracking)
    window = tracking.window
    tracking.key(Qt.Key.Key_PageDown, SHIFT)
    assert window.view_state.frame_index == CUT

    tracking.key(Qt.Key.Key_C, SHIFT)
    assert window.document.undo_label == "Remove Scene Cut"
    window.view_state.seek(6)
    tracking.key(Qt.Key.Key_C, SHIFT)
    dog = add(tracking, {8: S.PROMPTED})
    tracking.key(Qt.Key.Key_T, CTRL)
    run_to_end(tracking)

    assert set(states(tracking, dog)) == set(range(6, COUNT))
    for _ in range(4):
        tracking.key(Qt.Key.Key_Z, CTRL)
    media_id = window.view_state.media_id
    assert media_id is not None
    assert window.scene_cuts.map_of(media_id).frames == (CUT,)


def test_a_correction_ends_at_the_cut_and_goes_on_when_told_to(tracking: WindowDriver) -> None:
    searched(tracking)
    dog = add(tracking, {index: S.PROMPTED if index == 0 else S.TRACKED for index in range(COUNT)})
    tracking.window.view_state.seek(5)
    tracking.wait_for_frame(5)
    tracking.key(Qt.Key.Key_B)
    tracking.drag_picture((70, 50), (80, 50))

    tracking.key(Qt.Key.Key_T, CTRL | SHIFT)
    run_to_end(tracking)

    track = tracking.window.document.project.track(dog)
    corrected = track[5].rle
    assert track[CUT - 1].rle == corrected
    assert track[CUT].rle == rle(LEFT)
    press_in_message(tracking, "Track Across the Cut")
    run_to_end(tracking)
    assert track[COUNT - 1].rle == corrected


# ---- directions


def test_forward_and_backward_start_from_the_shown_frame(tracking: WindowDriver) -> None:
    searched(tracking)
    dog = add(tracking, {2: S.PROMPTED, 6: S.PROMPTED})
    tracking.window.view_state.seek(6)

    tracking.key(Qt.Key.Key_T)
    run_to_end(tracking)
    assert set(states(tracking, dog)) == {2, *range(6, CUT)}

    tracking.window.view_state.set_range(4, COUNT)
    tracking.key(Qt.Key.Key_T, SHIFT)
    run_to_end(tracking)
    assert set(states(tracking, dog)) == {2, *range(4, CUT)}


def test_an_object_added_in_mid_clip_tracks_both_ways_without_touching_others(tracking: WindowDriver) -> None:
    searched(tracking)
    dog = add(tracking, {0: S.PROMPTED, 1: S.TRACKED, 2: S.STALE})
    before = dict(tracking.window.document.project.track(dog))
    cat = add(tracking, {7: S.PROMPTED}, "cat", RIGHT)

    tracking.key(Qt.Key.Key_T, CTRL)
    run_to_end(tracking)

    assert set(states(tracking, cat)) == set(range(CUT))
    assert dict(tracking.window.document.project.track(dog)) == before


def test_a_track_to_the_next_confirmed_frame_stops_there(tracking: WindowDriver) -> None:
    searched(tracking)
    dog = add(tracking, {2: S.PROMPTED, 5: S.CONFIRMED})
    tracking.window.view_state.seek(2)

    tracking.window.actions_by_id["track.next_confirmed"].trigger()
    run_to_end(tracking)

    assert set(states(tracking, dog)) == set(range(6))


def test_only_stale_frames_of_all_objects_are_computed_again(tracking: WindowDriver) -> None:
    dog = add(tracking, {0: S.PROMPTED, 1: S.TRACKED, 2: S.STALE, 3: S.STALE})
    cat = add(tracking, {0: S.PROMPTED, 2: S.STALE}, "cat", RIGHT)
    tracking.window.view_state.select(frozenset())

    tracking.key(Qt.Key.Key_R, CTRL)
    run_to_end(tracking)

    assert states(tracking, dog) == {0: S.PROMPTED, 1: S.TRACKED, 2: S.TRACKED, 3: S.TRACKED}
    assert states(tracking, cat) == {0: S.PROMPTED, 2: S.TRACKED}
    tracking.key(Qt.Key.Key_R, CTRL)
    assert tells(tracking, "No mask of this clip is out of date")


# ---- a person's word


def test_a_key_says_what_the_selected_objects_are_here(tracking: WindowDriver) -> None:
    dog = add(tracking, dict.fromkeys(range(6), S.TRACKED))
    cat = add(tracking, dict.fromkeys(range(6), S.TRACKED), "cat", RIGHT)
    tracking.window.view_state.select(frozenset({dog, cat}))
    tracking.window.view_state.seek(3)

    for key, modifiers, state in (
        (Qt.Key.Key_Y, Qt.KeyboardModifier.NoModifier, S.CONFIRMED),
        (Qt.Key.Key_L, SHIFT, S.LOCKED),
        (Qt.Key.Key_F, Qt.KeyboardModifier.NoModifier, S.FLAGGED),
        (Qt.Key.Key_K, Qt.KeyboardModifier.NoModifier, S.PROMPTED),
        (Qt.Key.Key_U, Qt.KeyboardModifier.NoModifier, S.ABSENT),
        (Qt.Key.Key_U, SHIFT, S.OCCLUDED),
    ):
        tracking.key(key, modifiers)
        for each in (dog, cat):
            assert states(tracking, each) == dict.fromkeys(range(6), S.TRACKED) | {3: state}
        tracking.key(Qt.Key.Key_Z, CTRL)
        assert states(tracking, dog) == states(tracking, cat) == dict.fromkeys(range(6), S.TRACKED)


def test_the_same_key_takes_it_back_and_what_cannot_be_said_is_explained(tracking: WindowDriver) -> None:
    dog = add(tracking, dict.fromkeys(range(6), S.TRACKED))

    tracking.key(Qt.Key.Key_Y)
    tracking.key(Qt.Key.Key_Y)

    assert states(tracking, dog) == dict.fromkeys(range(6), S.TRACKED)
    assert tracking.window.document.undo_label == "Take Back the Confirmation"

    tracking.window.view_state.seek(8)
    tracking.key(Qt.Key.Key_Y)
    assert tells(tracking, "no mask here")


def test_a_range_is_confirmed_and_deleted_in_one_step_each(tracking: WindowDriver) -> None:
    dog = add(tracking, dict.fromkeys(range(10), S.TRACKED))
    tracking.window.view_state.set_range(2, 5)

    tracking.key(Qt.Key.Key_Y, SHIFT)
    assert {f for f, state in states(tracking, dog).items() if state is S.CONFIRMED} == {2, 3, 4}
    tracking.key(Qt.Key.Key_Delete, CTRL | SHIFT)
    assert set(states(tracking, dog)) == {0, 1, *range(5, 10)}
    tracking.key(Qt.Key.Key_Z, CTRL)
    tracking.key(Qt.Key.Key_Z, CTRL)
    assert states(tracking, dog) == dict.fromkeys(range(10), S.TRACKED)


def test_a_right_click_on_a_lane_is_about_that_object_and_frame(tracking: WindowDriver) -> None:
    dog = add(tracking, dict.fromkeys(range(COUNT), S.TRACKED))
    cat = add(tracking, {0: S.PROMPTED}, "cat", RIGHT)
    window = tracking.window
    assert window.view_state.selection == {cat}
    (lanes,) = window.timeline.findChildren(LanesStrip)
    row = lanes.row_rect(dog)
    assert row is not None
    at = QPoint(LABEL_WIDTH + round(lanes.scale.x_of(9.5)), row.center().y())

    tracking.qtbot.mousePress(lanes, Qt.MouseButton.RightButton, pos=at)
    QApplication.sendEvent(lanes, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, lanes.mapToGlobal(at)))

    assert window.view_state.selection == {dog}
    assert window.view_state.frame_index == 9
    (menu,) = [menu for menu in window.findChildren(QMenu) if menu.isVisible()]
    confirm = next(action for action in menu.actions() if action.objectName() == "frame.confirm")
    confirm.trigger()
    menu.close()
    assert states(tracking, dog)[9] is S.CONFIRMED


# ---- review


def test_review_leads_through_what_needs_a_look(tracking: WindowDriver) -> None:
    dog = add(tracking, dict.fromkeys(range(10), S.TRACKED) | {4: S.FLAGGED, 9: S.STALE})
    cat = add(tracking, {2: S.FLAGGED}, "cat", RIGHT)
    window = tracking.window
    window.view_state.select(frozenset())

    def leads_to(modifiers: Qt.KeyboardModifier, frame_index: int, object_id: ObjectId) -> bool:
        tracking.key(Qt.Key.Key_N, modifiers)
        tracking.wait(lambda: window.review.queue.is_complete)
        return (window.view_state.frame_index, window.view_state.selection) == (frame_index, {object_id})

    assert leads_to(SHIFT, 2, cat)
    tracking.key(Qt.Key.Key_Y)
    assert leads_to(SHIFT, 4, dog)
    assert leads_to(SHIFT, 9, dog)
    assert tells(tracking, "out of date")
    assert leads_to(CTRL | SHIFT, 4, dog)


# ---- identities


def test_a_track_is_split_here_and_joined_again(tracking: WindowDriver) -> None:
    dog = add(tracking, dict.fromkeys(range(10), S.TRACKED))
    window = tracking.window
    window.view_state.seek(4)

    window.actions_by_id["object.split"].trigger()

    (fresh,) = window.view_state.selection
    assert fresh != dog
    assert set(states(tracking, dog)) == set(range(4))
    assert set(states(tracking, fresh)) == set(range(4, 10))

    window.object_commands.select_all()
    tracking.key(Qt.Key.Key_M)
    assert [item.object_id for item in objects(tracking)] == [dog]
    assert states(tracking, dog) == dict.fromkeys(range(10), S.TRACKED)


def test_a_split_of_a_numbered_object_counts_on(tracking: WindowDriver) -> None:
    add(tracking, dict.fromkeys(range(10), S.TRACKED))
    for frame in (3, 6):
        tracking.window.view_state.seek(frame)
        tracking.window.actions_by_id["object.split"].trigger()

    assert [item.name for item in objects(tracking)] == ["dog", "dog 2", "dog 3"]


def test_two_objects_are_swapped_from_here_on(tracking: WindowDriver) -> None:
    dog = add(tracking, dict.fromkeys(range(10), S.TRACKED))
    cat = add(tracking, dict.fromkeys(range(10), S.TRACKED), "cat", RIGHT)
    window = tracking.window
    window.view_state.select(frozenset({dog, cat}))
    window.view_state.seek(6)

    window.actions_by_id["object.swap"].trigger()

    track = window.document.project.track(dog)
    assert [track[f].rle for f in range(10)] == [rle(LEFT)] * 6 + [rle(RIGHT)] * 4
    tracking.key(Qt.Key.Key_Z, CTRL)
    assert all(track[f].rle == rle(LEFT) for f in range(10))


def test_a_wrong_number_of_objects_is_explained(tracking: WindowDriver) -> None:
    add(tracking, {0: S.TRACKED})

    tracking.window.actions_by_id["object.swap"].trigger()
    assert tells(tracking, "Select the two objects")
    tracking.key(Qt.Key.Key_M)
    assert tells(tracking, "Select the objects that are one thing")
    # It is a hint, which goes by itself, and at once when another selection makes it pointless.
    add(tracking, {0: S.TRACKED}, "cat", RIGHT)
    assert not tracking.window.message_bar.texts


# ---- copies


def test_masks_are_copied_to_another_frame_or_as_a_new_object(tracking: WindowDriver) -> None:
    dog = add(tracking, {0: S.PROMPTED})
    window = tracking.window
    assert not window.actions_by_id["edit.paste"].isEnabled()

    tracking.key(Qt.Key.Key_C, CTRL)
    window.view_state.seek(4)
    tracking.key(Qt.Key.Key_V, CTRL)
    assert states(tracking, dog) == {0: S.PROMPTED, 4: S.EDITED}

    tracking.key(Qt.Key.Key_V, CTRL | SHIFT)
    assert [item.name for item in objects(tracking)] == ["dog", "dog 2"]
    (fresh,) = window.view_state.selection
    assert states(tracking, fresh) == {4: S.EDITED}

    tracking.key(Qt.Key.Key_D, SHIFT)
    assert [item.name for item in objects(tracking)] == ["dog", "dog 2", "dog 3"]


# ---- following a stroke


def paint(driver: WindowDriver) -> ObjectId:
    dog = add(driver, {index: S.PROMPTED if index == 0 else S.TRACKED for index in range(10)})
    driver.window.view_state.seek(5)
    driver.wait_for_frame(5)
    driver.key(Qt.Key.Key_B)
    driver.drag_picture((70, 50), (80, 50))
    return dog


def test_after_a_stroke_on_a_tracked_object_following_is_offered(tracking: WindowDriver) -> None:
    dog = paint(tracking)
    bar = tracking.window.follow_bar
    assert bar.isVisible()
    assert "“dog” is corrected on this frame only" in bar.text.toolTip()

    bar.follow.click()
    run_to_end(tracking)

    track = tracking.window.document.project.track(dog)
    assert track[9].rle == track[5].rle
    assert not bar.isVisible()


def test_the_offer_goes_with_undo_and_with_the_frame(tracking: WindowDriver) -> None:
    paint(tracking)
    assert tracking.window.follow_bar.isVisible()
    tracking.key(Qt.Key.Key_Z, CTRL)
    assert not tracking.window.follow_bar.isVisible()

    tracking.drag_picture((70, 50), (80, 50))
    assert tracking.window.follow_bar.isVisible()
    tracking.key(Qt.Key.Key_Right)
    assert not tracking.window.follow_bar.isVisible()
    tracking.key(Qt.Key.Key_Left)
    assert not tracking.window.follow_bar.isVisible()


def test_with_the_setting_the_track_follows_by_itself(tracking: WindowDriver) -> None:
    tracking.window.settings.set("track.follow_corrections", True)

    dog = paint(tracking)
    run_to_end(tracking)

    track = tracking.window.document.project.track(dog)
    assert track[9].rle == track[5].rle
    assert not tracking.window.follow_bar.isVisible()


def test_a_mask_that_no_track_surrounds_offers_nothing(tracking: WindowDriver) -> None:
    add(tracking, {5: S.PROMPTED})
    tracking.window.view_state.seek(5)
    tracking.wait_for_frame(5)
    tracking.key(Qt.Key.Key_B)

    tracking.drag_picture((70, 50), (80, 50))

    assert not tracking.window.follow_bar.isVisible()
