"""Find in the clip: type a thing, see where it is on the timeline, go there, go on, make an object of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QToolButton
from support.finding import SeeingPredictor
from support.window_driver import WindowDriver, write_picture

from sa2va_desktop.annotation.records import Answer, AnswerState, AnswerTask, FrameState
from sa2va_desktop.inference.api import AskRequest, TrackRequest
from sa2va_desktop.operations.sightings import read_record
from sa2va_desktop.ui.chat.linked_text import LinkedText
from sa2va_desktop.ui.chat.object_links import frame_target
from sa2va_desktop.ui.chat.turn_widget import TurnWidget
from sa2va_desktop.ui.timeline.presence_strip import PresenceStrip
from sa2va_desktop.ui.timeline.strip import LABEL_WIDTH

LEFT = Qt.MouseButton.LeftButton
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
FRAMES = 120
SPANS = ((10, 40), (70, 95))


@pytest.fixture
def finding(driver: WindowDriver) -> WindowDriver:
    """A clip of 120 frames; the model sees a car on two stretches of it."""
    driver.predictor = SeeingPredictor(*SPANS)
    driver.start()
    driver.open_clip(frame_count=FRAMES)
    return driver


def searches(driver: WindowDriver) -> list[Answer]:
    answers = driver.window.document.project.answers.values()
    return [answer for answer in answers if answer.task is AnswerTask.FIND]


def spans(answer: Answer) -> tuple[tuple[int, int], ...]:
    return tuple((span.start, span.stop) for span in answer.spans)


def begin(driver: WindowDriver, sentence: str = "the red car") -> None:
    """Ctrl+Alt+F, type, Enter."""
    driver.key(Qt.Key.Key_F, CTRL | ALT)
    driver.qtbot.keyClicks(driver.window.focusWidget(), sentence)
    driver.key(Qt.Key.Key_Return)


def find(driver: WindowDriver, sentence: str = "the red car") -> Answer:
    count = len(searches(driver)) + 1
    begin(driver, sentence)
    driver.wait(lambda: len(searches(driver)) == count and not driver.window.runs.is_busy)
    return searches(driver)[-1]


def lane(driver: WindowDriver) -> PresenceStrip:
    return driver.window.timeline.findChild(PresenceStrip)


def place(driver: WindowDriver, frame: int, row: int = 0) -> QPoint:
    return QPoint(LABEL_WIDTH + round(lane(driver).scale.x_of(frame + 0.5)), row * 20 + 10)


def turn(driver: WindowDriver) -> TurnWidget:
    return driver.window.conversation.findChildren(TurnWidget)[-1]


def press(driver: WindowDriver, title: str) -> None:
    buttons = [button for button in turn(driver).findChildren(QPushButton) if button.isVisible()]
    driver.qtbot.mouseClick(next(each for each in buttons if each.text() == title), LEFT)


# ---- finding


def test_a_thing_is_found_to_the_frame_and_shown_in_the_turn_and_on_the_timeline(finding: WindowDriver) -> None:
    assert not lane(finding).isVisible()

    answer = find(finding)

    assert (answer.state, answer.instruction) == (AnswerState.COMPLETE, "the red car")
    assert spans(answer) == SPANS
    assert answer.text == "In frames 10–39, 70–94."
    assert not finding.window.document.project.objects  # none is made unless it is wanted
    asked = [each for each in finding.predictor.requests if isinstance(each, AskRequest)]
    assert {each.text for each in asked} == {"Please segment the red car."}
    assert len(asked) <= 80
    assert max(len(frames) for frames in finding.predictor.shown) == 5
    assert lane(finding).isVisible()
    links = [piece for text in turn(finding).findChildren(LinkedText) for piece in text.pieces if piece.target]
    assert [(piece.text, piece.target) for piece in links] == [
        ("Frames 10–39", frame_target(10)),
        ("Frames 70–94", frame_target(70)),
    ]
    assert finding.window.document.undo_label == "Find “the red car” in the Clip"

    # Clicks and keys on the lane go to what was found.
    view = finding.window.view_state

    finding.qtbot.mouseClick(lane(finding), LEFT, pos=place(finding, 80))
    assert view.frame_index == 70
    finding.qtbot.mouseDClick(lane(finding), LEFT, pos=place(finding, 20))
    assert view.frame_range == (10, 40)

    lane(finding).setFocus()
    finding.qtbot.keyClick(lane(finding), Qt.Key.Key_Left)
    assert view.frame_index == 10
    finding.qtbot.keyClick(lane(finding), Qt.Key.Key_Right)
    assert view.frame_index == 70
    finding.qtbot.keyClick(lane(finding), Qt.Key.Key_Return)
    assert view.frame_range == (70, 95)

    finding.window.canvas.setFocus()
    view.seek(0)
    finding.key(Qt.Key.Key_PageDown, ALT)
    finding.key(Qt.Key.Key_PageDown, ALT)
    assert view.frame_index == 70
    finding.key(Qt.Key.Key_PageUp, ALT)
    assert view.frame_index == 10


def test_the_prompt_says_what_a_search_costs_and_nothing_found_is_an_answer_too(finding: WindowDriver) -> None:
    finding.window.docks.focus_prompt()
    buttons = finding.window.conversation.findChildren(QToolButton)
    finding.qtbot.mouseClick(next(each for each in buttons if each.text() == "Find"), LEFT)

    said = [label.text() for label in finding.window.conversation.findChildren(QLabel)]
    assert any(
        text.startswith("At most 80 questions about frames 0–119: first every 8 frames") for text in said
    )

    finding.predictor.spans = ()

    answer = find(finding, "a boat")

    assert answer.spans == ()
    assert answer.text == "Found on none of the frames that were looked at."
    assert "Make an Object of It" not in [
        each.text() for each in turn(finding).findChildren(QPushButton) if each.isVisible()
    ]


# ---- stopping, going on, undo, restart


def test_a_stopped_search_keeps_what_it_found_and_goes_on_from_there(finding: WindowDriver) -> None:
    finding.predictor.delay_s = 0.03
    begin(finding)
    finding.wait(lambda: searches(finding) and searches(finding)[0].spans)
    finding.key(Qt.Key.Key_Escape)
    finding.wait(lambda: not finding.window.runs.is_busy)
    stopped = searches(finding)[0]
    assert stopped.state is AnswerState.CANCELLED
    assert stopped.spans
    assert "found is kept" in stopped.message
    known = read_record(stopped.raw_text)

    finding.wait_until_stored()
    path = finding.folder / "kept.sa2va"
    finding.window.projects.save_as(path)
    finding.wait(lambda: not finding.window.document.is_untitled)
    finding.wait_until_stored()
    finding.close()
    finding.predictor = SeeingPredictor(*SPANS)
    finding.start(path)
    finding.wait(lambda: searches(finding) and finding.window.presenter.shown_frame is not None)
    assert searches(finding) == [stopped]
    assert lane(finding).isVisible()

    press(finding, "Search further")
    finding.wait(lambda: searches(finding)[0].state is AnswerState.COMPLETE and not finding.window.runs.is_busy)

    [answer] = searches(finding)
    assert answer.answer_id == stopped.answer_id
    assert spans(answer) == SPANS
    assert read_record(answer.raw_text).questions == known.questions + len(finding.predictor.shown)
    seen_alone = {each.frame_index for each in known.sightings if each.is_alone}
    assert seen_alone.isdisjoint(frame for frames in finding.predictor.shown for frame in frames)

    finding.window.document.undo()
    assert searches(finding) == [stopped]
    finding.window.document.undo()
    assert searches(finding) == []
    assert not lane(finding).isVisible()
    finding.window.document.redo()
    finding.window.document.redo()
    assert spans(searches(finding)[0]) == SPANS


def test_undo_while_it_searches_stops_it_and_takes_it_back(finding: WindowDriver) -> None:
    finding.predictor.delay_s = 0.03
    begin(finding)
    finding.wait(lambda: searches(finding) and searches(finding)[0].spans)
    asked = len(finding.predictor.shown)

    finding.window.canvas.setFocus()
    finding.key(Qt.Key.Key_Z, CTRL)
    finding.wait(lambda: not finding.window.runs.is_busy)

    assert searches(finding) == []
    assert asked <= len(finding.predictor.shown) < 40
    assert not lane(finding).isVisible()


def choose_in_menu(driver: WindowDriver, title: str) -> None:
    """Del on the lane, then a click."""
    driver.qtbot.keyClick(lane(driver), Qt.Key.Key_Delete)
    menu = next(each for each in QApplication.topLevelWidgets() if isinstance(each, QMenu) and each.isVisible())
    action = next(each for each in menu.actions() if each.text() == title)
    driver.qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())


def test_a_search_is_asked_anew_in_its_place_and_removed_from_the_lane(finding: WindowDriver) -> None:
    first = find(finding)
    finding.predictor.spans = ((50, 60),)
    press(finding, "Regenerate")
    finding.wait(lambda: spans(searches(finding)[0]) == ((50, 60),) and not finding.window.runs.is_busy)
    assert [answer.answer_id for answer in searches(finding)] == [first.answer_id]

    finding.qtbot.mouseClick(lane(finding), LEFT, pos=place(finding, 55))
    choose_in_menu(finding, "Remove This Search")

    assert searches(finding) == []
    finding.window.document.undo()
    assert len(searches(finding)) == 1


# ---- an object of it


def test_an_object_is_made_of_what_was_found_or_of_one_stretch_as_one_step(finding: WindowDriver) -> None:
    answer = find(finding)
    press(finding, "Make an Object of It")
    finding.wait(lambda: finding.window.document.project.objects and not finding.window.runs.is_busy)

    project = finding.window.document.project
    [item] = project.objects.values()
    assert (item.name, item.expression) == ("the red car", "the red car")
    track = project.track(item.object_id)
    assert sorted(track) == [*range(10, 40), *range(70, 95)]
    keys = [frame for frame, record in track.items() if record.state is FrameState.PROMPTED]
    assert 2 <= len(keys) <= 10
    tracked = [each for each in finding.predictor.requests if isinstance(each, TrackRequest)]
    assert [each.frame_range for each in tracked] == list(SPANS)
    assert searches(finding)[0].object_ids == {item.object_id}

    finding.window.document.undo()
    assert not finding.window.document.project.objects
    assert searches(finding) == [answer]

    # One stretch becomes an object by its menu.
    finding.qtbot.mouseClick(lane(finding), LEFT, pos=place(finding, 80))
    choose_in_menu(finding, "Make an Object of This Stretch")
    finding.wait(lambda: finding.window.document.project.objects and not finding.window.runs.is_busy)

    [object_id] = finding.window.document.project.objects
    assert sorted(finding.window.document.project.track(object_id)) == list(range(70, 95))


def test_on_a_picture_there_is_nothing_to_find(driver: WindowDriver) -> None:
    driver.start(write_picture(driver.folder / "still.png"))
    driver.wait_for_media("still.png")

    assert not driver.window.actions_by_id["talk.find"].isEnabled()
    buttons = driver.window.conversation.findChildren(QToolButton)
    assert not next(each for each in buttons if each.text() == "Find").isEnabled()
