"""YouTube-VOS: what is written is read again, every fifth frame, gaps in the numbers, late objects, broken meta.json."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from support.dataset_clips import bar, make_clip, masks_of, read, ring, write

from sa2va_desktop.annotation.records import MediaKind
from sa2va_desktop.datasets.dataset_format import ExportOptions, format_by_id, readable_formats
from sa2va_desktop.datasets.holds import LossKind
from sa2va_desktop.datasets.index_png import write_index_png
from sa2va_desktop.errors import FormatError


def released(folder: Path, meta: object, **pictures: np.ndarray) -> Path:
    """A split with one video called v; pictures by name of frame, after an underscore."""
    (folder / "Annotations/v").mkdir(parents=True)
    for name, indices in pictures.items():
        write_index_png(folder / f"Annotations/v/{name[1:]}.png", indices)
    (folder / "meta.json").write_text(meta if isinstance(meta, str) else json.dumps(meta))
    return folder


def test_what_is_written_is_read_again_with_absences(tmp_path: Path) -> None:
    write([make_clip("a"), make_clip("b", split="val")], "youtube-vos", tmp_path / "out")

    found, report = read("youtube-vos", tmp_path / "out")

    assert report.problem_count == 0
    assert [(clip.name, clip.split, clip.is_clip) for clip in found] == [
        ("a", "train", True),
        ("b", "val", True),
    ]
    assert found[0].media == tmp_path / "out/train/JPEGImages/a"
    assert [each.category for each in found[0].objects] == ["thing", "thing"]
    ring_masks, bar_masks = map(masks_of, found[0].objects)
    assert np.array_equal(ring_masks[1], ring())
    assert np.array_equal(ring_masks[2], ring() & ~bar())
    assert list(bar_masks) == [2]


def test_meta_lists_frames_from_the_first_mask_on(tmp_path: Path) -> None:
    write([make_clip()], "youtube-vos", tmp_path / "out")

    meta = json.loads((tmp_path / "out/train/meta.json").read_text())

    assert meta == {
        "videos": {
            "clip": {
                "objects": {
                    "1": {"category": "thing", "frames": ["00000", "00001", "00002"]},
                    "2": {"category": "thing", "frames": ["00002"]},
                }
            }
        }
    }


def test_every_fifth_frame_of_thirty_a_second_and_what_that_loses(tmp_path: Path) -> None:
    clip = make_clip(frame_count=12, fps=30)

    write([clip], "youtube-vos", tmp_path / "out")

    names = sorted(path.stem for path in (tmp_path / "out/train/Annotations/clip").iterdir())
    assert names == ["00000", "00005", "00010"]
    assert sorted(path.stem for path in (tmp_path / "out/train/JPEGImages/clip").iterdir()) == names
    [found], _ = read("youtube-vos", tmp_path / "out")
    assert found.frames == tuple(names)
    assert list(found.objects[0].track) == [0, 1, 2]
    losses = {loss.kind: loss.count for loss in format_by_id("youtube-vos").losses([clip], ExportOptions())}
    assert losses[LossKind.FRAMES] == 12 - 3
    assert losses[LossKind.OBJECTS] == 1  # the bar, whose masks are on other frames


@pytest.mark.parametrize(
    ("fps", "kind", "step", "expected"),
    [(24, MediaKind.VIDEO, None, 12), (30, MediaKind.SEQUENCE, None, 12), (30, MediaKind.VIDEO, 3, 4)],
)
def test_other_rates_folders_of_pictures_and_a_step_that_was_chosen(
    fps: int, kind: MediaKind, step: int | None, expected: int, tmp_path: Path
) -> None:
    clip = make_clip(frame_count=12, fps=fps, kind=kind)

    write([clip], "youtube-vos", tmp_path / "out", ExportOptions(frame_step=step))

    assert len(list((tmp_path / "out/train/Annotations/clip").iterdir())) == expected


@pytest.mark.parametrize(
    ("more", "areas"),
    [([], [1, 0]), (["00010"], [1])],  # absent, or not labelled because only starting objects are
)
def test_numbers_with_gaps_and_objects_that_start_late_are_read(
    more: list[str], areas: list[int], tmp_path: Path
) -> None:
    meta = {
        "videos": {
            "v": {
                "objects": {
                    "2": {"category": "ape", "frames": ["00000", "00005", *more]},
                    "5": {"category": "cat", "frames": ["00005"]},
                }
            }
        }
    }
    first, second = np.array([[0, 2]], np.uint8), np.array([[5, 0]], np.uint8)
    released(tmp_path / "valid", meta, _00000=first, _00005=second)

    [clip], report = read("youtube-vos", tmp_path)

    assert (clip.split, report.problem_count) == ("val", 0)
    assert [(each.key, each.category) for each in clip.objects] == [("2", "ape"), ("5", "cat")]
    ape, cat = clip.objects
    assert [mask.rle.area for mask in ape.track.values()] == areas
    assert list(cat.track) == [1]


def test_meta_without_frames_is_enough(tmp_path: Path) -> None:
    released(
        tmp_path, {"videos": {"v": {"objects": {"1": {"category": "dog"}}}}}, _00000=np.ones((2, 2), np.uint8)
    )

    [clip], report = read("youtube-vos", tmp_path)

    assert (clip.split, clip.objects[0].category, report.problem_count) == ("", "dog", 0)


@pytest.mark.parametrize(
    ("videos", "sentence"),
    [
        ({"v": 3}, "expected keys and values as video, found 3"),
        ({"v": {"objects": []}}, "expected keys and values as objects, found []"),
        ({"v": {"objects": {"0": {}}}}, "expected a number from 1 to 254 as object, found '0'"),
        ({"v": {"objects": {"x": {}}}}, "expected a number from 1 to 254 as object, found 'x'"),
        ({"v": {"objects": {"1": {"category": 3}}}}, "expected a text as 'category', found 3"),
        ({"v": {"objects": {"1": {"frames": "all"}}}}, "expected a list as 'frames', found 'all'"),
        ({"../v": {"objects": {}}}, "expected a folder of that name in Annotations, found none"),
        ({"w": {"objects": {}}}, "expected a folder of that name in Annotations, found none"),
    ],
)
def test_what_is_wrong_in_meta_is_reported_with_its_place(
    videos: object, sentence: str, tmp_path: Path
) -> None:
    released(tmp_path, {"videos": videos}, _00000=np.ones((2, 2), np.uint8))

    _, report = read("youtube-vos", tmp_path)

    [problem] = report.problems
    assert problem.sentence == sentence
    assert problem.place.startswith(f"{tmp_path / 'meta.json'}, video ")


@pytest.mark.parametrize("meta", ["{", "", "{}", '{"videos": []}', '{"videos": {"v": '])
def test_a_broken_meta_is_refused_in_one_sentence(meta: str, tmp_path: Path) -> None:
    released(tmp_path, meta, _00000=np.ones((2, 2), np.uint8))

    with pytest.raises(FormatError, match=r"meta\.json"):
        read("youtube-vos", tmp_path)


def test_it_is_told_from_the_data_set_with_expressions(tmp_path: Path) -> None:
    youtube_vos = readable_formats()["youtube-vos"]
    released(tmp_path / "train", {"videos": {}})

    assert youtube_vos.recognises(tmp_path)
    assert youtube_vos.recognises(tmp_path / "train")
    (tmp_path / "meta_expressions").mkdir()
    assert not youtube_vos.recognises(tmp_path)
    with pytest.raises(FormatError, match="found neither"):
        read("youtube-vos", tmp_path / "train/Annotations")
