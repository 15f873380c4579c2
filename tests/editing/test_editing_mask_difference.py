from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.masks import bool_masks, box_mask
from support.properties import property_settings

from sa2va_desktop.annotation.rle import mask_to_rle, rle_to_mask
from sa2va_desktop.editing.mask_difference import MaskDifference


@property_settings(share=0.5)
@given(data=st.data())
def test_the_three_parts_are_what_comes_goes_and_stays(data: st.DataObject) -> None:
    before = data.draw(bool_masks())
    after = data.draw(st.one_of(bool_masks(size_hw=before.shape), st.just(before), st.just(~before)))

    found = MaskDifference.between(mask_to_rle(before), mask_to_rle(after))

    assert (rle_to_mask(found.added) == (after & ~before)).all()
    assert (rle_to_mask(found.removed) == (before & ~after)).all()
    assert (rle_to_mask(found.kept) == (before & after)).all()
    assert found.is_nothing == bool((before == after).all())
    union = int((before | after).sum())
    assert found.iou == (int((before & after).sum()) / union if union else 1.0)


def test_shares_are_of_the_mask_before_or_of_the_new_one_where_there_was_none() -> None:
    whole, half = mask_to_rle(box_mask((10, 20), 0, 0, 20, 10)), mask_to_rle(box_mask((10, 20), 0, 0, 10, 10))
    assert MaskDifference.between(whole, half).removed_share == 0.5
    assert MaskDifference.between(half, whole).added_share == 1.0
    fresh = MaskDifference.between(None, half)
    assert (fresh.added_share, fresh.removed_share, fresh.added) == (1.0, 0.0, half)
    gone = MaskDifference.between(half, None)
    assert (gone.removed, gone.iou) == (half, 0.0)


def test_masks_of_two_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="expected masks of one size, found 20x10 and 10x20"):
        MaskDifference.between(
            mask_to_rle(np.ones((10, 20), np.bool_)), mask_to_rle(np.ones((20, 10), np.bool_))
        )
    with pytest.raises(ValueError, match="found none"):
        MaskDifference.between(None, None)
