"""Expressions of textures, of sizes, and long ones: attributes, place, relation and motion in one, naming one thing each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from sa2va_desktop.scenes.descriptors import (
    Descriptor,
    colour_descriptor,
    descriptors_of,
    names_nothing,
    names_only,
    says_twice,
)
from sa2va_desktop.scenes.expressions import Expression, ExpressionKind
from sa2va_desktop.scenes.facts import SceneFacts
from sa2va_desktop.scenes.nouns import ALL_NOUNS, HELD_OUT_PAIRS
from sa2va_desktop.scenes.palette import TINT_WORDS
from sa2va_desktop.scenes.patterns import PATTERNS, PLAIN
from sa2va_desktop.scenes.scene import SceneObject
from sa2va_desktop.scenes.textures import HELD_OUT_TEXTURES, shows_texture

_LOOK_SLOTS = ("size", "texture", "colour", "noun")
_SCENE_SLOTS = ("place", "relation", "motion")
_PER_THING = 2
_OBJECT_SHARE = 0.2


def texture_expressions(facts: SceneFacts, rng: np.random.Generator) -> list[Expression]:
    """ "the striped kite", "the dotted red cup", "the striped object", "all the dotted objects"; and one that is not
    there. Sorted; none where no thing has a texture."""
    found: set[Expression] = set()
    for thing in facts.things:
        if thing.texture and facts.is_seen(thing):
            found |= set(_by_words(facts, thing, ("texture", "colour", "noun"), ExpressionKind.TEXTURE))
    for texture in PATTERNS:
        shown = [thing for thing in facts.things if shows_texture(thing, texture)]
        clear = all(thing.texture == texture and facts.is_seen(thing) for thing in shown)
        ids = tuple(thing.object_id for thing in shown)
        if clear and len(shown) == 1:
            found.add(Expression(f"the {texture} object", ids, ExpressionKind.TEXTURE))
        elif clear and shown:
            found.add(Expression(f"all the {texture} objects", ids, ExpressionKind.GROUP))
    wrong = sorted(
        f"the {texture} {thing.noun}"
        for thing in facts.things
        for texture in PATTERNS
        if thing.texture
        and (texture, thing.noun) not in HELD_OUT_TEXTURES
        and not any(o.noun == thing.noun and shows_texture(o, texture) for o in facts.things)
    )
    absent = [Expression(str(rng.choice(wrong)), (), ExpressionKind.ABSENT)] if wrong else []
    return [*_sorted(found), *absent]


def size_expressions(facts: SceneFacts) -> list[Expression]:
    """ "the small kite", "the big red kite" beside another kite. Sorted."""
    found: set[Expression] = set()
    if all(facts.is_steady(thing) for thing in facts.things):
        for thing in facts.things:
            found |= set(_by_words(facts, thing, ("size", "texture", "colour", "noun"), ExpressionKind.SIZE))
    return _sorted(found)


def long_expressions(known: Sequence[SceneFacts], rng: np.random.Generator) -> list[Expression]:
    """For each thing that is always seen up to two long ones, and, where there are any, one that names nothing: a long
    one with another colour. Sorted.

    `known`: as in `descriptors_of`.
    """
    facts = known[0]
    found: list[Expression] = []
    absent: list[Expression] = []
    for thing in facts.things:
        if facts.is_steady(thing):
            chosen = _sampled(known, thing, rng)
            found += [Expression(long_text(words), (thing.object_id,), ExpressionKind.LONG) for words in chosen]
            absent += [each for words in chosen[:1] if (each := _with_wrong_colour(facts, words, rng))]
    one = [absent[int(rng.integers(len(absent)))]] if absent else []
    return [*_sorted(set(found)), *one]


def long_text(words: Sequence[Descriptor]) -> str:
    """The words in the order of speech; looks before the noun, what the scene says of it after."""
    by_slot = {each.slot: each.text for each in words}
    head = " ".join(by_slot[slot] for slot in _LOOK_SLOTS if slot in by_slot)
    tail = ", ".join(by_slot[slot] for slot in _SCENE_SLOTS if slot in by_slot)
    return f"the {head} {tail}".strip()


def _by_words(
    facts: SceneFacts, thing: SceneObject, slots: tuple[str, ...], kind: ExpressionKind
) -> Iterator[Expression]:
    """With the first and the last of the slots, and any of those between."""
    words = {each.slot: each for each in descriptors_of([facts], thing) if each.slot in slots}
    if slots[0] not in words or not _is_worth_saying(facts, thing, words[slots[0]]):
        return
    middle = [slot for slot in slots[1:-1] if slot in words and words[slot].text != PLAIN]
    for taken in product((False, True), repeat=len(middle)):
        between = [slot for slot, is_taken in zip(middle, taken, strict=True) if is_taken]
        chosen = [words[slot] for slot in (slots[0], *between, slots[-1])]
        if names_only(chosen, facts.index_of(thing)):
            yield Expression(long_text(chosen), (thing.object_id,), kind)


def _is_worth_saying(facts: SceneFacts, thing: SceneObject, word: Descriptor) -> bool:
    """Nobody calls a thing plain unless another one of its kind is not."""
    return word.text != PLAIN or any(
        other.noun == thing.noun and other.texture in PATTERNS for other in facts.things
    )


def _sampled(
    known: Sequence[SceneFacts], thing: SceneObject, rng: np.random.Generator
) -> list[list[Descriptor]]:
    facts = known[0]
    true = [each for each in descriptors_of(known, thing) if _is_worth_saying(facts, thing, each)]
    slots = {slot: [each for each in true if each.slot == slot] for slot in (*_LOOK_SLOTS, *_SCENE_SLOTS)}
    anything = Descriptor("noun", "object", (True,) * len(facts.things))
    chosen: list[list[Descriptor]] = []
    for _ in range(12):
        words = [
            options[int(rng.integers(len(options)))]
            for slot, options in slots.items()
            if options and slot != "noun" and rng.random() < 0.75
        ]
        has_no_size = all(each.slot != "size" for each in words)
        noun = anything if has_no_size and rng.random() < _OBJECT_SHARE else slots["noun"][0]
        is_long = len(words) >= 2 and any(each.slot in _SCENE_SLOTS for each in words)
        complete = [*words, noun]
        by_slot = {each.slot: each for each in words}
        is_long = is_long and not says_twice(by_slot.get("place"), by_slot.get("relation"))
        if is_long and names_only(complete, facts.index_of(thing)) and complete not in chosen:
            chosen.append(complete)
        if len(chosen) == _PER_THING:
            break
    return chosen


def _with_wrong_colour(
    facts: SceneFacts, words: Sequence[Descriptor], rng: np.random.Generator
) -> Expression | None:
    if not any(each.slot == "colour" for each in words):
        return None
    rest = [each for each in words if each.slot != "colour"]
    noun = next(each.text for each in words if each.slot == "noun")
    tints = ALL_NOUNS[noun].tints if noun in ALL_NOUNS else TINT_WORDS
    wrong = [
        [*rest, colour_descriptor(facts, colour)] for colour in tints if (colour, noun) not in HELD_OUT_PAIRS
    ]
    clear = [each for each in wrong if names_nothing(each)]
    if not clear:
        return None
    return Expression(long_text(clear[int(rng.integers(len(clear)))]), (), ExpressionKind.ABSENT)


def _sorted(found: set[Expression]) -> list[Expression]:
    return sorted(found, key=lambda each: (each.kind.value, each.text))
