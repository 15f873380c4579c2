"""Of the masks that points give each thing stays once: compared with a plain choice over all of them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from support.masks import bool_masks, box_mask
from support.properties import property_settings

from sa2va_desktop.annotation.rle import BoolMask, empty_rle, mask_to_rle
from sa2va_desktop.inference.api import ObjectMask, PointMask
from sa2va_desktop.operations.proposal_sieve import Proposal, ProposalSieve, SieveOptions

SIZE_HW = (12, 16)
ALL = SieveOptions(min_area_share=0.0, max_area_share=1.0, speck_share=0.0, keeps_parts=True)


def found(index: int, mask: BoolMask, iou: float = 0.9, stability: float = 0.9) -> PointMask:
    return PointMask(ObjectMask(index, mask_to_rle(mask), iou, 3.0, is_key=True), stability)


def sieve(*masks: PointMask, options: SieveOptions = ALL, known: tuple[BoolMask, ...] = ()) -> ProposalSieve:
    made = ProposalSieve(SIZE_HW, options, [(0.5, 0.5)] * 50, [mask_to_rle(mask) for mask in known])
    made.take(masks)
    return made


def keys(proposals: tuple[Proposal, ...]) -> set[int]:
    return {proposal.key[0] for proposal in proposals}


@given(st.lists(st.tuples(bool_masks(size_hw=SIZE_HW), st.floats(0.1, 1)), max_size=8))
@property_settings(share=0.5)
def test_of_two_that_are_mostly_the_same_the_more_certain_one_stays(
    drawn: list[tuple[BoolMask, float]],
) -> None:
    drawn = [(mask, iou) for mask, iou in drawn if mask.any()]
    expected: list[int] = []
    for index in sorted(range(len(drawn)), key=lambda each: (-drawn[each][1] * 0.9, each)):
        mask = drawn[index][0]
        if all(iou_of(mask, drawn[other][0]) <= ALL.max_iou for other in expected):
            expected.append(index)

    made = sieve(*(found(index, mask, iou) for index, (mask, iou) in enumerate(drawn)))
    so_far = made.proposals
    made.settle()

    assert keys(made.proposals) == set(expected)
    areas = [proposal.rle.area for proposal in made.proposals]
    assert areas == sorted(areas, reverse=True)
    assert all(proposal.rle == mask_to_rle(drawn[proposal.key[0]][0]) for proposal in made.proposals)
    # What is shown before all are there has no two of the same either.
    shown = [drawn[key][0] for key in keys(so_far)]
    assert all(iou_of(a, b) <= ALL.max_iou for i, a in enumerate(shown) for b in shown[:i])


@given(bool_masks(size_hw=SIZE_HW), bool_masks(size_hw=SIZE_HW))
@property_settings(share=0.25)
def test_what_lies_mostly_in_objects_is_left_out(mask: BoolMask, known: BoolMask) -> None:
    proposals = sieve(found(0, mask), known=(known,)).proposals

    assert bool(proposals) == (mask.any() and (mask & known).sum() <= 0.5 * mask.sum())


@given(bool_masks(size_hw=SIZE_HW))
@property_settings(share=0.25)
def test_a_label_lies_in_its_mask(mask: BoolMask) -> None:
    for proposal in sieve(found(0, mask)).proposals:
        x, y = proposal.label_xy
        assert mask[int(y), int(x)]


def test_a_part_goes_unless_it_is_wanted_or_far_more_certain() -> None:
    whole, part = box_mask(SIZE_HW, 0, 0, 10, 10), box_mask(SIZE_HW, 2, 2, 6, 6)
    without = SieveOptions(min_area_share=0.0)

    assert keys(sieve(found(0, whole), found(1, part), options=without).proposals) == {0}
    assert keys(sieve(found(0, whole), found(1, part)).proposals) == {0, 1}
    doubtful = found(0, whole, iou=0.5)
    assert keys(sieve(doubtful, found(1, part), options=without).proposals) == {0, 1}


def test_specks_and_the_whole_picture_are_no_proposals_and_holes_are_filled() -> None:
    options = SieveOptions(min_area_share=0.05, speck_share=0.02)
    holed = box_mask(SIZE_HW, 2, 2, 10, 10)
    holed[5, 5] = False
    holed[0, 14] = True

    proposals = sieve(
        found(0, box_mask(SIZE_HW, 0, 0, 2, 2)),
        found(1, np.ones(SIZE_HW, np.bool_)),
        found(2, holed),
        options=options,
    ).proposals

    assert [proposal.rle for proposal in proposals] == [mask_to_rle(box_mask(SIZE_HW, 2, 2, 10, 10))]


def test_a_large_picture_is_compared_on_some_of_its_pixels_and_kept_exactly() -> None:
    size_hw = (2000, 3000)
    mask, shifted = box_mask(size_hw, 101, 203, 1207, 905), box_mask(size_hw, 103, 201, 1209, 903)
    made = ProposalSieve(size_hw, SieveOptions(), [(200.0, 300.0), (2.5, 2.5)], [empty_rle(*size_hw)])

    made.take([found(0, mask, 0.9), found(1, shifted, 0.8)])

    (proposal,) = made.proposals
    assert proposal.rle == mask_to_rle(mask)
    assert proposal.holds_point
    x, y = proposal.label_xy
    assert mask[int(y), int(x)]


def iou_of(one: BoolMask, other: BoolMask) -> float:
    return float((one & other).sum() / max(1, (one | other).sum()))
