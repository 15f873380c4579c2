"""Each benchmark: what it asks, how it scores, which figures it names, what it hands in."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image
from support.benchmark_clips import (
    LEFT,
    RIGHT,
    SIZE_HW,
    box_rle,
    caption_clip,
    picture_clip,
    region_clip,
    thing,
    video_clip,
)

from sa2va_desktop.annotation.rle import MaskRle, empty_rle
from sa2va_desktop.datasets.benchmark_records import (
    BenchmarkSample,
    FigureTable,
    Prediction,
    SampleKind,
    StoredPrediction,
)
from sa2va_desktop.errors import FormatError, UsageError
from sa2va_desktop.evaluation.benchmark import Benchmark
from sa2va_desktop.evaluation.benchmarks import BENCHMARKS, benchmark_of
from sa2va_desktop.evaluation.caption_benchmarks import GroundedCaptions, RegionCaptions, plain_caption
from sa2va_desktop.evaluation.chat_benchmarks import ChatSet, JudgedSet, Mme, VideoChoice, YesNoSet
from sa2va_desktop.evaluation.chat_sets import is_chat_set, read_chat_rows
from sa2va_desktop.evaluation.picture_benchmarks import GRefCoco, ReasonSeg, RefCoco
from sa2va_desktop.evaluation.video_benchmarks import Mevis, RefDavis, RefSav, RefYoutubeVos, Revos


def tables(benchmark: Benchmark, predictions: Sequence[Prediction]) -> list[FigureTable]:
    rows = [
        json.loads(json.dumps(dict(benchmark.score(sample, prediction).row)))
        for sample, prediction in zip(benchmark.samples(), predictions, strict=True)
    ]
    return benchmark.tables(rows)


def figures(table: FigureTable) -> dict[str, float | None]:
    return {each.name: each.value for each in table.figures}


def said(*boxes: tuple[int, int, int, int], frames: int = 3) -> Prediction:
    return Prediction("It is.", tuple("" for _ in boxes), tuple((box_rle(box),) * frames for box in boxes))


def test_mevis_figures_and_submission_with_videos_on_top(tmp_path: Path) -> None:
    clip = video_clip(tmp_path, "v1", [("left", (0,), {}), ("both", (0, 1), {}), ("nothing", (), {})])
    benchmark = Mevis(lambda: iter([clip]))

    [table, visible] = tables(benchmark, [said(LEFT), said(LEFT), said()])

    assert figures(table) == {"J": 83.33, "F": 88.89, "J&F": 86.11}  # 1, 1/2, 1 and 1, 2/3, 1
    assert "rounded at the end (MeViS)" in table.tradition
    assert figures(visible)["J"] == pytest.approx(75)  # nothing is meant by the third expression
    stored = StoredPrediction("v1/0", "", said(LEFT), "v1", "0", clip.frames, SIZE_HW)
    files = list(benchmark.submission(iter([stored])))
    assert [file.path for file in files] == ["v1/0/00000.png", "v1/0/00001.png", "v1/0/00002.png"]
    picture = cv2.imdecode(np.frombuffer(files[0].content, np.uint8), cv2.IMREAD_UNCHANGED)
    assert picture.shape == SIZE_HW
    assert sorted(np.unique(picture)) == [0, 255]
    assert (picture > 0).sum() == 400


def test_ref_youtube_vos_hands_in_annotations_with_empty_masks_for_nothing(tmp_path: Path) -> None:
    clip = video_clip(tmp_path, "v1", [("left", (), {})], is_told=False)
    benchmark = RefYoutubeVos(lambda: iter([clip]))

    [table] = tables(benchmark, [said()])

    assert figures(table) == {"J": None, "F": None, "J&F": None}
    assert "hand in the submission" in table.figures[0].note
    stored = StoredPrediction("v1/0", "", said(), "v1", "0", clip.frames, SIZE_HW)
    first = next(benchmark.submission(iter([stored])))
    assert first.path == "Annotations/v1/0/00000.png"
    assert not cv2.imdecode(np.frombuffer(first.content, np.uint8), cv2.IMREAD_UNCHANGED).any()


def test_revos_groups_and_its_results_file(tmp_path: Path) -> None:
    clip = video_clip(
        tmp_path,
        "v1",
        [("left", (0,), {"type_id": 0}), ("why", (1,), {"type_id": 1}), ("none", (), {"type_id": 2})],
    )
    benchmark = Revos(lambda: iter([clip]))

    found = {table.title: figures(table) for table in tables(benchmark, [said(LEFT), said(LEFT), said()])}

    assert found["ReVOS, referring"] == {"J": 100, "F": 100, "A": 100, "R": 100, "J&F": 100}
    # 400 of 2400 pixels are wrong twice; half of the 800 annotated pixels are predicted wrongly.
    assert found["ReVOS, reasoning"] == {"J": 0, "F": 0, "A": 66.67, "R": 50, "J&F": 0}
    assert found["ReVOS, overall"]["J&F"] == 50
    stored = StoredPrediction("v1/0", "q", said(LEFT), "v1", "0", clip.frames, SIZE_HW)
    [file] = benchmark.submission(iter([stored]))
    assert file.path == "results.json"
    assert len(json.loads(file.content)["v1"]["0"]["prediction_masks"]) == 3


def test_ref_sav_tells_long_and_short_by_the_expression(tmp_path: Path) -> None:
    clip = video_clip(tmp_path, "v1", [("long", (0,), {"type_id": 0}), ("short", (0,), {"type_id": 1})])

    found = {table.title for table in tables(RefSav(lambda: iter([clip])), [said(LEFT), said(RIGHT)])}

    assert {"Ref-SAV, long", "Ref-SAV, short", "Ref-SAV, overall"} <= found


def test_both_traditions_of_ref_davis(tmp_path: Path) -> None:
    fours = [(f"thing {index // 4}", (index // 4,), {}) for index in range(8)]
    clip = video_clip(tmp_path, "dog", fours)
    other = video_clip(tmp_path, "cat", fours[:3])
    benchmark = RefDavis(lambda: iter([clip, other]))
    # One annotator's text about the second object finds the first one.
    answers = {f"dog/{index}": said(LEFT if index < 4 or index == 7 else RIGHT) for index in range(8)}

    keys = [sample.key for sample in benchmark.samples()]
    [table, _] = tables(benchmark, [answers.get(key, said(LEFT)) for key in keys])
    [late] = benchmark.late_tables(keys, lambda key: answers.get(key, said(LEFT)))

    assert "per expression" in table.tradition
    assert figures(table)["J"] == pytest.approx(100 * 10 / 11, abs=0.01)
    # Three annotators are right about both objects, the fourth about one of the two.
    assert figures(late)["J"] == pytest.approx(87.5)
    assert "four annotators" in late.tradition
    assert any("1 clips were left out" in note for note in late.notes)


def test_ref_coco_pools_all_expressions(tmp_path: Path) -> None:
    clip = picture_clip(tmp_path, "p1", [("a cat", (0,)), ("a dog", (1,))])

    [table] = tables(RefCoco(lambda: iter([clip])), [said(LEFT, frames=1), said(LEFT, frames=1)])

    assert figures(table)["cIoU"] == pytest.approx(100 / 3)  # 400 of 400 + 800 pixels
    assert figures(table)["gIoU"] == pytest.approx(50, abs=1e-4)
    assert figures(table)["P@0.5"] == 50


def test_reason_seg_leaves_ignored_pixels_out(tmp_path: Path) -> None:
    things = (thing("1", LEFT, 1, "target"), thing("2", RIGHT, 1, "ignore", is_ignored=True))
    clip = picture_clip(tmp_path, "p1", [("what purrs?", (0,))], objects=things)
    benchmark = ReasonSeg(lambda: iter([clip]))

    [table] = tables(benchmark, [said(LEFT, RIGHT, frames=1)])

    assert figures(table)["cIoU"] == pytest.approx(100)


def test_grefcoco_counts_no_target_expressions(tmp_path: Path) -> None:
    clip = picture_clip(tmp_path, "p1", [("a horse", ()), ("a cow", ()), ("a cat", (0,)), ("both", (0, 1))])
    answers = [said(), said(LEFT, frames=1), said(LEFT, frames=1), said(LEFT, RIGHT, frames=1)]

    [table, _] = tables(GRefCoco(lambda: iter([clip])), answers)

    assert (figures(table)["N-acc"], figures(table)["T-acc"]) == (50, 100)
    assert figures(table)["gIoU"] == pytest.approx(75)
    assert figures(table)["cIoU"] == pytest.approx(100 * 1200 / 1600)


def test_a_mask_of_another_size_is_refused_with_its_sample(tmp_path: Path) -> None:
    clip = picture_clip(tmp_path, "p1", [("a cat", (0,))])
    benchmark = RefCoco(lambda: iter([clip]))
    [sample] = benchmark.samples()

    with pytest.raises(FormatError, match="p1/0: expected a mask of 60x40 pixels, found 5x5"):
        benchmark.score(sample, Prediction("", ("",), ((empty_rle(5, 5),),)))


def test_grounded_captions_with_and_without_a_text_model(tmp_path: Path) -> None:
    clips = [caption_clip(tmp_path, "p1"), caption_clip(tmp_path, "p2")]
    right = Prediction(
        "a cat near a dog",
        ("a cat", "a dog"),
        ((box_rle(LEFT),), (box_rle(RIGHT),)),
        ("a cat", "a dog"),
    )
    wrong_words = Prediction("a cat", ("a car",), ((box_rle(LEFT),),), ("a car",))

    plain = tables(GroundedCaptions(lambda: iter(clips)), [right, wrong_words])
    similar = GroundedCaptions(lambda: iter(clips), lambda one, other: float(one == other), "equality")
    compared = tables(similar, [right, wrong_words])

    assert figures(plain[0])["AP50"] == pytest.approx(100 * 76 / 101)  # 3 of 4 masks are found
    assert figures(plain[0])["mIoU"] == 100
    assert figures(plain[0])["recall"] is None
    assert "--text-model" in plain[0].figures[-1].note
    assert figures(compared[0])["recall"] == 50
    assert figures(compared[1])["CIDEr"] is not None
    stored = StoredPrediction("p1", "", right, "p1.jpg", "", ("p1.jpg",), SIZE_HW)
    [file] = similar.submission(iter([stored]))
    assert file.path == "p1.json"
    assert json.loads(file.content)["phrases"] == ["a cat", "a dog"]


def test_region_captions_have_several_references(tmp_path: Path) -> None:
    benchmark = RegionCaptions(lambda: iter([region_clip(tmp_path, "p1")]))

    samples = list(benchmark.samples())
    [table] = tables(benchmark, [Prediction("region1 shows a small cat"), Prediction("A dog.")])

    assert [(sample.kind, sample.key) for sample in samples] == [
        (SampleKind.REGION_CAPTION, "p1/1"),
        (SampleKind.REGION_CAPTION, "p1/2"),
    ]
    assert samples[0].region == box_rle(LEFT)
    assert figures(table)["BLEU-1"] == pytest.approx(100)
    meteor = next(each for each in table.figures if each.name == "METEOR")
    assert meteor.value is not None or "METEOR needs" in meteor.note
    assert plain_caption("The region marked by region1 is a red car.") == "a red car."
    assert plain_caption("a cat") == "a cat"


def png_base64() -> str:
    out = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (12, 16, 3), dtype=np.uint8)).save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


def write_tsv(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    names = list(rows[0])
    lines = ["\t".join(names), *("\t".join(str(row[name]) for name in names) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def answered(benchmark: Benchmark, texts: Sequence[str]) -> list[FigureTable]:
    return tables(benchmark, [Prediction(text) for text in texts])


def test_multiple_choice_from_a_table_with_pictures_in_it(tmp_path: Path) -> None:
    image = png_base64()
    row = {"index": 3, "question": "What is it?", "hint": "", "A": "a cat", "B": "a dog", "C": ""}
    path = write_tsv(
        tmp_path / "AI2D.tsv",
        [
            {**row, "answer": "B", "category": "animals", "image": image},
            {**row, "index": 4, "answer": "A", "category": "animals", "image": "3"},
            {**row, "index": 5, "answer": "", "category": "animals", "image": "3"},
        ],
    )
    benchmark = benchmark_of(path)
    samples = list(benchmark.samples())

    [table] = answered(benchmark, ["B", "it could be both", "A"])

    assert isinstance(benchmark, ChatSet)
    assert samples[0].text == (
        "What is it?\nA. a cat\nB. a dog\nAnswer with the option's letter from the given choices directly."
    )
    assert samples[0].pictures == samples[1].pictures == (base64.b64decode(image),)
    assert figures(table) == {"accuracy": 50, "animals": 50}
    assert table.notes == ("1 answers named no single option and count as wrong",)
    stored = [StoredPrediction(sample.key, "", Prediction("B")) for sample in samples]
    [file] = benchmark.submission(iter(stored))
    lines = file.content.decode().splitlines()
    assert (file.path, lines[0].split("\t")[-1], lines[1].split("\t")[-1]) == (
        "predictions.tsv",
        "prediction",
        "B",
    )
    assert image not in file.content.decode()


def test_questions_about_several_pictures_and_options_as_python_writes_them(tmp_path: Path) -> None:
    images = str([png_base64(), png_base64()])
    options = """['a cat', "a dog's bone", 'it\\'s']"""
    row = {
        "index": 0,
        "question": "<image 1> or <image 2>?",
        "options": options,
        "answer": "B",
        "image": images,
    }
    [sample] = benchmark_of(write_tsv(tmp_path / "MMMU.tsv", [row])).samples()

    assert len(sample.pictures) == 2
    assert "\nA. a cat\nB. a dog's bone\nC. it's\n" in sample.text


def test_mme_from_json_lines_with_picture_files(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    rows = [
        {"index": n, "question": f"Is it {n}?", "answer": answer, "category": "color", "image_path": "a.png"}
        for n, answer in enumerate(["Yes", "No"])
    ]
    path = tmp_path / "MME.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    benchmark = benchmark_of(path)

    [table] = answered(benchmark, ["Yes.", "Yes"])

    assert isinstance(benchmark, Mme)
    first = next(benchmark.samples())
    assert first.text == "Is it 0? Answer the question using a single word or phrase."
    assert first.clip is not None
    assert first.clip.media == tmp_path / "a.png"
    assert figures(table) == {"color": 50.0}
    assert table.figures[0].unit == ""


def test_video_mme_puts_its_candidates_into_the_question(tmp_path: Path) -> None:
    row = {
        "index": 0,
        "question": "Who runs?",
        "candidates": ["A. a cat", "B. a dog"],
        "answer": "B",
        "video": "v1",
    }
    path = tmp_path / "Video-MME.json"
    path.write_text(json.dumps([row]))
    (tmp_path / "video").mkdir()
    (tmp_path / "video" / "v1.mp4").write_bytes(b"")
    benchmark = benchmark_of(path)
    [sample] = benchmark.samples()

    [table] = answered(benchmark, ["B."])

    assert isinstance(benchmark, VideoChoice)
    assert "Respond with only the letter" in sample.text
    assert "\nA. a cat\nB. a dog\n" in sample.text
    assert sample.clip is not None
    assert sample.clip.is_clip
    assert figures(table) == {"accuracy": 100}


def test_sets_for_a_judge_are_only_handed_in(tmp_path: Path) -> None:
    path = write_tsv(tmp_path / "MMVet.tsv", [{"index": 0, "question": "Why?", "answer": "because"}])
    benchmark = benchmark_of(path)

    [table] = answered(benchmark, ["so"])

    assert isinstance(benchmark, JudgedSet)
    assert (table.figures[0].value, "judge" in table.figures[0].note) == (None, True)


def test_benchmark_is_chosen_by_name_and_nonsense_is_refused(tmp_path: Path) -> None:
    path = write_tsv(tmp_path / "POPE.tsv", [{"index": 0, "question": "Is it?", "answer": "yes"}])

    assert isinstance(benchmark_of(path), YesNoSet)
    assert isinstance(benchmark_of(path, benchmark_id="mme"), Mme)
    with pytest.raises(UsageError, match="holds questions: expected mme"):
        benchmark_of(path, benchmark_id="mevis")
    with pytest.raises(UsageError, match="expected a benchmark of refcoco"):
        benchmark_of(path, benchmark_id="nonsense")
    with pytest.raises(UsageError, match=r"none fits; name it with --format"):
        benchmark_of(tmp_path)
    with pytest.raises(UsageError, match="expected a format of"):
        benchmark_of(tmp_path, format_id="nonsense")
    assert len(set(BENCHMARKS)) == len(BENCHMARKS)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.tsv", "index\tquestion\n0\tWhy?\tmore\n", "row 1: expected as many columns"),
        ("a.tsv", "index\tquestion\n0\t\n", "row 1: expected a question, found none"),
        (
            "a.tsv",
            "index\tquestion\timage\n0\tWhy?\t7\n",
            "expected a picture in the row with index 7, found none",
        ),
        ("a.jsonl", '{"question": "Why?"}\n{"question"\n', "row 2: expected JSON"),
        ("a.json", "[1]", "row 1: expected an object, found 1"),
        ("a.jsonl", '{"question": "Why?", "image_path": "../a.png"}\n', "inside the data set's folder"),
    ],
)
def test_broken_tables_are_refused_with_the_row(tmp_path: Path, name: str, text: str, expected: str) -> None:
    path = tmp_path / name
    path.write_text(text)

    with pytest.raises(FormatError, match=expected):
        list(read_chat_rows(path))


def test_other_files_are_no_chat_sets(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"images": []}')
    (tmp_path / "b.tsv").write_text("x\ty\n1\t2\n")

    assert not any(is_chat_set(path) for path in [tmp_path, tmp_path / "a.json", tmp_path / "b.tsv"])


def test_samples_are_read_one_clip_at_a_time(tmp_path: Path) -> None:
    read: list[str] = []

    def clips() -> Iterator[Any]:
        for name in ("a", "b"):
            read.append(name)
            yield picture_clip(tmp_path, name, [("a cat", (0,))])

    samples = RefCoco(clips).samples()
    first: BenchmarkSample = next(samples)

    assert (first.key, read) == ("a/0", ["a"])


def test_masks_of_the_prediction_need_not_cover_all_frames(tmp_path: Path) -> None:
    clip = video_clip(tmp_path, "v1", [("left", (0,), {})])
    short: tuple[tuple[MaskRle, ...], ...] = ((box_rle(LEFT),),)

    [table, _] = tables(Mevis(lambda: iter([clip])), [Prediction("", ("",), short)])

    assert figures(table)["J"] == 33.33
