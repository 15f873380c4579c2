"""What a person may choose about synthetic scenes, beyond seed and size."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sa2va_desktop.errors import UsageError
from sa2va_desktop.scenes.looks import held_out_among
from sa2va_desktop.scenes.nouns import ALL_NOUNS, NEW_NOUNS, NOUNS
from sa2va_desktop.scenes.textures import held_out_textures_among

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
        unseen: every scene shows one of `HELD_OUT_PAIRS` or `HELD_OUT_TEXTURES`, and comes from a split of its own.
        textures: things that can be are plain, striped or dotted, and are named so.
        long_texts: size words, long expressions and long descriptions besides the others.
        photos: pictures to put behind the scenes; () for painted backgrounds.

    Raises:
        UsageError: `unseen` with nouns of which nothing is held out.
    """

    nouns: tuple[str, ...] = tuple(NOUNS)
    unseen: bool = False
    textures: bool = False
    long_texts: bool = False
    photos: tuple[Path, ...] = ()

    def __post_init__(self) -> None:
        held_out = held_out_among(self.nouns) or (self.textures and held_out_textures_among(self.nouns))
        if self.unseen and not held_out:
            known = sorted({noun for _, noun in held_out_among(tuple(ALL_NOUNS))})
            raise UsageError(
                f"nothing is held out of the nouns {', '.join(self.nouns)}; expected one of {', '.join(known)} among them"
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
