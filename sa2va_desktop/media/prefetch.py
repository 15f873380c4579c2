"""Which frames to decode before anyone asks: pure functions of where the playhead is and where it goes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class PrefetchPolicy:
    """How far to look.

    Attributes:
        ahead: frames in the direction of movement.
        behind: frames against it.
    """

    ahead: int = 12
    behind: int = 3


def policy_for_cache(max_bytes: int, size_hw: tuple[int, int], wanted: PrefetchPolicy) -> PrefetchPolicy:
    """Shrink a policy so that what it fetches fills at most half of a cache and cannot push itself out."""
    frame_bytes = max(1, size_hw[0] * size_hw[1] * 3)
    room = max(0, max_bytes // frame_bytes // 2 - 1)
    ahead = min(wanted.ahead, room)
    return PrefetchPolicy(ahead, min(wanted.behind, room - ahead))


def key_frame_before(frame_index: int, key_frames: Sequence[int]) -> int:
    """The key frame from which a frame is decoded; `key_frames` is ascending and begins with 0."""
    return key_frames[bisect_right(key_frames, frame_index) - 1]


def frames_to_prefetch(
    playhead: int, *, direction: int, frame_count: int, key_frames: Sequence[int], policy: PrefetchPolicy
) -> list[int]:
    """Frames worth decoding around the playhead, the most urgent first, without the playhead itself.

    Args:
        playhead: the frame that is shown.
        direction: above 0 forwards, below 0 backwards, 0 standing still (both sides, nearest first).
        frame_count: of the media item.
        key_frames: ascending, beginning with 0.
        policy: how far to look.

    Backwards, the list goes down frame by frame: the reader holds the group of pictures that it has decoded, so each
    further frame of it costs a conversion only. Frames on the other side of a key frame that lie against the direction
    of movement are left out, because fetching them would decode a whole group for a step that may never come.
    """
    after = list(range(playhead + 1, min(frame_count, playhead + 1 + policy.ahead)))
    before = list(range(playhead - 1, max(-1, playhead - 1 - policy.ahead), -1))
    group_start = key_frame_before(playhead, key_frames)
    cheap_before = [frame for frame in before[: policy.behind] if frame >= group_start]
    if direction > 0:
        return after + cheap_before
    if direction < 0:
        return before + after[: policy.behind]
    cheap_after = after[: policy.behind]
    nearest = sorted(cheap_after + cheap_before, key=lambda frame: abs(frame - playhead))
    return nearest + after[policy.behind :]
