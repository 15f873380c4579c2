"""Which frame to decode next: the newest wish wins, then frames that will probably be wanted. Starts no thread.

The window submits wishes; one worker asks `next` until it says None. Scrubbing fast leaves only the newest wish; the
one being decoded is finished, because a scrub in which every frame is cancelled would show nothing at all.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field

from sa2va_desktop.errors import CancelledError, MediaError
from sa2va_desktop.media.frame_cache import FrameCache
from sa2va_desktop.media.media_reader import MediaReader
from sa2va_desktop.media.prefetch import PrefetchPolicy, frames_to_prefetch, policy_for_cache
from sa2va_desktop.media.records import MediaIndex, RgbFrame
from sa2va_desktop.tasks import CancelToken


@dataclass(frozen=True)
class FrameRequest:
    """One frame to decode.

    Attributes:
        number: of the `submit` it belongs to; results carry it.
        is_prefetch: nobody waits for it; `token` is cancelled by the next wish.
    """

    number: int
    frame_index: int
    is_prefetch: bool
    token: CancelToken = field(default_factory=CancelToken)


@dataclass(frozen=True, eq=False)
class FrameResult:
    """A wanted frame, or why there is none."""

    number: int
    frame_index: int
    rgb: RgbFrame | None
    error: MediaError | None = None


class FrameRequests:
    """The wishes for frames of one media item. `submit` from one thread, `next` from another."""

    def __init__(self, index: MediaIndex, is_cached: Callable[[int], bool], policy: PrefetchPolicy) -> None:
        """`is_cached` tells which frames need no decoding; it is called under our lock and must be quick."""
        self._index = index
        self._is_cached = is_cached
        self._policy = policy
        self._lock = threading.Lock()
        self._number = 0
        self._wanted: FrameRequest | None = None
        self._prefetch: deque[int] = deque()
        self._prefetch_token = CancelToken()
        self._has_worker = False

    @property
    def newest_number(self) -> int:
        """A result with a lower number has been superseded."""
        return self._number

    def submit(self, frame_index: int, *, direction: int = 0) -> int:
        """Wish for a frame; earlier wishes and prefetches are forgotten. Returns the wish's number.

        Args:
            frame_index: the frame to show.
            direction: where the playhead is going: above 0 forwards, below 0 backwards, 0 nowhere.

        Raises:
            IndexError: no such frame.
        """
        if not 0 <= frame_index < self._index.frame_count:
            raise IndexError(f"frame {frame_index} is outside 0..{self._index.frame_count - 1}")
        with self._lock:
            self._prefetch_token.cancel()
            self._prefetch_token = CancelToken()
            self._number += 1
            self._wanted = FrameRequest(self._number, frame_index, is_prefetch=False)
            self._prefetch = deque(
                frames_to_prefetch(
                    frame_index,
                    direction=direction,
                    frame_count=self._index.frame_count,
                    key_frames=self._index.key_frames,
                    policy=self._policy,
                )
            )
            return self._number

    def take_worker_slot(self) -> bool:
        """Whether a worker must be started now: True once, until `next` has said None."""
        with self._lock:
            if self._has_worker or not (self._wanted or self._prefetch):
                return False
            self._has_worker = True
            return True

    def next(self) -> FrameRequest | None:
        """The newest wish, then prefetches that are not cached; None gives the worker's slot back."""
        with self._lock:
            if self._wanted is not None:
                request, self._wanted = self._wanted, None
                return request
            while self._prefetch:
                frame_index = self._prefetch.popleft()
                if not self._is_cached(frame_index):
                    return FrameRequest(self._number, frame_index, True, self._prefetch_token)
            self._has_worker = False
            return None

    def cancel(self) -> None:
        """Forget all wishes, as when the media item is closed: what is being decoded counts as superseded."""
        with self._lock:
            self._number += 1
            self._prefetch_token.cancel()
            self._wanted = None
            self._prefetch.clear()

    def release_worker(self) -> None:
        """Give the slot back when the worker ended by an error instead of by None."""
        with self._lock:
            self._has_worker = False


def make_frame_requests(
    index: MediaIndex, cache: FrameCache, media_key: Hashable, policy: PrefetchPolicy
) -> FrameRequests:
    """Requests for a media item whose decoded frames go to `cache` under `media_key`."""
    fitting = policy_for_cache(cache.max_bytes, index.size_hw, policy)
    return FrameRequests(index, lambda frame_index: cache.contains(media_key, frame_index), fitting)


def decode_requested(
    requests: FrameRequests, reader: MediaReader, cache: FrameCache, media_key: Hashable, token: CancelToken
) -> Iterator[FrameResult]:
    """The worker's loop: decode what is asked for, put it into the cache, yield wanted frames; ends when idle.

    Superseded frames are yielded, too: during a scrub they are the picture that moves. A prefetched frame that cannot
    be decoded is passed over; wishing for it gives its error.

    Raises:
        CancelledError: `token` was cancelled; the worker's slot is given back.
    """
    try:
        while (request := requests.next()) is not None:
            token.raise_if_cancelled()
            result = _decode_one(request, reader, cache, media_key)
            if result is not None:
                yield result
    except (
        BaseException
    ):  # an error, a cancel, or a consumer that stopped iterating; else `next` gave the slot back
        requests.release_worker()
        raise


def _decode_one(
    request: FrameRequest, reader: MediaReader, cache: FrameCache, media_key: Hashable
) -> FrameResult | None:
    cached = cache.get(media_key, request.frame_index)
    try:
        frame = reader.read_rgb(request.frame_index, token=request.token) if cached is None else cached
    except CancelledError:
        return None  # a prefetch gave way to a wish
    except MediaError as error:
        if request.is_prefetch:
            return None
        return FrameResult(request.number, request.frame_index, None, error)
    if cached is None:
        cache.put(media_key, request.frame_index, frame)
    return None if request.is_prefetch else FrameResult(request.number, request.frame_index, frame)
