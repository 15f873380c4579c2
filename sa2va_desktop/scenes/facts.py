"""What is true of a rendered scene: who is seen when, where, how large, and how it moves. Everything that is said rests on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sa2va_desktop.scenes.nouns import ALL_NOUNS
from sa2va_desktop.scenes.patterns import PATTERNS
from sa2va_desktop.scenes.rendering import IdMap
from sa2va_desktop.scenes.scene import Scene, SceneObject

MIN_PIXEL_SHARE = 0.002
"""Of the picture; less is no clearly visible thing."""
PLACE_MARGIN = 0.1
"""Of the picture's height: things that are nearer to each other along an axis are not clearly beside each other."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SceneFacts:
    """A scene with what can be seen of it.

    Attributes:
        visible: (T, N) bool, whether each thing of `scene.objects` is clearly visible in each frame.
        centre_xy: (T, N, 2) middle of each sprite in world units (the picture's height is 1).
    """

    scene: Scene
    visible: npt.NDArray[np.bool_]
    centre_xy: Floats

    @property
    def things(self) -> Sequence[SceneObject]:
        return self.scene.objects

    @property
    def is_clip(self) -> bool:
        return len(self.visible) > 1

    def index_of(self, thing: SceneObject) -> int:
        return self.things.index(thing)

    def is_seen(self, thing: SceneObject) -> bool:
        """In any frame."""
        return bool(self.visible[:, self.index_of(thing)].any())

    def is_steady(self, thing: SceneObject) -> bool:
        """In every frame."""
        return bool(self.visible[:, self.index_of(thing)].all())

    def is_beside(self, thing: SceneObject, other: SceneObject, relation: str) -> bool:
        """Whether a relation holds in every frame with a clear margin, and is the clearer of the two axes."""
        away = self.centre_xy[:, self.index_of(thing)] - self.centre_xy[:, self.index_of(other)]
        axis, sign = _AXES[relation]
        along, across = sign * away[:, axis], np.abs(away[:, 1 - axis])
        return bool(((along >= PLACE_MARGIN) & (along >= across)).all())


def seen_facts(facts: SceneFacts, ids: IdMap) -> SceneFacts:
    """The same with the middles of what is visible in the place of those of the whole things, where anything is."""
    height, width = ids.shape[1:]
    ys, xs = np.mgrid[:height, :width].reshape(2, -1) + 0.5
    centres = facts.centre_xy.copy()
    for frame, shown in enumerate(ids.reshape(len(ids), -1)):
        counts = np.bincount(shown, minlength=256)
        sums = [np.bincount(shown, each, minlength=256) for each in (xs, ys)]
        for index, thing in enumerate(facts.things):
            if counts[thing.object_id]:
                x, y = (total[thing.object_id] / counts[thing.object_id] for total in sums)
                centres[frame, index] = (x * facts.scene.aspect / width, y / height)
    return SceneFacts(facts.scene, facts.visible, centres)


def facts_of(scene: Scene, ids: IdMap) -> SceneFacts:
    """Look at a rendered scene; `ids` is (T, H, W) of all frames that texts must hold for."""
    enough = MIN_PIXEL_SHARE * ids.shape[1] * ids.shape[2]
    counts = np.stack([np.bincount(frame.reshape(-1), minlength=256) for frame in ids])
    visible = np.stack([counts[:, thing.object_id] > enough for thing in scene.objects], axis=1)
    centres = np.stack([thing.path.centre_xy for thing in scene.objects], axis=1)
    return SceneFacts(scene, visible, centres)


RELATIONS: tuple[str, ...] = ("left of", "right of", "above", "below")
_AXES = {"left of": (0, -1.0), "right of": (0, 1.0), "above": (1, -1.0), "below": (1, 1.0)}

NUMBERS = ("zero", "one", "two", "three", "four", "five", "six")
_PLURALS = {"butterfly": "butterflies", "strawberry": "strawberries", "fish": "fish", "cactus": "cacti"}


def missing_nouns(facts: SceneFacts, nouns: Sequence[str]) -> list[str]:
    """Those of `nouns` that the scene does not show; where it shows all of them, other things that it does not show."""
    there = {thing.noun for thing in facts.things}
    return [noun for noun in nouns if noun not in there] or [noun for noun in ALL_NOUNS if noun not in there]


def plural(noun: str) -> str:
    return _PLURALS.get(noun, f"{noun}s")


def indefinite(words: str) -> str:
    """With its article: "a red car", "an apple"."""
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def look_of(thing: SceneObject) -> str:
    """Texture if there is a pattern, colour if one fits, noun: "red car", "house", "striped red kite"."""
    words = [thing.texture] if thing.texture in PATTERNS else []
    return " ".join([*words, *([thing.colour] if ALL_NOUNS[thing.noun].referable_colour else []), thing.noun])


def clear_name(thing: SceneObject, things: Sequence[SceneObject]) -> str | None:
    """The shortest "the …" by look that names this thing and no other, or None."""
    others = [other for other in things if other is not thing]
    if all(other.noun != thing.noun for other in others):
        return f"the {thing.noun}"
    if ALL_NOUNS[thing.noun].referable_colour and all(
        (o.noun, o.colour) != (thing.noun, thing.colour) for o in others
    ):
        return f"the {thing.colour} {thing.noun}"
    if thing.texture and all(look_of(o) != look_of(thing) for o in others):
        return f"the {look_of(thing) if thing.texture in PATTERNS else f'{thing.texture} {look_of(thing)}'}"
    return None
