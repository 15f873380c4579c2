"""Image features: computed once per frame, used by every object, both decoders, clicks, corrections and re-tracks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch.nn.functional as F
from torch import Tensor

from sa2va_desktop.errors import MediaError
from sa2va_desktop.inference.api import FrameProvider
from sa2va_desktop.inference.grounding.frame_input import frame_to_pixels
from sa2va_desktop.inference.grounding.model import DecoderRole, GroundingModel
from sa2va_desktop.inference.grounding.trace import GroundingTrace
from sa2va_desktop.inference.memory_ladder import Stage
from sa2va_desktop.translation import translate

DEFAULT_CACHE_BYTES = 512 * 2**20


@dataclass(frozen=True, eq=False)
class FineFeatures:
    """The finer levels, already reduced by the 1x1 projections that belong to one decoder.

    Attributes:
        stride4: (1, C/8, 4h, 4w).
        stride8: (1, C/4, 2h, 2w).
    """

    stride4: Tensor
    stride8: Tensor


@dataclass(frozen=True, eq=False)
class FrameFeatures:
    """What the decoders and the memory need of one frame.

    The finer levels are kept after each decoder's own projection instead of before: for the released sizes that is
    28 MiB a frame with two decoders instead of 84, and it is just as independent of who asks.

    Attributes:
        top: (1, C, h, w) at stride 16.
        fine: per decoder that has weights of its own.
    """

    top: Tensor
    fine: Mapping[DecoderRole, FineFeatures]

    def fine_for(self, role: DecoderRole) -> FineFeatures:
        return self.fine.get(role, self.fine[DecoderRole.TRACKING])

    @cached_property
    def byte_count(self) -> int:
        tensors = [self.top] + [level for fine in self.fine.values() for level in (fine.stride4, fine.stride8)]
        return sum(tensor.nbytes for tensor in tensors)


@dataclass(frozen=True)
class FeatureKey:
    media_key: str
    frame_index: int
    model_key: str


class FeatureCache:
    """Least recently used features first out, bounded in bytes. Shared by sessions, used on the model worker only."""

    def __init__(self, limit_bytes: int = DEFAULT_CACHE_BYTES) -> None:
        self.limit_bytes = limit_bytes
        self.byte_count = 0
        self._entries: OrderedDict[FeatureKey, FrameFeatures] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: FeatureKey) -> FrameFeatures | None:
        features = self._entries.get(key)
        if features is not None:
            self._entries.move_to_end(key)
        return features

    def put(self, key: FeatureKey, features: FrameFeatures) -> None:
        """Keeps `features` unless they alone exceed the limit; older ones make room."""
        self._discard(key)
        if features.byte_count > self.limit_bytes:
            return
        while self.byte_count + features.byte_count > self.limit_bytes:
            self._discard(next(iter(self._entries)))
        self._entries[key] = features
        self.byte_count += features.byte_count

    def shrink(self) -> bool:
        """Give everything up and keep half as much from now on; False when there was nothing."""
        if not self._entries:
            return False
        self.limit_bytes //= 2
        self.clear()
        return True

    def clear(self) -> None:
        self._entries.clear()
        self.byte_count = 0

    def _discard(self, key: FeatureKey) -> None:
        features = self._entries.pop(key, None)
        if features is not None:
            self.byte_count -= features.byte_count


class FrameEncoder:
    """Features of the frames of one media item, through the shared cache.

    `run_count` says how often the image encoder really ran.
    """

    def __init__(
        self, model: GroundingModel, frames: FrameProvider, media_key: str, cache: FeatureCache
    ) -> None:
        self.run_count = 0
        self._model = model
        self._frames = frames
        self._media_key = media_key
        self._cache = cache

    @property
    def frame_count(self) -> int:
        """Frames of the clip."""
        return self._frames.frame_count

    def features(self, frame_index: int, trace: GroundingTrace | None = None) -> FrameFeatures:
        """Features of one frame; with a trace they are computed anew, because it wants the input too.

        Raises:
            MediaError: the frame cannot be decoded or has another size than its clip.
        """
        key = FeatureKey(self._media_key, frame_index, self._model.key)
        kept = self._cache.get(key) if trace is None else None
        if kept is not None:
            return kept
        features = self._encode(frame_index, trace)
        self._cache.put(key, features)
        return features

    def _encode(self, frame_index: int, trace: GroundingTrace | None) -> FrameFeatures:
        rgb = self._frames.read_rgb(frame_index)
        if rgb.shape[:2] != tuple(self._frames.size_hw):
            height, width = self._frames.size_hw
            raise MediaError(
                translate("inference", "Frame {0} is {1}x{2} pixels but its clip is {3}x{4}.").format(
                    frame_index, rgb.shape[1], rgb.shape[0], width, height
                )
            )
        self.run_count += 1
        model = self._model

        def encode() -> tuple[Tensor, FrameFeatures]:
            pixels = frame_to_pixels(
                rgb,
                model.config.image_size,
                device=model.device,
                dtype=model.dtype,
                is_exact=model.config.has_exact_colors,
            )
            return pixels, _projected(model, model.network.image_encoder.trunk(pixels))

        pixels, features = model.computed(Stage.ENCODE, encode)
        if trace is not None:
            fine = features.fine_for(DecoderRole.LANGUAGE)
            trace.frame_encoded(frame_index, pixels, features.top, fine)
        return features


def _projected(model: GroundingModel, levels: Sequence[Tensor]) -> FrameFeatures:
    """The neck and the decoders' own projections: trunk levels of strides 4, 8, 16, 32 to features.

    Only the top level gets something from above, as in the released models.
    """
    stride16, stride32 = (project(level) for project, level in zip(model.top_projections, levels[2:]))
    top = stride16 + F.interpolate(stride32.float(), scale_factor=2.0, mode="nearest")
    fine = {
        role: FineFeatures(to_stride4(levels[0]), to_stride8(levels[1]))
        for role, (to_stride4, to_stride8) in model.fine_projections.items()
    }
    return FrameFeatures(top, fine)
