"""Language tags of texts: BCP 47 in its usual spelling, such as "en", "zh-Hans" or "pt-BR"."""

from __future__ import annotations

import re

COMMON_TAGS = (
    "en",
    "zh-Hans",
    "zh-Hant",
    "ja",
    "ko",
    "de",
    "fr",
    "es",
    "pt-BR",
    "it",
    "nl",
    "pl",
    "ru",
    "ar",
    "hi",
)
"""Offered in lists; any other well-formed tag may be typed."""

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_MOST_LENGTH = 35


def language_tag(text: str) -> str | None:
    """The tag in its usual spelling: language small, script capitalised, region in capitals; "" for none.

    None for what is no tag. Only the form is looked at: language, script, region, variants and extensions of RFC 5646
    without private and grandfathered tags.
    """
    typed = text.strip().replace("_", "-")
    if not typed:
        return ""
    if len(typed) > _MOST_LENGTH or _TAG.fullmatch(typed) is None:
        return None
    first, *rest = typed.split("-")
    return "-".join([first.lower(), *(_spelled(part) for part in rest)])


def _spelled(part: str) -> str:
    if len(part) == 4 and part.isalpha():
        return part.capitalize()
    return part.upper() if len(part) == 2 else part.lower()


def is_of_language(tag: str, wanted: str) -> bool:
    """Whether a text's tag is that language or a kind of it: "zh-Hans" is "zh"; "" is only ""."""
    return tag == wanted or (bool(wanted) and tag.startswith(f"{wanted}-"))
