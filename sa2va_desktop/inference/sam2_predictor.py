"""The predictor over a stand-alone SAM 2: clicks, boxes, masks and tracks, without any language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import torch

from sa2va_desktop.errors import CapabilityError, ModelError
from sa2va_desktop.inference.api import (
    AnswerScore,
    AskEvent,
    AskRequest,
    Capabilities,
    FrameMasks,
    FrameProvider,
    Notice,
    ObjectMask,
    PointsFound,
    PointsRequest,
    PredictorDescription,
    RunReport,
    SegmentRequest,
    TraceSink,
    TrackRequest,
)
from sa2va_desktop.inference.devices import leave_one_core_free, pick_device, pick_dtype, release_memory
from sa2va_desktop.inference.expected_speed import expected_speed
from sa2va_desktop.inference.grounding import GroundingModel
from sa2va_desktop.inference.grounding.features import DEFAULT_CACHE_BYTES
from sa2va_desktop.inference.grounding.sessions import GroundingSessions
from sa2va_desktop.inference.sam2_checkpoint import Sam2Checkpoint, load_sam2
from sa2va_desktop.inference.sam2_files import converted_folder
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate


def load_sam2_predictor(
    source: Path | str,
    *,
    keep_in: Path,
    device: str | None = "cpu",
    dtype: str | None = None,
    cache_bytes: int = DEFAULT_CACHE_BYTES,
) -> Sam2Predictor:
    """Load a public SAM 2 file or a folder with one. Slow; call it on the model worker. The caller closes the predictor.

    Args:
        keep_in: where a public file is kept in our own form, so that it is converted once.
        device, dtype: as for `predictor.load_predictor`; the type is that of computation, on a GPU only.

    Raises:
        CheckpointError: it cannot be used.
        UsageError: there is no such device or number type.
        OutOfMemoryError: the weights do not fit.
    """
    leave_one_core_free()
    chosen = pick_device(device)
    folder = converted_folder(Path(source), keep_in=keep_in)
    checkpoint = load_sam2(folder, device=chosen)
    return Sam2Predictor(
        checkpoint, dtype=pick_dtype(None if dtype == "auto" else dtype, chosen), cache_bytes=cache_bytes
    )


class Sam2Predictor:
    """Follows the Predictor protocol. Used on the model worker only; owns the network's memory until `close`."""

    def __init__(
        self,
        checkpoint: Sam2Checkpoint,
        *,
        dtype: torch.dtype = torch.float32,
        cache_bytes: int = DEFAULT_CACHE_BYTES,
    ) -> None:
        grounding = GroundingModel(
            checkpoint.network,
            checkpoint.config,
            device=checkpoint.device,
            dtype=dtype,
            key=str(checkpoint.folder),
        )
        self._device = checkpoint.device
        self._description = _describe(checkpoint, grounding.dtype)
        self._sessions: GroundingSessions | None = GroundingSessions(grounding, cache_bytes=cache_bytes)

    @property
    def description(self) -> PredictorDescription:
        return self._description

    def ask(
        self, request: AskRequest, token: CancelToken, trace: TraceSink | None = None
    ) -> Iterator[AskEvent]:
        """
        Raises:
            CapabilityError: always, because there is no language model.
        """
        raise CapabilityError(self._description.capabilities.reasons["language"])

    def score_answers(
        self, request: AskRequest, answers: Sequence[str], token: CancelToken
    ) -> Sequence[AnswerScore]:
        """
        Raises:
            CapabilityError: always, because there is no language model.
        """
        raise CapabilityError(self._description.capabilities.reasons["language"])

    def track(self, request: TrackRequest, token: CancelToken) -> Iterator[FrameMasks]:
        """Carry marked objects through the range; see `GroundingSession.track`."""
        session = self._opened().of(request.frames)
        yield from session.track(
            request.prompts, frame_range=request.frame_range, direction=request.direction, token=token
        )

    def segment(self, request: SegmentRequest, token: CancelToken) -> Sequence[ObjectMask]:
        """Candidate masks of points, a box or a rough mask on one frame, best first."""
        session = self._opened().of(request.frames)
        return session.segment(request.prompt, token, refines=request.refines)

    def segment_points(self, request: PointsRequest, token: CancelToken) -> Iterator[PointsFound]:
        """Candidates of many clicks on one frame; see `GroundingSession.segment_points`."""
        yield from self._opened().of(request.frames).segment_points(request, token)

    def encode(self, frames: FrameProvider, frame_index: int, token: CancelToken) -> None:
        """Compute the features of a frame ahead; nothing when they are in memory."""
        token.raise_if_cancelled()
        self._opened().of(frames).encode(frame_index)

    def take_reports(self) -> Sequence[RunReport]:
        """See `Predictor.take_reports`."""
        return [] if self._sessions is None else list(map(Notice, self._sessions.model.ladder.take_notices()))

    def close(self) -> None:
        """Free weights and caches. Idempotent; a request after it raises ModelError."""
        if self._sessions is not None:
            self._sessions = None
            release_memory(self._device)

    def _opened(self) -> GroundingSessions:
        if self._sessions is None:
            raise ModelError(translate("inference", "The model {0} was closed.").format(self._description.name))
        return self._sessions


def _describe(checkpoint: Sam2Checkpoint, dtype: torch.dtype) -> PredictorDescription:
    no_language = translate(
        "inference", "{0} has no language model; it makes masks of marks and tracks them."
    ).format(checkpoint.title)
    unable = ("language", "image", "video", "region_prompts", "grounded_caption", "grounding_modes")
    return PredictorDescription(
        name=checkpoint.title,
        folder=str(checkpoint.folder),
        capabilities=Capabilities(
            family=checkpoint.variant,
            template="",
            language=False,
            image=False,
            video=False,
            region_prompts=False,
            grounded_caption=False,
            grounding_modes=(),
            reasons=dict.fromkeys(unable, no_language),
        ),
        device=str(checkpoint.device),
        dtype=str(dtype).removeprefix("torch."),
        parameter_count=checkpoint.parameter_count,
        memory_bytes=checkpoint.memory_bytes,
        tracker=checkpoint.title,
        speed=expected_speed(checkpoint.title, checkpoint.config, checkpoint.device),
    )
