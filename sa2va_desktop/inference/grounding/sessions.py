"""Grounding sessions over one network: what clips share, the image features of their frames, is kept here."""

from __future__ import annotations

import itertools
import weakref

from sa2va_desktop.inference.api import FrameProvider, IdentifiedFrames
from sa2va_desktop.inference.grounding.features import DEFAULT_CACHE_BYTES, FeatureCache
from sa2va_desktop.inference.grounding.model import GroundingModel
from sa2va_desktop.inference.grounding.session import GroundingSession
from sa2va_desktop.inference.memory_ladder import Relief
from sa2va_desktop.translation import QT_TRANSLATE_NOOP


class GroundingSessions:
    """Made by a predictor, used on the model worker only."""

    def __init__(self, model: GroundingModel, *, cache_bytes: int = DEFAULT_CACHE_BYTES) -> None:
        self.model = model
        self._features = FeatureCache(cache_bytes)
        self._media_keys: weakref.WeakKeyDictionary[FrameProvider, str] = weakref.WeakKeyDictionary()
        self._next_media = itertools.count()
        dropped = QT_TRANSLATE_NOOP(
            "inference", "Memory ran out while {0}; the image features of earlier frames were given up."
        )
        model.ladder.add_reliefs(Relief(self._features.shrink, dropped))

    @property
    def features(self) -> FeatureCache:
        """The image features that are kept."""
        return self._features

    def of(self, frames: FrameProvider) -> GroundingSession:
        """A session on a clip or still, which finds the features that were computed for it before."""
        return GroundingSession(self.model, frames, media_key=self._media_key(frames), cache=self._features)

    def _media_key(self, frames: FrameProvider) -> str:
        """The provider's own key for its content; one without shares features only with itself."""
        if isinstance(frames, IdentifiedFrames):
            return frames.media_key
        if frames not in self._media_keys:
            self._media_keys[frames] = f"unnamed-{next(self._next_media)}"
        return self._media_keys[frames]
