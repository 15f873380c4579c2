"""Cuts are looked for where that costs nobody anything, and on request."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from support.shots import shot, write_shots
from support.window_driver import WindowDriver, write_picture

from sa2va_desktop.operations.scene_cuts import CutMap
from sa2va_desktop.ui import scene_cuts

SHIFT = Qt.KeyboardModifier.ShiftModifier
CUTS, COUNT = (10, 20), 30


def open_shots(driver: WindowDriver) -> None:
    path = write_shots(driver.folder / "shots.mp4", [shot(seed, 10) for seed in (1, 2, 3)])
    driver.start(path)
    driver.wait_for_frame(0)
    driver.window.canvas.setFocus()


def known(driver: WindowDriver) -> CutMap:
    media_id = driver.window.view_state.media_id
    assert media_id is not None
    return driver.window.scene_cuts.map_of(media_id)


def wait_until_searched(driver: WindowDriver) -> None:
    driver.wait(lambda: not known(driver).unsearched((0, COUNT)))


def test_a_long_clip_is_searched_only_when_the_person_asks(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scene_cuts, "SEARCHED_AT_ONCE_FRAMES", COUNT - 1)
    open_shots(driver)
    driver.wait(lambda: driver.window.runner.is_idle)
    assert known(driver).unsearched((0, COUNT)) == [(0, COUNT)]

    driver.window.actions_by_id["track.find_cuts"].trigger()
    wait_until_searched(driver)

    assert known(driver).frames == CUTS
    assert any(
        job.title == "Find scene cuts" for job in driver.window.jobs.finished + driver.window.jobs.unfinished
    )


def test_a_second_request_says_what_was_found(driver: WindowDriver) -> None:
    open_shots(driver)
    wait_until_searched(driver)

    driver.window.actions_by_id["track.find_cuts"].trigger()

    assert any("2 scene cuts" in text for text in driver.window.message_bar.texts)


def test_what_was_found_before_another_clip_was_shown_is_not_looked_for_again(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_shots(driver)
    wait_until_searched(driver)
    driver.open_clip("other.mp4", frame_count=5)
    asked: list[object] = []
    monkeypatch.setattr(scene_cuts, "_searching", lambda *given: asked.append(given))

    driver.key(Qt.Key.Key_A)
    driver.wait_for_media("shots.mp4")

    assert known(driver).frames == CUTS
    assert asked == []


def test_the_playhead_goes_from_cut_to_cut(driver: WindowDriver) -> None:
    open_shots(driver)
    wait_until_searched(driver)
    visited = []
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
        driver.key(key, SHIFT)
        visited.append(driver.window.view_state.frame_index)

    assert visited == [10, 20, 20, 10]


def test_the_first_frame_is_no_cut(driver: WindowDriver) -> None:
    open_shots(driver)

    driver.key(Qt.Key.Key_C, SHIFT)

    assert driver.window.document.undo_label != "Add Scene Cut"
    assert any("first frame" in text for text in driver.window.message_bar.texts)


def test_a_frame_that_cannot_be_decoded_does_not_end_the_search(driver: WindowDriver, tmp_path: Path) -> None:
    folder = tmp_path / "frames"
    folder.mkdir()
    for index, frame in enumerate([*shot(1, 8), *shot(2, 8), *shot(3, 8)]):
        Image.fromarray(frame).save(folder / f"{index:03d}.png")
    damaged = folder / "012.png"
    damaged.write_bytes(damaged.read_bytes()[:200])
    driver.start(folder)
    driver.wait_for_frame(0)

    driver.wait(lambda: not known(driver).unsearched((0, 24)))

    assert known(driver).frames == (8, 16)
    assert driver.window.message_bar.texts == []


def test_a_picture_has_no_cuts(driver: WindowDriver) -> None:
    driver.start(write_picture(driver.folder / "a.png"))
    driver.wait_for_frame(0)

    assert not driver.window.actions_by_id["track.cut_here"].isEnabled()
    assert known(driver) == CutMap()


def test_another_file_in_the_place_of_a_clip_has_cuts_of_its_own(driver: WindowDriver) -> None:
    open_shots(driver)
    wait_until_searched(driver)
    plain = write_shots(driver.folder / "plain.mp4", [shot(4, COUNT)])
    item = driver.window.media_switch.shown
    assert item is not None
    driver.window.relink.bind(item, plain)
    driver.wait(lambda: any("another file" in text for text in driver.window.message_bar.texts))

    buttons = driver.window.message_bar.findChildren(QPushButton)
    next(button for button in buttons if button.text() == "Take It All the Same").click()
    driver.wait(lambda: Path(driver.window.document.project.media[item.media_id].path).name == "plain.mp4")
    wait_until_searched(driver)

    assert known(driver).frames == ()
    driver.window.document.undo()
    assert known(driver).frames == CUTS
