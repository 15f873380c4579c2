"""From what a model says to the option that it means, and accuracies over chat sets: multiple choice and yes or no.

The rules are those of VLMEvalKit without a judge model (exact matching), with which the published figures of Sa2VA were
made; an answer from which no single option follows counts as wrong. MME's score is that of Fu et al., "MME", 2023.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

NO_OPTION = ""
"""What cannot be understood as one of the options."""

_SEPARATORS = str.maketrans(dict.fromkeys(".()[],:;!*#{}", " "))
_ROTATION = 1_000_000
"""Indices of a question whose options were rotated differ by multiples of this (MMBench)."""

PERCEPTION = (
    *("OCR", "artwork", "celebrity", "color", "count", "existence"),
    *("landmark", "position", "posters", "scene"),
)
COGNITION = ("code_reasoning", "commonsense_reasoning", "numerical_calculation", "text_translation")
"""Categories of MME, by the two sums that are published."""


@dataclass(frozen=True)
class ChatResult:
    """One question.

    Attributes:
        index: of the row in its file; rotations of one question are told by it.
        pair: what the questions about one picture share (MME), or "".
        has_truth: the file says which option is right.
        is_read: the answer means one of the options.
    """

    index: int
    category: str
    pair: str
    is_right: bool
    has_truth: bool = True
    is_read: bool = True


def chosen_option(answer: str, options: Mapping[str, str]) -> str:
    """The letter that an answer means, or `NO_OPTION`.

    The one letter that stands alone in it; else the one option whose text occurs in it.

    Args:
        options: letter → text.
    """
    words = answer.translate(_SEPARATORS).split()
    named = [letter for letter in options if letter in words]
    if len(named) == 1:
        return named[0]
    lower = answer.lower()
    told = [letter for letter, text in options.items() if text.lower() in lower]
    return told[0] if len(told) == 1 else NO_OPTION


def yes_or_no(answer: str) -> str:
    """ "Yes", "No" or `NO_OPTION`: whichever of the two words occurs alone."""
    words = set(re.findall(r"[a-z0-9']+", answer.lower()))
    if "yes" in words and "no" not in words:
        return "Yes"
    return "No" if "no" in words and "yes" not in words else NO_OPTION


def accuracy_figures(results: Iterable[ChatResult]) -> dict[str, dict[str, float]]:
    """Percent of right answers, "overall" and by category, of the questions whose answer is told.

    Where options were rotated (MMBench), a question is right only if all its rotations are ("circular").
    """
    questions: dict[int, list[ChatResult]] = defaultdict(list)
    for result in results:
        if result.has_truth:
            questions[result.index % _ROTATION].append(result)
    is_rotated = any(len(group) > 1 for group in questions.values())
    each = [(group[0].category, all(one.is_right for one in group)) for group in questions.values()]
    if not each:
        return {}
    name = "circular accuracy" if is_rotated else "accuracy"
    by_category: dict[str, list[bool]] = {"overall": [right for _, right in each]}
    for category, right in each:
        if category:
            by_category.setdefault(category, []).append(right)
    return {part: {name: 100 * sum(found) / len(found)} for part, found in by_category.items()}


def mme_figures(results: Iterable[ChatResult]) -> dict[str, float]:
    """MME: a category's score is the percent of right answers plus the percent of pictures with both right, 0..200.

    "perception" and "cognition" are sums over their categories; each is left out unless all its categories are there.
    Pictures without exactly two questions do not count for the pairs.
    """
    right: dict[str, list[bool]] = defaultdict(list)
    pairs: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for result in results:
        if result.has_truth:
            right[result.category].append(result.is_right)
            pairs[result.category][result.pair].append(result.is_right)
    scores = {}
    for category, found in sorted(right.items()):
        both = [all(pair) for pair in pairs[category].values() if len(pair) == 2]
        scores[category] = 100 * sum(found) / len(found) + (100 * sum(both) / len(both) if both else 0.0)
    sums = {
        name: sum(scores[category] for category in group)
        for name, group in (("perception", PERCEPTION), ("cognition", COGNITION))
        if all(category in scores for category in group)
    }
    return {**sums, **scores}
