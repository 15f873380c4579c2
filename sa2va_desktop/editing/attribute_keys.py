"""What becomes of the keys of one attribute of one object when its value is set, moved, split, joined or swapped.

Pure functions over keys that ascend by frame. A value holds from the frame of its key up to the next key; before the
first key nothing is known. Frame ranges are half-open.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeAlias

from sa2va_desktop.annotation.attributes import AttributeKey

Keys: TypeAlias = tuple[AttributeKey, ...]


def key_at(keys: Keys, frame_index: int) -> AttributeKey | None:
    """The key whose value holds on a frame; None before the first one."""
    place = bisect_right(keys, frame_index, key=_frame)
    return keys[place - 1] if place else None


def with_key(keys: Keys, key: AttributeKey) -> Keys:
    """The value holds from the key's frame up to the key after it; a key that is on that frame gives way."""
    return tuple(sorted((*without_key(keys, key.frame_index), key), key=_frame))


def without_key(keys: Keys, frame_index: int) -> Keys:
    """Without the key on a frame: the value before it holds on, or nothing is known up to the next key."""
    return tuple(key for key in keys if key.frame_index != frame_index)


def moved_key(keys: Keys, frame_index: int, to_index: int) -> Keys:
    """The key on a frame goes to another one, where a key that is there gives way.

    Raises:
        KeyError: there is no key on `frame_index`.
    """
    key = next((key for key in keys if key.frame_index == frame_index), None)
    if key is None:
        raise KeyError(f"there is no key on frame {frame_index}")
    return with_key(without_key(keys, frame_index), replace(key, frame_index=to_index))


def with_value_in(keys: Keys, key: AttributeKey, frame_range: tuple[int, int], frame_count: int) -> Keys:
    """A value holds on a range, in place of all that was there; after it holds what held there before.

    Where nothing was known after the range, the value holds on: that nothing is known cannot be said after a key.
    Equal neighbours are one key afterwards.

    Args:
        key: the value; its frame does not matter.
        frame_count: of the clip; a range that reaches its end leaves no key behind it.
    """
    start, stop = frame_range
    if start >= stop:
        return keys
    before = tuple(each for each in keys if each.frame_index < start)
    after = tuple(each for each in keys if each.frame_index >= stop)
    held = key_at(keys, stop)
    if held is not None and held.frame_index < stop < frame_count:
        after = (replace(held, frame_index=stop), *after)
    return merged((*before, replace(key, frame_index=start), *after))


def values_in(keys: Keys, frame_range: tuple[int, int]) -> Keys:
    """The keys whose values hold on a range; the first one is moved to its start if it stands before it."""
    start, stop = frame_range
    inside = tuple(key for key in keys if start < key.frame_index < stop)
    held = key_at(keys, start) if start < stop else None
    return inside if held is None else (replace(held, frame_index=start), *inside)


def merged(keys: Iterable[AttributeKey]) -> Keys:
    """Without keys that say again what holds already.

    Of two proposals with the same value the less certain one's confidence stays. A proposal and a person's value are
    not the same, although they may be equal.
    """
    left: list[AttributeKey] = []
    for key in keys:
        if not left or not _says_the_same(left[-1], key):
            left.append(key)
        elif key.confidence is not None and left[-1].confidence is not None:
            left[-1] = replace(left[-1], confidence=min(left[-1].confidence, key.confidence))
    return tuple(left)


def split_keys(keys: Keys, frame_index: int) -> tuple[Keys, Keys]:
    """The keys before a frame, and those from it on: what holds on the frame is a key there."""
    before = tuple(key for key in keys if key.frame_index < frame_index)
    after = tuple(key for key in keys if key.frame_index >= frame_index)
    held = key_at(keys, frame_index)
    if held is not None and held.frame_index < frame_index:
        after = (replace(held, frame_index=frame_index), *after)
    return before, after


def swapped_keys(first: Keys, second: Keys, frame_index: int) -> tuple[Keys, Keys]:
    """From a frame on, each has the values of the other.

    Where one knew nothing there, the other one keeps what it has up to the first key that it is given.
    """
    head, tail = split_keys(first, frame_index)
    other_head, other_tail = split_keys(second, frame_index)
    return merged((*head, *other_tail)), merged((*other_head, *tail))


def joined_keys(parts: Sequence[tuple[Keys, Iterable[int]]]) -> Keys:
    """The values of one thing that was several: on each frame those of the first part that has a mask there.

    Where several have one, what a person said comes before what was proposed. A part that knows nothing on a frame leaves it to the next one that does. Keys where no part has a mask go with the
    part whose mask came last, before the first mask with the first part.

    Args:
        parts: keys, and the frames on which the part has a mask.
    """
    frames = [(keys, frozenset(own)) for keys, own in parts]
    marks = sorted({key.frame_index for keys, _own in frames for key in keys} | _borders(frames))
    covered = sorted({frame for _keys, own in frames for frame in own})
    left: list[AttributeKey] = []
    before: Keys = ()  # the keys that the latest one is of
    for frame_index in marks:
        place = bisect_right(covered, frame_index)
        shown = covered[place - 1] if place else (covered[0] if covered else -1)
        told = [
            (shown not in own, not key.is_confirmed, place)
            for place, (keys, own) in enumerate(frames)
            if (key := key_at(keys, frame_index))
        ]
        if not told:
            continue
        keys = frames[min(told)[2]][0]
        held = key_at(keys, frame_index)
        assert held is not None
        is_own = held.frame_index == frame_index and keys is before  # else it only goes on with another part
        if is_own or not left or not _says_the_same(left[-1], held):
            left.append(replace(held, frame_index=frame_index))
        before = keys
    return tuple(left)


def _borders(parts: Sequence[tuple[Keys, frozenset[int]]]) -> set[int]:
    """The first frame of each stretch of masks, and the frame after each: where another part may begin to count."""
    borders = set()
    for _keys, own in parts:
        borders |= {frame for frame in own if frame - 1 not in own}
        borders |= {frame + 1 for frame in own if frame + 1 not in own}
    # What follows the last mask goes with it, so nothing begins there.
    last = max((frame for _keys, own in parts for frame in own), default=-1)
    return {frame for frame in borders if frame <= last}


def joined_constant(parts: Iterable[Keys]) -> Keys:
    """Of an attribute that does not change: what a person said first, or else what was proposed first."""
    known = [keys for keys in parts if keys]
    said = [keys for keys in known if keys[0].is_confirmed]
    return (*said, *known, ())[0]


def _frame(key: AttributeKey) -> int:
    return key.frame_index


def _says_the_same(first: AttributeKey, second: AttributeKey) -> bool:
    # True == 1.0 in Python, but yes is not a number.
    return (
        type(first.value) is type(second.value)
        and first.value == second.value
        and first.is_confirmed == second.is_confirmed
    )
