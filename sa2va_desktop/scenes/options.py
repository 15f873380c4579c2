"""What a person may choose about synthetic scenes, beyond seed and size."""

from __future__ import annotations

from dataclasses import dataclass

from sa2va_desktop.errors import UsageError
from sa2va_desktop.scenes.looks import held_out_among
from sa2va_desktop.scenes.nouns import ALL_NOUNS, NEW_NOUNS, NOUNS

NOUN_GROUPS: dict[str, tuple[str, ...]] = {
    "known": tuple(NOUNS),
    "new": tuple(NEW_NOUNS),
    "all": tuple(ALL_NOUNS),
}
"""Words that stand for several nouns: those of the bundled checkpoint, those that it does not know, both."""


@dataclass(frozen=True)
class SceneOptions:
    """The default draws what was always drawn: every further choice has a random stream of its own.

    Attributes:
        nouns: what the scenes show, in the order of `ALL_NOUNS`.
        unseen: every scene shows one of `HELD_OUT_PAIRS`, and comes from a split of its own.

    Raises:
        UsageError: `unseen` with nouns of which no pair is held out.
    """

    nouns: tuple[str, ...] = tuple(NOUNS)
    unseen: bool = False

    def __post_init__(self) -> None:
        if self.unseen and not held_out_among(self.nouns):
            raise UsageError(
                f"no colour is held out of any of the nouns {', '.join(self.nouns)}; expected one of "
                f"{', '.join(sorted({noun for _, noun in held_out_among(tuple(ALL_NOUNS))}))} among them"
            )


DEFAULT_OPTIONS = SceneOptions()


def parse_nouns(text: str) -> tuple[str, ...]:
    """ "umbrella,rocket", or groups: "new", "known,umbrella". The order and repetitions do not matter.

    Raises:
        UsageError: a word that is neither a noun nor a group.
    """
    wanted: set[str] = set()
    for word in (part.strip().lower() for part in text.split(",")):
        if word not in ALL_NOUNS and word not in NOUN_GROUPS:
            raise UsageError(
                f"--nouns: expected nouns with commas between, found {word!r}; there are {', '.join(ALL_NOUNS)}, "
                f"and the groups {', '.join(NOUN_GROUPS)}"
            )
        wanted |= set(NOUN_GROUPS.get(word, (word,)))
    return tuple(noun for noun in ALL_NOUNS if noun in wanted)
