"""A project is a data set of its own texts: the truth gets full marks, splits are kept apart, unknown frames are not asked about."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from PIL import Image
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor

from sa2va_desktop import assembly
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnswerTask, FrameState, MediaId, MediaItem, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.cli import main
from sa2va_desktop.datasets.benchmark_records import BenchmarkSample, Prediction
from sa2va_desktop.datasets.imported_clip import (
    ImportedClip,
    ImportedExpression,
    ImportedMask,
    ImportedObject,
    ImportReport,
)
from sa2va_desktop.errors import UsageError
from sa2va_desktop.evaluation.benchmarks import benchmark_of
from sa2va_desktop.evaluation.project_clips import found_by_a_model, known_part
from sa2va_desktop.evaluation.sample_masks import meant_mask
from sa2va_desktop.operations.evaluate import EvaluationSettings, evaluate


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("project") / "drawn.sa2va"
    scenes = ["--clips", "2", "--frames", "3", "--size", "64x48", "--seed", "5", "--split", "train=0.5,val=0.5"]
    assert main(["synth", "--project", str(path), *scenes]) == 0
    return path


def truth_itself(sample: BenchmarkSample) -> Prediction:
    clip = sample.clip
    assert clip is not None
    size = (clip.height, clip.width)
    tracks = (
        tuple(mask_to_rle(meant_mask(clip, (place,), frame, size)) for frame in range(len(clip.frames)))
        for place in sample.details.objects
    )
    return Prediction("", objects=tuple(tracks))


def test_the_truth_gets_full_marks(project: Path) -> None:
    benchmark = benchmark_of(project)

    rows = [benchmark.score(sample, truth_itself(sample)).row for sample in benchmark.samples()]
    tables = benchmark.tables(rows)

    assert benchmark.benchmark_id == "project"
    assert all(each.value == pytest.approx(100) for table in tables for each in table.figures)
    assert {each.name for each in tables[-1].figures} >= {"J&F, nothing", "J&F, one object"}


def test_splits_share_no_clip(project: Path) -> None:
    names = [
        {each.clip.name for each in benchmark_of(project, split=split).samples() if each.clip is not None}
        for split in ("train", "val", "")
    ]

    assert [len(each) for each in names] == [1, 1, 2]
    assert names[0] | names[1] == names[2]


def test_from_the_command_line(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    predictor = ScriptedPredictor(Script(("I see nothing.",)))
    monkeypatch.setattr(assembly, "load_predictor", lambda *args, **named: predictor)

    code = main(["evaluate", str(project), "--split", "val", "--limit", "3", "--out", str(tmp_path / "out")])

    assert code == 0
    assert "Expressions of a project: J " in capsys.readouterr().out
    assert [each.language_frames for each in predictor.requests] == [(0, 1, 2)] * 3  # type: ignore[union-attr]


def test_a_model_is_not_measured_by_what_it_found_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ScriptedPredictor(Script(("It is ", ScriptedObject("", (4, 4, 14, 12)), ".")))
    monkeypatch.setattr(assembly, "load_predictor", lambda *args, **named: found)
    picture, project = tmp_path / "picture.png", tmp_path / "asked.sa2va"
    Image.fromarray(np.zeros((24, 40, 3), np.uint8)).save(picture)
    asked = ["ask", str(picture), "the cup", "--out", str(tmp_path / "o"), "--project", str(project)]
    assert main(asked) == 0
    report = ImportReport()

    samples = list(benchmark_of(project, report=report).samples())

    assert samples == []
    assert report.problem_count == 1


@pytest.mark.parametrize(("task", "is_counted"), [(AnswerTask.ASK, False), (AnswerTask.REGION, True)])
def test_a_thing_that_was_only_described_stays_truth(task: AnswerTask, is_counted: bool) -> None:
    """A clicked thing has the model's scores; a caption of it takes nothing away."""
    mask = mask_to_rle(np.ones((4, 6), np.bool_))
    clicked = ObjectFrame(mask, FrameState.PROMPTED, 0.9, 3.0)
    answer = SimpleNamespace(task=task, object_ids=frozenset({ObjectId(1)}))
    project = SimpleNamespace(
        answers_of=lambda _: [answer], objects={ObjectId(1): None}, track=lambda _: {0: clicked}
    )

    found = found_by_a_model(cast(Project, project), cast(MediaItem, SimpleNamespace(media_id=MediaId(1))))

    assert found == (set() if is_counted else {"1"})


def test_a_split_that_nobody_is_in_is_told(project: Path, tmp_path: Path) -> None:
    benchmark = benchmark_of(project, split="holdout")

    with pytest.raises(UsageError, match="holdout"):
        evaluate(benchmark, ScriptedPredictor(), EvaluationSettings("p", split="holdout"), tmp_path)


def test_a_text_whose_words_or_masks_were_edited_is_another_sample() -> None:
    def keys(text: str, mask: np.ndarray) -> list[str]:
        thing = ImportedObject("1", "", track={0: ImportedMask(mask_to_rle(mask))})
        said = (ImportedExpression(text, (0,)), ImportedExpression("nothing", ()))
        clip = ImportedClip("c", 4, 6, ("a",), objects=(thing,), expressions=said)
        return [each.key for each in known_part(clip).expressions]

    whole = np.ones((4, 6), np.bool_)
    half = whole & (np.arange(6) < 3)
    before = keys("the cup", whole)

    assert keys("the cup", whole) == before
    assert [now == was for now, was in zip(keys("the mug", whole), before, strict=True)] == [False, True]
    assert [now == was for now, was in zip(keys("the cup", half), before, strict=True)] == [False, True]


def test_only_frames_on_which_all_that_is_meant_is_known_are_asked_about() -> None:
    rle = mask_to_rle(np.ones((4, 6), np.bool_))
    known, stale = ImportedMask(rle), ImportedMask(rle, FrameState.STALE)
    objects = (
        ImportedObject("1", "cup", track={0: known, 1: known, 2: known}),
        ImportedObject("2", "", track={1: known, 2: stale, 3: known}),
        ImportedObject("3", "hat"),
    )
    said = (
        ImportedExpression("the second", (1,)),
        ImportedExpression("the hat", (2,)),
        ImportedExpression("nothing", ()),
    )
    clip = ImportedClip("c", 4, 6, tuple("abcd"), objects=objects, expressions=said, is_clip=True)

    part = known_part(clip)

    assert (part.frames, part.frame_indices) == (("b",), (1,))
    assert [(each.text, each.objects) for each in part.expressions] == [
        ("the second", (1,)),
        ("nothing", ()),
        ("cup", (0,)),
    ]
    assert [sorted(each.track) for each in part.objects] == [[0], [0], []]
