from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from support.window_driver import CLIP_FRAMES, CLIP_SIZE_HW, GREY_STEP, write_clip

from sa2va_desktop.annotation.records import MediaId, MediaItem, MediaKind
from sa2va_desktop.media.frame_cache import FrameCache
from sa2va_desktop.ui.frame_feed import FrameFeed
from sa2va_desktop.ui.task_runner import TaskRunner

MIB = 1 << 20


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TaskRunner]:
    runner = TaskRunner()
    yield runner
    assert runner.close()


@pytest.fixture
def feed(qtbot: QtBot, runner: TaskRunner) -> Iterator[FrameFeed]:
    feed = FrameFeed(runner, FrameCache(64 * MIB))
    yield feed
    feed.close()
    qtbot.waitUntil(lambda: runner.is_idle)


def item_of(path: Path, media_id: int = 1) -> MediaItem:
    height, width = CLIP_SIZE_HW
    pts = tuple(range(CLIP_FRAMES))
    return MediaItem(MediaId(media_id), MediaKind.VIDEO, path.as_posix(), height, width, pts, (1, 25))


def level(rgb: Any) -> int:
    return round(float(rgb.mean()) / GREY_STEP)


def test_the_first_frame_comes_by_itself_and_a_wish_before_opening_is_kept(
    qtbot: QtBot, feed: FrameFeed, tmp_path: Path
) -> None:
    shown: list[tuple[int, int]] = []
    feed.frame_ready.connect(lambda index, rgb: shown.append((index, level(rgb))))

    feed.open_item(item_of(write_clip(tmp_path / "a.mp4")))
    feed.want(7)
    qtbot.waitUntil(lambda: bool(shown))

    assert shown == [(7, 7)]


def test_a_fast_scrub_ends_on_the_newest_wish_and_never_goes_back_to_an_older_one(
    qtbot: QtBot, feed: FrameFeed, tmp_path: Path
) -> None:
    shown: list[tuple[int, int]] = []
    feed.open_item(item_of(write_clip(tmp_path / "a.mp4")))
    qtbot.waitUntil(lambda: feed.index is not None)
    feed.frame_ready.connect(lambda index, rgb: shown.append((index, level(rgb))))

    wishes = [*range(1, 24), 3, 19]
    for frame_index in wishes:
        feed.want(frame_index)
    qtbot.waitUntil(lambda: bool(shown) and shown[-1][0] == 19)

    assert all(index == grey for index, grey in shown)
    rest = iter([0, *wishes])  # opening wished for the first frame
    assert all(index in rest for index, _grey in shown)  # in the order of the wishes, some left out


def test_a_cached_frame_is_shown_at_once(qtbot: QtBot, feed: FrameFeed, tmp_path: Path) -> None:
    shown: list[int] = []
    feed.open_item(item_of(write_clip(tmp_path / "a.mp4")))
    feed.frame_ready.connect(lambda index, _rgb: shown.append(index))
    qtbot.waitUntil(lambda: shown == [0])
    feed.want(5)
    qtbot.waitUntil(lambda: shown == [0, 5])

    feed.want(0)

    assert shown == [0, 5, 0]


def test_frames_of_the_clip_before_are_never_shown(qtbot: QtBot, feed: FrameFeed, tmp_path: Path) -> None:
    first, second = write_clip(tmp_path / "a.mp4"), write_clip(tmp_path / "b.mp4", 3)
    feed.open_item(item_of(first, 1))
    qtbot.waitUntil(lambda: feed.index is not None)
    feed.want(20)
    shown: list[int] = []
    feed.frame_ready.connect(lambda index, _rgb: shown.append(index))

    feed.open_item(item_of(second, 2))
    qtbot.waitUntil(lambda: bool(shown))
    qtbot.wait(100)

    assert shown == [0]
    assert feed.index is not None
    assert feed.index.path == second


def test_a_file_that_is_gone_is_reported_with_its_name(qtbot: QtBot, feed: FrameFeed, tmp_path: Path) -> None:
    with qtbot.waitSignal(feed.failed) as failure:
        feed.open_item(item_of(tmp_path / "gone.mp4"))

    assert "gone.mp4" in str(failure.args[1])


def test_closing_while_a_file_is_being_opened_leaves_nothing_open(
    qtbot: QtBot, feed: FrameFeed, runner: TaskRunner, tmp_path: Path
) -> None:
    feed.open_item(item_of(write_clip(tmp_path / "a.mp4")))
    feed.close()
    qtbot.waitUntil(lambda: runner.is_idle)

    assert feed.index is None
