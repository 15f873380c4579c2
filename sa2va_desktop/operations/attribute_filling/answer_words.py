"""Reads values out of a model's words, strictly, and puts other choices into its sentence. Knows no model."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

MOST_CHARACTERS = 200
"""A longer answer is no value of an attribute."""

_NUMBER = re.compile(r"(?<![\w.,])[-+\u2212]?\d+(?:[.,]\d+)?(?![\w]|[.,]\d)")
_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_NUMBER_WORD = re.compile(rf"\b({'|'.join(_WORDS)})\b", re.IGNORECASE)
_NOT_KNOWN = re.compile(
    r"\b(unknown|unclear|unsure|not (?:sure|visible|clear|known)|cannot|can't|don't know|do not know|n/a|none)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\b(a|an)(\s+)$", re.IGNORECASE)


def number_in(text: str, low: float | None = None, high: float | None = None) -> float | None:
    """The one number that an answer gives, in digits or as a word up to twenty; None for none, several or one outside.

    Equal mentions are one: "2, so two".
    """
    if is_unknown(text):
        return None
    found = {float(each.replace(",", ".").replace("\u2212", "-")) for each in _NUMBER.findall(text)}
    found |= {float(_WORDS.index(each.lower())) for each in _NUMBER_WORD.findall(text)}
    if len(found) != 1:
        return None
    (number,) = found
    is_inside = (low is None or number >= low) and (high is None or number <= high)
    return number if math.isfinite(number) and is_inside else None


def text_in(text: str) -> str:
    """An answer as a value: one line, without the full stop of a single sentence; "" when it says nothing usable."""
    line = " ".join(text.split())
    if is_unknown(line) or len(line) > MOST_CHARACTERS or not any(each.isalnum() for each in line):
        return ""
    return line[:-1] if line.endswith(".") and "." not in line[:-1] else line


def is_unknown(text: str) -> bool:
    """The model says that it does not know."""
    return _NOT_KNOWN.search(text) is not None


def begins_with_yes_or_no(text: str) -> bool:
    """An answer to a question of yes and no, however it goes on."""
    return re.match(r"\W*(yes|no)\b", text, re.IGNORECASE) is not None


def with_each_choice(text: str, choices: Sequence[str]) -> dict[str, str]:
    """A sentence that names one of the choices, with each of them in its place; {} when it names none, or several.

    Of choices that lie in one another ("blue", "light blue") the longer one is meant. Case and the article before it
    follow.
    """
    found: list[tuple[int, int, str]] = []
    for choice in sorted(choices, key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w){re.escape(choice)}(?!\w)", text, re.IGNORECASE):
            if all(match.end() <= start or match.start() >= stop for start, stop, _ in found):
                found.append((match.start(), match.end(), choice))
    if len({choice for _, _, choice in found}) != 1:
        return {}
    return {choice: _replaced(text, sorted(found), choice) for choice in choices}


def bare_forms(choice: str) -> tuple[str, ...]:
    """A choice as a whole answer, in the spellings that count as it."""
    capital = choice[:1].upper() + choice[1:]
    return tuple(dict.fromkeys((f"{capital}.", capital, choice)))


def _replaced(text: str, places: Sequence[tuple[int, int, str]], choice: str) -> str:
    parts, end = [], 0
    for start, stop, _ in places:
        word = choice[:1].upper() + choice[1:] if text[start].isupper() else choice
        parts += [_with_article(text[end:start], word), word]
        end = stop
    return "".join([*parts, text[end:]])


def _with_article(before: str, word: str) -> str:
    """`before` with "a" or "an" at its end as the next word wants it."""

    def fitting(match: re.Match[str]) -> str:
        first = match.group(1)[0]
        return f"{first}{'n' if word[:1].lower() in 'aeiou' else ''}{match.group(2)}"

    return _ARTICLE.sub(fitting, before)
