"""The streaming SAM 2 grounding engine: sessions, state and batching of our own over the `sam2` network modules."""

from sa2va_desktop.inference.grounding.features import FeatureCache
from sa2va_desktop.inference.grounding.model import DecoderRole, GroundingModel
from sa2va_desktop.inference.grounding.session import GroundingSession

__all__ = ["DecoderRole", "FeatureCache", "GroundingModel", "GroundingSession"]
