"""Frames and objects that an answer names: never outside the clip, and no other number."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.properties import property_settings

from sa2va_desktop.operations.frame_citations import find_citations
from sa2va_desktop.operations.named_objects import spoken_objects

TIMES = [index / 25 for index in range(250)]
SHOWN = (0, 50, 100)
WORDS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "frame",
                "frames",
                "Frame",
                "picture",
                "image",
                "second",
                "last",
                "first",
                "and",
                "to",
                ",",
                "–",
                "-",
                ".",
                ":",
                "the",
                "第",
                "帧",
                "0:03",
                "region",
                "object",
                "#",
                "%",
            ]
        ),
        st.integers(0, 10**9).map(str),
        st.text(max_size=3),
    ),
    max_size=14,
).flatmap(lambda words: st.sampled_from([" ".join(words), "".join(words)]))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It turns in frame 12.", [("frame 12", 12)]),
        ("frames 20, 30 and 40", [("frames 20", 20), ("30", 30), ("40", 40)]),
        ("Frames 86–104, 188 to 204.", [("Frames 86", 86), ("104", 104), ("188", 188), ("204", 204)]),
        ("Frame 7: It is red.", [("Frame 7", 7)]),
        ("in the second picture, and image 3", [("second picture", 50), ("image 3", 100)]),
        ("the last frame", [("last frame", 100)]),
        ("at 0:03, 0:09.96 and 0:00", [("0:03", 75), ("0:09.96", 249), ("0:00", 0)]),
        ("第 12 帧和第2张图", [("第 12 帧", 12), ("第2张", 50)]),
        ("frame 250, picture 4, 10:30, frame 1.5, 12 cars, 16:9, 3:00 pm, keyframe 3", []),
    ],
)
def test_frames_are_found_and_other_numbers_are_not(text: str, found: list[tuple[str, int]]) -> None:
    cited = find_citations(text, frame_count=250, times_s=TIMES, shown=SHOWN)

    assert [(text[each.start : each.stop], each.frame_index) for each in cited] == found


@property_settings()
@given(WORDS, st.integers(1, 250))
def test_a_citation_is_never_outside_the_clip_or_the_text(text: str, frame_count: int) -> None:
    shown = tuple(frame for frame in SHOWN if frame < frame_count)
    cited = find_citations(text, frame_count=frame_count, times_s=TIMES[:frame_count], shown=shown)

    assert all(0 <= each.frame_index < frame_count for each in cited)
    assert all(0 <= each.start < each.stop <= len(text) for each in cited)
    assert all(first.stop <= second.start for first, second in itertools.pairwise(cited))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Region1 is left of region 2.", [("Region1", 1), ("region 2", 2)]),
        ("Objects 1 and 2 are cars.", [("Objects 1", 1), ("2", 2)]),
        ("1 is red, 2 has wheels", [("1", 1), ("2", 2)]),
        ("(1) red, #2 blue, number 3, [1]", [("(1)", 1), ("#2", 2), ("[1]", 1)]),
        ("There are 2 cars in frame 1, 3 is too many, 2.1 is no number.", []),
    ],
)
def test_words_that_name_an_object_by_its_number(text: str, found: list[tuple[str, int]]) -> None:
    assert [(text[start:stop], number) for start, stop, number in spoken_objects(text, 2)] == found


@property_settings()
@given(WORDS, st.integers(1, 5))
def test_only_objects_that_there_are_are_named(text: str, count: int) -> None:
    spoken = spoken_objects(text, count)

    assert all(1 <= number <= count and start < stop <= len(text) for start, stop, number in spoken)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(spoken))
