""" "@" and the name of an object in a text that a person types: where it stands, and what is put in its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Mention:
    """Characters [start, stop) of a text, the "@" included, and which of the names stands there."""

    start: int
    stop: int
    index: int


def find_mentions(text: str, names: Sequence[str]) -> list[Mention]:
    """Names that a text calls by "@", in reading order.

    Of names that begin alike the longest counts: "@red car" is no "red" where there is a "red car". The first of equal
    names counts. A word that goes on is another one: "@cart" is no "@car"; and what stands behind a letter, as in an
    address, is none.
    """
    known = {name: index for index, name in reversed(list(enumerate(names))) if name}
    if not known or "@" not in text:
        return []
    longest = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)@(?P<name>{longest})(?!\w)")
    return [Mention(found.start(), found.end(), known[found["name"]]) for found in pattern.finditer(text)]


def with_mentions_named(text: str, names: Sequence[str], words: Sequence[str]) -> str:
    """The text with words in the places of its mentions; `words[k]` stands for `names[k]`."""
    told, at = "", 0
    for mention in find_mentions(text, names):
        told += text[at : mention.start] + words[mention.index]
        at = mention.stop
    return told + text[at:]
