"""Point at a thing: dots propose a mask at once, Enter accepts it, Esc drops it; track and describe what was marked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor
from support.window_driver import CLIP_FRAMES, WindowDriver

from sa2va_desktop.annotation.records import AnnotationObject, FrameState
from sa2va_desktop.inference.api import Capabilities, GroundingMode, SegmentRequest
from sa2va_desktop.operations.marks import marks_of

CTRL = Qt.KeyboardModifier.ControlModifier
MOVING = Script(object_velocity_xy=(2, 0))


@pytest.fixture
def marking(driver: WindowDriver) -> WindowDriver:
    """An open clip with the point tool, taken by its key."""
    return begin_marking(driver, MOVING)


def begin_marking(
    driver: WindowDriver, script: Script, *, capabilities: Capabilities | None = None
) -> WindowDriver:
    driver.predictor = ScriptedPredictor(script, capabilities=capabilities)
    driver.start()
    driver.open_clip()
    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_Q)
    return driver


def wait_for_proposal(driver: WindowDriver) -> None:
    driver.wait(lambda: driver.window.clicks.candidates and not driver.window.clicks.is_waiting)


def click_and_accept(driver: WindowDriver, x: float, y: float) -> AnnotationObject:
    driver.click_picture(x, y)
    wait_for_proposal(driver)
    driver.key(Qt.Key.Key_Return)
    return driver.window.object_commands.selected()[0]


def segment_requests(driver: WindowDriver) -> list[SegmentRequest]:
    return [request for request in driver.predictor.requests if isinstance(request, SegmentRequest)]


def box_of(driver: WindowDriver, item: AnnotationObject, frame_index: int = 0) -> tuple[int, int, int, int]:
    frame = driver.window.document.project.frame(item.object_id, frame_index)
    assert frame is not None
    return frame.rle.box_xywh


def test_a_click_proposes_a_mask_and_enter_makes_it_an_object(marking: WindowDriver) -> None:
    window = marking.window

    marking.click_picture(50, 40)
    wait_for_proposal(marking)
    assert window.object_commands.objects() == []
    assert window.candidate_bar.isVisible()
    assert window.candidate_bar.text.text() == "New object"
    marking.key(Qt.Key.Key_Return)

    (item,) = window.object_commands.objects()
    frame = window.document.project.frame(item.object_id, 0)
    assert frame is not None
    assert frame.state is FrameState.PROMPTED
    assert frame.rle.area == 400
    assert window.view_state.selection == {item.object_id}
    assert not window.candidate_bar.isVisible()
    assert marks_of(window.document.project, item.object_id, 0) is not None


def test_accepting_is_one_step_that_undo_takes_back(marking: WindowDriver) -> None:
    click_and_accept(marking, 50, 40)

    marking.key(Qt.Key.Key_Z, CTRL)

    assert marking.window.object_commands.objects() == []
    assert marking.window.document.project.settings == {}


def test_after_undo_the_next_click_is_about_a_new_object(marking: WindowDriver) -> None:
    click_and_accept(marking, 50, 40)
    marking.key(Qt.Key.Key_Z, CTRL)

    click_and_accept(marking, 100, 70)

    assert len(marking.window.object_commands.objects()) == 1


def test_the_proposal_and_its_dots_are_seen_on_the_picture(marking: WindowDriver) -> None:
    before = marking.picture_color(45, 45)

    marking.click_picture(50, 40)
    wait_for_proposal(marking)
    marking.right_click_picture(100, 70)
    wait_for_proposal(marking)

    assert marking.picture_color(45, 45) != before
    red, green, blue = marking.picture_color(100.6, 70.6)
    assert red > green + 50
    assert red > blue + 50
    red, green, blue = marking.picture_color(50.6, 40.6)
    assert green > red + 50


def test_the_right_button_excludes_and_a_click_on_a_dot_takes_it_away(marking: WindowDriver) -> None:
    clicks = marking.window.clicks

    marking.click_picture(50, 40)
    marking.right_click_picture(100, 70)
    assert [point.label for point in clicks.marks.points] == [1, 0]
    wait_for_proposal(marking)
    assert [point.label for point in segment_requests(marking)[-1].prompt.points] == [1, 0]

    marking.click_picture(100, 70)
    assert [point.label for point in clicks.marks.points] == [1]


def test_a_further_point_refines_the_candidate_that_was_chosen_and_a_removed_one_starts_anew(
    marking: WindowDriver,
) -> None:
    marking.click_picture(50, 40)
    wait_for_proposal(marking)
    marking.key(Qt.Key.Key_2)

    marking.right_click_picture(100, 70)
    wait_for_proposal(marking)
    marking.click_picture(100, 70)  # the dot goes
    wait_for_proposal(marking)

    refined = [request.refines for request in segment_requests(marking)[-3:]]
    assert [None if logits is None else float(logits[0, 0]) for logits in refined] == [
        None,
        pytest.approx(0.7),
        None,
    ]


def test_exclusions_alone_wait_for_a_point_inside(marking: WindowDriver) -> None:
    marking.right_click_picture(100, 70)

    assert marking.window.clicks.is_active
    assert "inside" in marking.window.candidate_bar.text.text()
    assert segment_requests(marking) == []


def test_number_keys_choose_between_the_candidates(marking: WindowDriver) -> None:
    marking.click_picture(50, 40)
    wait_for_proposal(marking)

    marking.key(Qt.Key.Key_2)

    choices = marking.window.candidate_bar.choices
    assert [button.isChecked() for button in choices] == [False, True, False]
    assert choices[1].text() == "2  ·  0.70"
    marking.key(Qt.Key.Key_Return)
    (item,) = marking.window.object_commands.objects()
    frame = marking.window.document.project.frame(item.object_id, 0)
    assert frame is not None
    assert frame.predicted_iou == 0.7


def test_esc_drops_the_proposal_and_leaves_no_history(marking: WindowDriver) -> None:
    label = marking.window.document.undo_label
    marking.click_picture(50, 40)
    wait_for_proposal(marking)

    marking.key(Qt.Key.Key_Escape)

    assert not marking.window.clicks.is_active
    assert not marking.window.candidate_bar.isVisible()
    assert marking.window.document.undo_label == label


def test_another_frame_drops_the_proposal_and_says_so(marking: WindowDriver) -> None:
    marking.click_picture(50, 40)
    wait_for_proposal(marking)

    marking.key(Qt.Key.Key_Right)

    assert not marking.window.clicks.is_active
    assert any("dropped" in text for text in marking.window.message_bar.texts)


def test_marks_of_the_selected_object_come_back_and_replace_its_mask(marking: WindowDriver) -> None:
    item = click_and_accept(marking, 50, 40)

    marking.click_picture(100, 70)
    assert marking.window.clicks.marks.points[0].point_xy == pytest.approx((50, 40), abs=1)
    wait_for_proposal(marking)
    assert item.name in marking.window.candidate_bar.text.text()
    marking.key(Qt.Key.Key_Return)

    assert len(marking.window.object_commands.objects()) == 1


def test_n_lets_the_next_marks_make_a_new_object(marking: WindowDriver) -> None:
    click_and_accept(marking, 50, 40)

    marking.key(Qt.Key.Key_N)
    click_and_accept(marking, 100, 70)

    assert len(marking.window.object_commands.objects()) == 2


def test_a_dragged_box_is_proposed_when_the_button_comes_up(marking: WindowDriver) -> None:
    marking.key(Qt.Key.Key_R)

    marking.drag_picture((100, 80), (60, 50), (40, 20))
    wait_for_proposal(marking)
    marking.key(Qt.Key.Key_Return)

    (item,) = marking.window.object_commands.objects()
    assert box_of(marking, item) == pytest.approx((40, 20, 60, 60), abs=1)


def test_a_locked_object_is_not_marked(marking: WindowDriver) -> None:
    click_and_accept(marking, 50, 40)
    marking.key(Qt.Key.Key_L)

    marking.click_picture(100, 70)

    assert not marking.window.clicks.is_active
    assert any("locked" in text for text in marking.window.message_bar.texts)


def test_without_a_model_a_click_says_what_to_do(marking: WindowDriver) -> None:
    marking.window.model.choose("none")

    marking.click_picture(50, 40)

    assert not marking.window.clicks.is_active
    assert any("No model is chosen" in text for text in marking.window.message_bar.texts)


def test_a_click_before_the_model_is_ready_waits_for_it(driver: WindowDriver) -> None:
    driver.load_gate.clear()
    driver.start()
    driver.open_clip()
    driver.window.canvas.setFocus()
    driver.key(Qt.Key.Key_Q)

    driver.click_picture(50, 40)
    assert "Looking" in driver.window.candidate_bar.text.text()
    driver.load_gate.set()

    wait_for_proposal(driver)


def test_the_file_stays_open_between_clicks(marking: WindowDriver) -> None:
    click_and_accept(marking, 50, 40)
    click_and_accept(marking, 100, 70)

    first, second = segment_requests(marking)
    assert first.frames is second.frames


def test_v_goes_back_to_selecting_and_the_right_button_to_the_menu(marking: WindowDriver) -> None:
    item = click_and_accept(marking, 50, 40)
    marking.key(Qt.Key.Key_N)

    marking.key(Qt.Key.Key_V)
    marking.click_picture(50, 40)

    assert marking.window.view_state.selection == {item.object_id}
    assert marking.window.actions_by_id["tool.select"].isChecked()
    assert not marking.window.actions_by_id["tool.points"].isChecked()


def test_the_picture_does_not_move_when_a_proposal_appears(marking: WindowDriver) -> None:
    before = marking.window.canvas.view_transform.to_widget(0, 0), marking.window.canvas.mapToGlobal(QPoint())

    marking.click_picture(50, 40)
    wait_for_proposal(marking)

    after = marking.window.canvas.view_transform.to_widget(0, 0), marking.window.canvas.mapToGlobal(QPoint())
    assert after == before


def test_the_marked_object_is_tracked_over_the_range_in_both_directions(marking: WindowDriver) -> None:
    marking.window.view_state.set_range(2, 20)
    marking.window.view_state.seek(10)
    marking.wait_for_frame(10)
    item = click_and_accept(marking, 50, 40)

    marking.key(Qt.Key.Key_T, CTRL)
    marking.wait(lambda: not marking.window.object_runs.is_running)

    assert marking.window.document.project.frame_indices(item.object_id) == list(range(2, 20))
    assert box_of(marking, item, 15)[0] == box_of(marking, item, 10)[0] + 10
    assert box_of(marking, item, 5)[0] == box_of(marking, item, 10)[0] - 10


def test_esc_stops_a_track_and_keeps_the_frames_that_are_done(driver: WindowDriver) -> None:
    marking = begin_marking(driver, replace(MOVING, frame_delay_s=0.05))
    item = click_and_accept(marking, 50, 40)
    frames = marking.window.document.project.frame_indices

    marking.key(Qt.Key.Key_T, CTRL)
    marking.wait(lambda: len(frames(item.object_id)) >= 4)
    assert "masks" in marking.window.status_bar.work.text()
    marking.key(Qt.Key.Key_Escape)
    marking.wait(lambda: not marking.window.object_runs.is_running)

    assert 4 <= len(frames(item.object_id)) < CLIP_FRAMES
    assert any("Stopped" in text for text in marking.window.message_bar.texts)
    assert not marking.window.status_bar.work.isVisible()


def test_a_whole_track_is_one_step_of_undo(marking: WindowDriver) -> None:
    item = click_and_accept(marking, 50, 40)
    marking.key(Qt.Key.Key_T, CTRL)
    marking.wait(lambda: not marking.window.object_runs.is_running)

    marking.key(Qt.Key.Key_Z, CTRL)

    assert marking.window.document.project.frame_indices(item.object_id) == [0]


def test_nothing_to_track_is_said(marking: WindowDriver) -> None:
    click_and_accept(marking, 50, 40)
    marking.window.view_state.set_range(0, 1)

    marking.key(Qt.Key.Key_T, CTRL)

    assert any("nothing is left to track" in text for text in marking.window.message_bar.texts)


def test_describing_writes_a_turn_whose_words_belong_to_the_object(driver: WindowDriver) -> None:
    marking = begin_marking(driver, Script(parts=("A small ", ScriptedObject(), "square.")))
    item = click_and_accept(marking, 50, 40)

    marking.key(Qt.Key.Key_D, CTRL)
    marking.wait(lambda: not marking.window.object_runs.is_running)

    (answer,) = marking.window.document.project.answers.values()
    assert answer.text == "A small square."
    assert [phrase.object_id for phrase in answer.phrases] == [item.object_id]
    assert answer.message == ""
    assert len(marking.window.object_commands.objects()) == 1


def test_a_description_by_a_model_without_regions_says_what_it_rests_on(driver: WindowDriver) -> None:
    capabilities = Capabilities(
        family="scripted",
        template="qwen_chat",
        grounding_modes=(GroundingMode.COMPATIBLE,),
        default_grounding_mode=GroundingMode.COMPATIBLE,
        region_prompts=False,
    )
    marking = begin_marking(driver, Script(parts=("A square.",)), capabilities=capabilities)
    click_and_accept(marking, 50, 40)

    marking.key(Qt.Key.Key_D, CTRL)
    marking.wait(lambda: not marking.window.object_runs.is_running)

    shown = " ".join(label.text() for label in marking.window.conversation.findChildren(QLabel))
    assert "Described from an outlined crop of the picture" in shown
