"""A longer description of a scene: one sentence for each thing, saying what it is, where, and what it does."""

from __future__ import annotations

from collections.abc import Sequence

from sa2va_desktop.scenes.captions import GroundedText
from sa2va_desktop.scenes.descriptors import Descriptor, descriptors_of, says_twice
from sa2va_desktop.scenes.facts import SceneFacts, indefinite, look_of
from sa2va_desktop.scenes.scene import SceneObject


def long_caption(known: Sequence[SceneFacts]) -> GroundedText:
    """Things that are seen, from left to right in the first frame: "A red car moves left, below the tree. A tree is in
    the middle." Every name of a thing, also the second one, is a phrase.

    `known`: as in `descriptors_of`.
    """
    facts = known[0]
    seen = [thing for thing in facts.things if facts.is_seen(thing)]
    text, phrases = "", []
    for thing in sorted(seen, key=lambda each: float(each.path.centre_xy[0, 0])):
        for words, object_id in _sentence(known, thing):
            if object_id is not None:
                phrases.append((len(text), len(text) + len(words), object_id))
            text += words
        text += " "
    return GroundedText(text.rstrip(), tuple(phrases))


def _sentence(known: Sequence[SceneFacts], thing: SceneObject) -> list[tuple[str, int | None]]:
    """Stretches of text, each with the id of the thing that it names, or None."""
    said_of: dict[str, Descriptor] = {}
    for each in descriptors_of(known, thing):
        if each.slot != "relation" or not says_twice(said_of.get("place"), each):
            said_of.setdefault(each.slot, each)
    motion, place, relation = (said_of.get(slot) for slot in ("motion", "place", "relation"))
    said = [motion.text.removeprefix("that ")] if motion else []
    said += [f"is {place.text}"] if place else []
    if relation and not said:
        said = ["is"]
    parts: list[tuple[str, int | None]] = []
    what = indefinite(look_of(thing))
    if not said:
        parts = [("There is ", None), (what, thing.object_id)]
    else:
        parts = [(what[0].upper() + what[1:], thing.object_id), (f" {' and '.join(said)}", None)]
    if relation is not None and relation.mentions is not None:
        name, anchor_id = relation.mentions
        comma = " " if said == ["is"] else ", "
        parts += [(f"{comma}{relation.text.removesuffix(name)}", None), (name, anchor_id)]
    return [*parts, (".", None)]
