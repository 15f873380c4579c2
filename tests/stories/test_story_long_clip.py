"""A clip of thousands of frames behaves like a short one: what is done depends on what is looked at, not on its length."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from support.window_driver import WindowDriver

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.journal import EntryState
from sa2va_desktop.annotation.records import FrameState, ObjectFrame
from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.editing.commands import new_object, put_object
from sa2va_desktop.media import opening
from sa2va_desktop.media.frame_cache import FrameCache
from sa2va_desktop.media.video_writer import VideoWriter
from sa2va_desktop.ui.canvas.mask_layer import PaintedMask
from sa2va_desktop.ui.timeline.lane_pictures import LanePictures

FRAMES = 3000
SIZE_HW = (48, 64)


class Counts:
    """How often costly things were done."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.indexed = self.decoded = self.masks = self.lanes = 0
        index_video, put = opening.index_video, FrameCache.put
        make_mask, paint_lane = PaintedMask.__init__, LanePictures._painted

        def count_index(*arguments: object) -> object:
            self.indexed += 1
            return index_video(*arguments)  # type: ignore[arg-type]

        def count_put(*arguments: object) -> None:
            self.decoded += 1
            put(*arguments)  # type: ignore[arg-type]

        def count_mask(*arguments: object) -> None:
            self.masks += 1
            make_mask(*arguments)  # type: ignore[arg-type]

        def count_lane(*arguments: object) -> object:
            self.lanes += 1
            return paint_lane(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(opening, "index_video", count_index)
        monkeypatch.setattr(FrameCache, "put", count_put)
        monkeypatch.setattr(PaintedMask, "__init__", count_mask)
        monkeypatch.setattr(LanePictures, "_painted", count_lane)


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counts:
    return Counts(monkeypatch)


@pytest.fixture
def opened(driver: WindowDriver, counts: Counts) -> WindowDriver:
    path = driver.folder / "long.mp4"
    with VideoWriter(path, size_hw=SIZE_HW, time_base=(1, 25), fps=25) as writer:
        for index in range(FRAMES):
            writer.write(np.full((*SIZE_HW, 3), index % 200, np.uint8), index)
    driver.start(path)
    driver.wait_for_media("long.mp4")
    return driver


def track_everything(driver: WindowDriver) -> None:
    """A track over the whole clip, as one run."""
    window = driver.window
    session, media = window.document.session, window.media_switch.shown
    assert session is not None
    assert media is not None
    driver.wait(lambda: window.document.is_writable)
    ball = new_object(session.project, media.media_id, "ball")
    run = session.begin_run("Track", put_object(session.project, ball))
    frames = []
    for shift in range(7):
        mask = np.zeros(SIZE_HW, np.bool_)
        mask[10:30, 10 + shift : 40 + shift] = True
        frames.append(ObjectFrame(mask_to_rle(mask), FrameState.TRACKED, 0.9, 4.0))
    puts = [Change(Table.FRAME, (ball.object_id, index), None, frames[index % 7]) for index in range(FRAMES)]
    session.append(run, puts)
    session.seal(run, EntryState.COMPLETE)


def test_opening_and_seeking_decode_what_is_looked_at(opened: WindowDriver, counts: Counts) -> None:
    driver = opened
    assert counts.indexed == 1

    for frame_index in (2900, 17, 1500):
        driver.window.view_state.seek(frame_index)
        driver.wait_for_frame(frame_index)

    assert counts.indexed == 1
    assert counts.decoded < 200


def test_masks_are_made_and_lanes_painted_for_what_is_shown(opened: WindowDriver, counts: Counts) -> None:
    driver = opened
    track_everything(driver)
    driver.wait(lambda: counts.masks)
    assert counts.masks <= 2

    masks, lanes = counts.masks, counts.lanes
    for frame_index in (1, 2, 3):
        driver.window.view_state.seek(frame_index)
        driver.wait_for_frame(frame_index)
    assert counts.masks == masks + 3
    assert counts.lanes <= lanes + 2


def test_a_track_over_all_frames_is_undone_redone_and_there_after_reopening(
    opened: WindowDriver, counts: Counts, tmp_path: Path
) -> None:
    driver = opened
    track_everything(driver)
    driver.window.projects.save_as(tmp_path / "p.sa2va")
    driver.wait(lambda: driver.window.document.name == "p")
    driver.window.canvas.setFocus()

    driver.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert driver.window.object_commands.objects() == []
    driver.key(Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    driver.wait_until_stored()
    driver.close()
    driver.start(tmp_path / "p.sa2va")
    driver.wait_for_media("long.mp4")

    (ball,) = driver.window.object_commands.objects()
    assert len(driver.window.document.project.track(ball.object_id)) == FRAMES
    assert counts.indexed == 1
