"""The newest wish for a frame wins; nothing is decoded twice; no wish is lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from media_samples import read_barcode, rewrite_packets, write_video

from sa2va_desktop.errors import CancelledError
from sa2va_desktop.media.frame_cache import FrameCache
from sa2va_desktop.media.frame_requests import FrameRequests, decode_requested, make_frame_requests
from sa2va_desktop.media.opening import open_media
from sa2va_desktop.media.prefetch import PrefetchPolicy
from sa2va_desktop.media.records import FileStamp, MediaIndex, MediaKind
from sa2va_desktop.tasks import CancelToken

INDEX = MediaIndex(
    path=Path("clip"),
    stamp=FileStamp(0, 0),
    kind=MediaKind.VIDEO,
    size_hw=(2, 2),
    pts=tuple(range(50)),
    key_frames=(0, 25),
)
POLICY = PrefetchPolicy(ahead=3, behind=1)


def fresh_requests(cached: set[int] | None = None) -> FrameRequests:
    known = cached if cached is not None else set()
    return FrameRequests(INDEX, known.__contains__, POLICY)


def drain(requests: FrameRequests) -> list[int]:
    frames = []
    while (request := requests.next()) is not None:
        frames.append(request.frame_index)
    return frames


def test_only_the_newest_wish_is_decoded() -> None:
    requests = fresh_requests()

    for frame in (3, 30, 12):
        requests.submit(frame, direction=1)

    assert drain(requests) == [12, 13, 14, 15, 11]


def test_cached_frames_are_not_fetched_ahead_but_a_wish_is_always_answered() -> None:
    requests = fresh_requests(cached={12, 13, 15})

    requests.submit(12, direction=1)

    assert drain(requests) == [12, 14, 11]


def test_a_new_wish_cancels_prefetching_but_not_the_frame_someone_waits_for() -> None:
    requests = fresh_requests()
    requests.submit(10, direction=1)
    wanted, prefetch = requests.next(), requests.next()

    number = requests.submit(40)

    assert not wanted.token.is_cancelled
    assert prefetch.is_prefetch
    assert prefetch.token.is_cancelled
    assert requests.newest_number == number > wanted.number


def test_the_workers_slot_is_given_once_until_there_is_nothing_to_do() -> None:
    requests = fresh_requests()
    assert not requests.take_worker_slot()

    requests.submit(5)
    first, second = requests.take_worker_slot(), requests.take_worker_slot()
    drain(requests)
    idle = requests.take_worker_slot()
    requests.submit(6)

    assert (first, second, idle, requests.take_worker_slot()) == (True, False, False, True)


def test_cancelling_supersedes_what_is_under_way() -> None:
    requests = fresh_requests()
    number = requests.submit(5)

    requests.cancel()

    assert drain(requests) == []
    assert requests.newest_number > number


def test_a_wish_outside_the_clip_is_an_index_error() -> None:
    with pytest.raises(IndexError, match=r"frame 50 is outside 0\.\.49"):
        fresh_requests().submit(50)


@given(st.lists(st.one_of(st.integers(0, 49), st.none()), max_size=60))
def test_after_any_interleaving_the_last_wish_has_been_handed_out(steps: list[int | None]) -> None:
    cached: set[int] = set()
    requests = fresh_requests(cached)
    wish, handed_after_wish = None, True

    for step in steps:
        if step is not None:
            requests.submit(step)
            wish, handed_after_wish = step, False
            continue
        request = requests.next()
        if request is None:
            assert handed_after_wish
            continue
        if not handed_after_wish:
            assert request.frame_index == wish
            assert not request.is_prefetch
            handed_after_wish = True
        else:
            assert request.is_prefetch
            assert request.frame_index not in cached
        assert request.number == requests.newest_number
        cached.add(request.frame_index)


def test_the_worker_loop_yields_wanted_frames_and_caches_the_others(tmp_path: Path) -> None:
    cache = FrameCache(10_000_000)
    with open_media(write_video(tmp_path / "a.mp4", range(20))) as reader:
        requests = make_frame_requests(reader.index, cache, "clip", POLICY)
        number = requests.submit(5, direction=1)
        assert requests.take_worker_slot()

        results = list(decode_requested(requests, reader, cache, "clip", CancelToken()))

    assert [(result.number, result.frame_index, read_barcode(result.rgb)) for result in results] == [
        (number, 5, 5)
    ]
    assert [frame for frame in range(20) if cache.contains("clip", frame)] == [4, 5, 6, 7, 8]
    assert read_barcode(cache.get("clip", 7)) == 7


def test_a_wish_that_arrives_while_decoding_is_served_by_the_same_worker(tmp_path: Path) -> None:
    cache = FrameCache(10_000_000)
    with open_media(write_video(tmp_path / "a.mp4", range(20))) as reader:
        requests = make_frame_requests(reader.index, cache, "clip", POLICY)
        requests.submit(5)
        assert requests.take_worker_slot()

        shown = []
        for result in decode_requested(requests, reader, cache, "clip", CancelToken()):
            shown.append(result.frame_index)
            if result.frame_index == 5:
                requests.submit(15)
                assert not requests.take_worker_slot()

    assert shown == [5, 15]


def test_an_undecodable_frame_is_an_error_only_for_who_wants_it(tmp_path: Path) -> None:
    sound = write_video(tmp_path / "a.mkv", range(20), codec="ffv1", group=1, options={"slicecrc": "1"})
    damaged = rewrite_packets(sound, tmp_path / "b.mkv", {6: b"\xff" * 40})
    cache = FrameCache(10_000_000)

    with open_media(damaged) as reader:
        requests = make_frame_requests(reader.index, cache, "clip", POLICY)
        requests.submit(5, direction=1)
        beside = list(decode_requested(requests, reader, cache, "clip", CancelToken()))
        requests.submit(6)
        on_it = list(decode_requested(requests, reader, cache, "clip", CancelToken()))

    assert [(result.frame_index, result.error) for result in beside] == [(5, None)]
    assert on_it[0].rgb is None
    assert "Frame 6 of" in str(on_it[0].error)


def test_a_cancelled_worker_gives_its_slot_back(tmp_path: Path) -> None:
    cache = FrameCache(10_000_000)
    token = CancelToken()
    token.cancel()
    with open_media(write_video(tmp_path / "a.mp4", range(5))) as reader:
        requests = make_frame_requests(reader.index, cache, "clip", POLICY)
        requests.submit(2)
        assert requests.take_worker_slot()

        with pytest.raises(CancelledError):
            list(decode_requested(requests, reader, cache, "clip", token))
        requests.submit(3)

        assert requests.take_worker_slot()


def test_a_cached_wish_is_shown_without_decoding(tmp_path: Path) -> None:
    cache = FrameCache(10_000_000)
    marker = np.full((48, 96, 3), 77, np.uint8)
    cache.put("clip", 2, marker)
    with open_media(write_video(tmp_path / "a.mp4", range(5))) as reader:
        requests = make_frame_requests(reader.index, cache, "clip", PrefetchPolicy(0, 0))
        requests.submit(2)

        results = list(decode_requested(requests, reader, cache, "clip", CancelToken()))

    assert results[0].rgb is marker
