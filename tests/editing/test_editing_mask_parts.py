"""A mask and its parts: together they are the mask, whatever it looks like; parts keep their numbers over time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage
from support.masks import bool_masks, box_mask
from support.properties import property_settings

from sa2va_desktop.annotation.rle import BoolMask, MaskRle, mask_to_rle, rle_to_mask
from sa2va_desktop.editing.mask_booleans import overlap_area, unite
from sa2va_desktop.editing.mask_parts import divide, nearest_labels, split_parts
from sa2va_desktop.editing.part_tracks import PartFollower

ALL_SIDES = np.ones((3, 3))
SIZE_HW = (40, 60)


@given(bool_masks())
@property_settings(share=0.25)
def test_parts_are_the_connected_pieces_the_largest_first(mask: BoolMask) -> None:
    labels, count = ndimage.label(mask, structure=ALL_SIDES)
    expected = {mask_to_rle(labels == label) for label in range(1, count + 1)}

    parts = split_parts(mask_to_rle(mask))

    assert set(parts) == expected
    assert [part.area for part in parts] == sorted((part.area for part in expected), reverse=True)


@given(bool_masks(), st.integers(1, 12), st.one_of(st.none(), st.integers(1, 4)))
@property_settings(share=0.25)
def test_parts_of_any_least_size_partition_the_mask(mask: BoolMask, least: int, most: int | None) -> None:
    rle = mask_to_rle(mask)

    parts = split_parts(rle, least, most)

    assert sum(part.area for part in parts) == rle.area
    assert not parts or unite(*parts) == rle
    assert all(part.size_hw == rle.size_hw and not part.is_empty for part in parts)
    assert len(parts) <= (most or rle.area)
    assert len(parts) <= 1 or all(part.area >= least for part in parts)


def test_a_small_piece_goes_with_the_nearest_part() -> None:
    mask = (
        box_mask((20, 60), 0, 0, 10, 10) | box_mask((20, 60), 30, 0, 38, 10) | box_mask((20, 60), 42, 5, 44, 6)
    )

    large, with_crumb = split_parts(mask_to_rle(mask), 5)

    assert large.box_xywh == (0, 0, 10, 10)
    assert with_crumb.box_xywh == (30, 0, 14, 10)


@given(bool_masks(size_hw=(9, 11)), st.lists(bool_masks(size_hw=(9, 11)), min_size=1, max_size=3))
@property_settings(share=0.25)
def test_what_is_divided_is_all_there_once(mask: BoolMask, claims: list[BoolMask]) -> None:
    claimed = [mask_to_rle(claim) for claim in claims if claim.any()]
    if not mask.any() or not claimed:
        return

    shares = [rle_to_mask(share) for share in divide(mask_to_rle(mask), claimed)]

    assert (np.sum(shares, axis=0) == mask).all()
    for share, claim in zip(shares, claimed, strict=True):
        others = np.logical_or.reduce(
            [rle_to_mask(each) for each in claimed if each is not claim] or [mask & False]
        )
        assert not (mask & rle_to_mask(claim) & ~others & ~share).any()  # what one alone claims is its own


def test_labels_spread_to_what_is_nearest() -> None:
    labels = np.zeros((3, 9), np.int32)
    labels[1, 0], labels[1, 8] = 5, 7

    nearest, distances = nearest_labels(labels)

    assert nearest[1].tolist() == [5, 5, 5, 5, nearest[1, 4], 7, 7, 7, 7]
    assert distances[1, 2] == pytest.approx(2, abs=0.1)


# ---- over time


def box(x0: int, y0: int, x1: int, y1: int) -> MaskRle:
    return mask_to_rle(box_mask(SIZE_HW, x0, y0, x1, y1))


def follower(*parts: MaskRle, most: int = 8) -> PartFollower:
    return PartFollower(dict(enumerate(parts)), min_area_px=1, most=most, next_number=len(parts))


def test_parts_that_cross_the_picture_keep_their_numbers() -> None:
    """Each moves by more than half of its width a frame, the second by all of it."""
    following = follower(box(0, 0, 8, 8), box(0, 20, 8, 28))
    for step in range(1, 6):
        slow, fast = box(5 * step, 0, 5 * step + 8, 8), box(8 * step, 20, 8 * step + 8, 28)

        assert following.step(unite(slow, fast)) == {0: slow, 1: fast}


def test_parts_that_touch_are_divided_and_known_again_when_they_part() -> None:
    left, right = box(10, 10, 20, 20), box(24, 10, 34, 20)
    following = follower(left, right)

    touching = following.step(box(12, 10, 32, 20))
    apart = following.step(unite(left, right))

    assert set(touching) == {0, 1}
    assert unite(*touching.values()) == box(12, 10, 32, 20)
    assert touching[0].area == pytest.approx(100, abs=12)
    assert apart == {0: left, 1: right}


def test_a_part_that_was_away_has_its_number_again() -> None:
    left, right = box(0, 0, 8, 8), box(40, 20, 50, 30)
    following = follower(left, right)

    assert following.step(left) == {0: left}
    assert following.step(unite(left, right)) == {0: left, 1: right}


def test_a_new_part_gets_a_new_number_until_there_are_as_many_as_there_may_be() -> None:
    left, right, far = box(0, 0, 8, 8), box(40, 20, 50, 30), box(0, 36, 4, 40)
    following = follower(left, right, most=2)

    assert following.step(unite(left, far)) == {0: unite(left, far)}
    following = follower(left, right, most=3)
    assert following.step(unite(left, far)) == {0: left, 2: far}
    assert following.next_number == 3


@given(st.lists(bool_masks(size_hw=(12, 14)), min_size=1, max_size=5), st.integers(1, 9))
@property_settings(share=0.25)
def test_on_every_frame_the_parts_partition_the_mask(masks: list[BoolMask], least: int) -> None:
    following = PartFollower({}, min_area_px=least, most=4, next_number=0)
    for mask in masks:
        rle = mask_to_rle(mask)

        parts = following.step(rle)

        assert sum(part.area for part in parts.values()) == rle.area
        assert not parts or unite(*parts.values()) == rle
        assert set(parts) <= set(range(4))
        assert overlap_area(rle, unite(*parts.values())) == rle.area if parts else rle.is_empty
