"""Whatever is proposed, what a person confirmed holds where it held, and everything else is what was proposed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sa2va_desktop.annotation.attributes import Attribute, AttributeId, AttributeKey, AttributeKind
from sa2va_desktop.editing.attribute_keys import Keys, key_at
from sa2va_desktop.operations.attribute_filling.change_search import Stretch
from sa2va_desktop.operations.attribute_filling.fill_plan import covered_ranges, uncovered
from sa2va_desktop.operations.attribute_filling.fill_writer import with_proposals

COUNT = 12
LIGHT = Attribute(AttributeId(1), "light", AttributeKind.TEXT, question="?", changes_over_time=True)
values = st.sampled_from(["red", "blue", "green"])


@st.composite
def some_keys(draw: st.DrawFn) -> Keys:
    frames = sorted(draw(st.sets(st.integers(0, COUNT - 1), max_size=5)))
    return tuple(
        AttributeKey(frame, draw(values), None if is_said else 0.5, is_said, "" if is_said else "old")
        for frame in frames
        for is_said in [draw(st.booleans())]
    )


@st.composite
def some_stretches(draw: st.DrawFn) -> tuple[Stretch, ...]:
    frames = sorted(draw(st.sets(st.integers(0, COUNT - 1), min_size=1, max_size=5)))
    return tuple(Stretch(frame, draw(values), draw(st.floats(0, 1))) for frame in frames)


@given(some_keys(), some_stretches())
def test_what_is_confirmed_holds_and_the_rest_is_proposed(keys: Keys, stretches: tuple[Stretch, ...]) -> None:
    after = with_proposals(LIGHT, keys, stretches, COUNT, "new")

    assert [key.frame_index for key in after] == sorted({key.frame_index for key in after})
    for frame in range(COUNT):
        before, now = key_at(keys, frame), key_at(after, frame)
        if before is not None and before.is_confirmed:
            assert now is not None
            assert (now.value, now.is_confirmed) == (before.value, True)
        elif frame >= stretches[0].start:
            wanted = [each for each in stretches if each.start <= frame][-1]
            assert now is not None
            assert (now.value, now.is_confirmed) == (wanted.value, False)
    assert with_proposals(LIGHT, after, stretches, COUNT, "new") == after


@given(some_keys(), some_stretches())
def test_what_does_not_change_has_one_key_unless_it_is_confirmed(
    keys: Keys, stretches: tuple[Stretch, ...]
) -> None:
    constant = replace(LIGHT, changes_over_time=False)
    known = tuple(replace(key, frame_index=0) for key in keys[:1])

    after = with_proposals(constant, known, stretches[:1], COUNT, "new")

    if known and known[0].is_confirmed:
        assert after == known
    else:
        assert [(key.frame_index, key.value, key.is_confirmed) for key in after] == [
            (0, stretches[0].value, False)
        ]


@given(some_keys())
def test_open_and_covered_frames_share_a_clip(keys: Keys) -> None:
    covered = covered_ranges(LIGHT, keys, COUNT)
    parts = uncovered((0, COUNT), covered)

    frames = [frame for start, stop in (*covered, *parts) for frame in range(start, stop)]

    assert sorted(frames) == list(range(COUNT))
