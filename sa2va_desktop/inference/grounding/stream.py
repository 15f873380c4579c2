"""One request as a stream: key frames first, then outwards, one frame in memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.inference.api import FrameMasks, ObjectMask, TrackDirection
from sa2va_desktop.inference.grounding.decoding import DecodedObjects, encode_memory
from sa2va_desktop.inference.grounding.features import FrameEncoder, FrameFeatures
from sa2va_desktop.inference.grounding.mask_output import MaskUpscaler
from sa2va_desktop.inference.grounding.memory_bank import MemoryEntry, ObjectMemory
from sa2va_desktop.inference.grounding.model import DecoderRole, GroundingModel
from sa2va_desktop.inference.grounding.prompting import PromptedObject, memory_inputs
from sa2va_desktop.inference.grounding.propagation import TrackStep, plan_steps, track_frame
from sa2va_desktop.inference.grounding.trace import GroundingTrace
from sa2va_desktop.inference.memory_ladder import Stage
from sa2va_desktop.tasks import CancelToken

PromptFrame = Callable[[int, FrameFeatures], list[PromptedObject]]


@dataclass(frozen=True, eq=False)
class StreamRequest:
    """How key frames are prompted, and how the rest is tracked.

    Attributes:
        object_indices: the caller's index of each object; its position here is its row.
        key_frames: of each row, ascending.
        frame_range: half-open range of frames to yield.
        prompt_frame: decodes all prompted objects of one key frame.
        role: the decoder that tracks.
        is_gated: masks of absent objects are emptied while tracking.
    """

    object_indices: tuple[int, ...]
    key_frames: tuple[tuple[int, ...], ...]
    frame_range: tuple[int, int]
    direction: TrackDirection
    prompt_frame: PromptFrame
    role: DecoderRole
    is_gated: bool
    token: CancelToken
    trace: GroundingTrace | None = None


class MaskStream:
    """Runs one request. Its memories end with it."""

    def __init__(
        self, model: GroundingModel, encoder: FrameEncoder, upscaler: MaskUpscaler, request: StreamRequest
    ) -> None:
        self.memories = tuple(ObjectMemory(model.config, encoder.frame_count) for _ in request.key_frames)
        self._model = model
        self._encoder = encoder
        self._upscaler = upscaler
        self._request = request
        self._done = 0
        self._total = 0

    def events(self) -> Iterator[FrameMasks]:
        """Yields as frames are finished.

        Raises:
            CancelledError: between two frames; what was yielded stays valid.
            OutOfMemoryError, MediaError: likewise.
        """
        keys = sorted({frame for own in self._request.key_frames for frame in own})
        tracked = [0, 0]  # steps, and those inside the range
        for step in self._steps():
            tracked = [tracked[0] + 1, tracked[1] + self._is_wanted(step.frame_index)]
        self._total = sum(map(self._is_wanted, keys)) + tracked[1]
        for frame_index in keys:
            yield from self._prompt(frame_index, remembers=tracked[0] > 0 or self._request.trace is not None)
        yield from self._propagate()
        if self._request.trace is not None:
            self._request.trace.finish()

    def _steps(self) -> Iterator[TrackStep]:
        request = self._request
        return plan_steps(request.key_frames, request.frame_range, request.direction)

    def _prompt(self, frame_index: int, *, remembers: bool) -> Iterator[FrameMasks]:
        """A key frame: its masks leave before its memory is made."""
        self._request.token.raise_if_cancelled()
        features = self._encoder.features(frame_index, self._request.trace)
        prompted = self._request.prompt_frame(frame_index, features)
        indices = self._request.object_indices
        yield from self._emit(
            frame_index,
            [
                ObjectMask(indices[one.row], one.rle, one.predicted_iou, one.object_score, is_key=True)
                for one in prompted
            ],
        )
        if remembers:
            self._remember(frame_index, features, prompted)

    def _remember(self, frame_index: int, features: FrameFeatures, prompted: Sequence[PromptedObject]) -> None:
        model, trace = self._model, self._request.trace

        def part(start: int, stop: int) -> tuple[Tensor | None, list[MemoryEntry]]:
            logits, pointers, scores = memory_inputs(model, features, prompted[start:stop])
            encoded = encode_memory(model, features, logits, scores, is_prompted=True)
            entries = [MemoryEntry.rounded(*pair) for pair in zip(encoded, pointers)]
            return None if trace is None else encoded, entries

        parts = list(model.computed_parts(Stage.PROMPT, len(prompted), part))
        for one, entry in zip(prompted, [entry for _, entries in parts for entry in entries]):
            self.memories[one.row].conditioning[frame_index] = entry
        if trace is not None:
            encoded = torch.cat([encoded for encoded, _ in parts if encoded is not None])
            trace.memory_encoded(frame_index, encoded)

    def _propagate(self) -> Iterator[FrameMasks]:
        direction = None
        for step in self._steps():
            self._request.token.raise_if_cancelled()
            if step.direction is not direction:
                direction = step.direction
                for memory in self.memories:
                    memory.start_pass()
            decoded = self._track(step)
            if self._is_wanted(step.frame_index):
                yield from self._emit(step.frame_index, self._object_masks(step, decoded))

    def _track(self, step: TrackStep) -> DecodedObjects:
        request = self._request
        features = self._encoder.features(step.frame_index, request.trace)
        with self._model.computing():
            decoded = track_frame(
                self._model,
                request.role,
                features,
                self.memories,
                step,
                is_gated=request.is_gated,
                trace=request.trace,
            )
        if request.trace is not None:
            request.trace.decoded(step.frame_index, decoded)
        return decoded

    def _object_masks(self, step: TrackStep, decoded: DecodedObjects) -> list[ObjectMask]:
        rles = [self._upscaler.to_rle(logits) for logits in decoded.low_res_logits.cpu()]
        scores = zip(decoded.predicted_ious.tolist(), decoded.object_scores.tolist())
        indices = [self._request.object_indices[row] for row in step.rows]
        return [
            ObjectMask(index, rle, iou, score, is_key=False)
            for index, rle, (iou, score) in zip(indices, rles, scores)
        ]

    def _is_wanted(self, frame_index: int) -> bool:
        start, stop = self._request.frame_range
        return start <= frame_index < stop

    def _emit(self, frame_index: int, masks: Sequence[ObjectMask]) -> Iterator[FrameMasks]:
        if not self._is_wanted(frame_index):
            return
        self._done += 1
        if self._request.trace is not None:
            self._request.trace.masks(frame_index, np.stack([rle_to_mask(mask.rle) for mask in masks]))
        yield FrameMasks(frame_index, tuple(masks), self._done, self._total)
