"""Two long tracks are one thing: joining them costs no waiting, and what is done meanwhile is not lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from support.masks import box_mask
from support.window_driver import CLIP_SIZE_HW, WAIT_MS, WindowDriver

from sa2va_desktop.annotation.records import AnnotationObject, FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle
from sa2va_desktop.editing.commands import edit_mask, new_object, put_object, put_track
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.ui import join_controller
from sa2va_desktop.ui.document import Document

CTRL = Qt.KeyboardModifier.ControlModifier
COUNT = 60
S = FrameState
Pair = tuple[ObjectId, ObjectId]


def rle(*box: int) -> MaskRle:
    return mask_to_rle(box_mask(CLIP_SIZE_HW, *box))


LEFT, RIGHT, BOTH = rle(20, 30, 60, 70), rle(60, 30, 130, 70), rle(20, 30, 130, 70)


def add(document: Document, name: str, mask: MaskRle) -> ObjectId:
    (media_id,) = document.project.media
    item = new_object(document.project, media_id, name)
    frames = {index: ObjectFrame(mask, S.TRACKED, 0.9, 5.0) for index in range(COUNT)}
    document.do(
        "Add", [*put_object(document.project, item), *put_track(document.project, item.object_id, frames)]
    )
    return item.object_id


@pytest.fixture
def pair(driver: WindowDriver) -> Pair:
    """Both are selected, over a clip that has a mask of each on every frame."""
    window = driver.start()
    driver.open_clip(frame_count=COUNT)
    window.canvas.setFocus()
    ids = add(window.document, "cat", LEFT), add(window.document, "tail", RIGHT)
    window.view_state.select(frozenset(ids))
    return ids


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Computing the union waits at its first frame until this is set."""
    opened, compute = threading.Event(), join_controller.joined_frames

    def gated(prepared: join_controller.PreparedJoin, token: CancelToken) -> Iterator[object]:
        opened.wait(WAIT_MS / 1000)
        yield from compute(prepared, token)

    monkeypatch.setattr(join_controller, "joined_frames", gated)
    yield opened
    opened.set()


def objects(driver: WindowDriver) -> list[AnnotationObject]:
    return list(driver.window.object_commands.objects())


def is_joined(driver: WindowDriver) -> bool:
    return len(objects(driver)) == 1


def job_titles(driver: WindowDriver) -> list[str]:
    return [job.title for job in driver.window.jobs.unfinished]


def test_m_joins_on_the_pool_in_one_step_of_undo(
    driver: WindowDriver, pair: Pair, gate: threading.Event
) -> None:
    window = driver.window

    driver.key(Qt.Key.Key_M)
    assert len(objects(driver)) == 2
    assert window.document.undo_label == "Add"
    driver.wait(lambda: "Join Objects" in job_titles(driver))
    gate.set()
    driver.wait(lambda: is_joined(driver))

    track = window.document.project.track(pair[0])
    assert {index for index in range(COUNT) if track[index].rle == BOTH} == set(range(COUNT))
    assert window.view_state.selection == {pair[0]}
    assert window.document.undo_label == "Join Objects"
    driver.key(Qt.Key.Key_Z, CTRL)
    assert [item.object_id for item in objects(driver)] == list(pair)
    assert window.document.project.track(pair[0])[7].rle == LEFT


def test_what_is_painted_meanwhile_is_joined_as_it_is_then(
    driver: WindowDriver, pair: Pair, gate: threading.Event
) -> None:
    document, small = driver.window.document, rle(70, 40, 80, 50)
    driver.key(Qt.Key.Key_M)

    document.do("Paint", edit_mask(document.project, pair[0], 3, small))
    gate.set()
    driver.wait(lambda: is_joined(driver))

    track = document.project.track(pair[0])
    assert (track[3].rle, track[3].state) == (RIGHT, S.EDITED)  # the small one lies inside
    assert (track[4].rle, track[4].state) == (BOTH, S.TRACKED)


def test_what_is_deleted_meanwhile_ends_it_with_a_sentence(
    driver: WindowDriver, pair: Pair, gate: threading.Event
) -> None:
    window = driver.window
    driver.key(Qt.Key.Key_M)
    window.view_state.select(frozenset(pair[1:]))

    driver.key(Qt.Key.Key_Delete)
    gate.set()
    driver.wait(lambda: any("no longer there" in text for text in window.message_bar.texts))

    assert [item.object_id for item in objects(driver)] == [pair[0]]
    assert window.document.project.track(pair[0])[7].rle == LEFT


def test_a_join_that_is_stopped_changes_nothing(
    driver: WindowDriver, pair: Pair, gate: threading.Event
) -> None:
    window = driver.window
    driver.key(Qt.Key.Key_M)
    driver.wait(lambda: "Join Objects" in job_titles(driver))

    (job,) = [job for job in window.jobs.unfinished if job.title == "Join Objects"]
    assert job.can_stop
    window.jobs.stop(job.key)
    gate.set()
    driver.wait(lambda: not job_titles(driver))

    assert len(objects(driver)) == 2
    assert window.document.undo_label == "Add"
