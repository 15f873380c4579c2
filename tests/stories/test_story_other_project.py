"""What was begun in one project and comes when another one is open changes nothing there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QPushButton
from support.masks import box_mask
from support.shots import shot, write_shots
from support.window_driver import CLIP_SIZE_HW, WindowDriver, write_clip

from sa2va_desktop.annotation.records import MediaItem
from sa2va_desktop.media.media_reader import MediaReader
from sa2va_desktop.operations.scene_cuts import CutMap
from sa2va_desktop.ui import mask_pictures, relink_controller, scene_cuts
from sa2va_desktop.ui.chat.answer_edit import AnswerEdit


def shown(driver: WindowDriver) -> MediaItem:
    item = driver.window.media_switch.shown
    assert item is not None
    return item


def open_other_project(driver: WindowDriver, clip: Path) -> MediaItem:
    """Leave the open project for a new one over one clip, whose id is that of the clip before."""
    window = driver.window
    before = window.document.session
    window.projects.new_untitled()
    driver.wait(lambda: window.document.session not in (before, None))
    window.open_paths([clip])
    driver.wait_for_media(clip.name)
    return shown(driver)


def hold(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> threading.Event:
    """Let a function of a worker wait until the event is set."""
    gate, original = threading.Event(), getattr(module, name)

    def wait_first(*given: Any) -> Any:
        gate.wait(10)
        return original(*given)

    monkeypatch.setattr(module, name, wait_first)
    return gate


def test_a_file_that_was_being_compared_takes_no_place_in_it(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.start()
    clip = driver.open_clip("a.mp4")
    gate = hold(monkeypatch, relink_controller, "compare")
    driver.window.relink.bind(shown(driver), clip.rename(driver.folder / "moved.mp4"))

    other = open_other_project(driver, write_clip(driver.folder / "b.mp4", 7))
    gate.set()
    driver.wait(lambda: driver.window.runner.is_idle)

    assert driver.window.document.project.media == {other.media_id: other}


def test_an_offer_to_take_another_file_does_not_outlive_its_project(driver: WindowDriver) -> None:
    driver.start()
    driver.open_clip("a.mp4")
    different = write_clip(driver.folder / "different.mp4")
    with different.open("ab") as stream:
        stream.write(b"x")
    driver.window.relink.bind(shown(driver), different)
    driver.wait(lambda: "Take It All the Same" in offers(driver))

    open_other_project(driver, write_clip(driver.folder / "b.mp4", 7))

    assert "Take It All the Same" not in offers(driver)


def offers(driver: WindowDriver) -> list[str]:
    buttons = driver.window.message_bar.findChildren(QPushButton)
    return [button.text() for button in buttons if button.isVisible()]


def test_a_mask_picture_that_was_being_read_makes_no_object_in_it(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.start()
    driver.open_clip("a.mp4")
    picture = driver.folder / "mask.png"
    Image.fromarray(box_mask(CLIP_SIZE_HW, 20, 20, 60, 50).astype(np.uint8) * 255).save(picture)
    gate = hold(monkeypatch, mask_pictures, "read_region_masks")
    driver.window.mask_pictures.load(picture)

    open_other_project(driver, write_clip(driver.folder / "b.mp4", 7))
    gate.set()
    driver.wait(lambda: driver.window.runner.is_idle)

    assert driver.window.document.project.objects == {}


def test_a_search_for_cuts_that_ends_late_takes_no_cuts_from_it(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[tuple[str, frozenset[int]]] = []

    def note(item: MediaItem, cuts: CutMap) -> None:
        kept.append((Path(item.path).name, cuts.found))

    monkeypatch.setattr(scene_cuts, "write_cuts", note)
    gate, search = threading.Event(), scene_cuts.search_cuts
    has_begun = threading.Event()

    def slow(reader: MediaReader, *given: Any) -> Any:
        if reader.index.path.name == "plain.mp4":
            has_begun.set()
            gate.wait(10)
        yield from search(reader, *given)

    monkeypatch.setattr(scene_cuts, "search_cuts", slow)
    driver.start()
    driver.open_clip("plain.mp4")
    driver.wait(has_begun.is_set)

    other = open_other_project(driver, write_shots(driver.folder / "shots.mp4", [shot(1, 12), shot(2, 12)]))
    driver.wait(lambda: driver.window.scene_cuts.map_of(other.media_id).frames == (12,))
    gate.set()
    driver.wait(lambda: driver.window.runner.is_idle)

    assert ("plain.mp4", frozenset({12})) not in kept


@pytest.mark.parametrize("leave", ["for another project", "for good"])
def test_what_was_typed_into_an_answer_stays_in_its_project(driver: WindowDriver, leave: str) -> None:
    project = driver.folder / "work.sa2va"
    driver.start(write_clip(driver.folder / "a.mp4"))
    driver.wait_for_media("a.mp4")
    driver.ask()
    driver.window.projects.save_as(project)
    driver.wait(lambda: driver.window.document.path == project)
    type_into_answer(driver)

    ways: dict[str, Callable[[], object]] = {
        "for another project": lambda: open_other_project(driver, write_clip(driver.folder / "b.mp4", 7)),
        "for good": lambda: (driver.close(), driver.start()),
    }
    ways[leave]()
    driver.window.open_paths([project])
    driver.wait(lambda: driver.window.document.path == project)

    (answer,) = driver.window.document.project.answers.values()
    assert answer.text.endswith("typed")
    assert driver.window.document.undo_label == "Edit Answer"


def type_into_answer(driver: WindowDriver) -> None:
    conversation = driver.window.conversation
    conversation.edit_answer(next(iter(driver.window.document.project.answers)))
    edit = conversation.findChild(AnswerEdit)
    assert edit is not None
    driver.wait(edit.hasFocus)
    driver.qtbot.keyClicks(edit, "typed")
