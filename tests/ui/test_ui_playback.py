from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot
from support.window_driver import WindowDriver

from sa2va_desktop.annotation.records import MediaId, MediaItem, MediaKind
from sa2va_desktop.ui.playback import Playback
from sa2va_desktop.ui.view_state import ViewState


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


class Player:
    """A playback whose timer never fires by itself: `pass_time` moves the clock and ticks."""

    def __init__(self, pts: tuple[int, ...]) -> None:
        self.clock = Clock()
        self.view = ViewState()
        self.playback = Playback(self.view, now_s=self.clock)
        item = MediaItem(MediaId(1), MediaKind.VIDEO, "/a.mp4", 4, 4, pts, (1, 1000))
        self.view.show_media(item.media_id, item.frame_count)
        self.playback.show_media(item)

    def pass_time(self, seconds: float) -> int:
        self.clock.now_s += seconds
        self.playback._timer.stop()
        self.playback._tick()
        return self.view.frame_index


@pytest.fixture
def player(qtbot: QtBot) -> Player:
    """Ten frames of 100 ms."""
    return Player(tuple(range(0, 1000, 100)))


def test_frames_follow_the_clock_and_late_ones_are_left_out(player: Player) -> None:
    player.playback.toggle()

    assert [player.pass_time(0.05), player.pass_time(0.06), player.pass_time(0.5)] == [0, 1, 6]
    player.view.set_playing(False)


def test_times_come_from_the_file_and_not_from_a_rate(qtbot: QtBot) -> None:
    player = Player((0, 100, 900, 1000))
    player.playback.toggle()

    assert [player.pass_time(0.5), player.pass_time(0.35), player.pass_time(0.1)] == [1, 1, 2]
    player.view.set_playing(False)


@pytest.mark.parametrize(("rate", "frame"), [(0.25, 1), (2.0, 8)])
def test_the_rate_stretches_time(player: Player, rate: float, frame: int) -> None:
    player.playback.set_rate(rate)
    player.playback.toggle()

    assert player.pass_time(0.41) == frame
    player.view.set_playing(False)


def test_changing_the_rate_while_playing_does_not_jump(player: Player) -> None:
    player.playback.toggle()
    assert player.pass_time(0.41) == 4

    player.playback.set_rate(2.0)

    assert player.pass_time(0.11) == 6
    player.view.set_playing(False)


def test_playback_stops_at_the_out_point_and_starts_again_at_the_in_point(player: Player) -> None:
    player.view.set_range(2, 5)
    player.playback.toggle()
    assert player.view.frame_index == 2

    assert player.pass_time(5.0) == 4
    assert not player.view.is_playing

    player.playback.toggle()
    assert player.view.frame_index == 2
    player.view.set_playing(False)


def test_a_looping_range_begins_again(player: Player) -> None:
    player.view.set_range(2, 5)
    player.playback.set_loops(True)
    player.playback.toggle()

    assert player.pass_time(0.31) == 2
    assert player.view.is_playing
    assert player.pass_time(0.11) == 3
    player.view.set_playing(False)


def test_seeking_while_playing_goes_on_from_there(player: Player) -> None:
    player.playback.toggle()
    player.pass_time(0.1)
    player.view.seek(7)

    assert player.pass_time(0.11) == 8
    player.view.set_playing(False)


def test_slower_and_faster_stay_within_the_rates(player: Player) -> None:
    rates: list[float] = []
    player.playback.rate_changed.connect(rates.append)

    for _ in range(5):
        player.playback.step_rate(1)
    for _ in range(9):
        player.playback.step_rate(-1)

    assert rates == [1.5, 2.0, 1.5, 1.0, 0.5, 0.25]


def test_a_tap_on_space_plays_and_stops_and_a_hold_pans(driver: WindowDriver) -> None:
    driver.start()
    driver.open_clip()
    canvas, view = driver.window.canvas, driver.window.view_state
    canvas.setFocus()

    driver.key(Qt.Key.Key_Space)
    assert view.is_playing
    driver.wait(lambda: view.frame_index > 1)
    driver.key(Qt.Key.Key_Space)
    assert not view.is_playing

    offset = canvas.view_transform.offset
    driver.qtbot.keyPress(canvas, Qt.Key.Key_Space)
    driver.qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    driver.qtbot.mouseMove(canvas, QPoint(180, 190))
    driver.qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(180, 190))
    driver.qtbot.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.view_transform.offset == (offset[0] - 20, offset[1] - 10)
    assert not view.is_playing


def test_space_in_the_prompt_is_a_space(driver: WindowDriver) -> None:
    driver.start()
    driver.open_clip()
    driver.window.canvas.setFocus()

    driver.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    driver.qtbot.keyClicks(driver.window.focusWidget(), "a hot dog 12")

    assert driver.window.conversation.prompt_text() == "a hot dog 12"
    assert not driver.window.view_state.is_playing
