"""The examples of the manual run, in their order, with the embedded model and the bundled clip."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sa2va_desktop import assembly
from sa2va_desktop.api import FrameState, Sa2vaDesktopError, open_project
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.marks import Marks, put_marks

MANUAL = Path(__file__).parents[2] / "docs/manual/python.md"


def examples() -> list[str]:
    return re.findall(r"```python\n(.*?)```", MANUAL.read_text(encoding="utf-8"), re.DOTALL)


def test_the_examples_of_the_manual_do_what_they_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(assembly.demo_clip().video, tmp_path / "street.mp4")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for number, example in enumerate(examples()):
        exec(compile(example, f"python.md, example {number}", "exec"), names)

    told = capsys.readouterr().out.splitlines()
    assert "no label any more" in told
    assert "5 frames between were filled in" in told
    assert "Rename was taken back" in told
    assert any("outside the" in line for line in told)
    assert (tmp_path / "street-coco").is_dir()
    with open_project("street.sa2va", read_only=True) as project:
        [clip] = project.media
        found, mine, *others = clip.objects
        [ball] = [each for each in others if each.name == "ball"]
        assert ball.frames == list(range(7))
        things = [each.name for each in others if each.name.startswith("object ")]
        assert things[:2] == ["object 1", "object 2"]
        assert all(each.name.startswith(("ball", "object ")) for each in others)
        assert mine.name == "my car"
        assert mine.frames == list(range(8))
        assert [mine.state(frame) for frame in range(5)] == [FrameState.CONFIRMED] * 3 + [
            FrameState.TRACKED,
            FrameState.EDITED,
        ]
        assert found.mask(0).sum() > 0
        # What was clicked in the middle of the mask is the same thing.
        both = found.mask(0) & mine.mask(0)
        assert both.sum() > 0.7 * (found.mask(0) | mine.mask(0)).sum()
        assert not mine.mask(4)[:, : clip.size_hw[1] // 2].any()


def test_masks_from_elsewhere_are_key_frames_and_one_step(tmp_path: Path) -> None:
    with open_project(tmp_path / "p.sa2va", create=True) as project:
        clip = project.add(assembly.demo_clip().video)
        mask = np.zeros(clip.size_hw, np.bool_)
        mask[3:9, 4:8] = True
        made = clip.add_object("hand", {2: mask, 5: mask})
        assert dict(made.masks()).keys() == {2, 5}
        assert np.array_equal(made.mask(2), mask)
        assert made.state(5) is FrameState.PROMPTED
        assert made.mask(0) is None
        assert project.undo() == "Add “hand”"
        assert clip.objects == []
        assert project.undo() != ""
        assert project.undo() == ""


def test_masks_are_edited_over_many_frames_in_one_step_each(tmp_path: Path) -> None:
    with open_project(tmp_path / "p.sa2va", create=True) as project:
        clip = project.add(assembly.demo_clip().video)
        left, right = np.zeros(clip.size_hw, np.bool_), np.zeros(clip.size_hw, np.bool_)
        left[10:40, 10:40] = right[60:80, 100:120] = True
        pair = clip.add_object("pair", {0: left | right, 4: left | right})

        assert pair.interpolate(frame_range=(0, 3)) == 2
        assert np.array_equal(pair.mask(2), left | right)
        assert pair.clean_up(islands=500, frame_range=(0, 1)) == 0  # a key frame from elsewhere is a person's
        [made] = pair.split_parts(min_area=400, with_settled=True)
        assert pair.frames == [0, 1, 2, 4]
        assert [made.mask(frame).sum() for frame in made.frames] == [400] * 4
        assert pair.combine("unite", [made], frame_range=(1, 2)) == 1
        assert pair.clean_up(islands=500) == 1
        assert np.array_equal(pair.mask(1), left)
        assert pair.clean_up(islands=500) == 0
        assert [project.undo() for _ in range(4)] == [
            "Clean up “pair”",
            "Combine “pair”",
            "Split “pair” into Parts",
            "Interpolate “pair”",
        ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda clip, thing, mask: thing.set_mask(1, mask[:5]), "expected a mask of"),
        (lambda clip, thing, mask: thing.set_mask(10**6, mask), "expected a frame from 0"),
        (lambda clip, thing, mask: clip.add_object("x", {0: ~mask}), "empty one"),
        (lambda clip, thing, mask: clip.ask(None, " "), "the instruction is empty"),
        (lambda clip, thing, mask: thing.combine("subtract", [thing]), "expected other objects of the same"),
    ],
)
def test_what_makes_no_sense_is_one_sentence_and_changes_nothing(
    tmp_path: Path, change: Any, told: str
) -> None:
    with open_project(tmp_path / "p.sa2va", create=True) as project:
        clip = project.add(assembly.demo_clip().video)
        mask = np.ones(clip.size_hw, np.bool_)
        thing = clip.add_object("hand", {0: mask})
        steps = len(project.session.history.records)
        with pytest.raises(UsageError, match=told):
            change(clip, thing, mask)
        assert len(project.session.history.records) == steps


def test_a_locked_object_stays_as_it_is(tmp_path: Path) -> None:
    with open_project(tmp_path / "p.sa2va", create=True) as project:
        clip = project.add(assembly.demo_clip().video)
        mask = np.ones(clip.size_hw, np.bool_)
        thing = clip.add_object("hand", {0: mask})
        thing.set_state([0], FrameState.LOCKED)
        with pytest.raises(Sa2vaDesktopError, match="locked"):
            thing.set_mask(0, ~mask)


def test_nothing_of_an_object_is_left_when_it_is_deleted(tmp_path: Path) -> None:
    with open_project(tmp_path / "p.sa2va", create=True) as project:
        clip = project.add(assembly.demo_clip().video)
        mask = np.ones(clip.size_hw, np.bool_)
        made = clip.add_object("hand", {2: mask})
        marks = put_marks(project.document, made.object_id, 2, Marks().with_point((5.0, 5.0)))
        project.session.do("Mark", marks)

        made.delete()

        assert clip.objects == []
        assert not project.document.settings  # else the marks would be those of a later object with its number
