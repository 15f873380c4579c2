from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.documents import clip, mask_frame, state_of, thing

from sa2va_desktop.annotation.records import FrameState, ObjectId
from sa2va_desktop.annotation.rle import rle_from_bytes, rle_to_bytes
from sa2va_desktop.editing import commands
from sa2va_desktop.errors import ProjectError
from sa2va_desktop.storage.session import open_project
from sa2va_desktop.storage.stored_mask import StoredMask

THING = ObjectId(1)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A closed project with masks on frames 0 and 2, the latter under the row 2."""
    path = tmp_path / "a.sa2va"
    with open_project(path, create=True) as session:
        project = session.project
        session.do("Add", commands.put_media(project, clip(1)))
        session.do("Add", commands.put_object(project, thing(1)))
        session.do("Track", commands.put_track(project, THING, {0: mask_frame(3), 2: mask_frame(4)}))
    return path


def damage(path: Path) -> bytes:
    """Cut the runs of the mask in the row 2 short. Returns what is there now."""
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE mask SET data = substr(data, 1, length(data) - 3) WHERE mask_id = 2")
        raw.commit()
    return stored_blob(path)


def stored_blob(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute("SELECT data FROM mask WHERE mask_id = 2").fetchone()[0]


def mask_on(project, frame_index: int) -> StoredMask:
    frame = project.frame(THING, frame_index)
    assert isinstance(frame.rle, StoredMask)
    return frame.rle


def test_opening_unpacks_no_mask_and_the_first_look_does(saved: Path) -> None:
    with open_project(saved) as session:
        mask = mask_on(session.project, 0)

        assert "runs" not in vars(mask)
        assert (mask.size_hw, mask.is_empty) == (mask_frame(3).rle.size_hw, mask_frame(3).rle.is_empty)
        assert "runs" not in vars(mask)
        assert mask == mask_frame(3).rle
        assert "runs" in vars(mask)
        assert mask != mask_on(session.project, 2)


def test_document_and_history_share_their_masks(saved: Path) -> None:
    with open_project(saved) as session:
        kept = mask_on(session.project, 0)

        session.undo()
        session.redo()

        assert mask_on(session.project, 0) is kept
        assert "runs" not in vars(kept)


def test_a_damaged_mask_is_one_sentence_when_it_is_looked_at_and_no_hindrance_before(saved: Path) -> None:
    blob = damage(saved)

    with open_project(saved) as session:
        mask = mask_on(session.project, 2)
        for _ in range(2):
            with pytest.raises(
                ProjectError, match=r"a\.sa2va is damaged: in the table mask, the row 2: the runs"
            ):
                _ = mask.runs
        assert mask == mask
        assert mask != mask_frame(4).rle
        assert mask_on(session.project, 0) == mask_frame(3).rle
        session.do("Flag", commands.set_frame_states(session.project, THING, [2], FrameState.FLAGGED))
        session.undo()
        session.undo()
        session.redo()
        session.redo()
        assert session.storage_error is None

    with open_project(saved) as again:
        assert again.project.frame(THING, 2).state is FrameState.FLAGGED
        again.do("Repair", commands.edit_mask(again.project, THING, 2, mask_frame(4).rle))
        assert again.project.frame(THING, 2).rle == mask_frame(4).rle
        again.undo()
    assert stored_blob(saved) == blob


def test_a_mask_is_stored_again_as_the_bytes_that_it_was(saved: Path, tmp_path: Path) -> None:
    with open_project(saved) as session, open_project(tmp_path / "b.sa2va", create=True) as other:
        other.do("Copy", session.project.all_changes())
        assert all("runs" not in vars(mask_on(session.project, index)) for index in (0, 2))
        expected = state_of(session.project)

    with open_project(tmp_path / "b.sa2va") as copy:
        assert state_of(copy.project) == expected


def test_a_mask_made_from_a_stored_one_is_written_with_its_own_content(saved: Path) -> None:
    with open_project(saved) as session:
        mask = mask_on(session.project, 2)
        wider = replace(mask, height=mask.height + 1)

        assert wider != mask
        assert rle_from_bytes(rle_to_bytes(wider)) == wider
        assert not wider.blob


def test_two_threads_may_look_first(saved: Path) -> None:
    with open_project(saved) as session:
        mask, seen = mask_on(session.project, 0), []
        barrier = threading.Barrier(4)

        def look() -> None:
            barrier.wait()
            seen.append(mask.runs)

        threads = [threading.Thread(target=look) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(seen) == 4
        assert all(np.array_equal(runs, mask_frame(3).rle.runs) for runs in seen)
