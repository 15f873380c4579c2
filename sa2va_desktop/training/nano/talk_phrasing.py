"""What is said about whole pictures: questions, requests that look first, several things, captions with their phrases."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sa2va_desktop.scenes.captions import GroundedText
from sa2va_desktop.scenes.expressions import Expression, ExpressionKind, shows_colour
from sa2va_desktop.scenes.facts import SceneFacts, clear_name, indefinite, look_of, plural
from sa2va_desktop.scenes.more_expressions import more_expressions
from sa2va_desktop.scenes.nouns import HELD_OUT_PAIRS, NOUNS
from sa2va_desktop.scenes.palette import TINT_WORDS, TINTS
from sa2va_desktop.scenes.questions import Question, QuestionKind, questions_about
from sa2va_desktop.scenes.scene import SceneObject
from sa2va_desktop.training.nano.phrasing import ANSWER, introduction, request
from sa2va_desktop.training.nano.tokenizer import SEG

GROUNDED_CAPTION = (
    "Could you please give me a brief description of the image? Please respond with interleaved     segmentation masks"
    " for the corresponding parts of the answer."
)
"""What the application asks. Source: the published evaluation of Sa2VA (grounded caption generation)."""

DESCRIBE_PICTURE = "Please describe the image."
DESCRIBE_CLIP = "Please describe the video content."

_GROUNDED_TOO = (
    "Please describe the image with segmentation masks.",
    "Describe the picture and mark every thing that you name.",
    "Name and segment everything in the image.",
)
_DESCRIBE_TOO = (
    "Describe the image.",
    "What is in this image?",
    "What do you see?",
    "Please describe the video.",
    "Could you please give me a brief description of the image?",
    "What is in the picture?",
)
_PHRASE = "<p> {words} </p> " + SEG
_NOTHING = "There is no {x} here."
_UNKNOWN = [
    "person",
    "man",
    "woman",
    "child",
    "boy",
    "girl",
    "dog",
    "cat",
    "horse",
    "bird",
    "cow",
    "bus",
    "truck",
    "bicycle",
    "train",
    "plane",
    "chair",
    "table",
    "cup",
    "bottle",
    "phone",
    "ball",
    "shoe",
    "hat",
    "umbrella",
    "road",
    "mountain",
    "flower",
    "pot",
    "lamp",
    "book",
    "clock",
    "window",
    "door",
    "spoon",
    "robot",
]
_MARGIN = 0.1
"""Of the picture's height: two things of a noun that are nearer along x have no clear left one."""

Draw = np.random.Generator


@dataclass(frozen=True)
class Exchange:
    """One question about a scene and its answer.

    Attributes:
        kind: for the log.
        names: for each `[SEG]` of the answer, an expression by look or place that means its thing.
        phrases: (start, stop, object id), characters of the answer that speak of a thing of the picture.
        echoes: (start, stop), characters of the answer that repeat the first, second, … mention of the question.
    """

    kind: str
    question: str
    answer: str
    names: tuple[str, ...] = ()
    phrases: tuple[tuple[int, int, int], ...] = ()
    echoes: tuple[tuple[int, int], ...] = ()


def draw_exchanges(
    facts: SceneFacts, expressions: Sequence[Expression], rng: Draw, *, short: int, long: int
) -> list[Exchange]:
    """`short` questions and requests, and `long` exchanges that name several things, about one scene."""
    asked = _by_kind(questions_about(facts, rng))
    more = more_expressions(facts, rng)
    short_makers: list[tuple[float, Callable[[], Exchange | None]]] = [
        (0.22, lambda: _existence(facts, rng)),
        (0.13, lambda: _asked(asked, QuestionKind.COLOUR, rng)),
        (0.15, lambda: _asked(asked, QuestionKind.COUNT, rng)),
        (0.18, lambda: _asked(asked, QuestionKind.PLACE, rng)),
        (0.09, lambda: _asked(asked, QuestionKind.RELATION, rng)),
        (0.16, lambda: _present(expressions, rng)),
        (0.10, lambda: _absent(facts, rng)),
        (0.03, lambda: _related(facts, more, rng)),
        (0.03, lambda: _small_talk(rng)),
    ]
    long_makers: list[tuple[float, Callable[[], Exchange | None]]] = [
        (0.5, lambda: _grounded(facts, rng)),
        (0.2, lambda: _described(facts, rng)),
        (0.2, lambda: _several(facts, more, rng)),
        (0.1, lambda: _group(facts, more, rng)),
    ]
    return [*_some(short_makers, short, rng), *_some(long_makers, long, rng)]


def _some(
    makers: Sequence[tuple[float, Callable[[], Exchange | None]]], count: int, rng: Draw
) -> list[Exchange]:
    """Draw until there are enough; a kind that the scene does not offer falls to another one."""
    weights = np.array([weight for weight, _ in makers])
    found: list[Exchange] = []
    for _ in range(20 * count):
        made = makers[int(rng.choice(len(makers), p=weights / weights.sum()))][1]()
        if made is not None:
            found.append(made)
        if len(found) == count:
            break
    return found


def _by_kind(questions: Sequence[Question]) -> dict[QuestionKind, list[Question]]:
    return {kind: [each for each in questions if each.kind is kind] for kind in QuestionKind}


def _asked(asked: dict[QuestionKind, list[Question]], kind: QuestionKind, rng: Draw) -> Exchange | None:
    """One of the generator's questions; answers that are rarer are drawn as often as others."""
    if not asked[kind]:
        return None
    answers = sorted({each.answer for each in asked[kind]})
    answer = str(rng.choice(answers)) if kind is not QuestionKind.COLOUR else None
    fitting = [each for each in asked[kind] if answer is None or each.answer == answer]
    chosen = fitting[int(rng.integers(len(fitting)))]
    return Exchange(kind.value, _casual(chosen.text, rng), chosen.answer)


def _casual(question: str, rng: Draw) -> str:
    if rng.random() < 0.3:
        question = question.replace("colour", "color")
    draw = rng.random()
    if draw < 0.08:
        return question.lower()
    return question.rstrip("?") if draw < 0.12 else question


def _existence(facts: SceneFacts, rng: Draw) -> Exchange | None:
    """Yes and no equally often, with and without a colour; a no is often the right noun in the wrong colour."""
    if rng.random() < 0.5:
        things = [thing for thing in facts.things if facts.is_seen(thing)]
        if not things:
            return None
        thing = things[int(rng.integers(len(things)))]
        words, answer = (thing.noun if rng.random() < 0.5 else look_of(thing)), "Yes."
    else:
        words, answer = missing_look(facts, rng), "No."
    template = ("Is there {0}?", "Is there {0} in the image?", "Can you see {0}?", "Do you see {0} here?")
    question = (template[0] if rng.random() < 0.6 else str(rng.choice(template))).format(indefinite(words))
    return Exchange("exists", _casual(question, rng), answer)


def missing_look(facts: SceneFacts, rng: Draw) -> str:
    """ "car" or "red car", of which there is none in the scene; held-out pairs are never asked about."""
    nouns = {thing.noun for thing in facts.things}
    missing = [noun for noun in NOUNS if noun not in nouns]
    draw = rng.random()
    if draw < 0.4:
        return str(rng.choice(missing))
    tinted = [thing for thing in facts.things if NOUNS[thing.noun].tints and NOUNS[thing.noun].referable_colour]
    if draw < 0.75 and tinted:
        noun = tinted[int(rng.integers(len(tinted)))].noun
        present = [other for other in facts.things if other.noun == noun]
        colours = [
            c
            for c in TINT_WORDS
            if (c, noun) not in HELD_OUT_PAIRS and not any(shows_colour(o, c) for o in present)
        ]
        return f"{rng.choice(colours)} {noun}"
    colours = sorted({thing.colour for thing in facts.things if NOUNS[thing.noun].referable_colour})
    pairs = [
        (c, n)
        for n in missing
        for c in colours
        if NOUNS[n].referable_colour
        and (c in NOUNS[n].tints or c == NOUNS[n].natural_colour)
        and (c, n) not in HELD_OUT_PAIRS
    ]
    if not pairs:
        return str(rng.choice(missing))
    colour, noun = pairs[int(rng.integers(len(pairs)))]
    return f"{colour} {noun}"


def _present(expressions: Sequence[Expression], rng: Draw) -> Exchange | None:
    """A request for one thing that is there."""
    if not expressions:
        return None
    kinds = sorted({each.kind for each in expressions}, key=lambda kind: kind.value)
    kind = kinds[int(rng.integers(len(kinds)))]
    fitting = [each for each in expressions if each.kind is kind]
    chosen = fitting[int(rng.integers(len(fitting)))]
    return Exchange("present", request(chosen.text, rng), ANSWER, (chosen.text,))


def _absent(facts: SceneFacts, rng: Draw) -> Exchange:
    draw = rng.random()
    if draw < 0.12:
        colours = [c for c in TINTS if not any(shows_colour(thing, c) for thing in facts.things)]
        words = f"{rng.choice(colours)} object"
    elif draw < 0.24:
        words = str(rng.choice(_UNKNOWN))
        return Exchange("unknown", request(f"the {words}", rng), "There is nothing like that here.")
    else:
        words = missing_look(facts, rng)
    return Exchange("absent", request(f"the {words}", rng), _NOTHING.format(x=words))


def _related(facts: SceneFacts, more: Sequence[Expression], rng: Draw) -> Exchange | None:
    """ "the car left of the tree" beside another car: `[SEG]` means the car by what is special about it."""
    told = [each for each in more if each.kind is ExpressionKind.RELATION]
    if not told:
        return None
    chosen = told[int(rng.integers(len(told)))]
    thing = next(each for each in facts.things if each.object_id == chosen.object_ids[0])
    name = telling_name(thing, facts)
    if name is None:
        return None
    return Exchange("related", request(chosen.text, rng), naming_answer([name]), (name,))


def telling_name(thing: SceneObject, facts: SceneFacts) -> str | None:
    """An expression that means this thing alone: by noun or colour, else by its place among its like."""
    name = clear_name(thing, facts.things)
    if name is not None:
        return name
    same = [other for other in facts.things if other.noun == thing.noun]
    if len(same) < 2 or not all(facts.is_steady(other) for other in same):
        return None
    xs = facts.centre_xy[:, [facts.index_of(other) for other in same], 0]
    order = np.argsort(xs[0])
    place = int(np.flatnonzero(order == same.index(thing))[0])
    for end, word, neighbour in ((0, "leftmost", 1), (len(same) - 1, "rightmost", len(same) - 2)):
        if place == end and bool((np.abs(xs[:, order[end]] - xs[:, order[neighbour]]) > _MARGIN).all()):
            return f"the {word} {thing.noun}"
    return None


def caption_of(facts: SceneFacts) -> GroundedText:
    """All things that are seen, by their nouns' order in the alphabet: "A red car, a duck and a tree.".

    An order by what things are is learned long before one by where they are.
    """
    seen = [thing for thing in facts.things if facts.is_seen(thing)]
    seen.sort(key=lambda thing: (thing.noun, look_of(thing), float(thing.path.centre_xy[0, 0])))
    text, phrases = "", []
    for number, thing in enumerate(seen):
        text += "" if number == 0 else " and " if number == len(seen) - 1 else ", "
        words = indefinite(look_of(thing))
        phrases.append((len(text), len(text) + len(words), thing.object_id))
        text += words if number else words[0].upper() + words[1:]
    return GroundedText(f"{text}.", tuple(phrases))


def _grounded(facts: SceneFacts, rng: Draw) -> Exchange | None:
    """The caption with a `[SEG]` after each phrase, which means the thing by look, or by place among its like."""
    told = caption_of(facts)
    by_id = {thing.object_id: thing for thing in facts.things}
    text, phrases, names, at = "", [], [], 0
    for start, stop, object_id in told.phrases:
        text += told.text[at:start]
        marked = _PHRASE.format(words=told.text[start:stop])
        phrases.append((len(text), len(text) + len(marked), object_id))
        text, at = text + marked, stop
        thing = by_id[object_id]
        full = f"the {look_of(thing)}"
        is_alone = sum(look_of(other) == look_of(thing) for other in facts.things) == 1
        names.append(full if is_alone else telling_name(thing, facts) or full)
    question = GROUNDED_CAPTION if rng.random() < 0.4 else str(rng.choice(_GROUNDED_TOO))
    return Exchange("grounded", question, text + told.text[at:], tuple(names), tuple(phrases))


def _described(facts: SceneFacts, rng: Draw) -> Exchange:
    told = caption_of(facts)
    usual = DESCRIBE_CLIP if facts.is_clip else DESCRIBE_PICTURE
    question = usual if rng.random() < 0.5 else str(rng.choice(_DESCRIBE_TOO))
    return Exchange("described", _casual(question, rng), told.text, (), told.phrases)


def _several(facts: SceneFacts, more: Sequence[Expression], rng: Draw) -> Exchange | None:
    """Two to four things, each by a name of its own; sometimes by an expression that the scene does not need."""
    told = [each for each in more if each.kind is ExpressionKind.SEVERAL]
    if not told:
        return None
    counts = sorted({len(each.object_ids) for each in told})
    count = int(rng.choice(counts))
    fitting = [each for each in told if len(each.object_ids) == count]
    chosen = fitting[int(rng.integers(len(fitting)))]
    by_id = {thing.object_id: thing for thing in facts.things}
    things = [by_id[object_id] for object_id in chosen.object_ids]
    rng.shuffle(things)  # type: ignore[arg-type]
    names = [_any_name(thing, facts, rng) for thing in things]
    answer = naming_answer(names)
    echoes = tuple(m.span() for m in re.finditer(r"<p>.*?</p>", answer))
    question = request(f"{', '.join(names[:-1])} and {names[-1]}", rng)
    return Exchange("several", question, answer, tuple(names), echoes=echoes)


def _any_name(thing: SceneObject, facts: SceneFacts, rng: Draw) -> str:
    name = clear_name(thing, facts.things)
    full = f"the {look_of(thing)}"
    return full if name is None or rng.random() < 0.4 else name


def naming_answer(names: Sequence[str]) -> str:
    """ "Sure, they are <p> the car </p> [SEG] and <p> the tree </p> [SEG]."; `[SEG]` follows the words that it means."""
    marked = [_PHRASE.format(words=name) for name in names]
    if len(marked) == 1:
        return f"Sure, it is {marked[0]}."
    return f"Sure, they are {', '.join(marked[:-1])} and {marked[-1]}."


def _group(facts: SceneFacts, more: Sequence[Expression], rng: Draw) -> Exchange | None:
    """ "all the cars": one `[SEG]` each, from left to right."""
    told = [each for each in more if each.kind is ExpressionKind.GROUP]
    if not told:
        return None
    chosen = told[int(rng.integers(len(told)))]
    things = [thing for thing in facts.things if thing.object_id in chosen.object_ids]
    things.sort(key=lambda thing: float(thing.path.centre_xy[0, 0]))
    names = [telling_name(thing, facts) for thing in things]
    if None in names:
        return None
    kept = tuple(name for name in names if name is not None)
    return Exchange("group", request(chosen.text, rng), naming_answer(kept), kept)


def _small_talk(rng: Draw) -> Exchange:
    question, answer = introduction(rng)
    return Exchange("small_talk", question, answer)


@dataclass(frozen=True)
class Mention:
    """Where a text speaks of a kind of thing: its last character, and the words; "" for any noun or any colour."""

    last: int
    noun: str
    colour: str

    def fits(self, thing: SceneObject) -> bool:
        return self.noun in ("", thing.noun) and (not self.colour or shows_colour(thing, self.colour))


def mentions_in(text: str) -> list[Mention]:
    """Every noun in either number, with the colour before it, and every "COLOUR object"."""
    return [
        Mention(m.end() - 1, _NOUN_OF[m["noun"].lower()], (m["colour"] or "").lower())
        for m in _MENTION.finditer(text)
    ]


_NOUN_OF = {form: noun for noun in NOUNS for form in (noun, plural(noun))} | {"object": "", "objects": ""}
_MENTION = re.compile(
    rf"\b(?:(?P<colour>{'|'.join(TINTS)}) )?(?P<noun>{'|'.join(sorted(_NOUN_OF, key=len, reverse=True))})\b",
    re.IGNORECASE,
)
