"""Textures of things: plain, striped, dotted. Which things may have one, and which they get."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sa2va_desktop.scenes.nouns import ALL_NOUNS, HELD_OUT_PAIRS
from sa2va_desktop.scenes.patterns import DOTTED, PATTERNS, PLAIN, STRIPED
from sa2va_desktop.scenes.scene import Scene, SceneObject

TEXTURES: tuple[str, ...] = (PLAIN, STRIPED, DOTTED)

TEXTURABLE: tuple[str, ...] = tuple(noun.name for noun in ALL_NOUNS.values() if noun.texture_tones)
"""Nouns that can be drawn in each of the textures."""

HELD_OUT_TEXTURES: frozenset[tuple[str, str]] = frozenset(
    {(DOTTED, "car"), (STRIPED, "balloon"), (DOTTED, "kite"), (STRIPED, "teapot")}
)
"""(texture, noun) pairs that only unseen scenes show."""

_STREAM = 0x7E87
_SHARES = (0.4, 0.3, 0.3)
_TELL_TWINS_APART = 0.8


def held_out_textures_among(nouns: tuple[str, ...]) -> list[tuple[str, str]]:
    """The `HELD_OUT_TEXTURES` of these nouns."""
    return sorted(pair for pair in HELD_OUT_TEXTURES if pair[1] in nouns)


def textured(scene: Scene, *, held_out: bool = False) -> Scene:
    """The same scene with a texture for each thing that can have one; the rest of it stays as it was.

    Two things of one look mostly get different textures, so that the word is needed.

    Args:
        held_out: where there is a pair of `HELD_OUT_TEXTURES` for a thing, it gets that; else none is ever drawn.
    """
    rng = np.random.default_rng([_STREAM, scene.background_seed])
    taken: set[tuple[str, str, str]] = set()
    objects: list[SceneObject] = []
    for thing in scene.objects:
        if thing.noun not in TEXTURABLE:
            objects.append(thing)
            continue
        allowed = [t for t in TEXTURES if (t, thing.noun) not in HELD_OUT_TEXTURES]
        if held_out and len(allowed) < len(TEXTURES):
            allowed = [t for t in TEXTURES if t not in allowed]
        free = [t for t in allowed if (thing.noun, thing.colour, t) not in taken]
        if free and rng.random() < _TELL_TWINS_APART:
            allowed = free
        weights = np.array([_SHARES[TEXTURES.index(t)] for t in allowed])
        texture = str(rng.choice(allowed, p=weights / weights.sum()))
        taken.add((thing.noun, thing.colour, texture))
        objects.append(replace(thing, texture=texture))
    return replace(scene, objects=tuple(objects))


def shows_held_out(scene: Scene) -> bool:
    """Whether a thing has a look, of colour or texture, that no other split shows."""
    return any(
        (thing.colour, thing.noun) in HELD_OUT_PAIRS or (thing.texture, thing.noun) in HELD_OUT_TEXTURES
        for thing in scene.objects
    )


def shows_texture(thing: SceneObject, texture: str) -> bool:
    """Whether someone could call this thing so: by its own texture, or by marks that its kind has anyway."""
    if texture == PLAIN:
        return thing.texture not in PATTERNS
    return thing.texture == texture or texture in ALL_NOUNS[thing.noun].natural_textures
