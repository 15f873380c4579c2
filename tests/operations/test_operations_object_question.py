"""Questions about objects: which frames, in which words, how the objects are marked, how numbers are drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.properties import property_settings

from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.operations.outlined_crop import NumberedMask, numbered_picture
from sa2va_desktop.operations.region_prompts import Marking, objects_prompt, objects_sent

RED, BLUE = (220, 30, 30), (30, 60, 220)


@pytest.mark.parametrize(
    ("question", "names", "marking", "count", "sent"),
    [
        ("Is @car on @road?", ["car", "road"], Marking.REGIONS, 1, "Is region1 on region2?"),
        (
            "Is @car there?",
            ["car", "road"],
            Marking.REGIONS,
            1,
            "This is about region2. Is region1 there?",
        ),
        (
            "Who wins?",
            ["a", "b", "c"],
            Marking.NUMBERS,
            5,
            "In the pictures, object 1, object 2 and object 3 are outlined and numbered. "
            "This is about object 1, object 2 and object 3. Who wins?",
        ),
    ],
)
def test_wordings(question: str, names: list[str], marking: Marking, count: int, sent: str) -> None:
    assert objects_prompt(question, names, marking, picture_count=count) == sent
    assert objects_sent("<image>\n" + sent, question) == len(names)


@pytest.mark.parametrize("marking", list(Marking))
def test_words_that_a_person_typed_are_no_further_objects(marking: Marking) -> None:
    typed = "Is @a car left of object 2, region2, object 1 or region1?"

    assert objects_sent(objects_prompt(typed, ["a car"], marking), typed) == 1
    assert objects_sent("Is object 1 near region1?", "Is object 1 near region1?") == 0


@property_settings(share=0.3)
@given(st.integers(0, 2**32 - 1))
def test_a_numbered_picture_covers_little_of_what_it_marks(seed: int) -> None:
    rng = np.random.default_rng(seed)
    height, width = (int(side) for side in rng.integers(24, 200, 2))
    rgb = np.full((height, width, 3), 128, np.uint8)
    marked = []
    for number, color in ((1, RED), (12, BLUE)):
        mask = np.zeros((height, width), np.bool_)
        top, left = int(rng.integers(height)), int(rng.integers(width))
        mask[top : top + int(rng.integers(1, height)), left : left + int(rng.integers(1, width))] = True
        marked.append(NumberedMask(number, mask_to_rle(mask), color))

    shown = numbered_picture(rgb, marked)

    assert shown.shape == rgb.shape
    assert (rgb == 128).all()  # the frame itself stays as it is
    assert (shown == RED).all(axis=2).any() or (shown == BLUE).all(axis=2).any()


def test_the_number_of_a_small_thing_stands_beside_it() -> None:
    rgb = np.full((120, 160, 3), 128, np.uint8)
    small, large = np.zeros((2, 120, 160), np.bool_)
    small[60:66, 20:26] = True
    large[20:110, 60:150] = True

    shown = numbered_picture(
        rgb, [NumberedMask(1, mask_to_rle(small), RED), NumberedMask(2, mask_to_rle(large), BLUE)]
    )

    assert (shown[small] == 128).all()
    assert (shown[large] == BLUE).all(axis=1).any()
    assert (shown == RED).all(axis=2).sum() > 60
