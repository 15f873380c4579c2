"""Our metrics give what the published evaluators gave for the same inputs; see tests/data/metrics/README.md."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from pycocotools import mask as coco_mask

from sa2va_desktop.evaluation.average_precision import AveragePrecision, iou_matrix, match_picture
from sa2va_desktop.evaluation.caption_scores import bleu, cider
from sa2va_desktop.evaluation.caption_words import caption_words
from sa2va_desktop.evaluation.expressions import (
    ExpressionScore,
    expression_score,
    grouped_figures,
    mevis_figures,
    pixel_accuracy,
    robustness,
)
from sa2va_desktop.evaluation.grounded_caption import matched_phrases, paired_iou
from sa2va_desktop.evaluation.meteor import meteor, why_no_meteor
from sa2va_desktop.evaluation.referring import GeneralizedTotals, ReferringTotals, score_picture
from sa2va_desktop.evaluation.segmentation import boundary_measure, region_similarity, score_clip
from sa2va_desktop.evaluation.video_objects import (
    Tradition,
    mean_over_objects,
    score_sav_object,
    score_semi_supervised,
    score_unsupervised,
)

FOLDER = Path(__file__).parent.parent / "data" / "metrics"
EXACT = 1e-9
SINGLE_PRECISION = 1e-6  # of the evaluators that compute on a GPU


def load_inputs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("metric_inputs", FOLDER / "metric_inputs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def inputs() -> ModuleType:
    return load_inputs()


@pytest.fixture(scope="module")
def recorded() -> dict[str, Any]:
    return json.loads((FOLDER / "recorded.json").read_text())


def rle(mask: np.ndarray) -> dict[str, Any]:
    return coco_mask.encode(np.asfortranarray(mask.astype(np.uint8)))


def test_inputs_are_those_that_were_recorded(inputs: ModuleType, recorded: dict[str, Any]) -> None:
    assert inputs.fingerprint() == recorded["fingerprint"]


def test_j_and_f_of_pairs_with_and_without_void(inputs: ModuleType, recorded: dict[str, Any]) -> None:
    found = [
        [region_similarity(predicted, truth, void), boundary_measure(predicted, truth, void)]
        for truth, predicted, void in inputs.mask_pairs()
    ]

    np.testing.assert_allclose(found, recorded["pairs"], rtol=0, atol=EXACT)


@pytest.mark.parametrize(
    ("task", "score", "tradition"),
    [
        ("semi-supervised", score_semi_supervised, Tradition.DAVIS_SEMI_SUPERVISED),
        ("unsupervised", score_unsupervised, Tradition.DAVIS_UNSUPERVISED),
    ],
)
def test_davis(
    inputs: ModuleType, recorded: dict[str, Any], task: str, score: Any, tradition: Tradition
) -> None:
    objects = [
        each
        for name, (truth, predicted) in inputs.index_sequences().items()
        for each in score(name, truth, predicted)
    ]
    wanted = recorded["davis"][task]

    for measure, statistics in (("J", [each.j for each in objects]), ("F", [each.f for each in objects])):
        for key, field in (("M", "mean"), ("R", "recall"), ("D", "decay")):
            found = sorted(getattr(each, field) for each in statistics)
            # The reference lists matched objects in another order; only their mean is published.
            np.testing.assert_allclose(found, sorted(wanted[measure][key]), rtol=0, atol=EXACT)
    total = mean_over_objects(tradition, objects)
    assert total is not None
    published = (np.mean(wanted["J"]["M"]) + np.mean(wanted["F"]["M"])) / 2
    assert total.j_and_f == pytest.approx(published, abs=EXACT)


def test_sav(inputs: ModuleType, recorded: dict[str, Any]) -> None:
    scores = [
        score_sav_object(name, index, list(truth), list(predicted))
        for name, objects in inputs.object_videos().items()
        for index, (truth, predicted) in enumerate(objects)
    ]

    total = mean_over_objects(Tradition.SA_V, [score for score in scores if score is not None])

    assert total is not None
    wanted = recorded["sav"]
    assert [100 * total.j.mean, 100 * total.f.mean] == pytest.approx([wanted["J"], wanted["F"]], abs=EXACT)
    assert 100 * total.j_and_f == pytest.approx(wanted["J&F"], abs=EXACT)


def expression_scores(inputs: ModuleType) -> list[ExpressionScore]:
    found = []
    for clip in inputs.expression_clips().values():
        foreground = list(clip["objects"].any(axis=0))
        for each in clip["expressions"]:
            truth = list(clip["objects"][each["anno"]].any(axis=0))
            predicted = list(each["predicted"])
            found.append(
                expression_score(
                    score_clip(predicted, truth),
                    type_id=each["type_id"],
                    accuracy=pixel_accuracy(predicted, truth),
                    robust=robustness(predicted, truth, foreground),
                )
            )
    return found


def test_mevis_rounds_at_the_end(inputs: ModuleType, recorded: dict[str, Any]) -> None:
    scores = expression_scores(inputs)

    assert mevis_figures(scores) == recorded["expressions"]["mevis"]
    unrounded = recorded["expressions"]["mevis_unrounded"]
    assert np.mean([score.j for score in scores]) == pytest.approx(unrounded["J"], abs=EXACT)
    assert np.mean([score.f for score in scores]) == pytest.approx(unrounded["F"], abs=EXACT)


@pytest.mark.parametrize(
    ("name", "groups", "measures"),
    [
        ("revos", {0: "referring", 1: "reason"}, ("J", "F", "A", "R")),
        ("ref_sav", {0: "long", 1: "short"}, ("J", "F", "A")),
    ],
)
def test_grouped_sets_round_each_expression(
    inputs: ModuleType, recorded: dict[str, Any], name: str, groups: dict[int, str], measures: tuple[str, ...]
) -> None:
    found = grouped_figures(expression_scores(inputs), groups, measures)

    for group, wanted in recorded["expressions"][name].items():
        renamed = {("J&F" if key == "JF" else key): value for key, value in wanted.items()}
        assert found[group] == pytest.approx(renamed, abs=EXACT)


def test_ciou_and_giou_with_ignored_pixels(inputs: ModuleType, recorded: dict[str, Any]) -> None:
    totals = ReferringTotals()
    for sample in inputs.referring_samples():
        totals.add(score_picture(sample["predicted"], sample["truth"], sample["ignore"]))

    figures, wanted = totals.figures(), recorded["referring"]["lisa"]

    assert figures["cIoU"] == pytest.approx(100 * wanted["cIoU"], abs=100 * SINGLE_PRECISION)
    assert figures["gIoU"] == pytest.approx(100 * wanted["gIoU"], abs=100 * SINGLE_PRECISION)


def test_generalized_referring(inputs: ModuleType, recorded: dict[str, Any]) -> None:
    totals = GeneralizedTotals()
    for sample in inputs.referring_samples():
        totals.add(score_picture(sample["predicted"], sample["truth"], says_none=sample["says_none"]))

    figures, wanted = totals.figures(), recorded["referring"]["rela"]

    assert [figures["gIoU"], figures["cIoU"]] == pytest.approx([wanted["gIoU"], wanted["cIoU"]], abs=EXACT)
    assert [figures["N-acc"], figures["T-acc"]] == pytest.approx(
        [100 * wanted["N_acc"], 100 * wanted["T_acc"]], abs=EXACT
    )
    for threshold in ("0.7", "0.8", "0.9"):
        assert figures[f"P@{threshold}"] == pytest.approx(wanted[f"Pr@{threshold}"], abs=EXACT)


def test_grounded_captions(inputs: ModuleType, recorded: dict[str, Any]) -> None:
    precision, overlaps, found, wanted_phrases = AveragePrecision(), [], 0, 0
    for each in inputs.grounded_captions():
        predicted, truth = [rle(mask) for mask in each["predicted"]], [rle(mask) for mask in each["truth"]]
        precision.add(match_picture(predicted, [1.0] * len(predicted), truth))
        matrix = iou_matrix(predicted, truth)
        overlaps.append(paired_iou(matrix))
        found += matched_phrases(matrix, each["phrases"], each["labels"], inputs.word_similarity)
        wanted_phrases += len(each["labels"])

    wanted = recorded["grounded"]

    assert precision.figures() == pytest.approx({"AP": wanted["AP"], "AP50": wanted["AP50"]}, abs=EXACT)
    assert np.mean(overlaps) == pytest.approx(wanted["mIoU"], abs=1e-11)
    assert found / wanted_phrases == pytest.approx(wanted["recall"], abs=1e-11)


def test_caption_scores(inputs: ModuleType, recorded: dict[str, Any]) -> None:
    made, wanted = inputs.captions(), recorded["captions"]
    candidates = {key: texts[0] for key, texts in made["candidates"].items()}

    total, each = cider(made["references"], candidates)

    assert total == pytest.approx(wanted["CIDEr"], abs=EXACT)
    assert list(each.values()) == pytest.approx(wanted["CIDEr_each"], abs=EXACT)
    assert bleu(made["references"], candidates) == pytest.approx(wanted["BLEU"], abs=EXACT)
    alone, _ = cider({"0": made["references"]["0"]}, {"0": candidates["0"]})
    assert alone == wanted["CIDEr_one"] == 0.0


def test_words_of_captions_are_those_of_the_java_tool(inputs: ModuleType, recorded: dict[str, Any]) -> None:
    found = [caption_words(text).split() for text in inputs.SENTENCES]

    assert found == [words.split() for words in recorded["captions"]["tokens"]]


@pytest.mark.skipif(bool(why_no_meteor()), reason="Java or pycocoevalcap is missing")
def test_meteor(inputs: ModuleType, recorded: dict[str, Any]) -> None:
    made = inputs.captions()
    candidates = {key: texts[0] for key, texts in made["candidates"].items()}

    assert meteor(made["references"], candidates) == pytest.approx(recorded["captions"]["METEOR"], abs=1e-9)
