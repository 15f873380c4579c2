"""Grounding sessions over one network: what clips share, the image features of their frames, is kept here."""

from __future__ import annotations

import itertools
import weakref

from sa2va_desktop.inference.api import FrameProvider, IdentifiedFrames
from sa2va_desktop.inference.grounding.features import DEFAULT_CACHE_BYTES, FeatureCache
from sa2va_desktop.inference.grounding.model import GroundingModel
from sa2va_desktop.inference.grounding.session import GroundingSession


class GroundingSessions:
    """Made by a predictor, used on the model worker only."""

    def __init__(self, model: GroundingModel, *, cache_bytes: int = DEFAULT_CACHE_BYTES) -> None:
        self.model = model
        self._features = FeatureCache(cache_bytes)
        self._media_keys: weakref.WeakKeyDictionary[FrameProvider, str] = weakref.WeakKeyDictionary()
        self._next_media = itertools.count()

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
