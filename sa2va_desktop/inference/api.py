"""What a predictor is to the rest of the application: protocols and records without torch, so that tests can fake them.

A predictor is made and used on one worker thread. Requests are immutable and never hold the project; results leave
as iterators of events. Every frame-wise result is NumPy, text, numbers or a run-length mask at full resolution.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import BoolMask, MaskRle
from sa2va_desktop.tasks import CancelToken

RgbFrame = npt.NDArray[np.uint8]  # (H, W, 3)
LowResLogits = npt.NDArray[np.float32]  # (s, s), the decoder's own resolution; positive is inside

LANGUAGE_FRAME_LIMIT = 5
"""How many frames of a clip the language model sees; the released checkpoints were trained with five."""


class FrameProvider(Protocol):
    """Decoded frames of one media item on demand; used by one thread at a time."""

    @property
    def frame_count(self) -> int: ...

    @property
    def size_hw(self) -> tuple[int, int]:
        """Height and width of the displayed picture in pixels."""
        ...

    def read_rgb(self, frame_index: int) -> RgbFrame:
        """The frame as (H, W, 3) uint8 RGB.

        Raises:
            MediaError: the frame cannot be decoded.
            IndexError: no such frame.
        """
        ...


@runtime_checkable
class IdentifiedFrames(FrameProvider, Protocol):
    """A provider that knows what it shows, so that features of its frames are found again by later requests.

    `media_key` changes when the content does (a hash, say) and is equal for two openings of the same file.
    """

    @property
    def media_key(self) -> str: ...


class GroundingMode(enum.Enum):
    """How `[SEG]` becomes masks over a clip.

    COMPATIBLE: as published: the tuned decoder on every frame, key frames are the first five.
    CONSISTENT: key frames by the tuned decoder as it was trained, tracking by the original SAM 2 decoder.
    """

    COMPATIBLE = "compatible"
    CONSISTENT = "consistent"


@dataclass(frozen=True)
class Capabilities:
    """What one checkpoint can do. The window offers what is true and shows `reasons[name]` for what is not.

    `reasons["follow_up"]` beside a true `follow_up`: follow-ups are possible, but the checkpoint was not trained with
    any.

    `reasons` is keyed by the field's name, such as "region_prompts". Regions are read on the (region_grid, region_grid)
    image tokens of the whole picture. Without `language` it takes marks only: nothing can be asked of it.
    """

    family: str
    template: str
    language: bool = True
    image: bool = True
    video: bool = True
    region_prompts: bool = True
    region_grid: int = 16
    grounded_caption: bool = True
    follow_up: bool = True
    grounding_modes: tuple[GroundingMode, ...] = (GroundingMode.COMPATIBLE,)
    default_grounding_mode: GroundingMode = GroundingMode.COMPATIBLE
    reasons: Mapping[str, str] = field(default_factory=dict)


def with_consistent_mode(capabilities: Capabilities) -> Capabilities:
    """The same, able to ground consistently, and doing so unless told otherwise."""
    return replace(
        capabilities,
        grounding_modes=(GroundingMode.COMPATIBLE, GroundingMode.CONSISTENT),
        default_grounding_mode=GroundingMode.CONSISTENT,
        reasons={name: why for name, why in capabilities.reasons.items() if name != "grounding_modes"},
    )


@dataclass(frozen=True)
class TurnOptions:
    """What a person may choose about the turns of families that ship their template.

    Attributes:
        allow_unknown_template: a template that is not known here may be rendered, in a sandbox.
        training_layout: turns as they were written in training, not as the published runtime writes them.
    """

    allow_unknown_template: bool = False
    training_layout: bool = False


@dataclass(frozen=True)
class PredictorDescription:
    """What is loaded, for the status bar, `doctor` and the answer's provenance.

    Attributes:
        placement: precision and place of the language model's weights in words, "" when nothing is out of the ordinary.
        tracker: title of the SAM 2 network that serves clicks and tracks in place of the checkpoint's own, or "".
        speed: how fast clicks and tracks will be; None where that is not worth a word, as on a GPU.
    """

    name: str
    folder: str
    capabilities: Capabilities
    device: str
    dtype: str
    parameter_count: int
    memory_bytes: int
    placement: str = ""
    tracker: str = ""
    speed: ExpectedSpeed | None = None


@dataclass(frozen=True)
class ExpectedSpeed:
    """Seconds a frame, estimated before anyone waits.

    Attributes:
        title: of the SAM 2 network that serves clicks and tracks.
        click_s: the first click on a frame; track_s: one object on one frame of a track.
        smaller_title, smaller_name: the public network that is fastest, and what loads it; "" when this is it.
        smaller_click_s, smaller_track_s: the same of that one.
    """

    title: str
    click_s: float
    track_s: float
    smaller_title: str = ""
    smaller_name: str = ""
    smaller_click_s: float = 0.0
    smaller_track_s: float = 0.0


@dataclass(frozen=True, eq=False)
class ShownPictures:
    """What one turn shows to the language model.

    Attributes:
        is_video: False: `frames` is a single picture; True: a clip.
        language_frames: frame indices that are shown, ascending, at most `LANGUAGE_FRAME_LIMIT`.
        region_masks: regions to talk about, each (H, W) bool in picture coordinates; stills only.
        language_frame_limit: more than so many frames of a clip are refused; a recipe may know better than the default.
    """

    frames: FrameProvider
    is_video: bool = False
    language_frames: tuple[int, ...] = (0,)
    region_masks: tuple[BoolMask, ...] = ()
    language_frame_limit: int = LANGUAGE_FRAME_LIMIT


@dataclass(frozen=True)
class History:
    """Earlier turns of a conversation, kept as ids because re-encoding text would change them.

    Attributes:
        ids: prompt and answer tokens in order.
        pictures: what those turns showed, in order, one for each turn that brought pictures of its own. They have to
            be readable when the conversation goes on.
    """

    ids: tuple[int, ...]
    pictures: tuple[ShownPictures, ...] = field(default=(), compare=False)


@dataclass(frozen=True, eq=False)
class RetoldTurn:
    """An earlier turn in words, for a conversation whose ids are not known or not this checkpoint's.

    Attributes:
        text: what was sent, without the place of its picture.
        answer: what was written, with `[SEG]` and phrase marks; with or without its stop word.
        pictures: what the turn showed, or None.
    """

    text: str
    answer: str
    pictures: ShownPictures | None = None


@dataclass(frozen=True)
class AskRequest:
    """One instruction to the model.

    Attributes:
        text: what the person typed. Special tokens in it are plain characters unless `parse_special_tokens`.
        frames: where new pictures come from. None: the turn brings none; what it segments is then in the last
            pictures of `history`, and without those it is a text-only turn.
        is_video: False: `frames` is a single picture, tiled; True: a clip.
        language_frames: frame indices shown to the language model, ascending, at most `LANGUAGE_FRAME_LIMIT`.
        frame_range: half-open range of frames for which masks are wanted.
        region_masks: regions to talk about, each (H, W) bool in picture coordinates; stills only.
        grounding_mode: None lets the checkpoint's default decide.
        history: earlier turns, which may have shown other pictures or clips.
        retold: the same in words instead; ids are made of it first.
        past_text: prefixed verbatim instead of `history`, for `trace` only.
        forced_answer: imposed token by token instead of decoding greedily, for `trace` only.
        max_segments: the answer is ended after so many `[SEG]`; None lets the model write on. A model that repeats
            itself would otherwise make an object of each until the token limit.
        image_placeholder: True: the text is sent as `<image>\\n` + text; False: the text is sent as it is and has
            its own `<image>`, if any.
        language_frame_limit: see `ShownPictures`.
        wants_confidence: `AnswerFinished.confidence` is told; without it nothing is computed for that.
    """

    text: str
    frames: FrameProvider | None = None
    is_video: bool = False
    language_frames: tuple[int, ...] = (0,)
    frame_range: tuple[int, int] = (0, 1)
    region_masks: tuple[BoolMask, ...] = ()
    grounding_mode: GroundingMode | None = None
    history: History | None = None
    retold: tuple[RetoldTurn, ...] = ()
    past_text: str = ""
    forced_answer: str | None = None
    max_new_tokens: int = 512
    max_segments: int | None = None
    parse_special_tokens: bool = False
    image_placeholder: bool = True
    language_frame_limit: int = LANGUAGE_FRAME_LIMIT
    wants_confidence: bool = False

    @property
    def shown(self) -> ShownPictures | None:
        """The new pictures of this turn."""
        if self.frames is None:
            return None
        return ShownPictures(
            self.frames, self.is_video, self.language_frames, self.region_masks, self.language_frame_limit
        )

    @property
    def segmented(self) -> ShownPictures | None:
        """The pictures in which `[SEG]` is grounded: the new ones, or the last that the conversation has seen."""
        told = tuple(turn.pictures for turn in self.retold if turn.pictures is not None)
        earlier = self.history.pictures if self.history is not None else told
        return self.shown or (earlier[-1] if earlier else None)


@dataclass(frozen=True)
class PromptBuilt:
    """The exact prompt, special tokens included (image tokens folded, such as `<IMG_CONTEXT>*256`), before the prefill."""

    prompt: str
    token_count: int


@dataclass(frozen=True)
class TextDelta:
    """More text of the answer, for reading: no special tokens, never a part of a stop word."""

    text: str


@dataclass(frozen=True)
class SegmentFound:
    """The model wrote `[SEG]`: one more object.

    Attributes:
        seg_index: 0, 1, … in text order.
        phrase_start, phrase_stop: characters of the readable answer text (all `TextDelta`s joined) that this
            object grounds; equal when the model gave no phrase.
    """

    seg_index: int
    phrase_start: int
    phrase_stop: int


@dataclass(frozen=True)
class TokenConfidence:
    """How probable the tokens of a greedy answer were, the stop token included: their mean and the least, in 0..1."""

    mean: float
    least: float


@dataclass(frozen=True)
class AnswerScore:
    """How likely a model is to give one answer to a request.

    Attributes:
        log_probability: natural logarithm of the probability that the model answers with exactly these tokens and
            stops. Because the stop token is in it, answers of different lengths can be compared as they are: it is
            what sampling would give. `mean_log_probability` is the same for each token, for answers whose length
            should not count, such as whole sentences.
        token_count: with the stop token.
    """

    answer: str
    log_probability: float
    token_count: int

    @property
    def mean_log_probability(self) -> float:
        return self.log_probability / self.token_count


@dataclass(frozen=True)
class AnswerFinished:
    """The text is complete. `is_truncated`: the token limit was reached before the model stopped by itself;
    `has_too_many_segments`: `AskRequest.max_segments` was.

    `unbound_phrases`: [start, stop) characters of phrases that the model marked but gave no mask.
    """

    text: str
    raw_text: str
    history: History
    segment_count: int
    is_truncated: bool
    unbound_phrases: tuple[tuple[int, int], ...] = ()
    has_too_many_segments: bool = False
    confidence: TokenConfidence | None = None


@dataclass(frozen=True)
class ObjectMask:
    """One object on one frame.

    Attributes:
        object_index: the `[SEG]` index, or the position of the prompt's object in a `TrackRequest`.
        rle: mask at full picture resolution.
        predicted_iou: 0..1, SAM 2's own estimate.
        object_score: logit; above 0 means that the object is in the frame.
        is_key: the mask comes from a prompt on this frame, not from memory.
        low_res_logits: only of `Predictor.segment`: what a further click on the same frame goes on from.
    """

    object_index: int
    rle: MaskRle
    predicted_iou: float
    object_score: float
    is_key: bool
    low_res_logits: LowResLogits | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class FrameMasks:
    """All objects of a request on one frame. Frames arrive key frames first, then outwards from them."""

    frame_index: int
    masks: tuple[ObjectMask, ...]
    done: int
    total: int


@dataclass(frozen=True)
class Notice:
    """Memory ran out and the work goes on in another way, with the same results; `text` is one sentence that says how."""

    text: str


@dataclass(frozen=True)
class MemoryForecast:
    """What a request is going to take of the device's memory, said before the work begins.

    Attributes:
        text: such as "about 9.3 GiB of 11.0 GiB; language model in 8 bit".
        fits: False: even in the smallest parts it takes more than is free now.
    """

    text: str
    fits: bool


RunReport = Notice | MemoryForecast
"""What a predictor has to say about how it works; see `Predictor.take_reports`."""

AskEvent = PromptBuilt | TextDelta | SegmentFound | AnswerFinished | FrameMasks


@dataclass(frozen=True)
class PointPrompt:
    """A click at `point_xy` in picture pixels (floats; pixel k covers [k, k+1)); label 1 in, 0 out."""

    point_xy: tuple[float, float]
    label: int = 1


@dataclass(frozen=True)
class ObjectPrompt:
    """Everything known about one object on one frame: points and a box together, or a mask, which wins.

    `box_xyxy` is in picture pixels, left, top, right, bottom (exclusive). `mask` is (H, W) bool.
    """

    object_index: int
    frame_index: int
    points: tuple[PointPrompt, ...] = ()
    box_xyxy: tuple[float, float, float, float] | None = None
    mask: BoolMask | None = None


class TrackDirection(enum.Enum):
    FORWARD = "forward"
    BACKWARD = "backward"
    BOTH = "both"


@dataclass(frozen=True)
class TrackRequest:
    """Carry prompted objects through a half-open frame range from their prompted frames."""

    frames: FrameProvider
    prompts: tuple[ObjectPrompt, ...]
    frame_range: tuple[int, int]
    direction: TrackDirection = TrackDirection.BOTH


@dataclass(frozen=True)
class SegmentRequest:
    """Turn points or a box on one frame into masks, without tracking.

    Attributes:
        refines: `low_res_logits` of the mask that this prompt, but for its latest point, made before. SAM 2 was
            trained to go on from them. They take the place of `prompt.mask`.
    """

    frames: FrameProvider
    prompt: ObjectPrompt
    refines: LowResLogits | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class PointsRequest:
    """Many clicks on one frame, each alone and about a thing of its own.

    Attributes:
        points_xy: in picture pixels, as `PointPrompt.point_xy`.
        min_predicted_iou, min_stability: candidates below either are left out.
        stability_offset: how far the threshold of the logits moves to both sides for `PointMask.stability`.
    """

    frames: FrameProvider
    frame_index: int
    points_xy: tuple[tuple[float, float], ...]
    min_predicted_iou: float = 0.0
    min_stability: float = 0.0
    stability_offset: float = 1.0


@dataclass(frozen=True)
class PointMask:
    """One candidate of one point.

    Attributes:
        mask: `object_index` is the point's index in `PointsRequest.points_xy`; never empty.
        stability: 0..1, the IoU between the masks at a higher and a lower threshold of the logits.
    """

    mask: ObjectMask
    stability: float


@dataclass(frozen=True)
class PointsFound:
    """Candidates of the next points of a `PointsRequest`; `done` of `total` points are decoded now."""

    masks: tuple[PointMask, ...]
    done: int
    total: int


class TraceSink(Protocol):
    """Receives named intermediates (float32 or int64 arrays) while a request runs; only `trace` passes one."""

    def record(self, name: str, value: npt.NDArray[np.generic]) -> None: ...


class Predictor(Protocol):
    """A loaded checkpoint. Made by `assembly`, used on the model worker only, closed by whoever asked for it.

    All iterators check `token` between tokens, frames and parts and raise CancelledError; what they have
    yielded stays valid. They raise ModelError, MediaError or OutOfMemoryError with one sentence.
    """

    @property
    def description(self) -> PredictorDescription: ...

    def ask(
        self, request: AskRequest, token: CancelToken, trace: TraceSink | None = None
    ) -> Iterator[AskEvent]: ...

    def score_answers(
        self, request: AskRequest, answers: Sequence[str], token: CancelToken
    ) -> Sequence[AnswerScore]:
        """How likely each of some answers is, in their order.

        The prompt is read once, with its pictures and regions as for `ask`; then each answer is imposed with the stop
        token behind it. Special tokens that an answer spells are plain characters. Nothing is segmented, and
        `forced_answer`, `max_new_tokens` and `max_segments` do not matter.

        Raises:
            UsageError: an answer is blank.
            CapabilityError: the model has no language.
            CancelledError: `token` was set; checked between the answers.
        """
        ...

    def track(self, request: TrackRequest, token: CancelToken) -> Iterator[FrameMasks]: ...

    def segment(self, request: SegmentRequest, token: CancelToken) -> Sequence[ObjectMask]:
        """Candidate masks, best first."""
        ...

    def segment_points(self, request: PointsRequest, token: CancelToken) -> Iterator[PointsFound]:
        """Candidate masks of many single clicks on one frame, which is encoded once, part by part.

        The points come in their order, as many at once as memory allows. Each is decoded as `segment` decodes a
        single click, so that a point has up to three candidates.
        """
        ...

    def encode(self, frames: FrameProvider, frame_index: int, token: CancelToken) -> None:
        """Look at a frame ahead, so that a click on it finds the picture features in memory."""
        ...

    def take_reports(self) -> Sequence[RunReport]:
        """What is to be said about the requests so far and was not taken yet; to be asked between two results."""
        ...

    def close(self) -> None:
        """Free the device memory. Idempotent."""
        ...
