"""What is known of scene cuts: searched, put right by a person, kept between sessions, watched for while tracking."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.properties import property_settings
from support.shots import SIZE_HW, shot
from support.tracking import CLIP, add_clip

from sa2va_desktop.annotation.records import MediaItem
from sa2va_desktop.errors import ProjectError
from sa2va_desktop.inference.api import IdentifiedFrames, RgbFrame, TrackDirection
from sa2va_desktop.operations.cut_watch import CutWatch, frames_beyond, watch_cuts
from sa2va_desktop.operations.removal import remove_media
from sa2va_desktop.operations.scene_cut_cache import read_cuts, write_cuts
from sa2va_desktop.operations.scene_cuts import CutEdits, CutMap, add_cut, cut_edits, remove_cut
from sa2va_desktop.settings.paths import cache_folder
from sa2va_desktop.storage.session import OpenProject, open_project

ranges = st.tuples(st.integers(0, 50), st.integers(1, 20)).map(lambda pair: (pair[0], pair[0] + pair[1]))


class Frames:
    """Frames in memory that count how often they are read."""

    def __init__(self, frames: list[RgbFrame]) -> None:
        self._frames = frames
        self.frame_count = len(frames)
        self.size_hw = SIZE_HW
        self.read: list[int] = []

    def read_rgb(self, frame_index: int) -> RgbFrame:
        self.read.append(frame_index)
        return self._frames[frame_index]


@pytest.fixture
def session(tmp_path: Path):  # type: ignore[no-untyped-def]
    with open_project(tmp_path / "cuts.sa2va", create=True) as opened:
        add_clip(opened, 40)
        yield opened


def item_of(session: OpenProject) -> MediaItem:
    return session.project.media[CLIP]


@given(st.lists(ranges, max_size=8), ranges)
@property_settings()
def test_what_was_searched_and_what_was_not_make_the_whole(
    searched: list[tuple[int, int]], wanted: tuple[int, int]
) -> None:
    cuts = CutMap()
    for each in searched:
        cuts = cuts.with_searched(each, [each[0]])

    known = {frame for each in searched for frame in range(*each)}
    left = [frame for each in cuts.unsearched(wanted) for frame in range(*each)]
    assert left == [frame for frame in range(*wanted) if frame not in known]
    assert all(cuts.knows(frame) == (frame in known) for frame in range(80))
    assert cuts.frames == tuple(sorted({start for start, _ in searched}))
    assert all(stop < later for (_, stop), (later, _) in zip(cuts.searched, cuts.searched[1:]))


def test_a_person_adds_and_removes_cuts_and_can_undo_it(session: OpenProject) -> None:
    cuts = CutMap().with_searched((0, 40), [10, 30])

    session.do("Add", add_cut(session.project, CLIP, 20))
    session.do("Remove", remove_cut(session.project, CLIP, 30))
    assert cuts.with_edits(cut_edits(session.project, CLIP)).frames == (10, 20)

    session.undo()
    assert cuts.with_edits(cut_edits(session.project, CLIP)).frames == (10, 20, 30)
    session.undo()
    assert cut_edits(session.project, CLIP) == CutEdits()


def test_a_cut_that_was_removed_can_be_put_back(session: OpenProject) -> None:
    session.do("Remove", remove_cut(session.project, CLIP, 30))
    session.do("Add", add_cut(session.project, CLIP, 30))

    assert cut_edits(session.project, CLIP) == CutEdits(added=frozenset({30}))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"added": 3, "removed": []}',
        '{"added": [-1], "removed": []}',
        f'{{"added": [{10**400}], "removed": []}}',
        "[" * 100_000,
    ],
    ids=["empty", "list", "number", "negative", "huge", "deep"],
)
def test_damaged_edits_are_one_clear_error(session: OpenProject, text: str) -> None:
    from sa2va_desktop.editing.commands import set_setting

    session.do("Damage", set_setting(session.project, "scene-cuts/1", text))

    with pytest.raises(ProjectError, match="scene cuts of media item 1"):
        cut_edits(session.project, CLIP)


def test_edits_go_with_their_clip(session: OpenProject) -> None:
    session.do("Add", add_cut(session.project, CLIP, 20))

    session.do("Remove", remove_media(session.project, CLIP))

    assert not session.project.settings
    session.undo()
    assert cut_edits(session.project, CLIP).added == {20}


def test_found_cuts_outlive_the_session_and_belong_to_the_content(session: OpenProject) -> None:
    item = item_of(session)
    cuts = CutMap().with_searched((0, 12), [10]).with_searched((20, 40), [30])

    write_cuts(item, cuts)

    assert read_cuts(replace(item, path="/moved/elsewhere.mp4")) == cuts
    assert read_cuts(replace(item, edge_hash="other")) == CutMap()


def test_cuts_of_content_that_nobody_knows_are_not_kept(session: OpenProject) -> None:
    item = replace(item_of(session), edge_hash="")

    write_cuts(item, CutMap().with_searched((0, 40), [10]))

    assert read_cuts(item) == CutMap()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        '{"rule": 0}',
        '{"rule": 1, "frame_count": 40, "found": 3}',
        '{"rule": 1, "frame_count": 40, "found": [Infinity], "searched": []}',
    ],
)
def test_a_damaged_cache_is_searched_again(session: OpenProject, content: str) -> None:
    item = item_of(session)
    write_cuts(item, CutMap().with_searched((0, 40), [10]))
    (file,) = (cache_folder() / "scene-cuts").iterdir()
    file.write_text(content)

    assert read_cuts(item) == CutMap()


def test_a_cache_that_cannot_be_written_costs_nothing_else(session: OpenProject) -> None:
    cache_folder().mkdir(parents=True, exist_ok=True)
    (cache_folder() / "scene-cuts").write_text("in the way")

    write_cuts(item_of(session), CutMap().with_searched((0, 40), [10]))

    assert read_cuts(item_of(session)) == CutMap()


def test_a_watch_finds_cuts_in_the_frames_that_pass_without_reading_more() -> None:
    frames = Frames([*shot(1, 10), *shot(2, 10)])
    watch = CutWatch(frames, CutMap())

    for index in range(9):
        watch.read_rgb(index)
        assert watch.cut_on_the_way(max(0, index - 1), index) is None
    assert frames.read == list(range(9))

    assert watch.cut_on_the_way(8, 12) == 10
    assert watch.found == [10]


def test_a_watch_goes_backward_too() -> None:
    watch = CutWatch(Frames([*shot(1, 10), *shot(2, 10)]), CutMap())

    assert watch.cut_on_the_way(15, 11) is None
    assert watch.cut_on_the_way(11, 10) is None
    assert watch.cut_on_the_way(10, 9) == 10


def test_what_is_known_is_believed_and_not_looked_at() -> None:
    frames = Frames([np.zeros((*SIZE_HW, 3), np.uint8)] * 20)
    known = CutMap(edits=CutEdits(frozenset({5}), frozenset({10}))).with_searched((0, 8), [3])
    watch = CutWatch(frames, known)

    assert [index for index in range(8) if watch.is_cut(index)] == [3, 5]
    assert not watch.is_cut(10)
    assert watch.found == []
    assert frames.read == []


def test_frames_beyond_a_cut_depend_on_the_direction() -> None:
    assert frames_beyond(10, (5, 20), TrackDirection.FORWARD) == range(10, 20)
    assert frames_beyond(10, (5, 20), TrackDirection.BACKWARD) == range(5, 10)
    assert not frames_beyond(3, (5, 20), TrackDirection.BACKWARD)


def test_a_watch_is_as_well_known_as_what_it_watches() -> None:
    """Features of a frame that was clicked on are found again by the track."""

    class Known(Frames):
        media_key = "clip|1|2"

    frames = [np.zeros((*SIZE_HW, 3), np.uint8)] * 2
    known, unknown = watch_cuts(Known(frames), CutMap()), watch_cuts(Frames(frames), CutMap())

    assert isinstance(known, IdentifiedFrames)
    assert known.media_key == "clip|1|2"
    assert not isinstance(unknown, IdentifiedFrames)
