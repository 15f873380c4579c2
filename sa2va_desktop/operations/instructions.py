"""From what a person types to what the model is sent, and to the names of the objects that come back."""

from __future__ import annotations

import re

MAX_NAME_LENGTH = 60

_WRAPPING = re.compile(
    r"^\s*(?:please\s+|can you\s+|could you\s+)*(?:segment|find|track|show(?:\s+me)?|highlight|mark|where\s+is|select)\s+",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"\s+in\s+(?:this|the)\s+(?:image|picture|video|clip)\s*$", re.IGNORECASE)


def segment_instruction(noun_phrase: str, *, is_video: bool) -> str:
    """Wrap a noun phrase into the question that the model was evaluated with.

    Source: the published evaluation of Sa2VA (referring segmentation, still and video). The space before the still's
    question belongs to it.
    """
    phrase = noun_phrase.strip().rstrip(".").strip()
    return f"Please segment {phrase}." if is_video else f" Please segment {phrase} in this image."


def object_name(instruction: str, phrase: str = "") -> str:
    """A short name for an object: the answer's phrase, else the noun phrase of the instruction, else "object"."""
    if phrase.strip():
        return _shortened(phrase)
    noun_phrase = _TRAILING.sub("", _WRAPPING.sub("", instruction).strip().rstrip(".?! "))
    return _shortened(noun_phrase) or "object"


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= MAX_NAME_LENGTH else flat[: MAX_NAME_LENGTH - 1].rstrip() + "…"
