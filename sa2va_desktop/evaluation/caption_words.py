"""Words of a caption as the caption metrics want them: lower case, contractions parted, punctuation dropped.

Follows the rules of the Penn Treebank that COCO's caption evaluation gets from a Java tool, without Java. It is equal to
that tool on the recorded sentences of the tests; texts full of formulas or web addresses may come out otherwise.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""
      </?[a-z][^<>\s]*/?>                                # a tag
    | https?://\S+ | [\w.+-]+@[\w-]+(?:\.[\w-]+)+        # an address
    | 'n'(?!\w) | '\d\ds(?!\w)                           # rock 'n' roll, the '90s
    | '(?:s|m|re|ve|ll)(?!\w) | [#@][a-z]\w*              # a contraction alone, a tag
    | (?:mr|mrs|ms|dr|prof|st|sr|jr|vs|etc|no|mt|ft|inc|co|corp|ltd|ave|jan|feb|aug|sept|oct|nov|dec)\.(?!\w)
    | [a-z](?:\.[a-z])+(?!\w)\.? | [a-hj-z]\.(?![\w.])   # p.m., the initial of a name
    | \d+:\d+(?=[ap]m\b)                                # 10:30am
    | \w+(?:(?:[-'./&]|(?<=\d)[,:](?=\d))\w+)*           # words, also cat/dog, 3:30, 1,000, ice-cream
    | \.\.\. | -+ | [!?]+ | ''|``
    | \S
    """,
    re.VERBOSE,
)
_CONTRACTION = re.compile(r"(.+?)(n't|'(?:s|m|re|ve|d|ll))")
_PARTED = {
    "cannot": "can not",
    "gonna": "gon na",
    "wanna": "wan na",
    "gotta": "got ta",
    "lemme": "lem me",
    "gimme": "gim me",
}
_BRACKETS = {"(": "-lrb-", ")": "-rrb-", "[": "-lsb-", "]": "-rsb-", "{": "-lcb-", "}": "-rcb-"}
_DROPPED = frozenset(["''", "'", "``", "`", '"', ".", "?", "!", ",", ":", "-", "--", "...", ";"])
_PLAIN = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2014": " -- ",
        "\u2013": " -- ",
        "\u2026": " ... ",
    }
)


def caption_words(text: str) -> str:
    """The words of one caption with single blanks between; "" when there are none."""
    words: list[str] = []
    for token in _TOKEN.findall(text.translate(_PLAIN).lower()):
        if token in _DROPPED or set(token) == {"-"}:
            continue
        words += _parts(_BRACKETS.get(token, token))
    return " ".join(words)


def _parts(token: str) -> list[str]:
    """A word without its contractions, and those; "we'll've" has two."""
    ends: list[str] = []
    while match := _CONTRACTION.fullmatch(token):
        token = match[1]
        ends.insert(0, match[2])
    return [*_PARTED.get(token, token).split(), *ends]
