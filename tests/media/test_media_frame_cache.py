"""The frame cache keeps its bound whatever happens, and forgets the least recently used first."""

from __future__ import annotations

import threading
from collections import OrderedDict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sa2va_desktop.media.frame_cache import FrameCache


def frame(side: int = 4, value: int = 0) -> np.ndarray:
    return np.full((side, side, 3), value, np.uint8)


OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from("ab"), st.integers(0, 9), st.integers(1, 9)),
        st.tuples(st.just("get"), st.sampled_from("ab"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("limit"), st.just(""), st.just(0), st.integers(0, 40)),
    ),
    max_size=60,
)


@given(OPERATIONS)
def test_the_cache_equals_a_plain_model_and_never_exceeds_its_bound(
    operations: list[tuple[str, str, int, int]],
) -> None:
    limit = 500
    cache = FrameCache(limit)
    model: OrderedDict[tuple[str, int], int] = OrderedDict()

    for name, key, index, number in operations:
        if name == "put":
            cache.put(key, index, frame(number))
            model.pop((key, index), None)
            if 3 * number * number <= limit:
                model[(key, index)] = 3 * number * number
        elif name == "get":
            found = cache.get(key, index)
            assert (None if found is None else found.nbytes) == model.get((key, index))
            if found is not None:
                model.move_to_end((key, index))
        else:
            limit = number * 25
            cache.set_max_bytes(limit)
        while sum(model.values()) > limit:
            model.popitem(last=False)

        assert cache.held_bytes == sum(model.values()) <= cache.max_bytes
        assert len(cache) == len(model)
        assert all(cache.contains(*place) for place in model)


def test_cached_frames_are_read_only() -> None:
    cache = FrameCache(1000)
    picture = frame()
    cache.put("clip", 3, picture)

    with pytest.raises(ValueError, match="read-only"):
        cache.get("clip", 3)[0, 0] = 1


def test_clearing_forgets_everything() -> None:
    cache = FrameCache(1000)
    cache.put("clip", 3, frame())

    cache.clear()

    assert (len(cache), cache.held_bytes, cache.get("clip", 3)) == (0, 0, None)


def test_many_threads_leave_the_accounts_right() -> None:
    cache = FrameCache(48 * 20)

    def work(seed: int) -> None:
        generator = np.random.default_rng(seed)
        for index in generator.integers(0, 60, 400):
            if cache.get("clip", int(index)) is None:
                cache.put("clip", int(index), frame())

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(cache) == 20
    assert cache.held_bytes == 48 * 20
