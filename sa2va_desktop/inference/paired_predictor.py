"""A Sa2VA for language and `[SEG]` together with a stand-alone SAM 2 for clicks and tracks, often a smaller and faster one.

In the consistent grounding mode the Sa2VA's decoder makes the masks of the key frames, and the other network carries
them, as plain masks, through the clip. The compatible mode is the Sa2VA's alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from torch import Tensor

from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.inference.api import (
    LANGUAGE_FRAME_LIMIT,
    FrameMasks,
    FrameProvider,
    GroundingMode,
    ObjectMask,
    ObjectPrompt,
    PointsFound,
    PointsRequest,
    PredictorDescription,
    RunReport,
    SegmentRequest,
    ShownPictures,
    TraceSink,
    TrackRequest,
    with_consistent_mode,
)
from sa2va_desktop.inference.checkpoint import Checkpoint
from sa2va_desktop.inference.grounding.features import DEFAULT_CACHE_BYTES
from sa2va_desktop.inference.predictor import Sa2vaPredictor
from sa2va_desktop.inference.sam2_predictor import Sam2Predictor
from sa2va_desktop.tasks import CancelToken

_KEY_FRAME_SHARE = 4  # the Sa2VA's own SAM 2 looks at key frames only


class PairedPredictor(Sa2vaPredictor):
    """Owns both networks, and closes both. Used on the model worker only."""

    def __init__(
        self, checkpoint: Checkpoint, tracker: Sam2Predictor, *, cache_bytes: int = DEFAULT_CACHE_BYTES
    ) -> None:
        super().__init__(checkpoint, cache_bytes=cache_bytes // _KEY_FRAME_SHARE)
        self._tracker = tracker
        self._description = _paired(self._description, tracker.description)

    def track(self, request: TrackRequest, token: CancelToken) -> Iterator[FrameMasks]:
        """As `Predictor.track`, by the tracker."""
        return self._tracker.track(request, token)

    def segment(self, request: SegmentRequest, token: CancelToken) -> Sequence[ObjectMask]:
        """As `Predictor.segment`, by the tracker."""
        return self._tracker.segment(request, token)

    def segment_points(self, request: PointsRequest, token: CancelToken) -> Iterator[PointsFound]:
        """As `Predictor.segment_points`, by the tracker."""
        return self._tracker.segment_points(request, token)

    def encode(self, frames: FrameProvider, frame_index: int, token: CancelToken) -> None:
        """As `Predictor.encode`, for clicks: by the tracker."""
        self._tracker.encode(frames, frame_index, token)

    def take_reports(self) -> Sequence[RunReport]:
        """Of both."""
        return [*super().take_reports(), *self._tracker.take_reports()]

    def close(self) -> None:
        super().close()
        self._tracker.close()

    def _ground(
        self,
        embeddings: Tensor,
        segmented: ShownPictures,
        frame_range: tuple[int, int],
        *,
        mode: GroundingMode,
        token: CancelToken,
        trace: TraceSink | None,
    ) -> Iterator[FrameMasks]:
        if mode is GroundingMode.COMPATIBLE:
            yield from super()._ground(embeddings, segmented, frame_range, mode=mode, token=token, trace=trace)
            return
        start, stop = frame_range
        done, prompts = 0, []
        for masks in self._key_masks(embeddings, segmented, token):
            prompts += [
                ObjectPrompt(mask.object_index, masks.frame_index, mask=rle_to_mask(mask.rle))
                for mask in masks.masks
            ]
            if start <= masks.frame_index < stop:
                done += 1
                yield replace(masks, done=done, total=stop - start)
        if done == stop - start:  # a still, or a range of key frames only: the tracker need not look at them
            return
        request = TrackRequest(segmented.frames, tuple(prompts), frame_range)
        for masks in self._tracker.track(request, token):
            if not any(mask.is_key for mask in masks.masks):  # those have been yielded, with their scores
                yield masks

    def _key_masks(
        self, embeddings: Tensor, segmented: ShownPictures, token: CancelToken
    ) -> Iterator[FrameMasks]:
        """Masks on the frames that the language model saw, each frame alone."""
        session = self._session(segmented.frames)
        for key in sorted(set(segmented.language_frames[:LANGUAGE_FRAME_LIMIT])):
            yield from session.ground(
                embeddings,
                (key,),
                frame_range=(key, key + 1),
                mode=GroundingMode.COMPATIBLE,
                token=token,
            )


def _paired(language: PredictorDescription, tracker: PredictorDescription) -> PredictorDescription:
    return replace(
        language,
        name=f"{language.name} + {tracker.tracker}",
        capabilities=with_consistent_mode(language.capabilities),
        parameter_count=language.parameter_count + tracker.parameter_count,
        memory_bytes=language.memory_bytes + tracker.memory_bytes,
        tracker=tracker.tracker,
        speed=tracker.speed,
    )
