"""Which nouns in which colours meet in a scene, so that the words that tell them apart are known beforehand."""

from __future__ import annotations

import enum
from collections.abc import Sequence

import numpy as np

from sa2va_desktop.scenes.nouns import ALL_NOUNS, HELD_OUT_PAIRS

NounColour = tuple[str, str]
"""(noun, colour word)"""


class Composition(enum.Enum):
    """What the things of a scene have in common, which decides what words are needed to tell them apart."""

    DISTINCT = "distinct"  # different nouns in their natural colours
    TINTED = "tinted"  # any nouns, tintable ones in any tint
    TWINS = "twins"  # one noun twice or three times, and perhaps something else
    NEEDS_BOTH = "needs_both"  # the target shares its noun with one thing and its colour with another


def tintable(nouns: Sequence[str]) -> tuple[str, ...]:
    """Those that may be given several colours."""
    return tuple(noun for noun in nouns if len(ALL_NOUNS[noun].tints) > 1)


def held_out_among(nouns: Sequence[str]) -> list[tuple[str, str]]:
    """The `HELD_OUT_PAIRS`, (colour word, noun), of these nouns."""
    return sorted(pair for pair in HELD_OUT_PAIRS if pair[1] in nouns)


class LookSampler:
    """Draws the looks of one scene's things from one random stream.

    Where the nouns are too few or have no colours to choose from, the nearest composition that they allow is drawn.
    """

    def __init__(self, rng: np.random.Generator, nouns: Sequence[str]) -> None:
        self._rng = rng
        self._nouns = list(nouns)
        self._tintable = tintable(nouns)

    def sample(self, composition: Composition, count: int, *, held_out: bool) -> list[NounColour]:
        """`count` looks, or as many as there are; `held_out`: one of them is a pair of `HELD_OUT_PAIRS`."""
        if composition is Composition.DISTINCT and not held_out:
            names = self._rng.choice(self._nouns, min(count, len(self._nouns)), replace=False)
            return [(str(name), ALL_NOUNS[str(name)].natural_colour) for name in names]
        first = self._held_out() if held_out else self._first()
        if composition is Composition.NEEDS_BOTH and self._can_need_both(first):
            looks = [first, self._tinted(first[0], avoid=first[1]), self._other_noun(first)]
            return self._filled(looks, composition, count)[: max(count, 3)]
        if composition in (Composition.TWINS, Composition.NEEDS_BOTH):
            return self._filled(self._twins(first, count, held_out=held_out), composition, count)[:count]
        return self._filled([first], composition, count)[:count]

    def _filled(self, looks: list[NounColour], composition: Composition, count: int) -> list[NounColour]:
        """Others are added; a noun that is there already only where that is no matter."""
        while len(looks) < count and (
            composition is Composition.TINTED or not {noun for noun, _ in looks}.issuperset(self._nouns)
        ):
            look = self._any()
            if look[0] not in {noun for noun, _ in looks} or composition is Composition.TINTED:
                looks.append(look)
        return looks

    def _twins(self, first: NounColour, count: int, *, held_out: bool) -> list[NounColour]:
        same_colour = self._rng.random() < 0.4
        noun, colour = first if self._rng.random() < 0.5 or held_out else self._any_natural()
        is_same = same_colour or noun not in self._tintable
        looks = [(noun, colour), (noun, colour) if is_same else self._tinted(noun, avoid=colour)]
        if count == 4 and self._rng.random() < 0.5:
            looks.append(looks[int(self._rng.integers(2))])
        return looks

    def _first(self) -> NounColour:
        if not self._tintable:
            return self._any_natural()
        return self._tinted(str(self._rng.choice(self._tintable)))

    def _held_out(self) -> NounColour:
        pairs = held_out_among(self._nouns)
        colour, noun = pairs[int(self._rng.integers(len(pairs)))]
        return (noun, colour)

    def _tinted(self, noun: str, *, avoid: str | None = None) -> NounColour:
        tints = ALL_NOUNS[noun].tints
        allowed = [c for c in tints if c != avoid and (c, noun) not in HELD_OUT_PAIRS]
        return (noun, str(self._rng.choice(allowed)))

    def _can_need_both(self, look: NounColour) -> bool:
        return look[0] in self._tintable and bool(self._others_of_colour(look))

    def _other_noun(self, look: NounColour) -> NounColour:
        """Another thing of the same colour."""
        return (str(self._rng.choice(self._others_of_colour(look))), look[1])

    def _others_of_colour(self, look: NounColour) -> list[str]:
        noun, colour = look
        same = [n for n in self._tintable if n != noun and (colour, n) not in HELD_OUT_PAIRS]
        natural = (ALL_NOUNS[n] for n in self._nouns)
        return same + [
            n.name for n in natural if n.natural_colour == colour and n.referable_colour and n.name != noun
        ]

    def _any_natural(self) -> NounColour:
        noun = str(self._rng.choice(self._nouns))
        return (noun, ALL_NOUNS[noun].natural_colour)

    def _any(self) -> NounColour:
        noun, colour = self._any_natural()
        if ALL_NOUNS[noun].tints and self._rng.random() < 0.7:
            return self._tinted(noun)
        return (noun, colour)
