"""Everything that can go wrong round the project file while a window has it: nothing done is lost, nobody is misled."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor
from support.window_driver import CLIP_SIZE_HW, WindowDriver, write_clip, write_picture

from sa2va_desktop.annotation.journal import Transaction
from sa2va_desktop.errors import StorageFullError
from sa2va_desktop.media.video_writer import VideoWriter
from sa2va_desktop.storage.lane import InlineExecutor
from sa2va_desktop.storage.loading import create_untitled_project
from sa2va_desktop.storage.project_writer import ProjectWriter
from sa2va_desktop.storage.session import open_project, start_session

SLOW = Script(
    parts=("Sure, ", ScriptedObject("the red ball", (20, 20, 60, 60)), "."),
    token_delay_s=0.01,
    frame_delay_s=0.05,
)


class FullDisk:
    """While `is_full`, every commit fails as on a full disk."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_full = False
        commit = ProjectWriter.commit

        def commit_or_fail(writer: ProjectWriter, transactions: list[Transaction]) -> object:
            if self.is_full:
                raise StorageFullError("The disk has no room left.")
            return commit(writer, transactions)

        monkeypatch.setattr(ProjectWriter, "commit", commit_or_fail)


def messages_of(driver: WindowDriver) -> list[str]:
    seen: list[str] = []
    driver.window.messages.posted.connect(lambda message: seen.append(message.text))
    return seen


def named_project(driver: WindowDriver, name: str = "work.sa2va") -> Path:
    """A window on a project with one clip and two tracked objects."""
    path = driver.folder / name
    driver.start()
    driver.window.projects.new_project(path)
    driver.wait(lambda: driver.window.document.path == path)
    driver.open_clip()
    driver.ask()
    driver.wait_until_stored()
    return path


def test_closing_again_after_room_was_made_stores_everything(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = FullDisk(monkeypatch)
    path = named_project(driver)
    disk.is_full = True
    item = driver.window.object_commands.objects()[0]
    driver.window.object_commands.rename(item.object_id, "kept")
    driver.wait(lambda: driver.window.document.storage_error is not None)
    with driver.qtbot.waitSignal(driver.window.shutdown.failed):
        driver.window.close()
    disk.is_full = False

    driver.close()

    with open_project(path, read_only=True) as session:
        assert session.project.objects[item.object_id].name == "kept"


def test_after_closing_was_refused_the_window_still_shows_pictures(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = FullDisk(monkeypatch)
    named_project(driver)
    disk.is_full = True
    item = driver.window.object_commands.objects()[0]
    driver.window.object_commands.rename(item.object_id, "kept")
    driver.wait(lambda: driver.window.document.storage_error is not None)

    with driver.qtbot.waitSignal(driver.window.shutdown.failed):
        driver.window.close()

    driver.window.view_state.seek(9)
    driver.wait_for_frame(9)
    disk.is_full = False


def test_another_project_is_not_opened_over_changes_that_cannot_be_stored(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_project(driver.folder / "other.sa2va", create=True):
        pass
    disk = FullDisk(monkeypatch)
    path = named_project(driver)
    disk.is_full = True
    item = driver.window.object_commands.objects()[0]
    driver.window.object_commands.rename(item.object_id, "kept")
    driver.wait(lambda: driver.window.document.storage_error is not None)
    seen = messages_of(driver)

    driver.window.open_paths([driver.folder / "other.sa2va"])

    driver.wait(lambda: any("other.sa2va" in text for text in seen))
    assert driver.window.document.path == path
    disk.is_full = False


def test_the_same_project_opened_twice_at_once_stays_writable(driver: WindowDriver) -> None:
    path = driver.folder / "twice.sa2va"
    with open_project(path, create=True):
        pass
    driver.start()

    driver.window.open_paths([path])
    driver.window.open_paths([path])

    driver.wait(lambda: driver.window.document.path == path and driver.window.runner.is_idle)
    assert driver.window.document.is_writable


def test_the_open_project_reached_by_another_name_stays_writable(driver: WindowDriver) -> None:
    path = named_project(driver)
    link = driver.folder / "link.sa2va"
    link.symlink_to(path)

    driver.window.open_paths([link])

    driver.wait(lambda: driver.window.runner.is_idle)
    assert driver.window.document.path == path
    assert driver.window.document.is_writable


def test_media_dropped_together_with_the_open_project_are_added(driver: WindowDriver) -> None:
    path = named_project(driver)
    picture = write_picture(driver.folder / "more.png")

    driver.window.open_paths([path, picture])

    driver.wait(lambda: len(driver.window.document.project.media) == 2)


def test_two_drops_on_an_empty_window_are_both_added(driver: WindowDriver) -> None:
    first, second = (write_picture(driver.folder / f"{name}.png") for name in ("a", "b"))
    driver.start()

    driver.window.open_paths([first])
    driver.window.open_paths([second])

    driver.wait(lambda: len(driver.window.document.project.media) == 2)


def test_saving_under_its_own_name_is_saving(driver: WindowDriver) -> None:
    path = named_project(driver)
    seen = messages_of(driver)

    driver.window.projects.save_as(path)

    driver.wait(lambda: seen)
    assert seen == ["All changes are stored."]


def test_a_project_deleted_while_open_is_saved_under_another_name(driver: WindowDriver) -> None:
    path = named_project(driver)
    path.unlink()
    item = driver.window.object_commands.objects()[0]
    driver.window.object_commands.rename(item.object_id, "kept")
    driver.wait(lambda: driver.window.document.storage_error is not None)

    driver.window.projects.save_as(driver.folder / "rescued.sa2va")

    driver.wait(lambda: driver.window.document.path == driver.folder / "rescued.sa2va")
    driver.wait_until_stored()
    driver.close()
    with open_project(driver.folder / "rescued.sa2va", read_only=True) as session:
        assert session.project.objects[item.object_id].name == "kept"
        assert len(session.project.frame_indices(item.object_id)) == 24


def test_saving_a_project_that_was_deleted_never_says_that_it_is_stored(driver: WindowDriver) -> None:
    path = named_project(driver)
    path.unlink()
    seen = messages_of(driver)

    driver.window.projects.save()

    driver.wait(lambda: seen)
    assert seen == [
        "work.sa2va was moved, replaced or deleted while it was open; save the project under a new name."
    ]


def test_a_read_only_project_saved_under_another_name_can_be_edited(driver: WindowDriver) -> None:
    path = named_project(driver)
    driver.close()
    with open_project(path):
        driver.start(path)
        driver.wait(lambda: driver.window.document.path == path)
        assert not driver.window.document.is_writable
        driver.window.projects.save_as(driver.folder / "mine.sa2va")
        driver.wait(lambda: driver.window.document.path == driver.folder / "mine.sa2va")

        assert driver.window.document.is_writable
        item = driver.window.object_commands.objects()[0]
        driver.window.object_commands.rename(item.object_id, "kept")
        driver.wait_until_stored()
    driver.close()
    with open_project(driver.folder / "mine.sa2va", read_only=True) as session:
        assert session.project.objects[item.object_id].name == "kept"


def test_a_medium_whose_name_is_no_text_can_be_removed(driver: WindowDriver) -> None:
    clip = write_clip(driver.folder / "plain.mp4")
    odd = Path(os.fsdecode(os.fsencode(driver.folder) + b"/caf\xe9.mp4"))
    shutil.copy(clip, odd)
    driver.start(odd)
    driver.wait(lambda: driver.window.document.project.media)
    (item,) = driver.window.document.project.media.values()

    driver.window.object_commands.remove_media(item)

    driver.wait_until_stored()
    assert not driver.window.document.project.media


def test_an_instruction_with_half_a_character_is_stored(driver: WindowDriver) -> None:
    driver.start()
    driver.open_clip()

    driver.ask("Segment the ball \ud83d.")

    driver.wait_until_stored()


def test_deleting_the_object_while_its_masks_come_in_leaves_no_trace_of_it(driver: WindowDriver) -> None:
    driver.predictor = ScriptedPredictor(SLOW)
    driver.start()
    driver.open_clip()
    seen = messages_of(driver)
    driver.begin_asking()
    driver.wait(lambda: driver.window.object_commands.objects())
    (item,) = driver.window.object_commands.objects()

    driver.window.object_commands.select_all()
    driver.window.object_commands.delete_selected()
    driver.wait(lambda: not driver.window.ask.is_running)

    project = driver.window.document.project
    assert not project.objects
    assert not project.frame_indices(item.object_id)
    assert not [text for text in seen if "went wrong" in text]
    driver.window.document.undo()
    assert driver.window.document.project.objects[item.object_id].name == "the red ball"


@pytest.mark.parametrize("moment", ["text", "masks"])
def test_removing_the_clip_in_the_middle_of_an_answer_leaves_no_trace_of_it(
    driver: WindowDriver, moment: str
) -> None:
    driver.predictor = ScriptedPredictor(SLOW)
    driver.start()
    driver.open_clip()
    seen = messages_of(driver)
    driver.begin_asking()
    project = driver.window.document.project
    driver.wait(lambda: project.objects if moment == "masks" else project.answers)
    (item,) = project.media.values()

    driver.window.object_commands.remove_media(item)
    driver.wait(lambda: not driver.window.ask.is_running)

    assert project.is_empty
    assert not [text for text in seen if "went wrong" in text]
    driver.window.document.undo()
    driver.wait_until_stored()
    path = driver.window.document.path
    assert path is not None
    assert list(driver.window.document.project.media) == [item.media_id]
    driver.close()
    with open_project(path) as session:
        assert list(session.project.media) == [item.media_id]


def test_opening_another_project_in_the_middle_of_an_answer_keeps_what_is_done(driver: WindowDriver) -> None:
    with open_project(driver.folder / "other.sa2va", create=True):
        pass
    driver.predictor = ScriptedPredictor(SLOW)
    driver.start()
    driver.open_clip()
    seen = messages_of(driver)
    first = driver.window.document.path
    assert first is not None
    driver.begin_asking()
    driver.wait(lambda: driver.window.object_commands.objects())
    (item,) = driver.window.object_commands.objects()
    driver.wait(lambda: len(driver.window.document.project.frame_indices(item.object_id)) >= 3)

    driver.window.open_paths([driver.folder / "other.sa2va"])
    driver.wait(lambda: driver.window.document.path == driver.folder / "other.sa2va")
    driver.wait(lambda: not driver.window.ask.is_running)

    assert driver.window.document.project.is_empty
    assert not [text for text in seen if "went wrong" in text]
    with open_project(first) as session:
        assert len(session.project.frame_indices(item.object_id)) >= 3
        (answer,) = session.project.answers.values()
        assert answer.state.value == "cancelled"


def test_a_clip_replaced_by_one_of_another_size_is_not_shown_under_the_masks(driver: WindowDriver) -> None:
    path = named_project(driver)
    driver.close()
    clip = driver.folder / "clip.mp4"
    clip.unlink()
    write_picture(clip.with_suffix(".png"), size_wh=(64, 48)).rename(clip)
    driver.start()

    driver.window.open_paths([path])

    notice = driver.window.missing_notice
    driver.wait(notice.isVisible)
    assert "'clip.mp4' is 64x48 now" in notice.reason.text()
    assert driver.picture_color(10, 90) == (
        96,
        96,
        96,
    )  # the masks lie on an empty picture, not on the other one


def test_a_clip_replaced_by_another_of_the_same_size_is_pointed_out(driver: WindowDriver) -> None:
    path = named_project(driver)
    driver.close()
    clip = driver.folder / "clip.mp4"
    clip.unlink()

    with VideoWriter(clip, size_hw=CLIP_SIZE_HW, time_base=(1, 25), fps=25) as writer:
        for index in range(24):
            writer.write(np.full((*CLIP_SIZE_HW, 3), 255 - index, np.uint8), index)
    driver.start()
    seen = messages_of(driver)

    driver.window.open_paths([path])

    driver.wait(lambda: any("clip.mp4" in text for text in seen))


def test_the_work_of_a_crashed_window_without_a_name_is_offered_again(driver: WindowDriver) -> None:

    with start_session(create_untitled_project(), InlineExecutor()) as session:
        path = session.path
    driver.start()

    assert path in driver.window.recent.paths


def test_a_damaged_mask_is_told_of_and_everything_else_goes_on(driver: WindowDriver) -> None:
    path = named_project(driver)
    window = driver.window
    ball, box = (item.object_id for item in window.object_commands.objects())
    driver.close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(
            "UPDATE mask SET data = substr(data, 1, length(data) - 3) WHERE mask_id IN"
            " (SELECT mask_id FROM frame WHERE object_id = ? AND frame_index = 1)",
            (ball,),
        )
        raw.commit()

    window = driver.start(path)
    messages = messages_of(driver)
    driver.wait_for_frame(0)
    assert messages == []
    assert {shown.object_id for shown in window.presenter.masks_on(0)} == {ball, box}
    driver.key(Qt.Key.Key_Right)
    driver.wait_for_frame(1)

    assert messages
    assert set(messages) <= {text for text in messages if "work.sa2va is damaged: in the table mask" in text}
    assert {shown.object_id for shown in window.presenter.masks_on(1)} == {box}
    assert driver.picture_color(110, 60) != driver.picture_color(5, 90)
    window.object_commands.select_number(1)
    driver.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    driver.wait_until_stored()
    assert window.document.storage_error is None
