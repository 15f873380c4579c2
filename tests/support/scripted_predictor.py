"""A predictor without a model: it says what a script says and paints boxes that move. Knows nothing of torch.

Everything is decided by the script and the request, so two runs give the same events.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle
from sa2va_desktop.errors import CapabilityError, ModelError, OutOfMemoryError
from sa2va_desktop.inference.api import (
    AnswerFinished,
    AnswerScore,
    AskEvent,
    AskRequest,
    Capabilities,
    FrameMasks,
    FrameProvider,
    GroundingMode,
    History,
    ObjectMask,
    ObjectPrompt,
    PointMask,
    PointsFound,
    PointsRequest,
    PredictorDescription,
    PromptBuilt,
    RunReport,
    SegmentFound,
    SegmentRequest,
    TextDelta,
    TokenConfidence,
    TraceSink,
    TrackDirection,
    TrackRequest,
)
from sa2va_desktop.tasks import CancelToken

POINTS_AT_ONCE = 16
OUT_OF_MEMORY = OutOfMemoryError("The scripted device ran out of memory; what was finished is kept.")
MODEL_FAILURE = ModelError("The scripted model failed; what was finished is kept.")


@dataclass(frozen=True)
class ScriptedObject:
    """A box that moves by `velocity_xy` pixels a frame and exists on the half-open `frame_range` (None: always).

    `box_xyxy` is where it is on frame 0, in picture pixels, right and bottom exclusive; None: the middle third.
    """

    phrase: str = ""
    box_xyxy: tuple[int, int, int, int] | None = None
    velocity_xy: tuple[int, int] = (0, 0)
    frame_range: tuple[int, int] | None = None

    def mask_at(self, frame_index: int, size_hw: tuple[int, int]) -> BoolMask:
        """(H, W) bool; empty where the object has left the picture or does not exist."""
        height, width = size_hw
        x0, y0, x1, y1 = self.box_xyxy or (width // 3, height // 3, 2 * width // 3, 2 * height // 3)
        dx, dy = self.velocity_xy[0] * frame_index, self.velocity_xy[1] * frame_index
        mask = np.zeros(size_hw, np.bool_)
        if self.frame_range is None or self.frame_range[0] <= frame_index < self.frame_range[1]:
            mask[max(0, y0 + dy) : max(0, y1 + dy), max(0, x0 + dx) : max(0, x1 + dx)] = True
        return mask


@dataclass(frozen=True)
class UnboundPhrase:
    """Words that are marked as a phrase and get no mask."""

    phrase: str


@dataclass(frozen=True)
class Script:
    """What one answer says and where it breaks.

    Attributes:
        parts: plain text, objects and phrases without one in reading order; an object writes its phrase, then its
            `[SEG]`.
        token_delay_s, frame_delay_s: slept before each piece of text and each frame; cancelling cuts it short.
        fail_at_token, fail_at_frame: raise `error` before this many-th piece or frame of a run (0 is the first).
        object_velocity_xy: how tracked prompts of a `TrackRequest` move.
        score: log-probability of an answer to a request that is scored, by the request and the answer.
        confidence: of each token of what is said.
        things: what `segment_points` finds: each point gives the things under it, the first one with the best score.
    """

    parts: tuple[str | ScriptedObject | UnboundPhrase, ...] = ("Sure, it is ", ScriptedObject(), ".")
    token_delay_s: float = 0.0
    frame_delay_s: float = 0.0
    fail_at_token: int | None = None
    fail_at_frame: int | None = None
    error: Exception = OUT_OF_MEMORY
    object_velocity_xy: tuple[int, int] = (0, 0)
    score: Callable[[AskRequest, str], float] = lambda _request, _answer: -1.0
    confidence: float = 0.9
    things: tuple[ScriptedObject, ...] = ()

    @property
    def objects(self) -> tuple[ScriptedObject, ...]:
        return tuple(part for part in self.parts if isinstance(part, ScriptedObject))


class ScriptedPredictor:
    """Follows the Predictor protocol. Each `ask` takes the next script; the last one is repeated.

    `requests` holds every request in the order of arrival, `is_closed` whether `close` was called; `encoded` the
    frames that were encoded, ahead or for a click, once each. Whoever puts something into `reports` has it reported.
    """

    def __init__(
        self,
        *scripts: Script,
        capabilities: Capabilities | None = None,
        name: str = "scripted",
    ) -> None:
        self._scripts = list(scripts) or [Script()]
        self._answered = 0
        self.requests: list[AskRequest | TrackRequest | SegmentRequest | PointsRequest] = []
        self.encoded: list[int] = []
        self.is_closed = False
        self.reports: list[RunReport] = []
        self._description = PredictorDescription(
            name=name,
            folder="",
            capabilities=capabilities
            or Capabilities(
                family="scripted",
                template="qwen_chat",
                grounding_modes=(GroundingMode.COMPATIBLE, GroundingMode.CONSISTENT),
                default_grounding_mode=GroundingMode.CONSISTENT,
            ),
            device="cpu",
            dtype="float32",
            parameter_count=0,
            memory_bytes=0,
        )

    @property
    def description(self) -> PredictorDescription:
        return self._description

    def ask(
        self, request: AskRequest, token: CancelToken, trace: TraceSink | None = None
    ) -> Iterator[AskEvent]:
        self.requests.append(request)
        script = self._scripts[min(self._answered, len(self._scripts) - 1)]
        self._answered += 1
        if request.region_masks and not self._description.capabilities.region_prompts:
            raise CapabilityError("The scripted model takes no regions.")
        token.raise_if_cancelled()
        prompt = ("<image>\n" if request.frames and request.image_placeholder else "") + request.text
        yield PromptBuilt(prompt=prompt, token_count=len(prompt))
        yield from self._speak(script, request, prompt, token)
        segmented = request.segmented
        if segmented is None or not script.objects:
            return
        start, stop = request.frame_range
        size_hw = segmented.frames.size_hw
        keys = [frame for frame in segmented.language_frames if start <= frame < stop] or [start]
        masks_at = dict(enumerate(script.objects[: request.max_segments]))
        for done, frame_index in enumerate(_outwards(keys, range(start, stop))):
            _breathe(token, script.frame_delay_s)
            if done == script.fail_at_frame:
                raise script.error
            masks = tuple(
                _object_mask(index, part.mask_at(frame_index, size_hw), is_key=frame_index in keys)
                for index, part in masks_at.items()
            )
            yield FrameMasks(frame_index, masks, done=done + 1, total=stop - start)

    def score_answers(
        self, request: AskRequest, answers: Sequence[str], token: CancelToken
    ) -> Sequence[AnswerScore]:
        """By the latest script; the request is remembered as those of `ask`."""
        self.requests.append(request)
        script = self._scripts[-1]
        if not self._description.capabilities.language:
            raise CapabilityError("The scripted model has no language.")
        if request.region_masks and not self._description.capabilities.region_prompts:
            raise CapabilityError("The scripted model takes no regions.")
        scores = []
        for answer in answers:
            _breathe(token, script.token_delay_s)
            scores.append(AnswerScore(answer, script.score(request, answer), len(answer.split()) + 1))
        return scores

    def track(self, request: TrackRequest, token: CancelToken) -> Iterator[FrameMasks]:
        self.requests.append(request)
        script = self._scripts[-1]
        size_hw = request.frames.size_hw
        start, stop = request.frame_range
        prompted = sorted({prompt.frame_index for prompt in request.prompts})
        frames = _outwards([f for f in prompted if start <= f < stop], range(start, stop))
        if request.direction is TrackDirection.FORWARD:
            frames = [frame for frame in frames if frame >= min(prompted)]
        elif request.direction is TrackDirection.BACKWARD:
            frames = [frame for frame in frames if frame <= max(prompted)]
        for done, frame_index in enumerate(frames):
            _breathe(token, script.frame_delay_s)
            if done == script.fail_at_frame:
                raise script.error
            masks = []
            for object_index in sorted({prompt.object_index for prompt in request.prompts}):
                own = [prompt for prompt in request.prompts if prompt.object_index == object_index]
                near = min(own, key=lambda prompt: abs(prompt.frame_index - frame_index))
                mask = _moved(
                    _prompt_mask(near, size_hw), script.object_velocity_xy, frame_index - near.frame_index
                )
                masks.append(_object_mask(object_index, mask, is_key=near.frame_index == frame_index))
            yield FrameMasks(frame_index, tuple(masks), done=done + 1, total=len(frames))

    def segment(self, request: SegmentRequest, token: CancelToken) -> Sequence[ObjectMask]:
        self.requests.append(request)
        self.encode(request.frames, request.prompt.frame_index, token)
        mask = _prompt_mask(request.prompt, request.frames.size_hw)
        index = request.prompt.object_index
        found = [_object_mask(index, mask, is_key=True, predicted_iou=iou) for iou in (0.9, 0.7, 0.5)]
        # Logits that tell the candidates apart, as a real decoder's do.
        return [replace(each, low_res_logits=np.full((4, 4), each.predicted_iou, np.float32)) for each in found]

    def segment_points(self, request: PointsRequest, token: CancelToken) -> Iterator[PointsFound]:
        self.requests.append(request)
        self.encode(request.frames, request.frame_index, token)
        script = self._scripts[-1]
        masks = [thing.mask_at(request.frame_index, request.frames.size_hw) for thing in script.things]
        total = len(request.points_xy)
        for start in range(0, total, POINTS_AT_ONCE):
            _breathe(token, script.frame_delay_s)
            if start // POINTS_AT_ONCE == script.fail_at_frame:
                raise script.error
            stop = min(total, start + POINTS_AT_ONCE)
            found = []
            for index in range(start, stop):
                x, y = (int(value) for value in request.points_xy[index])
                for place, mask in enumerate(masks):
                    iou = 0.95 - 0.05 * place
                    if mask[y, x] and iou >= request.min_predicted_iou:
                        one = _object_mask(index, mask, is_key=True, predicted_iou=iou)
                        found.append(PointMask(one, 0.95))
            yield PointsFound(tuple(found), stop, total)

    def encode(self, frames: FrameProvider, frame_index: int, token: CancelToken) -> None:
        token.raise_if_cancelled()
        if frame_index not in self.encoded:
            self.encoded.append(frame_index)

    def take_reports(self) -> Sequence[RunReport]:
        taken, self.reports = self.reports, []
        return taken

    def close(self) -> None:
        self.is_closed = True

    def _speak(
        self, script: Script, request: AskRequest, prompt: str, token: CancelToken
    ) -> Iterator[AskEvent]:
        text, raw, said, segment_count, is_truncated = "", "", 0, 0, False
        has_too_many, unbound = False, list[tuple[int, int]]()
        for part in script.parts:
            is_object = isinstance(part, ScriptedObject)
            words = part if isinstance(part, str) else part.phrase
            phrase_start = len(text)
            for piece in re.findall(r"\s*\S+|\s+$", words):
                _breathe(token, script.token_delay_s)
                if said == script.fail_at_token:
                    raise script.error
                if said >= request.max_new_tokens:
                    is_truncated = True
                    break
                said += 1
                text += piece
                yield TextDelta(piece)
            if is_truncated:
                break
            raw += f"<p> {words} </p> [SEG]" if is_object and words else "[SEG]" if is_object else words
            if is_object and segment_count == request.max_segments:
                has_too_many = True
                break
            if isinstance(part, UnboundPhrase):
                unbound.append((phrase_start, len(text)))
            if is_object:
                yield SegmentFound(segment_count, phrase_start, len(text))
                segment_count += 1
        told = tuple(turn.pictures for turn in request.retold if turn.pictures is not None)
        earlier = request.history or History((), told)
        shown = (*earlier.pictures, request.shown) if request.shown else earlier.pictures
        history = History(ids=(*earlier.ids, *(prompt + raw).encode()), pictures=shown)
        sure = TokenConfidence(script.confidence, script.confidence) if request.wants_confidence else None
        yield AnswerFinished(
            text, raw, history, segment_count, is_truncated, tuple(unbound), has_too_many, confidence=sure
        )


def _outwards(keys: Sequence[int], frames: range) -> list[int]:
    """Key frames in order, then the others by their distance to the nearest key."""
    if not keys:
        return list(frames)
    return sorted(frames, key=lambda frame: (min(abs(frame - key) for key in keys), frame))


def _breathe(token: CancelToken, seconds: float) -> None:
    token.raise_if_cancelled()
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(left, 0.005))
        token.raise_if_cancelled()


def _prompt_mask(prompt: ObjectPrompt, size_hw: tuple[int, int]) -> BoolMask:
    """The mask itself, the box, or a 20-pixel square round the first positive click."""
    if prompt.mask is not None:
        return prompt.mask
    mask = np.zeros(size_hw, np.bool_)
    if prompt.box_xyxy is not None:
        x0, y0, x1, y1 = (max(0, round(value)) for value in prompt.box_xyxy)
    else:
        x, y = next(point.point_xy for point in prompt.points if point.label == 1)
        x0, y0, x1, y1 = (max(0, round(value)) for value in (x - 10, y - 10, x + 10, y + 10))
    mask[y0:y1, x0:x1] = True
    return mask


def _moved(mask: BoolMask, velocity_xy: tuple[int, int], steps: int) -> BoolMask:
    rows, columns = np.nonzero(mask)
    rows, columns = rows + velocity_xy[1] * steps, columns + velocity_xy[0] * steps
    inside = (rows >= 0) & (rows < mask.shape[0]) & (columns >= 0) & (columns < mask.shape[1])
    moved = np.zeros_like(mask)
    moved[rows[inside], columns[inside]] = True
    return moved


def _object_mask(object_index: int, mask: BoolMask, *, is_key: bool, predicted_iou: float = 0.9) -> ObjectMask:
    score = 6.0 if mask.any() else -6.0
    return ObjectMask(object_index, mask_to_rle(mask), predicted_iou, score, is_key)
