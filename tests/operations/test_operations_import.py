"""Import into a project: media are found, modes keep what a person did, and the whole is one step back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from support.scripted_format import ScriptedFormat, box
from support.window_driver import write_clip, write_picture

from sa2va_desktop.annotation.records import (
    AnnotationObject,
    ExpressionKind,
    FrameState,
    MediaKind,
    ObjectFrame,
)
from sa2va_desktop.annotation.rle import empty_rle
from sa2va_desktop.cli import main
from sa2va_desktop.datasets import dataset_format
from sa2va_desktop.datasets.imported_clip import (
    ImportedClip,
    ImportedExpression,
    ImportedMask,
    ImportedObject,
    ImportedTurn,
    ImportReport,
)
from sa2va_desktop.editing.commands import put_frame
from sa2va_desktop.errors import FormatError
from sa2va_desktop.operations import import_dataset
from sa2va_desktop.operations.export import annotated_clips
from sa2va_desktop.operations.headless_run import run_to_end
from sa2va_desktop.operations.import_dataset import ImportRequest, StrictReport, import_events
from sa2va_desktop.operations.import_modes import ImportMode
from sa2va_desktop.operations.import_result import result_text
from sa2va_desktop.operations.import_writer import ImportWriter
from sa2va_desktop.operations.media_items import add_probed_media, probe
from sa2va_desktop.storage.session import OpenProject, open_project
from sa2va_desktop.tasks import CancelToken

HEIGHT, WIDTH, FRAMES = 96, 160, 24


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> ScriptedFormat:
    scripted = ScriptedFormat()
    known = {**dataset_format.formats(), "scripted": scripted}
    monkeypatch.setattr(dataset_format, "formats", lambda: known)
    monkeypatch.setattr(import_dataset, "formats", lambda: known)
    return scripted


@pytest.fixture
def session(tmp_path: Path) -> Iterator[OpenProject]:
    with open_project(tmp_path / "project.sa2va", create=True) as opened:
        yield opened


def mask(left: int = 10, state: FrameState = FrameState.TRACKED) -> ImportedMask:
    return ImportedMask(box(HEIGHT, WIDTH, left, 20), state, 0.9, 2.0)


def dog(frames: dict[int, ImportedMask], **fields: object) -> ImportedObject:
    return ImportedObject("7", "dog", "animal", frames, **fields)  # type: ignore[arg-type]


def clip(*objects: ImportedObject, names: tuple[str, ...] | None = None, **fields: object) -> ImportedClip:
    frames = names if names is not None else tuple(f"{index:05d}" for index in range(FRAMES))
    values = {"is_clip": True, **fields}
    return ImportedClip("clip", HEIGHT, WIDTH, frames, objects=objects, **values)  # type: ignore[arg-type]


def add(session: OpenProject, path: Path) -> None:
    add_probed_media(session, [probe(path)])


def run_import(
    session: OpenProject,
    source: Path,
    mode: ImportMode = ImportMode.ADD,
    *,
    pictures: Path | None = None,
    report: ImportReport | None = None,
    token: CancelToken | None = None,
) -> tuple[ImportWriter, ImportReport, Exception | None]:
    report = report or ImportReport()
    request = ImportRequest(source, "scripted", tuple(session.project.media.values()), pictures, report)
    writer = ImportWriter(session, source, format_id="scripted", mode=mode, report=report)
    error = run_to_end(writer, import_events(request, token or CancelToken()))
    return writer, report, error


def source(tmp_path: Path) -> Path:
    path = tmp_path / "scripted"
    path.mkdir(exist_ok=True)
    return path


def only_object(session: OpenProject) -> AnnotationObject:
    [each] = session.project.objects.values()
    return each


def test_an_import_is_one_step_that_can_be_taken_back(
    scripted: ScriptedFormat, session: OpenProject, tmp_path: Path
) -> None:
    add(session, write_clip(tmp_path / "clip.mp4"))
    scripted.clips = [
        clip(
            dog({0: mask(), 23: mask(40)}, extras={"iscrowd": 0}),
            expressions=(ImportedExpression("the brown dog", (0,)), ImportedExpression("a cat", ())),
            turns=(
                ImportedTurn("What is here?", "A dog.", ((2, 5, 0),)),
                ImportedTurn("Why?", "It is.", is_continued=True),
            ),
            split="val",
            extras={"licence": 3},
        )
    ]

    writer, report, error = run_import(session, source(tmp_path))

    assert error is None
    assert report.problem_count == 0
    project = session.project
    each = only_object(session)
    assert (each.name, project.categories[each.category_id].name) == ("dog", "animal")  # type: ignore[index]
    assert project.frame_indices(each.object_id) == [0, 23]
    assert json.loads(each.extras)["scripted"]["iscrowd"] == 0
    assert {(t.text, t.object_ids, t.kind) for t in project.expressions.values()} == {
        ("the brown dog", (each.object_id,), ExpressionKind.REFERRING),
        ("a cat", (), ExpressionKind.REFERRING),
    }
    first, second = project.answers.values()
    assert [phrase.object_id for phrase in first.phrases] == [each.object_id]
    assert second.follows == first.answer_id
    assert annotated_clips(project)[0].split == "val"
    assert writer.summary.masks_added == 2
    session.undo()
    assert not project.objects
    assert not project.answers
    assert not project.expressions
    assert not project.categories
    assert [item.extras for item in project.media.values()] == [""]
    session.redo()
    assert only_object(session) == each


def test_adding_again_keeps_both_and_other_modes_do_not_double(
    scripted: ScriptedFormat, session: OpenProject, tmp_path: Path
) -> None:
    add(session, write_clip(tmp_path / "clip.mp4"))
    scripted.clips = [clip(dog({0: mask(), 1: mask()}), expressions=(ImportedExpression("it", (0,)),))]
    run_import(session, source(tmp_path))
    once = only_object(session)

    fill, _, _ = run_import(session, source(tmp_path), ImportMode.FILL)
    replaced, _, _ = run_import(session, source(tmp_path), ImportMode.REPLACE)

    assert only_object(session) == once
    assert (fill.summary.objects_known, fill.summary.kept) == (1, 2)
    assert replaced.summary.masks_replaced == 0
    assert len(session.project.expressions) == 1
    added, _, _ = run_import(session, source(tmp_path))
    assert added.summary.clashes == 1
    assert sorted(each.name for each in session.project.objects.values()) == ["dog", "dog 2"]


def test_objects_without_names_are_known_by_where_they_lie(
    scripted: ScriptedFormat, session: OpenProject, tmp_path: Path
) -> None:
    add(session, write_clip(tmp_path / "clip.mp4"))
    scripted.clips = [clip(dog({0: mask(10), 1: mask(12)}), ImportedObject("8", "cat", "", {0: mask(80)}))]
    run_import(session, source(tmp_path))
    nameless = [
        ImportedObject("1", "", "", {0: mask(81), 3: mask(80)}),
        ImportedObject("2", "", "", {1: mask(11)}),
        ImportedObject("3", "", "", {1: mask(120)}),
    ]
    scripted.clips = [replace(clip(*nameless), name="another name", source_name="clip.mp4")]

    writer, _, _ = run_import(session, source(tmp_path), ImportMode.REPLACE)

    frames = {
        each.name: session.project.frame_indices(each.object_id) for each in session.project.objects.values()
    }
    assert frames == {"dog": [1], "cat": [0, 3], "object": [1]}
    assert (writer.summary.objects_known, writer.summary.objects_added) == (2, 1)


def test_what_a_person_did_stays_in_every_mode(
    scripted: ScriptedFormat, session: OpenProject, tmp_path: Path
) -> None:
    add(session, write_clip(tmp_path / "clip.mp4"))
    scripted.clips = [clip(dog({index: mask() for index in range(5)}))]
    run_import(session, source(tmp_path))
    each = only_object(session)
    mine = box(HEIGHT, WIDTH, 100, 60)
    for frame, state in enumerate((FrameState.CONFIRMED, FrameState.LOCKED, FrameState.EDITED)):
        session.do("Edit", [put_frame(session.project, each.object_id, frame, ObjectFrame(mine, state))])
    scripted.clips = [clip(dog({0: mask(30), 1: mask(30), 2: mask(30), 3: mask(30), 9: mask(30)}))]

    writer, _, _ = run_import(session, source(tmp_path), ImportMode.REPLACE)

    track = session.project.track(each.object_id)
    assert [track[frame].rle for frame in range(3)] == [mine] * 3
    assert track[3].rle == mask(30).rle
    assert sorted(track) == [0, 1, 2, 3, 9]  # frame 4 is covered by the file, which has nothing there
    counts = writer.summary
    assert (counts.kept, counts.masks_replaced, counts.masks_removed, counts.masks_added) == (3, 1, 1, 1)


def test_two_clips_of_a_file_about_the_same_thing_do_not_clear_each_other_and_are_taken_back(
    scripted: ScriptedFormat, session: OpenProject, tmp_path: Path
) -> None:
    add(session, write_clip(tmp_path / "clip.mp4"))
    scripted.clips = [clip(dog({0: mask(), 9: mask()}))]
    run_import(session, source(tmp_path))
    scripted.clips = [clip(dog({1: mask(30)})), clip(dog({2: mask(50)}))]

    run_import(session, source(tmp_path), ImportMode.REPLACE)

    track = session.project.track(only_object(session).object_id)
    assert {frame: each.rle for frame, each in track.items()} == {1: mask(30).rle, 2: mask(50).rle}
    session.undo()
    assert sorted(session.project.track(only_object(session).object_id)) == [0, 9]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (tuple(f"img{index}.png" for index in range(FRAMES)), 3),
        (("00000", "00005", "00010", "00015"), 15),
        (tuple(str(number) for number in range(1, FRAMES + 1)), 3),
    ],
)
def test_frames_are_found_by_position_or_number(
    scripted: ScriptedFormat, session: OpenProject, tmp_path: Path, names: tuple[str, ...], expected: int
) -> None:
    add(session, write_clip(tmp_path / "clip.mp4"))
    scripted.clips = [clip(dog({3: mask()}), names=names)]

    _, report, _ = run_import(session, source(tmp_path))

    assert report.problems == []
    assert session.project.frame_indices(only_object(session).object_id) == [expected]


def test_a_clip_that_fits_nothing_is_told_and_left_out(
    scripted: ScriptedFormat, session: OpenProject, tmp_path: Path
) -> None:
    add(session, write_clip(tmp_path / "clip.mp4"))
    small = ImportedClip("clip", 48, 64, ("0",), objects=(dog({}),), is_clip=True)
    scripted.clips = [
        small,
        replace(clip(dog({0: mask()})), name="another"),
        clip(dog({0: mask()}), names=("a", "b")),
        clip(dog({0: mask()}), frame_indices=tuple(range(90, 90 + FRAMES))),
    ]

    writer, report, error = run_import(session, source(tmp_path))

    assert error is None
    assert writer.summary.left_out == 4
    sentences = [problem.sentence for problem in report.problems]
    assert "clip: the masks are 64x48, but 'clip.mp4' is 160x96" in sentences[0]
    assert "no picture or clip of the project is called so" in sentences[1]
    assert "2 frames and 'clip.mp4' has 24" in sentences[2]
    assert "frames up to 113, but 'clip.mp4' has 24" in sentences[3]
    assert not session.history.can_redo
    assert session.history.undo_label == "Add clip.mp4"  # an import that did nothing leaves no step
    assert "4 pictures or clips left out" in result_text(tmp_path, writer.summary, report)


def test_strict_refuses_at_the_first_problem_and_keeps_what_was_done(
    scripted: ScriptedFormat, session: OpenProject, tmp_path: Path
) -> None:
    add(session, write_clip(tmp_path / "clip.mp4"))
    scripted.clips = [clip(dog({0: mask()})), replace(clip(dog({0: mask()})), name="another")]

    _, _, error = run_import(session, source(tmp_path), report=StrictReport())

    assert isinstance(error, FormatError)
    assert "another" in str(error)
    assert only_object(session).name == "dog"
    session.undo()
    assert not session.project.objects


def test_media_are_found_by_hash_under_any_name(
    scripted: ScriptedFormat, session: OpenProject, tmp_path: Path
) -> None:
    add(session, write_clip(tmp_path / "renamed.mp4"))
    [item] = session.project.media.values()
    scripted.clips = [clip(dog({0: mask()}), source_name="clip.mp4", source_hash=item.edge_hash)]

    _, report, _ = run_import(session, source(tmp_path))

    assert report.problems == []
    assert only_object(session).media_id == item.media_id


def test_own_pictures_are_added_once_and_known_ones_are_taken(
    scripted: ScriptedFormat, session: OpenProject, tmp_path: Path
) -> None:
    folder = source(tmp_path)
    first = write_picture(folder / "a.png", (1, 2, 3))
    second = write_picture(folder / "b.png", (4, 5, 6))
    add(session, second)
    one = ImportedObject("1", "thing", "", {0: ImportedMask(box(48, 64, 5, 5))})
    pictures = [
        ImportedClip(path.name, 48, 64, (path.name,), path, objects=(one,)) for path in (first, second, first)
    ]
    scripted.clips = pictures

    writer, report, _ = run_import(session, folder)

    assert report.problems == []
    assert writer.summary.media_added == 1
    assert sorted(Path(item.path).name for item in session.project.media.values()) == ["a.png", "b.png"]
    names = sorted(each.name for each in session.project.objects.values())
    assert names == ["thing", "thing", "thing 2"]
    session.undo()
    assert [Path(item.path).name for item in session.project.media.values()] == ["b.png"]


def test_a_picture_of_the_same_name_with_other_content_is_not_taken_for_it(
    scripted: ScriptedFormat, session: OpenProject, tmp_path: Path
) -> None:
    folder = source(tmp_path)
    own = write_picture(folder / "000001.png", (1, 2, 3))
    (tmp_path / "other").mkdir()
    add(session, write_picture(tmp_path / "other" / "000001.png", (200, 2, 3)))
    one = ImportedObject("1", "thing", "", {0: ImportedMask(box(48, 64, 5, 5))})
    scripted.clips = [ImportedClip(own.name, 48, 64, (own.name,), own, objects=(one,))]

    run_import(session, folder)

    media = session.project.media[only_object(session).media_id]
    assert Path(media.path) == own


def test_pictures_of_a_clip_that_is_not_there_are_added_as_pictures(
    scripted: ScriptedFormat, session: OpenProject, tmp_path: Path
) -> None:
    folder = source(tmp_path)
    own = write_picture(folder / "00007.png")
    one = ImportedObject("1", "thing", "", {0: ImportedMask(box(48, 64, 5, 5))})
    seen = ImportedClip(own.name, 48, 64, (own.name,), own, (7,), "walk.mp4", "gone", (one,))
    scripted.clips = [seen]

    _, report, _ = run_import(session, folder)

    assert report.problems == []
    assert session.project.frame_indices(only_object(session).object_id) == [0]


def test_pictures_are_looked_for_in_the_named_folder(
    scripted: ScriptedFormat, session: OpenProject, tmp_path: Path
) -> None:
    pictures = tmp_path / "pictures"
    frames = pictures / "deep" / "walk"
    frames.mkdir(parents=True)
    for index in (0, 5, 10):
        Image.new("RGB", (64, 48), (index, 0, 0)).save(frames / f"{index:05d}.png")
    write_picture(pictures / "still.png")
    one = ImportedObject("1", "thing", "", {0: ImportedMask(empty_rle(48, 64), FrameState.ABSENT)})
    scripted.clips = [
        ImportedClip("walk", 48, 64, ("00005.jpg", "00010.jpg"), objects=(one,), is_clip=True),
        ImportedClip("images/still.jpg", 48, 64, ("images/still.jpg",), objects=(one,)),
    ]

    _, report, _ = run_import(session, source(tmp_path), pictures=pictures)

    assert report.problems == []
    kinds = {Path(item.path).name: item.kind for item in session.project.media.values()}
    assert kinds == {"walk": MediaKind.SEQUENCE, "still.png": MediaKind.IMAGE}
    walking = next(
        each
        for each in session.project.objects.values()
        if session.project.media[each.media_id].frame_count == 3
    )
    assert session.project.frame_indices(walking.object_id) == [1]


def test_a_damaged_file_keeps_what_was_read_before_and_a_cancel_does_too(
    scripted: ScriptedFormat, session: OpenProject, tmp_path: Path
) -> None:
    add(session, write_clip(tmp_path / "clip.mp4"))
    scripted.clips = [clip(dog({0: mask()}))]
    scripted.error = FormatError("a.json, line 3: expected JSON, found nothing")

    writer, _, error = run_import(session, source(tmp_path))

    assert str(error) == "a.json, line 3: expected JSON, found nothing"
    assert "1 mask is kept" in writer.message or "1 mask" in writer.message
    assert only_object(session).name == "dog"
    token = CancelToken()
    token.cancel()
    run_import(session, source(tmp_path), token=token)
    assert len(session.project.objects) == 1


def test_a_killed_import_is_a_partial_entry_that_can_be_taken_back(
    scripted: ScriptedFormat, tmp_path: Path
) -> None:
    path = tmp_path / "project.sa2va"
    session = open_project(path, create=True)
    add(session, write_clip(tmp_path / "clip.mp4"))
    scripted.clips = [clip(dog({0: mask(), 1: mask()}))]
    request = ImportRequest(source(tmp_path), "scripted", tuple(session.project.media.values()))
    writer = ImportWriter(
        session, request.source, format_id="scripted", mode=ImportMode.ADD, report=request.report
    )
    for event in import_events(request, CancelToken()):
        writer.apply(event)
    writer.flush()
    session._lane.close(1.0)  # the process is gone without a word

    with open_project(path) as again:
        assert "was interrupted" in again.notices[-1]
        assert len(again.project.track(only_object(again).object_id)) == 2
        again.undo()
        assert not again.project.objects


def test_the_command_makes_the_project_recognises_the_format_and_tells_in_json(
    scripted: ScriptedFormat, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = source(tmp_path)
    own = write_picture(folder / "a.png")
    one = ImportedObject("1", "thing", "", {0: ImportedMask(box(48, 64, 5, 5))})
    scripted.clips = [
        ImportedClip(own.name, 48, 64, (own.name,), own, objects=(one,)),
        ImportedClip("gone", 48, 64, ("gone.png",), objects=(one,)),
    ]
    project = tmp_path / "new.sa2va"

    code = main(["import", str(project), str(folder), "--json", "--report", str(tmp_path / "report.txt")])

    assert code == 0
    problem, told = map(json.loads, capsys.readouterr().out.splitlines())
    assert problem["place"] == "gone"
    assert (told["format"], told["masks_added"], told["left_out"]) == ("scripted", 1, 1)
    assert "name the folder" in (tmp_path / "report.txt").read_text()
    assert main(["import", str(project), str(folder), "--strict"]) == 3
    assert main(["import", str(project), str(tmp_path / "nothing")]) == 3
    (tmp_path / "odd").mkdir()
    assert main(["import", str(project), str(tmp_path / "odd")]) == 3
