"""The words around an expression: how people type a request, and how the model answers it."""

from __future__ import annotations

import numpy as np

ANSWER = "Sure, it is [SEG]."

_REQUESTS = (
    "{x}",
    "Please segment {x}.",
    "Please segment {x} in this image.",
    "Segment {x}",
    "segment {x}.",
    "Can you segment {x} in this image?",
    "Can you segment {x}?",
    "Could you segment {x} for me?",
    "Could you provide a segmentation mask for {x} in this image?",
    "Please identify and segment {x} in this image.",
    "Where is {x} in this picture? Please respond with a segmentation mask.",
    "What is {x} in this image? Please respond with segmentation mask.",
    "What is {x} in this image? Please output segmentation mask.",
    "Can you highlight {x} in this image with a segmentation mask?",
    "Find {x}",
    "Find {x} in the video.",
    "Track {x}",
    "Please track {x} in this video.",
    "Follow {x} through the clip.",
    "Where is {x}?",
    "Show me {x}.",
    "Mark {x}, please.",
    "Highlight {x}",
    "Select {x}",
    "I need a mask of {x}.",
    "Mask {x}",
    "Outline {x}",
    "Please segment the object according to the description: {x}",
)

_SYNONYMS: dict[str, tuple[str, ...]] = {
    "leftmost": ("leftmost", "leftmost", "left-most", "left"),
    "rightmost": ("rightmost", "rightmost", "right-most", "right"),
    "topmost": ("topmost", "topmost", "top", "highest", "upper"),
    "bottommost": ("bottommost", "bottommost", "bottom", "lowest", "lower"),
    "biggest": ("biggest", "biggest", "largest", "big"),
    "smallest": ("smallest", "smallest", "tiniest", "small"),
    "object": ("object", "object", "thing", "one", "item"),
    "ladybug": ("ladybug", "ladybug", "ladybird", "beetle"),
    "car": ("car", "car", "car", "automobile"),
    "boat": ("boat", "boat", "boat", "sailboat", "ship"),
    "duck": ("duck", "duck", "duck", "duckling"),
    "house": ("house", "house", "house", "home"),
    "sunflower": ("sunflower", "sunflower", "sunflower", "flower"),
    "purple": ("purple", "purple", "purple", "violet"),
}


def varied(expression: str, rng: np.random.Generator) -> str:
    """The expression as somebody else would say it: a synonym, another article or none."""
    words = [
        str(rng.choice(_SYNONYMS[word])) if word in _SYNONYMS and rng.random() < 0.5 else word
        for word in expression.split()
    ]
    draw = rng.random()
    if words[0] == "the" and draw < 0.2:
        words = words[1:]
    elif words[0] == "the" and draw < 0.26:
        words[0] = "that" if draw < 0.23 else "a"
    return " ".join(words)


def request(expression: str, rng: np.random.Generator) -> str:
    """What a person types: often the bare expression, sometimes carelessly."""
    named = varied(expression, rng)
    template = _REQUESTS[0] if rng.random() < 0.35 else str(rng.choice(_REQUESTS))
    text = template.format(x=named)
    draw = rng.random()
    if draw < 0.15:
        text = text[0].upper() + text[1:]
    elif draw < 0.2:
        text = text.lower()
    elif draw < 0.23:
        text = text.upper()
    elif draw < 0.28:
        text = text.rstrip(".?") + str(rng.choice([".", "!", " ", "?", " please"]))
    return text


def small_talk(rng: np.random.Generator) -> tuple[str, str]:
    """A question that names nothing to find, and an honest answer."""
    questions, answer = _SMALL_TALK[int(rng.integers(len(_SMALL_TALK)))]
    text = str(rng.choice(questions))
    return (text.lower().rstrip("?.!") if rng.random() < 0.3 else text), answer


def introduction(rng: np.random.Generator) -> tuple[str, str]:
    """Small talk that stays right when the model can speak of pictures: greetings, thanks, and what it is."""
    questions, answer = _INTRODUCTION[int(rng.integers(len(_INTRODUCTION)))]
    text = str(rng.choice(questions))
    return (text.lower().rstrip("?.!") if rng.random() < 0.3 else text), answer


def corpus() -> list[str]:
    """Text for the tokenizer: every word the model is taught, in its usual forms, and some plain English."""
    from sa2va_desktop.scenes.expressions import EXTREMES
    from sa2va_desktop.scenes.nouns import NOUNS
    from sa2va_desktop.scenes.palette import TINTS

    words = [*NOUNS, *TINTS, *EXTREMES, *(synonym for group in _SYNONYMS.values() for synonym in group)]
    lines = [template.format(x=f"the {word}") for template in _REQUESTS for word in words]
    lines += [f"the {colour} {noun}" for colour in TINTS for noun in NOUNS] * 2
    lines += [word.capitalize() for word in words] * 3
    lines += [answer for _, answer in _SMALL_TALK] * 6
    lines += ["user\n", "assistant\n", ANSWER.replace("[SEG]", "")] * 50
    return lines + _PLAIN_ENGLISH.split("\n") * 6


_SMALL_TALK: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("Hello", "Hello!", "Hi", "Hi there", "Good morning", "Hey"),
        "Hello! Type a thing to find, such as: the red car.",
    ),
    (
        ("Thank you", "Thanks!", "Thanks a lot", "Well done", "Great", "Bye"),
        "You are welcome.",
    ),
    (
        (
            "What can you do?",
            "Who are you?",
            "What are you?",
            "Help",
            "How does this work?",
            "What is Sa2VA?",
            "Which words do you know?",
        ),
        "I am a small demo model. I find drawn things by noun, colour or place, such as: the red car.",
    ),
    (
        (
            "What is in this image?",
            "Describe the image.",
            "Please describe the video.",
            "What do you see?",
            "How many objects are there?",
            "What happens in this clip?",
            "Could you please give me a brief description of the image?",
            "What colour is it?",
            "Why?",
        ),
        "I was not taught to describe pictures. Type a thing to find, such as: the red car.",
    ),
)

_INTRODUCTION = _SMALL_TALK[:3]

_PLAIN_ENGLISH = """Hello, what can you do? I can find drawn things in pictures and short clips.
Type the name of a thing, its colour, or where it is, and I will mark it in every frame.
There is nothing like that in this picture. I was only taught a few words.
Please describe the image. What is in the video? How many objects are there?
Which one is moving from left to right? Is there a person, a dog, a cat or a horse?
the man in the white shirt, the woman with the umbrella, the child on the bicycle
the dog that jumps last, the first car behind the truck, the bird above the water
between, behind, in front of, next to, under, over, near, far, inside, outside, around
one two three four five six seven eight nine ten first second third last before after
big small large little long short round square tall thin dark light bright striped dotted"""
