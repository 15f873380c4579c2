"""Random and degenerate inputs of metrics, made from seeds alone: for the published evaluators and for our tests.

Imports nothing of this project, so that both sides see the same pixels whatever either of them does.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

VOID = 255


def blob(rng: np.random.Generator, height: int, width: int, kind: str = "") -> np.ndarray:
    """(H, W) bool: boxes and discs with a hole, or something degenerate."""
    mask = np.zeros((height, width), bool)
    kind = kind or str(rng.choice(["boxes", "discs", "discs", "empty", "full", "pixel", "border", "noise"]))
    rows, columns = np.mgrid[:height, :width]
    if kind == "full":
        mask[:] = True
    elif kind == "pixel":
        mask[rng.integers(height), rng.integers(width)] = True
    elif kind == "border":
        mask[:, -1] = mask[-1, :] = True
    elif kind == "noise":
        mask = rng.random((height, width)) < 0.1
    elif kind == "boxes":
        for _ in range(int(rng.integers(1, 4))):
            y, x = rng.integers(height), rng.integers(width)
            mask[y : y + rng.integers(1, height + 1), x : x + rng.integers(1, width + 1)] = True
    elif kind == "discs":
        for value in (True, True, False):
            y, x, radius = rng.integers(height), rng.integers(width), rng.integers(2, max(3, height // 3))
            mask[(rows - y) ** 2 + (columns - x) ** 2 <= radius**2] = value
    return mask


def shifted(rng: np.random.Generator, mask: np.ndarray) -> np.ndarray:
    """The same some pixels off, as a good prediction is; sometimes something else."""
    if rng.random() < 0.25:
        return blob(rng, *mask.shape)
    return np.roll(mask, (int(rng.integers(-3, 4)), int(rng.integers(-3, 4))), (0, 1))


def mask_pairs() -> list[tuple[np.ndarray, np.ndarray, np.ndarray | None]]:
    """(truth, predicted, void pixels or None)."""
    rng, found = np.random.default_rng(1), []
    kinds = ["boxes", "discs", "empty", "full", "pixel", "border", "noise"]
    for first in kinds:
        for second in kinds:
            found.append((blob(rng, 60, 80, first), blob(rng, 60, 80, second), None))
    for height, width in [(37, 53), (100, 100), (1, 40), (40, 1), (120, 213)] * 6:
        truth = blob(rng, height, width)
        void = blob(rng, height, width) if rng.random() < 0.6 else None
        found.append((truth, shifted(rng, truth), void))
    return found


def index_sequences() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """name → (truth, predicted), each (T, H, W) uint8 object ids; the truth has void pixels on some frames."""
    rng, found = np.random.default_rng(2), {}
    for number, (objects, frames) in enumerate([(1, 5), (2, 7), (3, 6), (3, 9), (2, 4), (4, 12)]):
        truth = np.zeros((frames, 48, 64), np.uint8)
        predicted = np.zeros_like(truth)
        order = rng.permutation(objects) + 1 if number % 2 else np.arange(1, objects + 1)
        for index in range(objects):
            box = 5 + 12 * index, 4 + 10 * index
            for frame in range(frames):
                y, x = box[0], box[1] + frame
                if frame == 0 or rng.random() < 0.85:
                    truth[frame, y : y + 12, x : x + 14] = index + 1
                if rng.random() < 0.8 and not (number == 4 and index == 1):
                    dy, dx = rng.integers(-2, 3, 2)
                    predicted[frame, y + dy : y + dy + 12, x + dx : x + dx + 14] = order[index]
        if number == 5:
            predicted[:] = 0
        # Objects must be there on the first frame, by definition of the benchmark.
        if number % 2:
            truth[1:, :3, :] = VOID
            truth[1:, 20:24, 10:30] = VOID
        found[f"seq{number}"] = truth, predicted
    return found


def object_videos() -> dict[str, list[tuple[np.ndarray, np.ndarray]]]:
    """name → per object (truth, predicted), each (T, H, W) bool, that may overlap and appear late."""
    rng, found = np.random.default_rng(3), {}
    for number in range(4):
        objects = []
        for index in range(3):
            truth = np.zeros((8, 50, 60), bool)
            predicted = np.zeros_like(truth)
            first = int(rng.integers(0, 4)) if index else 0
            for frame in range(first, 8):
                y, x = 8 + 6 * index, 5 + 3 * frame
                truth[frame, y : y + 15, x : x + 12] = True
                dy, dx = rng.integers(-2, 3, 2)
                if rng.random() < 0.8:
                    predicted[frame, y + dy : y + dy + 15, max(0, x + dx) : x + dx + 12] = True
            if number == 3 and index == 1:
                predicted[1] = True  # before the object is there
            objects.append((truth, predicted))
        found[f"sav_{number:06d}"] = objects
    return found


def expression_clips() -> dict[str, dict[str, Any]]:
    """video → {"objects": masks (N, T, H, W) bool that do not overlap, "expressions": [{"anno": positions, "type_id",
    "predicted": (T, H, W) bool}]}."""
    rng, found = np.random.default_rng(4), {}
    for number in range(4):
        frames = 4 + number
        objects = np.zeros((3, frames, 45, 60), bool)
        for index in range(3):
            for frame in range(frames):
                if rng.random() < 0.8:
                    x = 4 + 2 * frame
                    objects[index, frame, 2 + 14 * index : 13 + 14 * index, x : x + 20] = True
        expressions = []
        for position, anno in enumerate([[0], [1, 2], [2], [0, 1, 2], [], [1]]):
            union = objects[anno].any(axis=0)
            predicted = np.stack([shifted(rng, frame) for frame in union])
            if position == 2:
                predicted[:] = False
            type_id = 2 if not anno else position % 2
            expressions.append({"anno": anno, "type_id": type_id, "predicted": predicted})
        found[f"video{number}"] = {"objects": objects, "expressions": expressions}
    return found


def referring_samples() -> list[dict[str, Any]]:
    """{"truth", "predicted": (H, W) bool, "ignore": the same or None, "no_target": bool, "says_none": bool}."""
    rng, found = np.random.default_rng(5), []
    for number in range(60):
        no_target = number % 5 == 4
        truth = np.zeros((40, 50), bool) if no_target else blob(rng, 40, 50, "discs")
        says_none = bool(rng.random() < (0.6 if no_target else 0.1))
        predicted = np.zeros((40, 50), bool) if says_none else shifted(rng, truth)
        if number == 7:
            predicted = truth.copy()
        ignore = blob(rng, 40, 50, "boxes") if number % 3 == 0 else None
        found.append(
            {
                "truth": truth,
                "predicted": predicted,
                "ignore": ignore,
                "no_target": no_target,
                "says_none": says_none,
            }
        )
    return found


PHRASES = [
    "a man",
    "a red car",
    "the dog",
    "green grass",
    "the sky",
    "a tall tree",
    "a dog on grass",
    "the man's hat",
]


def grounded_captions() -> list[dict[str, Any]]:
    """{"truth": masks, "labels": phrases, "predicted": masks, "phrases": theirs}; masks (H, W) bool."""
    rng, found = np.random.default_rng(6), []
    for number in range(25):
        count = int(rng.integers(1, 5))
        truth = [blob(rng, 40, 50, "boxes" if rng.random() < 0.5 else "discs") for _ in range(count)]
        for mask in truth:
            mask[20, 20] = True
        labels = [str(word) for word in rng.choice(PHRASES, count, replace=False)]
        kept = [index for index in range(count) if rng.random() < 0.85]
        predicted = [np.roll(truth[index], int(rng.integers(-2, 3)), 1) for index in kept]
        phrases = [labels[index] if rng.random() < 0.7 else str(rng.choice(PHRASES)) for index in kept]
        if rng.random() < 0.4:
            extra = blob(rng, 40, 50, "boxes")
            extra[0, 0] = True
            predicted.append(extra)
            phrases.append(str(rng.choice(PHRASES)))
        if number == 3:
            predicted, phrases = [], []
        if number == 5:
            predicted, phrases = [*predicted, predicted[0] if predicted else truth[0]], [*phrases, "the sky"]
        found.append({"truth": truth, "labels": labels, "predicted": predicted, "phrases": phrases})
    return found


def word_similarity(first: str, second: str) -> float:
    """Stands in for a text model in the recall of phrases: the share of words that both have."""
    a, b = set(first.split()), set(second.split())
    return len(a & b) / len(a | b) if a | b else 0.0


WORDS = [
    "a",
    "the",
    "man",
    "dog",
    "rides",
    "horse",
    "on",
    "beach",
    "red",
    "car",
    "near",
    "tree",
    "is",
    "and",
    "two",
]


def captions() -> dict[str, dict[str, list[str]]]:
    """{"references": {id: texts}, "candidates": {id: [text]}} of random words, some empty, some equal."""
    rng = np.random.default_rng(7)
    references: dict[str, list[str]] = {}
    candidates: dict[str, list[str]] = {}
    for number in range(30):
        texts = [" ".join(rng.choice(WORDS, int(rng.integers(1, 12)))) for _ in range(int(rng.integers(1, 4)))]
        said = " ".join(rng.choice(WORDS, int(rng.integers(1, 12))))
        if number % 4 == 0:
            said = texts[0]
        if number == 9:
            said = ""
        references[str(number)], candidates[str(number)] = texts, [said]
    return {"references": references, "candidates": candidates}


SENTENCES = [
    "A man riding a horse on the beach.",
    "Two dogs play in the snow, near a tree.",
    "It's the man's hat; they don't see it - or can't.",
    "The dogs' bowl, the children's toys & Mr. Smith's car!",
    'He says "hello" (quietly) and `waves`.',
    "A black-and-white cat/dog sits at 3:30 p.m. in the U.S. of A.",
    "3.5 litres, 1,000 people, 50% off, $20... and #1",
    "I'm sure we'll've gone; you're, they'd, I've, she'll.",
    "cannot gonna wanna gotta lemme gimme",
    "region1 is red. It shows a car? Yes!",
    "well--known -- dash - minus",
    "A teddy bear\tand a   spoon",
    "e-mail me@example.com or see http://example.com/a?b=c",
    "[SEG] <p> a man </p> {curly}",
    "rock 'n' roll in the '90s",
    "A sign that says 'STOP' in the street.",
    "ends without stop",
    "",
    "...",
    "Man, woman and child; tree: green.",
    "the 2nd car's wheel isn't there",
    "St. Bernard vs. Dr. No etc.",
    "a 10-year-old boy with a t-shirt",
    "half 1/2 and 3 3/4",
    "An ice-cream, s'mores, o'clock and d'Artagnan",
    "caf\u00e9 na\u00efve \u201cquoted\u201d \u2018single\u2019 it\u2019s \u2014 dash \u2026",
    "one.Two three.four",
    "AT&T and R&B",
    "A man's. The dog.",
    "wow!!! really??",
]


def fingerprint() -> str:
    """Of all inputs; a recorded answer belongs to inputs of the same fingerprint."""
    digest = hashlib.sha256()

    def add(value: Any) -> None:
        if isinstance(value, np.ndarray):
            digest.update(repr(value.shape).encode() + np.ascontiguousarray(value).tobytes())
        elif isinstance(value, dict):
            for key, each in value.items():
                digest.update(str(key).encode())
                add(each)
        elif isinstance(value, list | tuple):
            for each in value:
                add(each)
        else:
            digest.update(repr(value).encode())

    for made in (
        mask_pairs(),
        index_sequences(),
        object_videos(),
        expression_clips(),
        referring_samples(),
        grounded_captions(),
        captions(),
        SENTENCES,
    ):
        add(made)
    return digest.hexdigest()[:16]


if __name__ == "__main__":
    print(fingerprint())
