"""What a person means by "without its shadow", "only the left one", "also the trailer": the verb, and what is looked for.

All wordings of correcting by words are in this module. The first word says what is done with the mask that is there; the rest
names a thing, which the model is asked to find in the words that it was evaluated with (`segment_instruction`).
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from sa2va_desktop.annotation.model_questions import REGION, segment_instruction
from sa2va_desktop.operations.region_prompts import OUTLINED


class WordVerb(enum.Enum):
    """What becomes of the mask that is there."""

    WITHOUT = "without"  # what is found is taken away
    ONLY = "only"  # what is found stays, the rest goes
    ALSO = "also"  # what is found comes to it
    ANEW = "anew"  # what is found takes its place


class ShownAs(enum.Enum):
    """How the mask that is there is shown to the model."""

    AUTO = "auto"
    CROP = "crop"  # the picture is cut round it
    PICTURE = "picture"  # the whole picture, nothing marked
    OUTLINE = "outline"  # the whole picture with its outline drawn in red
    REGION = "region"  # the whole picture, the mask as a marked region


_STARTS: tuple[tuple[WordVerb, str], ...] = (
    (WordVerb.WITHOUT, r"without|but not|not|no|minus|except(?: for)?|excluding|exclude|remove|drop|take away"),
    (WordVerb.ONLY, r"only|just|keep only|keep|nothing but"),
    (WordVerb.ALSO, r"also|and|plus|with|as well as|including|include|add"),
)
_CHINESE_STARTS: tuple[tuple[WordVerb, str], ...] = (
    (WordVerb.WITHOUT, "不要|不含|不包括|去掉|除去|除了|没有"),
    (WordVerb.ONLY, "只要|只有|仅仅|仅|只"),
    (WordVerb.ALSO, "还要|还有|也要|加上|包括|连同"),
)
_OWNED = re.compile(r"^(?:its|his|her|their)\s+(?=\w)", re.IGNORECASE)
_ONE = re.compile(r"\b(one|ones)$", re.IGNORECASE)
_THING_WORD = "object"


@dataclass(frozen=True)
class WordWish:
    """What is wanted.

    Attributes:
        thing: the noun phrase that is looked for, as it is asked.
    """

    verb: WordVerb
    thing: str


def read_wish(typed: str, name: str, noun: str = "") -> WordWish:
    """The verb and the thing of what was typed; without one of the verbs the whole is a description of what is wanted.

    Args:
        name: of the object whose mask it is, for "its shadow"; "" if nobody named it.
        noun: what such things are called, for "the left one": its label, say.
    """
    text = " ".join(typed.split()).rstrip(".!。！").strip()
    verb, rest = WordVerb.ANEW, text
    for found, starts in _STARTS:
        match = re.match(rf"(?:{starts})\b[\s,:]*", text, re.IGNORECASE)
        if match is not None:
            verb, rest = found, text[match.end() :]
            break
    else:
        for found, starts in _CHINESE_STARTS:
            match = re.match(rf"(?:{starts})", text)
            if match is not None:
                verb, rest = found, text[match.end() :]
                break
    return WordWish(verb, _thing(rest.strip(), name, noun))


def question(wish: WordWish, shown_as: ShownAs) -> str:
    """The text that the model is sent with the frame, which is shown as a still."""
    thing = wish.thing
    if shown_as is ShownAs.REGION:
        thing = f"{thing} of {REGION}" if wish.verb is not WordVerb.ALSO else f"{thing} beside {REGION}"
    elif shown_as is ShownAs.OUTLINE:
        thing = f"{thing} of {OUTLINED}" if wish.verb is not WordVerb.ALSO else f"{thing} beside {OUTLINED}"
    return segment_instruction(thing, is_video=False)


def way_of_showing(verb: WordVerb) -> ShownAs:
    """What AUTO stands for: what is to be taken away or kept is looked for round the mask, what is to come anywhere.

    Chosen by measurement: docs/manual/correct-by-words.md.
    """
    return ShownAs.PICTURE if verb is WordVerb.ALSO else ShownAs.CROP


def _thing(rest: str, name: str, noun: str) -> str:
    owned = _OWNED.sub("", rest)
    if owned != rest:
        return f"the {owned} of {_with_article(name)}" if name else f"the {owned}"
    many = noun or _THING_WORD
    return _ONE.sub(lambda match: f"{many}s" if match[1].lower() == "ones" else many, rest)


def _with_article(name: str) -> str:
    return name if re.match(r"(?:the|a|an)\s", name, re.IGNORECASE) or not name.isascii() else f"the {name}"
