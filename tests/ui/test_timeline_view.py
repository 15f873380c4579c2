"""The timeline driven by mouse, wheel and keys."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from support.sample_clip import (
    CLIP,
    SampleDocument,
    annotation_object,
    answer,
    clip,
    object_frame,
    phrases_in,
    put,
    put_states,
)

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.records import AnswerId, FrameState, MediaKind, ObjectId, Phrase
from sa2va_desktop.ui.timeline.caption_painter import caption_text
from sa2va_desktop.ui.timeline.caption_strip import CaptionStrip
from sa2va_desktop.ui.timeline.lane_pictures import LANE_HEIGHT
from sa2va_desktop.ui.timeline.lanes_strip import LanesStrip
from sa2va_desktop.ui.timeline.ruler_strip import RulerStrip
from sa2va_desktop.ui.timeline.strip import LABEL_WIDTH, Strip
from sa2va_desktop.ui.timeline.thumbnail_strip import ThumbnailStrip
from sa2va_desktop.ui.timeline.timeline_view import TimelineView
from sa2va_desktop.ui.view_state import ViewState

DOG, BALL = ObjectId(1), ObjectId(2)
RED, BLUE = (220, 40, 40), (40, 90, 230)
LEFT = Qt.MouseButton.LeftButton


class Stage:
    """A shown timeline with its document and view state."""

    def __init__(
        self, qtbot, *changes: Change, frame_count: int = 100, width: int = LABEL_WIDTH + 1013
    ) -> None:
        self.qtbot = qtbot
        self.document = SampleDocument(put(CLIP, clip(frame_count)), *changes)
        self.view_state = ViewState()
        self.view = TimelineView(self.document, self.view_state)  # type: ignore[arg-type]
        # From the start: the first wish may come while the view is being shown.
        self.wanted: list[list[int]] = []
        self.view.thumbnails_wanted.connect(self.wanted.append)
        qtbot.addWidget(self.view)
        self.view_state.show_media(CLIP, frame_count)
        self.view.resize(width, 330)
        self.view.show()
        QApplication.processEvents()

    def strip(self, kind: type[Strip]) -> Strip:
        return self.view.findChild(kind)

    @property
    def ruler(self) -> RulerStrip:
        return self.view.findChild(RulerStrip)

    @property
    def lanes(self) -> LanesStrip:
        return self.view.findChild(LanesStrip)

    @property
    def captions(self) -> CaptionStrip:
        return self.view.findChild(CaptionStrip)

    def at(self, frame: float, y: int) -> QPoint:
        """Where a frame is in any strip; a whole number is its middle."""
        return QPoint(LABEL_WIDTH + round(self.ruler.scale.x_of(frame + 0.5)), y)

    def in_lane(self, row: int, frame: float | None = None) -> QPoint:
        y = row * LANE_HEIGHT + LANE_HEIGHT // 2 - self.lanes.scroll_px
        return QPoint(40, y) if frame is None else self.at(frame, y)

    def drag(self, widget: QWidget, start: QPoint, end: QPoint) -> None:
        self.qtbot.mousePress(widget, LEFT, pos=start)
        _move(widget, (start + end) / 2)
        _move(widget, end)
        self.qtbot.mouseRelease(widget, LEFT, pos=end)


def _move(widget: QWidget, position: QPoint, buttons: Qt.MouseButton = LEFT) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(position),
        QPointF(widget.mapToGlobal(position)),
        Qt.MouseButton.NoButton,
        buttons,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)


def wheel(
    widget: QWidget,
    position: QPoint,
    notches: float,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    event = QWheelEvent(
        QPointF(position),
        QPointF(widget.mapToGlobal(position)),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def colors_in(widget: QWidget, area: QPoint, width: int, height: int) -> set[tuple[int, int, int]]:
    image = widget.grab().toImage()
    return {
        QColor(image.pixel(x, y)).getRgb()[:3]  # type: ignore[misc]
        for x in range(area.x(), area.x() + width)
        for y in range(area.y(), area.y() + height)
    }


@pytest.fixture
def stage(qtbot) -> Stage:
    text = "The dog chases a ball."
    return Stage(
        qtbot,
        put(DOG, annotation_object(1, "dog", RED)),
        put(BALL, annotation_object(2, "ball", BLUE)),
        *put_states(1, {0: FrameState.PROMPTED, **dict.fromkeys(range(1, 60), FrameState.TRACKED)}),
        *put_states(2, {20: FrameState.PROMPTED, 21: FrameState.TRACKED, 70: FrameState.EDITED}),
        put(
            AnswerId(1),
            answer(
                1,
                "the dog",
                text,
                phrases=phrases_in(text, {"The dog": 1, "a ball": 2}),
                language_frames=(10, 30, 50),
                frame_range=(10, 60),
            ),
        ),
    )


def test_pressing_on_the_ruler_moves_the_playhead_and_dragging_scrubs(stage: Stage) -> None:
    visited: list[int] = []
    stage.view_state.frame_changed.connect(visited.append)

    stage.drag(stage.ruler, stage.at(20, 20), stage.at(60, 20))

    assert visited == [20, 40, 60]


def test_scrubbing_stops_the_playback(stage: Stage) -> None:
    stage.view_state.set_playing(True)

    stage.qtbot.mouseClick(stage.strip(ThumbnailStrip), LEFT, pos=stage.at(33, 10))

    assert stage.view_state.frame_index == 33
    assert not stage.view_state.is_playing


def test_dragging_beyond_the_end_stays_on_the_last_frame(stage: Stage) -> None:
    stage.drag(stage.ruler, stage.at(90, 20), QPoint(stage.ruler.width() + 400, 20))

    assert stage.view_state.frame_index == 99


def test_a_click_on_the_label_column_does_not_seek(stage: Stage) -> None:
    stage.view_state.seek(50)

    stage.qtbot.mouseClick(stage.ruler, LEFT, pos=QPoint(30, 20))

    assert stage.view_state.frame_index == 50


def test_brackets_of_the_range_can_be_dragged_and_do_not_cross(stage: Stage) -> None:
    stage.drag(stage.ruler, stage.at(-0.5, 49) + QPoint(2, 0), stage.at(24.5, 49))
    stage.drag(stage.ruler, stage.at(99.5, 49) - QPoint(2, 0), stage.at(74.5, 49))

    assert stage.view_state.frame_range == (25, 75)

    stage.drag(stage.ruler, stage.at(24.5, 49) + QPoint(2, 0), stage.at(95, 49))

    assert stage.view_state.frame_range == (74, 75)
    assert stage.view_state.frame_index == 0


def test_a_double_click_on_the_range_band_takes_the_whole_clip(stage: Stage) -> None:
    stage.view_state.set_range(20, 40)

    stage.qtbot.mouseDClick(stage.ruler, LEFT, pos=stage.at(30, 49))

    assert stage.view_state.frame_range == (0, 100)


def test_ctrl_wheel_zooms_to_the_cursor_and_plain_wheel_scrolls(stage: Stage) -> None:
    cursor = stage.at(70, 20)

    wheel(stage.ruler, cursor, 8, Qt.KeyboardModifier.ControlModifier)

    assert stage.ruler.scale.pixels_per_frame > 20
    assert stage.ruler.scale.frame_at(cursor.x() - LABEL_WIDTH) == 70
    before = stage.ruler.scale.offset_px
    wheel(stage.ruler, cursor, -1)
    assert stage.ruler.scale.offset_px > before


def test_zoom_to_range_and_back_to_the_whole_clip(stage: Stage) -> None:
    stage.view_state.set_range(40, 50)

    stage.view.zoom_to_range()
    start, stop = stage.ruler.scale.visible_frames
    assert 30 <= start <= 40
    assert 50 <= stop <= 60

    stage.view.zoom_to_fit()
    assert stage.ruler.scale.visible_frames == (0, 100)


def test_the_playhead_is_kept_in_view_while_it_moves(stage: Stage) -> None:
    stage.view_state.set_range(0, 10)
    stage.view.zoom_to_range()

    stage.view_state.seek(90)

    start, stop = stage.ruler.scale.visible_frames
    assert start <= 90 < stop


def test_dragging_with_the_middle_button_pans(stage: Stage) -> None:
    stage.view_state.set_range(40, 50)
    stage.view.zoom_to_range()
    before = stage.ruler.scale.offset_px

    stage.qtbot.mousePress(stage.lanes, Qt.MouseButton.MiddleButton, pos=QPoint(600, 20))
    _move(stage.lanes, QPoint(540, 20), Qt.MouseButton.MiddleButton)
    stage.qtbot.mouseRelease(stage.lanes, Qt.MouseButton.MiddleButton, pos=QPoint(540, 20))

    assert stage.ruler.scale.offset_px == pytest.approx(before + 60)


def test_a_click_on_a_lane_selects_its_object(stage: Stage) -> None:
    stage.qtbot.mouseClick(stage.lanes, LEFT, pos=stage.in_lane(1))
    assert stage.view_state.selection == {BALL}

    stage.qtbot.mouseClick(stage.lanes, LEFT, Qt.KeyboardModifier.ControlModifier, pos=stage.in_lane(0, 30))
    assert stage.view_state.selection == {DOG, BALL}

    stage.qtbot.mouseClick(stage.lanes, LEFT, pos=stage.in_lane(4))
    assert stage.view_state.selection == frozenset()


def test_hovering_a_lane_is_hovering_its_object(stage: Stage) -> None:
    _move(stage.lanes, stage.in_lane(1, 50), Qt.MouseButton.NoButton)
    assert stage.view_state.hovered == BALL

    _move(stage.lanes, stage.in_lane(5), Qt.MouseButton.NoButton)
    assert stage.view_state.hovered is None


def test_a_double_click_near_a_key_mark_goes_to_the_key_frame(stage: Stage) -> None:
    stage.qtbot.mouseDClick(stage.lanes, LEFT, pos=stage.in_lane(1, 70) - QPoint(6, 0))
    assert stage.view_state.frame_index == 70

    stage.qtbot.mouseDClick(stage.lanes, LEFT, pos=stage.in_lane(1, 45))
    assert stage.view_state.frame_index == 45


def test_a_double_click_on_a_name_activates_the_object(stage: Stage) -> None:
    with stage.qtbot.waitSignal(stage.view.object_activated) as activated:
        stage.qtbot.mouseDClick(stage.lanes, LEFT, pos=stage.in_lane(0))

    assert activated.args == [DOG]


def test_arrow_keys_walk_the_lanes(stage: Stage) -> None:
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down):
        stage.qtbot.keyClick(stage.lanes, key)
    assert stage.view_state.selection == {BALL}

    stage.qtbot.keyClick(stage.lanes, Qt.Key.Key_Up)
    assert stage.view_state.selection == {DOG}


def test_key_frames_are_those_of_the_selection_or_of_all(stage: Stage) -> None:
    assert stage.view.next_key_frame(0) == 20
    assert stage.view.previous_key_frame(99) == 70

    stage.view_state.select(frozenset({DOG}))

    assert stage.view.next_key_frame(0) is None
    assert stage.view.previous_key_frame(99) == 0


def test_a_click_on_an_answer_selects_its_objects_and_a_double_click_edits_it(stage: Stage) -> None:
    with stage.qtbot.waitSignal(stage.view.answer_activated) as activated:
        stage.qtbot.mouseClick(stage.captions, LEFT, pos=stage.at(40, 10))
    assert activated.args == [AnswerId(1)]
    assert stage.view_state.selection == {DOG, BALL}

    with stage.qtbot.waitSignal(stage.view.answer_edit_wanted) as wanted:
        stage.qtbot.mouseDClick(stage.captions, LEFT, pos=stage.at(40, 10))
    assert wanted.args == [AnswerId(1)]


def test_a_span_under_the_cursor_lights_up_all_its_objects(stage: Stage) -> None:
    stage.qtbot.mouseMove(stage.captions, stage.at(40, 10))
    assert stage.view_state.hovered_objects == {DOG, BALL}

    stage.qtbot.mouseMove(stage.captions, stage.at(90, 10))
    assert stage.view_state.hovered_objects == frozenset()


def test_answers_are_walked_edited_and_deleted_by_keys(stage: Stage) -> None:
    later = answer(2, "later", frame_range=(70, 90), language_frames=(70,))
    over = answer(3, "over it", frame_range=(0, 100), language_frames=(0,))
    stage.document.apply(put(AnswerId(2), later), put(AnswerId(3), over))
    walked: list[int] = []
    stage.view.answer_activated.connect(walked.append)
    stage.qtbot.mouseClick(stage.captions, LEFT, pos=stage.at(95, 10))

    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left):
        stage.qtbot.keyClick(stage.captions, key)
    assert walked == [3, 1, 2, 1, 3]

    with stage.qtbot.waitSignal(stage.view.answer_edit_wanted) as wanted:
        stage.qtbot.keyClick(stage.captions, Qt.Key.Key_Return)
    assert wanted.args == [AnswerId(3)]
    with stage.qtbot.waitSignal(stage.view.answer_menu_wanted) as menu:
        stage.qtbot.keyClick(stage.captions, Qt.Key.Key_Delete)
    assert menu.args[0] == AnswerId(3)


def test_a_caption_says_its_own_words_and_a_bare_yes_what_was_asked() -> None:
    text = "A dog."

    assert caption_text(answer(1, "What is it?", text, phrases=phrases_in(text, {"A dog": 1}))) == "A dog."
    assert caption_text(answer(1, "the dog", "Sure.", phrases=(Phrase(5, 5, DOG),))) == "the dog"


def test_masks_that_stream_in_are_painted_in_the_colour_of_the_object(stage: Stage) -> None:
    stage.view_state.seek(5)
    assert BLUE not in colors_in(stage.lanes, stage.in_lane(1, 80), 20, 1)

    stage.document.apply(*put_states(2, dict.fromkeys(range(71, 100), FrameState.TRACKED)))

    assert BLUE in colors_in(stage.lanes, stage.in_lane(1, 80), 20, 1)
    assert stage.lanes.describe(QPointF(stage.in_lane(1, 80))) == "ball, frame 80: tracked"


def test_an_undone_mask_leaves_the_lane(stage: Stage) -> None:
    old = object_frame(FrameState.EDITED)

    stage.document.apply(Change(Table.FRAME, (BALL, 70), old, None))

    assert stage.lanes.describe(QPointF(stage.in_lane(1, 70))) == "ball, frame 70: nothing yet"
    assert stage.view.previous_key_frame(99) == 20


def test_a_removed_object_loses_its_lane_and_a_new_one_gets_one(stage: Stage) -> None:
    stage.document.apply(put(ObjectId(3), annotation_object(3, "leash", (10, 160, 90))))
    assert stage.lanes.content_height == 3 * LANE_HEIGHT

    stage.document.apply(Change(Table.OBJECT, ObjectId(3), annotation_object(3, "leash", (10, 160, 90)), None))
    assert stage.lanes.content_height == 2 * LANE_HEIGHT


def test_the_score_of_the_only_selected_object_is_told(stage: Stage) -> None:
    stage.document.apply(*put_states(2, {80: FrameState.TRACKED}, {80: 0.87}))

    stage.view_state.select(frozenset({BALL}))

    assert stage.lanes.describe(QPointF(stage.in_lane(1, 80))) == "ball, frame 80: tracked, score 0.87"


def test_many_lanes_scroll_and_a_selected_one_comes_into_view(qtbot) -> None:
    objects = [put(ObjectId(n), annotation_object(n, f"object {n}", RED)) for n in range(1, 51)]
    stage = Stage(qtbot, *objects)

    wheel(stage.lanes, stage.in_lane(0), -1)
    assert stage.lanes.scroll_px > 0

    stage.view_state.select(frozenset({ObjectId(50)}))
    rect = stage.lanes.row_rect(ObjectId(50))
    assert rect is not None
    assert stage.lanes.rect().contains(rect)


def test_thumbnails_are_asked_for_once_and_painted(stage: Stage) -> None:
    strip = stage.strip(ThumbnailStrip)
    stage.qtbot.waitUntil(lambda: bool(stage.wanted))
    frames = stage.wanted[0]
    assert frames[0] == 0
    assert frames == sorted(frames)

    picture = QImage(64, 36, QImage.Format.Format_RGB32)
    picture.fill(QColor(1, 200, 3))
    stage.view.set_thumbnail(frames[2], picture)

    x = LABEL_WIDTH + int(stage.ruler.scale.x_of(frames[2])) + 4
    assert (1, 200, 3) in colors_in(strip, QPoint(x, 10), 10, 3)


def test_zooming_in_asks_for_the_pictures_in_between(stage: Stage) -> None:
    stage.qtbot.waitUntil(lambda: bool(stage.wanted))
    first = stage.wanted[-1]
    for frame in first:
        stage.view.set_thumbnail(frame, QImage(64, 36, QImage.Format.Format_RGB32))

    with stage.qtbot.waitSignal(stage.view.thumbnails_wanted) as second:
        stage.view.zoom_by(4)

    assert second.args[0]
    assert not set(first) & set(second.args[0])


def test_cut_marks_and_the_running_frame_cross_the_lanes(stage: Stage) -> None:
    before = stage.lanes.grab().toImage()

    stage.view.set_cut_marks([80])
    with_cut = stage.lanes.grab().toImage()
    stage.view.set_running_frame(90)
    with_run = stage.lanes.grab().toImage()

    assert with_cut != before
    assert with_run != with_cut
    stage.view.set_running_frame(None)
    stage.view.set_cut_marks([])
    assert stage.lanes.grab().toImage() == before


def test_without_media_and_for_a_picture_the_timeline_takes_no_room(stage: Stage) -> None:
    assert stage.view.isVisible()

    stage.view_state.show_media(None)
    assert not stage.view.isVisible()

    stage.view_state.show_media(CLIP, 100)
    assert stage.view.isVisible()

    stage.document.apply(put(2, clip(1, media_id=2, kind=MediaKind.IMAGE)))
    stage.view_state.show_media(2, 1)
    assert not stage.view.isVisible()


def test_names_from_a_file_are_plain_text_in_tooltips(stage: Stage) -> None:
    stage.document.apply(
        put(ObjectId(3), annotation_object(3, "<img src='file:///x'>", RED)),
    )

    assert stage.lanes.describe(QPointF(stage.in_lane(2))) == "<img src='file:///x'>"


def test_a_clip_of_100_000_frames_with_50_objects_is_shown_zoomed_and_streamed_into(qtbot) -> None:
    record = object_frame(FrameState.TRACKED, 0.9)
    tracks = [Change(Table.FRAME, (DOG, frame), None, record) for frame in range(100_000)]
    objects = [put(ObjectId(n), annotation_object(n, f"object {n}", RED)) for n in range(1, 51)]
    stage = Stage(qtbot, *objects, *tracks, frame_count=100_000)
    stage.view_state.select(frozenset({DOG}))

    qtbot.waitUntil(lambda: RED in colors_in(stage.lanes, stage.in_lane(0, 50_000), 5, 1))
    stage.document.apply(*put_states(2, dict.fromkeys(range(500), FrameState.TRACKED)))
    stage.view_state.seek(99_999)
    stage.view_state.set_range(99_000, 99_010)
    stage.view.zoom_to_range()

    assert (
        stage.lanes.describe(QPointF(stage.in_lane(0, 99_005))) == "object 1, frame 99005: tracked, score 0.90"
    )
    assert stage.view.next_key_frame(0) is None


def test_a_new_hash_of_the_file_keeps_zoom_and_thumbnails(stage: Stage) -> None:
    stage.view.zoom_by(4)
    scale = stage.ruler.scale

    stage.document.apply(put(CLIP, dataclasses.replace(clip(100), full_hash="abc"), clip(100)))

    assert stage.ruler.scale == scale


def test_a_project_with_other_media_under_the_same_id_is_shown_anew(stage: Stage) -> None:
    stage.view.zoom_by(4)

    stage.document.replace(put(CLIP, clip(30)))

    assert stage.ruler.scale.visible_frames == (0, 30)
    assert stage.lanes.content_height == 0


def test_answers_beyond_three_rows_are_reached_with_the_wheel(qtbot) -> None:
    answers = [put(AnswerId(n), answer(n, f"question {n}", frame_range=(0, 100))) for n in range(1, 7)]
    stage = Stage(qtbot, *answers)
    assert stage.captions.answer_rect(AnswerId(6)) is not None
    assert stage.captions.answer_rect(AnswerId(1)) is None

    wheel(stage.captions, stage.at(50, 10), -3)

    assert stage.captions.answer_rect(AnswerId(6)) is None
    assert stage.captions.answer_rect(AnswerId(1)) is not None
