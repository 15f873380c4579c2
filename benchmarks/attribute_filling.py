"""How well attributes that a model fills by question agree with what drawn scenes show, and how its confidence fares.

The things of unseen drawn clips are asked through the same operations as in the window, with their true masks and, but
for what changes, with no threshold, so that every answer counts. In every clip one thing turns into another colour, or into another thing, on
a known frame. What is asked of yes and no is true as often as not. Pairs of colour and noun that no training of the
embedded model showed are left out.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from machine import RESULTS, machine, write_result

from sa2va_desktop.annotation.attributes import Attribute, AttributeId, AttributeKind, Value
from sa2va_desktop.annotation.records import (
    AnnotationObject,
    FrameState,
    MediaId,
    MediaItem,
    MediaKind,
    ObjectFrame,
    ObjectId,
)
from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.assembly import load_predictor
from sa2va_desktop.evaluation.calibration import Judged, above, calibration
from sa2va_desktop.inference.api import Predictor
from sa2va_desktop.media.array_frames import ArrayFrames
from sa2va_desktop.operations.attribute_filling.change_search import Stretch
from sa2va_desktop.operations.attribute_filling.fill_options import FillOptions
from sa2va_desktop.operations.attribute_filling.fill_plan import FillTarget, WantedAttribute
from sa2va_desktop.operations.attribute_filling.fill_run import AttributeFilled, fill_events
from sa2va_desktop.scenes.clip import Split, scene_rng
from sa2va_desktop.scenes.facts import SceneFacts, facts_of, indefinite
from sa2va_desktop.scenes.looks import tintable
from sa2va_desktop.scenes.nouns import ALL_NOUNS, HELD_OUT_PAIRS, NOUNS
from sa2va_desktop.scenes.palette import TINT_WORDS, TINTS
from sa2va_desktop.scenes.rendering import render_frames
from sa2va_desktop.scenes.scene import Composition, SceneObject, sample_scene
from sa2va_desktop.tasks import CancelToken

SEED = 7400
SIZE_HW = (240, 320)
SURE = 0.8
LEAST_SHARE = 0.004
"""Of the picture's pixels: a person would not mark something smaller."""

WHOLE = FillOptions(frames=1, samples=6, most_questions=6, threshold=0.0, whole_picture=True)
"""Less is asked of what the embedded model was never taught."""

Truth = Callable[[int], Value]


@dataclass(frozen=True)
class Asked:
    """A question about one thing, and what is true of it on each frame."""

    attribute: Attribute
    truth: Truth
    whole_picture: bool = False


@dataclass(frozen=True, eq=False)
class DrawnClip:
    """Frames with ids, and the frame on which the first thing becomes another one (None: never)."""

    frames: ArrayFrames
    ids: np.ndarray
    facts: SceneFacts
    later: SceneObject | None = None
    turn: int | None = None


def drawn_clip(seed: int, index: int, frame_count: int) -> DrawnClip:
    """The first thing that can be tinted turns: in every second clip into another noun, else into another colour."""
    rng = scene_rng(Split.EVALUATION, seed, index)
    scene = sample_scene(
        rng, composition=Composition.TINTED, aspect=SIZE_HW[1] / SIZE_HW[0], frame_count=frame_count
    )
    frames, ids = render_frames(scene, SIZE_HW)
    facts = facts_of(scene, ids)
    place = next((n for n, each in enumerate(scene.objects) if each.noun in tintable(tuple(NOUNS))), None)
    if place is None:
        return DrawnClip(ArrayFrames(frames), ids, facts)
    thing = scene.objects[place]
    later = _turned(thing, rng, is_noun=bool(index % 2))
    turn = int(rng.integers(frame_count // 6, frame_count - frame_count // 6))
    things = tuple(later if each is thing else each for each in scene.objects)
    after, ids_after = render_frames(replace(scene, objects=things), SIZE_HW)
    frames[turn:], ids[turn:] = after[turn:], ids_after[turn:]
    return DrawnClip(ArrayFrames(frames), ids, facts, later, turn)


def _turned(thing: SceneObject, rng: np.random.Generator, *, is_noun: bool) -> SceneObject:
    if is_noun:
        nouns = [noun for noun in tintable(tuple(NOUNS)) if noun != thing.noun]
        known = [noun for noun in nouns if (thing.colour, noun) not in HELD_OUT_PAIRS]
        return replace(thing, noun=str(rng.choice(known)))
    colours = [word for word in TINT_WORDS if word != thing.colour]
    known = [word for word in colours if (word, thing.noun) not in HELD_OUT_PAIRS]
    return replace(thing, colour=str(rng.choice(known)))


def asked_about(clip: DrawnClip, thing: SceneObject, number: int) -> list[Asked]:
    """What is asked about a thing; of yes and no every second is true."""
    later = clip.later if clip.later is not None and clip.later.object_id == thing.object_id else None
    if later is not None and clip.turn is not None:
        return _turning(thing, later, clip.turn)
    asked = [
        Asked(_choice("kind of thing", "What is it?", NOUNS), lambda _: thing.noun),
        Asked(_text("description", "Please describe region1."), lambda _: _caption(thing)),
    ]
    is_yes = number % 2 == 0
    noun = thing.noun if is_yes else _other(NOUNS, thing.noun, number)
    asked.append(Asked(_yes_no("is it that thing", f"Is this {indefinite(noun)}?"), lambda _: is_yes))
    if ALL_NOUNS[thing.noun].referable_colour:
        colour = thing.colour if is_yes else _other(TINTS, thing.colour, number)
        asked += [
            Asked(_choice("colour", "What colour is it?", TINTS), lambda _: thing.colour),
            Asked(_yes_no("is it that colour", f"Is it {colour}?"), lambda _: is_yes),
        ]
    sizes = (clip.ids == thing.object_id).mean((1, 2))
    sides = _sides(clip, thing)
    is_moving = _is_moving(clip, thing)
    count = [len(np.unique(frame[frame > 0])) for frame in clip.ids]
    return [
        *asked,
        Asked(
            _choice("size", "Is it small or large?", ("small", "large")),
            lambda _: "large" if float(sizes.max()) > 0.06 else "small",
            whole_picture=True,
        ),
        Asked(
            _choice("side", "Where is region1?", ("left", "middle", "right"), changes=True),
            lambda frame: sides[frame],
            whole_picture=True,
        ),
        Asked(_yes_no("moving", "Is it moving?"), lambda _: is_moving, whole_picture=True),
        Asked(
            Attribute(
                AttributeId(1),
                "things in the picture",
                AttributeKind.NUMBER,
                question="How many objects are there?",
            ),
            lambda frame: float(count[frame]),
            whole_picture=True,
        ),
    ]


def _turning(thing: SceneObject, later: SceneObject, turn: int) -> list[Asked]:
    if later.noun != thing.noun:
        attribute = _choice("kind over time", "What is it?", NOUNS, changes=True)
        return [Asked(attribute, lambda frame: thing.noun if frame < turn else later.noun)]
    attribute = _choice("colour over time", "What colour is it?", TINTS, changes=True)
    return [Asked(attribute, lambda frame: thing.colour if frame < turn else later.colour)]


def attribute_turns(attribute: Attribute) -> bool:
    """Asked of the thing of a clip that becomes another one."""
    return attribute.name.endswith("over time")


def _choice(name: str, question: str, choices: Sequence[str], *, changes: bool = False) -> Attribute:
    return Attribute(
        AttributeId(1),
        name,
        AttributeKind.CHOICE,
        choices=tuple(choices),
        question=question,
        changes_over_time=changes,
    )


def _yes_no(name: str, question: str) -> Attribute:
    return Attribute(AttributeId(1), name, AttributeKind.YES_NO, question=question)


def _text(name: str, question: str) -> Attribute:
    return Attribute(AttributeId(1), name, AttributeKind.TEXT, question=question)


def _other(words: Sequence[str], word: str, number: int) -> str:
    others = [each for each in words if each != word]
    return others[number * 7 % len(others)]


def _caption(thing: SceneObject) -> str:
    words = f"{thing.colour} {thing.noun}" if ALL_NOUNS[thing.noun].referable_colour else thing.noun
    text = indefinite(words)
    return text[0].upper() + text[1:]


def _sides(clip: DrawnClip, thing: SceneObject) -> list[str]:
    found = []
    for frame in clip.ids:
        columns = np.nonzero((frame == thing.object_id).any(0))[0]
        share = columns.mean() / frame.shape[1] if len(columns) else 0.5
        found.append("left" if share < 1 / 3 else "right" if share > 2 / 3 else "middle")
    return found


def _is_moving(clip: DrawnClip, thing: SceneObject) -> bool:
    path = clip.facts.centre_xy[:, clip.facts.index_of(thing)]
    return bool(np.linalg.norm(path.max(0) - path.min(0)) > 0.1)


def target_of(clip: DrawnClip, thing: SceneObject, attribute: Attribute) -> FillTarget | None:
    """The thing with its true masks, where they are large enough to be marked."""
    height, width = SIZE_HW
    item = MediaItem(
        MediaId(1), MediaKind.VIDEO, "clip", height, width, tuple(range(clip.frames.frame_count)), (1, 12)
    )
    masks = {index: ids == thing.object_id for index, ids in enumerate(clip.ids)}
    track = {
        index: ObjectFrame(mask_to_rle(mask), FrameState.EDITED)
        for index, mask in masks.items()
        if mask.mean() >= LEAST_SHARE
    }
    about = AnnotationObject(ObjectId(thing.object_id), item.media_id, "thing", (0, 0, 0))
    return FillTarget(item, about, track, (WantedAttribute(attribute),)) if track else None


def filled(
    predictor: Predictor, clip: DrawnClip, target: FillTarget, options: FillOptions
) -> tuple[Stretch, ...]:
    events = fill_events(predictor, [target], options, lambda _item: nullcontext(clip.frames), CancelToken())
    return next(event.stretches for event in events if isinstance(event, AttributeFilled))


def judged(asked: Asked, target: FillTarget, stretches: Sequence[Stretch]) -> Iterator[Judged]:
    """One answer for each object, or for each frame where the value changes. What was left open counts as wrong."""
    frames = sorted(target.track)
    if not asked.attribute.changes_over_time:
        frames = frames[len(frames) // 2 :][:1]
    for frame in frames:
        held = [stretch for stretch in stretches if stretch.start <= frame]
        if held:
            yield Judged(held[-1].confidence, held[-1].value == asked.truth(frame))
        else:
            yield Judged(0.0, agrees=False)


def row(answers: Sequence[Judged], truths: Counter[Value]) -> dict[str, Any]:
    together, sure = calibration(answers), calibration(above(answers, SURE))
    return {
        "answers": together.count,
        "agreement": _rounded(together.agreement),
        "always the commonest": _rounded(max(truths.values()) / sum(truths.values())),
        "mean confidence": _rounded(together.confidence),
        "calibration error": _rounded(together.error),
        f"share above {SURE}": _rounded(sure.count / together.count),
        f"agreement above {SURE}": _rounded(sure.agreement),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def measure(model: str, *, clips: int, seed: int, frame_count: int) -> dict[str, Any]:
    predictor = load_predictor(model, device="cpu", dtype="float32")
    answers: dict[str, list[Judged]] = defaultdict(list)
    truths: dict[str, Counter[Value]] = defaultdict(Counter)
    turns: dict[str, list[int | None]] = defaultdict(list)
    extra: Counter[str] = Counter()
    number = 0
    for index in range(clips):
        clip = drawn_clip(seed, index, frame_count)
        for thing in clip.facts.things:
            number += 1
            for asked in asked_about(clip, thing, number):
                target = target_of(clip, thing, asked.attribute)
                if target is None:
                    continue
                options = WHOLE if asked.whole_picture else FillOptions(threshold=0.0)
                if attribute_turns(asked.attribute):
                    options = FillOptions()  # what is not credible decides where changes are
                stretches = filled(predictor, clip, target, options)
                name = asked.attribute.name
                found = list(judged(asked, target, stretches))
                answers[name] += found
                truths[name].update(asked.truth(frame) for frame in sorted(target.track)[: len(found)])
                if attribute_turns(asked.attribute) and clip.turn is not None:
                    starts = [stretch.start for stretch in stretches[1:]]
                    near = min(starts, key=lambda start: abs(start - clip.turn), default=None)
                    turns[name].append(None if near is None else near - clip.turn)
                    extra[name] += max(0, len(starts) - 1)
        print(f"clip {index + 1} of {clips}", file=sys.stderr, flush=True)
    predictor.close()
    rows = {name: row(found, truths[name]) for name, found in answers.items()}
    for name, found in turns.items():
        rows[name]["changes"] = _changes(found, extra[name])
    return {
        "what": "attributes filled by question against drawn scenes; 3 frames an object without a threshold; over time 8 samples, at most 24 questions and the threshold of 0.5; in the whole picture 1 frame, or 6",
        "model": predictor.description.name,
        "clips": clips,
        "frames of a clip": frame_count,
        "seed": seed,
        "attributes": rows,
        "machine": machine(),
    }


def _changes(found: Sequence[int | None], extra: int) -> dict[str, Any]:
    off = [abs(each) for each in found if each is not None]
    return {
        "planted": len(found),
        "on the very frame": sum(each == 0 for each in off),
        "at most 2 frames off": sum(each <= 2 for each in off),
        "median frames off": statistics.median(off) if off else None,
        "not found": sum(each is None for each in found),
        "changes that are none": extra,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="sa2va-nano")
    parser.add_argument("--clips", type=int, default=20)
    parser.add_argument("--frames", type=int, default=48)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=RESULTS / "attribute_filling.json")
    options = parser.parse_args()
    torch.set_num_threads(1)
    write_result(
        options.out,
        measure(options.model, clips=options.clips, seed=options.seed, frame_count=options.frames),
    )


if __name__ == "__main__":
    main()
