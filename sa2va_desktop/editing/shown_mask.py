"""What is seen of an object's masks: cleaned up as the object says, except where a person settled what is there.

The stored masks stay as they were made. Whoever shows, measures, compares or exports a mask, or lets the model look at
it, takes it from here; whoever goes on making masks (tracking, correcting) goes on from the stored ones, because a
margin would otherwise be added with every pass. What settles a frame keeps the mask that was looked at (`with_state`).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnnotationObject, CleanUp, FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.mask_cleanup import cleaned

CACHE_BYTES = 64 * 2**20
QUICK_PIXELS = 200_000
"""Boxes of masks that are cleaned up together in less than a display frame; more is work for another thread."""

_ENTRY_BYTES = 400  # of a small mask, beside its runs

Seen: TypeAlias = tuple[AnnotationObject, ObjectFrame]
ShownRle: TypeAlias = Callable[[AnnotationObject, ObjectFrame], MaskRle]


def is_settled(frame: ObjectFrame) -> bool:
    """Whether a person said what is here, so that it is shown as it is stored; also when it was flagged afterwards."""
    return frame.is_protected or (frame.state is FrameState.FLAGGED and frame.object_score is None)


def is_cleaned(item: AnnotationObject, frame: ObjectFrame) -> bool:
    """Whether a mask is shown otherwise than it is stored, perhaps."""
    clean_up = item.clean_up
    return not (clean_up is None or clean_up.is_nothing or frame.rle.is_empty or is_settled(frame))


class ShownMasks:
    """Cleaned masks that were made already, by the mask's identity and the clean-up; may be used on any thread.

    Args:
        limit_bytes: the masks that were not asked for longest go; None keeps all.
    """

    def __init__(self, limit_bytes: int | None = None) -> None:
        self._limit_bytes = limit_bytes
        self._bytes = 0
        self._made: OrderedDict[tuple[int, CleanUp], tuple[MaskRle, MaskRle]] = OrderedDict()
        self._lock = threading.Lock()

    def known(self, item: AnnotationObject, frame: ObjectFrame) -> MaskRle | None:
        """What is shown of a frame, or None while that has to be computed first."""
        if not is_cleaned(item, frame):
            return frame.rle
        assert item.clean_up is not None
        key = (id(frame.rle), item.clean_up)
        with self._lock:
            found = self._made.get(key)
            if found is not None:
                self._made.move_to_end(key)
        return None if found is None else found[1]

    def rle(self, item: AnnotationObject, frame: ObjectFrame) -> MaskRle:
        """What is shown of a frame.

        Raises:
            ProjectError: the stored mask is damaged.
        """
        found = self.known(item, frame)
        if found is not None:
            return found
        assert item.clean_up is not None
        made = cleaned(frame.rle, item.clean_up)  # two threads at once do the same twice, to no harm
        self._keep((id(frame.rle), item.clean_up), frame.rle, made)
        return made

    def _keep(self, key: tuple[int, CleanUp], stored: MaskRle, made: MaskRle) -> None:
        with self._lock:
            if key in self._made:
                return
            self._made[key] = (
                stored,
                made,
            )  # with the stored one, whose identity means it as long as it is here
            self._bytes += made.runs.nbytes + _ENTRY_BYTES
            while self._limit_bytes is not None and self._bytes > self._limit_bytes and len(self._made) > 1:
                _, (_, gone) = self._made.popitem(last=False)
                self._bytes -= gone.runs.nbytes + _ENTRY_BYTES


_shared = ShownMasks(CACHE_BYTES)


def shown_rle(item: AnnotationObject, frame: ObjectFrame) -> MaskRle:
    """The mask of an object on a frame as it is seen and exported. Takes milliseconds when it is a large new one.

    Raises:
        ProjectError: the stored mask is damaged.
    """
    return _shared.rle(item, frame)


def mask_seen(project: Project, object_id: ObjectId, frame_index: int) -> MaskRle | None:
    """The mask of an object on a frame as it is seen; None where there is none, or its clean-up leaves nothing of it.

    Raises:
        ProjectError: the stored mask is damaged.
    """
    frame = project.frame(object_id, frame_index)
    rle = None if frame is None else shown_rle(project.objects[object_id], frame)
    return None if rle is None or rle.is_empty else rle


def known_rle(item: AnnotationObject, frame: ObjectFrame) -> MaskRle | None:
    """As `shown_rle`, or None while that has to be computed."""
    return _shared.known(item, frame)


def quick_rle(item: AnnotationObject, frame: ObjectFrame) -> MaskRle:
    """As `shown_rle`, but the stored mask where cleaning it up would make somebody wait."""
    found = _shared.known(item, frame)
    if found is not None:
        return found
    return shown_rle(item, frame) if box_pixels(frame) <= QUICK_PIXELS else frame.rle


def box_pixels(frame: ObjectFrame) -> int:
    """Pixels of a mask's box, by which the time that cleaning it up takes is known beforehand."""
    return frame.rle.box_width * frame.rle.box_height


def unknown_masks(pairs: Iterable[Seen]) -> list[Seen]:
    """Those that have to be computed."""
    return [pair for pair in pairs if _shared.known(*pair) is None]


def shown_frame(item: AnnotationObject, frame: ObjectFrame) -> ObjectFrame:
    """A frame with the mask that is seen of it. Not for the document: there the stored mask stays."""
    rle = shown_rle(item, frame)
    return frame if rle is frame.rle else replace(frame, rle=rle)


class ShownTrack(Mapping[int, ObjectFrame]):
    """An object's frames with the masks that are seen, each computed when it is asked for first, on any thread."""

    def __init__(self, item: AnnotationObject, frames: Mapping[int, ObjectFrame]) -> None:
        self._item = item
        self._frames = frames
        self._shown: dict[int, ObjectFrame] = {}

    def __getitem__(self, frame_index: int) -> ObjectFrame:
        found = self._shown.get(frame_index)
        if found is None:
            found = self._shown[frame_index] = shown_frame(self._item, self._frames[frame_index])
        return found

    def __contains__(self, frame_index: object) -> bool:
        return frame_index in self._frames

    def __iter__(self) -> Iterator[int]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)


def shown_track(project: Project, object_id: ObjectId) -> Mapping[int, ObjectFrame]:
    """A snapshot of an object's frames as they are seen; fast, because nothing is cleaned up before it is asked for."""
    item, frames = project.objects[object_id], project.track_as_it_is(object_id)
    return frames if item.clean_up is None or item.clean_up.is_nothing else ShownTrack(item, frames)


def with_state(
    item: AnnotationObject, frame: ObjectFrame, state: FrameState, shown: ShownRle = shown_rle
) -> ObjectFrame:
    """A frame in another state, with the mask that was looked at.

    What becomes settled keeps the cleaned mask. What was settled is not cleaned up again: where that would change it, it
    is a person's mask from then on, EDITED if the state does not say so itself.

    Args:
        shown: where cleaned masks come from, such as those that another thread has made.
    """
    new = replace(frame, state=state)
    if is_settled(new):
        rle = shown(item, frame)
        return new if rle is frame.rle else replace(new, rle=rle)
    if is_settled(frame) and shown(item, new) != frame.rle:
        said = ObjectFrame(frame.rle, state)
        return said if is_settled(said) else replace(said, state=FrameState.EDITED)
    return new
