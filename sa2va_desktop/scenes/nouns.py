"""The things that scenes are made of: nouns, their natural colours and their sprites."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from sa2va_desktop.scenes import living_recipes as living
from sa2va_desktop.scenes import more_recipes as more
from sa2va_desktop.scenes import thing_recipes as things
from sa2va_desktop.scenes.canvas import SPRITE_PX, Canvas
from sa2va_desktop.scenes.palette import TINT_WORDS, Rgb, jittered_tint, shade
from sa2va_desktop.scenes.patterns import PATTERNS, pattern_layer, pattern_rgb

Recipe = Callable[[Canvas, Rgb, np.random.Generator], None]

VARIANT_COUNT = 10  # drawings of one noun in one colour; few enough to be cached


@dataclass(frozen=True)
class Noun:
    """A kind of thing.

    Attributes:
        name: the word for it.
        natural_colour: colour word of its usual look.
        referable_colour: False when no single word describes it (a house: cream walls under a roof).
        tints: colour words that it may be given; empty when it has only its natural look.
        other_colours: colour words of conspicuous secondary parts; they make "the COLOUR object" unclear.
        upright: drawn with little rotation only.
        texture_tones: its parts in these shades of the tint can be striped or dotted; empty where none can be.
        natural_textures: words for marks that it has anyway.
        texture_scale: smaller marks where there is little room for them.
    """

    name: str
    recipe: Recipe
    natural_colour: str
    tints: tuple[str, ...] = ()
    other_colours: tuple[str, ...] = ()
    referable_colour: bool = True
    upright: bool = True
    texture_tones: tuple[float, ...] = ()
    natural_textures: tuple[str, ...] = ()
    texture_scale: float = 1.0


_NOUNS = (
    Noun("apple", things.draw_apple, "red", tints=("green",), texture_tones=(1.0,)),
    Noun("balloon", things.draw_balloon, "red", tints=TINT_WORDS, texture_tones=(1.0,)),
    Noun("banana", things.draw_banana, "yellow", upright=False),
    Noun(
        "boat",
        things.draw_boat,
        "blue",
        tints=TINT_WORDS,
        other_colours=("white",),
        natural_textures=("striped",),
    ),
    Noun(
        "butterfly",
        living.draw_butterfly,
        "purple",
        tints=TINT_WORDS,
        upright=False,
        natural_textures=("dotted",),
    ),
    Noun(
        "car",
        things.draw_car,
        "red",
        tints=TINT_WORDS,
        other_colours=("black",),
        texture_tones=(1.0,),
        texture_scale=0.6,
    ),
    Noun(
        "carrot",
        things.draw_carrot,
        "orange",
        other_colours=("green",),
        upright=False,
        natural_textures=("striped",),
    ),
    Noun("cloud", living.draw_cloud, "white"),
    Noun("duck", living.draw_duck, "yellow"),
    Noun("fish", living.draw_fish, "orange", tints=TINT_WORDS, upright=False, natural_textures=("striped",)),
    Noun("house", things.draw_house, "red", other_colours=("red", "white", "yellow"), referable_colour=False),
    Noun(
        "ladybug",
        living.draw_ladybug,
        "red",
        other_colours=("black",),
        upright=False,
        natural_textures=("dotted",),
    ),
    Noun("mushroom", living.draw_mushroom, "red", other_colours=("white",), natural_textures=("dotted",)),
    Noun("penguin", living.draw_penguin, "black", other_colours=("white",)),
    Noun("star", things.draw_star, "yellow", tints=TINT_WORDS, upright=False, texture_tones=(1.0, 0.84, 1.3)),
    Noun(
        "strawberry",
        things.draw_strawberry,
        "red",
        other_colours=("green",),
        upright=False,
        natural_textures=("dotted",),
    ),
    Noun("sunflower", living.draw_sunflower, "yellow", other_colours=("green", "black")),
    Noun("tree", living.draw_tree, "green"),
)

_NEW_NOUNS = (
    Noun("bell", more.draw_bell, "yellow"),
    Noun("cactus", more.draw_cactus, "green", other_colours=("orange",), natural_textures=("striped",)),
    Noun("cup", more.draw_cup, "blue", tints=TINT_WORDS, texture_tones=(1.0,)),
    Noun("hat", more.draw_hat, "purple", tints=TINT_WORDS, other_colours=("black",), texture_tones=(1.0,)),
    Noun("key", more.draw_key, "yellow", upright=False),
    Noun("kite", more.draw_kite, "green", tints=TINT_WORDS, upright=False, texture_tones=(1.0,)),
    Noun(
        "rocket",
        more.draw_rocket,
        "red",
        tints=TINT_WORDS,
        other_colours=("yellow", "orange"),
        texture_tones=(1.0,),
        texture_scale=0.7,
    ),
    Noun("snail", more.draw_snail, "pink", tints=TINT_WORDS),
    Noun("teapot", more.draw_teapot, "blue", tints=TINT_WORDS, texture_tones=(1.0,)),
    Noun("umbrella", more.draw_umbrella, "purple", tints=TINT_WORDS, texture_tones=(1.0,)),
)

NOUNS: dict[str, Noun] = {noun.name: noun for noun in _NOUNS}
"""The things that scenes show unless others are chosen; the bundled checkpoint learns exactly these."""

NEW_NOUNS: dict[str, Noun] = {noun.name: noun for noun in _NEW_NOUNS}
"""Things that no scene shows unless they are chosen, so that the bundled checkpoint does not know them."""

ALL_NOUNS: dict[str, Noun] = {**NOUNS, **NEW_NOUNS}

TINTABLE: tuple[str, ...] = tuple(noun.name for noun in _NOUNS if len(noun.tints) > 1)

HELD_OUT_PAIRS: frozenset[tuple[str, str]] = frozenset(
    {
        ("purple", "car"),
        ("pink", "fish"),
        ("green", "boat"),
        ("orange", "balloon"),
        ("yellow", "butterfly"),
        ("blue", "star"),
    }
)
"""(colour word, noun) pairs that no training scene shows, kept to measure whether both words are combined."""


@dataclass(frozen=True, eq=False)
class Sprite:
    """One drawing at several sizes, largest first: (n, n, 4) uint8 premultiplied RGBA each."""

    levels: tuple[npt.NDArray[np.uint8], ...]

    def level_for(self, width_px: float) -> npt.NDArray[np.uint8]:
        """The smallest level that is not enlarged when drawn `width_px` wide."""
        for level in reversed(self.levels):
            if level.shape[0] >= width_px:
                return level
        return self.levels[0]


@functools.lru_cache(maxsize=600)  # 0.35 MB each; all that scenes of the default nouns can show fit
def sprite_of(noun: str, colour: str, variant: int, texture: str = "") -> Sprite:
    """Draw one variant of a thing, with a texture if it is one of `PATTERNS`. The same arguments give the same pixels."""
    seed = [ord(letter) for letter in f"{noun}/{colour}"] + [variant]
    rng = np.random.default_rng(seed)
    tint, tones = jittered_tint(colour, rng), ALL_NOUNS[noun].texture_tones if texture in PATTERNS else ()
    canvas = Canvas([shade(tint, tone) for tone in tones])
    ALL_NOUNS[noun].recipe(canvas, tint, rng)
    if tones:
        own_rng = np.random.default_rng([*seed, PATTERNS.index(texture)])
        layer = pattern_layer(texture, own_rng, SPRITE_PX, scale=ALL_NOUNS[noun].texture_scale)
        canvas.overlay(layer, pattern_rgb(colour))
    pixels = canvas.finished(light=float(rng.uniform(0.1, 0.2)))
    levels = [pixels]
    while levels[-1].shape[0] > 32:
        half = levels[-1].shape[0] // 2
        levels.append(cv2.resize(levels[-1], (half, half), interpolation=cv2.INTER_AREA))
    return Sprite(tuple(levels))
