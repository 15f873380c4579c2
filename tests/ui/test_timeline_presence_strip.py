"""The lane of what searches found: rows, bars on a very long clip, pointing, and that it takes no room while empty."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot
from support.sample_clip import CLIP, SampleDocument, clip, put

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.records import Answer, AnswerId, AnswerState, AnswerTask, PresenceSpan
from sa2va_desktop.ui.timeline.presence_strip import PresenceStrip
from sa2va_desktop.ui.timeline.strip import LABEL_WIDTH
from sa2va_desktop.ui.timeline.timeline_view import TimelineView
from sa2va_desktop.ui.view_state import ViewState

FRAMES = 100_000


def search(number: int, spans: tuple[PresenceSpan, ...], sentence: str = "the red car") -> Answer:
    return Answer(
        AnswerId(number), CLIP, sentence, "", "", (), (), (0, FRAMES), "", "m", "", AnswerState.COMPLETE,
        task=AnswerTask.FIND, spans=spans,
    )  # fmt: skip


class Stage:
    """A shown timeline of 100,000 frames."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.document = SampleDocument(put(CLIP, clip(FRAMES)))
        self.view_state = ViewState()
        self.view = TimelineView(self.document, self.view_state)  # type: ignore[arg-type]
        qtbot.addWidget(self.view)
        self.view_state.show_media(CLIP, FRAMES)
        self.view.resize(LABEL_WIDTH + 1014, 330)
        self.view.show()
        QApplication.processEvents()
        self.lane: PresenceStrip = self.view.findChild(PresenceStrip)

    def put(self, *answers: Answer) -> None:
        for answer in answers:
            self.document.apply(Change(Table.ANSWER, answer.answer_id, None, answer))
        QApplication.processEvents()

    def at(self, frame: float, row: int = 0) -> QPoint:
        return QPoint(LABEL_WIDTH + round(self.lane.scale.x_of(frame)), row * 20 + 10)


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


def test_it_takes_no_room_until_something_was_looked_for(stage: Stage) -> None:
    width = stage.lane.scale.width_px
    assert not stage.lane.isVisible()

    stage.put(search(1, ()))

    assert stage.lane.isVisible()
    assert stage.lane.scale.width_px == width
    [answer] = stage.document.project.answers.values()
    stage.document.apply(Change(Table.ANSWER, answer.answer_id, answer, None))
    assert not stage.lane.isVisible()


def test_of_very_many_stretches_the_one_under_the_pointer_is_found(stage: Stage) -> None:
    spans = tuple(PresenceSpan(at, at + 40, 0.5) for at in range(0, FRAMES, 400))
    stage.put(search(1, spans), search(2, (PresenceSpan(90_000, 95_000, 0.9),), "a boat"))

    assert stage.lane.found_at(QPointF(stage.at(92_000, 0)))[1] == PresenceSpan(90_000, 95_000, 0.9)
    found = stage.lane.found_at(QPointF(stage.at(40_000.5, 1)))
    assert found[0].instruction == "the red car"
    assert found[1] is not None
    assert abs(found[1].start - 40_000) <= 400
    assert stage.lane.found_at(QPointF(stage.at(50_000, 0))) == (
        stage.document.project.answers[AnswerId(2)],
        None,
    )
    image = stage.lane.grab().toImage()
    sure, line = (image.pixelColor(stage.at(frame, 0)) for frame in (92_000, 30_000))
    assert sure != line


def test_a_surer_stretch_is_stronger(stage: Stage) -> None:
    stage.put(search(1, (PresenceSpan(0, 20_000, 0.1), PresenceSpan(50_000, 70_000, 0.95))))

    image = stage.lane.grab().toImage()
    faint, strong, ground = (
        image.pixelColor(stage.at(frame) + QPoint(0, -4)) for frame in (10_000, 60_000, 90_000)
    )

    def distance(color) -> int:  # type: ignore[no-untyped-def]
        return sum(abs(a - b) for a, b in zip(color.getRgb()[:3], ground.getRgb()[:3], strict=True))

    assert 0 < distance(faint) < distance(strong)


def test_pointing_says_which_frames_and_how_sure(stage: Stage) -> None:
    stage.put(search(1, (PresenceSpan(20_000, 30_000, 0.874),)))
    at = stage.at(25_000)

    QApplication.sendEvent(stage.lane, QHelpEvent(QEvent.Type.ToolTip, at, stage.lane.mapToGlobal(at)))

    assert "the red car" in QToolTip.text()
    assert "20000–29999, 87 %" in QToolTip.text()
    QToolTip.hideText()


def test_keys_walk_from_search_to_search(stage: Stage) -> None:
    stage.put(
        search(1, (PresenceSpan(10, 20, 0.5), PresenceSpan(60_000, 61_000, 0.5))),
        search(2, (PresenceSpan(59_000, 62_000, 0.9),)),
    )
    stage.lane.setFocus()
    for key, frame in (
        (Qt.Key.Key_Right, 59_000),
        (Qt.Key.Key_Down, 60_000),
        (Qt.Key.Key_Left, 10),
        (Qt.Key.Key_Left, 10),
        (Qt.Key.Key_Up, 59_000),
    ):
        stage.qtbot.keyClick(stage.lane, key)
        assert stage.view_state.frame_index == frame
