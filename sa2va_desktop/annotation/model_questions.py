"""What a model is asked for each task, word for word: the application sends it, and training teaches it."""

from __future__ import annotations

from collections.abc import Sequence

from sa2va_desktop.annotation.mentions import with_mentions_named

GROUNDED_CAPTION_QUESTION = (
    "Could you please give me a brief description of the image? Please respond with interleaved     segmentation masks"
    " for the corresponding parts of the answer."
)
"""Source: the published evaluation of Sa2VA (grounded caption generation), with its run of spaces."""

DESCRIBE_PICTURE_QUESTION = "Please describe the image."
DESCRIBE_CLIP_QUESTION = "Please describe the video content."
"""Source: the examples of the published model cards of Sa2VA (chat about a still and about a clip)."""

REGION_QUESTION = "Please give me a short description of the region in the picture marked by region1."
"""What the released checkpoints were trained with. Source: the published Sa2VA demonstration of region captions."""

EXPRESSION_QUESTION = "Please give me a short phrase that fits region1 and nothing else in the picture."
"""Our own wording; the embedded model was trained with it. The published data has no question of this kind."""

OUTLINE_QUESTION = "Please give me a short description of the object inside the red outline."
"""Our own wording, for models that were not trained with marked regions and get the outline drawn."""

OUTLINE_EXPRESSION_QUESTION = (
    "Please give me a short phrase that fits the object inside the red outline and nothing else in the picture."
)
"""Our own wording."""

REPHRASING_QUESTIONS = (
    "Which object is region1? Answer with a short phrase that fits nothing else in the picture.",
    "Please give me a referring expression for region1.",
)
"""Our own wordings, for another phrase than the one that was not understood; the embedded model was trained with them."""

RECAPTION_QUESTIONS = ("Please describe region1.", "What is region1?")
"""Our own wordings, for another caption; the embedded model was trained with them."""

LISTED_CHOICES = "{0} Answer with one of these: {1}."
"""Our own wording: a question with what may be answered."""

REGION = "region1"
"""How a question calls the marked thing; further ones are region2, region3 …"""


def segment_instruction(noun_phrase: str, *, is_video: bool) -> str:
    """Wrap a noun phrase into the question that the model was evaluated with.

    Source: the published evaluation of Sa2VA (referring segmentation, still and video). The space before the still's
    question belongs to it.
    """
    phrase = noun_phrase.strip().rstrip(".").strip()
    return f"Please segment {phrase}." if is_video else f" Please segment {phrase} in this image."


def with_region_named(text: str, name: str) -> str:
    """A question in which "@name" stands for the marked thing, in the words that the model knows."""
    return with_mentions_named(text, [name], [REGION])


def listed_choices(question: str, choices: Sequence[str]) -> str:
    """A question that says what may be answered."""
    return LISTED_CHOICES.format(question.strip(), ", ".join(choices))
