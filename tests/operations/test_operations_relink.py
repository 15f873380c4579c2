from __future__ import annotations

from pathlib import Path

import pytest
from support.window_driver import write_clip, write_picture

from sa2va_desktop.annotation.records import MediaItem
from sa2va_desktop.errors import CancelledError, MediaError
from sa2va_desktop.operations.media_items import add_probed_media, probe
from sa2va_desktop.operations.relink import FileState, compare, file_state, relink, search, siblings
from sa2va_desktop.storage.session import OpenProject, open_project
from sa2va_desktop.tasks import CancelToken


def added(session: OpenProject, *paths: Path) -> list[MediaItem]:
    return [session.project.media[key] for key in add_probed_media(session, [probe(path) for path in paths])]


def test_a_file_is_fine_changed_or_missing(tmp_path: Path) -> None:
    picture = write_picture(tmp_path / "a.png")
    with open_project(tmp_path / "p.sa2va", create=True) as session:
        (item,) = added(session, picture)

    assert file_state(item) is FileState.FINE
    with picture.open("ab") as stream:
        stream.write(b"x")
    assert file_state(item) is FileState.CHANGED
    picture.unlink()
    assert file_state(item) is FileState.MISSING


def test_an_emptied_folder_of_pictures_is_missing(tmp_path: Path) -> None:
    frames = tmp_path / "frames"
    frames.mkdir()
    for number in range(3):
        write_picture(frames / f"{number}.png")
    with open_project(tmp_path / "p.sa2va", create=True) as session:
        (item,) = added(session, frames)

    for path in frames.iterdir():
        path.unlink()

    assert file_state(item) is FileState.MISSING


def test_other_frames_are_refused_and_other_contents_are_described(tmp_path: Path) -> None:
    with open_project(tmp_path / "p.sa2va", create=True) as session:
        (item,) = added(session, write_picture(tmp_path / "a.png", (1, 2, 3), (40, 30)))
    larger = write_picture(tmp_path / "larger.png", size_wh=(41, 30))
    other = write_picture(tmp_path / "other.png", (200, 2, 3), (40, 30))
    same = (tmp_path / "a.png").rename(tmp_path / "same.png")

    with pytest.raises(MediaError, match=r"'larger.png' has 1 frames of 41x30.* made on 1 frames of 40x30"):
        compare(item, larger, CancelToken())
    assert not compare(item, other, CancelToken()).is_same
    assert "'other.png' is another file than 'a.png'" in compare(item, other, CancelToken()).difference
    assert compare(item, same, CancelToken()).is_same


def test_a_search_finds_several_files_under_other_names_and_leaves_links_to_nowhere_alone(
    tmp_path: Path,
) -> None:
    first, second = write_picture(tmp_path / "a.png"), write_clip(tmp_path / "b.mp4", 3)
    with open_project(tmp_path / "p.sa2va", create=True) as session:
        items = added(session, first, second)
    deep = tmp_path / "x" / "y"
    deep.mkdir(parents=True)
    (deep / "nowhere.png").symlink_to(tmp_path / "gone")
    first.rename(deep / "1.png")
    second.rename(tmp_path / "x" / "2.mp4")

    *_, (folders, found) = search(items, tmp_path / "x", CancelToken())

    assert folders == 2
    assert found == {items[0].media_id: deep / "1.png", items[1].media_id: tmp_path / "x" / "2.mp4"}


def test_a_search_can_be_stopped(tmp_path: Path) -> None:
    with open_project(tmp_path / "p.sa2va", create=True) as session:
        items = added(session, write_picture(tmp_path / "a.png"))
    token = CancelToken()
    token.cancel()

    with pytest.raises(CancelledError):
        list(search(items, tmp_path, token))


def test_what_moved_along_is_found_in_neighbouring_folders_too(tmp_path: Path) -> None:
    for folder in ("old/one", "old/two"):
        (tmp_path / folder).mkdir(parents=True)
    paths = [
        write_picture(tmp_path / "old" / "one" / "a.png"),
        write_picture(tmp_path / "old" / "one" / "b.png", (1, 1, 1)),
        write_picture(tmp_path / "old" / "two" / "c.png", (2, 2, 2)),
        write_picture(tmp_path / "old" / "two" / "d.png", (3, 3, 3)),
    ]
    with open_project(tmp_path / "p.sa2va", create=True) as session:
        items = added(session, *paths)
        (tmp_path / "old").rename(tmp_path / "new")
        write_picture(tmp_path / "new" / "two" / "d.png", (9, 9, 9))  # another picture of that name
        new = tmp_path / "new"

        moved = siblings(items[0], new / "one" / "a.png", items, CancelToken())
        relink(session, moved, "Find")

        assert [candidate.probe.index.path for candidate in moved] == [
            new / "one" / "b.png",
            new / "two" / "c.png",
        ]
        assert Path(session.project.media[items[2].media_id].path) == new / "two" / "c.png"
        session.undo()
        assert session.project.media[items[2].media_id] == items[2]
