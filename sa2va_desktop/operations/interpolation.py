"""Masks between the key frames of objects, as shapes on the way from one to the next; no model is asked.

Key frames are those that were prompted, edited, confirmed or locked. What is filled in is TRACKED without a score: it
was computed and nobody looked at it, so a track or a correction may replace it, as it may any other tracked mask.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import FrameState, MediaItem, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.shape_path import ShapePath
from sa2va_desktop.operations.mask_edits import EditScope, FrameUsed, MaskToEdit, PreparedEdit


def prepare_interpolation(
    project: Project,
    object_ids: Iterable[ObjectId],
    scope: EditScope,
    *,
    replaces: bool = False,
    cuts: Sequence[int] = (),
) -> PreparedEdit:
    """Fill the frames of the scope that lie between two key frames of an object, which may lie outside of it.

    There is no way over a scene cut, nor to a key frame on which the object is absent.

    Args:
        replaces: also frames that have a mask which nobody settled; else only those without one, and stale ones.
        cuts: first frames of new scenes, ascending.

    Returns: the edit; `kept` counts masks that stay because they are there already, or their object is locked.
    """
    masks: list[MaskToEdit] = []
    kept, media = 0, None
    start, stop = scope.frame_range
    for object_id in object_ids:
        item, track = project.objects[object_id], project.track(object_id)
        media = project.media[item.media_id]
        for left, right in _ways(track, cuts):
            used = tuple(FrameUsed(item, index, track[index]) for index in (left, right))
            for index in range(max(left + 1, start), min(right, stop)):
                frame = track.get(index)
                if not item.is_locked and (replaces or _has_nothing(frame)):
                    masks.append(MaskToEdit(item, index, frame, used))
                elif frame is not None:
                    kept += 1
    return PreparedEdit(tuple(masks), _Interpolation(media), kept, FrameState.TRACKED)


def is_key(frame: ObjectFrame) -> bool:
    """Whether shapes go from a frame, or end at it: the model or a person said what is there."""
    return frame.is_protected or frame.state is FrameState.PROMPTED


def _ways(track: Mapping[int, ObjectFrame], cuts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs of neighbouring key frames with a shape on both, in one scene, and frames between them."""
    keys = sorted(index for index, frame in track.items() if is_key(frame))
    for left, right in pairwise(keys):
        is_there = not (track[left].rle.is_empty or track[right].rle.is_empty)
        if is_there and right - left > 1 and bisect_right(cuts, left) == bisect_right(cuts, right):
            yield left, right


def _has_nothing(frame: ObjectFrame | None) -> bool:
    return frame is None or frame.rle.is_empty or frame.state is FrameState.STALE


class _Interpolation:
    """Computes frame by frame, and keeps the way that it is on, because neighbours share it."""

    def __init__(self, media: MediaItem | None) -> None:
        self._media = media
        self._ends: tuple[FrameUsed, ...] = ()
        self._path: ShapePath | None = None

    def __call__(self, _rle: MaskRle | None, source: MaskToEdit) -> MaskRle:
        left, right = source.used
        if self._path is None or self._ends is not source.used:
            # As they are stored: what is made of them is cleaned up in its turn where it is shown.
            self._ends, self._path = source.used, ShapePath(left.frame.rle, right.frame.rle)
        assert self._media is not None
        times = [
            self._media.time_s(index) for index in (left.frame_index, source.frame_index, right.frame_index)
        ]
        return self._path.at((times[1] - times[0]) / (times[2] - times[0]))
