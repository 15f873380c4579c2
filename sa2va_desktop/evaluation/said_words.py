"""What the words of a model say about drawn scenes: whether a closed answer is right, and which nouns and colours are named."""

from __future__ import annotations

import re

from sa2va_desktop.scenes.facts import NUMBERS, plural
from sa2va_desktop.scenes.nouns import ALL_NOUNS
from sa2va_desktop.scenes.palette import TINTS

_WORD = re.compile(r"[a-z]+|\d+")
_FILLERS = frozenset(("a", "an", "the", "it", "is", "there", "are", "on", "in", "at", "to"))
_SINGULARS = {plural(noun): noun for noun in ALL_NOUNS}


def closed_answer(text: str) -> tuple[str, ...]:
    """The words that matter of a short answer: "It is on the left." and "left" give the same, and so do "2" and "Two."."""
    words = (_number_word(word) for word in _WORD.findall(text.lower()))
    return tuple(word for word in words if word not in _FILLERS)


def named_look(text: str) -> frozenset[str]:
    """The nouns and colours that a text names: "A red car." gives red and car."""
    words = (_SINGULARS.get(word, word) for word in _WORD.findall(text.lower()))
    return frozenset(word for word in words if word in ALL_NOUNS or word in TINTS)


def _number_word(word: str) -> str:
    return NUMBERS[int(word)] if word.isdecimal() and int(word) < len(NUMBERS) else word
