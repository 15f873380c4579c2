"""The table of aims measures what it says: full marks for the truth, none for nothing, and the same scenes every time."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from support.scene_predictors import BlindPredictor, KnowingPredictor
from support.scripted_predictor import ScriptedPredictor

from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.datasets.benchmark_records import BenchmarkSample, FigureTable, Prediction, SampleKind
from sa2va_desktop.evaluation.said_words import closed_answer, named_look
from sa2va_desktop.evaluation.scene_drawing import AskedScene
from sa2va_desktop.evaluation.scene_plan import (
    DEFAULT_PLAN,
    HEADLINE_QUESTIONS,
    OTHER_COLOUR,
    OTHER_NOUN,
    Quota,
    SceneTask,
    scheduled,
)
from sa2va_desktop.evaluation.unseen_scenes import UnseenScenes
from sa2va_desktop.operations.contact_sheet import MAX_BYTES, write_contact_sheet
from sa2va_desktop.operations.evaluate import Evaluation, EvaluationSettings, evaluate
from sa2va_desktop.operations.evaluation_report import write_report
from sa2va_desktop.scenes.nouns import HELD_OUT_PAIRS

PLAN = (
    Quota(SceneTask.STILL, "noun", 2),
    Quota(SceneTask.STILL, "group", 1),
    Quota(SceneTask.STILL, "needs_both", 1, held_out=True),
    Quota(SceneTask.CLIP, "colour_noun", 1),
    Quota(SceneTask.SEVERAL, "2", 1),
    Quota(SceneTask.CLICK, "", 1),
    Quota(SceneTask.TRACK, "", 1),
    Quota(SceneTask.REGION, "", 2),
    Quota(SceneTask.GROUNDED, "", 1),
    *(Quota(SceneTask.QUESTION, kind.value, 2) for kind in HEADLINE_QUESTIONS),
    Quota(SceneTask.ABSENT, OTHER_NOUN, 1),
    Quota(SceneTask.ABSENT, OTHER_COLOUR, 1),
)
STILLS = (
    Quota(SceneTask.STILL, "noun", 2),
    Quota(SceneTask.QUESTION, "exists", 2),
    Quota(SceneTask.GROUNDED, "", 2),
)
SETTINGS = EvaluationSettings("scenes")


@pytest.fixture(scope="module")
def benchmark() -> UnseenScenes:
    return UnseenScenes(seed=3, plan=PLAN)


@pytest.fixture(scope="module")
def samples(benchmark: UnseenScenes) -> list[BenchmarkSample]:
    return list(benchmark.samples())


def sample_of(samples: list[BenchmarkSample], task: SceneTask) -> tuple[BenchmarkSample, AskedScene]:
    found = next(each for each in samples if each.details.quota.task is task)
    return found, found.details


def values(evaluation: Evaluation, title: str = "Aims on unseen scenes") -> dict[str, float | None]:
    return {each.name: each.value for each in table_of(evaluation.tables, title).figures}


def table_of(tables: tuple[FigureTable, ...], title: str) -> FigureTable:
    return next(table for table in tables if table.title == title)


@pytest.fixture(scope="module")
def known(benchmark: UnseenScenes, tmp_path_factory: pytest.TempPathFactory) -> tuple[Evaluation, Path, Any]:
    out, predictor = tmp_path_factory.mktemp("known"), KnowingPredictor(benchmark)
    return evaluate(benchmark, predictor, SETTINGS, out), out, predictor


def test_the_truth_gets_full_marks_in_every_row(known: tuple[Evaluation, Path, Any]) -> None:
    evaluation, _, _ = known

    rows = list(values(evaluation).values())

    assert evaluation.failed == 0
    assert rows[:8] == [pytest.approx(1.0)] * 8
    assert all(value is not None and value > 0 for value in rows[8:])
    for table in evaluation.tables[1:]:
        for figure in table.figures:
            wanted = 0.0 if "all the same" in figure.name else 1.0
            assert figure.unit or figure.value == pytest.approx(wanted), (table.title, figure)
    assert all(each.aim is not None for each in evaluation.tables[0].figures)


def test_finding_nothing_earns_only_the_row_of_absent_things(benchmark: UnseenScenes, tmp_path: Path) -> None:
    evaluation = evaluate(benchmark, BlindPredictor(), SETTINGS, tmp_path)

    rows = list(values(evaluation).values())
    absent = values(evaluation, "Things that are not there")

    assert rows[:7] == [0.0] * 7
    assert rows[7] == 1.0
    assert absent["things that are there: no mask all the same"] == 1.0
    assert absent["there or not, both weighed the same"] == 0.5


def test_clips_are_shown_as_clips_and_small_marked_things_enlarged(
    known: tuple[Evaluation, Path, Any], samples: list[BenchmarkSample]
) -> None:
    requests = dict(zip((each.key for each in samples), known[2].requests, strict=True))

    clip = requests[sample_of(samples, SceneTask.CLIP)[0].key]
    texts = {each.text.strip() for each in (requests[key] for key in requests if key.startswith("still/noun"))}
    regions = [requests[each.key] for each in samples if each.kind is SampleKind.MARKED_THING]

    assert (clip.is_video, clip.language_frames, clip.frame_range) == (True, (0, 7, 15, 23, 31), (0, 32))
    assert sum(text.startswith("Please segment") for text in texts) == 1
    for request in regions:
        assert request.region_masks[0].shape == request.frames.size_hw


def test_stopped_and_started_again_it_goes_on(tmp_path: Path) -> None:
    benchmark = UnseenScenes(seed=3, plan=STILLS)
    evaluate(benchmark, KnowingPredictor(benchmark), replace(SETTINGS, limit=4), tmp_path)
    rest = BlindPredictor()

    second = evaluate(UnseenScenes(seed=3, plan=STILLS), rest, SETTINGS, tmp_path)

    assert (second.asked_now, len(rest.requests)) == (2, 2)
    assert [bool(row.row["right"]) for row in second.rows] == [True] * 4 + [False] * 2


def test_another_seed_is_another_run() -> None:
    conditions = UnseenScenes(seed=3, plan=STILLS).conditions()

    assert UnseenScenes(seed=3, plan=STILLS).conditions() == conditions
    assert UnseenScenes(seed=4, plan=STILLS).conditions()["scenes"] != conditions["scenes"]


def test_every_beginning_of_the_order_holds_every_task_in_its_share() -> None:
    planned = scheduled(DEFAULT_PLAN)
    total = Counter(each.quota.task for each in planned)

    for length in (60, 200, 500):
        part = Counter(each.quota.task for each in planned[:length])
        for task, count in total.items():
            assert abs(part[task] - count * length / len(planned)) <= 1
    assert len({each.key for each in planned}) == len(planned)


def test_held_out_scenes_are_asked_about_the_pair(samples: list[BenchmarkSample]) -> None:
    scenes: list[AskedScene] = [each.details for each in samples if each.details.quota.held_out]

    assert scenes
    for scene in scenes:
        things = [each for each in scene.clip.objects if each.object_id in scene.meant]
        assert {(each.colour, each.noun) for each in things} <= HELD_OUT_PAIRS


def test_a_click_is_inside_its_thing(samples: list[BenchmarkSample]) -> None:
    sample, scene = sample_of(samples, SceneTask.CLICK)
    x, y = sample.point_xy

    assert scene.clip.ids[0][int(y), int(x)] == scene.meant[0]


def test_several_needs_one_mask_for_each_and_none_too_many(
    benchmark: UnseenScenes, samples: list[BenchmarkSample]
) -> None:
    sample, scene = sample_of(samples, SceneTask.SEVERAL)
    one, two = ((mask_to_rle(scene.clip.ids[0] == each),) for each in scene.meant)

    def row(*objects: Any) -> Any:
        return benchmark.score(sample, Prediction("", objects=objects)).row

    assert (row(one, two)["right"], row(one, two)["in order"]) == (True, True)
    assert (row(two, one)["right"], row(two, one)["in order"]) == (True, False)
    assert not row(one)["right"]
    assert not row(one, one)["right"]
    assert not row(one, two, two)["right"]


def test_a_pair_needs_the_mask_and_both_words(benchmark: UnseenScenes, samples: list[BenchmarkSample]) -> None:
    sample, scene = sample_of(samples, SceneTask.GROUNDED)
    masks = tuple((mask_to_rle(scene.clip.ids[0] == each),) for each in scene.meant)
    text = scene.clip.description.text
    phrases = tuple(text[start:stop] for start, stop, _ in scene.clip.description.phrases)

    def found(phrases: Any, objects: Any) -> Any:
        return benchmark.score(sample, Prediction(text, phrases, objects)).row["found"]

    assert found(phrases, masks) == len(masks)
    assert found(("a black cloud", *phrases[1:]), masks) == len(masks) - 1
    assert found(("a thing", *phrases[1:]), masks) == len(masks) - 1
    assert found((phrases[0],) * 3, (masks[0],) * 3) == 1


def test_words_are_compared_without_what_does_not_matter() -> None:
    assert closed_answer("There are 2.") == closed_answer("Two.") == ("two",)
    assert closed_answer("On the left.") == closed_answer("left") != closed_answer("right")
    assert named_look("A red car.") == {"red", "car"}
    assert named_look("two red cars on a green tree") == {"red", "car", "green", "tree"}


def test_report_and_contact_sheet(tmp_path: Path) -> None:
    benchmark = UnseenScenes(seed=3, plan=STILLS)
    evaluation = evaluate(benchmark, KnowingPredictor(benchmark), SETTINGS, tmp_path / "out")
    write_report(evaluation, benchmark, tmp_path / "out")
    count = write_contact_sheet(evaluation, benchmark, tmp_path / "sheet.png")

    card = (tmp_path / "out" / "report.md").read_text("utf-8")
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    data = (tmp_path / "sheet.png").read_bytes()

    assert "| referring segmentation, stills, cIoU | 1.00 | ≥ 0.80, met by 0.20 | 2 | " in card
    assert "not computed (no sample of that kind)" in card
    assert page.count("data:image/jpeg") == len(scheduled(STILLS))
    assert count == len(scheduled(STILLS))
    assert len(data) <= MAX_BYTES
    with Image.open(io.BytesIO(data)) as sheet:
        assert sheet.width > 1000


def test_contact_sheet_shows_wrong_ones_as_wrong(tmp_path: Path) -> None:
    benchmark, settings = UnseenScenes(seed=3, plan=STILLS), replace(SETTINGS, limit=2)
    evaluation = evaluate(benchmark, ScriptedPredictor(), settings, tmp_path / "out")

    write_contact_sheet(evaluation, benchmark, tmp_path / "sheet.png")

    with Image.open(tmp_path / "sheet.png") as sheet:
        colours = {colour for _, colour in sheet.convert("RGB").getcolors(100_000) or []}
    assert (207, 34, 46) in colours
