"""The mask losses are those of a plain computation, and points lie where the published code puts them."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from sa2va_desktop.training.fine_tuning.losses import (
    mask_iou,
    point_cross_entropy,
    point_dice,
    sample_at,
    uncertain_points,
    weighted_mean,
)


def bilinear(picture: np.ndarray, x: float, y: float) -> float:
    """Value at a point of a picture whose pixels are squares and whose surroundings are 0."""
    column, row = x * picture.shape[1] - 0.5, y * picture.shape[0] - 0.5
    left, top = int(np.floor(column)), int(np.floor(row))
    value = 0.0
    for j, share_y in ((top, 1 - (row - top)), (top + 1, row - top)):
        for i, share_x in ((left, 1 - (column - left)), (left + 1, column - left)):
            if 0 <= j < picture.shape[0] and 0 <= i < picture.shape[1]:
                value += share_x * share_y * float(picture[j, i])
    return value


def test_a_map_is_read_between_its_pixels() -> None:
    picture = np.random.default_rng(0).normal(size=(5, 7)).astype(np.float32)
    points = [(0.5, 0.5), (1 / 14, 1 / 10), (0.31, 0.77), (0.999, 0.001)]

    found = sample_at(torch.from_numpy(picture)[None], torch.tensor(points)[None])

    expected = [bilinear(picture, x, y) for x, y in points]
    assert found[0].tolist() == pytest.approx(expected, abs=1e-5)
    assert found[0, 1] == picture[0, 0]


def test_cross_entropy_and_dice_are_the_written_out_ones() -> None:
    rng = np.random.default_rng(1)
    logits, wanted = rng.normal(size=(3, 40)), (rng.random((3, 40)) < 0.3).astype(float)
    probability = 1 / (1 + np.exp(-logits))

    cross_entropy = point_cross_entropy(torch.tensor(logits), torch.tensor(wanted))
    dice = point_dice(torch.tensor(logits), torch.tensor(wanted))

    by_hand = -(wanted * np.log(probability) + (1 - wanted) * np.log(1 - probability)).mean(1)
    np.testing.assert_allclose(cross_entropy, by_hand)
    overlap = (2 * (probability * wanted).sum(1) + 1) / (probability.sum(1) + wanted.sum(1) + 1)
    np.testing.assert_allclose(dice, 1 - overlap)


def test_an_absent_object_costs_nothing_where_nothing_is_predicted() -> None:
    nothing = torch.zeros(1, 50)

    assert float(point_dice(nothing - 100, nothing)) == pytest.approx(0)
    assert float(point_cross_entropy(nothing - 100, nothing)) == pytest.approx(0)
    assert float(point_dice(nothing + 100, nothing)) == pytest.approx(1 - 1 / 51)


def test_three_quarters_of_the_points_are_the_least_certain_candidates() -> None:
    # Certain everywhere but near the middle column.
    columns = torch.linspace(-20, 20, 64).expand(2, 64, 64)
    torch.manual_seed(0)

    points = uncertain_points(columns, points=400, oversample=3.0, importance=0.75)

    assert points.shape == (2, 400, 2)
    assert float(points.min()) >= 0
    assert float(points.max()) <= 1
    distance = (points[..., 0] - 0.5).abs()
    # 300 of 1200 even candidates: those in the middle quarter, and few at the rims, where the surroundings count as 0.
    assert float((distance[:, :300] < 0.13).float().mean()) > 0.95
    assert float(distance[:, 300:].mean()) == pytest.approx(0.25, abs=0.05)


def test_equal_seeds_draw_equal_points() -> None:
    drawn = []
    for _ in range(2):
        torch.manual_seed(3)
        drawn.append(uncertain_points(torch.zeros(1, 8, 8), points=10, oversample=3.0, importance=0.75))

    assert torch.equal(*drawn)


def test_iou_is_taken_at_the_targets_resolution_and_two_empty_masks_agree() -> None:
    wanted = torch.zeros(3, 8, 8)
    wanted[0, :4] = wanted[1, :4] = 1
    logits = torch.full((3, 4, 4), -1.0)
    logits[0, :2] = 1
    logits[1, :1] = 1

    found = mask_iou(logits, wanted)

    assert found[0] == pytest.approx(1.0)
    assert found[1] == pytest.approx(2 / 4)
    assert found[2] == 1


def test_a_weight_counts_as_often_as_it_says() -> None:
    found = weighted_mean(torch.tensor([1.0, 4.0]), torch.tensor([2.0, 1.0]))

    assert float(found) == 2.0
