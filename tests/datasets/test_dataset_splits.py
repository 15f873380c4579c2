"""Splits: whole clips, the shares that were asked for, the same for the same seed, whatever the order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.documents import clip as media_item

from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.splits import SplitPlan, parse_fractions, with_splits
from sa2va_desktop.errors import FormatError

PLAN = SplitPlan((("train", 0.8), ("val", 0.2)), seed=3)


def clips(count: int) -> list[AnnotatedClip]:
    return [
        AnnotatedClip(f"clip{number}", replace(media_item(number + 1), edge_hash=f"h{number}"), (), {})
        for number in range(count)
    ]


def test_shares_are_kept_and_do_not_depend_on_the_order() -> None:
    dealt = {clip.name: clip.split for clip in with_splits(clips(50), PLAN)}
    backwards = {clip.name: clip.split for clip in with_splits(clips(50)[::-1], PLAN)}
    another = {clip.name: clip.split for clip in with_splits(clips(50), replace(PLAN, seed=4))}

    assert sorted(dealt.values()) == ["train"] * 40 + ["val"] * 10
    assert backwards == dealt
    assert another != dealt


def test_copies_of_a_file_are_never_in_two_splits() -> None:
    doubled = [*clips(9), *(replace(clip, name=f"{clip.name} copy") for clip in clips(9))]

    dealt = with_splits(doubled, PLAN)

    assert len({(clip.item.edge_hash, clip.split) for clip in dealt}) == 9


@pytest.mark.parametrize("count", [2, 3, 4])
def test_every_split_gets_a_clip_while_there_are_enough(count: int) -> None:
    assert {clip.split for clip in with_splits(clips(count), PLAN)} == {"train", "val"}


def test_one_clip_goes_to_the_larger_part() -> None:
    assert [clip.split for clip in with_splits(clips(1), PLAN)] == ["train"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("train", "found 'train'"),
        ("train=0.8,val=0.3", "sum to 1.1"),
        ("a=0.5,a=0.5", "named twice"),
        ("../x=1", "found '../x=1'"),
        ("train=nan", "found 'train=nan'"),
        ("", "found ''"),
    ],
)
def test_nonsense_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(FormatError) as error:
        parse_fractions(text)

    assert sentence in str(error.value)
