"""The predictor over one loaded checkpoint: instruction in; text, phrases and masks out, as they are made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from torch import Tensor

from sa2va_desktop.errors import CapabilityError, ModelError, UsageError
from sa2va_desktop.inference.answer_run import AnswerRun
from sa2va_desktop.inference.api import (
    AnswerScore,
    AskEvent,
    AskRequest,
    Capabilities,
    FrameMasks,
    FrameProvider,
    GroundingMode,
    MemoryForecast,
    Notice,
    ObjectMask,
    PointsFound,
    PointsRequest,
    PredictorDescription,
    PromptBuilt,
    RunReport,
    SegmentRequest,
    ShownPictures,
    TraceSink,
    TrackRequest,
    TurnOptions,
)
from sa2va_desktop.inference.checkpoint import Checkpoint
from sa2va_desktop.inference.devices import release_memory, usable_bytes
from sa2va_desktop.inference.encoded_pictures import EncodedPictures, PictureEncoder
from sa2va_desktop.inference.expected_speed import expected_speed, own_title
from sa2va_desktop.inference.grounding import GroundingModel, GroundingSession
from sa2va_desktop.inference.grounding.features import DEFAULT_CACHE_BYTES
from sa2va_desktop.inference.grounding.sessions import GroundingSessions
from sa2va_desktop.inference.kept_conversations import KeptConversations
from sa2va_desktop.inference.memory_ladder import Relief
from sa2va_desktop.inference.memory_plan import plan_run
from sa2va_desktop.inference.memory_sizes import RequestSizes
from sa2va_desktop.inference.planned_loading import AUTO, open_checkpoint
from sa2va_desktop.inference.prompt import Prompt, PromptAssembler
from sa2va_desktop.inference.request_sizes import ask_sizes, track_sizes
from sa2va_desktop.inference.retold_history import retold_history
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate


def load_predictor(
    folder: Path | str,
    *,
    device: str | None = "cpu",
    dtype: str | None = None,
    quantise: str = AUTO,
    offload: str = AUTO,
    cache_bytes: int = DEFAULT_CACHE_BYTES,
    turns: TurnOptions | None = None,
) -> Sa2vaPredictor:
    """Load a checkpoint folder. Slow; call it on the model worker. The caller closes the predictor.

    Args:
        device, dtype, quantise, offload: see `planned_loading.open_checkpoint`, whose errors it raises.
        cache_bytes: how much the image features of recent frames may take.
        turns: what the person chose about chat templates.
    """
    checkpoint = open_checkpoint(
        folder, device=device, dtype=dtype, quantise=quantise, offload=offload, turns=turns
    )
    return Sa2vaPredictor(checkpoint, cache_bytes=cache_bytes)


@dataclass(frozen=True, eq=False)
class _Loaded:
    """Everything that holds weights or features, so that closing is forgetting one object."""

    checkpoint: Checkpoint
    pictures: PictureEncoder
    sessions: GroundingSessions

    @classmethod
    def of(cls, checkpoint: Checkpoint, cache_bytes: int) -> _Loaded:
        network = checkpoint.network
        grounding = GroundingModel(
            network.sam2,
            network.config.grounding,
            device=checkpoint.device,
            dtype=checkpoint.dtype,
            tuned_decoder=network.tuned_mask_decoder,
            ladder=checkpoint.ladder,
        )
        sessions = GroundingSessions(grounding, cache_bytes=cache_bytes)
        return cls(checkpoint, checkpoint.family.picture_encoder(checkpoint), sessions)

    @property
    def grounding(self) -> GroundingModel:
        return self.sessions.model


class Sa2vaPredictor:
    """Follows the Predictor protocol. Used on the model worker only; owns the checkpoint's memory until `close`."""

    def __init__(self, checkpoint: Checkpoint, *, cache_bytes: int = DEFAULT_CACHE_BYTES) -> None:
        self._description = _describe(checkpoint)
        self._assembler = PromptAssembler(checkpoint.tokenizer, checkpoint.template, checkpoint.marks)
        self._conversations = KeptConversations()
        self._reports: list[RunReport] = []
        self._loaded: _Loaded | None = _Loaded.of(checkpoint, cache_bytes)
        checkpoint.ladder.add_reliefs(
            Relief(
                self._conversations.give_up,
                QT_TRANSLATE_NOOP(
                    "inference", "Memory ran out while {0}; earlier turns will have to be read again."
                ),
            )
        )

    @property
    def description(self) -> PredictorDescription:
        return self._description

    def ask(
        self, request: AskRequest, token: CancelToken, trace: TraceSink | None = None
    ) -> Iterator[AskEvent]:
        """Prompt, text, then masks of all `[SEG]`s together. Without pictures there are no masks.

        Raises:
            UsageError, CapabilityError: the request does not fit the media item or the checkpoint.
            CancelledError, MediaError, OutOfMemoryError: what was yielded stays valid.
        """
        loaded = self._opened()
        mode = _check_request(request, self._description.capabilities)
        request, prompt, pictures = self._read(request, token, trace)
        yield PromptBuilt(prompt=prompt.text, token_count=len(prompt.ids))
        if trace is not None:
            trace.record("prompt_ids", np.array(prompt.ids, np.int64))
        forced = None if request.forced_answer is None else self._assembler.ids_of_answer(request.forced_answer)
        run = AnswerRun(
            loaded.checkpoint,
            prompt,
            pictures,
            request,
            forced_ids=forced,
            # What is checked against another runtime is computed from the beginning.
            kept=None if trace is not None or request.parse_special_tokens else self._conversations,
        )
        yield from run.events(token, trace)
        segmented = request.segmented
        if segmented is not None and run.seg_states:
            yield from self._ground(
                run.seg_embeddings(), segmented, request.frame_range, mode=mode, token=token, trace=trace
            )

    def score_answers(
        self, request: AskRequest, answers: Sequence[str], token: CancelToken
    ) -> Sequence[AnswerScore]:
        """See `Predictor.score_answers`."""
        loaded = self._opened()
        _check_request(request, self._description.capabilities)
        if not all(answer.strip() for answer in answers):
            raise UsageError(
                translate("inference", "An answer to be scored has to have words, found a blank one.")
            )
        request, prompt, pictures = self._read(replace(request, max_segments=0), token)
        ids = [self._assembler.ids_of_answer(answer, marks=(), is_closed=True) for answer in answers]
        run = AnswerRun(loaded.checkpoint, prompt, pictures, request, kept=self._conversations)
        found = run.scores(ids, token)
        return [AnswerScore(answer, sum(each), len(each)) for answer, each in zip(answers, found, strict=True)]

    def track(self, request: TrackRequest, token: CancelToken) -> Iterator[FrameMasks]:
        """Carry marked objects through the range; see `GroundingSession.track`."""
        self._plan(track_sizes(request))
        yield from self._session(request.frames).track(
            request.prompts, frame_range=request.frame_range, direction=request.direction, token=token
        )

    def segment(self, request: SegmentRequest, token: CancelToken) -> Sequence[ObjectMask]:
        """Candidate masks of points, a box or a rough mask on one frame, best first."""
        return self._session(request.frames).segment(request.prompt, token, refines=request.refines)

    def segment_points(self, request: PointsRequest, token: CancelToken) -> Iterator[PointsFound]:
        """Candidates of many clicks on one frame; see `GroundingSession.segment_points`."""
        yield from self._session(request.frames).segment_points(request, token)

    def encode(self, frames: FrameProvider, frame_index: int, token: CancelToken) -> None:
        """Compute the features of a frame ahead; nothing when they are in memory."""
        token.raise_if_cancelled()
        self._session(frames).encode(frame_index)

    def _plan(self, request: RequestSizes) -> None:
        """Say what a request will take, and make it fit what is free."""
        loaded = self._opened()
        checkpoint, features = loaded.checkpoint, loaded.sessions.features
        if checkpoint.plan is None:
            return
        planned = plan_run(
            checkpoint.sizes,
            checkpoint.plan,
            replace(request, kept_bytes=self._conversations.byte_count),
            free_bytes=usable_bytes(checkpoint.device) + self._conversations.byte_count + features.byte_count,
            budget=replace(checkpoint.ladder.most, cache_bytes=features.limit_bytes),
        )
        checkpoint.ladder.budget = planned.budget
        features.limit_bytes = planned.budget.cache_bytes
        self._reports.append(MemoryForecast(planned.sentence, planned.fits))

    def take_reports(self) -> Sequence[RunReport]:
        """See `Predictor.take_reports`."""
        taken, self._reports = self._reports, []
        if self._loaded is not None:
            taken += map(Notice, self._loaded.checkpoint.ladder.take_notices())
        return taken

    def close(self) -> None:
        """Free weights and caches. Idempotent; a request after it raises ModelError."""
        if self._loaded is None:
            return
        device = self._loaded.checkpoint.device
        self._loaded = None
        self._conversations.close()
        release_memory(device)

    def _opened(self) -> _Loaded:
        if self._loaded is None:
            raise ModelError(translate("inference", "The model {0} was closed.").format(self._description.name))
        return self._loaded

    def _read(
        self, request: AskRequest, token: CancelToken, trace: TraceSink | None = None
    ) -> tuple[AskRequest, Prompt, list[EncodedPictures]]:
        """Encode the pictures and assemble the prompt; earlier turns in words become ids."""
        loaded = self._opened()
        if request.retold:
            history = retold_history(
                request.retold, self._assembler, lambda shown: loaded.pictures.encode(shown, token).layout
            )
            request = replace(request, history=history, retold=())
        self._plan(ask_sizes(request, loaded.checkpoint))
        earlier = request.history.pictures if request.history is not None else ()
        pictures = [loaded.pictures.encode(shown, token) for shown in earlier]
        new = None if request.shown is None else loaded.pictures.encode(request.shown, token, trace)
        prompt = self._prompt(request, pictures, new)
        return request, prompt, pictures if new is None else [*pictures, new]

    def _prompt(
        self, request: AskRequest, earlier: Sequence[EncodedPictures], new: EncodedPictures | None
    ) -> Prompt:
        layout = None if new is None else new.layout
        if request.history is not None:
            return self._assembler.next_turn(
                request.text,
                layout,
                request.history.ids,
                earlier_pictures=[encoded.layout for encoded in earlier],
                parse_specials=request.parse_special_tokens,
            )
        return self._assembler.first_turn(
            request.text,
            layout,
            placeholder=request.image_placeholder,
            parse_specials=request.parse_special_tokens,
            past_text=request.past_text,
        )

    def _session(self, frames: FrameProvider) -> GroundingSession:
        return self._opened().sessions.of(frames)

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
        """Masks of `[SEG]` embeddings over the range; see `GroundingSession.ground`."""
        return self._session(segmented.frames).ground(
            embeddings,
            segmented.language_frames,
            frame_range=frame_range,
            mode=mode,
            token=token,
            trace=trace,
        )


def _describe(checkpoint: Checkpoint) -> PredictorDescription:
    grounding = checkpoint.network.config.grounding
    return PredictorDescription(
        name=checkpoint.folder.name,
        folder=str(checkpoint.folder),
        capabilities=checkpoint.capabilities,
        device=str(checkpoint.device),
        dtype=str(checkpoint.dtype).removeprefix("torch."),
        parameter_count=checkpoint.parameter_count,
        memory_bytes=checkpoint.memory_bytes,
        placement=checkpoint.plan.how if checkpoint.plan is not None else "",
        speed=expected_speed(own_title(grounding), grounding, checkpoint.device),
    )


def _check_request(request: AskRequest, capabilities: Capabilities) -> GroundingMode:
    """Everything that can be refused before work begins. Returns the grounding mode to use."""
    if request.region_masks and (request.frames is None or request.is_video):
        raise CapabilityError(translate("inference", "Regions can be marked on a still picture only."))
    if request.region_masks and not capabilities.region_prompts:
        raise CapabilityError(
            translate("inference", "Regions cannot be talked about: {0}").format(
                capabilities.reasons["region_prompts"]
            )
        )
    if request.segmented is not None:
        start, stop = request.frame_range
        frame_count = request.segmented.frames.frame_count
        if not 0 <= start < stop <= frame_count:
            raise UsageError(
                translate("inference", "The frame range {0}:{1} is not inside frames 0:{2}.").format(
                    start, stop, frame_count
                )
            )
    if (request.history is not None or request.retold) and request.past_text:
        raise UsageError(
            translate("inference", "A turn continues either a kept history or a past text, not both.")
        )
    mode = request.grounding_mode or capabilities.default_grounding_mode
    if mode not in capabilities.grounding_modes:
        raise CapabilityError(
            translate("inference", "The {0} grounding mode is not possible: {1}").format(
                mode.value, capabilities.reasons["grounding_modes"]
            )
        )
    return mode
