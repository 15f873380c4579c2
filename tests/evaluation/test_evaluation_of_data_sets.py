"""Data sets as they are written and read give full marks to their own truth, and benchmarks know them by themselves."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from support.expression_clips import export, still, told_clip
from support.talking_clips import BAR, RING, talking_clip, turn, written

from sa2va_desktop.annotation.records import (
    Expression,
    ExpressionId,
    ExpressionKind,
    MediaId,
    MediaKind,
)
from sa2va_desktop.annotation.rle import mask_to_rle, rle_to_mask
from sa2va_desktop.datasets.benchmark_records import BenchmarkSample, Prediction, SampleKind, StoredPrediction
from sa2va_desktop.datasets.imported_clip import ImportedExpression
from sa2va_desktop.evaluation.benchmark import Benchmark
from sa2va_desktop.evaluation.benchmarks import benchmark_of
from sa2va_desktop.evaluation.sample_masks import meant_mask


def truth_itself(sample: BenchmarkSample) -> Prediction:
    clip, expression = sample.clip, sample.details
    assert clip is not None
    if sample.kind is SampleKind.REFERRING:
        assert isinstance(expression, ImportedExpression)
        size = (clip.height, clip.width)
        frames = range(len(clip.frames))
        masks = tuple(mask_to_rle(meant_mask(clip, expression.objects, frame, size)) for frame in frames)
        return Prediction("", ("",), (masks,))
    if sample.kind is SampleKind.REGION_CAPTION:
        return Prediction(expression[0][0])
    things = [each for each in clip.objects if 0 in each.track]
    names = tuple(each.name for each in things)
    return Prediction(sample.details[0], names, tuple((each.track[0].rle,) for each in things), names)


def figures(benchmark: Benchmark) -> dict[str, dict[str, float | None]]:
    rows = [benchmark.score(sample, truth_itself(sample)).row for sample in benchmark.samples()]
    assert rows
    return {table.title: {each.name: each.value for each in table.figures} for table in benchmark.tables(rows)}


@pytest.mark.parametrize("format_id", ["mevis", "ref-youtube-vos", "ref-davis"])
def test_clips_with_expressions(tmp_path: Path, format_id: str) -> None:
    split = "train" if format_id == "ref-youtube-vos" else "val"
    benchmark = benchmark_of(export([told_clip(split=split)], format_id, tmp_path / "out"), split=split)

    found = figures(benchmark)

    assert benchmark.benchmark_id == format_id
    assert all(value == pytest.approx(100) for table in found.values() for value in table.values())


def test_revos_groups_by_the_types_that_the_file_tells(tmp_path: Path) -> None:
    benchmark = benchmark_of(export([told_clip()], "revos", tmp_path / "out"))

    found = figures(benchmark)

    assert benchmark.benchmark_id == "revos"
    assert set(found) == {"ReVOS, referring", "ReVOS, visible frames"}
    assert found["ReVOS, referring"] == {"J": 100, "F": 100, "A": 100, "R": 100, "J&F": 100}


def test_reason_seg_as_published(tmp_path: Path) -> None:
    Image.new("RGB", (20, 10)).save(ensured(tmp_path / "ReasonSeg" / "val") / "p.jpg")
    shapes = [
        {"label": "target", "points": [[2, 2], [6, 2], [6, 6], [2, 6]]},
        {"label": "ignore", "points": [[12, 2], [16, 2], [16, 6], [12, 6]]},
    ]
    fields = {"text": ["What is it that shines?"], "is_sentence": True, "shapes": shapes}
    (tmp_path / "ReasonSeg" / "val" / "p.json").write_text(json.dumps(fields))
    benchmark = benchmark_of(tmp_path / "ReasonSeg", split="val")

    [sample] = benchmark.samples()
    [answer] = truth_itself(sample).objects
    ignored = rle_to_mask(answer[0])
    ignored[2:7, 12:17] = True
    [table] = benchmark.tables([benchmark.score(sample, Prediction("", ("",), ((mask_to_rle(ignored),),))).row])

    assert (benchmark.benchmark_id, sample.is_question) == ("reasonseg", True)
    assert table.figures[0].value == pytest.approx(100)


def ensured(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize("format_id", ["refcoco", "grefcoco", "reasonseg"])
def test_pictures_with_expressions(tmp_path: Path, format_id: str) -> None:
    benchmark = benchmark_of(export([still(split="test")], format_id, tmp_path / "out"), split="test")

    found = figures(benchmark)[benchmark.title]

    assert benchmark.benchmark_id == format_id
    assert found["cIoU"] == pytest.approx(100)
    assert found["gIoU"] == pytest.approx(100, abs=0.01)
    if format_id == "grefcoco":
        assert (found["N-acc"], found["T-acc"]) == (100, 100)
    assert not list(benchmark_of(tmp_path / "out", split="train").samples())


def test_grounded_captions_and_region_captions(tmp_path: Path) -> None:
    caption = turn(1, "A ring lies on a bar.", ("A ring", RING), ("a bar", BAR))
    told = talking_clip(answers=(caption,), kind=MediaKind.IMAGE)
    gcg = benchmark_of(written([told], "gcg", tmp_path / "gcg"), similarity=lambda a, b: float(a == b))
    texts = tuple(
        Expression(ExpressionId(number), MediaId(1), (object_id,), text, ExpressionKind.CAPTION)
        for number, (object_id, text) in enumerate([(RING, "a ring"), (BAR, "a long bar")], start=1)
    )
    regions = benchmark_of(written([replace(told, expressions=texts)], "region-captions", tmp_path / "regions"))

    masks, words = figures(gcg).values()

    assert [masks[name] for name in ("AP", "AP50", "mIoU", "recall")] == [pytest.approx(100)] * 4
    assert words["BLEU-4"] == pytest.approx(100)
    assert regions.benchmark_id == "region-captions"
    [captions] = figures(regions).values()
    assert captions["BLEU-1"] == pytest.approx(100)


def test_texts_without_masks_are_asked_and_handed_in(tmp_path: Path) -> None:
    out = export([told_clip(split="val")], "mevis", tmp_path / "out")
    (out / "valid_u" / "mask_dict.json").unlink()
    (out / "valid_u").rename(out / "valid")
    benchmark = benchmark_of(out)

    samples = list(benchmark.samples())
    tables = benchmark.tables([benchmark.score(each, Prediction("")).row for each in samples])
    clip = samples[0].clip
    assert clip is not None
    stored = StoredPrediction("", "", Prediction(""), clip.name, "0", clip.frames, (8, 8))

    assert len(samples) == 5
    assert tables[0].figures[0].value is None
    assert [file.path for file in benchmark.submission(iter([stored]))] == [
        f"{clip.name}/0/{name}.png" for name in clip.frames
    ]


def test_every_sample_has_a_key_of_its_own(tmp_path: Path) -> None:
    benchmark = benchmark_of(export([told_clip("one"), told_clip("two")], "mevis", tmp_path / "out"))

    keys = [sample.key for sample in benchmark.samples()]

    assert keys == [f"{name}/{number}" for name in ("one", "two") for number in range(5)]
    assert len(set(keys)) == len(keys)
