"""Descriptions of a scene: of one thing, and of all with the stretch of text that names each."""

from __future__ import annotations

from dataclasses import dataclass

from sa2va_desktop.scenes.facts import SceneFacts, indefinite, look_of
from sa2va_desktop.scenes.scene import SceneObject


@dataclass(frozen=True)
class GroundedText:
    """A text and its phrases: (start, stop, object id), characters [start, stop), in order, without overlap."""

    text: str
    phrases: tuple[tuple[int, int, int], ...]


def region_caption(thing: SceneObject) -> str:
    """ "A red car." or, where no one colour fits, "A house."."""
    words = indefinite(look_of(thing))
    return f"{words[0].upper()}{words[1:]}."


def grounded_caption(facts: SceneFacts) -> GroundedText:
    """All things that are seen, from left to right in the first frame: "A red car, a tree and a duck."."""
    seen = [thing for thing in facts.things if facts.is_seen(thing)]
    order = sorted(seen, key=lambda thing: float(thing.path.centre_xy[0, 0]))
    text, phrases = "", []
    for number, thing in enumerate(order):
        text += "" if number == 0 else " and " if number == len(order) - 1 else ", "
        words = indefinite(look_of(thing))
        phrases.append((len(text), len(text) + len(words), thing.object_id))
        text += words if number else words[0].upper() + words[1:]
    return GroundedText(f"{text}.", tuple(phrases))
