"""From what a person types to what the model is sent, and to the names of the objects that come back."""

from __future__ import annotations

import re

from sa2va_desktop.annotation.model_questions import (
    DESCRIBE_CLIP_QUESTION,
    DESCRIBE_PICTURE_QUESTION,
    GROUNDED_CAPTION_QUESTION,
    segment_instruction,
)
from sa2va_desktop.annotation.records import AnswerTask
from sa2va_desktop.translation import translate

MAX_NAME_LENGTH = 60

TYPED_TASKS = (AnswerTask.ASK, AnswerTask.SEGMENT)
"""Tasks for which a person types something."""

_WRAPPING = re.compile(
    r"^\s*(?:please\s+|can you\s+|could you\s+)*(?:segment|find|track|show(?:\s+me)?|highlight|mark|where\s+is|select)\s+",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"^\s*(?:(?:the|this)\s+)?(?:region\s*1|region|object|picture|image|it)?\s*"
    r"(?:marked\s+by\s+region\s*1\s*)?(?:in\s+the\s+(?:picture|image)\s*)?(?:shows?|is|depicts?)\s+(?=\w)",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"^\s*(?:(?:sure|yes|okay|ok|certainly|of course|it(?:'s| is))(?![\w'-])[\s,.:;!]*)+", re.IGNORECASE
)
_ARTICLE = re.compile(r"^(?:a|an|the|some|one)\s+", re.IGNORECASE)
_REMARKS = frozenset(
    [
        "that",
        "which",
        "who",
        "whose",
        "with",
        "without",
        "in",
        "on",
        "at",
        "by",
        "from",
        "near",
        "beside",
        "behind",
        "under",
        "over",
        "above",
        "below",
        "into",
        "onto",
        "to",
        "for",
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "while",
        "as",
    ]
)
_NAME_WORDS = 5
_TRAILING = re.compile(r"\s+in\s+(?:this|the)\s+(?:image|picture|video|clip)\s*$", re.IGNORECASE)


def sent_text(task: AnswerTask, typed: str, *, is_video: bool) -> str:
    """What the model is sent for a task about a whole picture or clip. Only `TYPED_TASKS` look at what was typed."""
    if task is AnswerTask.SEGMENT:
        return segment_instruction(typed, is_video=is_video)
    if task is AnswerTask.DESCRIBE:
        return DESCRIBE_CLIP_QUESTION if is_video else DESCRIBE_PICTURE_QUESTION
    if task is AnswerTask.GROUNDED_CAPTION:
        return GROUNDED_CAPTION_QUESTION
    return typed


def shown_instruction(task: AnswerTask, typed: str, *, is_video: bool, frame_range: tuple[int, int]) -> str:
    """What the conversation shows as asked: what was typed, or the task in words."""
    if task in TYPED_TASKS:
        return typed
    if task is AnswerTask.DESCRIBE:
        if not is_video:
            return translate("operations", "Describe this picture")
        sentence = translate("operations", "Describe frames {0}–{1}")
    elif is_video:
        sentence = translate("operations", "Grounded caption of frames {0}–{1}")
    else:
        return translate("operations", "Grounded caption of this picture")
    return sentence.format(frame_range[0], frame_range[1] - 1)


def task_label(task: AnswerTask, instruction: str) -> str:
    """Of the run and of the step that is undone."""
    if task is AnswerTask.SEGMENT:
        return translate("operations", "Segment “{0}”").format(object_name(instruction))
    if task in (AnswerTask.DESCRIBE, AnswerTask.GROUNDED_CAPTION):
        return instruction
    return translate("operations", "Ask “{0}”").format(object_name(instruction))


def object_name(instruction: str, phrase: str = "") -> str:
    """A short name for an object: the answer's phrase, else the noun phrase of the instruction, else "object"."""
    if phrase.strip():
        return _shortened(phrase)
    noun_phrase = _TRAILING.sub("", _WRAPPING.sub("", instruction).strip().rstrip(".?! "))
    return _shortened(noun_phrase) or "object"


def suggested_name(caption: str) -> str:
    """A short name from what the model says of a thing: "A red car that drives away." gives "red car"; "" from nothing.

    The sentence is cut before the first word that begins a remark about the thing.
    """
    said = _FILLER.sub("", " ".join(caption.split()))
    first = re.split(r"[.;:,!?\n]", _BOILERPLATE.sub("", said), maxsplit=1)[0]
    words = _ARTICLE.sub("", first.strip()).split()
    kept: list[str] = []
    for word in words:
        if kept and (word.lower() in _REMARKS or (word.lower().endswith("ing") and len(word) > 5)):
            break
        kept.append(word)
    return _shortened(" ".join(kept[:_NAME_WORDS]))


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= MAX_NAME_LENGTH else flat[: MAX_NAME_LENGTH - 1].rstrip() + "…"
