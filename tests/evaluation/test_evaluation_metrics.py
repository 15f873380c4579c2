"""Corner cases of the metrics that can be worked out by hand, and values that the field publishes."""

from __future__ import annotations

import numpy as np
import pytest
from pycocotools import mask as coco_mask

from sa2va_desktop.errors import FormatError, InputError
from sa2va_desktop.evaluation import meteor as meteor_module
from sa2va_desktop.evaluation.average_precision import AveragePrecision, iou_matrix, match_picture
from sa2va_desktop.evaluation.caption_scores import cider
from sa2va_desktop.evaluation.caption_words import caption_words
from sa2va_desktop.evaluation.chat_answers import (
    NO_OPTION,
    ChatResult,
    accuracy_figures,
    chosen_option,
    mme_figures,
    yes_or_no,
)
from sa2va_desktop.evaluation.expressions import (
    ExpressionScore,
    grouped_figures,
    mevis_figures,
    visible_figures,
)
from sa2va_desktop.evaluation.grounded_caption import matched_phrases
from sa2va_desktop.evaluation.referring import GeneralizedTotals, ReferringTotals, score_picture
from sa2va_desktop.evaluation.segmentation import (
    boundary_measure,
    boundary_radius_px,
    frame_statistics,
    region_similarity,
    score_clip,
)
from sa2va_desktop.evaluation.video_objects import (
    merge_by_first,
    score_sav_object,
    score_semi_supervised,
    score_unsupervised,
)


def box(size_hw: tuple[int, int], y0: int, y1: int, x0: int, x1: int) -> np.ndarray:
    mask = np.zeros(size_hw, np.bool_)
    mask[y0:y1, x0:x1] = True
    return mask


@pytest.mark.parametrize(
    ("size_hw", "truth", "predicted", "j", "f"),
    [
        ((100, 100), (20, 60, 20, 60), (25, 65, 22, 62), 0.711230, 0.487500),
        ((480, 854), (100, 300, 200, 500), (110, 310, 195, 495), 0.876466, 0.412000),
        ((100, 100), (20, 60, 20, 60), (21, 61, 20, 60), 0.951220, 1.0),
        ((100, 100), (20, 60, 20, 60), (0, 100, 0, 100), 0.16, 0.0),
    ],
)
def test_j_and_f_of_known_boxes(
    size_hw: tuple[int, int], truth: tuple[int, ...], predicted: tuple[int, ...], j: float, f: float
) -> None:
    wanted, found = box(size_hw, *truth), box(size_hw, *predicted)

    assert region_similarity(found, wanted) == pytest.approx(j, abs=1e-6)
    assert boundary_measure(found, wanted) == pytest.approx(f, abs=1e-6)


def test_boundary_radius_is_a_share_of_the_diagonal_rounded_up_or_whole_pixels() -> None:
    sizes = [(480, 854), (720, 1280), (1080, 1920), (360, 640), (848, 480), (100, 100), (60, 80)]

    assert [boundary_radius_px(size) for size in sizes] == [8, 12, 18, 6, 8, 2, 1]
    assert boundary_radius_px((480, 854), 3) == 3
    with pytest.raises(ValueError, match=r"whole number, found 2\.5"):
        boundary_radius_px((480, 854), 2.5)


def test_void_pixels_are_seen_by_neither_measure() -> None:
    truth, void = box((60, 60), 10, 30, 10, 30), box((60, 60), 0, 60, 20, 60)
    wrong_in_void = truth.copy()
    wrong_in_void[40:50, 40:50] = True
    wrong_in_void[10:30, 20:30] = False

    assert region_similarity(wrong_in_void, truth, void) == 1.0
    assert boundary_measure(wrong_in_void, truth, void) == 1.0
    assert region_similarity(wrong_in_void, truth) < 1.0


def test_visible_figure_leaves_out_the_frames_without_the_object() -> None:
    empty, thing = np.zeros((40, 40), np.bool_), box((40, 40), 5, 20, 5, 20)

    score = score_clip([empty, empty, empty], [thing, empty, empty])

    assert score.region_j == pytest.approx(2 / 3)
    assert (score.visible_j, score.visible_f, score.visible_count) == (0.0, 0.0, 1)
    nothing = score_clip([empty], [empty])
    assert (nothing.visible_j, nothing.visible_count) == (None, 0)


def test_decay_does_not_wrap_around_in_long_clips() -> None:
    values = np.linspace(1.0, 0.0, 1001).tolist()

    # Mean of the first and of the last quarter of a line from 1 to 0.
    assert frame_statistics(values).decay == pytest.approx(0.75, abs=1e-3)
    with pytest.raises(ValueError, match="at least one frame"):
        frame_statistics([])


def test_davis_refuses_what_its_evaluator_refuses() -> None:
    truth = np.zeros((4, 20, 20), np.uint8)
    truth[:, 2:8, 2:8] = 1
    too_high = truth.copy()
    too_high[1, 10, 10] = 2

    with pytest.raises(FormatError, match="dog: expected at most 1 objects as in the truth, found id 2"):
        score_semi_supervised("dog", truth, too_high)
    too_high[1, 10, 10] = 21
    with pytest.raises(FormatError, match="at most 20 proposals, found id 21"):
        score_unsupervised("dog", truth, too_high)
    with pytest.raises(FormatError, match="expected predictions of shape"):
        score_semi_supervised("dog", truth, truth[:3])


def test_unsupervised_matching_finds_objects_whatever_their_ids() -> None:
    truth = np.zeros((3, 30, 30), np.uint8)
    truth[:, 2:8, 2:8], truth[:, 15:25, 15:25] = 1, 2
    swapped = np.where(truth == 1, 7, np.where(truth == 2, 3, 0)).astype(np.uint8)

    first, second = score_unsupervised("dog", truth, swapped)

    assert (first.matched, first.j.mean, first.f.mean) == (7, 1.0, 1.0)
    assert (second.matched, second.j.mean) == (3, 1.0)


def test_sav_objects_count_from_their_first_appearance_and_empty_ones_not_at_all() -> None:
    empty, thing = np.zeros((20, 20), np.bool_), box((20, 20), 5, 15, 5, 15)

    late = score_sav_object("v", 0, [thing, empty, empty, thing, thing], [thing, empty, empty, thing, thing])

    assert late is not None
    assert late.j.mean == 1.0
    assert score_sav_object("v", 0, [thing, empty, empty, thing], [thing, thing, thing, thing]) is None
    with pytest.raises(FormatError, match="v, object 3: expected 2 predicted frames, found 1"):
        score_sav_object("v", 3, [thing, thing], [thing])


def test_objects_that_overlap_are_merged_with_the_first_on_top() -> None:
    merged = merge_by_first([[box((4, 4), 0, 2, 0, 4)], [box((4, 4), 0, 4, 0, 2)]], (4, 4))

    assert merged[0].tolist() == [[1, 1, 1, 1], [1, 1, 1, 1], [2, 2, 0, 0], [2, 2, 0, 0]]


def test_an_empty_prediction_on_an_empty_target_counts_one_in_giou_and_nothing_in_ciou() -> None:
    empty, thing = np.zeros((10, 10), np.bool_), box((10, 10), 0, 5, 0, 10)
    totals = ReferringTotals()
    totals.add(score_picture(empty, empty))
    totals.add(score_picture(thing, thing))

    figures = totals.figures()

    assert figures["gIoU"] == pytest.approx(100, abs=1e-4)
    assert figures["cIoU"] == pytest.approx(100)
    assert figures["P@0.9"] == 100
    assert ReferringTotals().figures()["cIoU"] is None


def test_ignored_pixels_are_in_neither_sum() -> None:
    thing, ignored = box((10, 10), 0, 5, 0, 10), box((10, 10), 5, 10, 0, 10)

    score = score_picture(np.ones((10, 10), np.bool_), thing, ignored)

    assert (score.intersection, score.union) == (50, 50)


def test_n_acc_is_not_told_where_every_expression_means_something() -> None:
    totals = GeneralizedTotals()
    totals.add(score_picture(box((10, 10), 0, 5, 0, 5), box((10, 10), 0, 5, 0, 5)))

    figures = totals.figures()

    assert (figures["N-acc"], figures["T-acc"], figures["gIoU"]) == (None, 100, 100)


def test_groups_count_the_same_however_large_they_are() -> None:
    scores = [ExpressionScore(1.0, 1.0, 0)] * 3 + [ExpressionScore(0.0, 0.0, 1), ExpressionScore(0.5, 0.5, 2)]

    figures = grouped_figures(scores, {0: "referring", 1: "reasoning"}, ("J", "F"))

    assert figures["overall"] == {"J": 50.0, "F": 50.0, "J&F": 50.0}
    assert "overall" not in grouped_figures(scores[:3], {0: "referring", 1: "reasoning"}, ("J", "F"))
    assert (mevis_figures([]), visible_figures(scores)) == ({}, {})


def test_average_precision_is_one_for_the_truth_itself_and_none_without_truth() -> None:
    masks = [
        coco_mask.encode(np.asfortranarray(box((20, 20), y, y + 5, 2, 9).astype(np.uint8))) for y in (1, 10)
    ]
    precision = AveragePrecision()
    precision.add(match_picture(masks, [1.0, 1.0], masks))
    precision.add(match_picture([], [], masks))

    assert precision.figures()["AP50"] == pytest.approx(51 / 101)
    assert AveragePrecision().figures() == {"AP": None, "AP50": None}
    perfect = AveragePrecision()
    perfect.add(match_picture(masks, [0.2, 0.9], masks))
    assert perfect.figures() == pytest.approx({"AP": 1.0, "AP50": 1.0})


def test_phrase_recall_stops_at_the_first_pair_that_fails() -> None:
    first, second = (
        coco_mask.encode(np.asfortranarray(box((20, 20), y, y + 8, 0, 20).astype(np.uint8))) for y in (0, 10)
    )
    worse = coco_mask.encode(np.asfortranarray(box((20, 20), 10, 17, 0, 20).astype(np.uint8)))

    def same(one: str, other: str) -> float:
        return float(one == other)

    matrix = iou_matrix([first, worse], [first, second])

    assert matched_phrases(matrix, ["a", "b"], ["a", "b"], same) == 2
    assert matched_phrases(matrix, ["x", "b"], ["a", "b"], same) == 0
    assert matched_phrases(matrix, ["a", "x"], ["a", "b"], same) == 1
    assert matched_phrases(matrix[:1, :1], [], ["a"], same) == 0


def test_cider_of_known_captions() -> None:
    references = {
        "1": [caption_words("A man riding a horse on the beach.")],
        "2": [caption_words("Two dogs play in the snow, near a tree.")],
    }
    candidates = {
        "1": caption_words("A man is riding a horse."),
        "2": caption_words("Two dogs playing in snow"),
    }

    total, each = cider(references, candidates)

    assert total == pytest.approx(2.487875, abs=1e-6)
    assert [each["1"], each["2"]] == pytest.approx([3.268378, 1.707374], abs=2e-6)
    equal, _ = cider(references, {key: texts[0] for key, texts in references.items()})
    assert equal == pytest.approx(10.0)
    with pytest.raises(ValueError, match="same ids"):
        cider(references, {"1": "a"})


def test_meteor_says_what_is_missing_instead_of_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meteor_module.shutil, "which", lambda name: None)

    assert meteor_module.why_no_meteor() == "METEOR needs Java, which is not on this machine"
    with pytest.raises(InputError, match="needs Java"):
        meteor_module.meteor({"1": ["a"]}, {"1": "a"})


@pytest.mark.parametrize(
    ("answer", "letter"),
    [
        ("B", "B"),
        ("(C).", "C"),
        ("The answer is B: the dog", "B"),
        ("a dog", "B"),
        ("A or B", NO_OPTION),
        ("It shows a cat and a dog", NO_OPTION),
        ("none of them", NO_OPTION),
    ],
)
def test_option_that_an_answer_means(answer: str, letter: str) -> None:
    assert chosen_option(answer, {"A": "cat", "B": "dog", "C": "horse"}) == letter


def test_yes_and_no() -> None:
    answers = ["Yes.", "no, it isn't", "yes and no", "maybe", "nobody"]

    assert [yes_or_no(answer) for answer in answers] == ["Yes", "No", NO_OPTION, NO_OPTION, NO_OPTION]


def test_rotated_questions_are_right_only_together() -> None:
    results = [
        ChatResult(5, "color", "", True),
        ChatResult(1_000_005, "color", "", False),
        ChatResult(6, "count", "", True),
        ChatResult(7, "count", "", False, has_truth=False),
    ]

    figures = accuracy_figures(results)

    assert figures["overall"] == {"circular accuracy": 50.0}
    assert figures["count"] == {"circular accuracy": 100.0}
    assert accuracy_figures(results[2:])["overall"] == {"accuracy": 100.0}
    assert accuracy_figures([]) == {}


def test_mme_adds_accuracy_and_accuracy_of_pairs() -> None:
    results = [
        ChatResult(0, "color", "a.jpg", True),
        ChatResult(1, "color", "a.jpg", True),
        ChatResult(2, "color", "b.jpg", True),
        ChatResult(3, "color", "b.jpg", False),
    ]

    figures = mme_figures(results)

    assert figures == {"color": 125.0}  # 75 % of the questions, 50 % of the pictures
