"""A person goes through the masks that may be wrong, says what they are, asks the model again, and compares with before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox
from support.masks import box_mask
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor
from support.window_driver import CLIP_FRAMES, CLIP_SIZE_HW, WindowDriver

from sa2va_desktop.annotation.frame_review import Verdict
from sa2va_desktop.annotation.records import FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle, empty_rle, mask_to_rle
from sa2va_desktop.editing.commands import edit_mask, new_object, put_object, put_track
from sa2va_desktop.operations.review.verdicts import comment_on
from sa2va_desktop.ui.review import review_queue
from sa2va_desktop.ui.review.asking_dialog import AskingDialog
from sa2va_desktop.ui.review.before_after import Since
from sa2va_desktop.ui.review.mask_statistics_dialog import MaskStatisticsDialog
from sa2va_desktop.ui.review.rest_dialog import RestDialog
from sa2va_desktop.ui.timeline.lane_review import MarkKind

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def box(x: int, y: int, width: int = 40, height: int = 30) -> MaskRle:
    return mask_to_rle(box_mask(CLIP_SIZE_HW, x, y, x + width, y + height))


def add(driver: WindowDriver, name: str, y: int, faults: dict[int, MaskRle]) -> ObjectId:
    """A box that moves evenly, but where the faults say otherwise."""
    document = driver.window.document
    (media_id,) = document.project.media
    item = replace(new_object(document.project, media_id, name), expression=f"the {name}")
    frames = {}
    for index in range(CLIP_FRAMES):
        rle = faults.get(index, box(10 + 2 * index, y))
        state = FrameState.ABSENT if rle.is_empty else FrameState.TRACKED
        frames[index] = ObjectFrame(rle, state, 0.95, -5.0 if rle.is_empty else 6.0)
    frames[0] = replace(frames[0], state=FrameState.PROMPTED)
    document.do(
        "Add", [*put_object(document.project, item), *put_track(document.project, item.object_id, frames)]
    )
    return item.object_id


def begin(driver: WindowDriver, *scripts: Script) -> tuple[ObjectId, ObjectId]:
    """A clip with a ball that vanishes for three frames and a box that is once far too large."""
    driver.predictor = ScriptedPredictor(*scripts)
    driver.start()
    driver.open_clip()
    nothing = empty_rle(*CLIP_SIZE_HW)
    ball = add(driver, "ball", 5, dict.fromkeys((10, 11, 12), nothing))
    crate = add(driver, "crate", 50, {18: box(20, 45, 100, 50)})
    return ball, crate


def open_queue(driver: WindowDriver) -> None:
    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_Q, CTRL | SHIFT)
    driver.wait(lambda: driver.window.review.queue.is_complete and driver.window.review.panel.item_model.places)


def settled(driver: WindowDriver) -> None:
    driver.wait(lambda: driver.window.review.queue.is_complete)


def test_doubtful_places_are_confirmed_rejected_and_commented_with_keys(driver: WindowDriver) -> None:
    ball, crate = begin(driver)
    window, panel, project = driver.window, driver.window.review.panel, driver.window.document.project

    open_queue(driver)

    assert {(each.object_id, each.start) for each in panel.item_model.places} >= {(ball, 10), (crate, 18)}
    panel.focus_list()
    first = panel.current_place()
    assert first is not None
    driver.wait(
        lambda: (
            (window.view_state.frame_index, window.view_state.selection)
            == (first.frame_index, {first.object_id})
        )
    )
    assert panel.why.text()
    driver.wait_for_frame(first.frame_index)
    assert not window.canvas.view_transform.is_fit

    # The ball's absence is right: Enter confirms and goes on by itself.
    while panel.current_place().object_id != ball:  # type: ignore[union-attr]
        driver.qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    driver.qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    settled(driver)
    assert all(project.reviews_of(ball)[index].verdict is Verdict.CONFIRMED for index in (10, 11, 12))
    assert all(project.track(ball)[index].is_protected for index in (10, 11, 12))
    assert panel.current_place().object_id == crate  # type: ignore[union-attr]
    assert window.document.undo_label == "Confirm 1 Place"
    assert panel.filters.count.text().startswith("1 of ")

    # The crate is wrong: R asks why, Enter rejects; it stays in the queue, first.
    driver.qtbot.keyClick(panel.list, Qt.Key.Key_R)
    driver.qtbot.keyClicks(panel.entry.field, "far too large")
    driver.qtbot.keyClick(panel.entry.field, Qt.Key.Key_Return)
    settled(driver)
    said = project.reviews_of(crate)[18]
    assert (said.verdict, said.comment) == (Verdict.REJECTED, "far too large")
    assert project.track(crate)[18].state is FrameState.FLAGGED
    assert panel.item_model.places[0].object_id == crate
    assert "“far too large”" in panel.delegate.told(panel.item_model.places[0])

    # Corrected by hand, it leaves the queue; undone, it is back.
    window.document.do("Draw", edit_mask(project, crate, 18, box(46, 50)))
    driver.wait(lambda: all(each.object_id != crate for each in panel.item_model.places))
    window.document.undo()
    driver.wait(lambda: any(each.object_id == crate for each in panel.item_model.places))

    # The verdicts are single steps of the history.
    window.document.undo()
    settled(driver)
    assert crate not in [each for each in project.objects if project.reviews_of(each)]
    window.document.undo()
    assert project.reviews_of(ball) == {}


def test_shift_n_goes_through_the_queue_without_the_panel(driver: WindowDriver) -> None:
    ball, crate = begin(driver)
    window, seen = driver.window, set()
    window.canvas.setFocus()

    for _ in range(8):
        before = (window.view_state.frame_index, window.view_state.selection)
        driver.key(Qt.Key.Key_N, SHIFT)
        driver.wait(lambda was=before: (window.view_state.frame_index, window.view_state.selection) != was)
        seen.add(next(iter(window.view_state.selection)))

    assert seen == {ball, crate}
    assert not window.review.panel.isVisible()
    assert any("on frame" in text for text in window.message_bar.texts)


def test_comments_filters_and_taking_back(driver: WindowDriver) -> None:
    ball, crate = begin(driver)
    window, panel, project = driver.window, driver.window.review.panel, driver.window.document.project
    open_queue(driver)
    panel.focus_list()

    driver.qtbot.keyClick(panel.list, Qt.Key.Key_E)
    driver.qtbot.keyClicks(panel.entry.field, "=look")
    driver.qtbot.keyClick(panel.entry.field, Qt.Key.Key_Return)
    settled(driver)
    place = panel.current_place()
    assert place is not None
    assert place.comment == "=look"
    assert window.document.undo_label == "Comment"

    panel.filters.objects.setCurrentIndex(panel.filters.objects.findData(crate))
    assert {each.object_id for each in panel.item_model.places} == {crate}
    driver.qtbot.keyClick(panel.list, Qt.Key.Key_A, CTRL)
    driver.qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    settled(driver)
    assert 18 not in [each.frame_index for each in panel.item_model.places]
    panel.filters.state.setCurrentIndex(2)  # confirmed
    assert {each.object_id for each in panel.item_model.places} == {crate}
    panel.focus_list()
    driver.qtbot.keyClick(panel.list, Qt.Key.Key_A, CTRL)
    driver.qtbot.keyClick(panel.list, Qt.Key.Key_U)
    settled(driver)
    assert panel.item_model.places == []
    assert all(each.verdict is Verdict.NONE for each in project.reviews_of(crate).values())
    assert project.track(crate)[18].state is FrameState.TRACKED
    assert ball in project.objects


def test_the_rest_is_confirmed_at_once(driver: WindowDriver) -> None:
    ball, _ = begin(driver)
    window, project = driver.window, driver.window.document.project
    open_queue(driver)

    driver.qtbot.mouseClick(window.review.panel.batch_button, Qt.MouseButton.LeftButton)
    dialog = next(each for each in window.findChildren(RestDialog) if each.isVisible())
    assert dialog.told.text().endswith("masks")
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    driver.qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)

    states = {frame.state for index, frame in project.track(ball).items() if index < 9}
    assert states <= {FrameState.CONFIRMED, FrameState.PROMPTED}
    window.document.undo()
    assert FrameState.TRACKED in {frame.state for frame in project.track(ball).values()}


def test_masks_that_come_while_the_rest_is_asked_about_are_looked_at_first(driver: WindowDriver) -> None:
    ball, _ = begin(driver)
    document = driver.window.document
    open_queue(driver)
    driver.qtbot.mouseClick(driver.window.review.panel.batch_button, Qt.MouseButton.LeftButton)
    dialog = next(each for each in driver.window.findChildren(RestDialog) if each.isVisible())
    frame = document.project.track(ball)[5]
    jumped = replace(frame, rle=box(100, 60))  # a run goes on
    document.do("Track", put_track(document.project, ball, {5: jumped}))

    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    driver.qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)
    driver.wait(lambda: document.undo_label.startswith("Confirm"))

    assert document.project.track(ball)[5].state is FrameState.TRACKED


def test_asking_again_finds_a_mask_that_looks_right_and_is_not(driver: WindowDriver) -> None:
    # The model always finds something at the ball's place, never at the crate's.
    ball, crate = begin(driver, Script(parts=("It is ", ScriptedObject("it", (10, 5, 50, 35), (2, 0)), ".")))
    window, project = driver.window, driver.window.document.project
    open_queue(driver)

    driver.qtbot.mouseClick(window.review.panel.ask_button, Qt.MouseButton.LeftButton)
    dialog = next(each for each in window.findChildren(AskingDialog) if each.isVisible())
    assert "question" in dialog.told.text()
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    driver.qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)
    driver.wait(lambda: project.reviews_of(crate) and not window.runs.is_busy)
    settled(driver)

    asked = {
        index: each
        for index, each in project.reviews_of(ball).items()
        if not project.track(ball)[index].rle.is_empty
    }
    assert all(each.asked_iou == 1.0 and each.asked_text == "the ball" for each in asked.values())
    assert all(each.asked_iou == 0.0 for each in project.reviews_of(crate).values())
    assert all(each.model_name == "scripted" for each in asked.values())
    assert window.document.undo_label == "Ask Again"
    assert any("something else" in text for text in window.message_bar.texts)
    queue = window.review.queue
    found = [each for each in window.review.panel.item_model.places if each.object_id == crate]
    assert any("asked again" in words for each in found for words in queue.reasons(each))
    window.document.undo()
    assert project.reviews_of(crate) == {}


def test_a_long_clip_is_looked_through_in_slices(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_queue, "_SLICE_MASKS", 1)
    ball, crate = begin(driver)
    queue, seen = driver.window.review.queue, list[int]()
    queue.scored.connect(lambda media_id: seen.append(len(queue.clip_scores(media_id))))

    open_queue(driver)

    assert seen == [1, 2]
    found = {each.object_id for each in driver.window.review.panel.item_model.places}
    assert found == {ball, crate}


def test_a_mask_is_compared_with_before_and_with_what_was_confirmed(driver: WindowDriver) -> None:
    _, crate = begin(driver)
    window, project = driver.window, driver.window.document.project
    window.canvas.setFocus()
    window.view_state.select(frozenset({crate}))
    driver.key(Qt.Key.Key_Y)  # frame 0 is confirmed
    window.document.do("Draw", edit_mask(project, crate, 0, box(30, 50)))
    window.document.do("Draw More", edit_mask(project, crate, 0, box(40, 50)))
    compare = window.review.before_after

    driver.key(Qt.Key.Key_B, SHIFT)
    driver.wait(lambda: any("Draw More" in text for text in window.message_bar.texts))
    assert compare.since is Since.CHANGE
    red, green, _ = driver.picture_color(75, 65)  # came
    assert green > red
    driver.key(Qt.Key.Key_B, SHIFT)
    driver.wait(lambda: any("confirmation" in text for text in window.message_bar.texts))
    assert compare.since is Since.CONFIRMATION
    driver.key(Qt.Key.Key_B, SHIFT)
    assert compare.since is None

    driver.key(Qt.Key.Key_B, SHIFT)
    driver.key(Qt.Key.Key_Right)
    assert compare.since is None


def test_statistics_are_sorted_and_copied_and_lanes_show_what_was_said(driver: WindowDriver) -> None:
    ball, crate = begin(driver)
    window, project = driver.window, driver.window.document.project
    window.document.do("Comment", comment_on(project, ball, 4, "=look"))
    window.actions_by_id["review.curves"].trigger()
    driver.wait(lambda: window.review.queue.is_complete and window.review.queue.scores_of(crate) is not None)

    trust = window.review.lane_trust
    assert trust.has_all_curves
    assert window.settings.get("review.all_curves") is True
    assert [(mark.frame_index, mark.kind) for mark in trust.marks(ball)] == [(4, MarkKind.COMMENT)]
    assert "“=look”" in trust.describe(ball, 4)
    assert "doubt" in trust.describe(crate, 18)
    curve = trust.trust_curve(crate, CLIP_FRAMES)
    assert curve is not None
    assert curve.score_at(18) < 0.5 < curve.score_at(5)  # type: ignore[operator]

    window.actions_by_id["review.statistics"].trigger()
    dialog = next(each for each in window.findChildren(MaskStatisticsDialog) if each.isVisible())
    driver.wait(dialog.copy.isEnabled)
    dialog.by.setCurrentIndex(1)
    driver.wait(dialog.copy.isEnabled)
    names = [dialog.item_model.index(row, 0).data() for row in range(2)]
    assert names == ["ball", "crate"]
    area = 6
    dialog.table.sortByColumn(area, Qt.SortOrder.DescendingOrder)
    assert dialog.item_model.index(0, 0).data() == "crate"
    driver.qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0].startswith("object\tlabel\tclip\tframes")
    assert copied[1].split("\t")[:4] == ["ball", "", "clip.mp4", str(CLIP_FRAMES)]
    dialog.write(driver.folder / "s.csv")
    driver.wait((driver.folder / "s.csv").exists)
    dialog.reject()
