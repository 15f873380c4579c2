"""The streaming grounding session: language or marks in, masks out frame by frame, at a cost that the clip's length does not change.

State lives inside one request; between requests only the features stay, in the shared cache.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from torch import Tensor

from sa2va_desktop.errors import CapabilityError, InputError
from sa2va_desktop.inference.api import (
    LANGUAGE_FRAME_LIMIT,
    FrameMasks,
    FrameProvider,
    GroundingMode,
    LowResLogits,
    ObjectMask,
    ObjectPrompt,
    PointsFound,
    PointsRequest,
    TraceSink,
    TrackDirection,
)
from sa2va_desktop.inference.grounding.decoding import DecodedObjects
from sa2va_desktop.inference.grounding.features import FeatureCache, FrameEncoder, FrameFeatures
from sa2va_desktop.inference.grounding.mask_output import MaskUpscaler
from sa2va_desktop.inference.grounding.model import DecoderRole, GroundingModel
from sa2va_desktop.inference.grounding.point_grid import check_points, point_masks
from sa2va_desktop.inference.grounding.prompting import (
    PromptedObject,
    check_prompts,
    decode_language,
    decode_marks,
    prompt_by_user,
    prompted_objects,
)
from sa2va_desktop.inference.grounding.stream import MaskStream, StreamRequest
from sa2va_desktop.inference.grounding.trace import GroundingTrace
from sa2va_desktop.inference.memory_ladder import Stage
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate


class GroundingSession:
    """Grounds objects on one media item. Made by the predictor, used on the model worker; holds no device state."""

    def __init__(
        self,
        model: GroundingModel,
        frames: FrameProvider,
        *,
        media_key: str,
        cache: FeatureCache | None = None,
    ) -> None:
        """
        Args:
            media_key: names the media item's content in the shared cache, so that an edited file gets another one.
            cache: shared between sessions; None gives this session its own.
        """
        self._model = model
        self._frames = frames
        config = model.config
        self._upscaler = MaskUpscaler(config.low_res_size, config.image_size, frames.size_hw)
        self.encoder = FrameEncoder(model, frames, media_key, FeatureCache() if cache is None else cache)

    def encode(self, frame_index: int) -> None:
        """Compute the features of a frame ahead, so that a click on it finds them in the cache."""
        self.encoder.features(frame_index)

    def ground(
        self,
        embeddings: Tensor,
        key_frames: Sequence[int],
        *,
        frame_range: tuple[int, int],
        mode: GroundingMode,
        token: CancelToken,
        trace: TraceSink | None = None,
    ) -> Iterator[FrameMasks]:
        """Masks of `[SEG]` embeddings over a clip: key frames first, then forward and backward from them.

        Args:
            embeddings: (N, d_model), one per object; objects are numbered in this order.
            key_frames: the frames that the language model saw; the compatible mode uses the first five.
            frame_range: half-open range for which masks are yielded.
            trace: receives the intermediates when the run is complete.

        Raises:
            CapabilityError: the mode needs a second decoder that the checkpoint does not have.
            InputError: a key frame or the range leaves the clip.
        """
        if mode not in self._model.modes:
            raise CapabilityError(
                translate(
                    "inference",
                    "The {0} grounding mode needs the original SAM 2 mask decoder beside the tuned one, which this checkpoint does not have.",
                ).format(mode.value)
            )
        keys = tuple(sorted(set(key_frames[:LANGUAGE_FRAME_LIMIT])))
        self._check_frames(keys, frame_range)
        is_consistent = mode is GroundingMode.CONSISTENT
        recorder = None if trace is None else GroundingTrace(trace)
        rows = tuple(range(embeddings.shape[0]))
        if not rows:
            return iter(())

        def prompt_frame(frame_index: int, features: FrameFeatures) -> list[PromptedObject]:
            def part(start: int, stop: int) -> tuple[DecodedObjects, list[PromptedObject]]:
                own = embeddings[start:stop].to(self._model.device)
                decoded = decode_language(self._model, features, own)
                found = prompted_objects(
                    decoded, rows[start:stop], self._upscaler, keeps_logits=not is_consistent
                )
                return decoded, found

            parts = list(self._model.computed_parts(Stage.PROMPT, len(rows), part))
            if recorder is not None:
                recorder.decoded(frame_index, DecodedObjects.joined([decoded for decoded, _ in parts]))
            return [each for _, found in parts for each in found]

        return self._stream(
            StreamRequest(
                object_indices=rows,
                key_frames=(keys,) * len(rows),
                frame_range=frame_range,
                direction=TrackDirection.BOTH,
                prompt_frame=prompt_frame,
                role=DecoderRole.TRACKING if is_consistent else DecoderRole.LANGUAGE,
                is_gated=is_consistent,
                token=token,
                trace=recorder,
            )
        )

    def track(
        self,
        prompts: Sequence[ObjectPrompt],
        *,
        frame_range: tuple[int, int],
        direction: TrackDirection,
        token: CancelToken,
    ) -> Iterator[FrameMasks]:
        """Carry marked objects through a clip as SAM 2 does.

        Objects may have different key frames. A frame then comes twice: with the objects that reach it forward, and
        with those that reach it backward; `total` counts both.

        Raises:
            InputError: a prompt or the range leaves the clip, or a prompt says nothing.
        """
        check_prompts(prompts, self._frames.frame_count, self._frames.size_hw)
        indices = tuple(dict.fromkeys(prompt.object_index for prompt in prompts))
        by_frame: dict[int, list[tuple[int, ObjectPrompt]]] = {}
        for prompt in prompts:
            by_frame.setdefault(prompt.frame_index, []).append((indices.index(prompt.object_index), prompt))
        keys = tuple(
            tuple(sorted(prompt.frame_index for prompt in prompts if prompt.object_index == index))
            for index in indices
        )
        self._check_frames(sorted(by_frame), frame_range)

        def prompt_frame(frame_index: int, features: FrameFeatures) -> list[PromptedObject]:
            marked = by_frame[frame_index]

            def part(start: int, stop: int) -> list[PromptedObject]:
                return prompt_by_user(self._model, features, self._upscaler, marked[start:stop])

            found = self._model.computed_parts(Stage.PROMPT, len(marked), part)
            return [each for part_found in found for each in part_found]

        return self._stream(
            StreamRequest(
                object_indices=indices,
                key_frames=keys,
                frame_range=frame_range,
                direction=direction,
                prompt_frame=prompt_frame,
                role=DecoderRole.TRACKING,
                is_gated=True,
                token=token,
            )
        )

    def segment(
        self, prompt: ObjectPrompt, token: CancelToken, *, refines: LowResLogits | None = None
    ) -> tuple[ObjectMask, ...]:
        """Candidate masks of a click, several points, a box or a rough mask on one frame, best first.

        A single click gives three candidates, anything more precise one. A mask given together with points or
        alone is a hint to be refined. The object score is reported but hides nothing: the person pointed there.

        Args:
            refines: see `SegmentRequest.refines`.

        Raises:
            InputError: the prompt leaves the clip or says nothing, or `refines` has another size than the decoder's.
        """
        check_prompts([prompt], self._frames.frame_count, self._frames.size_hw)
        token.raise_if_cancelled()
        features = self.encoder.features(prompt.frame_index)

        def candidates() -> tuple[ObjectMask, ...]:
            decoded = decode_marks(
                self._model, features, prompt, self._frames.size_hw, is_gated=False, refines=refines
            )
            ious = decoded.candidate_ious[0].tolist()
            score = float(decoded.object_scores[0])
            best_first = sorted(range(len(ious)), key=lambda index: -ious[index])
            return tuple(
                ObjectMask(
                    prompt.object_index,
                    self._upscaler.to_rle(decoded.candidate_logits[0, index]),
                    ious[index],
                    score,
                    is_key=True,
                    low_res_logits=decoded.candidate_logits[0, index].cpu().numpy(),
                )
                for index in best_first
            )

        return self._model.computed(Stage.CLICK, candidates)

    def segment_points(self, request: PointsRequest, token: CancelToken) -> Iterator[PointsFound]:
        """Candidates of many clicks on one frame, part by part; see `Predictor.segment_points`.

        Raises:
            InputError: the frame or a point is not there.
        """
        check_points(request, self._frames.frame_count, self._frames.size_hw)
        token.raise_if_cancelled()
        features, total = self.encoder.features(request.frame_index), len(request.points_xy)

        def part(start: int, stop: int) -> PointsFound:
            found = point_masks(self._model, features, self._upscaler, request, range(start, stop))
            return PointsFound(found, stop, total)

        token.raise_if_cancelled()
        for found in self._model.computed_parts(Stage.GRID, total, part):
            yield found
            if found.done < total:
                token.raise_if_cancelled()

    def _check_frames(self, key_frames: Sequence[int], frame_range: tuple[int, int]) -> None:
        count = self._frames.frame_count
        start, stop = frame_range
        if not 0 <= start < stop <= count:
            raise InputError(
                translate("inference", "The frame range {0}:{1} is not inside the clip's frames 0:{2}.").format(
                    start, stop, count
                )
            )
        if not key_frames:
            raise InputError(translate("inference", "Tracking needs at least one prompted frame, found none."))
        outside = [frame for frame in key_frames if not 0 <= frame < count]
        if outside:
            raise InputError(
                translate("inference", "Frame {0} is prompted but the clip has frames 0 to {1}.").format(
                    outside[0], count - 1
                )
            )

    def _stream(self, request: StreamRequest) -> Iterator[FrameMasks]:
        return MaskStream(self._model, self.encoder, self._upscaler, request).events()
