"""`synth --format`, `import` and `export` one after the other, as a person with a terminal would."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sa2va_desktop.annotation.records import FrameState, ObjectFrame
from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.assembly import open_project
from sa2va_desktop.cli import main
from sa2va_desktop.datasets.side_file import SIDE_FILE
from sa2va_desktop.editing.commands import new_object, put_frame, put_object, set_frame_states
from sa2va_desktop.operations.media_items import add_probed_media, probe

SIZE = ["--size", "64x48", "--frames", "6"]


@pytest.fixture
def synthetic(tmp_path: Path) -> Path:
    out = tmp_path / "synthetic"
    assert main(["synth", "--out", str(out), "--clips", "3", *SIZE, "--format", "davis"]) == 0
    return out


def test_synthetic_clips_are_a_data_set_that_is_imported_and_exported_again(
    synthetic: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, out = tmp_path / "project.sa2va", tmp_path / "out"
    capsys.readouterr()

    assert main(["import", str(project), str(synthetic), "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    arguments = ["--split", "train=0.6,val=0.4", "--split-seed", "1", "--no-images", "--json"]
    assert main(["export", str(project), "--format", "davis", "--out", str(out), *arguments]) == 0

    assert (told["clips"], told["media_added"], told["problems"]) == (3, 3, 0)
    assert json.loads(capsys.readouterr().out)["clips"] == 3
    clips = [
        json.loads(line) for line in (out / SIDE_FILE).read_text().splitlines() if '"record":"clip"' in line
    ]
    assert sorted(clip["split"] for clip in clips) == ["train", "train", "val"]
    before = sorted((synthetic / "Annotations").rglob("*.png"))
    after = sorted((out / "Annotations").rglob("*.png"))
    assert [path.relative_to(out) for path in after] == [path.relative_to(synthetic) for path in before]
    assert len(before) == 18
    for ours, theirs in zip(after, before, strict=True):
        assert np.array_equal(np.array(Image.open(ours)), np.array(Image.open(theirs)))


def test_an_export_is_found_again_by_its_side_file_under_any_name(synthetic: Path, tmp_path: Path) -> None:
    project, out = tmp_path / "project.sa2va", tmp_path / "out"
    assert main(["import", str(project), str(synthetic)]) == 0
    with open_project(project) as session:
        count = len(session.project.objects)
    name = sorted(path.name for path in (synthetic / "JPEGImages" / "480p").iterdir())[0]
    arguments = ["--media", name, "--frame-step", "2"]
    assert main(["export", str(project), "--format", "davis", "--out", str(out), *arguments]) == 0

    assert main(["import", str(project), str(out), "--mode", "add"]) == 0

    with open_project(project) as session:
        assert len(session.project.media) == 3  # the exported pictures are those of the clip that is there
        assert len(session.project.objects) > count


def test_only_what_was_confirmed_goes_out(synthetic: Path, tmp_path: Path) -> None:
    project = tmp_path / "project.sa2va"
    assert main(["import", str(project), str(synthetic)]) == 0
    with open_project(project) as session:
        for each in session.project.objects.values():
            frames = session.project.frame_indices(each.object_id)
            session.do("x", set_frame_states(session.project, each.object_id, frames, FrameState.TRACKED))
    arguments = ["export", str(project), "--format", "coco", "--only-confirmed", "--no-images"]
    assert main([*arguments, "--out", str(tmp_path / "none")]) == 3
    with open_project(project) as session:
        first = next(iter(session.project.objects))
        frame = next(index for index, each in session.project.track(first).items() if each.rle.area)
        session.do("x", set_frame_states(session.project, first, [frame], FrameState.CONFIRMED))

    assert main([*arguments, "--out", str(tmp_path / "one")]) == 0

    [path] = (tmp_path / "one").rglob("instances*.json")
    assert len(json.loads(path.read_text())["annotations"]) == 1


def test_exported_pictures_stand_upright(tmp_path: Path) -> None:
    pixels = np.zeros((20, 30, 3), np.uint8)
    pixels[:, :15] = 200
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter to the right
    Image.fromarray(pixels).save(tmp_path / "turned.jpg", exif=exif, quality=95)
    project = tmp_path / "project.sa2va"
    with open_project(project, create=True) as session:
        [media_id] = add_probed_media(session, [probe(tmp_path / "turned.jpg")])
        top = np.zeros((30, 20), bool)
        top[:15] = True
        each = new_object(session.project, media_id, "top")
        session.do("x", put_object(session.project, each))
        record = ObjectFrame(mask_to_rle(top), FrameState.EDITED)
        session.do("x", [put_frame(session.project, each.object_id, 0, record)])

    assert main(["export", str(project), "--format", "davis", "--out", str(tmp_path / "out")]) == 0

    [picture] = (tmp_path / "out" / "JPEGImages").rglob("*.jpg")
    [mask] = (tmp_path / "out" / "Annotations").rglob("*.png")
    with Image.open(picture) as written:
        assert written.getexif().get(0x0112, 1) == 1
        bright = np.array(written)[:, :, 0] > 100
    assert np.array_equal(bright, np.array(Image.open(mask)) == 1)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--choice", "holes"], 2),
        (["--choice", "nothing=1"], 3),
        (["--split", "train=2"], 3),
        (["--media", "nobody"], 3),
    ],
)
def test_nonsense_is_refused_before_anything_is_written(
    synthetic: Path, tmp_path: Path, arguments: list[str], code: int
) -> None:
    project, out = tmp_path / "project.sa2va", tmp_path / "out"
    assert main(["import", str(project), str(synthetic)]) == 0

    assert main(["export", str(project), "--format", "davis", "--out", str(out), *arguments]) == code

    assert not out.exists()


def test_an_import_of_which_nothing_can_be_used_fails(synthetic: Path, tmp_path: Path) -> None:
    masks_only = tmp_path / "masks"
    (masks_only / "clip").mkdir(parents=True)
    Image.new("P", (8, 6)).save(masks_only / "clip" / "00000.png")

    assert main(["import", str(tmp_path / "a.sa2va"), str(masks_only), "--format", "davis"]) == 3
