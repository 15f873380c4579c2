"""A project with one clip and objects that have tracks, and a predictor whose tracking is a function of the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

import numpy as np
from support.documents import clip
from support.masks import box_mask
from support.scripted_predictor import ScriptedPredictor

from sa2va_desktop.annotation.records import FrameState, MediaId, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import BoolMask, MaskRle, mask_to_rle
from sa2va_desktop.editing.commands import new_object, put_media, put_object, put_track
from sa2va_desktop.inference.api import (
    Capabilities,
    FrameMasks,
    FrameProvider,
    ObjectMask,
    ObjectPrompt,
    RgbFrame,
    TrackDirection,
    TrackRequest,
)
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.tasks import CancelToken

SIZE_HW = (40, 60)
CLIP = MediaId(1)

Follow = Callable[[ObjectPrompt, int], BoolMask]
"""The mask on a frame, tracked from a prompt."""


@dataclass(frozen=True, eq=False)
class GreyFrames:
    """Frames whose every pixel is the frame's number."""

    frame_count: int
    size_hw: tuple[int, int] = SIZE_HW

    def read_rgb(self, frame_index: int) -> RgbFrame:
        return np.full((*self.size_hw, 3), frame_index, np.uint8)


class FollowingPredictor(ScriptedPredictor):
    """Tracks as the protocol says: prompted frames first, then outwards, only frames of the range.

    Attributes:
        visited: every frame that was computed, in order, over all requests.
        cancel_after: cancels the request's token after so many frames in all.
    """

    def __init__(self, follow: Follow, *, capabilities: Capabilities | None = None) -> None:
        super().__init__(capabilities=capabilities)
        self._follow = follow
        self.visited: list[int] = []
        self.score = 6.0
        self.cancel_after: int | None = None

    def track(self, request: TrackRequest, token: CancelToken) -> Iterator[FrameMasks]:
        self.requests.append(request)
        by_object: dict[int, list[ObjectPrompt]] = {}
        for prompt in request.prompts:
            by_object.setdefault(prompt.object_index, []).append(prompt)
        keys = sorted({prompt.frame_index for prompt in request.prompts})
        is_forward = request.direction is TrackDirection.FORWARD
        start, stop = request.frame_range
        way = range(keys[0], stop) if is_forward else range(keys[-1], start - 1, -1)
        wanted = [f for f in (*keys, *(f for f in way if f not in keys)) if start <= f < stop]
        for done, frame_index in enumerate(wanted, start=1):
            token.raise_if_cancelled()
            masks = self._masks(by_object, frame_index, is_forward)
            if masks:
                self.visited.append(frame_index)
                yield FrameMasks(frame_index, tuple(masks), done, len(wanted))
            if self.cancel_after is not None and len(self.visited) >= self.cancel_after:
                token.cancel()

    def _masks(
        self, by_object: Mapping[int, list[ObjectPrompt]], frame_index: int, is_forward: bool
    ) -> list[ObjectMask]:
        masks = []
        for index, prompts in by_object.items():
            own = {prompt.frame_index: prompt for prompt in prompts}
            passed = [f for f in own if (f <= frame_index if is_forward else f >= frame_index)]
            if not passed:
                continue
            nearest = own[max(passed) if is_forward else min(passed)]
            rle = mask_to_rle(self._follow(nearest, frame_index))
            masks.append(ObjectMask(index, rle, 0.9, self.score, frame_index in own))
        return masks


def stay(prompt: ObjectPrompt, frame_index: int) -> BoolMask:
    """The object does not move."""
    if prompt.mask is not None:
        return prompt.mask
    if prompt.box_xyxy is not None:
        return box_mask(SIZE_HW, *(int(value) for value in prompt.box_xyxy))
    x, y = prompt.points[0].point_xy
    return box_mask(SIZE_HW, int(x) - 2, int(y) - 2, int(x) + 3, int(y) + 3)


def box_rle(x0: int, y0: int, x1: int, y1: int) -> MaskRle:
    return mask_to_rle(box_mask(SIZE_HW, x0, y0, x1, y1))


def add_clip(session: OpenProject, frame_count: int) -> None:
    item = replace(clip(frame_count=frame_count), height=SIZE_HW[0], width=SIZE_HW[1])
    session.do("Add clip", put_media(session.project, item))


def add_track(
    session: OpenProject, states: Mapping[int, FrameState], rle: MaskRle | None = None, *, name: str = "dog"
) -> ObjectId:
    """An object with the same mask on frames of these states (an empty one where it is absent)."""
    project = session.project
    added = new_object(project, CLIP, name)
    shown = rle or box_rle(10, 10, 30, 30)
    empty = mask_to_rle(np.zeros(SIZE_HW, np.bool_))
    frames = {
        index: ObjectFrame(empty if state is FrameState.ABSENT else shown, state, 0.8, 5.0)
        for index, state in states.items()
    }
    session.do("Add", put_object(project, added))
    session.do("Track", put_track(project, added.object_id, frames))
    return added.object_id


def states_of(session: OpenProject, object_id: ObjectId) -> dict[int, FrameState]:
    return {index: frame.state for index, frame in session.project.track(object_id).items()}


def opener(frame_count: int) -> Callable[[], AbstractContextManager[FrameProvider]]:
    return lambda: nullcontext(GreyFrames(frame_count))
